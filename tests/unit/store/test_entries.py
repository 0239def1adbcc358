"""An entry is one thing, however feeds list it; an edit has it read again; a lease is one reader's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa

from monitor.errors import LeaseLost
from monitor.model import Entry, ListedEntry
from monitor.store import entries, feeds
from monitor.store.database import Database
from monitor.store.entries import Counts, Stored
from monitor.store.tables import listings
from tests.unit.store.made import DAY, LEASE, MINUTE, NOON, item, stored_feed

NEW = Stored(1, 0, 0)
EDITED = Stored(0, 1, 0)
KNOWN = Stored(0, 0, 1)


@pytest.fixture
def home(database: Database) -> int:
    with database.write() as c:
        return stored_feed(c).id


@pytest.fixture
def other(database: Database) -> int:
    with database.write() as c:
        return stored_feed(c, "Upland Radio").id


def store(database: Database, feed_id: int, *listed: ListedEntry, at: datetime = NOON) -> Stored:
    with database.write() as c:
        return entries.store(c, feed_id, listed, at)


def every(database: Database) -> list[Entry]:
    """All entries, as far as they are unread."""
    with database.write() as c:
        return entries.lease_unread(c, NOON + 100 * DAY, lease=LEASE, limit=10_000)


def test_new_items_are_stored_and_due_at_once(database: Database, home: int) -> None:
    assert store(database, home, item(1), item(2)) == Stored(2, 0, 0)
    with database.write() as c:
        leased = entries.lease_unread(c, NOON, lease=LEASE, limit=10)
    assert [entry.guid for entry in leased] == ["guid-1", "guid-2"]
    assert leased[0] == Entry(
        id=leased[0].id,
        feed_id=home,
        guid="guid-1",
        url="https://wire.example/1",
        title="Story 1",
        summary="As first told.",
        content="",
        published=NOON - DAY,
        first_seen=NOON,
        content_hash=leased[0].content_hash,
        revision=1,
        fence=1,
        attempts=1,
        host="wire.example",
    )


def test_an_item_listed_again_is_known(database: Database, home: int) -> None:
    store(database, home, item(1))
    assert store(database, home, item(1), at=NOON + MINUTE) == KNOWN
    assert len(every(database)) == 1


def test_an_empty_listing_changes_nothing(database: Database, home: int) -> None:
    store(database, home, item(1))
    assert store(database, home) == Stored(0, 0, 0)
    assert len(every(database)) == 1


def test_an_entry_that_reappears_after_a_shorter_listing_is_known(database: Database, home: int) -> None:
    store(database, home, item(1), item(2))
    store(database, home, item(2))
    assert store(database, home, item(1)) == KNOWN


def test_an_edited_item_gets_the_next_revision_and_is_read_again(database: Database, home: int) -> None:
    store(database, home, item(1))
    (first,) = every(database)
    with database.write() as c:
        entries.record_read(c, first, state="read")
    assert store(database, home, item(1, summary="Corrected."), at=NOON + MINUTE) == EDITED
    (second,) = every(database)
    assert (second.id, second.revision, second.summary, second.attempts) == (first.id, 2, "Corrected.", 1)
    assert second.first_seen == NOON


def test_an_edit_of_an_entry_that_is_being_read_takes_the_lease_away(database: Database, home: int) -> None:
    store(database, home, item(1))
    (reading,) = every(database)
    store(database, home, item(1, summary="Corrected."))
    with pytest.raises(LeaseLost), database.write() as c:
        entries.record_read(c, reading, state="read")
    (again,) = every(database)
    assert again.revision == 2


def test_a_changed_date_alone_is_no_edit(database: Database, home: int) -> None:
    store(database, home, item(1))
    assert store(database, home, replace(item(1), published=NOON, updated=NOON)) == KNOWN


def test_a_changed_guid_is_the_same_entry_when_the_url_is_the_same(database: Database, home: int) -> None:
    store(database, home, item(1))
    assert store(database, home, item(1, guid="moved-to-another-system")) == KNOWN
    assert store(database, home, item(1, guid="moved-to-another-system")) == KNOWN
    (entry,) = every(database)
    assert entry.guid == "moved-to-another-system"


def test_a_changed_guid_with_a_changed_text_is_an_edit(database: Database, home: int) -> None:
    store(database, home, item(1))
    assert store(database, home, item(1, guid="other", summary="Corrected.")) == EDITED
    assert store(database, home, item(1, guid="other", summary="Corrected.")) == KNOWN


def test_a_changed_url_is_the_same_entry_when_the_guid_is_the_same(database: Database, home: int) -> None:
    store(database, home, item(1))
    assert store(database, home, item(1, url="https://wire.example/1-with-a-better-title")) == KNOWN
    (entry,) = every(database)
    assert entry.url == "https://wire.example/1-with-a-better-title"
    assert entry.revision == 1


def test_a_changed_url_with_a_changed_text_is_an_edit(database: Database, home: int) -> None:
    store(database, home, item(1))
    assert store(database, home, item(1, url="https://wire.example/new", summary="Corrected.")) == EDITED
    (entry,) = every(database)
    assert (entry.url, entry.revision) == ("https://wire.example/new", 2)


def test_a_guid_that_changes_with_every_poll_does_not_fill_the_database(database: Database, home: int) -> None:
    for poll in range(5):
        store(database, home, item(1, guid=f"random-{poll}"))
    with database.read() as c:
        assert c.scalar(sa.select(sa.func.count()).select_from(listings)) == 1


def test_the_same_url_in_two_feeds_is_one_entry_of_the_first(database: Database, home: int, other: int) -> None:
    store(database, home, item(1))
    assert store(database, other, item(1, guid="other's own")) == KNOWN
    (entry,) = every(database)
    assert entry.feed_id == home


def test_another_feeds_wording_of_a_known_url_is_never_an_edit(database: Database, home: int, other: int) -> None:
    store(database, home, item(1))
    for wording in ("Shortened.", "Shortened otherwise.", "Shortened."):
        assert store(database, other, item(1, guid="x", summary=wording)) == KNOWN
        assert store(database, home, item(1)) == KNOWN
    (entry,) = every(database)
    assert (entry.summary, entry.revision) == ("As first told.", 1)


def test_an_edit_that_only_another_feed_can_still_tell_is_read(database: Database, home: int, other: int) -> None:
    live, later = item(1, guid="x"), item(1, guid="x", summary="Three were killed.")
    store(database, home, item(1))
    store(database, other, live)
    with database.write() as c:
        feeds.remove(c, home)
    assert store(database, other, later) == EDITED
    (entry,) = every(database)
    assert (entry.summary, entry.revision, entry.feed_id) == ("Three were killed.", 2, home)
    assert store(database, other, later) == KNOWN


def test_the_same_guid_in_two_feeds_is_two_entries(database: Database, home: int, other: int) -> None:
    store(database, home, item(1, guid="1"))
    assert store(database, other, item(2, guid="1")) == NEW


def test_two_items_with_the_same_guid_in_one_listing_are_two_entries(database: Database, home: int) -> None:
    one, two = item(1, guid="index"), item(2, guid="index")
    assert store(database, home, one, two) == Stored(2, 0, 0)
    assert store(database, home, one, two) == Stored(0, 0, 2)
    # One of them alone is still itself, and a third under that guid is a third.
    assert store(database, home, two) == KNOWN
    assert store(database, home, item(3, guid="index")) == NEW
    assert {entry.url for entry in every(database)} == {f"https://wire.example/{number}" for number in (1, 2, 3)}


def test_two_items_on_the_same_page_in_one_listing_are_two_entries(database: Database, home: int) -> None:
    one, two = item(1, url="https://wire.example/live"), item(2, url="https://wire.example/live")
    assert store(database, home, one, two) == Stored(2, 0, 0)
    assert store(database, home, two, one) == Stored(0, 0, 2)
    assert store(database, home, item(3, url="https://wire.example/live")) == NEW


def test_two_new_items_under_a_known_guid_are_two_more(database: Database, home: int) -> None:
    store(database, home, item(1, guid="index"))
    assert store(database, home, item(2, guid="index"), item(3, guid="index")) == Stored(2, 0, 0)


def test_two_new_items_on_a_known_page_are_two_more(database: Database, home: int) -> None:
    live = "https://wire.example/live"
    store(database, home, item(1, url=live))
    assert store(database, home, item(2, url=live), item(3, url=live)) == Stored(2, 0, 0)


def test_an_item_without_a_guid_is_known_by_its_url(database: Database, home: int) -> None:
    unnamed = item(1, guid="")
    assert store(database, home, unnamed) == NEW
    assert store(database, home, unnamed) == KNOWN
    assert store(database, home, replace(unnamed, guid=unnamed.url)) == KNOWN
    (entry,) = every(database)
    assert entry.guid == entry.url


def test_an_item_without_a_url_is_known_by_its_guid(database: Database, home: int) -> None:
    pageless = item(1, url="")
    assert store(database, home, pageless, item(2, url="")) == Stored(2, 0, 0)
    assert store(database, home, pageless) == KNOWN
    assert store(database, home, replace(pageless, summary="Corrected.")) == EDITED


def test_items_with_neither_guid_nor_url_are_told_apart_by_what_they_say(database: Database, home: int) -> None:
    one, two = item(1, guid="", url=""), item(2, guid="", url="")
    assert store(database, home, one, two) == Stored(2, 0, 0)
    assert store(database, home, one, two) == Stored(0, 0, 2)


def test_an_item_listed_twice_over_is_stored_once(database: Database, home: int) -> None:
    assert store(database, home, item(1), item(1), item(1, summary="An older wording.")) == Stored(1, 0, 2)
    assert store(database, home, item(1), item(1, summary="An older wording.")) == Stored(0, 0, 2)


MOVES = {
    "to https": "https://wire.example{path}", "to www": "http://www.wire.example{path}", "for telephones": "http://m.wire.example{path}",
    "to another host": "https://news.wire.example{path}",
}  # fmt: skip


@pytest.mark.parametrize("moved", MOVES.values(), ids=MOVES.keys())
@pytest.mark.parametrize("guids", ["are links", "are numbers that change", "are places in the list"])
def test_a_site_that_moves_gives_its_entries_once(database: Database, home: int, moved: str, guids: str) -> None:
    paths = {1: "/2026/02/28/story-1", 2: "/story-2", 3: "/?p=3"}

    def at(site: str, numbers: tuple[int, ...], round_: int) -> list[ListedEntry]:
        urls = [site.format(path=paths[number]) for number in numbers]
        names = {
            "are links": urls,
            "are numbers that change": [f"{round_}{number}" for number in numbers],
            "are places in the list": [str(place) for place in range(len(numbers))],
        }[guids]
        return [item(number, guid=guid, url=url) for number, guid, url in zip(numbers, names, urls, strict=True)]

    assert store(database, home, *at("http://wire.example{path}", (1, 2, 3), 1)) == Stored(3, 0, 0)
    assert store(database, home, *at(moved, (3, 1, 2), 2)) == Stored(0, 0, 3)
    assert store(database, home, *at(moved, (2, 3, 1), 3)) == Stored(0, 0, 3)


def test_a_site_that_moves_while_a_text_is_edited_gives_an_edit(database: Database, home: int) -> None:
    store(database, home, item(1, guid="http://old.example/a/1", url="http://old.example/a/1"))
    moved = item(1, guid="https://new.example/a/1", url="https://new.example/a/1", summary="Corrected.")
    assert store(database, home, moved) == EDITED
    (entry,) = every(database)
    assert (entry.url, entry.revision) == ("https://new.example/a/1", 2)


def briefing(url: str, title: str = "Daily briefing", published: datetime | None = NOON) -> ListedEntry:
    return replace(item(1, guid=url, url=url), title=title, published=published)


def test_what_has_only_a_headline_or_only_a_page_in_common_is_two_entries(database: Database, home: int) -> None:
    first = briefing("https://old.example/briefing/1")
    others = [
        briefing("https://new.example/briefing/2"),  # the next day's, on the new host
        briefing("https://new.example/briefing/1", title="Live: talks resume"),
        briefing("https://third.example/briefing/1", published=NOON + DAY),
        briefing("https://new.example/"),
    ]
    assert store(database, home, first) == NEW
    for other in others:
        assert store(database, home, other) == NEW


def test_without_dates_two_hosts_of_one_feed_are_two_sites_while_both_are_listed(database: Database, home: int) -> None:
    here, there = (briefing(f"https://{host}.example/briefing", published=None) for host in ("north", "south"))
    another = briefing("https://north.example/other", published=None)
    assert store(database, home, here, another) == Stored(2, 0, 0)
    assert store(database, home, there, another) == Stored(1, 0, 1)


def test_without_dates_a_feed_whose_old_host_is_gone_has_moved(database: Database, home: int) -> None:
    store(database, home, briefing("https://old.example/briefing", published=None))
    assert store(database, home, briefing("https://new.example/briefing", published=None)) == KNOWN


def test_the_same_place_in_two_feeds_is_two_entries(database: Database, home: int, other: int) -> None:
    store(database, home, briefing("https://north.example/briefing"))
    assert store(database, other, briefing("https://south.example/briefing")) == NEW


def test_a_guid_that_passed_to_another_item_leaves_the_moved_one_its_entry(database: Database, home: int) -> None:
    old = [item(number, guid=f"place {number}", url=f"http://old.example/{number}/a") for number in (1, 2)]
    moved = [item(number, guid=f"place {3 - number}", url=f"http://new.example/{number}/a") for number in (1, 2)]
    store(database, home, *old)
    before = {entry.url.rpartition("/")[0][-1]: entry.id for entry in every(database)}
    assert store(database, home, *moved) == Stored(0, 0, 2)
    with database.write() as c:
        later = entries.lease_unread(c, NOON + 200 * DAY, lease=LEASE, limit=10)
    assert {entry.url.rpartition("/")[0][-1]: entry.id for entry in later} == before


def test_a_read_entry_lets_its_full_text_go_and_knows_an_edit_all_the_same(database: Database, home: int) -> None:
    told = replace(item(1), content="<p>Two were hurt at Lower Ford.</p>")
    store(database, home, told)
    (entry,) = every(database)
    with database.write() as c:
        entries.postpone(c, entry, due=NOON, note="later")
    (entry,) = every(database)
    assert entry.content == told.content
    with database.write() as c:
        entries.record_read(c, entry, state="read")
    with database.read() as c:
        kept = entries.get(c, entry.id)
    assert kept is not None
    assert (kept.content, kept.summary) == ("", told.summary)
    assert store(database, home, told) == KNOWN
    corrected = replace(told, content="<p>Three were hurt at Lower Ford.</p>")
    assert store(database, home, corrected) == EDITED
    (again,) = every(database)
    assert again.content == corrected.content


def test_very_long_guids_and_urls_are_kept_whole_and_told_apart(database: Database, home: int) -> None:
    long = "https://wire.example/" + "щ" * 5000
    one, two = item(1, guid=long + "1", url=long + "1"), item(2, guid=long + "2", url=long + "2")
    assert store(database, home, one, two) == Stored(2, 0, 0)
    assert store(database, home, one, two) == Stored(0, 0, 2)
    assert {entry.url for entry in every(database)} == {long + "1", long + "2"}


def test_characters_no_database_takes_are_replaced_one_for_one(database: Database, home: int) -> None:
    odd = replace(item(1, guid="g\x00", url="https://wire.example/\ud800"), title="a\x00b\udfffc")
    assert store(database, home, odd) == NEW
    assert store(database, home, odd) == KNOWN
    (entry,) = every(database)
    assert entry.title == "a\ufffdb\ufffdc"


def test_thousands_of_items_fit_in_one_listing(database: Database, home: int) -> None:
    many = [item(number) for number in range(3000)]
    assert store(database, home, *many) == Stored(3000, 0, 0)
    assert store(database, home, *many, item(3001)) == Stored(1, 0, 3000)


def test_a_leased_entry_is_not_given_out_again_until_the_lease_runs_out(database: Database, home: int) -> None:
    store(database, home, item(1))
    with database.write() as c:
        (first,) = entries.lease_unread(c, NOON, lease=LEASE, limit=1)
        assert entries.lease_unread(c, NOON + LEASE - MINUTE, lease=LEASE, limit=1) == []
        (second,) = entries.lease_unread(c, NOON + LEASE, lease=LEASE, limit=1)
    assert (second.id, second.fence, second.attempts) == (first.id, first.fence + 1, 2)


def test_a_late_finisher_gets_lease_lost_and_changes_nothing(database: Database, home: int) -> None:
    store(database, home, item(1))
    with database.write() as c:
        (late,) = entries.lease_unread(c, NOON, lease=LEASE, limit=1)
        (current,) = entries.lease_unread(c, NOON + LEASE, lease=LEASE, limit=1)
    with pytest.raises(LeaseLost), database.write() as c:
        entries.record_read(c, late, state="unreadable", note="timed out")
    with pytest.raises(LeaseLost), database.write() as c:
        entries.postpone(c, late, due=NOON, note="timed out")
    with database.write() as c:
        entries.record_read(c, current, state="read")
        assert entries.counts(c, NOON, NOON + DAY) == Counts(1, 0, 1, 0, 0)


def test_what_was_finished_once_cannot_be_finished_again(database: Database, home: int) -> None:
    store(database, home, item(1))
    (entry,) = every(database)
    with database.write() as c:
        entries.record_read(c, entry, state="read")
    with pytest.raises(LeaseLost), database.write() as c:
        entries.record_read(c, entry, state="irrelevant")


def test_a_postponed_entry_comes_again_when_it_is_due(database: Database, home: int) -> None:
    store(database, home, item(1))
    with database.write() as c:
        (entry,) = entries.lease_unread(c, NOON, lease=LEASE, limit=1)
        entries.postpone(c, entry, due=NOON + DAY, note="the page timed out")
        assert entries.next_due(c) == NOON + DAY
        assert entries.lease_unread(c, NOON + LEASE, lease=LEASE, limit=1) == []
        assert len(entries.lease_unread(c, NOON + DAY, lease=LEASE, limit=1)) == 1


def test_counts_cover_what_was_first_seen_in_the_span(database: Database, home: int) -> None:
    store(database, home, item(1), at=NOON - MINUTE)
    store(database, home, item(2), item(3), at=NOON)
    store(database, home, item(4), at=NOON + DAY)
    with database.write() as c:
        (_, two) = entries.lease_unread(c, NOON, lease=LEASE, limit=2)
        entries.record_read(c, two, state="irrelevant")
        assert entries.counts(c, NOON, NOON + DAY) == Counts(listed=2, unread=1, read=0, irrelevant=1, unreadable=0)


def test_a_link_to_an_endless_name_keeps_no_other_entry_out(database: Database, home: int) -> None:
    endless = "".join(f"{n:05d}." for n in range(2000))
    assert store(database, home, item(1, url=f"https://{endless}example/1"), item(2)) == Stored(2, 0, 0)
