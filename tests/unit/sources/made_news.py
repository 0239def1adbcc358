"""Made-up rhythms of feeds: how many entries in which hour."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from monitor.sources.rhythm import hour_of, start_of

MONDAY = datetime(2026, 4, 20, tzinfo=UTC)
"""A midnight."""


def by_chance(
    rate: Callable[[datetime], float], until: datetime, *, days: int = 28, seed: int = 1
) -> list[tuple[int, int]]:
    """(Number of the hour, new entries) before `until`, by chance at `rate` entries an hour; hours with none left
    out."""
    dice = random.Random(seed)
    hours = range(hour_of(until - timedelta(days=days)), hour_of(until))
    drawn = ((hour, _poisson(dice, rate(start_of(hour)))) for hour in hours)
    return [(hour, new) for hour, new in drawn if new]


def evenly(a_day: float, until: datetime, *, days: int = 28) -> list[tuple[int, int]]:
    """(Number of the hour, new entries) before `until`, at all hours alike."""
    hours = range(hour_of(until - timedelta(days=days)), hour_of(until))
    spread = ((hour, int(hour * a_day / 24) - int((hour - 1) * a_day / 24)) for hour in hours)
    return [(hour, new) for hour, new in spread if new]


def at_all_hours(rate: float) -> Callable[[datetime], float]:
    """So many entries an hour, day and night."""
    return lambda _: rate


def office_hours(a_day: float) -> Callable[[datetime], float]:
    """So many entries on each working day from 06:00 to 18:00 UTC, nothing at other times."""
    return lambda moment: a_day / 12 if moment.weekday() < 5 and 6 <= moment.hour < 18 else 0.0


def _poisson(dice: random.Random, mean: float) -> int:
    found, left = 0, dice.random()
    below = math.exp(-mean)
    share = below
    while left > share and found < 1000:
        found += 1
        below *= mean / found
        share += below
    return found
