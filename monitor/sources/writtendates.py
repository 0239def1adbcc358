"""Dates as people write them: a month's name in their language, digits in their order, words around.

Strict, since a wrong date is worse than none: every word in the text is known here or stands before the date, and
what could be two days is none. Only the Gregorian calendar is read, and the Thai years that are it but for their
count: the years of other calendars (1405, 1448, 5787) are none of the web's, and the names of their months unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from monitor.sources.monthnames import NAMES
from monitor.sources.zones import zone_of

_FIRST_YEAR, _LAST_YEAR = 1995, 2100
_THAI_AHEAD = 543

_UNSEEN = re.compile("[\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff'’ʼ׳`॰]")
_PLAIN = str.maketrans({"،": ",", "–": "-", "—": "-", "−": "-"})
_ALIKE = str.maketrans("ıیېۍىکڪہةەګ", "iييييككهههگ")
_ACCENTS = frozenset({7, *range(10, 36), *range(200, 256)})
"""Unicode's combining classes of accents and vowel points; the signs of Indic scripts have others and stay."""


def fold(text: str) -> str:
    """As letters compare: small, without accents, points and dots, look-alike Arabic letters as one."""
    text = text.casefold()
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in parts if unicodedata.combining(c) not in _ACCENTS).translate(_ALIKE)
    return _UNSEEN.sub("", text).replace(".", "")


def _by_name() -> dict[str, int]:
    """The month of each folded name. A name of two months (`lis`: October in Zagreb, November in Warsaw) is of none,
    but for English ones, which the standards have and feeds in any language print."""
    months: dict[str, set[int]] = defaultdict(set)
    for names in NAMES.values():
        for month, forms in enumerate(names.split("|"), 1):
            for form in forms.split():
                months[fold(form.replace("_", " "))].add(month)
    return {name: next(iter(found)) for name, found in months.items() if len(found) == 1}


_MONTHS = _by_name()
_ENGLISH = frozenset(NAMES["en"].replace("|", " ").split())
_THAI = frozenset(fold(name) for name in NAMES["th"].replace("|", " ").split())
# What may stand within a date, or between date and time, and says nothing of either.
_SAID_BESIDE = """
    at of on the t um uhr de del do da dos a as às las los alle ore ora et e le la kl klo den pukul jam saat
    в о об у г год года году р рік року من في يوم الساعة بتوقيت هـ ساعت ს წელი წ ժամը թ ב בשעה στις εφ เวลา o ob
    pazar pazartesi salı çarşamba perşembe cuma cumartesi paz pzt sal çar per cum cmt bazar şənbə
    vasárnap hétfő kedd szerda csütörtök péntek szombat
    sunday monday tuesday wednesday thursday friday saturday sun mon tue wed thu fri sat
"""
_FILLERS = frozenset(map(fold, _SAID_BESIDE.split()))
# Before and after noon. Some stand before the clock too; there the Arabic letter only says that a year is of our era.
_MORNING, _EVENING = "am ص صباحا ق.ظ πμ", "pm م مساء ب.ظ μμ"
_MORNING_FIRST, _EVENING_FIRST = "오전 上午 öö पूर्वाह्न", "오후 下午 ös अपराह्न"
_HALVES_FIRST = {
    fold(word): half for half, words in enumerate((_MORNING_FIRST, _EVENING_FIRST)) for word in words.split()
}
_HALVES = _HALVES_FIRST | {
    fold(word): half for half, words in enumerate((_MORNING, _EVENING)) for word in words.split()
}
_O_CLOCK = frozenset({"h", "hrs", "uhr", "ч", "น"})

_LEAD = r"^[^\d+]*?"
_GAP = r"[\s,./-]*"
_NAME = r"(?P<name>[^\d:+]{2,60}?)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[oa]\b|го\b)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_WORDS = re.compile(r"[\s,;:|·@/()-]+")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d\d?)(?:[:.](\d\d?)(?:[.,]\d+)?)?|(?=\s*[ap]\.?m\b))", re.I)
_HALF_DAY = re.compile(r"\s*([^\W\d_]\s?\.\s?[^\W\d_]\b\.?|[^\W\d_]+)")
_CLOCK_FIRST = re.compile(r"^(\d{1,2}:\d\d(?::\d\d)?(?:\s*[ap]\.?m\b\.?)?)[\s,|-]+", re.I)
_CLOCK_WITHIN = re.compile(rf"^{_NAME}\s(?P<day>\d{{1,2}})\s(?P<clock>\d\d?:\d\d(?::\d\d)?(?:\s[A-Za-z]+)?)\s{_YEAR}$")


def moment_of(text: str) -> datetime | None:
    """The moment that `text` names, in its zone (UTC where it names none); None where that is not certain.

    Raises ValueError for a day or an hour that there is not.
    """
    text = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    text = " ".join(re.sub(r"\d", lambda digit: str(int(digit[0])), _UNSEEN.sub("", text)).split())
    clock = ""
    if within := _CLOCK_WITHIN.match(text):
        day = _name_last(within)
        return None if day is None else _at(day, within["clock"])
    if first := _CLOCK_FIRST.match(text):
        clock, text = f"{first[1]} ", text[first.end() :]
    for pattern, day_of in _ORDERS:
        if (found := pattern.match(text)) and (day := day_of(found)):
            return _at(day, clock + text[found.end() :].removeprefix("م"))
    return None


