"""The rounds that `benchmarks.poll` measures: a whole monitor, and the libraries by themselves."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import alone
from benchmarks.gauge import Cost, Gauge
from benchmarks.site import ENTRIES, RELEVANT_EVERY, Running, page
from monitor.app import serve
from monitor.building import opened
from monitor.jobs.poll import poll
from monitor.jobs.read import read
from monitor.jobs.world import World
from monitor.journal import open_journal
from monitor.model import Feed, utc_now
from monitor.settings import AlertSettings, FetchSettings, Settings, WebSettings
from monitor.store import feeds
from monitor.store.tables import entries as entries_table
from monitor.store.tables import feeds as feeds_table

RATE = 10_000 / 300
"""Feeds due each second: a round of 10,000 in five minutes."""
BUSY_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it."""

    feeds: int
    changed: int
    silent: int
    seconds: float
    samples: int
    """Requests, feeds and pages for the libraries alone."""
    theatres: tuple[str, ...] = ()
    """Empty: all."""


FULL = Size(feeds=10_000, changed=1_000, silent=20, seconds=60, samples=400)
QUICK = Size(feeds=150, changed=2, silent=2, seconds=2, samples=10, theatres=("nagorno-karabakh",))


async def measured(size: Size, at: Running) -> dict[str, Any]:
    """Every figure."""
    gauge = Gauge(apart=at.process)
    async with _monitor(size) as world:
        # The start of a process is no part of reading.
        await asyncio.gather(world.workers.call(os.getpid), world.parsers.call(os.getpid))
        with gauge.watching():
            steady = await _steady(world, size, at, gauge)
        burst = await _burst(world, size, at, gauge)
    peaks = {f"peak{which}_mb": round(getattr(gauge, f"peak{which}") / 1e6) for which in ("", "_main", "_workers")}
    return {
        "size": {name: getattr(size, name) for name in ("feeds", "changed", "silent", "seconds")},
        "a": steady | peaks | {"busy_share": BUSY_SHARE, "rate": RATE},
        "b": burst,
        "alone": await _alone(size, at),
    }


async def _steady(world: World, size: Size, at: Running, gauge: Gauge) -> dict[str, Any]:
    busy = round(size.feeds * BUSY_SHARE)
    listed = [at.url("busy" if n < busy else "still", n) for n in range(size.feeds)]
    await _promise(world, listed)
    with _stretch(gauge, f"{size.feeds:,} feeds for the first time") as first:
        await poll(world)
    await _pages_are_no_concern(world)
    await _due(world, dict.fromkeys(listed, time.time()))
    with _stretch(gauge, "all of them again") as flat_out:
        await poll(world)
    await _pages_are_no_concern(world)
    fair = await _paced(world, size, at, gauge, listed)
    silent = [at.url("silent", n) for n in range(size.silent)]
    await _promise(world, [*listed, *silent])
    foul = await _paced(world, size, at, gauge, listed, silent)
    figures = {"first": _figures(first, size.feeds), "flat_out": _figures(flat_out, size.feeds)}
    return figures | {"paced": fair, "paced_with_silent": foul}


