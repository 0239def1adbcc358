"""A monitor that meets misbehaving sites, one after the other, each with an empty database and a host of its own."""

from __future__ import annotations

import ipaddress
import itertools
import logging
import os
import re
import signal
import ssl
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from monitor.building import opened
from monitor.engine.load import Packs
from monitor.jobs.poll import poll
from monitor.jobs.read import read
from monitor.jobs.world import World
from monitor.journal import TextLines
from monitor.model import Feed
from monitor.settings import FetchSettings, ReadSettings, Settings
from monitor.store import articles, feeds, tables
from tests.scenario.newsroom import Hand
from tests.servers.misbehaviour import (
    ENTRY_STATES,
    FEED,
    GOOD,
    NOW,
    SECRET,
    TIME_LIMIT,
    TIMEOUT,
    Case,
    good_page,
    listing,
)
from tests.servers.peaks import Peaks, children, megabytes
from tests.servers.site import Site
from tests.servers.smtp import CERTIFICATE

NETWORK = "127.1.0.0/16"
"""Where the sites are; the rest of loopback is as private as ever."""
AT_REST = 200.0
"""MB above which a worker is replaced after a case, so that the next one is measured from rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What came of a case."""

    state: str
    note: str
    next_due: datetime | None
    entries: int
    titles: tuple[str, ...]
    source: str
    said: str
    """Everything that was logged."""
    seconds: float
    megabytes: float
    """By which this process grew."""
    worker_megabytes: float
    """The most that a worker held."""


class Desk:
    """The monitor, built once: what a case changes is undone after it."""

    def __init__(self, world: World, clock: Hand, names: Names) -> None:
        self._world, self._clock, self._names = world, clock, names
        self._addresses = (f"127.1.{n // 250}.{n % 250 + 1}" for n in itertools.count())

    async def meets(self, case: Case) -> Met:
        """Feed and pages of the case polled and read, as often as it says."""
        await self._begins_anew()
        workers = children()
        with Site(next(self._addresses), _self_signed() if case.tls else None) as site, _Listening() as heard:
            site.pages |= {FEED: listing(site, 1), **{f"/{n}": good_page() for n in range(1, 6)}}
            served = case.serves(site)
            site.pages |= served if isinstance(served, Mapping) else {case.at: served}
            address = case.asks.format(address=site.address, port=site.port)
            feed = Feed(url=address, name="Harbour Wire", interval=300)
            feed = await self._world.database.run(lambda c: feeds.add(c, feed, self._clock()))
            self._names.addresses = [site.address if named == "site" else named for named in case.names]
            with Peaks() as peaks:
                begun = time.perf_counter()
                for number in range(case.rounds):
                    if number:
                        self._clock.now += case.between
                    await poll(self._world)
                    if case.reads:
                        await read(self._world)
                seconds = time.perf_counter() - begun
            met = await self._result(case, feed.id, heard.text(), seconds, peaks)
        await self._comes_to_rest(workers)
        return met

    async def _result(self, case: Case, feed: int, said: str, seconds: float, peaks: Peaks) -> Met:
        def look(c: sa.Connection) -> Met:
            polled = feeds.find(c, str(feed))
            assert polled is not None
            stored = c.execute(sa.select(tables.entries).order_by(tables.entries.c.id)).all()
            article = articles.of_entry(c, stored[0].id) if stored else None
            of_page = case.state in ENTRY_STATES
            return Met(
                state=stored[0].state if of_page and stored else polled.state,
                note=stored[0].note if of_page and stored else polled.note,
                next_due=polled.next_due, entries=len(stored), titles=tuple(row.title for row in stored),
                source=article.text_source if article else "", said=said,
                seconds=seconds, megabytes=peaks.own, worker_megabytes=peaks.largest_child,
            )  # fmt: skip

        return await self._world.database.run(look)

    async def _begins_anew(self) -> None:
        self._clock.now = NOW

        def empty(c: sa.Connection) -> None:
            for table in reversed(tables.metadata.sorted_tables):
                c.execute(sa.delete(table))

        await self._world.database.run(empty)

    async def _comes_to_rest(self, workers: Sequence[int]) -> None:
        """Ends workers that grew. Where some are gone now, a good feed and its page bring new ones."""
        for process in workers:
            if megabytes(process, "VmRSS") > AT_REST:
                os.kill(process, signal.SIGKILL)
        if children() != workers and workers:
            await self.meets(GOOD)


@asynccontextmanager
async def desk(packs: Packs) -> AsyncIterator[Desk]:
    """A desk with a database and worker processes of its own."""
    clock, names = Hand(NOW), Names()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url=f"sqlite:///{Path(folder) / 'monitor.db'}",
            theatres=("nagorno-karabakh",),
            feeds=(),
            fetch=FetchSettings(allow_networks=(NETWORK,), timeout=TIMEOUT, pace=timedelta(0)),
            read=ReadSettings(time_limit=TIME_LIMIT),
        )
        async with opened(settings, clock, packs=packs, channels={}, resolve=names) as world:
            built = Desk(world, clock, names)
            await built.meets(GOOD)  # the workers are up, the libraries loaded: what comes is measured from rest
            yield built


class Names:
    """A name service that knows one name at most: one address after the other, and the last one stays."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        with suppress(ValueError):
            return [str(ipaddress.ip_address(host))]
        if not self.addresses:
            raise OSError("nobody knows it")
        return [self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]]


class _Listening(logging.Handler):
    """Keeps what is logged, by us and by libraries, as the daemon would write it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(TextLines())
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))

    def text(self) -> str:
        return "\n".join(self._lines)

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        self._level = logging.getLogger("monitor").level
        logging.getLogger("monitor").setLevel(logging.INFO)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
        logging.getLogger("monitor").setLevel(self._level)


def _self_signed() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def wrong(case: Case, met: Met) -> list[str]:
    """In what the end differs from what the case says it must be."""
    found = []
    if met.state != case.state:
        found.append(f"state {met.state}, not {case.state}")
    found += [f'no "{words}" in the note' for words in case.words if words not in met.note]
    if met.entries != case.entries:
        found.append(f"{met.entries} entries, not {case.entries}")
    if case.titles and met.titles != case.titles:
        found.append(f"called {met.titles}, not {case.titles}")
    if case.source and met.source != case.source:
        found.append(f"read from {met.source or 'nothing'}, not {case.source}")
    if met.next_due is None:
        found.append("nobody knows when it is asked again")
    if case.fails and not re.search(r"next (?:try )?in \d", met.note):
        found.append("the note does not say when it is asked again")
    if case.fails and not any("Harbour Wire" in line and met.note in line for line in met.said.splitlines()):
        found.append("no line of the log names the feed and what is wrong")
    if SECRET in met.note + met.said:
        found.append("a password was told")
    if met.seconds > case.seconds:
        found.append(f"{met.seconds:.1f} s, more than {case.seconds:g}")
    if met.megabytes > case.megabytes:
        found.append(f"the monitor grew by {met.megabytes:.0f} MB, more than {case.megabytes:g}")
    if met.worker_megabytes > case.worker_megabytes:
        found.append(f"a worker held {met.worker_megabytes:.0f} MB, more than {case.worker_megabytes:g}")
    return found
