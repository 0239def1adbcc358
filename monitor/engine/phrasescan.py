"""Which of many fixed phrases stand in a text: one pass, whatever their number (Aho–Corasick)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ahocorasick_rs


class PhraseScan:
    """Finds whole phrases, neither beginning nor ending inside a word. Texts and phrases are folded alike."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(dict.fromkeys(phrases))
        self._automaton = ahocorasick_rs.AhoCorasick(list(self._phrases))

    def __call__(self, folded: str) -> Iterator[str]:
        """The phrases in the order in which they end, each time they stand there."""
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if not _joined(folded, start) and not _joined(folded, end):
                yield self._phrases[number]


def _joined(text: str, at: int) -> bool:
    """Whether a word runs on across this place."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
