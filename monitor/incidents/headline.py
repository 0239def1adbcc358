"""One sober line for an incident: who says what of whom, where, when, and the first figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from monitor.incidents.ledger import overlap, standing, trust, written
from monitor.incidents.nearness import AREAS, Nearness, nearness
from monitor.model import Accusation, Act, CeasefireStatus, Figure, Harm, Incident, Place

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ACTS: Final[Mapping[Act, str]] = {
    "shelling": "shelling",
    "small-arms": "small-arms fire",
    "airstrike": "an airstrike",
    "drone": "a drone attack",
    "ground-attack": "a ground attack",
    "mine-ied": "laying mines",
    "unspecified": "breaking the ceasefire",
}
BARE_ACTS: Final[Mapping[Act, str]] = {
    "airstrike": "airstrike", "drone": "drone attack", "ground-attack": "ground attack", "mine-ied": "mine blast",
    "unspecified": "fighting",
}  # fmt: skip
STATUS: Final[Mapping[CeasefireStatus, str]] = {
    "agreed": "Ceasefire agreed",
    "announced": "Ceasefire announced",
    "in-force": "Ceasefire in force",
    "extended": "Ceasefire extended",
    "called-for": "Ceasefire called for",
    "rejected": "Ceasefire rejected",
    "suspended": "Ceasefire suspended",
    "ended": "Ceasefire ended",
    "holding": "Ceasefire said to hold",
}
HARMS: Final[tuple[Harm, ...]] = ("killed", "wounded", "casualties", "captured", "missing", "displaced")
HARM_WORDS: Final[Mapping[Harm, str]] = {"casualties": "killed or wounded"}
PEOPLE: Final = {
    "military": ("soldier", "soldiers"),
    "civilian": ("civilian", "civilians"),
    "mixed": ("person", "people"),
    "unknown": ("person", "people"),
}
SPECIAL: Final = {
    "un": "The UN", "osce": "The OSCE", "eu": "The EU", "usa": "The US", "drc": "DR Congo", "media": "Media",
    "monitor": "Monitors", "nagorno-karabakh": "Nagorno-Karabakh",
}  # fmt: skip
ACRONYMS: Final = frozenset(
    ("drc", "sdf", "ttp", "npa", "pkk", "m23", "eln", "tplf", "jnim", "iswap", "rsf", "saf", "lna", "gna", "emc")
)
PLURAL: Final = frozenset(("media", "medics", "police", "witnesses", "monitor", "houthis", "palestinians"))
SHOWN = 2
"""Figures and places named in the line."""
WHOLE: Final = frozenset(("city", *AREAS))
"""What one is in, not near."""

Names = Mapping[str, str]
"""Display names by actor id, where the caller has better ones than the id itself."""


def name(actor: str, names: Names) -> str:
    """The actor's name: as handed in, else the id made readable ("burkina-faso" -> "Burkina Faso")."""
    if actor in names or actor in SPECIAL:
        return names.get(actor) or SPECIAL[actor]
    return " ".join(part.upper() if part in ACRONYMS else part.capitalize() for part in actor.split("-"))


def headline(incident: Incident, names: Names) -> str:
    """The incident in one line; computed from all its fields but `headline`."""
    what = _ceasefire(incident, names) if incident.kind == "ceasefire" else _hostile(incident, names)
    line = ", ".join(part for part in (what, _days(incident)) if part)
    return "; ".join((line, *_denials(incident, names), *_figures(incident.figures, names)))


def _ceasefire(incident: Incident, names: Names) -> str:
    status = STATUS[incident.ceasefire_status or "holding"]
    parties = f" between {_listed(name(actor, names) for actor in incident.actors)}" if incident.actors else ""
    mediators = {telling.mediator for telling in incident.tellings if telling.mediator}
    mediated = f", mediated by {_listed(_inner(name(one, names)) for one in sorted(mediators))}" if mediators else ""
    # A ceasefire holds in a city or a region; villages and districts beside it are where the fighting was.
    zone = [place for place in incident.places if place.precision in ("city", "region", "country")]
    return f"{status}{parties}{mediated}{_where(zone)}"


