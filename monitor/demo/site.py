"""The demo's web: every outlet of the day on one loopback port, showing what it has published by the clock's moment."""

from __future__ import annotations

import hashlib
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from monitor.demo import rendering
from monitor.demo.content import Day, Outlet
from monitor.model import Clock, Feed


class Site:
    """Serves the day over HTTP while the `with` block runs. `clock` decides what has been published."""

    def __init__(self, day: Day, clock: Clock) -> None:
        self.day = day
        self._clock = clock
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        # A short poll interval, or leaving takes up to half a second.
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def feeds(self) -> tuple[Feed, ...]:
        """The feeds to promise, one per outlet."""
        return tuple(
            Feed(
                url=f"{self.base}/{outlet.slug}/feed",
                name=outlet.name,
                lang=outlet.lang,
                speaks_for=outlet.speaks_for,
                theatres=(self.day.theatre,),
                interval=300,
                origin="demo",
            )
            for outlet in self.day.outlets
        )

    def page_url(self, outlet: str, item: str) -> str:
        """The canonical address of an item's page."""
        return f"{self.base}/{outlet}/{item}.html"

    def answer(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """Status, content type and body for a path, at this moment."""
        now = self._clock()
        folder, _, name = path.partition("?")[0].strip("/").partition("/")
        outlet = next((outlet for outlet in self.day.outlets if outlet.slug == folder), None)
        if outlet is None:
            return _plain(HTTPStatus.NOT_FOUND)
        if outlet.out_of_order(now):
            return _plain(HTTPStatus.SERVICE_UNAVAILABLE)
        if name == "feed":
            return HTTPStatus.OK, *rendering.feed(outlet, outlet.listed(now), self.base)
        return self._page(outlet, name.removesuffix(".html"))

    def _page(self, outlet: Outlet, slug: str) -> tuple[HTTPStatus, str, bytes]:
        for item, version in outlet.listed(self._clock()):
            if item.slug == slug and not item.page_missing:
                return HTTPStatus.OK, "text/html; charset=utf-8", rendering.page(outlet, item, version)
        return _plain(HTTPStatus.NOT_FOUND)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hangs up is no news."""


def _plain(status: HTTPStatus) -> tuple[HTTPStatus, str, bytes]:
    return status, "text/plain; charset=utf-8", f"{status.value} {status.phrase}\n".encode()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, content_type, body = site.answer(self.path)
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            unchanged = status is HTTPStatus.OK and self.headers.get("If-None-Match") == tag
            self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else status)
            self.send_header("Content-Type", content_type)
            if status is HTTPStatus.OK:
                self.send_header("ETag", tag)
            self.send_header("Content-Length", "0" if unchanged else str(len(body)))
            self.end_headers()
            if not unchanged:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """The demo's terminal belongs to the alerts."""

    return Handler
