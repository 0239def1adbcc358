"""When to ask a feed again: pure decisions with a reason in words. Nothing here is random or reads a clock."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.model import Feed

FLOOR = timedelta(minutes=1)
"""No feed is asked more often, whatever it or the settings say."""
QUICKEST, SLOWEST = 1 / 5, 3.0
"""How far habit may take a feed from its promised interval: five times as often, a third as often. News from a feed
that seldom has any is no less urgent."""
SHORTENED, LENGTHENED = 0.5, 1.25
"""What a reading with and without news does to the habit: quick to hurry, slow to rest. A feed with one entry every
hour settles at about a quarter of an hour, as one reading in four then has news."""
WHOLE_EVERY = timedelta(hours=6)
"""Validators lie now and then: once in so long a feed is asked without them."""
DOUBTED_FOR = timedelta(days=7)
"""How long validators that hid news are not believed."""
BACK_OFF_CEILING = timedelta(hours=6)
"""A failing feed is tried again at least this often; none is given up."""
PASSING_CEILING = timedelta(hours=1)
"""The same for failures that tell of the way or the server and not of the feed: one that is back has news to tell."""
RETRY_AFTER_CEILING = timedelta(hours=24)
"""A server's Retry-After is honoured up to here."""
GONE_AFTER = timedelta(hours=24)
"""A feed whose server has answered 410 for this long, GONE_TIMES at least, is retired (RFC 9110, 15.5.11)."""
GONE_TIMES = 3
RETIRED_EVERY = timedelta(days=7)
"""How often a retired feed is asked whether it is back."""
JITTER = 0.1
"""The share of a wait that may be added to it, so that feeds promised together are not asked together for ever."""

