"""Rule files and theatre packs: read, checked and compiled into what the cascade runs.

A pack loads whole or not at all: RuleError carries every problem as `file:line: what; remedy`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from monitor.engine.lexicon import DATED, NAME, NUMBER_TAGS, WORD, Alphabet, Lexicon, Ref, Tags, expand
from monitor.engine.numbers import NumberReader, NumberWords
from monitor.engine.patterns import Pattern, PatternCompiler, PatternError, lists, literals
from monitor.engine.schema import (
    EMITS,
    VERB_FORMS,
    ActorModel,
    CeasefireModel,
    CueEmit,
    Emit,
    EventEmit,
    Example,
    NearMiss,
    PhraseEmit,
    PlaceModel,
    RuleFile,
    RuleModel,
    SpeakerEmit,
    SpeakerModel,
    Stage,
    TheatreFile,
    TimeEmit,
)
from monitor.engine.text import bare, fold, tokens
from monitor.errors import FileError, RuleError
from monitor.model import Ceasefire, Place
from monitor.yamlfile import Lines, read

M = TypeVar("M", bound=BaseModel)

# ------------------------------------------------------------------------------------------------------ compiled packs


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
    compiler: PatternCompiler
    """For `explain`, which compiles the beginnings of patterns."""

    def rule(self, rule_id: str) -> Rule | None:
        return next((r for rules in self.rules.values() for r in rules if r.id == rule_id), None)


@dataclass(frozen=True, slots=True)
class Theatre:
    """One conflict, as its pack tells it."""

    id: str
    name: str
    cues: tuple[str, ...]
    parties: tuple[str, ...]
    sides: tuple[tuple[str, ...], ...]
    government: str | None
    """Whose soldiers and officials are meant where nobody says whose."""
    labels: Mapping[str, str]
    metonyms: Mapping[str, tuple[str, ...]]
    """By actor, the names it acts and speaks under, capitals among them."""
    places: Mapping[str, PlaceModel]
    ceasefires: tuple[Ceasefire, ...]

    def opponents(self, actor: str) -> tuple[str, ...]:
        """The parties on another side than this actor's; empty for a third party."""
        mine = next((side for side in self.sides if actor in side), None)
        if mine is None:
            return ()
        return tuple(a for side in self.sides if side is not mine for a in side)

    def place(self, place_id: str) -> Place:
        found = self.places[place_id]
        return Place(found.id, found.names[0], found.lat, found.lon, found.precision)

    def people_of(self, place_id: str, day: date | None) -> str | None:
        """Whose people live there on that day (today's dwellers when no day is given), looking upwards if not said."""
        for place in self.around(place_id):
            if isinstance(place.people, str):
                return place.people
            for dwellers in reversed(place.people or ()):
                begun = dwellers.start is None or day is None or dwellers.start <= day
                over = dwellers.until is not None and day is not None and day > dwellers.until
                if begun and not over:
                    return dwellers.actor
        return None

    def around(self, place_id: str) -> Iterator[PlaceModel]:
        """The place and those it lies in, from the finest to the widest."""
        met: set[str] = set()
        here: str | None = place_id
        while here is not None and here in self.places and here not in met:
            met.add(here)
            yield self.places[here]
            here = self.places[here].inside


@dataclass(frozen=True, slots=True)
class Packs:
    """All languages and theatres that were loaded from one folder."""

    folder: Path
    languages: Mapping[str, Language]
    theatres: Mapping[str, Theatre]
    ceasefires: tuple[Ceasefire, ...]
    labels: Mapping[str, str] = field(default_factory=dict)


def load_packs(folder: Path, *, theatres: Sequence[str] = ()) -> Packs:
    """Loads every language and the named theatres (all when none is named) from a rules folder.

    Raises RuleError with every problem found.
    """
    problems: list[str] = []
    chosen = _theatres(folder, theatres, problems)
    languages = {}
    for path in sorted(p for p in folder.iterdir() if p.is_dir() and len(p.name) == 2) if folder.is_dir() else ():
        language = _language(path, chosen, problems)
        if language is not None:
            languages[path.name] = language
    if not folder.is_dir():
        problems.append(f"{folder}: no such folder; it should hold en/ and theatres/")
    elif not languages and not problems:
        problems.append(f"{folder}: holds no language (a folder such as en/ with rule files)")
    if problems:
        raise RuleError(problems)
    compiled = {t.theatre: _compile_theatre(t) for t, _ in chosen}
    return Packs(
        folder,
        languages,
        compiled,
        tuple(c for t in compiled.values() for c in t.ceasefires),
        {a.id: a.label for t, _ in chosen for a in t.actors},
    )


