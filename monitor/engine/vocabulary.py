"""The closed vocabularies of rules: what a pattern and an `emit` may name, and where.

rules/README.md tells them to people; what is not in here means nothing to the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import get_args

from monitor.engine.schema import Stage, Topic
from monitor.model import (
    Act,
    CasualtyClaim,
    CeasefireClaim,
    HostilityClaim,
    Measure,
    Modality,
    Polarity,
    TimeAxis,
    ViolationClaim,
)

_OF_WORDS = frozenset(
    {
        "ACTOR",
        "SIDE",
        "SPEAKER",
        "HOLDER",
        "PLACE",
        "TIME",
        "TRUCE",
        "NUMBER",
        "YEAR",
        "DAY",
        "DATE",
        "NAME",
        "WORD",
        "ANY",
    }
)
_OF_PHRASES = frozenset(
    {
        "PEOPLE",
        "COUNTED",
        "HURT",
        "PARTS",
        "BODIES",
        "DEATHS",
        "THEIRS",
        "OWN",
        "ENEMY",
        "LOC",
        "PERSON",
        "STATE",
        "LOCAL",
        "IRREGULAR",
    }
)

TYPES_OF: Mapping[Stage, frozenset[str]] = {
    "time": _OF_WORDS,
    "phrase": _OF_WORDS | _OF_PHRASES,
    "speaker": _OF_WORDS | _OF_PHRASES,
    "event": _OF_WORDS | _OF_PHRASES,
    "cue": _OF_WORDS,
}
"""The types that a pattern of each stage can meet: times and cues are read before people and places are folded."""
TYPES = _OF_WORDS | _OF_PHRASES

PARTS_OF: Mapping[str, frozenset[str]] = {
    "casualty": frozenset({"victims", "agent", "whose"}),
    "violation": frozenset({"violator", "other", "accuser", "target", "count"}),
    "reciprocal": frozenset({"one", "other", "count"}),
    "hostility": frozenset({"agent", "target"}),
    "ceasefire": frozenset({"parties", "mediator"}),
    "speaker": frozenset({"holder"}),
}
"""The named parts (`violator=SIDE`) that fill a role, by kind of claim, and of speaker rules."""

KEYS_OF: Mapping[str, frozenset[str]] = {
    "casualty": frozenset({"harm", "scope", "inherit", "of_which"}),
    "violation": frozenset({"acts", "reciprocal", "inherit", "denial"}),
    "hostility": frozenset({"acts", "reciprocal"}),
    "ceasefire": frozenset({"status"}),
}
"""The keys of `emit` that mean something for a kind of claim, beside `claim` and `needs_ceasefire`."""

VALUES_OF: Mapping[str, tuple[str, ...]] = {
    "polarity": get_args(Polarity),
    "modality": get_args(Modality),
    "time": get_args(TimeAxis),
    "measure": get_args(Measure),
    "topic": get_args(Topic),
}
"""What a cue may set on each axis."""

_CLAIMS = (CasualtyClaim, ViolationClaim, HostilityClaim, CeasefireClaim)
FIELDS = frozenset(f.name for kind in _CLAIMS for f in fields(kind))
"""The fields of claims, of any kind: what an example may expect."""

ENGINE_LISTS = frozenset({
    "accord", "act", "agreed", "article", "at-least", "bodies", "bothsides", "break", "care", "casualties",
    "ceasefire", "deaths", "fn", "injuries", "irregular", "kin", "known", "local", "losses", "month", "more", "none",
    "numbered", "one", "opener", "ordinal", "others", "partof", "people", "reflexive", "regular", "repelled",
    "reportedly", "role", "slaying", "state", "stop", "thing", "unit", "weekday", "whose", "wished",
})  # fmt: skip
"""Lists, with all lists inside them, that the engine asks for by name, whether or not a pattern does."""

_ROLES = frozenset({"military", "civilian", "unknown"})
INSIDE: Mapping[str, frozenset[str]] = {
    "people": _ROLES,
    "role": _ROLES,
    "whose": frozenset({"own", "enemy"}),
    "act": frozenset(get_args(Act)) - {"unspecified"},
    "month": frozenset(f"m{n:02}" for n in range(1, 13)),
    "weekday": frozenset(f"d{n}" for n in range(7)),
}
"""The lists that may stand right inside a list whose parts mean something to the engine."""
