"""The one thread that writes. Works that wait together share a commit, for a commit waits for the disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import sqlalchemy as sa

T = TypeVar("T")
Work = Callable[[sa.Connection], T]

JOIN_WITHIN = 0.1
"""Seconds a transaction may have gone on when one more work joins it: those in it are told only at its end."""


@dataclass(slots=True)
class _Errand:
    """A work and what is owed to whoever asked for it."""

    work: Work[Any]
    outcome: Future[Any] = field(default_factory=Future)
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.error is None:
            self.outcome.set_result(self.result)
        else:
            self.outcome.set_exception(self.error)


class _UndoneError(Exception):
    """The database refused something in the middle of a shared transaction, and may have rolled all of it back."""


class Writer:
    """Does works one after the other in a thread of its own, each whole or not at all. `close` it in the end.

    `transaction` opens one. With `shared`, works that wait are done in one transaction, each in a savepoint: an
    exception takes back what its own work did, and nothing else. What a work gave is told only once it is committed;
    a commit that fails fails every work in it. When the database refuses a statement all is rolled back and each work
    is done again in a transaction of its own, so a work must touch nothing but its connection.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[sa.Connection]], *, shared: bool) -> None:
        self._transaction = transaction
        self._shared = shared
        self._waiting: SimpleQueue[_Errand] = SimpleQueue()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    def submit(self, work: Work[T]) -> Future[T]:
        """What will come of the work. Cancelled before it begins, it never does. RuntimeError once closed."""
        errand = _Errand(work)
        self._waiting.put(errand)
        try:
            self._thread.submit(self._do_waiting)  # one call for each work; one that finds none left does nothing
        except RuntimeError:
            errand.outcome.cancel()
            raise
        return errand.outcome

    def close(self) -> None:
        """Waits for the works under way and cancels those that have not begun."""
        self._thread.shutdown(wait=False)
        while errand := self._next():
            errand.outcome.cancel()
        self._thread.shutdown(wait=True)

    def _next(self) -> _Errand | None:
        try:
            return self._waiting.get_nowait()
        except Empty:
            return None

    def _begun(self) -> _Errand | None:
        """The next work that nobody cancelled; from here on it can't be."""
        while errand := self._next():
            if errand.outcome.set_running_or_notify_cancel():
                return errand
        return None

    def _do_waiting(self) -> None:
        errand = self._begun()
        if errand is None:
            return
        if self._shared and not self._waiting.empty():
            self._together(errand)
        else:
            self._alone(errand)

    def _alone(self, errand: _Errand) -> None:
        try:
            with self._transaction() as c:
                errand.result = errand.work(c)
        except BaseException as error:  # noqa: BLE001  (whoever asked for the work gets it, as from any future)
            errand.error = error
        errand.tell()

    def _together(self, first: _Errand) -> None:
        done: list[_Errand] = []
        undone = False
        try:
            with self._transaction() as c:
                for errand in self._joining(first):
                    done.append(errand)
                    _do_in_savepoint(c, errand)
        except _UndoneError:
            undone = True
        except BaseException as error:  # noqa: BLE001  (no commit: nothing of what they did is there)
            done = done or [first]
            for errand in done:
                errand.error = error
        for errand in done:
            if undone:
                errand.error = None
                self._alone(errand)
            else:
                errand.tell()

    def _joining(self, first: _Errand) -> Iterator[_Errand]:
        begun = time.monotonic()
        errand: _Errand | None = first
        while errand is not None:
            yield errand
            errand = self._begun() if time.monotonic() - begun < JOIN_WITHIN else None


def _do_in_savepoint(c: sa.Connection, errand: _Errand) -> None:
    # Plain statements: SQLAlchemy's own savepoints take as long as a whole record of a feed.
    try:
        c.exec_driver_sql("SAVEPOINT work")
        try:
            errand.result = errand.work(c)
        except sa.exc.DBAPIError:
            raise
        except BaseException as error:  # noqa: BLE001
            errand.error = error
            c.exec_driver_sql("ROLLBACK TO SAVEPOINT work")
        c.exec_driver_sql("RELEASE SAVEPOINT work")
    except sa.exc.SQLAlchemyError as refused:
        raise _UndoneError from refused
