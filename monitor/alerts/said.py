"""Who says what of whom: one line for each accusation, attack and denial, with the sources that carry it.

What several say of one side stands in one line where it can: fire that a paper tells of joins the accusation against
the same side, and a paper's own word on a breach goes where a named accuser says the same. Nothing is put into a
mouth it did not come from: acts that only others speak of are added as "also reported".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.alerts import words
from monitor.alerts.words import Wording
from monitor.model import Accusation, Act, Attack, Incident


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, with the numbers of the sources that carry it."""

    text: str
    refs: tuple[int, ...] = ()
    earlier: bool = False
    """Whether whoever says it has since said something else; the text then says so."""


def numbers(refs: Iterable[int]) -> tuple[int, ...]:
    """The numbers of sources in order, each once; 0 stands for a source that is not listed."""
    return tuple(sorted({ref for ref in refs if ref > 0}))


@dataclass(slots=True)
class _Charge:
    """One accuser's word on one side's breach, while others' words are being gathered into it."""

    accuser: str | None
    violator: str | None
    inferred: bool
    acts: dict[Act, None] = field(default_factory=dict)
    also: dict[Act, None] = field(default_factory=dict)
    """Acts of that side which others report."""
    targets: dict[str, None] = field(default_factory=dict)
    count: int | None = None
    outlets: dict[str, None] = field(default_factory=dict)
    articles: dict[int, None] = field(default_factory=dict)

    def take(self, accusation: Accusation) -> None:
        self.acts |= dict.fromkeys(accusation.acts)
        self.targets |= dict.fromkeys(_on(accusation.target, accusation.violator, accusation.accuser))
        self.count = accusation.count if accusation.count is not None else self.count
        self.outlets[accusation.outlet] = None
        self.articles[accusation.article_id] = None

    def add(self, acts: Iterable[Act], targets: Iterable[str], articles: Iterable[int], claimant: str | None) -> None:
        """Joins what others tell of the same side, in the accuser's own acts where it is the accuser's own word."""
        carried = list(articles)
        own = self.accuser in (None, claimant) or (claimant is None and set(carried) <= set(self.articles))
        if own:
            self.acts |= dict.fromkeys(acts)
        else:
            self.also |= dict.fromkeys(acts)
        self.targets |= dict.fromkeys(target for target in targets if target != self.accuser)
        self.articles |= dict.fromkeys(carried)


def said(incident: Incident, refs: Mapping[int, int], wording: Wording) -> tuple[Line, ...]:
    """The lines, those about whoever was accused first first, each side's denial straight after what it denies.

    `refs` gives the number of each article in the list of sources.
    """
    charges = _charges(incident)
    attacks = _attacks(incident, charges)
    denials = _denials(incident)
    sides = dict.fromkeys((*(charge.violator for charge in charges), *attacks, *denials))
    lines: dict[str, tuple[int, ...]] = {}

    def add(text: str, articles: Iterable[int]) -> None:
        lines[text] = numbers((*lines.get(text, ()), *(refs.get(article, 0) for article in articles)))

    for side in sides:
        for charge in charges:
            if charge.violator == side:
                add(_accusation(charge, wording), charge.articles)
        if side in attacks:
            add(_attack(side, attacks[side], wording), [article for article, _ in attacks[side]])
        if side in denials:
            add(_denial(side, denials[side], charges, wording), [one.article_id for one in denials[side]])
    for telling in incident.tellings:
        if telling.mediator:
            add(f"Mediated by {wording.name(telling.mediator)}", [telling.article_id])
    return tuple(Line(text, found) for text, found in lines.items())


# ---------------------------------------------------------------------------------------------------------- accusations


def _charges(incident: Incident) -> list[_Charge]:
    """What is said against each side, without the words that a more telling one makes superfluous."""
    found: dict[tuple[str | None, str | None, bool], _Charge] = {}
    # The incident keeps each accuser's newest word; its tellings say in which other articles it stands.
    told = [one for telling in incident.tellings for one in telling.accusations]
    kept = sorted(incident.accusations, key=lambda one: one.said)
    known = {(one.accuser, one.violator) for one in kept if not one.denied}
    every = [*(one for one in told if (one.accuser, one.violator) in known and not one.inferred), *kept]
    for accusation in sorted(every, key=lambda one: one.said):
        if not accusation.denied:
            key = (accusation.accuser, accusation.violator, accusation.inferred)
            found.setdefault(key, _Charge(*key)).take(accusation)
    first = list(dict.fromkeys(charge.violator for charge in found.values()))
    charges = sorted(found.values(), key=lambda charge: (first.index(charge.violator), charge.inferred))
    return list(_telling(charges))


def _telling(charges: Sequence[_Charge]) -> Iterator[_Charge]:
    """Those that tell more than another: a named accuser before a paper's own word, a paper's word before what the
    register infers, a named side before none."""
    stated = [charge for charge in charges if not charge.inferred]
    for charge in charges:
        same = [other for other in stated if other.violator == charge.violator and other is not charge]
        better = same if charge.inferred else [other for other in same if other.accuser is not None]
        if charge.accuser is None and better:
            better[0].add(charge.acts, charge.targets, charge.articles, None)
        elif charge.violator is not None or charge.accuser is not None or not any(o.violator for o in stated):
            yield charge


