"""Transactions are whole, one thread writes, and what the database refuses is said in one line without secrets."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.errors import StoreError
from monitor.store import feeds, marks
from monitor.store.database import Database
from tests.unit.store.made import DAY, NOON, feed


def mark(database: Database, name: str) -> datetime | None:
    with database.read() as c:
        return marks.get(c, name)


class OddError(Exception):
    """Something that goes wrong in the middle of a piece of work."""


def test_a_transaction_that_fails_leaves_nothing_behind(database: Database) -> None:
    def fails() -> None:
        with database.write() as c:
            marks.set(c, "digest", NOON)
            raise OddError

    with pytest.raises(OddError):
        fails()
    assert mark(database, "digest") is None


def test_a_part_of_a_transaction_can_be_taken_back_alone(database: Database) -> None:
    def fails(c: sa.Connection) -> None:
        with c.begin_nested():
            marks.set(c, "part", NOON)
            raise OddError

    with database.write() as c:
        marks.set(c, "before", NOON)
        with pytest.raises(OddError):
            fails(c)
        marks.set(c, "after", NOON)
    assert [mark(database, name) for name in ("before", "part", "after")] == [NOON, None, NOON]


def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError), database.read() as c:
        marks.set(c, "digest", NOON)
    assert mark(database, "digest") is None


def test_a_reader_sees_one_moment_throughout(database: Database) -> None:
    with database.write() as c:
        marks.set(c, "digest", NOON)
    with database.read() as reader:
        assert marks.get(reader, "digest") == NOON
        with database.write() as writer:
            marks.set(writer, "digest", NOON + DAY)
            marks.set(writer, "other", NOON)
        assert marks.get(reader, "digest") == NOON
        assert marks.get(reader, "other") is None
    assert mark(database, "digest") == NOON + DAY


def test_a_writer_that_reads_first_is_not_overtaken_by_another_program(database_url: str) -> None:
    with Database.open(database_url) as one, Database.open(database_url) as two:
        with one.write() as c:
            feeds.add(c, feed(), NOON)

        def count(database: Database) -> None:
            for _ in range(20):
                with database.write() as c:
                    row = c.execute(sa.text("SELECT fence FROM feeds" + locking(database))).one()
                    c.execute(sa.text("UPDATE feeds SET fence = :n"), {"n": row.fence + 1})

        with ThreadPoolExecutor(4) as threads:
            for done in [threads.submit(count, database) for database in (one, two, one, two)]:
                done.result()
        with one.read() as c:
            assert c.scalar(sa.text("SELECT fence FROM feeds")) == 80


def locking(database: Database) -> str:
    return " FOR UPDATE" if database.dialect == "postgresql" else ""


async def test_work_runs_one_after_the_other_in_one_thread_that_is_not_ours(database: Database) -> None:
    seen: list[int] = []
    under_way = 0

    def work(_: sa.Connection) -> None:
        nonlocal under_way
        under_way += 1
        assert under_way == 1
        seen.append(threading.get_ident())
        under_way -= 1

    await asyncio.gather(*(database.run(work) for _ in range(30)))
    assert len(seen) == 30
    assert len(set(seen)) == 1
    assert threading.get_ident() not in seen


async def test_work_gives_back_what_it_returns_or_raises_what_it_raises(database: Database) -> None:
    assert await database.run(lambda c: c.scalar(sa.text("SELECT 41"))) == 41

    def fails(c: sa.Connection) -> None:
        marks.set(c, "digest", NOON)
        raise OddError

    with pytest.raises(OddError):
        await database.run(fails)
    assert mark(database, "digest") is None


async def test_work_under_way_commits_whole_when_its_task_is_cancelled(database: Database) -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def work(c: sa.Connection) -> None:
        marks.set(c, "one", NOON)
        begun.set()
        go_on.wait()
        marks.set(c, "two", NOON)
        ended.set()

    task = asyncio.create_task(database.run(work))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not ended.is_set()
    go_on.set()
    # The thread does one thing after the other: when this is done, so is that.
    assert await database.run(lambda c: (marks.get(c, "one"), marks.get(c, "two"))) == (NOON, NOON)


async def test_work_that_has_not_begun_never_begins_when_its_task_is_cancelled(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def busy(_: sa.Connection) -> None:
        begun.set()
        go_on.wait()

    first = asyncio.create_task(database.run(busy))
    await asyncio.to_thread(begun.wait)
    second = asyncio.create_task(database.run(lambda c: marks.set(c, "digest", NOON)))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    go_on.set()
    await first
    assert await database.run(lambda c: marks.get(c, "digest")) is None


async def test_closing_waits_for_the_work_under_way(database_url: str) -> None:
    database = Database.open(database_url)
    begun, go_on = threading.Event(), threading.Event()

    def work(c: sa.Connection) -> None:
        begun.set()
        go_on.wait()
        marks.set(c, "digest", NOON)

    task = asyncio.create_task(database.run(work))
    await asyncio.to_thread(begun.wait)
    closing = asyncio.create_task(asyncio.to_thread(database.close))
    await asyncio.sleep(0)
    go_on.set()
    await closing
    await task
    with Database.open(database_url) as again:
        assert mark(again, "digest") == NOON
    with pytest.raises(StoreError, match="was closed"):
        await database.run(lambda c: None)


def test_what_was_committed_survives_a_kill_and_what_was_not_leaves_no_trace(database_url: str) -> None:
    program = (
        "import os, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from monitor.store import marks\n"
        "from monitor.store.database import Database\n"
        "database = Database.open(sys.argv[1])\n"
        "with database.write() as c: marks.set(c, 'committed', datetime(2026, 3, 1, 12, tzinfo=UTC))\n"
        "with database.write() as c:\n"
        "    marks.set(c, 'under way', datetime(2026, 3, 1, 12, tzinfo=UTC))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run([sys.executable, "-c", program, database_url], check=False, capture_output=True)
    assert run.returncode == -signal.SIGKILL, run.stderr
    with Database.open(database_url) as database:
        assert mark(database, "committed") == NOON
        assert mark(database, "under way") is None
        with database.write() as c:
            marks.set(c, "under way", NOON)


def test_a_constraint_that_is_broken_is_told_without_the_row(database: Database) -> None:
    with pytest.raises(StoreError) as refused, database.write() as c:
        c.execute(
            sa.text(
                "INSERT INTO verdicts (alert_id, word, \"by\", at, note) VALUES (999, 'wrong', 'secret name', :at, '')"
            ),
            {"at": "2026-03-01 12:00:00"},
        )
    assert "\n" not in str(refused.value)
    assert "secret name" not in str(refused.value)
    assert "999" not in str(refused.value)


def test_an_sqlite_database_is_set_up_to_survive_a_crash(tmp_path: Path) -> None:
    with Database.open(f"sqlite:///{tmp_path / 'new.db'}") as database, database.write() as c:
        said = {name: c.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")}
    assert said == {"journal_mode": "wal", "foreign_keys": 1}


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("hunter2 is no url", "cannot be understood"),
        ("", "cannot be understood"),
        ("mysql://root:hunter2@localhost/x", '"mysql" is not supported'),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:////no/such/folder/x.db", "no folder /no/such/folder"),
        ("postgresql://monitor:hunter2@127.0.0.1:1/x?password=hunter2", "127.0.0.1"),
        ("postgres://monitor:hunter2@127.0.0.1:1/x", "127.0.0.1"),
        ("postgresql+psycopg://monitor:hunter2@127.0.0.1:1/x", "127.0.0.1"),
        ("postgresql://monitor:hunter2@127.0.0.1:port/x", "cannot be understood"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_in_one_line_without_its_password(url: str, words: str) -> None:
    with pytest.raises(StoreError) as refused:
        Database.open(url)
    assert words in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Not a database at all. " * 100)
    with pytest.raises(StoreError, match="not a database"):
        Database.open(f"sqlite:///{file}")
    assert file.read_text().startswith("Not a database")


def test_a_database_without_tables_says_how_to_make_them(tmp_path: Path) -> None:
    with (
        Database.open(f"sqlite:///{tmp_path / 'new.db'}") as database,
        pytest.raises(StoreError, match="db upgrade"),
        database.read() as c,
    ):
        marks.get(c, "digest")


def test_without_the_driver_of_postgresql_the_extra_is_named() -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from monitor.errors import StoreError\n"
        "from monitor.store.database import Database\n"
        "try: Database.open('postgresql://monitor:hunter2@localhost/x')\n"
        "except StoreError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "pip install 'ceasefire-monitor[postgres]'" in run.stdout
    assert "hunter2" not in run.stdout


def test_the_name_of_a_database_holds_no_password(database: Database) -> None:
    assert database.name.startswith(database.dialect)
    assert "?" not in database.name
