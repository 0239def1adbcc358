"""Numbers and days written in digits: what 1,200, 1 200, 1,50,000, 9:40, 1994, 27th and 27.10.2020 are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from monitor.engine.text import Token

_LONGEST = 15
"""Characters of the longest written number that can count people."""
_SHORT = re.compile(r"([0-9]{2})/([0-9]{2})")
_ORDINAL = re.compile(r"([0-9]{1,2})[a-z]{2}")
_DATE = re.compile(r"([0-9]{1,4})[-./]([0-9]{1,2})[-./]([0-9]{2,4})")


def value_of(word: str) -> float | None:
    """What one numeral is worth; None where it counts nothing (an hour such as 0530, a list such as 10,5)."""
    if len(word) > _LONGEST or (len(word) > 2 and word[0] == "0" and word.isdigit()):
        return None
    head, *groups = word.split(",")
    if groups:
        if not all(part.isdigit() for part in (head, *groups)) or len(groups[-1]) != 3:
            return None
        thousands = all(len(part) == 3 for part in groups)
        lakhs = len(head) <= 2 and all(len(part) == 2 for part in groups[:-1])  # 1,50,000
        return float(head + "".join(groups)) if thousands or lakhs else None
    parts = word.split(".")
    if len(parts) == 2 and len(parts[1]) == 3 and len(parts[0]) <= 3 and parts[0] != "0":
        return float("".join(parts))  # 1.223: a dot that groups thousands
    try:
        return float(word)
    except ValueError:
        return None


def grouped(tokens: Sequence[Token], i: int) -> int:
    """The token behind a number whose thousands are parted by spaces (1 200), or `i` where none stands there."""
    head = tokens[i].word
    if len(head) > 3 or not head.isdigit() or head[0] == "0" or (i and tokens[i - 1].word[0].isdigit()):
        return i
    last = i + 1
    while last < len(tokens) and last - i < 4:
        token = tokens[last]
        apart = token.start == tokens[last - 1].end + 1 and not token.glued
        measure = last + 1 < len(tokens) and tokens[last + 1].glued  # 2 155mm guns
        if not apart or measure or len(token.word) != 3 or not token.word.isdigit():
            break
        last += 1
    return last if last > i + 1 else i


def is_year(tokens: Sequence[Token], i: int, last: int) -> bool:
    """Whether the number over these tokens is four bare digits that may be a year."""
    word = tokens[i].word
    return last == i + 1 and len(word) == 4 and word.isdigit() and 1900 <= int(word) <= 2100


def is_clock(tokens: Sequence[Token], i: int) -> bool:
    """Whether token i is part of a time of day: 9:40."""
    for colon, other in ((i + 1, i + 2), (i - 1, i - 2)):
        if 0 <= other < len(tokens) and tokens[colon].word == ":" and tokens[other].word[0].isdigit():
            return tokens[i].word[0].isdigit() and tokens[colon].start in (tokens[i].end, tokens[i].start - 1)
    return False


def ordinal_day(word: str) -> int | None:
    """The day of a month that 1st to 31st may be."""
    match = _ORDINAL.fullmatch(word)
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


def written_date(word: str) -> date | None:
    """The day that 2020-10-27, 27.10.2020 or 27/10/20 is: the year first or last, the day before the month unless
    only the other way round makes a day. None where the calendar has no such day."""
    match = _DATE.fullmatch(word)
    if not match:
        return None
    first, month, last = int(match[1]), int(match[2]), int(match[3])
    year_first = len(match[1]) == 4
    year, day = (first, last) if year_first else (last, first)
    if not year_first and len(match[3]) == 2:
        year += 1900 if year >= 70 else 2000
    for tried_month, tried_day in ((month, day), (day, month)):
        try:
            return date(year, tried_month, tried_day)
        except ValueError:
            if year_first or "." in word:
                return None
    return None


def day_and_month(word: str) -> tuple[int, int] | None:
    """The day and the month that 27/10 is. None where it may be read both ways (10/11), or is no date (24/7)."""
    match = _SHORT.fullmatch(word)
    if not match:
        return None
    one, other = sorted((int(match[1]), int(match[2])))
    return (other, one) if 1 <= one <= 12 < other <= 31 else None
