"""When a feed is asked again, and the words for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Feed
from monitor.sources import timing

NOW = datetime(2020, 11, 2, 6, 30, tzinfo=UTC)
FEED = Feed(id=7, url="https://harbour-wire.example/feed", name="Harbour Wire", interval=300)


def minutes(moment: datetime) -> float:
    return (moment - NOW) / timedelta(minutes=1)


def test_a_feed_that_was_read_is_asked_again_after_its_interval() -> None:
    due, why = timing.after_success(FEED, now=NOW, new=0, ttl_seconds=None)
    assert 5 <= minutes(due) <= 5.5
    assert why == "read; nothing new; next in 5 min"


def test_new_entries_are_counted() -> None:
    assert timing.after_success(FEED, now=NOW, new=12, ttl_seconds=None)[1] == "read; 12 new; next in 5 min"


def test_a_feed_that_asks_for_more_peace_gets_it_up_to_an_hour() -> None:
    due, why = timing.after_success(FEED, now=NOW, new=0, ttl_seconds=20 * 60)
    assert 20 <= minutes(due) <= 22
    assert why.endswith("as the feed asks")
    due, _ = timing.after_success(FEED, now=NOW, new=0, ttl_seconds=10**12)
    assert 60 <= minutes(due) <= 66


def test_a_feed_that_asks_for_less_is_still_asked_at_its_interval() -> None:
    assert minutes(timing.after_success(FEED, now=NOW, new=0, ttl_seconds=10)[0]) >= 5


def test_no_feed_is_asked_more_than_once_a_minute() -> None:
    hasty = replace(FEED, interval=1)
    assert minutes(timing.after_success(hasty, now=NOW, new=3, ttl_seconds=1)[0]) >= 1
    assert minutes(timing.after_failure(hasty, now=NOW, error_kind="timeout", retry_after=0)[0]) >= 1


def test_a_feed_that_is_down_is_tried_again_later_each_time() -> None:
    waits = [
        minutes(timing.after_failure(replace(FEED, failures=n), now=NOW, error_kind="refused", retry_after=None)[0])
        for n in range(12)
    ]
    assert waits == sorted(waits)
    assert 5 <= waits[0] <= 5.5
    assert 20 <= waits[2] <= 22


def test_a_failure_says_how_often_why_and_when_next() -> None:
    _, first = timing.after_failure(FEED, now=NOW, error_kind="timeout", retry_after=None)
    _, third = timing.after_failure(replace(FEED, failures=2), now=NOW, error_kind="timeout", retry_after=None)
    assert first == "failed once (timeout); next try in 5 min"
    assert third.startswith("failed 3 times (timeout); next try in 2")


@pytest.mark.parametrize("failures", [10, 100, 10**9])
def test_no_feed_is_given_up(failures: int) -> None:
    due, _ = timing.after_failure(replace(FEED, failures=failures), now=NOW, error_kind="dns", retry_after=None)
    assert 6 * 60 <= minutes(due) <= 6.6 * 60


def test_a_feed_with_a_long_interval_is_not_asked_more_often_because_it_fails() -> None:
    daily = replace(FEED, interval=24 * 3600, failures=5)
    assert minutes(timing.after_failure(daily, now=NOW, error_kind="dns", retry_after=None)[0]) >= 24 * 60


def test_a_server_that_asks_for_time_gets_it() -> None:
    due, why = timing.after_failure(FEED, now=NOW, error_kind="status", retry_after=1800)
    assert 30 <= minutes(due) <= 33
    assert "the server asked for 30 min" in why


def test_a_server_can_not_ask_for_ever() -> None:
    due, _ = timing.after_failure(FEED, now=NOW, error_kind="status", retry_after=1e300)
    assert minutes(due) <= 1.1 * 24 * 60


def test_the_same_feed_gets_the_same_answer_and_others_are_spread() -> None:
    again = [timing.after_success(FEED, now=NOW, new=0, ttl_seconds=None) for _ in range(3)]
    assert len(set(again)) == 1
    others = {timing.after_success(replace(FEED, id=n), now=NOW, new=0, ttl_seconds=None)[0] for n in range(1, 101)}
    assert len(others) > 95
    assert max(others) - min(others) > timedelta(seconds=20)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=45), "45 s"),
        (timedelta(seconds=89.6), "2 min"),
        (timedelta(minutes=5, seconds=20), "5 min"),
        (timedelta(minutes=59, seconds=50), "1 h"),
        (timedelta(minutes=90), "1 h 30 min"),
        (timedelta(hours=6), "6 h"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_spans_are_said_as_people_say_them(span: timedelta, words: str) -> None:
    assert timing.words(span) == words
