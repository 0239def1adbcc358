"""A claim in the words of the table that `scan` shows: what, who, how many, said by whom, and whether it is news."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.alerts import words
from monitor.alerts.words import Wording
from monitor.model import CasualtyClaim, CeasefireClaim, Claim, HostilityClaim, Step, ViolationClaim


def what(claim: Claim) -> str:
    match claim:
        case CasualtyClaim():
            kind = "" if claim.victims == "unknown" else f", {claim.victims}"
            return words.HARMS[claim.harm] + kind
        case ViolationClaim():
            acts = words.acts(claim.acts)
            return ("Apparent violation" if claim.inferred else "Violation") + (f": {acts}" if acts else "")
        case HostilityClaim():
            return words.capital(words.acts(claim.acts) or "hostilities")
        case CeasefireClaim():
            return words.capital(words.STATUSES[claim.status])


def detail(claim: Claim, wording: Wording) -> str:
    parts = [", ".join(place.name for place in claim.places)]
    if claim.when:
        parts.append(words.days(claim.when.start, claim.when.end))
    if isinstance(claim, ViolationClaim) and claim.ceasefire:
        name = wording.ceasefire(claim.ceasefire)
        parts.append(f"day {claim.ceasefire_day} of {name}" if claim.ceasefire_day else f"under {name}")
    return " · ".join(part for part in parts if part)


def who(claim: Claim, wording: Wording) -> str:
    def name(actor: str | None) -> str:
        return wording.name(actor) if actor else "?"

    match claim:
        case CasualtyClaim():
            by = f"\nby {name(claim.agent)}" if claim.agent else ""
            return (name(claim.side) if claim.side else "side not stated") + by
        case ViolationClaim():
            if claim.target:
                return f"{name(claim.violator)} → {name(claim.target)}"
            return f"by {name(claim.violator)}" if claim.violator else "side not stated"
        case HostilityClaim():
            if claim.target:
                return f"{name(claim.actor)} → {name(claim.target)}"
            return f"by {name(claim.actor)}" if claim.actor else "sides not stated"
        case CeasefireClaim():
            via = f"\nvia {name(claim.mediator)}" if claim.mediator else ""
            return (words.listed(name(party) for party in claim.parties) or "parties not stated") + via


def figure(claim: Claim) -> str:
    if isinstance(claim, CasualtyClaim):
        figure = words.figure(claim.low, claim.high, approx=claim.approx, evidence=claim.evidence)
        return f"{figure}\nrunning total" if claim.scope == "cumulative" else figure
    if isinstance(claim, ViolationClaim) and claim.count is not None:
        return words.several(claim.count, "time")
    return ""


def voice(claim: Claim, wording: Wording) -> str:
    said_by = claim.accuser if isinstance(claim, ViolationClaim) else claim.claimant
    return wording.name(said_by) if said_by else "the article"


def status(claim: Claim) -> str:
    parts = ["yes" if claim.current else "history"]
    if claim.denied:
        parts = ["denied"]
    axes = claim.axes
    parts += [word for word, usual in ((axes.polarity, "affirmed"), (axes.modality, "actual")) if word != usual]
    return "\n".join(dict.fromkeys(parts))


def deciding(claim: Claim, steps: Sequence[Step] | None) -> str:
    """The rule that made the claim, and how many others helped: `en.harm.killed +3`."""
    made = dict.fromkeys(step.rule for step in steps or () if step.stage == "event") or dict.fromkeys(claim.rules)
    others = len(set(claim.rules) - set(made))
    return " ".join(made) + (f" +{others}" if others else "")
