"""One article for each entry, its claims with their proof, and whether they were joined to incidents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.errors import LeaseLost
from monitor.model import Article, Axes, CeasefireClaim, HostilityClaim, Reading
from monitor.store import articles, claims, entries
from monitor.store.database import Database
from tests.unit.store.made import CASUALTY, DAY, LEASE, MINUTE, NOON, READING, VIOLATION, article, item, stored_feed


@pytest.fixture
def three(database: Database) -> list[Article]:
    """Articles published one, two and three minutes after noon, of one feed."""
    with database.write() as c:
        home = stored_feed(c)
        entries.store(c, home.id, [item(1), item(2), item(3)], NOON)
        return [
            articles.put(c, article(entry.id, home.id)) for entry in entries.lease_unread(c, NOON, lease=LEASE, limit=9)
        ]


def test_an_article_comes_back_as_it_was_put(database: Database, three: list[Article]) -> None:
    first = three[0]
    assert replace(first, id=0) == article(first.entry_id, first.feed_id)
    with database.read() as c:
        assert articles.get(c, first.id) == first
        assert articles.of_entry(c, first.entry_id) == first
        assert articles.get(c, 999) is None
        assert articles.of_entry(c, 999) is None


def test_a_new_revision_takes_the_place_of_the_old_under_its_id_and_is_correlated_again(
    database: Database, three: list[Article]
) -> None:
    first = three[0]
    with database.write() as c:
        for one in three:
            articles.mark_correlated(c, one.id, NOON)
        assert articles.next_uncorrelated(c) is None
        edited = articles.put(c, replace(first, id=0, entry_revision=2, text="Three were hurt at Lower Ford."))
        assert edited.id == first.id
        assert articles.next_uncorrelated(c) == edited


def test_an_older_revision_never_replaces_a_newer_one(database: Database, three: list[Article]) -> None:
    with database.write() as c:
        articles.put(c, replace(three[0], entry_revision=3, text="newest"))
    with pytest.raises(LeaseLost), database.write() as c:
        articles.put(c, replace(three[0], entry_revision=2, text="older"))
    with database.read() as c:
        found = articles.get(c, three[0].id)
    assert found is not None
    assert found.text == "newest"


def test_articles_are_correlated_in_the_order_of_their_publication(database: Database, three: list[Article]) -> None:
    with database.write() as c:
        order = []
        while (waiting := articles.next_uncorrelated(c)) is not None:
            order.append(waiting.id)
            articles.mark_correlated(c, waiting.id, NOON)
    assert order == [one.id for one in three]


def test_an_article_that_cannot_be_correlated_is_set_aside_with_the_reason(
    database: Database, three: list[Article]
) -> None:
    with database.write() as c:
        articles.mark_correlated(c, three[0].id, NOON, note="its claims were not joined: TypeError")
        articles.mark_correlated(c, three[1].id, NOON)
        notes = [found.note for one in three if (found := articles.get(c, one.id)) is not None]
    assert notes == ["its claims were not joined: TypeError", "", ""]


def test_copies_lead_to_their_original(database: Database, three: list[Article]) -> None:
    one, two, three_ = three
    with database.write() as c:
        articles.set_copy(c, two.id, one.id)
        listed = articles.sketches_since(c, one.published)
        assert [id for id, _, _ in listed] == [one.id, one.id, three_.id]
        assert listed[2] == (three_.id, three_.outlet, three_.sketch)
        assert [id for id, _, _ in articles.sketches_since(c, three_.published)] == [three_.id]
        articles.set_copy(c, two.id, None)
        assert [id for id, _, _ in articles.sketches_since(c, one.published)] == [one.id, two.id, three_.id]


def test_an_article_read_again_is_not_found_to_be_a_copy_of_itself_or_of_its_copies(
    database: Database, three: list[Article]
) -> None:
    one, two, three_ = three
    with database.write() as c:
        articles.set_copy(c, two.id, one.id)
        others = articles.sketches_since(c, one.published, except_entry=one.entry_id)
        assert [id for id, _, _ in others] == [three_.id]
        # An entry that was never read leaves out nothing.
        assert len(articles.sketches_since(c, one.published, except_entry=999)) == 3


def test_a_span_of_articles_is_listed_and_counted_by_when_they_were_fetched(
    database: Database, three: list[Article]
) -> None:
    start, end = three[0].fetched, three[2].fetched
    with database.read() as c:
        assert articles.since(c, start, end) == three[:2]
        assert articles.count(c, start, end) == 2
        assert articles.count(c, end, end + DAY) == 1


def test_old_texts_are_forgotten_but_not_their_quotes(database: Database, three: list[Article]) -> None:
    with database.write() as c:
        claims.replace(c, three[0].id, READING)
        for one in three[:2]:
            articles.mark_correlated(c, one.id, NOON)
        # The third still waits for its correlation and keeps its text.
        assert articles.forget_texts(c, three[2].fetched + MINUTE) == 2
        assert articles.forget_texts(c, three[2].fetched + MINUTE) == 0
        first = articles.get(c, three[0].id)
        assert first is not None
        assert (first.text, first.sketch, first.title) == ("", (), three[0].title)
        assert claims.of_article(c, three[0].id)[0].evidence == CASUALTY.evidence
        assert [id for id, _, _ in articles.sketches_since(c, NOON)] == [three[2].id]


def test_a_reading_comes_back_whole_with_its_traces(database: Database, three: list[Article]) -> None:
    every_kind = replace(
        READING,
        claims=(
            *READING.claims,
            HostilityClaim(
                evidence="fire", start=0, end=4, actor="lowland", axes=Axes(polarity="denied", voice="alleged")
            ),
            CeasefireClaim(evidence="truce", start=0, end=5, status="agreed", parties=("lowland", "upland")),
        ),
        traces=(*READING.traces, (), ()),
    )
    with database.write() as c:
        claims.replace(c, three[0].id, every_kind)
        assert claims.reading(c, three[0].id) == every_kind
        assert claims.of_article(c, three[0].id) == every_kind.claims
        assert claims.reading(c, three[1].id) is None
        assert claims.of_article(c, three[1].id) == ()


def test_a_second_reading_replaces_the_first(database: Database, three: list[Article]) -> None:
    with database.write() as c:
        claims.replace(c, three[0].id, READING)
        claims.replace(c, three[0].id, replace(READING, claims=(VIOLATION,), traces=((),)))
        assert claims.of_article(c, three[0].id) == (VIOLATION,)
        claims.replace(c, three[0].id, Reading(lang="en", published=None))
        assert claims.of_article(c, three[0].id) == ()
        assert claims.reading(c, three[0].id) == Reading(lang="en", published=None)


def test_claims_are_counted_by_when_their_article_was_fetched(database: Database, three: list[Article]) -> None:
    with database.write() as c:
        for one in three:
            claims.replace(c, one.id, READING)
        assert claims.count(c, three[0].fetched, three[2].fetched) == 4


def test_odd_characters_in_a_claim_do_not_stop_its_storing(database: Database, three: list[Article]) -> None:
    odd = replace(CASUALTY, evidence="hurt\x00 \ud83d at «Форд»", side="упл")
    with database.write() as c:
        claims.replace(c, three[0].id, replace(READING, claims=(odd,), traces=((),)))
        (stored,) = claims.of_article(c, three[0].id)
    assert len(stored.evidence) == len(odd.evidence)
    assert "«Форд»" in stored.evidence
