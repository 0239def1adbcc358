"""A pool of separate processes for work that may hang or crash: parsing, extraction, rules.

One hostile page can hold or kill one worker for `timeout` seconds, never the daemon. Threads and
concurrent.futures can't do that: neither can end a task that is running.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import TimeoutError as TaskTimeout
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from monitor.errors import MonitorError

if sys.platform != "win32":
    import resource

T = TypeVar("T")

TASKS_BEFORE_RECYCLING = 5000
"""A worker is replaced after so many items: libraries that leak never grow without bound. A start costs a second or two
of loading rules, so not more often than a leak could matter: none was seen over as many pages."""
PATIENCE = 20.0
"""Seconds an item may take when its caller names no limit."""


class WorkerKilledError(MonitorError):
    """An item took too long, or took its worker process down. The item is to blame, the pool is fine."""


class Workers:
    """`await call(function, …)` runs a module-level function in a worker process.

    Starts lazily, with the first call. `prepare(*facts)` is run once in each new worker, before its first item.
    """

    def __init__(
        self, prepare: Callable[..., None], *facts: Any, size: int | None = None, memory: int | None = None
    ) -> None:
        """`memory`: bytes that an item may take, beyond what a prepared worker has (Linux only; None: no limit)."""
        self._memory = memory
        self._prepare = prepare
        self._facts = facts
        self.size = size or max(1, min(4, os.cpu_count() or 1))
        self._pool: ProcessPool | None = None
        self._stopped = False
        self._in_hand: set[asyncio.Future[Any]] = set()

    @property
    def state(self) -> str:
        """ "idle" before the first call, "running", or "stopped"."""
        if self._stopped:
            return "stopped"
        return "idle" if self._pool is None else "running"

    async def call(self, function: Callable[..., T], *args: Any, timeout: float = PATIENCE) -> T:
        """What `function(*args)` returns or raises; WorkerKilledError after `timeout` seconds, or a crash."""
        try:
            return await self._schedule(function, args, timeout)
        except BrokenProcessPool:
            # Every worker died at once (out of memory, say). A new pool, one more try; then it is the item's fault.
            await self._discard()
        try:
            return await self._schedule(function, args, timeout)
        except BrokenProcessPool as broken:
            await self._discard()
            raise WorkerKilledError("the worker processes died and could not be replaced") from broken

    async def stop(self) -> None:
        """End every worker, also in the middle of an item (its caller is cancelled), and wait until they are gone."""
        self._stopped = True
        for answer in tuple(self._in_hand):
            answer.cancel()
        await self._discard()

    async def _schedule(self, function: Callable[..., T], args: tuple[Any, ...], timeout: float) -> T:
        if self._stopped:
            raise asyncio.CancelledError("the workers were stopped")
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self.size,
                max_tasks=TASKS_BEFORE_RECYCLING,
                initializer=_begin,
                initargs=(os.getpid(), self._prepare, self._facts, self._memory),
                context=multiprocessing.get_context("spawn"),
            )
        try:
            answer = asyncio.wrap_future(self._pool.schedule(function, args=list(args), timeout=timeout))
        except RuntimeError as error:  # pebble's word for a pool that has broken down
            raise BrokenProcessPool(str(error)) from error
        self._in_hand.add(answer)
        try:
            result: T = await answer
        except TaskTimeout as late:
            raise WorkerKilledError(f"took longer than {timeout:g} s and was stopped") from late
        except MemoryError as full:
            raise WorkerKilledError("needed more memory than it may have and was stopped") from full
        except ProcessExpired as died:
            raise WorkerKilledError(f"took its worker process down (exit code {died.exitcode})") from died
        finally:
            self._in_hand.discard(answer)
        return result

    async def _discard(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble left it untyped
            await asyncio.to_thread(_join, pool)


def _join(pool: ProcessPool) -> None:
    with contextlib.suppress(TaskTimeout):
        pool.join(timeout=3)


def _begin(daemon: int, prepare: Callable[..., None], facts: tuple[Any, ...], memory: int | None) -> None:
    """The first thing a new worker does."""
    # pebble's own handler runs only when Python does, so a worker deep in a C library would take 3 s to be stopped.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with(daemon)
    prepare(*facts)
    if memory is not None:
        _bound(memory)


def _bound(memory: int) -> None:
    """No more than so many bytes beyond what is in use now: then an item gets MemoryError, or its worker dies. Linux
    only; elsewhere the kernel does not count."""
    if sys.platform == "linux":
        # The sixth number is data and stack, in pages, see proc_pid_statm(5).
        pages = int(Path("/proc/self/statm").read_text().split()[5])
        limit = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _die_with(daemon: int) -> None:
    """Leave when the daemon is killed: a worker in a long item would otherwise stay behind. Linux only; elsewhere a
    worker notices when it next looks for work."""
    if sys.platform == "linux":
        death_signal = 1  # PR_SET_PDEATHSIG, see prctl(2)
        ctypes.CDLL(None).prctl(death_signal, signal.SIGKILL)
        if os.getppid() != daemon:  # it died before we asked
            os._exit(1)
