"""Works that wait together share a commit. Nobody notices: each is whole or not at all, and told once it is there."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import LeaseLost, StoreError
from monitor.store import marks, schema
from monitor.store.database import Database
from monitor.store.writer import Writer
from tests.unit.store.made import NOON

Kind = Literal["good", "lost", "refused", "cancelled", "leaving"]


class OddError(Exception):
    """Something that goes wrong in the middle of a piece of work."""


def names(database: Database) -> set[str]:
    with database.read() as c:
        return set(c.scalars(sa.text("SELECT name FROM marks")))


def marked(name: str, then: Callable[[sa.Connection], object] = lambda c: None) -> Callable[[sa.Connection], str]:
    """Work that writes a mark and then does something more."""

    def work(c: sa.Connection) -> str:
        marks.set(c, name, NOON)
        then(c)
        return name

    return work


def fails_with(error: BaseException) -> Callable[[sa.Connection], object]:
    def then(_: sa.Connection) -> None:
        raise error

    return then


def breaks_a_constraint(c: sa.Connection) -> None:
    c.execute(sa.text("INSERT INTO incident_articles (article_id, incident_id) VALUES (999, 999)"))


@asynccontextmanager
async def held_up(database: Database) -> AsyncIterator[None]:
    """Whatever is asked for meanwhile waits, and is done together when this ends."""
    begun, go_on = threading.Event(), threading.Event()

    def busy(_: sa.Connection) -> None:
        begun.set()
        go_on.wait()

    first = asyncio.create_task(database.run(busy))
    await asyncio.to_thread(begun.wait)
    try:
        yield
        await asyncio.sleep(0)  # the tasks made meanwhile ask
    finally:
        go_on.set()
        await first


async def all_of(tasks: list[asyncio.Task[str]]) -> list[str | BaseException]:
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_that_fails_takes_back_what_it_did_itself_and_nothing_else(database: Database) -> None:
    lost, odd, left = LeaseLost("lost"), OddError(), SystemExit(3)
    works = [marked("1"), marked("2", fails_with(lost)), marked("3"), marked("4", fails_with(odd)), marked("5")]
    async with held_up(database):
        tasks = [asyncio.create_task(database.run(work)) for work in works]
    assert await all_of(tasks) == ["1", lost, "3", odd, "5"]
    assert names(database) == {"1", "3", "5"}
    writer = Writer(database.write, shared=True)
    assert writer.submit(marked("6", fails_with(left))).exception(timeout=30) is left
    assert writer.submit(marked("7")).result(timeout=30) == "7"
    writer.close()


async def test_later_works_see_what_earlier_ones_did(database: Database) -> None:
    async with held_up(database):
        tasks = [asyncio.create_task(database.run(marked("1")))]
        seen = asyncio.create_task(database.run(lambda c: marks.get(c, "1")))
    assert await all_of(tasks) == ["1"]
    assert await seen == NOON


async def test_what_the_database_refuses_fails_alone_and_the_others_are_there(database: Database) -> None:
    works = [marked("1"), marked("2", breaks_a_constraint), marked("3")]
    async with held_up(database):
        tasks = [asyncio.create_task(database.run(work)) for work in works]
    first, refused, third = await all_of(tasks)
    assert (first, third) == ("1", "3")
    assert isinstance(refused, StoreError)
    assert names(database) == {"1", "3"}


async def test_a_savepoint_within_a_work_is_its_own(database: Database) -> None:
    def half(c: sa.Connection) -> None:
        with pytest.raises(sa.exc.IntegrityError), c.begin_nested():
            breaks_a_constraint(c)

    async with held_up(database):
        tasks = [asyncio.create_task(database.run(marked(str(n), half))) for n in range(3)]
    assert await all_of(tasks) == ["0", "1", "2"]
    assert names(database) == {"0", "1", "2"}


@pytest.fixture
def sqlite(tmp_path: Path, sqlite_template: Path) -> str:
    file = tmp_path / "shared.db"
    file.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{file}"


async def test_a_disk_that_is_full_fails_the_work_that_needs_the_room(sqlite: str) -> None:
    def fills(c: sa.Connection) -> None:
        pages = c.exec_driver_sql("PRAGMA page_count").scalar_one()
        c.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
        c.exec_driver_sql("CREATE TABLE big AS SELECT randomblob(1000000) AS blob")

    with Database.open(sqlite) as database:
        works = [marked("1"), marked("2", fills), marked("3")]
        async with held_up(database):
            tasks = [asyncio.create_task(database.run(work)) for work in works]
        first, full, third = await all_of(tasks)
        assert (first, third) == ("1", "3")
        assert "full" in str(full)
        assert names(database) == {"1", "3"}


async def test_a_commit_that_fails_fails_every_work_in_it_and_the_next_one_is_fine(sqlite: str) -> None:
    def breaks_at_the_end(c: sa.Connection) -> None:
        c.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        breaks_a_constraint(c)

    with Database.open(sqlite) as database:
        works = [marked("1"), marked("2", breaks_at_the_end), marked("3")]
        async with held_up(database):
            tasks = [asyncio.create_task(database.run(work)) for work in works]
        for told in await all_of(tasks):
            assert isinstance(told, StoreError)
        assert names(database) == set()
        assert await database.run(marked("4")) == "4"


async def test_nothing_is_told_before_it_is_committed(sqlite: str) -> None:
    with Database.open(sqlite) as database:
        seen = []

        async def asks(name: str) -> None:
            await database.run(marked(name))
            seen.append(name in names(database))

        async with held_up(database):
            tasks: list[Awaitable[None]] = [asyncio.create_task(asks(str(n))) for n in range(10)]
        await asyncio.gather(*tasks)
        assert seen == [True] * 10


async def test_ten_thousand_that_wait_are_all_done_once(sqlite: str) -> None:
    with Database.open(sqlite) as database:
        async with held_up(database):
            tasks = [asyncio.create_task(database.run(marked(str(n)))) for n in range(10_000)]
        assert await all_of(tasks) == [str(n) for n in range(10_000)]
        assert len(names(database)) == 10_000


async def test_closing_drops_those_that_have_not_begun(database_url: str) -> None:
    database = Database.open(database_url)
    async with held_up(database):
        tasks = [asyncio.create_task(database.run(marked(str(n)))) for n in range(5)]
        await asyncio.sleep(0)
        closing = asyncio.create_task(asyncio.to_thread(database.close))
        while not all(task.done() for task in tasks):
            await asyncio.sleep(0)
    await closing
    assert [type(told) for told in await all_of(tasks)] == [asyncio.CancelledError] * 5
    with Database.open(database_url) as again:
        assert names(again) == set()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["good", "good", "lost", "refused", "cancelled", "leaving"]), max_size=12))
def test_whatever_becomes_of_each_what_is_told_is_what_is_there(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[Kind]
) -> None:
    file = tmp_path_factory.mktemp("shared") / "monitor.db"
    schema.upgrade(f"sqlite:///{file}")
    then: dict[Kind, Callable[[sa.Connection], object]] = {
        "lost": fails_with(LeaseLost("lost")), "refused": breaks_a_constraint, "leaving": fails_with(SystemExit()),
    }  # fmt: skip
    with Database.open(f"sqlite:///{file}") as database:
        writer = Writer(database.write, shared=True)
        begun, go_on = threading.Event(), threading.Event()

        def busy(_: sa.Connection) -> None:
            begun.set()
            go_on.wait()

        held = writer.submit(busy)
        begun.wait()
        outcomes = [writer.submit(marked(str(n), then.get(kind, lambda c: None))) for n, kind in enumerate(kinds)]
        for kind, outcome in zip(kinds, outcomes, strict=True):
            if kind == "cancelled":
                assert outcome.cancel()
        go_on.set()
        held.result(timeout=30)
        told = {out.result(timeout=30) for out in outcomes if not out.cancelled() and not out.exception(timeout=30)}
        writer.close()
        assert told == {str(n) for n, kind in enumerate(kinds) if kind == "good"}
        assert names(database) == told


def test_killed_amid_a_thousand_commits_it_has_all_that_it_told(database_url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from datetime import UTC, datetime\n"
        "from monitor.store import marks\n"
        "from monitor.store.database import Database\n"
        "database, round = Database.open(sys.argv[1]), sys.argv[2]\n"
        "async def one(n):\n"
        "    name = f'{round}.{n}'\n"
        "    await database.run(lambda c: marks.set(c, name, datetime(2026, 3, 1, 12, tzinfo=UTC)))\n"
        "    print(name, flush=True)\n"
        "async def lane(first):\n"
        "    for n in range(first, 1_000_000, 50): await one(n)\n"
        "async def main(): await asyncio.gather(*(lane(first) for first in range(50)))\n"
        "asyncio.run(main())\n"
    )
    told: set[str] = set()
    for number, after in enumerate((1, 40, 333)):
        run = subprocess.Popen([sys.executable, "-c", program, database_url, str(number)], stdout=subprocess.PIPE)
        assert run.stdout is not None
        for _ in range(after):
            told.add(run.stdout.readline().decode().strip())
        run.kill()
        rest, _ = run.communicate(timeout=30)
        assert run.returncode == -signal.SIGKILL
        told.update(line.strip().decode() for line in rest.splitlines(keepends=True) if line.endswith(b"\n"))
    assert len(told) >= 374
    with Database.open(database_url) as database:
        assert told <= names(database)
        assert len(names(database)) <= len(told) + 3 * 50  # at most what was in hand
