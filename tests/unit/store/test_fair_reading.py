"""Reading is shared out: a feed that is busy leaves room for the others."""

from __future__ import annotations

from monitor.store import entries
from monitor.store.database import Database
from tests.unit.store.made import LEASE, NOON, item, stored_feed


def test_entries_of_busy_feeds_wait(database: Database) -> None:
    with database.write() as c:
        busy, free = stored_feed(c, "Busy"), stored_feed(c, "Free")
        entries.store(c, busy.id, [item(n) for n in range(3)], NOON)
        entries.store(c, free.id, [item(n) for n in range(3, 5)], NOON)
        leased = entries.lease_unread(c, NOON, lease=LEASE, limit=9, in_hand={98: busy.id, 99: busy.id}, per_feed=2)
        assert {entry.feed_id for entry in leased} == {free.id}
        assert len(entries.lease_unread(c, NOON, lease=LEASE, limit=9)) == 3
