"""Patterns over chunks: a small closed language, compiled to regular expressions over code strings.

    word            this very word                    "two words"   this phrase
    @list           a word of this list               TYPE          a phrase of this type (ACTOR, PEOPLE, TIME…)
    name=X          X, remembered as `name`           %fragment     a named piece of pattern
    ( a | b )       either                            X?  X{0,3}    optional; a bounded number of times
    ..N             up to N chunks of one clause      ...N          the same, commas allowed (N is 4 and 8 if left out)
    >( X )          if X follows                      !( X )        if X does not follow
    <( X )  ~( X )  if the one chunk X stands, or does not stand, before
    ^  $            the sentence's start and end

Nothing repeats without a bound and no repetition holds another, so the work is bounded by the length of the sentence
times a constant of the rule.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from monitor.engine.lexicon import Alphabet

_COMMON = frozenset({"fn", "article", "WORD", "NAME"})
_EVERYWHERE = 100
"""Other codes that are met as often as one of these, all together."""

MOST = 12
"""The largest bound a repetition may have."""
DEEPEST = 20
"""How many groups and fragments may stand inside each other."""

_LEX = re.compile(
    r"""(?P<space>\s+)|(?P<named>[a-z]+=)|(?P<list>@[\w.-]+)|(?P<frag>%[\w-]+)|(?P<type>[A-Z]{3,}\b)
    |(?P<look>[><!~]\()|(?P<open>\()|(?P<close>\))|(?P<bar>\|)|(?P<opt>\?)|(?P<rep>\{\d+,\d+\})
    |(?P<wide>\.\.\.\d*)|(?P<gap>\.\.\d*)|(?P<edge>[\^$])|(?P<phrase>"[^"]+")|(?P<word>[^\s()|?{}=@%<>!~]+)""",
    re.VERBOSE,
)


class PatternError(ValueError):
    """A pattern that does not read; the message says where and what was expected."""


class UnknownNameError(PatternError):
    """A pattern names a list, a type or a fragment that there is not. `sort` is one of these words."""

    def __init__(self, sort: str, name: str) -> None:
        super().__init__(f'unknown {sort} "{name}"')
        self.sort = sort
        self.name = name


class Found(NamedTuple):
    """One match: the chunk range and the named ranges in it. A name may have matched more than once."""

    first: int
    last: int
    groups: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Pattern:
    """A read pattern. `anchors`: codes of which at least one must be in a sentence that matches; never empty.

    `names` are its named parts; `uses` the lists (`@kill.past`), types (`TIME`) and fragments (`%date`) in it, those
    in its fragments too. Its `expression` is compiled when a sentence first asks for it: compiling all of them is
    half of the time in which the packs load.
    """

    source: str
    expression: str
    anchors: tuple[frozenset[str], ...]
    names: tuple[str, ...]
    uses: frozenset[str]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    @cached_property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """The named parts with the numbers of their groups in the expression; a name may have several."""
        return tuple((label.partition("__")[0], number) for label, number in self.regex.groupindex.items())

    def find(self, codes: str) -> Sequence[Found]:
        """All matches from left to right in the codes of a sentence."""
        search = self.regex.search
        match = search(codes)
        if match is None:  # as most: cheaper to ask than to begin a list
            return ()
        found = []
        while match is not None:
            first, last = match.span()
            groups = {}
            for name, number in self.groups:
                span = match.span(number)
                if span[0] >= 0:
                    groups[name] = span
            found.append(Found(first, last, groups))
            match = search(codes, last)  # no match is empty, for every pattern needs something
        return found


@dataclass(slots=True)
class _Piece:
    """Regex text, the sets of codes of each of which it needs one (none: needs nothing), and whether it repeats."""

    regex: str
    needs: tuple[frozenset[str], ...]
    repeats: bool = False
    width_one: bool = False
    beside: tuple[frozenset[str], ...] = ()
    """What it needs likewise, but only looks at."""