def _theatres(folder: Path, wanted: Sequence[str], problems: list[str]) -> list[tuple[TheatreFile, Lines]]:
    there = {p.stem: p for p in sorted((folder / "theatres").glob("*.yaml"))}
    for name in wanted:
        if name not in there:
            near = difflib.get_close_matches(name, there, 1)
            hint = f'; did you mean "{near[0]}"?' if near else f"; there are: {', '.join(there) or 'none'}"
            problems.append(f'{folder / "theatres"}: no theatre "{name}"{hint}')
    found = []
    for name, path in there.items():
        if wanted and name not in wanted:
            continue
        loaded = _read(path, TheatreFile, problems)
        if loaded is not None:
            pack, lines = loaded
            problems.extend(_theatre_problems(pack, lines, name))
            found.append((pack, lines))
    return found


def _theatre_problems(pack: TheatreFile, lines: Lines, stem: str) -> Iterator[str]:
    """References that lead nowhere, dates out of order, points outside the box."""
    if pack.theatre != stem:
        yield f'{lines.where("theatre")}: theatre "{pack.theatre}" stands in {stem}.yaml; name both alike'
    actors = {a.id for a in pack.actors}
    places = {p.id for p in pack.places}
    for i, side in enumerate(pack.sides):
        for j, actor in enumerate(side):
            if actor not in actors:
                yield f"{lines.where('sides', i, j)}: {_unknown('actor', actor, actors)}"
    for i, place in enumerate(pack.places):
        where = lines.where("places", i)
        if place.inside is not None and place.inside not in places:
            yield f"{where}: {place.id}: {_unknown('place', place.inside, places)}"
        dwellers = [place.people] if isinstance(place.people, str) else [d.actor for d in place.people or ()]
        for actor in dwellers:
            if actor not in actors:
                yield f"{where}: {place.id}: {_unknown('actor', actor, actors)}"
        if not (pack.box.south <= place.lat <= pack.box.north and pack.box.west <= place.lon <= pack.box.east):
            yield f"{where}: {place.id}: the point {place.lat}, {place.lon} lies outside the theatre's box"
    yield from _circles(pack, lines)
    for i, ceasefire in enumerate(pack.ceasefires):
        where = lines.where("ceasefires", i)
        for actor in ceasefire.parties:
            if actor not in actors:
                yield f"{where}: {ceasefire.id}: {_unknown('actor', actor, actors)}"
        for zone in ceasefire.zone:
            if zone not in places:
                yield f"{where}: {ceasefire.id}: {_unknown('place', zone, places)}"
        if ceasefire.until and ceasefire.until < ceasefire.start:
            yield f"{where}: {ceasefire.id}: until {ceasefire.until} lies before from {ceasefire.start}"


def _circles(pack: TheatreFile, lines: Lines) -> Iterator[str]:
    """Places that lie in themselves by way of others, and ids that stand twice."""
    inside = {p.id: p.inside for p in pack.places}
    seen: set[str] = set()
    for i, place in enumerate(pack.places):
        if place.id in seen:
            yield f"{lines.where('places', i)}: {place.id}: this id is taken by a place above"
        seen.add(place.id)
        here, steps = place.inside, 0
        while here is not None and here != place.id and steps <= len(inside):
            here, steps = inside.get(here), steps + 1
        if here == place.id:
            yield f"{lines.where('places', i)}: {place.id}: lies in itself by way of {place.inside}"


def _unknown(what: str, name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), 1)
    return f'unknown {what} "{name}"' + (f'; did you mean "{near[0]}"?' if near else "")


