"""When a feed is asked again, and the words for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Feed
from monitor.sources import timing

NOW = datetime(2020, 11, 2, 6, 30, tzinfo=UTC)
FRESH = Feed(id=7, url="https://harbour-wire.example/feed", name="Harbour Wire", interval=300)
FEED = replace(FRESH, last_read=NOW - timedelta(minutes=5), last_whole=NOW - timedelta(minutes=5))


def minutes(then: timing.Next) -> float:
    return (then.due - NOW) / timedelta(minutes=1)


def after_readings(feed: Feed, news: str) -> Feed:
    """The feed after readings, "+" for one with news."""
    for each in news:
        feed = replace(feed, habit=timing.after_success(feed, now=NOW, new=int(each == "+")).habit)
    return feed


def test_feeds_promised_together_are_fanned_out_over_their_interval() -> None:
    waits = [minutes(timing.after_success(replace(FRESH, id=n), now=NOW, new=30)) for n in range(1, 200)]
    assert 1 <= min(waits) < 1.2
    assert 4.8 < max(waits) <= 5.5


def test_a_feed_with_news_is_asked_sooner_and_one_without_later() -> None:
    with_news = timing.after_success(FEED, now=NOW, new=12)
    assert 2.5 <= minutes(with_news) <= 2.75
    assert with_news.note == "read; 12 new; next in 2 min as it often has news"
    without = timing.after_success(FEED, now=NOW, new=0)
    assert 6.25 <= minutes(without) <= 7
    assert without.note == "read; nothing new; next in 6 min as it seldom has news"


def test_habit_stays_between_a_fifth_and_thrice_the_interval() -> None:
    assert after_readings(FEED, "+" * 20).habit == 60
    assert after_readings(FEED, "." * 20).habit == 900
    daily = replace(FEED, interval=24 * 3600, ceiling=3 * 24 * 3600)
    assert after_readings(daily, "+" * 20).habit == 24 * 3600 // 5


def test_a_burst_of_news_is_followed_at_once_and_forgotten_slowly() -> None:
    resting = after_readings(FEED, "." * 20)
    assert after_readings(resting, "++").habit == 225
    assert after_readings(resting, "++....").habit == pytest.approx(225 * 1.25**4, abs=2)


def test_floor_and_ceiling_hold_whatever_the_habit() -> None:
    pinned = replace(FEED, floor=300, ceiling=300)
    assert after_readings(pinned, "+++").habit == 300
    assert after_readings(pinned, "...").habit == 300
    assert 5 <= minutes(timing.after_success(pinned, now=NOW, new=0, wish=3600)) <= 5.5


def test_a_feed_that_asks_for_more_peace_gets_it_up_to_its_ceiling() -> None:
    then = timing.after_success(FEED, now=NOW, new=0, wish=20 * 60)
    assert 20 <= minutes(then) <= 22
    assert then.note.endswith("as the feed asks")
    assert 60 <= minutes(timing.after_success(FEED, now=NOW, new=0, wish=10**12)) <= 66


def test_a_feed_that_asks_for_less_keeps_its_habit() -> None:
    assert minutes(timing.after_success(FEED, now=NOW, new=0, wish=10)) >= 6.25


def test_a_feed_that_lists_nothing_we_know_may_have_dropped_some() -> None:
    then = timing.after_success(FEED, now=NOW, new=30, all_new=True)
    assert "30 new, and nothing we knew: some may have been missed" in then.note
    assert "missed" not in timing.after_success(FRESH, now=NOW, new=30, all_new=True).note


def test_no_feed_is_asked_more_than_once_a_minute() -> None:
    hasty = replace(FEED, interval=1, floor=1)
    assert minutes(timing.after_success(hasty, now=NOW, new=3, wish=1)) >= 1
    assert minutes(timing.after_failure(hasty, now=NOW, error_kind="timeout", retry_after=0)) >= 1


def failing(times: int, kind: str = "parse", status: int | None = None) -> Feed:
    """The feed after so many failures of one kind."""
    feed = FEED
    for _ in range(times):
        then = timing.after_failure(feed, now=NOW, error_kind=kind, status=status)
        feed = replace(feed, failures=feed.failures + 1, weight=then.weight, failing_since=NOW, state=kind)
    return feed


def test_a_feed_that_is_down_is_tried_again_later_each_time() -> None:
    waits = [minutes(timing.after_failure(failing(n), now=NOW, error_kind="parse")) for n in range(12)]
    assert waits == sorted(waits)
    assert 5 <= waits[0] <= 5.5
    assert 20 <= waits[2] <= 22


def test_what_passes_by_itself_weighs_less() -> None:
    lighter = [("timeout", None), ("status", 503), ("status", 404), ("status", 429)]
    heavier = minutes(timing.after_failure(failing(4), now=NOW, error_kind="parse"))
    for kind, code in lighter:
        wait = minutes(timing.after_failure(failing(4, kind, code), now=NOW, error_kind=kind, status=code))
        assert wait < heavier / 2, (kind, code)


def test_a_failure_says_how_often_why_and_when_next() -> None:
    assert timing.after_failure(FEED, now=NOW, error_kind="timeout").note == (
        "failed once (timeout); next try in 5 min"
    )
    third = timing.after_failure(failing(2), now=NOW, error_kind="parse")
    assert third.note.startswith("failed 3 times (parse); next try in 2")


@pytest.mark.parametrize("weight", [10.0, 100.0, 1e9])
def test_no_feed_is_given_up(weight: float) -> None:
    lost = replace(FEED, failures=int(weight), weight=weight)
    assert 6 * 60 <= minutes(timing.after_failure(lost, now=NOW, error_kind="parse")) <= 6.6 * 60
    assert 60 <= minutes(timing.after_failure(lost, now=NOW, error_kind="dns")) <= 66


def test_a_feed_with_a_long_interval_is_not_asked_more_often_because_it_fails() -> None:
    daily = replace(FEED, interval=24 * 3600, failures=5, weight=5.0)
    assert minutes(timing.after_failure(daily, now=NOW, error_kind="dns")) >= 24 * 60


def test_a_server_that_asks_for_time_gets_it() -> None:
    then = timing.after_failure(FEED, now=NOW, error_kind="status", status=429, retry_after=1800)
    assert 30 <= minutes(then) <= 33
    assert "the server asked for 30 min" in then.note


def test_a_server_can_not_ask_for_ever() -> None:
    then = timing.after_failure(FEED, now=NOW, error_kind="status", status=503, retry_after=1e300)
    assert minutes(then) <= 1.1 * 24 * 60


def test_a_feed_that_is_gone_for_a_day_is_retired_and_asked_once_a_week() -> None:
    gone = replace(failing(3, "gone", 410), gone_since=NOW - timedelta(hours=23))
    assert timing.after_failure(gone, now=NOW, error_kind="gone", status=410).retired is None
    later = NOW + timedelta(hours=1)
    then = timing.after_failure(gone, now=later, error_kind="gone", status=410)
    assert then.retired == later
    assert then.due - later >= timedelta(days=7)
    assert then.note == (
        "retired: its server has said for 24 h that it is gone for good; "
        "asked once a week whether it is back; next in 7 days"
    )


def test_a_retired_feed_stays_so_in_whatever_way_it_fails() -> None:
    since = NOW - timedelta(days=9)
    retired = replace(failing(4, "retired", 410), gone_since=since, retired=since + timedelta(days=1))
    then = timing.after_failure(retired, now=NOW, error_kind="timeout")
    assert then.retired == retired.retired
    assert then.due - NOW >= timedelta(days=7)
    assert then.note.startswith("retired: its server has said for 24 h that it is gone for good")


def test_gone_now_and_then_is_not_gone() -> None:
    since = NOW - timedelta(days=3)
    moody = replace(failing(6, "status", 500), failing_since=since)
    assert timing.after_failure(moody, now=NOW, error_kind="gone", status=410).retired is None
    gone = replace(moody, gone_since=since)
    assert timing.gone_since(gone, error_kind="gone", now=NOW) == since
    assert timing.gone_since(gone, error_kind="timeout", now=NOW) == since
    assert timing.gone_since(gone, error_kind="status", now=NOW) is None


def test_a_feed_is_read_whole_at_first_now_and_then_and_while_its_validators_are_doubted() -> None:
    assert timing.whole_reading(FRESH, NOW) == "it was never read"
    assert timing.whole_reading(replace(FEED, doubted_until=NOW + timedelta(hours=1)), NOW) == "its validators hid news"
    times = [NOW + timedelta(minutes=5 * n) for n in range(1, 6 * 12 + 1)]
    whole = [at for at in times if timing.whole_reading(replace(FEED, last_whole=at - timedelta(minutes=5)), at)]
    assert len(whole) == 1
    assert timing.whole_reading(FEED, whole[0]) == "once in 6 h"


@pytest.mark.parametrize(
    ("ttl", "headers", "wish"),
    [
        (None, {}, None),
        (1200, {}, 1200),
        (None, {"cache-control": "public, max-age=900"}, 900),
        (None, {"cache-control": 'max-age="900"', "age": "300"}, 600),
        (1200, {"cache-control": "max-age=900"}, 1200),
        (600, {"cache-control": "max-age=900"}, 900),
        (None, {"cache-control": "no-store, max-age=900"}, None),
        (None, {"cache-control": "s-maxage=900"}, None),
        (None, {"cache-control": "max-age=0"}, None),
        (None, {"expires": "Mon, 02 Nov 2020 06:50:00 GMT"}, 1200),
        (None, {"expires": "Mon, 02 Nov 2020 06:50:00 GMT", "date": "Mon, 02 Nov 2020 06:45:00 GMT"}, 300),
        (None, {"expires": "0"}, None),
        (None, {"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        (None, {"cache-control": "max-age=60", "expires": "Mon, 02 Nov 2020 07:50:00 GMT"}, 60),
    ],
)
def test_what_a_feed_and_its_server_ask_for(ttl: int | None, headers: dict[str, str], wish: float | None) -> None:
    assert timing.wish_of(ttl, headers, NOW) == wish


@given(st.dictionaries(st.sampled_from(["cache-control", "expires", "age", "date"]), st.text(max_size=60)))
def test_any_headers_give_a_wish_or_none(headers: dict[str, str]) -> None:
    wish = timing.wish_of(None, headers, NOW)
    assert wish is None or wish > 0


@given(
    habit=st.none() | st.integers(1, 10**7), interval=st.integers(1, 10**7), floor=st.integers(0, 10**6),
    ceiling=st.integers(0, 10**7), new=st.integers(0, 100), wish=st.none() | st.floats(min_value=0),
    weight=st.floats(0, 1e6),
)  # fmt: skip
def test_every_wait_is_between_the_bounds_and_never_undercuts_the_floor(
    habit: int | None, interval: int, floor: int, ceiling: int, new: int, wish: float | None, weight: float
) -> None:
    feed = replace(FEED, habit=habit, interval=interval, floor=floor, ceiling=ceiling, weight=weight, failures=3)
    least = max(60, floor)
    most = max(least, ceiling, interval)
    wait = timing.after_success(feed, now=NOW, new=new, wish=wish).due - NOW
    assert least <= wait.total_seconds() <= most * (1 + timing.JITTER) + 1
    tried = timing.after_failure(feed, now=NOW, error_kind="parse").due - NOW
    assert 60 <= tried.total_seconds() <= max(interval, 6 * 3600) * (1 + timing.JITTER) + 1


def test_the_same_feed_gets_the_same_answer_and_others_are_spread() -> None:
    assert len({timing.after_success(FEED, now=NOW, new=0) for _ in range(3)}) == 1
    others = {timing.after_success(replace(FEED, id=n), now=NOW, new=0).due for n in range(1, 101)}
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
