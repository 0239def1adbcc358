"""Refuses, before it is parsed, what would take the parsers minutes or gigabytes; each refusal says why in words.

What a parser does for each tag or attribute can depend on all the others, so its time grows faster than the document.
The limits lie far above what real feeds and pages hold (130 test pages of Mozilla's Readability: at most 19,252 tags),
and so low that the worst that passes is parsed in a few seconds and 256 MB.
"""

from __future__ import annotations

import re

from monitor.errors import ParseError

PAGE_TAGS = 40_000
"""Start and end tags of a page, scripts aside."""
TAGS_IN_A_ROW = 10_000
"""Of a page, with none between them that begins a paragraph or a line."""
FEED_TAGS = 200_000
"""Start and end tags of a feed, CDATA aside: two thousand entries (see `overlong`) of fifty elements."""
ATTRIBUTES = 1_000
"""Of one tag."""
JSON_LD = 500_000
"""Characters in one script that describes the page."""
JSON_VALUES = 100_000
"""Objects and lists in a JSON feed."""

# Each pattern takes a character once, whatever is unclosed: possessive, and never in need of an end.
_SCRIPT = re.compile(r"<script\b[^<>]*(?<!/)>.*?(?:</script|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:p|div|br|li|td|tr|h[1-6]|section|article|ul|ol|table|figure)\b", re.IGNORECASE)
_JSON_LD_SCRIPT = re.compile(r"<script\b[^<>]*application/ld\+json[^<>]*>", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_TAG = re.compile(r"""<[A-Za-z](?:[^>=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|=)*+""")
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")


def page(markup: str) -> None:
    """Raises ParseError for a page that would take too long, or too much memory, to read."""
    if markup.count("<") > TAGS_IN_A_ROW:
        seen = _SCRIPT.sub("", markup)
        if seen.count("<") > PAGE_TAGS:
            raise ParseError(f"too large to read: a page of more than {PAGE_TAGS:,} tags")
        if any(piece.count("<") > TAGS_IN_A_ROW for piece in _BREAK.split(seen)):
            raise ParseError(f"too large to read: a paragraph of more than {TAGS_IN_A_ROW:,} tags")
    _refuse_thorns(markup, aside=_SCRIPT)
    for script in _JSON_LD_SCRIPT.finditer(markup):
        rest = len(markup) - script.end()
        if rest > JSON_LD and markup.find("</script", script.end(), script.end() + JSON_LD) < 0:
            raise ParseError(f"too large to read: a page with more than {JSON_LD:,} characters of JSON-LD")


def feed(text: str) -> None:
    """Raises ParseError for a feed that would take too long, or too much memory, to read. Of an overlong one, for what
    is left of it."""
    if text.startswith(("{", "[")):
        if text.count("{") + text.count("[") > JSON_VALUES:
            raise ParseError(f"too large to read: JSON of more than {JSON_VALUES:,} objects and lists")
        return
    if text.count("<") > FEED_TAGS and _CDATA.sub("", text).count("<") > FEED_TAGS:
        raise ParseError(f"too large to read: a feed of more than {FEED_TAGS:,} tags")
    _refuse_thorns(text, aside=_CDATA)


def _refuse_thorns(markup: str, *, aside: re.Pattern[str]) -> None:
    """An attribute is compared with all others of its tag."""
    if _thorny(markup) and _thorny(aside.sub("", markup)):
        raise ParseError(f"too large to read: a tag with more than {ATTRIBUTES:,} attributes")


def _thorny(markup: str) -> bool:
    return any(
        tag.end() - tag.start() > 2 * ATTRIBUTES and len(_VALUE.sub("", tag[0]).split()) > ATTRIBUTES
        for tag in _TAG.finditer(markup)
    )
