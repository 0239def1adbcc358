"""Reads the dates that feeds and pages carry. What comes out is aware and in UTC, or None."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Nothing was published on the web before; zero dates (1970, year 1) are a program's mistake."""
_FUTURE_AT_MOST = timedelta(days=1)

# Hours east of UTC for zone names that RFC 822 does not have and Python and feedparser read as UTC. Summer names are
# separate names; IST is India's (Israeli and Irish feeds write numbers).
_ZONES = {
    "UT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "CAT": 2,
    "SAST": 2, "IDT": 3, "EAT": 3, "TRT": 3, "MSK": 3, "MSD": 4, "AZT": 4, "GET": 4, "AMST": 5, "GST": 4, "IRST": 3.5,
    "AFT": 4.5, "PKT": 5, "IST": 5.5, "NPT": 5.75, "ICT": 7, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9,
}  # fmt: skip
_ZONE_AT_END = re.compile(
    r"(?<![A-Za-z])(" + "|".join(sorted(_ZONES, key=len, reverse=True)) + r")(?:\s*\([^)]*\))?\s*$", re.I
)
_GLUED_ZONE = re.compile(r"(?i)\b(?:GMT|UTC)\s*([+-])(\d{1,2}):?(\d{2})?\s*$")
_LOOKS_ISO = re.compile(r"^[+-]?\d{4}-?\d{2}")
_LONG_FRACTION = re.compile(r"([.,]\d{1,6})\d*")


def read(text: str, *, now: datetime | None = None) -> datetime | None:
    """The moment that an RFC 822 or ISO 8601 date names; a date without a zone is taken as UTC.

    None for anything else, for dates before the web, and, given `now`, for dates more than a day ahead of it.
    """
    text = " ".join(text.split())[:100]
    if not text:
        return None
    try:
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


def _with_offset(text: str) -> str:
    """Zone names and `GMT+4` written as offsets."""
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
