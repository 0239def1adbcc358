"""The site that `benchmarks.poll` asks: many hosts on loopback, in a process of its own that is never the limit.

/still/N   a feed of one entry that never changes: 304 for who knows its ETag
/busy/N    a feed of 30 entries that lists a new one each time it is asked; a page for each entry
/silent/N  takes the question and never answers
/asked     when each feed was first asked since /forget, as JSON: path to seconds since 1970

It listens at 127.0.0.1, .2, .3 … (Linux answers at all of 127.0.0.0/8), for politeness counts hosts.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from typing import cast

from benchmarks.engine import IRRELEVANT, RELEVANT, articles

ENTRIES = 30
RELEVANT_EVERY = 10
"""One page in so many has trigger words."""
_PARAGRAPHS = 12
_SCRIPT = "var settings = {};" * 1000
_MENU = "".join(f"<li><a href='/section/{n}'>Section {n}: news and views</a></li>" for n in range(120))
_TEASERS = "<div class=teaser><a href=/more>Another story from the harbour</a></div>" * 80


@dataclass(frozen=True, slots=True)
class Running:
    """A site that runs, as its user sees it."""

    process: int
    port: int
    hosts: int

    def url(self, kind: str, number: int) -> str:
        """The address of a feed; neighbours live on different hosts."""
        host = number % self.hosts
        return f"http://127.0.{host // 250}.{host % 250 + 1}:{self.port}/{kind}/{number}"

    def look(self, path: str) -> bytes:
        """What one of the site's own pages says."""
        with socket.create_connection(("127.0.0.1", self.port)) as asking:
            asking.sendall(f"GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: asking.recv(65536), b""))
        return answer.partition(b"\r\n\r\n")[2]

    def asked(self) -> dict[str, float]:
        """When each feed was first asked since `forget`, by its address."""
        return {str(url): float(moment) for url, moment in json.loads(self.look("/asked")).items()}

    def forget(self) -> None:
        """Begins a new record."""
        self.look("/forget")


@contextmanager
def site(hosts: int) -> Iterator[Running]:
    """A site in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.site", "--hosts", str(hosts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603  (our own)
        try:
            yield Running(process.pid, int(process.stdout.readline() if process.stdout else 0), hosts)
        finally:
            process.send_signal(signal.SIGTERM)


def feed(base: str, number: str, newest: int, entries: int) -> bytes:
    """An RSS feed whose newest entry has this number."""
    now = time.time()
    listed = "".join(_item(base, number, each, now) for each in range(newest, newest - entries, -1))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>Feed {number}</title><link>{base}/</link><description>All the news</description>"
        f"<language>en</language>{listed}</channel></rss>"
    ).encode()


def page(path: str) -> bytes:
    """A news page of about 30 KB; one in RELEVANT_EVERY has trigger words."""
    number = int(path.rpartition("-")[2])
    sentences = RELEVANT if number % RELEVANT_EVERY == 0 else IRRELEVANT
    shift = number % len(sentences)
    text = next(articles((*sentences[shift:], *sentences[:shift]), words=_PARAGRAPHS * 35)).split("\n\n")
    body = "".join(f"<p>{each} So says story {path}.</p>" for each in text)
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Story {path}</title>"
        f"<meta property='article:published_time' content='{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}'>"
        f"<script>{_SCRIPT}</script></head><body><nav><ul>{_MENU}</ul></nav><main><article><h1>Story {path}</h1>"
        f"{body}</article></main><aside>{_TEASERS}</aside><footer>All rights reserved.</footer></body></html>"
    ).encode()


def _item(base: str, feed: str, number: int, now: float) -> str:
    url = f"{base}/page/{feed}-{number}"
    return (
        f"<item><title>Story {number} of feed {feed}</title><link>{url}?utm_source=rss</link>"
        f"<guid isPermaLink='true'>{url}</guid><pubDate>{formatdate(now - 60, usegmt=True)}</pubDate>"
        f"<description><![CDATA[<p>{IRRELEVANT[number % len(IRRELEVANT)]} {IRRELEVANT[(number + 1) % len(IRRELEVANT)]}"
        f"</p><a href='{url}'>Read more</a>]]></description></item>"
    )


class _Site:
    """What all connections share."""

    def __init__(self) -> None:
        self.asked: dict[str, float] = {}
        self.rounds: Counter[str] = Counter()

    def answer(self, base: str, path: str, known: str) -> bytes | None:
        """The whole answer, or None for silence."""
        kind, _, number = path[1:].partition("/")
        if kind in ("still", "busy", "silent"):
            self.asked.setdefault(base + path, time.time())
        if kind == "still":
            return _unchanged() if known == '"still"' else _found("rss+xml", feed(base, number, 1, 1), '"still"')
        if kind == "busy":
            self.rounds[path] += 1
            newest = ENTRIES + self.rounds[path]
            return _found("rss+xml", feed(base, number, newest, ENTRIES), f'"{newest}"')
        if kind == "page":
            return _found("html", page(number))
        if path == "/asked":
            return _found("json", json.dumps(self.asked).encode())
        if path == "/forget":
            self.asked.clear()
            return _found("json", b"{}")
        return None if kind == "silent" else b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def _unchanged() -> bytes:
    return b'HTTP/1.1 304 Not Modified\r\nETag: "still"\r\n\r\n'


def _found(kind: str, body: bytes, etag: str = "") -> bytes:
    tag = f"ETag: {etag}\r\n" if etag else ""
    whole = "text/html; charset=utf-8" if kind == "html" else f"application/{kind}"
    return f"HTTP/1.1 200 OK\r\nContent-Type: {whole}\r\n{tag}Content-Length: {len(body)}\r\n\r\n".encode() + body


class _Connection(asyncio.Protocol):
    """As little HTTP as GET needs."""

    def __init__(self, shared: _Site) -> None:
        self._site = shared
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        host, port = transport.get_extra_info("sockname")[:2]
        self._base = f"http://{host}:{port}"

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, self._read = self._read.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            answer = self._site.answer(self._base, first.split(" ")[1], headers.get("if-none-match", ""))
            if answer is not None:
                self._transport.write(answer)
                if headers.get("connection") == "close":
                    self._transport.close()


async def _serve(hosts: int) -> None:
    shared, loop = _Site(), asyncio.get_running_loop()
    port = 0
    for host in range(hosts):
        address = f"127.0.{host // 250}.{host % 250 + 1}"
        server = await loop.create_server(lambda: _Connection(shared), address, port, backlog=500)
        port = server.sockets[0].getsockname()[1]
    print(port, flush=True)
    started_by = os.getppid()
    for _ in itertools.count():
        await asyncio.sleep(1)
        if os.getppid() != started_by:
            return


def main() -> None:
    """Serves until it is told to stop, or until who started it is gone. Its port is the first line it prints."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--hosts", type=int, default=1000)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    asyncio.run(_serve(arguments.parse_args().hosts))


if __name__ == "__main__":
    main()
