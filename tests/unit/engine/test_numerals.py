"""Numbers and days in digits, one word at a time."""

from __future__ import annotations

import pytest

from monitor.engine.numerals import day_and_month, ordinal_day, value_of, written_date


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("31", 31),
        ("1,200", 1200),
        ("1.223", 1223),
        ("1,50,000", 150_000),
        ("12,34,567", 1_234_567),
        ("1.2", 1.2),
        ("07", 7),
    ],
)
def test_a_numeral_has_a_value(word: str, value: float) -> None:
    assert value_of(word) == value


@pytest.mark.parametrize("word", ["0530", "10,5", "1,2,3", "1,20", "27.10.2020", "27th", "9/11", "1" * 16])
def test_what_counts_nothing_has_none(word: str) -> None:
    assert value_of(word) is None


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("2020-10-27", "2020-10-27"),
        ("27.10.2020", "2020-10-27"),
        ("27/10/2020", "2020-10-27"),
        ("10/27/2020", "2020-10-27"),
        ("3/4/2020", "2020-04-03"),
        ("27/10/20", "2020-10-27"),
        ("27.10.94", "1994-10-27"),
    ],
)
def test_a_date_in_digits_is_a_day(word: str, day: str) -> None:
    found = written_date(word)
    assert found is not None
    assert found.isoformat() == day


@pytest.mark.parametrize("word", ["31.02.2020", "2020-13-01", "13.13.2020", "10.27.2020", "27/10", "1.2", "0000-01-01"])
def test_what_no_calendar_has_is_no_day(word: str) -> None:
    assert written_date(word) is None


@pytest.mark.parametrize(
    ("word", "expected"),
    [("27/10", (27, 10)), ("10/27", (27, 10)), ("09/11", None), ("24/7", None), ("50/50", None), ("00/27", None)],
)
def test_a_day_and_a_month_are_told_apart_or_not_at_all(word: str, expected: tuple[int, int] | None) -> None:
    assert day_and_month(word) == expected


@pytest.mark.parametrize(
    ("word", "day"), [("1st", 1), ("22nd", 22), ("31st", 31), ("32nd", None), ("0th", None), ("th", None)]
)
def test_an_ordinal_may_be_the_day_of_a_month(word: str, day: int | None) -> None:
    assert ordinal_day(word) == day
