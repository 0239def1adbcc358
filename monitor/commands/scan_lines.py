"""scan --jsonl: articles in, claims out, one JSON object a line, in order, without network or database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

from monitor.engine.contract import as_json
from monitor.sources.language import UNKNOWN, language_of

if TYPE_CHECKING:
    from monitor.engine.cascade import Engine


class _BadLineError(ValueError):
    """A line that is no article; carries the line's id where it gave one."""

    def __init__(self, what: str, id_: Any = None) -> None:
        super().__init__(what)
        self.id = id_


@dataclass(frozen=True, slots=True)
class _Item:
    id: str | int
    text: str
    title: str
    published: date | None
    lang: str | None


def scan_lines(lines: Iterable[bytes], out: IO[bytes], notes: IO[str], engine: Engine) -> int:
    """Answers each line on `out` as soon as it is read; blank lines are skipped. Returns how many lines were bad.

    A bad line gives `{"id", "error"}` (id null where the line has none) and a note; the others are done all the same.
    """
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = _item(line)
            answer = _scanned(item, engine)
        except _BadLineError as error:
            bad += 1
            answer = {"id": error.id, "error": str(error)}
            named = f" (id {json.dumps(error.id, ensure_ascii=True)})" if error.id is not None else ""
            notes.write(f"line {number}{named}: {error}\n")
            notes.flush()
        out.write(_encoded(answer))
        out.flush()
    return bad


def _scanned(item: _Item, engine: Engine) -> dict[str, Any]:
    try:
        lang = item.lang or language_of(f"{item.title}\n{item.text}")
        told = None if lang == UNKNOWN else lang
        reading = engine.read(item.text, title=item.title, published=item.published, lang=told)
    except Exception as error:  # one article must not stop the others
        raise _BadLineError(f"the article could not be read: {type(error).__name__}: {error}", item.id) from error
    return as_json("", reading) | {"id": item.id}


def _item(line: bytes) -> _Item:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _BadLineError(f"not UTF-8 at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise _BadLineError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except ValueError:  # a whole number of thousands of digits, which Python refuses to read
        raise _BadLineError("not an article: a number too long to read") from None
    except RecursionError:
        raise _BadLineError("not an article: nested too deep") from None
    if not isinstance(data, dict):
        raise _BadLineError("expected an object with id and text")
    id_ = data.get("id")
    if not isinstance(id_, (str, int)) or isinstance(id_, bool):
        raise _BadLineError('"id" is missing' if id_ is None else '"id" must be text or a whole number')
    text = _text(data, "text", id_)
    if text is None:
        raise _BadLineError('"text" is missing', id_)
    return _Item(id_, text, _text(data, "title", id_) or "", _day(_text(data, "published", id_), id_),
                 _text(data, "lang", id_) or None)  # fmt: skip


def _text(data: dict[str, Any], key: str, id_: str | int) -> str | None:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise _BadLineError(f'"{key}" must be text', id_)
    return value


def _day(written: str | None, id_: str | int) -> date | None:
    """A day, or the day of a time as it was written in its own zone."""
    if not written:
        return None
    try:
        return datetime.fromisoformat(written.strip()).date()
    except ValueError:
        raise _BadLineError(
            f'"published" must be a day such as 2020-10-26, found {json.dumps(written[:40])}', id_
        ) from None


def _encoded(answer: dict[str, Any]) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can write and UTF-8 can't
        return json.dumps(answer).encode() + b"\n"
