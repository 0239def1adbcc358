"""Number expressions: cardinals, ranges, bounds and vague words, as ranges of whole numbers.

The meaning of bounds and vague words follows the labels' conventions: "over 40" is 41..None, "up to 5" None..5,
"several" 3..9, "dozens" 24..99. Which words there are is data (`numbers:` in a rule file); how they combine is here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.engine.text import Token

Range = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of a language. Multiword keys are written with single spaces; hyphens count as spaces."""

    units: Mapping[str, int] = field(default_factory=dict)
    tens: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    vague: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    bounds: Mapping[str, str] = field(default_factory=dict)
    """Words before a number: at-least, above, at-most, below, about."""
    after: Mapping[str, str] = field(default_factory=dict)
    """Words behind a number, with the same meanings."""
    ranges: Mapping[str, str] = field(default_factory=dict)
    """Opening word to joining word: between -> and."""
    joins: Sequence[str] = ()
    """Words that join the ends of a range with no opening word: to."""
    linking: Sequence[str] = ()
    """Words inside a cardinal that add nothing: and."""
    articles: Sequence[str] = ()
    """Words for one before a scale: a hundred."""
    not_before: Sequence[str] = ()
    """Marks and units behind a number that show it counts no people: %, km, mm, a.m."""
    not_after: Sequence[str] = ()
    """Words before a number that show it is a name or a price: No, $, article."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number expression over tokens `first`..`last` (excluded). `year`: four bare digits that may be a year."""

    first: int
    last: int
    low: int | None
    high: int | None
    approx: bool = False
    vague: bool = False
    year: bool = False

    @property
    def best(self) -> int:
        """The number as written: of a bound its number, of a vague word its low end."""
        if self.low is None:
            return self.high or 0
        if self.high is None and self.low > 0 and self.above:
            return self.low - 1
        return self.low

    @property
    def above(self) -> bool:
        """True for "more than N", whose low end is N + 1."""
        return self.high is None and not self.vague and self._above

    _above: bool = False


