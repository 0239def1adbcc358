"""Whether the facts of a theatre pack hold together: names that lead nowhere, days and points out of place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from monitor.engine.packfile import unknown
from monitor.engine.schema import PlaceModel, TheatreFile
from monitor.yamlfile import Lines


def problems_of(pack: TheatreFile, lines: Lines, stem: str) -> Iterator[str]:
    """Every problem of one pack; `stem` is the name of its file without `.yaml`."""
    if pack.theatre != stem:
        yield f'{lines.where("theatre")}: theatre "{pack.theatre}" stands in {stem}.yaml; name both alike'
    yield from _twice(pack, lines)
    yield from _actors(pack, lines)
    yield from _places(pack, lines)
    yield from _circles(pack, lines)
    yield from _ceasefires(pack, lines)


def problems_among(packs: Sequence[tuple[TheatreFile, Lines]]) -> Iterator[str]:
    """Ceasefires of two packs under one id: it stands in stored claims, so it must mean one thing."""
    taken: dict[str, str] = {}
    for pack, lines in packs:
        for i, ceasefire in enumerate(pack.ceasefires):
            other = taken.setdefault(ceasefire.id, pack.theatre)
            if other != pack.theatre:
                where = f"{lines.where('ceasefires', i)}: {ceasefire.id}"
                yield f"{where}: this id is taken in theatre {other}; take another"


def _twice(pack: TheatreFile, lines: Lines) -> Iterator[str]:
    for key, what, ids in (
        ("actors", "an actor", [a.id for a in pack.actors]),
        ("places", "a place", [p.id for p in pack.places]),
        ("ceasefires", "a ceasefire", [c.id for c in pack.ceasefires]),
    ):
        for i, one in enumerate(ids):
            if one in ids[:i]:
                yield f"{lines.where(key, i)}: {one}: this id is taken by {what} above"


def _actors(pack: TheatreFile, lines: Lines) -> Iterator[str]:
    actors = {a.id for a in pack.actors}
    stands: dict[str, int] = {}
    for i, side in enumerate(pack.sides):
        for j, actor in enumerate(side):
            if actor not in actors:
                yield f"{lines.where('sides', i, j)}: {unknown('actor', actor, actors)}"
            if stands.setdefault(actor, i) != i:
                yield f"{lines.where('sides', i, j)}: {actor} stands on two sides; nobody opposes himself"
    if pack.government is not None and pack.government not in actors:
        yield f"{lines.where('government')}: {unknown('actor', pack.government, actors)}"
    for i, model in enumerate(pack.actors):
        if model.role == "party" and model.id not in stands:
            yield (
                f"{lines.where('actors', i)}: {model.id}: a party on no side, so that nobody is against it; "
                "add it to sides, or give it role: third-party"
            )
        for j, speaker in enumerate(model.speakers):
            where = lines.where("actors", i, "speakers", j)
            yield from _backwards(f"{where}: {model.id}: {speaker.name}", speaker.start, speaker.until)


def _places(pack: TheatreFile, lines: Lines) -> Iterator[str]:
    actors = {a.id for a in pack.actors}
    places = {p.id for p in pack.places}
    box = pack.box
    upright = box.south < box.north and box.west < box.east
    if not upright:
        yield (
            f"{lines.where('box')}: the box is upside down or empty (south {box.south}, north {box.north}, "
            f"west {box.west}, east {box.east}); south lies below north, west below east"
        )
    for i, place in enumerate(pack.places):
        where = f"{lines.where('places', i)}: {place.id}"
        if place.inside is not None and place.inside not in places:
            yield f"{where}: {unknown('place', place.inside, places)}"
        for actor in _dwellers(place):
            if actor not in actors:
                yield f"{where}: {unknown('actor', actor, actors)}"
        for dweller in () if isinstance(place.people, str) else place.people or ():
            yield from _backwards(f"{where}: people: {dweller.actor}", dweller.start, dweller.until)
        if upright and not (box.south <= place.lat <= box.north and box.west <= place.lon <= box.east):
            turned = box.south <= place.lon <= box.north and box.west <= place.lat <= box.east
            hint = "; lat and lon are exchanged" if turned else "; correct the point, or widen the box"
            yield f"{where}: the point {place.lat}, {place.lon} lies outside the theatre's box{hint}"


def _dwellers(place: PlaceModel) -> list[str]:
    return [place.people] if isinstance(place.people, str) else [d.actor for d in place.people or ()]


def _circles(pack: TheatreFile, lines: Lines) -> Iterator[str]:
    """Places that lie in themselves by way of others."""
    inside = {p.id: p.inside for p in pack.places}
    for i, place in enumerate(pack.places):
        here, steps = place.inside, 0
        while here is not None and here != place.id and steps <= len(inside):
            here, steps = inside.get(here), steps + 1
        if here == place.id:
            yield f"{lines.where('places', i)}: {place.id}: lies in itself by way of {place.inside}"


def _ceasefires(pack: TheatreFile, lines: Lines) -> Iterator[str]:
    actors = {a.id for a in pack.actors}
    places = {p.id for p in pack.places}
    for i, ceasefire in enumerate(pack.ceasefires):
        where = f"{lines.where('ceasefires', i)}: {ceasefire.id}"
        for actor in ceasefire.parties:
            if actor not in actors:
                yield f"{where}: {unknown('actor', actor, actors)}"
        for zone in ceasefire.zone:
            if zone not in places:
                yield f"{where}: {unknown('place', zone, places)}"
        yield from _backwards(where, ceasefire.start, ceasefire.until)


def _backwards(where: str, start: date | None, until: date | None) -> Iterator[str]:
    if start and until and until < start:
        yield f"{where}: until {until} lies before from {start}; exchange them, or correct the year"
