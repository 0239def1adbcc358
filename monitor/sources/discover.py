"""Finds the feeds of a site, given its address: by what its page links to, else where feeds usually are.

The order is that of Miniflux's finder (declared links first, then well-known places), but no address is offered that
was not asked and read. It asks one address at a time and no more than it must: the next kind of place is tried only
where the one before gave nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit, urlunsplit

from monitor.errors import FetchError, MonitorError, ParseError
from monitor.sources import index, pagelinks, urls
from monitor.sources.fetch import Fetched
from monitor.sources.index import Ask
from monitor.sources.listing import ParsedFeed
from monitor.sources.pagelinks import Link
from monitor.sources.parse import parse_feed

REQUESTS_AT_MOST = 30
_SILENCES_AT_MOST = 2
"""After so many requests without an answer a host is left alone."""
_WAIT = frozenset({429, 503})
_SITEMAPS_AT_MOST = 3
"""Of those that a robots.txt names; each may be an index, which is asked for its children."""
_USUAL = ("feed", "rss", "feed.xml", "rss.xml", "atom.xml", "index.xml", "feeds", "feed.json")
_NEWS_SITEMAPS = ("news-sitemap.xml", "sitemap_news.xml", "sitemap-news.xml", "sitemap.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer that is no feed: why not, and what it links to that may be one."""

    why: str
    links: tuple[Link, ...] = ()


Look = Callable[[Fetched], Awaitable[ParsedFeed | Page]]
"""`look` at an answer, where it can be killed; raises a MonitorError when it had to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed of the site."""

    url: str
    """The address to ask from now on."""
    title: str
    """What the feed calls itself, else what the page calls it."""
    feed: ParsedFeed


