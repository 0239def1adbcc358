"""The register of ceasefires: which one was in force between whom, where, on a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from monitor.model import Ceasefire


class Register:
    """The ceasefires of all loaded theatres. Pure and unchanging."""

    def __init__(self, ceasefires: Sequence[Ceasefire]) -> None:
        self._ceasefires = tuple(sorted(ceasefires, key=lambda one: (one.start, one.id)))

    def find(self, id: str | None) -> Ceasefire | None:
        """The ceasefire of that id, or None."""
        return next((one for one in self._ceasefires if one.id == id), None)

    def in_force(
        self, theatre: str, parties: Collection[str], day: date, places: Collection[str] = ()
    ) -> Ceasefire | None:
        """The newest ceasefire of the theatre that holds on `day` (its first and last day included).

        Of `parties`, two must be bound by it (one, where only one is named); actors it doesn't bind are no hindrance,
        as an article may name a mediator. No parties at all means any ceasefire of the theatre. Where the ceasefire has
        a zone and `places` (ids) are given, one of them must lie in the zone.
        """
        for one in reversed(self._ceasefires):
            if one.theatre != theatre or day < one.start or (one.end is not None and day > one.end):
                continue
            bound = set(parties) & set(one.parties)
            if len(bound) < min(2, len(set(parties))):
                continue
            if one.places and places and not set(places) & set(one.places):
                continue
            return one
        return None

    def day_of(self, ceasefire: Ceasefire, day: date) -> int:
        """Which day of the ceasefire that is: 1 on the day it came into force; 0 or less before it."""
        return (day - ceasefire.start).days + 1
