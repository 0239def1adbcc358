"""SQLAlchemy engines, set up for each database: how a transaction begins and what a connection is told first."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

import sqlalchemy as sa

from monitor.errors import StoreError
from monitor.store.address import spoken, sqlite_file

_OLDEST_SQLITE = (3, 35, 0)
"""The first with RETURNING (sqlite.org/lang_returning.html)."""
_SQLITE_WAIT_SECONDS = 15


def engine(url: sa.URL, *, writes: bool) -> sa.Engine:
    """An engine whose transactions write, or only read and see one moment of the database throughout.

    Nothing is connected yet. Raises StoreError when the driver or the database file's folder is missing.
    """
    return _sqlite(url, writes=writes) if sqlite_file(url) else _postgresql(url, writes=writes)


def _sqlite(url: sa.URL, *, writes: bool) -> sa.Engine:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(f"this Python has SQLite {sqlite3.sqlite_version}; 3.35 or newer is needed")
    file = sqlite_file(url)
    if file is not None and not file.absolute().parent.is_dir():
        raise StoreError(f"{spoken(url)}: there is no folder {file.absolute().parent}; create it first")
    # isolation_level None keeps the driver from beginning transactions by itself: it would begin deferred ones, and
    # a deferred transaction that reads first and writes later fails at once when another writer came between.
    made = sa.create_engine(url, connect_args={"isolation_level": None, "timeout": _SQLITE_WAIT_SECONDS})

    @sa.event.listens_for(made, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        _keep_a_log_ahead(connection)
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        if not writes:
            connection.execute("PRAGMA query_only = ON")

    @sa.event.listens_for(made, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


def _keep_a_log_ahead(connection: sqlite3.Connection) -> None:
    """Sets the journal mode WAL. Programs that open a new file at the same moment meet here, and SQLite does not wait
    for its timeout when it can't have the file to itself for that."""
    until = time.monotonic() + _SQLITE_WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _postgresql(url: sa.URL, *, writes: bool) -> sa.Engine:
    try:
        made = sa.create_engine(
            url,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "application_name": "ceasefire-monitor"},
        )
    except ImportError:
        raise StoreError(
            f"{spoken(url)}: the PostgreSQL driver is not installed; pip install 'ceasefire-monitor[postgres]'"
        ) from None

    @sa.event.listens_for(made, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.autocommit = True
        connection.execute("SET TIME ZONE 'UTC'")
        # A copy of the daemon that hangs must not hold the others for ever.
        connection.execute("SET lock_timeout = '30s'")
        connection.execute("SET idle_in_transaction_session_timeout = '5min'")
        connection.autocommit = False

    if writes:
        return made
    return made.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
