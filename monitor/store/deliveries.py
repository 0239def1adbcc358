"""Deliveries: the outbox. What is owed to a destination is leased, sent, and recorded; the fence drops late answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

import sqlalchemy as sa

from monitor.errors import LeaseLost
from monitor.model import Delivery, DeliveryState
from monitor.store.rows import columns, insert, noun, values
from monitor.store.tables import alerts, deliveries, notices

_COLUMNS = columns(deliveries, Delivery)


def owe(c: sa.Connection, delivery: Delivery) -> Delivery | None:
    """Puts a delivery in the outbox; None when what it carries is owed to that destination already.

    An alert's delivery gets the alert's incident where it names none.
    """
    if delivery.incident_id is None and delivery.alert_id is not None:
        incident_id = c.scalar(sa.select(alerts.c.incident_id).where(alerts.c.id == delivery.alert_id))
        delivery = replace(delivery, incident_id=incident_id)
    row = insert(c, deliveries).values(values(delivery)).on_conflict_do_nothing().returning(*_COLUMNS)
    stored = c.execute(row).one_or_none()
    return None if stored is None else noun(Delivery, stored)


def destinations_due(c: sa.Connection, now: datetime) -> list[tuple[str, str]]:
    """(channel, destination) wherever something is due, or a lease ran out; the longest due first."""
    place = (deliveries.c.channel, deliveries.c.destination)
    due = sa.select(*place).where(deliveries.c.state.in_(("due", "sending")), deliveries.c.due <= now)
    return [
        (row.channel, row.destination)
        for row in c.execute(due.group_by(*place).order_by(sa.func.min(deliveries.c.due)))
    ]


def lease_due(
    c: sa.Connection,
    now: datetime,
    *,
    lease: timedelta,
    limit: int,
    destination: tuple[str, str] | None = None,
) -> list[Delivery]:
    """Takes up to `limit` deliveries to send until `now + lease`, the longest due first; one attempt is counted.

    Those whose lease ran out come again. Of one incident, a destination gets the older word before the newer: only
    the oldest that is neither sent, failed nor held is given out; a notice's end waits for the notice. `destination`,
    as (channel, destination), asks for what is owed there alone.
    """
    here = () if destination is None else (
        deliveries.c.channel == destination[0], deliveries.c.destination == destination[1]
    )  # fmt: skip
    older = deliveries.alias("older")
    waits = sa.exists().where(
        older.c.incident_id == deliveries.c.incident_id,
        older.c.channel == deliveries.c.channel,
        older.c.destination == deliveries.c.destination,
        older.c.state.in_(("due", "sending")),
        older.c.id < deliveries.c.id,
    )
    begun = deliveries.alias("begun")
    ends = sa.exists().where(
        notices.c.id == deliveries.c.notice_id,
        begun.c.notice_id == notices.c.over_of,
        begun.c.channel == deliveries.c.channel,
        begun.c.destination == deliveries.c.destination,
        begun.c.state.in_(("due", "sending")),
    )
    due = (
        sa.select(deliveries.c.id)
        .where(deliveries.c.state.in_(("due", "sending")), deliveries.c.due <= now, ~waits, ~ends, *here)
        .order_by(deliveries.c.due, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(c.scalars(due))
    if not ids:
        return []
    risen = {"attempts": deliveries.c.attempts + 1, "fence": deliveries.c.fence + 1}
    taken = (
        sa.update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(state="sending", due=now + lease, **risen)
        .returning(*_COLUMNS)
    )
    leased = {row.id: noun(Delivery, row) for row in c.execute(taken)}
    return [leased[id] for id in ids]


def sent(c: sa.Connection, delivery: Delivery, receipt: str, now: datetime) -> None:
    """Records that a leased delivery arrived. Raises LeaseLost when it was leased again since, as all below do."""
    _settle(c, delivery, ("sending",), {"state": "sent", "receipt": receipt, "sent": now})


def retry(c: sa.Connection, delivery: Delivery, due: datetime, reason: str) -> None:
    """Gives a leased delivery back, to be tried again at `due`."""
    _settle(c, delivery, ("sending",), {"state": "due", "due": due, "reason": reason})


def fail(c: sa.Connection, delivery: Delivery, reason: str) -> None:
    """Gives a leased delivery up for good."""
    _settle(c, delivery, ("sending",), {"state": "failed", "reason": reason})


def hold(c: sa.Connection, delivery: Delivery, reason: str) -> None:
    """Keeps a delivery back, leased or not, until it is released."""
    _settle(c, delivery, ("due", "sending", "held"), {"state": "held", "reason": reason})


def release(c: sa.Connection, delivery: Delivery, due: datetime, reason: str = "") -> None:
    """Lets a held delivery go at `due`. Without a new reason it keeps the one it has."""
    _settle(c, delivery, ("held",), {"state": "due", "due": due, **({"reason": reason} if reason else {})})


def get(c: sa.Connection, id: int) -> Delivery | None:
    """The delivery of this id."""
    row = c.execute(sa.select(*_COLUMNS).where(deliveries.c.id == id)).one_or_none()
    return None if row is None else noun(Delivery, row)


def first_receipt(c: sa.Connection, incident_id: int, channel: str, destination: str) -> str:
    """The receipt of the first word on an incident that a destination got, or ""."""
    asked = (
        sa.select(deliveries.c.receipt)
        .where(
            deliveries.c.incident_id == incident_id,
            deliveries.c.channel == channel,
            deliveries.c.destination == destination,
            deliveries.c.state == "sent",
            deliveries.c.receipt != "",
        )
        .order_by(deliveries.c.sent, deliveries.c.id)
        .limit(1)
    )
    return c.scalar(asked) or ""


def receipt_of_notice(c: sa.Connection, notice_id: int, channel: str, destination: str) -> str:
    """The receipt a destination gave for a notice, or ""."""
    mine = (deliveries.c.notice_id == notice_id, deliveries.c.channel == channel)
    return c.scalar(sa.select(deliveries.c.receipt).where(*mine, deliveries.c.destination == destination)) or ""


def last_told(c: sa.Connection, incident_id: int) -> dict[tuple[str, str], datetime]:
    """When each (channel, destination) was last told of an incident, or is due to be. What failed was not told."""
    told = sa.func.max(sa.func.coalesce(deliveries.c.sent, deliveries.c.due)).label("told")
    place = (deliveries.c.channel, deliveries.c.destination)
    asked = sa.select(*place, told).where(
        deliveries.c.incident_id == incident_id, deliveries.c.state.in_(("due", "sending", "sent"))
    )
    return {(row.channel, row.destination): row.told for row in c.execute(asked.group_by(*place))}


def oldest_waiting(c: sa.Connection, now: datetime) -> datetime | None:
    """When the oldest delivery that should be out by now was owed; None when nothing is late or being tried again."""
    late = sa.or_(deliveries.c.due <= now, deliveries.c.attempts > 0)
    asked = sa.select(sa.func.min(deliveries.c.created)).where(deliveries.c.state.in_(("due", "sending")), late)
    return c.scalar(asked)


def held(c: sa.Connection) -> list[Delivery]:
    """What is held back, the oldest first."""
    return _all(c, deliveries.c.state == "held")


def failed_since(c: sa.Connection, since: datetime) -> list[Delivery]:
    """What was given up since then, by the end of its last lease."""
    return _all(c, deliveries.c.state == "failed", deliveries.c.due >= since)


def backlog(c: sa.Connection) -> dict[DeliveryState, int]:
    """How many deliveries stand in each state, those with none included."""
    found = c.execute(sa.select(deliveries.c.state, sa.func.count().label("number")).group_by(deliveries.c.state))
    number = {row.state: row.number for row in found}
    return {state: number.get(state, 0) for state in get_args(DeliveryState)}


def next_due(c: sa.Connection) -> datetime | None:
    """When the next delivery comes due, or a lease runs out; None when nothing is to be sent."""
    return c.scalar(sa.select(sa.func.min(deliveries.c.due)).where(deliveries.c.state.in_(("due", "sending"))))


def _all(c: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[Delivery]:
    asked = sa.select(*_COLUMNS).where(*conditions).order_by(deliveries.c.created, deliveries.c.id)
    return [noun(Delivery, row) for row in c.execute(asked)]


def _settle(c: sa.Connection, delivery: Delivery, states: tuple[str, ...], changes: dict[str, Any]) -> None:
    mine = (deliveries.c.id == delivery.id, deliveries.c.fence == delivery.fence, deliveries.c.state.in_(states))
    if c.execute(sa.update(deliveries).where(*mine).values(changes)).rowcount != 1:
        raise LeaseLost(f"delivery {delivery.key}: its lease passed to another sender; this result is dropped")
