"""A web site on loopback, over real sockets, that the test owns: it serves feeds and pages and misbehaves on demand.

    with Site() as site:
        site.pages["/feed.xml"] = rss([News("Shelling near the bridge", site.url("/1"))])
        site.pages["/1"] = html_page("Shelling near the bridge", ["One paragraph.", "Another."])
        site.pages["/old"] = redirect("/feed.xml", permanent=True)
        site.pages["/flaky"] = [status(500), rss([...])]     # one after the other; the last one stays
        ...
        assert [seen.path for seen in site.requests] == ["/feed.xml", "/1"]

`Site("127.0.0.2")` is another host, and `Site(tls=…)` speaks https with whatever certificate the context holds.

It runs in a thread of its own, so plain tests, asynchronous tests and whole processes can talk to it.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import html
import http
import json
import ssl
import threading
import zlib
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self

import brotli
import pytest

# --------------------------------------------------------------------------------------------------------- what is said


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came in. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer, honest unless told otherwise: its ETag is made of the body, and If-None-Match gets a 304."""

    body: bytes = b""
    content_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    last_modified: str | None = None
    conditional: bool = True
    """False: no ETag, no 304."""
    packed: str = ""
    """gzip, deflate, raw-deflate or br: the body is packed so (and the header says so)."""
    says_packed: str | None = None
    """A Content-Encoding that is not what was done to the body."""
    says_length: int | None = None
    """A Content-Length that is not the body's."""
    breaks_after: int | None = None
    """Closes the connection after so many bytes of the (packed) body."""
    waits: float = 0
    """Seconds before the answer begins."""
    drips: float = 0
    """Seconds between one byte of the body and the next."""
    endless: bytes = b""
    """Sent again and again after the body until the client has enough, with no length stated."""


class Dropped:
    """The connection is closed without a word once the request is in."""


class Silent:
    """The request is taken and nothing is ever answered."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that go out as they are, whatever HTTP says of them; then the connection is closed."""

    sent: bytes
    drips: float = 0
    """Seconds between one byte and the next."""
    endless: bytes = b""
    """Sent again and again afterwards until the client has enough."""


Answer = Page | Raw | Dropped | Silent
Served = Answer | Callable[[Seen], Answer] | Sequence[Answer]


def status(code: int, *, retry_after: str | None = None) -> Page:
    """An error answer with a small page."""
    headers = {"Retry-After": retry_after} if retry_after is not None else {}
    words = http.HTTPStatus(code).phrase if code in set(http.HTTPStatus) else "?"
    return Page(body=f"<html><body>{words}</body></html>".encode(), status=code, headers=headers, conditional=False)


def redirect(to: str, *, permanent: bool = False, code: int | None = None) -> Page:
    """A redirect to an absolute or relative address."""
    return Page(status=code or (301 if permanent else 302), headers={"Location": to}, conditional=False)


def bomb(megabytes: int, how: str) -> Page:
    """A small packed body that unpacks to `megabytes` of zeros; how: gzip, deflate, br."""
    return Page(body=bytes(megabytes * 1024 * 1024), packed=how, content_type="application/xml", conditional=False)


def flood(content_type: str = "text/html") -> Page:
    """A page that never ends: far more than any client should take."""
    return Page(endless=b"<p>" + b"all the same words again " * 2000 + b"</p>", content_type=content_type)


ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "boom boom boom">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><rss version='2.0'><channel><title>&a9;</title><item><title>&a9;</title><guid>1</guid>"
    b"<description>&a9;</description></item></channel></rss>"
)
"""Under a kilobyte of XML whose entities expand to over ten gigabytes."""


# ----------------------------------------------------------------------------------------------------- feeds and pages


@dataclass(frozen=True, slots=True)
class News:
    """One item of a feed."""

    title: str
    url: str
    summary: str = ""
    content: str = ""
    guid: str = ""
    published: datetime | None = None


def rss(items: Sequence[News], *, title: str = "Harbour Wire", language: str = "en", extra: str = "") -> Page:
    """An RSS 2.0 feed; `extra` is XML for the channel (ttl and the like)."""
    listed = "".join(_rss_item(item) for item in items)
    document = (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>'
        f"<title>{html.escape(title)}</title><link>https://harbour-wire.example/</link><description>News</description>"
        f"<language>{language}</language>{extra}{listed}</channel></rss>"
    )
    return Page(body=document.encode(), content_type="application/rss+xml; charset=utf-8")


