"""What the outbox knows of each destination: what is due there, and when it was last told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import Alert
from monitor.store import deliveries
from monitor.store.database import Database
from tests.unit.store.made import LEASE, MINUTE, NOON, delivery, stored_alert, stored_article


@pytest.fixture
def alert(database: Database) -> Alert:
    with database.write() as c:
        return stored_alert(c, stored_article(c).id)


def test_each_destination_with_something_due_is_named_once(database: Database, alert: Alert) -> None:
    with database.write() as c:
        deliveries.owe(c, replace(delivery(alert), due=NOON + MINUTE))
        deliveries.owe(c, delivery(alert, to="C2"))
        deliveries.owe(c, replace(delivery(None, to="C2", digest="2026-03-01"), due=NOON))
        deliveries.owe(c, replace(delivery(alert, to="C3"), state="held"))
        assert [to for _, to in deliveries.destinations_due(c, NOON)] == ["C2"]
        assert len(deliveries.destinations_due(c, NOON + MINUTE)) == 2


def test_what_one_destination_is_owed_is_leased_apart(database: Database, alert: Alert) -> None:
    with database.write() as c:
        first = deliveries.owe(c, delivery(alert))
        second = deliveries.owe(c, delivery(alert, to="C2"))
        assert first is not None
        assert second is not None
        place = (second.channel, second.destination)
        leased = deliveries.lease_due(c, NOON, lease=LEASE, limit=9, destination=place)
        assert [one.id for one in leased] == [second.id]
        assert [one.id for one in deliveries.lease_due(c, NOON, lease=LEASE, limit=9)] == [first.id]


def test_a_destination_was_last_told_when_the_newest_word_was_sent_or_is_due(database: Database, alert: Alert) -> None:
    with database.write() as c:
        owed = deliveries.owe(c, delivery(alert))
        deliveries.owe(c, replace(delivery(alert, to="C2"), due=NOON + 5 * MINUTE))
        deliveries.owe(c, replace(delivery(alert, to="C3"), state="held"))
        assert owed is not None
        (leased,) = deliveries.lease_due(c, NOON, lease=LEASE, limit=1)
        deliveries.sent(c, leased, "C1:1.0", NOON + MINUTE)
        told = deliveries.last_told(c, alert.incident_id)
    assert told == {(owed.channel, owed.destination): NOON + MINUTE, (owed.channel, "C2"): NOON + 5 * MINUTE}


def test_the_oldest_waiting_is_the_one_owed_first_that_should_be_out(database: Database, alert: Alert) -> None:
    with database.write() as c:
        assert deliveries.oldest_waiting(c, NOON) is None
        deliveries.owe(c, replace(delivery(alert), due=NOON + MINUTE))
        assert deliveries.oldest_waiting(c, NOON) is None
        assert deliveries.oldest_waiting(c, NOON + MINUTE) == delivery(alert).created
        (leased,) = deliveries.lease_due(c, NOON + MINUTE, lease=LEASE, limit=1)
        deliveries.retry(c, leased, NOON + 60 * MINUTE, "the server is away")
        assert deliveries.oldest_waiting(c, NOON + MINUTE) == delivery(alert).created
