"""A language: the rule files of its folder, compiled into what the cascade runs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from monitor.engine.lexicon import Alphabet, Lexicon
from monitor.engine.numbers import NumberReader, NumberWords
from monitor.engine.packfile import mistakes, nearest, read_as, unknown
from monitor.engine.patterns import Pattern, PatternCompiler, PatternError, UnknownNameError, literals
from monitor.engine.ruleindex import Anchors, RuleIndex, indexed
from monitor.engine.schema import EMITS, Emit, NamedModel, PhraseEmit, RuleFile, RuleModel, Stage, TheatreFile
from monitor.engine.sense import emit_problems, pattern_problems
from monitor.engine.vocabulary import TYPES, TYPES_OF
from monitor.engine.wordlists import add_names, add_words, declared, phrase_tags, split, trigger_words
from monitor.yamlfile import Lines


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready to run."""

    id: str
    says: str
    stage: Stage
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    emit: Emit
    file: str
    line: int
    source: RuleModel


@dataclass(frozen=True, slots=True)
class Language:
    """Everything the cascade needs to read one language, in the theatres that were loaded."""

    code: str
    lexicon: Lexicon
    numbers: NumberReader
    abbreviations: frozenset[str]
    triggers: tuple[str, ...]
    officials: Mapping[str, str]
    """Full names of speakers, folded, with the surname that stands for each once the full name has been told."""
    armed: frozenset[str]
    fighting: frozenset[str]
    rules: Mapping[Stage, tuple[Rule, ...]]
    phrases: tuple[Rule, ...]
    """The phrase rules in the order in which they run: forces, bodies, holders, locatives, people."""
    by_id: Mapping[str, Rule]
    compiler: PatternCompiler
    """For `explain`, which compiles the beginnings of patterns."""
    files: tuple[tuple[RuleFile, Lines], ...]
    """What all this was compiled from, for `lints`."""
    index: Mapping[Stage, RuleIndex] = field(init=False)
    """The rules of each stage as they run, found by what a sentence holds."""
    anchors: Anchors = field(init=False)
    """What the patterns of all of them need to find in a sentence."""

    def __post_init__(self) -> None:
        index, anchors = indexed({**self.rules, "phrase": self.phrases})
        object.__setattr__(self, "index", index)
        object.__setattr__(self, "anchors", anchors)

    def every(self) -> Iterator[Rule]:
        """All rules, in the order of the passes."""
        for rules in self.rules.values():
            yield from rules

    def without(self, rule: Rule) -> Language:
        """The same language, had this rule not been written."""
        left = {stage: tuple(r for r in found if r is not rule) for stage, found in self.rules.items()}
        return replace(self, rules=left, phrases=tuple(r for r in self.phrases if r is not rule))


def language_in(
    folder: Path, theatres: Sequence[TheatreFile], countries: Sequence[NamedModel], problems: list[str]
) -> Language | None:
    """The language of a folder, with the names of these theatres and of all countries; or None, and every problem
    added to `problems`."""
    wrong: list[str] = []
    read = [read_as(path, RuleFile, wrong) for path in sorted(folder.glob("*.yaml"))]
    files = [loaded for loaded in read if loaded is not None]
    if wrong:  # what a file holds is unknown, so references to it would be told as wrong
        problems.extend(wrong)
        return None
    models = [file for file, _ in files]
    alphabet = Alphabet()
    lexicon = Lexicon(alphabet)
    wrong.extend(_twice_or_astray(files, folder.name))
    for file, lines in files:
        wrong.extend(add_words(lexicon, file, lines))
    add_names(lexicon, theatres, countries)
    for source in _patterns(models):
        for literal in _literals(source):
            lexicon.add(split(literal), [f"={literal}"])
    lexicon.freeze()
    for tags in phrase_tags():
        alphabet.code(tags)
    lists = declared(models)
    known = {t for tags in alphabet for t in tags} | TYPES | lists
    fragments = {name: pattern for file in models for name, pattern in file.fragments.items()}
    compiler = PatternCompiler(alphabet, fragments, lambda tag: tag in known, lexicon.codes_of)
    names = _Names(lists, fragments)
    broken = set()
    for file, lines in files:
        for name, source in file.fragments.items():
            try:
                compiler.read(source)
            except PatternError as error:
                broken.add(name)
                wrong.append(f"{lines.where('fragments', name)}: %{name}: {names.remedy(error, TYPES)}")
        for key, named in (("triggers", file.triggers), ("armed", file.armed), ("fighting", file.fighting)):
            astray = ((i, name) for i, name in enumerate(named) if name not in lists)
            wrong.extend(f"{lines.where(key, i)}: {unknown('list', name, lists)}" for i, name in astray)
    names.broken = frozenset(broken)
    rules: dict[Stage, list[Rule]] = {"phrase": [], "time": [], "speaker": [], "event": [], "cue": []}
    for file, lines in files:
        for i, model in enumerate(file.rules):
            compiled = _compiled(model, compiler, lines, i, names, wrong)
            if compiled:
                rules[model.stage].append(compiled)
    if wrong:
        problems.extend(wrong)
        return None
    return Language(
        code=folder.name,
        lexicon=lexicon,
        numbers=NumberReader(_numbers(models)),
        abbreviations=frozenset(a for file in models for a in file.abbreviations),
        triggers=tuple(trigger_words(models, sorted({t for file in models for t in file.triggers}))),
        officials={
            " ".join(split(speaker.name)): split(speaker.name)[-1]
            for pack in theatres
            for actor in pack.actors
            for speaker in actor.speakers
        },
        armed=frozenset(a for file in models for a in file.armed),
        fighting=frozenset(a for file in models for a in file.fighting),
        rules={stage: tuple(found) for stage, found in rules.items()},
        phrases=tuple(sorted(rules["phrase"], key=_phrase_order)),
        by_id={rule.id: rule for found in rules.values() for rule in found},
        compiler=compiler,
        files=tuple(files),
    )


