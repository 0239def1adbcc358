"""Marks remember when a job last did its work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from monitor.store import marks
from monitor.store.database import Database

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_mark_that_was_never_set_is_none(database: Database) -> None:
    with database.read() as c:
        assert marks.get(c, "digest") is None


def test_a_mark_is_kept_across_transactions_and_can_be_moved(database: Database) -> None:
    with database.write() as c:
        marks.set(c, "digest", NOON)
        marks.set(c, "housekeeping", NOON)
    with database.write() as c:
        marks.set(c, "digest", NOON + timedelta(days=1))
    with database.read() as c:
        assert marks.get(c, "digest") == NOON + timedelta(days=1)
        assert marks.get(c, "housekeeping") == NOON


def test_times_come_back_in_utc_whatever_zone_they_went_in(database: Database) -> None:
    yerevan = timezone(timedelta(hours=4))
    with database.write() as c:
        marks.set(c, "digest", NOON.astimezone(yerevan))
        found = marks.get(c, "digest")
    assert found == NOON
    assert found is not None
    assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"), database.write() as c:
        marks.set(c, "digest", NOON.replace(tzinfo=None))