def _compile_theatre(pack: TheatreFile) -> Theatre:
    return Theatre(
        id=pack.theatre,
        name=pack.name,
        cues=tuple(bare(fold(cue)) for cue in pack.cues),
        parties=tuple(a.id for a in pack.actors if a.role == "party"),
        sides=tuple(tuple(s) for s in pack.sides),
        government=pack.government,
        labels={a.id: a.label for a in pack.actors},
        metonyms={a.id: tuple(a.names) for a in pack.actors},
        places={p.id: p for p in pack.places},
        ceasefires=tuple(
            Ceasefire(
                id=c.id,
                theatre=pack.theatre,
                name=c.name,
                parties=tuple(c.parties),
                start=c.start,
                end=c.until,
                places=tuple(c.zone),
                terms=c.terms,
                source=c.source,
            )
            for c in pack.ceasefires
        ),
    )


def _read(path: Path, model: type[M], problems: list[str]) -> tuple[M, Lines] | None:
    try:
        data, lines = read(path)
    except FileError as error:
        problems.extend(str(error).splitlines())
        return None
    try:
        return model.model_validate(data or {}), lines
    except ValidationError as error:
        for detail in error.errors():
            keys = tuple(k for k in detail["loc"] if isinstance(k, (str, int)))
            problems.append(f"{lines.where(*keys)}: {_explain(model, keys, detail['type'], detail['msg'])}")
        return None


def _explain(model: type[BaseModel], keys: tuple[str | int, ...], kind: str, message: str) -> str:
    name = ".".join(str(k) for k in keys)
    if kind == "extra_forbidden":
        known = {f.alias or n for m in _models(model) for n, f in m.model_fields.items()}
        return f"{_unknown('key', str(keys[-1]), known)} (at {name})"
    if kind == "missing":
        return f'"{keys[-1]}" is missing (at {name})'
    return f"{name}: {message}"


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [
        model,
        RuleModel,
        Example,
        NearMiss,
        PhraseEmit,
        TimeEmit,
        SpeakerEmit,
        EventEmit,
        CueEmit,
        ActorModel,
        PlaceModel,
        SpeakerModel,
        CeasefireModel,
    ]


# ----------------------------------------------------------------------------------------------------------- languages

_TYPES = (
    "ACTOR SIDE SPEAKER THEIRS OWN ENEMY PLACE LOC TIME NUMBER YEAR DAY DATE "
    "PEOPLE COUNTED BODIES PARTS WORD NAME HOLDER PERSON STATE IRREGULAR"
)
TYPES = frozenset(_TYPES.split())


def _language(folder: Path, theatres: Sequence[tuple[TheatreFile, Lines]], problems: list[str]) -> Language | None:
    files: list[tuple[RuleFile, Lines]] = []
    for path in sorted(folder.glob("*.yaml")):
        loaded = _read(path, RuleFile, problems)
        if loaded:
            files.append(loaded)
    if problems:
        return None
    alphabet = Alphabet()
    lexicon = Lexicon(alphabet)
    numbers: dict[str, Any] = {}
    fragments: dict[str, str] = {}
    seen: dict[str, str] = {}
    for file, lines in files:
        for key, value in file.numbers.model_dump(exclude_unset=True).items():
            numbers[key] = {**numbers.get(key, {}), **value} if isinstance(value, dict) else value
        for name, pattern in file.fragments.items():
            if name in fragments:
                problems.append(f'{lines.where("fragments", name)}: fragment "{name}" is defined twice')
            fragments[name] = pattern
        _add_words(lexicon, file, lines, problems)
        for i, rule in enumerate(file.rules):
            where = lines.where("rules", i)
            if rule.id in seen:
                problems.append(
                    f"{where}: {rule.id}: this id is taken at {seen[rule.id]}; ids are permanent and single"
                )
            seen[rule.id] = where
    _add_theatres(lexicon, [t for t, _ in theatres])
    for file, lines in files:
        sources: list[tuple[tuple[str, str | int], str]] = [(("fragments", n), p) for n, p in file.fragments.items()]
        sources += [(("rules", i), p) for i, r in enumerate(file.rules) for p in (*r.match, *r.unless)]
        for keys, source in sources:
            try:
                for literal in literals(source):
                    lexicon.add(fold(literal).replace("-", " ").split(), [f"={literal}"])
            except PatternError as error:
                problems.append(f"{lines.where(*keys)}: {error}")
    lexicon.freeze()
    for tags in _phrase_tags():
        alphabet.code(tags)
    if problems:
        return None

    known = {t for tags in alphabet for t in tags} | TYPES | _declared(files)
    compiler = PatternCompiler(alphabet, fragments, lambda tag: tag in known, lexicon.codes_of)
    rules: dict[Stage, list[Rule]] = {"phrase": [], "time": [], "speaker": [], "event": [], "cue": []}
    for file, lines in files:
        for i, model in enumerate(file.rules):
            compiled = _compile(model, compiler, lines, i, known, problems)
            if compiled:
                rules[model.stage].append(compiled)
    if problems:
        return None
    triggers = sorted({t for file, _ in files for t in file.triggers})
    for file, lines in files:
        problems.extend(
            f"{lines.where(key, i)}: {_unknown('list', name, known)}"
            for key, names in (
                ("triggers", file.triggers),
                ("armed", file.armed),
                ("fighting", file.fighting),
            )
            for i, name in enumerate(names)
            if name not in known
        )
    if problems:
        return None
    return Language(
        code=folder.name,
        lexicon=lexicon,
        numbers=NumberReader(NumberWords(**numbers)),
        abbreviations=frozenset(a for file, _ in files for a in file.abbreviations),
        triggers=tuple(_trigger_words(files, triggers)),
        officials={
            " ".join(_split(speaker.name)): _split(speaker.name)[-1]
            for pack, _ in theatres
            for actor in pack.actors
            for speaker in actor.speakers
        },
        armed=frozenset(a for file, _ in files for a in file.armed),
        fighting=frozenset(a for file, _ in files for a in file.fighting),
        rules={stage: tuple(found) for stage, found in rules.items()},
        phrases=tuple(sorted(rules["phrase"], key=_phrase_order)),
        compiler=compiler,
    )


