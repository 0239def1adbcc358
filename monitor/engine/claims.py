"""From what matched to what is claimed: each event with its roles, voice, time and axes, as drafts of claims.

The fields follow the labels' conventions: one casualty claim per distinct stated figure, one violation claim per
accused side (folding does that at the end).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from monitor.engine.breaches import LESS_SURE, CeasefireOn, as_breach, by_register
from monitor.engine.context import (
    NOT_OUR_NEWS,
    Spoken,
    axes_of,
    moment_of,
    names_agreement,
    of_conflict,
    spoken,
    voice_of,
)
from monitor.engine.folding import ACTS, Draft, Use, folded, with_roles_of_totals
from monitor.engine.frames import Frame, Hit
from monitor.engine.lexicon import Chunk, Group
from monitor.engine.load import Packs
from monitor.engine.roles import Cast, completed
from monitor.engine.schema import CueEmit, EventEmit
from monitor.engine.theatres import Theatre
from monitor.engine.times import Moment
from monitor.model import Act, Axes, CasualtyClaim, CeasefireClaim, Harm, HostilityClaim, Place, ViolationClaim

_NOT_HAPPENED = frozenset({"hypothetical", "threatened", "called-for"})
_MARKS = frozenset(",;.")
_LOOSE_ENDS = frozenset({"fn", "article"})
_WISHED = frozenset({"called-for", "rejected"})
"""What is said of a ceasefire that is not in force: what stands beside it breaks none."""


class _Telling(NamedTuple):
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
    past = _past_paragraphs(frames)
    conflict = of_conflict(frames, known=bool(theatres))
    last_paragraph = max((f.sentence.paragraph for f in frames), default=0)
    carried: Moment | None = None
    paragraph: tuple[str, int] | None = None
    previous: tuple[Frame, Sequence[Spoken]] | None = None
    heard: set[str | None] = set()
    act: HostilityClaim | ViolationClaim | None = None
    acts: tuple[str, ...] = ()
    whole: CasualtyClaim | None = None
    for number, frame in enumerate(frames):
        here = (frame.sentence.field, frame.sentence.paragraph)
        if here != paragraph:
            paragraph, carried = here, None
        cast.arrive(frame)
        speakers = spoken(frame, cast.last, cast.meant)
        harm: Harm = "killed"
        for hit in _chosen(frame):
            emit = _emit(hit)
            harm = emit.harm or harm
            if emit.needs_ceasefire and not at_stake:
                continue
            axes, cues = axes_of(frame, hit.first, hit.last)
            if axes.get("topic") == "breach" and not at_stake:
                axes = {axis: value for axis, value in axes.items() if axis != "topic"}
            voice = voice_of(frame, speakers, hit.first, hit.last)
            voice = voice or _going_on(previous, frame, hit, heard if cast.own_source(heard) else set())
            old = here in past and number >= past[here]
            telling = _Telling(
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
                draft = _aged(draft, published)
                drafts.append(draft._replace(sentence=number))
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
        acts = tuple([a for c in frame.chunks for a in c.acts]) or acts
        if speakers or previous is None or not _same_paragraph(previous[0], frame):
            previous = (frame, speakers) if speakers or len(heard) != 1 else previous
        moments = [c.moment for c in frame.chunks if isinstance(c.moment, Moment)] if "TIME" in frame.tags else []
        if moments:
            carried = next((m for m in moments if m.running and not m.background), None)
    source = next(iter(heard)) if cast.own_source(heard) else None
    charges = [_reported(draft, source) for draft in _counter_charges(drafts, cast)]
    found = folded(with_roles_of_totals(charges))
    return list(by_register(found, cast, published, ceasefire_on, named=at_stake)) if ceasefire_on else found


_WAR = 150
"""Days after which a running toll in a closing paragraph is that of a whole war (eval conventions: history)."""
_AGES = 700
"""Days after which any running toll is history."""
_LONG = 31
"""Days after which a running count of breaches is no news of the period reported."""


def _aged(draft: Draft, published: date | None) -> Draft:
    """The draft as history where it counts breaches over longer than any news."""
    claim = draft.claim
    if published is None or claim.when is None or claim.when.start is None or not claim.current:
        return draft
    days = (published - claim.when.start).days
    if isinstance(claim, ViolationClaim) and claim.count is not None and days > _LONG:
        return draft._replace(claim=replace(claim, current=False, axes=replace(claim.axes, time="background")))
    return draft


def _drafts(telling: _Telling, cast: Cast) -> Iterator[Draft]:
    kind = telling.emit.claim
    if telling.axes.get("modality") in _NOT_HAPPENED and kind != "ceasefire":
        return
    if kind == "casualty" and not telling.conflict:
        return
    harmed = any(_emit(hit).harm for hit in telling.frame.events)
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
            yield from _casualties(telling, cast)
        case "violation":
            yield from _violations(telling, cast)
        case "hostility":
            yield _hostility(telling, cast)
        case "ceasefire":
            yield _ceasefire(telling, cast)


def _counter_charges(drafts: Sequence[Draft], cast: Cast) -> Iterator[Draft]:
    """Where a breach is charged, the fire that the other side charges or a third one reports is a breach as well.

    Fire told as a reply stays what it is (eval conventions), and so does what a side says of itself.
    """
    charged = any(isinstance(d.claim, ViolationClaim) and d.claim.current and not d.claim.denied for d in drafts)
    for draft in drafts:
        claim = draft.claim
        if (
            charged
            and isinstance(claim, HostilityClaim)
            and claim.current
            and claim.axes.modality == "actual"
            and claim.axes.voice != "denied"
            and not draft.reply
            and claim.actor != claim.claimant
            and cast.opponents(claim.actor)
        ):
            yield draft._replace(claim=as_breach(claim, claim.target))
        yield draft


def _reported(draft: Draft, source: str | None) -> Draft:
    """A breach told in nobody's words, in a bulletin of one source, is reported by that source."""
    claim = draft.claim
    if not isinstance(claim, ViolationClaim) or claim.accuser or not claim.current or not claim.violator:
        return draft
    return draft if source in (None, claim.violator) else draft._replace(claim=replace(claim, accuser=source))


