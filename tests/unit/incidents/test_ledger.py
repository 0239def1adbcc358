"""The toll: who is added, who is ranged against whom, and what is never mixed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest

from monitor.incidents.ledger import Trust, estimate, ledger, standing, trust
from monitor.model import Count, Figure, Harm, Measure, Scope, Victims
from tests.unit.incidents.newsroom import EAST, MONDAY, WEST

VICTIMS: Final[tuple[Victims, ...]] = ("military", "civilian", "unknown", "mixed")


def figure(
    low: int | None,
    high: int | None = -1,
    *,
    harm: Harm = "killed",
    side: str | None = EAST,
    victims: Victims = "military",
    by: str | None = EAST,
    agent: str | None = None,
    hours: int = 0,
    article: int = 1,
    outlet: str = "Harbour Wire",
    scope: Scope = "incident",
    measure: Measure = "incident",
    denied: bool = False,
) -> Figure:
    return Figure(
        harm=harm,
        side=side,
        victims=victims,
        claimant=by,
        low=low,
        high=low if high == -1 else high,
        article_id=article,
        outlet=outlet,
        said=MONDAY + timedelta(hours=hours),
        evidence="…",
        scope=scope,
        measure=measure,
        denied=denied,
        agent=agent,
    )


def killed(*figures: Figure) -> Count | None:
    return estimate(figures).killed


def test_disjoint_groups_are_added() -> None:
    assert killed(
        figure(2),
        figure(3, victims="civilian"),
        figure(1, side=WEST, by=WEST),
        figure(4, side=WEST, victims="civilian"),
    ) == Count(10, 10, 10)


def test_the_same_group_by_rival_claimants_is_ranged_and_the_own_sides_word_is_best() -> None:
    assert killed(figure(2), figure(20, by=WEST, hours=5)) == Count(2, 2, 20)


@pytest.mark.parametrize("neutral", ["un", "osce", "monitor", "medics", "eu"])
def test_neutral_counters_come_before_the_enemy(neutral: str) -> None:
    assert killed(figure(20, by=WEST, hours=5), figure(7, by=neutral)) == Count(7, 7, 20)


def test_the_press_comes_before_the_enemy_and_after_the_own_side() -> None:
    assert killed(figure(20, by=WEST, hours=5), figure(7, by=None)) == Count(7, 7, 20)
    assert killed(figure(7, by="media", hours=5), figure(5)) == Count(5, 5, 7)


def test_an_enemys_figure_is_all_there_is_where_nobody_else_counts() -> None:
    assert killed(figure(20, by=WEST)) == Count(20, 20, 20)


def test_an_ally_who_is_not_said_to_have_done_it_is_no_enemy() -> None:
    assert trust(figure(4, by="northland", agent=WEST)) is Trust.PRESS
    assert trust(figure(4, by=WEST, agent=WEST)) is Trust.ENEMY
    assert trust(figure(4, by=WEST)) is Trust.ENEMY


def test_a_total_is_not_added_to_its_parts() -> None:
    whole, soldiers, civilians = figure(7, victims="unknown"), figure(4), figure(3, victims="civilian")
    assert killed(whole, soldiers, civilians) == Count(7, 7, 7)
    assert killed(whole, soldiers) == Count(7, 7, 7)
    assert killed(figure(9, side=None, victims="unknown"), soldiers, figure(5, side=WEST, by=WEST)) == Count(9, 9, 9)


def test_parts_that_make_up_less_than_the_total_somebody_else_gives_lower_the_low_end() -> None:
    assert killed(
        figure(7, victims="unknown", by="medics"), figure(2, by=EAST), figure(3, victims="civilian", by=EAST)
    ) == Count(5, 7, 7)


def test_a_civilian_of_no_stated_side_is_not_one_of_the_soldiers() -> None:
    assert killed(figure(2), figure(1, side=None, victims="civilian", by=None)) == Count(3, 3, 3)


def test_sub_counts_are_not_added() -> None:
    assert killed(figure(5, victims="civilian"), figure(2, victims="civilian", measure="of-which")) == Count(5, 5, 5)


def test_casualties_are_not_mixed_with_killed() -> None:
    toll = estimate([figure(23, harm="casualties"), figure(2)])
    assert toll.killed == Count(2, 2, 2)
    assert toll.wounded is None


def test_running_totals_have_no_part_in_it() -> None:
    assert killed(figure(350, scope="cumulative", measure="cumulative"), figure(2)) == Count(2, 2, 2)
    assert killed(figure(350, scope="cumulative")) is None


def test_denied_figures_have_no_part_in_it() -> None:
    assert killed(figure(9, denied=True), figure(2)) == Count(2, 2, 2)


def test_bounds_give_the_number_as_written() -> None:
    assert killed(figure(5, None)) == Count(5, 5, None)
    assert killed(figure(None, 5)) == Count(0, 5, 5)
    assert killed(figure(24, 99)) == Count(24, 24, 99)
    assert killed(figure(5, None), figure(9, by=WEST)) == Count(5, 5, 9)
    assert killed(figure(9, None, hours=1), figure(5, by="un")) == Count(5, 9, None)


def test_the_newest_word_stands_and_a_repetition_does_not_make_it_newer() -> None:
    old, new = figure(3, hours=0), figure(5, hours=2, article=2)
    again = figure(5, hours=9, article=3, outlet="Lantern")
    (stands,) = standing([again, old, new])
    assert (stands.low, stands.article_id) == (5, 2)


def test_an_outlet_that_had_the_newer_figure_may_go_back_to_the_old_one() -> None:
    words = [figure(3), figure(5, hours=1, article=2, outlet="Lantern")]
    echo = figure(3, hours=2, article=3, outlet="Evening Post")
    correction = figure(3, hours=2, article=3, outlet="Lantern")
    assert killed(*words, echo) == Count(5, 5, 5)
    assert killed(*words, correction) == Count(3, 3, 3)


def test_two_numbers_for_one_group_in_one_article_are_not_added() -> None:
    assert killed(figure(3), figure(5)) == Count(5, 5, 5)


def test_the_ledger_keeps_new_words_and_who_repeats_them_newest_first() -> None:
    first, repeat = figure(3), figure(3, hours=1, article=2, outlet="Lantern")
    raised, echo = figure(5, hours=2, article=3), figure(3, hours=3, article=4, outlet="Evening Post")
    kept = ledger([echo, raised, first, repeat])
    assert [one.article_id for one in kept] == [3, 2, 1]
    assert ledger(kept) == kept


def test_an_additional_figure_with_nothing_before_it_stands_for_itself() -> None:
    assert killed(figure(23, measure="additional")) == Count(23, 23, 23)


def test_an_article_that_gives_the_new_total_beside_the_additional_dead_has_added_them_up() -> None:
    assert killed(
        figure(3), figure(5, hours=2, article=2), figure(2, hours=2, article=2, measure="additional")
    ) == Count(5, 5, 5)


def test_as_many_again_are_not_a_repetition() -> None:
    assert killed(figure(2), figure(2, hours=5, article=2, measure="additional")) == Count(4, 4, 4)


def test_a_vague_addition_says_nothing_new_and_one_without_upper_end_leaves_it_open() -> None:
    assert killed(figure(3), figure(None, 2, hours=5, article=2, measure="additional")) == Count(3, 3, 3)
    assert killed(figure(3), figure(2, None, hours=5, article=2, measure="additional")) == Count(5, 5, None)


def test_a_claimants_vague_word_does_not_stand_beside_its_own_newer_and_exacter_one() -> None:
    vague = figure(1, side=None)
    exact = figure(3, hours=1, article=2)
    assert standing([vague, exact]) == (exact,)
    assert killed(vague, exact) == Count(3, 3, 3)
    assert set(standing([vague, figure(3, hours=1, article=2, by="medics")])) >= {vague}


def test_a_war_of_many_sides_is_still_counted_in_no_time() -> None:
    figures = [
        figure(2, side=f"side-{number}", by=f"side-{number}", victims=victims)
        for number in range(12)
        for victims in VICTIMS
    ]
    assert killed(*figures, figure(3, side=None, by=None)) == Count(24, 48, 48)
