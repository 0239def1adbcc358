"""Poll: due feeds -> leased -> asked -> parsed -> their entries stored."""

from __future__ import annotations

import asyncio
import http
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from monitor.errors import FetchError, LeaseLost, MonitorError, ParseError
from monitor.jobs import parsing
from monitor.jobs.in_hand import work_through
from monitor.jobs.outcome import Failure, Outcome, after_answer, after_failure
from monitor.jobs.workers import WorkerKilledError
from monitor.jobs.world import World
from monitor.model import Feed
from monitor.sources import index, moves, rhythm, timing
from monitor.sources.fetch import Fetched
from monitor.sources.listing import ParsedFeed
from monitor.sources.urls import without_credentials
from monitor.store import entries, feeds, volumes
from monitor.store.hosts import Room


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
class _Asked:
    """One question to a feed: where, and whether it was asked without validators."""

    address: str
    whole: bool


async def poll(world: World, *, bell: asyncio.Event | None = None) -> PollReport:
    """Asks every feed that is due. A crash repeats feeds and loses nothing: validators are stored with the entries.

    A pass by itself asks what is due when it begins, each feed once. With a `bell` it also takes what comes due while
    slow feeds are still in hand, each time it rings, and ends when nothing is in hand.
    """
    began = world.clock() if bell is None else None
    counts: Counter[str] = Counter()
    lease = partial(_lease, world, began, bell)
    work = partial(_poll_one, world, counts)
    asked = await work_through(lease, work, places=world.settings.fetch.concurrency, stopping=world.stopping, bell=bell)
    report = PollReport(asked, counts["read"], counts["failed"], counts["new"], counts["edited"])
    if report.failed or report.new or report.edited:
        world.journal.info("feeds polled", asked=asked, failed=report.failed, new=report.new, edited=report.edited)
    return report


async def _lease(world: World, began: datetime | None, bell: asyncio.Event | None, places: int) -> Sequence[Feed]:
    poll = world.settings.poll
    limit = min(places, poll.batch)

    def take(c: sa.Connection, now: datetime, room: Room) -> list[Feed]:
        return feeds.lease_due(c, now, due_by=began, lease=poll.lease, limit=limit, room=room)

    return await world.hosts.lease(take, feeds.next_turn, due_by=began, bell=bell, stopping=world.stopping)


async def _poll_one(world: World, counts: Counter[str], feed: Feed) -> None:
    """One feed, from question to record. Whatever goes wrong stays with this feed, in words, and it is tried again."""
    address = moves.where_to_ask(feed)
    asked = _Asked(address, whole=_whole(world, feed))
    try:
        try:
            answer = await _ask(world, feed, asked)
            listed = None if answer.not_modified else await _parse(world, answer)
            if listed:
                answer, listed = await index.whole(answer, listed, ask=world.hosts.also, parse=partial(_parse, world))
            await _record(world, counts, feed, asked, answer, listed)
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001
            # One feed must not stop the others. What we did not foresee is logged whole.
            await _record_failure(world, counts, feed, asked, _failure(world, feed, error))
    except LeaseLost as lost:
        world.journal.info("result dropped", feed=feed.name, why=lost)


def _whole(world: World, feed: Feed) -> bool:
    # A feed that fails is asked at two addresses in turn; the validators belong to one of them.
    in_turn = feed.address is not None and feed.failures > 0
    return in_turn or bool(timing.whole_reading(feed, world.clock()))


def _failure(world: World, feed: Feed, error: Exception) -> Failure:
    if isinstance(error, FetchError):
        kind = "gone" if error.status == http.HTTPStatus.GONE else error.kind
        return Failure(kind=kind, words=str(error), status=error.status, retry_after=error.retry_after)
    if isinstance(error, ParseError):
        return Failure(kind="parse", words=str(error))
    if isinstance(error, WorkerKilledError):
        return Failure(kind="parse", words=f"parsing it {error}")
    world.journal.error("feed stumbled", feed=feed.name, url=without_credentials(feed.url), exc_info=error)
    what = str(error) if isinstance(error, MonitorError) else f"{type(error).__name__} in this program"
    return Failure(kind="error", words=what)


async def _ask(world: World, feed: Feed, asked: _Asked) -> Fetched:
    if asked.whole:
        return await world.hosts.feed(asked.address)
    answer = await world.hosts.feed(asked.address, etag=feed.etag, last_modified=feed.last_modified)
    if answer.not_modified and _of_another_version(answer, feed):
        return await world.hosts.also(asked.address)
    return answer


def _of_another_version(answer: Fetched, feed: Feed) -> bool:
    """Whether a 304 names another ETag than ours: then it speaks of a version that we have not seen."""
    if not (answer.etag and feed.etag):
        return False
    return answer.etag.removeprefix("W/") != feed.etag.removeprefix("W/")


async def _parse(world: World, answer: Fetched) -> ParsedFeed:
    return await world.parsers.call(
        parsing.feed_in,
        answer.body,
        answer.content_type,
        answer.final_url,
        world.clock(),
        timeout=world.settings.read.time_limit.total_seconds(),
    )


async def _record(
    world: World, counts: Counter[str], feed: Feed, asked: _Asked, answer: Fetched, listed: ParsedFeed | None
) -> None:
    """Stores what is listed (None: nothing changed), and with it, in the same transaction, how the feed stands."""
    now = world.clock()

    def work(c: sa.Connection) -> tuple[entries.Stored, Outcome]:
        stored = entries.store(c, feed.id, listed.entries if listed else (), now)
        volumes.count(c, feed, stored.new, now, hour=rhythm.hour_of(now), in_sight=rhythm.in_sight(feed, now))
        outcome = after_answer(
            feed, asked=asked.address, whole=asked.whole, answer=answer, listed=listed, stored=stored, now=now
        )
        feeds.record(c, outcome.feed)
        return stored, outcome

    stored, outcome = await world.database.run(work)
    counts.update(read=1, new=stored.new, edited=stored.edited)
    world.metrics.polls.labels("unchanged" if listed is None else "read").inc()
    for novelty in ("new", "edited", "known"):
        world.metrics.entries.labels(novelty).inc(getattr(stored, novelty))
    if outcome.news:
        world.journal.warning("feed turned", feed=feed.name, why=outcome.news)
    for doubt in outcome.doubts:
        if doubt not in feed.note:  # told once, not at each round
            world.journal.warning("feed doubted", feed=feed.name, why=doubt)
    if stored.new or stored.edited:
        world.bells.read.set()
        world.journal.info("feed read", feed=feed.name, new=stored.new, edited=stored.edited, known=stored.known)


async def _record_failure(world: World, counts: Counter[str], feed: Feed, asked: _Asked, failure: Failure) -> None:
    """Writes down why, and when we try again."""
    outcome = after_failure(feed, asked=asked.address, failure=failure, now=world.clock())
    await world.database.run(lambda c: feeds.record(c, outcome.feed))
    counts["failed"] += 1
    world.metrics.polls.labels(failure.kind).inc()
    what = "feed turned" if outcome.news else "feed failed"
    # What is told once need not be told at each try; `feeds list` has it, with the next one.
    tell = world.journal.warning if outcome.news or feed.state != failure.kind else world.journal.debug
    tell(what, feed=feed.name, failures=outcome.feed.failures, why=outcome.feed.note)
