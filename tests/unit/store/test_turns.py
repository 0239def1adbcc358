"""Every host is asked at its pace, over all feeds and pages and all programs; none keeps the others waiting."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from monitor.model import Entry, Feed, Robots, host_asked
from monitor.store import entries, feeds, hosts
from monitor.store.database import Database
from monitor.store.hosts import Room
from monitor.store.turns import Share, fair
from tests.unit.store.made import DAY, LEASE, MINUTE, NOON, feed, item, stored_feed

SECOND = timedelta(seconds=1)
PACED = Room(pace=SECOND, per_host=2)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def feeds_of(host: str, number: int) -> list[Feed]:
    return [Feed(url=f"https://{host}/{n}.xml", name=f"{host} {n}") for n in range(number)]


def due(c: sa.Connection, now: datetime, room: Room = PACED, limit: int = 64) -> list[str]:
    return [host_asked(one.url) for one in feeds.lease_due(c, now, lease=LEASE, limit=limit, room=room)]


def unread(c: sa.Connection, now: datetime, room: Room = PACED, limit: int = 64) -> list[Entry]:
    return entries.lease_unread(c, now, lease=LEASE, limit=limit, room=room)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Wire.Example/rss", "wire.example"),
        ("http://wire.example:80/", "wire.example"),
        ("https://wire.example.:443/", "wire.example"),
        ("https://ali:sesame@wire.example:8443/rss", "wire.example:8443"),
        ("http://[2001:DB8::1]:8080/", "[2001:db8::1]:8080"),
        ("https://nachrichten-für-alle.example/", "xn--nachrichten-fr-alle-ibc.example"),
        ("", ""),
        ("mailto:desk", ""),
        ("http://[::1", ""),
        ("http://wire.example:port/", ""),
        (f"http://{'wire.' * 50}example/", ""),
    ],
)
def test_a_host_has_one_name(url: str, host: str) -> None:
    assert host_asked(url) == host


def test_nobody_gets_more_than_a_share_and_the_line_is_kept() -> None:
    line = ["a1", "a2", "b1", "a3", "-1", "-2", "-3", "b2"]
    of_owner = Share(lambda one: one[0].strip("-"), lambda owner: {"a": 2}.get(owner, 1))
    assert fair(line, 99, [of_owner]) == ["a1", "a2", "b1", "-1", "-2", "-3"]
    assert fair(line, 3, [of_owner]) == ["a1", "a2", "b1"]


def test_a_host_with_eighty_feeds_is_asked_once_a_pace_and_takes_nobodys_place(database: Database) -> None:
    with database.write() as c:
        feeds.promise(c, feeds_of("many.example", 80), NOON - MINUTE)
        feeds.promise(c, [*feeds_of("many.example", 80), *feeds_of("one.example", 1)], NOON)
        assert sorted(due(c, at(0))) == ["many.example", "one.example"]
        assert due(c, at(0)) == due(c, at(0.9)) == []
        assert feeds.next_turn(c, at(0.5)) == at(1)
        assert due(c, at(1)) == ["many.example"]


def test_feeds_and_pages_of_a_host_share_its_turns(database: Database) -> None:
    with database.write() as c:
        home = feeds.add(c, feeds_of("wire.example", 1)[0], NOON)
        entries.store(c, home.id, [item(1), item(2)], NOON)
        assert due(c, at(0)) == ["wire.example"]
        assert unread(c, at(0.5)) == []
        assert entries.next_turn(c, at(0.5)) == at(1)
        assert len(unread(c, at(1))) == 1
        assert len(unread(c, at(1.5))) == 0
        assert len(unread(c, at(2))) == 1
        assert entries.next_turn(c, at(2.5)) is None


def test_what_is_under_way_counts_against_its_host(database: Database) -> None:
    with database.write() as c:
        feeds.promise(c, [*feeds_of("a.example", 5), *feeds_of("b.example", 5)], NOON)
        unpaced = Room(per_host=2, under_way={"a.example": 1, "b.example": 2})
        assert due(c, at(0), unpaced) == ["a.example"]
        assert due(c, at(0), Room(per_host=2)) == ["a.example", "a.example", "b.example", "b.example"]


def test_an_entry_that_carries_its_text_asks_nobody_and_waits_for_nobody(database: Database) -> None:
    with database.write() as c:
        home = stored_feed(c)
        told = [replace(item(n), content="<p>word</p>" * 100) for n in range(5)]
        entries.store(c, home.id, told, NOON)
        leased = unread(c, NOON)
        assert [one.host for one in leased] == [""] * 5
        entries.wait_for_host(c, leased[0], host="wire.example", due=NOON)
        hosts.push(c, "wire.example", at(60), NOON)
        assert unread(c, at(59)) == []
        (again,) = unread(c, at(60))
        assert (again.host, again.attempts) == ("wire.example", 1)


def test_a_host_that_asks_to_be_left_alone_is_left_alone_by_everybody(database: Database) -> None:
    with database.write() as c:
        feeds.promise(c, feeds_of("wire.example", 3), NOON)
        entries.store(c, 1, [item(1)], NOON)
        hosts.push(c, "wire.example", at(120), at(0))
        hosts.push(c, "wire.example", at(60), at(0))  # the longer wish counts
        assert due(c, at(119)) == []
        assert unread(c, at(119), Room()) == []
        assert feeds.next_turn(c, at(119)) == at(120)
        assert due(c, at(120)) == ["wire.example"]


def test_an_entry_does_not_wait_for_its_host_for_ever(database: Database) -> None:
    def overdue(now: datetime) -> list[str]:
        taken = entries.lease_overdue(c, now, lease=DAY, limit=9, patience=10 * MINUTE)
        return [one.guid for one in taken]

    with database.write() as c:
        home = stored_feed(c)
        away = item(2, url="https://away.example/2")
        entries.store(c, home.id, [item(1), away, item(3, url="https://open.example/3")], NOON)
        hosts.push(c, "wire.example", NOON + 5 * MINUTE, NOON)
        hosts.push(c, "away.example", NOON + DAY, NOON)
        assert overdue(NOON) == ["guid-2"]  # no use to wait for that
        hosts.push(c, "wire.example", NOON + 11 * MINUTE, NOON)
        assert overdue(NOON + 2 * MINUTE) == []
        assert overdue(NOON + 10 * MINUTE) == ["guid-1"]


def test_a_host_may_ask_for_a_longer_pace(database: Database) -> None:
    with database.write() as c:
        feeds.promise(c, feeds_of("slow.example", 3), NOON)
        known = Robots(text="User-agent: *\nCrawl-delay: 10", read=NOON, tried=NOON)
        hosts.keep(c, "slow.example", known, 10.0, NOON)
        assert hosts.robots(c, "slow.example") == known
        assert hosts.robots(c, "other.example") == Robots()
        assert due(c, at(9)) == []
        assert due(c, at(10), Room()) == ["slow.example"]  # whoever paces nothing himself keeps to it too
        assert due(c, at(19)) == []
        assert due(c, at(20)) == ["slow.example"]


def test_a_clock_that_was_set_back_shuts_no_host(database: Database) -> None:
    with database.write() as c:
        feeds.promise(c, feeds_of("wire.example", 2), NOON - DAY)
        hosts.push(c, "wire.example", NOON + MINUTE, NOON)
        assert due(c, NOON - timedelta(hours=1)) == ["wire.example"]
        assert due(c, NOON - timedelta(hours=1)) == []


@pytest.mark.parametrize("known", [True, False], ids=["a host known before", "a host seen first now"])
def test_programs_that_work_at_once_keep_to_one_pace(database_url: str, known: bool) -> None:
    """Time stands in steps here: at each step four leasers grab at once, and a host gives one turn a step at most."""
    names = [f"h{n}.example" for n in range(5)]
    with Database.open(database_url) as one, Database.open(database_url) as other:
        with one.write() as c:
            feeds.promise(c, [feed for name in names for feed in feeds_of(name, 12)], NOON)
            if known:
                hosts.take(c, names, NOON - DAY, SECOND)
            home = stored_feed(c)
            listed = [item(n, url=f"https://{names[n % 5]}/{n}") for n in range(30)]
            entries.store(c, home.id, listed, NOON)
        starts: dict[str, list[datetime]] = defaultdict(list)

        def grab(database: Database, now: datetime, pages: bool) -> list[tuple[str, datetime]]:
            with database.write() as c:
                got = [entry.host for entry in unread(c, now, limit=7)] if pages else due(c, now, limit=7)
            return [(host, now) for host in got]

        with ThreadPoolExecutor(4) as threads:
            for step in range(20):
                now = at(step / 2)
                work = [threads.submit(grab, db, now, pages) for db in (one, other) for pages in (True, False)]
                for done in work:
                    for host, when in done.result():
                        starts[host].append(when)
    for host in names:
        times = sorted(starts[host])
        assert len(times) >= 8
        assert all(later - earlier >= SECOND for earlier, later in pairwise(times)), host


def test_a_feed_that_asks_a_host_in_its_name_is_leased_without_one(database: Database) -> None:
    with database.write() as c:
        feeds.promise(c, [replace(feed(), url="nonsense")], NOON)
        assert due(c, NOON) == [""]


def test_hosts_that_nobody_asks_any_more_are_forgotten(database: Database) -> None:
    with database.write() as c:
        hosts.keep(c, "old.example", Robots(text="User-agent: *\nDisallow: /", read=NOON), 0.0, NOON)
        hosts.push(c, "resting.example", NOON + 9 * DAY, NOON)
        hosts.take(c, ["asked.example"], NOON, SECOND)
        hosts.take(c, ["asked.example"], NOON + 3 * DAY, SECOND)
        hosts.forget(c, NOON + 2 * DAY)
        assert hosts.robots(c, "old.example") == Robots()
        assert hosts.take(c, ["asked.example", "resting.example"], NOON + 3 * DAY, SECOND) == [False, False]
