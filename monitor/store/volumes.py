"""Volumes: how much news each feed listed in each hour, and when it was out of sight. What rhythms are learned from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from monitor.model import Feed
from monitor.store.rows import batches, insert
from monitor.store.tables import feed_gaps, feed_hours, feeds

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Volume:
    """What is on record of one feed."""

    begun: int
    """The hour counting began in, or the first that is still on record."""
    news: tuple[tuple[int, int], ...]
    """(number of the hour, new entries), the oldest first."""


def count(c: sa.Connection, feed: Feed, new: int, now: datetime, *, hour: int, in_sight: bool) -> None:
    """Counts what a good answer brought to a feed leased as `feed` (its `last_read` is the answer before).

    Not counted are a feed's first answer, and the first after it was out of sight: their entries are of any age. The
    first says when counting began, the other how long the gap was.
    """
    if feed.last_read is None:
        c.execute(insert(c, feed_hours).values(feed_id=feed.id, hour=hour, new=0).on_conflict_do_nothing())
    elif not in_sight:
        gap = {"feed_id": feed.id, "start": feed.last_read, "end": now}
        c.execute(insert(c, feed_gaps).values(gap).on_conflict_do_nothing())
    elif new:
        row = insert(c, feed_hours).values(feed_id=feed.id, hour=hour, new=new)
        more = {"new": feed_hours.c.new + row.excluded.new}
        c.execute(row.on_conflict_do_update(index_elements=["feed_id", "hour"], set_=more))


def of_feeds(c: sa.Connection, ids: Collection[int]) -> dict[int, Volume]:
    """What is on record of these feeds; those with nothing are left out."""
    news: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for some in batches(sorted(ids)):
        asked = sa.select(feed_hours.c.feed_id, feed_hours.c.hour, feed_hours.c.new)
        mine = asked.where(feed_hours.c.feed_id.in_(some)).order_by(feed_hours.c.feed_id, feed_hours.c.hour)
        for id, hour, new in c.execute(mine):
            news[id].append((hour, new))
    return {id: Volume(told[0][0], tuple(told)) for id, told in news.items()}


def gaps_of(c: sa.Connection, ids: Collection[int]) -> dict[int, tuple[Span, ...]]:
    """When each of these feeds was out of sight, the oldest gap first; those never out of sight are left out."""
    found: dict[int, tuple[Span, ...]] = {}
    for some in batches(sorted(ids)):
        asked = sa.select(feed_gaps.c.feed_id, feed_gaps.c.start, feed_gaps.c.end)
        for id, start, end in c.execute(asked.where(feed_gaps.c.feed_id.in_(some)).order_by(feed_gaps.c.start)):
            found[id] = (*found.get(id, ()), (start, end))
    return found


def daily(c: sa.Connection, now_hour: int, since_hour: int) -> dict[int, float]:
    """New entries a day of each feed between the two hours, from when its counting began; feeds with less than a day
    on record are left out."""
    begun = sa.func.min(feed_hours.c.hour)
    lately = sa.func.sum(sa.case((feed_hours.c.hour >= since_hour, feed_hours.c.new), else_=0))
    asked = sa.select(feed_hours.c.feed_id, begun.label("begun"), lately.label("new")).group_by(feed_hours.c.feed_id)
    spans = {row.feed_id: (now_hour - max(row.begun, since_hour), row.new) for row in c.execute(asked)}
    return {id: new * 24 / hours for id, (hours, new) in spans.items() if hours >= 24}


def last_new(c: sa.Connection, ids: Collection[int]) -> Mapping[int, datetime | None]:
    """When each of these feeds last listed something new."""
    found: dict[int, datetime | None] = {}
    for some in batches(sorted(ids)):
        rows = c.execute(sa.select(feeds.c.id, feeds.c.last_new).where(feeds.c.id.in_(some)))
        found.update({row.id: row.last_new for row in rows})
    return found


def ask_in_full(c: sa.Connection, ids: Collection[int]) -> None:
    """Sees that these feeds are next asked without validators: a 304 may lie."""
    for some in batches(sorted(ids)):
        c.execute(sa.update(feeds).where(feeds.c.id.in_(some)).values(last_whole=None))


def forget(c: sa.Connection, before_hour: int, before: datetime) -> None:
    """Lets go of what is older."""
    c.execute(sa.delete(feed_hours).where(feed_hours.c.hour < before_hour))
    c.execute(sa.delete(feed_gaps).where(feed_gaps.c.end < before))
