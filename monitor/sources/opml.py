"""Feed lists in and out as OPML 2.0 (http://opml.org/spec2.opml), with folders and categories as theatres."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from monitor.errors import FileError, ParseError
from monitor.model import Feed, Pace
from monitor.sources import charset, urls, xmltree
from monitor.sources.listing import primary_tag
from monitor.sources.plaintext import without_controls

_DEEPEST = 50
_TAG = re.compile(r"""<(/?)(opml|body|outline)\b(?:"[^"<]*"|'[^'<]*'|[^<>"'/]|/(?!>))*(/?)>""", re.I)
_PACE = ("interval", "floor", "ceiling")
_UNSAID = Pace()


def read(
    path_or_text: Path | str, pace: Pace = _UNSAID, *, theatres: Collection[str] | None = None
) -> tuple[list[Feed], list[str]]:
    """The feeds of an OPML file (a Path, or a str without markup) or text, and a line for each problem.

    A bad outline costs itself only: problems read `file:line: what`, and the good ones are kept. A feed listed in
    several folders is one feed with several theatres. Given `theatres`, a folder or category that is none of these ids
    is told with the nearest one, and left out. Attributes: xmlUrl, text or title, language, category (commas between),
    speaksFor; interval, floor and ceiling in seconds, else those of `pace`. `origin` is the file's name. Raises
    FileError for an unreadable file.
    """
    name, text = _text_of(path_or_text)
    try:
        root, mended = xmltree.read(text)
        if mended:  # a closing tag too many ends the document there: what comes after it would be lost
            again, more = xmltree.read(_balanced(text))
            root, mended = again, [*mended, *more]
    except ParseError as error:
        return [], [f"{name}: {error}"]
    problems = list(mended)
    body = next((each for each in root if xmltree.local_name(each) == "body"), None)
    if xmltree.local_name(root) != "opml" or body is None:
        return [], [f"{name}:{_line(root)}: no OPML: expected <opml> with a <body>"]
    found: dict[str, Feed] = {}
    folders_named = _Theatres(theatres, problems)
    for outline, folders in _outlines(body, problems):
        feed = _feed(outline, name, pace, problems)
        if feed is None:
            continue
        feed = replace(feed, theatres=folders_named.of(outline, folders))
        known = found.get(feed.url)
        if known is not None:
            feed = replace(known, theatres=tuple(dict.fromkeys(known.theatres + feed.theatres)))
        found[feed.url] = feed
    return list(found.values()), [f"{name}:{line}: {what}" for line, what in sorted(set(problems))]


def write(feeds: Iterable[Feed], pace: Pace = _UNSAID) -> str:
    """The feeds as an OPML document that `read` gives back: url, name, language, theatres, side, and what of their
    intervals, floors and ceilings is not that of `pace`.
    """
    folders: dict[str, list[str]] = {}
    for feed in feeds:
        said = {
            "type": "rss",
            "text": feed.name,
            "xmlUrl": feed.url,
            "language": feed.lang,
            "category": ",".join(feed.theatres),
            "speaksFor": feed.speaks_for,
            **{each: str(told) for each in _PACE if (told := getattr(feed, each)) != getattr(pace, each)},
        }
        folders.setdefault(feed.theatres[0] if feed.theatres else "", []).append(_outline(said, "/>"))
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<opml version="2.0">']
    lines += ["  <head><title>Ceasefire Monitor feeds</title></head>", "  <body>"]
    for theatre, outlines in folders.items():
        if theatre:
            lines += [
                "    " + _outline({"text": theatre}, ">"),
                *("      " + each for each in outlines),
                "    </outline>",
            ]
        else:
            lines += ["    " + each for each in outlines]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outline(said: dict[str, str | None], end: str) -> str:
    """An outline's start; blanks are put in order, as XML does with attributes anyway."""
    in_order = {name: " ".join(without_controls(value).split()) for name, value in said.items() if value}
    return "<outline" + "".join(f' {name}="{html.escape(value)}"' for name, value in in_order.items()) + end


def _text_of(path_or_text: Path | str) -> tuple[str, str]:
    if isinstance(path_or_text, str) and "<" in path_or_text:
        return "opml", path_or_text
    path = Path(path_or_text)
    try:
        return path.name, charset.decode(path.read_bytes())
    except (OSError, ValueError) as error:
        raise FileError(f"{path}: can't be read: {getattr(error, 'strerror', None) or error}") from None