def _twice_or_astray(files: Sequence[tuple[RuleFile, Lines]], code: str) -> Iterator[str]:
    """Ids and fragments that are taken, and what is of another language than its folder."""
    ids: dict[str, str] = {}
    fragments: dict[str, str] = {}
    for file, lines in files:
        if file.language != code:
            yield f'{lines.where("language")}: language "{file.language}" stands in the folder {code}/; name both alike'
        for name in file.fragments:
            where = lines.where("fragments", name)
            if name in fragments:
                yield f'{where}: fragment "{name}" is defined twice, first at {fragments[name]}; keep one'
            fragments.setdefault(name, where)
        for i, rule in enumerate(file.rules):
            where = lines.where("rules", i)
            if rule.id in ids:
                yield f"{where}: {rule.id}: this id is taken at {ids[rule.id]}; ids are permanent and single"
            ids.setdefault(rule.id, where)
            if file.language == code and rule.id.partition(".")[0] != code:
                yield f"{where}: {rule.id}: the ids of {code}/ begin with {code}."


def _patterns(files: Sequence[RuleFile]) -> Iterator[str]:
    for file in files:
        yield from file.fragments.values()
        for rule in file.rules:
            yield from (*rule.match, *rule.unless)


def _literals(source: str) -> list[str]:
    """The words that a pattern names itself; none if it does not read, which compiling it will tell."""
    try:
        return list(literals(source))
    except PatternError:
        return []


def _numbers(files: Sequence[RuleFile]) -> NumberWords:
    """The number words of all files together."""
    told: dict[str, Any] = {}
    for kind in fields(NumberWords):
        values = [getattr(file.numbers, kind.name) for file in files]
        mapped = isinstance(getattr(NumberWords(), kind.name), Mapping)
        joined = itertools.chain.from_iterable(value.items() if mapped else value for value in values)
        told[kind.name] = dict(joined) if mapped else tuple(joined)
    return NumberWords(**told)


_PHRASE_ORDER = ("force", "holder", "body", "person", "locative", "people")


def _phrase_order(rule: Rule) -> int:
    return _PHRASE_ORDER.index(rule.emit.phrase) if isinstance(rule.emit, PhraseEmit) else len(_PHRASE_ORDER)


@dataclass(slots=True)
class _Names:
    """What patterns may name, for remedies; `broken`: fragments that have been told already."""

    lists: set[str]
    fragments: Mapping[str, str]
    broken: frozenset[str] = frozenset()

    def remedy(self, error: PatternError, types: frozenset[str]) -> str:
        """What is wrong, and the nearest name that there is."""
        if not isinstance(error, UnknownNameError):
            return str(error)
        match error.sort:
            case "list":
                return f"{error}{nearest(error.name[1:], self.lists, '@')}"
            case "fragment":
                return f"{error}{nearest(error.name[1:], self.fragments, '%')}"
        return f"{error}{nearest(error.name, types) or '; types are ' + ', '.join(sorted(types))}"

    def blames(self, source: str) -> bool:
        """Whether a pattern holds one of the broken fragments, be it by way of others."""
        named = [name for name in self.fragments if f"%{name}" in source]
        return any(name in self.broken for name in named)


def _compiled(
    model: RuleModel, compiler: PatternCompiler, lines: Lines, i: int, names: _Names, wrong: list[str]
) -> Rule | None:
    told = len(wrong)
    try:
        emit = cast(Emit, EMITS[model.stage].model_validate(model.emit))
    except ValidationError as error:
        emit = None
        for keys, what in mistakes(EMITS[model.stage], error):
            wrong.append(f"{lines.where('rules', i, 'emit', *keys)}: {model.id}: emit: {what}")
    if emit is not None:
        where = f"{lines.where('rules', i, 'emit')}: {model.id}: emit"
        wrong.extend(f"{where}: {what}" for what in emit_problems(emit))
    groups: dict[str, list[Pattern]] = {"match": [], "not": []}
    for key, sources in (("match", model.match), ("not", model.unless)):
        for n, source in enumerate(sources):
            where = f"{lines.where('rules', i, key, n)}: {model.id}"
            try:
                pattern = compiler.compile(source)
            except PatternError as error:
                if not names.blames(source):
                    wrong.append(f"{where}: {names.remedy(error, TYPES_OF[model.stage])}")
                continue
            groups[key].append(pattern)
            if emit is not None:
                wrong.extend(f"{where}: {what}" for what in pattern_problems(model.stage, emit, pattern, key))
    if emit is None or len(wrong) > told:
        return None
    return Rule(
        model.id, model.says, model.stage, tuple(groups["match"]), tuple(groups["not"]), emit,
        str(lines.path), lines.of("rules", i), model,
    )  # fmt: skip
