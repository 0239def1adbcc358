"""Which patterns of many rules could fit a sentence at all, by what each of them needs to find there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from monitor.engine.patterns import Pattern
from monitor.engine.schema import PhraseEmit

if TYPE_CHECKING:
    from monitor.engine.language import Rule


class RuleIndex:
    """Rules in the order in which they run.

    Every anchor has a bit, the first anchors of all patterns before the second ones and so on: one pass over the codes
    of a sentence tells of all patterns at once which of their anchors are there.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.people = next((n for n, rule in enumerate(self.rules) if _of_people(rule)), None)
        """The first rule that reads people: numbers that may count some are told before it."""
        self._patterns = [(n, pattern) for n, rule in enumerate(self.rules) for pattern in rule.patterns]
        self._begins = [0, *itertools.accumulate(len(rule.patterns) for rule in self.rules)]
        self._every = (1 << len(self._patterns)) - 1
        self._shifts = [number * len(self._patterns) for number in range(_ASKED)]
        self._rarest = frozenset[str]().union(*[pattern.anchors[0] for _, pattern in self._patterns])
        self._bits: dict[str, int] = {}
        self._always = 0
        """The bits of anchors that a pattern does not have: it has fewer than others."""
        for at, (_, pattern) in enumerate(self._patterns):
            for number, shift in enumerate(self._shifts):
                bit = 1 << (shift + at)
                if number >= len(pattern.anchors):
                    self._always |= bit
                    continue
                for code in pattern.anchors[number]:
                    self._bits[code] = self._bits.get(code, 0) | bit

    def could_fit(self, present: frozenset[str], behind: int = -1) -> Iterator[tuple[int, list[Pattern]]]:
        """The patterns that could fit a sentence with these codes, in order, with the number of their rule; only those
        of rules behind a number.

        No pattern that is not among them fits; the others may or may not.
        """
        if self._rarest.isdisjoint(present):
            return
        bits = self._bits
        seen = self._always
        for code in present:
            if code in bits:
                seen |= bits[code]
        fit = self._every
        for shift in self._shifts:
            fit &= seen >> shift
        skipped = self._begins[behind + 1]
        fit = fit >> skipped << skipped
        now = -1
        found: list[Pattern] = []
        while fit:
            lowest = fit & -fit
            fit ^= lowest
            number, pattern = self._patterns[lowest.bit_length() - 1]
            if number != now:
                if found:
                    yield now, found
                now, found = number, []
            found.append(pattern)
        if found:
            yield now, found


_ASKED = 4
"""Anchors of each pattern that are asked, the rarest ones: more would cost more than they spare."""


def _of_people(rule: Rule) -> bool:
    return isinstance(rule.emit, PhraseEmit) and rule.emit.phrase == "people"
