"""Which patterns of many rules could fit a sentence at all, by what each of them needs to find there."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from monitor.engine.patterns import Pattern
from monitor.engine.schema import PhraseEmit, Stage

if TYPE_CHECKING:
    from monitor.engine.language import Rule


class Anchors:
    """What all patterns of a language need to find in a sentence, asked of all of them at once.

    Every anchor has a bit, the first anchors of all patterns before the second ones and so on: one pass over the codes
    of a sentence tells which of them are there. A set of patterns is a number, too, with a bit for each of them.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._every = (1 << len(patterns)) - 1
        self._shifts = [number * len(patterns) for number in range(1, _ASKED)]
        self._bits: dict[str, int] = {}
        self._always = 0
        """The bits of anchors that a pattern does not have: it has fewer than others."""
        for at, pattern in enumerate(patterns):
            for number in range(_ASKED):
                bit = 1 << (number * len(patterns) + at)
                if number >= len(pattern.anchors):
                    self._always |= bit
                    continue
                for code in pattern.anchors[number]:
                    self._bits[code] = self._bits.get(code, 0) | bit

    def there(self, codes: Iterable[str]) -> int:
        """The anchors that stand among these codes. Those of two sets of codes together are `a | b`."""
        bits = self._bits
        found = self._always
        for code in codes:
            if code in bits:
                found |= bits[code]
        return found

    def fitting(self, there: int) -> int:
        """The patterns that could fit where these anchors are. No other fits; these may or may not."""
        fit = self._every & there
        for shift in self._shifts:
            fit &= there >> shift
        return fit


class RuleIndex:
    """Rules of one stage in the order in which they run. `first`: how many patterns stand before theirs in Anchors."""

    def __init__(self, rules: Sequence[Rule], first: int) -> None:
        self.rules = tuple(rules)
        self.people = next((n for n, rule in enumerate(self.rules) if _of_people(rule)), None)
        """The first rule that reads people: numbers that may count some are told before it."""
        self._first = first
        self._patterns = [(n, pattern) for n, rule in enumerate(self.rules) for pattern in rule.patterns]
        self._begins = [0, *itertools.accumulate(len(rule.patterns) for rule in self.rules)]
        self._every = (1 << len(self._patterns)) - 1

    def among(self, fit: int, behind: int = -1) -> Iterator[tuple[int, list[Pattern]]]:
        """Of the patterns that could fit (as Anchors tells) those of this stage, in order, with the number of their
        rule; only those of rules behind a number."""
        skipped = self._begins[behind + 1]
        left = (fit >> self._first & self._every) >> skipped << skipped
        now = -1
        found: list[Pattern] = []
        while left:
            lowest = left & -left
            left ^= lowest
            number, pattern = self._patterns[lowest.bit_length() - 1]
            if number != now:
                if found:
                    yield now, found
                now, found = number, []
            found.append(pattern)
        if found:
            yield now, found


def indexed(stages: Mapping[Stage, Sequence[Rule]]) -> tuple[Mapping[Stage, RuleIndex], Anchors]:
    """The rules of each stage as they run, and what the patterns of all of them need."""
    index: dict[Stage, RuleIndex] = {}
    patterns: list[Pattern] = []
    for stage, rules in stages.items():
        index[stage] = RuleIndex(rules, len(patterns))
        patterns += [pattern for rule in rules for pattern in rule.patterns]
    return index, Anchors(patterns)


_ASKED = 4
"""Anchors of each pattern that are asked, the rarest ones: more would cost more than they spare."""


def _of_people(rule: Rule) -> bool:
    return isinstance(rule.emit, PhraseEmit) and rule.emit.phrase == "people"
