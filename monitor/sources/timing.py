"""When to ask a feed again: pure decisions with a reason in words. Nothing here is random or reads a clock."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta

from monitor.model import Feed

FLOOR = timedelta(minutes=1)
"""No feed is asked more often, whatever it or the settings say."""
TTL_CEILING = timedelta(hours=1)
"""A feed's own wish to be left alone is honoured up to here: news that is older is no alert."""
BACK_OFF_CEILING = timedelta(hours=6)
"""A failing feed is tried again at least this often; none is given up."""
RETRY_AFTER_CEILING = timedelta(hours=24)
"""A server's Retry-After is honoured up to here."""
JITTER = 0.1
"""The share of a wait that may be added to it, so that feeds promised together are not asked together for ever."""


def after_success(feed: Feed, *, now: datetime, new: int, ttl_seconds: int | None) -> tuple[datetime, str]:
    """When to ask again after a good answer (200 with a feed inside, or 304), and why.

    `new` counts the entries not seen before; `ttl_seconds` is what the feed asks for between two readings. The wait
    is the promised interval or the feed's wish (up to TTL_CEILING), whichever is longer, at least FLOOR.
    """
    wait = max(FLOOR, timedelta(seconds=feed.interval))
    why = ""
    if ttl_seconds is not None and ttl_seconds > 0:
        wish = min(_seconds(ttl_seconds, TTL_CEILING), TTL_CEILING)
        if wish > wait:
            wait, why = wish, " as the feed asks"
    wait = _spread(wait, feed)
    found = "nothing new" if new == 0 else f"{new} new"
    return now + wait, f"read; {found}; next in {words(wait)}{why}"


def after_failure(feed: Feed, *, now: datetime, error_kind: str, retry_after: float | None) -> tuple[datetime, str]:
    """When to try again after a failure, and why. `feed.failures` does not count this failure yet.

    The wait doubles with each failure in a row, from the promised interval up to BACK_OFF_CEILING (or the interval
    itself where that is longer). `retry_after` is what the server asked for, in seconds: it is never undercut.
    """
    failures = feed.failures + 1
    base = max(FLOOR, timedelta(seconds=feed.interval))
    wait = base * 2 ** min(failures - 1, 20) if base < BACK_OFF_CEILING else base
    wait = min(wait, max(base, BACK_OFF_CEILING))
    asked = ""
    if retry_after is not None and retry_after > 0:
        wish = min(_seconds(retry_after, RETRY_AFTER_CEILING), RETRY_AFTER_CEILING)
        wait = max(wait, wish)
        asked = f"; the server asked for {words(wish)}"
    wait = _spread(wait, feed)
    times = "once" if failures == 1 else f"{failures} times"
    return now + wait, f"failed {times} ({error_kind}){asked}; next try in {words(wait)}"


def words(span: timedelta) -> str:
    """A span as people say it, rounded: 45 s, 5 min, 1 h 30 min, 2 days."""
    seconds = round(span.total_seconds())
    if seconds < 90:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{round(hours / 24)} days"


def _spread(wait: timedelta, feed: Feed) -> timedelta:
    """The wait, longer by up to JITTER; the same for the same feed every time. Never shorter: waits are promises."""
    share = zlib.crc32(f"feed {feed.id or feed.url}".encode()) / 2**32
    return wait * (1 + JITTER * share)


def _seconds(count: float, most: timedelta) -> timedelta:
    """A span of that many seconds; of an absurdly large number just more than `most`."""
    return timedelta(seconds=min(count, most.total_seconds() + 1))
