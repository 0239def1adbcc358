"""The whole program: keeps the journeys going, or makes each once, and leaves in good order.

All timing state is in the database. The scheduler's ticks are short real intervals that only ask what is due by the
clock that was handed in; a journey that finds work wakes the next one at once.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial, wraps

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import banner
from monitor.building import opened
from monitor.errors import MonitorError
from monitor.jobs.correlate import CorrelateReport, correlate
from monitor.jobs.deliver import DeliverReport, deliver
from monitor.jobs.digest import DigestReport, digest
from monitor.jobs.housekeeping import HousekeepingReport, housekeeping
from monitor.jobs.poll import PollReport, poll
from monitor.jobs.read import ReadReport, read
from monitor.jobs.vitals import look
from monitor.jobs.watch import WatchReport, watch
from monitor.jobs.world import World
from monitor.journal import Journal, open_journal
from monitor.model import Clock, utc_now
from monitor.settings import Settings
from monitor.web import health

GRACE = 3.0
"""Seconds that work in hand has to finish when we are asked to leave."""
GONE_WITHIN = 4.8
"""Seconds after which we leave whatever still holds us."""


@dataclass(frozen=True, slots=True)
class PassReport:
    """What came of one full pass."""

    poll: PollReport
    read: ReadReport
    correlate: CorrelateReport
    watch: WatchReport
    digest: DigestReport
    deliver: DeliverReport
    housekeeping: HousekeepingReport


def run(settings: Settings, clock: Clock = utc_now, *, tick: timedelta | None = None) -> int:
    """The daemon, until SIGINT or SIGTERM; the exit status. A second signal leaves at once.

    `tick` is how often, in real time, it looks for due work (`poll.tick` when None). Raises MonitorError, before
    anything is polled, for a database or rules that can't be used.
    """
    open_journal(settings.logs.format, settings.logs.level)
    leaving = _Leaving()
    try:
        asyncio.run(_daemon(settings, clock, tick, leaving))
    finally:
        leaving.left()
    return 0


def once(settings: Settings, clock: Clock = utc_now) -> PassReport:
    """One full pass over everything that is due. Nothing is held back to wait for a second report.

    Raises MonitorError for a database or rules that can't be used.
    """
    open_journal(settings.logs.format, settings.logs.level)
    at_once = settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"group_wait": timedelta(0)})})

    async def one() -> PassReport:
        async with opened(at_once, clock) as world:
            report = await full_pass(world)
            banner.show_pass(report)
            return report

    return asyncio.run(one())


async def full_pass(world: World) -> PassReport:
    """Every journey once, in order."""
    return PassReport(
        await poll(world),
        await read(world),
        await correlate(world),
        await watch(world),
        await digest(world),
        await deliver(world),
        await housekeeping(world),
    )


async def _daemon(settings: Settings, clock: Clock, tick: timedelta | None, leaving: _Leaving) -> None:
    async with opened(settings, clock) as world, _web(world) as url:
        leaving.listen(world)
        banner.show_start(settings, await banner.facts(world), url)
        await serve(world, tick=tick)
        world.journal.info("monitor stopped")


async def serve(world: World, *, tick: timedelta | None = None) -> None:
    """Keeps every journey going until `world.stopping` is set, then lets what is in hand finish, for GRACE seconds."""
    bells = world.bells

    async def ring() -> None:
        for bell in bells.each():
            bell.set()

    scheduler = AsyncIOScheduler(timezone=UTC)
    seconds = (tick or world.settings.poll.tick).total_seconds()
    # Late ticks are welcome, and one is as good as many: what is due is in the database.
    scheduler.add_job(ring, "interval", seconds=seconds, misfire_grace_time=None, coalesce=True, max_instances=1)
    troubles = _Troubles(world.journal)
    kept = [
        _keep(world, _going_on(poll, bells.poll), bells.poll, troubles),
        _keep(world, _going_on(read, bells.read), bells.read, troubles),
        _keep(world, correlate, bells.correlate, troubles),
        _keep(world, deliver, bells.deliver, troubles),
        _keep(world, watch, bells.watch, troubles),
        _keep(world, digest, bells.digest, troubles),
        _keep(world, housekeeping, bells.housekeeping, troubles),
    ]
    going = [asyncio.create_task(journey) for journey in kept]
    scheduler.start()
    await ring()
    try:
        await world.stopping.wait()
    finally:
        scheduler.shutdown(wait=False)
        await ring()
        _, late = await asyncio.wait(going, timeout=GRACE)
        for journey in late:
            journey.cancel()
        await asyncio.gather(*going, return_exceptions=True)


def _going_on(journey: Callable[..., Awaitable[object]], bell: asyncio.Event) -> Callable[[World], Awaitable[object]]:
    """The journey, taking what comes due while it still has slow work in hand."""

    @wraps(journey)
    async def going_on(world: World) -> object:
        return await journey(world, bell=bell)

    return going_on


async def _keep(
    world: World, journey: Callable[[World], Awaitable[object]], bell: asyncio.Event, troubles: _Troubles
) -> None:
    """Makes the journey whenever its bell has rung."""
    while not world.stopping.is_set():
        await bell.wait()
        bell.clear()
        if world.stopping.is_set():
            return
        name = getattr(journey, "__name__", "journey")
        try:
            await journey(world)
        except Exception as error:  # noqa: BLE001  (no journey takes the others down; the next tick repeats it)
            world.metrics.failures.labels(name).inc()
            troubles.met(name, error)
        else:
            troubles.over(name)


class _Troubles:
    """Tells a trouble when it comes and when it is over: a lost database meets every journey at every tick."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._why: dict[str, str] = {}

    def met(self, journey: str, error: Exception) -> None:
        """The journey broke off. Our own errors are told in words, what nobody foresaw with its traceback."""
        foreseen = isinstance(error, MonitorError)
        why = str(error) if foreseen else f"{type(error).__name__}: {error}"
        if why not in self._why.values():
            self._journal.error("journey broke off", journey=journey, why=why, exc_info=None if foreseen else error)
        self._why[journey] = why

    def over(self, journey: str) -> None:
        """The journey came to its end."""
        why = self._why.pop(journey, None)
        if why is not None and why not in self._why.values():
            self._journal.info("trouble passed", journey=journey, was=why)