def _hostile(incident: Incident, names: Names) -> str:
    heard = [one for one in incident.accusations if not one.denied]
    where = _where(incident.places)
    pairs = {(one.accuser, one.violator) for one in heard if one.accuser and one.violator and not one.inferred}
    mutual = next((pair for pair in sorted(pairs) if pair[0] != pair[1] and pair[::-1] in pairs), None)
    if mutual:
        acts = _acts(act for one in heard if {one.accuser, one.violator} == set(mutual) for act in one.acts)
        return f"{_listed(name(actor, names) for actor in mutual)} accuse each other of {acts}{where}"
    if heard:
        return _accusation(sorted(heard, key=_plainness)[0], names) + where
    if incident.accusations:
        accused = _listed(dict.fromkeys(name(one.violator, names) for one in incident.accusations if one.violator))
        return f"Accusations against {accused} denied{where}" if accused else f"Ceasefire breach denied{where}"
    if not incident.acts and incident.figures:
        running = all(figure.scope == "cumulative" for figure in incident.figures)
        return f"{'Running toll' if running else 'Casualties'}{where}"
    acts = _bare_acts(incident.acts)
    attackers = list(dict.fromkeys(actor for telling in incident.tellings for actor in telling.attackers))
    if len(attackers) == 1:
        return f"{acts} by {name(attackers[0], names)}{where}"
    between = f" between {_listed(name(actor, names) for actor in attackers)}" if attackers else ""
    return f"{acts}{between}{where}"


def _plainness(accusation: Accusation) -> tuple[bool, bool, bool]:
    return accusation.inferred, accusation.violator is None, accusation.accuser is None


def _accusation(accusation: Accusation, names: Names) -> str:
    acts = _acts(accusation.acts)
    accused = name(accusation.violator, names) if accusation.violator else ""
    if accusation.inferred:
        return (
            f"Apparent ceasefire violation{f' by {accused}' if accused else ''}: {_bare_acts(accusation.acts).lower()}"
        )
    if accusation.accuser is None:
        return f"{accused} reported to have broken the ceasefire" if accused else "Ceasefire reported broken"
    accuser = name(accusation.accuser, names)
    if accusation.accuser == accusation.violator:
        return f"{accuser} {_verb('admit', accusation.accuser)} {acts}"
    if not accused:
        return f"{accuser} {_verb('report', accusation.accuser)} a breach of the ceasefire"
    return f"{accuser} {_verb('accuse', accusation.accuser)} {_inner(accused)} of {acts}"


def _denials(incident: Incident, names: Names) -> list[str]:
    heard = {one.violator for one in incident.accusations if not one.denied}
    fired = {side for telling in incident.tellings for side in telling.attackers}
    every = dict.fromkeys(side for telling in incident.tellings for side in telling.deniers)
    sides = [side for side in every if side in heard or fired]
    if len(sides) == 2 and set(sides) == (heard or fired):
        return ["both deny it"]
    return [f"{name(side, names)} {_verb('deny', side)} it" for side in sides]


def _figures(figures: Sequence[Figure], names: Names) -> list[str]:
    """The weightiest standing figures, each claimant's together: this incident's before running totals, the dead before
    the hurt, the more trusted word first. Of rival words on the same people only the first: a line has no room to
    weigh them."""
    stands = [figure for figure in standing(figures) if written(figure) > 0]
    order = sorted(
        stands,
        key=lambda figure: (
            figure.scope != "incident",
            HARMS.index(figure.harm),
            -trust(figure),
            -written(figure),
            figure.claimant or "",
            figure.side or "",
            figure.victims,
        ),
    )
    shown: list[Figure] = []
    for figure in order:
        if len(shown) < SHOWN and not any(overlap(figure, other) for other in shown):
            shown.append(figure)
    voices = dict.fromkeys((figure.claimant, "" if figure.claimant else figure.outlet) for figure in shown)
    return [_reported([f for f in shown if (f.claimant, "" if f.claimant else f.outlet) == v], names) for v in voices]