def _casualties(telling: _Telling, cast: Cast) -> Iterator[Draft]:
    hit, emit, chunks = telling.hit, telling.emit, telling.chunks
    toll = emit.scope == "cumulative"
    agent = cast.actor(chunks, hit.groups.get("agent"))
    for i in range(*hit.groups.get("victims", (hit.first, hit.last))):
        told = chunks[i].group
        if told is None or not told.counted:
            told = _again(chunks, i, cast.group)
        if told is None or _apposed(chunks, i):
            continue
        group = completed(told, chunks, i, hit, cast.group, toll=toll)
        first, last = min(i, hit.first), max(i + 1, hit.last)
        moment = telling.moment(first, last)
        lasting = emit.harm == "displaced" and any("have.now" in c.tags for c in chunks[hit.first : hit.last])
        running = moment.running if moment else telling.carried is not None or lasting  # "75,000 people have fled"
        measure = telling.axes.get("measure")
        scope = emit.scope or ("cumulative" if measure == "cumulative" or running else "incident")
        number = group.number
        part = "PARTS" in chunks[i].tags
        fields = _told(telling, cast, first, last, moment, scope, group, part=part)
        if moment is None and running and telling.carried:
            fields["when"] = telling.carried.when
        struck = _struck(telling, cast, i)
        side = cast.actor(chunks, hit.groups.get("whose"), speaker=telling.holder)
        if side is None and emit.of_which and telling.whole and not group.sides:
            side = telling.whole.side
        elif side is None:
            side = cast.side(telling.frame, group, telling.holder, agent, hit, struck, chunks[i].word)
            bare = group.headless and not group.sides and group.whose is None and "whose" not in hit.groups
            beside = telling.whole is not None and telling.whole.claimant == telling.holder
            if bare and beside and telling.whole and not any("bothsides" in c.tags for c in chunks):
                side = telling.whole.side or side  # "… and three others were wounded"
                group = group._replace(role=telling.whole.victims if group.role == "unknown" else group.role)
        claim = CasualtyClaim(
            **fields,
            harm=emit.harm or telling.harm,
            low=number.low if number else 1,
            high=number.high if number else 1,
            best=number.best if number else 1,
            approx=bool(number and number.approx),
            side=side,
            victims=_victims(telling, group, side),  # type: ignore[arg-type]
            agent=agent,
            scope=scope,
            claimant=telling.holder or (telling.whole.claimant if emit.of_which and telling.whole else None),
        )
        yield Draft(claim, _trace(telling, i), total=toll, names=group.names, pronoun=group.pronoun)
        violator = agent or (cast.opponent(claim.side) if cast.opponents(claim.side) else None)
        if telling.axes.get("topic") == "breach" and violator and violator != claim.claimant and claim.current:
            accuser, target = claim.claimant, claim.side
            fields = _told(telling, cast, hit.first, hit.last, moment, "incident")
            fields["confidence"] = round(fields["confidence"] - LESS_SURE, 2)  # nobody accuses in so many words
            breach = ViolationClaim(**fields, violator=violator, accuser=accuser, target=target, acts=_acts(telling))
            yield Draft(breach, _trace(telling, i))