@asynccontextmanager
async def _web(world: World) -> AsyncIterator[str | None]:
    """Serves health and metrics; gives their address, or None when nothing is served."""
    web = world.settings.web
    if web.listen is None:
        yield None
        return
    try:
        listening = health.listen(web.host, web.port)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        world.journal.warning("health not served", address=web.listen, why=why, remedy="set web.listen to a free port")
        yield None
        return
    server = health.WebServer(health.application(partial(look, world), world.metrics), listening)
    serving = asyncio.create_task(server.serve())
    try:
        yield server.url
    finally:
        server.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(serving, 1.0)


class _Leaving:
    """What SIGINT and SIGTERM do: the first asks to stop, and sees that we do; the second leaves at once."""

    def __init__(self) -> None:
        self._guard: threading.Timer | None = None

    def listen(self, world: World) -> None:
        """Takes the signals over, in the running event loop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._asked, world, number)

    def left(self) -> None:
        """All is closed. The guard stays only while some library's thread would keep the process."""
        kept = [
            thread for thread in threading.enumerate() if not thread.daemon and thread is not threading.main_thread()
        ]
        if self._guard is not None and not kept:
            self._guard.cancel()

    def _asked(self, world: World, number: signal.Signals) -> None:
        if world.stopping.is_set():
            os._exit(128 + number)
        world.journal.info("stop asked for", signal=number.name)
        world.stopping.set()
        self._guard = threading.Timer(GONE_WITHIN, os._exit, (0,))
        self._guard.daemon = True
        self._guard.start()
