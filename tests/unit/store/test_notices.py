"""Notices: one open of a kind and subject, whoever opens it; ended once; each put into the outbox once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from monitor.errors import StoreError
from monitor.model import Delivery, Notice
from monitor.store import deliveries, notices
from monitor.store.database import Database
from tests.unit.store.made import DAY, LEASE, MINUTE, NOON, stored_feed

SIDE = Notice(
    kind="side-quiet", theatres=("two-rivers",), side="upland", since=NOON, words="none says a word", opened=NOON
)


def about_feed(id: int) -> Notice:
    return Notice(kind="feed-retired", feed_id=id, name="Harbour Wire", since=NOON, words="gone for good", opened=NOON)


def owed(notice: Notice, *, to: str = "C1") -> Delivery:
    return Delivery(
        notice_id=notice.id, channel="slack", destination=to, key=f"{notice.id}-{to}", due=NOON, created=NOON
    )


def test_of_a_kind_and_subject_one_is_open(database: Database) -> None:
    with database.write() as c:
        first = notices.open(c, SIDE)
        assert first is not None
        assert notices.get(c, first.id) == first
        assert notices.open(c, replace(SIDE, words="still none")) is None
        assert notices.open(c, replace(SIDE, side=None)) is not None
        assert notices.open(c, replace(SIDE, kind="side-unseen")) is not None
        assert notices.open(c, about_feed(stored_feed(c).id)) is not None
        assert len(notices.still_open(c)) == 4


def test_several_programs_open_one_together(database: Database) -> None:
    def opens(_: int) -> Notice | None:
        with database.write() as c:
            return notices.open(c, SIDE)

    with ThreadPoolExecutor(4) as threads:
        assert sum(found is not None for found in threads.map(opens, range(4))) == 1


def test_it_ends_once_and_may_open_again(database: Database) -> None:
    with database.write() as c:
        first = notices.open(c, SIDE)
        assert first is not None
        assert notices.close(c, "side-quiet", SIDE.subject, NOON + DAY, "heard again") is not None
        assert notices.close(c, "side-quiet", SIDE.subject, NOON + DAY, "heard again") is None
        assert notices.still_open(c) == []
        opened, over = notices.unowed(c)
        assert (opened.ended, over.over_of, over.words) == (NOON + DAY, first.id, "heard again")
        assert notices.open(c, replace(SIDE, since=NOON + 2 * DAY, opened=NOON + 2 * DAY)) is not None


def test_what_is_owed_is_owed_once(database: Database) -> None:
    with database.write() as c:
        first = notices.open(c, SIDE)
        assert first is not None
        assert notices.unowed(c) == [first]
        assert deliveries.owe(c, owed(first)) is not None
        assert deliveries.owe(c, replace(owed(first), key="another")) is None
        notices.mark_owed(c, [first.id])
        assert notices.unowed(c) == []


def test_a_delivery_carries_one_thing_and_one_only(database: Database) -> None:
    with database.write() as c:
        first = notices.open(c, SIDE)
        assert first is not None
    for wrong in (replace(owed(first), digest_key="2026-03-01"), replace(owed(first), notice_id=None)):
        with pytest.raises(StoreError), database.write() as c:
            deliveries.owe(c, wrong)


def test_the_end_waits_for_the_beginning(database: Database) -> None:
    """Slack was out of reach when the silence began, and has come back when it is over."""
    with database.write() as c:
        first = notices.open(c, SIDE)
        assert first is not None
        notices.close(c, "side-quiet", SIDE.subject, NOON + MINUTE, "heard again")
        over = notices.unowed(c)[1]
        deliveries.owe(c, replace(owed(first), due=NOON + DAY))
        deliveries.owe(c, owed(over))
        deliveries.owe(c, owed(over, to="C2"))
        (elsewhere,) = deliveries.lease_due(c, NOON, lease=LEASE, limit=10)
        assert elsewhere.destination == "C2"
        (begun,) = deliveries.lease_due(c, NOON + DAY, lease=LEASE, limit=10, destination=("slack", "C1"))
        assert begun.notice_id == first.id
        deliveries.sent(c, begun, "C1:1", NOON + DAY)
        (ended,) = deliveries.lease_due(c, NOON + DAY, lease=LEASE, limit=10, destination=("slack", "C1"))
        assert ended.notice_id == over.id
        assert deliveries.receipt_of_notice(c, first.id, "slack", "C1") == "C1:1"


def test_a_day_has_what_was_open_in_it_without_what_ended_unsaid(database: Database) -> None:
    with database.write() as c:
        notices.open(c, SIDE)
        notices.open(c, replace(SIDE, side="lowland"))
        notices.close(c, "side-quiet", "side/two-rivers/lowland", NOON + MINUTE)
        assert [one.side for one in notices.between(c, NOON, NOON + DAY)] == ["upland"]
        assert [one.side for one in notices.between(c, NOON + 5 * DAY, NOON + 6 * DAY)] == ["upland"]
        notices.close(c, "side-quiet", SIDE.subject, NOON + 2 * DAY, "heard again")
        assert [one.side for one in notices.between(c, NOON, NOON + DAY)] == ["upland"]
        assert notices.between(c, NOON + 5 * DAY, NOON + 6 * DAY) == []
        assert notices.between(c, NOON - DAY, NOON) == []
