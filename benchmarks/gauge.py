"""What a stretch of work costs this process and its worker processes: wall clock, CPU, memory."""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

_LOOK_EVERY = 1.0


@dataclass(slots=True)
class Cost:
    """Seconds of the clock and of CPU; filled in when the stretch is over."""

    wall: float = 0.0
    main: float = 0.0
    workers: float = 0.0

    @property
    def cpu(self) -> float:
        """Main process and workers together."""
        return self.main + self.workers


@dataclass(slots=True)
class Gauge:
    """Watches this process and its children, all but the one named `apart`."""

    apart: int
    peak_main: int = 0
    """Bytes resident; the largest of a look each second. So with the others."""
    peak_workers: int = 0
    peak: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Notes the peaks of memory meanwhile."""
        thread = threading.Thread(target=self._watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    @contextmanager
    def cost(self) -> Iterator[Cost]:
        """What is done meanwhile."""
        cost = Cost()
        wall, main, workers = time.perf_counter(), _main(), self._workers()
        yield cost
        cost.wall, cost.main, cost.workers = time.perf_counter() - wall, _main() - main, self._workers() - workers

    def _children(self) -> list[psutil.Process]:
        return [each for each in psutil.Process().children() if each.pid != self.apart]

    def _workers(self) -> float:
        gone = resource.getrusage(resource.RUSAGE_CHILDREN)
        total = gone.ru_utime + gone.ru_stime
        for child in self._children():
            try:
                times = child.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        return total

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_EVERY):
            main = psutil.Process(os.getpid()).memory_info().rss
            workers = 0
            for child in self._children():
                try:
                    workers += child.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.peak_main, self.peak_workers = max(self.peak_main, main), max(self.peak_workers, workers)
            self.peak = max(self.peak, main + workers)


def _main() -> float:
    return time.process_time()
