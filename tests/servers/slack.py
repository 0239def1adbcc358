"""A Slack Web API on loopback that keeps messages and can fail as the real one does.

    with FakeSlack() as slack:
        slack.fail("chat.postMessage", rate_limited(30), drop_after_storing())
        ...
        assert slack.texts("C0123") == ["…"]

It knows chat.postMessage, chat.update, conversations.history, conversations.replies and auth.test, with the errors and
limits that matter to us, and no more. It runs in a thread of its own, so whole processes can talk to it.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlsplit

Answer = dict[str, Any]
MOST_BLOCKS = 50
MOST_TEXT = {"header": 150, "section": 3000, "field": 2000}
MOST_ALTOGETHER = 13_200


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way to go wrong. `when` says whether the request still does its work."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] | None = None
    when: Literal["instead", "after"] = "instead"
    drop: bool = False


def rate_limited(seconds: int) -> Trouble:
    """429 with a Retry-After."""
    return Trouble(429, b'{"ok": false, "error": "ratelimited"}', {"Retry-After": str(seconds)})


def broken(status: int = 500) -> Trouble:
    """A web server's error page."""
    return Trouble(status, b"<html>Internal error</html>")


def refused(error: str) -> Trouble:
    """Slack's own no."""
    return Trouble(200, json.dumps({"ok": False, "error": error}).encode())


def drop_before_storing() -> Trouble:
    """The connection breaks, and nothing was done."""
    return Trouble(drop=True)


def drop_after_storing() -> Trouble:
    """The connection breaks, but the work was done."""
    return Trouble(drop=True, when="after")


def error_after_storing(status: int = 500) -> Trouble:
    """An error page, but the work was done."""
    return Trouble(status, b"<html>Internal error</html>", when="after")


class _SlackError(Exception):
    """What the API answers in place of `ok`."""


