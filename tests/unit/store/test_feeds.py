"""Feeds are those that were promised; who reads one is settled by its lease."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.errors import LeaseLost, StoreError
from monitor.model import Feed
from monitor.store import feeds
from monitor.store.database import Database
from tests.unit.store.made import DAY, LEASE, MINUTE, NOON, feed


def promise(database: Database, *promised: Feed) -> dict[str, Feed]:
    with database.write() as c:
        feeds.promise(c, promised, NOON)
        return {one.name: one for one in feeds.every(c)}


def test_a_promised_feed_is_stored_enabled_and_due_at_once(database: Database) -> None:
    described = replace(
        feed("Harbour Wire"), lang="en", speaks_for="lowland", theatres=("two-rivers", "lake"), interval=60
    )
    stored = promise(database, described)["Harbour Wire"]
    assert stored == replace(described, id=stored.id, next_due=NOON)


def test_a_promise_repeated_keeps_what_is_known_of_the_polling(database: Database) -> None:
    promise(database, feed("Harbour Wire"))
    with database.write() as c:
        (leased,) = feeds.lease_due(c, NOON, lease=LEASE, limit=10)
        polled = replace(leased, etag='"v1"', next_due=NOON + DAY, last_read=NOON, state="ok", note="read, 3 new")
        feeds.record(c, polled)
    again = promise(database, replace(feed("Harbour Wire"), interval=60, theatres=("lake",)))["Harbour Wire"]
    assert again == replace(polled, interval=60, theatres=("lake",))


def test_a_feed_that_is_no_longer_promised_is_disabled_and_comes_back_with_the_promise(database: Database) -> None:
    promise(database, feed("Harbour Wire"), feed("Upland Radio"))
    assert promise(database, feed("Upland Radio"))["Harbour Wire"].enabled is False
    with database.write() as c:
        assert [one.name for one in feeds.lease_due(c, NOON, lease=LEASE, limit=10)] == ["Upland Radio"]
    assert promise(database, feed("Harbour Wire"))["Harbour Wire"].enabled is True


def test_a_feed_promised_as_disabled_is_not_read(database: Database) -> None:
    promise(database, replace(feed(), enabled=False))
    with database.write() as c:
        assert feeds.lease_due(c, NOON, lease=LEASE, limit=10) == []
        assert feeds.next_due(c) is None


def test_of_two_promises_of_one_url_the_first_counts(database: Database) -> None:
    stored = promise(database, feed("Harbour Wire"), replace(feed("Harbour Wire"), name="Copy"))
    assert list(stored) == ["Harbour Wire"]


def test_a_feed_added_by_command_outlives_promises_without_it(database: Database) -> None:
    with database.write() as c:
        added = feeds.add(c, feed("Harbour Wire"), NOON)
    assert (added.origin, added.enabled, added.next_due) == ("command", True, NOON)
    assert promise(database)["Harbour Wire"].enabled is True
    described = promise(database, replace(feed("Harbour Wire"), lang="en"))["Harbour Wire"]
    assert (described.origin, described.lang) == ("command", "en")


def test_a_feed_removed_by_command_stays_removed_until_it_is_added_again(database: Database) -> None:
    stored = promise(database, feed("Harbour Wire"))["Harbour Wire"]
    with database.write() as c:
        feeds.remove(c, stored.id)
    assert promise(database, feed("Harbour Wire"))["Harbour Wire"].enabled is False
    with database.write() as c:
        added = feeds.add(c, feed("Harbour Wire"), NOON + DAY)
    assert (added.id, added.enabled, added.next_due) == (stored.id, True, NOON + DAY)


def test_a_feed_is_found_by_id_url_or_name(database: Database) -> None:
    stored = promise(database, feed("Harbour Wire"), feed("Upland Radio"), replace(feed("x"), name="upland radio"))
    wanted = stored["Harbour Wire"]
    with database.read() as c:
        for asked in (str(wanted.id), wanted.url, "Harbour Wire", " harbour wire "):
            assert feeds.find(c, asked) == wanted
        assert feeds.find(c, "Upland Radio") == stored["Upland Radio"]
        assert feeds.find(c, "UPLAND RADIO") is None  # two have that name
        assert feeds.find(c, "no such feed") is None
        assert feeds.find(c, "99999999999999999999") is None


def test_due_feeds_are_leased_the_longest_due_first_and_pushed_ahead(database: Database) -> None:
    names = ["A", "B", "C"]
    with database.write() as c:
        feeds.promise(c, [replace(feed(name), next_due=NOON - n * MINUTE) for n, name in enumerate(names)], NOON)
        assert [one.name for one in feeds.lease_due(c, NOON, lease=LEASE, limit=2)] == ["C", "B"]
        assert feeds.next_due(c) == NOON
        (last,) = feeds.lease_due(c, NOON, lease=LEASE, limit=2)
        assert (last.name, last.next_due, last.fence) == ("A", NOON + LEASE, 1)
        assert feeds.lease_due(c, NOON + LEASE - MINUTE, lease=LEASE, limit=9) == []
        assert len(feeds.lease_due(c, NOON + LEASE, lease=LEASE, limit=9)) == 3


def test_an_outcome_is_recorded_without_touching_the_promise(database: Database) -> None:
    promise(database, feed("Harbour Wire"))
    with database.write() as c:
        (leased,) = feeds.lease_due(c, NOON, lease=LEASE, limit=1)
        feeds.remove(c, leased.id)  # while it is being polled
        outcome = replace(
            leased,
            etag='"v2"',
            last_modified="Sun, 01 Mar 2026 12:00:00 GMT",
            next_due=NOON + DAY,
            last_tried=NOON,
            last_read=NOON,
            last_new=NOON,
            failures=0,
            state="ok",
            note="read",
        )
        feeds.record(c, outcome)
        assert feeds.find(c, "Harbour Wire") == replace(outcome, enabled=False, origin="command")


def test_a_late_poller_gets_lease_lost_and_changes_nothing(database: Database) -> None:
    promise(database, feed("Harbour Wire"))
    with database.write() as c:
        (late,) = feeds.lease_due(c, NOON, lease=LEASE, limit=1)
        (current,) = feeds.lease_due(c, NOON + LEASE, lease=LEASE, limit=1)
    with pytest.raises(LeaseLost), database.write() as c:
        feeds.record(c, replace(late, state="timeout"))
    with database.write() as c:
        feeds.record(c, replace(current, state="ok", next_due=NOON + DAY))
        found = feeds.find(c, "Harbour Wire")
    assert found is not None
    assert found.state == "ok"


def test_an_absurdly_long_url_is_refused_in_words(database: Database) -> None:
    with pytest.raises(StoreError, match="2000 are kept"):
        promise(database, replace(feed(), url="https://wire.example/" + "x" * 2000))
