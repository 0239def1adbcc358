"""Makes plain text of the HTML that feeds carry: nothing in it can act as markup, paragraphs stay apart."""

from __future__ import annotations

import html
import re

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
    collector = _Collector()
    parser = etree.HTMLParser(target=collector, huge_tree=True, no_network=True)
    try:
        for start in range(0, len(markup), 65_536):
            parser.feed(markup[start : start + 65_536])
        parser.close()
    except etree.LxmlError:
        pass  # what was read up to there stands
    return _paragraphs(collector.paragraphs())


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

    def paragraphs(self) -> list[str]:
        self._break()
        return self._done
