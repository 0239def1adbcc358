"""Checks a rules folder: it loads, every rule's examples fire, its near misses don't, and its ids and words make sense.

Each problem is one line: `file:line: rule: what was found; what was expected`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from monitor.engine.cascade import Analysis, Engine
from monitor.engine.contract import as_json
from monitor.engine.language import Rule
from monitor.engine.load import Packs, load_packs
from monitor.engine.schema import Example, NearMiss
from monitor.errors import RuleError
from monitor.yamlfile import Lines, read


@dataclass(frozen=True, slots=True)
class Report:
    """What a check looked at and what it found."""

    files: int
    rules: int
    examples: int
    problems: tuple[str, ...]


def check(folder: Path, *, theatres: Sequence[str] = ()) -> Report:
    """Loads everything in the folder and runs every example. Never raises for what the files hold."""
    files = len(list(folder.glob("??/*.yaml"))) + len(list((folder / "theatres").glob("*.yaml")))
    try:
        packs = load_packs(folder, theatres=theatres)
    except RuleError as error:
        return Report(files, 0, 0, tuple(error.problems))
    engine = Engine(packs)
    problems: list[str] = []
    rules = examples = 0
    for language in packs.languages.values():
        for stage in language.rules.values():
            for rule in stage:
                rules += 1
                examples += len(rule.source.examples) + len(rule.source.near_misses) + len(rule.source.known_misses)
                problems.extend(_rule_problems(engine, rule, language.code, _lines_of(rule)))
    return Report(files, rules, examples, tuple(problems))


def _lines_of(rule: Rule) -> tuple[Lines, int]:
    data, lines = read(Path(rule.file))
    return lines, next(i for i, r in enumerate(data["rules"]) if r["id"] == rule.id)


def _rule_problems(engine: Engine, rule: Rule, lang: str, place: tuple[Lines, int]) -> Iterator[str]:
    lines, number = place
    if not rule.source.examples:
        yield f"{lines.where('rules', number)}: {rule.id}: no examples; write a sentence in which it must fire"
    if not rule.source.near_misses:
        yield f"{lines.where('rules', number)}: {rule.id}: no near_misses; write a sentence in which it must not fire"
    for i, example in enumerate(rule.source.examples):
        wrong = miss(engine, rule.id, example, lang)
        if wrong:
            yield f"{lines.where('rules', number, 'examples', i)}: {rule.id}: {wrong}"
    for i, near in enumerate(rule.source.near_misses):
        if rule.id in _seen(engine, near, lang).fired():
            yield (
                f"{lines.where('rules', number, 'near_misses', i)}: {rule.id}: fires on a near miss, "
                f'"{near.text}"; it must not, because {near.because}'
            )
    for i, known in enumerate(rule.source.known_misses):
        if not miss(engine, rule.id, known, lang):
            yield (
                f"{lines.where('rules', number, 'known_misses', i)}: {rule.id}: a known miss is caught now; "
                "move it to examples"
            )


def miss(engine: Engine, rule_id: str, example: Example | NearMiss, lang: str) -> str:
    """Why this example does not show its rule at work, in words; empty when it does."""
    seen = _seen(engine, example, lang)
    if rule_id not in seen.fired():
        return f'does not fire on "{example.text}"'
    if not engine.relevant(f"{example.title}\n{example.text}", lang=lang):
        return f'would never be tried: no trigger word stands in "{example.text}"'
    if not example.expect:
        return ""
    reading = engine.read(example.text, title=example.title, published=example.published, lang=lang)
    claims = [c for c in as_json("", reading)["claims"] if rule_id in c["rules"]]
    if not claims:
        return f'takes part in no claim of "{example.text}"; expected {_shown(example.expect)}'
    if any(all(_equal(claim.get(k), v) for k, v in example.expect.items()) for claim in claims):
        return ""
    got = "; or ".join(_shown({k: claim.get(k) for k in example.expect}) for claim in claims)
    return f'on "{example.text}" gives {got}; expected {_shown(example.expect)}'


def _seen(engine: Engine, example: Example | NearMiss, lang: str) -> Analysis:
    return engine.analyse(example.text, title=example.title, published=example.published, lang=lang)


def _equal(found: Any, expected: Any) -> bool:
    if isinstance(expected, date):
        return bool(found == expected.isoformat())
    return bool(found == expected)


def _shown(fields: dict[str, Any]) -> str:
    return ", ".join(f"{k} {v if v is not None else 'null'}" for k, v in fields.items())


def near_duplicates(packs: Packs) -> Iterator[str]:
    """Rules whose patterns are letter for letter those of another."""
    for language in packs.languages.values():
        seen: dict[str, Rule] = {}
        for stage in language.rules.values():
            for rule in stage:
                for pattern in rule.patterns:
                    other = seen.setdefault(f"{rule.stage} {pattern.source}", rule)
                    if other is not rule:
                        yield f"{rule.file}:{rule.line}: {rule.id}: the same pattern stands in {other.id}; keep one"
