"""Read: unread entries -> leased -> text found -> judged -> article, claims and the entry's state stored."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Literal

import sqlalchemy as sa

from monitor.errors import LeaseLost, MonitorError
from monitor.incidents import copies
from monitor.jobs.finding import Found, Later, Nothing, Result, Task, Waiting, find, later
from monitor.jobs.in_hand import work_through
from monitor.jobs.world import World
from monitor.model import Article, Entry, Feed, Reading
from monitor.sources.urls import without_credentials
from monitor.store import articles, claims, entries, feeds
from monitor.store.hosts import Room

ENTRIES_AT_ONCE = 64
ENTRIES_PER_FEED = 2
"""Of one feed at once: a thousand slow pages must not keep the other feeds' news waiting."""
PATIENCE = timedelta(minutes=10)
"""A page waits so long for its host to be free; then the feed's summary has to do: it is news now."""
COPIES_WITHIN = timedelta(days=3)
"""A wire text is repeated within this time."""
OVERDUE_EVERY = timedelta(seconds=5)
"""How often those are looked for whose patience is at its end."""


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What came of one pass, in entries."""

    read: int = 0
    irrelevant: int = 0
    unreadable: int = 0
    postponed: int = 0
    claims: int = 0


_State = Literal["read", "irrelevant", "unreadable", "postponed", "waiting"]


@dataclass(slots=True)
class _Pass:
    """One pass, its counts, and what it has in hand."""

    world: World
    began: datetime | None
    """The moment it began, where it takes only what was due then; None where it goes on as its bell rings."""
    counts: Counter[str] = field(default_factory=Counter)
    in_hand: dict[int, int] = field(default_factory=dict)
    """Ids of entries, with those of their feeds."""
    looked: datetime | None = None
    """When it last looked for those that are overdue."""


async def read(world: World, *, bell: asyncio.Event | None = None) -> ReadReport:
    """Reads every unread entry that is due. A crash repeats entries and loses nothing. `bell`: as in `poll`."""
    this = _Pass(world, world.clock() if bell is None else None)
    lease, work = partial(_lease, this, bell), partial(_read_one, this)
    await work_through(lease, work, places=ENTRIES_AT_ONCE, stopping=world.stopping, bell=bell)
    got = this.counts
    report = ReadReport(got["read"], got["irrelevant"], got["unreadable"], got["postponed"], got["claims"])
    if got:
        world.journal.info(
            "entries read", read=report.read, irrelevant=report.irrelevant, unreadable=report.unreadable,
            postponed=report.postponed, claims=report.claims,
        )  # fmt: skip
    return report


async def _lease(this: _Pass, bell: asyncio.Event | None, places: int) -> Sequence[Task]:
    poll = this.world.settings.poll
    limit = min(places, poll.batch)

    def take(c: sa.Connection, now: datetime, room: Room) -> list[Task]:
        leased = entries.lease_unread(
            c, now, due_by=this.began, lease=poll.lease, limit=limit, room=room,
            in_hand=this.in_hand, per_feed=ENTRIES_PER_FEED,
        )  # fmt: skip
        overdue: list[Entry] = []
        if len(leased) < limit and (this.looked is None or not this.looked <= now < this.looked + OVERDUE_EVERY):
            this.looked = now
            left = limit - len(leased)
            overdue = entries.lease_overdue(
                c, now, lease=poll.lease, limit=left, patience=PATIENCE, in_hand=this.in_hand
            )
        known = feeds.these(c, {entry.feed_id for entry in (*leased, *overdue)})
        return [
            Task(entry, known[entry.feed_id], overdue=late)
            for some, late in ((leased, False), (overdue, True))
            for entry in some
        ]

    tasks = await this.world.hosts.lease(
        take, entries.next_turn, due_by=this.began, bell=bell, stopping=this.world.stopping
    )
    this.in_hand.update({task.entry.id: task.feed.id for task in tasks})
    return tasks


async def _read_one(this: _Pass, task: Task) -> None:
    """One entry, from lease to claims. Whatever goes wrong stays with this entry, in words."""
    entry, feed = task.entry, task.feed
    journal = this.world.journal
    try:
        outcome, state = await _find_and_store(this, task)
    except LeaseLost as lost:
        journal.info("result dropped", entry=entry.id, why=lost)
        return
    finally:
        del this.in_hand[entry.id]
    if isinstance(outcome, Waiting):
        return
    this.counts[state] += 1
    this.world.metrics.readings.labels(state).inc()
    if not isinstance(outcome, Found):
        journal.warning(
            "article not read", entry=entry.id, feed=feed.name, url=without_credentials(entry.url), why=outcome.note
        )
    elif state == "read":
        said = outcome.judged.reading.claims if outcome.judged.reading else ()
        this.counts["claims"] += len(said)
        for claim in said:
            this.world.metrics.claims.labels(claim.kind).inc()
        this.world.bells.correlate.set()
        journal.info(
            "article read", feed=feed.name, title=outcome.judged.title, claims=len(said), source=outcome.judged.source,
            note=outcome.note,
        )  # fmt: skip


async def _find_and_store(this: _Pass, task: Task) -> tuple[Result, _State]:
    world, entry, feed = this.world, task.entry, task.feed
    outcome: Result
    try:
        outcome = await find(world, task, began=this.began)
        if isinstance(outcome, Found) and outcome.judged.foreign:
            outcome = Nothing(f"there are no rules for its language ({outcome.judged.lang})")
        return outcome, await world.database.run(partial(_store, world, entry, feed, outcome))
    except LeaseLost:
        raise
    except Exception as error:  # noqa: BLE001
        # One article must not stop the others, and what it stumbled over may be mended by the next try.
        world.journal.error(
            "article failed", entry=entry.id, feed=feed.name, url=without_credentials(entry.url), exc_info=True
        )
        what = str(error) if isinstance(error, MonitorError) else f"{type(error).__name__} in this program"
        again = later(world, entry, what)
        outcome = again or Nothing(f"given up after {entry.attempts} tries: {what}")
        return outcome, await world.database.run(partial(_store, world, entry, feed, outcome))


def _store(world: World, entry: Entry, feed: Feed, outcome: Result, c: sa.Connection) -> _State:
    """Everything that came of the entry, in one transaction. Raises LeaseLost when somebody else has it by now."""
    if isinstance(outcome, Later):
        entries.postpone(c, entry, due=outcome.due, note=outcome.note)
        return "postponed"
    if isinstance(outcome, Waiting):
        entries.wait_for_host(c, entry, host=outcome.host, due=outcome.due)
        return "waiting"
    if isinstance(outcome, Nothing):
        entries.record_read(c, entry, state="unreadable", note=outcome.note)
        return "unreadable"
    judged = outcome.judged
    if judged.reading is None and articles.of_entry(c, entry.id) is None:
        entries.record_read(c, entry, state="irrelevant", note=outcome.note)
        return "irrelevant"
    # An edit may have taken every relevant word out; then what the article said before must go as well.
    earlier = articles.sketches_since(c, judged.published - COPIES_WITHIN, except_entry=entry.id)
    article = articles.put(
        c,
        Article(
            entry_id=entry.id,
            feed_id=feed.id,
            entry_revision=entry.revision,
            url=judged.url or entry.url,
            title=judged.title,
            text=judged.text,
            lang=judged.lang,
            published=judged.published,
            dated=judged.dated,
            fetched=world.clock(),
            outlet=feed.name,
            speaks_for=feed.speaks_for,
            text_source=judged.source,
            note=outcome.note,
            content_hash=sha256(f"{judged.title}\n{judged.text}".encode()).hexdigest(),
            sketch=judged.sketch,
            copy_of=copies.original_of(judged.sketch, earlier),
        ),
    )
    claims.replace(c, article.id, judged.reading or Reading(judged.lang, judged.published.date()))
    entries.record_read(c, entry, state="read", note=outcome.note)
    return "read"
