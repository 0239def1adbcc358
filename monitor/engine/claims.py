"""From what matched to what is claimed: each event with its roles, voice, time and axes, as drafts of claims.

The fields follow the labels' conventions: one casualty claim per distinct stated figure, one violation claim per
accused side (folding does that at the end).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from monitor.engine.breaches import CeasefireOn, by_register
from monitor.engine.casualties import casualties
from monitor.engine.charges import aged, ceasefire_change, counter_charges, hostility, reported, violations
from monitor.engine.context import (
    NOT_GOING_ON,
    NOT_OUR_NEWS,
    Spoken,
    axes_of,
    dates_agreement,
    names_agreement,
    of_conflict,
    spoken,
    voice_of,
)
from monitor.engine.folding import Draft, folded, named_breaches, with_fates, with_roles_of_totals
from monitor.engine.frames import Frame, Hit
from monitor.engine.load import Packs
from monitor.engine.roles import Cast
from monitor.engine.telling import Telling, emit_of
from monitor.engine.theatres import Theatre
from monitor.engine.times import Moment
from monitor.model import CasualtyClaim, Harm, HostilityClaim, ViolationClaim

_NOT_HAPPENED = frozenset({"hypothetical", "threatened", "called-for"})
_GOES_ON = 2
"""Paragraphs for which a bulletin goes on with its source's report without naming it."""
_WISHED = frozenset({"called-for", "rejected"})
"""What is said of a ceasefire that is not in force: what stands beside it breaks none."""


def read_claims(
    packs: Packs,
    theatres: Sequence[Theatre],
    frames: Sequence[Frame],
    published: date | None,
    ceasefire_on: CeasefireOn | None,
) -> list[Draft]:
    """All claims of one article in the order in which it tells them, folded, breaches joined with the register."""
    cast = Cast(packs, theatres, published)
    drafts: list[Draft] = []
    at_stake = _ceasefire_at_stake(frames)
    past = {
        "casualty": _past_paragraphs(frames, names_agreement),
        "ceasefire": _past_paragraphs(frames, lambda *_: False),
    }
    past_breaches = _past_paragraphs(frames, dates_agreement)  # "a violation of the truce signed in October" is news
    conflict = of_conflict(frames, known=bool(theatres))
    last_paragraph = max((f.sentence.paragraph for f in frames), default=0)
    carried: Moment | None = None
    paragraph: tuple[str, int] | None = None
    previous: tuple[Frame, Sequence[Spoken]] | None = None
    heard: set[str | None] = set()
    opening = next((f for f in frames if f.sentence.field == "text"), None)
    reporters: set[str | None] = set()
    """Those among them who told of a thing that is claimed, and not only that schools are shut; or whom the article
    begins with ("The ministry reported on Monday.")."""
    act: HostilityClaim | ViolationClaim | None = None
    acts: tuple[str, ...] = ()
    whole: CasualtyClaim | None = None
    for number, frame in enumerate(frames):
        here = (frame.sentence.field, frame.sentence.paragraph)
        if here != paragraph:
            paragraph, carried = here, None
        cast.arrive(frame)
        speakers = [s._replace(holder=cast.acting(s.holder)) for s in spoken(frame, cast.last, cast.meant)]
        harm: Harm = "killed"
        for hit in _chosen(frame):
            emit = emit_of(hit)
            harm = emit.harm or harm
            if emit.needs_ceasefire and not at_stake:
                continue
            voice = voice_of(frame, speakers, hit.first, hit.last)
            axes, cues = axes_of(frame, hit.first, hit.last, speakers)
            if axes.get("topic") == "breach" and not at_stake:
                axes = {axis: value for axis, value in axes.items() if axis != "topic"}
            bulletin = cast.own_source(heard) and heard <= reporters
            voice = voice or _going_on(previous, frame, hit, heard if bulletin else set())
            times = past.get(emit.claim, past_breaches)
            old = here in times and number >= times[here]
            telling = Telling(
                frame,
                hit,
                emit,
                voice,
                axes,
                cues,
                carried,
                old,
                conflict[number],
                harm,
                act,
                acts,
                whole,
                published,
                here[1] >= last_paragraph - 2,
            )
            for draft in _drafts(telling, cast):
                draft = aged(draft, published)
                drafts.append(draft._replace(sentence=number))
                reporters.add(telling.holder)
                act = draft.claim if isinstance(draft.claim, (HostilityClaim, ViolationClaim)) else act
                if isinstance(draft.claim, HostilityClaim) and draft.claim.actor:
                    cast.doers.add(draft.claim.actor)
                elif isinstance(draft.claim, ViolationClaim) and draft.claim.violator:
                    cast.doers.add(draft.claim.violator)
                if isinstance(draft.claim, CasualtyClaim) and not emit.of_which:
                    whole = draft.claim
        cast.remember(frame, speakers)
        if frame.sentence.field == "text":
            heard |= {s.holder for s in speakers}
            if frame is opening:
                reporters |= heard
        acts = frame.acts or acts
        if speakers or previous is None or not _same_paragraph(previous[0], frame):
            previous = (frame, speakers) if speakers or len(heard) != 1 else previous
        if frame.times:
            carried = next((m for _, m in frame.times if m.running and not m.background), None)
    source = next(iter(heard)) if cast.own_source(heard) else None
    charges = [reported(draft, source) for draft in counter_charges(drafts, cast)]
    found = folded(with_fates(with_roles_of_totals(charges)), cast.allied)
    if ceasefire_on is not None:
        found = list(by_register(found, cast, published, ceasefire_on, named=at_stake))
    return named_breaches(found)


