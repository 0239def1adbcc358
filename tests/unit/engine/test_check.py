"""`rules check`: every rule shows itself on its own examples, and says where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.engine.check import Report, check, near_duplicates
from monitor.engine.load import load_packs
from monitor.shipped import folder
from tests.unit.engine.pack import RULES, line_of, write

BROKE = '      - {text: "Northland broke the truce.", expect: {violator: northland}}'
KEPT = '      - {text: "Northland kept the truce.", because: nothing was broken}'


def _checked(place: Path, old: str = "", new: str = "") -> tuple[Report, str]:
    """The report on the small pack with one part replaced, and the rule file as it was checked."""
    assert old in RULES
    rules = RULES.replace(old, new, 1) if old else RULES
    return check(write(place, rules)), rules


def _only(report: Report, place: Path) -> str:
    (problem,) = report.problems
    return problem.replace(f"{place}/", "")


def test_a_good_pack_has_no_problem(tmp_path: Path) -> None:
    report, _ = _checked(tmp_path)
    assert report == Report(files=2, rules=6, examples=12, problems=())


def test_an_example_that_does_not_fire_is_told(tmp_path: Path) -> None:
    report, rules = _checked(tmp_path, BROKE, BROKE.replace("broke", "kept"))
    line = line_of(rules, "Northland kept the truce.")
    assert _only(report, tmp_path) == (
        f'en/rules.yaml:{line}: en.ceasefire.broke: does not fire on "Northland kept the truce."'
    )


def test_an_example_that_gives_another_field_is_told_with_what_it_gives(tmp_path: Path) -> None:
    report, rules = _checked(tmp_path, "{violator: northland}", "{violator: southland, count: 3}")
    assert _only(report, tmp_path) == (
        f"en/rules.yaml:{line_of(rules, 'Northland broke')}: en.ceasefire.broke: "
        'on "Northland broke the truce." gives violator northland, count null; expected violator southland, count 3'
    )


def test_an_example_whose_rule_takes_part_in_no_claim_is_told(tmp_path: Path) -> None:
    report, rules = _checked(
        tmp_path, '"Two soldiers were killed.", expect: {low', '"Two soldiers kept the truce.", expect: {low'
    )
    assert _only(report, tmp_path) == (
        f"en/rules.yaml:{line_of(rules, 'Two soldiers kept')}: en.people.counted: "
        'takes part in no claim of "Two soldiers kept the truce."; expected low 2'
    )


def test_an_example_that_the_gate_turns_away_is_told(tmp_path: Path) -> None:
    report, rules = _checked(
        tmp_path, '"Two soldiers were killed.", expect: {low', '"Two soldiers left.", expect: {low'
    )
    assert _only(report, tmp_path) == (
        f"en/rules.yaml:{line_of(rules, 'Two soldiers left')}: en.people.counted: "
        'would never be tried: no trigger word stands in "Two soldiers left."'
    )


def test_a_near_miss_that_fires_is_told_with_why_it_must_not(tmp_path: Path) -> None:
    report, rules = _checked(tmp_path, KEPT, KEPT.replace("kept", "broke"))
    assert _only(report, tmp_path) == (
        f"en/rules.yaml:{line_of(rules, KEPT.replace('kept', 'broke'))}: en.ceasefire.broke: fires on a near miss, "
        '"Northland broke the truce."; it must not, because nothing was broken'
    )


def test_a_known_miss_may_stay_missed(tmp_path: Path) -> None:
    missed = '    known_misses:\n      - {text: "The truce lies in ruins.", because: the verb is another}\n'
    report, _ = _checked(tmp_path, "    near_misses:\n" + KEPT, missed + "    near_misses:\n" + KEPT)
    assert report.problems == ()
    assert report.examples == 13


def test_a_known_miss_that_is_caught_is_told(tmp_path: Path) -> None:
    missed = '    known_misses:\n      - {text: "Southland broke the truce.", because: the verb is another}\n'
    report, rules = _checked(tmp_path, "    near_misses:\n" + KEPT, missed + "    near_misses:\n" + KEPT)
    assert _only(report, tmp_path) == (
        f"en/rules.yaml:{line_of(rules, 'Southland broke')}: en.ceasefire.broke: "
        "a known miss is caught now; move it to examples"
    )


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("    examples:\n" + BROKE + "\n", "no examples; write a sentence in which it must fire"),
        ("    near_misses:\n" + KEPT + "\n", "no near_misses; write a sentence in which it must not fire"),
    ],
)
def test_a_rule_without_examples_is_told(tmp_path: Path, part: str, says: str) -> None:
    report, rules = _checked(tmp_path, part)
    assert _only(report, tmp_path) == (
        f"en/rules.yaml:{line_of(rules, '- id: en.ceasefire.broke')}: en.ceasefire.broke: {says}"
    )


def test_a_pack_that_does_not_load_is_reported_and_not_raised(tmp_path: Path) -> None:
    report, rules = _checked(tmp_path, "%passive", "%pasive")
    assert (report.files, report.rules) == (2, 0)
    assert _only(report, tmp_path).startswith(f"en/rules.yaml:{line_of(rules, '%pasive')}: en.harm.killed: ")


def test_rules_with_the_same_pattern_are_found(tmp_path: Path) -> None:
    copied = RULES[RULES.index("  - id: en.context.denied") :].replace("en.context.denied", "en.context.gainsaid")
    packs = load_packs(write(tmp_path, RULES + copied))
    (problem,) = near_duplicates(packs)
    assert "en.context.gainsaid: the same pattern stands in en.context.denied; keep one" in problem


@pytest.mark.xfail(strict=True, reason="near_duplicates is never asked by check")
def test_rules_with_the_same_pattern_are_reported(tmp_path: Path) -> None:
    copied = RULES[RULES.index("  - id: en.context.denied") :].replace("en.context.denied", "en.context.gainsaid")
    assert any("the same pattern" in problem for problem in check(write(tmp_path, RULES + copied)).problems)


@pytest.mark.xfail(strict=True, reason="a field that no claim has equals null, so it holds for ever")
def test_a_field_that_no_claim_has_cannot_be_expected(tmp_path: Path) -> None:
    report, _ = _checked(tmp_path, "{violator: northland}", "{violater: null}")
    assert report.problems


def test_the_shipped_rules_show_themselves_on_all_their_examples() -> None:
    report = check(folder("rules"))
    assert report.problems == ()
    assert report.rules > 60
    assert report.examples > 2 * report.rules
