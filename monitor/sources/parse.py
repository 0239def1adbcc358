"""Turns the bytes of a feed into the entries it lists: RSS, RDF, Atom, JSON Feed and news sitemaps."""

from __future__ import annotations

import io
import pyexpat
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import feedparser

from monitor.errors import MonitorError, ParseError
from monitor.model import ListedEntry
from monitor.sources import bounds, charset, dates, inflate, jsonfeed, newsmap, overlong, plaintext, urls
from monitor.sources.listing import ParsedFeed, guid_of, primary_tag, told_apart

__all__ = ["ParsedFeed", "parse_feed"]

if pyexpat.version_info < (2, 4, 1):  # pragma: no cover - depends on how Python was built
    raise MonitorError(
        f"this Python carries expat {pyexpat.EXPAT_VERSION}, which entity bombs can exhaust; 2.4.1 or later is needed"
    )

_TTL_AT_MOST = 30 * 24 * 3600
_UNPACKED_AT_MOST = 10 * 1024 * 1024
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_FORMATS = {
    "rss090": "RSS 0.90 (RDF)", "rss091n": "RSS 0.91", "rss091u": "RSS 0.91", "rss092": "RSS 0.92",
    "rss093": "RSS 0.93", "rss094": "RSS 0.94", "rss10": "RSS 1.0 (RDF)", "rss20": "RSS 2.0",
    "atom03": "Atom 0.3", "atom10": "Atom 1.0", "cdf": "CDF",
}  # fmt: skip
_FORMAT_OF_ROOT = {"rss": "RSS", "rdf": "RDF", "feed": "Atom"}
_FEED_ROOTS = {*_FORMAT_OF_ROOT, "urlset", "sitemapindex"}
_HTML_ROOTS = {"html", "head", "body", "script", "style", "meta", "div", "p"}
_FEED_START = re.compile(r"<(?:\?xml|rss|feed|rdf:rdf|urlset|sitemapindex)\b", re.I)
_JUNK_AT_MOST = 20_000
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s>/]")
_SUBSET_END = re.compile(r"\]\s*>")


def parse_feed(body: bytes, *, content_type: str | None, url: str, now: datetime | None = None) -> ParsedFeed:
    """The feed in `body`, which was answered by `url` (relative links are resolved against it).

    Any bytes give a feed or ParseError, with one line that says what is wrong. Given `now`, dates more than a day
    ahead of it are dropped as mistakes. Titles and summaries come out as plain text, links canonical or empty. Of an
    overlong feed only a part is read, and a sitemap index gives its `children` and no entries.
    """
    text = plaintext.without_controls(charset.decode(_unpacked(body), content_type)).strip()
    if not text:
        raise ParseError("the answer is empty")
    try:
        feed = _parse(text, urls.without_userinfo(url), now)
    except ParseError:
        raise
    except MemoryError:
        raise ParseError("too large to read: the memory for one feed was used up") from None
    except Exception as error:
        # Whatever the library stumbles over, one feed's bytes must not stop the others.
        raise ParseError(f"no feed that can be read ({type(error).__name__})") from error
    return replace(feed, entries=told_apart(feed.entries))


def _unpacked(body: bytes) -> bytes:
    """Sitemaps may lie on their servers as gzip files (sitemaps.org), which is no Content-Encoding."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return inflate.gunzipped(body, at_most=_UNPACKED_AT_MOST)
    except inflate.InflateError as error:
        raise ParseError(f"a gzip file: {error}") from None


def _parse(text: str, url: str, now: datetime | None) -> ParsedFeed:
    if text[0] in "{[":
        bounds.feed(text)
        return jsonfeed.read(text, url, now)
    if text[0] != "<" and (start := _FEED_START.search(text, 0, _JUNK_AT_MOST)):
        text = text[start.start() :]  # a program's warning before the feed
    start_of_root, is_html = _after_prolog(text)
    found = _ROOT.search(text, start_of_root)
    root = found[1].lower() if found else ""
    if root in _HTML_ROOTS or (is_html and root not in _FEED_ROOTS):
        raise ParseError("an HTML page, not a feed")
    if root in ("urlset", "sitemapindex"):
        whole, truncated = _whole_entries(text, root)
        whole, left_out = overlong.shortened(whole, "url" if root == "urlset" else "sitemap")
        bounds.feed(whole)
        return replace(newsmap.read(whole, url, now), truncated=truncated, left_out=left_out)
    if root == "opml":
        raise ParseError("an OPML list of feeds, not a feed; import it with `feeds import`")
    if not found:
        raise ParseError(f'no feed in it: plain text that starts "{" ".join(text[:60].split())[:40]}"')
    # Without declaration and DOCTYPE: the text is decoded already, and entities that a DOCTYPE declares are not used.
    return _xml_feed('<?xml version="1.0" encoding="utf-8"?>\n' + text[start_of_root:], root, url, now)


def _after_prolog(text: str) -> tuple[int, bool]:
    """Where the document's own elements begin, and whether a DOCTYPE calls it HTML. Goes forward only."""
    at, is_html = 0, False
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
        elif text.startswith("<?", at):
            end = text.find(">", at)
        elif text[at : at + 9].lower() == "<!doctype":
            is_html = is_html or text[at + 9 : at + 40].split()[:1] in (["html"], ["HTML"], ["html>"], ["HTML>"])
            end = text.find(">", at)
            subset = text.find("[", at, max(end, at))
            if subset >= 0 and (close := _SUBSET_END.search(text, subset)):
                end = close.end() - 1
        else:
            return at, is_html
        if end < 0:
            return len(text), is_html
        at = text.index(">", end) + 1