_PHRASE_ORDER = ("force", "holder", "body", "person", "locative", "people")


def _phrase_order(rule: Rule) -> int:
    return _PHRASE_ORDER.index(rule.emit.phrase) if isinstance(rule.emit, PhraseEmit) else len(_PHRASE_ORDER)


def _declared(files: Sequence[tuple[RuleFile, Lines]]) -> set[str]:
    names: set[str] = set()
    for file, _ in files:
        for path, _words in _leaves(file.words):
            names.update(expand(path))
        for verb in file.verbs:
            names.update(expand(verb))
            names.update(f"{verb}.{form}" for form in VERB_FORMS)
    return names | {"actor", "actor.name", "actor.adj", "actor.people", "actor.force", "actor.body", "actor.official"}


def _compile(
    model: RuleModel, compiler: PatternCompiler, lines: Lines, i: int, known: set[str], problems: list[str]
) -> Rule | None:
    where = lines.where("rules", i)
    try:
        emit = cast(Emit, EMITS[model.stage].model_validate(model.emit))
    except ValidationError as error:
        for detail in error.errors():
            keys = tuple(k for k in detail["loc"] if isinstance(k, (str, int)))
            what = _explain(EMITS[model.stage], keys, detail["type"], detail["msg"])
            problems.append(f"{where}: {model.id}: emit: {what}")
        return None
    compiled: list[list[Pattern]] = [[], []]
    for group, sources, key in ((0, model.match, "match"), (1, model.unless, "not")):
        for source in sources:
            try:
                compiled[group].append(compiler.compile(source))
            except PatternError as error:
                problems.append(f"{lines.where('rules', i, key)}: {model.id}: {error}{_did_you_mean(source, known)}")
    return Rule(
        model.id, model.says, model.stage, tuple(compiled[0]), tuple(compiled[1]), emit,
        str(lines.path), lines.of("rules", i), model,
    )  # fmt: skip


def _did_you_mean(source: str, known: set[str]) -> str:
    for name in lists(source):
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), 1)
            return f'; did you mean "@{near[0]}"?' if near else ""
    return ""


def _leaves(words: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, list[Any]]]:
    for name, value in words.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from _leaves(value, here)
        else:
            yield here, value if isinstance(value, list) else [value]


