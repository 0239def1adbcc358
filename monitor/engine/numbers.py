"""Number expressions: cardinals, ranges, bounds and vague words, as ranges of whole numbers.

The meaning of bounds and vague words follows the labels' conventions: "over 40" is 41..None, "up to 5" None..5,
"several" 3..9, "dozens" 24..99. Which words there are is data (`numbers:` in a rule file); how they combine is here.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple

from monitor.engine.numerals import grouped, is_clock, is_year, value_of
from monitor.engine.phrasescan import Phrases
from monitor.engine.text import Token

Bound = Literal["at-least", "above", "at-most", "below", "about"]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of a language. Multiword keys are written with single spaces; hyphens count as spaces.

    It is what stands under `numbers:` in a rule file, too: keys that are no fields are refused there.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    units: Mapping[str, int] = field(default_factory=dict)
    tens: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    """Words that multiply: hundred, dozen."""
    vague: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    """Words before a number: at-least, above, at-most, below, about."""
    after: Mapping[str, Bound] = field(default_factory=dict)
    """Words behind a number, with the same meanings."""
    ranges: Mapping[str, str] = field(default_factory=dict)
    """Opening word to joining word: between -> and."""
    joins: Sequence[str] = ()
    """Words that join the ends of a range with no opening word: to."""
    changes: Sequence[str] = ()
    """Words before the opening word of a range that show a change: "rose from 3 to 5" is 5."""
    linking: Sequence[str] = ()
    """Words inside a cardinal that add nothing: and."""
    articles: Sequence[str] = ()
    """Words for one before a scale: a hundred."""
    aged: Sequence[str] = ()
    """Words before a bound that show an age: "women over 60"."""
    further: Sequence[str] = ()
    """Words between a bound and its number: at least another 12."""
    not_before: Sequence[str] = ()
    """Marks and units behind a number that show it counts no people: %, km, mm, a.m."""
    not_after: Sequence[str] = ()
    """Words before a number that show it is a name or a price: No, $, article."""


class Number(NamedTuple):
    """A number expression over tokens `first`..`last` (excluded). `year`: four bare digits that may be a year."""

    first: int
    last: int
    low: int | None
    high: int | None
    approx: bool = False
    vague: bool = False
    year: bool = False
    above: bool = False
    """True for "more than N", whose low end is N + 1."""

    @property
    def best(self) -> int:
        """The number as written: of a bound its number, of a vague word its low end."""
        if self.low is None:
            return self.high or 0
        return self.low - self.above


_Read = tuple[Number | None, int]
"""A number, or none where what stands there counts nobody; and the token behind it."""


class NumberReader:
    """Finds number expressions in tokens, by the words of one language."""

    def __init__(self, words: NumberWords) -> None:
        self._words = words
        self._bounds = Phrases(words.bounds)
        self._after = Phrases(words.after)
        self._further = Phrases(dict.fromkeys(words.further, True))
        self._vague = Phrases(words.vague)
        self._measures = Phrases(dict.fromkeys(words.not_before, True))
        self._names = Phrases(dict.fromkeys((" ".join(reversed(w.split())) for w in words.not_after), True))
        tables = (words.units, words.tens, words.scales, words.vague, words.bounds, words.ranges)
        phrases = [phrase.split() for table in tables for phrase in table]
        self._starts = {phrase[0] for phrase in phrases} | set(words.articles)
        self._alone = {phrase[0] for phrase in phrases if len(phrase) == 1}
        """Words that may be a number or open one, whatever follows."""
        self._pairs = {(phrase[0], phrase[1]) for phrase in phrases if len(phrase) > 1}
        self._pairs.update(itertools.product(words.articles, words.scales))
        """What the others must be followed by: most are as common as "in" or "a"."""

    def find(self, tokens: Sequence[Token]) -> list[Number]:
        """All number expressions, left to right, none overlapping."""
        found: list[Number] = []
        last = 0
        for i, token in enumerate(tokens):
            if i < last or not (token.word in self._starts or token.word[0].isdigit()):
                continue
            read = self._at(tokens, i) if self._may_begin(tokens, i) else None
            if read is not None:
                number, last = read
                if number is not None:
                    found.append(number)
        return found

    def _may_begin(self, tokens: Sequence[Token], i: int) -> bool:
        word = tokens[i].word
        if word in self._alone or word[0].isdigit():
            return True
        return i + 1 < len(tokens) and (word, tokens[i + 1].word) in self._pairs

    def _at(self, tokens: Sequence[Token], first: int) -> _Read | None:
        bound, i = self._bounds.at(tokens, first) or ("", first)
        if bound:  # "at least about 30": the first bound rules
            i = (self._bounds.at(tokens, i) or ("", i))[1]
            i = (self._further.at(tokens, i) or (True, i))[1]
        if i >= len(tokens) or is_clock(tokens, i):
            return None
        opened = tokens[i].word in self._words.ranges
        amount = self._opened(tokens, i) if opened else self._amount(tokens, i)
        if amount is None or (first == i and tokens[i].glued):
            return None  # "covid-19", "su-25"
        number = amount._replace(first=first)
        if self._names_something(tokens, first, aged=bool(bound)):
            return None, number.last
        closed, last = self._closed(tokens, number, bound)
        if closed is not None and bound == "at-least" and (high := self._topped(tokens, closed)):
            return closed._replace(last=high[1], high=high[0]), high[1]
        return closed, last

    def _topped(self, tokens: Sequence[Token], least: Number) -> tuple[int, int] | None:
        """The upper end told behind a least one ("at least three and as many as 25"), and the token behind it."""
        i = least.last
        if i >= len(tokens) or tokens[i].word not in (*self._words.linking, *self._words.joins):
            return None
        bound, i = self._bounds.at(tokens, i + 1) or ("", i)
        most = self._cardinal(tokens, i) if bound == "at-most" else None
        return most if most and least.low is not None and most[0] > least.low else None

    def _amount(self, tokens: Sequence[Token], i: int) -> Number | None:
        """What is counted from token i, bounds aside: a vague word, a cardinal, or a range of two."""
        vague = self._vaguely(tokens, i)
        if vague:
            low, high, last = vague
            if low < high:
                return Number(i, last, low, high, vague=True)
        else:
            plain = self._cardinal(tokens, i)
            if plain is None:
                return None
            low, last = plain
        year = is_year(tokens, i, last)
        other = self._joined(tokens, i, low, last)
        if other is None:
            return Number(i, last, low, low, year=year)
        high, end = other
        if year:  # 1992-94
            return Number(i, end, low, high, year=True)
        return Number(i, end, low * self._shared_scale(tokens, low, high, end), high)

    def _names_something(self, tokens: Sequence[Token], i: int, *, aged: bool) -> bool:
        """Whether what stands before token i makes the number a name, a price or an age."""
        if i == 0:
            return False
        behind = tokens[max(0, i - _LOOK_BACK) : i][::-1]
        return self._names.at(behind, 0) is not None or (aged and tokens[i - 1].word in self._words.aged)

    def _opened(self, tokens: Sequence[Token], i: int) -> Number | None:
        """A range with an opening word: between 5 and 7."""
        start = self._cardinal(tokens, i + 1)
        if start is None or start[1] >= len(tokens):
            return None
        low, join = start
        if tokens[join].word not in (self._words.ranges[tokens[i].word], *self._words.joins):
            return None
        end = self._cardinal(tokens, join + 1)
        if end is None or (is_year(tokens, i + 1, join) and is_year(tokens, join + 1, end[1])):
            return None
        high, last = end
        if i and tokens[i - 1].word in self._words.changes:
            return Number(i, last, high, high)
        return Number(i, last, low * self._shared_scale(tokens, low, high, last), high) if low < high else None

    def _joined(self, tokens: Sequence[Token], i: int, low: int, last: int) -> tuple[int, int] | None:
        """The upper end of a range with no opening word, and the token behind it."""
        if last >= len(tokens):
            return None
        hyphen = tokens[last].glued and tokens[last].word[0].isdigit()
        if not hyphen and tokens[last].word not in self._words.joins:
            return None
        other = self._cardinal(tokens, last if hyphen else last + 1)
        if other is None:
            return None
        if is_year(tokens, i, last):
            return (_later_year(low, other[0]), other[1]) if hyphen and _later_year(low, other[0]) else None
        return other if other[0] > low else None

    def _shared_scale(self, tokens: Sequence[Token], low: int, high: int, last: int) -> int:
        """The scale that a range tells once for both ends: two to three hundred."""
        scale = self._words.scales.get(tokens[last - 1].word, 1)
        return scale if low < high // scale else 1

    def _closed(self, tokens: Sequence[Token], number: Number, bound: str) -> _Read:
        """The number with what stands behind it; none where it turns out to measure something."""
        last = number.last
        if last + 2 < len(tokens) and tokens[last].word == "(":
            again = self._cardinal(tokens, last + 1)
            if again and again[1] < len(tokens) and tokens[again[1]].word == ")" and number.low == again[0]:
                last = again[1] + 1
        trailing = self._after.at(tokens, last)
        # "since April 15 at least 33 people": the 33 are at least so many
        if trailing and (trailing[0] != "at-least" or self._cardinal(tokens, trailing[1]) is None):
            bound, last = bound or trailing[0], trailing[1]
        if last < len(tokens) and (tokens[last].glued or self._measures.at(tokens, last)):
            return None, last
        low, high = _bounded(number.low, number.high, bound)
        year = number.year and not bound and last == number.last
        approx, above = bound == "about", bound == "above"
        return Number(number.first, last, low, high, approx, number.vague, year, above), last

    def _vaguely(self, tokens: Sequence[Token], i: int) -> tuple[int, int, int] | None:
        """A vague word with its scales from token i: its ends and the token behind it."""
        vague = self._vague.at(tokens, i)
        if vague is None:
            return None
        (low, high), last = vague
        while last < len(tokens) and tokens[last].word in self._words.scales:  # several hundred thousand
            scale = self._words.scales[tokens[last].word]
            low, high, last = low * scale, high * scale, last + 1
        return low, high, last

    def _cardinal(self, tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
        """A plain whole number from token i: its value and the token behind it."""
        if i >= len(tokens):
            return None
        if tokens[i].word[0].isdigit():
            return self._in_digits(tokens, i)
        total = group = 0
        start = i
        while i < len(tokens):
            word = tokens[i].word
            following = tokens[i + 1].word if i + 1 < len(tokens) else ""
            if word in self._words.articles and i == start and following in self._words.scales:
                group = 1
            elif word in self._words.units:
                if group % 10 or (group and group % 100 < 20 and group % 100):
                    break
                group += self._words.units[word]
            elif word in self._words.tens:
                if group % 100:
                    break
                group += self._words.tens[word]
            elif word in self._words.scales and i > start:
                scale = self._words.scales[word]
                if scale < 100:  # two dozen: nothing is added to it
                    return total + max(group, 1) * scale, i + 1
                if scale == 100:
                    group = max(group, 1) * 100
                else:
                    total, group = total + max(group, 1) * scale, 0
            elif not (word in self._words.linking and i > start and self._continues(tokens, i, group)):
                break
            i += 1
        return (total + group, i) if i > start else None

    def _in_digits(self, tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
        value = value_of(tokens[i].word)
        if value is None:
            return None
        last = grouped(tokens, i) if i == 0 or not tokens[i - 1].capital or tokens[i - 1].word in self._starts else i
        if last > i:  # 1 200
            value = float("".join(t.word for t in tokens[i:last]))
        last = max(last, i + 1)
        while last < len(tokens) and tokens[last].word in self._words.scales:
            value *= self._words.scales[tokens[last].word]
            last += 1
        return (int(value), last) if value == int(value) else None

    def _continues(self, tokens: Sequence[Token], i: int, group: int) -> bool:
        after = tokens[i + 1].word if i + 1 < len(tokens) else ""
        whole_hundreds = tokens[i - 1].word in self._words.scales and group % 100 == 0
        return whole_hundreds and (after in self._words.units or after in self._words.tens)


_LOOK_BACK = 3
"""Tokens of the longest phrase that makes the number behind it a name."""


def _later_year(year: int, other: int) -> int:
    """The year that is meant by 94 behind 1992, or by 1994; 0 where it is no later one."""
    other += year - year % 100 if other < 100 else 0
    return other if year < other <= year + 100 else 0


def _bounded(low: int | None, high: int | None, bound: str) -> tuple[int | None, int | None]:
    match bound:
        case "at-least":
            return low, None
        case "above":
            return (low or 0) + 1, None
        case "at-most" | "below":
            return None, high
        case _:
            return low, high
