"""How a feed stands after it was asked: pure decisions on what is written down, and when it is asked again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import Feed
from monitor.sources import moves, timing
from monitor.sources.fetch import Fetched
from monitor.sources.listing import ParsedFeed
from monitor.store.entries import Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The feed as it is to be recorded, and what people should be told of it once."""

    feed: Feed
    doubts: tuple[str, ...] = ()
    """What is wrong with a feed that can be read all the same."""
    news: str = ""
    """A turn in its life: it is retired, or back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a feed could not be read. `kind` is recorded as its state."""

    kind: str
    words: str
    status: int | None = None
    retry_after: float | None = None


def after_answer(
    feed: Feed, *, asked: str, whole: bool, answer: Fetched, listed: ParsedFeed | None, stored: Stored, now: datetime
) -> Outcome:
    """After a good answer from the address `asked`; `whole` says that it was asked without validators.

    `listed` is None when nothing had changed (304); `stored` is what came of the entries.
    """
    doubts = []
    if listed is not None and listed.truncated:
        doubts.append("the feed broke off, later entries may be missing")
    if listed is not None and listed.left_out:
        doubts.append(listed.left_out)
    move = moves.after_answer(
        feed, asked=asked, permanent_url=answer.permanent_url, known=stored.known + stored.edited, now=now
    )
    if move.note:
        doubts.append(move.note)
    lied = whole and stored.new > 0 and _same_validators(feed, answer)
    if lied:
        doubts.append(f"it hid {stored.new} new behind unchanged validators; they are not believed for a while")
    ttl = feed.ttl if listed is None else listed.ttl_seconds
    all_new = listed is not None and stored.new > 0 and not stored.known and not stored.edited
    wish = timing.wish_of(ttl, answer.headers, now)
    then = timing.after_success(feed, now=now, new=stored.new, all_new=all_new, wish=wish)
    read = replace(
        feed, next_due=then.due, note="; ".join((then.note, *doubts)), state="ok", failures=0, weight=0.0,
        failing_since=None, gone_since=None, retired=None, last_tried=now, last_read=now,
        last_new=now if stored.new else feed.last_new, last_whole=now if listed else feed.last_whole,
        habit=then.habit, ttl=ttl, moved_to=move.moved_to, moved_since=move.moved_since, address=move.address,
        doubted_until=now + timing.DOUBTED_FOR if lied else feed.doubted_until,
    )  # fmt: skip
    if listed is not None:
        # Of a feed that broke off, what is missing must be asked for again.
        torn = listed.truncated
        read = replace(read, etag=None if torn else answer.etag, last_modified=None if torn else answer.last_modified)
    news = "it was retired and is back" if feed.retired else ""
    return Outcome(feed=read, doubts=tuple(doubts), news=news)


def after_failure(feed: Feed, *, asked: str, failure: Failure, now: datetime) -> Outcome:
    """After a failure at the address `asked`. Validators and stored entries stay as they are."""
    move = moves.after_failure(feed, asked=asked, status=failure.status)
    then = timing.after_failure(
        feed, now=now, error_kind=failure.kind, status=failure.status, retry_after=failure.retry_after
    )
    failed = replace(
        feed, next_due=then.due, note="; ".join(filter(None, (failure.words, then.note, move.note))),
        state="retired" if then.retired else failure.kind, failures=feed.failures + 1, weight=then.weight,
        failing_since=feed.failing_since or now, retired=then.retired, last_tried=now, address=move.address,
        gone_since=timing.gone_since(feed, error_kind=failure.kind, now=now),
    )  # fmt: skip
    return Outcome(feed=failed, news=then.note if then.retired and not feed.retired else "")


def _same_validators(feed: Feed, answer: Fetched) -> bool:
    """Whether the answer carries the validators that we had: then asking with them would have given 304."""
    if feed.etag is not None:
        return answer.etag == feed.etag
    return feed.last_modified is not None and answer.last_modified == feed.last_modified
