"""Deliver: what is owed -> leased -> its news loaded -> sent in a thread -> recorded. A lane for each destination."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal

import sqlalchemy as sa

from monitor.alerts import policy
from monitor.alerts.channel import Channel, Message
from monitor.errors import DeliveryError, LeaseLost, StoreError
from monitor.jobs import digest
from monitor.jobs.world import World
from monitor.model import Delivery
from monitor.sources.timing import words
from monitor.store import alerts, deliveries, incidents, notices

Destination = tuple[str, str]

BACK_OFF = timedelta(seconds=20)
"""Before the second attempt; doubled with each further one, up to LONGEST_WAIT."""
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ASKED_FOR = timedelta(hours=6)
"""A destination's own wish to be left alone is honoured up to here."""
ATTEMPTS = 8
GIVEN_UP_AFTER = timedelta(hours=6)
"""A delivery is given up when it was tried ATTEMPTS times and is that old; both, so that neither a short outage with
many tries nor a long pause with few loses an alert."""
PATIENCE = 15.0
"""Seconds a lane waits in its place when the destination asks it to slow down; longer wishes put the lane aside."""
TURNS = 5
"""How often it waits so for one delivery."""
REST = 5.0
"""Seconds before a destination that failed is tried again within one pass."""
LOOK = 0.5
"""Seconds between two looks for destinations with new work, while others are being served."""


@dataclass(frozen=True, slots=True)
class DeliverReport:
    """What came of one pass, in deliveries."""

    sent: int = 0
    retried: int = 0
    failed: int = 0