def _rss_item(item: News) -> str:
    date = f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else ""
    guid = f'<guid isPermaLink="false">{html.escape(item.guid)}</guid>' if item.guid else ""
    content = f"<content:encoded>{html.escape(item.content)}</content:encoded>" if item.content else ""
    return (
        f"<item><title>{html.escape(item.title)}</title><link>{html.escape(item.url)}</link>{guid}{date}"
        f"<description>{html.escape(item.summary)}</description>{content}</item>"
    )


def atom(items: Sequence[News], *, title: str = "Harbour Wire", language: str = "en") -> Page:
    """An Atom 1.0 feed."""
    listed = "".join(
        f"<entry><id>{html.escape(item.guid or item.url)}</id><title>{html.escape(item.title)}</title>"
        f'<link href="{html.escape(item.url)}"/>'
        + (f"<published>{item.published.isoformat()}</published>" if item.published else "")
        + (f'<summary type="html">{html.escape(item.summary)}</summary>' if item.summary else "")
        + (f'<content type="html">{html.escape(item.content)}</content>' if item.content else "")
        + "</entry>"
        for item in items
    )
    document = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f"<title>{html.escape(title)}</title><id>urn:harbour-wire</id>{listed}</feed>"
    )
    return Page(body=document.encode(), content_type="application/atom+xml")


def json_feed(items: Sequence[News], *, title: str = "Harbour Wire", language: str = "en") -> Page:
    """A JSON Feed 1.1."""
    listed = [
        {"id": item.guid or item.url, "url": item.url, "title": item.title, "summary": item.summary}
        | ({"content_html": item.content} if item.content else {})
        | ({"date_published": item.published.isoformat()} if item.published else {})
        for item in items
    ]
    document = {"version": "https://jsonfeed.org/version/1.1", "title": title, "language": language, "items": listed}
    return Page(body=json.dumps(document).encode(), content_type="application/feed+json")


def news_sitemap(items: Sequence[News], *, title: str = "Harbour Wire", language: str = "en") -> Page:
    """A news sitemap (summaries and contents have no place in one)."""
    listed = "".join(
        f"<url><loc>{html.escape(item.url)}</loc><news:news><news:publication><news:name>{html.escape(title)}</news:name>"
        f"<news:language>{language}</news:language></news:publication>"
        + (f"<news:publication_date>{item.published.isoformat()}</news:publication_date>" if item.published else "")
        + f"<news:title>{html.escape(item.title)}</news:title></news:news></url>"
        for item in items
    )
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{listed}</urlset>'
    )
    return Page(body=document.encode(), content_type="application/xml")


def html_page(
    title: str, paragraphs: Sequence[str], *, published: datetime | None = None, lang: str = "en", head: str = ""
) -> Page:
    """A news page with a menu, an article and a footer around it."""
    date = f'<meta property="article:published_time" content="{published.isoformat()}">' if published else ""
    text = "".join(f"<p>{html.escape(each)}</p>" for each in paragraphs)
    document = (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"{date}{head}</head><body><nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
        f"<main><article><h1>{html.escape(title)}</h1>{text}</article></main>"
        "<footer><p>All rights reserved.</p></footer></body></html>"
    )
    return Page(body=document.encode())


# ------------------------------------------------------------------------------------------------------------- the site


