"""Reads the dates that feeds and pages carry. What comes out is aware and in UTC, or None.

A date is read rightly or not at all: feedparser's own reading is not asked, since it makes a day of digits that mean
another (22-11-2026: the 20th of November 2022). The two standards' forms have a short way; all others go through
`writtendates`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from monitor.sources.monthnames import NAMES
from monitor.sources.writtendates import moment_of
from monitor.sources.zones import FURTHEST, zone_of

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Nothing was published on the web before; zero dates (1970, year 1) are a program's mistake."""
_FUTURE_AT_MOST = timedelta(days=1)
_LONGEST = 100

_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9},? +)?(\d\d?)[ -]([A-Za-z]{3,9})[ -](\d{4}) +(\d\d?):(\d\d)(?::(\d\d))? *"
    r"(?:GMT|([+-])(\d\d):?(\d\d)|(.*))"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)? ?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?")
_DIGITS = re.compile(r"((?:19|20)\d{6})(?:[Tt]?(\d{4}(?:\d\d)?)([Zz]|[+-]\d\d(?::?\d\d)?)?)?")
_SECONDS = re.compile(r"(1\d{9})(?:\d{3})?(?:\.\d+)?")
_MONTHS = {name: month for month, names in enumerate(NAMES["en"].split("|"), 1) for name in names.split()}


def read(text: str, *, now: datetime | None = None) -> datetime | None:
    """The moment that a date names: RFC 822, ISO 8601, seconds since 1970, or what `writtendates` knows.

    A date without a zone is taken as UTC, one without a time as its midnight. Given `now`, a moment up to a day ahead
    of it becomes `now` (a zone left out, a clock that is fast), and a later one is a mistake: None, as for dates
    before the web, what could be two days, and everything else.
    """
    if len(text) > _LONGEST:
        text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        found = _rfc822(text) or _iso(text.strip()) or moment_of(text)
        return None if found is None else _plausible(found.astimezone(UTC), now)
    except (ValueError, OverflowError):
        return None


def _plausible(moment: datetime, now: datetime | None) -> datetime | None:
    if moment < _EARLIEST:
        return None
    if now is None or moment <= now:
        return moment
    return now if moment <= now + _FUTURE_AT_MOST else None


def _rfc822(text: str) -> datetime | None:
    """A date as RSS 2.0 asks for it: English names, four digits for the year."""
    found = _RFC822.fullmatch(text)
    if found is None:
        return None
    day, name, year, hour, minute, second, sign, hours, minutes, letters = found.groups()
    month = _MONTHS.get(name.lower())
    zone = zone_of(letters) if letters else UTC
    if month is None or zone is None:
        return None
    moment = datetime(int(year), month, int(day), int(hour), int(minute), min(int(second or 0), 59), tzinfo=zone)
    if sign is None:
        return moment
    away = timedelta(hours=int(hours), minutes=int(minutes))
    if away > FURTHEST:
        return None
    return moment + away if sign == "-" else moment - away


def _iso(text: str) -> datetime | None:
    """A date as Atom asks for it, the same without strokes and colons, or a count of seconds or milliseconds."""
    if _ISO.fullmatch(text):
        moment = datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "").replace(",", "."))
    elif found := _DIGITS.fullmatch(text):
        day, clock, zone = found.groups()
        moment = datetime.fromisoformat(f"{day}T{clock}{zone or ''}" if clock else day)
    elif found := _SECONDS.fullmatch(text):
        moment = datetime.fromtimestamp(int(found[1]), UTC)
    else:
        return None
    away = moment.utcoffset()
    if away is None:
        return moment.replace(tzinfo=UTC)
    return moment if abs(away) <= FURTHEST else None
