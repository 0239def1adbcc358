"""`rules check`: every rule shows itself on its own examples, and says where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.engine.cascade import Engine
from monitor.engine.check import Report, check, load_checked
from monitor.engine.load import load_packs
from monitor.engine.trials import trials
from monitor.errors import RuleError
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
        f'en/rules.yaml:{line}: en.ceasefire.broke: does not fire on "Northland kept the truce.": '
        'match 1: fits "Northland", then expects @break.past and finds "kept" (WORD)'
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


DENIED = RULES[RULES.index("  - id: en.context.denied") :]


def test_rules_with_the_same_pattern_are_reported(tmp_path: Path) -> None:
    copied = DENIED.replace("en.context.denied", "en.context.gainsaid").replace('"denied"', '"  denied "')
    problems = check(write(tmp_path, RULES + copied)).problems
    where = f"{tmp_path}/en/rules.yaml:{line_of(RULES + copied, '- id: en.context.gainsaid')}"
    assert f"{where}: en.context.gainsaid: the same pattern stands in en.context.denied; keep one" in problems


def test_a_pattern_that_stands_twice_in_a_rule_is_reported(tmp_path: Path) -> None:
    report, _ = _checked(tmp_path, 'match: "denied"', "match: [denied, denied]")
    assert "en.context.denied: match 2 is the same as match 1; keep one" in _only(report, tmp_path)


def test_cues_may_read_the_same_words_for_two_axes(tmp_path: Path) -> None:
    doubt = DENIED.replace("en.context.denied", "en.context.alleged").replace("polarity", "modality")
    doubt = doubt.replace("value: denied", "value: hypothetical").replace(", expect: {denied: true}", "")
    doubt = doubt.replace("Northland denied that two soldiers were killed", "Two soldiers were killed, it denied")
    assert not any("the same pattern" in problem for problem in check(write(tmp_path, RULES + doubt)).problems)


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ('passive: "@be"', 'passive: "@be"\n  idle: "@people"', "idle:",
         "fragment %idle is used by no rule; use it, or take it out"),
        ("  ceasefire: [truce", "  guns: [gun]\n  ceasefire: [truce", "guns:", "list @guns is used by no rule"),
        ("  say: [say /", "  go: [go / goes / went / gone / going]\n  say: [say /", "go:",
         "verb @go is used by no rule"),
        ("[is, are, was, were]", "[is, are, was, are]", "be: [is",
         '"are" stands twice in list @be, first at'),
    ],
)  # fmt: skip
def test_what_nothing_uses_and_what_stands_twice_is_told(
    tmp_path: Path, old: str, new: str, at: str, says: str
) -> None:
    report, rules = _checked(tmp_path, old, new)
    problem = next(p for p in report.problems if says in p)
    assert problem.startswith(f"{tmp_path}/en/rules.yaml:{line_of(rules, at)}")


def test_lists_that_mean_something_to_the_engine_need_no_rule(tmp_path: Path) -> None:
    more = "  known.fish: [cod]\n  care: [hospital]\n  act.drone: [drone]\n  ceasefire: [truce"
    assert _checked(tmp_path, "  ceasefire: [truce", more)[0].problems == ()


def test_a_rule_that_none_of_its_examples_needs_is_told(tmp_path: Path) -> None:
    report, rules = _checked(tmp_path, 'killed on Monday.", published: 2021-05-05', 'killed on Monday."')
    assert _only(report, tmp_path) == (
        f"en/rules.yaml:{line_of(rules, '- id: en.time.weekday')}: en.time.weekday: none of its examples needs it, "
        "they read the same without it; write one that does, or take the rule out"
    )


def test_a_rule_whose_words_an_earlier_one_takes_is_told(tmp_path: Path) -> None:
    greedy = """\
  - id: en.time.greedy
    says: takes the day away
    stage: time
    match: "were killed on @weekday"
    emit: {time: weekday}
    examples: [{text: "Two soldiers were killed on Monday."}]
    near_misses: [{text: "Two soldiers were killed.", because: no day is told}]
"""
    at = RULES.index("  - id: en.time.weekday")
    rules = RULES[:at] + greedy + RULES[at:]
    problems = check(write(tmp_path, rules)).problems
    where = f"{tmp_path}/en/rules.yaml:{line_of(rules, '- id: en.time.weekday')}: en.time.weekday: "
    assert (
        f"{where}en.time.greedy runs before it and takes its words in "
        '"Two soldiers were killed on Monday."; put it first, or let en.time.greedy match less'
    ) in problems


def test_a_start_asks_for_no_lints_and_refuses_what_fails(tmp_path: Path) -> None:
    rules = RULES.replace('passive: "@be"', 'passive: "@be"\n  idle: "@people"')
    assert list(load_checked(write(tmp_path, rules)).languages) == ["en"]
    assert check(tmp_path, strictly=False).problems == ()
    with pytest.raises(RuleError, match="does not fire on"):
        load_checked(write(tmp_path, RULES.replace(BROKE, BROKE.replace("broke", "kept"))))


def test_a_field_that_no_claim_has_cannot_be_expected(tmp_path: Path) -> None:
    report, rules = _checked(tmp_path, "{violator: northland}", "{violater: null}")
    assert _only(report, tmp_path) == (
        f"en/rules.yaml:{line_of(rules, 'Northland broke')}: en.ceasefire.broke: "
        'expect: claims have no field "violater"; did you mean "violator"?'
    )


def test_a_field_of_another_kind_of_claim_is_not_null(tmp_path: Path) -> None:
    report, _ = _checked(tmp_path, "{violator: northland}", "{low: null}")
    assert "gives low nothing; expected low null" in _only(report, tmp_path)


def test_trials_tell_by_file_what_was_expected_and_what_came(tmp_path: Path) -> None:
    rules = RULES.replace("{violator: northland}", "{violator: southland}")
    (trial,) = trials(Engine(load_packs(write(tmp_path, rules))))
    assert (trial.file, trial.rules, trial.examples) == (str(tmp_path / "en" / "rules.yaml"), 6, 12)
    (failure,) = trial.failures
    assert (failure.rule, failure.line) == ("en.ceasefire.broke", line_of(rules, "Northland broke the truce."))
    assert (failure.text, failure.expected, failure.came) == (
        "Northland broke the truce.", "violator southland", "violator northland",
    )  # fmt: skip


def test_the_shipped_rules_show_themselves_on_all_their_examples() -> None:
    report = check(folder("rules"))
    assert report.problems == ()
    assert report.rules > 60
    assert report.examples > 2 * report.rules
