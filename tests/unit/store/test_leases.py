"""Several programs on one database: each piece of work is leased by one of them, and nobody waits for the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from monitor.store import articles, deliveries, entries, feeds, incidents
from monitor.store.database import Database
from tests.servers.postgres import PostgresServer
from tests.unit.store.made import (
    LEASE,
    NOON,
    article,
    delivery,
    feed,
    item,
    stored_alert,
    stored_article,
    stored_feed,
)

HOW_MANY = 60
Lease = Callable[[sa.Connection], list[int]]


@pytest.fixture
def two(database_url: str) -> Iterator[tuple[Database, Database]]:
    """Two programs' connections to one database."""
    with Database.open(database_url) as one, Database.open(database_url) as other:
        yield one, other


@pytest.fixture
def two_on_postgresql(postgresql: PostgresServer) -> Iterator[tuple[Database, Database]]:
    url = postgresql.url_of(postgresql.create())
    with Database.open(url) as one, Database.open(url) as other:
        yield one, other


def lease_feeds(c: sa.Connection) -> list[int]:
    return [one.id for one in feeds.lease_due(c, NOON, lease=LEASE, limit=4)]


def lease_entries(c: sa.Connection) -> list[int]:
    return [one.id for one in entries.lease_unread(c, NOON, lease=LEASE, limit=4)]


def lease_deliveries(c: sa.Connection) -> list[int]:
    return [one.id for one in deliveries.lease_due(c, NOON, lease=LEASE, limit=4)]


def correlate_next(c: sa.Connection) -> list[int]:
    waiting = articles.next_uncorrelated(c)
    if waiting is None:
        return []
    articles.mark_correlated(c, waiting.id, NOON)
    return [waiting.id]


def fill_feeds(c: sa.Connection) -> None:
    feeds.promise(c, [feed(f"Feed {number}") for number in range(HOW_MANY)], NOON)


def fill_entries(c: sa.Connection) -> None:
    entries.store(c, stored_feed(c).id, [item(number) for number in range(HOW_MANY)], NOON)


def fill_articles(c: sa.Connection) -> None:
    fill_entries(c)
    for entry in entries.lease_unread(c, NOON, lease=LEASE, limit=HOW_MANY):
        articles.put(c, article(entry.id, entry.feed_id))


def fill_deliveries(c: sa.Connection) -> None:
    source = stored_article(c).id
    for _ in range(HOW_MANY):
        deliveries.owe(c, delivery(stored_alert(c, source)))


@pytest.mark.parametrize(
    ("fill", "lease"),
    [
        (fill_feeds, lease_feeds),
        (fill_entries, lease_entries),
        (fill_articles, correlate_next),
        (fill_deliveries, lease_deliveries),
    ],
    ids=["feeds", "entries", "articles", "deliveries"],
)
def test_nothing_is_leased_twice_by_programs_that_work_at_once(
    two: tuple[Database, Database], fill: Callable[[sa.Connection], None], lease: Lease
) -> None:
    with two[0].write() as c:
        fill(c)

    def work(database: Database) -> list[int]:
        mine: list[int] = []
        misses = 0
        # On PostgreSQL a leaser passes over rows that another one holds, so "nothing" may mean "not now".
        while misses < 20:
            with database.write() as c:
                got = lease(c)
            misses = 0 if got else misses + 1
            mine += got
        return mine

    with ThreadPoolExecutor(4) as threads:
        leased = Counter(id for ids in threads.map(work, [*two, *two]) for id in ids)
    assert len(leased) == HOW_MANY
    assert set(leased.values()) == {1}


@pytest.mark.parametrize(
    ("fill", "lease"),
    [
        (fill_feeds, lease_feeds),
        (fill_entries, lease_entries),
        (fill_articles, correlate_next),
        (fill_deliveries, lease_deliveries),
    ],
    ids=["feeds", "entries", "articles", "deliveries"],
)
def test_on_postgresql_nobody_waits_for_a_lease_that_is_being_taken(
    two_on_postgresql: tuple[Database, Database], fill: Callable[[sa.Connection], None], lease: Lease
) -> None:
    one, other = two_on_postgresql
    with one.write() as c:
        fill(c)
    with one.write() as first:
        taken = lease(first)
        with other.write() as second:
            second.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
            more = lease(second)
    assert taken
    assert more
    assert not {*taken} & {*more}


def test_a_newer_word_on_an_incident_waits_while_the_older_is_being_leased(
    two_on_postgresql: tuple[Database, Database],
) -> None:
    one, other = two_on_postgresql
    with one.write() as c:
        source = stored_article(c).id
        older = stored_alert(c, source)
        deliveries.owe(c, delivery(older))
        deliveries.owe(c, delivery(stored_alert(c, source, id=older.incident_id, number=2)))
    with one.write() as first:
        assert len(lease_deliveries(first)) == 1
        with other.write() as second:
            assert lease_deliveries(second) == []
    with other.write() as c:
        assert lease_deliveries(c) == []


def test_the_same_urls_from_many_feeds_at_once_are_stored_once(two: tuple[Database, Database]) -> None:
    with two[0].write() as c:
        homes = [stored_feed(c, f"Feed {number}").id for number in range(8)]
    listing = [item(number) for number in range(20)]

    def poll(number: int) -> int:
        # Each in an order of its own, which without care ends in deadlocks.
        listed = listing if number % 2 else listing[::-1]
        with two[number % 2].write() as c:
            return entries.store(c, homes[number], listed, NOON).new

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(poll, range(8))) == 20


def test_a_listing_is_compared_with_what_another_program_is_just_storing(
    two_on_postgresql: tuple[Database, Database],
) -> None:
    one, other = two_on_postgresql
    with one.write() as c:
        homes = [stored_feed(c, f"Feed {number}").id for number in range(2)]

    def poll() -> entries.Stored:
        with other.write() as c:
            return entries.store(c, homes[1], [item(1)], NOON)

    with ThreadPoolExecutor(1) as thread:
        with one.write() as c:
            entries.store(c, homes[0], [item(1)], NOON)
            polling = thread.submit(poll)
            waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not polling.done() and not c.scalar(waiting):
                pass
        assert polling.result() == entries.Stored(new=0, edited=0, known=1)


def test_the_same_alert_is_owed_once_by_programs_that_work_at_once(two: tuple[Database, Database]) -> None:
    with two[0].write() as c:
        alert = stored_alert(c, stored_article(c).id)

    def owe(database: Database) -> Any:
        with database.write() as c:
            return deliveries.owe(c, delivery(alert))

    with ThreadPoolExecutor(4) as threads:
        owed = list(threads.map(owe, [*two] * 4))
    assert len([one for one in owed if one is not None]) == 1


def test_one_program_at_a_time_correlates(two: tuple[Database, Database]) -> None:
    inside = 0

    def correlate(database: Database) -> None:
        nonlocal inside
        for _ in range(10):
            with database.write() as c:
                incidents.correlation_lock(c)
                inside += 1
                c.execute(sa.select(1))
                assert inside == 1
                inside -= 1

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(correlate, [*two, *two]))
