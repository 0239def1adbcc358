"""What loads and works, and should not be there all the same: rules, fragments and lists that are idle or twice.

These look at every rule with and without every other, which takes a moment: only `rules check` asks for them, never a
start.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from monitor.engine.cascade import Engine
from monitor.engine.contract import as_json
from monitor.engine.language import Language, Rule
from monitor.engine.lexicon import expand
from monitor.engine.load import Packs
from monitor.engine.schema import CueEmit, EventEmit, Example
from monitor.engine.vocabulary import ENGINE_LISTS
from monitor.engine.wordlists import WordList, lists_of, split
from monitor.yamlfile import Lines


def lints(packs: Packs, failed: Collection[str]) -> Iterator[str]:
    """Everything idle or doubled in these packs, as `file:line: what; remedy`.

    `failed`: ids of the rules whose own examples do not hold; that they are idle as well would be told twice.
    """
    for language in packs.languages.values():
        yield from _unused(language)
        yield from _words_twice(language)
        yield from _same_patterns(language)
        for rule in language.every():
            yield from _shadowed(packs, language, rule) if rule.id in failed else _idle(packs, language, rule)


def _unused(language: Language) -> Iterator[str]:
    """Fragments and lists that nothing names."""
    used = {name for rule in language.every() for p in (*rule.patterns, *rule.unless) for name in p.uses}
    asked = {name[1:] for name in used if name.startswith("@")} | ENGINE_LISTS
    for file, _ in language.files:
        asked.update((*file.triggers, *file.armed, *file.fighting))
    for file, lines in language.files:
        for name in file.fragments:
            if f"%{name}" not in used:
                yield f"{lines.where('fragments', name)}: fragment %{name} is used by no rule; use it, or take it out"
        for found in lists_of(file.words):
            if asked.isdisjoint(expand(found.name)):
                where = lines.where("words", *found.keys)
                yield f"{where}: list @{found.name} is used by no rule; use it, or take it out"
        for verb in file.verbs:
            if asked.isdisjoint(expand(verb)) and not any(name.startswith(f"{verb}.") for name in asked):
                yield f"{lines.where('verbs', verb)}: verb @{verb} is used by no rule; use it, or take it out"


def _words_twice(language: Language) -> Iterator[str]:
    """Words that stand twice in one list, be it in two files."""
    seen: dict[tuple[str, bool, str], str] = {}
    for file, lines in language.files:
        for found in lists_of(file.words):
            for where, key in _placed(found, lines):
                first = seen.setdefault(key, where)
                if first != where:
                    yield f'{where}: "{key[2]}" stands twice in list @{found.name}, first at {first}; keep one'


def _placed(found: WordList, lines: Lines) -> Iterator[tuple[str, tuple[str, bool, str]]]:
    for i, word in enumerate(found.words):
        place = lines.where("words", *found.keys, i)
        yield f"{place} (word {i + 1})", (found.name, word[:1].isupper(), " ".join(split(word)))


def _same_patterns(language: Language) -> Iterator[str]:
    """Patterns that fit the very same words as another, to the same end: names and spaces make no difference."""
    seen: dict[tuple[str, str, str], tuple[Rule, int]] = {}
    for rule in language.every():
        for n, pattern in enumerate(rule.patterns):
            key = (rule.stage, _end(rule), re.sub(r"\(\?P<\w+>", "(?:", pattern.regex.pattern))
            other, at = seen.setdefault(key, (rule, n))
            if other is not rule:
                yield f"{rule.file}:{rule.line}: {rule.id}: the same pattern stands in {other.id}; keep one"
            elif at != n:
                yield f"{rule.file}:{rule.line}: {rule.id}: match {n + 1} is the same as match {at + 1}; keep one"


def _end(rule: Rule) -> str:
    """What a rule is for: two cues may read the same words for two axes, two events for two claims."""
    match rule.emit:
        case CueEmit():
            return rule.emit.axis
        case EventEmit():
            return f"{rule.emit.claim} {rule.emit.harm} {rule.emit.status}"
    return ""


def _idle(packs: Packs, language: Language, rule: Rule) -> Iterator[str]:
    """A rule without which each of its own examples reads the same."""
    whole, less = _engine(packs, language), _engine(packs, language.without(rule))
    examples = rule.source.examples
    if all(_reading(whole, e, language.code) == _reading(less, e, language.code) for e in examples):
        yield (
            f"{rule.file}:{rule.line}: {rule.id}: none of its examples needs it, they read the same without it; "
            "write one that does, or take the rule out"
        )


def _shadowed(packs: Packs, language: Language, rule: Rule) -> Iterator[str]:
    """A rule that would fire on an example if another one had not taken its words first."""
    whole = _engine(packs, language)
    for example in rule.source.examples:
        taker = _taker(packs, whole, language, rule, example)
        if taker is not None:
            yield (
                f"{rule.file}:{rule.line}: {rule.id}: {taker.id} runs before it and takes its words in "
                f'"{example.text}"; put it first, or let {taker.id} match less'
            )


def _taker(packs: Packs, whole: Engine, language: Language, rule: Rule, example: Example) -> Rule | None:
    """The earlier rule but for which this one would fire; none if it does."""
    fired = _fired(whole, example, language.code)
    for name in () if rule.id in fired else sorted(fired):
        other = language.by_id[name]
        if other.stage in ("time", "phrase"):
            less = _engine(packs, language.without(other))
            if rule.id in _fired(less, example, language.code):
                return other
    return None


def _engine(packs: Packs, language: Language) -> Engine:
    return Engine(replace(packs, languages={**packs.languages, language.code: language}))


def _fired(engine: Engine, example: Example, lang: str) -> set[str]:
    return engine.analyse(example.text, title=example.title, published=example.published, lang=lang).fired()


def _reading(engine: Engine, example: Example, lang: str) -> dict[str, Any]:
    """What is read in an example, but for the names of the rules that read it."""
    read = engine.read(example.text, title=example.title, published=example.published, lang=lang)
    found = as_json("", read)
    return {**found, "claims": [{k: v for k, v in claim.items() if k != "rules"} for claim in found["claims"]]}
