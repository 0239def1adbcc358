"""The log: fixed phrases with fields, for people or programs, which nothing from outside can forge."""

from __future__ import annotations

import io
import json
import logging

import pytest

from monitor.journal import journal, open_journal, without_credentials


def test_a_line_is_a_phrase_and_its_fields() -> None:
    stream = io.StringIO()
    open_journal("text", "info", stream)
    journal().info("feed read", feed="Harbour Wire", new=3, note="")
    assert stream.getvalue()[8:] == " feed read · feed=Harbour Wire new=3\n"


def test_warnings_say_so() -> None:
    stream = io.StringIO()
    open_journal("text", "info", stream)
    journal().warning("feed failed", why="down")
    assert " warning: feed failed · why=down" in stream.getvalue()


def test_a_field_cannot_begin_a_line_or_colour_a_terminal() -> None:
    stream = io.StringIO()
    open_journal("text", "info", stream)
    journal().info("article read", title="Calm\n12:00:00 feed read\x1b[31m")
    assert stream.getvalue().count("\n") == 1
    assert "\x1b" not in stream.getvalue()


def test_for_programs_each_line_is_one_json_object() -> None:
    stream = io.StringIO()
    open_journal("json", "info", stream)
    journal().info("feed read", feed="Harbour\nWire", new=3)
    try:
        raise ValueError("a fault of ours")
    except ValueError:
        journal().error("feed stumbled", exc_info=True)
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["said"], first["feed"], first["new"]) == ("feed read", "Harbour\nWire", 3)
    assert first["level"] == "info"
    assert "a fault of ours" in second["traceback"]


def test_the_level_is_ours_and_libraries_speak_only_of_trouble() -> None:
    stream = io.StringIO()
    open_journal("text", "warning", stream)
    journal().info("feed read")
    logging.getLogger("httpx").warning("a request")
    logging.getLogger("somebody").info("chatter")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("asking https://ali:sesame@wire.example/rss", "asking https://…@wire.example/rss"),
        ("postgresql://ali:p@sesame@db/x", "postgresql://…@db/x"),
        ("https://wire.example/rss?page=2&api_key=sesame&lang=en", "https://wire.example/rss?page=2&api_key=…&lang=en"),
        ("(https://wire.example/rss?TOKEN=sesame)", "(https://wire.example/rss?TOKEN=…)"),
        (
            "https://wire.example/?access_token=sesame;password=sesame",
            "https://wire.example/?access_token=…;password=…",
        ),
        ("https://wire.example/?author=ali&monkey=1", "https://wire.example/?author=ali&monkey=1"),
        ("write to desk@example.org", "write to desk@example.org"),
        ("https://wire.example/@ali", "https://wire.example/@ali"),
    ],
)
def test_no_line_holds_a_password_whoever_wrote_it(form: str, written: str, shown: str) -> None:
    stream = io.StringIO()
    open_journal("json" if form == "json" else "text", "info", stream)
    try:
        raise ValueError(written)
    except ValueError:
        journal().error("feed stumbled", url=written, exc_info=True)
    logging.getLogger("somebody").warning("refused: %s", written)
    said = stream.getvalue()
    assert "sesame" not in said
    assert said.count(shown) >= 3
    if form == "json":
        assert json.loads(said.splitlines()[0])["url"] == shown


def test_a_line_of_a_megabyte_is_looked_through_in_no_time() -> None:
    for piece in ("//a@", "?a", "&key", "//", "?token=", "//a:b", ";_"):
        assert without_credentials(piece * 250_000)
