"""A day of two hundred feeds on five hosts, half of them faulty, and the daemon is killed twenty times on the way."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.store import tables
from monitor.store.database import Database
from tests.scenario.daemon import FileClock
from tests.scenario.observed import ObservedSite, Trap
from tests.scenario.stories import DAY
from tests.servers.press import Outlet, press
from tests.unit.engine.pack import write

ROOT = Path(__file__).parents[2]
SEED = int(os.environ.get("DAY_SEED", "20"))
"""Another one makes another day, and other moments to be killed at."""
OUTLETS, HOSTS, KILLS = 200, 5, 20
RATE = 1440.0
"""How many times faster the day goes while the daemon is up: an hour in two and a half seconds."""
STRETCH = timedelta(minutes=70)
"""From one start to the next kill, at most; twenty of them are a day."""
PATIENCE = 60.0
"""Seconds until something that must come counts as never coming."""
LAST_CALL = timedelta(hours=30)
"""After midnight: by then every feed was asked for the whole once more, whatever its ETag says."""


class Newsday:
    """The press, the clock, and the daemon that reads it as long as it lives."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder, self.database_url = folder, database_url
        self.chance = random.Random(SEED)
        self.clock = FileClock(folder / "clock")
        self.clock.set(DAY, rate=1)
        self.trap = Trap()
        self.sites = [ObservedSite(self.trap, f"127.0.0.{n}") for n in range(1, HOSTS + 1)]
        self.outlets: list[Outlet] = []
        self.daemon: subprocess.Popen[bytes] | None = None
        self.deaths: list[str] = []

    def begins(self) -> None:
        """The papers are printed, the daemon is told of them. It knows few rules, and is up the sooner for it."""
        self.outlets = press(self.sites, self.clock, DAY, outlets=OUTLETS, seed=SEED)
        feeds = "\n".join(f"  - {{name: F{one.number:03}, url: '{one.site.url(one.path)}'}}" for one in self.outlets)
        (self.folder / "monitor.yaml").write_text(
            f"""
database_url: "{self.database_url}"
rules: {write(self.folder / "rules")}
feeds:
{feeds}
fetch: {{allow_networks: [127.0.0.0/8], timeout: 5s}}
poll: {{interval: 45m, lease: 1h}}
alerts: {{terminal: false}}
web: {{listen: null}}
"""
        )

    def starts(self) -> None:
        """The daemon is started. The day stands still until it asks for the first feed, then goes on."""
        self.clock.set(self.clock(), rate=1)
        asked = len(self.trap.seen)
        with (self.folder / "log").open("ab") as log:
            self.daemon = subprocess.Popen(
                [sys.executable, "-m", "tests.scenario.daemon", self.folder / "monitor.yaml", self.folder / "clock"],
                cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
        self._waits(lambda: len(self.trap.seen) > asked, "the first question after a start")
        self.clock.set(self.clock(), rate=RATE)

    def is_killed(self) -> None:
        """Some time on the next stretch: at the stroke of a minute, or before or after a site's answer."""
        assert self.daemon is not None
        begun = self.clock()
        at = begun + STRETCH * self.chance.uniform(0.3, 1)
        if self.chance.random() < 0.5:
            self._waits(lambda: self.clock() >= at, f"{at:%H:%M}")
            self.daemon.kill()
            self.deaths.append(f"{at:%H:%M}")
        else:
            well = self.chance.choice([one for one in self.outlets if not one.fault])
            moment = f"{self.chance.choice(['before', 'after'])} site {well.path}"
            self._waits(lambda: self.clock() >= begun + STRETCH * 0.3, "a third of the stretch")
            self.trap.set(moment, self.daemon)
            self._waits(self.trap.sprung.is_set, moment)
            self.deaths.append(f"{self.clock():%H:%M} {moment}")
        assert self.daemon.wait(timeout=10) == -signal.SIGKILL

    def nobody_is_there(self) -> None:
        """For up to half an hour."""
        self.clock.set(self.clock() + timedelta(minutes=self.chance.uniform(0, 30)), rate=1)

    def runs_until_all_is_stored(self) -> None:
        """To midnight at least, and no longer than to the last call."""
        midnight = DAY + timedelta(days=1)
        end = time.monotonic() + PATIENCE
        while self.clock() < midnight or self.missing():
            if self.clock() > midnight + LAST_CALL and time.monotonic() > end:
                return
            time.sleep(0.25)
        # What would be stored twice has its chance, too.
        self._waits(lambda: self.clock() > midnight + timedelta(hours=3), "the small hours")

    def stops(self) -> int:
        """Asks the daemon to stop; its exit status."""
        assert self.daemon is not None
        self.daemon.terminate()
        return self.daemon.wait(timeout=30)

    def stored(self) -> Counter[str]:
        """How often each story's mark stands in the titles of the entries."""
        with Database.open(self.database_url) as database, database.read() as c:
            titles = list(c.scalars(sa.select(tables.entries.c.title)))
        return Counter(found[0] for title in titles if (found := re.search(r"F\d{3}-\d\d", title)))

    def published(self) -> dict[str, Outlet]:
        """Every story's mark, and who truly published it."""
        return {story.mark: outlet for outlet in self.outlets for story in outlet.stories}

    def missing(self) -> set[str]:
        """Stories that are not stored yet."""
        return self.published().keys() - self.stored().keys()

    def told(self, marks: list[str]) -> str:
        """These stories' feeds, for a person to look into."""
        published = self.published()
        feeds = Counter(f"{published[mark].dialect}, {published[mark].fault or 'no fault'}" for mark in marks)
        return f"{len(marks)} {sorted(marks)[:20]} {dict(feeds)} (DAY_SEED={SEED}, killed at {self.deaths})"

    def ends(self) -> None:
        """However the test ends, nothing is left running."""
        if self.daemon is not None and self.daemon.poll() is None:
            self.daemon.kill()
            self.daemon.wait(timeout=10)

    def _waits(self, come: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not come():
            alive = self.daemon is None or self.daemon.poll() in (None, -signal.SIGKILL)
            assert alive, self._log(f"it left before: {what}")
            assert time.monotonic() < end, self._log(f"never came: {what}")
            time.sleep(0.02)

    def _log(self, what: str) -> str:
        log = (self.folder / "log").read_text(errors="replace")[-4000:]
        return f"{what} (DAY_SEED={SEED}, killed at {self.deaths})\n{log}"


@contextmanager
def ending(day: Newsday) -> Iterator[Newsday]:
    try:
        yield day
    finally:
        day.ends()


@pytest.fixture
def day(tmp_path: Path, database_url: str) -> Iterator[Newsday]:
    newsday = Newsday(tmp_path, database_url)
    with ExitStack() as opened:
        for site in newsday.sites:
            opened.enter_context(site)
        yield opened.enter_context(ending(newsday))


@pytest.mark.timeout(400)
def test_a_day_of_two_hundred_feeds_and_twenty_deaths_stores_every_story_once(day: Newsday) -> None:
    day.begins()
    for _ in range(KILLS):
        day.starts()
        day.is_killed()
        day.nobody_is_there()
    day.starts()
    day.runs_until_all_is_stored()
    assert day.stops() == 0

    assert len(day.deaths) == KILLS
    assert min(outlet.asked for outlet in day.outlets) > 3, "a fault had no time to show"
    published, stored = day.published(), day.stored()
    lost = [mark for mark in published if not stored[mark]]
    twice = [mark for mark in published if stored[mark] > 1]
    assert not lost, f"lost: {day.told(lost)}"
    assert not twice, f"stored more than once: {day.told(twice)}"
    assert stored.keys() == published.keys()
