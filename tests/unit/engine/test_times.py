"""Days that news tells, seen from the day of publication (here Wednesday, 28 October 2020, where none is named)."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.engine.frames import build
from monitor.engine.lexicon import Scope
from monitor.engine.text import sentences
from monitor.engine.times import Moment
from tests.unit.engine.desk import english, read

WEDNESDAY = "2020-10-28"


def _moments(text: str, published: str | None = WEDNESDAY) -> list[Moment]:
    day = date.fromisoformat(published) if published else None
    chunks = [
        c
        for s in sentences(text, "text", english().abbreviations)
        for c in build(s, english(), day, Scope()).chunks
        if isinstance(c.moment, Moment)
    ]
    return [c.moment for c in chunks if isinstance(c.moment, Moment)]


def _one(text: str, published: str | None = WEDNESDAY) -> Moment:
    (moment,) = _moments(text, published)
    return moment


def _days(moment: Moment) -> tuple[str, str] | None:
    return (moment.when.start.isoformat(), moment.when.end.isoformat()) if moment.when else None


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("on Wednesday", WEDNESDAY, "2020-10-28"),
        ("on Tuesday evening", WEDNESDAY, "2020-10-27"),
        ("late on Tuesday", WEDNESDAY, "2020-10-27"),
        ("on Thursday", WEDNESDAY, "2020-10-22"),
        ("last Friday", WEDNESDAY, "2020-10-23"),
        ("on Tuesday, 27 October", WEDNESDAY, "2020-10-27"),
        ("today", WEDNESDAY, "2020-10-28"),
        ("this morning", WEDNESDAY, "2020-10-28"),
        ("yesterday", WEDNESDAY, "2020-10-27"),
        ("two days ago", WEDNESDAY, "2020-10-26"),
        ("on 27 October", WEDNESDAY, "2020-10-27"),
        ("on Oct. 27", WEDNESDAY, "2020-10-27"),
        ("on October 27, 2020", WEDNESDAY, "2020-10-27"),
        ("27 Oct", WEDNESDAY, "2020-10-27"),
        # a year has ended in between
        ("on Thursday", "2021-01-01", "2020-12-31"),
        ("on 31 December", "2021-01-01", "2020-12-31"),
        # tomorrow's date is of this year: the news may come from a place that is already there
        ("on 29 October", WEDNESDAY, "2020-10-29"),
        # a date that lies ahead is last year's
        ("on 3 December", WEDNESDAY, "2019-12-03"),
        # written out in full, it needs no day of publication
        ("on 3 June 2014", None, "2014-06-03"),
    ],
)
def test_a_day_is_found_from_the_day_of_publication(text: str, published: str | None, day: str) -> None:
    moment = _one(f"Two soldiers were killed {text} near the post.", published)
    assert _days(moment) == (day, day)
    assert not moment.running


@pytest.mark.parametrize(
    ("text", "days", "running"),
    [
        ("since Saturday", ("2020-10-24", "2020-10-28"), True),
        ("since Saturday (24 October)", ("2020-10-24", "2020-10-28"), True),
        ("since Sept. 27", ("2020-09-27", "2020-10-28"), True),
        ("since the war began on 27 September", ("2020-09-27", "2020-10-28"), True),
        ("since 1994", ("1994-01-01", "2020-10-28"), True),
        ("since the fighting began", None, True),
        ("so far this year", None, True),
        ("in the past 24 hours", ("2020-10-27", "2020-10-28"), False),
        ("in the last two days", ("2020-10-26", "2020-10-28"), False),
        ("in the past three days", ("2020-10-25", "2020-10-28"), True),
        ("over the past week", ("2020-10-21", "2020-10-28"), True),
        ("last week", ("2020-10-19", "2020-10-25"), False),
        # a night has two days
        ("overnight", ("2020-10-27", "2020-10-28"), False),
        ("last night", ("2020-10-27", "2020-10-28"), False),
        ("during the night", ("2020-10-27", "2020-10-28"), False),
    ],
)
def test_a_span_of_days_is_running_when_it_is_longer_than_two(
    text: str, days: tuple[str, str] | None, running: bool
) -> None:
    moment = _one(f"Two soldiers have been killed {text}.")
    assert _days(moment) == days
    assert moment.running is running
    assert not moment.background


@pytest.mark.parametrize(
    "text",
    ["on 27 September 2020", "on 3 December", "last month", "last year", "three weeks ago", "in 1994", "in the 1990s",
     "in the early 1990s", "in April 2016"],
)  # fmt: skip
def test_what_lies_more_than_a_week_back_is_history(text: str) -> None:
    assert _one(f"Two soldiers were killed {text}.").background


@pytest.mark.parametrize("day", ["2020-10-21", "2020-10-22", "2020-10-28"])
def test_up_to_seven_days_back_is_news(day: str) -> None:
    written = date.fromisoformat(day).strftime("%d %B").lstrip("0")
    assert not _one(f"Two soldiers were killed on {written}.").background


@pytest.mark.parametrize("text", ["on Sunday", "today", "overnight", "on 3 June", "since Saturday", "two days ago"])
def test_without_a_day_of_publication_no_day_is_guessed(text: str) -> None:
    assert _one(f"Two soldiers were killed {text}.", None).when is None


@pytest.mark.parametrize("text", ["in 1994", "last year", "in the 1990s"])
def test_history_is_known_without_a_day_of_publication(text: str) -> None:
    assert _one(f"Two soldiers were killed {text}.", None).background


def test_yesterday_before_the_calendar_begins_is_no_day() -> None:
    assert _one("Two soldiers were killed yesterday.", "0001-01-01").when is None


def test_a_day_that_no_calendar_has_is_no_day() -> None:
    assert _one("Two soldiers were killed on 31 February.").when is None


def test_a_number_that_counts_people_is_no_year() -> None:
    assert _moments("At least 1993 people were killed.") == []


@pytest.mark.parametrize("text", ["in September", "in April"])
def test_a_month_alone_is_a_time(text: str) -> None:
    assert _one(f"Two soldiers were killed {text}.").background


def test_a_month_with_its_year_is_that_month() -> None:
    assert _days(_one("Two soldiers were killed in April 2016.")) == ("2016-04-01", "2016-04-30")


@pytest.mark.parametrize(("text", "day"), [("a day earlier", "2020-10-27"), ("a week ago", "2020-10-21")])
def test_a_day_ago_is_one_day_ago(text: str, day: str) -> None:
    assert _days(_one(f"Two soldiers were killed {text}.")) == (day, day)


@pytest.mark.xfail(strict=True, reason="_UNIT_DAYS counts back from today; a year in hand begins on 1 January")
def test_this_year_begins_with_january() -> None:
    assert _days(_one("Forty people were killed this year.")) == ("2020-01-01", "2020-10-28")


@pytest.mark.xfail(strict=True, reason="times._date tries this year only, then gives up instead of looking back")
def test_the_last_29_february_is_found() -> None:
    assert _days(_one("Two soldiers were killed on 29 February.", "2021-03-01")) == ("2020-02-29", "2020-02-29")


@pytest.mark.xfail(strict=True, reason="no pattern for ordinals, or for days in digits")
@pytest.mark.parametrize("text", ["on the 27th of October", "on October 27th", "on 2020-10-27", "on 27.10.2020"])
def test_other_ways_to_write_a_day(text: str) -> None:
    assert _days(_one(f"Two soldiers were killed {text}.")) == ("2020-10-27", "2020-10-27")


@pytest.mark.parametrize("text", ["on Sunday", "last month", "since June"])
def test_a_day_of_publication_at_the_edge_of_the_calendar_breaks_nothing(text: str) -> None:
    # 1 January 0001 is what programs write when they know no date; "on Sunday" then may lie outside the calendar
    read(f"Two soldiers were killed {text}.", "0001-01-01")
