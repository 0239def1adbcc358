"""Working through leased work: a bounded number of items in hand, more taken as places come free."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


async def work_through(
    lease: Callable[[int], Awaitable[Sequence[T]]],
    work: Callable[[T], Coroutine[Any, Any, None]],
    *,
    places: int,
    stopping: asyncio.Event,
) -> int:
    """Leases and does work until there is none, `places` items at once; how many were done.

    `lease(n)` takes at most n items, and is asked again until it takes none. A slow item keeps its own place and no
    other. Once `stopping` is set nothing more is taken and what is in hand is finished. An exception of `work` ends the
    whole, after cancelling the rest: what may go wrong with one item alone, `work` must settle itself.
    """
    done = 0
    in_hand: set[asyncio.Task[None]] = set()
    try:
        while True:
            while len(in_hand) < places and not stopping.is_set():
                taken = await lease(places - len(in_hand))
                if not taken:
                    break
                in_hand |= {asyncio.create_task(work(item)) for item in taken}
            if not in_hand:
                return done
            finished, in_hand = await asyncio.wait(in_hand, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                task.result()
                done += 1
    finally:
        for task in in_hand:
            task.cancel()
        await asyncio.gather(*in_hand, return_exceptions=True)
