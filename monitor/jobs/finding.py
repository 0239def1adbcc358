"""Finding an entry's text: the feed's full text, else the page, else the feed's summary; or what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from monitor.errors import FetchError, ParseError
from monitor.jobs import judging
from monitor.jobs.hosts import OutOfTurn
from monitor.jobs.judging import Asked, Judged
from monitor.jobs.workers import WorkerKilledError
from monitor.jobs.world import World
from monitor.model import Entry, Feed, host_asked
from monitor.sources import walls
from monitor.sources.fetch import Fetched
from monitor.sources.language import language_of, shows
from monitor.sources.timing import PASSING, words
from monitor.store import entries

TRIES = 3
"""How often a page is asked for when what went wrong may pass; then the feed's summary has to do."""
WAITS = (timedelta(seconds=30), timedelta(minutes=2))
LONGEST_WAIT = timedelta(minutes=10)
"""A page's Retry-After is honoured up to here; the summary is news now."""


@dataclass(frozen=True, slots=True)
class Found:
    """The text, judged."""

    judged: Judged
    note: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """What is in the way may pass: to be tried again."""

    due: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """For its turn at the host of its page."""

    host: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is no text that could be read."""

    note: str


@dataclass(frozen=True, slots=True)
class Task:
    """A leased entry. `overdue`: it waited too long for its host, whose page must not be asked for now."""

    entry: Entry
    feed: Feed
    overdue: bool


Result = Found | Later | Waiting | Nothing


async def find(world: World, task: Task, *, began: datetime | None) -> Result:
    """The text, from the best source there is: the feed's full text, else the page, else the feed's summary."""
    entry, feed = task.entry, task.feed
    call = partial(world.workers.call, timeout=world.settings.read.time_limit.total_seconds())
    asked = Asked(
        title=entry.title, summary=entry.summary, content=entry.content, published=entry.published,
        lang=feed.lang, first_seen=entry.first_seen, url=entry.url, edited=entry.revision > 1,
    )  # fmt: skip
    problems = []
    with world.metrics.reading.time():
        try:
            if (
                len(entry.content) >= entries.CONTENT_WORTH_A_LOOK
                and not entry.host
                and (full := await call(judging.judge_content, asked))
            ):
                return Found(full)
        except WorkerKilledError as killed:
            problems.append(f"the feed's full text {killed}")
        if lang := _foreign(world, entry, feed):
            return Nothing(f"there are no rules for its language ({lang}), its page was not asked for")
        try:
            page = await _page(world, task)
            read = await call(judging.judge_page, asked, page.body, page.content_type, page.final_url)
            return Found(read, read.note)
        except OutOfTurn:
            return Waiting(host_asked(entry.url), began or world.clock())
        except FetchError as error:
            again = later(world, entry, str(error), error.retry_after) if _may_pass(error) else None
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
            return Nothing("; ".join(problems))
    return Found(judged, f"only the feed's summary was read: {'; '.join(problems)}")


def _foreign(world: World, entry: Entry, feed: Feed) -> str:
    """The language of an entry whose page nobody here could read, by what the feed declares and shows; else ""."""
    if feed.lang is None or feed.lang in world.languages:
        return ""
    told = f"{entry.title}. {entry.summary}"
    # Some sites declare the language of their template; what does not show it, or speaks for one of ours, is looked at.
    known = shows(told, feed.lang) and language_of(told) not in world.languages
    return feed.lang if known else ""


async def _page(world: World, task: Task) -> Fetched:
    """The entry's page. Raises FetchError, and OutOfTurn when its host may not be asked yet."""
    entry, hosts = task.entry, world.hosts
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
    return error.kind in (*PASSING, "robots-unknown")


def later(world: World, entry: Entry, why: str, retry_after: float | None = None) -> Later | None:
    """When to try the entry again; None when it was tried often enough."""
    if entry.attempts >= TRIES:
        return None
    wait = WAITS[min(max(entry.attempts, 1), len(WAITS)) - 1]
    if retry_after:
        wait = min(max(wait, timedelta(seconds=min(retry_after, LONGEST_WAIT.total_seconds()))), LONGEST_WAIT)
    return Later(world.clock() + wait, f"{why}; tried again in {words(wait)}")
