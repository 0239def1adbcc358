"""Who stands behind an incident: which sources are independent of each other, and whether they bear each other out.

A source is independent of another unless it prints the same wire text, is the same outlet, belongs to the same side, or
is a side's own outlet and both only have that side's word. Two newsrooms that each quote the ministry count as two:
each answers for having printed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from monitor.incidents.ledger import can_agree, overlap, own, written
from monitor.model import Figure, IncidentState, Source, Telling


@dataclass(frozen=True, slots=True)
class _Voice:
    """A telling as a source: where its text comes from, and whose words it carries."""

    telling: Telling
    text: int
    """The article whose wire text it prints: its own, unless it is a copy of one that was published before it."""

    @property
    def claimants(self) -> set[str | None]:
        asserted = [one.accuser for one in self.telling.accusations if not one.denied]
        return {*asserted, *(figure.claimant for figure in self.telling.figures)}

    def independent_of(self, other: _Voice) -> bool:
        ours, theirs = self.telling, other.telling
        if self.text == other.text or ours.outlet == theirs.outlet:
            return False
        for side in (ours.speaks_for, theirs.speaks_for):
            if side is not None and (
                ours.speaks_for == theirs.speaks_for or self.claimants | other.claimants <= {side}
            ):
                return False
        return True


def _voices(tellings: Iterable[Telling]) -> list[_Voice]:
    told = in_order(tellings)
    copied = {telling.article_id: telling.copy_of for telling in told}

    def text(article: int) -> int:
        seen: list[int] = []
        while article not in seen:
            seen.append(article)
            article = copied.get(article) or article
        # After edits two articles may each be found in the other.
        return min(seen[seen.index(article) :])

    # `copy_of` follows the order in which we read; the original is whatever was published first.
    first: dict[int, int] = {}
    for telling in told:
        first.setdefault(text(telling.article_id), telling.article_id)
    return [_Voice(telling, first[text(telling.article_id)]) for telling in told]


def in_order(tellings: Iterable[Telling]) -> tuple[Telling, ...]:
    """Oldest first, by publication: an order that does not depend on when we heard of them."""
    return tuple(sorted(tellings, key=lambda one: (one.published, one.article_id, one.first_day, str(one.places))))


def originals(tellings: Iterable[Telling]) -> tuple[Telling, ...]:
    """The tellings without what copies merely repeat, oldest first.

    A copy that gives a figure or makes an accusation which no other telling of its text has is an update of the story:
    what is new in it stays.
    """
    voices = _voices(tellings)
    first: dict[int, set[object]] = {}
    for voice in voices:
        if voice.text == voice.telling.article_id:
            first.setdefault(voice.text, set()).update(_content(voice.telling))
    found = []
    for voice in voices:
        known = first.setdefault(voice.text, set())
        if voice.text != voice.telling.article_id:
            found.append(_without(voice.telling, known))
            known.update(_content(voice.telling))
        else:
            found.append(voice.telling)
    return tuple(found)


def _figure_key(figure: Figure) -> object:
    return (figure.claimant, figure.harm, figure.side, figure.victims, figure.scope, figure.low, figure.high,
            figure.denied, figure.measure)  # fmt: skip


def _content(telling: Telling) -> set[object]:
    accusations = {(one.violator, one.accuser, one.denied) for one in telling.accusations}
    return {*accusations, *(_figure_key(figure) for figure in telling.figures)}


def _without(telling: Telling, known: set[object]) -> Telling:
    return replace(
        telling,
        accusations=tuple(a for a in telling.accusations if (a.violator, a.accuser, a.denied) not in known),
        figures=tuple(figure for figure in telling.figures if _figure_key(figure) not in known),
    )


def sources(tellings: Iterable[Telling]) -> tuple[Source, ...]:
    """One source for each article, oldest first; `independent` where it is of every independent one before it, `copy`
    where it prints the text of another outlet among them."""
    found: dict[int, Source] = {}
    counted: list[_Voice] = []
    voices = _voices(tellings)
    printed = {voice.telling.article_id: voice.telling.outlet for voice in voices}
    for voice in voices:
        told = voice.telling
        if told.article_id in found:
            continue
        copies = voice.text != told.article_id
        independent = not copies and all(voice.independent_of(other) for other in counted)
        if independent:
            counted.append(voice)
        found[told.article_id] = Source(
            article_id=told.article_id,
            outlet=told.outlet,
            title=told.title,
            url=told.url,
            said=told.published,
            independent=independent,
            copy=copies and told.outlet != printed[voice.text],
        )
    return tuple(found.values())


def corroborated(tellings: Iterable[Telling]) -> bool:
    """Whether two independent sources tell the same, or a side admits what another says of it.

    The same: the same side accused of a breach, figures of the same people that can agree, fire by the same hand, the
    same status of a ceasefire. Two sides that accuse each other do not bear each other out.
    """
    told = tuple(tellings)
    voices = _voices(told)
    if any(_same(a.telling, b.telling) and a.independent_of(b) for a, b in combinations(voices, 2)):
        return True
    return bool(_admitted(told)) or _losses_admitted(told)


def _same(a: Telling, b: Telling) -> bool:
    if {one.violator for one in a.accusations if not one.denied} & {
        one.violator for one in b.accusations if not one.denied
    }:
        return True
    if a.kind == b.kind == "ceasefire":
        return a.ceasefire_status == b.ceasefire_status
    if set(a.attackers) & set(b.attackers):
        return True
    return any(
        overlap(x, y) and can_agree(x, y) and (x.side == y.side or (x.low, x.high) == (y.low, y.high))
        for x in _asserted(a.figures)
        for y in _asserted(b.figures)
    )


def _asserted(figures: Iterable[Figure]) -> list[Figure]:
    """Figures that say something of the happening itself: running totals agree with every clash of a war."""
    return [f for f in figures if f.scope == "incident" and not f.denied and f.measure != "of-which"]


def _accused(tellings: Sequence[Telling]) -> set[tuple[str | None, str | None]]:
    return {(one.violator, one.accuser) for told in tellings for one in told.accusations if not one.denied}


def _admitted(tellings: Sequence[Telling]) -> set[str]:
    """Sides that say themselves what another accuses them of."""
    accused = _accused(tellings)
    own = {violator for violator, accuser in accused if violator is not None and accuser == violator}
    return {violator for violator, accuser in accused if violator in own and accuser != violator and violator}


def _losses_admitted(tellings: Sequence[Telling]) -> bool:
    figures = [figure for told in tellings for figure in _asserted(told.figures)]
    ours = [figure for figure in figures if own(figure)]
    others = [figure for figure in figures if figure.claimant is not None and not own(figure)]
    return any(overlap(x, y) and can_agree(x, y) and written(x) > 0 for x in ours for y in others)


def state(tellings: Iterable[Telling]) -> IncidentState:
    """Where the incident stands: retracted when nobody tells of it any more, contested when a side denies what it is
    accused of and does not admit, corroborated (see there), else reported."""
    told = tuple(tellings)
    if not told:
        return "retracted"
    denied = {side for telling in told for side in telling.deniers}
    if denied - _admitted(told):
        return "contested"
    return "corroborated" if corroborated(told) else "reported"