def _xml_feed(text: str, root: str, url: str, now: datetime | None) -> ParsedFeed:
    whole, truncated = _whole_entries(text, root)
    whole, left_out = overlong.shortened(whole, "(?:item|entry)")
    bounds.feed(whole)
    raw = feedparser.parse(
        # A str or bytes would be taken for a file name or address where it looks like one.
        io.BytesIO(whole.encode("utf-8", "replace")),
        # No base address: feedparser would resolve guids against it too, and they would change when the feed moves.
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not raw.entries and not raw.version:
        raise ParseError(f"no feed in it: its root element is <{root[:40]}>")
    about = dict(raw.feed)
    entries = (_entry(dict(each), url, now) for each in raw.entries)
    return ParsedFeed(
        title=plaintext.line_of(_text(about.get("title"))),
        lang=primary_tag(_text(about.get("language"))),
        ttl_seconds=_ttl(about),
        entries=tuple(entry for entry in entries if entry),
        format=_FORMATS.get(raw.version) or _FORMAT_OF_ROOT.get(root, root[:40]),
        left_out=left_out,
        truncated=truncated,
    )


def _whole_entries(text: str, root: str) -> tuple[str, bool]:
    """The document up to the last entry that is whole, and whether it broke off before its end.

    Half an entry would be judged on half its text, and again as an edit when the rest comes.
    """
    name = "url" if root == "urlset" else "(?:item|entry)"
    last_open = 0
    for found in re.finditer(rf"<(?:[A-Za-z][\w.-]*:)?{name}[\s>]", text):
        last_open = found.start()
    if re.compile(rf"</(?:[A-Za-z][\w.-]*:)?{re.escape(root)}\s*>", re.I).search(text, last_open):
        return text, False
    if last_open == 0:
        return text, not text.endswith("/>")
    is_whole = re.compile(rf"</(?:[A-Za-z][\w.-]*:)?{name}\s*>").search(text, last_open)
    return (text if is_whole else text[:last_open]), True


def _entry(raw: Mapping[str, Any], base: str, now: datetime | None) -> ListedEntry | None:
    url = urls.canonical(_text(raw.get("feedburner_origlink")) or _text(raw.get("link")), base)
    title = plaintext.line_of(_text(raw.get("title")))
    content = _content(raw.get("content"))
    summary = plaintext.text_of(_text(raw.get("summary")))
    if not (url or title or content or summary):
        return None
    published = _moment(raw, ("published", "created"), now)
    updated = _moment(raw, ("updated",), now)
    return ListedEntry(
        guid=guid_of(_text(raw.get("id")), url, title, summary or content),
        url=url,
        title=title,
        summary=summary,
        content=content,
        published=published or updated,
        updated=updated,
    )


def _content(raw: object) -> str:
    """The longest content, as HTML."""
    longest = ""
    for each in raw if isinstance(raw, list) else []:
        value = _text(each.get("value"))
        if each.get("type") == "text/plain":
            value = plaintext.as_html(value)
        if len(value) > len(longest):
            longest = value
    return longest.strip()


def _moment(raw: Mapping[str, Any], names: Iterable[str], now: datetime | None) -> datetime | None:
    """The first of these dates that can be read; feedparser's own reading of them is not asked (see `dates`)."""
    return next((moment for name in names if (moment := dates.read(_text(raw.get(name)), now=now))), None)


def _ttl(about: Mapping[str, Any]) -> int | None:
    """Seconds from `ttl` (minutes, RSS 2.0) or sy:updatePeriod / sy:updateFrequency (RSS 1.0 Syndication)."""
    minutes = _text(about.get("ttl")).strip()
    if minutes.isascii() and minutes.isdigit() and int(minutes[:9]) > 0:
        return min(int(minutes[:9]) * 60, _TTL_AT_MOST)
    period = _PERIODS.get(_text(about.get("sy_updateperiod")).strip().lower())
    if period is None:
        return None
    often = _text(about.get("sy_updatefrequency")).strip()
    times = int(often[:6]) if often.isascii() and often.isdigit() else 1
    return min(period // max(1, times), _TTL_AT_MOST) or None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
