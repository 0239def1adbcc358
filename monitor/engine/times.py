"""Time expressions: which days they mean, seen from the day of publication.

News looks back: a bare weekday is the last such day up to the day of publication, a date without a year the last such
date. "Since …" and spans longer than two days are running (cumulative) periods. Without a day of publication only
what is written out can be placed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from monitor.engine.lexicon import Chunk
from monitor.engine.schema import TimeEmit
from monitor.model import When

RECENT_DAYS = 7
"""Up to so many days before publication a happening is current news (eval conventions)."""

_UNIT_DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.0,
    "year": 365.0,
    "decade": 3650.0,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time expression as understood. `running`: figures told for it are cumulative."""

    when: When | None
    running: bool = False
    background: bool = False
    """Told as history: an earlier year, a past war."""
    floating: bool = False
    """A length of time only ("in six weeks of fighting"): which weeks, another expression says."""


def resolve(emit: TimeEmit, chunks: list[Chunk], published: date | None) -> Moment:
    """What these chunks, matched by a time rule, mean on this day of publication."""
    month = _value(chunks, "month")
    weekday = _value(chunks, "weekday")
    unit = next((t.split(".")[1] for c in chunks for t in c.tags if t.startswith("unit.")), None)
    numbers = [c.number.best for c in chunks if c.number is not None]
    year = next((c.number.best for c in chunks if c.number is not None and c.number.year), None)
    day = next((n for n in numbers if 1 <= n <= 31), None)
    match emit.time:
        case "weekday":
            if month is not None and day is not None:
                return _placed(_date(published, year, month, day), published)
            return _placed(_weekday(published, weekday), published)
        case "day":
            first = _back(published, -emit.offset)
            last = first if emit.through is None else _back(published, -emit.through)
            return Moment(When(first, last) if first and last else None)
        case "date":
            if month is None:
                return Moment(None)
            if day is None:
                return _month(published, year, month, emit.background)
            return _placed(_date(published, year, month, day), published)
        case "year" | "decade":
            return _year(year or _decade(chunks), published, decade=emit.time == "decade")
        case "since":
            start = _since(published, month, day, year, weekday)
            old = start is not None and published is not None and (published - start).days > 700
            when = When(start, published or start) if start else None
            return Moment(when, running=True, background=old and emit.background)
        case "past" | "duration":
            return _span(numbers[0] if numbers else 1, unit or "day", published, emit)
        case "this":
            return _span(1, unit or "week", published, emit)
        case "last":
            return _last(unit or "week", published)
        case "ago":
            days = _UNIT_DAYS[unit or "day"] * (numbers[0] if numbers else 1)
            there = _back(published, int(days))
            return Moment(When(there, there) if there else None, background=days > RECENT_DAYS)


def _back(published: date | None, days: int) -> date | None:
    """So many days before publication; None where there is no such day in our calendar."""
    if published is None or days >= published.toordinal():
        return None
    return published - timedelta(days=days)


def _value(chunks: list[Chunk], name: str) -> int | None:
    """The number in a tag such as month.m04 or weekday.d2."""
    for chunk in chunks:
        for tag in chunk.tags:
            if tag.startswith(f"{name}."):
                return int(tag.rsplit(".", 1)[1][1:])
    return None


def _placed(day: date | None, published: date | None) -> Moment:
    if day is None:
        return Moment(None)
    old = published is not None and (published - day).days > RECENT_DAYS
    return Moment(When(day, day), background=old)


def _weekday(published: date | None, weekday: int | None) -> date | None:
    if published is None or weekday is None:
        return None
    return published - timedelta(days=(published.weekday() - weekday) % 7)


def _date(published: date | None, year: int | None, month: int, day: int) -> date | None:
    if year is None and published is None:
        return None
    try:
        if year is not None:
            return date(year, month, day)
        assert published is not None  # noqa: S101  (the other case has returned)
        this = date(published.year, month, day)
        return this if this <= published + timedelta(days=1) else date(published.year - 1, month, day)
    except ValueError:
        return None


def _month(published: date | None, year: int | None, month: int, background: bool) -> Moment:
    if year is None:
        if published is None:
            return Moment(None)
        year = published.year if month <= published.month else published.year - 1
    start = date(year, month, 1)
    end = (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)
    old = published is not None and (published - end).days > RECENT_DAYS
    return Moment(When(start, end, "month"), running=True, background=old or background)


def _decade(chunks: list[Chunk]) -> int | None:
    for chunk in chunks:
        if chunk.word[:4].isdigit():
            return int(chunk.word[:4])
    return None


def _year(year: int | None, published: date | None, *, decade: bool) -> Moment:
    if year is None:
        return Moment(None, background=decade)
    last = year + (9 if decade else 0)
    when = When(date(year, 1, 1), date(last, 12, 31), "year")
    return Moment(when, running=True, background=published is None or last < published.year)


def _since(
    published: date | None, month: int | None, day: int | None, year: int | None, weekday: int | None
) -> date | None:
    if month is not None and day is not None:
        return _date(published, year, month, day)
    if month is not None and (year is not None or published is not None):
        return _month(published, year, month, False).when.start  # type: ignore[union-attr]
    if weekday is not None:
        return _weekday(published, weekday)
    if year is not None:
        return date(year, 1, 1)
    return None


def _span(number: int, unit: str, published: date | None, emit: TimeEmit) -> Moment:
    days = _UNIT_DAYS[unit] * number
    when = None
    start = _back(published, round(days))
    if published is not None and start is not None:
        when = When(start, published, "day" if days <= 2 else "week")
    floating = emit.time == "duration"
    return Moment(when, running=days > 2 or emit.time == "this", background=emit.background, floating=floating)


def _last(unit: str, published: date | None) -> Moment:
    if published is None:
        return Moment(None, background=unit in ("month", "year", "decade"))
    match unit:
        case "week":
            start = published - timedelta(days=published.weekday() + 7)
            return Moment(When(start, start + timedelta(days=6), "week"))
        case "month":
            end = published.replace(day=1) - timedelta(days=1)
            return Moment(When(end.replace(day=1), end, "month"), background=True)
        case "year":
            before = published.year - 1
            return Moment(When(date(before, 1, 1), date(before, 12, 31), "year"), background=True)
        case "day" | "hour":
            return Moment(When(published - timedelta(days=1), published))
    return Moment(None, background=True)
