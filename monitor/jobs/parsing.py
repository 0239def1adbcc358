"""What happens inside the worker process that parses feeds: bytes in, entries out.

It knows no rules, so it starts at once, and an article that takes its time never holds up a feed.
"""

from __future__ import annotations

from datetime import datetime

from monitor.sources.parse import ParsedFeed, parse_feed


def ready() -> None:
    """All that a worker needs was imported with this module."""


def feed_in(body: bytes, content_type: str | None, url: str, now: datetime) -> ParsedFeed:
    """The feed in an answer. Raises ParseError."""
    return parse_feed(body, content_type=content_type, url=url, now=now)
