"""Which of many rules could fit a sentence at all, by the rarest thing that each of their patterns needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.engine.language import Rule


class RuleIndex:
    """Rules in the order in which they run."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        by_code: dict[str, set[int]] = {}
        for n, rule in enumerate(self.rules):
            for pattern in rule.patterns:
                for code in pattern.anchors[0]:
                    by_code.setdefault(code, set()).add(n)
        self._by_code = {code: frozenset(numbers) for code, numbers in by_code.items()}

    def could_fit(self, present: Collection[str], behind: int = -1) -> list[int]:
        """Numbers of the rules, in order, that could fit a sentence with these codes; only those behind a number.

        No rule that is not among them fits; the others may or may not.
        """
        found: set[int] = set()
        for code in present:
            found |= self._by_code.get(code, _NONE)
        return sorted(n for n in found if n > behind)


_NONE: frozenset[int] = frozenset()