def _again(chunks: Sequence[Chunk], i: int, before: Group | None) -> Group | None:
    """The people told last, where only "them" or "their bodies" stands for them."""
    if not ("BODIES" in chunks[i].tags or "fn.pron" in chunks[i].tags):
        return None
    here = [c.group for c in chunks[:i] if c.group is not None and c.group.counted and not c.group.headless]
    return here[-1] if here else before


def _apposed(chunks: Sequence[Chunk], i: int) -> bool:
    """Whether these are the person told just before, by another word or by his age ("Karo Omsin, 42, a teacher")."""
    here = chunks[i].group
    if i < 2 or here is None or chunks[i - 1].word != ",":
        return False
    at = i - 2
    if at >= 2 and _bare(chunks[at]) and chunks[at - 1].word == ",":
        at -= 2
    before = chunks[at].group
    if before is None or not (before.one or (before.number is not None and before.number.best == 1)):
        return False
    if here.number is not None:
        if not before.names or not _bare(chunks[i]):
            return False
        return here.number.best == 1 or (i + 1 < len(chunks) and chunks[i + 1].word in _MARKS)
    return bool(before.names) != bool(here.names) or here.definite


def _bare(chunk: Chunk) -> bool:
    """A number that counts nobody by a noun: after a name it is an age."""
    return chunk.number is not None and "NUMBER" in chunk.tags


def _struck(telling: _Telling, cast: Cast, victims: int) -> str | None:
    """Whom the fire told earlier in the sentence was aimed at ("fired on Armenian posts, killing two soldiers")."""
    for hit in telling.frame.events:
        if _emit(hit).claim == "hostility" and "target" in hit.groups and hit.last <= victims:
            return cast.actor(telling.chunks, hit.groups["target"])
    return None


def _victims(telling: _Telling, group: Group, side: str | None) -> str:
    """Soldiers or civilians. A side's own displaced are civilians; casualties that a military counts are its kind."""
    if group.role == "unknown" and telling.emit.harm == "displaced" and side is not None and side == telling.holder:
        return "civilian"
    armed = telling.hit.groups.get("whose")
    if group.role == "unknown" and armed and not telling.chunks[armed[0]].tags.isdisjoint(("ENEMY", "actor.force")):
        return "military"
    bare = group.headless or telling.emit.harm == "casualties"
    if group.role == "unknown" and bare and telling.voice:
        heard = telling.chunks[telling.voice.first : telling.voice.last]
        if any(word in c.word for c in heard for word in ("defence", "defense", "army", "military")):
            return "military"
    return group.role


