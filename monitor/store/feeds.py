"""Feeds: what was promised, who reads which one now, and how it went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from monitor.errors import LeaseLost, StoreError
from monitor.model import Feed, host_asked
from monitor.store import hosts, tables
from monitor.store.hosts import Room
from monitor.store.rows import columns, insert, noun, values
from monitor.store.tables import feeds
from monitor.store.turns import Share, choose, looked_at

_COLUMNS = columns(feeds, Feed)
_SAID = ("name", "lang", "speaks_for", "theatres", "interval", "floor", "ceiling")
"""What a promise says of a feed; all else is what we found out."""
_OUTCOME = (
    "etag", "last_modified", "doubted_until", "habit", "ttl", "moved_to", "moved_since", "address", "next_due",
    "last_tried", "last_read", "last_whole", "last_new", "failures", "weight", "failing_since", "gone_since", "retired",
    "state", "note",
)  # fmt: skip
_LEASED = sa.update(feeds).where(feeds.c.id == sa.bindparam("leased_id"), feeds.c.fence == sa.bindparam("leased_fence"))
"""Built once: what changes comes with the parameters. To build it for each feed takes longer than to carry it out."""
_LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class Standing:
    """The promised feeds in numbers."""

    promised: int
    failing: int
    last_tried: datetime | None
    """When any of them was last asked."""
    last_read: datetime | None
    """When any of them last gave an answer that could be used."""


def promise(c: sa.Connection, promised: Sequence[Feed], now: datetime) -> None:
    """Makes the stored feeds those of `promised` (settings and OPML files), by URL; the first of a URL counts.

    What is known of a stored feed's polling stays. A feed that is no longer promised is disabled. What a person
    said by command outlives the promise: a feed added so stays, one removed so stays disabled.
    """
    wanted: dict[str, Feed] = {}
    for feed in promised:
        wanted.setdefault(_url(feed), feed)
    known = {feed.url: feed for feed in every(c)}
    _insert(c, [feed for url, feed in wanted.items() if url not in known], now)
    for url, stored in known.items():
        said_of_it = wanted.get(url)
        if said_of_it is None:
            change = {"enabled": False} if stored.enabled and stored.origin != "command" else {}
        else:
            said = _SAID if stored.origin == "command" else (*_SAID, "enabled", "origin")
            news = {name: getattr(said_of_it, name) for name in said}
            change = {name: value for name, value in news.items() if value != getattr(stored, name)}
        if change:
            c.execute(sa.update(feeds).where(feeds.c.id == stored.id).values(change))


def every(c: sa.Connection) -> list[Feed]:
    """All feeds, the disabled too, by name."""
    return [noun(Feed, row) for row in c.execute(sa.select(*_COLUMNS).order_by(feeds.c.name, feeds.c.id))]


def find(c: sa.Connection, url_or_name_or_id: str) -> Feed | None:
    """The feed of this id, URL or name (letter case aside); None too when several have the name."""
    asked = url_or_name_or_id.strip()
    by_id = [feeds.c.id == int(asked)] if asked.isascii() and asked.isdigit() and len(asked) < 10 else []
    for condition in (*by_id, feeds.c.url == asked, feeds.c.name == asked):
        found = c.execute(sa.select(*_COLUMNS).where(condition).limit(2)).all()
        if len(found) == 1:
            return noun(Feed, found[0])
    folded = [feed for feed in every(c) if feed.name.casefold() == asked.casefold()]
    return folded[0] if len(folded) == 1 else None


def these(c: sa.Connection, ids: Iterable[int]) -> dict[int, Feed]:
    """The feeds of these ids, by id."""
    found = c.execute(sa.select(*_COLUMNS).where(feeds.c.id.in_(set(ids))))
    return {row.id: noun(Feed, row) for row in found}


def add(c: sa.Connection, feed: Feed, now: datetime) -> Feed:
    """Adds a feed by command, or enables and describes anew the stored one of this URL; due at once."""
    _insert(c, [feed], now)
    change = {name: getattr(feed, name) for name in _SAID} | {"enabled": True, "origin": "command", "next_due": now}
    changed = sa.update(feeds).where(feeds.c.url == feed.url).values(change).returning(*_COLUMNS)
    return noun(Feed, c.execute(changed).one())


def remove(c: sa.Connection, id: int) -> None:
    """Disables a feed by command, for good (see `promise`). Its entries stay."""
    c.execute(sa.update(feeds).where(feeds.c.id == id).values(enabled=False, origin="command"))


def lease_due(
    c: sa.Connection,
    now: datetime,
    *,
    lease: timedelta,
    limit: int,
    room: Room | None = None,
    due_by: datetime | None = None,
) -> list[Feed]:
    """Takes up to `limit` due feeds, the longest due first, and pushes their `next_due` to the end of the lease.

    Each takes a turn of its host, as far as there is `room`; a feed whose host must be left alone waits, and keeps
    no other waiting. No other program gets them meanwhile; should we die, they come due again by themselves.
    With `due_by` only those are taken that were due then.
    """
    room = room or Room()
    still = (feeds.c.enabled, feeds.c.next_due <= (due_by or now))
    line = (
        sa.select(feeds.c.id, feeds.c.host)
        .where(*still, *room.open(feeds.c.host, now))
        .order_by(feeds.c.next_due, feeds.c.id)
        .limit(looked_at(limit))
    )
    of_hosts = Share(lambda one: one.host, room.left)
    chosen = choose(c, feeds, list(c.execute(line)), limit, [of_hosts], *still)
    turns = hosts.take(c, [one.host for one in chosen], now, room.pace)
    ids = [one.id for one, turn in zip(chosen, turns, strict=True) if turn]
    if not ids:
        return []
    taken = (
        sa.update(feeds)
        .where(feeds.c.id.in_(ids))
        .values(next_due=now + lease, fence=feeds.c.fence + 1)
        .returning(*_COLUMNS)
    )
    leased = {row.id: noun(Feed, row) for row in c.execute(taken)}
    return [leased[id] for id in ids]


def record(c: sa.Connection, feed: Feed) -> None:
    """Writes how the polling went: validators, times, failures, state and note. A `next_due` of None stays as it is.

    Raises LeaseLost, and changes nothing, when another lease was given since.
    """
    outcome = {name: getattr(feed, name) for name in _OUTCOME}
    outcome["host"] = host_asked(feed.address or feed.url)
    if feed.next_due is None:
        del outcome["next_due"]
    changed = c.execute(_LEASED, outcome | {"leased_id": feed.id, "leased_fence": feed.fence})
    if changed.rowcount != 1:
        raise LeaseLost(f"feed {feed.name}: its lease passed to another reader; this result is dropped")


def wake(c: sa.Connection, now: datetime, beyond: timedelta) -> int:
    """Brings due what was put off by a clock that went ahead of `now` by more than `beyond`; how many feeds."""
    ahead = sa.func.coalesce(feeds.c.last_tried, feeds.c.next_due) > now + beyond
    put_off = (feeds.c.enabled, feeds.c.next_due > now, ahead)
    return c.execute(sa.update(feeds).where(*put_off).values(next_due=now)).rowcount


def next_due(c: sa.Connection) -> datetime | None:
    """When the next feed comes due; None when there is none."""
    return c.scalar(sa.select(sa.func.min(feeds.c.next_due)).where(feeds.c.enabled))


def standing(c: sa.Connection) -> Standing:
    """How the promised feeds stand, in numbers."""
    failing = sa.func.coalesce(sa.func.sum(sa.case((feeds.c.failures > 0, 1), else_=0)), 0)
    latest = (sa.func.max(feeds.c.last_tried).label("last_tried"), sa.func.max(feeds.c.last_read).label("last_read"))
    asked = sa.select(sa.func.count().label("promised"), failing.label("failing"), *latest).where(feeds.c.enabled)
    return noun(Standing, c.execute(asked).one())


def worst(c: sa.Connection, limit: int) -> list[Feed]:
    """Promised feeds that fail, those with the most failures in a row first."""
    failing = sa.select(*_COLUMNS).where(feeds.c.enabled, feeds.c.failures > 0)
    return [noun(Feed, row) for row in c.execute(failing.order_by(feeds.c.failures.desc(), feeds.c.id).limit(limit))]


def next_turn(c: sa.Connection, now: datetime, due_by: datetime | None = None) -> datetime | None:
    """When the first of the hosts may be asked for which feeds wait that are due; None when none does."""
    waits = (feeds.c.host == tables.hosts.c.host, feeds.c.enabled, feeds.c.next_due <= (due_by or now))
    return hosts.opening(c, now, sa.exists().where(*waits))


def _insert(c: sa.Connection, new: Sequence[Feed], now: datetime) -> None:
    if new:
        rows = [
            values(feed) | {"url": _url(feed), "host": host_asked(feed.url), "next_due": feed.next_due or now}
            for feed in new
        ]
        c.execute(insert(c, feeds).on_conflict_do_nothing(index_elements=["url"]), rows)


def _url(feed: Feed) -> str:
    if len(feed.url) > _LONGEST_URL:
        raise StoreError(f"feed {feed.name}: its URL has {len(feed.url)} characters; at most {_LONGEST_URL} are kept")
    return feed.url
