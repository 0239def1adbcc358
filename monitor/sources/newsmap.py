"""Reads news sitemaps (sitemaps.org urlset with Google's news namespace): the last days' articles of a site."""

from __future__ import annotations

from datetime import datetime

from monitor.errors import ParseError
from monitor.model import ListedEntry
from monitor.sources import dates, plaintext, urls, xmltree
from monitor.sources.listing import ParsedFeed, guid_of, primary_tag


def read(text: str, url: str, now: datetime | None) -> ParsedFeed:
    """The news sitemap in `text`. Raises ParseError for sitemap indexes and for sitemaps that name no news."""
    root, _ = xmltree.read(text)
    if xmltree.local_name(root) == "sitemapindex":
        raise ParseError("a sitemap index, not a feed; give the address of its news sitemap")
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
    return ParsedFeed(title=title, lang=lang, ttl_seconds=None, entries=tuple(entries))


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
