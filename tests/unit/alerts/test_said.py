"""Who says what: each thing once, and never put into a mouth it did not come from."""

from __future__ import annotations

from dataclasses import replace

from monitor.alerts.said import said
from monitor.alerts.words import Wording
from monitor.model import Accusation, Attack, Telling
from tests.unit.alerts.stories import COAST, COUNTER, DENIAL, HILL, SHELLING_ONCE, incident, telling

REFS = {11: 1, 12: 2, 13: 3, 14: 4}
PRESS = replace(SHELLING_ONCE, accuser=None, article_id=13, outlet=HILL)
INFERRED = replace(SHELLING_ONCE, accuser=None, inferred=True, article_id=12)


def lines(*accusations: Accusation, tellings: tuple[Telling, ...] = ()) -> list[str]:
    """The lines as shown, the numbers of the sources behind them."""
    told = said(incident(accusations=accusations, tellings=tellings), REFS, Wording())
    return [f"{line.text} {list(line.refs)}" for line in told]


def attack(attacker: str | None = "azerbaijan", **fields: object) -> Attack:
    return Attack(**{"attacker": attacker, "acts": ("shelling",), **fields})  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------------------------------- accusations


def test_an_accusation_names_every_article_that_carries_it() -> None:
    other = telling(article_id=13, accusations=(replace(SHELLING_ONCE, article_id=13, acts=("small-arms",)),))
    assert lines(SHELLING_ONCE, tellings=(telling(accusations=(SHELLING_ONCE,)), other)) == [
        "Armenia accuses Azerbaijan of breaking the ceasefire: shelling and small-arms fire [1, 3]"
    ]


def test_a_paper_s_own_word_goes_where_a_named_accuser_says_the_same() -> None:
    assert lines(PRESS) == ["Hill Gazette reports that Azerbaijan broke the ceasefire, naming no accuser: shelling [3]"]
    assert lines(PRESS, SHELLING_ONCE) == [
        "Armenia accuses Azerbaijan of breaking the ceasefire: shelling [1, 3]",
    ]


def test_two_papers_that_name_no_accuser_share_a_line() -> None:
    other = replace(PRESS, article_id=12, outlet=COAST)
    assert lines(PRESS, other) == [
        "Hill Gazette and Coast Radio report that Azerbaijan broke the ceasefire, naming no accuser: shelling [2, 3]"
    ]


def test_what_the_register_infers_goes_where_a_source_calls_it_a_violation() -> None:
    assert lines(INFERRED) == [
        "Apparent violation by Azerbaijan: shelling. Inferred from the ceasefire in force; "
        "no source calls it a violation [2]"
    ]
    assert lines(INFERRED, SHELLING_ONCE) == ["Armenia accuses Azerbaijan of breaking the ceasefire: shelling [1, 2]"]
    assert lines(INFERRED, PRESS) == [
        "Hill Gazette reports that Azerbaijan broke the ceasefire, naming no accuser: shelling [2, 3]"
    ]


def test_a_breach_by_nobody_in_particular_goes_where_a_side_is_named() -> None:
    nobody = replace(PRESS, violator=None)
    assert lines(nobody) == ["Hill Gazette reports that the ceasefire was broken, naming no side: shelling [3]"]
    assert lines(nobody, COUNTER) == ["Azerbaijan accuses Armenia of breaking the ceasefire: small-arms fire [3]"]


def test_a_side_that_owns_up_is_said_to_do_so() -> None:
    own = replace(SHELLING_ONCE, accuser="azerbaijan")
    assert lines(own) == ["Azerbaijan reports an attack of its own under the ceasefire: shelling [1]"]


def test_on_whom_is_said_where_it_is_no_matter_of_course() -> None:
    own = replace(SHELLING_ONCE, target="armenia")
    other = replace(SHELLING_ONCE, target="nagorno-karabakh", count=3)
    assert lines(own) == ["Armenia accuses Azerbaijan of breaking the ceasefire: shelling [1]"]
    assert lines(other) == [
        "Armenia accuses Azerbaijan of breaking the ceasefire: shelling against Nagorno-Karabakh, "
        "3 violations stated [1]"
    ]
    assert lines(replace(INFERRED, target="armenia"))[0].startswith(
        "Apparent violation by Azerbaijan: shelling against Armenia. Inferred"
    )
    bare = replace(SHELLING_ONCE, target="georgia", acts=("unspecified",))
    assert lines(bare) == ["Armenia accuses Azerbaijan of breaking the ceasefire: against Georgia [1]"]


