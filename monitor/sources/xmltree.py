"""Reads XML lists (OPML, sitemaps) into a tree without ever expanding an entity or opening another file."""

from __future__ import annotations

import html
import re
from typing import TypeAlias

from lxml import etree

from monitor.errors import ParseError
from monitor.sources.plaintext import without_controls

Element: TypeAlias = etree._Element
"""One element of the tree; the other files of this wing know lxml's by this name."""

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)?")
_MISMATCH = re.compile(r"Opening and ending tag mismatch: (\S+) line (\d+) and (\S+)")
_ENTITY_DECLARATION = re.compile(r"<!\s*ENTITY", re.I)


def read(text: str) -> tuple[Element, list[tuple[int, str]]]:
    """The root, and what had to be mended as (line, what). Raises ParseError when nothing can be made of it.

    Bare `&` and the entities of HTML are read as they are meant: nothing is lost by them. Documents that declare
    entities are refused whole: no feed list needs them, and small ones can expand to gigabytes.
    """
    if _ENTITY_DECLARATION.search(text):
        raise ParseError("the document declares entities, which no feed list needs; it was not read")
    # The text is decoded already: a declared encoding would only contradict the bytes we hand over.
    declared = _DECLARATION.match(text)
    body = without_controls(text[declared.end() :] if declared else text)
    if "<![CDATA[" not in body:  # where they may stand as they are
        body = _AMPERSAND.sub(_escaped, body)
    lines_before = text[: declared.end()].count("\n") if declared else 0
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(body.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"no XML: line {lines_before + (error.lineno or 1)}: {_without_quote(error.msg)}") from None
    if root is None:
        raise ParseError("no XML in it")
    mended = [(lines_before + entry.line, _said(entry.message)) for entry in parser.error_log]
    return root, mended


def _said(message: str) -> str:
    return _MISMATCH.sub(_other_end, _without_quote(message))


def _without_quote(message: str | None) -> str:
    """libxml2 quotes the document behind some of its messages, on lines of their own."""
    return (message or "it is broken").partition("\n")[0]


def _other_end(found: re.Match[str]) -> str:
    opened, line, closed = found.groups()
    return f"</{closed}> stands where the <{opened}> of line {line} should be closed"


def _escaped(found: re.Match[str]) -> str:
    meant = html.unescape(found[0]) if found[1] else found[0]
    return html.escape(meant)


def local_name(element: Element) -> str:
    """The element's name in lower case without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
