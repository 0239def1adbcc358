"""The article's own total for the newest happening it reports (DESIGN section 5).

Disjoint groups are added; parts of a figure ("including two children") are not; rival claimants are not added up;
running totals and history are left out unless they are all there is.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import CasualtyClaim, Count, Harm, Toll


def article_toll(claims: Sequence[CasualtyClaim]) -> Toll:
    """The toll of one article, by harm. Claims that are denied, hypothetical or parts of others do not count."""
    counted = [c for c in claims if c.axes.polarity == "affirmed" and c.axes.measure not in ("of-which", "superseded")]
    return Toll(
        killed=_total(counted, "killed"),
        wounded=_total(counted, "wounded"),
        missing=_total(counted, "missing"),
        captured=_total(counted, "captured"),
        displaced=_total(counted, "displaced"),
    )


def _total(claims: Sequence[CasualtyClaim], harm: Harm) -> Count | None:
    mine = [c for c in claims if c.harm == harm]
    for wanted in (
        [c for c in mine if c.current and c.scope == "incident"],
        [c for c in mine if c.current],
        mine,
    ):
        if wanted:
            return _summed(wanted)
    return None


def _summed(claims: Sequence[CasualtyClaim]) -> Count:
    """By claimant, disjoint groups added; of several claimants the one with the largest total is the article's."""
    by_claimant: dict[str | None, list[CasualtyClaim]] = {}
    for claim in claims:
        by_claimant.setdefault(claim.claimant, []).append(claim)
    totals = [_disjoint(group) for group in by_claimant.values()]
    best = max(totals, key=lambda c: c.best)
    lows = [c.low for c in totals if c.low is not None]
    highs = [c.high for c in totals]
    high = None if None in highs else max(h for h in highs if h is not None)
    return Count(min(lows) if lows else None, best.best, high)


def _disjoint(claims: Sequence[CasualtyClaim]) -> Count:
    """Groups of other sides or roles are added; within a group the largest figure stands."""
    groups: dict[tuple[str | None, str], Count] = {}
    for claim in claims:
        key = (claim.side, claim.victims)
        count = Count(claim.low, _best(claim), claim.high)
        groups[key] = max(groups.get(key, count), count, key=lambda c: c.best)
    whole = groups.get((None, "unknown"))
    if whole is not None and len(groups) > 1:
        parts = sum(c.best for k, c in groups.items() if k != (None, "unknown"))
        if whole.best >= parts:
            return whole
    lows = [c.low for c in groups.values()]
    highs = [c.high for c in groups.values()]
    return Count(
        None if None in lows else sum(x for x in lows if x is not None),
        sum(c.best for c in groups.values()),
        None if None in highs else sum(x for x in highs if x is not None),
    )


def _best(claim: CasualtyClaim) -> int:
    if claim.best is not None:
        return claim.best
    return claim.low if claim.low is not None else claim.high or 0
