"""Every rule tried on its own examples and near misses: what was expected, what came, and where that stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.engine.cascade import Engine
from monitor.engine.contract import as_json
from monitor.engine.explain import of_rule, shown
from monitor.engine.packfile import nearest
from monitor.engine.schema import Example, NearMiss, RuleModel
from monitor.engine.vocabulary import FIELDS


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not hold. `text` is empty where it is one that is missing."""

    file: str
    line: int
    rule: str
    text: str
    expected: str
    came: str
    words: str
    """All of it in one sentence, without the place."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.words}"


@dataclass(frozen=True, slots=True)
class Trial:
    """How the rules of one file did: `examples` counts near misses and known misses too."""

    file: str
    rules: int
    examples: int
    failures: tuple[Failure, ...]


def trials(engine: Engine) -> Iterator[Trial]:
    """Tries every rule of every language, file by file. Files without rules are left out."""
    for language in engine.packs.languages.values():
        for file, lines in language.files:
            failures = []
            for i, rule in enumerate(file.rules):
                for keys, text, (expected, came, words) in _of(engine, rule, language.code):
                    line = lines.of("rules", i, *keys)
                    failures.append(Failure(str(lines.path), line, rule.id, text, expected, came, words))
            count = sum(len(r.examples) + len(r.near_misses) + len(r.known_misses) for r in file.rules)
            if file.rules:
                yield Trial(str(lines.path), len(file.rules), count, tuple(failures))


_Verdict = tuple[str, str, str]
"""What was expected, what came, and both in a sentence."""


def _of(engine: Engine, rule: RuleModel, lang: str) -> Iterator[tuple[tuple[str | int, ...], str, _Verdict]]:
    if not rule.examples:
        yield (), "", ("an example", "none", "no examples; write a sentence in which it must fire")
    if not rule.near_misses:
        yield (), "", ("a near miss", "none", "no near_misses; write a sentence in which it must not fire")
    for i, example in enumerate(rule.examples):
        verdict = _astray(example) or _miss(engine, rule.id, example, lang)
        if verdict:
            yield ("examples", i), example.text, verdict
    for i, near in enumerate(rule.near_misses):
        if _fires(engine, rule.id, near, lang):
            words = f'fires on a near miss, "{near.text}"; it must not, because {near.because}'
            yield ("near_misses", i), near.text, (f"silence, because {near.because}", "it fires", words)
    for i, known in enumerate(rule.known_misses):
        if not _miss(engine, rule.id, known, lang):
            words = "a known miss is caught now; move it to examples"
            yield ("known_misses", i), known.text, ("that it is missed", words, words)


def _astray(example: Example) -> _Verdict | None:
    """Fields that no claim has would equal null for ever."""
    for name in example.expect:
        if name not in FIELDS:
            words = f'expect: claims have no field "{name}"{nearest(name, FIELDS)}'
            return shown(example.expect), f'no field "{name}"', words
    return None


def _miss(engine: Engine, rule_id: str, example: Example | NearMiss, lang: str) -> _Verdict | None:
    """Why this example does not show its rule at work; None when it does."""
    text, expect = example.text, example.expect
    if not _fires(engine, rule_id, example, lang):
        why = of_rule(engine, rule_id, text, title=example.title, published=example.published, lang=lang)
        came = "; ".join(why.reasons)
        return "it fires", came, f'does not fire on "{text}": {came}'
    if not engine.relevant(f"{example.title}\n{text}", lang=lang):
        never = "would never be tried: no trigger word stands in"
        return "a trigger word", "none, so it would never be tried", f'{never} "{text}"'
    if not expect:
        return None
    reading = engine.read(text, title=example.title, published=example.published, lang=lang)
    claims = [c for c in as_json("", reading)["claims"] if rule_id in c["rules"]]
    if not claims:
        return shown(expect), "no claim", f'takes part in no claim of "{text}"; expected {shown(expect)}'
    if any(all(k in claim and _equal(claim[k], v) for k, v in expect.items()) for claim in claims):
        return None
    came = "; or ".join(shown({k: claim.get(k, "nothing") for k in expect}) for claim in claims)
    return shown(expect), came, f'on "{text}" gives {came}; expected {shown(expect)}'


def _fires(engine: Engine, rule_id: str, example: Example | NearMiss, lang: str) -> bool:
    seen = engine.analyse(example.text, title=example.title, published=example.published, lang=lang)
    return rule_id in seen.fired()


def _equal(found: Any, expected: Any) -> bool:
    return bool(found == (expected.isoformat() if isinstance(expected, date) else expected))
