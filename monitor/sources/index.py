"""A sitemap index as one feed: the news sitemaps that it names are asked too, and their entries are its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from monitor.errors import MonitorError, ParseError
from monitor.sources.fetch import Fetched
from monitor.sources.listing import ParsedFeed, told_apart

Ask = Callable[[str], Awaitable[Fetched]]
"""Asks an address, without validators; raises FetchError."""
Parse = Callable[[Fetched], Awaitable[ParsedFeed]]
"""Reads an answer; raises ParseError, or another MonitorError when it had to be given up."""

CHILDREN_SECONDS = 60.0
"""For all children together: a feed's reading ends well within its lease."""


async def whole(answer: Fetched, listed: ParsedFeed, *, ask: Ask, parse: Parse) -> tuple[Fetched, ParsedFeed]:
    """The answer with the validators that may be kept, and all that it lists; both as they are but for an index.

    A sitemap index is followed one level, one child after the other, as they are of one site. A child that can't be
    read is named in `left_out`; when none can be, the first one's error is raised. An index keeps no validators: its
    children change while it does not (many carry no lastmod, or a stale one), and a 304 would hide their news.
    """
    if not listed.children:
        return answer, listed
    read: list[ParsedFeed] = []
    failed: list[MonitorError] = []
    try:
        async with asyncio.timeout(CHILDREN_SECONDS):
            for child in listed.children:
                try:
                    read.append(_news(await parse(await ask(child))))
                except MonitorError as error:
                    failed.append(error)
    except TimeoutError:
        failed.append(ParseError(f"its news sitemaps took longer than {CHILDREN_SECONDS:g} s"))
    if not read:
        raise failed[0]
    return replace(answer, etag=None, last_modified=None), _merged(listed, read, failed)


def _news(child: ParsedFeed) -> ParsedFeed:
    if child.children:
        raise ParseError("a sitemap index within a sitemap index, which is not followed")
    return child


def _merged(index: ParsedFeed, read: list[ParsedFeed], failed: list[MonitorError]) -> ParsedFeed:
    notes = [each.left_out for each in (index, *read) if each.left_out]
    if failed:
        notes.append(
            f"{len(index.children) - len(read)} of its {len(index.children)} news sitemaps not read: {failed[0]}"
        )
    return replace(
        index,
        title=next((each.title for each in read if each.title), ""),
        lang=next((each.lang for each in read if each.lang), None),
        entries=told_apart(entry for each in read for entry in each.entries),
        left_out="; ".join(notes),
        truncated=any(each.truncated for each in read),
    )
