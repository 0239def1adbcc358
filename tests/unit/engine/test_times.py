"""Days that news tells, seen from the day of publication (here Wednesday, 28 October 2020, where none is named)."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.engine.frames import build
from monitor.engine.lexicon import Scope
from monitor.engine.text import sentences
from monitor.engine.times import Moment
from tests.unit.engine.desk import casualties, english, read

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
        ("so far this year", ("2020-01-01", "2020-10-28"), True),
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


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("this week", ("2020-10-26", "2020-10-28")),
        ("this month", ("2020-10-01", "2020-10-28")),
        ("this year", ("2020-01-01", "2020-10-28")),
        ("so far in 2020", ("2020-01-01", "2020-10-28")),
        ("so far in October", ("2020-10-01", "2020-10-28")),
        ("since the start of the year", ("2020-01-01", "2020-10-28")),
        ("since the beginning of this month", ("2020-10-01", "2020-10-28")),
        ("since the weekend", ("2020-10-24", "2020-10-28")),
        ("since last week", ("2020-10-19", "2020-10-28")),
        ("since last month", ("2020-09-01", "2020-10-28")),
        ("since October 7", ("2020-10-07", "2020-10-28")),
        ("since the 27th of September", ("2020-09-27", "2020-10-28")),
        ("since 27.09.2020", ("2020-09-27", "2020-10-28")),
        ("in recent days", ("2020-10-25", "2020-10-28")),
        ("in the past few days", ("2020-10-25", "2020-10-28")),
        ("in recent weeks", ("2020-10-07", "2020-10-28")),
        ("from 1 to 5 October", ("2020-10-01", "2020-10-05")),
        ("from 27 September to 10 October", ("2020-09-27", "2020-10-10")),
    ],
)
def test_a_running_period_begins_where_it_is_said_to(text: str, days: tuple[str, str]) -> None:
    moment = _one(f"Forty people were killed {text}.")
    assert _days(moment) == days
    assert moment.running


@pytest.mark.parametrize(
    ("text", "day"),
    [("on 29 February", "2020-02-29"), ("on Feb. 29", "2020-02-29"), ("on 29 February 2016", "2016-02-29")],
)
def test_the_last_29_february_is_found(text: str, day: str) -> None:
    assert _days(_one(f"Two soldiers were killed {text}.", "2021-03-01")) == (day, day)


@pytest.mark.parametrize(
    "text",
    ["on the 27th of October", "on October 27th", "on 27th October", "on Oct 27th, 2020", "on the 27th October, 2020",
     "on Tuesday the 27th of October", "on the twenty-seventh of October", "on 2020-10-27", "on 27.10.2020",
     "on 27/10/2020", "on 10/27/2020", "on 27/10/20", "on 27/10", "on Tuesday (October 27)", "on Tuesday, Oct. 27,"],
)  # fmt: skip
def test_other_ways_to_write_a_day(text: str) -> None:
    assert _days(_one(f"Two soldiers were killed {text}.")) == ("2020-10-27", "2020-10-27")


@pytest.mark.parametrize("text", ["on 31.02.2020", "on 2020-13-45", "fire 24/7", "on 10/11", "the 3rd Brigade"])
def test_digits_that_are_no_day_or_may_be_two_are_no_time(text: str) -> None:
    assert _moments(f"Two soldiers were killed {text}.") == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 26-27 October", ("2020-10-26", "2020-10-27")),
        ("on October 26–27", ("2020-10-26", "2020-10-27")),
        ("between 25 and 27 October", ("2020-10-25", "2020-10-27")),
        ("between October 25 and October 27", ("2020-10-25", "2020-10-27")),
        ("on the night of 26 to 27 October", ("2020-10-26", "2020-10-27")),
        ("overnight from Monday to Tuesday", ("2020-10-26", "2020-10-27")),
        ("on Monday and Tuesday", ("2020-10-26", "2020-10-27")),
        ("at the weekend", ("2020-10-24", "2020-10-25")),
        ("over the weekend", ("2020-10-24", "2020-10-25")),
        ("last weekend", ("2020-10-24", "2020-10-25")),
        ("over the past 48 hours", ("2020-10-26", "2020-10-28")),
        ("in the last couple of days", ("2020-10-26", "2020-10-28")),
        ("within 24 hours", ("2020-10-27", "2020-10-28")),
        ("on the third day of fighting", ("2020-10-27", "2020-10-28")),
        ("for a fourth straight day of shelling", ("2020-10-27", "2020-10-28")),
        ("earlier today", ("2020-10-28", "2020-10-28")),
        ("earlier on Monday", ("2020-10-26", "2020-10-26")),
        ("in the early hours of Tuesday", ("2020-10-27", "2020-10-27")),
        ("on the night of October 26", ("2020-10-26", "2020-10-26")),
        ("last Wednesday", ("2020-10-21", "2020-10-21")),
        ("last Monday", ("2020-10-26", "2020-10-26")),
        ("days ago", ("2020-10-26", "2020-10-26")),
        ("a few hours ago", ("2020-10-28", "2020-10-28")),
        ("the day before", ("2020-10-27", "2020-10-27")),
    ],
)
def test_a_day_or_two_told_in_other_words_are_no_running_period(text: str, days: tuple[str, str]) -> None:
    moment = _one(f"Two soldiers were killed {text}.")
    assert _days(moment) == days
    assert (moment.running, moment.background) == (False, False)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("between 1992 and 1994", ("1992-01-01", "1994-12-31")),
        ("in 1992-94", ("1992-01-01", "1994-12-31")),
        ("in the April 2016 clashes", ("2016-04-01", "2016-04-30")),
        ("a fortnight ago", ("2020-10-14", "2020-10-14")),
        ("the previous month", ("2020-09-01", "2020-09-30")),
        ("earlier this year", ("2020-01-01", "2020-10-28")),
        ("earlier this month", ("2020-10-01", "2020-10-28")),
        ("from 1 to 5 October", ("2020-10-01", "2020-10-05")),
    ],
)
def test_older_days_told_in_other_words_are_history(text: str, days: tuple[str, str]) -> None:
    moment = _one(f"Forty people were killed {text}.")
    assert _days(moment) == days
    assert moment.background


def test_earlier_this_month_is_news_while_the_month_is_young() -> None:
    assert not _one("Two soldiers were killed earlier this month.", "2020-10-05").background


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("on December 30", "2021-01-02", ("2020-12-30", "2020-12-30")),
        ("on Thursday", "2021-01-02", ("2020-12-31", "2020-12-31")),
        ("on 1 January", "2020-12-31", ("2021-01-01", "2021-01-01")),
        ("since Dec. 28", "2021-01-03", ("2020-12-28", "2021-01-03")),
        ("from 30 December to 1 January", "2021-01-02", ("2020-12-30", "2021-01-01")),
        ("on December 30-31", "2021-01-02", ("2020-12-30", "2020-12-31")),
        ("over the weekend", "2021-01-04", ("2021-01-02", "2021-01-03")),
        ("last week", "2021-01-02", ("2020-12-21", "2020-12-27")),
        ("this year", "2021-01-02", ("2021-01-01", "2021-01-02")),
        ("last weekend", "2021-01-02", ("2020-12-26", "2020-12-27")),
    ],
)
def test_a_new_year_is_crossed(text: str, published: str, days: tuple[str, str]) -> None:
    moment = _one(f"Two soldiers were killed {text}.", published)
    assert _days(moment) == days
    assert not moment.background


def test_a_figure_behind_a_month_counts_the_people_it_stands_with() -> None:
    (claim,) = casualties("In September 12 soldiers were killed by shelling.", WEDNESDAY)
    assert (claim.low, claim.high) == (12, 12)
    assert claim.when is not None
    assert (claim.when.start.isoformat(), claim.when.precision) == ("2020-09-01", "month")
    assert not claim.current


@pytest.mark.parametrize(
    ("text", "current", "scope"),
    [
        ("Forty soldiers were killed in the 1990s war.", False, "cumulative"),
        ("Forty soldiers were killed in the April 2016 clashes.", False, "cumulative"),
        ("Forty soldiers have been killed so far this year.", True, "cumulative"),
        ("Forty soldiers were killed earlier this year.", False, "incident"),
        ("Four soldiers were killed over the weekend.", True, "incident"),
        ("Four soldiers were killed on the third day of the truce.", True, "incident"),
        ("A month into the truce, shelling killed four soldiers.", True, "incident"),
        ("Six years on, shelling killed four soldiers.", True, "incident"),
        ("Four soldiers were killed two days after the truce began.", True, "incident"),
        ("Four soldiers were killed between 9 and 11 a.m. on Monday.", True, "incident"),
    ],
)
def test_the_time_told_makes_a_figure_news_or_history_and_a_day_or_a_period(
    text: str, current: bool, scope: str
) -> None:
    (claim,) = casualties(text, WEDNESDAY)
    assert (claim.current, claim.scope) == (current, scope)


@pytest.mark.parametrize("text", ["on Sunday", "last month", "since June", "over the weekend", "on 3-4 June"])
def test_a_day_of_publication_at_the_edge_of_the_calendar_breaks_nothing(text: str) -> None:
    # 1 January 0001 is what programs write when they know no date; "on Sunday" then may lie outside the calendar
    read(f"Two soldiers were killed {text}.", "0001-01-01")


def test_the_last_month_of_the_calendar_is_a_month_like_any_other() -> None:
    read("Two soldiers were killed in December.", "9999-12-31")
