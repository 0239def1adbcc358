"""Number expressions and the ranges they stand for (conventions of the labels: "over 40" is 41 and up)."""

from __future__ import annotations

import pytest

from monitor.engine.numbers import Number, NumberReader, NumberWords
from tests.unit.engine.desk import casualties, english, words

Expected = tuple[str, int | None, int | None]


def _read(text: str) -> list[Number]:
    return english().numbers.find(words(text))


def _told(text: str) -> list[Expected]:
    found = words(text)
    return [(text[found[n.first].start : found[n.last - 1].end], n.low, n.high) for n in _read(text)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        # digits
        ("31", 31, 31), ("1,200", 1200, 1200), ("12,345,678", 12345678, 12345678), ("1.223", 1223, 1223),
        ("1.2 million", 1_200_000, 1_200_000), ("2.5 thousand", 2500, 2500), ("3 hundred", 300, 300),
        # words
        ("one", 1, 1), ("zero", 0, 0), ("seven", 7, 7), ("nineteen", 19, 19), ("forty-five", 45, 45),
        ("forty five", 45, 45), ("fourty", 40, 40), ("one hundred", 100, 100), ("one hundred and five", 105, 105),
        ("two hundred fifty", 250, 250), ("two hundred and fifty thousand", 250_000, 250_000),
        ("one million two hundred thousand", 1_200_000, 1_200_000), ("nineteen hundred", 1900, 1900),
        ("a hundred", 100, 100), ("a thousand", 1000, 1000),
        # ranges
        ("10 to 15", 10, 15), ("ten to fifteen", 10, 15), ("10-15", 10, 15), ("10–15", 10, 15),
        ("between 5 and 7", 5, 7), ("between five and seven", 5, 7), ("from ten to twenty-four", 10, 24),
        ("twelve or thirteen", 12, 13), ("200-300", 200, 300), ("some 10 to 15", 10, 15),
        # bounds from below
        ("at least 31", 31, None), ("at least thirty-one", 31, None), ("no fewer than 5", 5, None),
        ("no less than 5", 5, None), ("not less than 5", 5, None), ("a minimum of 6", 6, None),
        ("upwards of 60", 60, None), ("ten or more", 10, None), ("100 plus", 100, None), ("12 at least", 12, None),
        ("more than 40", 41, None), ("over 40", 41, None), ("above 40", 41, None), ("exceeding 30", 31, None),
        ("well over 100", 101, None), ("more than one", 2, None), ("more than a dozen", 13, None),
        ("more than a hundred", 101, None),
        ("at least two dozen", 24, None), ("at least about 30", 30, None),
        # bounds from above
        ("up to 5", None, 5), ("as many as 75,000", None, 75_000), ("no more than 4", None, 4),
        ("not more than four", None, 4), ("at most 3", None, 3), ("a maximum of 9", None, 9), ("nearly 50", None, 50),
        ("almost 50", None, 50), ("close to 50", None, 50), ("fewer than ten", None, 10), ("under 20", None, 20),
        ("nearly two dozen", None, 24),
        # vague words
        ("a few", 3, 5), ("several", 3, 9), ("a couple of", 2, 2), ("a pair of", 2, 2), ("a dozen", 12, 12),
        ("half a dozen", 6, 6), ("two dozen", 24, 24), ("tens", 20, 99), ("dozens", 24, 99), ("scores", 40, 99),
        ("hundreds", 200, 999), ("thousands", 2000, 9999), ("tens of thousands", 20_000, 99_999),
        ("hundreds of thousands", 200_000, 999_999),
        # repeated in parentheses
        ("twenty-four (24)", 24, 24), ("seven (7)", 7, 7), ("7 (seven)", 7, 7),
    ],
)  # fmt: skip
def test_a_whole_expression_is_one_range(text: str, low: int | None, high: int | None) -> None:
    assert _told(text) == [(text, low, high)]


@pytest.mark.parametrize("text", ["about 30", "around 30", "some 30", "roughly 30", "an estimated 30", "30 or so"])
def test_about_is_kept_beside_the_number(text: str) -> None:
    (number,) = _read(text)
    assert (number.low, number.high, number.approx) == (30, 30, True)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("31", 31), ("more than 40", 40), ("at least 5", 5), ("up to 5", 5), ("nearly 50", 50), ("dozens", 24),
        ("10 to 15", 10), ("as many as 75,000", 75_000),
    ],
)  # fmt: skip
def test_the_number_as_written_is_kept(text: str, best: int) -> None:
    (number,) = _read(text)
    assert number.best == best


