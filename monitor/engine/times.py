"""Time expressions: which days they mean, seen from the day of publication.

News looks back: a bare weekday is the last such day up to the day of publication, a date without a year the last such
date. "Since …" and spans longer than two days are running (cumulative) periods. Without a day of publication only
what is written out can be placed.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from monitor.engine.lexicon import Chunk, kinds
from monitor.engine.numerals import day_and_month, ordinal_day, written_date
from monitor.engine.schema import TimeEmit
from monitor.model import When

RECENT_DAYS = 7
"""Up to so many days before publication a happening is current news: what a reader takes for news of today."""

_UNIT_DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "weekend": 2.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 30.0,
    "year": 365.0,
    "decade": 3650.0,
}
_LEAP = 8
"""Years without a 29 February, at the most."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time expression as understood. `running`: figures told for it are cumulative."""

    when: When | None
    running: bool = False
    background: bool = False
    """Told as history: an earlier year, a past war."""
    floating: bool = False
    """A length of time only ("in six weeks of fighting"): which weeks, another expression says."""
    since: bool = False
    """It runs from a day on that is told ("since October") and may lie far back."""


def resolve(emit: TimeEmit, chunks: list[Chunk], published: date | None) -> Moment:
    """What these chunks, matched by a time rule, mean on this day of publication."""
    unit = next((unit for c in chunks for unit in kinds(c.tags, "unit")), None)
    told = [c.number.best for c in chunks if c.number is not None]
    number = told[0] if told else emit.count
    match emit.time:
        case "weekday" | "date":
            span = _written(chunks, published, emit.offset)
            months = _values(chunks, "month")
            if span is None and months and not _days(chunks):
                return _month(published, _year_in(chunks), months[-1], emit.background)
            return _placed(span, published)
        case "day":
            first = _back(published, -emit.offset)
            last = first if emit.through is None else _back(published, -emit.through)
            return Moment(When(first, last) if first and last else None)
        case "year" | "decade":
            return _years(chunks, published, decade=emit.time == "decade")
        case "since":
            start = _since(emit, chunks, unit, published)
            old = start is not None and published is not None and (published - start).days > 700
            when = When(start, max(start, published or start)) if start else None
            lately = start is None and bool(_values(chunks, "weekday"))  # "since Saturday", of an undated article
            return Moment(when, running=True, background=old and emit.background, since=not lately)
        case "past" | "duration":
            return _span(number, unit or "day", published, emit)
        case "this":
            return _this(unit or "week", published, emit)
        case "last":
            return _last(unit or "week", published)
        case "ago":
            days = _UNIT_DAYS[unit or "day"] * number
            there = _back(published, int(days))
            return Moment(When(there, there) if there else None, background=days > RECENT_DAYS)


def _back(published: date | None, days: int) -> date | None:
    """So many days before publication; None where there is no such day in our calendar."""
    if published is None or days >= published.toordinal():
        return None
    return published - timedelta(days=days)


def _values(chunks: list[Chunk], name: str) -> list[int]:
    """The numbers in tags such as month.m04, weekday.d2 or ordinal.n21, in the order in which they are told."""
    return [int(kind[1:]) for c in chunks for kind in kinds(c.tags, name)]


def _days(chunks: list[Chunk]) -> list[int]:
    """Days of a month: 27, 26-27, 27th, twenty-seventh."""
    found: list[int] = []
    for chunk in chunks:
        if chunk.number is not None and not chunk.number.year:
            ends = (chunk.number.best, chunk.number.high or 0)
            found.extend(n for n in dict.fromkeys(ends) if 1 <= n <= 31)
        elif "DAY" in chunk.tags and (day := ordinal_day(chunk.word)):
            found.append(day)
        else:
            found.extend(_values([chunk], "ordinal"))
    return found


def _year_in(chunks: list[Chunk]) -> int | None:
    return next((c.number.best for c in chunks if c.number is not None and c.number.year), None)


def _written(chunks: list[Chunk], published: date | None, offset: int = 0) -> tuple[date, date] | None:
    """The first and the last day of what is written out: a date, two of them, weekdays. `offset`: weekdays are looked
    for up to so many days from publication."""
    full = [day for c in chunks if "DATE" in c.tags and (day := written_date(c.word))]
    if full:
        return full[0], max(full[0], full[-1])
    months, days, year = _values(chunks, "month"), _days(chunks), _year_in(chunks)
    short = [found for c in chunks if "DATE" in c.tags and (found := day_and_month(c.word))]
    days += [day for day, _ in short]
    months += [month for _, month in short]
    if months and days:
        last = _date(published, year, months[-1], days[-1])
        first = last and _date(last, None, months[0], days[0])
        return (first, last) if first and last else None
    weekdays = _values(chunks, "weekday")
    if not weekdays:
        return None
    last = _weekday(_back(published, -offset), weekdays[-1])
    first = _weekday(last, weekdays[0])
    return (first, last) if first and last else None


