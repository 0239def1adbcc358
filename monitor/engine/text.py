"""Text as the passes see it: folded characters, paragraphs, sentences, tokens, each with offsets into the original.

Everything here keeps lengths: character i of the folded text is character i of the article, so a span found in one
quotes the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Field = Literal["text", "title"]

_QUOTES = {"‘": "'", "’": "'", "‛": "'", "ʼ": "'", "`": "'", "´": "'"}
_QUOTES |= dict.fromkeys("“”„‟«»″", '"')
_DASHES = dict.fromkeys("‐‑‒–−", "-") | {"―": "—"}


class _Fold(dict[int, str]):
    """One character to one character: lower case, no accents, straight quotes. Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _QUOTES.get(char) or _DASHES.get(char)
        if folded is None:
            base = unicodedata.normalize("NFD", char)[0]
            lowered = base.lower()
            # `İ`.lower() has two characters: offsets would shift
            folded = lowered if len(lowered) == 1 else lowered[0]
            if 0xD800 <= code <= 0xDFFF:
                folded = "\ufffd"  # half a character; nothing outside Python takes it
            if folded.isspace():
                folded = "\n" if folded in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
        self[code] = folded
        return folded


_FOLD = _Fold()


def fold(text: str) -> str:
    """The text in lower case, without accents, with straight quotes and hyphens; exactly as long as before.

    Accents that are characters of their own stay in their places; see `bare`.
    """
    return text.translate(_FOLD)