@pytest.mark.parametrize(
    "text",
    [
        "120mm mortars", "120 mm mortars", "120-millimetre guns", "82 mm", "5 km away", "5km", "9.40 a.m.", "9 am",
        "6 p.m.", "40%", "40 percent", "$200 million", "€5", "a 19-year-old", "covid-19", "a Su-25",
        "at 9:40", "40 per cent", "an F-16", "the 1990s", "the 12th day", "the 21st", "a two-day-old truce",
        "a seven-hour battle", "the first", "a third", "no", "no one", "and", "10,5", "0.5",
    ],
)  # fmt: skip
def test_what_counts_nobody_is_no_number(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("three soldiers and four civilians", [("three", 3, 3), ("four", 4, 4)]),
        ("five and two", [("five", 5, 5), ("two", 2, 2)]),
        ("two, three", [("two", 2, 2), ("three", 3, 3)]),
        ("5 to 3", [("5", 5, 5), ("3", 3, 3)]),
        ("twenty-four (25)", [("twenty-four", 24, 24), ("25", 25, 25)]),
        ("23 more", [("23", 23, 23)]),
        ("another four", [("four", 4, 4)]),
    ],
)
def test_numbers_that_do_not_belong_together_stay_apart(text: str, expected: list[Expected]) -> None:
    assert _told(text) == expected


@pytest.mark.parametrize(("text", "year"), [("2016", True), ("1994", True), ("1,994", False), ("at least 2016", False)])
def test_four_bare_digits_may_be_a_year(text: str, year: bool) -> None:
    (number,) = _read(text)
    assert number.year is year


@pytest.mark.parametrize("text", ["٢٣", "２３"])
def test_digits_of_other_scripts_are_digits(text: str) -> None:
    assert _told(text) == [(text, 23, 23)]


def test_a_language_without_number_words_still_reads_digits() -> None:
    assert [n.low for n in NumberReader(NumberWords()).find(words("12 men, seven women"))] == [12]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        # scales of vague words and of ranges
        ("a few hundred", 300, 500), ("several hundred", 300, 900), ("several thousand", 3000, 9000),
        ("a few dozen", 36, 60), ("several dozen", 36, 108), ("a couple of dozen", 24, 24), ("a couple dozen", 24, 24),
        ("several hundred thousand", 300_000, 900_000), ("a handful of", 3, 5), ("half a million", 500_000, 500_000),
        ("five dozen", 60, 60), ("a half-dozen", 6, 6), ("half dozen", 6, 6), ("a trio of", 3, 3),
        ("two to three hundred", 200, 300), ("10 to 15 thousand", 10_000, 15_000),
        ("five or six million", 5_000_000, 6_000_000),
        ("50 to a hundred", 50, 100), ("90 to two hundred", 90, 200), ("between two and three dozen", 24, 36),
        # other ways to write digits
        ("1 200", 1200, 1200), ("12 300 400", 12_300_400, 12_300_400), ("some 1 200", 1200, 1200),
        ("1,50,000", 150_000, 150_000), ("2.5 lakh", 250_000, 250_000), ("10k", 10_000, 10_000),
        # bounds
        ("in excess of 100", 101, None), ("upward of 70", 70, None), ("just over 40", 41, None),
        ("slightly more than 40", 41, None), ("as few as six", 6, None), ("a minimum of two dozen", 24, None),
        ("not fewer than 8", 8, None), ("at the very least 8", 8, None), ("approaching 50", None, 50),
        ("just under 40", None, 40), ("just short of 40", None, 40), ("nearing 200", None, 200),
        ("as high as 90", None, 90), ("not exceeding 9", None, 9), (">100", 101, None), ("<10", None, 10),
        ("more than 1.2 million", 1_200_001, None),
        ("100+", 100, None), ("100-plus", 100, None), ("four or more", 4, None), ("five or fewer", None, 5),
        ("nine at most", None, 9), ("30-odd", 30, 30), ("a hundred-odd", 100, 100), ("two dozen or so", 24, 24),
        # bounds of vague words and of ranges
        ("at least several hundred", 300, None), ("more than several dozen", 37, None),
        ("up to several hundred", None, 900),
        ("at least 10 to 15", 10, None), ("up to 10-15", None, 15), ("an estimated 10 to 15", 10, 15),
        ("at least dozens", 24, None),
        # repeated in parentheses
        ("24 (twenty-four)", 24, 24), ("seven (07)", 7, 7), ("one hundred and twenty-four (124)", 124, 124),
        ("twelve (12) or more", 12, None),
        # "to" where "and" is meant
        ("between five to seven", 5, 7),
    ],
)  # fmt: skip
def test_scales_bounds_and_ranges_go_together(text: str, low: int | None, high: int | None) -> None:
    assert _told(text) == [(text, low, high)]


@pytest.mark.parametrize("text", ["dozen", "another dozen", "a further dozen"])
def test_a_dozen_needs_no_article(text: str) -> None:
    assert _told(text) == [("dozen", 12, 12)]


