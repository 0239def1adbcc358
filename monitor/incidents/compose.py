"""An incident from its tellings: every field but its id, revision and times is computed from them, in any order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from monitor.incidents.days import Days, together
from monitor.incidents.headline import Names, headline
from monitor.incidents.ledger import estimate, ledger, series
from monitor.incidents.register import Register
from monitor.incidents.sourcing import in_order, originals, sources, state
from monitor.incidents.told import LIFE, fine, stated_acts
from monitor.model import Accusation, CeasefireStatus, Figure, Incident, Telling

T = TypeVar("T")


def compose(theatre: str, tellings: Iterable[Telling], register: Register, *, names: Names, now: datetime) -> Incident:
    """The incident that these tellings (at least one) make, as a new one: id 0, revision 1, opened `now`.

    Handing in the same tellings in another order gives the same incident.
    """
    told = in_order(tellings)
    own = originals(told)
    days = together([span(telling) for telling in told if telling.day_stated or not runs_on(telling)] or [
        span(telling) for telling in told
    ])  # fmt: skip
    # An undated happening is most likely of the day it was told on: shown as that day, matched as both.
    first = days.first if days.stated else days.last
    figures = ledger(_figures(own))
    kind = "violation" if any(telling.kind == "violation" for telling in told) else told[0].kind
    incident = Incident(
        theatre=theatre,
        kind=kind,
        first_day=first,
        last_day=days.last,
        places=fine(tuple({place.id: place for telling in told for place in telling.places}.values())),
        acts=stated_acts(act for telling in told for act in telling.acts),
        actors=_distinct(actor for telling in told for actor in telling.actors),
        state=state(told),
        ceasefire_status=_status(told),
        headline="",
        accusations=_accusations(own),
        figures=figures,
        sources=sources(told),
        tellings=told,
        toll=estimate(figures),
        opened=now,
        revised=now,
    )
    incident = _under_ceasefire(incident, register)
    return replace(incident, headline=headline(incident, names))


def span(telling: Telling) -> Days:
    """The days a telling speaks of."""
    return Days(telling.first_day, telling.last_day, telling.day_stated)


def runs_on(telling: Telling) -> bool:
    """Whether it tells of nothing but a running total."""
    return (
        telling.kind == "clash"
        and not telling.acts
        and not telling.deniers
        and bool(telling.figures)
        and all(figure.scope == "cumulative" for figure in telling.figures)
    )


def _distinct(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def _accusations(told: Sequence[Telling]) -> tuple[Accusation, ...]:
    """One for each accuser, accused and denial: the newest word, with every act named."""
    found: dict[tuple[str | None, str | None, bool], Accusation] = {}
    for accusation in sorted(
        (a for telling in told for a in telling.accusations), key=lambda a: (a.said, a.article_id)
    ):
        key = (accusation.violator, accusation.accuser, accusation.denied)
        before = found.get(key)
        if before is None:
            found[key] = accusation
            continue
        newest = before if accusation.inferred and not before.inferred else accusation
        found[key] = replace(
            newest,
            acts=stated_acts((*before.acts, *accusation.acts)),
            count=newest.count if newest.count is not None else before.count,
            ceasefire=newest.ceasefire or before.ceasefire,
            target=newest.target or before.target,
        )
    named = {(a.accuser, a.denied) for a in found.values() if a.violator is not None}
    return tuple(a for a in found.values() if a.violator is not None or (a.accuser, a.denied) not in named)


def _figures(told: Sequence[Telling]) -> list[Figure]:
    """Every figure told. Where one article tells twice of the incident, of two of its places, its figures add up."""
    found: dict[tuple[object, ...], Figure] = {}
    telling_of: dict[tuple[object, ...], int] = {}
    every: list[Figure] = []
    for at, telling in enumerate(told):
        for figure in telling.figures:
            key = (figure.article_id, series(figure))
            before = found.get(key)
            adds = figure.scope == "incident" and figure.measure == "incident" and not figure.denied
            if before is not None and adds and telling_of[key] != at:
                both = replace(
                    before,
                    low=None if before.low is None or figure.low is None else before.low + figure.low,
                    high=None if before.high is None or figure.high is None else before.high + figure.high,
                    evidence=f"{before.evidence} … {figure.evidence}",
                )
                every[every.index(before)] = found[key] = both
                continue
            every.append(figure)
            if adds:
                found[key], telling_of[key] = figure, at
    return every


def _status(told: Sequence[Telling]) -> CeasefireStatus | None:
    stages = [telling for telling in told if telling.ceasefire_status is not None]
    changes = [telling for telling in stages if telling.ceasefire_status != "holding"] or stages
    newest = max(changes, key=_stage, default=None)
    return newest.ceasefire_status if newest else None


def _stage(telling: Telling) -> tuple[object, ...]:
    stage = LIFE.index(telling.ceasefire_status) if telling.ceasefire_status else -1
    return telling.last_day, telling.published, stage, telling.article_id


def _under_ceasefire(incident: Incident, register: Register) -> Incident:
    """Adds which ceasefire held and which day of it this was: as the claims say, else as the register does."""
    if incident.kind == "clash":
        return incident
    told = next((telling for telling in incident.tellings if telling.ceasefire is not None), None)
    places = [place.id for place in incident.places]
    known = register.find(told.ceasefire) if told else None
    if told is None:
        known = register.in_force(incident.theatre, incident.actors, incident.last_day, places)
    if known is not None:
        day = register.day_of(known, incident.last_day)
        return replace(incident, ceasefire=known.id, ceasefire_day=day if day > 0 else None)
    if told is not None:
        return replace(incident, ceasefire=told.ceasefire, ceasefire_day=told.ceasefire_day)
    return incident
