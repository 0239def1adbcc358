"""SIGKILL at every awkward moment of a whole day: no alert is lost, and none is told twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Delivery
from monitor.store import deliveries
from monitor.store.database import Database
from tests.scenario.daemon import FileClock
from tests.scenario.newsroom import DESK, Newspapers
from tests.scenario.observed import ObservedMail, ObservedSite, ObservedSlack, Trap
from tests.scenario.stories import DENIAL, FOOTBALL, MORNING, SHELLING, SHELLING_EDITED, SNIPER

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds until something that must come counts as never coming."""
SLACK_CHANNEL = "C0123"


class Day:
    """The servers, the clock, and the daemon that is killed and started again."""

    def __init__(self, folder: Path, database_url: str, trap: Trap) -> None:
        self.folder, self.trap = folder, trap
        self.clock = FileClock(folder / "clock")
        self.clock.set(MORNING + timedelta(hours=1), rate=120)
        self.database_url = database_url
        self.site = ObservedSite(trap)
        self.slack = ObservedSlack(trap, clock=self.clock)
        self.mail = ObservedMail()
        self.mail.observer = trap
        self.papers = Newspapers(self.site)
        self.daemon: subprocess.Popen[bytes] | None = None
        self.kills: list[str] = []

    def write_settings(self) -> None:
        feeds = "\n".join(
            f"  - {{name: {feed.name}, url: '{feed.url}', interval: 1m"
            + (f", speaks_for: {feed.speaks_for}}}" if feed.speaks_for else "}")
            for feed in self.papers.feeds()
        )
        (self.folder / "monitor.yaml").write_text(
            f"""
database_url: "{self.database_url}"
theatres: [nagorno-karabakh]
feeds:
{feeds}
fetch: {{allow_networks: [127.0.0.0/8], pace: 0s}}
poll: {{lease: 60s}}
alerts: {{terminal: false, group_wait: 0s}}
slack: {{base_url: "{self.slack.url}", channel: {SLACK_CHANNEL}}}
email: {{host: 127.0.0.1, port: {self.mail.port}, sender: monitor@example.org, to: [{DESK}], timezone: Asia/Yerevan}}
web: {{listen: null}}
"""
        )

    def start(self) -> subprocess.Popen[bytes]:
        """The daemon as a process of its own."""
        with (self.folder / "log").open("ab") as log:
            self.daemon = subprocess.Popen(
                [sys.executable, "-m", "tests.scenario.daemon", self.folder / "monitor.yaml", self.folder / "clock"],
                cwd=ROOT, stdout=log, stderr=log, env=os.environ | {"SLACK_BOT_TOKEN": self.slack.token},
            )  # fmt: skip
        return self.daemon

    def is_killed_at(self, *moments: str) -> None:
        """The daemon runs until each of these moments in turn, and is killed there."""
        for moment in moments:
            daemon = self.start()
            self.trap.set(moment, daemon)
            end = time.monotonic() + PATIENCE
            while not self.trap.sprung.wait(0.1):
                assert daemon.poll() in (None, -signal.SIGKILL), self._story(f"left before: {moment}")
                assert time.monotonic() < end, self._story(f"never came: {moment}")
            self.kills.append(moment)

    def runs_until(self, what: str, come: Callable[[], bool]) -> None:
        """The daemon runs until it has come about, then goes on."""
        if self.daemon is None or self.daemon.poll() is not None:
            self.start()
        end = time.monotonic() + PATIENCE
        while not come():
            assert time.monotonic() < end, self._story(f"never came: {what}")
            time.sleep(0.1)

    def stop(self) -> int:
        """Asks the daemon to stop; its exit status."""
        assert self.daemon is not None
        self.daemon.terminate()
        return self.daemon.wait(timeout=30)

    def kill(self) -> None:
        """However the test ends, nothing is left running."""
        if self.daemon is not None and self.daemon.poll() is None:
            self.daemon.kill()
            self.daemon.wait(timeout=10)

    def told(self) -> Counter[str]:
        """How often each delivery stands in Slack, by its key."""
        messages: list[dict[str, Any]] = self.slack.channels[SLACK_CHANNEL]
        return Counter(
            message["metadata"]["event_payload"]["delivery"] for message in messages if "metadata" in message
        )

    def owed(self) -> list[Delivery]:
        """Every delivery in the database."""
        with Database.open(self.database_url) as database, database.read() as c:
            found = (deliveries.get(c, id) for id in range(1, 100))
            return [delivery for delivery in found if delivery is not None]

    def _story(self, what: str) -> str:
        log = (self.folder / "log").read_text(errors="replace")[-6000:]
        return f"{what}\nseen: {self.trap.seen[-30:]}\nkilled at: {self.kills}\n{log}"


