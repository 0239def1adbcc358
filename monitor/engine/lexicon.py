"""The lexicon: words and names with their tags, and the chunks a sentence falls into.

A sentence becomes a string with one character per chunk: each distinct set of tags has its own character (its code).
Patterns over chunks are then ordinary regular expressions over that string, which run at the speed of C.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from monitor.engine.numbers import Number
from monitor.engine.numerals import day_and_month, ordinal_day, written_date
from monitor.engine.text import Sentence, Token

Tags = frozenset[str]

WORD = frozenset({"WORD"})
NAME = frozenset({"NAME"})
EITHER = WORD | NAME
"""An unknown word where all are written in capitals."""
NUMBER_TAGS = {
    "year": frozenset({"NUMBER", "YEAR"}),
    "day": frozenset({"NUMBER", "DAY"}),
    "other": frozenset({"NUMBER"}),
}
"""A number may be a year, or the day or days of a month (1 to 31 in digits); they count people all the same."""
DATED = {"date": frozenset({"WORD", "DATE"}), "day": frozenset({"WORD", "DAY"})}
"""Words in digits that are a date (2020-10-27, 27/10), or an ordinal that may be the day of a month (27th)."""
FIRST_CODE = 0xE000
"""Codes are private-use characters: no letter, so no case folding or escaping can touch them."""


class Ref(NamedTuple):
    """What a name stands for: an actor, a holder of opinions (media, medics…), or a place of a theatre."""

    kind: str
    """actor, holder or place."""
    id: str
    theatre: str | None = None
    start: date | None = None
    """The first and last day on which the name stands for it: a minister speaks for a side while in office."""
    until: date | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether it did on this day; where no day is known, it may have."""
        return day is None or ((self.start or day) <= day <= (self.until or day))


class Group(NamedTuple):
    """What a people phrase says: how many, whose, in which role."""

    number: Number | None = None
    one: bool = False
    """A single person told without a number: "a soldier", "the commander"."""
    role: str = "unknown"
    sides: tuple[str, ...] = ()
    whose: str | None = None
    """Tag of the possessive: own (its, their, our) or enemy."""
    more: bool = False
    others: bool = False
    """Others than those told before: more of the same harm, or those of another."""
    regular: bool = False
    """Soldiers or police, by the word used."""
    irregular: bool = False
    """Rebels, by the word used."""
    headless: bool = False
    """Only a number, with no noun: "killed 12", "three others"."""
    names: frozenset[str] = frozenset()
    """The words of a single person's name."""
    pronoun: bool = False
    """Only "he" or "she": somebody told before."""

    @property
    def counted(self) -> bool:
        return self.number is not None or self.one


class Chunk(NamedTuple):
    """A run of tokens that the patterns see as one thing."""

    tags: Tags
    code: str
    first: int
    last: int
    start: int
    end: int
    word: str
    refs: tuple[Ref, ...] = ()
    number: Number | None = None
    group: Group | None = None
    moment: object | None = None
    """A times.Moment, for TIME chunks."""
    rules: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    """Acts of war the words name (the tags act.…), kept when they become part of a phrase."""
    names: tuple[str, ...] = ()
    """Words of a person's name in it, folded, the surname last."""
    heads: tuple[str, ...] = ()
    """The words in it that say what it is (ministry, spokesman, rebels), folded."""


