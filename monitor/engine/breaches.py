"""Where fire meets the register: the ceasefire a breach is of, and breaches that no article calls by name.

With a ceasefire in force between the parties on the day, a hostile act is an apparent violation;
without one it is hostilities. What an article calls a violation is one, whatever the register says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from monitor.engine.folding import Draft
from monitor.engine.roles import Cast
from monitor.model import Ceasefire, CeasefireClaim, HostilityClaim, ViolationClaim

CeasefireOn = Callable[[str, Collection[str], date, Collection[str]], Ceasefire | None]
"""Which ceasefire of the register is in force between these parties of a theatre on a day, at one of these places."""

LESS_SURE = 0.1
_ON = frozenset({"agreed", "announced", "in-force", "extended", "holding"})
_OVER = frozenset({"ended", "suspended", "called-for", "rejected"})


def by_register(
    drafts: Sequence[Draft], cast: Cast, published: date | None, ceasefire_on: CeasefireOn, *, named: bool
) -> Iterator[Draft]:
    """The drafts, breaches with their ceasefire, and the breach behind each hostility that is one.

    Where the article has `named` a ceasefire, fire during the one in force is plainly its breach, and so is fire under
    one that the register does not know (new or local), where the article says that it began or holds and not that it
    is over, and any fire where it says that the ceasefire is broken without saying by whom. Where it has not named one,
    or where the fire is told as a reply, the breach is inferred.
    """
    told = [d.claim for d in drafts if isinstance(d.claim, CeasefireClaim) and (d.claim.current or not d.claim.when)]
    over = not named or any(c.status in _OVER for c in told)
    breaches = [d.claim for d in drafts if isinstance(d.claim, ViolationClaim) and d.claim.current]
    accused = {claim.violator for claim in breaches}
    broken = accused == {None} and not all(claim.denied for claim in breaches)
    for draft in drafts:
        claim = draft.claim
        if isinstance(claim, ViolationClaim) and claim.current:
            parties = [a for a in (claim.violator, claim.target or claim.accuser) if a and cast.opponents(a)]
            yield draft._replace(claim=_under(claim, parties, published, cast, ceasefire_on))
            continue
        yield draft
        if isinstance(claim, HostilityClaim) and claim.actor not in accused and _inferable(claim, cast):
            target = claim.target if cast.opponents(claim.target) else cast.opponent(claim.actor)
            parties = [a for a in (claim.actor, target) if a]
            inferred = replace(as_breach(claim, target), inferred=not named or draft.reply)
            breach = _under(inferred, parties, published, cast, ceasefire_on)
            plain = named and not draft.reply and (broken or (not over and _begun(told, claim)))
            if breach.ceasefire is not None or plain:
                accused.add(claim.actor)
                yield draft._replace(claim=breach)


def _begun(told: Sequence[CeasefireClaim], fire: HostilityClaim) -> bool:
    """Whether one of the ceasefires told of began before this fire, or holds, in the same theatre."""
    day = fire.when.start if fire.when else None
    for claim in told:
        began = claim.when.start if claim.when else None
        later = day is not None and began is not None and began > day
        if claim.status in _ON and claim.theatre == fire.theatre and not later:
            return True
    return False


def _inferable(claim: HostilityClaim, cast: Cast) -> bool:
    sure = claim.current and not claim.denied and claim.axes.modality == "actual" and claim.actor != claim.claimant
    return sure and bool(cast.opponents(claim.actor)) and claim.target != claim.actor


def as_breach(claim: HostilityClaim, target: str | None) -> ViolationClaim:
    """The breach that this fire is, as told by whoever told of the fire."""
    return ViolationClaim(
        evidence=claim.evidence,
        field=claim.field,
        start=claim.start,
        end=claim.end,
        confidence=round(claim.confidence - LESS_SURE, 2),
        axes=claim.axes,
        when=claim.when,
        places=claim.places,
        theatre=claim.theatre,
        violator=claim.actor,
        accuser=claim.claimant,
        target=target,
        acts=claim.acts,
    )


def _under(
    claim: ViolationClaim, parties: Collection[str], published: date | None, cast: Cast, ceasefire_on: CeasefireOn
) -> ViolationClaim:
    """The breach with the ceasefire of the register that it is of, if there is one."""
    day = claim.when.start if claim.when else published
    if day is None or not parties:
        return claim
    for theatre in cast.theatres:  # two may share the places of one war, at different times
        places = {around.id for place in claim.places for around in theatre.around(place.id)}
        if theatre.id != claim.theatre and not places:
            continue  # fire elsewhere
        ceasefire = ceasefire_on(theatre.id, parties, day, places)
        if ceasefire is not None:
            return replace(claim, ceasefire=ceasefire.id, ceasefire_day=(day - ceasefire.start).days + 1)
    return claim
