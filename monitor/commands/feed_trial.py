"""Asks feeds once, to see whether they can be read. Stores nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import FetchError, ParseError
from monitor.model import Feed
from monitor.settings import FetchSettings
from monitor.sources.fetch import Fetcher
from monitor.sources.parse import parse_feed
from monitor.sources.urls import without_credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One feed's answer. `note` says what went wrong, or how to ask from now on."""

    name: str
    url: str
    ok: bool
    note: str = ""
    title: str = ""
    lang: str | None = None
    entries: int = 0
    full_texts: int = 0
    """Entries that carry their whole text, so that no page need be fetched."""
    newest: datetime | None = None


async def trials(feeds: Sequence[Feed], fetch: FetchSettings) -> AsyncIterator[Trial]:
    """The answers of all feeds, each as soon as it is there."""
    async with Fetcher(fetch.user_agent, fetch.allow_networks, fetch.concurrency) as fetcher:
        tasks = [asyncio.create_task(_trial(fetcher, feed, fetch)) for feed in feeds]
        for done in asyncio.as_completed(tasks):
            yield await done


async def _trial(fetcher: Fetcher, feed: Feed, fetch: FetchSettings) -> Trial:
    try:
        answer = await fetcher.get(
            feed.url, max_bytes=fetch.max_feed_bytes, total_seconds=fetch.timeout.total_seconds()
        )
        parsed = parse_feed(answer.body, content_type=answer.content_type, url=answer.final_url)
    except (FetchError, ParseError) as error:
        return Trial(name=feed.name, url=feed.url, ok=False, note=str(error))
    dates = [entry.published for entry in parsed.entries if entry.published]
    moved = f"moved for good to {without_credentials(answer.permanent_url)}" if answer.permanent_url else ""
    return Trial(
        name=feed.name,
        url=feed.url,
        ok=True,
        note=moved,
        title=parsed.title,
        lang=parsed.lang,
        entries=len(parsed.entries),
        full_texts=sum(bool(entry.content) for entry in parsed.entries),
        newest=max(dates, default=None),
    )