def _reported(figures: Sequence[Figure], names: Names) -> str:
    """One claimant's figures: "Armenia reports 3 soldiers killed and 5 wounded"."""
    counted = []
    for at, figure in enumerate(figures):
        before = figures[at - 1] if at else None
        same = before is not None and (_of(before), before.victims) == (_of(figure), figure.victims)
        counted.append(_count(figure, "" if same else _people(figure, names)))
    text, claimant = _listed(counted), figures[0].claimant
    return f"{name(claimant, names)} {_verb('report', claimant)} {text}" if claimant else text


def _count(figure: Figure, people: str) -> str:
    running = " in all" if figure.scope == "cumulative" else ""
    return f"{range_words(figure.low, figure.high)}{people} {HARM_WORDS.get(figure.harm, figure.harm)}{running}"


def _people(figure: Figure, names: Names) -> str:
    one = (figure.low, figure.high) == (1, 1)
    side = _of(figure)
    return f" {PEOPLE[figure.victims][0 if one else 1]}{f' of {_inner(name(side, names))}' if side else ''}"


def _of(figure: Figure) -> str | None:
    """Whose people, where that is not the claimant's own."""
    return figure.side if figure.side != figure.claimant else None


def range_words(low: int | None, high: int | None) -> str:
    """ "5", "at least 5", "up to 5", "3 to 9"."""
    if low is not None and high is not None:
        return f"{low:,}" if low == high else f"{low:,} to {high:,}"
    if low is not None:
        return f"at least {low:,}"
    return f"up to {high:,}" if high is not None else "an unstated number of"


def _acts(acts: Iterable[Act]) -> str:
    every = list(dict.fromkeys(acts))
    known = [act for act in every if act != "unspecified"] or every
    return _listed(ACTS[act] for act in known)


def _bare_acts(acts: Sequence[Act]) -> str:
    text = _listed(BARE_ACTS.get(act, ACTS[act]) for act in acts) or "fighting"
    return text[0].upper() + text[1:]


def _where(places: Sequence[Place]) -> str:
    known = list({place.id: place for place in places}.values())
    # "Tovuz district" says nothing beside a village in it.
    finer = [place for place in known if place.precision not in AREAS]
    known = [place for place in known if place in finer or not _holds(place, finer)]
    if not known:
        return ""
    shown, more = known[:SHOWN], known[SHOWN:]
    names = [place.name for place in shown]
    if more:
        near = all(nearness(shown, [place]) >= Nearness.NEAR for place in more)
        names.append("nearby" if near else "elsewhere")
    return f" {'in' if shown[0].precision in WHOLE else 'near'} {_listed(names)}"


def _holds(area: Place, places: Sequence[Place]) -> bool:
    return nearness([area], places) == Nearness.SAME


def day_words(day: date) -> str:
    """ "5 Apr 2016"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _days(incident: Incident) -> str:
    first, last = incident.first_day, incident.last_day
    if first == last:
        return day_words(last)
    if first.year != last.year:
        return f"{day_words(first)} to {day_words(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} to {day_words(last)}"
    return f"{first.day}–{day_words(last)}"


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    return " and ".join(part for part in (", ".join(every[:-1]), every[-1]) if part) if every else ""


def _inner(text: str) -> str:
    """A name inside a sentence: "the UN"."""
    return text[0].lower() + text[1:] if text.startswith("The ") else text


def _verb(verb: str, actor: str) -> str:
    if actor in PLURAL:
        return verb
    return f"{verb[:-1]}ies" if verb.endswith("y") else f"{verb}s"
