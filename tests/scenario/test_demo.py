"""The demo plays a day of its own through the whole program, and its exit status says whether all was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.demo import run_demo

DAY = """\
day: 2026-04-16
timezone: Asia/Yerevan
theatre: nagorno-karabakh
starts: "08:00"
ends: "08:30"
"""
OUTLET = """\
name: Harbour Wire
feed: rss
lang: en
carries: summary
items:
  - slug: two-killed
    at: "08:10"
    title: Armenia says two soldiers killed near Sotk
    summary: Yerevan accuses Baku.
    text: |
      Armenia accused Azerbaijan of violating the ceasefire near Sotk on Thursday. Two Armenian soldiers were
      killed, the Armenian Defence Ministry said.
"""
EXPECTED = """\
must-find:
  - says: two soldiers killed near Sotk
    place: [sotk]
    accused: {azerbaijan: armenia}
    figure: {harm: killed, side: armenia, number: NUMBER}
    told: true
must-ignore: []
must-not-count-twice: []
must-notice: []
"""


def _day(folder: Path, number: int) -> Path:
    folder.mkdir()
    (folder / "day.yaml").write_text(DAY, encoding="utf-8")
    (folder / "harbour-wire.yaml").write_text(OUTLET, encoding="utf-8")
    (folder / "expected.yaml").write_text(EXPECTED.replace("NUMBER", str(number)), encoding="utf-8")
    return folder


def test_a_day_whose_news_is_found_ends_well_and_leaves_its_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    assert run_demo(output, _day(tmp_path / "day", 2)) == 0
    shown = capsys.readouterr().out
    assert "✓ two soldiers killed near Sotk" in shown
    assert "All 1 came true." in shown
    assert "Sotk" in (output / "digest.html").read_text(encoding="utf-8")
    assert "Sotk" in (output / "digest.txt").read_text(encoding="utf-8")


def test_a_day_whose_news_is_missed_fails_and_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_demo(tmp_path / "out", _day(tmp_path / "day", 3)) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "✗ two soldiers killed near Sotk" in shown
    assert "no figure: 3 killed of armenia" in shown


def test_a_demo_takes_away_what_the_last_one_left_and_nothing_else(tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / "demo.db").write_text("no database at all", encoding="utf-8")
    (output / "notes.txt").write_text("mine", encoding="utf-8")
    assert run_demo(output, _day(tmp_path / "day", 2)) == 0
    assert (output / "notes.txt").read_text(encoding="utf-8") == "mine"
