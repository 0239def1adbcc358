"""Finds the article in a page: its text, title, language and date, without menus, comments and adverts."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import trafilatura
from lxml import etree

from monitor.errors import ParseError
from monitor.sources import bounds, charset, dates, urls, walls
from monitor.sources.language import language_of
from monitor.sources.plaintext import line_of, text_of, without_controls
from monitor.sources.walls import Wall

__all__ = ["MAX_PAGE_BYTES", "Page", "article_in", "declared_language", "extract", "markup_of", "text_of"]

for _library in ("trafilatura", "htmldate", "courlan"):
    # They log each page they find nothing in as an error; our ParseError says it where it is recorded.
    logging.getLogger(_library).setLevel(logging.CRITICAL)

MAX_PAGE_BYTES = 6 * 1024 * 1024
"""Larger pages are refused: extraction takes time that grows faster than the page."""

_NOT_PAGES = {b"%PDF": "a PDF document", b"\x89PNG": "an image", b"\xff\xd8\xff": "an image", b"GIF8": "an image",
              b"PK\x03\x04": "a ZIP archive", b"\x1f\x8b": "a gzip archive", b"ID3": "a sound file"}  # fmt: skip
_PAGE_TYPES = ("html", "xml", "text/plain", "octet-stream")
_DATE_NAMES = (
    ("article:published_time", "og:published_time", "article:published", "article.published", "datepublished"),
    ("publish-date", "publish_date", "published_time", "pubdate", "sailthru.date", "parsely-pub-date",
     "cxenseparse:recs:publishtime"),
    ("date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date"),
)  # fmt: skip
"""The most deliberate first: the last are the template's on some sites."""
_VARIANTS = {"amp", "amp.html", "amphtml", "print", "print.html", "m", "mobile", "index.html", "index.php"}
"""Last parts of an address for another form of the same article."""
_SHAPE = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT_LANGUAGE = re.compile(r"""<html(?:\s[^<>]*)?\slang\s*=\s*["']?([A-Za-z]{2,3})(?![A-Za-z])""", re.IGNORECASE)
_AN_ARTICLE = re.compile(r"Article|Posting|Report|WebPage")
_IN_JSON_LD = re.compile(r'"datePublished"\s*:\s*"([^"\\]{8,40})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as read. `text` holds paragraphs separated by blank lines."""

    title: str
    text: str
    lang: str
    """Primary language tag; "und" when nothing tells."""
    published: datetime | None
    """In UTC. Midnight where the page gives only a day."""
    url: str
    """The page's canonical address: what it was asked by."""
    canonical: str = ""
    """The article's own address as the page states it, of the same site; "" where it states none."""
    wall: Wall | None = None
    """What seems to stand in the article's place, or to cut it off, where that is not sure."""


def markup_of(body: bytes, content_type: str | None) -> str:
    """The page as text; raises ParseError, with one line that says what is wrong, for what is no page."""
    _refuse_other_than_pages(body, content_type)
    markup = without_controls(charset.decode(body, content_type))
    if not markup.strip():
        raise ParseError("the page is empty")
    bounds.page(markup)
    return markup


def extract(
    body: bytes, *, content_type: str | None, url: str, now: datetime | None = None, headline: str = ""
) -> Page:
    """The article in `body`, which was answered by `url`.

    Raises ParseError, with one line that says what is wrong, for what is no page, for pages without readable text and
    those where something else stands in the article's place; `headline`, the feed's own, helps to tell. Given `now`,
    dates more than a day ahead of it are not believed. Hostile pages can take long and take the process with them:
    call it in one that has a time limit.
    """
    return article_in(markup_of(body, content_type), content_type=content_type, url=url, now=now, headline=headline)


def article_in(
    markup: str, *, content_type: str | None, url: str, now: datetime | None = None, headline: str = ""
) -> Page:
    """The article in a page that is text already (see `markup_of`); what `extract` promises."""
    if content_type and "text/plain" in content_type.lower() and "<html" not in markup[:2000].lower():
        return _plain_page(markup, url)
    try:
        tree = trafilatura.load_html(markup)
        if tree is None:
            raise ParseError("no readable text in the page")
        head = _Head(tree)
        found = trafilatura.bare_extraction(
            tree,
            url=urls.without_userinfo(url) or None,
            fast=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except ParseError:
        raise
    except (MemoryError, etree.XPathEvalError):  # lxml's word for memory that an expression can't have
        raise ParseError("too large to read: the memory for one page was used up") from None
    except Exception as error:
        # Whatever the library stumbles over, one page's bytes must not stop the others.
        raise ParseError(f"the page can't be read ({type(error).__name__})") from error
    title = line_of(str(getattr(found, "title", None) or "")) or head.title
    text = _paragraphs(str(getattr(found, "text", None) or ""), title)
    wall = walls.wall(markup, title=head.title, text=text, headline=headline)
    if not text or (wall and wall.sure):
        raise ParseError(wall.words if wall else "no readable text in the page")
    return Page(
        title=title,
        text=text,
        lang=language_of(text, head.lang),
        published=head.published(now) or dates.read(str(getattr(found, "date", None) or ""), now=now),
        url=urls.canonical(url),
        canonical=_own_address(head.addresses, urls.canonical(url)),
        wall=wall,
    )


def declared_language(markup: str) -> str:
    """The primary language tag that the page's root element declares; "" for none. Reads its beginning only."""
    declared = _ROOT_LANGUAGE.search(_COMMENT.sub("", markup[:8000]))
    return declared[1].lower() if declared else ""


def _refuse_other_than_pages(body: bytes, content_type: str | None) -> None:
    if len(body) > MAX_PAGE_BYTES:
        raise ParseError(f"the page is larger than {MAX_PAGE_BYTES // 1024 // 1024} MB")
    for start, what in _NOT_PAGES.items():
        if body.startswith(start):
            raise ParseError(f"{what}, not a page")
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind and not any(each in kind for each in _PAGE_TYPES):
        raise ParseError(f'"{kind[:60]}", not a page')


def _plain_page(text: str, url: str) -> Page:
    readable = text_of(text)
    if not readable:
        raise ParseError("no readable text in the page")
    return Page(title="", text=readable, lang=language_of(readable), published=None, url=urls.canonical(url))


def _own_address(stated: Sequence[str], answered: str) -> str:
    """The first address that the page states as its own and that can be this article's, or "".

    Not another site's, not a home page, and not a section's above the article (`/news` for `/news/123`), as templates
    have it; what stands above `/123/amp` or `/123?print=1` is the article.
    """
    here = urlsplit(answered)
    for text in stated:
        url = urls.canonical(text, answered)
        there = urlsplit(url)
        if not url or not _one_site(there.netloc, here.netloc) or (there.path == "/" and not there.query):
            continue
        above, below = f"{there.path.rstrip('/')}/", f"{here.path.rstrip('/')}/"
        tail = below.removeprefix(above).strip("/").lower()
        if below.startswith(above) and tail and tail not in _VARIANTS and not there.query:
            continue
        same_host = there.netloc == here.netloc
        return urls.canonical(there._replace(scheme=here.scheme).geturl()) if same_host else url
    return ""


def _one_site(host: str, other: str) -> bool:
    """Whether two hosts differ by a prefix only: www., m., amp. or the name of a part of the site."""
    short, long = sorted((_SHAPE.sub("", host.lower()), _SHAPE.sub("", other.lower())), key=len)
    return short == long or ("." in short and long.endswith(f".{short}"))


def _paragraphs(text: str, title: str) -> str:
    """trafilatura's lines as paragraphs; the headline, which many pages repeat above the text, is the title's."""
    lines = [" ".join(line.split()) for line in without_controls(text).splitlines()]
    lines = [line for line in lines if line]
    if lines and title and lines[0].casefold() == title.casefold():
        lines = lines[1:]
    return "\n\n".join(lines)


class _Head:
    """What a page declares about itself."""

    def __init__(self, root: etree._Element) -> None:
        self._meta: list[tuple[str, str]] = []
        for element in root.iter("meta"):
            said = element.get("property") or element.get("name") or element.get("itemprop") or ""
            if said and element.get("content"):
                self._meta.append((said.strip().lower(), element.get("content", "").strip()))
        self._times = [each.get("datetime", "") for each in root.iter("time") if _is_published_time(each)]
        self._described = [
            script.text or "" for script in root.iter("script") if script.get("type") == "application/ld+json"
        ]
        linked = [each.get("href", "") for each in root.iter("link") if (each.get("rel") or "").lower() == "canonical"]
        self.addresses = [*linked, *(content for said, content in self._meta if said == "og:url")]
        named = next(root.iter("title"), None)
        self.title = line_of(str(named.text_content())) if named is not None else ""
        self.lang = root.get("lang") or root.get("xml:lang") or self._named("og:locale") or self._named("language")

    def _named(self, name: str) -> str | None:
        return next((content for said, content in self._meta if said == name), None)

    def published(self, now: datetime | None) -> datetime | None:
        """The first date that can be read, the most deliberate declarations first."""
        most, good, poor = ([content for said, content in self._meta if said in names] for names in _DATE_NAMES)
        for text in [*most, *_dates_described(self._described), *good, *self._times, *poor]:
            if moment := dates.read(text, now=now):
                return moment
        return None


def _dates_described(scripts: Sequence[str]) -> list[str]:
    """The dates of the articles that a page's JSON-LD describes; not those of its videos and of what it lists beside.

    Of a description that is no JSON, the one date in it.
    """
    found: list[str] = []
    for script in scripts:
        try:
            found += _dates_of(json.loads(script, strict=False))
        except (ValueError, RecursionError):
            told = set(_IN_JSON_LD.findall(script))
            found += told if len(told) == 1 else ()
    return found


def _dates_of(described: object) -> list[str]:
    found: list[str] = []
    each: object
    for each in described if isinstance(described, list) else [described]:
        if not isinstance(each, dict):
            continue
        if isinstance(date := each.get("datePublished"), str) and _AN_ARTICLE.search(str(each.get("@type"))):
            found.append(date)
        if isinstance(graph := each.get("@graph"), list):
            found += [date for one in graph if isinstance(one, dict) for date in _dates_of({**one, "@graph": None})]
    return found


def _is_published_time(element: etree._Element) -> bool:
    return element.get("pubdate") is not None or (element.get("itemprop") or "").lower() == "datepublished"