async def _paced(
    world: World, size: Size, at: Running, gauge: Gauge, listed: Sequence[str], silent: Sequence[str] = ()
) -> dict[str, Any]:
    """The daemon for a part of a round; feeds are due one after the other, as they are once spread."""
    begin = time.time() + 1
    # Neighbours in the list are alike: strewn, so that busy ones come due among the others.
    due = {url: begin + (n * 7919 % len(listed)) / RATE for n, url in enumerate(listed)}
    await _due(world, due | {url: begin + n / 10 for n, url in enumerate(silent)})
    at.forget()
    serving = asyncio.create_task(serve(world))
    await asyncio.sleep(begin - time.time())
    with _stretch(gauge, f"at the real pace, {len(silent)} of them silent") as cost:
        await asyncio.sleep(size.seconds)
    await asyncio.sleep(2)  # the last that came due are still on their way
    asked, now = at.asked(), time.time()
    world.stopping.set()
    await serving
    world.stopping.clear()
    watched = [url for url, moment in due.items() if moment < begin + size.seconds]
    late = sorted(asked.get(url, now) - due[url] for url in watched)
    return {
        "asked": sum(url in asked for url in watched), "due": len(watched),
        "p50": late[len(late) // 2], "p95": late[int(len(late) * 0.95)], "most": late[-1],
        "main_core": cost.main / cost.wall, "workers_core": cost.workers / cost.wall,
    }  # fmt: skip


async def _burst(world: World, size: Size, at: Running, gauge: Gauge) -> dict[str, Any]:
    await _pages_are_no_concern(world)
    # Not those of (a): what a feed lists first is new in all its entries.
    listed = [at.url("busy", size.feeds + n) for n in range(size.changed)]
    await _promise(world, listed)
    await _due(world, dict.fromkeys(listed, time.time()))
    with _stretch(gauge, f"{size.changed:,} changed feeds") as polling:
        polled = await poll(world)
    with _stretch(gauge, f"their {polled.new:,} pages") as reading:
        got = await read(world)
    bodies = [page(f"x-{n}") for n in range(size.samples * RELEVANT_EVERY)]
    relevant, others = bodies[::RELEVANT_EVERY], [body for n, body in enumerate(bodies) if n % RELEVANT_EVERY]
    with_words = await world.workers.call(alone.pages_judged, relevant, timeout=600)
    without = await world.workers.call(alone.pages_judged, others[: size.samples], timeout=600)
    pages = got.read + got.irrelevant
    if polled.new != size.changed * ENTRIES or pages != polled.new:
        raise SystemExit(f"something went wrong: {polled}, {got}")
    return {
        "feeds": _figures(polling, size.changed), "pages": _figures(reading, pages), "relevant": got.read,
        "entries": ENTRIES, "judged_with_words": with_words, "judged_without": without,
    }  # fmt: skip


async def _alone(size: Size, at: Running) -> dict[str, float]:
    at_once = FetchSettings().concurrency
    still = [at.url("still", n) for n in range(size.samples * 2)]
    unchanged, _ = await alone.httpx_alone(still, {"if-none-match": '"still"'}, at_once)
    busy = [at.url("busy", 2 * size.feeds + n) for n in range(size.samples)]
    changed, feed_bodies = await alone.httpx_alone(busy, {}, at_once)
    pages = [at.url("page", n).replace("/page/", "/page/alone-") for n in range(size.samples)]
    page_get, page_bodies = await alone.httpx_alone(pages, {}, at_once)
    return {
        "httpx_304": unchanged, "httpx_feed": changed, "httpx_page": page_get,
        "feedparser": alone.feedparser_alone(feed_bodies), "trafilatura": alone.trafilatura_alone(page_bodies),
    }  # fmt: skip


@contextmanager
def _stretch(gauge: Gauge, what: str) -> Iterator[Cost]:
    """Measures what is done meanwhile, and tells the one who waits."""
    with gauge.cost() as cost:
        yield cost
    print(f"{what}: {cost.wall:.1f} s", file=sys.stderr, flush=True)


@asynccontextmanager
async def _monitor(size: Size) -> AsyncIterator[World]:
    """A monitor with an empty SQLite file, that tells nobody."""
    with tempfile.TemporaryDirectory(prefix="ceasefire-monitor-") as folder:
        settings = Settings(
            database_url=f"sqlite:///{Path(folder) / 'monitor.db'}",
            theatres=size.theatres,
            opml=(),
            # Not paced: what the program costs is asked, not how long a host is left alone.
            fetch=FetchSettings(allow_networks=("127.0.0.0/8",), pace=timedelta(0)),
            alerts=AlertSettings(terminal=False),
            web=WebSettings(listen=None),
        )
        open_journal(level="error")
        async with opened(settings) as world:
            yield world


async def _promise(world: World, listed: Sequence[str]) -> None:
    always = {"interval": 300, "floor": 300, "ceiling": 300}  # whatever their habits
    made = [Feed(url=url, name=f"Feed {n}", lang="en", origin="command", **always) for n, url in enumerate(listed)]
    await world.database.run(lambda c: feeds.promise(c, made, utc_now()))


async def _due(world: World, due: dict[str, float]) -> None:
    """Says when each feed comes due, in seconds since 1970; those not named wait."""
    table = feeds_table
    later = utc_now() + timedelta(days=1)
    rows = [{"of": url, "then": datetime.fromtimestamp(moment, UTC)} for url, moment in due.items()]

    def work(c: sa.Connection) -> None:
        c.execute(sa.update(table).values(next_due=later))
        c.execute(sa.update(table).where(table.c.url == sa.bindparam("of")).values(next_due=sa.bindparam("then")), rows)

    await world.database.run(work)


async def _pages_are_no_concern(world: World) -> None:
    table = entries_table
    await world.database.run(
        lambda c: c.execute(sa.update(table).where(table.c.state == "unread").values(state="irrelevant")).rowcount
    )


def _figures(cost: Cost, items: int) -> dict[str, float]:
    """Per item, in CPU milliseconds; and how many a second."""
    each = {name: getattr(cost, name) / items * 1000 for name in ("main", "workers", "cpu")}
    return {"items": items, "a_second": items / cost.wall, "seconds": cost.wall} | each
