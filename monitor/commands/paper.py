"""How commands print: tables and colours for a person at a terminal, plain text in a pipe, JSON for programs."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

import click

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod
    from rich.table import Table
    from rich.text import Text

_PIPE_WIDTH = 160
"""Columns when nobody watches: wide enough that lines are not broken."""


_NARROW = 20


def console(*, err: bool = False) -> Console:
    """Standard output (or error): colours and the window's width at a terminal, neither in a pipe. Honours NO_COLOR."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    if stream.isatty():
        return Console(file=stream, highlight=False, markup=False, emoji=False)
    return Console(file=cast(IO[str], _Trimmed(stream)), width=_PIPE_WIDTH, highlight=False, markup=False, emoji=False)


class _Trimmed:
    """A stream that drops the spaces with which tables fill their lines."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(re.sub(r" +$", "", text, flags=re.MULTILINE))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return False


def table(*columns: str, right: Sequence[str] = (), narrow: Sequence[str] = ()) -> Table:
    """A table without frames; `right` names the columns of numbers, `narrow` those that must not crowd out others."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for name in columns:
        side: JustifyMethod = "right" if name in right else "left"
        made.add_column(name, justify=side, overflow="fold", max_width=_NARROW if name in narrow else None)
    return made


def as_json(value: Any, *, indent: int | None = 2) -> None:
    """Prints JSON: nouns as objects, times in ISO 8601 (UTC), never ASCII escapes."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent, default=_plain))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def stamp(moment: datetime | None) -> str:
    """`2026-11-21 14:05`, in UTC; `never` for None."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if moment else "never"


def ago(moment: datetime | None, now: datetime) -> str:
    """`3 min ago`, `in 20 s`, `never`."""
    if moment is None:
        return "never"
    seconds = int((now - moment).total_seconds())
    size = abs(seconds)
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if size >= 2 * length or (unit == "min" and size >= length):
            words = f"{size // length} {unit}"
            break
    else:
        words = f"{size} s"
    return f"in {words}" if seconds < 0 else f"{words} ago"


def clean(text: str) -> str:
    """One line without control characters: what a feed says must not steer the terminal."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def styled(text: str, style: str) -> Text:
    """Text in a colour; plain where there are none."""
    from rich.text import Text

    return Text(text, style)
