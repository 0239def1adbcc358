"""The daemon's log: fixed past-tense phrases with fields, as text for people or JSON for programs.

`journal.info("feed read", feed="Harbour Wire", new=3)` writes `12:01:07 feed read · feed=Harbour Wire new=3`, or one
JSON object a line. The phrase never changes, so it can be searched for; what differs stands in the fields.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

Format = Literal["text", "json"]

_KNOWN_ARGUMENTS = ("exc_info", "stack_info", "stacklevel")
_NOISY = ("httpx", "httpcore", "apscheduler", "trafilatura", "slack_sdk", "alembic", "htmldate", "asyncio")

_USERINFO = re.compile(r"//[^\s/?#]*@")
_SECRET_VALUE = re.compile(
    r"""(?ix) ( [?&;] [\w.\[\]%-]*? (?: token | secret | passw(?:or)?d | auth | api_?key | signature
    | (?:\b|_) (?: pass | pwd | key | sig )) = ) [^\s&;\#"'<>\\)]+ """
)


class Journal(logging.LoggerAdapter[logging.Logger]):
    """A logger whose keyword arguments are the line's fields."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        passed_on = {name: kwargs.pop(name) for name in _KNOWN_ARGUMENTS if name in kwargs}
        passed_on["extra"] = {"fields": dict(kwargs)}
        return msg, passed_on


def journal(name: str = "monitor") -> Journal:
    """The journal called `name`; children of "monitor" are written where it is written."""
    return Journal(logging.getLogger(name), {})


def open_journal(form: Format = "text", level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send everything that is logged, by us and by libraries, to `stream` (stderr when None), once.

    Libraries speak only when something is wrong: their everyday lines would drown ours.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("monitor").setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)


class TextLines(logging.Formatter):
    """`HH:MM:SS phrase · field=value …` in local time; warnings and errors say so in a word, empty fields go."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        level = "" if record.levelno < logging.WARNING else f"{record.levelname.lower()}: "
        fields = " ".join(f"{name}={_one_line(value)}" for name, value in _fields(record).items() if value != "")
        line = f"{time} {level}{_one_line(record.getMessage())}" + (f" · {fields}" if fields else "")
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return without_credentials(line)


class JsonLines(logging.Formatter):
    """One JSON object a line: `at` (UTC), `level`, `said`, then the fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "said": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return without_credentials(json.dumps(line, ensure_ascii=False, default=str))


def without_credentials(text: str) -> str:
    """The text with `…` in place of every user name and password in an address, and of values that are secrets.

    The last guard, for what comes by ways nobody thought of: a library's complaint, the text of an exception.
    """
    return _SECRET_VALUE.sub(r"\1…", _USERINFO.sub("//…@", text))


def _fields(record: logging.LogRecord) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = getattr(record, "fields", {})
    return fields


def _one_line(value: object) -> str:
    """The value without line breaks or control characters: what a feed says must not forge a log line."""
    return "".join(character if character.isprintable() else " " for character in str(value))
