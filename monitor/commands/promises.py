"""The feeds that settings and feed lists promise, and those the database knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.model import Feed

if TYPE_CHECKING:
    from monitor.commands.session import Session
    from monitor.settings import Settings


def promised_feeds(settings: Settings) -> tuple[list[Feed], list[str]]:
    """What is promised, whether or not a database knows it yet, and the feed lists' problems as `file:line: what`."""
    from monitor.sources import opml

    promised = {feed.url: feed for feed in settings.listed_feeds()}
    problems: list[str] = []
    for file in settings.opml_files():
        listed, wrong = opml.read(file)
        problems += wrong
        for feed in listed:
            promised.setdefault(feed.url, feed)
    return list(promised.values()), problems


def known_feeds(session: Session, promised: Sequence[Feed]) -> list[Feed]:
    """The stored feeds, then those promised since the daemon last started. Raises StoreError."""
    from monitor.store import feeds as stored
    from monitor.store import schema

    found: list[Feed] = []
    if schema.check(session.settings.database_url).state != "missing":
        with session.database() as database, database.read() as c:
            found = stored.every(c)
    urls = {feed.url for feed in found}
    return found + [feed for feed in promised if feed.url not in urls]