class FakeSlack:
    """The workspace. `clock` gives messages their time; each is a little later than the one before."""

    def __init__(
        self,
        *,
        token: str = "xoxb-test",
        channels: tuple[str, ...] = ("C0123",),
        page: int = 100,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.token = token
        self.channels: dict[str, list[dict[str, Any]]] = {channel: [] for channel in channels}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        """Every request that was understood, failed ones too: method and arguments."""
        self._page = page
        self._clock = clock
        self._last = 0
        self._troubles: dict[str, list[Trouble]] = {}
        self._lock = threading.RLock()
        slack = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                slack._serve(self)

            def do_GET(self) -> None:
                slack._serve(self)

            def log_message(self, format: str, *args: object) -> None:
                """Tests don't want the log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # ------------------------------------------------------------------------------------------- what the tests ask

    @property
    def url(self) -> str:
        """The base URL, as in settings."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/"

    def fail(self, method: str, *troubles: Trouble) -> None:
        """The next calls of `method` go wrong, one trouble for each."""
        with self._lock:
            self._troubles.setdefault(method, []).extend(troubles)

    def messages(self, channel: str = "C0123") -> list[dict[str, Any]]:
        """The channel's messages outside threads, oldest first."""
        with self._lock:
            return [message for message in self.channels[channel] if "thread_ts" not in message]

    def thread(self, ts: str, channel: str = "C0123") -> list[dict[str, Any]]:
        """The replies to a message, oldest first."""
        with self._lock:
            return [message for message in self.channels[channel] if message.get("thread_ts") == ts]

    def texts(self, channel: str = "C0123") -> list[str]:
        """The notification texts of `messages`."""
        return [message["text"] for message in self.messages(channel)]

    def delete(self, ts: str, channel: str = "C0123") -> None:
        """As if somebody deleted that message."""
        with self._lock:
            self.channels[channel] = [message for message in self.channels[channel] if message["ts"] != ts]

    def count(self, method: str) -> int:
        """How often `method` was called."""
        with self._lock:
            return sum(1 for called, _ in self.calls if called == method)

    # ---------------------------------------------------------------------------------------------------- the API

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        method = urlsplit(request.path).path.rpartition("/")[2]
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        arguments: dict[str, Any] = dict(parse_qsl(urlsplit(request.path).query))
        if "json" in (request.headers.get("Content-Type") or ""):
            arguments |= json.loads(body or b"{}")
        else:
            arguments |= dict(parse_qsl(body.decode()))
        with self._lock:
            self.calls.append((method, arguments))
            waiting = self._troubles.get(method) or []
            trouble = waiting.pop(0) if waiting else None
            answer: Answer = {}
            if trouble is None or trouble.when == "after":
                answer = self._answer(method, arguments, request.headers.get("Authorization") or "")
        if trouble is None:
            _reply(request, 200, json.dumps(answer).encode(), {})
        elif trouble.drop:
            _hang_up(request)
        else:
            _reply(request, trouble.status, trouble.body, trouble.headers or {})

    def _answer(self, method: str, arguments: dict[str, Any], authorization: str) -> Answer:
        known: dict[str, Callable[[dict[str, Any]], Answer]] = {
            "auth.test": lambda _: {"team": "Watch", "user": "ceasefire-monitor", "team_id": "T1", "user_id": "U1"},
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
        }
        try:
            if not authorization.removeprefix("Bearer ").strip():
                raise _SlackError("not_authed")
            if authorization != f"Bearer {self.token}":
                raise _SlackError("invalid_auth")
            if method not in known:
                raise _SlackError("unknown_method")
            if method != "auth.test" and arguments.get("channel") not in self.channels:
                raise _SlackError("channel_not_found")
            return {"ok": True, **known[method](arguments)}
        except _SlackError as error:
            return {"ok": False, "error": str(error)}

    def _post(self, arguments: dict[str, Any]) -> Answer:
        channel = self.channels[arguments["channel"]]
        message = {"type": "message", "user": "U1", "ts": self._next_ts(), **_contents(arguments)}
        if "metadata" in arguments:
            message["metadata"] = arguments["metadata"]
        if arguments.get("thread_ts"):
            if not any(known["ts"] == arguments["thread_ts"] for known in channel):
                raise _SlackError("thread_not_found")
            message["thread_ts"] = arguments["thread_ts"]
            if arguments.get("reply_broadcast"):
                message["subtype"] = "thread_broadcast"
        channel.append(message)
        return {"channel": arguments["channel"], "ts": message["ts"], "message": message}

    def _update(self, arguments: dict[str, Any]) -> Answer:
        for message in self.channels[arguments["channel"]]:
            if message["ts"] == arguments.get("ts"):
                message.update(_contents(arguments))
                return {"channel": arguments["channel"], "ts": message["ts"], "text": message["text"]}
        raise _SlackError("message_not_found")

    def _history(self, arguments: dict[str, Any]) -> Answer:
        shown = [m for m in self.channels[arguments["channel"]] if "thread_ts" not in m or "subtype" in m]
        return self._paged(list(reversed(shown)), arguments)

    def _replies(self, arguments: dict[str, Any]) -> Answer:
        thread = [m for m in self.channels[arguments["channel"]] if arguments["ts"] in (m["ts"], m.get("thread_ts"))]
        if not any(m["ts"] == arguments["ts"] for m in thread):
            raise _SlackError("thread_not_found")
        return self._paged(thread, arguments)

    def _paged(self, messages: list[dict[str, Any]], arguments: dict[str, Any]) -> Answer:
        oldest = float(arguments.get("oldest") or 0)
        messages = [m for m in messages if float(m["ts"]) >= oldest]
        if str(arguments.get("include_all_metadata")).lower() not in ("1", "true"):
            messages = [{name: value for name, value in m.items() if name != "metadata"} for m in messages]
        start = int(arguments.get("cursor") or 0)
        size = min(self._page, int(arguments.get("limit") or 100))
        rest = str(start + size) if start + size < len(messages) else ""
        return {
            "messages": messages[start : start + size],
            "has_more": bool(rest),
            "response_metadata": {"next_cursor": rest},
        }

    def _next_ts(self) -> str:
        """Microseconds of the clock, but always later than the last: the time is a message's name in its channel."""
        self._last = max(self._last + 1, int(self._clock().timestamp() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def _contents(arguments: dict[str, Any]) -> dict[str, Any]:
    text, blocks = arguments.get("text") or "", arguments.get("blocks") or []
    if not text and not blocks:
        raise _SlackError("no_text")
    if len(text) > 40_000:
        raise _SlackError("msg_too_long")
    if len(json.dumps(blocks, ensure_ascii=False)) > MOST_ALTOGETHER:
        raise _SlackError("msg_blocks_too_long")
    if len(blocks) > MOST_BLOCKS or not all(_is_fine(block) for block in blocks):
        raise _SlackError("invalid_blocks")
    return {"text": text, "blocks": blocks}


def _is_fine(block: dict[str, Any]) -> bool:
    """The rules of Block Kit that can break on somebody else's text."""
    match block["type"]:
        case "header":
            return 0 < len(block["text"]["text"]) <= MOST_TEXT["header"] and block["text"]["type"] == "plain_text"
        case "section":
            fields = block.get("fields", [])
            fits = all(0 < len(field["text"]) <= MOST_TEXT["field"] for field in fields) and len(fields) <= 10
            return fits and ("text" not in block or 0 < len(block["text"]["text"]) <= MOST_TEXT["section"])
        case "context":
            return 0 < len(block["elements"]) <= 10 and all(element["text"] for element in block["elements"])
        case "actions":
            names = [element["action_id"] for element in block["elements"]]
            return len(set(names)) == len(names) <= 25 and all(len(name) <= 255 for name in names)
        case "rich_text":
            return bool(block["elements"]) and all(_is_fine_part(part) for part in block["elements"])
        case kind:
            return bool(kind == "divider")


def _is_fine_part(part: dict[str, Any]) -> bool:
    if part["type"] == "rich_text_list":
        return bool(part["elements"]) and all(_is_fine_part(item) for item in part["elements"])
    return bool(part["elements"]) and all(
        element["text"] and (element["type"] != "link" or element["url"].startswith(("http://", "https://")))
        for element in part["elements"]
    )


def _reply(request: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    request.send_response(status)
    request.send_header("Content-Type", "application/json" if body[:1] == b"{" else "text/html")
    request.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)


def _hang_up(request: BaseHTTPRequestHandler) -> None:
    """Break the connection with a reset, as a failing network does."""
    request.close_connection = True
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()
