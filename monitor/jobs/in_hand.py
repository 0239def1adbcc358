"""Working through leased work: a bounded number of items in hand, more taken as places come free."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

GATHERING = 0.02
"""Seconds to wait for further items to end before more are taken: taking is a question to the database each time."""


async def work_through(
    lease: Callable[[int], Awaitable[Sequence[T]]],
    work: Callable[[T], Coroutine[Any, Any, None]],
    *,
    places: int,
    stopping: asyncio.Event,
    bell: asyncio.Event | None = None,
) -> int:
    """Leases and does work until there is none, `places` items at once; how many were done.

    `lease(n)` takes at most n items, and is asked again until it takes none. A slow item keeps its own place and no
    other: `lease` is asked again whenever a place comes free, and whenever `bell` rings. Once `stopping` is set nothing
    more is taken and what is in hand is finished. An exception of `work` ends the whole, after cancelling the rest:
    what may go wrong with one item alone, `work` must settle itself.
    """
    done = 0
    in_hand: set[asyncio.Task[Any]] = set()
    ringing: asyncio.Task[Any] | None = None
    try:
        while True:
            while len(in_hand) < places and not stopping.is_set():
                taken = await lease(places - len(in_hand))
                if not taken:
                    break
                in_hand |= {asyncio.create_task(work(item)) for item in taken}
            if not in_hand:
                return done
            if bell is not None and ringing is None:
                ringing = asyncio.create_task(bell.wait())
            await asyncio.wait(in_hand | {ringing} if ringing else in_hand, return_when=asyncio.FIRST_COMPLETED)
            if len(in_hand) > 1:
                await asyncio.wait(in_hand, timeout=GATHERING)
            if bell is not None and ringing is not None and ringing.done():
                ringing = None
                bell.clear()
            finished = {task for task in in_hand if task.done()}
            in_hand -= finished
            for task in finished:
                task.result()
                done += 1
    finally:
        left = in_hand | {ringing} if ringing else in_hand
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
