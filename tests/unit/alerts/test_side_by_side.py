"""Figures stand side by side: each claimant's word, the parts of it as parts, nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.alerts.side_by_side import Table, table
from monitor.alerts.words import Wording
from monitor.model import Figure
from tests.unit.alerts.stories import HILL, KILLED_SAID_BY_ARMENIA, KILLED_SAID_BY_AZERBAIJAN, NIGHT, WOUNDED

SEVEN = replace(KILLED_SAID_BY_ARMENIA, low=7, high=7, victims="unknown", evidence="seven people were killed")
TWO_OF_THEM = replace(
    SEVEN, low=2, high=None, victims="civilian", measure="of-which", evidence="at least two of them civilians"
)


def tabled(*figures: Figure) -> Table:
    return table(figures, ("armenia", "azerbaijan"), {11: 1, 12: 2, 13: 3}, Wording())


def shown(*figures: Figure) -> dict[str, list[str]]:
    """By row, the cells that say something: who says it, then each line with its sources."""
    whole = tabled(*figures)
    return {
        f"{row.harm}, {row.side}": [
            f"{who} {'; '.join(f'{line.text} {list(line.refs)}' for line in cell)}"
            for who, cell in zip(whole.claimants, row.cells, strict=True)
            if cell
        ]
        for row in whole.rows
    }


# ---------------------------------------------------------------------------------------------------------------- parts


def test_a_part_of_a_figure_is_shown_as_one_and_is_no_rival() -> None:
    assert shown(SEVEN, TWO_OF_THEM) == {
        "Killed, Armenia": ["Armenia says 7, own losses [1]; of them at least 2 civilians [1]"]
    }
    assert not tabled(SEVEN, TWO_OF_THEM, replace(SEVEN, claimant="azerbaijan", article_id=13)).rows[0].rival


def test_a_part_sits_with_the_whole_of_its_article_whatever_side_that_names() -> None:
    whole = replace(SEVEN, side=None, claimant=None)
    part = replace(TWO_OF_THEM, claimant=None)
    assert shown(whole, part) == {
        "Killed, side not stated": ["Harbour Wire reports 7 [1]; of them at least 2 civilians of Armenia [1]"]
    }


def test_two_parts_in_one_phrase_are_shown_in_its_words() -> None:
    phrase = "including two children and three women"
    children = replace(TWO_OF_THEM, low=2, high=2, evidence=phrase)
    women = replace(TWO_OF_THEM, low=3, high=3, evidence=phrase)
    assert shown(SEVEN, children, women) == {
        "Killed, Armenia": ["Armenia says 7, own losses [1]; “including two children and three women” [1]"]
    }


def test_only_the_newest_word_on_a_part_is_shown() -> None:
    later = {"said": NIGHT, "article_id": 13}
    nine = replace(SEVEN, low=9, high=9, **later)  # type: ignore[arg-type]
    three = replace(TWO_OF_THEM, low=3, high=3, evidence="three of them civilians", **later)  # type: ignore[arg-type]
    assert shown(SEVEN, TWO_OF_THEM, nine, three) == {
        "Killed, Armenia": ["Armenia says 9, own losses [3]; of them 3 civilians [3]; earlier: 7 [1]"]
    }


def test_a_part_whose_whole_nobody_gave_is_shown_all_the_same() -> None:
    assert shown(TWO_OF_THEM) == {"Killed, Armenia": ["Armenia says at least 2 civilians of a larger number [1]"]}


# ----------------------------------------------------------------------------------------------------------- whose word


def test_a_side_that_counts_its_own_people_admits_nothing() -> None:
    assert shown(WOUNDED) == {"Wounded, Azerbaijan": ["Azerbaijan says 2 military, own losses [3]"]}
    assert shown(KILLED_SAID_BY_AZERBAIJAN) == {
        "Killed, Armenia": ["Azerbaijan says dozens (24–99), military [3]"],
    }
    assert shown(replace(WOUNDED, harm="displaced")) == {"Displaced, Azerbaijan": ["Azerbaijan says 2 military [3]"]}


def test_what_a_report_calls_admitted_is_shown_so() -> None:
    before = replace(WOUNDED, said=NIGHT - timedelta(hours=1), article_id=12)
    assert shown(before, replace(WOUNDED, admitted=True)) == {
        "Wounded, Azerbaijan": ["Azerbaijan says 2 military, admitted [2, 3]"]
    }


def test_a_vaguer_word_of_the_same_number_is_the_same_word() -> None:
    again = replace(WOUNDED, victims="unknown", said=NIGHT, article_id=12)
    assert shown(WOUNDED, again) == {"Wounded, Azerbaijan": ["Azerbaijan says 2 military, own losses [2, 3]"]}


def test_of_two_numbers_in_one_report_the_smaller_is_what_was_known_before() -> None:
    four = replace(WOUNDED, low=4, high=4)
    for order in ((WOUNDED, four), (four, WOUNDED)):
        assert shown(*order) == {
            "Wounded, Azerbaijan": ["Azerbaijan says 4 military, own losses [3]; earlier: 2 military [3]"]
        }


def test_a_vague_word_of_an_old_number_is_no_newer_than_the_exact_one() -> None:
    four, three = replace(WOUNDED, low=4, high=4), replace(WOUNDED, low=3, high=3, victims="unknown")
    before = replace(three, victims="military", said=NIGHT - timedelta(hours=1), article_id=12)
    assert shown(before, three, four) == {
        "Wounded, Azerbaijan": ["Azerbaijan says 4 military, own losses [3]; earlier: 3 military [2, 3]"]
    }


def test_figures_are_rival_only_where_they_speak_of_the_same_people() -> None:
    five = replace(WOUNDED, low=5, high=5)
    civilians = replace(WOUNDED, claimant="eu", victims="civilian")
    seven = replace(WOUNDED, claimant="eu", low=7, high=7, victims="unknown")
    assert not tabled(five, civilians).rows[0].rival
    assert tabled(five, seven).rows[0].rival
    assert not tabled(five, replace(civilians, claimant="azerbaijan"), seven).rows[0].rival


def test_a_first_word_of_no_side_joins_what_the_claimant_later_says_of_one() -> None:
    first = replace(WOUNDED, side=None, low=1, high=1, said=NIGHT - timedelta(hours=1), article_id=12)
    assert shown(first, WOUNDED) == {
        "Wounded, Azerbaijan": ["Azerbaijan says 2 military, own losses [3]; earlier: 1 military [2]"]
    }
    press = replace(first, claimant=None, outlet=HILL)
    assert "Wounded, side not stated" in shown(press, WOUNDED)


def test_a_toll_is_told_apart_only_where_it_was_weighed() -> None:
    assert not tabled(WOUNDED).weighed
    assert not tabled(WOUNDED, KILLED_SAID_BY_ARMENIA).weighed
    assert tabled(KILLED_SAID_BY_ARMENIA, KILLED_SAID_BY_AZERBAIJAN).weighed
