"""Vitals: how the monitor is at this moment, for /health, /metrics and the heartbeat."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

from monitor.alerts.notice import about, who
from monitor.alerts.words import Wording
from monitor.errors import StoreError
from monitor.jobs.world import World
from monitor.model import Notice
from monitor.store import deliveries, feeds, notices
from monitor.web.health import LISTED, Vitals


async def look(world: World) -> Vitals:
    """Asks the database and the workers; a database that can't be asked is a finding, not an error."""
    try:
        vitals = await asyncio.to_thread(_look, world)
    except StoreError as error:
        vitals = Vitals(
            at=world.clock(), started=world.started, database=str(error), backlog={}, workers=world.workers.state
        )
    _gauge(world, vitals)
    return vitals


def _look(world: World) -> Vitals:
    now, wording = world.clock(), Wording(world.labels)
    with world.database.read() as c:
        standing = feeds.standing(c)
        opened = notices.still_open(c)
        kinds = Counter(notice.kind for notice in opened)
        return Vitals(
            at=now,
            started=world.started,
            database="ok",
            feeds=standing.promised,
            feeds_failing=standing.failing,
            worst=tuple(f"{feed.name}: {feed.note or feed.state}" for feed in feeds.worst(c, LISTED)),
            feeds_quiet=kinds["feed-quiet"],
            sides_quiet=kinds["side-quiet"],
            sides_unseen=kinds["side-unseen"],
            notices=tuple(_line(notice, wording) for notice in opened[:LISTED]),
            last_poll=standing.last_tried,
            last_read=standing.last_read,
            backlog={str(state): number for state, number in deliveries.backlog(c).items()},
            oldest_undelivered=deliveries.oldest_waiting(c, now),
            failed_lately=len(deliveries.failed_since(c, now - timedelta(days=1))),
            workers=world.workers.state,
        )


def _line(notice: Notice, wording: Wording) -> str:
    where = about(notice, wording)
    return f"{who(notice, wording)}{f' ({where})' if where else ''}: {notice.words}"


def _gauge(world: World, vitals: Vitals) -> None:
    metrics = world.metrics
    metrics.healthy.set(vitals.healthy)
    if vitals.last_poll is not None:
        metrics.last_poll.set(vitals.last_poll.timestamp())
    metrics.feeds.labels("failing").set(vitals.feeds_failing)
    metrics.feeds.labels("ok").set(vitals.feeds - vitals.feeds_failing)
    metrics.silence.labels("feeds quiet").set(vitals.feeds_quiet)
    metrics.silence.labels("sides quiet").set(vitals.sides_quiet)
    metrics.silence.labels("sides unseen").set(vitals.sides_unseen)
    for state, number in vitals.backlog.items():
        metrics.backlog.labels(state).set(number)
    oldest = vitals.oldest_undelivered
    metrics.oldest.set((vitals.at - oldest).total_seconds() if oldest else 0)
