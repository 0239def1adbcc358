"""Asks feeds once, to see whether they can be read, and sites for their feeds. Stores nothing.

What comes from outside is read as in the daemon: in a process that is killed when it takes too long.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import MonitorError
from monitor.jobs import parsing
from monitor.jobs.workers import WorkerKilledError, Workers
from monitor.model import Feed, utc_now
from monitor.settings import Settings
from monitor.sources import discover, index
from monitor.sources.discover import Discovery, Page
from monitor.sources.fetch import Fetched, Fetcher
from monitor.sources.listing import ParsedFeed
from monitor.sources.urls import without_credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One feed's answer. `note` says what went wrong, what was left out, or how to ask from now on."""

    name: str
    url: str
    ok: bool
    note: str = ""
    title: str = ""
    format: str = ""
    lang: str | None = None
    entries: int = 0
    full_texts: int = 0
    """Entries that carry their whole text, so that no page need be fetched."""
    newest: datetime | None = None


async def trials(feeds: Sequence[Feed], settings: Settings) -> AsyncIterator[Trial]:
    """The answers of all feeds, each as soon as it is there."""
    async with _outside(settings, processes=min(len(feeds), 2)) as outside:
        tasks = [asyncio.create_task(_trial(outside, feed)) for feed in feeds]
        for done in asyncio.as_completed(tasks):
            yield await done


async def search(site: str, settings: Settings) -> Discovery:
    """The feeds of a site, each asked and read. Raises FetchError when the site can't be reached."""
    async with _outside(settings, processes=1) as outside:
        return await discover.feeds_of(site, ask=outside.ask, look=outside.look)


def trial_of(name: str, url: str, feed: ParsedFeed, note: str = "") -> Trial:
    """The facts of a feed that could be read."""
    broke_off = "it broke off before its end" if feed.truncated else ""
    return Trial(
        name=name,
        url=url,
        ok=True,
        note="; ".join(each for each in (note, feed.left_out, broke_off) if each),
        title=feed.title,
        format=feed.format,
        lang=feed.lang,
        entries=len(feed.entries),
        full_texts=sum(bool(entry.content) for entry in feed.entries),
        newest=feed.newest,
    )


@dataclass(frozen=True, slots=True)
class _Outside:
    settings: Settings
    fetcher: Fetcher
    workers: Workers

    async def ask(self, url: str) -> Fetched:
        fetch = self.settings.fetch
        return await self.fetcher.get(url, max_bytes=fetch.max_feed_bytes, total_seconds=fetch.timeout.total_seconds())

    async def look(self, answer: Fetched) -> ParsedFeed | Page:
        """Raises WorkerKilledError for what takes longer than an article may."""
        return await self.workers.call(
            discover.look,
            answer.body,
            answer.content_type,
            answer.final_url,
            utc_now(),
            timeout=self.settings.read.time_limit.total_seconds(),
        )

    async def feed(self, answer: Fetched) -> ParsedFeed:
        return discover.only_feed(await self.look(answer))


@asynccontextmanager
async def _outside(settings: Settings, *, processes: int) -> AsyncIterator[_Outside]:
    fetch = settings.fetch
    workers = Workers(parsing.ready, size=max(1, processes))
    try:
        async with Fetcher(fetch.user_agent, fetch.allow_networks, fetch.concurrency) as fetcher:
            yield _Outside(settings, fetcher, workers)
    finally:
        await workers.stop()


async def _trial(outside: _Outside, feed: Feed) -> Trial:
    try:
        answer = await outside.ask(feed.url)
        _, listed = await index.whole(answer, await outside.feed(answer), ask=outside.ask, parse=outside.feed)
    except WorkerKilledError as error:
        return Trial(name=feed.name, url=feed.url, ok=False, note=f"parsing it {error}")
    except MonitorError as error:
        return Trial(name=feed.name, url=feed.url, ok=False, note=str(error))
    moved = f"moved for good to {without_credentials(answer.permanent_url)}" if answer.permanent_url else ""
    return trial_of(feed.name, feed.url, listed, moved)
