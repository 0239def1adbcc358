"""Which feed, and which side, has gone quiet against its rhythm: pure decisions with a reason in words.

A side is the feeds on one theatre that speak for one actor, or for none. Quiet is not blind: a feed that fails has
not gone quiet, and a side none of whose feeds can be read is told as out of sight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Feed, Notice
from monitor.sources import rhythm
from monitor.sources.rhythm import Rhythm, Span
from monitor.sources.timing import words

Side = tuple[str, str | None]
"""A theatre's id, and the actor's; None for the feeds that speak for nobody."""

DOUBTED = 2 / 3
"""From this share of an alarm on, a feed is asked without its validators, so that no lying 304 is told as silence."""
ASKED_IN_FULL = timedelta(hours=1)
"""But no more than once in so long."""
NAMED = 5
"""So many feeds are named; more of them are counted."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Feeds that answer, none of which has listed anything new since a moment; with their rhythm taken together."""

    feeds: tuple[Feed, ...]
    since: datetime
    usual: Rhythm
    blind: tuple[Span, ...]
    """When one of them was out of sight."""

    @property
    def spans(self) -> list[Span]:
        """The part of the silence that we saw; it ends with the last good answer of all."""
        until = min(feed.last_read or self.since for feed in self.feeds)
        return rhythm.seen((self.since, until), self.blind) if self.since < until else []

    @property
    def weight(self) -> float:
        """How much it weighs; told from rhythm.ALARM on."""
        return rhythm.weight(self.usual, self.spans)

    def says(self) -> str:
        """How long it was seen to last, and what was to be expected in that time."""
        return (
            f"{words(rhythm.length(self.spans))}; {rhythm.expected(self.usual, self.spans):.0f} entries would be usual"
        )


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


def silent_since(feed: Feed) -> datetime | None:
    """When a feed that answers last had news, where that is long enough ago to be looked at."""
    if feed.failures or feed.last_new is None or feed.last_read is None:
        return None
    return feed.last_new if feed.last_read - feed.last_new >= rhythm.SHORTEST * DOUBTED else None


def taking_part(members: Sequence[Feed], followed: Collection[int]) -> tuple[datetime, tuple[Feed, ...]] | None:
    """Since when a side has been silent, and which of its feeds have a part in that: those `followed` (ids) that answer
    and have a rhythm, but for the ones that were silent long before. None where that is one feed, or none."""
    heard = [feed.last_new for feed in members if feed.last_new is not None]
    if not heard:
        return None
    since = max(heard)
    part = tuple(
        feed
        for feed in members
        if feed.id in followed and feed.last_new is not None and feed.last_new >= since - rhythm.STILL_HEARD
    )
    return (since, part) if len(part) > 1 else None


def busiest_share(rhythms: Sequence[Rhythm]) -> float:
    """The share of the entries of several feeds that the busiest of them has."""
    rates = [usual.an_hour for usual in rhythms]
    return max(rates) / sum(rates)


def feed_quiet(silent: Silent) -> Finding | None:
    """Whether one feed's silence is longer than its rhythm and chance allow."""
    if not _alarming(silent, 1.0):
        return None
    a_day = silent.usual.an_hour * 24
    rate = f"{a_day:.0f}" if a_day >= 10 else f"{a_day:.1f}"
    return Finding(
        silent.since, f"it answers, but has listed nothing new for {silent.says()} in that time ({rate} a day)"
    )


def doubtful(silent: Silent, now: datetime) -> bool:
    """Whether a silence nears an alarm, and the feed should be asked without validators before we believe it."""
    lately = (feed.last_whole is not None and now - feed.last_whole < ASKED_IN_FULL for feed in silent.feeds)
    return _alarming(silent, DOUBTED) and not _alarming(silent, 1.0) and not all(lately)


def side_quiet(silent: Silent, members: Sequence[Feed], busiest: float) -> Finding | None:
    """Whether a side's silence is longer than its feeds' rhythm and chance allow.

    `members` are all its feeds, `busiest` is the share of the entries that the busiest of the silent ones has.
    """
    if not _alarming(silent, 1.0) or silent.weight * (1 - busiest) < rhythm.OTHERS_ALARM:
        return None
    failing = [feed for feed in members if feed.failures]
    hidden = f"; could not be read: {names(failing)}" if failing else ""
    told = f"{names(silent.feeds)} answer, but none has listed anything new for {silent.says()} in that time{hidden}"
    return Finding(silent.since, told)


def side_unseen(members: Sequence[Feed], now: datetime, blind_until: datetime | None = None) -> Finding | None:
    """Whether none of a side's feeds could be read for so long that we are blind to it.

    `blind_until` is until when we could read no feed at all: that is our own trouble. Feeds that were not asked since
    say nothing, and neither do those that never answered.
    """
    if any(not feed.failures or feed.last_tried is None or feed.failing_since is None for feed in members):
        return None
    if blind_until and any(feed.last_tried and feed.last_tried <= blind_until for feed in members):
        return None
    since = max(feed.failing_since for feed in members if feed.failing_since is not None)
    if now - since < rhythm.BLIND_AFTER or all(feed.last_read is None for feed in members):
        return None
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


def _alarming(silent: Silent, share: float) -> bool:
    long = rhythm.length(silent.spans) >= rhythm.SHORTEST * share
    return long and silent.weight >= rhythm.ALARM * share


def _verb(feeds: Sequence[Feed], verb: str) -> str:
    return f"{verb}s" if len(feeds) == 1 else verb
