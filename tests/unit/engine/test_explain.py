"""Why a claim was made, and why a rule did not fire: the first condition that failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.engine import explain
from monitor.engine.cascade import Engine
from monitor.engine.load import load_packs
from tests.unit.engine.pack import RULES, write


@pytest.fixture
def small(tmp_path: Path) -> Engine:
    return Engine(load_packs(write(tmp_path)))


def _why_not(engine: Engine, rule: str, text: str, title: str = "") -> list[str]:
    why = explain.of_rule(engine, rule, text, title=title)
    assert not why.fires
    return list(why.reasons)


def test_each_claim_names_its_rules_in_the_order_of_the_passes(small: Engine) -> None:
    text = "Northland said two Southland soldiers were killed on Monday."
    reading = small.read(text)
    ((claim, lines),) = explain.of_claims(reading, text)
    assert claim is reading.claims[0]
    assert [(line.stage, line.rule, line.words) for line in lines] == [
        ("phrase", "en.people.counted", "two Southland soldiers"),
        ("phrase", "en.time.weekday", "on Monday"),
        ("speaker", "en.speaker.said", "Northland said"),
        ("event", "en.harm.killed", "two Southland soldiers were killed"),
    ]
    assert [line.says for line in lines] == [
        "people with their number", "a day of this week", "somebody says it", "people were killed",
    ]  # fmt: skip


def test_a_claim_of_the_headline_is_explained_by_the_headline(small: Engine) -> None:
    title = "Northland broke the truce"
    reading = small.read("Nothing more is known.", title=title)
    ((_, lines),) = explain.of_claims(reading, "Nothing more is known.", title)
    assert lines[-1].words == "Northland broke the truce"


def test_cues_that_changed_a_claim_are_named(small: Engine) -> None:
    text = "Northland denied that two soldiers were killed."
    ((claim, lines),) = explain.of_claims(small.read(text), text)
    assert claim.denied
    assert ("cue", "en.context.denied") in {(line.stage, line.rule) for line in lines}


def test_the_steps_of_a_trace_say_what_their_rules_say(small: Engine) -> None:
    (trace,) = small.read("Northland said two Southland soldiers were killed on Monday.").traces
    assert all(step.says for step in trace)


def test_a_rule_that_fired_quotes_the_sentence_the_words_it_read_and_their_parts(small: Engine) -> None:
    text = "It was calm. Then Northland broke the truce on Monday. It is calm again."
    why = explain.of_rule(small, "en.ceasefire.broke", text)
    assert why.fires
    assert why.reasons == (
        'fires on "Then Northland broke the truce on Monday." by "Northland broke the truce": violator "Northland"',
        "takes part in a claim: violation, violator northland, current true, denied false",
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("en.time.weekday", "on Monday"),
        ("en.people.counted", "two Southland soldiers"),
        ("en.speaker.said", "Northland said"),
        ("en.context.denied", "denied"),
    ],
)
def test_a_rule_of_any_stage_quotes_what_it_read_when_its_turn_came(small: Engine, rule: str, words: str) -> None:
    text = "Northland said two Southland soldiers were killed on Monday. Southland denied it."
    why = explain.of_rule(small, rule, text)
    assert why.fires
    assert f'by "{words}"' in why.reasons[0]


def test_a_rule_that_fired_for_nothing_says_so(small: Engine) -> None:
    why = explain.of_rule(small, "en.people.counted", "Two soldiers kept the truce.")
    assert why.fires
    assert why.reasons[-1] == "takes part in no claim of this text"


def test_a_rule_that_did_not_fire_names_the_first_part_that_was_missing(small: Engine) -> None:
    assert _why_not(small, "en.ceasefire.broke", "Northland broke its word and two were killed.") == [
        'match 1: fits "Northland broke", then expects the and finds "its" (WORD)'
    ]


def test_what_was_found_instead_is_told_as_the_rule_met_it(small: Engine) -> None:
    # when phrases are folded, the day has become a TIME; when days are, it has not
    assert _why_not(small, "en.people.counted", "Two on Monday were killed.") == [
        'match 1: fits "Two", then expects @people and finds "on monday" (TIME)'
    ]
    assert _why_not(small, "en.time.weekday", "Two soldiers on guard were killed.") == [
        'match 1: fits "on", then expects @weekday and finds "guard" (WORD)'
    ]


def test_of_alternatives_the_one_that_got_furthest_is_told(tmp_path: Path) -> None:
    rules = RULES.replace('match: "denied"', 'match: "( Southland killed soldiers | Southland were | peace )"')
    engine = Engine(load_packs(write(tmp_path, rules)))
    assert _why_not(engine, "en.context.denied", "Southland killed three.") == [
        'match 1: fits "Southland killed", then expects soldiers and finds "three" (NUMBER)'
    ]


def test_a_sentence_that_ends_too_early_is_told(small: Engine) -> None:
    assert _why_not(small, "en.harm.killed", "The truce: two soldiers were") == [
        'match 1: fits "two soldiers were", then expects @kill.part and finds the sentence\'s end'
    ]


def test_a_rule_whose_beginning_is_nowhere_says_so(small: Engine) -> None:
    assert _why_not(small, "en.ceasefire.broke", "Somebody killed the truce.") == [
        "match 1: nothing in the text fits its beginning"
    ]


def test_a_rule_that_is_forbidden_names_the_pattern_that_forbids_it(small: Engine) -> None:
    text = "Nobody in Northland broke the truce."
    assert _why_not(small, "en.ceasefire.broke", text) == [
        'match 1: fits "Northland broke the truce", but is forbidden by not: nobody ..4 broke'
    ]


def test_a_text_that_the_gate_turned_away_is_told(small: Engine) -> None:
    (line,) = _why_not(small, "en.ceasefire.broke", "Two ministers met.")
    assert line.startswith("the gate: no trigger word")


@pytest.mark.parametrize(("rule", "lang"), [("en.no.such", "en"), ("en.ceasefire.broke", "xx")])
def test_an_unknown_rule_or_language_is_refused(small: Engine, rule: str, lang: str) -> None:
    with pytest.raises(KeyError):
        explain.of_rule(small, rule, "Northland broke the truce.", lang=lang)
