"""The feeds as a command sees them: those the database knows, and those promised since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.commands.session import Session
    from monitor.model import Feed


def known_feeds(session: Session) -> tuple[list[Feed], list[str]]:
    """The stored feeds, then those that settings and feed lists promise and no daemon has stored yet; and what is
    wrong with the feed lists, as `file:line: what`. What is promised no longer is disabled, as at the next start.

    Raises StoreError for a database that can't be used (one that isn't there yet knows no feeds), FileError for a
    feed list that can't be read.
    """
    from monitor.building import promised_feeds
    from monitor.store import feeds as stored
    from monitor.store import schema

    promised, problems = promised_feeds(session.settings)
    found: list[Feed] = []
    if schema.check(session.settings.database_url).state != "missing":
        with session.database() as database, database.read() as c:
            found = stored.every(c)
    wanted = {feed.url for feed in promised}
    known = {
        feed.url: feed if feed.url in wanted or feed.origin == "command" else replace(feed, enabled=False)
        for feed in found
    }
    for feed in promised:
        known.setdefault(feed.url, feed)
    return list(known.values()), problems
