"""Reads news sitemaps (sitemaps.org urlset with Google's news namespace): the last days' articles of a site; and in
sitemap indexes, which of the sitemaps they name may be such."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from monitor.errors import ParseError
from monitor.model import ListedEntry
from monitor.sources import dates, plaintext, urls, xmltree
from monitor.sources.listing import ParsedFeed, guid_of, primary_tag

CHILDREN_AT_MOST = 3

_NEWS = re.compile(r"news|latest")
_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_/]?(0[1-9]|1[0-2])(?!\d)")
_NEVER = datetime.min.replace(tzinfo=UTC)


def read(text: str, url: str, now: datetime | None) -> ParsedFeed:
    """The news sitemap in `text`, or the `children` of a sitemap index. Raises ParseError where there is no news."""
    root, _ = xmltree.read(text)
    if xmltree.local_name(root) == "sitemapindex":
        return _index(root, url)
    entries: list[ListedEntry] = []
    title, lang = "", None
    for page in root:
        if xmltree.local_name(page) != "url":
            continue
        said = _said(page)
        if "title" not in said:
            continue
        title = title or plaintext.line_of(said.get("name", ""))
        lang = lang or primary_tag(said.get("language", ""))
        link = urls.canonical(said.get("loc", ""), url)
        headline = plaintext.line_of(said["title"])
        updated = dates.read(said.get("lastmod", ""), now=now)
        entries.append(
            ListedEntry(
                guid=guid_of("", link, headline, ""),
                url=link,
                title=headline,
                summary="",
                content="",
                published=dates.read(said.get("publication_date", ""), now=now) or updated,
                updated=updated,
            )
        )
    if not entries:
        raise ParseError("a sitemap without news in it, not a feed")
    return ParsedFeed(title=title, lang=lang, ttl_seconds=None, entries=tuple(entries), format="news sitemap")


def _index(root: xmltree.Element, url: str) -> ParsedFeed:
    listed = [_said(each) for each in root if xmltree.local_name(each) == "sitemap"]
    found = children([(said.get("loc", ""), dates.read(said.get("lastmod", ""))) for said in listed], url)
    if not found:
        raise ParseError("a sitemap index that names no news sitemap of its own site, not a feed")
    return ParsedFeed(title="", lang=None, ttl_seconds=None, entries=(), format="sitemap index", children=found)


def children(listed: list[tuple[str, datetime | None]], index: str) -> tuple[str, ...]:
    """The addresses of at most CHILDREN_AT_MOST sitemaps, given as (loc, lastmod), that look like the index' news.

    Those of its own site that say "news" in their address, else those that are dated; the newest first. Where no date
    stands, the month that the address names counts; what has none comes last, in the order of the list.
    """
    found: dict[str, datetime] = {}
    for loc, lastmod in listed:
        address = _absolute(loc, index)
        if address and address != index and urls.same_site(address, index):
            found.setdefault(address, lastmod or _month_in(address) or _NEVER)
    named = {address: date for address, date in found.items() if _NEWS.search(_place(address))}
    likely = named or {address: date for address, date in found.items() if date != _NEVER}
    return tuple(sorted(likely, key=likely.__getitem__, reverse=True)[:CHILDREN_AT_MOST])


def _absolute(loc: str, base: str) -> str:
    """The address as it stands, or "": parameters that `urls.canonical` would drop may choose the sitemap."""
    return urls.without_userinfo(urljoin(base, loc.strip())) if urls.canonical(loc, base) else ""


def _place(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}".lower()


def _month_in(address: str) -> datetime | None:
    found = _MONTH.search(_place(address))
    return datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC) if found else None


def _said(page: xmltree.Element) -> dict[str, str]:
    """Text by local element name; image and video captions stay out of it."""
    said: dict[str, str] = {}
    for element in page.iterdescendants():
        parent = element.getparent()
        if parent is not None and xmltree.local_name(parent) in ("image", "video"):
            continue
        if element.text and element.text.strip():
            said.setdefault(xmltree.local_name(element), element.text.strip())
    return said
