"""The database: transactions that read, transactions that write, and works for the one thread that writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

import sqlalchemy as sa

from monitor.errors import StoreError
from monitor.store.address import address, spoken, without_secrets
from monitor.store.engines import engine
from monitor.store.writer import Writer

T = TypeVar("T")


class Database:
    """An SQLite file or a PostgreSQL database. Safe to use from several threads; `close` it in the end.

    Every method raises StoreError when the database can't be reached, stays locked, or refuses a statement.
    """

    def __init__(self, url: sa.URL) -> None:
        self.url = url
        self._writer = engine(url, writes=True)
        self._reader = engine(url, writes=False)
        # SQLite lets one transaction write at a time, so works may share it. On PostgreSQL each would keep its locks
        # until the last is done, and two monitors that take the same ones in another order would wait for each other.
        self._thread = Writer(self.write, shared=self.dialect == "sqlite")

    @classmethod
    def open(cls, url: str) -> Database:
        """Connects. The schema is not looked at: see `schema.check` and `schema.upgrade`."""
        database = cls(address(url))
        try:
            with database.read() as c:
                c.execute(sa.select(1))
        except StoreError:
            database.close()
            raise
        return database

    @property
    def dialect(self) -> str:
        """sqlite or postgresql."""
        return self.url.get_backend_name()

    @property
    def name(self) -> str:
        """The address for messages, without its password."""
        return spoken(self.url)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that may write: commits at the end, rolls back when an exception leaves it.

        On SQLite it waits for its turn at the start, so nothing it reads can grow stale before it writes.
        """
        with refusals_in_words(self.url), self._writer.begin() as c:
            yield c

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that can't write and sees the database as of one moment."""
        with refusals_in_words(self.url), self._reader.begin() as c:
            yield c

    async def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Does `work` in the writer thread, one piece of work after the other, each whole or not at all; what it
        gives is told once it is committed.

        When the awaiting task is cancelled, work that has not begun never begins; work under way goes on to its end
        and commits, or rolls back, whole. `work` may be done a second time after the first was rolled back (see
        Writer): it must touch nothing but its connection.
        """
        try:
            waiting = self._thread.submit(work)
        except RuntimeError:
            raise StoreError(f"{self.name}: the database was closed") from None
        return await asyncio.wrap_future(waiting)

    def close(self) -> None:
        """Waits for the work under way, drops the work that has not begun, and disconnects."""
        self._thread.close()
        self._writer.dispose()
        self._reader.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def refusals_in_words(url: sa.URL) -> Iterator[None]:
    """Turns what the driver refuses into a StoreError of one line, without passwords, statements or article text."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        # PostgreSQL's further lines (DETAIL) quote the row.
        said = without_secrets(str(error.orig).strip().partition("\n")[0], url)
        raise StoreError(f"{spoken(url)}: {said}{_remedy(said)}") from error


def _remedy(said: str) -> str:
    if "database is locked" in said or "lock timeout" in said:
        return "; another program holds it: stop that one, or wait"
    if "no such table" in said or ("relation" in said and "does not exist" in said):
        return "; its tables are missing: ceasefire-monitor db upgrade"
    if "not a database" in said:
        return "; move the file away, or name another in database_url"
    return ""