@pytest.mark.parametrize(
    ("text", "best"),
    [("more than several dozen", 36), ("at least 10 to 15", 10), ("up to 10-15", 15), ("a few hundred", 300)],
)
def test_of_a_bounded_range_the_bounded_end_is_kept(text: str, best: int) -> None:
    (number,) = _read(text)
    assert number.best == best


@pytest.mark.parametrize("text", ["~30", "30-odd", "30 or thereabouts", "in the region of 30", "something like 30"])
def test_rough_figures_are_about_so_many(text: str) -> None:
    (number,) = _read(text)
    assert (number.low, number.high, number.approx) == (30, 30, True)


@pytest.mark.parametrize("text", ["12 per side", "12 each", "12 on either flank"])
def test_so_many_per_side_are_a_number(text: str) -> None:
    assert _told(text) == [("12", 12, 12)]


@pytest.mark.parametrize(
    "text",
    [
        # names
        "at post No. 12", "posts Nos. 3", "MH17", "M16 rifles", "an AK47", "flight 370", "Channel 12",
        # times
        "0530 GMT", "at 1930hrs", "1930 hrs", "from 9 to 11 a.m.", "between 9:40 and 10:20", "six o'clock",
        # ages
        "aged between 18 and 25", "aged over 60", "ages 5 to 12", "aged 19", "women over 60", "children under five",
        "a nineteen year old boy", "19 years old", "12 months old", "60 years of age",
        # measures, shares, prices, scores
        "from 5 to 7 km", "100-200 m", "40-50 percent", "two thirds", "one third", "three quarters", "Rs 500",
        "£3 million", "more than $200 million", "a 5-4 vote", "fire 24/7", "a 30-odd-year-old man",
        "a 100-plus-page report",
        # days
        "on 2020-10-27", "on 27.10.2020", "on 27/10/2020", "on 27/10", "the 27th", "on 1.1.2021", "since 9/11",
    ],
)  # fmt: skip
def test_names_hours_ages_measures_and_dates_count_nobody(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    ("text", "low"),
    [("rose from 3 to 5", 5), ("has climbed from twelve to fifteen", 15), ("was revised from 9 to 7", 7)],
)
def test_a_figure_that_changes_is_the_new_one(text: str, low: int) -> None:
    assert [(n.low, n.high) for n in _read(text)] == [(low, low)]


def test_a_day_before_a_figure_is_no_part_of_it() -> None:
    assert _told("On May 5 200 people fled") == [("5", 5, 5), ("200", 200, 200)]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1992-94", [(1992, 1994)]),
        ("1992–1994", [(1992, 1994)]),
        ("between 1992 and 1994", [(1992, 1992), (1994, 1994)]),
        ("from 1992 to 1994", [(1992, 1992), (1994, 1994)]),
        ("2016", [(2016, 2016)]),
    ],
)
def test_years_joined_are_years(text: str, years: list[tuple[int, int]]) -> None:
    assert [(n.low, n.high) for n in _read(text) if n.year] == years


@pytest.mark.parametrize("text", ["9" * 400, "1" + ",000" * 120, "9" * 300 + " million million"])
def test_a_number_too_large_to_be_true_is_left_out(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Two 19-year-old soldiers were killed by a sniper.", 2, 2),
        ("A 19-year-old soldier was killed by a sniper.", 1, 1),
        ("A nineteen year old soldier was killed by a sniper.", 1, 1),
        ("Another dozen soldiers were killed by shelling.", 12, 12),
        ("Twenty-odd soldiers were killed in the raid.", 20, 20),
        ("Two (02) soldiers were killed in the firing.", 2, 2),
        ("Anywhere from 20 to 30 soldiers were killed in the raid.", 20, 30),
        ("The death toll has since risen from 12 to 14, the army said after the battle.", 14, 14),
        ("Soldiers of the 3rd Brigade killed two militants.", 2, 2),
        ("M16 rifles and 155mm guns killed five soldiers.", 5, 5),
        ("Twelve soldiers per side were killed in the clash.", 12, 12),
        ("By 0530 GMT, six soldiers were killed by shelling.", 6, 6),
        ("At least three and as many as 25 soldiers were killed in the raid.", 3, 25),
        ("The raid killed at least another 12 soldiers.", 12, None),
        ("The raid killed 'six soldiers', it said.", 6, 6),
        ("The raid killed ‘at least six’ soldiers.", 6, None),
        ("The rebels' raid killed six of the soldiers' guides.", 6, 6),
    ],
)
def test_the_figure_of_a_claim_is_the_one_that_counts_people(text: str, low: int, high: int) -> None:
    (claim,) = casualties(text)
    assert (claim.low, claim.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "The shelling killed children under 18, the ministry said.",
        "Two thirds of the soldiers at the post were killed.",
        "Soldiers aged 18 to 25 were killed by shelling.",
    ],
)
def test_an_age_or_a_share_is_nobodys_number(text: str) -> None:
    assert casualties(text) == []