async def deliver(world: World) -> DeliverReport:
    """Sends everything that is due. Each destination has its own lane: a slow one holds up no other.

    A crash repeats what was being sent: channels find out by its key whether it had arrived.
    """
    loop = asyncio.get_running_loop()
    counts: Counter[str] = Counter()
    lanes: dict[Destination, asyncio.Task[bool]] = {}
    resting: dict[Destination, float] = {}
    try:
        while True:
            waiting = [] if world.stopping.is_set() else await world.database.run(partial(_waiting, world))
            for place in waiting:
                if place not in lanes and resting.get(place, 0.0) <= loop.time():
                    lanes[place] = asyncio.create_task(_lane(world, counts, place))
            if not lanes:
                break
            await asyncio.wait(lanes.values(), timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
            for place, lane in [(place, lane) for place, lane in lanes.items() if lane.done()]:
                del lanes[place]
                if not lane.result():
                    resting[place] = loop.time() + REST
    finally:
        for lane in lanes.values():
            lane.cancel()
        await asyncio.gather(*lanes.values(), return_exceptions=True)
    return DeliverReport(counts["sent"], counts["retried"], counts["failed"])


def _waiting(world: World, c: sa.Connection) -> list[Destination]:
    """Lets go what was held until now, and says where something is due."""
    now = world.clock()
    for delivery in policy.released(deliveries.held(c), now=now):
        with contextlib.suppress(LeaseLost):  # another monitor released it
            deliveries.release(c, delivery, delivery.due, delivery.reason)
    return deliveries.destinations_due(c, now)


async def _lane(world: World, counts: Counter[str], place: Destination) -> bool:
    """Sends what one destination is owed, one after the other; False when it should rest: a send failed, or there was
    nothing to be had, as what is due waits for an older word."""
    lease = world.settings.poll.lease
    served = False
    while not world.stopping.is_set():
        leased = await world.database.run(
            lambda c: deliveries.lease_due(c, world.clock(), lease=lease, limit=1, destination=place)
        )
        if not leased:
            return served
        served = True
        try:
            outcome = await _send(world, leased[0])
        except LeaseLost as lost:
            world.journal.info("result dropped", delivery=leased[0].key, why=lost)
            continue
        counts[outcome] += 1
        if outcome == "retried":
            return False
    return True


async def _send(world: World, delivery: Delivery) -> Literal["sent", "retried", "failed"]:
    """One delivery, from lease to record. Raises LeaseLost when somebody else has it by now."""
    try:
        try:
            message = await world.database.run(partial(_message, world, delivery))
            receipt = await _patiently(world, _channel(world, delivery), message)
        except (DeliveryError, StoreError):
            raise
        except Exception as error:
            # One delivery must not stop the others; and it may work at the next try.
            world.journal.error("delivery stumbled", **_fields(delivery), exc_info=error)
            raise DeliveryError(f"{type(error).__name__} in this program", kind="error") from error
    except DeliveryError as error:
        return await _record_failure(world, delivery, error)
    await world.database.run(lambda c: deliveries.sent(c, delivery, receipt, world.clock()))
    world.metrics.deliveries.labels(delivery.channel, "sent").inc()
    world.journal.info("delivery sent", **_fields(delivery), reason=delivery.reason)
    return "sent"


def _message(world: World, delivery: Delivery, c: sa.Connection) -> Message:
    """The delivery with the news it carries. Raises DeliveryError when there is none to be found."""
    if delivery.digest_key is not None:
        day = date.fromisoformat(delivery.digest_key)
        return Message(delivery=delivery, digest=digest.gather(world, c, day))
    if delivery.notice_id is not None:
        return _notice(delivery, delivery.notice_id, c)
    alert = alerts.get(c, delivery.alert_id or 0)
    revision = incidents.revision(c, alert.incident_id, alert.revision) if alert else None
    if alert is None or revision is None:
        raise DeliveryError("the alert it carries is not in the database", kind="missing", permanent=True)
    previous = deliveries.first_receipt(c, alert.incident_id, delivery.channel, delivery.destination)
    return Message(delivery=delivery, alert=alert, revision=revision, previous=previous)


def _notice(delivery: Delivery, id: int, c: sa.Connection) -> Message:
    notice = notices.get(c, id)
    if notice is None:
        raise DeliveryError("the notice it carries is not in the database", kind="missing", permanent=True)
    place = (delivery.channel, delivery.destination)
    previous = deliveries.receipt_of_notice(c, notice.over_of, *place) if notice.over_of else ""
    return Message(delivery=delivery, notice=notice, previous=previous)


def _channel(world: World, delivery: Delivery) -> Channel:
    channel = world.channels.get(delivery.channel)
    if channel is None:
        # The settings may name it again at the next start; until it is given up, nothing is lost.
        raise DeliveryError(f"{delivery.channel} is not set up; see the settings", kind="not-set-up")
    return channel


async def _patiently(world: World, channel: Channel, message: Message) -> str:
    """Sends; when the destination asks to be given a moment, waits in place and sends again. Raises DeliveryError."""
    for _ in range(TURNS):
        try:
            return await _in_thread(partial(channel.send, message))
        except DeliveryError as error:
            if error.permanent or error.uncertain or error.retry_after is None or error.retry_after > PATIENCE:
                raise
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(world.stopping.wait(), error.retry_after)
            if world.stopping.is_set():
                raise
    return await _in_thread(partial(channel.send, message))


async def _in_thread(send: Callable[[], str]) -> str:
    """`send` in a thread of its own, which is left behind if we must leave before it is done: a pool's threads would
    keep the process."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[str] = loop.create_future()

    def settle(receipt: str | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(receipt or "")

    def work() -> None:
        receipt: str | None = None
        error: BaseException | None = None
        try:
            receipt = send()
        except BaseException as raised:  # noqa: BLE001  (handed to whoever awaits the receipt)
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, receipt, error)

    threading.Thread(target=work, name="delivery", daemon=True).start()
    return await done


async def _record_failure(world: World, delivery: Delivery, error: DeliveryError) -> Literal["retried", "failed"]:
    """Gives it up, or says when it is tried again; the reason in words either way."""
    now = world.clock()
    worn_out = delivery.attempts >= ATTEMPTS and now - delivery.created >= GIVEN_UP_AFTER
    outcome: Literal["retried", "failed"]
    if error.permanent or worn_out:
        outcome = "failed"
        reason = str(error) if error.permanent else f"given up after {delivery.attempts} attempts: {error}"
        await world.database.run(lambda c: deliveries.fail(c, delivery, reason))
        world.journal.error("delivery failed", **_fields(delivery), why=reason)
    else:
        outcome = "retried"
        wait = back_off(delivery.attempts, error.retry_after)
        reason = f"attempt {delivery.attempts}: {error}; tried again in {words(wait)}"
        await world.database.run(lambda c: deliveries.retry(c, delivery, now + wait, reason))
        world.journal.warning("delivery postponed", **_fields(delivery), why=reason)
    world.metrics.deliveries.labels(delivery.channel, outcome).inc()
    return outcome


def _fields(delivery: Delivery) -> dict[str, Any]:
    return {"channel": delivery.channel, "destination": delivery.destination, "delivery": delivery.key}


def back_off(attempts: int, retry_after: float | None = None) -> timedelta:
    """How long to wait after so many attempts; never less than the destination asked for, within LONGEST_ASKED_FOR."""
    doublings = min(max(attempts, 1) - 1, 20)
    wait = min(BACK_OFF * (1 << doublings), LONGEST_WAIT)
    if retry_after is not None and retry_after > 0:
        wait = max(wait, min(timedelta(seconds=min(retry_after, 1e6)), LONGEST_ASKED_FOR))
    return wait
