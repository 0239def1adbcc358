"""When a delivery is tried again."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.jobs.deliver import LONGEST_ASKED_FOR, LONGEST_WAIT, back_off


def test_waits_double_up_to_an_hour() -> None:
    assert [back_off(n).total_seconds() for n in (1, 2, 3, 4)] == [20, 40, 80, 160]
    assert back_off(50) == LONGEST_WAIT


def test_what_the_destination_asks_for_is_not_undercut() -> None:
    assert back_off(1, 90.0) == timedelta(seconds=90)
    assert back_off(4, 90.0) == timedelta(seconds=160)


@given(st.integers(), st.none() | st.floats(allow_nan=True, allow_infinity=True))
def test_any_wish_gives_a_wait_between_the_bounds(attempts: int, asked: float | None) -> None:
    assert back_off(1) <= back_off(attempts, asked) <= max(LONGEST_WAIT, LONGEST_ASKED_FOR)