_UNSEEN = dict.fromkeys([*range(0x300, 0x370), 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
"""Accents written behind their letter, soft hyphens, joiners, marks of no width: to no reader letters of their own."""
_UNSEEN_CLASS = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"


def bare(folded: str) -> str:
    """Folded text without the characters that no reader sees as such: what words and names are compared by."""
    return folded if folded.isascii() else folded.translate(_UNSEEN)


class Token(NamedTuple):
    """One word, number or mark, without what no reader sees. `glued`: it is joined to the token before, by a hyphen or
    as letters to digits ("two-day-old", "120mm", "F16").

    Like all that is made for every word of a text or every match, a named tuple: it is made several times as fast as
    a frozen dataclass.
    """

    word: str
    start: int
    end: int
    glued: bool = False
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, headline or caption: tokens with offsets into `field`. `paragraph` counts from 0 in its field."""

    field: Field
    start: int
    end: int
    paragraph: int
    tokens: tuple[Token, ...]
    capitals: bool = False
    """Written in capitals throughout (wire copy): capital letters tell nothing here."""


_LETTERS = f"[^\\W\\d_]+(?:[{_UNSEEN_CLASS}][^\\W\\d_]*)*"
# A plain word, as most are; a decade, an ordinal, a date in digits, a decimal or grouped number; an initialism, a
# possessive, any other word, or a mark. Quotation marks are passed over: what is quoted is read like the rest.
_TOKEN = re.compile(
    r"[a-z]+(?=[ ,])"
    r"|(?=\d)(?:\d{4}s\b|\d{1,3}(?:st|nd|rd|th)\b|\d{4}-\d\d?-\d\d?(?![\d-])|\d\d?([./])\d\d?\1(?:\d{4}|\d\d)(?!\1?\d)"
    r"|\d\d?/\d\d?(?![/\d])|\d+(?:[.,]\d+)*)"
    rf"|(?:[a-z]\.){{2,}}|'s\b|{_LETTERS}(?:'(?!s\b){_LETTERS})?|[^\w\s\"{_UNSEEN_CLASS}]|_"
)
# Written so that it begins with one class of characters, which the search then leaps to.
_END = re.compile(r"[.!?…](?:[.!?…]*[\"')\]”’»]*(?=\s|$)|(?<!…)[\"')\]”’»]*(?=[A-Z][a-z]))")
_LONGEST = 150
"""Tokens after which a sentence that will not end is cut: every pass looks at whole sentences."""


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Spans of the paragraphs. A line is one, unless the text is hard-wrapped; then blank lines part them."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text.translate(_NEWLINES)) if m.group().strip()]
    if not lines:
        return []
    wrapped = len(lines) > 4 and max(b - a for a, b in lines) <= 90 and "\n\n" in text
    wrapped = wrapped and sum(text[a:b].rstrip()[-1:] not in ".!?\"”'" for a, b in lines) > 0.5 * len(lines)
    if not wrapped:
        return lines
    return [(m.start(), m.end()) for m in re.finditer(r"\S(?:[^\n]|\n(?![ \t]*\n))*", text)]


_NEWLINES = {ord(c): "\n" for c in "\r\x0b\x0c\x85\u2028\u2029"}


def _splits(text: str, folded: str, start: int, end: int, abbreviations: Collection[str]) -> list[tuple[int, int]]:
    spans = []
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        at = stop
        while at < end and text[at].isspace():
            at += 1
        if at < end:
            if not (text[at].isupper() or text[at].isdigit() or text[at] in "\"'“‘(«["):
                continue
            if text[match.start()] == ".":
                word = _word_before(folded, begin, match.start())
                initial = len(word) == 1 and word.isalpha()
                if word in abbreviations or initial or ("." in word and len(word) < 6):
                    continue
        spans.append((begin, stop))
        begin = stop
    if text[begin:end].strip():
        spans.append((begin, end))
    return spans


def _word_before(folded: str, begin: int, end: int) -> str:
    """The word that ends here, or at the line end just before, with its dots and hyphens."""
    if end > begin and folded[end - 1] == "\n":
        end -= 1
    at = end
    while at > begin and (folded[at - 1].isalnum() or folded[at - 1] in "_.'-"):
        at -= 1
    return folded[at:end]


_CLOSING = re.compile(r"(?<=[\w.,!?])'(?=[\s.,;:!?)\]]|$)")


def tokens(text: str, folded: str, start: int, end: int, abbreviations: Collection[str] = ()) -> tuple[Token, ...]:
    """The tokens between two offsets. Hyphens inside words leave no token but glue their neighbours;
    quotation marks leave none, and the dot of an abbreviation belongs to it."""
    found: list[Token] = []
    glue = False
    before = ""
    behind = -1
    """The word and the end of the last token."""
    quoted = False
    """Whether a single quotation mark stands open."""
    marks = _CLOSING.finditer(folded, start, end) if folded.find("'", start, end) >= 0 else ()
    closing = max((m.start() for m in marks), default=-1)
    for match in _TOKEN.finditer(folded, start, end):
        word = match.group()
        a, b = match.span()
        if not word.isascii():
            word = word.translate(_UNSEEN)
        touches = False
        if word == "'" and quoted != (a < closing and _opens(folded, a)):
            quoted = not quoted
            continue
        if behind == a:
            if word == "-" and b < end and folded[b].isalnum() and (folded[a - 1].isalnum() or folded[a - 1] == "."):
                glue = True
                continue
            if word == "." and before in abbreviations:
                found[-1] = found[-1]._replace(end=b)
                behind = b
                continue
            touches = word[0].isalnum() and before[-1].isalnum() and word[0].isdigit() != before[-1].isdigit()
        found.append(Token(word, a, b, glue or touches, text[a].isupper()))
        before, behind, glue = word, b, False
    return tuple(found)


def _opens(folded: str, at: int) -> bool:
    """Whether the ' at this character can open a quotation: it stands before a word and behind none."""
    behind = folded[at - 1 : at]
    return (not behind or behind.isspace() or behind in '(["') and folded[at + 1 : at + 2].isalnum()


def sentences(text: str, field: Field, abbreviations: Collection[str]) -> list[Sentence]:
    """All sentences of a text in order, none overlapping; every token quotes the folded text."""
    folded = fold(text)
    out = []
    for number, (start, end) in enumerate(paragraphs(text)):
        for a, b in _splits(text, folded, start, end, abbreviations):
            found = tokens(text, folded, a, b, abbreviations)
            for piece in (found[n : n + _LONGEST] for n in range(0, len(found), _LONGEST)):
                capitals = _in_capitals(text, piece)
                out.append(Sentence(field, piece[0].start, piece[-1].end, number, piece, capitals))
    return out


def _in_capitals(text: str, piece: Sequence[Token]) -> bool:
    """Whether more than four words in five, and there are four at least, are written in capitals."""
    words = others = 0
    for word, start, end, _, _ in piece:
        if word[0].isalpha():
            words += 1
            others += not text[start:end].isupper()
            if 5 * others >= len(piece):
                return False  # as almost always, and soon
    return words > 3 and 5 * others < words
