"""What is usual for a feed: learned from four weeks, by the hour of the week, from time in which it was seen."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources import rhythm
from monitor.sources.rhythm import Rhythm, Span, hour_of, start_of
from tests.unit.sources.made_news import MONDAY, at_all_hours, by_chance, office_hours

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BEGUN = MONDAY - 60 * DAY

moments = st.integers(0, 8 * 24 * 6).map(lambda tens: MONDAY - 8 * DAY + timedelta(minutes=10 * tens))
spans = st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair)))


def rhythm_of(rate: Callable[[datetime], float], since: datetime = MONDAY, seed: int = 1) -> Rhythm:
    found = rhythm.learned(by_chance(rate, since, seed=seed), BEGUN, since, ())
    assert found is not None
    return found


def tens_of(spans: list[Span]) -> Counter[int]:
    return Counter(
        ten for start, end in spans for ten in range(int(start.timestamp()) // 600, int(end.timestamp()) // 600)
    )


@given(spans, st.lists(spans, max_size=5))
def test_what_was_seen_is_the_span_without_the_blind_times_each_minute_once(span: Span, blind: list[Span]) -> None:
    expected = set(tens_of([span])) - set(tens_of(blind))
    seen = tens_of(rhythm.seen(span, blind))
    assert set(seen) == expected
    assert set(seen.values()) <= {1}


@settings(max_examples=50)
@given(st.lists(moments, min_size=3, max_size=3).map(sorted), st.integers(0, 9))
def test_what_is_expected_of_two_spans_is_expected_of_both_together(cuts: list[datetime], seed: int) -> None:
    usual = rhythm_of(office_hours(30), seed=seed)
    first, second, third = cuts
    together = rhythm.expected(usual, [(first, third)])
    assert math.isclose(rhythm.expected(usual, [(first, second), (second, third)]), together, abs_tol=1e-6)


def test_a_week_is_expected_to_bring_what_weeks_brought() -> None:
    news = by_chance(office_hours(30), MONDAY)
    brought = sum(new for hour, new in news if hour >= hour_of(MONDAY - 28 * DAY)) / 4
    usual = rhythm_of(office_hours(30))
    assert rhythm.expected(usual, [(MONDAY, MONDAY + 7 * DAY)]) == pytest.approx(brought, rel=0.1)
    assert usual.an_hour == pytest.approx(brought / 7 / 24)


def test_hours_are_counted_from_1970_in_whole_hours() -> None:
    moment = datetime(2026, 4, 20, 13, 59, tzinfo=UTC)
    assert start_of(hour_of(moment)) == datetime(2026, 4, 20, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun", "rate"),
    [(MONDAY - 13 * DAY, 50.0), (BEGUN, 0.2)],
    ids=["followed for less than two weeks", "an entry every five days"],
)
def test_with_too_little_on_record_nothing_is_said(begun: datetime, rate: float) -> None:
    assert rhythm.learned(by_chance(at_all_hours(rate / 24), MONDAY), begun, MONDAY, ()) is None


def test_time_out_of_sight_does_not_thin_the_habit_out() -> None:
    """Ten days in which we did not run: half as much on record, the same usual."""
    blind = ((MONDAY - 20 * DAY, MONDAY - 10 * DAY),)
    news = [one for one in by_chance(office_hours(30), MONDAY) if not _in(blind[0], one[0])]
    seen = rhythm.learned(news, BEGUN, MONDAY, blind)
    assert seen is not None
    assert seen.an_hour == pytest.approx(rhythm_of(office_hours(30)).an_hour, rel=0.2)
    assert seen.uneven < 2.5
    thin = rhythm.learned(news, BEGUN, MONDAY, ())
    assert thin is not None
    assert thin.an_hour < 0.75 * seen.an_hour


def _in(span: Span, hour: int) -> bool:
    return hour_of(span[0]) <= hour <= hour_of(span[1])


def test_nights_and_weekends_are_expected_to_be_quiet() -> None:
    usual = rhythm_of(office_hours(60))
    saturday = MONDAY + 5 * DAY
    assert rhythm.weight(usual, [(saturday - 6 * HOUR, saturday + 2 * DAY + 6 * HOUR)]) < rhythm.ALARM
    assert rhythm.weight(usual, [(MONDAY + 8 * HOUR, MONDAY + 14 * HOUR)]) > rhythm.ALARM


def test_a_feed_that_lists_in_batches_must_miss_one_before_its_silence_means_anything() -> None:
    """Forty entries every third day, at any hour."""
    dice = random.Random(5)
    times = [MONDAY - timedelta(days=3 * n, hours=dice.uniform(0, 20)) for n in range(12)]
    news = sorted((hour_of(moment), 40) for moment in times)
    usual = rhythm.learned(news, BEGUN, max(times), ())
    assert usual is not None
    last = max(times)
    assert rhythm.expected(usual, [(last, last + 2 * DAY)]) > rhythm.ALARM
    assert rhythm.weight(usual, [(last, last + 2 * DAY)]) < rhythm.ALARM
    assert rhythm.weight(usual, [(last, last + 8 * DAY)]) > rhythm.ALARM


@pytest.mark.parametrize("batch", [8, 20, 40])
def test_a_batch_that_is_a_little_late_is_no_silence(batch: int) -> None:
    """Once a day at eight or a quarter of an hour from it, for four months; then no more."""
    dice = random.Random(batch)
    times = [MONDAY + n * DAY + timedelta(hours=8, minutes=dice.gauss(0, 15)) for n in range(-120, 0)]
    news = [(hour_of(moment), batch) for moment in times]
    for before, after in pairwise(times[40:]):
        usual = rhythm.learned(news, times[0], before, ())
        assert usual is not None
        assert rhythm.weight(usual, [(before, after)]) < rhythm.ALARM
    usual = rhythm.learned(news, times[0], times[-1], ())
    assert usual is not None
    assert rhythm.weight(usual, [(times[-1], times[-1] + 3 * DAY)]) > rhythm.ALARM


def test_one_long_silence_does_not_make_us_deaf_to_the_next() -> None:
    """Three days without a word two weeks ago: today half a day is told all the same."""
    gone = (MONDAY - 17 * DAY, MONDAY - 14 * DAY)
    news = [one for one in by_chance(at_all_hours(1.5), MONDAY) if not _in(gone, one[0])]
    usual = rhythm.learned(news, BEGUN, MONDAY, ())
    assert usual is not None
    assert rhythm.weight(usual, [(MONDAY, MONDAY + 12 * HOUR)]) > rhythm.ALARM


def test_by_chance_alone_hardly_any_silence_is_told() -> None:
    """Sixty feeds for four weeks, about 50,000 entries: exp(-9) of their silences, six, may be told."""
    told = 0
    for seed in range(60):
        news = by_chance(at_all_hours((0.3, 1.0, 2.5)[seed % 3]), MONDAY + 28 * DAY, days=56, seed=seed)
        usual = rhythm.learned(news, BEGUN, MONDAY, ())
        assert usual is not None
        hours = [hour for hour, _ in news if hour > hour_of(MONDAY)]
        for before, after in pairwise(hours):
            silence = (start_of(before), start_of(after))
            long = silence[1] - silence[0] >= rhythm.SHORTEST
            told += long and rhythm.weight(usual, [silence]) >= rhythm.ALARM
    assert told <= 15


hours = st.integers(hour_of(MONDAY) - 800, hour_of(MONDAY) + 5)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(hours, st.integers(0, 5000)), min_size=20, max_size=60),
    st.lists(spans, max_size=3),
    st.integers(0, 70),
)
def test_whatever_is_on_record_a_longer_silence_weighs_more(
    news: list[tuple[int, int]], blind: list[Span], days: int
) -> None:
    usual = rhythm.learned(news, MONDAY - days * DAY, MONDAY, blind)
    if usual is None:
        return
    weights = [rhythm.weight(usual, [(MONDAY, MONDAY + length * HOUR)]) for length in (0, 1, 30, 900)]
    assert weights == sorted(weights)
    assert all(math.isfinite(weight) and weight >= 0 for weight in weights)
    assert usual.uneven >= 1