# -------------------------------------------------------------------------------------------------------------- attacks


def test_all_that_is_told_of_one_attacker_stands_in_one_line() -> None:
    told = (
        telling(attack()),
        telling(attack(acts=("drone",), target="armenia"), article_id=13),
        telling(article_id=12),
    )
    assert lines(tellings=told) == ["Azerbaijan is said to have attacked Armenia: shelling and drone attack [1, 3]"]


def test_who_says_that_a_side_attacked_is_named_where_it_is_known() -> None:
    told = (telling(attack(claimant="armenia")), telling(attack(claimant="eu"), article_id=13))
    assert lines(tellings=told[:1]) == ["Armenia says that Azerbaijan attacked: shelling [1]"]
    assert lines(tellings=told) == ["Armenia and EU say that Azerbaijan attacked: shelling [1, 3]"]


def test_an_attack_by_nobody_named_is_said_to_be_one() -> None:
    assert lines(tellings=(telling(attack(None)),)) == ["Shelling reported, naming no side [1]"]
    named = (telling(attack(None), attack()),)
    assert lines(tellings=named) == ["Azerbaijan is said to have attacked: shelling [1]"]


def test_an_attack_of_an_accused_side_joins_the_accusation() -> None:
    told = (telling(attack()), telling(attack(claimant="armenia", acts=("drone",)), article_id=14))
    assert lines(SHELLING_ONCE, tellings=told) == [
        "Armenia accuses Azerbaijan of breaking the ceasefire: shelling and drone attack [1, 4]"
    ]
    assert lines(INFERRED, tellings=told[:1]) == [
        "Apparent violation by Azerbaijan: shelling. Inferred from the ceasefire in force; "
        "no source calls it a violation [1, 2]"
    ]


def test_acts_that_only_others_report_are_not_put_into_the_accuser_s_mouth() -> None:
    told = (telling(attack(acts=("shelling", "drone")), article_id=14),)
    assert lines(SHELLING_ONCE, tellings=told) == [
        "Armenia accuses Azerbaijan of breaking the ceasefire: shelling; also reported: drone attack [1, 4]"
    ]


def test_an_attack_joins_the_accuser_whose_word_it_is() -> None:
    russia = replace(SHELLING_ONCE, accuser="russia", article_id=13, acts=("small-arms",))
    told = (telling(attack(claimant="russia", acts=("drone",)), article_id=14),)
    assert lines(SHELLING_ONCE, russia, tellings=told) == [
        "Armenia accuses Azerbaijan of breaking the ceasefire: shelling [1]",
        "Russia accuses Azerbaijan of breaking the ceasefire: small-arms fire and drone attack [3, 4]",
    ]


# -------------------------------------------------------------------------------------------------------------- denials


def test_a_side_s_denial_stands_once_straight_after_what_it_denies() -> None:
    again = telling(article_id=14, deniers=("azerbaijan",))
    assert lines(SHELLING_ONCE, COUNTER, DENIAL, tellings=(again,)) == [
        "Armenia accuses Azerbaijan of breaking the ceasefire: shelling [1]",
        "Azerbaijan denies the accusation made by Armenia [3, 4]",
        "Azerbaijan accuses Armenia of breaking the ceasefire: small-arms fire [3]",
    ]


def test_a_denial_repeats_no_acts_that_the_accusation_names() -> None:
    detailed = replace(DENIAL, acts=("shelling",), count=5)
    assert lines(SHELLING_ONCE, detailed)[1] == "Azerbaijan denies the accusation made by Armenia [3]"
    assert lines(detailed) == ["Azerbaijan denies the accusation made by Armenia: shelling [3]"]
    assert lines(replace(detailed, accuser=None)) == ["Azerbaijan denies having broken the ceasefire: shelling [3]"]
    assert lines(replace(detailed, accuser=None, violator=None)) == ["An accusation is denied: shelling [3]"]


def test_hostilities_without_a_ceasefire_say_who_attacked_and_who_denies() -> None:
    told = telling(attack(acts=("drone",)), deniers=("azerbaijan",))
    assert lines(tellings=(told,)) == [
        "Azerbaijan is said to have attacked: drone attack [1]",
        "Azerbaijan denies it [1]",
    ]


def test_who_mediated_is_said() -> None:
    assert lines(tellings=(telling(mediator="russia"),)) == ["Mediated by Russia [1]"]
