"""Working through leased work: bounded, and no item waits for a slow one."""

from __future__ import annotations

import asyncio

import pytest

from monitor.jobs.in_hand import work_through


class Queue:
    """Numbers to be leased, and what became of them."""

    def __init__(self, count: int) -> None:
        self.left = list(range(count))
        self.done: list[int] = []
        self.at_once = self.most_at_once = 0
        self.slow = asyncio.Event()

    async def lease(self, places: int) -> list[int]:
        taken, self.left = self.left[:places], self.left[places:]
        return taken

    async def work(self, number: int) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if number == 0 and len(self.done) < 9:
            await self.slow.wait()
        await asyncio.sleep(0)
        self.at_once -= 1
        self.done.append(number)
        if len(self.done) == 9:
            self.slow.set()


async def test_all_is_done_with_no_more_in_hand_than_there_are_places() -> None:
    queue = Queue(10)
    assert await work_through(queue.lease, queue.work, places=3, stopping=asyncio.Event()) == 10
    assert sorted(queue.done) == list(range(10))
    assert queue.most_at_once == 3


async def test_a_slow_item_keeps_its_own_place_only() -> None:
    queue = Queue(10)
    await work_through(queue.lease, queue.work, places=3, stopping=asyncio.Event())
    assert queue.done[-1] == 0


async def test_what_comes_due_while_a_slow_item_is_in_hand_is_taken_when_the_bell_rings() -> None:
    bell, queue = asyncio.Event(), Queue(1)

    async def work(number: int) -> None:
        if number == 0:
            queue.left.append(1)
            bell.set()
            await queue.slow.wait()
        else:
            queue.slow.set()
        queue.done.append(number)

    assert await work_through(queue.lease, work, places=3, stopping=asyncio.Event(), bell=bell) == 2
    assert queue.done == [1, 0]
    assert not bell.is_set()


async def test_once_stopping_nothing_more_is_taken_and_what_is_in_hand_is_finished() -> None:
    queue, stopping = Queue(10), asyncio.Event()

    async def work(number: int) -> None:
        stopping.set()
        await asyncio.sleep(0.01)
        queue.done.append(number)

    assert await work_through(queue.lease, work, places=2, stopping=stopping) == 2
    assert sorted(queue.done) == [0, 1]
    assert len(queue.left) == 8


async def test_an_exception_ends_the_whole_and_cancels_the_rest() -> None:
    cancelled: list[int] = []

    async def work(number: int) -> None:
        if number == 0:
            raise ValueError("a fault of ours")
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            cancelled.append(number)
            raise

    with pytest.raises(ValueError, match="a fault of ours"):
        await work_through(Queue(3).lease, work, places=3, stopping=asyncio.Event())
    assert sorted(cancelled) == [1, 2]
