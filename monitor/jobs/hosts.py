"""How hosts are asked: at their pace, and for pages only where their robots.txt lets us.

Feeds are asked for whatever a robots.txt says: it is for crawlers, which find their own way, and a feed is read because
a person promised to read that very address. Pages are found in feeds, so there it counts.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urljoin
from weakref import WeakKeyDictionary, WeakValueDictionary

import sqlalchemy as sa

from monitor.errors import FetchError
from monitor.model import Clock, Robots, host_asked
from monitor.settings import FetchSettings
from monitor.sources import robots
from monitor.sources.fetch import Fetched, Fetcher
from monitor.sources.robots import Rules
from monitor.sources.urls import without_userinfo
from monitor.store import hosts
from monitor.store.database import Database
from monitor.store.hosts import Room

LEFT_ALONE_AT_MOST = timedelta(hours=1)
"""A Retry-After keeps all requests from its host up to here; the one that got it may wait for longer by itself."""
LEFT_ALONE_UNASKED = timedelta(minutes=1)
"""For a host that says "too many requests" and not when to come back."""

SOON = timedelta(minutes=1)
"""A pass waits so long for a host, for its turn or its Crawl-delay; not for one that wants to be left alone longer."""
SHORTEST_NAP, LONGEST_NAP = 0.05, 1.0
"""Seconds. While work only waits for hosts we look again no sooner, so that several turns are taken in one look, and no
later, for our clock may go faster than time."""

_RULES_KEPT = 256
_ASKS_FOR_REST = (429, 503)

W = TypeVar("W")


class OutOfTurn(Exception):  # noqa: N818  (nothing went wrong)
    """The host's turn was used for its robots.txt; the page has to wait for the next one."""


