"""Where and when: what counts as one place and one day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.incidents.days import Days, agree, days_of, together
from monitor.incidents.nearness import Nearness, distance_km, nearness
from monitor.model import Place, When
from tests.unit.incidents.newsroom import (
    ALDER,
    ALDER_DISTRICT,
    BIRCH,
    MONDAY,
    SOUTHFORD,
    THE_MARCHES,
    TUESDAY,
    WEDNESDAY,
    on,
)

DAY = timedelta(days=1)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert distance_km(Place("a", "A", 40, 46), Place("b", "B", 41, 46)) == pytest.approx(111.2, abs=0.1)
    assert distance_km(Place("a", "A", 0, 179.5), Place("b", "B", 0, -179.5)) == pytest.approx(111.2, abs=0.1)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (ALDER, ALDER, Nearness.SAME),
        (ALDER, ALDER_DISTRICT, Nearness.SAME),
        (ALDER, BIRCH, Nearness.NEAR),
        (ALDER, SOUTHFORD, Nearness.APART),
        (ALDER, THE_MARCHES, Nearness.UNKNOWN),
        (THE_MARCHES, THE_MARCHES, Nearness.UNKNOWN),
        (Place("far", "Far", 45.0, 46.7, "town"), THE_MARCHES, Nearness.APART),
    ],
)
def test_places_are_the_same_near_apart_or_unknown(a: Place, b: Place, expected: Nearness) -> None:
    assert nearness([a], [b]) is expected
    assert nearness([b], [a]) is expected


def test_no_place_is_unknown_and_of_several_the_nearest_counts() -> None:
    assert nearness([], [ALDER]) is Nearness.UNKNOWN
    assert nearness([SOUTHFORD, ALDER], [ALDER]) is Nearness.SAME
    assert nearness([SOUTHFORD, THE_MARCHES], [ALDER]) is Nearness.APART


def test_an_undated_claim_is_of_its_publication_day_or_the_day_before() -> None:
    assert days_of(None, TUESDAY) == Days(MONDAY.date(), TUESDAY.date(), False)
    assert days_of(on(MONDAY), WEDNESDAY) == Days(MONDAY.date(), MONDAY.date(), True)


def test_a_time_of_months_is_no_day() -> None:
    assert not days_of(on(MONDAY - 200 * DAY, MONDAY), MONDAY).stated
    month = When((MONDAY - 30 * DAY).date(), MONDAY.date(), "month")
    assert days_of(month, MONDAY).stated


def days(first: int, last: int, *, stated: bool = True) -> Days:
    return Days((MONDAY + first * DAY).date(), (MONDAY + last * DAY).date(), stated)


def test_a_night_goes_with_either_of_its_days_and_not_with_the_next_night() -> None:
    assert agree(days(0, 1), days(0, 0))
    assert agree(days(1, 1), days(0, 1))
    assert not agree(days(0, 1), days(1, 2))
    assert not agree(days(0, 0), days(1, 1))


def test_a_week_goes_with_the_same_week_only() -> None:
    assert agree(days(0, 6), days(1, 6))
    assert not agree(days(0, 6), days(3, 3))
    assert not agree(days(0, 6), days(3, 9))


def test_an_undated_telling_goes_with_any_day_it_touches_but_with_no_week_of_another_article() -> None:
    assert agree(days(0, 1, stated=False), days(0, 0))
    assert agree(days(0, 1, stated=False), days(1, 2))
    assert not agree(days(0, 1, stated=False), days(2, 2))
    assert not agree(days(5, 6, stated=False), days(0, 6))
    assert agree(days(5, 6, stated=False), days(0, 6), one_article=True)


def test_undated_tellings_narrow_the_day_and_a_stated_one_settles_it() -> None:
    assert together([days(0, 1, stated=False), days(1, 2, stated=False)]) == days(1, 1, stated=False)
    assert together([days(0, 1, stated=False), days(0, 0)]) == days(0, 0)
    assert together([days(0, 0), days(0, 1)]) == days(0, 1)
