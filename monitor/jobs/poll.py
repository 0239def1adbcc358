"""Poll: due feeds -> leased -> asked -> parsed -> their entries stored."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from monitor.errors import FetchError, LeaseLost, MonitorError, ParseError
from monitor.jobs import parsing
from monitor.jobs.in_hand import work_through
from monitor.jobs.workers import WorkerKilledError
from monitor.jobs.world import World
from monitor.model import Feed
from monitor.sources import timing
from monitor.sources.fetch import Fetched
from monitor.sources.listing import ParsedFeed
from monitor.sources.urls import without_credentials
from monitor.store import entries, feeds

FULL_READING_EVERY = timedelta(hours=24)
"""Validators lie now and then: once in so long a feed is asked without them."""


@dataclass(frozen=True, slots=True)
class PollReport:
    """What came of one pass."""

    asked: int = 0
    read: int = 0
    """Feeds that gave a usable answer."""
    failed: int = 0
    new: int = 0
    edited: int = 0


@dataclass(frozen=True, slots=True)
class _Failure:
    kind: str
    words: str
    retry_after: float | None = None


async def poll(world: World, *, bell: asyncio.Event | None = None) -> PollReport:
    """Asks every feed that is due. A crash repeats feeds and loses nothing: validators are stored with the entries.

    A pass by itself asks what is due when it begins, each feed once. With a `bell` it also takes what comes due while
    slow feeds are still in hand, each time it rings, and ends when nothing is in hand.
    """
    began = world.clock() if bell is None else None
    counts: Counter[str] = Counter()
    lease = partial(_lease, world, began)
    work = partial(_poll_one, world, counts)
    asked = await work_through(lease, work, places=world.settings.fetch.concurrency, stopping=world.stopping, bell=bell)
    report = PollReport(asked, counts["read"], counts["failed"], counts["new"], counts["edited"])
    if report.failed or report.new or report.edited:
        world.journal.info("feeds polled", asked=asked, failed=report.failed, new=report.new, edited=report.edited)
    return report


async def _lease(world: World, began: datetime | None, places: int) -> Sequence[Feed]:
    poll = world.settings.poll
    now = began or world.clock()
    limit = min(places, poll.batch)
    return await world.database.run(lambda c: feeds.lease_due(c, now, lease=poll.lease, limit=limit))


async def _poll_one(world: World, counts: Counter[str], feed: Feed) -> None:
    """One feed, from question to record. Whatever goes wrong stays with this feed, in words, and it is tried again."""
    try:
        try:
            answer = await _ask(world, feed)
            listed = None if answer.not_modified else await _parse(world, answer)
            await _record(world, counts, feed, answer, listed)
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001
            # One feed must not stop the others. What we did not foresee is logged whole.
            await _record_failure(world, counts, feed, _failure(world, feed, error))
    except LeaseLost as lost:
        world.journal.info("result dropped", feed=feed.name, why=lost)


def _failure(world: World, feed: Feed, error: Exception) -> _Failure:
    if isinstance(error, FetchError):
        return _Failure(error.kind, str(error), error.retry_after)
    if isinstance(error, ParseError):
        return _Failure("parse", str(error))
    if isinstance(error, WorkerKilledError):
        return _Failure("parse", f"parsing it {error}")
    world.journal.error("feed stumbled", feed=feed.name, url=without_credentials(feed.url), exc_info=error)
    return _Failure(
        "error", str(error) if isinstance(error, MonitorError) else f"{type(error).__name__} in this program"
    )


async def _ask(world: World, feed: Feed) -> Fetched:
    fetch = world.settings.fetch
    whole = feed.last_tried is None or _day(feed, feed.last_tried) != _day(feed, world.clock())
    return await world.fetcher.get(
        feed.url,
        etag=None if whole else feed.etag,
        last_modified=None if whole else feed.last_modified,
        max_bytes=fetch.max_feed_bytes,
        total_seconds=fetch.timeout.total_seconds(),
    )


def _day(feed: Feed, moment: datetime) -> int:
    """Number of the day, as this feed counts days: each begins its own at another hour, so that not all are asked in
    full at once."""
    shift = feed.id * 1009
    return int((moment.timestamp() + shift) // FULL_READING_EVERY.total_seconds())


async def _parse(world: World, answer: Fetched) -> ParsedFeed:
    return await world.parsers.call(
        parsing.feed_in,
        answer.body,
        answer.content_type,
        answer.final_url,
        world.clock(),
        timeout=world.settings.read.time_limit.total_seconds(),
    )


async def _record(world: World, counts: Counter[str], feed: Feed, answer: Fetched, listed: ParsedFeed | None) -> None:
    """Stores what is listed (None: nothing changed), and with it, in the same transaction, how the feed stands."""
    now = world.clock()
    doubts = _doubts(answer, listed)

    def work(c: sa.Connection) -> entries.Stored:
        stored = entries.store(c, feed.id, listed.entries if listed else (), now)
        ttl = listed.ttl_seconds if listed else None
        next_due, note = timing.after_success(feed, now=now, new=stored.new, ttl_seconds=ttl)
        note = "; ".join((note, *doubts))
        if listed is None:
            etag, last_modified = feed.etag, feed.last_modified
        elif listed.truncated:
            etag, last_modified = None, None  # what is missing must be asked for again
        else:
            etag, last_modified = answer.etag, answer.last_modified
        read = replace(
            feed, next_due=next_due, note=note, state="ok", failures=0, last_tried=now, last_read=now,
            last_new=now if stored.new else feed.last_new,
            etag=etag, last_modified=last_modified,
        )  # fmt: skip
        feeds.record(c, read)
        return stored

    stored = await world.database.run(work)
    counts.update(read=1, new=stored.new, edited=stored.edited)
    world.metrics.polls.labels("unchanged" if listed is None else "read").inc()
    for novelty in ("new", "edited", "known"):
        world.metrics.entries.labels(novelty).inc(getattr(stored, novelty))
    for doubt in doubts:
        if doubt not in feed.note:  # told once, not at each round
            world.journal.warning("feed doubted", feed=feed.name, why=doubt)
    if stored.new or stored.edited:
        world.bells.read.set()
        world.journal.info("feed read", feed=feed.name, new=stored.new, edited=stored.edited, known=stored.known)


def _doubts(answer: Fetched, listed: ParsedFeed | None) -> list[str]:
    """What is wrong with a feed that can be read all the same."""
    found = []
    if listed is not None and listed.truncated:
        found.append("the feed broke off, later entries may be missing")
    if answer.permanent_url:
        found.append(f"it moved for good to {without_credentials(answer.permanent_url)}: change its address")
    return found


async def _record_failure(world: World, counts: Counter[str], feed: Feed, failure: _Failure) -> None:
    """Writes down why and when we try again. Validators and stored entries stay as they are."""
    now = world.clock()
    next_due, note = timing.after_failure(feed, now=now, error_kind=failure.kind, retry_after=failure.retry_after)
    note = f"{failure.words}; {note}"
    failed = replace(feed, next_due=next_due, note=note, state=failure.kind, failures=feed.failures + 1, last_tried=now)
    await world.database.run(lambda c: feeds.record(c, failed))
    counts["failed"] += 1
    world.metrics.polls.labels(failure.kind).inc()
    world.journal.warning("feed failed", feed=feed.name, failures=failed.failures, why=note)