def _balanced(text: str) -> str:
    """The document without closing tags that close nothing, closed whole at its end; its lines stay where they are."""
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        closing, name, empty = tag.groups()
        if name.lower() != "outline":
            return "" if closing else tag[0]
        if closing and not depth:
            return ""
        depth += -1 if closing else not empty
        return tag[0]

    return _TAG.sub(kept, text) + "</outline>" * depth + "</body></opml>"


def _outlines(
    element: xmltree.Element, problems: list[tuple[int, str]], folders: tuple[xmltree.Element, ...] = ()
) -> Iterator[tuple[xmltree.Element, tuple[xmltree.Element, ...]]]:
    """Each outline that should be a feed, with the folders around it."""
    if len(folders) > _DEEPEST:
        problems.append((_line(element), f"folders deeper than {_DEEPEST} are not read"))
        return
    for outline in element:
        if xmltree.local_name(outline) != "outline":
            continue
        is_folder = not _said(outline, "xmlUrl") and len(outline) > 0
        if not is_folder:
            yield outline, folders
        if len(outline) > 0:
            yield from _outlines(outline, problems, (*folders, outline) if is_folder else folders)


def _feed(outline: xmltree.Element, name: str, pace: Pace, problems: list[tuple[int, str]]) -> Feed | None:
    line = _line(outline)
    label = _label(outline)
    address = _said(outline, "xmlUrl")
    if not address:
        problems.append(
            (line, f'"{label[:60]}" has no xmlUrl; left out' if label else "an outline without xmlUrl; left out")
        )
        return None
    if not urls.canonical(address):
        shown = urls.without_credentials(address)[:120]
        problems.append((line, f'"{shown}" is no http or https address; left out'))
        return None
    seconds = {each: getattr(pace, each) for each in _PACE}
    for each in _PACE:
        if stated := _said(outline, each):
            if re.fullmatch(r"[0-9]{1,8}", stated) and int(stated) > 0:
                seconds[each] = int(stated)
            else:
                problems.append((line, f'{each} "{stated[:40]}" is no number of seconds; {seconds[each]} is taken'))
    lang = None
    if stated := _said(outline, "language"):
        lang = primary_tag(stated)
        if lang is None and stated.lower() != "unknown":
            problems.append((line, f'"{stated[:40]}" is no language tag; none is taken'))
    return Feed(
        url=address,
        name=label or urls.host_of(address),
        lang=lang,
        speaks_for=_said(outline, "speaksFor") or None,
        **seconds,
        origin=name,
    )


class _Theatres:
    """Turns the names of categories and folders into theatre ids, and says once of each name that it is none."""

    def __init__(self, known: Collection[str] | None, problems: list[tuple[int, str]]) -> None:
        self._known, self._problems = known, problems
        self._told: set[str] = set()

    def of(self, outline: xmltree.Element, folders: tuple[xmltree.Element, ...]) -> tuple[str, ...]:
        """The ids, in lower case with hyphens for blanks ("South Caucasus": south-caucasus); categories come first."""
        categories = re.split("[,/]", _said(outline, "category"))
        named = [(each, outline) for each in categories] + [(_label(folder), folder) for folder in folders]
        ids = {theatre: where for where in named if (theatre := "-".join(where[0].lower().split()))}
        if self._known is None:
            return tuple(ids)
        for theatre, (name, element) in ids.items():
            if theatre not in self._known and theatre not in self._told:
                self._told.add(theatre)
                near = difflib.get_close_matches(theatre, self._known, n=1, cutoff=0.4)
                hint = f'; the nearest is "{near[0]}"' if near else ""
                what = f'"{name[:60]}" is no theatre{hint}; its feeds are taken without it'
                self._problems.append((_line(element), what))
        return tuple(theatre for theatre in ids if theatre in self._known)


def _said(outline: xmltree.Element, attribute: str) -> str:
    """An attribute's value whatever the letter case of its name; blanks put in order."""
    value = outline.get(attribute)
    if value is None:
        value = next((v for k, v in outline.attrib.items() if str(k).lower() == attribute.lower()), "")
    return " ".join(str(value).split())


def _label(outline: xmltree.Element) -> str:
    return _said(outline, "text") or _said(outline, "title")


def _line(element: xmltree.Element) -> int:
    return element.sourceline or 1
