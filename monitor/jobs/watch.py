"""Watch: each feed's silence against its rhythm -> notices opened and ended -> what is owed for them in the outbox.

Rhythms are worked out beside the other journeys, in a reading transaction; what is decided is written in one, together
with its deliveries. Several monitors on one database take turns, and what one has told the other finds told.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

import sqlalchemy as sa

from monitor.alerts.policy import notice_deliveries
from monitor.jobs.world import Rhythms, World
from monitor.model import Feed, Notice, NoticeKind
from monitor.sources import moves, rhythm, silence
from monitor.sources.rhythm import Rhythm, Span
from monitor.sources.silence import Finding, Side, Silent
from monitor.sources.urls import without_credentials
from monitor.store import deliveries, feeds, marks, notices, volumes
from monitor.store.rows import alone, batches
from monitor.store.volumes import Volume

LOOKED = "silence looked for"
EVERY = timedelta(minutes=10)
BLIND = "nothing could be read"
TIDIED = "volumes let go"
KEPT = timedelta(days=56)
"""Two windows: a silence may be long before it is told, and its rhythm lies before it."""


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
    sides: dict[Side, list[Feed]]
    silent: list[Silent]
    """Feeds one by one."""
    silent_sides: dict[Side, tuple[Silent, float]]
    """With the share of the busiest feed."""


async def watch(world: World) -> WatchReport:
    """Owes what notices of any journey ask for, and looks for silence when it is time to."""
    due, told = await world.database.run(partial(_begin, world))
    if due:
        sight = await asyncio.to_thread(_look, world)
        if unread := _all_unread(sight, world.clock()):
            world.journal.error("no feed can be read", feeds=unread, remedy="is this machine online?")
        if not world.stopping.is_set():  # else it may have broken off half way
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
    sides = silence.sides(promised.values())
    single = [(since, (feed,)) for feed in promised.values() if (since := silence.silent_since(feed))]
    silent, kept = _with_rhythms(world, single)
    usual = {one.feeds[0].id: one.usual for one in silent}
    parts = {side: part for side, members in sides.items() if (part := silence.taking_part(members, usual))}
    together, kept_too = _with_rhythms(world, list(parts.values()))
    world.rhythms.clear()
    world.rhythms.update(kept | kept_too)
    by_part = {(one.since, one.feeds): one for one in together}
    silent_sides = {
        side: (by_part[part], silence.busiest_share([usual[feed.id] for feed in part[1]]))
        for side, part in parts.items()
        if part in by_part
    }
    return _Sight(promised, sides, silent, silent_sides)


def _with_rhythms(world: World, asked: Sequence[tuple[datetime, tuple[Feed, ...]]]) -> tuple[list[Silent], Rhythms]:
    """Of the asked (feeds silent together since a moment) those that have a rhythm; and all rhythms, to be kept."""
    silent: list[Silent] = []
    kept: Rhythms = {}
    # Sides are large, and what is on record of all at once would be too much to hold.
    for some in batches(asked, 500 if all(len(together) == 1 for _, together in asked) else 5):
        if world.stopping.is_set():
            break
        # A rhythm stays what it is while the silence lasts that it was worked out for.
        old = {
            ids: world.rhythms[ids]
            for since, together in some
            if world.rhythms.get(ids := _ids(together), (None, None))[0] == since
        }
        new = {feed.id for _, together in some if _ids(together) not in old for feed in together}
        with world.database.read() as c:
            on_record = volumes.of_feeds(c, new)
            gaps = volumes.gaps_of(c, {feed.id for _, together in some for feed in together})
        for since, together in some:
            ids = _ids(together)
            blind = tuple(gap for id in ids for gap in gaps.get(id, ()))
            kept[ids] = old[ids] if ids in old else (since, _learned(on_record, ids, since, blind))
            usual = kept[ids][1]
            if usual is not None:
                silent.append(Silent(together, since, usual, blind))
    return silent, kept


def _ids(together: Sequence[Feed]) -> tuple[int, ...]:
    return tuple(feed.id for feed in together)


def _learned(
    on_record: Mapping[int, Volume], ids: Sequence[int], since: datetime, blind: Sequence[Span]
) -> Rhythm | None:
    """The rhythm of these feeds taken together; None when one of them has nothing on record."""
    if not all(id in on_record for id in ids):
        return None
    found: Counter[int] = Counter()
    for id in ids:
        found.update(dict(on_record[id].news))
    begun = max(on_record[id].begun for id in ids)
    return rhythm.learned(list(found.items()), rhythm.start_of(begun), since, blind)


def _settle(world: World, sight: _Sight, c: sa.Connection) -> list[Notice]:
    """Ends the notices whose silence is over, opens those of new ones, first of sides, then of feeds, and owes them."""
    alone(c, "notices")
    now = world.clock()
    for notice in notices.still_open(c):
        _close_if_over(c, sight, notice, now)
    blind = _last_blind(c, sight, now)
    for side, members in sight.sides.items():
        if side in sight.silent_sides:
            silent, busiest = sight.silent_sides[side]
            _open_side(c, "side-quiet", side, members, silence.side_quiet(silent, members, busiest), now)
        _open_side(c, "side-unseen", side, members, silence.side_unseen(members, now, blind), now)
    still = {(one.kind, one.subject) for one in notices.still_open(c)}
    told = [one for one in notices.between(c, now - KEPT, now + EVERY) if one.kind == "side-quiet"]
    for silent in sight.silent:
        _open_feed(c, silent, told, now)
    for notice in (one for feed in sight.feeds.values() for one in _turns(feed, now)):
        if (notice.kind, notice.subject) not in still:
            notices.open(c, notice)
    volumes.ask_in_full(c, [one.feeds[0].id for one in sight.silent if silence.doubtful(one, now)])
    if marks.due(c, TIDIED, timedelta(days=1), now):
        volumes.forget(c, rhythm.hour_of(now - KEPT), now - KEPT)
    return _owe(world, c)


def _last_blind(c: sa.Connection, sight: _Sight, now: datetime) -> datetime | None:
    """Until when we were blind ourselves: none of the feeds asked between two looks answered, on whatever side."""
    if _all_unread(sight, now):
        marks.set(c, BLIND, now)
    seen = marks.get(c, BLIND)
    return None if seen is None else seen + EVERY  # sight may have come back at any time until the next look


def _all_unread(sight: _Sight, now: datetime) -> int:
    """How many feeds were asked since the look before, if none of them answered; else 0."""
    asked = [feed for feed in sight.feeds.values() if feed.last_tried is not None and now - feed.last_tried <= EVERY]
    return len(asked) if all(feed.failures for feed in asked) else 0


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
    elif notice.kind == "feed-retired" and sight.feeds[notice.feed_id].retired is None:
        close("it answers again")
    elif notice.kind == "feed-moved" and sight.feeds[notice.feed_id].address is None:
        close("it answers at the promised address")


def _open_side(
    c: sa.Connection, kind: Literal["side-quiet", "side-unseen"], side: Side, members: Sequence[Feed],
    found: Finding | None, now: datetime,
) -> None:  # fmt: skip
    if found and _unheard(c, members, found):
        theatre, actor = side
        told = Notice(kind=kind, theatres=(theatre,), side=actor, since=found.since, words=found.words, opened=now)
        notices.open(c, told)


def _open_feed(c: sa.Connection, silent: Silent, told: Sequence[Notice], now: datetime) -> None:
    """Opens a notice of a feed's silence, or ends it where it has become part of its side's, which is told."""
    (feed,) = silent.feeds
    found = silence.feed_quiet(silent)
    if any(silence.part_of(feed, notice) for notice in told):
        notices.close(c, "feed-quiet", f"feed/{feed.id}", now)
    elif found and _unheard(c, [feed], found):
        notices.open(c, _of_feed("feed-quiet", feed, found.since, found.words, now))


def _turns(feed: Feed, now: datetime) -> Iterator[Notice]:
    """What is to be told of a feed that was retired, or is asked at another address than was promised."""
    if feed.retired is not None:
        yield _of_feed("feed-retired", feed, feed.failing_since or feed.retired, feed.note, now)
    if feed.address is not None and not moves.only_safer(feed.url, feed.address):
        words = f"it says it moved for good, and is asked at {without_credentials(feed.address)}; change its address"
        yield _of_feed("feed-moved", feed, feed.moved_since or now, words, now)


def _of_feed(kind: NoticeKind, feed: Feed, since: datetime, words: str, now: datetime) -> Notice:
    return Notice(
        kind=kind, feed_id=feed.id, name=feed.name, theatres=feed.theatres, side=feed.speaks_for, since=since,
        words=words, opened=now,
    )  # fmt: skip


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
