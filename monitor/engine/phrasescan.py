"""Which fixed phrases stand in a text (one pass, whatever their number: Aho–Corasick), and which begins at a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import ahocorasick_rs

from monitor.engine.text import Token

T = TypeVar("T")


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


class Phrases(Generic[T]):
    """Phrases with what each means; the longest that stands in a place is the one that counts."""

    def __init__(self, meanings: Mapping[str, T]) -> None:
        self._by_first: dict[str, list[tuple[list[str], T]]] = {}
        for phrase in sorted(meanings, key=lambda p: -len(p.split())):
            words = phrase.split()
            self._by_first.setdefault(words[0], []).append((words, meanings[phrase]))

    def at(self, tokens: Sequence[Token], i: int) -> tuple[T, int] | None:
        """What the phrase at token i means, and the token behind it."""
        if i >= len(tokens):
            return None
        for words, meaning in self._by_first.get(tokens[i].word, ()):
            if [t.word for t in tokens[i : i + len(words)]] == words:
                return meaning, i + len(words)
        return None
