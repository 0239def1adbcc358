"""Which feed, and which side, has gone quiet against its habit: pure decisions with a reason in words.

A side is the feeds on one theatre that speak for one actor, or for none. Quiet is not blind: a feed that fails has
not gone quiet, and a side none of whose feeds can be read is told as out of sight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Feed, Notice
from monitor.sources import rhythm
from monitor.sources.rhythm import Habit, Span
from monitor.sources.timing import words

Side = tuple[str, str | None]
"""A theatre's id, and the actor's; None for the feeds that speak for nobody."""

DOUBTED = 2 / 3
"""From this share of an alarm on, a feed is asked without its validators, so that no lying 304 is told as silence."""
NAMED = 5
"""So many feeds are named; more of them are counted."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A feed that answers and lists nothing new, with its habit."""

    feed: Feed
    usual: Habit
    blind: tuple[Span, ...]
    """When it was out of sight."""

    def spans(self, since: datetime) -> list[Span]:
        """The part of its silence from `since` that we saw; it ends with the last good answer."""
        until = self.feed.last_read or since
        return rhythm.seen((since, until), self.blind) if since < until else []


@dataclass(frozen=True, slots=True)
class Finding:
    """A silence worth telling."""

    since: datetime
    words: str


def sides(feeds: Iterable[Feed]) -> dict[Side, list[Feed]]:
    """The sides that have two feeds or more: one feed is no side."""
    found: dict[Side, list[Feed]] = defaultdict(list)
    for feed in feeds:
        for theatre in feed.theatres:
            found[theatre, feed.speaks_for].append(feed)
    return {side: members for side, members in found.items() if len(members) > 1}


def feed_quiet(silent: Silent) -> Finding | None:
    """Whether this feed's silence is longer than its habit and chance allow."""
    since = silent.feed.last_new
    if since is None or not _alarming(silent, since, 1.0):
        return None
    spans = silent.spans(since)
    usual = (
        f"{_entries(rhythm.expected(silent.usual, spans))} would be usual in that time ({_rate(silent.usual)} a day)"
    )
    return Finding(since, f"it answers, but has listed nothing new for {_length(spans)}; {usual}")


def doubtful(silent: Silent) -> bool:
    """Whether this silence nears an alarm, and the feed should be asked in full before we believe it."""
    since = silent.feed.last_new
    return since is not None and _alarming(silent, since, DOUBTED) and not _alarming(silent, since, 1.0)


def side_quiet(members: Sequence[Feed], silent: Sequence[Silent]) -> Finding | None:
    """Whether a side's silence is longer than its feeds' habits and chance allow.

    `members` are all its feeds, `silent` those of them that answer and have listed nothing new lately.
    """
    heard = [feed.last_new for feed in members if feed.last_new is not None]
    if not heard:
        return None
    since = max(heard)
    part = [one for one in silent if one.feed.last_new and one.feed.last_new >= since - rhythm.STILL_HEARD]
    spans = {one.feed.id: one.spans(since) for one in part}
    weights = [rhythm.weight(one.usual, spans[one.feed.id]) for one in part]
    longest = max((rhythm.length(each) for each in spans.values()), default=timedelta(0))
    if len(part) < 2 or longest < rhythm.SHORTEST:
        return None
    if sum(weights) < rhythm.ALARM or sum(weights) - max(weights) < rhythm.OTHERS_ALARM:
        return None
    usual = sum(rhythm.expected(one.usual, spans[one.feed.id]) for one in part)
    failing = [feed for feed in members if feed.failures]
    hidden = f"; could not be read: {names(failing)}" if failing else ""
    told = max(spans.values(), key=rhythm.length)
    return Finding(
        since,
        f"{names([one.feed for one in part])} answer, but none has listed anything new for {_length(told)}; "
        f"{_entries(usual)} would be usual in that time{hidden}",
    )


def side_unseen(members: Sequence[Feed], now: datetime) -> Finding | None:
    """Whether none of a side's feeds could be read for so long that we are blind to it."""
    if any(not feed.failures or rhythm.in_sight(feed, now) for feed in members):
        return None
    read = [feed.last_read for feed in members if feed.last_read is not None]
    if not read:
        return None  # they never answered: a mistake in the list of feeds, and no news
    since = max(read)
    kinds = ", ".join(sorted({feed.state for feed in members}))
    return Finding(since, f"none of {names(members)} could be read for {words(now - since)} ({kinds})")


def part_of(feed: Feed, told: Notice) -> bool:
    """Whether this feed's silence is part of one that was told of its side."""
    return (
        feed.last_new is not None
        and told.side == feed.speaks_for
        and told.theatres[0] in feed.theatres
        and told.since - rhythm.STILL_HEARD <= feed.last_new <= told.since
    )


def feed_back(since: datetime, now: datetime) -> str:
    """What is told when a quiet feed lists news again."""
    return f"it lists news again after {words(now - since)}"


def side_back(members: Sequence[Feed], since: datetime, now: datetime) -> str:
    """What is told when a quiet side lists news again; with those of its feeds that do not yet."""
    back = [feed for feed in members if feed.last_new is not None and feed.last_new > since]
    rest = [feed for feed in members if feed not in back]
    still = f"; not yet: {names(rest)}" if rest else ""
    return f"{names(back)} {_verb(back, 'list')} news again after {words(now - since)}{still}"


def side_seen(members: Sequence[Feed], since: datetime, now: datetime) -> str:
    """What is told when a side can be seen again."""
    back = [feed for feed in members if not feed.failures]
    rest = [feed for feed in members if feed.failures]
    still = f"; not yet: {names(rest)}" if rest else ""
    return f"{names(back)} {_verb(back, 'answer')} again after {words(now - since)}{still}"


def names(feeds: Sequence[Feed]) -> str:
    """The feeds by name, by NAMED at most."""
    shown = [feed.name for feed in feeds[:NAMED]]
    if len(feeds) > NAMED:
        return f"{', '.join(shown)} and {len(feeds) - NAMED} more"
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def _alarming(silent: Silent, since: datetime, share: float) -> bool:
    spans = silent.spans(since)
    long = rhythm.length(spans) >= rhythm.SHORTEST * share
    return long and rhythm.weight(silent.usual, spans) >= rhythm.ALARM * share


def _length(spans: Iterable[Span]) -> str:
    return words(rhythm.length(spans))


def _entries(number: float) -> str:
    return f"{number:.0f} entries"


def _rate(usual: Habit) -> str:
    return f"{usual.a_day:.0f}" if usual.a_day >= 10 else f"{usual.a_day:.1f}"


def _verb(feeds: Sequence[Feed], verb: str) -> str:
    return f"{verb}s" if len(feeds) == 1 else verb