def _violations(telling: _Telling, cast: Cast) -> Iterator[Draft]:
    hit, chunks, axes = telling.hit, telling.chunks, telling.axes
    if axes.get("polarity") == "negated":
        return
    accuser = cast.actor(chunks, hit.groups.get("accuser"), holders=True) or telling.holder
    target = cast.actor(chunks, hit.groups.get("target"))
    if telling.voice is not None and telling.voice.voice == "denied" and accuser == telling.holder:
        accuser = None  # who denies does not accuse
    span = hit.groups.get("violator") or hit.groups.get("agent")
    violator = cast.actor(chunks, span, speaker=telling.holder)
    if span and violator is None and chunks[span[0]].group is not None and not cast.party(accuser):
        return  # people of no known side
    acts = _acts(telling)
    before = telling.act
    if telling.emit.inherit:
        if before is None and telling.emit.denial:
            return
        doer = None if before is None else before.actor if isinstance(before, HostilityClaim) else before.violator
        if telling.emit.denial:
            if violator is None or doer != violator:
                return  # nobody accused this side of anything
            if before is not None and isinstance(before, HostilityClaim):
                denied = replace(before.axes, polarity="denied")
                yield Draft(replace(before, denied=True, axes=denied), _trace(telling))
                return
            accuser = None
        violator = violator or doer
        if before is not None and violator == doer:
            target, acts = target or before.target, before.acts
        if violator == accuser:
            violator = None  # nobody calls its own fire a breach by itself
        elif acts == ("unspecified",):
            acts = tuple(a for a in ACTS if a in telling.acts) or acts
    if violator is None and not telling.emit.reciprocal and cast.party(accuser):
        violator = cast.opponent(accuser)  # a party that reports a breach means the other one
    if _emit(hit).claim == "hostility" and telling.emit.reciprocal:
        violator = None  # who began the fight is not said
    disowned = axes.get("polarity") == "denied"
    if violator is not None and violator == accuser and (disowned or not telling.named_speaker):
        accuser = cast.opponent(violator)  # "the spokesman" who protests at a side's breaches is not its own
    pairs: list[tuple[str | None, str | None]] = [(violator, accuser)]
    if telling.emit.reciprocal and telling.emit.claim == "violation":
        rivals = cast.rivals(chunks, hit)
        pairs = [rivals, (rivals[1], rivals[0])] if rivals else []
    counted = hit.groups.get("count")
    number = next((c.number for c in chunks[counted[0] : counted[1]] if c.number), None) if counted else None
    for blamed, blaming in pairs:
        claim = ViolationClaim(
            **_told(telling, cast, hit.first, hit.last, telling.moment(hit.first, hit.last), "incident"),
            violator=blamed,
            accuser=blaming,
            target=target or (blaming if len(pairs) > 1 else None),
            acts=acts,
            count=number.best if number and not number.vague else None,
        )
        if telling.emit.denial:
            claim = replace(claim, denied=True, axes=replace(claim.axes, polarity="denied"))
        yield Draft(claim, _trace(telling))


def _hostility(telling: _Telling, cast: Cast) -> Draft:
    hit, chunks = telling.hit, telling.chunks
    actor = cast.actor(chunks, hit.groups.get("agent"), speaker=telling.holder)
    if (
        actor is None
        and "agent" not in hit.groups
        and telling.emit.claim == "hostility"
        and not telling.emit.reciprocal
    ):
        actor = cast.opponent(telling.holder)  # a party that reports fire at a place of its own means the other one
    claim = HostilityClaim(
        **_told(telling, cast, hit.first, hit.last, telling.moment(hit.first, hit.last), "incident"),
        actor=actor,
        target=cast.actor(chunks, hit.groups.get("target")),
        acts=_acts(telling),
        claimant=telling.holder,
    )
    return Draft(claim, _trace(telling), reply=telling.axes.get("topic") == "reply")


def _ceasefire(telling: _Telling, cast: Cast) -> Draft:
    hit, chunks = telling.hit, telling.chunks
    first, last = hit.groups.get("parties", (0, 0))
    parties = dict.fromkeys(r.id for c in chunks[first:last] for r in c.refs if r.kind == "actor")
    claim = CeasefireClaim(
        **_told(telling, cast, hit.first, hit.last, telling.moment(hit.first, hit.last), "incident"),
        status=telling.emit.status or "announced",
        parties=tuple(parties),
        mediator=cast.actor(chunks, hit.groups.get("mediator")),
        claimant=telling.holder,
    )
    return Draft(claim, _trace(telling))


