"""Where a feed is asked when its server says that it has moved for good: pure decisions with a reason in words.

A permanent redirect (301, 308) is followed at once, but believed only when it stands: a hotel's network, an expired
domain or a maintenance page also answer so, and a feed lost to them is lost without a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.model import Feed
from monitor.sources.urls import without_credentials

BELIEVED_AFTER = timedelta(days=7)
"""A move that is said for so long, with entries we know at its end, is believed."""
TRIES_AT_EACH = 3
"""A feed that fails at its new address so often is asked at the promised one again, and so on in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What is known of a feed's move, and where to ask it from now on (None: at its promised URL)."""

    moved_to: str | None = None
    moved_since: datetime | None = None
    address: str | None = None
    note: str = ""


def where_to_ask(feed: Feed) -> str:
    """The address to ask now."""
    if feed.address is None or feed.failures // TRIES_AT_EACH % 2:
        return feed.url
    return feed.address


def after_answer(feed: Feed, *, asked: str, permanent_url: str | None, known: int, now: datetime) -> Move:
    """What a good answer says of the feed's address.

    `asked` is where we asked, `permanent_url` where the server said it had moved for good (None: nowhere), and `known`
    counts the entries listed there that we knew.
    """
    if permanent_url == feed.url or (permanent_url is None and asked == feed.url):
        return Move()  # it is where it was promised
    if permanent_url is None or permanent_url == feed.address:
        address = permanent_url or asked
        return Move(moved_to=feed.moved_to, moved_since=feed.moved_since, address=address, note=_asked_at(address))
    since = feed.moved_since if feed.moved_to == permanent_url and feed.moved_since else now
    shown = without_credentials(permanent_url)
    if only_safer(asked, permanent_url) or (now - since >= BELIEVED_AFTER and known):
        return Move(moved_to=permanent_url, moved_since=since, address=permanent_url, note=_asked_at(permanent_url))
    kept = feed.address if asked == feed.address else None
    note = f"it says it moved for good to {shown}: change its address"
    if known:
        believed = since + BELIEVED_AFTER
        note += f", or it is asked there from {believed.day} {believed:%B %Y} on"
    return Move(moved_to=permanent_url, moved_since=since, address=kept, note=note)


def after_failure(feed: Feed, *, asked: str, status: int | None) -> Move:
    """What a failure says of the feed's address: one that is gone (404, 410) confirms the move it had told of."""
    move = Move(moved_to=feed.moved_to, moved_since=feed.moved_since, address=feed.address)
    if asked == feed.url and feed.address is None and feed.moved_to is not None and status in (404, 410):
        return Move(
            moved_to=feed.moved_to, moved_since=feed.moved_since, address=feed.moved_to, note=_asked_at(feed.moved_to)
        )
    return move


def _asked_at(address: str) -> str:
    return f"it moved for good: asked at {without_credentials(address)}"


def only_safer(old: str, new: str) -> bool:
    """Whether the move is only from http to https on the same host: that is believed at once."""
    before, after = urlsplit(old), urlsplit(new)
    return (
        before.scheme == "http"
        and after.scheme == "https"
        and before.hostname == after.hostname
        and (before.path or "/", before.query) == (after.path or "/", after.query)
    )
