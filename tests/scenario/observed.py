"""Fake servers that say what they see, and a trap that kills the daemon at the moment they see it.

Each server calls out at its own moments: "before" it has done anything, "stored" when the work is done and nothing was
answered, "after" its answer was written. When the daemon dies "before", the work is not done: its request got lost.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.site import Answer, Seen, Site
from tests.servers.slack import FakeSlack
from tests.servers.smtp import MailServer

Observer = Callable[[str], bool]
"""Takes the moment; says whether the daemon died of it."""


class Trap:
    """Kills the daemon, once, when the moment it is set for comes. Safe to call from the servers' threads."""

    def __init__(self) -> None:
        self._moment = ""
        self._daemon: subprocess.Popen[Any] | None = None
        self._lock = threading.Lock()
        self.sprung = threading.Event()
        self.seen: list[str] = []

    def set(self, moment: str, daemon: subprocess.Popen[Any]) -> None:
        """From now on `moment` kills `daemon`."""
        with self._lock:
            self._moment, self._daemon = moment, daemon
            self.sprung.clear()

    def __call__(self, moment: str) -> bool:
        """What the servers call."""
        with self._lock:
            self.seen.append(moment)
            if self._daemon is None or moment != self._moment or self.sprung.is_set():
                return False
            os.kill(self._daemon.pid, signal.SIGKILL)
            self._daemon.wait(timeout=10)
            self.sprung.set()
            return True


class ObservedSite(Site):
    """Calls out "before site PATH" and "after site PATH"."""

    def __init__(self, observer: Observer, address: str = "127.0.0.1") -> None:
        super().__init__(address)
        self._observer = observer

    def _answer(self, seen: Seen) -> Answer:
        self._observer(f"before site {seen.path}")
        return super()._answer(seen)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        goes_on = await super()._exchange(reader, writer)
        self._observer(f"after site {self.requests[-1].path}")
        return goes_on


class ObservedSlack(FakeSlack):
    """Calls out "before slack METHOD", "stored slack METHOD" and "after slack METHOD"."""

    def __init__(self, observer: Observer, **options: Any) -> None:
        super().__init__(**options)
        self._observer = observer

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        with suppress(ConnectionError):  # nobody is there any more to be answered
            super()._serve(request)
        self._observer(f"after slack {urlsplit(request.path).path.rpartition('/')[2]}")

    def _answer(self, method: str, arguments: dict[str, Any], authorization: str) -> dict[str, Any]:
        if self._observer(f"before slack {method}"):
            raise ConnectionAbortedError
        answer = super()._answer(method, arguments, authorization)
        self._observer(f"stored slack {method}")
        return answer


class ObservedMail(MailServer):
    """Calls out "before mail" and "stored mail"; "after mail" when the client, having its answer, says goodbye."""

    observer: Observer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.observer("before mail"):
            return "451 4.3.0 nobody is there"
        answer = await super().handle_DATA(server, session, envelope)
        self.observer("stored mail")
        return answer

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.observer("after mail")
        return "221 Bye"