def _told(
    telling: _Telling,
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
    if group is not None and moment is not None and moment.running:
        past = past or _whole_war(telling, moment)
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


def _whole_war(telling: _Telling, moment: Moment) -> bool:
    """Whether a toll runs for so long that it is that of a whole war (eval conventions: history in a closing line)."""
    if moment.when is None or moment.when.start is None or telling.published is None:
        return telling.closing and moment.since and not any("TRUCE" in c.tags for c in telling.chunks)
    days = (telling.published - moment.when.start).days
    return days > _AGES or (telling.closing and moment.since and days > _WAR)


def _going_on(
    previous: tuple[Frame, Sequence[Spoken]] | None, frame: Frame, hit: Hit, heard: set[str | None]
) -> Spoken | None:
    """Who is heard where nobody is named: the source told last, if the article plainly goes on with its report.

    It does in the same paragraph, where it counts on ("two more servicemen"), and all through a bulletin, in which
    one source only is heard; an accusation does not go on.
    """
    if previous is None or not previous[1]:
        return None
    before, speakers = previous
    more = any(c.group is not None and c.group.more for c in frame.chunks[hit.first : hit.last])
    last = speakers[-1]
    if "bothsides" in frame.tags:
        return None
    bulletin = heard == {last.holder} != {None} and "reportedly" not in frame.tags
    if not (_same_paragraph(before, frame) or more or bulletin) or before.sentence.field == "title":
        return None
    if last.voice == "accused" or len({s.holder for s in speakers}) > 1:
        return None
    return Spoken(last.holder, last.voice, last.rule, 0, 0)


def _same_paragraph(one: Frame, other: Frame) -> bool:
    return (one.sentence.field, one.sentence.paragraph) == (other.sentence.field, other.sentence.paragraph)


def _confidence(telling: _Telling, places: tuple[Place, ...]) -> float:
    """An ordering for people, no probability: lower where nobody is heard, no place is told, or the past is near."""
    value = 0.95 if telling.holder else 0.88
    return round(value - (0 if places else 0.03) - (0.05 if telling.past else 0), 2)


def _acts(telling: _Telling) -> tuple[Act, ...]:
    """The acts told in this sentence, unless the rule itself says which it is."""
    told: set[str] = set(telling.emit.acts)
    if not told:
        told = {act for c in telling.chunks for act in c.acts}
    return tuple(a for a in ACTS if a in told) or ("unspecified",)


def _trace(telling: _Telling, victim: int | None = None) -> tuple[Use, ...]:
    """Every rule that took part, in the order of the passes."""
    frame, hit, voice = telling.frame, telling.hit, telling.voice
    chunks, where = frame.chunks, frame.sentence.field
    uses: list[Use] = []
    clauses = set(frame.clauses[hit.first : hit.last])
    if victim is not None:
        clauses.add(frame.clauses[victim])
    for i, chunk in enumerate(chunks):
        if not chunk.rules:
            continue
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


def _emit(hit: Hit) -> EventEmit:
    assert isinstance(hit.rule.emit, EventEmit)  # noqa: S101  (the loader gives event rules this emit)
    return hit.rule.emit


def _ceasefire_at_stake(frames: Sequence[Frame]) -> bool:
    """Whether the article speaks of a ceasefire that was in force at some time, or of its breach."""
    for frame in frames:
        emits = [_emit(hit) for hit in frame.events]
        if any(e.claim == "violation" and not e.needs_ceasefire and not e.denial for e in emits):
            return True
        named = "ceasefire" in frame.tags or "TRUCE" in frame.tags
        wished = any(e.status in _WISHED for e in emits) or "wished" in frame.tags
        sure = any(e.claim == "ceasefire" and e.status not in _WISHED for e in emits)
        if named and (sure or not wished):
            return True
    return False


def _past_paragraphs(frames: Sequence[Frame]) -> dict[tuple[str, int], int]:
    """Paragraphs that end in the past: an old time is named and no new one; and the sentence from which they do."""
    old: dict[tuple[str, int], int] = {}
    new: set[tuple[str, int]] = set()
    for number, frame in enumerate(frames):
        here = frame.sentence.field, frame.sentence.paragraph
        for i, chunk in enumerate(frame.chunks):
            if isinstance(chunk.moment, Moment) and names_agreement(frame, i):
                continue
            if isinstance(chunk.moment, Moment) and chunk.moment.background:
                old.setdefault(here, number)
            elif isinstance(chunk.moment, Moment):
                new.add(here)
    return {here: number for here, number in old.items() if here not in new}


def _chosen(frame: Frame) -> list[Hit]:
    """Events in order of telling; people belong to one harm only, that of the rule that read most of the sentence."""
    taken: dict[int, Hit] = {}
    out: list[Hit] = []
    for hit in frame.events:
        if _emit(hit).claim != "casualty" or "victims" not in hit.groups:
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