class NumberReader:
    """Finds number expressions in tokens, by the words of one language."""

    def __init__(self, words: NumberWords) -> None:
        self._words = words
        self._bounds = _by_first(words.bounds)
        self._after = _by_first(words.after)
        self._vague = _by_first(words.vague)
        self._starts = {
            w.split()[0]
            for w in (*words.units, *words.tens, *words.scales, *words.vague, *words.bounds, *words.articles)
        } | set(words.ranges)

    def find(self, tokens: Sequence[Token]) -> list[Number]:
        """All number expressions, left to right, none overlapping."""
        found: list[Number] = []
        i = 0
        while i < len(tokens):
            word = tokens[i].word
            number = self._at(tokens, i) if word[0].isdigit() or word in self._starts else None
            if number is None:
                i += 1
            else:
                found.append(number)
                i = number.last
        return found

    def _at(self, tokens: Sequence[Token], i: int) -> Number | None:
        first, bound = i, ""
        if _clock(tokens, i):
            return None
        phrase = _phrase_at(self._bounds, tokens, i)
        if phrase:
            bound, i = self._words.bounds[phrase[0]], phrase[1]
            again = _phrase_at(self._bounds, tokens, i)
            if again:  # "at least about 30": the first bound rules
                i = again[1]
        if i >= len(tokens):
            return None
        word = tokens[i].word
        if word in self._words.ranges:
            low = self._cardinal(tokens, i + 1)
            if low and low[1] < len(tokens) and tokens[low[1]].word == self._words.ranges[word]:
                high = self._cardinal(tokens, low[1] + 1)
                if high and high[0] > low[0]:
                    return Number(first, high[1], low[0], high[0])
            return None
        vague = _phrase_at(self._vague, tokens, i)
        cardinal = self._cardinal(tokens, i)
        if vague and (not cardinal or vague[1] >= cardinal[1]):
            low_end, high_end = self._words.vague[vague[0]]
            scale = self._words.scales.get(tokens[vague[1]].word) if vague[1] < len(tokens) else None
            if scale is not None:  # several hundred
                return Number(first, vague[1] + 1, low_end * scale, (high_end + 1) * scale - 1, vague=True)
            plain = low_end == high_end
            value: Range = _bounded(low_end, bound) if plain and bound else (low_end, high_end)
            return Number(first, vague[1], *value, approx=bound == "about", vague=not plain, _above=bound == "above")
        if not cardinal:
            return None
        amount, j = cardinal
        if first == i and i and tokens[i].glued and not tokens[i - 1].word[0].isdigit():
            return None  # "covid-19", "su-25"
        if i and tokens[i - 1].word in self._words.not_after and first == i:
            return None
        if j < len(tokens):
            nxt = tokens[j]
            joined = nxt.word in self._words.joins or (nxt.glued and nxt.word[0].isdigit())
            if joined:
                other = self._cardinal(tokens, j if nxt.glued and nxt.word[0].isdigit() else j + 1)
                if other and other[0] > amount and bound in ("", "about"):
                    number = Number(first, other[1], amount, other[0], approx=bound == "about")
                    return self._unless_measure(tokens, number)
            if nxt.glued or nxt.word in self._words.not_before:
                return None
            if nxt.word == "(" and j + 2 < len(tokens) and tokens[j + 2].word == ")":
                repeated = self._cardinal(tokens, j + 1)
                if repeated and repeated[0] == amount:
                    j += 3
        trailing = _phrase_at(self._after, tokens, j)
        if trailing:
            bound, j = self._words.after[trailing[0]], trailing[1]
        low_, high_ = _bounded(amount, bound)
        year = not bound and j == i + 1 and len(word) == 4 and word.isdigit() and 1900 <= amount <= 2100
        return Number(first, j, low_, high_, approx=bound == "about", year=year, _above=bound == "above")

    def _unless_measure(self, tokens: Sequence[Token], number: Number) -> Number | None:
        j = number.last
        return None if j < len(tokens) and (tokens[j].glued or tokens[j].word in self._words.not_before) else number

    def _cardinal(self, tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
        """A plain whole number from token i: its value and the token behind it."""
        if i >= len(tokens):
            return None
        word = tokens[i].word
        if word[0].isdigit():
            value = _digits(word)
            if value is None:
                return None
            i += 1
            while i < len(tokens) and tokens[i].word in self._words.scales and not tokens[i].glued:
                value *= self._words.scales[tokens[i].word]
                i += 1
            return (int(value), i) if value == int(value) else None
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
                if scale == 100:
                    group = max(group, 1) * 100
                else:
                    total, group = total + max(group, 1) * scale, 0
            elif word in self._words.linking and i > start and self._continues(tokens, i, group):
                pass
            else:
                break
            i += 1
        return (total + group, i) if i > start else None

    def _continues(self, tokens: Sequence[Token], i: int, group: int) -> bool:
        after = tokens[i + 1].word if i + 1 < len(tokens) else ""
        whole_hundreds = tokens[i - 1].word in self._words.scales and group % 100 == 0
        return whole_hundreds and (after in self._words.units or after in self._words.tens)


def _clock(tokens: Sequence[Token], i: int) -> bool:
    """Whether token i is part of a time of day: 9:40."""
    for colon, other in ((i + 1, i + 2), (i - 1, i - 2)):
        if 0 <= other < len(tokens) and tokens[colon].word == ":" and tokens[other].word[0].isdigit():
            return tokens[i].word[0].isdigit() and tokens[colon].start in (tokens[i].end, tokens[i].start - 1)
    return False


def _digits(word: str) -> float | None:
    if len(word) > _LONGEST:
        return None
    head, *groups = word.split(",")
    if groups and all(len(g) == 3 and g.isdigit() for g in groups):
        return float(head + "".join(groups))
    if groups:
        return None
    parts = word.split(".")
    if len(parts) == 2 and len(parts[1]) == 3 and len(parts[0]) <= 3 and parts[0] != "0":
        return float("".join(parts))  # 1.223: a dot that groups thousands
    try:
        return float(word)
    except ValueError:
        return None


def _bounded(amount: int, bound: str) -> Range:
    match bound:
        case "at-least":
            return amount, None
        case "above":
            return amount + 1, None
        case "at-most" | "below":
            return None, amount
        case _:
            return amount, amount


_LONGEST = 15
"""Characters of the longest written number that can count people."""


def _by_first(phrases: Mapping[str, object]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda p: -len(p.split())):
        table.setdefault(phrase.split()[0], []).append(phrase)
    return table


def _phrase_at(table: Mapping[str, list[str]], tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
    if i >= len(tokens):
        return None
    for phrase in table.get(tokens[i].word, ()):
        words = phrase.split()
        if [t.word for t in tokens[i : i + len(words)]] == words:
            return phrase, i + len(words)
    return None
