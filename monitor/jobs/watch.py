"""Watch: each feed's silence against its habit -> notices opened and ended -> what is owed for them in the outbox.

Habits are worked out beside the other journeys, in a reading transaction; what is decided is written in one, together
with its deliveries. Several monitors on one database take turns, and what one has told the other finds told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

import sqlalchemy as sa

from monitor.alerts.policy import notice_deliveries
from monitor.jobs.world import World
from monitor.model import Feed, Notice
from monitor.sources import rhythm, silence
from monitor.sources.rhythm import Habit
from monitor.sources.silence import Finding, Side, Silent
from monitor.store import deliveries, feeds, marks, notices, volumes
from monitor.store.rows import alone, batches

LOOKED = "silence looked for"
EVERY = timedelta(minutes=10)
TIDIED = "volumes let go"
KEPT = timedelta(days=56)
"""Two windows: a silence may be long before it is told, and its habit lies before it."""


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What came of one look."""

    opened: int = 0
    over: int = 0


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a look found."""

    feeds: dict[int, Feed]
    """Those we promised to read, by id."""
    silent: dict[int, Silent]
    sides: dict[Side, list[Feed]]


async def watch(world: World) -> WatchReport:
    """Owes what notices of any journey ask for, and looks for silence when it is time to."""
    due, told = await world.database.run(partial(_begin, world))
    if due:
        sight = await asyncio.to_thread(_look, world)
        told += await world.database.run(partial(_settle, world, sight))
    for notice in told:
        what = "notice over" if notice.over_of else "notice opened"
        world.journal.warning(what, kind=notice.kind, about=notice.name or notice.subject, why=notice.words)
    if told:
        world.bells.deliver.set()
    over = sum(bool(notice.over_of) for notice in told)
    return WatchReport(len(told) - over, over)


def _begin(world: World, c: sa.Connection) -> tuple[bool, list[Notice]]:
    told = _owe(world, c) if notices.unowed(c) else []
    return marks.due(c, LOOKED, EVERY, world.clock()), told


def _look(world: World) -> _Sight:
    with world.database.read() as c:
        promised = {feed.id: feed for feed in feeds.every(c) if feed.enabled}
    quiet = [(feed, since) for feed in promised.values() if (since := _maybe_silent_since(feed))]
    silent: dict[int, Silent] = {}
    kept: dict[int, tuple[datetime, Habit | None]] = {}
    for some in batches(quiet):
        if world.stopping.is_set():
            break
        habits, found = _habits_of(world, some)
        kept |= habits
        silent |= found
    world.habits.clear()
    world.habits.update(kept)
    return _Sight(promised, silent, silence.sides(promised.values()))


def _maybe_silent_since(feed: Feed) -> datetime | None:
    """When a feed that answers last had news, where that is long enough ago to be looked at."""
    if feed.failures or feed.last_new is None or feed.last_read is None:
        return None
    return feed.last_new if feed.last_read - feed.last_new >= rhythm.SHORTEST * silence.DOUBTED else None


def _habits_of(
    world: World, some: Sequence[tuple[Feed, datetime]]
) -> tuple[dict[int, tuple[datetime, Habit | None]], dict[int, Silent]]:
    """The habits of these feeds, each with the moment since when it has been silent; and those that have one."""
    # A habit stays what it is while the silence lasts that it was worked out for.
    known = {feed.id: world.habits[feed.id] for feed, since in some if world.habits.get(feed.id, (None,))[0] == since}
    with world.database.read() as c:
        on_record = volumes.of_feeds(c, [feed.id for feed, _ in some if feed.id not in known])
        gaps = volumes.gaps_of(c, [feed.id for feed, _ in some])
    for feed, since in some:
        if feed.id not in known:
            told = on_record.get(feed.id)
            usual = rhythm.habit(told.news, rhythm.start_of(told.begun), since, gaps.get(feed.id, ())) if told else None
            known[feed.id] = (since, usual)
    silent = {
        feed.id: Silent(feed, usual, gaps.get(feed.id, ()))
        for feed, _ in some
        if (usual := known[feed.id][1]) is not None
    }
    return known, silent


def _settle(world: World, sight: _Sight, c: sa.Connection) -> list[Notice]:
    """Ends the notices whose silence is over, opens those of new ones, first of sides, then of feeds, and owes them."""
    alone(c, "notices")
    now = world.clock()
    for notice in notices.still_open(c):
        _close_if_over(c, sight, notice, now)
    for side, members in sight.sides.items():
        silent = [sight.silent[feed.id] for feed in members if feed.id in sight.silent]
        _open_side(c, "side-quiet", side, members, silence.side_quiet(members, silent), now)
        _open_side(c, "side-unseen", side, members, silence.side_unseen(members, now), now)
    told = [one for one in notices.between(c, now - KEPT, now + EVERY) if one.kind == "side-quiet"]
    for one in sight.silent.values():
        found = silence.feed_quiet(one)
        if any(silence.part_of(one.feed, notice) for notice in told):
            notices.close(c, "feed-quiet", f"feed/{one.feed.id}", now)
        elif found and _unheard(c, [one.feed], found):
            feed = one.feed
            notices.open(c, Notice(
                kind="feed-quiet", feed_id=feed.id, name=feed.name, theatres=feed.theatres, side=feed.speaks_for,
                since=found.since, words=found.words, opened=now,
            ))  # fmt: skip
    doubtful = [one.feed for one in sight.silent.values() if silence.doubtful(one)]
    volumes.ask_in_full(c, [feed.id for feed in doubtful if feed.etag or feed.last_modified])
    if marks.due(c, TIDIED, timedelta(days=1), now):
        volumes.forget(c, rhythm.hour_of(now - KEPT), now - KEPT)
    return _owe(world, c)


def _close_if_over(c: sa.Connection, sight: _Sight, notice: Notice, now: datetime) -> None:
    def close(words: str = "") -> None:
        notices.close(c, notice.kind, notice.subject, now, words)

    if notice.kind == "feed-quiet":
        feed = sight.feeds.get(notice.feed_id or 0)
        if feed is None:
            close()  # nobody reads it any more
        elif feed.last_new is not None and feed.last_new > notice.since:
            close(silence.feed_back(notice.since, now))
    elif notice.kind in ("side-quiet", "side-unseen"):
        members = sight.sides.get((notice.theatres[0], notice.side), [])
        if not members:
            close()
        elif notice.kind == "side-quiet":
            if any(feed.last_new is not None and feed.last_new > notice.since for feed in members):
                close(silence.side_back(members, notice.since, now))
        elif any(not feed.failures for feed in members):
            close(silence.side_seen(members, notice.since, now))
    elif notice.feed_id not in sight.feeds:
        close()


def _open_side(
    c: sa.Connection, kind: Literal["side-quiet", "side-unseen"], side: Side, members: Sequence[Feed],
    found: Finding | None, now: datetime,
) -> None:  # fmt: skip
    if found and _unheard(c, members, found):
        theatre, actor = side
        notices.open(c, Notice(
            kind=kind, theatres=(theatre,), side=actor, since=found.since, words=found.words, opened=now
        ))  # fmt: skip


def _unheard(c: sa.Connection, members: Sequence[Feed], found: Finding) -> bool:
    """Whether still nothing new was listed: news may have come while we were counting."""
    heard = volumes.last_new(c, [feed.id for feed in members]).values()
    return all(moment is None or moment <= found.since for moment in heard)


def _owe(world: World, c: sa.Connection) -> list[Notice]:
    """Puts what is owed for new notices into the outbox; the notices."""
    alone(c, "notices")
    found = notices.unowed(c)
    for notice in found:
        for delivery in notice_deliveries(notice, world.policy, now=world.clock()):
            deliveries.owe(c, delivery)
    notices.mark_owed(c, [notice.id for notice in found])
    return found