class Alphabet:
    """Gives every set of tags its character. Closed before patterns are compiled, so that they know all codes."""

    def __init__(self) -> None:
        self._codes: dict[Tags, str] = {}
        self._with_any: dict[tuple[Tags, int], frozenset[str]] = {}

    def code(self, tags: Tags) -> str:
        """The character of this set of tags; a new one if it is new."""
        if tags not in self._codes:
            self._codes[tags] = chr(FIRST_CODE + len(self._codes))
        return self._codes[tags]

    def having(self, tag: str) -> str:
        """All characters whose sets hold this tag, in order."""
        return "".join(code for tags, code in self._codes.items() if tag in tags)

    def with_any(self, tags: Tags) -> frozenset[str]:
        """All characters whose sets hold one of these tags; remembered until a set is added."""
        key = tags, len(self._codes)
        if key not in self._with_any:
            self._with_any[key] = frozenset([code for held, code in list(self._codes.items()) if held & tags])
        return self._with_any[key]

    def __contains__(self, tags: Tags) -> bool:
        return tags in self._codes

    def __iter__(self) -> Iterator[Tags]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose names count in an article: capitalised ones of its theatres, and of the main one also plain words.

    "The militants" are Donbas's only in a report on Donbas. Without theatres every capitalised name counts.
    """

    main: str | None = None
    theatres: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    """Those that stand for an official here, his full name having been told."""
    day: date | None = None
    """The day of the article: officials speak for their side in their days only."""


ANYWHERE = Scope()
"""Every capitalised name counts, of whatever theatre."""


@dataclass(frozen=True, slots=True)
class _Sense:
    """One thing a phrase may be: a word with tags, or a name of an actor, a holder or a place."""

    tags: Tags
    ref: Ref | None
    capital: bool

    def counts(self, capital: bool, scope: Scope) -> bool:
        if self.capital and not capital:
            return False
        if self.ref is None or self.ref.theatre is None:
            return True
        if not self.capital:
            return self.ref.theatre == scope.main
        return not scope.theatres or self.ref.theatre in scope.theatres


class _Node:
    __slots__ = ("common", "next", "senses")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.senses: list[_Sense] = []
        self.common = False
        """It begins no longer phrase, and no name is written so."""


@dataclass(frozen=True, slots=True)
class _Entry:
    tags: Tags
    code: str
    refs: tuple[Ref, ...]
    acts: tuple[str, ...]
    dated: bool
    """Whether some of its refs hold on some days only."""

    def on(self, day: date | None) -> _Entry | None:
        """What it is on this day; None where it stands for nobody then."""
        refs = dict.fromkeys(r._replace(start=None, until=None) for r in self.refs if r.holds_on(day))
        return replace(self, refs=tuple(refs)) if refs else None


_Match = tuple[int, _Entry]
"""The token behind a phrase, and what the phrase is."""


class _Entries(dict[_Node, _Entry | None]):
    """What phrases are in one scope, with or without a capital letter. Filled as phrases are met."""

    def __init__(self, entry: Callable[[_Node, bool, Scope], _Entry | None], capital: bool, scope: Scope) -> None:
        self._entry, self._capital, self._scope = entry, capital, scope

    def __missing__(self, node: _Node) -> _Entry | None:
        self[node] = entry = self._entry(node, self._capital, self._scope)
        return entry


_Known = tuple[_Entries, _Entries]
"""The entries of one scope, of plain words and of those with a capital letter."""


_ELSEWHERE = ""
"""A theatre that no pack is of: that of an article in which only names of no theatre count."""


class Lexicon:
    """Words and names, longest match first. Build with `add`, then `freeze`; after that it never changes."""

    _MOST_SCOPES = 500
    """Combinations of theatres whose entries are kept at hand."""

    def __init__(self, alphabet: Alphabet) -> None:
        self.alphabet = alphabet
        self._root = _Node()
        self._entries: dict[tuple[str | None, frozenset[str]], _Known] = {}

    def add(self, words: Sequence[str], tags: Iterable[str], ref: Ref | None = None, *, capital: bool = False) -> None:
        """Adds a phrase (folded words). `capital`: it counts only where one of its words has a capital letter."""
        node = self._root
        for word in words:
            node = node.next.setdefault(word, _Node())
        sense = _Sense(frozenset(t for tag in tags for t in expand(tag)), ref, capital)
        if sense not in node.senses:
            node.senses.append(sense)

    def freeze(self) -> None:
        """Gives codes to every set of tags that a phrase can have, in any one theatre or in all of them."""
        stack = [self._root]
        while stack:
            node = stack.pop()
            stack.extend(node.next.values())
            node.common = not node.next and all(s.ref is None for s in node.senses)
            theatres = {s.ref.theatre for s in node.senses if s.ref is not None and s.ref.theatre is not None}
            scopes = [Scope(), *(Scope(t, frozenset({t})) for t in (*theatres, _ELSEWHERE))]
            for capital in (False, True):
                for scope in scopes:
                    tags = _tags(node, capital, scope)
                    if tags:
                        self.alphabet.code(tags)

    def codes_of(self, words: Sequence[str]) -> str:
        """The codes of exactly this phrase, empty where the lexicon does not hold it. Call after `freeze`."""
        node: _Node | None = self._root
        for word in words:
            node = node.next.get(word) if node else None
        if node is None:
            return ""
        found = [self._entry(node, capital, Scope()) for capital in (False, True)]
        return "".join(dict.fromkeys(e.code for e in found if e is not None))

    def match(
        self, tokens: Sequence[Token], i: int, known: _Known, *, capitals: bool, name: bool = True
    ) -> _Match | None:
        """The longest phrase from token i that counts in this scope: the token behind it, and its entry.

        `capitals`: all is written in capitals. `name`: it may be a name ("In" may be somebody's, or a preposition).
        """
        node = self._root.next.get(tokens[i].word)
        if node is None:
            return None
        best: _Match | None = None
        capital = name and (capitals or tokens[i].capital)
        j = i + 1
        while True:
            if node.senses:
                entry = known[capital][node]
                if entry is not None:
                    best = j, entry
            if not node.next or j >= len(tokens):
                return best
            step = node.next.get(tokens[j].word)
            if step is None:
                return best
            capital = capital or (name and tokens[j].capital)  # al-Sharaa, the Hague
            node, j = step, j + 1

    def _known(self, scope: Scope) -> _Known:
        key = scope.main, scope.theatres
        known = self._entries.get(key)
        if known is None:
            if len(self._entries) >= self._MOST_SCOPES:
                self._entries.clear()
            plain, capital = (_Entries(self._entry, capital, scope) for capital in (False, True))
            known = self._entries.setdefault(key, (plain, capital))
        return known

    def _entry(self, node: _Node, capital: bool, scope: Scope) -> _Entry | None:
        tags = _tags(node, capital, scope)
        if not tags:
            return None
        if tags not in self.alphabet:  # some, but not all, of its theatres: read it as in all of them
            tags = _tags(node, capital, Scope())
        refs = _of_packs(dict.fromkeys(s.ref for s in node.senses if s.ref is not None and s.counts(capital, scope)))
        acts = tuple(sorted(kinds(tags, "act")))
        dated = any(r.start is not None or r.until is not None for r in refs)
        return _Entry(tags, self.alphabet.code(tags), refs, acts, dated)

    def names(self, sentence: Sentence) -> Iterator[Ref]:
        """Every actor and place that a capitalised name in this sentence may be, of whatever theatre."""
        tokens = sentence.tokens
        known = self._known(ANYWHERE)
        first = self._root.next
        i = 0
        while i < len(tokens):
            node = first.get(tokens[i].word)
            if node is None or node.common:
                i += 1
                continue
            found = self.match(tokens, i, known, capitals=sentence.capitals)
            if found is None:
                i += 1
                continue
            if "surname" not in found[1].tags:  # a surname alone proves nothing
                yield from found[1].refs
            i = found[0]

    def chunks(self, sentence: Sentence, numbers: Sequence[Number], scope: Scope = ANYWHERE) -> list[Chunk]:
        """The sentence as chunks: numbers, the longest phrases of the lexicon, and unknown words.

        A surname behind another first name is somebody else's.
        """
        tokens = sentence.tokens
        known = self._known(scope)
        begins = self._root.next
        code = self.alphabet.code
        at = {n.first: n for n in numbers}
        out: list[Chunk] = []
        last = 0
        for i, (word, start, end, _, capital) in enumerate(tokens):
            if i < last:
                continue
            node = begins.get(word)
            if node is None:
                found = None
            elif node.next:
                found = self.match(tokens, i, known, capitals=sentence.capitals)
            else:  # a word of one phrase only, as most are
                entry = known[capital or sentence.capitals][node]
                found = None if entry is None else (i + 1, entry)
            number = at.get(i)
            if number is not None and (found is None or found[0] <= number.last):
                out.append(self._number(tokens, number))
                last = number.last
                continue
            if found is not None and (found[1].dated or "surname" in found[1].tags):
                found = self._official(tokens, i, found, known, scope, bool(out) and out[-1].tags == NAME)
            if found is not None:
                last, entry = found
                if last > i + 1:
                    end, word = tokens[last - 1].end, " ".join([t.word for t in tokens[i:last]])
                out.append(
                    Chunk(
                        entry.tags, entry.code, i, last, start, end, word, entry.refs, None, None, None, (), entry.acts
                    )
                )
                continue
            tags = _plain(word) if word[0].isdigit() else WORD
            if capital and word[0].isalpha():
                tags = EITHER if sentence.capitals else NAME
            last = i + 1
            out.append(Chunk(tags, code(tags), i, last, start, end, word))
        return out

    def _official(
        self, tokens: Sequence[Token], i: int, found: _Match, known: _Known, scope: Scope, behind_name: bool
    ) -> _Match | None:
        """The same phrase or another from token i, if it is no official's here: see `chunks` and Ref.start."""
        again: _Match | None = found
        if "surname" in found[1].tags and (behind_name or tokens[i].word not in scope.surnames):
            again = self.match(tokens, i, known, capitals=False, name=False)
        if again is not None and again[1].dated:
            entry = again[1].on(scope.day)
            return None if entry is None else (again[0], entry)
        return again

    def _number(self, tokens: Sequence[Token], number: Number) -> Chunk:
        tags = NUMBER_TAGS[_number_kind(tokens, number)]
        first, last = tokens[number.first], tokens[number.last - 1]
        word = " ".join(t.word for t in tokens[number.first : number.last])
        return Chunk(
            tags, self.alphabet.code(tags), number.first, number.last, first.start, last.end, word, number=number
        )


def _number_kind(tokens: Sequence[Token], number: Number) -> str:
    if number.year:
        return "year"
    digits = tokens[number.last - 1].word.isdigit() and not number.approx
    days = digits and number.low is not None and number.high is not None and 1 <= number.low <= number.high <= 31
    return "day" if days else "other"


def _plain(word: str) -> Tags:
    """The tags of a word that begins with a digit and is no number."""
    if written_date(word) or day_and_month(word):
        return DATED["date"]
    return DATED["day"] if ordinal_day(word) else WORD


def retag(chunk: Chunk, alphabet: Alphabet, tags: Tags, group: Group | None = None) -> Chunk:
    """The same chunk under other tags, with a group where one is given."""
    return chunk._replace(tags=tags, code=alphabet.code(tags), group=group or chunk.group)


def expand(tag: str) -> list[str]:
    """A dotted tag and all its heads: kill.past -> kill, kill.past. Literals (`=word`) stand for themselves."""
    if tag.startswith("="):
        return [tag]
    parts = tag.split(".")
    return [".".join(parts[: n + 1]) for n in range(len(parts))]


@cache
def kinds(tags: Tags, head: str) -> tuple[str, ...]:
    """What stands behind this head in the tags of one chunk: "military" of people.military. Asked of few sets of tags,
    of each many times."""
    return tuple(dict.fromkeys(tag.split(".")[1] for tag in tags if tag.startswith(f"{head}.")))


def _of_packs(refs: Collection[Ref]) -> tuple[Ref, ...]:
    """Without the countries among them where a theatre says who is meant: it may tell a state from its people."""
    told = any(ref.kind == "actor" and ref.theatre is not None for ref in refs)
    return tuple(ref for ref in refs if ref.kind != "actor" or ref.theatre is not None or not told)


def _tags(node: _Node, capital: bool, scope: Scope) -> Tags:
    tags = frozenset(t for sense in node.senses if sense.counts(capital, scope) for t in sense.tags)
    if tags and all(tag.startswith("=") for tag in tags):
        tags |= WORD  # named by some pattern, and else a word like any other
    return tags
