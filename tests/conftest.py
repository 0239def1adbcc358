"""What every test can ask for: a database of its own, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store import schema
from monitor.store.database import Database
from tests.servers.postgres import NoPostgresError, PostgresServer, postgres_server


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A test that runs the whole program leaves no handler behind that writes into its own, closed, streams."""
    root, ours = logging.getLogger(), logging.getLogger("monitor")
    before = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """A PostgreSQL server whose new databases hold our tables. Without one tests are skipped, but never in CI."""
    try:
        with postgres_server() as server:
            server.prepare(schema.upgrade)
            yield server
    except NoPostgresError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that holds our tables, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    schema.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database with our tables, of either kind."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "monitor.db")
        yield f"sqlite:///{file}"
    else:
        server: PostgresServer = request.getfixturevalue("postgresql")
        name = server.create()
        yield server.url_of(name)
        server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open, empty database with our tables, of either kind."""
    with Database.open(database_url) as opened:
        yield opened
