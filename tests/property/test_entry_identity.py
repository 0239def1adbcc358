"""However odd the listings: nothing is lost, nothing is stored twice, and what does not change is never an edit."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Feed, ListedEntry
from monitor.store import entries, feeds, schema
from monitor.store.database import Database
from monitor.store.identity import Listing, keyed, match
from monitor.store.tables import entries as table
from monitor.store.tables import listings

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_example = itertools.count()

# Few guids, URLs and wordings, so that they meet in every way; a URL may be missing or stand as the guid.
_url = st.sampled_from(["", "https://a.example/1", "https://a.example/2", "https://a.example/3"])
_guid = st.one_of(st.sampled_from(["", "1", "2", "3"]), _url)
_item = st.builds(
    ListedEntry,
    guid=_guid,
    url=_url,
    title=st.sampled_from(["one", "two", "three"]),
    summary=st.just(""),
    content=st.just(""),
    published=st.none(),
)
_listing = st.lists(_item, max_size=6)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('identity') / 'monitor.db'}"
    schema.upgrade(url)
    with Database.open(url) as opened:
        yield opened


class _RollbackError(Exception):
    """Ends an example without a trace."""


def two_feeds(c: sa.Connection) -> tuple[int, int]:
    added = [
        feeds.add(c, Feed(url=f"https://{n}.example", name=str(n)), NOON) for n in (next(_example), next(_example))
    ]
    return added[0].id, added[1].id


def identities(listing: list[ListedEntry]) -> set[tuple[str, ...]]:
    """What a listing names: the pairs of guid and URL, told apart by title where one of the two is missing."""
    named: set[tuple[str, ...]] = set()
    for item in listing:
        strong = item.guid and item.url and item.guid != item.url
        named.add((item.guid or item.url, item.url, "" if strong else item.title))
    return named


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.booleans(), _listing), max_size=6))
def test_what_is_listed_again_without_a_change_is_known(
    database: Database, listings: list[tuple[bool, list[ListedEntry]]]
) -> None:
    with pytest.raises(_RollbackError), database.write() as c:
        _check_stability(c, listings)


def _check_stability(c: sa.Connection, listings: list[tuple[bool, list[ListedEntry]]]) -> None:
    pair = two_feeds(c)
    for which, listing in listings:
        first = entries.store(c, pair[which], listing, NOON)
        assert first.new + first.edited + first.known == len(listing)
        again = entries.store(c, pair[which], listing, NOON + timedelta(minutes=1))
        assert (again.new, again.edited) == (0, 0)
    raise _RollbackError


@settings(max_examples=150, deadline=None)
@given(_listing)
def test_a_first_listing_stores_each_thing_it_names_once(database: Database, listing: list[ListedEntry]) -> None:
    with pytest.raises(_RollbackError), database.write() as c:
        _check_completeness(c, listing)


def _check_completeness(c: sa.Connection, listing: list[ListedEntry]) -> None:
    home, _ = two_feeds(c)
    stored = entries.store(c, home, listing, NOON)
    count = c.scalar(sa.select(sa.func.count()).select_from(table).where(table.c.feed_id == home))
    assert stored.new == count == len(identities(listing))
    raise _RollbackError


@settings(max_examples=150, deadline=None)
@given(_listing, _listing)
def test_two_feeds_that_tell_the_same_things_in_their_own_words_come_to_rest(
    database: Database, ours: list[ListedEntry], theirs: list[ListedEntry]
) -> None:
    with pytest.raises(_RollbackError), database.write() as c:
        _check_rest(c, ours, theirs)


def _check_rest(c: sa.Connection, ours: list[ListedEntry], theirs: list[ListedEntry]) -> None:
    home, other = two_feeds(c)
    entries.store(c, home, ours, NOON)
    entries.store(c, other, theirs, NOON)
    for feed_id, listing in ((home, ours), (other, theirs)):
        again = entries.store(c, feed_id, listing, NOON)
        assert (again.new, again.edited) == (0, 0)
    raise _RollbackError


@dataclass(frozen=True)
class Site:
    """How a feed writes its items down for the time being."""

    address: str
    guids: str
    name: int = 0
    """Says apart the guids of one content system from those of the next."""

    def lists(self, number: int, title: str, text: str, published: datetime | None) -> ListedEntry:
        url = f"{self.address}/2026/{number}/story"
        guid = {"links": url, "names": f"tag:{self.name}:{number}", "none": ""}[self.guids]
        return ListedEntry(guid=guid, url=url, title=title, summary=text, content="", published=published)


_site = st.builds(
    Site,
    address=st.sampled_from(
        ["http://a.example", "https://a.example", "https://www.a.example", "http://m.a.example", "https://b.example",
         "https://news.a.example:8443"]
    ),
    guids=st.sampled_from(["links", "names", "none"]),
    name=st.integers(0, 3),
)  # fmt: skip
_TITLES = ("Daily briefing", "Live: talks", "Two hurt")
# Headlines that repeat, on one day and on others, dated and not.
_STORIES = [
    (number, _TITLES[number % 3], NOON - timedelta(hours=number * 7) if number % 5 else None) for number in range(12)
]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(_site, st.integers(0, 6), st.integers(3, 8), st.integers(0, 2)), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_however_a_feed_renames_moves_and_orders_its_items_each_is_stored_once(
    database: Database, readings: list[tuple[Site, int, int, int]], chance: random.Random
) -> None:
    with pytest.raises(_RollbackError), database.write() as c:
        _check_history(c, readings, chance)


def _check_history(c: sa.Connection, readings: list[tuple[Site, int, int, int]], chance: random.Random) -> None:
    home, _ = two_feeds(c)
    texts = dict.fromkeys(range(len(_STORIES)), "As first told.")
    seen: set[int] = set()
    for round_, (site, start, size, edits) in enumerate(readings):
        window = _STORIES[start : start + size]
        for number, _, _ in window[:edits]:
            texts[number] = f"Edited in reading {round_}."
        listing = [site.lists(number, title, texts[number], published) for number, title, published in window]
        chance.shuffle(listing)
        stored = entries.store(c, home, listing, NOON)
        new = {number for number, _, _ in window} - seen
        seen |= new
        assert stored.new == len(new)
    rows = c.execute(sa.select(table.c.url, table.c.summary).where(table.c.feed_id == home)).all()
    told = {int(row.url.split("/")[4]): row.summary for row in rows}
    assert (len(rows), set(told)) == (len(seen), seen)
    assert all(texts[number] == text for number, text in told.items() if text != "As first told.")
    assert c.scalar(sa.select(sa.func.count()).where(listings.c.feed_id == home)) == len(seen)
    raise _RollbackError


@settings(max_examples=300, deadline=None)
@given(_listing, _listing, st.randoms(use_true_random=False))
def test_the_order_of_a_listing_means_nothing(
    before: list[ListedEntry], listing: list[ListedEntry], chance: random.Random
) -> None:
    record = [
        Listing(1, entry_id, one.guid_key, one.url_key, one.place_key, one.content_hash)
        for entry_id, one in enumerate(keyed(before), 1)
    ]
    shuffled = chance.sample(listing, len(listing))
    found, again = (
        {(one.listed.guid_key, one.listed.url_key): one.entry_id for one in match(1, keyed(items), record)}
        for items in (listing, shuffled)
    )
    assert found == again
