"""Numbers, names and days are written as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import words
from monitor.alerts.words import Wording
from monitor.model import Count


@pytest.mark.parametrize(
    ("low", "high", "approx", "evidence", "written"),
    [
        (5, 5, False, "", "5"),
        (0, 0, False, "", "none"),
        (75000, 75000, False, "", "75,000"),
        (12, 12, True, "about a dozen", "about 12"),
        (5, None, False, "at least five", "at least 5"),
        (41, None, False, "over 40 soldiers", "more than 40"),
        (41, None, False, "at least 41, more than last week", "at least 41"),
        (1001, None, False, "more than 1,000 people", "more than 1,000"),
        (None, 5, False, "up to five", "up to 5"),
        (None, 50, False, "nearly 50 people", "nearly 50"),
        (3, 5, False, "three to five", "3 to 5"),
        (3, 5, False, "a few villagers", "a few (3–5)"),
        (3, 9, False, "several men", "several (3–9)"),
        (3, 9, False, "between three and nine", "3 to 9"),
        (24, 99, False, "dozens were hurt", "dozens (24–99)"),
        (24, 99, False, "десятки", "dozens (24–99)"),
        (200, 999, False, "hundreds", "hundreds (200–999)"),
        (20000, 99999, False, "", "tens of thousands (20,000–99,999)"),
        (10, 24, True, "some ten to 24", "about 10 to 24"),
        (None, None, False, "losses", "a number not given"),
    ],
)
def test_a_range_is_written_as_people_write_it(
    low: int | None, high: int | None, approx: bool, evidence: str, written: str
) -> None:
    assert words.figure(low, high, approx=approx, evidence=evidence) == written


@pytest.mark.parametrize(
    ("toll", "written"),
    [
        (Count(5, 5, 5), "5"),
        (Count(5, 5, None), "at least 5"),
        (Count(None, 5, 5), "up to 5"),
        (Count(3, 5, 7), "5 (3 to 7)"),
        (Count(5, 5, 7), "5 (up to 7)"),
        (Count(3, 5, 5), "5 (3 to 5)"),
        (Count(3, 5, None), "5 (3 or more)"),
        (Count(None, 5, None), "5"),
        (Count(1200, 1200, 3000), "1,200 (up to 3,000)"),
    ],
)
def test_a_toll_puts_its_best_number_first(toll: Count, written: str) -> None:
    assert words.count(toll) == written


def test_people_agree_with_their_number() -> None:
    assert words.people("1", "civilian") == "1 civilian"
    assert words.people("at least 5", "civilian") == "at least 5 civilians"
    assert words.people("dozens (24–99)", "military") == "dozens (24–99), military"
    assert words.people("3", "unknown") == "3"


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2016, 4, 7), date(2016, 4, 7), "7 April 2016"),
        (date(2016, 4, 5), date(2016, 4, 7), "5–7 April 2016"),
        (date(2016, 3, 30), date(2016, 4, 2), "30 March – 2 April 2016"),
        (date(2015, 12, 31), date(2016, 1, 1), "31 December 2015 – 1 January 2016"),
    ],
)
def test_days_are_written_with_no_part_twice(first: date, last: date, written: str) -> None:
    assert words.days(first, last) == written


def test_ids_without_a_label_are_shown_in_title_case() -> None:
    wording = Wording({"armenia": "Republic of Armenia"})
    assert wording.name("armenia") == "Republic of Armenia"
    assert wording.name("saudi-arabia") == "Saudi Arabia"
    assert wording.name("nagorno-karabakh") == "Nagorno-Karabakh"
    assert wording.name("osce") == "OSCE"
    assert wording.ceasefire("nk-2016-04-05") == "nk-2016-04-05"


def test_verbs_agree_with_who_speaks() -> None:
    wording = Wording()
    assert wording.does("armenia", "deny") == "Armenia denies"
    assert wording.does("witnesses", "say") == "Witnesses say"
    assert wording.is_or_are("police") == "Police are"


def test_times_are_shown_in_the_zone_with_its_name() -> None:
    late = datetime(2026, 3, 14, 23, 12, tzinfo=UTC)
    assert Wording(timezone="Asia/Yerevan").stamp(late) == "Sun 15 March 2026, 03:12 Asia/Yerevan"
    assert Wording().stamp(late) == "Sat 14 March 2026, 23:12 UTC"


def test_text_from_outside_cannot_paint_or_turn_the_line() -> None:
    assert words.plain("red \x1b[31malert\x07\r\n\u202egnol\u202c\tend") == "red [31malert gnol end"


@given(st.text(), st.integers(min_value=2, max_value=80))
def test_a_cut_text_is_one_line_and_never_longer_than_asked(text: str, limit: int) -> None:
    cut = words.plain(text, limit)
    assert len(cut) <= limit
    assert len(cut.splitlines()) <= 1


def test_quotations_inside_a_quotation_get_single_marks() -> None:
    assert words.quoted("“We held fire,” he said") == "“‘We held fire,’ he said”"


def test_lists_have_an_and() -> None:
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a"]) == "a"
    assert words.listed([]) == ""