class Hosts:
    """Every request for a feed or a page goes through here. What matters is in the database; here lie copies."""

    def __init__(self, database: Database, fetcher: Fetcher, fetch: FetchSettings, clock: Clock) -> None:
        self._database, self._fetcher, self._fetch, self._clock = database, fetcher, fetch, clock
        self._rules: OrderedDict[str, tuple[Robots, Rules]] = OrderedDict()
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[str] = Counter()
        """Pages that wait for their host's robots.txt, by host."""
        self._alarms: WeakKeyDictionary[asyncio.Event, asyncio.TimerHandle] = WeakKeyDictionary()

    def room(self) -> Room:
        """What may be asked of hosts now; for whoever leases work."""
        under_way = Counter(self._fetcher.under_way) + self._waiting
        return Room(self._fetch.pace, self._fetch.per_host, under_way)

    async def lease(
        self,
        take: Callable[[sa.Connection, datetime, Room], list[W]],
        next_turn: Callable[[sa.Connection, datetime, datetime | None], datetime | None],
        *,
        due_by: datetime | None,
        bell: asyncio.Event | None,
        stopping: asyncio.Event,
    ) -> list[W]:
        """What `take` takes now. Where there is only work that waits for its host, `next_turn` says until when.

        Then the `bell` rings when that is over; without one, we wait here, unless it takes longer than SOON.
        """
        while not stopping.is_set():
            now, room = self._clock(), self.room()

            def work(c: sa.Connection, now: datetime = now, room: Room = room) -> tuple[list[W], datetime | None]:
                taken = take(c, now, room)
                return taken, None if taken else next_turn(c, now, due_by)

            taken, turn = await self._database.run(work)
            if taken or turn is None or turn - now > SOON:
                return taken
            nap = min(max((turn - now).total_seconds(), SHORTEST_NAP), LONGEST_NAP)
            if bell is not None:
                self._ring(bell, nap)
                return []
            await asyncio.sleep(nap)
            if self._clock() <= now:  # it stands still, and so does everything that waits for it
                return []
        return []

    def _ring(self, bell: asyncio.Event, seconds: float) -> None:
        """Rings the bell then, and not also when it was to ring before."""
        if earlier := self._alarms.pop(bell, None):
            earlier.cancel()
        self._alarms[bell] = asyncio.get_running_loop().call_later(seconds, bell.set)

    async def use_turn(self, url: str) -> None:
        """Takes a turn of this address's host without waiting for it: for a request that belongs to another."""
        host, pace = host_asked(url), self._fetch.pace
        if pace:
            now = self._clock()
            await self._database.run(lambda c: hosts.push(c, host, now + pace, now))

    async def feed(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """The feed at `url`, whose host's turn was taken. Raises FetchError."""

        async def moved(target: str) -> None:
            await self._arrive(host_asked(url), target)

        get = partial(self._fetcher.get, url, etag=etag, last_modified=last_modified, on_redirect=moved)
        return await self._heeding(get(max_bytes=self._fetch.max_feed_bytes, total_seconds=self._seconds))

    async def also(self, url: str) -> Fetched:
        """What else has to be asked for a feed that is being read. Takes the host's turn without waiting for it."""
        await self.use_turn(url)
        return await self.feed(url)

    async def page(self, url: str) -> Fetched:
        """The page at `url`, whose host's turn was taken.

        Raises FetchError (of kind robots where the host asks not to read it), and OutOfTurn.
        """
        if await self._permit(url) and not await self.take(host_asked(url)):
            raise OutOfTurn

        async def moved(target: str) -> None:
            await self._arrive(host_asked(url), target)
            await self._permit(target)

        get = partial(self._fetcher.get, url, lane="pages", on_redirect=moved)
        return await self._heeding(get(max_bytes=self._fetch.max_page_bytes, total_seconds=self._seconds))

    async def take(self, host: str) -> bool:
        """Takes the host's turn, if it may be asked now."""
        (may,) = await self._database.run(lambda c: hosts.take(c, [host], self._clock(), self._fetch.pace))
        return may

    @property
    def _seconds(self) -> float:
        return self._fetch.timeout.total_seconds()

    async def _arrive(self, left: str, target: str) -> None:
        """A redirect leads to another host, which can't be left waiting in the middle of the errand."""
        if host_asked(target) != left:
            await self.use_turn(target)

    async def _heeding(self, asking: Coroutine[Any, Any, Fetched]) -> Fetched:
        """When the host asks for rest, all its feeds and pages rest, whoever reads them."""
        try:
            return await asking
        except FetchError as error:
            if error.host and error.status in _ASKS_FOR_REST:
                await self._let_rest(error)
            raise

    async def _let_rest(self, error: FetchError) -> None:
        now = self._clock()
        wish = timedelta(seconds=min(error.retry_after or 0, LEFT_ALONE_AT_MOST.total_seconds()))
        if error.status == _ASKS_FOR_REST[0]:
            wish = wish or LEFT_ALONE_UNASKED
        if wish:
            await self._database.run(lambda c: hosts.push(c, error.host, now + wish, now))

    async def _permit(self, url: str) -> bool:
        """Whether the host had to be asked for its robots.txt. Raises FetchError where that does not allow the page."""
        if not self._fetch.robots:
            return False
        host = host_asked(url)
        self._waiting[host] += 1
        try:
            async with self._asking.setdefault(host, asyncio.Lock()):
                rules, asked = await self._rules_of(host, url)
        finally:
            self._waiting[host] -= 1
            self._waiting += Counter()  # forgets those of whom nothing waits
        if rules.unknown:
            raise FetchError(f"{host}: its robots.txt can't be had ({rules.unknown})", kind="robots-unknown")
        if not rules.allows(url):
            raise FetchError("robots.txt asks not to read it", kind="robots")
        return asked

    async def _rules_of(self, host: str, url: str) -> tuple[Rules, bool]:
        now = self._clock()
        if host in self._rules and not robots.is_due(self._rules[host][0], now):
            self._rules.move_to_end(host)
            return self._rules[host][1], False
        known = await self._database.run(lambda c: hosts.robots(c, host))
        asked = robots.is_due(known, now)
        if asked:
            known = await self._ask_for_robots(known, url)
        rules = Rules(known, self._fetch.user_agent, now)
        if asked:
            await self._database.run(lambda c: hosts.keep(c, host, known, rules.delay, now))
        self._rules[host] = known, rules
        while len(self._rules) > _RULES_KEPT:
            self._rules.popitem(last=False)
        return rules, asked

    async def _ask_for_robots(self, known: Robots, url: str) -> Robots:
        where = urljoin(without_userinfo(url), "/robots.txt")
        get = partial(self._fetcher.get, where, lane="robots", max_bytes=robots.MAX_BYTES, cut=True)
        try:
            # A redirect asks for it in the middle of an errand, which must live to hear that it can't be had.
            answer = await self._heeding(get(total_seconds=self._seconds / 2))
            text, why = robots.text_of(answer.status, answer.body), ""
        except FetchError as error:
            # RFC 9309, 2.3.1.2: what only leads elsewhere, again and again, counts as not there.
            text = "" if error.kind == "redirect" else robots.text_of(error.status) if error.status else None
            why = str(error)
        now = self._clock()
        return robots.missed(known, why, now) if text is None else robots.had(text, now)
