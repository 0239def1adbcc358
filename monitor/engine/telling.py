"""One event as it is told, with everything around it resolved, and what every claim takes from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from monitor.engine.context import Spoken, moment_of
from monitor.engine.folding import ACTS, Use
from monitor.engine.frames import Frame, Hit
from monitor.engine.lexicon import Chunk, Group
from monitor.engine.roles import Cast
from monitor.engine.schema import CueEmit, EventEmit
from monitor.engine.times import Moment
from monitor.model import Act, Axes, CasualtyClaim, Harm, HostilityClaim, Place, ViolationClaim

_LOOSE_ENDS = frozenset({"fn", "article"})
_WAR = 150
"""Days after which a running toll in a closing paragraph is that of a whole war."""
_MANY = 1000
"""People that no single event of the news harms without its day being told."""
_AGES = 700
"""Days after which any running toll is history."""


class Telling(NamedTuple):
    """One event in its sentence, with everything around it resolved."""

    frame: Frame
    hit: Hit
    emit: EventEmit
    voice: Spoken | None
    axes: Mapping[str, str]
    cues: tuple[Hit, ...]
    carried: Moment | None
    """The running period told earlier in the paragraph, if nothing newer was told since."""
    past: bool
    """The paragraph speaks of the past only."""
    conflict: bool
    """People harmed here are harmed in armed conflict."""
    harm: Harm
    """What befell the people told of last in this sentence."""
    act: HostilityClaim | ViolationClaim | None
    """The fire or breach told last before this."""
    acts: tuple[str, ...]
    """The acts told in the last sentence before this that told any."""
    whole: CasualtyClaim | None
    """The figure told last, of which this one may be a part."""
    published: date | None
    closing: bool
    """It stands in one of the last paragraphs, where news tells of the whole war."""

    @property
    def chunks(self) -> Sequence[Chunk]:
        return self.frame.chunks

    @property
    def holder(self) -> str | None:
        return self.voice.holder if self.voice else None

    @property
    def named_speaker(self) -> bool:
        """Whether whoever is heard is named in this sentence, and not meant by "the ministry" or "it"."""
        heard = self.chunks[self.voice.first : self.voice.last] if self.voice else ()
        return any(r.kind == "actor" for c in heard for r in c.refs)

    def moment(self, first: int, last: int) -> Moment | None:
        return moment_of(self.frame, first, last)


def told_of(
    telling: Telling,
    cast: Cast,
    first: int,
    last: int,
    moment: Moment | None,
    scope: str,
    group: Group | None = None,
    *,
    part: bool = False,
) -> dict[str, Any]:
    """The fields that every claim carries. The cascade adds the quoted words and the rule ids."""
    axes, voice = telling.axes, telling.voice
    past = axes.get("time") in ("background", "anniversary") or (moment is not None and moment.background)
    past = past or (telling.past and moment is None)
    running = moment or telling.carried
    if group is not None and running is not None and running.running:
        past = past or _whole_war(telling, running)
    if group is not None and running is None:
        past = past or _too_many_for_a_day(telling, group)
    measure = axes.get("measure") or ("additional" if group is not None and group.more else scope)
    if telling.emit.of_which or part:
        measure = "of-which"
    heard = voice.voice if voice else "fact"
    polarity = axes.get("polarity", "denied" if heard == "denied" else "affirmed")
    places = cast.places(telling.frame, first, last)
    for cue in telling.cues:  # a denial is quoted with the word that denies
        if polarity == "denied" and isinstance(cue.rule.emit, CueEmit) and cue.rule.emit.axis == "polarity":
            first, last = min(first, cue.first), max(last, cue.last)
    while first + 1 < last and "fn" in telling.chunks[first].tags:
        first += 1  # no quotation begins with a comma or "and"
    while last - 1 > first and not telling.chunks[last - 1].tags.isdisjoint(_LOOSE_ENDS):
        last -= 1  # … or ends with "at the"
    return {
        "evidence": "",
        "field": telling.frame.sentence.field,
        "start": telling.chunks[first].start,
        "end": telling.chunks[last - 1].end,
        "confidence": _confidence(telling, places),
        "axes": Axes(
            polarity=polarity,  # type: ignore[arg-type]
            modality=axes.get("modality", "actual"),  # type: ignore[arg-type]
            time=axes.get("time", "background" if past else "current"),  # type: ignore[arg-type]
            measure=measure,  # type: ignore[arg-type]
            voice=heard,
        ),
        "when": moment.when if moment else None,
        "places": places,
        "theatre": cast.theatres[0].id if cast.theatres else None,
        "current": not past and measure != "superseded",
        "denied": polarity == "denied",
    }


def _too_many_for_a_day(telling: Telling, group: Group) -> bool:
    """Whether these are so many that, with no day told, at the article's end and on nobody's word, they can only be
    those of the whole war."""
    if group.number is None or group.number.best < _MANY or telling.emit.harm != "killed":
        return False
    return telling.closing and telling.voice is None


def _whole_war(telling: Telling, moment: Moment) -> bool:
    """Whether a toll runs for so long that it is that of a whole war."""
    if moment.when is None or moment.when.start is None or telling.published is None:
        return telling.closing and moment.since and not any("TRUCE" in c.tags for c in telling.chunks)
    days = (telling.published - moment.when.start).days
    truce = any("TRUCE" in c.tags for c in telling.chunks)
    return days > _AGES or (telling.closing and moment.since and days > _WAR and not truce)


def _confidence(telling: Telling, places: tuple[Place, ...]) -> float:
    """An ordering for people, no probability: lower where nobody is heard, no place is told, or the past is near."""
    value = 0.95 if telling.holder else 0.88
    return round(value - (0 if places else 0.03) - (0.05 if telling.past else 0), 2)


def acts_of(telling: Telling) -> tuple[Act, ...]:
    """The acts told in this sentence, unless the rule itself says which it is."""
    told: set[str] = set(telling.emit.acts)
    if not told:
        told = set(telling.frame.acts)
    return tuple(a for a in ACTS if a in told) or ("unspecified",)


def trace_of(telling: Telling, victim: int | None = None) -> tuple[Use, ...]:
    """Every rule that took part, in the order of the passes."""
    frame, hit, voice = telling.frame, telling.hit, telling.voice
    chunks, where = frame.chunks, frame.sentence.field
    uses: list[Use] = []
    clauses = set(frame.clauses[hit.first : hit.last])
    if victim is not None:
        clauses.add(frame.clauses[victim])
    for i in frame.told:
        chunk = chunks[i]
        inside = hit.first <= i < hit.last or i == victim
        beside = chunk.moment is not None or ("LOC" in chunk.tags and frame.clauses[i] in clauses)
        heard = voice is not None and voice.first <= i < voice.last
        if inside or beside or heard:
            uses += [Use("phrase", rule, where, chunk.start, chunk.end) for rule in chunk.rules]
    if voice is not None and voice.last > voice.first:
        uses.append(Use("speaker", voice.rule, where, chunks[voice.first].start, chunks[voice.last - 1].end))
    for stage, one in (("event", hit), *(("cue", c) for c in telling.cues)):
        uses.append(Use(stage, one.rule.id, where, chunks[one.first].start, chunks[one.last - 1].end))
    return tuple(dict.fromkeys(uses))


def emit_of(hit: Hit) -> EventEmit:
    """What an event's rule says that it claims."""
    assert isinstance(hit.rule.emit, EventEmit)  # noqa: S101  (the loader gives event rules this emit)
    return hit.rule.emit
