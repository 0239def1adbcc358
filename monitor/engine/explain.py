"""Why a claim was made, rule by rule; and why a rule fires in a text or does not: the first condition that failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.engine.cascade import Analysis, Engine
from monitor.engine.contract import as_json
from monitor.engine.frames import Row, seen_by
from monitor.engine.language import Language, Rule
from monitor.engine.lexicon import Chunk
from monitor.engine.patterns import Found, Pattern, PatternError, ways
from monitor.engine.text import Sentence
from monitor.model import Claim, Reading


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: a rule, what it says, and the words it read."""

    stage: str
    rule: str
    says: str
    words: str


def of_claims(reading: Reading, text: str, title: str = "") -> list[tuple[Claim, tuple[Line, ...]]]:
    """Each claim of a reading with the rules that made it, in the order of the passes."""
    sources = {"title": title, "text": text}
    return [
        (claim, tuple(Line(s.stage, s.rule, s.says, sources[s.field][s.start : s.end]) for s in trace))
        for claim, trace in zip(reading.claims, reading.traces, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Why:
    """Whether a rule fires in a text, and the reasons in words: where it does, or what stopped each of its patterns."""

    fires: bool
    reasons: tuple[str, ...]


def of_rule(
    engine: Engine, rule_id: str, text: str, *, title: str = "", published: date | None = None, lang: str = "en"
) -> Why:
    """Where a rule fires in a text, and in which claims it takes part; or, for each of its patterns, how far the best
    sentence got and what was missing.

    Raises KeyError for an unknown language or rule.
    """
    language = engine.packs.languages[lang]
    rule = language.by_id[rule_id]
    if not engine.relevant(f"{title}\n{text}", lang=lang):
        return Why(False, ("the gate: no trigger word of this language stands in the text, so no rule was tried",))
    seen = engine.analyse(text, title=title, published=published, lang=lang)
    rows = [(f.sentence, seen_by(rule, f.sentence, language, published, seen.scope)) for f in seen.frames]
    if rule_id in seen.fired():
        reading = engine.read(text, title=title, published=published, lang=lang)
        return Why(True, (*_fired(rule, seen, rows, text, title), *_claims(rule, reading)))
    return Why(False, tuple(_stopped(rule, n, rows, language, text, title) for n in range(len(rule.patterns))))


def _fired(rule: Rule, seen: Analysis, rows: list[tuple[Sentence, Row]], text: str, title: str) -> Iterator[str]:
    for frame, (sentence, row) in zip(seen.frames, rows, strict=True):
        if rule.id not in set(frame.fired()):
            continue
        source = title if sentence.field == "title" else text
        found = next((f for p in rule.patterns for f in p.find(row.codes) if not _vetoes(rule, f, row)), None)
        read = f' by "{_quoted(row, found, source)}"' if found else ""
        yield f'fires on "{source[sentence.start : sentence.end]}"{read}{_named(row, found, source)}'


def _named(row: Row, found: Found | None, source: str) -> str:
    parts = found.groups.items() if found else ()
    told = (f'{name} "{source[row.chunks[a].start : row.chunks[b - 1].end]}"' for name, (a, b) in parts if a < b)
    words = ", ".join(told)
    return f": {words}" if words else ""


def _claims(rule: Rule, reading: Reading) -> Iterator[str]:
    """The claims that the rule helped to make, in few words."""
    mine = [claim for claim in as_json("", reading)["claims"] if rule.id in claim["rules"]]
    for claim in mine:
        told = {key: claim[key] for key in _TOLD if claim.get(key) not in (None, [], "unknown")}
        yield f"takes part in a claim: {claim['kind']}, {shown(told)}"
    if not mine:
        yield "takes part in no claim of this text"


def shown(fields: Mapping[str, Any]) -> str:
    """Fields of a claim as a rule file would write them: `low 2, side null, acts [shelling]`."""
    return ", ".join(f"{key} {_written(value)}" for key, value in fields.items())


def _written(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_written, value))}]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


_TOLD = ("harm", "low", "high", "side", "violator", "accuser", "actor", "target", "status", "current", "denied")
"""The fields that tell one claim from another at a glance."""


def _stopped(
    rule: Rule, number: int, rows: list[tuple[Sentence, Row]], language: Language, text: str, title: str
) -> str:
    """How far a pattern that did not fire got in the sentence in which it got furthest."""
    pattern = rule.patterns[number]
    reached, words = 0, "nothing in the text fits its beginning"
    for sentence, row in rows:
        source = title if sentence.field == "title" else text
        for found in pattern.find(row.codes):
            veto = _vetoes(rule, found, row)
            fits = f'fits "{_quoted(row, found, source)}"'
            if veto is not None:
                return f"match {number + 1}: {fits}, but is forbidden by not: {veto.source}"
        for parts in ways(pattern.source):
            length, got = _furthest(parts, row, language)
            if got is not None and length > reached:
                what = _what(row.chunks[got.last]) if got.last < len(row.chunks) else "the sentence's end"
                reached = length
                words = f'fits "{_quoted(row, got, source)}", then expects {parts[length]} and finds {what}'
    return f"match {number + 1}: {words}"


def _furthest(parts: list[str], row: Row, language: Language) -> tuple[int, Found | None]:
    """The longest beginning of these parts that fits somewhere, and where: of several places the first."""
    for length in range(len(parts) - 1, 0, -1):
        try:
            beginning = language.compiler.compile(" ".join(parts[:length]))
        except PatternError:
            break  # optional parts only: nothing to fit yet
        found = next(iter(beginning.find(row.codes)), None)
        if found is not None:
            return length, found
    return 0, None


def _vetoes(rule: Rule, found: Found, row: Row) -> Pattern | None:
    for veto in rule.unless:
        if any(o.first < found.last and found.first < o.last for o in veto.find(row.codes)):
            return veto
    return None


def _quoted(row: Row, found: Found, source: str) -> str:
    return source[row.chunks[found.first].start : row.chunks[found.last - 1].end]


def _what(chunk: Chunk) -> str:
    """A chunk with what patterns may call it: its types, or the lists it stands in."""
    types = sorted(tag for tag in chunk.tags if tag.isupper() and not tag.startswith("="))
    lists = sorted(tag for tag in chunk.tags if not tag.isupper() and not tag.startswith("="))
    finest = [f"@{tag}" for tag in lists if not any(other.startswith(f"{tag}.") for other in lists)]
    return f'"{chunk.word}" ({", ".join((*types, *finest)) or "itself"})'
