"""Vitals: how the monitor is at this moment, for /health, /metrics and the heartbeat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from monitor.errors import StoreError
from monitor.jobs.world import World
from monitor.store import deliveries, feeds
from monitor.web.health import Vitals


async def look(world: World) -> Vitals:
    """Asks the database and the workers; a database that can't be asked is a finding, not an error."""
    try:
        vitals = await world.database.run(partial(_look, world))
    except StoreError as error:
        vitals = Vitals(
            at=world.clock(), started=world.started, database=str(error), backlog={}, workers=world.workers.state
        )
    _gauge(world, vitals)
    return vitals


def _look(world: World, c: sa.Connection) -> Vitals:
    now = world.clock()
    promised = [feed for feed in feeds.every(c) if feed.enabled]
    return Vitals(
        at=now,
        started=world.started,
        database="ok",
        feeds=len(promised),
        feeds_failing=tuple(f"{feed.name}: {feed.note or feed.state}" for feed in promised if feed.failures),
        last_poll=_latest(feed.last_tried for feed in promised),
        last_read=_latest(feed.last_read for feed in promised),
        backlog={str(state): number for state, number in deliveries.backlog(c).items()},
        oldest_undelivered=deliveries.oldest_waiting(c, now),
        failed_lately=len(deliveries.failed_since(c, now - timedelta(days=1))),
        workers=world.workers.state,
    )


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _gauge(world: World, vitals: Vitals) -> None:
    metrics = world.metrics
    metrics.healthy.set(vitals.healthy)
    if vitals.last_poll is not None:
        metrics.last_poll.set(vitals.last_poll.timestamp())
    metrics.feeds.labels("failing").set(len(vitals.feeds_failing))
    metrics.feeds.labels("ok").set(vitals.feeds - len(vitals.feeds_failing))
    for state, number in vitals.backlog.items():
        metrics.backlog.labels(state).set(number)
    oldest = vitals.oldest_undelivered
    metrics.oldest.set((vitals.at - oldest).total_seconds() if oldest else 0)
