"""What the engine promises of any text: it is read without an error, every claim quotes it, and the work stays linear.

The work is counted, not timed: how many chunks all patterns together were asked to look through, and how many matches
they gave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.engine.cascade import Engine
from monitor.engine.contract import as_json
from monitor.engine.language import Rule
from monitor.engine.patterns import Found, Pattern
from monitor.engine.text import bare, fold, sentences
from monitor.model import Reading
from tests.unit.engine.desk import engine, english, packs

DAY = date(2021, 5, 20)

_WRITTEN = """Armenia Azerbaijan Baku Yerevan Karabakh Armenian Azerbaijani forces soldiers civilians a_soldier said
the_ministry denied accused each_other of violating broke the_ceasefire the_truce truce were_killed killed wounded
killing died missing captured fled shelled fire shelling drones at_least more_than up_to between and or to dozens
several 12 3 1,200 two twenty-four (24) per_cent mm on_Monday since_Saturday overnight in_1994 27_September last_year
near_Sotk in_Horadiz its their enemy both_sides including no not if could but while who , . ; : — ( ) " ' “ ” -"""
_WORDS = [*(word.replace("_", " ") for word in _WRITTEN.split()), "\n", "\n\n"]
newslike = st.lists(st.sampled_from(_WORDS), max_size=60).map(" ".join)
anything = st.text(max_size=300)
half = st.text(st.one_of(st.characters(), st.characters(categories=["Cs"])), max_size=300)
"""With halves of surrogate pairs, which JSON can carry."""
days = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
calm = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def _quotes(reading: Reading, text: str, title: str) -> None:
    for claim, trace in zip(reading.claims, reading.traces, strict=True):
        source = title if claim.field == "title" else text
        assert claim.evidence == source[claim.start : claim.end] != ""
        assert claim.rules
        for step in trace:
            where = title if step.field == "title" else text
            assert 0 <= step.start < step.end <= len(where)


@calm
@given(text=newslike, title=newslike, published=days)
def test_every_claim_quotes_its_article(text: str, title: str, published: date | None) -> None:
    reading = engine(register=True).read(text, title=title, published=published)
    _quotes(reading, text, title)
    as_json("x", reading)


@calm
@given(text=newslike)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert engine().read(text, published=DAY) == engine().read(text, published=DAY)


@calm
@given(text=st.one_of(anything, half), title=st.one_of(anything, half))
def test_any_text_is_read(text: str, title: str) -> None:
    _quotes(engine().read(f"killed {text}", title=title, published=DAY), f"killed {text}", title)


@given(text=half)
def test_folding_keeps_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@calm
@given(text=st.one_of(newslike, anything))
def test_sentences_lie_in_order_and_their_tokens_quote_the_text(text: str) -> None:
    folded = fold(text)
    end = 0
    for sentence in sentences(text, "text", english().abbreviations):
        assert end <= sentence.start < sentence.end <= len(text)
        end = sentence.start
        for token in sentence.tokens:
            assert bare(folded[token.start : token.end]) == token.word
            assert end <= token.start < token.end <= sentence.end
            end = token.end


@calm
@given(text=st.lists(st.sampled_from(_WORDS), max_size=20).map(" ".join))
def test_numbers_are_in_order_and_their_ends_too(text: str) -> None:
    for sentence in sentences(text, "text", ()):
        at = 0
        for number in english().numbers.find(sentence.tokens):
            assert at <= number.first < number.last <= len(sentence.tokens)
            at = number.last
            assert number.low is not None or number.high is not None
            if number.low is not None and number.high is not None:
                assert number.low <= number.high
            assert number.best >= 0