def _drafts(telling: Telling, cast: Cast) -> Iterator[Draft]:
    kind = telling.emit.claim
    if telling.axes.get("modality") in _NOT_HAPPENED and kind != "ceasefire":
        return
    if kind == "casualty" and not telling.conflict:
        return
    harmed = any(emit_of(hit).harm for hit in telling.frame.events)
    beside_none = telling.whole is None or not telling.emit.of_which
    if kind == "casualty" and telling.emit.inherit and not harmed and beside_none:
        return  # part of no figure
    topic = telling.axes.get("topic")
    if kind in ("violation", "hostility") and (topic in NOT_OUR_NEWS or (not cast.theatres and not telling.conflict)):
        return
    if kind == "hostility" and topic == "breach":
        kind = "violation"  # "… in violation of the ceasefire"
    match kind:
        case "casualty":
            yield from casualties(telling, cast)
        case "violation":
            yield from violations(telling, cast)
        case "hostility":
            yield hostility(telling, cast)
        case "ceasefire":
            yield ceasefire_change(telling, cast)


def _going_on(
    previous: tuple[Frame, Sequence[Spoken]] | None, frame: Frame, hit: Hit, heard: set[str | None]
) -> Spoken | None:
    """Who is heard where nobody is named: the source told last, if the article plainly goes on with its report.

    It does in the same paragraph, where it counts on ("two more servicemen"), and all through a bulletin, in which
    one source only is heard; an accusation or a denial does not go on.
    """
    if previous is None or not previous[1]:
        return None
    before, speakers = previous
    more = any(c.group is not None and c.group.more for c in frame.chunks[hit.first : hit.last])
    last = speakers[-1]
    if "bothsides" in frame.tags:
        return None
    near = frame.sentence.paragraph - before.sentence.paragraph <= _GOES_ON
    bulletin = near and heard == {last.holder} != {None} and "reportedly" not in frame.tags
    if not (_same_paragraph(before, frame) or more or bulletin) or before.sentence.field == "title":
        return None
    if last.voice in NOT_GOING_ON or len({s.holder for s in speakers}) > 1:
        return None
    return Spoken(last.holder, last.voice, last.rule, 0, 0)


def _same_paragraph(one: Frame, other: Frame) -> bool:
    return (one.sentence.field, one.sentence.paragraph) == (other.sentence.field, other.sentence.paragraph)


def _ceasefire_at_stake(frames: Sequence[Frame]) -> bool:
    """Whether the article speaks of a ceasefire that was in force at some time, or of its breach."""
    for frame in frames:
        emits = [emit_of(hit) for hit in frame.events]
        if any(e.claim == "violation" and not e.needs_ceasefire and not e.denial for e in emits):
            return True
        named = "ceasefire" in frame.tags or "TRUCE" in frame.tags
        wished = any(e.status in _WISHED for e in emits) or "wished" in frame.tags
        sure = any(e.claim == "ceasefire" and e.status not in _WISHED for e in emits)
        if named and (sure or not wished):
            return True
    return False


def _past_paragraphs(
    frames: Sequence[Frame], agreed: Callable[[Frame, int, Moment], bool]
) -> dict[tuple[str, int], int]:
    """Paragraphs that end in the past: an old time is named and no new one; and the sentence from which they do.

    `agreed`: whether a time is only that of the ceasefire of which the paragraph speaks.
    """
    old: dict[tuple[str, int], int] = {}
    new: set[tuple[str, int]] = set()
    for number, frame in enumerate(frames):
        here = frame.sentence.field, frame.sentence.paragraph
        for i, moment in frame.times:
            if agreed(frame, i, moment):
                continue
            if moment.background:
                old.setdefault(here, number)
            else:
                new.add(here)
    return {here: number for here, number in old.items() if here not in new}


def _chosen(frame: Frame) -> list[Hit]:
    """Events in order of telling; people belong to one harm only, that of the rule that read most of the sentence."""
    taken: dict[int, Hit] = {}
    out: list[Hit] = []
    for hit in frame.events:
        if emit_of(hit).claim != "casualty" or "victims" not in hit.groups:
            out.append(hit)
            continue
        for i in range(*hit.groups["victims"]):
            rival = taken.get(i)
            told = frame.chunks[i].group is not None or "fn.pron" in frame.chunks[i].tags
            if told and (rival is None or hit.last - hit.first > rival.last - rival.first):
                taken[i] = hit
    for i, hit in taken.items():
        out.append(Hit(hit.rule, hit.first, hit.last, {**hit.groups, "victims": (i, i + 1)}))
    return sorted(out, key=lambda h: (h.groups.get("victims", (h.first, 0))[0], h.first))
