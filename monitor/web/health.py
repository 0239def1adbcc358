"""/health and /metrics over HTTP: is the monitor well, and if not, what is the matter."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.web.metrics import Metrics

UNREAD_FOR = timedelta(minutes=30)
"""With feeds promised, that no feed at all could be read for so long means that we are blind."""
LISTED = 20
"""So many feeds are named; all are counted."""
UNDELIVERED_FOR = timedelta(minutes=15)
"""What should be out and is not after this time is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """How the monitor is. Pure facts; `troubles` is the judgement."""

    at: datetime
    started: datetime
    database: str
    """"ok", or what is wrong with it."""
    feeds: int = 0
    feeds_failing: int = 0
    worst: tuple[str, ...] = ()
    """Names of those that failed most often in a row, with the last outcome in words; LISTED at most."""
    feeds_quiet: int = 0
    """Feeds that answer and have listed nothing new for longer than is usual; those of a quiet side are not counted."""
    sides_quiet: int = 0
    sides_unseen: int = 0
    """Sides none of whose feeds can be read."""
    notices: tuple[str, ...] = ()
    """What is quiet or out of sight, in words, the longest first; LISTED at most."""
    last_poll: datetime | None = None
    """When a feed was last asked."""
    last_read: datetime | None = None
    """When a feed last gave an answer that could be used."""
    backlog: Mapping[str, int]
    """Deliveries in the outbox by state: due, held, sending, sent, failed."""
    oldest_undelivered: datetime | None = None
    """When the oldest delivery that should be out by now was owed."""
    failed_lately: int = 0
    """Deliveries given up in the last day."""
    workers: str
    """idle, running or stopped."""

    @property
    def troubles(self) -> tuple[str, ...]:
        """Everything that makes the monitor unwell, in words; one failing feed among many does not."""
        found = []
        if self.database != "ok":
            found.append(f"database: {self.database}")
        seen = max(self.last_read or self.started, self.started)
        if self.feeds and self.at - seen > UNREAD_FOR:
            found.append(f"no feed could be read for {_minutes(self.at - seen)}")
        if self.oldest_undelivered is not None and self.at - self.oldest_undelivered > UNDELIVERED_FOR:
            found.append(f"a delivery has been waiting for {_minutes(self.at - self.oldest_undelivered)}")
        if self.workers == "stopped":
            found.append("the workers were stopped")
        return tuple(found)

    @property
    def healthy(self) -> bool:
        """Whether /health says 200."""
        return not self.troubles


def _minutes(span: timedelta) -> str:
    return f"{span.total_seconds() // 60:.0f} min"


def application(look: Callable[[], Awaitable[Vitals]], metrics: Metrics) -> Starlette:
    """The web application. `look` says how we are now, and sets the gauges."""

    async def health(request: Request) -> Response:
        vitals = await look()
        return JSONResponse(as_json(vitals), 200 if vitals.healthy else 503, headers={"cache-control": "no-store"})

    async def numbers(request: Request) -> Response:
        await look()
        text, content_type = metrics.text()
        return Response(text, headers={"content-type": content_type})

    return Starlette(routes=[Route("/health", health), Route("/metrics", numbers)])


def as_json(vitals: Vitals) -> dict[str, Any]:
    """What /health answers."""
    facts = asdict(vitals)
    times = {name: value.isoformat(timespec="seconds") for name, value in facts.items() if isinstance(value, datetime)}
    return {"healthy": vitals.healthy, "troubles": list(vitals.troubles), **facts, **times}


class WebServer:
    """Serves the application on a socket that was bound beforehand, in the caller's event loop."""

    def __init__(self, app: Starlette, listening: socket.socket) -> None:
        self._listening = listening
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1, server_header=False
        )
        self._server = _Server(config)
        host, port = listening.getsockname()[:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def serve(self) -> None:
        """Until `stop` is called."""
        await self._server.serve(sockets=[self._listening])

    def stop(self) -> None:
        """Asks `serve` to end; requests in hand have a second."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Signals are the daemon's own business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises OSError, as when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.setblocking(False)
    except BaseException:
        bound.close()
        raise
    return bound
