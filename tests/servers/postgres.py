"""A PostgreSQL server of our own for the tests: its binaries on a temporary folder and a unix socket, no network.

The binaries are those on the PATH or in Debian's folders, else those of the Python package `pgserver`.
"""

from __future__ import annotations

import ctypes
import importlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

_USER = "monitor"
_UNSAFE_BUT_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60")
_PATIENCE_SECONDS = 60


class NoPostgresError(Exception):
    """There is no PostgreSQL on this machine; the message says how to get one."""


class PostgresServer:
    """A running server on which each test gets a database of its own, copied from a prepared one."""

    def __init__(self, url_of: Callable[[str], str]) -> None:
        self.url_of = url_of
        """The SQLAlchemy URL of a database of this name."""
        self._numbers = itertools.count(1)
        self._template = ""

    def prepare(self, fill: Callable[[str], object]) -> None:
        """Makes the database that the tests' ones are copied from; `fill` gets its URL."""
        self._template = self.create(template="template1")
        fill(self.url_of(self._template))

    def create(self, template: str = "") -> str:
        """Makes a new database; its name."""
        name = f"monitor_{next(self._numbers)}"
        self._run(f'CREATE DATABASE {name} TEMPLATE "{template or self._template or "template1"}"')
        return name

    def drop(self, name: str) -> None:
        """Removes a database, whoever is still connected."""
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        url = self.url_of("postgres").replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server for as long as the context lasts. Raises NoPostgresError."""
    binaries = _binaries()
    if binaries is not None and (os.geteuid() != 0 or _postgres_user()):
        with _own(binaries) as server:
            yield server
    else:
        with _packaged() as server:
            yield server


def _binaries() -> Path | None:
    """The folder of initdb and postgres."""
    on_path = shutil.which("initdb")
    # Distributions put wrappers or links on the PATH; the server lies beside the real file.
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


def _postgres_user() -> str | None:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None


@contextmanager
def _own(binaries: Path) -> Iterator[PostgresServer]:
    # PostgreSQL refuses to run as root. The system's temporary folder, as pytest's is closed to other users, and
    # as the path of a socket has to be short.
    user = _postgres_user() if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
    data = home / "data"
    log = home / "log"
    if user is not None:
        shutil.chown(home, user)
    as_user: dict[str, Any] = {"user": user, "cwd": "/"} if user is not None else {}
    try:
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            capture_output=True,
            **as_user,
        )
        settings = [part for setting in _UNSAFE_BUT_QUICK for part in ("-c", setting)]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", home, "-h", "", *settings],
                stdout=output,
                stderr=output,
                preexec_fn=_die_with_parent,
                **as_user,
            )
        try:
            _wait_until_ready(f"postgresql://{_USER}@/postgres?host={home}", process, log)
            yield PostgresServer(lambda name: f"postgresql+psycopg://{_USER}@/{name}?host={home}")
        finally:
            process.send_signal(signal.SIGINT)  # its "fast" shutdown
            process.wait(_PATIENCE_SECONDS)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _die_with_parent() -> None:
    # A test run that is killed must not leave a server behind.
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {error}\n{log.read_text()}") from error
            time.sleep(0.05)


@contextmanager
def _packaged() -> Iterator[PostgresServer]:
    try:
        pgserver = importlib.import_module("pgserver")
    except ImportError:
        raise NoPostgresError(
            "no PostgreSQL on this machine: install the server (initdb, postgres) or the Python package pgserver"
        ) from None
    home = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
    home.chmod(0o755)
    server = pgserver.get_server(home / "data", cleanup_mode="delete")
    try:
        yield PostgresServer(lambda name: server.get_uri(name).replace("postgresql://", "postgresql+psycopg://"))
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)
