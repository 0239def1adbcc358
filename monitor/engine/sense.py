"""Whether a rule makes sense: its `emit` says what the engine listens to, its patterns name parts that fill a role.

Each problem is told in words, without its place: `what; remedy`.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.engine.packfile import nearest
from monitor.engine.patterns import Pattern, types
from monitor.engine.schema import CueEmit, Emit, EventEmit, PhraseEmit, SpeakerEmit, Stage, TimeEmit
from monitor.engine.vocabulary import KEYS_OF, PARTS_OF, TYPES, TYPES_OF, VALUES_OF


def emit_problems(emit: Emit) -> Iterator[str]:
    """Values that an axis does not have, keys that mean nothing beside the others, keys that are missed."""
    match emit:
        case CueEmit():
            known = VALUES_OF[emit.axis]
            if emit.value not in known:
                yield (
                    f'value: axis {emit.axis} has no value "{emit.value}"'
                    f"{nearest(emit.value, known) or '; its values are ' + ', '.join(known)}"
                )
        case EventEmit():
            yield from _event(emit)
        case PhraseEmit():
            yield from _idle(emit, emit.phrase == "people", {"role", "borrow", "one", "part"}, "phrase: people")
            yield from _idle(emit, emit.phrase == "holder", {"holder"}, "phrase: holder")
            yield from _idle(emit, emit.phrase in ("force", "body"), {"theirs", "enemy"}, "phrase: force or body")
        case TimeEmit():
            yield from _idle(emit, emit.time == "day", {"through"}, "time: day")
            dated = emit.time in ("day", "weekday", "date", "since")
            yield from _idle(emit, dated, {"offset"}, "time: day, weekday, date or since")
            counted = emit.time in ("past", "duration", "ago")
            yield from _idle(emit, counted, {"count"}, "time: past, duration or ago")
            if emit.through is not None and emit.through < emit.offset:
                yield f"through {emit.through} lies before offset {emit.offset}; exchange them"


def _event(emit: EventEmit) -> Iterator[str]:
    for key in sorted(emit.model_fields_set - KEYS_OF[emit.claim] - {"claim", "needs_ceasefire"}):
        claims = [claim for claim, keys in KEYS_OF.items() if key in keys]
        yield f"{key}: means nothing for claim: {emit.claim}; it is for {' or '.join(claims)}"
    if emit.claim == "casualty" and emit.harm is None and not emit.inherit:
        yield "harm: is missing; say killed, wounded, … (or inherit: true, if the event before tells it)"
    if emit.claim == "ceasefire" and emit.status is None:
        yield "status: is missing; say agreed, in-force, ended, …"
    if emit.denial and not emit.inherit:
        yield "denial: needs inherit: true, for what is denied is the event before"


def _idle(emit: PhraseEmit | TimeEmit, fits: bool, keys: set[str], owner: str) -> Iterator[str]:
    if not fits:
        yield from (f"{key}: means nothing here; it is for {owner}" for key in sorted(emit.model_fields_set & keys))


def pattern_problems(stage: Stage, emit: Emit, pattern: Pattern, key: str) -> Iterator[str]:
    """Types that are not there yet, named parts that fill no role, casualties of nobody. `key`: match or not."""
    for name in sorted(set(types(pattern.source)) & TYPES - TYPES_OF[stage]):
        yield (
            f"{name} is not there yet in stage {stage}, so this can never fit; there are "
            f"{', '.join(sorted(TYPES_OF[stage]))}"
        )
    if key == "not":
        return
    parts = _parts(emit)
    owner = f"claim: {emit.claim}" if isinstance(emit, EventEmit) else f"stage: {stage}"
    for name in pattern.names:
        if name not in parts:
            known = nearest(name, parts) or (f"; parts are {', '.join(sorted(parts))}" if parts else "; take it off")
            yield f'"{name}=" is no part for {owner}{known}'
    if isinstance(emit, EventEmit) and emit.claim == "casualty" and "victims" not in pattern.names:
        yield "does not say who came to harm; write victims= before them, as in victims=COUNTED"


def _parts(emit: Emit) -> frozenset[str]:
    match emit:
        case SpeakerEmit():
            return PARTS_OF["speaker"]
        case EventEmit():
            return PARTS_OF[emit.claim] | (PARTS_OF["reciprocal"] if emit.reciprocal else frozenset())
    return frozenset()