def _accusation(charge: _Charge, wording: Wording) -> str:
    counted = f"{words.several(charge.count, 'violation')} stated" if charge.count is not None else ""
    what = ", ".join(part for part in (_what(charge.acts, charge.targets, wording), counted) if part)
    also = words.acts([act for act in charge.also if act not in charge.acts])
    detail = (f": {what}" if what else "") + (f"; also reported: {also}" if also else "")
    blamed = wording.name(charge.violator) if charge.violator else ""
    if charge.inferred:
        by = f"by {blamed}" if blamed else "(no side named)"
        return f"Apparent violation {by}{detail}. Inferred from the ceasefire in force; no source calls it a violation"
    if charge.accuser and charge.accuser == charge.violator:
        return f"{wording.does(charge.accuser, 'report')} an attack of its own under the ceasefire{detail}"
    if charge.accuser and blamed:
        return f"{wording.does(charge.accuser, 'accuse')} {blamed} of breaking the ceasefire{detail}"
    if charge.accuser:
        return f"{wording.does(charge.accuser, 'report')} that the ceasefire was broken, naming no side{detail}"
    outlets = words.listed(words.plain(outlet) for outlet in charge.outlets)
    report = f"{outlets} {'reports' if len(charge.outlets) == 1 else 'report'} that"
    if blamed:
        return f"{report} {blamed} broke the ceasefire, naming no accuser{detail}"
    return f"{report} the ceasefire was broken, naming no side{detail}"


def _what(acts: Iterable[Act], targets: Iterable[str], wording: Wording) -> str:
    """ "shelling and small-arms fire against Armenia"."""
    whom = words.listed(wording.name(target) for target in targets)
    return " ".join(part for part in (words.acts(list(acts)), f"against {whom}" if whom else "") if part)


def _on(target: str | None, *others: str | None) -> tuple[str, ...]:
    """On whom, where that is no matter of course: who accuses is taken to speak of itself."""
    return (target,) if target and target not in others else ()


# -------------------------------------------------------------------------------------------------- attacks and denials

_Attacks = dict[str | None, list[tuple[int, Attack]]]


def _attacks(incident: Incident, charges: Sequence[_Charge]) -> _Attacks:
    """By attacker, what is told of attacks by sides whom nobody accuses of a breach, with the article of each. Those of
    the accused join the accusation: what an incident's articles tell is of the same days."""
    found: _Attacks = {}
    for telling in incident.tellings:
        for attack in telling.attacks:
            against = [charge for charge in charges if charge.violator == attack.attacker]
            if attack.denied:
                continue
            if attack.attacker is None or not against:
                found.setdefault(attack.attacker, []).append((telling.article_id, attack))
                continue
            ranked = sorted(
                against,
                key=lambda one: (
                    one.accuser is None or one.accuser != attack.claimant,
                    telling.article_id not in one.articles,
                ),
            )
            on = _on(attack.target, attack.attacker)
            ranked[0].add(attack.acts, on, [telling.article_id], attack.claimant)
    if len(found) > 1 or charges:
        found.pop(None, None)  # that somebody fired is no news where it is told who did
    return found


def _attack(side: str | None, told: Sequence[tuple[int, Attack]], wording: Wording) -> str:
    acts = dict.fromkeys(act for _, attack in told for act in attack.acts)
    if side is None:
        known = words.acts(list(acts))
        return f"{words.capital(known) or 'An attack'} reported, naming no side"
    on = dict.fromkeys(target for _, attack in told for target in _on(attack.target, side))
    claimants = dict.fromkeys(attack.claimant for _, attack in told)
    whom = words.listed(wording.name(target) for target in on)
    attacked = f"attacked{f' {whom}' if whom else ''}"
    known = words.acts(list(acts))
    detail = f": {known}" if known else ""
    if None in claimants or side in claimants:
        return f"{wording.is_or_are(side)} said to have {attacked}{detail}"
    names = [claimant for claimant in claimants if claimant]
    who = words.listed(wording.name(claimant) for claimant in names)
    says = wording.does(names[0], "say") if len(names) == 1 else f"{who} say"
    return f"{says} that {wording.name(side)} {attacked}{detail}"


@dataclass(frozen=True, slots=True)
class _Denial:
    article_id: int
    accusation: Accusation | None = None
    """What is denied, where an accusation is; else it is fire or whatever was said."""


def _denials(incident: Incident) -> dict[str | None, list[_Denial]]:
    """By whom, and in which articles."""
    found: dict[str | None, list[_Denial]] = {}
    for accusation in sorted(incident.accusations, key=lambda one: one.said):
        if accusation.denied:
            found.setdefault(accusation.violator, []).append(_Denial(accusation.article_id, accusation))
    for telling in incident.tellings:
        for side in telling.deniers:
            found.setdefault(side, []).append(_Denial(telling.article_id))
    return found


def _denial(side: str | None, told: Sequence[_Denial], charges: Sequence[_Charge], wording: Wording) -> str:
    accused = [one.accusation for one in told if one.accusation is not None]
    accusers = dict.fromkeys(one.accuser for one in accused if one.accuser and one.accuser != side)
    heard = {charge.accuser for charge in charges if charge.violator == side and not charge.inferred}
    # What an accusation above it says needs no saying twice.
    acts = dict.fromkeys(act for one in accused if one.accuser not in heard for act in one.acts)
    detail = f": {what}" if (what := words.acts(list(acts))) else ""
    if side is None:
        return f"An accusation is denied{detail}"
    if not accused:
        return f"{wording.does(side, 'deny')} it"
    if accusers:
        by = words.listed(wording.name(accuser) for accuser in accusers)
        return f"{wording.does(side, 'deny')} the accusation made by {by}{detail}"
    return f"{wording.does(side, 'deny')} having broken the ceasefire{detail}"
