"""Whether two tellings speak of one place: the same, one inside the other, near, or apart."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from math import asin, cos, radians, sin, sqrt

from monitor.model import Place

EARTH_KM = 6371.0
"""Mean radius (IUGG)."""

REACH_KM = {
    "point": 3.0,
    "village": 8.0,
    "town": 10.0,
    "city": 12.0,
    "district": 22.0,
    "region": 70.0,
    "country": 400.0,
}
"""How far from its point a place still is itself, or is named for what happens there. The two sides of a front name the
villages of their own side for one exchange of fire, so a village reaches as far as mortars do."""

AREAS = frozenset(("district", "region", "country"))
WIDE = frozenset(("region", "country"))
"""Too wide to say where something happened: no better than no place, except that it excludes what lies outside."""


class Nearness(IntEnum):
    """From different places to the same; UNKNOWN where one of the two names none, or only a whole region."""

    APART = 0
    UNKNOWN = 1
    NEAR = 2
    SAME = 3


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance in kilometres (haversine)."""
    north, south = radians(a.lat), radians(b.lat)
    chord = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


def _between(a: Place, b: Place) -> Nearness:
    if a.id == b.id:
        return Nearness.UNKNOWN if a.precision in WIDE else Nearness.SAME
    apart, reach = distance_km(a, b), (REACH_KM[a.precision], REACH_KM[b.precision])
    if apart > sum(reach):
        return Nearness.APART
    if a.precision in WIDE or b.precision in WIDE:
        return Nearness.UNKNOWN
    inside = (a.precision in AREAS) != (b.precision in AREAS) and apart <= max(reach)
    return Nearness.SAME if inside or apart <= 1.0 else Nearness.NEAR


def nearness(a: Iterable[Place], b: Iterable[Place]) -> Nearness:
    """The nearest that any place of `a` comes to any of `b`. Fine places count before whole regions."""
    ours, theirs = list(a), list(b)
    if not ours or not theirs:
        return Nearness.UNKNOWN
    fine = [(x, y) for x in ours for y in theirs if x.precision not in WIDE and y.precision not in WIDE]
    every = [(x, y) for x in ours for y in theirs]
    return max(_between(x, y) for x, y in fine or every)


def located(places: Iterable[Place]) -> bool:
    """Whether any of them says where, more closely than a whole region."""
    return any(place.precision not in WIDE for place in places)
