"""When something happened, and whether two tellings can mean the same day.

A stated time is a day, or a night (two days), or a longer period. Where an article names no day, the happening was on
one of two days: that of publication or the one before. Nights are the trap: "overnight to Tuesday" and "overnight to
Wednesday" share a Tuesday, and if that were enough, a front with fire every night would be one endless incident.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.model import When

TOLERANCE = timedelta(days=1)
"""How long before its publication an undated happening may have been."""
NIGHT = 2
"""Days a single happening may touch; a longer time is a period, as in a weekly report."""

LONGEST = 10
"""Days. "The worst fire since November" is no day: what is said to have lasted longer counts as undated, unless it is
told by the month."""


@dataclass(frozen=True, slots=True)
class Days:
    """`first` and `last` included. Stated: from the first to the last. Not stated: on one of them."""

    first: date
    last: date
    stated: bool

    @property
    def length(self) -> int:
        """In days, 1 for a single day."""
        return (self.last - self.first).days + 1

    @property
    def is_period(self) -> bool:
        """Longer than a night."""
        return self.length > NIGHT


def days_of(when: When | None, published: datetime) -> Days:
    """The days a claim speaks of; `published` is the article's publication time."""
    if when is not None and not (when.precision == "day" and (when.end - when.start).days > LONGEST):
        return Days(when.start, when.end, True)
    return Days(published.date() - TOLERANCE, published.date(), False)


def agree(a: Days, b: Days, *, one_article: bool = False) -> bool:
    """Whether the two can be one happening.

    Both stated: one lies within the other (periods: the same but for a day at each end). One not stated: the other
    touches it; a period only does so within one article, where "two soldiers were killed" belongs to the week told of.
    """
    if a.stated and b.stated:
        if a.is_period or b.is_period:
            slack = timedelta(days=1)
            return a.is_period and b.is_period and abs(a.first - b.first) <= slack and abs(a.last - b.last) <= slack
        return (a.first >= b.first and a.last <= b.last) or (b.first >= a.first and b.last <= a.last)
    if (a.is_period or b.is_period) and not one_article:
        return False
    return a.first <= b.last and b.first <= a.last


def together(spans: Sequence[Days]) -> Days:
    """The days of a happening that several tell of: stated ones joined, or what the others have in common.

    `spans` holds at least one. Where undated tellings have no day in common the earliest is kept.
    """
    stated = [span for span in spans if span.stated]
    if stated:
        return Days(min(span.first for span in stated), max(span.last for span in stated), True)
    first, last = max(span.first for span in spans), min(span.last for span in spans)
    if first > last:
        first, last = min((span.first, span.last) for span in spans)
    return Days(first, last, False)


def apart(a: Days, b: Days) -> int:
    """Days between the two, 0 when they touch."""
    return max(0, (a.first - b.last).days, (b.first - a.last).days)
