"""Where fire meets the register: apparent violations, their ceasefire and its day."""

from __future__ import annotations

import pytest

from tests.unit.engine.desk import read, violations

FIRED = "Azerbaijani forces shelled Armenian positions near Sotk on Tuesday."


def test_without_a_register_fire_is_only_hostilities() -> None:
    reading = read(FIRED, "2022-05-10")
    assert reading.flags.hostilities
    assert not reading.flags.apparent_violation
    assert violations(FIRED, "2022-05-10") == []


def test_with_a_ceasefire_in_force_fire_is_an_apparent_violation() -> None:
    reading = read(FIRED, "2022-05-10", register=True)
    assert reading.flags.hostilities
    assert reading.flags.apparent_violation
    assert not reading.flags.violation
    (claim,) = violations(FIRED, "2022-05-10", register=True)
    assert (claim.violator, claim.target, claim.inferred) == ("azerbaijan", "armenia", True)
    assert (claim.ceasefire, claim.ceasefire_day) == ("am-az-2021-11-16", 176)
    assert claim.acts == ("shelling",)


def test_without_a_ceasefire_in_force_fire_is_hostilities_whatever_the_register() -> None:
    # the ceasefire of 1994 ended with the war of 2020; the next came on 10 October
    reading = read("Azerbaijani forces shelled Armenian positions on Thursday.", "2020-10-01", register=True)
    assert reading.flags.hostilities
    assert not reading.flags.apparent_violation


@pytest.mark.parametrize(
    ("published", "ceasefire", "day"),
    [
        # 10 November 2020 is day 1 of the trilateral statement
        ("2020-11-10", "nk-2020-11-10", 1),
        ("2020-11-11", "nk-2020-11-10", 2),
        ("2020-10-26", "nk-2020-10-26", 1),
    ],
)
def test_the_day_of_the_ceasefire_counts_from_one(published: str, ceasefire: str, day: int) -> None:
    (claim,) = violations("Armenian forces shelled Azerbaijani positions today.", published, register=True)
    assert (claim.ceasefire, claim.ceasefire_day) == (ceasefire, day)


def test_the_day_is_that_of_the_fire_not_of_the_news() -> None:
    (claim,) = violations("Armenian forces shelled Azerbaijani positions yesterday.", "2020-11-12", register=True)
    assert claim.ceasefire_day == 2


def test_what_an_article_calls_a_violation_is_none_of_our_inference() -> None:
    text = "Armenia accused Azerbaijan of violating the ceasefire on Tuesday."
    (claim,) = violations(text, "2022-05-10", register=True)
    assert not claim.inferred
    assert claim.ceasefire == "am-az-2021-11-16"
    assert read(text, "2022-05-10", register=True).flags.violation


def test_an_accusation_outside_any_ceasefire_stays_an_accusation() -> None:
    text = "Armenia accused Azerbaijan of violating the truce on Thursday."
    (claim,) = violations(text, "2020-10-01", register=True)
    assert (claim.violator, claim.ceasefire, claim.ceasefire_day) == ("azerbaijan", None, None)


def test_a_side_that_stands_accused_gets_no_second_breach_for_its_fire() -> None:
    text = "Azerbaijani forces shelled Armenian posts. Armenia accused Azerbaijan of violating the ceasefire."
    claims = violations(text, "2022-05-10", register=True)
    assert [(c.violator, c.inferred) for c in claims] == [("azerbaijan", False)]


def test_an_inferred_breach_is_less_sure_than_the_fire_it_rests_on() -> None:
    reading = read(FIRED, "2022-05-10", register=True)
    hostility, breach = reading.claims
    assert (hostility.kind, breach.kind) == ("hostility", "violation")
    assert breach.confidence < hostility.confidence
    assert breach.rules == hostility.rules
    assert breach.evidence == hostility.evidence


@pytest.mark.parametrize(
    "text",
    [
        "Armenia said Azerbaijan might shell Armenian positions.",
        "Azerbaijani forces shelled Armenian positions in 1993.",
        "Fresh clashes erupted along the border between Armenia and Azerbaijan.",
    ],
)
def test_what_did_not_happen_now_or_has_no_actor_infers_nothing(text: str) -> None:
    assert [c for c in violations(text, "2022-05-10", register=True) if c.current] == []


def test_with_no_day_at_all_no_ceasefire_is_named() -> None:
    assert violations(FIRED, None, register=True) == []


def test_two_parties_must_be_bound_by_the_ceasefire() -> None:
    # Turkey is no party to any ceasefire here
    assert (
        violations("Turkish forces shelled Iranian positions near Julfa on Tuesday.", "2022-05-10", register=True) == []
    )


def test_the_ceasefire_of_another_zone_is_not_named() -> None:
    # the border ceasefire of November 2021 holds in Syunik, Gegharkunik and opposite them, not at Stepanakert
    text = "Azerbaijani forces shelled Armenian positions near Stepanakert on Tuesday."
    (claim,) = violations(text, "2022-05-10", register=True)
    assert claim.ceasefire == "nk-2020-11-10"


def test_fire_is_a_breach_where_the_article_says_that_the_truce_was_broken_and_not_by_whom() -> None:
    told = "Fighting near Goris was the latest breach of the truce. Azerbaijani troops shelled a farm, Yerevan said."
    assert [(c.violator, c.accuser) for c in violations(told, "2020-10-01", register=True)] == [
        ("azerbaijan", "armenia")
    ]
    assert [c.violator for c in violations(told.partition(". ")[0], "2020-10-01", register=True)] == [None]
