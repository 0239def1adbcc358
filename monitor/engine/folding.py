"""Folding: one claim per distinct figure, one violation per accused side, the fuller telling kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from monitor.engine.text import Field
from monitor.model import Act, Axes, CasualtyClaim, CeasefireClaim, Claim, HostilityClaim, ViolationClaim

T = TypeVar("T", CasualtyClaim, ViolationClaim, HostilityClaim, CeasefireClaim, Axes)

ACTS: tuple[Act, ...] = ("shelling", "small-arms", "airstrike", "drone", "ground-attack", "mine-ied")
"""In the order in which they are shown."""


class Use(NamedTuple):
    """A rule that took part in a claim: a Step of its trace, but for what the rule says."""

    stage: str
    rule: str
    field: Field
    start: int
    end: int


class Draft(NamedTuple):
    """A claim with its trace, and what folding needs to know of where it was told."""

    claim: Claim
    trace: tuple[Use, ...]
    sentence: int = 0
    total: bool = False
    """A toll that the figures beside it lead up to ("bringing the total … to 15")."""
    reply: bool = False
    """Fire told as an answer to fire."""
    names: frozenset[str] = frozenset()
    """The words of the victim's name, where one is told."""
    pronoun: bool = False
    """The victim is "he" or "she": nobody new."""


def with_roles_of_totals(drafts: list[Draft]) -> list[Draft]:
    """Victims of no told role are of the role of the toll they lead up to, in the same sentence."""
    roles = {d.sentence: d.claim for d in drafts if d.total and isinstance(d.claim, CasualtyClaim)}
    out = []
    for draft in drafts:
        claim, total = draft.claim, roles.get(draft.sentence)
        if (
            total
            and isinstance(claim, CasualtyClaim)
            and claim.victims == "unknown"
            and claim.side in (None, total.side)
        ):
            draft = draft._replace(claim=replace(claim, victims=total.victims, side=claim.side or total.side))
        out.append(draft)
    return out


def with_fates(drafts: list[Draft]) -> list[Draft]:
    """Who died of his wounds is one of the dead alone: the wound told before is superseded.

    He is told by name, or as "he" in the sentence of his wound or the next.
    """
    out = list(drafts)
    before: list[int] = []
    for i, draft in enumerate(drafts):
        claim = draft.claim
        if not isinstance(claim, CasualtyClaim):
            continue
        if claim.harm == "killed" and claim.best == 1 and (draft.names or draft.pronoun):
            near = [j for j in before[-1:] if draft.sentence - out[j].sentence <= 1]
            for j in near if draft.pronoun else before:
                hurt = out[j].claim
                his = draft.pronoun or not draft.names.isdisjoint(out[j].names)
                if isinstance(hurt, CasualtyClaim) and hurt.harm == "wounded" and hurt.best == 1 and his:
                    outlived = replace(hurt, current=False, axes=replace(hurt.axes, measure="superseded"))
                    out[j] = out[j]._replace(claim=outlived)
        before.append(i)
    return out


Allied = Callable[[str | None, str | None], bool]
"""Whether two actors are on one side."""


def folded(drafts: list[Draft], allied: Allied) -> list[Draft]:
    """One claim per distinct figure, one violation per accused side; the fuller telling is kept.

    The same figure twice in one sentence counts other people each time ("one in the town and one near it").
    """
    kept: list[Draft] = []
    told: list[set[int]] = []
    shelves: dict[tuple[object, ...], list[int]] = {}
    """Where in `kept` the claims of one figure, accused, doer or change stand: none is compared with all the others."""
    headlines: list[int] = []
    for draft in drafts:
        if draft.pronoun and isinstance(draft.claim, CasualtyClaim):  # nobody new, whoever says it
            draft = draft._replace(claim=replace(draft.claim, claimant=None))
        heads = headlines if isinstance(draft.claim, CasualtyClaim) else []
        for i in dict.fromkeys((*heads, *shelves.get(_shelf(draft.claim), ()))):
            other = kept[i]
            beside = draft.sentence in told[i] and not draft.pronoun
            if isinstance(draft.claim, CasualtyClaim) and (beside or _others(other, draft)):
                continue
            first = _headed(other.claim, draft.claim, allied) if len(told[i]) == 1 else other.claim
            merged = _same(first, draft.claim)
            if merged is not None:
                trace = tuple(dict.fromkeys((*other.trace, *draft.trace)))
                kept[i] = other._replace(claim=merged, trace=trace, names=other.names | draft.names)
                told[i].add(draft.sentence)
                if _shelf(merged) != _shelf(other.claim):
                    shelves.setdefault(_shelf(merged), []).append(i)
                break
        else:
            if draft.claim.field == "title" and isinstance(draft.claim, CasualtyClaim):
                headlines.append(len(kept))
            shelves.setdefault(_shelf(draft.claim), []).append(len(kept))
            kept.append(draft)
            told.append({draft.sentence})
    unnamed = [c for d in kept if isinstance(c := d.claim, ViolationClaim) and not c.violator and c.current]
    source = next((c.accuser for c in unnamed if c.accuser), None)
    return [accused_by(d, source) for d in kept]


def named_breaches(drafts: Sequence[Draft]) -> list[Draft]:
    """All but the breaches of nobody, where somebody is said to have broken the ceasefire."""
    breaches = [d.claim for d in drafts if isinstance(d.claim, ViolationClaim) and d.claim.current]
    if not any(claim.violator for claim in breaches):
        return list(drafts)
    return [d for d in drafts if not isinstance(d.claim, ViolationClaim) or d.claim.violator or not d.claim.current]


