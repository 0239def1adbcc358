"""The article's own total for the newest happening it reports.

Disjoint groups are added; parts of a figure ("including two children") are not; rival claimants are not added up;
running totals are left out unless they are all there is, history unless the article tells of no newer harm at all,
and the totals of a long war always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.model import CasualtyClaim, Count, Harm, Toll

_HAPPENING = timedelta(days=31)
"""A figure for a longer time is a war's and no happening's."""

_HURT = frozenset({"killed", "wounded", "casualties"})

Kind = tuple[str | None, str]
"""Whose people, and in which role."""


def article_toll(claims: Sequence[CasualtyClaim], *, fresh: bool = False) -> Toll:
    """The toll of one article, by harm. Claims that are denied, hypothetical or parts of others do not count;
    parts of what is not told do.

    `fresh`: the article tells of newer fighting, or that nobody was hurt, so that what it tells as history is no toll
    of it.
    """
    counted = [c for c in claims if c.axes.polarity == "affirmed" and c.axes.measure not in ("of-which", "superseded")]
    whole = {c.harm for c in counted}
    parts = [c for c in claims if c.axes.polarity == "affirmed" and c.axes.measure == "of-which"]
    counted += [c for c in parts if c.harm not in whole]
    fresh = fresh or any(c.current and c.harm in _HURT for c in counted)
    return Toll(
        killed=_total(counted, "killed", fresh=fresh),
        wounded=_total(counted, "wounded", fresh=fresh),
        missing=_total(counted, "missing", fresh=fresh),
        captured=_total(counted, "captured", fresh=fresh),
        displaced=_total(counted, "displaced", fresh=fresh),
    )


def _total(claims: Sequence[CasualtyClaim], harm: Harm, *, fresh: bool) -> Count | None:
    mine = [c for c in claims if c.harm == harm and not _of_a_war(c)]
    for wanted in (
        [c for c in mine if c.current and c.scope == "incident"],
        [c for c in mine if c.current],
        [] if fresh else mine,
    ):
        if wanted:
            return _summed(wanted)
    return None


def _of_a_war(claim: CasualtyClaim) -> bool:
    when = claim.when
    return claim.scope == "cumulative" and when is not None and when.end - when.start > _HAPPENING


def _summed(claims: Sequence[CasualtyClaim]) -> Count:
    """By claimant, disjoint groups added; of several claimants the one with the largest total is the article's.

    What is merely claimed ("the group claimed that it killed eight") counts only where nobody else gives a figure.
    """
    claims = [c for c in claims if c.axes.voice != "alleged"] or claims
    by_claimant: dict[str | None, list[CasualtyClaim]] = {}
    for claim in claims:
        by_claimant.setdefault(claim.claimant, []).append(claim)
    totals = [_disjoint(group) for group in by_claimant.values()]
    best = max(totals, key=lambda c: c.best)
    lows = [c.low for c in totals if c.low is not None]
    highs = [c.high for c in totals]
    high = None if None in highs else max(h for h in highs if h is not None)
    return Count(min(lows) if lows else None, best.best, high)


@dataclass(slots=True)
class _Telling:
    """Figures told in one breath ("two soldiers and three villagers"): other people each, whatever their kind."""

    figures: list[tuple[Kind, Count]] = field(default_factory=list)
    more: bool = False
    """Told as others than the dead told before ("two more"). The wounded are told so, too, where they are the first:
    "killing one and wounding three others"."""
    known: int = 0
    """How many single persons told elsewhere are among these."""

    @property
    def best(self) -> int:
        return sum(count.best for _, count in self.figures)

    @property
    def single(self) -> bool:
        return len(self.figures) == 1 and self.figures[0][1] == Count(1, 1, 1)

    def holds(self, other: _Telling) -> bool:
        """Whether the other's people may be among these: of no other side or role, and no more of them than there are
        of that kind. One person may be told by less, and so may all of these ("a policeman and his son … the two").
        """
        if other.best == self.best and all(role == "unknown" for (_, role), _ in other.figures):
            return True
        return all(
            sum(
                mine.best
                for (a, b), mine in self.figures
                if (a in (None, side) or side is None)
                and (b in ("unknown", "mixed", role) or (other.single and role == "unknown"))
            )
            >= count.best
            for (side, role), count in other.figures
        )


def _disjoint(claims: Sequence[CasualtyClaim]) -> Count:
    """What is told in one breath is added, and so are groups of other sides or roles.

    A smaller figure that may be part of a larger one, or an older version of it, is not; nor are as many single
    persons as the larger figure has room for.
    """
    tellings: dict[object, _Telling] = {}
    for n, claim in enumerate(claims):
        quoted = (claim.field, claim.start, claim.end) if claim.evidence else n
        telling = tellings.setdefault(quoted, _Telling())
        telling.more |= claim.axes.measure == "additional" and claim.harm == "killed"
        telling.figures.append(((claim.side, claim.victims), Count(claim.low, _best(claim), claim.high)))
    apart: list[_Telling] = []
    for telling in sorted(tellings.values(), key=lambda t: -t.best):
        around = [t for t in apart if not t.more and t.holds(telling) and (not telling.single or t.known < t.best)]
        if around:
            around[0].known += telling.single
            continue
        telling.known = int(telling.single)
        apart.append(telling)
    counts = [count for telling in apart for _, count in telling.figures]
    lows = [c.low for c in counts]
    highs = [c.high for c in counts]
    return Count(
        None if None in lows else sum(x for x in lows if x is not None),
        sum(c.best for c in counts),
        None if None in highs else sum(x for x in highs if x is not None),
    )


def _best(claim: CasualtyClaim) -> int:
    if claim.best is not None:
        return claim.best
    return claim.low if claim.low is not None else claim.high or 0