HOSTILE: dict[str, Callable[[int], str]] = {
    "open parentheses": lambda n: "(" * n + " killed",
    "one letter": lambda n: "a " * n + "killed",
    "one long word": lambda n: "a" * n + " killed",
    "quotation marks": lambda n: '"' * n + " killed “" + "”" * n,
    "hyphens": lambda n: "two-" * n + "killed",
    "commas": lambda n: "killed, " * n,
    "full stops": lambda n: "killed. " * n,
    "line ends": lambda n: "killed\n" * n,
    "numbers": lambda n: "5 " * n + "killed",
    "number words": lambda n: "one hundred " * n + "were killed",
    "prices and dates": lambda n: "$5 27 September 2020 10:30 " * n + "killed",
    "people": lambda n: "five soldiers and " * n + "were killed",
    "names": lambda n: "Aram " * n + "was killed",
    "sides": lambda n: "Armenia Azerbaijan " * n + "killed",
    "accusations": lambda n: "Armenia accused Azerbaijan of " * n + "violating the ceasefire",
    "breaches": lambda n: "Armenia violated the ceasefire " * n,
    "breaches that are none": lambda n: "if Armenia violated the ceasefire " * n,
    "fire": lambda n: "Armenian forces shelled Azerbaijani positions " * n,
    "articles of speech": lambda n: "killed " + "of the " * n,
    "auxiliaries": lambda n: "two soldiers " + "have been " * n + "killed",
    "months": lambda n: "May " * n + "killed",
    "mixed scripts": lambda n: "Убито 5 солдат killed 五人 قتل ٥ جنود " * n,
    "controls": lambda n: "\x00\x1f\u200b\u202e killed " * n,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_read(kind: str) -> None:
    unit = len(HOSTILE[kind](2)) - len(HOSTILE[kind](1))
    text = HOSTILE[kind](max(1, 20_000 // max(unit, 1)))
    reading = engine().read(text, published=DAY)
    _quotes(reading, text, "")


def test_a_hundred_thousand_parentheses_are_read() -> None:
    assert engine().read("killed " + "(" * 100_000, published=DAY).claims == ()


@pytest.mark.parametrize("text", ["\ud800 two soldiers were killed", "two soldiers were killed \udfff"])
def test_half_a_surrogate_pair_is_read(text: str) -> None:
    _quotes(engine().read(text, published=DAY), text, "")


@pytest.mark.parametrize("text", ["9" * 400 + " soldiers were killed", "1" + ",000" * 120 + " soldiers were killed"])
def test_an_endless_number_is_read(text: str) -> None:
    _quotes(engine().read(text, published=DAY), text, "")


# ----------------------------------------------------------------------------------------------------------- the work


@dataclass
class Work:
    """What all patterns together did in one reading."""

    scanned: int = 0
    """Chunks that patterns were asked to look through."""
    found: int = 0


class _Counting:
    """A pattern that counts what it is asked. Stands in a rule in the place of a Pattern."""

    def __init__(self, pattern: Pattern, work: Work) -> None:
        self._pattern, self._work = pattern, work
        self.source, self.anchors = pattern.source, pattern.anchors

    def find(self, codes: str) -> Iterator[Found]:
        self._work.scanned += len(codes)
        for found in self._pattern.find(codes):
            self._work.found += 1
            yield found


def _counting_engine(work: Work) -> Engine:
    def counted(rule: Rule) -> Rule:
        wrapped = [tuple(_Counting(p, work) for p in group) for group in (rule.patterns, rule.unless)]
        return replace(
            rule, patterns=cast(tuple[Pattern, ...], wrapped[0]), unless=cast(tuple[Pattern, ...], wrapped[1])
        )

    language = english()
    rules = {stage: tuple(counted(rule) for rule in found) for stage, found in language.rules.items()}
    phrases = tuple(counted(rule) for rule in language.phrases)
    return Engine(replace(packs(), languages={"en": replace(language, rules=rules, phrases=phrases)}))


def _work(text: str) -> Work:
    work = Work()
    _counting_engine(work).read(text, published=DAY)
    return work


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_work_grows_with_the_length_of_the_text(kind: str) -> None:
    small, large = _work(HOSTILE[kind](100)), _work(HOSTILE[kind](400))
    assert large.scanned <= 4.4 * small.scanned + 1000
    assert large.found <= 4.4 * small.found + 100


@pytest.mark.parametrize("kind", ["people", "breaches", "accusations", "numbers"])
def test_a_sentence_that_never_ends_is_cut(kind: str) -> None:
    found = sentences(HOSTILE[kind](5000), "text", english().abbreviations)
    assert max(len(sentence.tokens) for sentence in found) <= 1000


def test_the_work_of_an_article_is_that_of_its_sentences() -> None:
    sentence = "Armenian forces violated the ceasefire 27 times on Monday, Azerbaijan said. "
    once, often = _work(sentence), _work(sentence * 50)
    assert often.scanned == 50 * once.scanned
    assert often.found == 50 * once.found


def _parsed(pattern: str) -> Any:
    parser = cast(Any, re)._parser
    return parser.parse(pattern)


def _repeats(node: Any, inside: bool = False) -> Iterator[str]:
    """Each repetition that has no bound, or that stands within another (optional parts aside)."""
    for operation, argument in node:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, body = argument
            if most > 12:
                yield f"{name} up to {most}"
            if inside and most > 1:
                yield f"{name} within a repetition"
            yield from _repeats(body, inside or most > 1)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _repeats(branch, inside)
        elif name == "SUBPATTERN":
            yield from _repeats(argument[-1], inside)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _repeats(argument[-1])  # looked at once and never gone back into


def test_no_shipped_pattern_repeats_without_bound_or_within_a_repetition() -> None:
    for rules in english().rules.values():
        for rule in rules:
            for pattern in (*rule.patterns, *rule.unless):
                assert list(_repeats(_parsed(pattern.regex.pattern))) == [], f"{rule.id}: {pattern.source}"
