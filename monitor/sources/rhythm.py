"""How often a feed has news, and whether its silence is longer than chance allows. Pure.

News is taken to come by chance at a rate that depends on the hour of the week (a Poisson process whose rate changes
with time). Where `n` entries were to be expected, none come with probability exp(-n): the one formula used here. Feeds
that list their news in batches break it; so a silence is weighed by those the feed had before (see `Rhythm.uneven`).

Only time in which we could see counts: neither our own absence nor a feed that fails is silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

from monitor.model import Feed

Span = tuple[datetime, datetime]
"""From, until; the end is not in it."""

SLOT_HOURS = 4
SLOTS = 42
"""Slots of the week, from Thursday 00:00 UTC, where the count of hours begins: nights and weekends are quiet."""
WINDOW = timedelta(days=28)
"""A rhythm is what was seen in the four weeks before a silence began."""
ENOUGH_TIME = timedelta(days=14)
ENOUGH_NEWS = 20
"""With less seen than this (two weekends, at the least) nothing is said of a feed's rhythm."""
ALARM = 9.0
"""Entries that must have been expected before their lack is told: by chance that happens to one silence in 8,100,
exp(-9). A feed with 14 entries a day has one such by chance in about 19 months."""
SHORTEST = timedelta(hours=2)
"""No shorter silence is told, however busy the feed: an editor may be at lunch."""
OTHERS_ALARM = 3.0
"""A side is silent only where its feeds other than the busiest should have listed so many (none by chance: 5 %);
else the silence is that one feed's."""
STILL_HEARD = timedelta(hours=24)
"""A feed that had been silent for so long before the others of its side has no part in their silence."""
LATE = 1.5
"""A silence must be so many times as long as those before it: batches are late by chance, each fourteenth is later
than all but one of twenty-eight."""
BLIND_AFTER = timedelta(hours=2)
"""Without a good answer for so long, or twice the longest wait between two readings, a feed was out of sight."""

_HOUR = timedelta(hours=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_WEEK_HOURS = SLOTS * SLOT_HOURS


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What was usual in the four weeks before a silence began."""

    found: tuple[int, ...]
    """Entries in each slot of the week."""
    hours: tuple[float, ...]
    """Hours in which we saw each slot."""
    uneven: float
    """1 where news comes evenly. Else how many times longer than chance allows a silence must be, LATE included: a feed
    that lists forty entries at once every third day must miss one of these times before its silence means anything."""

    @property
    def an_hour(self) -> float:
        """Entries an hour, over all."""
        return sum(self.found) / sum(self.hours)


def hour_of(moment: datetime) -> int:
    """The number of the moment's hour, from the beginning of 1970 UTC."""
    return int((moment - _BEGINNING) // _HOUR)


def start_of(hour: int) -> datetime:
    """When the hour of this number began."""
    return _BEGINNING + hour * _HOUR


def in_sight(feed: Feed, now: datetime) -> bool:
    """Whether we saw this feed without a break from its last good answer until `now`."""
    longest = timedelta(seconds=max(feed.interval, feed.floor, feed.ceiling))
    return feed.last_read is not None and now - feed.last_read <= max(BLIND_AFTER, 2 * longest)


def seen(span: Span, blind: Sequence[Span]) -> list[Span]:
    """What is left of a span without the times in which we did not see the feed."""
    if not blind:
        return [span] if span[0] < span[1] else []
    found, (start, end) = [], span
    for blind_from, blind_until in sorted(blind):
        if blind_from > start:
            found.append((start, min(blind_from, end)))
        start = max(start, blind_until)
        if start >= end:
            return [one for one in found if one[0] < one[1]]
    return [one for one in (*found, (start, end)) if one[0] < one[1]]


def length(spans: Iterable[Span]) -> timedelta:
    """How long these spans are together."""
    return sum((end - start for start, end in spans), timedelta(0))


def learned(
    news: Sequence[tuple[int, int]], begun: datetime, silent_since: datetime, blind: Sequence[Span]
) -> Rhythm | None:
    """The rhythm of a feed, or of several taken together, from the news in the WINDOW before a silence began.

    `news` holds (number of the hour, new entries), in any order; we have followed all the feeds since `begun`, and saw
    them all but in the `blind` times. None where too little was seen to speak of a rhythm.
    """
    window = (max(begun, silent_since - WINDOW), silent_since)
    watched = seen(window, blind)
    first, last = map(hour_of, window)
    counted = [(hour, new) for hour, new in news if first <= hour <= last and new > 0]
    if sum(new for _, new in counted) < ENOUGH_NEWS or length(watched) < ENOUGH_TIME:
        return None
    found, hours_of = [0] * SLOTS, [0.0] * SLOTS
    for hour, new in counted:
        found[hour // SLOT_HOURS % SLOTS] += new
    for slot, share in _slots(watched):
        hours_of[slot] += share
    even = Rhythm(tuple(found), tuple(hours_of), 1.0)
    return replace(even, uneven=max(1.0, LATE * _long_silence(even, counted, window, blind) / ALARM))


def expected(usual: Rhythm, spans: Iterable[Span]) -> float:
    """How many entries were to be expected in these spans."""
    week = _Week(usual)
    return sum(week.until(end) - week.until(start) for start, end in spans)


def weight(usual: Rhythm, spans: Iterable[Span]) -> float:
    """The entries expected in these spans, each batch counted as one; told from ALARM on."""
    return expected(usual, spans) / usual.uneven


class _Week:
    """A rhythm's rates over the week, summed up.

    Each slot is drawn to the mean by the weight of one entry (a gamma prior), so that four empty Sunday nights say
    "hardly anything", not "never", and a slot we never saw says what the week does.
    """

    def __init__(self, usual: Rhythm) -> None:
        known, share = zip(usual.found, usual.hours, strict=True), 1 / usual.an_hour
        self._rates = [(new + 1) / (hours + share) for new, hours in known]
        self._sums = list(accumulate((rate * SLOT_HOURS for rate in self._rates), initial=0.0))

    def until(self, moment: datetime) -> float:
        """Entries from the beginning of 1970 to the moment."""
        weeks, hours = divmod((moment - _BEGINNING) / _HOUR, _WEEK_HOURS)
        slot, into = divmod(hours, SLOT_HOURS)
        return weeks * self._sums[-1] + self._sums[int(slot)] + into * self._rates[int(slot)]


def _long_silence(even: Rhythm, counted: Sequence[tuple[int, int]], window: Span, blind: Sequence[Span]) -> float:
    """The second longest silence of the window, in the entries that were to be expected in it.

    Not the longest: one true silence must not make us deaf to the next for four weeks.
    """
    week = _Week(even)
    ends = [window[0], *(start_of(hour) for hour, _ in sorted(counted))]
    gaps = sorted(
        sum(week.until(end) - week.until(start) for start, end in seen(gap, blind))
        for gap in pairwise(ends)
        if gap[0] < gap[1]
    )
    return gaps[-2] if len(gaps) > 1 else 0.0


def _slots(spans: Iterable[Span]) -> Iterator[tuple[int, float]]:
    """The slots these spans run through, with the hours spent in each."""
    for start, end in spans:
        at, until = (start - _BEGINNING) / _HOUR, (end - _BEGINNING) / _HOUR
        while at < until:
            block = int(at // SLOT_HOURS)
            leave = min(until, (block + 1) * SLOT_HOURS)
            yield block % SLOTS, leave - at
            at = leave
