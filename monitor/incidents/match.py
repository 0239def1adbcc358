"""Whether a telling tells of an incident that is known, and of which one most likely.

Never by text alone: theatre, day and place decide, then who is in it, what was done, and figures that can agree. Two
happenings taken for one hide news; one taken for two wakes people twice. Where neither day nor place tells them apart,
the figures do: a claimant's count of the same people may rise from one day to the next, it doesn't fall without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from monitor.incidents.compose import runs_on, span
from monitor.incidents.days import Days, agree, apart, together
from monitor.incidents.gather import ELSEWHERE
from monitor.incidents.ledger import can_agree, overlap, series, written
from monitor.incidents.nearness import Nearness, located, nearness
from monitor.model import Act, Figure, Incident, Telling

RECENT = 7
"""Days over which changes of one ceasefire are one story, and a running total goes on with a known incident."""
SAME_DEAL = 2
"""A ceasefire agreed or announced so many days after the first deal of a story is another ceasefire."""
LINE: frozenset[Act] = frozenset(("shelling", "small-arms", "ground-attack"))
AIR: frozenset[Act] = frozenset(("airstrike", "drone"))

MIRRORED = 2

Fit = tuple[int, ...]
"""How well a telling fits, the greater the better."""


def fit(telling: Telling, theatre: str, incident: Incident) -> Fit | None:
    """How well the telling fits the incident, or None when it is of another happening."""
    if incident.theatre != theatre or (incident.kind == "ceasefire") != (telling.kind == "ceasefire"):
        return None
    days, near = incident_days(incident), nearness(incident.places, telling.places)
    if theatre == ELSEWHERE and near < Nearness.NEAR and len(set(telling.actors) & set(incident.actors)) < 2:
        return None  # half the world: only the same two parties, or the same place
    if telling.kind == "ceasefire":
        return _fit_ceasefire(telling, incident, days)
    if near == Nearness.APART:
        return None
    ours = span(telling)
    if runs_on(telling):
        if days.first > ours.last or apart(ours, days) > RECENT or not _share(telling.actors, incident.actors):
            return None
    elif not agree(ours, days) or not _one_happening(telling, incident, near):
        return None
    equal = sum(_equal(a, b) for a in _counts([telling]) for b in _counts(incident.tellings))
    return (
        near,
        _linked(telling, incident),
        equal,
        -apart(ours, days),
        ours.stated == days.stated,
        -abs((ours.last - days.last).days),
        -incident.id if incident.id else 0,
    )


def same_place_and_day(telling: Telling, incident: Incident) -> tuple[bool, bool]:
    """Whether place and days agree, whatever else is said: what an edited article may correct."""
    near = nearness(incident.places, telling.places) > Nearness.APART
    return near, agree(span(telling), incident_days(incident))


def incident_days(incident: Incident) -> Days:
    """The days in which a further telling must lie; wider than those shown where nobody stated the day."""
    spans = [span(telling) for telling in incident.tellings]
    dated = [span(telling) for telling in incident.tellings if not runs_on(telling)]
    return together(dated or spans) if spans else Days(incident.first_day, incident.last_day, True)


def _fit_ceasefire(telling: Telling, incident: Incident, days: Days) -> Fit | None:
    ours = span(telling)
    if apart(ours, days) > RECENT or not _share(telling.actors, incident.actors):
        return None
    if telling.ceasefire_status in ("agreed", "announced") and _first_deal(incident) is not None:
        deal = _first_deal(incident)
        if deal is not None and (ours.first - deal).days >= SAME_DEAL:
            return None
    return (-apart(ours, days), -abs((ours.last - days.last).days), incident.id)


def _first_deal(incident: Incident) -> date | None:
    return min(
        (telling.last_day for telling in incident.tellings if telling.ceasefire_status != "holding"), default=None
    )


def _one_happening(telling: Telling, incident: Incident, near: Nearness) -> bool:
    if not incident.tellings:
        return near >= Nearness.NEAR  # withdrawn: only where it was
    if _other_deaths(telling, incident.tellings) or _fallen(telling, incident):
        return False
    if near == Nearness.UNKNOWN and not _share(telling.actors, incident.actors):
        return False
    linked, ours, theirs = _linked(telling, incident), _counts([telling]), _counts(incident.tellings)
    if linked == MIRRORED:
        return True
    if not _one_kind(telling.acts, incident.acts):
        return near >= Nearness.NEAR and any(_equal(a, b) for a in ours for b in theirs)
    if near >= Nearness.NEAR or linked or not ours or not theirs:
        return True
    return any(overlap(a, b) for a in ours for b in theirs)


def _linked(telling: Telling, incident: Incident) -> int:
    """How the accusations meet: MIRRORED where the telling gives the accusation back that stands so far alone (one
    exchange of fire seen from two sides), 1 where the same side is accused or denies, else 0."""
    ours = {(a.accuser, a.violator) for a in telling.accusations if not a.denied}
    theirs = {(a.accuser, a.violator) for a in incident.accusations if not a.denied}
    if any(accuser and violator and (violator, accuser) in theirs for accuser, violator in ours - theirs):
        return MIRRORED
    accused = {a.violator for a in incident.accusations}
    denied = any(side in accused for side in telling.deniers)
    return 1 if denied or any(a.violator in accused for a in telling.accusations) else 0


def _share(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    a, b = set(ours), set(theirs)
    return not a or not b or bool(a & b)


def _one_kind(a: Sequence[Act], b: Sequence[Act]) -> bool:
    """Whether the acts can be of one happening: fire along the line, attacks from the air, mines. Unstated acts fit."""
    if not a or not b or "unspecified" in (*a, *b):
        return True
    return any(x == y or {x, y} <= LINE or {x, y} <= AIR for x in a for y in b)


def _counts(tellings: Iterable[Telling]) -> list[Figure]:
    return [
        figure
        for telling in tellings
        for figure in telling.figures
        if figure.scope == "incident" and not figure.denied and figure.measure != "of-which"
    ]


def _equal(a: Figure, b: Figure) -> bool:
    return overlap(a, b) and (a.low, a.high) == (b.low, b.high)


def _other_deaths(telling: Telling, tellings: Iterable[Telling]) -> bool:
    """Whether the incident counts the same kind of people only at places that are not this one's.

    Between places that are apart any such count is of other people (an incident may hold a list of places); between
    neighbouring villages only counts that cannot agree.
    """
    elsewhere = False
    for other in tellings:
        pairs = [(a, b) for a in _counts([telling]) for b in _counts([other]) if overlap(a, b)]
        if not pairs or not (located(telling.places) and located(other.places)):
            continue
        near = nearness(telling.places, other.places)
        if near == Nearness.SAME or (near == Nearness.NEAR and any(can_agree(a, b) for a, b in pairs)):
            return False
        elsewhere = True
    return elsewhere


def _fallen(telling: Telling, incident: Incident) -> bool:
    """Whether the telling, later and of a day not stated, counts fewer of the same people by the same claimant: then it
    is of somebody else. On a stated day, or within one day's news, it is a correction."""
    if telling.day_stated and any(other.day_stated for other in incident.tellings):
        return False
    return any(
        series(new) == series(old)
        and not can_agree(new, old)
        and (written(new) < written(old)) == (new.said > old.said)
        and new.said.date() != old.said.date()
        for new in _counts([telling])
        for old in _counts(incident.tellings)
    )
