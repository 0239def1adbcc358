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

from monitor.errors import FetchError, LeaseLost, MonitorError, ParseError
from monitor.incidents import copies
from monitor.jobs import judging
from monitor.jobs.hosts import OutOfTurn
from monitor.jobs.in_hand import work_through
from monitor.jobs.judging import Asked, Judged
from monitor.jobs.workers import WorkerKilledError
from monitor.jobs.world import World
from monitor.model import Article, Entry, Feed, Reading, host_asked
from monitor.sources import walls
from monitor.sources.fetch import Fetched
from monitor.sources.language import language_of, shows
from monitor.sources.timing import words
from monitor.sources.urls import without_credentials
from monitor.store import articles, claims, entries, feeds
from monitor.store.hosts import Room

ENTRIES_AT_ONCE = 64
ENTRIES_PER_FEED = 2
"""Of one feed at once: a thousand slow pages must not keep the other feeds' news waiting."""
PATIENCE = timedelta(minutes=10)
"""A page waits so long for its host to be free; then the feed's summary has to do: it is news now."""
TRIES = 3
"""How often a page is asked for when what went wrong may pass; then the feed's summary has to do."""
WAITS = (timedelta(seconds=30), timedelta(minutes=2))
LONGEST_WAIT = timedelta(minutes=10)
"""A page's Retry-After is honoured up to here; the summary is news now."""
PASSING = ("timeout", "dns", "refused", "protocol", "robots-unknown")
"""Kinds of FetchError that may be gone at the next try."""
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


@dataclass(frozen=True, slots=True)
class _Found:
    judged: Judged
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Later:
    due: datetime
    note: str


@dataclass(frozen=True, slots=True)
class _Waiting:
    """For its turn at the host of its page."""

    host: str
    due: datetime


@dataclass(frozen=True, slots=True)
class _Nothing:
    note: str


@dataclass(frozen=True, slots=True)
class _Task:
    """A leased entry. `overdue`: it waited too long for its host, whose page must not be asked for now."""

    entry: Entry
    feed: Feed
    overdue: bool


_Outcome = _Found | _Later | _Waiting | _Nothing
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


async def _lease(this: _Pass, bell: asyncio.Event | None, places: int) -> Sequence[_Task]:
    poll = this.world.settings.poll
    limit = min(places, poll.batch)

    def take(c: sa.Connection, now: datetime, room: Room) -> list[_Task]:
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
            _Task(entry, known[entry.feed_id], overdue=late)
            for some, late in ((leased, False), (overdue, True))
            for entry in some
        ]

    tasks = await this.world.hosts.lease(
        take, entries.next_turn, due_by=this.began, bell=bell, stopping=this.world.stopping
    )
    this.in_hand.update({task.entry.id: task.feed.id for task in tasks})
    return tasks


async def _read_one(this: _Pass, task: _Task) -> None:
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
    if isinstance(outcome, _Waiting):
        return
    this.counts[state] += 1
    this.world.metrics.readings.labels(state).inc()
    if not isinstance(outcome, _Found):
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


async def _find_and_store(this: _Pass, task: _Task) -> tuple[_Outcome, _State]:
    world, entry, feed = this.world, task.entry, task.feed
    outcome: _Outcome
    try:
        outcome = await _find(this, task)
        if isinstance(outcome, _Found) and outcome.judged.foreign:
            outcome = _Nothing(f"there are no rules for its language ({outcome.judged.lang})")
        return outcome, await world.database.run(partial(_store, world, entry, feed, outcome))
    except LeaseLost:
        raise
    except Exception as error:  # noqa: BLE001
        # One article must not stop the others, and what it stumbled over may be mended by the next try.
        world.journal.error(
            "article failed", entry=entry.id, feed=feed.name, url=without_credentials(entry.url), exc_info=True
        )
        what = str(error) if isinstance(error, MonitorError) else f"{type(error).__name__} in this program"
        again = _again(world, entry, what)
        outcome = again or _Nothing(f"given up after {entry.attempts} tries: {what}")
        return outcome, await world.database.run(partial(_store, world, entry, feed, outcome))


