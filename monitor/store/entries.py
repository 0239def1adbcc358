"""Entries: what feeds listed, each thing once, and how far the reading of it has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from monitor.errors import LeaseLost
from monitor.model import Entry, ListedEntry, host_asked
from monitor.store import hosts, tables
from monitor.store.hosts import Room
from monitor.store.identity import Keyed, Listing, Match, keyed, match
from monitor.store.rows import alone, batches, columns, noun, unheld, values
from monitor.store.tables import entries, listings
from monitor.store.turns import Share, choose, looked_at

CONTENT_WORTH_A_LOOK = 400
"""Characters of markup below which a feed's content can't be the full text; then the page's host has to be asked."""

_COLUMNS = columns(entries, Entry)
_LISTING = columns(listings, Listing)
_LEASED = sa.update(entries).where(
    entries.c.id == sa.bindparam("leased_id"),
    entries.c.fence == sa.bindparam("leased_fence"),
    entries.c.state == "unread",
)
"""Built once: what changes comes with the parameters. To build it for each entry takes longer than to carry it out."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of a listing, in items. An edited entry is one that is read again."""

    new: int
    edited: int
    known: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Entries first seen in a span of time, and how many of them stand where."""

    listed: int
    unread: int
    read: int
    irrelevant: int
    unreadable: int


def store(c: sa.Connection, feed_id: int, listed: Sequence[ListedEntry], now: datetime) -> Stored:
    """Stores what a feed lists; `identity` says which entry an item is. New and edited ones come due for reading.

    An edited entry gets the next revision, and a reading of it that is under way loses its lease. An entry that
    another feed listed first is known, whatever this one says of it, as long as that feed can be read. What is no
    longer listed stays.
    """
    if not listed:
        return Stored(0, 0, 0)
    # Two programs that store the same URL from two feeds at once would each find it new.
    alone(c, "entries")
    items = keyed(listed)
    matches = match(feed_id, items, _record(c, feed_id, items))
    others = _told_by_others(c, feed_id, {found.entry_id for found in matches if found.kind == "edited"})
    edited = [found for found in matches if found.kind == "edited" and found.entry_id not in others]
    new = [found for found in matches if found.kind == "new"]
    for found in edited:
        c.execute(sa.update(entries).where(entries.c.id == found.entry_id).values(_edit(found, now)))
    for found in matches:
        if found.moved and found.kind == "same":
            item = found.listed.item
            moved = {"guid": item.guid or item.url, "url": item.url}
            mine = (entries.c.id == found.entry_id, entries.c.feed_id == feed_id)
            c.execute(sa.update(entries).where(*mine).values(moved))
        if found.moved or found.kind == "edited":
            where = (listings.c.feed_id == feed_id, listings.c.entry_id == found.entry_id)
            c.execute(sa.update(listings).where(*where).values(_keys(found)))
    ids = _insert(c, feed_id, new, now)
    rows = [
        {"feed_id": feed_id, "entry_id": found.entry_id or ids.pop(0), **_keys(found)}
        for found in matches
        if found.first
    ]
    for some in batches(rows):
        c.execute(sa.insert(listings), list(some))
    return Stored(len(new), len(edited), len(listed) - len(new) - len(edited))


def lease_unread(
    c: sa.Connection,
    now: datetime,
    *,
    lease: timedelta,
    limit: int,
    room: Room | None = None,
    in_hand: Mapping[int, int] | None = None,
    per_feed: int = 1_000_000,
    due_by: datetime | None = None,
) -> list[Entry]:
    """Takes up to `limit` unread entries that are due, the longest due first, until `now + lease`.

    Each takes a turn of the host whose page it needs, as far as there is `room`; one whose host must be left alone
    waits. Of one feed at most `per_feed` are in hand together: so a feed with a thousand slow pages leaves room for
    the others. `in_hand` are the caller's own, entry ids with the feeds they are of; none of them is taken again.
    With `due_by` only those are taken that were due then.
    """
    room, in_hand = room or Room(), in_hand or {}
    of_feeds = Counter(in_hand.values())
    takable = room.open(entries.c.host, now)
    if busy := [feed for feed, number in of_feeds.items() if number >= per_feed]:
        takable.append(entries.c.feed_id.not_in(busy))
    if in_hand:
        takable.append(entries.c.id.not_in(in_hand))
    line = (
        sa.select(entries.c.id, entries.c.feed_id, entries.c.host)
        .where(*_due(due_by or now), *takable)
        .order_by(entries.c.due, entries.c.id)
        .limit(looked_at(limit))
    )
    shares = (
        Share(lambda one: one.host, room.left),
        Share(lambda one: one.feed_id, lambda feed: per_feed - of_feeds[feed]),
    )
    chosen = choose(c, entries, list(c.execute(line)), limit, shares, *_due(due_by or now))
    turns = hosts.take(c, [one.host for one in chosen], now, room.pace)
    return _taken(c, [one.id for one, turn in zip(chosen, turns, strict=True) if turn], now + lease)


def lease_overdue(
    c: sa.Connection,
    now: datetime,
    *,
    lease: timedelta,
    limit: int,
    patience: timedelta,
    in_hand: Collection[int] = (),
) -> list[Entry]:
    """Takes up to `limit` unread entries whose host must be left alone, and which can't wait for it any longer.

    These have waited for longer than `patience`, or would have to. Their pages must not be asked for.
    """
    h = tables.hosts
    since = sa.case((h.c.next_free > now + patience, now), else_=now - patience)
    mine = [entries.c.id.not_in(in_hand)] if in_hand else []
    waits = (entries.c.state == "unread", entries.c.host == h.c.host, entries.c.due <= since, *mine)
    first = sa.select(entries.c.id).where(*waits).order_by(entries.c.due).limit(1).scalar_subquery()
    found = c.execute(sa.select(h.c.host, first.label("id")).where(h.c.host.in_(hosts.closed(now))))
    resting = [row.host for row in found if row.id is not None][:limit]
    if not resting:
        return []
    line = sa.select(entries.c.id).join(h, entries.c.host == h.c.host).where(h.c.host.in_(resting), *waits)
    ids = list(c.scalars(line.order_by(entries.c.due, entries.c.id).limit(limit)))
    free = unheld(c, entries, ids, *_due(now))
    return _taken(c, [id for id in ids if id in free], now + lease)


def record_read(
    c: sa.Connection, entry: Entry, *, state: Literal["read", "irrelevant", "unreadable"], note: str = ""
) -> None:
    """Ends the reading of a leased entry. Raises LeaseLost when it was leased again, or edited, since.

    The feed's full text is let go: what was read of it is the article's, an edit brings its own, and the digest tells
    whether there was one. Kept for ever it would be the largest part of the database.
    """
    _finish(c, entry, {"state": state, "note": note, "content": ""})


def postpone(c: sa.Connection, entry: Entry, *, due: datetime, note: str) -> None:
    """Gives a leased entry back, to be read at `due`. Raises LeaseLost as `record_read` does."""
    _finish(c, entry, {"due": due, "note": note})


def wait_for_host(c: sa.Connection, entry: Entry, *, host: str, due: datetime) -> None:
    """Gives a leased entry back until the host may be asked for its page. This counts as no try.

    Raises LeaseLost as `record_read` does.
    """
    _finish(c, entry, {"host": host, "due": due, "attempts": entry.attempts - 1})


def wake(c: sa.Connection, now: datetime, beyond: timedelta) -> int:
    """Brings due the unread entries that were put off for longer than `beyond`; how many."""
    put_off = (entries.c.state == "unread", entries.c.due > now + beyond)
    return c.execute(sa.update(entries).where(*put_off).values(due=now)).rowcount


def get(c: sa.Connection, id: int) -> Entry | None:
    """The entry of this id."""
    row = c.execute(sa.select(*_COLUMNS).where(entries.c.id == id)).one_or_none()
    return None if row is None else noun(Entry, row)


def next_due(c: sa.Connection) -> datetime | None:
    """When the next unread entry comes due; None when there is none."""
    return c.scalar(sa.select(sa.func.min(entries.c.due)).where(entries.c.state == "unread"))


def next_turn(c: sa.Connection, now: datetime, due_by: datetime | None = None) -> datetime | None:
    """When the first of the hosts may be asked for which entries wait that are due; None when none does."""
    waits = (entries.c.state == "unread", entries.c.host == tables.hosts.c.host, entries.c.due <= (due_by or now))
    return hosts.opening(c, now, sa.exists().where(*waits))


def unread(c: sa.Connection) -> int:
    """How many entries wait to be read."""
    return c.scalars(sa.select(sa.func.count()).select_from(entries).where(entries.c.state == "unread")).one()


def counts(c: sa.Connection, since: datetime, until: datetime) -> Counts:
    """Of the entries first seen from `since` until before `until`, how many stand where."""
    span = (entries.c.first_seen >= since, entries.c.first_seen < until)
    found = c.execute(
        sa.select(entries.c.state, sa.func.count().label("number")).where(*span).group_by(entries.c.state)
    )
    by_state = {row.state: row.number for row in found}
    names = ("unread", "read", "irrelevant", "unreadable")
    return Counts(sum(by_state.values()), *(by_state.get(name, 0) for name in names))


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return entries.c.state == "unread", entries.c.due <= now


def _taken(c: sa.Connection, ids: Sequence[int], until: datetime) -> list[Entry]:
    """The entries of these ids, in this order, leased."""
    if not ids:
        return []
    taken = (
        sa.update(entries)
        .where(entries.c.id.in_(ids))
        .values(due=until, fence=entries.c.fence + 1, attempts=entries.c.attempts + 1)
        .returning(*_COLUMNS)
    )
    leased = {row.id: noun(Entry, row) for row in c.execute(taken)}
    return [leased[id] for id in ids]


def _record(c: sa.Connection, feed_id: int, items: Sequence[Keyed]) -> list[Listing]:
    """What `identity.match` asks for."""
    mine = listings.c.feed_id == feed_id
    found: dict[tuple[int, int], Listing] = {}

    def add(column: sa.Column[Any], keys: Iterable[Any], *conditions: sa.ColumnElement[bool]) -> None:
        for some in batches(sorted(set(keys))):
            for row in c.execute(sa.select(*_LISTING).where(column.in_(some), *conditions)):
                found[row.feed_id, row.entry_id] = noun(Listing, row)

    add(listings.c.guid_key, (item.guid_key for item in items), mine)
    add(listings.c.url_key, (item.page for item in items if item.page))
    # Only what is not listed as before can have moved: in most readings the few new items.
    known = {(listing.guid_key, listing.url_key) for listing in found.values() if listing.feed_id == feed_id}
    others = (item for item in items if (item.guid_key, item.url_key) not in known)
    add(listings.c.place_key, (item.place_key for item in others if item.place_key), mine)
    # An entry that another feed has under this URL may be in this feed's record under keys that are not listed now.
    add(listings.c.entry_id, [entry_id for feed, entry_id in found if (feed_id, entry_id) not in found], mine)
    return list(found.values())


def _told_by_others(c: sa.Connection, feed_id: int, ids: set[int]) -> set[int]:
    """Those of these entries that another feed listed first, which can be read and so tells of their edits itself."""
    found: set[int] = set()
    feeds = tables.feeds
    heard = (feeds.c.id == entries.c.feed_id, feeds.c.enabled, feeds.c.failures == 0, feeds.c.id != feed_id)
    for some in batches(sorted(ids)):
        found.update(c.scalars(sa.select(entries.c.id).join(feeds, sa.and_(*heard)).where(entries.c.id.in_(some))))
    return found


def _insert(c: sa.Connection, feed_id: int, new: Sequence[Match], now: datetime) -> list[int]:
    """The new entries' ids, in their order."""
    ids: list[int] = []
    for some in batches(new):
        rows = [
            _told(found) | {"feed_id": feed_id, "first_seen": now, "due": now}
            | {"revision": 1, "fence": 0, "attempts": 0, "state": "unread", "note": ""}
            for found in some
        ]  # fmt: skip
        ids.extend(c.scalars(sa.insert(entries).returning(entries.c.id, sort_by_parameter_order=True), rows))
    return ids


def _told(found: Match) -> dict[str, Any]:
    item = found.listed.item
    host = "" if len(item.content) >= CONTENT_WORTH_A_LOOK else host_asked(item.url)
    told = {"host": host, "guid": item.guid or item.url, "content_hash": found.listed.content_hash}
    return values(item, without=()) | told


def _edit(found: Match, now: datetime) -> dict[str, Any]:
    # The fence rises so that a reader of the revision before can't report this one as read.
    risen = {"revision": entries.c.revision + 1, "fence": entries.c.fence + 1}
    return _told(found) | risen | {"state": "unread", "due": now, "attempts": 0, "note": ""}


def _keys(found: Match) -> dict[str, str]:
    names = ("guid_key", "url_key", "place_key", "content_hash")
    return {name: getattr(found.listed, name) for name in names}


def _finish(c: sa.Connection, entry: Entry, changes: dict[str, Any]) -> None:
    if c.execute(_LEASED, changes | {"leased_id": entry.id, "leased_fence": entry.fence}).rowcount != 1:
        raise LeaseLost(
            f"entry {entry.id}: its lease passed to another reader, or it was edited; this result is dropped"
        )
