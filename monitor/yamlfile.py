"""Strict YAML: what is written is what is read, and every value knows its line.

Differences from YAML 1.1 as PyYAML reads it: only `true`, `false`, `null`, `~`, plain whole numbers and plain decimal
numbers are more than text, so `no`, `on`, `1:30`, `010`, `1_000` and `2020-11-10` stay text. Keys are always text.
Duplicate keys, anchors, aliases, merge keys (`<<`), tags and a second document are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from monitor.errors import FileError

Key = str | int

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUES = frozenset({"true", "True", "TRUE"})
_FALSES = frozenset({"false", "False", "FALSE"})
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]{1,3})?")
_DEEPEST = 40
"""Levels of nesting. Our files need six; the bound keeps a hostile file from exhausting anything that walks it."""

# The C parser where PyYAML was built with it (all its wheels are); the pure one reads the same, thirty times slower.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Lines:
    """Where each value of a YAML file stands. Lines count from 1."""

    def __init__(self, path: Path, lines: dict[tuple[Key, ...], int]) -> None:
        self.path = path
        self._lines = lines

    def of(self, *keys: Key) -> int:
        """The line of the value under this key path (of its key, in a mapping).

        A path that does not exist gives the line of its nearest existing ancestor.
        """
        for length in range(len(keys), 0, -1):
            if (line := self._lines.get(keys[:length])) is not None:
                return line
        return self._lines.get((), 1)

    def where(self, *keys: Key) -> str:
        """`file:line` of the value under this key path."""
        return f"{self.path}:{self.of(*keys)}"


def read(path: Path) -> tuple[Any, Lines]:
    """Reads one YAML file as plain dicts, lists and scalars, and the lines of all of them.

    Raises FileError with every problem found, each on its own line as `file:line: what; remedy`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FileError(f"{path}:{line}: not UTF-8 text; save the file as UTF-8") from None
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {(error.strerror or 'unknown error').lower()}") from None
    return parse(text, path)


def parse(text: str, path: Path) -> tuple[Any, Lines]:
    """The same for text at hand; `path` is only used in messages."""
    reader = _Reader(path)
    problems = reader.problems
    try:
        data = reader.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.append((mark.line + 1 if mark else 1, _in_words(error.problem or "not YAML", text, mark)))
    except _TooDeep as error:
        problems.append((error.line, f"nested more than {_DEEPEST} deep"))
    except yaml.reader.ReaderError as error:
        line = text.encode("utf-8")[: int(error.position)].count(b"\n") + 1
        problems.append((line, "a control character; remove it"))
    except yaml.YAMLError as error:
        problems.append((1, str(error)))
    if problems:
        raise FileError("\n".join(f"{path}:{line}: {what}" for line, what in problems))
    return data, Lines(path, reader.lines)


_REMEDIES = {
    "mapping values are not allowed": 'a text with ": " in it needs quotation marks, or the indentation is wrong',
    "violates indentation": "indent with spaces",
    "did not find expected '-' indicator": "begin the line exactly under the one it goes on with",
    "did not find expected key": "begin the line exactly under the one it goes on with, or close the quotation marks",
    "did not find expected ',' or": "a comma or a closing bracket is missing",
    "unexpected end of stream": "a quotation mark is not closed",
}
"""What to do, by a part of what the parser says."""


def _in_words(problem: str, text: str, mark: yaml.Mark | None) -> str:
    """What the parser says, and a remedy where people often go wrong."""
    if "cannot start any token" in problem and mark is not None:
        sign = text[mark.index : mark.index + 1]
        what = "indent with spaces" if sign == "\t" else f'put what begins with "{sign}" in quotation marks'
        return f"{problem}; {what}"
    return problem + next((f"; {what}" for part, what in _REMEDIES.items() if part in problem), "")


class _TooDeep(Exception):  # noqa: N818
    def __init__(self, line: int) -> None:
        self.line = line


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Reader:
    """Builds data straight from the parser's events: only they still know of anchors, tags and duplicate keys."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[tuple[Key, ...], int] = {}
        self.problems: list[tuple[int, str]] = []

    def document(self, events: Iterator[yaml.Event]) -> Any:
        data: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self._refuse(event, "a second document begins here; keep one to a file")
            elif isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)):
                continue
            else:
                value = self._value(event, events, ())
                data = value if documents == 1 else data
        return data

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: tuple[Key, ...]) -> Any:
        self.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"alias *{event.anchor}; aliases are not read, write the value out")
            return None
        assert isinstance(event, yaml.NodeEvent)  # noqa: S101  (the parser's own grammar)
        if event.anchor is not None:
            self._refuse(event, f"anchor &{event.anchor}; anchors are not read, remove it")
        if (tag := getattr(event, "tag", None)) is not None:
            self._refuse(event, f"tag {tag}; tags are not read, remove it")
        if len(path) > _DEEPEST:
            raise _TooDeep(_line(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101
        return _scalar(event.value) if event.implicit[0] else event.value

    def _mapping(self, events: Iterator[yaml.Event], path: tuple[Key, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if isinstance(event, yaml.ScalarEvent):
                key = event.value
                here = (*path, key)
                if event.anchor is not None:
                    self._refuse(event, f"anchor &{event.anchor}; anchors are not read, remove it")
            else:
                self._refuse(event, "a key must be plain text")
                self._value(event, events, (*path, "?"))
                key, here = "?", (*path, "?")
            if key == "<<":
                self._refuse(event, "merge key <<; merge keys are not read, write the keys out")
            if key in found:
                self._refuse(event, f'key "{key}" stands twice (first on line {self.lines[here]}); keep one')
            self.lines.setdefault(here, _line(event))
            value = self._value(next(events), events, here)
            found.setdefault(key, value)
        return found

    def _sequence(self, events: Iterator[yaml.Event], path: tuple[Key, ...]) -> list[Any]:
        found: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self._value(event, events, (*path, len(found))))
        return found

    def _refuse(self, event: yaml.Event, what: str) -> None:
        self.problems.append((_line(event), what))


def _scalar(text: str) -> str | int | float | bool | None:
    """What an unquoted scalar means (see the module's promise)."""
    if text in _NULLS:
        return None
    if text in _TRUES:
        return True
    if text in _FALSES:
        return False
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
