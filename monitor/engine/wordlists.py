"""What fills the lexicon: the words of the rule files, the names of the theatres, and the tags that phrases give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.engine.lexicon import DATED, EITHER, NAME, NUMBER_TAGS, WORD, Lexicon, Ref, Tags, expand
from monitor.engine.packfile import unknown
from monitor.engine.schema import VERB_FORMS, ActorModel, NamedModel, RuleFile, TheatreFile
from monitor.engine.text import fold, tokens
from monitor.engine.vocabulary import INSIDE
from monitor.yamlfile import Lines


@dataclass(frozen=True, slots=True)
class WordList:
    """One list of a rule file: its dotted name, the keys that lead to it, and what stands in it."""

    name: str
    keys: tuple[str, ...]
    words: tuple[Any, ...]
    bare: bool
    """A single word, written without brackets."""


def lists_of(words: Mapping[str, Any], inside: tuple[str, ...] = ()) -> Iterator[WordList]:
    """The lists under `words:`, those inside others too."""
    for key, value in words.items():
        keys = (*inside, key)
        if isinstance(value, Mapping):
            yield from lists_of(value, keys)
        else:
            bare = not isinstance(value, list)
            yield WordList(".".join(keys), keys, (value,) if bare else tuple(value), bare)


def add_words(lexicon: Lexicon, file: RuleFile, lines: Lines) -> Iterator[str]:
    """Fills the lexicon with the lists, verbs and holders of a file; gives what is wrong with them."""
    for found in lists_of(file.words):
        yield from _misplaced(found, lines)
        if not found.words:
            yield f"{lines.where('words', *found.keys)}: list {found.name} is empty; write a word, or take it out"
        for i, word in enumerate(found.words):
            where = lines.where("words", *found.keys, i)
            if not isinstance(word, str):
                shown = "nothing" if word is None else f'"{word}"'
                yield f"{where}: {shown} in list {found.name} is no text; put it in quotation marks"
            elif found.bare and "," in word and word != ",":
                yield f'{where}: "{word}" in list {found.name} is one word, with a comma in it; write [one, two]'
            elif not split(word):
                yield f"{where}: an empty word in list {found.name}; write a word, or take it out"
            else:
                lexicon.add(split(word), [found.name], capital=word[:1].isupper())
    for verb, forms in file.verbs.items():
        for i, written in enumerate(forms):
            parts = [p.strip() for p in written.split("/")]
            where = lines.where("verbs", verb, i)
            if len(parts) != len(VERB_FORMS):
                yield (
                    f'{where}: "{written}" has {len(parts)} form{"s" * (len(parts) > 1)}; expected 5 with "/" between:'
                    " base / third person / past / participle / -ing"
                )
                continue
            for form, word in zip(VERB_FORMS, parts, strict=True):
                if split(word):
                    lexicon.add(split(word), [f"{verb}.{form}"])
                else:
                    yield f'{where}: an empty form in "{written}"; repeat the form that stands for it'
    for holder, names in file.holders.items():
        for name in names:
            tags = ["HOLDER", "SPEAKER"]
            lexicon.add(split(name), tags, Ref("holder", holder), capital=name[:1].isupper())


def _misplaced(found: WordList, lines: Lines) -> Iterator[str]:
    """Whether it stands inside a list whose parts mean something to the engine, and is none of them."""
    first, *rest = found.name.split(".")
    known = INSIDE.get(first)
    if known is not None and rest and rest[0] not in known:
        yield f"{lines.where('words', *found.keys)}: {unknown('list', found.name, [f'{first}.{k}' for k in known])}"


def split(phrase: str) -> list[str]:
    """The folded words of a phrase, cut as texts are."""
    folded = fold(phrase)
    return [t.word for t in tokens(phrase, folded, 0, len(folded))]


def add_names(lexicon: Lexicon, packs: Sequence[TheatreFile], countries: Sequence[NamedModel]) -> None:
    """Fills the lexicon with the names of actors, speakers and places, and with those of all countries.

    A surname that is also the name of an actor (al-Houthi, Kim Jong Un) stands for the actor alone.
    """
    actors = [actor for pack in packs for actor in pack.actors]
    taken = {fold(n) for a in (*actors, *countries) for n in (*a.names, *a.adjectives, *a.plurals)}
    for country in countries:
        _add_actor(lexicon, country, Ref("actor", country.id))
    for pack in packs:
        for actor in pack.actors:
            ref = Ref("actor", actor.id, pack.theatre)
            _add_actor(lexicon, actor, ref)
            for speaker in actor.speakers:
                tags = ["ACTOR", "SIDE", "SPEAKER", "actor.official"]
                while_in_office = ref._replace(start=speaker.start, until=speaker.until)
                full = split(speaker.name)
                lexicon.add(full, tags, while_in_office, capital=speaker.name[:1].isupper())
                if full[-1] not in taken:
                    lexicon.add(full[-1:], [*tags, "surname"], while_in_office, capital=True)
        for place in pack.places:
            for name in place.names:
                lexicon.add(split(name), ["PLACE"], Ref("place", place.id, pack.theatre), capital=True)
        for ceasefire in pack.ceasefires:
            for name in ceasefire.called:
                lexicon.add(split(name), ["ceasefire"], Ref("ceasefire", ceasefire.id, pack.theatre), capital=True)


def _add_actor(lexicon: Lexicon, actor: NamedModel, ref: Ref) -> None:
    kinds = [
        ("name", actor.names, ["ACTOR", "SIDE", "SPEAKER"]),
        ("adj", actor.adjectives, ["ACTOR"]),
        ("people", actor.plurals, ["ACTOR", "SIDE"]),
    ]
    if isinstance(actor, ActorModel):
        kinds += [
            (kind, names, ["ACTOR", "SIDE", "SPEAKER"])
            for kind, names in (("force", actor.forces), ("body", actor.bodies))
        ]
    for kind, names, tags in kinds:
        for name in names:
            lexicon.add(split(name), [*tags, f"actor.{kind}"], ref, capital=name[:1].isupper())


def trigger_words(files: Sequence[RuleFile], triggers: Sequence[str]) -> Iterator[str]:
    """The words of every list named under `triggers`, once each."""
    found: dict[str, None] = {}
    for file in files:
        for listed in lists_of(file.words):
            if set(expand(listed.name)) & set(triggers):
                found.update(dict.fromkeys(fold(w) for w in listed.words))
        for verb, forms in file.verbs.items():
            if set(expand(verb)) & set(triggers):
                found.update(dict.fromkeys(fold(w.strip()) for written in forms for w in written.split("/")))
    yield from found


def declared(files: Sequence[RuleFile]) -> set[str]:
    """The names of all lists, those that the theatre packs fill among them."""
    names: set[str] = set()
    for file in files:
        for listed in lists_of(file.words):
            names.update(expand(listed.name))
        for verb in file.verbs:
            names.update(expand(verb))
            names.update(f"{verb}.{form}" for form in VERB_FORMS)
    return names | {"actor", "actor.name", "actor.adj", "actor.people", "actor.force", "actor.body", "actor.official"}


_PEOPLE_KINDS: tuple[tuple[str, ...], ...] = (
    (),
    ("BODIES",),
    ("HURT",),
    ("DEATHS",),
    ("PARTS",),
    ("SIDE", "THEIRS", "OWN"),
    ("SIDE", "ENEMY"),
)


def phrase_tags() -> Iterator[Tags]:
    """The sets of tags that phrases give to what they build."""
    yield WORD
    yield NAME
    yield EITHER
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
        for own in ((), ("OWN",), ("LOCAL",), ("OWN", "LOCAL")):
            yield frozenset({"SIDE", "SPEAKER", "THEIRS", *own, *state})
    yield frozenset({"SIDE", "ENEMY"})
    yield frozenset({"LOC"})
    yield frozenset({"TIME"})
    yield frozenset({"TIME", "TRUCE"})
    yield frozenset({"OPEN"})