class PatternCompiler:
    """Compiles patterns once the alphabet is closed. `fragments` are named pieces, `known` tells which tags exist."""

    def __init__(
        self,
        alphabet: Alphabet,
        fragments: Mapping[str, str],
        known: Callable[[str], bool],
        phrase: Callable[[Sequence[str]], str] = lambda words: "",
    ) -> None:
        self._alphabet = alphabet
        self._phrase = phrase
        self._fragments = fragments
        self._known = known
        self._classes: dict[str, str] = {}

    def compile(self, source: str) -> Pattern:
        """Raises PatternError with a remedy."""
        piece = self._whole(source)
        if not piece.needs:
            raise PatternError("a pattern must hold at least one word, list or type that is not optional")
        anchors = sorted(dict.fromkeys(piece.needs + piece.beside), key=self._commonness)
        return Pattern(source, piece.regex, tuple(anchors), tuple(self._names), frozenset(self._uses))

    def read(self, source: str) -> frozenset[str]:
        """What a fragment uses, as `Pattern.uses`. Unlike a pattern it may be optional as a whole.

        Raises PatternError with a remedy.
        """
        self._whole(source)
        return frozenset(self._uses)

    def _whole(self, source: str) -> _Piece:
        self._names: dict[str, int] = {}
        self._uses: set[str] = set()
        self._items = _lex(source)
        self._at = 0
        self._depth = 0
        piece = self._alternatives()
        if self._at < len(self._items):
            raise PatternError(f'"{self._items[self._at][1]}" stands where nothing more was expected')
        return piece

    def _alternatives(self) -> _Piece:
        options = [self._sequence()]
        while self._peek() == "bar":
            self._at += 1
            options.append(self._sequence())
        if len(options) == 1:
            return options[0]
        needs: tuple[frozenset[str], ...] = ()
        if all(option.needs for option in options):
            needs = (frozenset().union(*(min(option.needs, key=self._commonness) for option in options)),)
        joined = "|".join(o.regex for o in options)
        return _Piece(f"(?:{joined})", needs, any(o.repeats for o in options), all(o.width_one for o in options))

    def _sequence(self) -> _Piece:
        regex, repeats = "", False
        needs: tuple[frozenset[str], ...] = ()
        beside: tuple[frozenset[str], ...] = ()
        count = 0
        single = False
        while (kind := self._peek()) not in ("", "bar", "close"):
            words = self._run()
            if len(words) > 1:
                piece = self._words(words)
                self._at += len(words)
            else:
                piece = self._repeated() if kind != "named" else self._named()
            regex += piece.regex
            repeats |= piece.repeats
            needs += piece.needs
            beside += piece.beside
            count += 1
            single = piece.width_one
        if not count:
            raise PatternError("an empty alternative; write a word, or make the group optional with ?")
        return _Piece(regex, needs, repeats, single and count == 1, beside)

    def _run(self) -> list[str]:
        """The plain words from here on, up to the first that is optional or repeated."""
        words: list[str] = []
        for i in range(self._at, len(self._items)):
            kind, text = self._items[i]
            after = self._items[i + 1][0] if i + 1 < len(self._items) else ""
            if kind != "word" or after in ("opt", "rep"):
                break
            words.append(text)
        return words

    def _words(self, words: Sequence[str]) -> _Piece:
        """Words in a row. Where the lexicon holds some of them as one phrase, the phrase is met as one chunk."""
        needs = [frozenset(self._class("=" + word, word).needs[0]) for word in words]
        for first, last in itertools.combinations(range(len(words) + 1), 2):
            if last - first > 1:
                codes = frozenset(self._phrase(words[first:last]))
                needs[first:last] = [one | codes for one in needs[first:last]]
        return _Piece(self._in_a_row(words), tuple(needs))

    def _in_a_row(self, words: Sequence[str]) -> str:
        if not words:
            return ""
        options = [self._class("=" + words[0], words[0]).regex + self._in_a_row(words[1:])]
        for n in range(2, len(words) + 1):
            codes = self._phrase(words[:n])
            if codes:
                options.append(f"[{codes}]{self._in_a_row(words[n:])}")
        return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"

    def _named(self) -> _Piece:
        name = self._items[self._at][1][:-1]
        self._at += 1
        piece = self._repeated()
        number = self._names.get(name, 0)
        self._names[name] = number + 1
        label = f"{name}__{number}" if number else name
        return _Piece(f"(?P<{label}>{piece.regex})", piece.needs, piece.repeats, piece.width_one)

    def _repeated(self) -> _Piece:
        piece = self._atom()
        kind = self._peek()
        if kind == "opt":
            self._at += 1
            return _Piece(f"(?:{piece.regex})?", (), piece.repeats)
        if kind == "rep":
            low, high = (int(n) for n in self._items[self._at][1][1:-1].split(","))
            if not 0 <= low <= high <= MOST:
                raise PatternError(f"{self._items[self._at][1]}: bounds go from 0 to {MOST}")
            if piece.repeats:
                raise PatternError("a repetition inside a repetition; write it out with a bound of its own")
            self._at += 1
            return _Piece(f"(?:{piece.regex}){{{low},{high}}}", piece.needs if low else (), True)
        return piece

    def _atom(self) -> _Piece:
        kind, text = self._items[self._at]
        self._at += 1
        match kind:
            case "list":
                return self._class(text[1:], text)
            case "type":
                return _Piece(".", (), width_one=True) if text == "ANY" else self._class(text, text)
            case "word":
                return self._class("=" + text, text)
            case "phrase":
                return self._class("=" + text[1:-1], text)
            case "frag":
                return self._fragment(text[1:])
            case "open":
                return self._until_close()
            case "look":
                inner = self._until_close()
                if text in ("<(", "~(") and not inner.width_one:
                    raise PatternError(f"{text} ) looks back at exactly one chunk")
                opening = {">(": "(?=", "!(": "(?!", "<(": "(?<=", "~(": "(?<!"}[text]
                beside = inner.needs + inner.beside if text in (">(", "<(") else ()
                return _Piece(f"{opening}{inner.regex})", (), beside=beside)
            case "wide" | "gap":
                return self._gap(text, kind)
            case "edge":
                return _Piece("^" if text == "^" else "$", ())
        raise PatternError(f'"{text}" was not expected here')

    def _gap(self, text: str, kind: str) -> _Piece:
        digits = text.lstrip(".")
        most = int(digits) if digits else (8 if kind == "wide" else 4)
        if most > MOST:
            raise PatternError(f"{text}: a gap goes up to {MOST}")
        stops = self._alphabet.having("stop") + ("" if kind == "wide" else self._alphabet.having("=,"))
        return _Piece(f"[^{stops}]{{0,{most}}}?" if stops else f".{{0,{most}}}?", (), True)

    def _until_close(self) -> _Piece:
        self._depth += 1
        if self._depth > DEEPEST:
            raise PatternError(f"groups stand inside each other more than {DEEPEST} deep")
        piece = self._alternatives()
        if self._peek() != "close":
            raise PatternError('a group "(" is not closed')
        self._at += 1
        self._depth -= 1
        return (
            piece
            if piece.regex.startswith("(?:")
            else _Piece(f"(?:{piece.regex})", piece.needs, piece.repeats, piece.width_one)
        )

    def _fragment(self, name: str) -> _Piece:
        if name not in self._fragments:
            raise UnknownNameError("fragment", f"%{name}")
        self._uses.add(f"%{name}")
        if self._depth > DEEPEST:
            raise PatternError(f'fragment "%{name}" holds itself')
        kept = self._items, self._at
        self._items, self._at = _lex(self._fragments[name]), 0
        self._depth += 1
        piece = self._alternatives()
        self._depth -= 1
        self._items, self._at = kept
        return _Piece(f"(?:{piece.regex})", piece.needs, piece.repeats, piece.width_one)

    def _class(self, tag: str, shown: str) -> _Piece:
        if tag not in self._classes:
            if not self._known(tag):
                raise UnknownNameError("list" if shown[0] == "@" else "type", shown)
            self._classes[tag] = self._alphabet.having(tag)
        if not tag.startswith("="):
            self._uses.add(shown)
        codes = self._classes[tag]
        if not codes:  # a list that exists but that no phrase of this pack fills
            return _Piece(r"[^\s\S]", (frozenset("\0"),), width_one=True)
        return _Piece(f"[{codes}]" if len(codes) > 1 else codes, (frozenset(codes),), width_one=True)

    def _commonness(self, codes: frozenset[str]) -> int:
        """How often one of these codes is met, by a rough guess: function words and unknown ones stand everywhere."""
        return len(codes) + _EVERYWHERE * len(codes & self._alphabet.with_any(_COMMON))

    def _peek(self) -> str:
        return self._items[self._at][0] if self._at < len(self._items) else ""


