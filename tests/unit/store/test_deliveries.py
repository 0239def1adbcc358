"""The outbox: owed once, leased to one sender, in order, and no late answer counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from monitor.errors import LeaseLost, StoreError
from monitor.model import Alert, Delivery
from monitor.store import deliveries
from monitor.store.database import Database
from tests.unit.store.made import DAY, LEASE, MINUTE, NOON, delivery, stored_alert, stored_article


@pytest.fixture
def source(database: Database) -> int:
    with database.write() as c:
        return stored_article(c).id


@pytest.fixture
def alert(database: Database, source: int) -> Alert:
    with database.write() as c:
        return stored_alert(c, source)


def owe(database: Database, made: Delivery) -> Delivery:
    with database.write() as c:
        owed = deliveries.owe(c, made)
    assert owed is not None
    return owed


def lease(database: Database, at: Any = NOON, limit: int = 10) -> list[Delivery]:
    with database.write() as c:
        return deliveries.lease_due(c, at, lease=LEASE, limit=limit)


def test_a_delivery_comes_back_as_it_was_owed(database: Database, alert: Alert) -> None:
    owed = owe(database, delivery(alert))
    assert replace(owed, id=0) == delivery(alert)
    with database.read() as c:
        assert deliveries.get(c, owed.id) == owed
        assert deliveries.get(c, 999) is None


def test_an_alert_is_owed_to_a_destination_once(database: Database, alert: Alert) -> None:
    owe(database, delivery(alert))
    with database.write() as c:
        assert deliveries.owe(c, replace(delivery(alert), key="another key")) is None
        assert deliveries.owe(c, delivery(alert, to="C2")) is not None


def test_a_digest_is_owed_to_a_destination_once(database: Database) -> None:
    owe(database, delivery(None, digest="2026-03-01"))
    with database.write() as c:
        assert deliveries.owe(c, replace(delivery(None, digest="2026-03-01"), key="another key")) is None
        assert deliveries.owe(c, delivery(None, digest="2026-03-02")) is not None


def test_a_delivery_of_neither_alert_nor_digest_is_refused(database: Database) -> None:
    with pytest.raises(StoreError):
        owe(database, delivery(None))


def test_an_alerts_delivery_knows_its_incident_even_when_it_was_not_named(database: Database, alert: Alert) -> None:
    owed = owe(database, replace(delivery(alert), incident_id=None))
    assert owed.incident_id == alert.incident_id


def test_a_due_delivery_is_leased_and_its_attempt_counted(database: Database, alert: Alert) -> None:
    owed = owe(database, delivery(alert))
    assert lease(database, NOON - MINUTE) == []
    (leased,) = lease(database)
    assert leased == replace(owed, state="sending", due=NOON + LEASE, attempts=1, fence=1)
    assert lease(database) == []


def test_a_delivery_whose_sender_died_comes_again(database: Database, alert: Alert) -> None:
    owe(database, delivery(alert))
    lease(database)
    with database.read() as c:
        assert deliveries.next_due(c) == NOON + LEASE
    (again,) = lease(database, NOON + LEASE)
    assert (again.attempts, again.fence) == (2, 2)


def test_of_one_incident_a_destination_gets_the_older_word_first(database: Database, source: int, alert: Alert) -> None:
    with database.write() as c:
        newer_alert = stored_alert(c, source, id=alert.incident_id, number=2)
    older = owe(database, replace(delivery(alert), due=NOON + MINUTE))
    newer = owe(database, delivery(newer_alert))
    elsewhere = owe(database, delivery(newer_alert, to="C2"))
    assert [one.id for one in lease(database, NOON)] == [elsewhere.id]
    (first,) = lease(database, NOON + MINUTE)
    assert first.id == older.id
    assert lease(database, NOON + MINUTE) == []
    with database.write() as c:
        deliveries.sent(c, first, "C1:1", NOON)
    assert [one.id for one in lease(database, NOON + MINUTE)] == [newer.id]


@pytest.mark.parametrize("state", ["held", "failed"])
def test_what_is_held_or_failed_does_not_keep_newer_words_back(
    database: Database, source: int, alert: Alert, state: Any
) -> None:
    with database.write() as c:
        newer_alert = stored_alert(c, source, id=alert.incident_id, number=2)
    owe(database, replace(delivery(alert), state=state))
    newer = owe(database, delivery(newer_alert))
    assert [one.id for one in lease(database)] == [newer.id]


def test_incidents_do_not_wait_for_each_other(database: Database, source: int, alert: Alert) -> None:
    with database.write() as c:
        other = stored_alert(c, source)
    owe(database, replace(delivery(alert), due=NOON + DAY))
    owe(database, delivery(other))
    owe(database, delivery(None, digest="2026-03-01"))
    owe(database, delivery(None, digest="2026-03-02"))
    assert len(lease(database)) == 3


def test_no_more_are_leased_than_asked_for_and_the_longest_due_first(database: Database) -> None:
    for day in range(1, 6):
        owe(database, delivery(None, digest=f"2026-03-0{day}", due=NOON - day * MINUTE))
    assert [one.digest_key for one in lease(database, limit=2)] == ["2026-03-05", "2026-03-04"]


def test_a_sent_delivery_keeps_its_receipt_and_never_comes_again(database: Database, alert: Alert) -> None:
    owe(database, delivery(alert))
    (leased,) = lease(database)
    with database.write() as c:
        deliveries.sent(c, leased, "C1:1.2", NOON + MINUTE)
        stored = deliveries.get(c, leased.id)
    assert stored == replace(leased, state="sent", receipt="C1:1.2", sent=NOON + MINUTE)
    assert lease(database, NOON + DAY) == []


def test_a_delivery_is_retried_when_it_is_due_and_says_why(database: Database, alert: Alert) -> None:
    owe(database, delivery(alert))
    (leased,) = lease(database)
    with database.write() as c:
        deliveries.retry(c, leased, NOON + DAY, "429: asked to wait")
    assert lease(database, NOON + LEASE) == []
    (again,) = lease(database, NOON + DAY)
    assert (again.attempts, again.reason) == (2, "429: asked to wait")


def test_a_held_delivery_waits_for_its_release(database: Database, alert: Alert) -> None:
    owed = owe(database, replace(delivery(alert), reason="new incident"))
    with database.write() as c:
        deliveries.hold(c, owed, "quiet hours until 07:00")
        (kept,) = deliveries.held(c)
        assert kept.reason == "quiet hours until 07:00"
    assert lease(database, NOON + DAY) == []
    with database.write() as c:
        deliveries.release(c, kept, NOON + DAY)
        assert deliveries.held(c) == []
    assert len(lease(database, NOON + DAY)) == 1


def test_a_failed_delivery_is_told_of_and_never_comes_again(database: Database, alert: Alert) -> None:
    owe(database, delivery(alert))
    (leased,) = lease(database)
    with database.write() as c:
        deliveries.fail(c, leased, "invalid_auth")
        (failed,) = deliveries.failed_since(c, NOON)
        assert (failed.state, failed.reason) == ("failed", "invalid_auth")
        assert deliveries.failed_since(c, NOON + DAY) == []
    assert lease(database, NOON + DAY) == []


LATE: list[Callable[[sa.Connection, Delivery], None]] = [
    lambda c, late: deliveries.sent(c, late, "C1:1", NOON),
    lambda c, late: deliveries.retry(c, late, NOON, "timed out"),
    lambda c, late: deliveries.fail(c, late, "gone"),
    lambda c, late: deliveries.hold(c, late, "quiet hours"),
    lambda c, late: deliveries.release(c, late, NOON),
]


@pytest.mark.parametrize("finish", LATE, ids=["sent", "retry", "fail", "hold", "release"])
def test_a_late_sender_gets_lease_lost_and_changes_nothing(
    database: Database, alert: Alert, finish: Callable[[sa.Connection, Delivery], None]
) -> None:
    owe(database, delivery(alert))
    (late,) = lease(database)
    (current,) = lease(database, NOON + LEASE)
    with pytest.raises(LeaseLost), database.write() as c:
        finish(c, late)
    with database.read() as c:
        assert deliveries.get(c, current.id) == current


def test_what_was_sent_once_cannot_be_finished_again(database: Database, alert: Alert) -> None:
    owe(database, delivery(alert))
    (leased,) = lease(database)
    with database.write() as c:
        deliveries.sent(c, leased, "C1:1", NOON)
    for again in LATE:
        with pytest.raises(LeaseLost), database.write() as c:
            again(c, leased)


def test_the_first_receipt_is_that_of_the_first_word_on_an_incident(
    database: Database, source: int, alert: Alert
) -> None:
    with database.write() as c:
        newer_alert = stored_alert(c, source, id=alert.incident_id, number=2)
        assert deliveries.first_receipt(c, alert.incident_id, "slack", "C1") == ""
    for number, one in enumerate((alert, newer_alert)):
        owe(database, delivery(one))
        (leased,) = lease(database)
        with database.write() as c:
            deliveries.sent(c, leased, f"C1:{number}", NOON + number * MINUTE)
    with database.read() as c:
        assert deliveries.first_receipt(c, alert.incident_id, "slack", "C1") == "C1:0"
        assert deliveries.first_receipt(c, alert.incident_id, "slack", "C2") == ""
        assert deliveries.first_receipt(c, alert.incident_id, "email", "C1") == ""


def test_the_backlog_counts_every_state(database: Database, alert: Alert) -> None:
    owe(database, delivery(alert))
    owe(database, delivery(alert, to="C2"))
    owe(database, replace(delivery(alert, to="C3"), state="held"))
    lease(database, limit=1)
    with database.read() as c:
        assert deliveries.backlog(c) == {"due": 1, "held": 1, "sending": 1, "sent": 0, "failed": 0}


def test_an_empty_outbox_has_nothing_due(database: Database) -> None:
    with database.read() as c:
        assert deliveries.next_due(c) is None
        assert deliveries.held(c) == []
        assert sum(deliveries.backlog(c).values()) == 0


def test_the_places_where_something_is_due_are_told_the_longest_due_first(database: Database, alert: Alert) -> None:
    for minutes, place in ((1, "C1"), (3, "C2"), (-1, "C3")):
        owe(database, delivery(alert, to=place, due=NOON - minutes * MINUTE))
    owe(database, replace(delivery(None, digest="2026-03-01", to="C1"), channel="email", state="held"))
    with database.read() as c:
        assert deliveries.destinations_due(c, NOON) == [("slack", "C2"), ("slack", "C1")]
        assert deliveries.destinations_due(c, NOON - DAY) == []


def test_one_place_can_be_asked_for_alone(database: Database, alert: Alert) -> None:
    owe(database, delivery(alert, to="C1"))
    wanted = owe(database, delivery(alert, to="C2"))
    with database.write() as c:
        here = deliveries.lease_due(c, NOON, lease=LEASE, limit=10, destination=("slack", "C2"))
        assert [one.id for one in here] == [wanted.id]
        assert deliveries.lease_due(c, NOON, lease=LEASE, limit=10, destination=("email", "C1")) == []


def test_a_place_was_last_told_when_it_was_sent_or_will_be_when_it_is_due(
    database: Database, source: int, alert: Alert
) -> None:
    with database.write() as c:
        newer_alert = stored_alert(c, source, id=alert.incident_id, number=2)
    owe(database, delivery(alert, to="C1"))
    (leased,) = lease(database)
    with database.write() as c:
        deliveries.sent(c, leased, "C1:1", NOON + MINUTE)
    owe(database, delivery(alert, to="C2", due=NOON + DAY))
    owe(database, replace(delivery(alert, to="C3"), state="failed"))
    with database.read() as c:
        told = deliveries.last_told(c, alert.incident_id)
        assert told == {("slack", "C1"): NOON + MINUTE, ("slack", "C2"): NOON + DAY}
        assert deliveries.last_told(c, 999) == {}
    owe(database, delivery(newer_alert, to="C1", due=NOON + DAY))
    with database.read() as c:
        assert deliveries.last_told(c, alert.incident_id)["slack", "C1"] == NOON + DAY


def test_the_oldest_waiting_is_the_oldest_that_is_late_or_being_tried_again(database: Database, alert: Alert) -> None:
    owe(database, delivery(alert, to="C1", due=NOON))
    owe(database, delivery(alert, to="C2", due=NOON + DAY))
    with database.read() as c:
        assert deliveries.oldest_waiting(c, NOON - MINUTE) is None
        assert deliveries.oldest_waiting(c, NOON) == NOON
    (leased,) = lease(database)
    with database.write() as c:
        deliveries.retry(c, leased, NOON + DAY, "timed out")
        assert deliveries.oldest_waiting(c, NOON) == NOON
