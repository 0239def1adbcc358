"""`ceasefire-monitor run` as people start it: a process with a banner, a log, /health, and good manners on leaving."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.scenario.newsroom import Newspapers
from tests.scenario.stories import SHELLING
from tests.servers.site import Page, Site
from tests.servers.slack import FakeSlack, refused

ROOT = Path(__file__).parents[2]


class Started:
    """The program with a settings file, its output kept."""

    def __init__(self, folder: Path, slack: FakeSlack) -> None:
        self.folder, self.slack = folder, slack
        self.settings = folder / "monitor.yaml"
        self._processes: list[subprocess.Popen[bytes]] = []

    def write(self, papers: Newspapers, more: str = "") -> None:
        """Settings with these papers."""
        feeds = "\n".join(f"  - {{name: {feed.name}, url: '{feed.url}'}}" for feed in papers.feeds())
        self.settings.write_text(
            f"database_url: 'sqlite:///{self.folder}/monitor.db'\ntheatres: [nagorno-karabakh]\nfeeds:\n{feeds}\n"
            "fetch: {allow_networks: [127.0.0.0/8], pace: 0s}\npoll: {tick: 1s}\nalerts: {group_wait: 0s}\n"
            f"slack: {{base_url: '{self.slack.url}', channel: C0123}}\n{more}\n"
        )

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Starts the program."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("CEASEFIRE_MONITOR")}
        with (self.folder / "out").open("ab") as out, (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "monitor", "--settings", self.settings, *command],
                cwd=ROOT, stdout=out, stderr=log, env=environ | {"SLACK_BOT_TOKEN": self.slack.token},
            )  # fmt: skip
        self._processes.append(process)
        return process

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text(errors="replace")

    def comes(self, about: Callable[[], object]) -> None:
        end = time.monotonic() + 60
        while not about():
            assert time.monotonic() < end, self.log
            time.sleep(0.05)

    def end(self) -> None:
        """However the test ends, nothing is left running."""
        for process in self._processes:
            if process.poll() is None:
                process.kill()
                process.wait(timeout=10)


@pytest.fixture
def papers() -> Iterator[Newspapers]:
    with Site() as site:
        yield Newspapers(site)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Started]:
    with FakeSlack() as slack:
        started = Started(tmp_path, slack)
        yield started
        started.end()


def test_it_says_what_it_watches_alerts_answers_health_and_leaves_when_asked(
    program: Started, papers: Newspapers
) -> None:
    papers.paper("Harbour Wire", SHELLING)
    program.write(papers, "web: {listen: '127.0.0.1:0'}")
    daemon = program.start("run")
    program.comes(lambda: program.slack.messages())
    for words in ("Karabakh", "1 feed;", "sqlite:///", "this terminal; Slack C0123", "daily at 07:00"):
        assert words in program.log
    program.comes(lambda: "Armenia accuses Azerbaijan" in program.out)  # the terminal has a lane of its own
    address = re.search(r"http://127\.0\.0\.1:\d+", program.log)
    assert address is not None
    health = httpx.get(f"{address[0]}/health", trust_env=False)
    assert health.status_code == 200
    assert health.json()["feeds"] == 1
    assert "ceasefire_monitor_alerts_total" in httpx.get(f"{address[0]}/metrics", trust_env=False).text
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(timeout=30) == 0
    assert "monitor stopped" in program.log


def test_ctrl_c_in_the_middle_of_a_fetch_leaves_in_good_order(program: Started, papers: Newspapers) -> None:
    path = papers.paper("Harbour Wire")
    papers.site.pages[f"/{path}"] = Page(waits=3600)
    program.write(papers, "web: {listen: null}")
    daemon = program.start("run")
    program.comes(lambda: papers.site.requests)
    daemon.send_signal(signal.SIGINT)
    assert daemon.wait(timeout=30) == 0
    assert "stop asked for" in program.log


def test_a_second_signal_leaves_at_once(program: Started, papers: Newspapers) -> None:
    path = papers.paper("Harbour Wire")
    papers.site.pages[f"/{path}"] = Page(waits=3600)
    program.write(papers, "web: {listen: null}")
    daemon = program.start("run")
    program.comes(lambda: papers.site.requests)
    daemon.send_signal(signal.SIGTERM)
    program.comes(lambda: "stop asked for" in program.log)
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(timeout=30) == 128 + signal.SIGTERM
    assert "monitor stopped" not in program.log


def test_a_taken_port_is_one_clear_line_and_the_rest_goes_on(program: Started, papers: Newspapers) -> None:
    papers.paper("Harbour Wire", SHELLING)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        program.write(papers, f"web: {{listen: '127.0.0.1:{taken.getsockname()[1]}'}}")
        daemon = program.start("run")
        program.comes(lambda: program.slack.messages())
        daemon.terminate()
        assert daemon.wait(timeout=30) == 0
    (line,) = [line for line in program.log.splitlines() if "health not served" in line]
    assert "in use" in line
    assert "Traceback" not in program.log


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a worker leaves when it next looks for work")
def test_killed_it_leaves_no_worker_behind(program: Started, papers: Newspapers) -> None:
    papers.paper("Harbour Wire", SHELLING)
    program.write(papers, "web: {listen: null}")
    daemon = program.start("run")
    program.comes(lambda: program.slack.messages())
    workers = _children(daemon.pid)
    assert workers
    daemon.kill()
    daemon.wait(timeout=10)
    program.comes(lambda: not any(Path(f"/proc/{worker}/cmdline").exists() for worker in workers))


def _children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in found]


def test_once_makes_one_pass_says_what_came_of_it_and_ends(program: Started, papers: Newspapers) -> None:
    papers.paper("Harbour Wire", SHELLING)
    program.write(papers)
    assert program.start("once").wait(timeout=60) == 0
    assert "incidents: 1 opened" in program.log
    assert len(program.slack.messages()) == 1
    assert program.start("once").wait(timeout=60) == 0
    assert "no feed was due" in program.log
    assert len(program.slack.messages()) == 1


def test_what_could_not_be_told_shows_in_doctor(program: Started, papers: Newspapers) -> None:
    papers.paper("Harbour Wire", SHELLING)
    program.write(papers)
    program.slack.fail("chat.postMessage", refused("is_archived"))
    assert program.start("once").wait(timeout=60) == 0
    assert program.start("doctor", "--json").wait(timeout=60) == 1
    said = json.loads(program.out[program.out.index("{\n") :])
    (outbox,) = [check for check in said["checks"] if check["name"] == "outbox"]
    assert outbox["verdict"] == "failed"
    assert "1 failed in a day" in outbox["words"]
    assert "the channel is archived" in outbox["words"]


def test_the_log_can_be_read_by_programs(program: Started, papers: Newspapers) -> None:
    papers.paper("Harbour Wire", SHELLING)
    program.write(papers, "logs: {format: json}")
    assert program.start("once").wait(timeout=60) == 0
    lines = [json.loads(line) for line in program.log.splitlines() if line.startswith("{")]
    assert "incident opened" in {line["said"] for line in lines}
