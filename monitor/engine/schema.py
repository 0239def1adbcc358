"""What rule files and theatre packs hold: every key, its type and its meaning. rules/README.md tells it to people.

The JSON Schema files in rules/schema/ are made from these models, so editors complete and check what is written.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from monitor.engine.numbers import NumberWords
from monitor.model import Act, CeasefireStatus, Harm, Voice

Stage = Literal["phrase", "time", "speaker", "event", "cue"]
Topic = Literal["accident", "disaster", "crime", "sport", "trade", "fiction", "health", "breach", "reply"]
"""What a sentence may be about. `breach`: fire despite a ceasefire; `reply`: fire that answers other fire. In all
others people come to harm, or are at odds, without armed conflict."""
Text = Annotated[str, StringConstraints(pattern=r"\S")]
"""At least one letter or mark: an empty word would be everywhere."""

# --------------------------------------------------------------------------------------------------- rule file schema


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Example(_Strict):
    """A text in which the rule must fire. `expect`: fields that one claim made with it must have."""

    text: Text
    title: str = ""
    published: date | None = None
    expect: dict[str, Any] = Field(default_factory=dict)


class NearMiss(_Strict):
    """A text in which the rule must not fire (near_misses) or should but does not yet (known_misses)."""

    text: Text
    because: Text
    title: str = ""
    published: date | None = None
    expect: dict[str, Any] = Field(default_factory=dict)


class PhraseEmit(_Strict):
    """A phrase: people, an actor (body, force or official), a person by name, a holder of opinions, a locative."""

    phrase: Literal["people", "body", "force", "person", "holder", "locative"]
    role: str | None = None
    holder: str | None = None
    borrow: bool = False
    """The head noun is in the next people phrase ("four Armenian and two Azerbaijani soldiers")."""
    one: bool = False
    """A single person, though no word says so: a name."""
    part: bool = False
    """A part of the figure given just before ("seven of them civilians")."""
    theirs: bool = False
    """Whose force: not named, but told by its/their/our, or "the ministry"."""
    enemy: bool = False
    """Whose force: the opponents of whoever speaks."""


class TimeEmit(_Strict):
    """A time expression; `kind` tells how `times.resolve` reads its captures."""

    time: Literal["weekday", "day", "date", "year", "decade", "since", "past", "this", "last", "ago", "duration"]
    offset: int = 0
    through: int | None = None
    """Where the time runs over several days: the offset of the last (overnight: -1 through 0)."""
    count: int = 1
    """How many units are meant where no number is told ("in recent days")."""
    background: bool = False


class SpeakerEmit(_Strict):
    """Somebody is heard. `last`: the one heard before ("it added"). `turn`: who denied something now says another."""

    voice: Voice
    last: bool = False
    turn: bool = False
    quoted: bool = False
    """Somebody whom another one speaks of ("denied Armenian claims that …"): whoever goes on is the other."""


class EventEmit(_Strict):
    """Something is claimed. Named groups of the pattern fill the roles."""

    claim: Literal["casualty", "violation", "hostility", "ceasefire"]
    harm: Harm | None = None
    status: CeasefireStatus | None = None
    acts: tuple[Act, ...] = ()
    reciprocal: bool = False
    inherit: bool = False
    """The harm is that of the event before ("…, including two children"); the breach is by whoever fired before."""
    denial: bool = False
    """The `violator` denies what it was accused of just before."""
    needs_ceasefire: bool = False
    """Counts only where the article speaks of a ceasefire in force (a breach plainly meant)."""
    scope: Literal["incident", "cumulative"] | None = None
    of_which: bool = False


class CueEmit(_Strict):
    """Sets one axis of the events in its reach (the ConText algorithm: direction, scope, terminators)."""

    axis: Literal["polarity", "modality", "time", "measure", "topic"]
    value: str
    direction: Literal["forward", "backward", "both"] = "forward"
    reach: Literal["clause", "sentence"] = "clause"


Emit = PhraseEmit | TimeEmit | SpeakerEmit | EventEmit | CueEmit
EMITS: dict[str, type[BaseModel]] = {
    "phrase": PhraseEmit,
    "time": TimeEmit,
    "speaker": SpeakerEmit,
    "event": EventEmit,
    "cue": CueEmit,
}


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Patterns = Annotated[list[Text], BeforeValidator(_as_list)]


class RuleModel(_Strict):
    id: str = Field(pattern=r"^[a-z]{2}(\.[a-z0-9-]+){2,}$")
    says: Text
    stage: Stage
    match: Patterns = Field(min_length=1)
    unless: Patterns = Field(default_factory=list, alias="not")
    emit: dict[str, Any]
    examples: list[Example] = Field(default_factory=list)
    near_misses: list[NearMiss] = Field(default_factory=list)
    known_misses: list[NearMiss] = Field(default_factory=list)


class RuleFile(_Strict):
    language: str = Field(pattern=r"^[a-z]{2}$")
    abbreviations: list[Text] = Field(default_factory=list)
    triggers: list[str] = Field(default_factory=list)
    """Lists one of whose words must stand in an article, or it is not read at all."""
    armed: list[str] = Field(default_factory=list)
    """Lists whose words tell of armed conflict: casualties count as ours only near them."""
    fighting: list[str] = Field(default_factory=list)
    """Lists whose words tell of the fighting itself: only they outweigh an accident told in the same sentence."""
    numbers: NumberWords = Field(default_factory=NumberWords)
    words: dict[str, Any] = Field(default_factory=dict)
    verbs: dict[str, list[Text]] = Field(default_factory=dict)
    holders: dict[str, list[Text]] = Field(default_factory=dict)
    fragments: dict[str, Text] = Field(default_factory=dict)
    rules: list[RuleModel] = Field(default_factory=list)


VERB_FORMS = ("base", "s", "past", "part", "ing")
"""The order in which a verb's forms are written: "shoot shoots shot shot shooting"."""

