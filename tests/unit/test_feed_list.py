"""`feeds list`: how much a feed lists a day, when it last did, and what is the matter with it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from rich.console import Console

from monitor.cli import main
from monitor.commands import feed_list
from monitor.commands.feed_list import Record
from monitor.model import Feed, Notice
from monitor.sources.rhythm import hour_of
from monitor.store import feeds, notices, schema
from monitor.store.database import Database
from monitor.store.tables import feed_hours

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
WIRE = Feed(
    id=1, url="https://user:secret@wire.example/rss", name="Harbour Wire", state="ok", theatres=("border",),
    speaks_for="northland", last_new=NOW - 9 * HOUR, last_read=NOW, next_due=NOW + HOUR,
)  # fmt: skip
QUIET = Notice(
    id=1, kind="feed-quiet", feed_id=1, name="Harbour Wire", theatres=("border",), side="northland",
    since=NOW - 9 * HOUR, words="it answers, but has listed nothing new for 9 h", opened=NOW,
)  # fmt: skip
SIDE = replace(QUIET, kind="side-quiet", feed_id=None, name="", words="A and B answer")


@pytest.mark.parametrize(
    ("feed", "known", "state"),
    [
        (WIRE, (), "ok"),
        (WIRE, (QUIET,), "quiet"),
        (WIRE, (SIDE,), "quiet"),
        (replace(WIRE, last_new=NOW), (SIDE,), "ok"),
        (replace(WIRE, speaks_for=None), (SIDE,), "ok"),
        (replace(WIRE, failures=2, state="timeout"), (QUIET,), "timeout"),
        (replace(WIRE, failures=9, state="retired"), (QUIET,), "retired"),
        (replace(WIRE, address="https://new.example/rss"), (), "moved"),
        (replace(WIRE, address="https://new.example/rss"), (QUIET,), "quiet"),
        (replace(WIRE, enabled=False), (QUIET,), "disabled"),
    ],
)
def test_the_state_is_what_matters_most(feed: Feed, known: tuple[Notice, ...], state: str) -> None:
    assert feed_list.state_of(feed, Record(notices=known)) == state


def shown(width: int, *notices: Notice, **feed: object) -> str:
    paper = Console(width=width, force_terminal=False, markup=False)
    known = Record({1: 14.2}, notices)
    with paper.capture() as page:
        paper.print(feed_list.table([replace(WIRE, **feed)], known, NOW, width))  # type: ignore[arg-type]
    return page.get()


def test_at_80_columns_the_note_has_room_and_nothing_is_cut() -> None:
    page = shown(80, QUIET)
    assert max(map(len, page.splitlines())) <= 80
    words = " ".join(page.split())
    for part in ("Harbour Wire", "quiet", "14", "9 h ago", "it answers, but has", "listed nothing new"):
        assert part in words
    assert "Next" not in page
    assert "in 59 min" in shown(120) or "in 60 min" in shown(120)
    assert " now " in shown(120, next_due=NOW - HOUR)


def test_a_name_cannot_steer_the_terminal_and_no_password_is_shown() -> None:
    page = shown(160, name="\x1b[31mRed [bold]Wire[/bold]")
    assert "\x1b" not in page
    assert "[bold]Wire[/bold]" in page
    assert "secret" not in page


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("monitor.yaml").write_text("opml: []\n", encoding="utf-8")
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_programs_are_told_the_rate_and_since_when_it_is_quiet(folder: Path) -> None:
    schema.upgrade("sqlite:///ceasefire-monitor.db")
    with Database.open("sqlite:///ceasefire-monitor.db") as database, database.write() as c:
        one = feeds.add(c, replace(WIRE, id=0), NOW)
        rows = [{"feed_id": one.id, "hour": hour_of(NOW) - hours, "new": 2} for hours in range(12, 240, 12)]
        c.execute(sa.insert(feed_hours), rows)
        notices.open(c, replace(QUIET, id=0, feed_id=one.id))
    (listed,) = json.loads(call("feeds", "list", "--json").stdout)
    assert (listed["state"], listed["new_per_day"]) == ("quiet", 4.0)
    assert listed["quiet_since"] == QUIET.since.isoformat()
    assert "quiet" in call("feeds", "list").stdout
