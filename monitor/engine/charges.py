"""Breaches, fire and changes of a ceasefire: who is said to have done it, and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from monitor.engine.breaches import as_breach
from monitor.engine.folding import ACTS, Draft, accused_by
from monitor.engine.roles import Cast
from monitor.engine.telling import Telling, acts_of, emit_of, told_of, trace_of
from monitor.model import CeasefireClaim, HostilityClaim, ViolationClaim

_LONG = 31
"""Days after which a running count of breaches is no news of the period reported."""


def aged(draft: Draft, published: date | None) -> Draft:
    """The draft as history where it counts breaches over longer than any news."""
    claim = draft.claim
    if published is None or claim.when is None or claim.when.start is None or not claim.current:
        return draft
    days = (published - claim.when.start).days
    if isinstance(claim, ViolationClaim) and claim.count is not None and days > _LONG:
        return draft._replace(claim=replace(claim, current=False, axes=replace(claim.axes, time="background")))
    return draft


def counter_charges(drafts: Sequence[Draft], cast: Cast) -> Iterator[Draft]:
    """Where a breach is charged, the fire that the other side charges or a third one reports is a breach as well.

    Fire told as a reply stays what it is, and so does what a side says of itself.
    """
    charged = any(isinstance(d.claim, ViolationClaim) and d.claim.current and not d.claim.denied for d in drafts)
    for draft in drafts:
        claim = draft.claim
        if (
            charged
            and isinstance(claim, HostilityClaim)
            and claim.current
            and claim.axes.modality == "actual"
            and claim.axes.voice != "denied"
            and not draft.reply
            and claim.actor != claim.claimant
            and cast.opponents(claim.actor)
        ):
            yield draft._replace(claim=as_breach(claim, claim.target))
        yield draft


def reported(draft: Draft, source: str | None) -> Draft:
    """A breach told in nobody's words, in a bulletin of one source, is reported by that source."""
    named = isinstance(draft.claim, ViolationClaim) and draft.claim.violator
    return accused_by(draft, source) if named else draft


def violations(telling: Telling, cast: Cast) -> Iterator[Draft]:
    """The breach that is told, by each side that is accused; none where nobody known is."""
    hit, chunks, axes = telling.hit, telling.chunks, telling.axes
    if axes.get("polarity") == "negated":
        return
    accuser = cast.actor(chunks, hit.groups.get("accuser"), holders=True) or telling.holder
    target = cast.actor(chunks, hit.groups.get("target"))
    if telling.voice is not None and telling.voice.voice == "denied" and accuser == telling.holder:
        accuser = None  # who denies does not accuse
    span = hit.groups.get("violator") or hit.groups.get("agent")
    violator = cast.actor(chunks, span, speaker=telling.holder)
    people = span is not None and chunks[span[0]].group is not None
    if violator is None and people and not cast.party(accuser):
        return  # people of no known side
    if telling.voice is not None and telling.voice.voice == "denied" and span and "OWN" in chunks[span[0]].tags:
        violator = telling.holder if cast.party(telling.holder) else violator  # who denies speaks of its own
    acts = acts_of(telling)
    before = telling.act
    if telling.emit.inherit:
        if before is None and telling.emit.denial:
            return
        doer = None if before is None else before.actor if isinstance(before, HostilityClaim) else before.violator
        if telling.emit.denial:
            if violator is None or doer != violator:
                return  # nobody accused this side of anything
            if before is not None and isinstance(before, HostilityClaim):
                denied = replace(before.axes, polarity="denied")
                yield Draft(replace(before, denied=True, axes=denied), trace_of(telling))
                return
            accuser = None
        violator = violator or doer
        if before is not None and violator == doer:
            target, acts = target or before.target, before.acts
        if violator == accuser or cast.allied(violator, accuser):
            violator = None  # nobody calls its own fire a breach by itself
        elif acts == ("unspecified",):
            acts = tuple(a for a in ACTS if a in telling.acts) or acts
    if violator is None and not people and not telling.emit.reciprocal and cast.party(accuser):
        other = cast.opponent(accuser)  # a party that reports a breach means the other one
        violator = other if other != target else None
    if emit_of(hit).claim == "hostility" and telling.emit.reciprocal:
        violator = None  # who began the fight is not said
    disowned = axes.get("polarity") == "denied"
    if violator is not None and violator == accuser and (disowned or not telling.named_speaker):
        accuser = cast.opponent(violator)  # "the spokesman" who protests at a side's breaches is not its own
    pairs: list[tuple[str | None, str | None]] = [(violator, accuser)]
    if telling.emit.reciprocal and telling.emit.claim == "violation":
        rivals = cast.rivals(chunks, hit)
        third = telling.holder if telling.holder not in (rivals or ()) else None  # observers blame both
        pairs = [(one, third or other) for one, other in (rivals, rivals[::-1])] if rivals else []
    elif other := cast.actor(chunks, hit.groups.get("other")):
        pairs.append((other, accuser))  # "accused both … and …"
    counted = hit.groups.get("count")
    number = next((c.number for c in chunks[counted[0] : counted[1]] if c.number), None) if counted else None
    for blamed, blaming in pairs:
        claim = ViolationClaim(
            **told_of(telling, cast, hit.first, hit.last, telling.moment(hit.first, hit.last), "incident"),
            violator=blamed,
            accuser=blaming,
            target=target or (blaming if telling.emit.reciprocal else None),
            acts=acts,
            count=number.best if number and not number.vague else None,
        )
        if claim.count is not None and claim.when is None and _so_far(telling):
            claim = replace(claim, current=False, axes=replace(claim.axes, time="background"))
        if telling.emit.denial:
            claim = replace(claim, denied=True, axes=replace(claim.axes, polarity="denied"))
        yield Draft(claim, trace_of(telling))


def _so_far(telling: Telling) -> bool:
    """Whether a count is one of the whole truce ("have reported nearly 3,000 violations")."""
    perfect = any("have.now" in c.tags for c in telling.chunks[: telling.hit.first])
    return perfect and telling.axes.get("measure") == "cumulative"


def hostility(telling: Telling, cast: Cast) -> Draft:
    """The fire that is told, whoever opened it."""
    hit, chunks = telling.hit, telling.chunks
    agent = hit.groups.get("agent")
    actor = cast.actor(chunks, agent, speaker=telling.holder)
    if actor is None and agent is None and telling.emit.claim == "hostility" and not telling.emit.reciprocal:
        actor = cast.opponent(telling.holder)  # a party that reports fire at a place of its own means the other one
    claim = HostilityClaim(
        **told_of(telling, cast, hit.first, hit.last, telling.moment(hit.first, hit.last), "incident"),
        actor=actor,
        target=cast.actor(chunks, hit.groups.get("target")),
        acts=acts_of(telling),
        claimant=telling.holder,
    )
    return Draft(claim, trace_of(telling), reply=telling.axes.get("topic") == "reply")


def ceasefire_change(telling: Telling, cast: Cast) -> Draft:
    """What is said to become of a ceasefire."""
    hit, chunks = telling.hit, telling.chunks
    first, last = hit.groups.get("parties", (0, 0))
    parties = dict.fromkeys(r.id for c in chunks[first:last] for r in c.refs if r.kind == "actor")
    claim = CeasefireClaim(
        **told_of(telling, cast, hit.first, hit.last, telling.moment(hit.first, hit.last), "incident"),
        status=telling.emit.status or "announced",
        parties=tuple(parties),
        mediator=cast.actor(chunks, hit.groups.get("mediator")),
        claimant=telling.holder,
    )
    return Draft(claim, trace_of(telling))