# ------------------------------------------------------------------------------------------------- theatre pack schema


class SpeakerModel(_Strict):
    name: Text
    role: str
    start: date | None = Field(default=None, alias="from")
    until: date | None = None
    source: Text


class NamedModel(_Strict):
    """Whoever acts, under the names that texts use."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    label: Text
    names: list[Text] = Field(default_factory=list)
    adjectives: list[Text] = Field(default_factory=list)
    plurals: list[Text] = Field(default_factory=list)


class ActorModel(NamedModel):
    role: Literal["party", "third-party", "mediator"] = "party"
    forces: list[Text] = Field(default_factory=list)
    speakers: list[SpeakerModel] = Field(default_factory=list)
    bodies: list[Text] = Field(default_factory=list)
    people: str | None = None
    """The actor that stands for its civilians, where that is another (Palestinians for Hamas)."""


class CountriesFile(_Strict):
    countries: list[NamedModel]


class _Dwellers(_Strict):
    actor: str
    start: date | None = Field(default=None, alias="from")
    until: date | None = None


class PlaceModel(_Strict):
    id: Text
    names: list[Text] = Field(min_length=1)
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    precision: Literal["point", "village", "town", "city", "district", "region", "country"] = "town"
    inside: str | None = Field(default=None, alias="in")
    people: str | list[_Dwellers] | None = None


class CeasefireModel(_Strict):
    id: Text
    name: Text
    called: list[Text] = Field(default_factory=list)
    """What the news calls it where it says neither ceasefire nor truce ("the Sweden agreement")."""
    parties: list[str]
    start: date = Field(alias="from")
    until: date | None = None
    zone: list[str] = Field(default_factory=list)
    terms: str = ""
    source: Text


class _Box(_Strict):
    south: float
    west: float
    north: float
    east: float


class TheatreFile(_Strict):
    theatre: Text
    name: Text
    box: _Box
    cues: list[Text] = Field(default_factory=list)
    sides: list[list[str]] = Field(default_factory=list)
    government: str | None = None
    """Whose soldiers and officials are meant where nobody says whose; none where two states are at odds."""
    actors: list[ActorModel]
    places: list[PlaceModel] = Field(default_factory=list)
    ceasefires: list[CeasefireModel] = Field(default_factory=list)
