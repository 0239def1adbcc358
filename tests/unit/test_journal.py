"""The log: fixed phrases with fields, for people or programs, which nothing from outside can forge."""

from __future__ import annotations

import io
import json
import logging

from monitor.journal import journal, open_journal


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
