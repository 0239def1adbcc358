"""The libraries by themselves, on the bodies that the monitor reads: the limit that its own cost is measured against.

Each function gives CPU milliseconds per item.
"""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import feedparser
import httpx
import trafilatura

from monitor.jobs import judging
from monitor.jobs.judging import Asked

_WARM_UP = 20


async def httpx_alone(urls: Sequence[str], headers: Mapping[str, str], at_once: int) -> tuple[float, list[bytes]]:
    """GET of each, as many under way and as few connections kept as the monitor does; and the bodies."""
    bodies: list[bytes] = []
    turns = asyncio.Semaphore(at_once)
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=10)
    async with httpx.AsyncClient(limits=limits, timeout=30, trust_env=False) as client:

        async def one(url: str) -> None:
            async with turns:
                bodies.append((await client.get(url, headers=headers)).content)

        await asyncio.gather(*(one(url) for url in urls[:_WARM_UP]))
        bodies.clear()
        begun = time.process_time()
        await asyncio.gather(*(one(url) for url in urls))
        return _each(begun, len(urls)), bodies


def feedparser_alone(bodies: Sequence[bytes]) -> float:
    """The same call as ours."""

    def parse(body: bytes) -> object:
        return feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )

    return _over(parse, bodies)


def trafilatura_alone(bodies: Sequence[bytes]) -> float:
    """The same call as ours."""

    def extract(body: bytes) -> object:
        return trafilatura.bare_extraction(
            body.decode(),
            fast=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )

    return _over(extract, bodies)


def pages_judged(bodies: Sequence[bytes]) -> float:
    """Ours, not a library's: what a page costs a worker process. To be called in one that is prepared."""
    now = datetime.now(UTC)
    asked = Asked(title="A story", summary="", content="", published=now, lang="en", first_seen=now)

    def judge(body: bytes) -> object:
        return judging.judge_page(asked, body, "text/html; charset=utf-8", "http://127.0.0.1/page")

    return _over(judge, bodies)


def _over(work: Callable[[bytes], object], bodies: Sequence[bytes]) -> float:
    for body in bodies[:_WARM_UP]:
        work(body)
    begun = time.process_time()
    for body in bodies:
        work(body)
    return _each(begun, len(bodies))


def _each(begun: float, items: int) -> float:
    return (time.process_time() - begun) / items * 1000