class Site:
    """The server. `pages` maps paths (with their query) to answers; `requests` is what came in, in order."""

    def __init__(self, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Served] = {}
        self.requests: list[Seen] = []
        self.address = address
        self.port = 0
        self._tls = tls
        self._turns: dict[str, int] = {}
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="feed site", daemon=True)
        self._server: asyncio.Server | None = None
        self._more: list[asyncio.Server] = []

    def url(self, path: str = "/") -> str:
        """The full address of a path of this site."""
        return f"{'https' if self._tls else 'http'}://{self.address}:{self.port}{path}"

    def also_at(self, address: str) -> str:
        """Answers at another loopback address too, at the same port; its base URL. To clients that is another host."""
        self._run(self._listen_at(address))
        return f"http://{address}:{self.port}"

    def asked(self, path: str) -> list[Seen]:
        """The requests for one path."""
        return [seen for seen in self.requests if seen.path == path]

    def down(self) -> None:
        """From now on connections are refused, and open ones are cut."""
        self._run(self._stop())

    def up(self) -> None:
        """Answers again, at the same port."""
        self._run(self._start())

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._finish())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._serve, self.address, self.port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _listen_at(self, address: str) -> None:
        self._more.append(await asyncio.start_server(self._serve, address, self.port))

    async def _stop(self) -> None:
        while self._more:
            self._more.pop().close()
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()

    async def _finish(self) -> None:
        await self._stop()
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether the connection can serve another."""
        begun = await reader.readexactly(1)
        if not begun.isalpha():  # somebody speaks TLS to us
            writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            return False
        head = begun + await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ", 2)
        pairs = (line.split(":", 1) for line in lines if ":" in line)
        seen = Seen(method, path, {name.strip().lower(): value.strip() for name, value in pairs})
        self.requests.append(seen)
        answer = self._answer(seen)
        if isinstance(answer, Silent):
            await asyncio.Event().wait()
        if isinstance(answer, Raw):
            await _send_raw(answer, writer)
        if not isinstance(answer, Page):
            return False
        return await _send(answer, seen, writer)

    def _answer(self, seen: Seen) -> Answer:
        served = self.pages.get(seen.path, status(404))
        if isinstance(served, Sequence):
            turn = self._turns.get(seen.path, 0)
            self._turns[seen.path] = turn + 1
            served = served[min(turn, len(served) - 1)]
        return served(seen) if callable(served) else served


async def _send(page: Page, seen: Seen, writer: asyncio.StreamWriter) -> bool:
    if page.waits:
        await asyncio.sleep(page.waits)
    etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"' if page.conditional and page.status == 200 else None
    if _still_holds(page, seen, etag):
        page = replace(page, status=304, body=b"", packed="", content_type=None)
    body = _packed(page.body, page.packed)
    headers = dict(page.headers)
    if page.content_type is not None:
        headers["Content-Type"] = page.content_type
    if etag:
        headers["ETag"] = etag
    if page.last_modified:
        headers["Last-Modified"] = page.last_modified
    if encoding := page.packed.removeprefix("raw-") if page.says_packed is None else page.says_packed:
        headers["Content-Encoding"] = encoding
    if page.status != 304 and not page.endless:
        headers["Content-Length"] = str(len(body) if page.says_length is None else page.says_length)
    kept_open = not page.endless and page.says_length is None and page.breaks_after is None
    headers["Connection"] = "keep-alive" if kept_open else "close"
    words = http.HTTPStatus(page.status).phrase if page.status in set(http.HTTPStatus) else "?"
    lines = [f"HTTP/1.1 {page.status} {words}", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    await writer.drain()
    await _send_body(page, body[: page.breaks_after], writer)
    return kept_open


async def _send_body(page: Page, body: bytes, writer: asyncio.StreamWriter) -> None:
    await _send_raw(Raw(body, page.drips, page.endless), writer)


async def _send_raw(raw: Raw, writer: asyncio.StreamWriter) -> None:
    if raw.drips:
        for at in range(len(raw.sent)):
            writer.write(raw.sent[at : at + 1])
            await writer.drain()
            await asyncio.sleep(raw.drips)
    else:
        writer.write(raw.sent)
        await writer.drain()
    while raw.endless:
        writer.write(raw.endless)
        await writer.drain()


def _still_holds(page: Page, seen: Seen, etag: str | None) -> bool:
    """RFC 9110, 13.2.2: If-None-Match comes first; If-Modified-Since counts only without it."""
    if not page.conditional or page.status != 200:
        return False
    if asked := seen.headers.get("if-none-match"):
        return etag in [each.strip().removeprefix("W/") for each in asked.split(",")]
    return page.last_modified is not None and seen.headers.get("if-modified-since") == page.last_modified


def _packed(body: bytes, how: str) -> bytes:
    if how == "gzip":
        return gzip.compress(body, mtime=0)
    if how == "deflate":
        return zlib.compress(body)
    if how == "raw-deflate":
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return packer.compress(body) + packer.flush()
    if how == "br":
        return bytes(brotli.compress(body, quality=5))
    return body


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of this test's own, empty at first: every path answers 404."""
    with Site() as running:
        yield running