@dataclass(frozen=True, slots=True)
class Tried:
    """An address that was asked, or would have been, and why it is none of the site's feeds."""

    url: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The feeds of a site in the order they were found, and what was tried besides."""

    found: tuple[Found, ...]
    tried: tuple[Tried, ...]
    answered: bool
    """Whether the address given is a feed or a page. Else what was found may not be what was meant."""


def look(body: bytes, content_type: str | None, url: str, now: datetime | None) -> ParsedFeed | Page:
    """The feed in an answer, or what its page links to. Hostile bytes can take long: see `parse_feed`."""
    try:
        return parse_feed(body, content_type=content_type, url=url, now=now)
    except ParseError as error:
        links = pagelinks.links_in(body, content_type, url) if b"<" in body[:2000] else ()
        return Page(why=str(error), links=links)


def only_feed(seen: ParsedFeed | Page) -> ParsedFeed:
    """The feed that was seen; raises ParseError where it was a page."""
    if isinstance(seen, Page):
        raise ParseError(seen.why)
    return seen


async def feeds_of(site: str, *, ask: Ask, look: Look) -> Discovery:
    """The feeds of the site at `site`, each read; or the one feed that `site` is itself.

    Looked for: links of the page that say they are feeds or look so (one page of such links is followed), usual places
    (`/feed`, `/rss.xml`, …), sitemaps that robots.txt names and usual news sitemaps. Feeds of readers' comments count
    only where there is nothing else; what leads back to the home page doesn't, nor a guessed place that lists nothing.
    Two addresses with the same listing are one feed. Asks at most REQUESTS_AT_MOST addresses, and a host no more
    once it asks us to wait or was silent twice. Raises FetchError when the site can't be reached at all.
    """
    search = _Search(site, ask, look)
    await search.run()
    return Discovery(found=tuple(search.found), tried=tuple(search.tried), answered=search.answered)


class _Search:
    def __init__(self, site: str, ask: Ask, look: Look) -> None:
        self._site, self._ask_outside, self._look = site, ask, look
        self._home = urls.without_userinfo(site)
        self._asked: set[str] = set()
        self._requests = 0
        self._silences: Counter[str] = Counter()
        self._closed: dict[str, str] = {}
        self.found: list[Found] = []
        self.tried: list[Tried] = []
        self.answered = False

    async def run(self) -> None:
        links = await self._home_links()
        for link in links:
            if not link.comments:
                await self._follow(link)
        for places in (self._usual_places, self._sitemaps, self._usual_sitemaps):
            if not self.found:
                await self._first_of(await places())
        if not self.found:
            await self._first_of([link for link in links if link.comments])

    async def _home_links(self) -> tuple[Link, ...]:
        """Asks the address given, which may be a feed itself: then that is what is found, and there are no links."""
        self._asked.add(self._site)
        try:
            answer = await self._ask(self._site)
        except FetchError as error:
            if not _worth_more_questions(error):
                raise
            self.answered = error.status is None
            self.tried.append(Tried(self._site, str(error)))
            return ()
        self.answered = True
        self._home = answer.final_url
        self._asked.add(self._home)
        try:
            seen = await self._read(answer)
        except MonitorError as error:
            self.tried.append(Tried(self._site, str(error)))
            return ()
        if isinstance(seen, Page):
            self.tried.append(Tried(self._site, seen.why))
            return seen.links
        self.found.append(Found(url=answer.permanent_url or self._site, title=seen.title, feed=seen))
        return ()

    async def _usual_places(self) -> Sequence[Link]:
        return _below(self._home, _USUAL)

    async def _usual_sitemaps(self) -> Sequence[Link]:
        return _below(urljoin(self._home, "/"), _NEWS_SITEMAPS)

    async def _sitemaps(self) -> Sequence[Link]:
        robots = urljoin(self._home, "/robots.txt")
        answer = await self._answer(robots)
        if answer is None:
            return ()
        named = pagelinks.sitemaps_in(answer.body, answer.final_url)
        if not named:
            self.tried.append(Tried(robots, "it names no sitemap"))
        return named[:_SITEMAPS_AT_MOST]

    async def _follow(self, link: Link) -> None:
        """Tries a link of the page; where it leads to a page of links to feeds, as many sites have one, those too."""
        seen = await self._try(link)
        if isinstance(seen, Page) and not link.declared and urls.same_site(link.url, self._home):
            for each in seen.links:
                if not each.comments:
                    await self._try(each)

    async def _first_of(self, links: Sequence[Link]) -> None:
        for link in links:
            await self._try(link, guessed=True)
            if self.found:
                return

    async def _try(self, link: Link, *, guessed: bool = False) -> ParsedFeed | Page | None:
        """Asks one address, keeps it if it is a feed of its own, and says why if not; None where nothing was read."""
        answer = await self._answer(link.url)
        if answer is None:
            return None
        seen: ParsedFeed | Page | None = None
        try:
            self._refuse_known(link, answer)
            seen = await self._read(answer)
            self._keep(link, answer, seen, guessed=guessed)
        except MonitorError as error:
            self.tried.append(Tried(link.url, str(error)))
        return seen

    def _refuse_known(self, link: Link, answer: Fetched) -> None:
        there = answer.final_url
        if there in (self._home, urljoin(self._home, "/")):
            raise ParseError("it leads back to the home page")
        if there != link.url and there in self._asked:
            raise ParseError(f"it leads to {urls.without_credentials(there)}")
        self._asked.add(there)

    def _keep(self, link: Link, answer: Fetched, seen: ParsedFeed | Page, *, guessed: bool) -> None:
        feed = only_feed(seen)
        if guessed and not feed.entries:
            raise ParseError("a feed that lists nothing")
        for each in self.found:
            if feed.entries and each.feed.articles == feed.articles:
                raise ParseError(f"the same listing as {urls.without_credentials(each.url)}")
        self.found.append(Found(url=answer.permanent_url or answer.url, title=feed.title or link.title, feed=feed))

    async def _answer(self, url: str) -> Fetched | None:
        """The answer of an address that was not asked before; None where there is none."""
        if url in self._asked:
            return None
        self._asked.add(url)
        try:
            return await self._ask(_with_our_password(url, self._site))
        except FetchError as error:
            self.tried.append(Tried(url, str(error)))
            return None

    async def _ask(self, url: str) -> Fetched:
        host = urls.host_of(url)
        if host in self._closed:
            raise FetchError(f"not asked: {self._closed[host]}", kind="refused")
        if self._requests >= REQUESTS_AT_MOST:
            raise FetchError(f"not asked: {REQUESTS_AT_MOST} addresses are enough", kind="refused")
        self._requests += 1
        try:
            return await self._ask_outside(url)
        except FetchError as error:
            self._silences[host] += error.kind == "timeout"
            if error.retry_after is not None or error.status in _WAIT:
                self._closed[host] = f"{host} asks us to wait"
            elif self._silences[host] >= _SILENCES_AT_MOST:
                self._closed[host] = f"{host} was silent {_SILENCES_AT_MOST} times"
            raise

    async def _read(self, answer: Fetched) -> ParsedFeed | Page:
        """What an answer holds; the children of a sitemap index are asked too, and count as requests."""
        seen = await self._look(answer)
        if isinstance(seen, Page):
            return seen
        _, whole = await index.whole(answer, seen, ask=self._ask, parse=self._parse)
        return whole

    async def _parse(self, answer: Fetched) -> ParsedFeed:
        return only_feed(await self._look(answer))


def _worth_more_questions(error: FetchError) -> bool:
    """Whether the site answered, if not with a page: some show robots the door, and serve them their feeds."""
    refused = error.status is not None and 400 <= error.status < 500 and error.status not in _WAIT
    return refused or error.kind in ("too-large", "decoding")


def _below(page: str, names: Sequence[str]) -> list[Link]:
    """These names in the folder of the page, then at the root of its site."""
    return [Link(each) for each in dict.fromkeys(urljoin(page, start + name) for start in ("", "/") for name in names)]


def _with_our_password(url: str, site: str) -> str:
    """The address with the user name and password of `site`, if it is on the same server."""
    ours, theirs = urlsplit(site), urlsplit(url)
    userinfo, at, place = ours.netloc.rpartition("@")
    if not at or (ours.scheme, place) != (theirs.scheme, theirs.netloc):
        return url
    return urlunsplit(theirs._replace(netloc=f"{userinfo}@{place}"))