def _add_words(lexicon: Lexicon, file: RuleFile, lines: Lines, problems: list[str]) -> None:
    for path, words in _leaves(file.words):
        for word in words:
            if not isinstance(word, str):
                where = lines.where("words", *path.split("."))
                problems.append(f'{where}: "{word}" in list {path} is no text; put it in quotation marks')
                continue
            lexicon.add(_split(word), [path], capital=word[:1].isupper())
    for verb, forms in file.verbs.items():
        for i, written in enumerate(forms):
            parts = [p.strip() for p in written.split("/")]
            if len(parts) != len(VERB_FORMS):
                problems.append(
                    f'{lines.where("verbs", verb, i)}: "{written}" has {len(parts)} forms; expected 5 with "/" between:'
                    " base / third person / past / participle / -ing"
                )
                continue
            for form, word in zip(VERB_FORMS, parts, strict=True):
                lexicon.add(_split(word), [f"{verb}.{form}"])
    for holder, names in file.holders.items():
        for name in names:
            tags = ["HOLDER", "SPEAKER"]
            lexicon.add(_split(name), tags, Ref("holder", holder), capital=name[:1].isupper())


def _split(phrase: str) -> list[str]:
    folded = fold(phrase)
    return [t.word for t in tokens(phrase, folded, 0, len(folded))]


def _add_theatres(lexicon: Lexicon, packs: Sequence[TheatreFile]) -> None:
    for pack in packs:
        for actor in pack.actors:
            ref = Ref("actor", actor.id, pack.theatre)
            kinds = (
                ("name", actor.names, ["ACTOR", "SIDE", "SPEAKER"]),
                ("adj", actor.adjectives, ["ACTOR"]),
                ("people", actor.plurals, ["ACTOR", "SIDE"]),
                ("force", actor.forces, ["ACTOR", "SIDE", "SPEAKER"]),
                ("body", actor.bodies, ["ACTOR", "SIDE", "SPEAKER"]),
                ("official", [s.name for s in actor.speakers], ["ACTOR", "SIDE", "SPEAKER"]),
            )
            for kind, names, tags in kinds:
                for name in names:
                    lexicon.add(_split(name), [*tags, f"actor.{kind}"], ref, capital=name[:1].isupper())
            for speaker in actor.speakers:
                surname = [_split(speaker.name)[-1]]
                lexicon.add(surname, ["ACTOR", "SIDE", "SPEAKER", "actor.official", "surname"], ref, capital=True)
        for place in pack.places:
            for name in place.names:
                lexicon.add(_split(name), ["PLACE"], Ref("place", place.id, pack.theatre), capital=True)


def _trigger_words(files: Sequence[tuple[RuleFile, Lines]], triggers: Sequence[str]) -> Iterator[str]:
    """The words of every list named under `triggers`, once each."""
    found: dict[str, None] = {}
    for file, _ in files:
        for path, words in _leaves(file.words):
            if set(expand(path)) & set(triggers):
                found.update(dict.fromkeys(fold(w) for w in words))
        for verb, forms in file.verbs.items():
            if set(expand(verb)) & set(triggers):
                found.update(dict.fromkeys(fold(w.strip()) for written in forms for w in written.split("/")))
    yield from found


_PEOPLE_KINDS: tuple[tuple[str, ...], ...] = ((), ("BODIES",), ("PARTS",), ("SIDE", "THEIRS", "OWN"), ("SIDE", "ENEMY"))


def _phrase_tags() -> Iterator[Tags]:
    """The sets of tags that phrases give to what they build."""
    yield WORD
    yield NAME
    yield from NUMBER_TAGS.values()
    yield from DATED.values()
    yield from (tags | {"COUNTED"} for tags in NUMBER_TAGS.values())
    for counted in ((), ("COUNTED",)):
        for sided in ((), ("SIDE",)):
            for more in _PEOPLE_KINDS:
                yield frozenset({"PEOPLE", *counted, *sided, *more})
                yield frozenset({"PEOPLE", "SPEAKER", *sided, *more})
    for kind in ("actor.body", "actor.force"):
        yield frozenset({"ACTOR", "SIDE", "SPEAKER", "actor", kind})
    yield frozenset({"HOLDER", "SPEAKER"})
    yield frozenset({"PERSON", "SPEAKER"})
    for state in ((), ("STATE",), ("IRREGULAR",)):
        for own in ((), ("OWN",)):
            yield frozenset({"SIDE", "SPEAKER", "THEIRS", *own, *state})
    yield frozenset({"SIDE", "ENEMY"})
    yield frozenset({"LOC"})
    yield frozenset({"TIME"})
    yield frozenset({"OPEN"})
