"""Worker processes: what hangs or crashes costs itself and nobody else."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator

import pytest

from monitor.errors import ParseError
from monitor.jobs.workers import WorkerKilledError, Workers
from monitor.sources.article import extract

_prepared = ""


def prepare(word: str) -> None:
    global _prepared
    _prepared = word


def prepared_with() -> str:
    return _prepared


def double(number: int) -> int:
    return 2 * number


def refuse() -> None:
    raise ValueError("no such thing")


def hang() -> None:
    time.sleep(3600)


def crash() -> None:
    os._exit(7)


def hoard(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def page(body: bytes) -> int:
    return len(extract(body, content_type="text/html", url="https://wire.example/1").text)


def process_id() -> int:
    return os.getpid()


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    made = Workers(prepare, "the rules", size=1)
    yield made
    await made.stop()


async def test_an_item_is_done_in_another_process_that_was_prepared(workers: Workers) -> None:
    assert workers.state == "idle"
    assert await workers.call(double, 21) == 42
    assert await workers.call(prepared_with) == "the rules"
    assert await workers.call(process_id) != os.getpid()
    assert workers.state == "running"


async def test_what_an_item_raises_reaches_the_caller(workers: Workers) -> None:
    with pytest.raises(ValueError, match="no such thing"):
        await workers.call(refuse)


async def test_an_item_that_hangs_is_killed_and_the_next_is_done(workers: Workers) -> None:
    with pytest.raises(WorkerKilledError, match="took longer than"):
        await workers.call(hang, timeout=0.2)
    assert await workers.call(double, 4) == 8


async def test_an_item_that_crashes_its_process_costs_itself_only(workers: Workers) -> None:
    with pytest.raises(WorkerKilledError, match="exit code 7"):
        await workers.call(crash)
    assert await workers.call(double, 4) == 8


@pytest.mark.skipif(sys.platform != "linux", reason="other kernels do not count")
async def test_an_item_that_takes_too_much_memory_costs_itself_only() -> None:
    made = Workers(prepare, "the rules", size=1, memory=64 * 1024 * 1024)
    try:
        assert await made.call(hoard, 8)
        with pytest.raises(WorkerKilledError, match="needed more memory"):
            await made.call(hoard, 80)
        assert await made.call(double, 4) == 8
    finally:
        await made.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="other kernels do not count")
async def test_a_page_that_takes_too_much_memory_is_said_to_and_the_next_is_read() -> None:
    made = Workers(prepare, "the rules", size=1, memory=24 * 1024 * 1024)
    try:
        hungry = b"<html><body><article>" + b"<p>one two three four five</p>" * 19_900
        with pytest.raises((ParseError, WorkerKilledError), match=r"too large to read|memory|exit code"):
            await made.call(page, hungry)
        assert await made.call(page, b"<html><body><p>One line of text.</p></body></html>") == len("One line of text.")
    finally:
        await made.stop()


async def test_items_wait_for_their_turn_without_losing_time(workers: Workers) -> None:
    """The limit counts from the moment an item begins, not from when it was handed in."""
    results = await asyncio.gather(*(workers.call(double, n, timeout=5) for n in range(200)))
    assert results == [2 * n for n in range(200)]


async def test_stopping_ends_an_item_in_hand(workers: Workers) -> None:
    await workers.call(double, 1)
    in_hand = asyncio.create_task(workers.call(hang))
    await asyncio.sleep(0.2)
    await workers.stop()
    with pytest.raises(asyncio.CancelledError):
        await in_hand
    assert workers.state == "stopped"
    with pytest.raises(asyncio.CancelledError):
        await workers.call(double, 1)
