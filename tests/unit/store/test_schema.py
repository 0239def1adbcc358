"""The schema is created and brought up to date; what is newer than the program is left alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import monitor
from monitor.errors import StoreError
from monitor.shipped import folder
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.tables import metadata
from tests.servers.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any tables; the SQLite file is not there at all."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    server: PostgresServer = request.getfixturevalue("postgresql")
    return server.url_of(server.create(template="template1"))


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.read() as c:
        context = MigrationContext.configure(c, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_a_missing_database_is_created_and_then_left_as_it_is(empty_url: str) -> None:
    before = schema.check(empty_url)
    assert (before.state, before.current) == ("missing", None)
    assert "db upgrade" in before.words
    applied = schema.upgrade(empty_url)
    assert applied[0] == "0001"
    assert applied[-1] == before.head
    assert schema.upgrade(empty_url) == []
    after = schema.check(empty_url)
    assert (after.state, after.current) == ("ok", before.head)


def test_looking_does_not_create_an_sqlite_file(tmp_path: Path) -> None:
    schema.check(f"sqlite:///{tmp_path / 'new.db'}")
    assert list(tmp_path.iterdir()) == []


def test_several_programs_may_upgrade_at_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        applied = list(threads.map(schema.upgrade, [empty_url] * 4))
    assert sorted(map(len, applied)) == [0, 0, 0, max(map(len, applied))]
    assert schema.check(empty_url).state == "ok"


def test_a_database_of_a_newer_program_is_refused_with_a_remedy_and_left_alone(database_url: str) -> None:
    with Database.open(database_url) as database, database.write() as c:
        c.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    found = schema.check(database_url)
    assert (found.state, found.current) == ("newer", "9999")
    with pytest.raises(StoreError) as refused:
        schema.upgrade(database_url)
    assert str(refused.value) == found.words
    assert "install the newer ceasefire-monitor" in found.words
    assert "\n" not in found.words
    assert schema.check(database_url).current == "9999"


@pytest.mark.parametrize(
    "url",
    ["postgresql://monitor:hunter2@127.0.0.1:1/x", "sqlite:////no/such/folder/x.db/y.db", "hunter2://x", "hunter2"],
)
def test_a_database_out_of_reach_is_said_to_be_so_without_its_password(url: str) -> None:
    found = schema.check(url)
    assert found.state == "unreachable"
    assert "hunter2@" not in found.words
    with pytest.raises(StoreError):
        schema.upgrade(url)


def test_a_file_that_is_no_database_is_unreachable(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Not a database at all. " * 100)
    assert schema.check(f"sqlite:///{file}").state == "unreachable"


def test_the_migrations_are_found_in_an_installed_package_too(tmp_path: Path) -> None:
    """The wheel's layout: the folder lies inside the package, and the checkout is not on the path."""
    source = Path(monitor.__file__).parent
    shutil.copytree(source, tmp_path / "monitor", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(folder("alembic"), tmp_path / "monitor" / "alembic", dirs_exist_ok=True)
    program = "from monitor.store import schema; print(schema.upgrade('sqlite:///new.db'), schema.__file__)"
    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "'0001'" in run.stdout
    assert str(tmp_path) in run.stdout
