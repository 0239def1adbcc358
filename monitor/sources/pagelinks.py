"""Finds in a page, and in a robots.txt, the addresses that may be feeds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from monitor.sources import charset, urls
from monitor.sources.plaintext import without_controls

_LARGEST = 3_000_000
"""Characters of a page that are looked at; links to feeds stand in its head, its menu or its footer."""
_LINKS_AT_MOST = 100
_ADDRESSES_AT_MOST = 10_000
"""Different ones on one page that are looked at."""
_LONGEST = 2_000
_LONGEST_NAME = 80
_ROBOTS_LARGEST = 500 * 1024
"""Bytes of a robots.txt that must be read (RFC 9309, 2.5)."""

_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
_PERHAPS_FEED_TYPES = {"application/json", "application/xml", "text/xml"}
_NO_FEEDS = re.compile(r"(?i)/wp-json/|/xmlrpc\.php|oembed|opensearch")
_FEED_SEGMENT = re.compile(
    r"(?i)(?:rss|atom|rdf|feeds?|xml)(?:[-_.]?(?:rss|atom|xml|feeds?|json|php|aspx?|html?|\d+))*"
)
_FEED_FILE = re.compile(r"(?i)[^/]*(?:rss|feed|atom)[^/]*\.(?:xml|php|json|aspx?)|[^/]+\.(?:rss|rdf|atom)")
_FEED_PARAMETER = re.compile(r"(?i)(?:^|[&=])(?:rss|feed|atom)")
_FEED_WORDS = re.compile(r"(?i)\W*(?:rss|atom|xml|feeds?|json feed)(?:[\s\d./-]*(?:feeds?|rss|atom|news))*\W*")
_COMMENTS = re.compile(r"(?i)(?<![a-z])comments?(?![a-z])")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SITEMAP = re.compile(r"(?im)^[ \t]*sitemap[ \t]*:[ \t]*(\S+)")


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may be a feed."""

    url: str
    title: str = ""
    """What the page calls it."""
    declared: bool = False
    """Whether the page says that it is one (rel=alternate and a type of feeds), or it only looks so."""

    @property
    def comments(self) -> bool:
        """Whether it lists what readers say, and not what the site does."""
        return bool(_COMMENTS.search(self.title) or _COMMENTS.search(urlsplit(self.url).path))


def links_in(body: bytes, content_type: str | None, url: str) -> tuple[Link, ...]:
    """The links of a page that may be feeds, those that say so first, each once; `url` is where the page came from.

    Links that only look so count where they stay on the page's site, or lead to a host for feeds (feeds.…, rss.…):
    pages link to readers and to other people's feeds too. Hostile pages can take long: call it in a process that has
    a time limit.
    """
    collector = _Collector(url)
    parser = etree.HTMLParser(target=collector, huge_tree=True, no_network=True)
    markup = without_controls(charset.decode(body, content_type)[:_LARGEST])
    try:
        for start in range(0, len(markup), 65_536):
            parser.feed(markup[start : start + 65_536])
        parser.close()
    except etree.LxmlError:
        pass  # what was read up to there stands
    found: dict[str, Link] = {}
    for link in sorted(collector.links, key=lambda link: not link.declared):
        found.setdefault(link.url, link)
    return tuple(found.values())


def sitemaps_in(robots: bytes, url: str) -> tuple[Link, ...]:
    """The sitemaps that a robots.txt names (sitemaps.org), those that say "news" first."""
    named = _SITEMAP.findall(charset.decode(robots[:_ROBOTS_LARGEST], "text/plain; charset=utf-8"))
    found = dict.fromkeys(address for each in named[:1000] if (address := absolute(each, url)))
    return tuple(Link(address) for address in sorted(found, key=lambda each: "news" not in urlsplit(each).path.lower()))


def absolute(href: str, base: str) -> str:
    """The whole address of a link, or "" for what is none (javascript:, data:, nonsense). Its parameters stay as they
    are, unlike in `urls.canonical`: `?feed=rss2` is all that some feeds are told by. `feed:` is read as http(s)."""
    href = _UNPRINTABLE.sub("", href.strip())
    if href[:5].lower() == "feed:":
        href = href[5:] if href[5:].lower().startswith(("http://", "https://")) else "https:" + href[5:]
    if not href or len(href) > _LONGEST or not urls.canonical(href, base):
        return ""
    whole = urls.without_userinfo(urljoin(base, href))
    return whole.partition("#")[0].replace(" ", "%20")


class _Collector:
    """Receives the parser's events; keeps links with what they are called."""

    def __init__(self, url: str) -> None:
        self._page = url
        self._base = ""
        self._open: tuple[Mapping[str, str], list[str]] | None = None
        self._seen: set[tuple[str, str]] = set()
        self.links: list[Link] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "base" and not self._base:
            self._base = absolute(attributes.get("href", ""), self._page)
        elif tag == "link":
            self._take(attributes, attributes.get("title", ""))
        elif tag == "a":
            self._open = (attributes, [])
        elif tag == "img" and self._open:
            self._open[1].append(attributes.get("alt", ""))

    def end(self, tag: str) -> None:
        if tag == "a" and self._open:
            attributes, text = self._open
            self._open = None
            said = attributes.get("title") or attributes.get("aria-label") or "".join(text)
            self._take(attributes, said, anchor=True)

    def data(self, text: str) -> None:
        if self._open and len(self._open[1]) < 20:
            self._open[1].append(text[:200])

    def comment(self, text: str) -> None:
        return

    def close(self) -> None:
        return

    def _take(self, attributes: Mapping[str, str], said: str, *, anchor: bool = False) -> None:
        href = attributes.get("href", "")
        said = " ".join(said[:1000].split())[:200]
        if len(self.links) >= _LINKS_AT_MOST or len(self._seen) >= _ADDRESSES_AT_MOST or (href, said) in self._seen:
            return
        self._seen.add((href, said))
        address = absolute(href, self._base or self._page)
        if not address or _NO_FEEDS.search(address):
            return
        if _declared(attributes, address):
            self.links.append(Link(address, said, declared=True))
        elif anchor and (_looks_like_feed(address) or _FEED_WORDS.fullmatch(said)) and self._is_near(address):
            self.links.append(Link(address, said))

    def _is_near(self, address: str) -> bool:
        return urls.same_site(address, self._page) or urls.host_of(address).startswith(("feeds.", "feed.", "rss."))


def _declared(attributes: Mapping[str, str], address: str) -> bool:
    if not {"alternate", "feed"} & set(attributes.get("rel", "").lower().split()):
        return False
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    return kind in _FEED_TYPES or (kind in _PERHAPS_FEED_TYPES and _looks_like_feed(address))


def _looks_like_feed(address: str) -> bool:
    parts = urlsplit(address)
    segments = parts.path.split("/")
    return (
        any(_FEED_SEGMENT.fullmatch(segment) for segment in segments if len(segment) <= _LONGEST_NAME)
        or bool(_FEED_FILE.fullmatch(segments[-1][-_LONGEST_NAME:]))
        or bool(_FEED_PARAMETER.search(parts.query))
    )
