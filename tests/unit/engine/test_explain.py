"""Why a claim was made, and why a rule did not fire: the first condition that failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.engine import explain
from monitor.engine.cascade import Engine
from monitor.engine.load import load_packs
from tests.unit.engine.pack import write


@pytest.fixture
def small(tmp_path: Path) -> Engine:
    return Engine(load_packs(write(tmp_path)))


def _why_not(engine: Engine, rule: str, text: str, title: str = "") -> list[str]:
    return explain.of_rule(engine, rule, text, title=title)


def test_each_claim_names_its_rules_in_the_order_of_the_passes(small: Engine) -> None:
    text = "Northland said two Southland soldiers were killed on Monday."
    reading = small.read(text)
    ((claim, lines),) = explain.of_claims(small, reading, text)
    assert claim is reading.claims[0]
    assert [(line.stage, line.rule, line.words) for line in lines] == [
        ("phrase", "en.people.counted", "two Southland soldiers"),
        ("phrase", "en.time.weekday", "on Monday"),
        ("speaker", "en.speaker.said", "Northland said"),
        ("event", "en.harm.killed", "two Southland soldiers were killed"),
    ]
    assert next(line.says for line in lines) == "people with their number"


def test_a_claim_of_the_headline_is_explained_by_the_headline(small: Engine) -> None:
    title = "Northland broke the truce"
    reading = small.read("Nothing more is known.", title=title)
    ((_, lines),) = explain.of_claims(small, reading, "Nothing more is known.", title)
    assert lines[-1].words == "Northland broke the truce"


def test_cues_that_changed_a_claim_are_named(small: Engine) -> None:
    text = "Northland denied that two soldiers were killed."
    ((claim, lines),) = explain.of_claims(small, small.read(text), text)
    assert claim.denied
    assert ("cue", "en.context.denied") in {(line.stage, line.rule) for line in lines}


def test_a_rule_that_fired_quotes_the_sentence(small: Engine) -> None:
    text = "It was calm. Then Northland broke the truce. It is calm again."
    assert _why_not(small, "en.ceasefire.broke", text) == ['fires on "Then Northland broke the truce."']


def test_a_rule_that_did_not_fire_names_the_first_part_that_was_missing(small: Engine) -> None:
    assert _why_not(small, "en.ceasefire.broke", "Northland broke its word and two were killed.") == [
        'match 1: fits "Northland broke", then expects the and finds "its"'
    ]


def test_a_sentence_that_ends_too_early_is_told(small: Engine) -> None:
    assert _why_not(small, "en.harm.killed", "The truce: two soldiers were") == [
        'match 1: fits "two soldiers were", then expects @kill.part and finds "the sentence\'s end"'
    ]


def test_a_rule_whose_beginning_is_nowhere_says_so(small: Engine) -> None:
    assert _why_not(small, "en.ceasefire.broke", "Somebody killed the truce.") == [
        "match 1: nothing in the text fits its beginning"
    ]


def test_a_rule_that_is_forbidden_names_the_pattern_that_forbids_it(small: Engine) -> None:
    text = "Nobody in Northland broke the truce."
    assert _why_not(small, "en.ceasefire.broke", text) == ["match 1: fits, but is forbidden by not: nobody ..4 broke"]


def test_a_text_that_the_gate_turned_away_is_told(small: Engine) -> None:
    (line,) = _why_not(small, "en.ceasefire.broke", "Two ministers met.")
    assert line.startswith("the gate: no trigger word")


@pytest.mark.parametrize(("rule", "lang"), [("en.no.such", "en"), ("en.ceasefire.broke", "xx")])
def test_an_unknown_rule_or_language_is_refused(small: Engine, rule: str, lang: str) -> None:
    with pytest.raises(KeyError):
        explain.of_rule(small, rule, "Northland broke the truce.", lang=lang)
