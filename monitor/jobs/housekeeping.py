"""Housekeeping: the heartbeat after each healthy minute, and once a day what is too old is let go.

And when the clock has been set back, whatever was put off by the clock before comes due again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import sqlalchemy as sa

from monitor.errors import FetchError
from monitor.jobs.vitals import look
from monitor.jobs.world import World
from monitor.sources.urls import without_credentials
from monitor.store import articles, entries, feeds, hosts, marks

SAID_ALIVE = "said alive"
KEPT_HOUSE = "house kept"
HEART_BEAT = "heart beat"
HOUSE_EVERY = timedelta(days=1)
HOSTS_KEPT = timedelta(days=60)
"""What is known of a host that was not asked for so long says nothing any more."""
ALIVE_EVERY = timedelta(minutes=10)
HEART_EVERY = timedelta(minutes=1)
CLOCK_READ = "clock read"
CLOCK_EVERY = timedelta(minutes=1)
SET_BACK = timedelta(minutes=5)
"""A clock that goes back less costs no more than that; and so far may those of programs on one database be apart."""


@dataclass(frozen=True, slots=True)
class HousekeepingReport:
    """What came of one look."""

    forgotten: int = 0
    """Texts let go; what was quoted from them stays."""
    beat: bool = False


async def housekeeping(world: World) -> HousekeepingReport:
    """Does what its time has come for, by the marks in the database."""
    forgotten = await world.database.run(partial(_tidy_up, world))
    if forgotten:
        world.journal.info("texts let go", articles=forgotten)
    woken = await world.database.run(partial(_follow_the_clock, world))
    if woken:
        why = f"{woken} feeds and entries that were to wait for the time before come due"
        world.journal.warning("clock set back", why=why)
        world.bells.poll.set()
        world.bells.read.set()
    await _say_alive(world)
    return HousekeepingReport(forgotten, await _beat(world))


def _tidy_up(world: World, c: sa.Connection) -> int:
    now, days = world.clock(), world.settings.retention.texts_days
    if not marks.due(c, KEPT_HOUSE, HOUSE_EVERY, now):
        return 0
    hosts.forget(c, now - HOSTS_KEPT)
    return 0 if days is None else articles.forget_texts(c, now - timedelta(days=days))


def _follow_the_clock(world: World, c: sa.Connection) -> int:
    """How many feeds and entries were to wait for a time that is no longer near."""
    now, before = world.clock(), marks.get(c, CLOCK_READ)
    if not marks.due(c, CLOCK_READ, CLOCK_EVERY, now) or before is None or before <= now + SET_BACK:
        return 0
    return feeds.wake(c, now, SET_BACK) + entries.wake(c, now, SET_BACK)


async def _say_alive(world: World) -> None:
    """A line now and then: a quiet log must not look like a dead one."""
    if await world.database.run(lambda c: marks.due(c, SAID_ALIVE, ALIVE_EVERY, world.clock())):
        vitals = await look(world)
        world.journal.info(
            "watch kept", feeds=vitals.feeds, failing=vitals.feeds_failing, quiet=vitals.feeds_quiet,
            sides_quiet=vitals.sides_quiet,
            waiting=vitals.backlog.get("due", 0), held=vitals.backlog.get("held", 0),
            troubles="; ".join(vitals.troubles),
        )  # fmt: skip


async def _beat(world: World) -> bool:
    """Asks the heartbeat's address, when we are well: whoever watches it notices our silence."""
    url = world.settings.heartbeat_url
    if url is None or not await world.database.run(lambda c: marks.due(c, HEART_BEAT, HEART_EVERY, world.clock())):
        return False
    vitals = await look(world)
    if not vitals.healthy:
        world.journal.warning("heartbeat withheld", why="; ".join(vitals.troubles))
        return False
    try:
        await world.fetcher.get(url, max_bytes=1_000_000, total_seconds=10)
    except FetchError as error:
        world.journal.warning("heartbeat failed", url=without_credentials(url), why=error)
        return False
    return True
