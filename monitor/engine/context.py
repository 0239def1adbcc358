"""Context: who is heard saying a thing, when it was, and the axes that cues set.

After the ConText algorithm (Harkema et al. 2009): cues have a direction and a reach, the nearest one wins, nothing is
ever deleted. All functions are pure and look at finished frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, get_args

from monitor.engine.frames import Frame, Hit
from monitor.engine.lexicon import Chunk
from monitor.engine.schema import CueEmit, SpeakerEmit, Topic
from monitor.engine.times import Moment
from monitor.model import Voice

NOT_OUR_NEWS = frozenset(get_args(Topic)) - {"breach", "reply"}
"""Topics in which people come to harm, or are at odds, without armed conflict."""


_TOLD_AS_WAR = frozenset({"sport", "fiction", "trade", "crime"})
"""Topics whose articles borrow the words of war throughout: once the lead shows one, they are all of the article."""


class Spoken(NamedTuple):
    """Who is heard, how, and by which rule. `holder` is an actor or holder id, None for an unnamed source.

    `turn`: the one heard before in the sentence says something else ("… and accused …"). `quoted`: somebody whom
    another one speaks of: whoever goes on is the other.
    """

    holder: str | None
    voice: Voice
    rule: str
    first: int
    last: int
    turn: bool = False
    quoted: bool = False


NOT_GOING_ON = frozenset({"accused", "denied"})
"""Voices that end with what they were raised for."""


Meant = Callable[[Sequence[Chunk], int], str | None]
"""Whose word is that of a body or person (the chunk at this index) that its sentence gives no side."""


def spoken(frame: Frame, before: Spoken | None, meant: Meant) -> list[Spoken]:
    """The speakers of a sentence from left to right, each verb of saying once.

    `before` is the last one heard, for "it added"; `meant` tells whose "the ministry" or "the governor" is.
    """
    found: list[Spoken] = []
    for hit in sorted(frame.speakers, key=lambda h: (h.first, -h.last)):
        emit = hit.rule.emit
        assert isinstance(emit, SpeakerEmit)  # noqa: S101  (the loader gives speaker rules this emit)
        first, last = hit.groups.get("holder", (0, 0))
        holder = _holder(frame, hit) or next((m for i in range(first, last) if (m := meant(frame.chunks, i))), None)
        if holder is None and (emit.last or "holder" not in hit.groups or _theirs(frame, hit)):
            earlier = next((s for s in reversed(found) if not s.quoted), before)
            holder = earlier.holder if earlier else None
        one = Spoken(holder, emit.voice, hit.rule.id, hit.first, hit.last, emit.turn, emit.quoted)
        if found and one.first < found[-1].last:  # two rules read the same words
            found[-1] = max(found[-1], one, key=lambda s: (s.holder is not None, s.voice != "said", s.last - s.first))
        else:
            found.append(one)
    return found


def _holder(frame: Frame, hit: Hit) -> str | None:
    span = hit.groups.get("holder")
    if span is None:
        return None
    refs = [r for c in frame.chunks[span[0] : span[1]] for r in c.refs if r.kind in ("actor", "holder")]
    if refs:
        return refs[0].id
    sides = [s for c in frame.chunks[span[0] : span[1]] if c.group for s in c.group.sides]
    return sides[0] if sides else None


def _theirs(frame: Frame, hit: Hit) -> bool:
    span = hit.groups.get("holder")
    return span is not None and any("THEIRS" in c.tags for c in frame.chunks[span[0] : span[1]])


def voice_of(frame: Frame, speakers: Sequence[Spoken], first: int, last: int) -> Spoken | None:
    """Whose word the chunks `first`..`last` are: the nearest speaker before them, else the nearest behind them.

    A speaker is heard up to a stop (";", ":"), and beyond it where nobody else is.
    """
    if not speakers:
        return None
    ahead = [s for s in speakers if s.first <= first and not stopped(frame.chunks[s.last : first])]
    if ahead:
        return max(ahead, key=lambda s: (s.last, -s.first))
    behind = [s for s in speakers if s.first > first]
    if not behind and speakers[-1].voice not in NOT_GOING_ON:
        return speakers[-1]
    behind = [s for s in behind if not _opposed(frame, s)]
    return min(behind, key=lambda s: s.first, default=None)


def _opposed(frame: Frame, one: Spoken) -> bool:
    """Whether a speaker is set against what was told before ("…, although the group claimed …")."""
    return one.first > 0 and "break" in frame.chunks[one.first - 1].tags


def stopped(chunks: Sequence[Chunk]) -> bool:
    """Whether a stop (";", ":", a dash) stands among these."""
    return any("stop" in c.tags for c in chunks)


def moment_of(frame: Frame, first: int, last: int) -> Moment | None:
    """The time told for these chunks: of their own clause, else of the sentence start, else the nearest left over."""
    mine = set(frame.clauses[first:last])
    times = [
        (i, moment)
        for i, moment in frame.times
        if not _of_agreement(frame, i, moment) and (frame.clauses[i] in mine or not _describes(frame, i))
    ]
    if not times:
        return None
    inside = [(i, moment) for i, moment in times if frame.clauses[i] in mine]
    if inside:
        near = min(inside, key=lambda t: _distance(t[0], first, last))[1]
        old = [moment for _, moment in times if moment.background]
        return old[0] if near.floating and old else near
    opening = [moment for i, moment in times if i <= 2]
    if opening:
        return opening[0]
    behind = [moment for i, moment in times if frame.clauses[i] == max(mine) + 1 and i <= last + 3]
    if behind:  # "…, on Sunday, …"
        return behind[0]
    busy = {clause for hit in frame.events for clause in frame.clauses[hit.first : hit.last]}
    loose = [(i, moment) for i, moment in times if frame.clauses[i] not in busy]
    if loose:
        return min(loose, key=lambda t: _distance(t[0], first, last))[1]
    return None


def _describes(frame: Frame, at: int) -> bool:
    """Whether this chunk is in a clause that only describes somebody (", which peacekeepers have held since May,")."""
    first = frame.clauses.index(frame.clauses[at])  # its comma
    closed = frame.clauses[-1] != frame.clauses[at]
    return closed and first + 1 < len(frame.chunks) and "opener.relative" in frame.chunks[first + 1].tags


_AGREED_ON = 8
"""Chunks between "the ceasefire" and the day on which it was agreed."""


def names_agreement(frame: Frame, at: int, moment: Moment) -> bool:
    """Whether the time at this chunk is part of the name of a ceasefire ("the 2003 ceasefire", "the truce of May")."""
    beside = frame.chunks[at + 1 : at + 3]
    if at >= 2 and frame.chunks[at - 1].word == "of":
        beside = [*beside, frame.chunks[at - 2]]
    return moment.background and any(not c.tags.isdisjoint(("ceasefire", "accord")) for c in beside)


def _of_agreement(frame: Frame, at: int, moment: Moment) -> bool:
    """Whether the time at this chunk is when a ceasefire was agreed ("the truce that Moscow brokered on Tuesday")."""
    if not moment.background or not frame.chunks[at].tags.isdisjoint(("ceasefire", "TRUCE")):
        return False
    if names_agreement(frame, at, moment):
        return True
    before = frame.chunks[max(0, at - _AGREED_ON) : at]
    for i, chunk in enumerate(before):
        if not chunk.tags.isdisjoint(("ceasefire", "accord")) and "ceasefire.breach" not in chunk.tags:
            return not stopped(before[i:])
    return False


def dates_agreement(frame: Frame, at: int, moment: Moment) -> bool:
    """Whether the time at this chunk is no more than the date of a ceasefire ("the truce signed in October 2025")."""
    if names_agreement(frame, at, moment):
        return True
    before = frame.chunks[max(0, at - _AGREED_ON) : at]
    return _of_agreement(frame, at, moment) and any("agreed" in c.tags for c in before)


def _distance(i: int, first: int, last: int) -> int:
    return first - i if i < first else max(0, i - last + 1)


def cues_for(frame: Frame, first: int, last: int) -> Iterator[tuple[Hit, CueEmit]]:
    """The cues of this sentence whose reach covers these chunks, nearest first."""
    if not frame.cues:
        return
    mine = set(frame.clauses[first:last])
    covering = []
    for hit in frame.cues:
        emit = hit.rule.emit
        assert isinstance(emit, CueEmit)  # noqa: S101
        overlaps = hit.first < last and first < hit.last
        forward = hit.first <= first or overlaps
        backward = hit.last >= last or overlaps
        if emit.direction == "forward" and not forward:
            continue
        if emit.direction == "backward" and not backward:
            continue
        if emit.reach == "clause" and mine.isdisjoint(frame.clauses[hit.first : hit.last]):
            continue
        covering.append((0 if overlaps else _distance(hit.first, first, last), hit, emit))
    for _, hit, emit in sorted(covering, key=lambda c: c[0]):
        yield hit, emit


def of_conflict(frames: Sequence[Frame], *, known: bool) -> list[bool]:
    """For each sentence, whether people harmed in it are harmed in armed conflict, and not by accident or crime.

    A sentence that says neither takes after the nearest one before it that does, the first ones after the whole
    article. One that says both is of conflict only where the article as a whole is. Where nothing in an article says
    either, who is "killed" is taken to be killed by somebody. `known`: the article is of a theatre.
    """
    topics = [
        any(isinstance(h.rule.emit, CueEmit) and h.rule.emit.axis == "topic" and h.rule.emit.value in NOT_OUR_NEWS
            for h in frame.cues)
        for frame in frames
    ]  # fmt: skip
    told = [(f.fighting if topic else f.armed, topic) for f, topic in zip(frames, topics, strict=True)]
    armed = sum(ours for ours, _ in told)
    other = sum(topic and not ours for ours, topic in told)
    whole = armed > other or armed == other == 0
    body = next((n for n, frame in enumerate(frames) if frame.sentence.field == "text"), 0)
    lead = [h.rule.emit for frame in frames[:2] for h in frame.cues if not frames[0].armed]
    if any(isinstance(e, CueEmit) and e.axis == "topic" and e.value in _TOLD_AS_WAR for e in lead):
        return [False] * len(frames)
    headed = body > 0 and topics[0] and topics[body]  # headline and lead tell of a flood, a crash, a court
    crime = not known and any(isinstance(e, CueEmit) and e.value == "crime" for e in lead_of(frames[: body + 1]))
    if headed and crime:
        return [False] * len(frames)  # gangs shoot, too
    if headed and not (frames[0].fighting and frames[body].fighting):
        return [frame.fighting and not topic for frame, topic in zip(frames, topics, strict=True)]
    out = []
    now = whole
    for ours, topic in told:
        if ours != topic:
            now = ours
        out.append(now if ours != topic else (whole if topic else now))
    return [out[body]] * body + out[body:]  # a headline takes after the lead


def lead_of(frames: Sequence[Frame]) -> Iterator[object]:
    """What the cues of these sentences set."""
    return (hit.rule.emit for frame in frames for hit in frame.cues)


def axes_of(
    frame: Frame, first: int, last: int, speakers: Sequence[Spoken]
) -> tuple[Mapping[str, str], tuple[Hit, ...]]:
    """The nearest cue's value for each axis, and the cues that set them.

    What is denied ends where one of the `speakers` goes on to say something else ("denied it broke the truce and
    accused").
    """
    values: dict[str, str] = {}
    used = []
    turn = max((s.first for s in speakers if s.turn and s.first <= first), default=0)
    for hit, emit in cues_for(frame, first, last):
        parted = stopped(frame.chunks[last : hit.first])  # "X accuses Y; Y: it is a lie"
        ended = emit.value == "denied" and (hit.last <= turn or parted)
        if emit.axis not in values and not ended:
            values[emit.axis] = emit.value
            used.append(hit)
    return values, tuple(used)
