"""The ledger of an incident: every claimant's figures, which of them stand, and the toll estimated from those.

Figures of one incident and running totals over longer periods never mix; killed, wounded and "casualties" never mix;
parts of another figure ("including two children") are never added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Final, NamedTuple

from monitor.model import Count, Figure, Harm, Toll, Victims

NEUTRAL: Final = frozenset(("un", "osce", "eu", "monitor", "medics"))
"""Claimants who count for neither side: monitors, and those who treat the wounded."""
PRESS: Final = frozenset(("media", "police", "witnesses"))
BYSTANDERS: Final = NEUTRAL | PRESS
"""Every claimant that is no party to a conflict."""


class Trust(IntEnum):
    """Whose figure comes first. An own side admits, monitors count, the press tells, an enemy boasts."""

    ENEMY = 0
    PRESS = 1
    OWN_OR_NEUTRAL = 2


class Series(NamedTuple):
    """One claimant's word on one kind of harm to one group of people: what a newer word replaces."""

    claimant: str | None
    harm: Harm
    side: str | None
    victims: Victims
    scope: str


def series(figure: Figure) -> Series:
    """Which series a figure belongs to. Outlets speaking in their own voice are one claimant: None, the press."""
    return Series(figure.claimant, figure.harm, figure.side, figure.victims, figure.scope)


def own(figure: Figure) -> bool:
    """Whether a side speaks of its own people, or admits what it says."""
    return figure.admitted or (figure.claimant is not None and figure.claimant == figure.side)


def trust(figure: Figure) -> Trust:
    """How a figure ranks by who states it: of its own people, as a neutral, as the press or a third party, or as the
    enemy (a party that speaks of another's losses and is said to have caused them, or where nobody is)."""
    if own(figure):
        return Trust.OWN_OR_NEUTRAL
    if figure.claimant in NEUTRAL:
        return Trust.OWN_OR_NEUTRAL
    if figure.claimant is None or figure.claimant in PRESS or figure.side is None:
        return Trust.PRESS
    return Trust.ENEMY if figure.agent in (None, figure.claimant) else Trust.PRESS


def written(figure: Figure) -> int:
    """The number as written: of a bound its number, of a vague word its low end."""
    return figure.low if figure.low is not None else figure.high or 0


def can_agree(a: Figure, b: Figure) -> bool:
    """Whether one number can satisfy both ranges."""
    lows = [figure.low for figure in (a, b) if figure.low is not None]
    highs = [figure.high for figure in (a, b) if figure.high is not None]
    return not lows or not highs or max(lows) <= min(highs)


def overlap(a: Figure, b: Figure) -> bool:
    """Whether the two speak of the same harm and could speak of the same people."""
    same_side = a.side is None or b.side is None or a.side == b.side
    kinds = {a.victims, b.victims}
    return a.harm == b.harm and a.scope == b.scope and same_side and kinds != {"military", "civilian"}


# -------------------------------------------------------------------------------------------------------- what stands


def _order(figure: Figure) -> tuple[object, ...]:
    """By the time said; within one article what comes on top of something after it, and small before great."""
    return (
        figure.said,
        figure.article_id,
        figure.measure == "additional",
        written(figure),
        figure.low is None,
        figure.high is None,
        figure.outlet,
        figure.evidence,
        str((series(figure), figure.high, figure.measure, figure.denied, figure.admitted, figure.agent, figure.url)),
    )


def _same_number(a: Figure, b: Figure) -> bool:
    return (a.low, a.high) == (b.low, b.high)


def _vaguer(new: Figure, old: Figure) -> bool:
    """Whether the new word takes in the old one and so adds nothing: "dozens" after 31, "at least 3" after 5."""
    if new.low is not None and old.low is None:
        return False
    above = new.low is None or (old.low is not None and new.low <= old.low)
    below = new.high is None or (old.high is not None and old.high <= new.high)
    return above and below and not _same_number(new, old)


