"""So many requests of one host under way at once, and no more."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager


class Gates:
    """One gate for each host, which lets `per_host` requests in at once. Those who wait come in in their order."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._counts: Counter[str] = Counter()
        self._gates: dict[str, asyncio.Semaphore] = {}

    @property
    def counts(self) -> Mapping[str, int]:
        """Who is in or waits, by host."""
        return dict(self._counts)

    @asynccontextmanager
    async def place(self, host: str) -> AsyncIterator[Place]:
        """A place at this host, as soon as one is free."""
        place = Place(self)
        try:
            await place.move(host)
            yield place
        finally:
            place.leave()

    async def enter(self, host: str) -> None:
        """Comes back with a place taken, which has to be left again."""
        self._counts[host] += 1
        gate = self._gates.setdefault(host, asyncio.Semaphore(self._per_host))
        try:
            await gate.acquire()
        except BaseException:
            self._forget(host)
            raise

    def leave(self, host: str) -> None:
        """Gives a place back."""
        self._gates[host].release()
        self._forget(host)

    def _forget(self, host: str) -> None:
        self._counts[host] -= 1
        if not self._counts[host]:
            del self._counts[host], self._gates[host]


class Place:
    """The one place that a request has, at the host it asks just now."""

    def __init__(self, gates: Gates) -> None:
        self._gates = gates
        self._host: str | None = None

    async def move(self, host: str) -> None:
        """To another host: the place here is given back first, so that two who change places never block each other."""
        if host == self._host:
            return
        self.leave()
        await self._gates.enter(host)
        self._host = host

    def leave(self) -> None:
        """Gives the place back, if there is one."""
        if self._host is not None:
            self._gates.leave(self._host)
            self._host = None
