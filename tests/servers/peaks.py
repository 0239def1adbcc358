"""How much memory this process and those it started held at their peaks (Linux only: elsewhere nothing is known)."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

LINUX = sys.platform == "linux"
_PROC = Path("/proc")
_EVERY = 0.02
"""Seconds between two looks: a process that was killed meanwhile keeps what was seen last."""


class Peaks:
    """Peak memory while the block lasts, in MB (1e6 bytes).

    `own` is by how much this process grew above what it held at the start; `largest_child` is all that the largest of
    those it started ever held.
    """

    def __init__(self) -> None:
        self.own = 0.0
        self.largest_child = 0.0
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look, name="peaks", daemon=True)
        self._at_start = 0.0

    def __enter__(self) -> Self:
        if LINUX:
            for process in (os.getpid(), *children()):
                _forget_peak(process)
            self._at_start = megabytes(os.getpid(), "VmRSS")
            self._looking.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if LINUX:
            self._over.set()
            self._looking.join()
            self._see()

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            self._see()

    def _see(self) -> None:
        self.own = max(self.own, megabytes(os.getpid(), "VmHWM") - self._at_start)
        self.largest_child = max([self.largest_child, *(megabytes(process, "VmHWM") for process in children())])


def children() -> list[int]:
    """The processes that this one started and that are still there."""
    found: list[int] = []
    for threads in (_PROC / str(os.getpid()) / "task").glob("*/children"):
        with suppress(OSError):
            found += map(int, threads.read_text().split())
    return found


def _forget_peak(process: int) -> None:
    """From now on the process's peak is what it holds; see proc(5), clear_refs."""
    with suppress(OSError):
        (_PROC / str(process) / "clear_refs").write_text("5")


def megabytes(process: int, what: str) -> float:
    """VmRSS (held now) or VmHWM (the peak); 0 for a process that is gone."""
    with suppress(OSError):
        for line in (_PROC / str(process) / "status").read_text().splitlines():
            if line.startswith(f"{what}:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0