PASSING = ("timeout", "dns", "refused", "protocol")
"""Kinds of FetchError that pass by themselves more often than not. They weigh half, all others 1."""
_PASSING_STATUS = {404: 0.5, 408: 0.5, 425: 0.25, 429: 0.25}
"""The same for an HTTP status; from 500 on, 0.5. 404 as Media Cloud weighs it: live feeds do say so and come back."""
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,9})")
_UNCACHEABLE = re.compile(r"(?:^|[\s,])(?:no-store|no-cache)(?:$|[\s,=])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """When to ask again, and why in words."""

    due: datetime
    note: str
    habit: int | None = None
    weight: float = 0.0
    retired: datetime | None = None


def after_success(feed: Feed, *, now: datetime, new: int, all_new: bool = False, wish: float | None = None) -> Next:
    """When to ask again after a good answer (200 with a feed inside, or 304), and why.

    `new` counts the entries not seen before, and `all_new` says that the feed listed nothing else, so that we may have
    missed some; `wish` is what the feed and its server ask for between two readings, in seconds (see `wish_of`). The
    wait is the feed's habit or that wish, whichever is longer, between the feed's floor and ceiling.
    """
    found = "nothing new" if new == 0 else f"{new} new"
    interval = max(float(feed.interval), 1.0)
    floor = max(FLOOR.total_seconds(), feed.floor)
    ceiling = max(floor, feed.ceiling, interval)
    first = feed.last_read is None
    habit = interval if first else (feed.habit or interval) * (SHORTENED if new else LENGTHENED)
    habit = min(max(habit, interval * QUICKEST, floor), interval * SLOWEST, ceiling)
    habit = max(habit, floor)
    wait, why = habit, _habitually(habit, interval)
    if wish is not None and min(wish, ceiling) > wait:
        wait, why = min(wish, ceiling), " as the feed asks"
    elif first:
        # Feeds promised together are fanned out over their interval, as Prometheus does with its targets.
        wait = max(floor, wait * _share(feed))
    if all_new and not first:
        found += ", and nothing we knew: some may have been missed"
    span = _spread(timedelta(seconds=wait), feed)
    said = f"read; {found}; next in {words(timedelta(seconds=wait))}{why}"
    return Next(due=now + span, note=said, habit=round(habit))


def after_failure(
    feed: Feed, *, now: datetime, error_kind: str, status: int | None = None, retry_after: float | None = None
) -> Next:
    """When to try again after a failure, and why. `feed` does not count this failure yet.

    The wait doubles with each failure in a row that weighs 1, from the promised interval up to BACK_OFF_CEILING, or
    PASSING_CEILING for what passes by itself (or the interval itself where that is longer). `retry_after` is what the
    server asked for, in seconds: it is never undercut.
    """
    failures = feed.failures + 1
    times = "once" if failures == 1 else f"{failures} times"
    weight = _weight(error_kind, status)
    # Once retired, only an answer brings it back: a server that is let go of fails in other ways too.
    if feed.retired is not None or (error_kind == "gone" and _is_gone(feed, now)):
        retired = feed.retired or now
        span = words(retired - (feed.gone_since or now))
        said = f"retired: its server has said for {span} that it is gone for good"
        again = f"asked once a week whether it is back; next in {words(RETIRED_EVERY)}"
        due = now + _spread(RETIRED_EVERY, feed)
        return Next(due=due, note=f"{said}; {again}", weight=feed.weight + weight, retired=retired)
    base = max(FLOOR, timedelta(seconds=feed.interval))
    most = max(base, BACK_OFF_CEILING if weight >= 1 else PASSING_CEILING)
    wait = min(base * 2 ** min(feed.weight, 20.0), most)
    asked = ""
    if retry_after is not None and retry_after > 0:
        wish = min(_seconds(retry_after, RETRY_AFTER_CEILING), RETRY_AFTER_CEILING)
        wait = max(wait, wish)
        asked = f"; the server asked for {words(wish)}"
    said = f"failed {times} ({error_kind}){asked}; next try in {words(wait)}"
    return Next(due=now + _spread(wait, feed), note=said, weight=feed.weight + weight)


def gone_since(feed: Feed, *, error_kind: str, now: datetime) -> datetime | None:
    """Since when the server has said nothing but that the feed is gone; not being heard contradicts nothing."""
    if error_kind == "gone":
        return feed.gone_since or now
    return feed.gone_since if error_kind in PASSING else None


def whole_reading(feed: Feed, now: datetime) -> str:
    """Why the feed is to be asked without validators this time; empty when they may be sent."""
    if feed.last_whole is None:
        return "it was never read"
    if feed.doubted_until is not None and now < feed.doubted_until:
        return "its validators hid news"
    if _turn(feed, feed.last_whole) != _turn(feed, now):
        return f"once in {words(WHOLE_EVERY)}"
    return ""


def wish_of(ttl: int | None, headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds between two readings that the feed (`ttl`) or its server (Cache-Control, Expires) asks for.

    The longest counts; None when nobody asks. `headers` have lower-case names. Freshness as in RFC 9111, 4.2; the
    directives no-store and no-cache ask for nothing here, as nobody says with them that the feed rests.
    """
    wishes = [ttl] if ttl else []
    said = headers.get("cache-control", "").lower()
    if not _UNCACHEABLE.search(said):
        age = headers.get("age", "")
        older = int(age[:9]) if age.isascii() and age.isdigit() else 0
        if stated := _MAX_AGE.search(said):
            wishes.append(int(stated[1]) - older)
        elif (expires := _moment(headers.get("expires"))) is not None:
            wishes.append(round((expires - (_moment(headers.get("date")) or now)).total_seconds()) - older)
    return max((wish for wish in wishes if wish > 0), default=None)


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


def _habitually(habit: float, interval: float) -> str:
    if habit < interval:
        return " as it often has news"
    return " as it seldom has news" if habit > interval else ""


def _weight(error_kind: str, status: int | None) -> float:
    if status is not None:
        return 0.5 if status >= 500 else _PASSING_STATUS.get(status, 1.0)
    return 0.5 if error_kind in PASSING else 1.0


def _is_gone(feed: Feed, now: datetime) -> bool:
    since = feed.gone_since
    return since is not None and now - since >= GONE_AFTER and feed.failures + 1 >= GONE_TIMES


def _turn(feed: Feed, moment: datetime) -> int:
    """Number of the span of WHOLE_EVERY, as this feed counts them: each begins its own at another time, so that not all
    are asked in full at once."""
    return int((moment.timestamp() / WHOLE_EVERY.total_seconds()) + _share(feed))


def _share(feed: Feed) -> float:
    """A number from 0 to 1; the same for the same feed every time."""
    return zlib.crc32(f"feed {feed.id or feed.url}".encode()) / 2**32


def _spread(wait: timedelta, feed: Feed) -> timedelta:
    """The wait, longer by up to JITTER. Never shorter: waits are promises."""
    return wait * (1 + JITTER * _share(feed))


def _seconds(count: float, most: timedelta) -> timedelta:
    """A span of that many seconds; of an absurdly large number just more than `most`."""
    return timedelta(seconds=min(count, most.total_seconds() + 1))


def _moment(header: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header) if header else None
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