def ledger(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures worth keeping side by side, newest first: every new word, and the outlets that repeat one while it
    stands, the denied ones, and the parts of others.

    By the time they were said, not the time we heard them. No new word are: the same number again; a vaguer word that
    takes in the one that stands; and an echo, a number the claimant has since replaced, printed again by an outlet that
    never had the newer one. An additional figure ("two more died") becomes the sum with what stood, once however many
    print it; with nothing to add to, it stands for itself. `ledger(ledger(x)) == ledger(x)`.
    """
    kept: list[Figure] = []
    rows: dict[Series, _Row] = {}
    for figure in sorted(figures, key=_order):
        if figure.measure == "superseded":
            continue
        if figure.denied or figure.measure == "of-which":
            kept.append(figure)
            continue
        heard = rows.setdefault(series(figure), _Row([], [])).hear(figure)
        if heard is not None:
            kept.append(heard)
    return tuple(sorted(kept, key=_order, reverse=True))


class _Row(NamedTuple):
    """One series: its words, oldest first, and all that was told of it."""

    words: list[Figure]
    told: list[Figure]

    def hear(self, figure: Figure) -> Figure | None:
        """Takes in the next figure. Returns it (or the sum it makes) when it is a word or repeats the standing one."""
        word = self._word(figure)
        self.told.append(figure)
        if word is not None and not (self.words and _same_number(word, self.words[-1])):
            self.words.append(word)
        return word

    def _word(self, figure: Figure) -> Figure | None:
        if not self.words:
            return figure
        stands = self.words[-1]
        here = [old for old in self.told if old.article_id == figure.article_id and old.said == figure.said]
        if figure.measure == "additional":
            if here or any(old.measure == "additional" and _same_number(old, figure) for old in self.told):
                return None  # an article that gives a total has added it up itself
            figure = _sum(stands, figure)
        if _same_number(figure, stands):
            return figure
        if _vaguer(figure, stands):
            return None
        if stands in here:
            return figure if written(figure) > written(stands) else None
        echo = any(_same_number(figure, old) for old in self.words[:-1])
        knew = any(old.outlet == figure.outlet and _same_number(old, stands) for old in self.told)
        return None if echo and not knew else figure


def _sum(stands: Figure, more: Figure) -> Figure:
    low = None if stands.low is None and more.low is None else (stands.low or 0) + (more.low or 0)
    high = None if stands.high is None or more.high is None else stands.high + more.high
    return replace(more, measure="incident", low=low, high=high)


def standing(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figure that stands in each series: each claimant's newest word on each group of people, in both scopes.

    Dated by when it was first given: an outlet that repeats it does not make it newer. A word that the claimant has
    since made more exact ("a soldier was killed", then "three Armenian soldiers") no longer stands beside the newer.
    """
    rows: dict[Series, list[Figure]] = {}
    for figure in reversed(ledger(figures)):
        if not figure.denied and figure.measure != "of-which":
            row = rows.setdefault(series(figure), [])
            if not row or not _same_number(row[-1], figure):
                row.append(figure)
    newest = [row[-1] for row in rows.values()]
    return tuple(old for old in newest if not _taken_in(old, newest))


def _taken_in(old: Figure, newest: Sequence[Figure]) -> bool:
    """Whether a newer word says the same more closely; or one just as old does, and no second one beside it: "four",
    said with "two soldiers" and "two civilians", is neither of the two."""
    closer = [new for new in newest if _more_exact(new, old)]
    return len(closer) == 1 or any(new.said > old.said for new in closer)


def _more_exact(new: Figure, old: Figure) -> bool:
    """Whether the one word takes the other in: by the same claimant, of the same people said more closely, no fewer of
    them, and no earlier ("four soldiers died; an earlier count was three dead"), or the same number whenever said."""
    ours, theirs = series(new), series(old)
    return (
        (ours.claimant, ours.harm, ours.scope) == (theirs.claimant, theirs.harm, theirs.scope)
        and old.side in (None, new.side)
        and (old.victims in ("unknown", "mixed") or old.victims == new.victims)
        and (old.side, old.victims) != (new.side, new.victims)
        and not (new.victims in ("unknown", "mixed") and old.victims != new.victims)
        and (_same_number(new, old) or (new.said >= old.said and written(new) >= written(old)))
    )


# ----------------------------------------------------------------------------------------------------------- estimating

SIDES: Final = 4
"""Sides whose figures are weighed against figures of no stated side; no conflict in the register has more."""

Group = tuple[str | None, str]
"""A side (None: not stated, or both) and military, civilian or any."""


def _group(figure: Figure) -> Group:
    return figure.side, figure.victims if figure.victims in ("military", "civilian") else "any"


def _disjoint(a: Group, b: Group) -> bool:
    sides = a[0] is not None and b[0] is not None and a[0] != b[0]
    return sides or {a[1], b[1]} == {"military", "civilian"}


def _cells(group: Group, sides: Sequence[str]) -> set[tuple[str, str]]:
    kinds = ("military", "civilian") if group[1] == "any" else (group[1],)
    # With fewer than two sides named, "on both sides" is more than the parts can make up.
    every = (*sides, "?") if len(sides) < 2 else tuple(sides)
    return {(side, kind) for side in (every if group[0] is None else (group[0],)) for kind in kinds}


def _sets(groups: Sequence[Group]) -> Iterator[tuple[Group, ...]]:
    """Every set of disjoint groups."""
    yield ()
    for at, group in enumerate(groups):
        for rest in _sets([other for other in groups[at + 1 :] if _disjoint(group, other)]):
            yield (group, *rest)


def estimate(figures: Iterable[Figure]) -> Toll:
    """The toll of one incident as low, best and high (low <= best <= high; a high of None: no upper end stated).

    Within a group of people (a side's military, its civilians) rival claimants are ranged: best is the newest word of
    the most trusted claimant (see `Trust`), low the lowest that is not the enemy's, high the highest anyone states.
    Disjoint groups are added; where groups overlap ("seven people", "four soldiers, three civilians") the largest sum
    of disjoint groups counts once. An enemy's figure makes up best and low only for people nobody else counts.
    Running totals, denied figures and the harm "casualties" have no part in it. The order of `figures` does not matter.
    """
    stands = [figure for figure in standing(figures) if figure.scope == "incident"]
    return Toll(
        killed=_count([figure for figure in stands if figure.harm == "killed"]),
        wounded=_count([figure for figure in stands if figure.harm == "wounded"]),
        missing=_count([figure for figure in stands if figure.harm == "missing"]),
        captured=_count([figure for figure in stands if figure.harm == "captured"]),
        displaced=_count([figure for figure in stands if figure.harm == "displaced"]),
    )


def _count(figures: Sequence[Figure]) -> Count | None:
    """The count of one harm. The work grows fast with the sides: those beyond the fourth are counted by themselves."""
    sides = sorted({figure.side for figure in figures if figure.side is not None})
    first = _count_together([figure for figure in figures if figure.side is None or figure.side in sides[:SIDES]])
    others = [_count_together([figure for figure in figures if figure.side == side]) for side in sides[SIDES:]]
    counts = [count for count in (first, *others) if count is not None]
    if not counts:
        return None
    highs = [count.high for count in counts]
    return Count(
        sum(count.low or 0 for count in counts),
        sum(count.best for count in counts),
        None if None in highs else sum(high or 0 for high in highs),
    )


def _count_together(figures: Sequence[Figure]) -> Count | None:
    if not figures:
        return None
    groups: dict[Group, list[Figure]] = {}
    for figure in sorted(figures, key=_order):
        groups.setdefault(_group(figure), []).append(figure)
    order = sorted(groups, key=lambda group: (group[0] or "", group[1]))
    sides = sorted({side for side, _ in order if side is not None})
    best = {group: written(_most_trusted(groups[group])) for group in order}
    trusted = [group for group in order if any(trust(figure) > Trust.ENEMY for figure in groups[group])]

    def total(chosen: Iterable[Group]) -> int:
        return sum(best[group] for group in chosen)

    chosen = max(_sets(trusted), key=lambda some: (total(some), len(some)))
    alone = [group for group in order if group not in trusted and all(_disjoint(group, other) for other in chosen)]
    chosen = (*chosen, *max(_sets(alone), key=lambda some: (total(some), len(some))))

    ground = set().union(*(_cells(group, sides) for group in chosen))
    told = [*trusted, *alone]
    rivals = [s for s in _sets(told) if s and ground <= set().union(*(_cells(group, sides) for group in s))]
    lows = [sum(_low(groups[group]) for group in some) for some in (chosen, *rivals)]
    highs = [[_high(groups[group]) for group in some] for some in _sets(order) if some]
    return _bounded(min(lows), total(chosen), highs)


def _most_trusted(figures: Sequence[Figure]) -> Figure:
    return max(figures, key=lambda figure: (trust(figure), *_order(figure)))


def _low(figures: Sequence[Figure]) -> int:
    reliable = [figure for figure in figures if trust(figure) > Trust.ENEMY] or list(figures)
    return min(figure.low or 0 for figure in reliable)


def _high(figures: Sequence[Figure]) -> tuple[int, bool]:
    """The highest number stated, and whether it is a bound from below ("at least 5") with no end of its own."""
    ends = [(figure.high, False) if figure.high is not None else (figure.low or 0, True) for figure in figures]
    return max(ends)


def _bounded(low: int, best: int, highs: Sequence[Sequence[tuple[int, bool]]]) -> Count:
    top, open_ended = max((sum(number for number, _ in ends), any(is_open for _, is_open in ends)) for ends in highs)
    return Count(min(low, best), best, None if open_ended else max(top, best))
