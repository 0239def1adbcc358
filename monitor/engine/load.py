"""Packs: the languages and theatres of a rules folder, read, checked and compiled into what the cascade runs.

A folder loads whole or not at all: RuleError carries every problem as `file:line: what; remedy`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monitor.engine.facts import problems_among, problems_of
from monitor.engine.language import Language, language_in
from monitor.engine.packfile import nearest, read_as
from monitor.engine.schema import CountriesFile, NamedModel, TheatreFile
from monitor.engine.theatres import Theatre, compiled
from monitor.errors import RuleError
from monitor.model import Ceasefire
from monitor.yamlfile import Lines


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
    if not folder.is_dir():
        raise RuleError([f"{folder}: no such folder; it should hold en/ and theatres/"])
    problems: list[str] = []
    chosen = _theatres(folder, theatres, problems)
    packs = [pack for pack, _ in chosen]
    countries = _countries(folder, problems)
    languages = {}
    spoken = sorted(p for p in folder.iterdir() if p.is_dir() and len(p.name) == 2)
    for path in spoken:
        language = language_in(path, packs, countries, problems)
        if language is not None:
            languages[path.name] = language
    if not spoken:
        problems.append(f"{folder}: holds no language (a folder such as en/ with rule files)")
    if problems:
        raise RuleError(problems)
    ready = {pack.theatre: compiled(pack) for pack in packs}
    return Packs(
        folder,
        languages,
        ready,
        tuple(c for t in ready.values() for c in t.ceasefires),
        {actor.id: actor.label for actor in (*countries, *(actor for pack in packs for actor in pack.actors))},
    )


def _countries(folder: Path, problems: list[str]) -> list[NamedModel]:
    """All countries; none where the folder has no file of them."""
    path = folder / "countries.yaml"
    loaded = read_as(path, CountriesFile, problems) if path.exists() else None
    if loaded is None:
        return []
    file, lines = loaded
    whose: dict[str, str] = {}
    for i, country in enumerate(file.countries):
        for name in (country.id, *country.names, *country.adjectives, *country.plurals):
            other = whose.setdefault(name, country.id)
            if other != country.id:
                problems.append(f'{lines.where("countries", i)}: "{name}" is {other} already; keep one')
    return file.countries


def _theatres(folder: Path, wanted: Sequence[str], problems: list[str]) -> list[tuple[TheatreFile, Lines]]:
    there = {p.stem: p for p in sorted((folder / "theatres").glob("*.yaml"))}
    for name in wanted:
        if name not in there:
            hint = nearest(name, there) or f"; there are: {', '.join(there) or 'none'}"
            problems.append(f'{folder / "theatres"}: no theatre "{name}"{hint}')
    found = []
    for name, path in there.items():
        if wanted and name not in wanted:
            continue
        loaded = read_as(path, TheatreFile, problems)
        if loaded is not None:
            pack, lines = loaded
            problems.extend(problems_of(pack, lines, name))
            found.append((pack, lines))
    problems.extend(problems_among(found))
    return found