async def _find(this: _Pass, task: _Task) -> _Outcome:
    """The text, from the best source there is: the feed's full text, else the page, else the feed's summary."""
    entry, feed = task.entry, task.feed
    call = partial(this.world.workers.call, timeout=this.world.settings.read.time_limit.total_seconds())
    asked = Asked(
        title=entry.title, summary=entry.summary, content=entry.content, published=entry.published,
        lang=feed.lang, first_seen=entry.first_seen, url=entry.url, edited=entry.revision > 1,
    )  # fmt: skip
    problems = []
    with this.world.metrics.reading.time():
        try:
            if (
                len(entry.content) >= entries.CONTENT_WORTH_A_LOOK
                and not entry.host
                and (full := await call(judging.judge_content, asked))
            ):
                return _Found(full)
        except WorkerKilledError as killed:
            problems.append(f"the feed's full text {killed}")
        if lang := _foreign(this.world, entry, feed):
            return _Nothing(f"there are no rules for its language ({lang}), its page was not asked for")
        try:
            page = await _page(this, task)
            read = await call(judging.judge_page, asked, page.body, page.content_type, page.final_url)
            return _Found(read, read.note)
        except OutOfTurn:
            return _Waiting(host_asked(entry.url), this.began or this.world.clock())
        except FetchError as error:
            again = _again(this.world, entry, str(error), error.retry_after) if _may_pass(error) else None
            if again:
                return again
            said = walls.refusal(error.status, challenged=error.challenged)
            problems.append(f"{error}: {said}" if said else str(error))
        except ParseError as error:
            problems.append(str(error))
        except WorkerKilledError as killed:
            problems.append(f"the page {killed}")
        try:
            judged = await call(judging.judge_summary, asked)
        except (ParseError, WorkerKilledError) as error:
            problems.append(f"the summary {error}" if isinstance(error, WorkerKilledError) else str(error))
            return _Nothing("; ".join(problems))
    return _Found(judged, f"only the feed's summary was read: {'; '.join(problems)}")


def _foreign(world: World, entry: Entry, feed: Feed) -> str:
    """The language of an entry whose page nobody here could read, by what the feed declares and shows; else ""."""
    if feed.lang is None or feed.lang in world.languages:
        return ""
    told = f"{entry.title}. {entry.summary}"
    # Some sites declare the language of their template; what does not show it, or speaks for one of ours, is looked at.
    known = shows(told, feed.lang) and language_of(told) not in world.languages
    return feed.lang if known else ""


async def _page(this: _Pass, task: _Task) -> Fetched:
    """The entry's page. Raises FetchError, and OutOfTurn when its host may not be asked yet."""
    entry, hosts = task.entry, this.world.hosts
    if not entry.url:
        raise FetchError("the feed gives no link", kind="protocol", status=404)
    if task.overdue:
        raise FetchError(f"{entry.host} is asked for too much, or asks to be left alone", kind="rest")
    # With a host the entry was leased in its turn; without, its own text came first and was not enough.
    if not entry.host and not await hosts.take(host_asked(entry.url)):
        raise OutOfTurn
    return await hosts.page(entry.url)


def _may_pass(error: FetchError) -> bool:
    """Whether asking again later can help."""
    if error.status is not None:
        return error.status in (408, 425, 429) or error.status >= 500
    return error.kind in PASSING


def _again(world: World, entry: Entry, why: str, retry_after: float | None = None) -> _Later | None:
    """When to try the entry again; None when it was tried often enough."""
    if entry.attempts >= TRIES:
        return None
    wait = WAITS[min(max(entry.attempts, 1), len(WAITS)) - 1]
    if retry_after:
        wait = min(max(wait, timedelta(seconds=min(retry_after, LONGEST_WAIT.total_seconds()))), LONGEST_WAIT)
    return _Later(world.clock() + wait, f"{why}; tried again in {words(wait)}")


def _store(world: World, entry: Entry, feed: Feed, outcome: _Outcome, c: sa.Connection) -> _State:
    """Everything that came of the entry, in one transaction. Raises LeaseLost when somebody else has it by now."""
    if isinstance(outcome, _Later):
        entries.postpone(c, entry, due=outcome.due, note=outcome.note)
        return "postponed"
    if isinstance(outcome, _Waiting):
        entries.wait_for_host(c, entry, host=outcome.host, due=outcome.due)
        return "waiting"
    if isinstance(outcome, _Nothing):
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
