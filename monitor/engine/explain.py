"""Why a claim was made, rule by rule; and why a rule did not fire: the first condition that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.engine.cascade import Engine
from monitor.engine.frames import Frame
from monitor.engine.language import Language, Rule
from monitor.engine.patterns import PatternError, beginnings
from monitor.model import Claim, Reading


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: a rule, what it says, and the words it read."""

    stage: str
    rule: str
    says: str
    words: str


def of_claims(engine: Engine, reading: Reading, text: str, title: str = "") -> list[tuple[Claim, tuple[Line, ...]]]:
    """Each claim of a reading with the rules that made it, in the order of the passes."""
    language = engine.packs.languages.get(reading.lang)
    out = []
    for claim, trace in zip(reading.claims, reading.traces, strict=True):
        lines = []
        for step in trace:
            rule = language.rule(step.rule) if language else None
            source = title if step.field == "title" else text
            lines.append(Line(step.stage, step.rule, rule.says if rule else step.says, source[step.start : step.end]))
        out.append((claim, tuple(lines)))
    return out


def of_rule(
    engine: Engine, rule_id: str, text: str, *, title: str = "", published: date | None = None, lang: str = "en"
) -> list[str]:
    """Where a rule fired in a text; or, for each of its patterns, how far the best sentence got and what was missing.

    Raises KeyError for an unknown language or rule.
    """
    language = engine.packs.languages[lang]
    rule = language.rule(rule_id)
    if rule is None:
        raise KeyError(rule_id)
    if not engine.relevant(f"{title}\n{text}", lang=lang):
        return ["the gate: no trigger word of this language stands in the text, so no rule was tried"]
    frames = engine.analyse(text, title=title, published=published, lang=lang).frames
    fired = [f'fires on "{_quoted(f, text, title)}"' for f in frames if rule.id in set(f.fired())]
    return fired or [_best(rule, n, frames, language, text, title) for n in range(len(rule.patterns))]


def _quoted(frame: Frame, text: str, title: str) -> str:
    source = title if frame.sentence.field == "title" else text
    return source[frame.sentence.start : frame.sentence.end]


def _best(rule: Rule, number: int, frames: tuple[Frame, ...], language: Language, text: str, title: str) -> str:
    pattern = rule.patterns[number]
    best: tuple[int, str] = (0, f"match {number + 1}: nothing in the text fits its beginning")
    for frame in frames:
        codes = frame.codes
        present = frozenset(codes)
        for found in pattern.find(codes, present):
            for veto in rule.unless:
                if any(o.first < found.last and found.first < o.last for o in veto.find(codes, present)):
                    return f"match {number + 1}: fits, but is forbidden by not: {veto.source}"
        for length, (source, following) in enumerate(beginnings(pattern.source), 1):
            try:
                start = language.compiler.compile(source)
            except PatternError:
                continue  # a beginning of optional parts only: nothing to fit yet
            for found in start.find(codes, present):
                if length <= best[0]:
                    continue
                read = title if frame.sentence.field == "title" else text
                words = read[frame.chunks[found.first].start : frame.chunks[found.last - 1].end]
                nxt = frame.chunks[found.last].word if found.last < len(frame.chunks) else "the sentence's end"
                best = (length, f'match {number + 1}: fits "{words}", then expects {following} and finds "{nxt}"')
    return best[1]