def _placed(span: tuple[date, date] | None, published: date | None) -> Moment:
    if span is None:
        return Moment(None)
    first, last = span
    old = published is not None and (published - last).days > RECENT_DAYS
    return Moment(When(first, last), running=(last - first).days > 2, background=old)


def _weekday(until: date | None, weekday: int) -> date | None:
    """The last such day of the week up to a day."""
    return _back(until, (until.weekday() - weekday) % 7) if until else None


def _date(until: date | None, year: int | None, month: int, day: int) -> date | None:
    """That day; without a year the last such one up to the day behind `until`: news comes from places already there."""
    if year is None and until is None:
        return None
    for candidate in [year] if year else _years_back(until):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or until is None or (found - until).days <= 1:
            return found
    return None


def _years_back(until: date | None) -> list[int]:
    if until is None:
        return []
    newest = until.year + ((until.month, until.day) == (12, 31))
    return list(range(newest, max(until.year - _LEAP, 1) - 1, -1))


def _month(published: date | None, year: int | None, month: int, background: bool) -> Moment:
    if year is None:
        if published is None:
            return Moment(None, running=True, background=True)  # news of the day would name the day
        year = published.year if month <= published.month else published.year - 1
    start = date(year, month, 1)
    end = date(year, month, monthrange(year, month)[1])
    old = published is not None and (published - end).days > RECENT_DAYS // 2  # nearly all of it is older than a week
    return Moment(When(start, end, "month"), running=True, background=old or background)


def _years(chunks: list[Chunk], published: date | None, *, decade: bool) -> Moment:
    told = [y for c in chunks if c.number is not None and c.number.year for y in (c.number.best, c.number.high or 0)]
    if decade:
        told += [int(c.word[:4]) + n for c in chunks if c.word[:4].isdigit() for n in (0, 9)]
    if not told:
        return Moment(None, background=decade)
    first, last = min(told), max(told)
    when = When(date(first, 1, 1), date(last, 12, 31), "year")
    return Moment(when, running=True, background=published is None or last < published.year)


def _since(emit: TimeEmit, chunks: list[Chunk], unit: str | None, published: date | None) -> date | None:
    span = _written(chunks, published)
    if span:
        return span[0]
    months, year = _values(chunks, "month"), _year_in(chunks)
    if months and not _days(chunks) and (year is not None or published is not None):
        when = _month(published, year, months[0], False).when
        return when.start if when else None
    if year is not None and not months:
        return date(year, 1, 1)
    if emit.offset and unit:
        before = _last(unit, published).when
        return before.start if before else None
    return _begun(unit, published) if unit else None


def _begun(unit: str, published: date | None) -> date | None:
    """The first day of the running week, month or year."""
    match unit:
        case "week":
            return _back(published, published.weekday()) if published else None
        case "weekend":
            return _weekday(published, 5)
        case "month":
            return published.replace(day=1) if published else None
        case "year":
            return published.replace(month=1, day=1) if published else None
    return published


def _this(unit: str, published: date | None, emit: TimeEmit) -> Moment:
    start = _begun(unit, published)
    if start is None or published is None:
        return Moment(None, running=not emit.background and unit != "weekend")
    end = min(published, start + timedelta(days=1)) if unit == "weekend" else published
    old = emit.background and (published - start).days > RECENT_DAYS
    when = When(start, end, _PRECISION.get(unit, "day"))
    return Moment(when, running=not emit.background and unit != "weekend", background=old)


_PRECISION: dict[str, Literal["day", "week", "month", "year"]] = {"week": "week", "month": "month", "year": "year"}


def _span(number: int, unit: str, published: date | None, emit: TimeEmit) -> Moment:
    days = _UNIT_DAYS[unit] * number
    when = None
    start = _back(published, round(days))
    if published is not None and start is not None:
        when = When(start, published, "day" if days <= 2 else "week")
    return Moment(when, running=days > 2, background=emit.background, floating=emit.time == "duration")


def _last(unit: str, published: date | None) -> Moment:
    if published is None:
        return Moment(None, background=unit in ("month", "year", "decade"))
    match unit:
        case "weekend":  # on a Saturday or Sunday the one before
            saturday = _weekday(_back(published, 2 if published.weekday() >= 5 else 0), 5)
            return Moment(When(saturday, saturday + timedelta(days=1)) if saturday else None)
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
