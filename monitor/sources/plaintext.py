"""Makes plain text of the HTML that feeds carry: nothing in it can act as markup, paragraphs stay apart."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator

from lxml import etree

_LARGEST = 2_000_000
"""Characters of HTML that are looked at; a feed entry is never that long."""
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_UNSEEN = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "head", "title", "select"}
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff]")


def text_of(markup: str) -> str:
    """The readable text of an HTML fragment or of plain text; paragraphs separated by blank lines.

    Text without tags keeps its own blank lines as paragraphs. Scripts, styles and comments are left out.
    """
    markup = without_controls(markup[:_LARGEST])
    if not _TAG.search(markup):
        return _paragraphs(re.split(r"\n\s*\n", _resolved(markup)))
    return _paragraphs(_reader.paragraphs(markup))


def line_of(markup: str) -> str:
    """One line of plain text: a title, a name."""
    return " ".join(text_of(markup).split())


def as_html(text: str) -> str:
    """Plain text as HTML paragraphs; "" for none."""
    paragraphs = (" ".join(each.split()) for each in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{html.escape(each)}</p>" for each in paragraphs if each)


def without_controls(text: str) -> str:
    """The text without characters that no document may hold (XML 1.0, 2.2) and without lone surrogates."""
    return _CONTROLS.sub("", text)


_SCRIPT = re.compile(
    r"<!--(?!-?>)(?:(?!--!?>|<!--).)*+-->|<(script|style)\b([^<>]*)(?<!/)>(.*?)(?:</\1[^<>]*>?|\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""Or a comment, which may name one. Scripts whose tag is in doubt (`>` in an attribute, closed in itself) are left in:
too much text does no harm."""
_DOUBTFUL = re.compile(r"<!--|-->|<(?:script|style)\b", re.IGNORECASE)
"""Within what seems a script: then its start may have stood in an attribute, and this be the article."""
_BETWEEN = re.compile(
    r"""(?x) </? (?: address | article | aside | blockquote | body | br | caption | center | col | colgroup
    | d[dlt] | dir | div | fieldset | figcaption | figure | footer | form | frameset | h[1-6] | head | header | hr
    | html | li | main | menu | nav | ol | p | pre | q | section | summary | t[dhr] | table | tbody | tfoot | thead
    | title | ul
    ) (?:[\s/][^>]*)? >"""
)
_ANY_TAG = re.compile(r"<[A-Za-z/!?][^>]*>")
_VERBATIM = re.compile(
    r"<(textarea|title|iframe|xmp|noembed|noframes)\b(?:[^<>]*>[^<]*(?!</\1)(?:<|\Z)|[^<>]*(?:<|\Z))|<plaintext\b"
)
"""An element in which tags are text, that holds one or is never closed."""
_PARTS_OF_A_WORD = 5
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|.)", re.DOTALL)
_UNPRINTED = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ue000-\uf8ff\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"
)


def rough_text(markup: str) -> str | None:
    """The words that an article found in the page could hold, in small letters, and many others; takes a twentieth of
    the time that finding it does.

    For asking whether any word of interest is in it at all: menus and comments are part of it, and words parted by
    markup alone ("shel<b>ling") stand there joined and apart. None where only a parser can tell text from tags.
    """
    markup = _SCRIPT.sub(_told_by_script, markup).lower()
    if _VERBATIM.search(markup):
        return None
    end = markup.rfind(">") + 1  # behind it no tag is whole, and the search for its end would begin again and again
    marked = _ANY_TAG.sub("\0", _BETWEEN.sub(" ", markup[:end])) + markup[end:]
    words = _UNPRINTED.sub("", html.unescape(marked)).split()
    parted = [parts for word in words if "\0" in word and len(parts := word.replace("\0", " ").split()) > 1]
    other = (" ".join(["", *parts, *_joined(parts)]) for parts in parted)
    return " ".join(words).replace("\0", "") + "".join(other)


def _joined(parts: list[str]) -> Iterator[str]:
    """The neighbours among them that may be parts of one word."""
    for first in range(len(parts)):
        for last in range(first + 2, min(first + _PARTS_OF_A_WORD, len(parts)) + 1):
            yield "".join(parts[first:last])


def _told_by_script(script: re.Match[str]) -> str:
    """The strings of a description of the page (JSON-LD), which may hold the article, and what may be no script."""
    name, attributes, body = script.groups()
    if name is None:
        return "<s>"
    in_doubt = _DOUBTFUL.search(body) or attributes.count('"') % 2 or attributes.count("'") % 2
    if not in_doubt and "ld+json" not in attributes.lower():
        return "<s>"  # as other tags: the words around it are joined, and apart
    told = _JSON_ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _JSON_BLANKS.get(m[0][1], m[0][1]), body)
    return f"<s> {html.unescape(told)} > <s>" + (f"{body} > <s>" if in_doubt else "")


_JSON_BLANKS = dict.fromkeys("nrtbf", " ")


def _resolved(text: str) -> str:
    """Entities resolved; only whole ones, so that `AT&T` and `?a=1&copy=2` stay as they are."""
    return _ENTITY.sub(lambda m: html.unescape(m[0]), text)


def _paragraphs(raw: list[str]) -> str:
    lines = (" ".join(_INVISIBLE.sub("", without_controls(each)).split()) for each in raw)
    return "\n\n".join(line for line in lines if line)


class _Collector:
    """Receives the parser's events; keeps text and where blocks begin and end."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._open: list[str] = []
        self._unseen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self._break()

    def end(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self._break()

    def data(self, text: str) -> None:
        if not self._unseen:
            self._open.append(text)

    def comment(self, text: str) -> None:
        return

    def close(self) -> None:
        return

    def _break(self) -> None:
        if self._open:
            self._done.append("".join(self._open))
            self._open = []

    def taken(self) -> list[str]:
        """The paragraphs; from here on it is as new."""
        self._break()
        done, self._done, self._unseen = self._done, [], 0
        return done


class _Reader(threading.local):
    """A parser for each thread, used again and again: to set one up takes six times as long as to read an entry."""

    def __init__(self) -> None:
        self._renew()

    def paragraphs(self, markup: str) -> list[str]:
        """What is to be read in it, block by block."""
        collector = self._collector
        try:
            for start in range(0, len(markup), 65_536):
                self._parser.feed(markup[start : start + 65_536])
            self._parser.close()
        except etree.LxmlError:
            self._renew()  # what was read up to there stands
        except BaseException:
            self._renew()
            raise
        return collector.taken()

    def _renew(self) -> None:
        self._collector = _Collector()
        self._parser = etree.HTMLParser(target=self._collector, huge_tree=True, no_network=True)


_reader = _Reader()