def literals(source: str) -> Iterator[str]:
    """The words and quoted phrases that a pattern names itself."""
    for kind, text in _lex(source):
        if kind == "word":
            yield text
        elif kind == "phrase":
            yield text[1:-1]


def types(source: str) -> Iterator[str]:
    """The types that a pattern names itself."""
    for kind, text in _lex(source):
        if kind == "type":
            yield text


def ways(source: str) -> list[list[str]]:
    """The ways in which a pattern can fit, one for each alternative at its top, and of each the parts in a row.

    Raises PatternError for what is no part of the language.
    """
    items = _lex(source)
    while _one_group(items):
        items = items[1:-1]
    found: list[list[str]] = [[""]]
    depth = 0
    for kind, text in items:
        if depth == 0 and kind == "bar":
            found.append([""])
            continue
        begins = depth == 0 and kind not in ("opt", "rep", "close") and not found[-1][-1].endswith("=")
        if begins and found[-1][-1]:
            found[-1].append("")
        depth += (kind in ("open", "look")) - (kind == "close")
        tight = not found[-1][-1] or kind in ("opt", "rep") or found[-1][-1].endswith("=")
        found[-1][-1] += text if tight else f" {text}"
    return found


def _one_group(items: Sequence[tuple[str, str]]) -> bool:
    """Whether brackets hold all of it, and are not optional or repeated."""
    depth = 0
    for n, (kind, _) in enumerate(items):
        depth += (kind in ("open", "look")) - (kind == "close")
        if depth == 0:
            return items[0][0] == "open" and n == len(items) - 1
    return False


def _lex(source: str) -> list[tuple[str, str]]:
    items: list[tuple[str, str]] = []
    at = 0
    while at < len(source):
        match = _LEX.match(source, at)
        if not match or match.lastgroup is None:
            raise PatternError(f'"{source[at : at + 12]}" at character {at + 1} is no part of the pattern language')
        if match.lastgroup == "word" and match.group() in ("*", "+"):
            raise PatternError(
                f'"{match.group()}" is no part of the pattern language; write {{0,3}} for up to three times'
            )
        if match.lastgroup != "space":
            items.append((match.lastgroup, match.group()))
        at = match.end()
    return items
