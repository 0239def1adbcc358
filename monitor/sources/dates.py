"""Reads the dates that feeds and pages carry. What comes out is aware and in UTC, or None."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Nothing was published on the web before; zero dates (1970, year 1) are a program's mistake."""
_FUTURE_AT_MOST = timedelta(days=1)

# Hours east of UTC for zone names that RFC 822 does not have and Python and feedparser read as UTC. Summer names are
# separate names; IST is India's (Israeli and Irish feeds write numbers), AMT Armenia's.
_ZONES = {
    "UT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "CAT": 2,
    "SAST": 2, "IDT": 3, "EAT": 3, "TRT": 3, "MSK": 3, "MSD": 4, "AZT": 4, "GET": 4, "AMT": 4, "AMST": 5, "GST": 4,
    "IRST": 3.5, "AFT": 4.5, "PKT": 5, "IST": 5.5, "NPT": 5.75, "ICT": 7, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9,
}  # fmt: skip
_ZONE_AT_END = re.compile(
    r"(?<![A-Za-z])(" + "|".join(sorted(_ZONES, key=len, reverse=True)) + r")(?:\s*\([^)]*\))?\s*$", re.I
)
_GLUED_ZONE = re.compile(r"(?i)\b(?:GMT|UTC)\s*([+-])(\d{1,2}):?(\d{2})?\s*$")
_BARE_HOURS = re.compile(r"(:\d\d)\s*([+-])(\d{1,2})$")
_HALF_DAY = re.compile(r"(?i)\b(\d{1,2})(:\d\d(?::\d\d)?)\s*([ap])\.?m\b\.?")
_PLACE = re.compile(r"\s*\b([A-Z][A-Za-z]+/[A-Z][A-Za-z_]+)$")
_YEAR_FIRST = re.compile(r"^(\d{4})(?:/|\.|\s*年\s*)(\d{1,2})(?:/|\.|\s*月\s*)(\d{1,2})(?:\s*日)?\b")
_DAY_FIRST = re.compile(r"^(\d{1,2})([-./])(\d{1,2})\2(\d{4})\b")
_LOOKS_ISO = re.compile(r"^[+-]?\d{4}-?\d{2}")
_LONG_FRACTION = re.compile(r"([.,]\d{1,6})\d*")


def read(text: str, *, now: datetime | None = None) -> datetime | None:
    """The moment that an RFC 822 or ISO 8601 date names, or one in digits; a date without a zone is taken as UTC.

    In digits the day stands before the month; with strokes, where both could be either, it is None. None for anything
    else, for dates before the web, and, given `now`, for dates more than a day ahead of it.
    """
    text = " ".join(text.split())[:100]
    if not text:
        return None
    try:
        text = _in_digits(_HALF_DAY.sub(_of_24_hours, text))
        if place := _PLACE.search(text):
            return plausible(_iso(text[: place.start()]).replace(tzinfo=_zone(place[1])), now=now)
        found = _iso(text) if _LOOKS_ISO.match(text) else _rfc822(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return None if found is None else plausible(found, now=now)


def plausible(moment: datetime, *, now: datetime | None = None) -> datetime | None:
    """The moment in UTC, or None when no article can be from it (before the web, or over a day ahead of `now`)."""
    try:
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if moment < _EARLIEST or (now is not None and moment > now + _FUTURE_AT_MOST):
        return None
    return moment


def told(moment: datetime, text: str) -> bool:
    """Whether the year and the day of a moment stand in the text it was read from, give or take a time zone: some
    readers make a date of digits that mean another. Never of digits that `read` itself leaves alone."""
    if _DAY_FIRST.match(text.strip()):
        return False
    numbers = {int(digits) for digits in re.findall(r"\d+", text)}
    days = {moment.day, (moment - timedelta(days=1)).day, (moment + timedelta(days=1)).day}
    return not numbers.isdisjoint({moment.year, moment.year % 100}) and not numbers.isdisjoint(days)


def _in_digits(text: str) -> str:
    """A date in digits as ISO 8601 writes it, or the text as it is. ValueError where day and month may be either."""
    if found := _YEAR_FIRST.match(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.match(text):
        day, stroke, month, year = found.groups()
        if stroke == "/" and int(day) <= 12:
            if int(month) <= 12 and day != month:
                raise ValueError(text)
            day, month = (month, day) if int(month) > 12 else (day, month)
    else:
        return text
    return f"{year}-{int(month):02d}-{int(day):02d}{text[found.end() :]}"


def _zone(name: str) -> tzinfo:
    """The zone of this IANA name; UTC where nobody knows it."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return UTC


def _of_24_hours(half: re.Match[str]) -> str:
    hour = int(half[1]) % 12 + (12 if half[3] in "pP" else 0)
    return f"{hour:02d}{half[2]}"


def _with_offset(text: str) -> str:
    """Zone names and `GMT+4` written as offsets."""
    text = _BARE_HOURS.sub(lambda m: f"{m[1]} {m[2]}{int(m[3]):02d}00", text)
    text = _GLUED_ZONE.sub(lambda m: f"{m[1]}{int(m[2]):02d}{m[3] or '00'}", text)
    if found := _ZONE_AT_END.search(text):
        minutes = round(_ZONES[found[1].upper()] * 60)
        return f"{text[: found.start()].rstrip()} +{minutes // 60:02d}{minutes % 60:02d}"
    return text


def _iso(text: str) -> datetime:
    text = _with_offset(text)
    text = re.sub(r"\s+(?=[+-]\d\d:?\d\d$|[Zz]$)", "", text)
    text = re.sub(r"(?i)\s*(?:UTC|GMT)$", "Z", text)
    return datetime.fromisoformat(_LONG_FRACTION.sub(r"\1", text, count=1))


def _rfc822(text: str) -> datetime | None:
    parts = parsedate_tz(_with_offset(text))
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    return local - timedelta(seconds=parts[9] or 0)