@pytest.fixture
def day(tmp_path: Path, database_url: str) -> Iterator[Day]:
    day = Day(tmp_path, database_url, Trap())
    with day.site, day.slack, day.mail, _killed_in_the_end(day):
        yield day


@contextmanager
def _killed_in_the_end(day: Day) -> Iterator[None]:
    try:
        yield
    finally:
        day.kill()


@pytest.mark.timeout(400)
def test_killed_at_fourteen_moments_it_loses_no_alert_and_tells_none_twice(day: Day) -> None:
    wire = day.papers.paper("Harbour Wire", SHELLING, FOOTBALL)
    other = day.papers.paper("Kura Courier", speaks_for="azerbaijan")
    day.write_settings()
    feed, page = f"/{wire}", day.papers.path(wire, SHELLING)

    # A first report, on its way from the feed to Slack.
    day.is_killed_at(
        f"before site {feed}", f"after site {feed}", f"before site {page}", f"after site {page}",
        "before slack chat.postMessage", "stored slack chat.postMessage",
    )  # fmt: skip
    day.runs_until("the first report in Slack", lambda: len(day.slack.messages()) == 1 and _all_sent(day))

    # A second incident: Slack has answered, but nobody wrote it down.
    day.kill()
    day.papers.prints(wire, SNIPER)
    day.is_killed_at("after slack chat.postMessage")
    day.runs_until("the second incident in Slack", lambda: len(day.slack.messages()) == 2 and _all_sent(day))

    # The toll is raised and the accused side denies: the first message is edited, its thread grows.
    day.kill()
    day.papers.prints(wire, SHELLING_EDITED)
    day.papers.prints(other, DENIAL)
    day.is_killed_at(
        "before slack chat.update", "stored slack chat.update", "stored slack chat.postMessage",
        "after slack chat.postMessage",
    )  # fmt: skip
    first = day.slack.messages()[0]["ts"]
    day.runs_until("both changes in the thread", lambda: len(day.slack.thread(first)) == 2 and _all_sent(day))

    # The morning after, the digest.
    day.kill()
    day.clock.set(MORNING + timedelta(hours=21), rate=120)
    day.is_killed_at("before mail", "stored mail", "after mail")
    day.runs_until("the digest", lambda: len(day.mail.mails) > 0 and _all_sent(day))
    assert day.stop() == 0

    assert len(day.kills) == 14
    owed = day.owed()
    alerts = [delivery for delivery in owed if delivery.channel == "slack"]
    (digest,) = [delivery for delivery in owed if delivery.channel == "email"]
    assert {delivery.state for delivery in owed} == {"sent"}
    assert len(alerts) == 4
    assert day.told() == {delivery.key: 1 for delivery in alerts}
    assert len(day.slack.messages()) == 2
    assert "5 soldiers killed" in day.slack.messages()[0]["text"]
    assert {mail.message["Message-ID"] for mail in day.mail.mails} == {digest.receipt}


def _all_sent(day: Day) -> bool:
    owed = day.owed()
    return bool(owed) and all(delivery.state == "sent" for delivery in owed)