def _shelf(claim: Claim) -> tuple[object, ...]:
    """What two claims share that may be one: the figure, the accused, who fired, what became of the ceasefire."""
    match claim:
        case CasualtyClaim():
            return (CasualtyClaim, claim.harm, claim.low, claim.high)
        case ViolationClaim():
            return (ViolationClaim, claim.violator)
        case HostilityClaim():
            return (HostilityClaim, claim.actor, claim.target, claim.claimant)
    return (CeasefireClaim, claim.status)


def _headed(head: Claim, told: Claim, allied: Allied) -> Claim:
    """A headline's figure as the text gives it: on whose word, and whose where it named an ally ("Armenian")."""
    if not isinstance(head, CasualtyClaim) or not isinstance(told, CasualtyClaim) or head.field == told.field:
        return head
    side = told.side if head.victims == told.victims and allied(head.side, told.side) else head.side
    return replace(head, side=side, claimant=told.claimant or head.claimant)


def _others(first: Draft, second: Draft) -> bool:
    """Whether the two victims have names of their own."""
    return bool(first.names and second.names) and first.names.isdisjoint(second.names)


def accused_by(draft: Draft, source: str | None) -> Draft:
    """A breach that nobody is heard to report, with the source that reports one without saying whose."""
    claim = draft.claim
    if not isinstance(claim, ViolationClaim) or not claim.current or claim.accuser or source in (None, claim.violator):
        return draft
    return draft._replace(claim=replace(claim, accuser=source))


def _same(first: Claim, second: Claim) -> Claim | None:
    """Two claims of one shelf as one, or None when they tell different things."""
    if first.current != second.current:
        return None
    match first, second:
        case CasualtyClaim(), CasualtyClaim():
            return _same_figure(first, second)
        case ViolationClaim(), ViolationClaim():
            return _same_breach(first, second)
        case HostilityClaim(), HostilityClaim():
            return _same_fire(first, second)
        case CeasefireClaim(), CeasefireClaim():
            return _same_change(first, second)
    return None


def _same_figure(first: CasualtyClaim, second: CasualtyClaim) -> CasualtyClaim | None:
    if (first.harm, first.low, first.high) != (second.harm, second.low, second.high):
        if not _headline_of(first, second):
            return None
        first = replace(first, low=second.low, high=second.high, best=second.best, approx=second.approx)
    pairs = ((first.side, second.side), (first.claimant, second.claimant))
    roles = {first.victims, second.victims} - {"unknown"}
    more = {first.axes.measure, second.axes.measure}
    if "additional" in more and len(more) > 1:
        return None  # "five more people": others
    if len(roles) > 1 or any(a is not None and b is not None and a != b for a, b in pairs):
        return None
    return _fuller(
        first,
        side=first.side or second.side,
        claimant=first.claimant or second.claimant,
        victims=next(iter(roles), "unknown"),
        agent=first.agent or second.agent,
        scope=first.scope if first.field == "text" and first.when else max(first.scope, second.scope, key=_lasting),
        when=first.when or second.when,
        places=first.places or second.places,
        denied=first.denied and second.denied,
    )


def _headline_of(head: CasualtyClaim, told: CasualtyClaim) -> bool:
    """Whether a headline rounds what the text gives: "kills 10" for at least 10, "several soldiers" for six."""
    if head.field != "title" or told.field == "title" or head.harm != told.harm or told.low is None:
        return False
    bounded = head.low == head.high == told.low and told.high is None
    vague = head.low is not None and head.high is not None and head.low < head.high
    return bounded or (vague and (head.low or 0) <= told.low <= (told.high or told.low) <= (head.high or 0))


def _lasting(scope: str) -> bool:
    return scope == "cumulative"


def _same_breach(first: ViolationClaim, second: ViolationClaim) -> ViolationClaim:
    """An accusation told twice; or told and denied: it stands, and its polarity says that it is denied."""
    told = second if first.denied and not second.denied else first
    sure = max(first, second, key=lambda claim: claim.confidence)  # an accusation before fire that is a breach
    contested = first.axes.polarity == "denied" or second.axes.polarity == "denied"
    return _fuller(
        told,
        axes=_fuller(told.axes, polarity="denied") if contested else told.axes,
        accuser=sure.accuser or first.accuser or second.accuser,
        confidence=sure.confidence,
        target=first.target or second.target,
        acts=_acts_of(first, second),
        count=first.count if first.count is not None else second.count,
        when=first.when or second.when,
        places=tuple(dict.fromkeys((*first.places, *second.places))),
    )


def _same_fire(first: HostilityClaim, second: HostilityClaim) -> HostilityClaim:
    contested = first.axes.polarity == "denied" or second.axes.polarity == "denied"
    return _fuller(
        first,
        axes=_fuller(first.axes, polarity="denied") if contested else first.axes,
        denied=first.denied and second.denied,
        acts=_acts_of(first, second),
        when=first.when or second.when,
        places=first.places or second.places,
    )


def _same_change(first: CeasefireClaim, second: CeasefireClaim) -> CeasefireClaim:
    return _fuller(
        first,
        parties=first.parties or second.parties,
        mediator=first.mediator or second.mediator,
        claimant=first.claimant or second.claimant,
        when=first.when or second.when,
    )


def _acts_of(*claims: ViolationClaim | HostilityClaim) -> tuple[Act, ...]:
    told = {act for claim in claims for act in claim.acts}
    return tuple(act for act in ACTS if act in told) or ("unspecified",)


def _fuller(told: T, **fields: Any) -> T:
    """The same with these fields; itself where they are nothing new, as mostly, for a copy takes many times as long."""
    if all(getattr(told, name) == value for name, value in fields.items()):
        return told
    return replace(told, **fields)
