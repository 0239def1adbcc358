"""A theatre: one conflict, its sides, places and ceasefires, as its pack tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from monitor.engine.schema import PlaceModel, TheatreFile
from monitor.engine.text import bare, fold
from monitor.model import Ceasefire, Place


@dataclass(frozen=True, slots=True)
class Theatre:
    """One conflict, as its pack tells it."""

    id: str
    name: str
    cues: tuple[str, ...]
    parties: tuple[str, ...]
    sides: tuple[tuple[str, ...], ...]
    government: str | None
    """Whose soldiers and officials are meant where nobody says whose."""
    labels: Mapping[str, str]
    civilians: Mapping[str, str]
    """By party, the actor that stands for its civilians, where that is another."""
    capitals: frozenset[str]
    """The places under whose name an actor acts and speaks."""
    forces: Mapping[str, str]
    """By the last word of its name, whose force that is, where only one party has such ("army" -> israel)."""
    places: Mapping[str, PlaceModel]
    points: Mapping[str, Place]
    """The same places as claims tell them."""
    ceasefires: tuple[Ceasefire, ...]
    against: Mapping[str, tuple[str, ...]] = field(init=False)
    """By party, those on the other sides: asked for every name, so told once."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "against", dict(_against(self.sides)))

    def opponents(self, actor: str) -> tuple[str, ...]:
        """The parties on another side than this actor's; empty for a third party."""
        return self.against.get(actor, ())

    def place(self, place_id: str) -> Place:
        return self.points[place_id]

    def people_of(self, place_id: str, day: date | None) -> str | None:
        """Whose people live there on that day (today's dwellers when no day is given), looking upwards if not said."""
        for place in self.around(place_id):
            if isinstance(place.people, str):
                return place.people
            for dwellers in reversed(place.people or ()):
                begun = dwellers.start is None or day is None or dwellers.start <= day
                over = dwellers.until is not None and day is not None and day > dwellers.until
                if begun and not over:
                    return dwellers.actor
        return None

    def around(self, place_id: str) -> Iterator[PlaceModel]:
        """The place and those it lies in, from the finest to the widest."""
        met: set[str] = set()
        here: str | None = place_id
        while here is not None and here in self.places and here not in met:
            met.add(here)
            yield self.places[here]
            here = self.places[here].inside


def _against(sides: Sequence[Sequence[str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for mine in sides:
        others = tuple(actor for side in sides if side is not mine for actor in side)
        yield from ((actor, others) for actor in mine)


def compiled(pack: TheatreFile) -> Theatre:
    """The pack ready to be asked."""
    spoken_as = {name for actor in pack.actors for name in actor.names}
    return Theatre(
        id=pack.theatre,
        name=pack.name,
        cues=tuple(bare(fold(cue)) for cue in pack.cues),
        parties=tuple(a.id for a in pack.actors if a.role == "party"),
        sides=tuple(tuple(s) for s in pack.sides),
        government=pack.government,
        labels={a.id: a.label for a in pack.actors},
        civilians={a.id: a.people for a in pack.actors if a.people is not None},
        capitals=frozenset(p.id for p in pack.places if not spoken_as.isdisjoint(p.names)),
        forces=_forces(pack),
        places={p.id: p for p in pack.places},
        points={p.id: Place(p.id, p.names[0], p.lat, p.lon, p.precision) for p in pack.places},
        ceasefires=tuple(
            Ceasefire(
                id=c.id,
                theatre=pack.theatre,
                name=c.name,
                parties=tuple(c.parties),
                start=c.start,
                end=c.until,
                places=tuple(c.zone),
                terms=c.terms,
                source=c.source,
            )
            for c in pack.ceasefires
        ),
    )


def _forces(pack: TheatreFile) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for actor in pack.actors:
        if actor.role == "party":
            for name in actor.forces:
                owners.setdefault(bare(fold(name)).split()[-1], set()).add(actor.id)
    return {word: next(iter(ids)) for word, ids in owners.items() if len(ids) == 1}
