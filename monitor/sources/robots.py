"""What a host's robots.txt says of its pages (RFC 9309), and what holds while it can't be had. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from protego import Protego

from monitor.model import Robots

MAX_BYTES = 500 * 1024
"""So much of a file is read; RFC 9309, 2.5 asks for no less."""
FRESH_FOR = timedelta(hours=24)
"""RFC 9309, 2.4: a copy should not be used for longer."""
OUTAGE_BRIDGED = timedelta(hours=24)
"""While the file can't be had, the last copy holds for so long; then nothing may be asked for (RFC 9309, 2.3.1.4)."""
OUTAGE_FORGIVEN = timedelta(days=30)
"""After so long without the file, it is as if there were none (RFC 9309, 2.3.1.4, and what Google's crawler does)."""
AGAIN_AFTER = timedelta(minutes=1)
"""A file that can't be had is asked for again, at the earliest, after so long."""
LONGEST_DELAY = 30.0
"""Seconds. A Crawl-delay is kept up to here: a host that is asked more seldom gives no news in time."""

_TOO_MANY_REQUESTS = 429


def text_of(status: int, body: bytes = b"") -> str | None:
    """The rules that an answer holds; "" where it says that there are none, None where it leaves us in the dark.

    RFC 9309, 2.3.1: 4xx means that there is no such file. That a host is asked too often (429) says nothing of its
    file; Google's crawler takes it for a failure of the server too.
    """
    if 200 <= status < 300:
        return body[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\x00", "\ufffd")
    return "" if 400 <= status < 500 and status != _TOO_MANY_REQUESTS else None


def is_due(known: Robots, now: datetime) -> bool:
    """Whether the file has to be asked for (again) before a page is."""
    if known.read is not None and known.failing_since is None:
        return not known.read <= now < known.read + FRESH_FOR
    return known.tried is None or not known.tried <= now < known.tried + AGAIN_AFTER


def had(text: str, now: datetime) -> Robots:
    """What is known once the file was had, or is known not to be there."""
    return Robots(text=text, read=now, tried=now)


def missed(known: Robots, why: str, now: datetime) -> Robots:
    """What is known once the file could not be had."""
    return replace(known, tried=now, failing_since=known.failing_since or now, why=why)


class Rules:
    """What is known of a host's robots.txt, as it holds at one moment for one User-Agent."""

    def __init__(self, known: Robots, user_agent: str, now: datetime) -> None:
        self._token = product_token(user_agent)
        outage = now - known.failing_since if known.failing_since else timedelta(0)
        bridged = known.read is not None and outage < OUTAGE_BRIDGED
        self.unknown = "" if bridged or outage >= OUTAGE_FORGIVEN else known.why or "it was not asked for"
        """Why nobody can say what the rules are; then no page may be asked for. Empty when they are known."""
        self._rules = Protego.parse(known.text if bridged else "")

    def allows(self, url: str) -> bool:
        """Whether this page may be asked for."""
        return not self.unknown and self._rules.can_fetch(url, self._token)

    @property
    def delay(self) -> float:
        """Seconds from one request to the next that the file asks for, up to LONGEST_DELAY; 0 for none."""
        return min(self._rules.crawl_delay(self._token) or 0.0, LONGEST_DELAY)


def product_token(user_agent: str) -> str:
    """The name a robots.txt calls us by: letters, `-` and `_` (RFC 9309, 2.2.1)."""
    found = re.match(r"[A-Za-z_-]+", user_agent)
    return found[0] if found else "*"
