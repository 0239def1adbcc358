"""The article's own total for the newest happening it reports."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from monitor.engine.toll import article_toll
from monitor.model import Axes, CasualtyClaim, Count, When
from tests.unit.engine.desk import read


def _claim(low: int | None, high: int | None, **fields: Any) -> CasualtyClaim:
    told: dict[str, Any] = {"harm": "killed", "evidence": "", "start": 0, "end": 0} | fields
    return CasualtyClaim(low=low, high=high, **told)


def _exact(number: int, **fields: Any) -> CasualtyClaim:
    return _claim(number, number, best=number, **fields)


def test_no_figure_gives_no_toll() -> None:
    toll = article_toll([])
    assert (toll.killed, toll.wounded, toll.missing, toll.captured, toll.displaced) == (None,) * 5


def test_groups_of_other_sides_or_roles_are_added() -> None:
    claims = [
        _exact(3, side="armenia", victims="military"),
        _exact(4, side="armenia", victims="civilian"),
        _exact(2, side="azerbaijan", victims="military"),
    ]
    assert article_toll(claims).killed == Count(9, 9, 9)


def test_each_harm_has_its_own_total() -> None:
    toll = article_toll([_exact(3), _exact(5, harm="wounded"), _exact(7, harm="missing")])
    assert (toll.killed, toll.wounded, toll.missing) == (Count(3, 3, 3), Count(5, 5, 5), Count(7, 7, 7))


def test_a_part_of_a_figure_is_not_added() -> None:
    part = _exact(2, victims="civilian", axes=Axes(measure="of-which"))
    assert article_toll([_exact(7), part]).killed == Count(7, 7, 7)


@pytest.mark.parametrize("axes", [Axes(polarity="denied"), Axes(polarity="negated"), Axes(measure="superseded")])
def test_a_figure_that_is_denied_or_replaced_counts_nothing(axes: Axes) -> None:
    assert article_toll([_exact(3, axes=axes)]).killed is None


def test_running_totals_are_left_out_beside_a_new_figure() -> None:
    assert article_toll([_exact(3), _exact(350, scope="cumulative")]).killed == Count(3, 3, 3)


def test_a_running_total_stands_when_it_is_all_there_is() -> None:
    assert article_toll([_exact(350, scope="cumulative")]).killed == Count(350, 350, 350)


def test_history_is_left_out_beside_news() -> None:
    assert article_toll([_exact(30_000, current=False), _exact(40, scope="cumulative")]).killed == Count(40, 40, 40)


def test_the_total_of_a_long_war_is_no_toll_even_alone() -> None:
    years = When(date(2014, 4, 1), date(2021, 5, 20))
    assert article_toll([_exact(14_000, scope="cumulative", when=years)]).killed is None


def test_history_is_left_out_where_newer_harm_is_told() -> None:
    assert article_toll([_exact(9, current=False), _exact(2, harm="wounded")]).killed is None
    assert article_toll([_exact(9, current=False)]).killed == Count(9, 9, 9)


def test_history_is_left_out_where_newer_fighting_is_told() -> None:
    assert article_toll([_exact(9, current=False)], fresh=True).killed is None


def test_what_is_merely_claimed_is_left_out_beside_a_figure_that_somebody_stands_by() -> None:
    claimed = _exact(8, axes=Axes(voice="alleged"))
    assert article_toll([_exact(1), claimed]).killed == Count(1, 1, 1)
    assert article_toll([claimed]).killed == Count(8, 8, 8)


def test_no_more_of_a_kind_are_part_of_a_figure_than_it_tells_of_that_kind() -> None:
    told = {"evidence": "a farmer and a policeman", "end": 24}
    claims = [_exact(1, victims="civilian", **told), _exact(1, victims="military", **told)]
    assert article_toll([*claims, _exact(2, victims="military")]).killed == Count(4, 4, 4)


def test_people_of_no_told_side_are_part_of_a_larger_figure() -> None:
    assert article_toll([_exact(10, side="iran"), _exact(9), _exact(1)]).killed == Count(10, 10, 10)


def test_parts_stand_where_nobody_tells_the_whole() -> None:
    part = _exact(2, victims="civilian", axes=Axes(measure="of-which"))
    assert article_toll([part]).killed == Count(2, 2, 2)


def test_figures_told_in_one_breath_are_added() -> None:
    told = {"victims": "military", "evidence": "two soldiers and three policemen", "end": 32}
    assert article_toll([_exact(2, **told), _exact(3, **told)]).killed == Count(5, 5, 5)


def test_single_persons_are_added_until_a_larger_figure_holds_them() -> None:
    assert article_toll([_exact(1), _exact(1)]).killed == Count(2, 2, 2)
    assert article_toll([_exact(2), _exact(1), _exact(1)]).killed == Count(2, 2, 2)
    assert article_toll([_exact(2), _exact(1), _exact(1), _exact(1)]).killed == Count(3, 3, 3)


def test_of_two_figures_for_one_group_the_larger_stands() -> None:
    assert article_toll([_exact(3, side="armenia"), _exact(5, side="armenia")]).killed == Count(5, 5, 5)


def test_rival_claimants_are_not_added_up() -> None:
    claims = [_exact(5, side="armenia", claimant="azerbaijan"), _exact(2, side="armenia", claimant="armenia")]
    assert article_toll(claims).killed == Count(2, 5, 5)


def test_a_total_with_its_parts_is_counted_once() -> None:
    claims = [_exact(7), _exact(3, victims="military"), _exact(4, victims="civilian")]
    assert article_toll(claims).killed == Count(7, 7, 7)


def test_an_open_end_stays_open() -> None:
    assert article_toll([_claim(41, None, best=40)]).killed == Count(41, 40, None)
    assert article_toll([_claim(None, 5, best=5)]).killed == Count(None, 5, 5)


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        ("Three soldiers and four civilians were killed by shelling near Goris.", Count(7, 7, 7), None),
        (
            "Shelling killed seven people, including two children, and wounded twelve.",
            Count(7, 7, 7),
            Count(12, 12, 12),
        ),
        ("Over 40 soldiers were killed in the clash.", Count(41, 40, None), None),
        ("Dozens of soldiers were killed in the clash.", Count(24, 24, 99), None),
        ("Armenia said 30 soldiers were killed, raising its military death toll to 350.", Count(30, 30, 30), None),
        ("Two soldiers and three policemen were killed by shelling near Goris.", Count(5, 5, 5), None),
        ("Karo Omsin and Tarel Vastan were killed by shelling near Goris.", Count(2, 2, 2), None),
        ("Karo Omsin, 42, a teacher, was killed by shelling near Goris.", Count(1, 1, 1), None),
        ("Gunmen killed Karo Omsin in Goris. Tarel Vastan was killed in Kapan.", Count(2, 2, 2), None),
        ("Gunmen killed Karo Omsin in Goris. Omsin was killed on his way home.", Count(1, 1, 1), None),
        ("KARO OMSIN, MAYOR OF GORIS, WAS KILLED BY GUNMEN IN THE CITY TODAY.", Count(1, 1, 1), None),
        ("One policeman was killed by gunmen and another was wounded.", Count(1, 1, 1), Count(1, 1, 1)),
        ("A bomb exploded, killing one person and wounding another twelve.", Count(1, 1, 1), Count(12, 12, 12)),
        ("A suicide bomber blew up his car, killing himself and wounding a guard.", Count(1, 1, 1), Count(1, 1, 1)),
        ("Gunmen opened fire on two policemen near Goris, killing them.", Count(2, 2, 2), None),
        ("Gunmen seized three engineers. Their bodies were found near Goris.", Count(3, 3, 3), None),
        ("Five members of the town council that met near the bridge were killed by gunmen.", Count(5, 5, 5), None),
        ("Gunmen tried to kill two judges near Goris.", None, None),
        ("The group claimed the assassination of Karo Omsin.", Count(1, 1, 1), None),
        (
            "A soldier was killed by shelling near Goris. More than 2,000 people have been killed since January 2019.",
            Count(1, 1, 1),
            None,
        ),
        ("Gunmen fired on a mosque. The attack came a day after bombs killed 215 people in Goris.", None, None),
        ("A policeman was killed by gunmen, although the group claimed it killed three.", Count(1, 1, 1), None),
        ("Gunmen killed the mayor of the town of Osvel, his driver and two guards.", Count(4, 4, 4), None),
        ("Karo Omsin, a headman, and his driver, Tarel Vastan, were both shot dead by gunmen.", Count(2, 2, 2), None),
        ("Two guards were killed by a bomb, along with a local secretary of the party.", Count(3, 3, 3), None),
        ("Gunmen shot dead the driver of a bus carrying 20 children.", Count(1, 1, 1), None),
        ("The driver of a bus carrying 20 children was shot dead by gunmen.", Count(1, 1, 1), None),
        ("Three people - two children and their mother - were killed by shelling.", Count(3, 3, 3), None),
        ("None of the nine people on the bus were injured by the shelling.", None, None),
        ("The gunmen did not injure the driver. One shot hit a guard, killing him.", Count(1, 1, 1), None),
        (
            "Gunmen killed a policeman and his 2-year-old son. The two were killed on their way home.",
            Count(2, 2, 2),
            None,
        ),
        ("Militants killed a farmer near Goris by slitting his throat.", Count(1, 1, 1), None),
        ("A bomb wounded Karo Omsin, a prosecutor. Omsin later died of his wounds.", Count(1, 1, 1), None),
        ("A guard was shot in the head by gunmen. He died in hospital.", Count(1, 1, 1), None),
        ("A guard was shot in the head by gunmen. A farmer died in hospital.", Count(1, 1, 1), Count(1, 1, 1)),
        ("Seven people were killed by a bomb. Initial reports had put the dead at nine.", Count(7, 7, 7), None),
        ("The policeman, a father of three, was killed by gunmen.", Count(1, 1, 1), None),
        ("A policeman, a farmer and a guard were killed by gunmen.", Count(3, 3, 3), None),
        ("Not a single one of the nine soldiers was wounded by the shelling.", None, None),
        ("The attackers also wounded Omsin's younger brother.", None, Count(1, 1, 1)),
        ("The bombing resulted in five people killed and three wounded.", Count(5, 5, 5), Count(3, 3, 3)),
        ("Four people, including one child and two women, were injured by a bomb.", None, Count(4, 4, 4)),
        ("A rocket killed one man on the spot; two others died in hospital.", Count(3, 3, 3), None),
        ("A drone strike killed a rebel commander, two of his deputies and two guards.", Count(5, 5, 5), None),
        ("Six priests, as well as their cook and her daughter, were murdered by soldiers.", Count(8, 8, 8), None),
        ("The raid left six people, among them two children, dead.", Count(6, 6, 6), None),
        ("Militants stormed the village, hacking twelve farmers to death.", Count(12, 12, 12), None),
        ("Militants executed four of the hostages.", Count(4, 4, 4), None),
        ("Militants freed four of the hostages after a guard was killed.", Count(1, 1, 1), None),
        ("Shelling killed a father and his two sons near Goris.", Count(3, 3, 3), None),
        ("Shelling wounded two soldiers on Monday.\n\nIn 2015 a raid killed nine people there.", None, Count(2, 2, 2)),
    ],
)
def test_the_toll_of_a_whole_text(text: str, killed: Count | None, wounded: Count | None) -> None:
    toll = read(text, "2021-05-20").toll
    assert (toll.killed, toll.wounded) == (killed, wounded)