def _at(day: date, rest: str) -> datetime | None:
    """The moment of a day that the text after it names: a time and a zone, or one of them, or neither."""
    # After a blank, `-10:00` is as likely the hour.
    if (zone := zone_of(rest)) and not re.match(r"\s+[+-]", rest):
        return datetime.combine(day, time(), zone)
    clock = _CLOCK.search(rest)
    if clock is None:
        return datetime.combine(day, time(), UTC) if _all_known(rest) else None
    hour, minute, second = (int(part or 0) for part in clock.groups())
    half, after = _half(rest[clock.end() :])
    before = [word for word in _words(rest[: clock.start()]) if word not in _FILLERS]
    if len(before) == 1 and before[0] in _HALVES_FIRST and half is None:
        half = _HALVES_FIRST[before.pop()]
    zone = zone_of(after)
    if before or zone is None or (half == 0 and hour > 12):
        return None
    if half is not None and hour <= 12:
        hour = hour % 12 + 12 * half
    return datetime.combine(day, time(hour, minute, min(second, 59)), zone)


def _half(after: str) -> tuple[int | None, str]:
    """Which half of the day (0, 1) the text after a clock begins with, and what follows; "h" and "Uhr" left out."""
    half = None
    while found := _HALF_DAY.match(after):
        word = fold(found[1]).replace(" ", "")
        if half is None and word in _HALVES:
            half = _HALVES[word]
        elif word not in _O_CLOCK:
            break
        after = after[found.end() :]
    return half, after


def _all_known(rest: str) -> bool:
    return not any(word not in _FILLERS for word in _words(rest))


def _words(text: str) -> list[str]:
    return [word for word in map(fold, _WORDS.split(text)) if word]


def _day_of_digits(found: re.Match[str]) -> date | None:
    """The day; where strokes or hyphens stand between, day or month may be first, and both below 13 are no day."""
    day, month = int(found["day"]), int(found["month"])
    if found.re is _DAY_FIRST and found["stroke"] in "/-" and day <= 12:
        if month <= 12 and day != month:
            return None
        if month > 12:
            day, month = month, day
    return _day(int(found["year"]), month, day)


def _named(found: re.Match[str]) -> date | None:
    """The day with the one month that the name is; all words of it must be known."""
    months = _months(_words(found["name"]))
    if months is None or len(set(months)) != 1:
        return None
    words = set(_words(found["name"]))
    year = int(found["year"])
    if len(found["year"]) == 2:
        if not words <= _ENGLISH:
            return None
        year += 2000 if year < 69 else 1900  # as RFC 2822 has it, and Python's own mail library
    return _day(year - _THAI_AHEAD if words & _THAI and year > _LAST_YEAR else year, months[0], int(found["day"]))


def _name_last(found: re.Match[str]) -> date | None:
    """The day with the month that the last of the words names; those before it are left unread."""
    words = _words(found["name"])
    months = _months(words[-2:]) or _months(words[-1:])
    return _day(int(found["year"]), months[-1], int(found["day"])) if months else None


def _months(words: Sequence[str]) -> list[int] | None:
    """The months that these words name, in their order; None when one of them is neither month nor filler."""
    months: list[int] = []
    skip = False
    for at, word in enumerate(words):
        if skip:
            skip = False
            continue
        pair = " ".join(words[at : at + 2])
        month = _MONTHS.get(pair) if pair != word else None
        skip = month is not None
        month = month or _MONTHS.get(word) or _MONTHS.get(word.removeprefix("ב"))
        if month is not None:
            months.append(month)
        elif word not in _FILLERS:
            return None
    return months


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None


_DAY_FIRST = re.compile(
    rf"{_LEAD}(?P<day>\d{{1,2}})\s?(?P<stroke>[-./])\s?(?P<month>\d{{1,2}})\s?(?P=stroke)\s?{_YEAR}"
)
_ORDERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date | None]], ...] = (
    (
        re.compile(
            rf"{_LEAD}(?P<year>\d{{4}})(?:\s?(?P<stroke>[-/.])\s?|\s*[年년]\s*)(?P<month>\d{{1,2}})"
            r"(?:\s?(?(stroke)(?P=stroke))\s?|\s*[月월]\s*)(?P<day>\d{1,2})(?:\s*[日일]|\.)?(?!\d)"
        ),
        _day_of_digits,
    ),
    (_DAY_FIRST, _day_of_digits),
    (re.compile(rf"{_LEAD}{_DAY}{_GAP}{_NAME}{_GAP}(?P<year>\d{{4}}|\d\d(?=\s|$))(?!\d)"), _named),
    (re.compile(rf"^{_NAME}{_GAP}{_DAY}[\s,./-]+{_YEAR}"), _name_last),
    (re.compile(rf"{_LEAD}{_YEAR}{_GAP}{_NAME}{_GAP}{_DAY}\.?(?![\d:])"), _named),
)
