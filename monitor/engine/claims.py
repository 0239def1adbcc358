"""From what matched to what is claimed: roles filled, sides and holders resolved, repeated figures folded into one.

The claim's fields follow the labels' conventions (docs/accuracy.md): one casualty claim per distinct stated figure,
one violation claim per accused side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from monitor.engine.context import Spoken, axes_of, moment_of, spoken, voice_of
from monitor.engine.frames import Frame, Hit
from monitor.engine.lexicon import Chunk, Group
from monitor.engine.load import EventEmit, Packs, Theatre
from monitor.engine.times import Moment
from monitor.model import (
    Act,
    Axes,
    CasualtyClaim,
    Ceasefire,
    CeasefireClaim,
    Claim,
    HostilityClaim,
    Place,
    Step,
    ViolationClaim,
)

CeasefireOn = Callable[[str, Collection[str], date], Ceasefire | None]
"""Which ceasefire of the register is in force between these parties of a theatre on a day."""

ACTS: tuple[Act, ...] = ("shelling", "small-arms", "airstrike", "drone", "ground-attack", "mine-ied")
NOT_OUR_NEWS = frozenset({"accident", "disaster", "crime", "sport", "trade", "fiction"})
_NEAR = frozenset({"point", "village", "town", "city", "district"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim with its trace, and what the folding of repeated figures still needs to know."""

    claim: Claim
    trace: tuple[Step, ...]
    order: int
    paragraph: int = 0
    sentence: int = 0
    total: bool = False
    """A toll that the figures beside it lead up to ("bringing the total … to 15")."""


@dataclass(slots=True)
class _Said:
    """One sentence with everything resolved that its claims share."""

    frame: Frame
    speakers: list[Spoken]
    carried: Moment | None
    """The running period told earlier in the paragraph, if nothing newer was told."""
    background: bool
    """The paragraph speaks of the past only."""


@dataclass(slots=True)
class Reader:
    """Reads the frames of one article in order. One use only."""

    packs: Packs
    theatres: Sequence[Theatre]
    published: date | None
    ceasefire_on: CeasefireOn | None = None
    _last: Spoken | None = None
    _pair: tuple[str, str] | None = None
    """The two sides that the article set against each other first."""
    _met: list[str] = field(default_factory=list)
    """Parties in the order in which the article last named them."""

    def read(self, frames: Sequence[Frame]) -> list[Draft]:
        """All drafts of an article, folded, in the order in which they are told."""
        drafts: list[Draft] = []
        past = _past_paragraphs(frames)
        carried: Moment | None = None
        paragraph: tuple[str, int] | None = None
        breach = any(_emit(h).claim == "violation" and not _emit(h).needs_ceasefire for f in frames for h in f.events)
        breach |= any(_emit(h).status in ("agreed", "in-force", "holding") for f in frames for h in f.events)
        for number, frame in enumerate(frames):
            here = (frame.sentence.field, frame.sentence.paragraph)
            if here != paragraph:
                paragraph, carried = here, None
            speakers = spoken(frame, self._last)
            said = _Said(frame, speakers, carried, here in past)
            for hit in _chosen(frame):
                emit = _emit(hit)
                if emit.needs_ceasefire and not breach:
                    continue
                for draft in self._drafts(said, hit, emit):
                    drafts.append(replace(draft, order=len(drafts), paragraph=here[1], sentence=number))
            self._remember(frame, speakers)
            moments = [c.moment for c in frame.chunks if isinstance(c.moment, Moment)]
            if moments:
                carried = next((m for m in moments if m.running and not m.background), None)
        return _folded(_roles_of_totals(drafts))

    # ------------------------------------------------------------------------------------------------ one event

    def _drafts(self, said: _Said, hit: Hit, emit: EventEmit) -> Iterator[Draft]:
        axes, cues = axes_of(said.frame, hit.first, hit.last)
        if axes.get("topic") in NOT_OUR_NEWS or axes.get("modality") in ("hypothetical", "threatened", "called-for"):
            if emit.claim != "ceasefire":
                return
        voice = voice_of(said.frame, said.speakers, hit.first, hit.last)
        match emit.claim:
            case "casualty":
                yield from self._casualties(said, hit, emit, voice, axes, cues)
            case "violation":
                yield from self._violations(said, hit, emit, voice, axes, cues)
            case "hostility":
                if axes.get("topic") == "breach":
                    yield from self._violations(said, hit, emit, voice, axes, cues)
                else:
                    yield self._hostility(said, hit, emit, voice, axes, cues)
            case "ceasefire":
                yield self._ceasefire(said, hit, emit, voice, axes, cues)

    def _casualties(
        self, said: _Said, hit: Hit, emit: EventEmit, voice: Spoken | None, axes: Mapping[str, str], cues: Sequence[Hit]
    ) -> Iterator[Draft]:
        span = hit.groups.get("victims", (hit.first, hit.last))
        chunks = said.frame.chunks
        agent = self._actor(chunks, hit.groups.get("agent"))
        for i in range(*span):
            group = chunks[i].group
            if group is None or not group.counted:
                continue
            group = _completed(group, chunks, i, hit, toll=emit.scope == "cumulative")
            moment = moment_of(said.frame, min(i, hit.first), max(i + 1, hit.last))
            claimant = voice.holder if voice else None
            side = self._side(said.frame, group, claimant, agent, hit)
            victims = group.role
            if victims == "unknown" and emit.harm == "displaced":
                victims = "civilian"
            if victims == "unknown" and emit.harm == "casualties" and voice and _military(chunks, voice):
                victims = "military"
            running = (moment.running if moment else bool(said.carried)) or emit.harm == "displaced" and moment is None
            measure = axes.get("measure")
            cumulative = measure == "cumulative" or (running and measure != "incident")
            scope = emit.scope or ("cumulative" if cumulative else "incident")
            low, high, best, approx = (1, 1, 1, False) if group.number is None else (
                group.number.low, group.number.high, group.number.best, group.number.approx
            )
            when = (moment.when if moment else None) or (said.carried.when if said.carried and running else None)
            claim = CasualtyClaim(
                **self._told(said, hit, min(i, hit.first), max(i + 1, hit.last), voice, axes, moment, scope, group),
                harm=emit.harm or "killed", low=low, high=high, best=best, approx=approx, side=side,
                victims=victims, agent=agent, scope=scope, claimant=claimant,  # type: ignore[arg-type]
            )  # fmt: skip
            claim = replace(claim, when=when or claim.when)
            yield Draft(claim, self._trace(said.frame, hit, i, voice, cues), 0, total=emit.scope == "cumulative")

    def _violations(
        self, said: _Said, hit: Hit, emit: EventEmit, voice: Spoken | None, axes: Mapping[str, str], cues: Sequence[Hit]
    ) -> Iterator[Draft]:
        chunks = said.frame.chunks
        violator = self._actor(chunks, hit.groups.get("violator")) or self._actor(chunks, hit.groups.get("agent"))
        accuser = self._actor(chunks, hit.groups.get("accuser"), holders=True)
        target = self._actor(chunks, hit.groups.get("target"))
        if accuser is None and "accuser" not in hit.groups and voice is not None:
            accuser = voice.holder
        if voice is not None and voice.voice == "denied" and accuser == voice.holder:
            accuser = None  # who denies does not accuse
        pairs = [(violator, accuser)]
        if emit.reciprocal:
            one, other = self._rivals(chunks, hit)
            pairs = [(one, other), (other, one)] if one and other else []
        counted = hit.groups.get("count")
        number = next((c.number for c in chunks[counted[0] : counted[1]] if c.number), None) if counted else None
        denied = axes.get("polarity") == "denied" or (voice is not None and voice.voice == "denied")
        moment = moment_of(said.frame, hit.first, hit.last)
        for blamed, blaming in pairs:
            claim = ViolationClaim(
                **self._told(said, hit, hit.first, hit.last, voice, axes, moment, "incident", None),
                violator=blamed, accuser=blaming, target=target or (blaming if emit.reciprocal else None),
                acts=self._acts(said.frame, hit, emit), count=number.best if number else None,
            )  # fmt: skip
            claim = replace(claim, denied=denied, current=claim.current and axes.get("polarity") != "negated")
            if axes.get("polarity") != "negated":
                yield Draft(claim, self._trace(said.frame, hit, None, voice, cues), 0)

    def _hostility(
        self, said: _Said, hit: Hit, emit: EventEmit, voice: Spoken | None, axes: Mapping[str, str], cues: Sequence[Hit]
    ) -> Draft:
        chunks = said.frame.chunks
        moment = moment_of(said.frame, hit.first, hit.last)
        claim = HostilityClaim(
            **self._told(said, hit, hit.first, hit.last, voice, axes, moment, "incident", None),
            actor=self._actor(chunks, hit.groups.get("agent")), target=self._actor(chunks, hit.groups.get("target")),
            acts=self._acts(said.frame, hit, emit), claimant=voice.holder if voice else None,
        )  # fmt: skip
        return Draft(claim, self._trace(said.frame, hit, None, voice, cues), 0)

    def _ceasefire(
        self, said: _Said, hit: Hit, emit: EventEmit, voice: Spoken | None, axes: Mapping[str, str], cues: Sequence[Hit]
    ) -> Draft:
        chunks = said.frame.chunks
        parties: dict[str, None] = {}
        if span := hit.groups.get("parties"):
            parties = dict.fromkeys(r.id for c in chunks[span[0] : span[1]] for r in c.refs if r.kind == "actor")
        moment = moment_of(said.frame, hit.first, hit.last)
        claim = CeasefireClaim(
            **self._told(said, hit, hit.first, hit.last, voice, axes, moment, "incident", None),
            status=emit.status or "announced", parties=tuple(parties),
            mediator=self._actor(chunks, hit.groups.get("mediator")), claimant=voice.holder if voice else None,
        )  # fmt: skip
        return Draft(claim, self._trace(said.frame, hit, None, voice, cues), 0)

    # ---------------------------------------------------------------------------------------------------- roles

    def _told(
        self,
        said: _Said,
        hit: Hit,
        first: int,
        last: int,
        voice: Spoken | None,
        axes: Mapping[str, str],
        moment: Moment | None,
        scope: str,
        group: Group | None,
    ) -> dict[str, Any]:
        """The fields that every claim carries."""
        chunks, sentence = said.frame.chunks, said.frame.sentence
        start, end = chunks[first].start, chunks[last - 1].end
        past = axes.get("time") in ("background", "anniversary") or (moment is not None and moment.background)
        past |= said.background and (moment is None or moment.background)
        measure = axes.get("measure") or ("additional" if group is not None and group.more else scope)
        if isinstance(hit.rule.emit, EventEmit) and hit.rule.emit.of_which:
            measure = "of-which"
        heard = voice.voice if voice else "fact"
        polarity = axes.get("polarity", "denied" if heard == "denied" else "affirmed")
        places = self._places(said.frame, first, last)
        return {
            "evidence": said.frame.sentence.field,  # replaced by the quoted span in the cascade
            "field": sentence.field,
            "start": start,
            "end": end,
            "rules": (),
            "confidence": _confidence(voice, places, said),
            "axes": Axes(
                polarity=polarity,  # type: ignore[arg-type]
                modality=axes.get("modality", "actual"),  # type: ignore[arg-type]
                time=axes.get("time", "background" if past else "current"),  # type: ignore[arg-type]
                measure=measure,  # type: ignore[arg-type]
                voice=heard,
            ),
            "when": moment.when if moment else None,
            "places": places,
            "theatre": self.theatres[0].id if self.theatres else None,
            "current": not past and measure != "superseded",
            "denied": polarity == "denied",
        }

    def _actor(self, chunks: Sequence[Chunk], span: tuple[int, int] | None, *, holders: bool = False) -> str | None:
        if span is None:
            return None
        kinds = ("actor", "holder") if holders else ("actor",)
        for chunk in chunks[span[0] : span[1]]:
            if chunk.group is not None and chunk.group.sides:
                return chunk.group.sides[0]
            for ref in chunk.refs:
                if ref.kind in kinds:
                    return ref.id
            if "THEIRS" in chunk.tags:
                earlier = [c for c in chunks[: span[0]] if "SIDE" in c.tags and "THEIRS" not in c.tags]
                named = [r.id for c in reversed(earlier) for r in c.refs if r.kind == "actor"]
                return named[0] if named else (self._last.holder if self._last else None)
        return None

    def _rivals(self, chunks: Sequence[Chunk], hit: Hit) -> tuple[str | None, str | None]:
        """Two sides that accuse each other: as named, else the last two opponents the article named."""
        one, other = self._actor(chunks, hit.groups.get("one")), self._actor(chunks, hit.groups.get("other"))
        if one and other:
            self._pair = one, other
        if self._pair is not None:
            return self._pair
        for last in reversed(self._met):
            against = self._opponents(last)
            for earlier in reversed(self._met):
                if earlier in against:
                    return earlier, last
        sides = next((t.sides for t in self.theatres if len(t.sides) >= 2), ())
        return (sides[0][0], sides[1][0]) if sides else (None, None)

    def _opponents(self, actor: str | None) -> tuple[str, ...]:
        if actor is None:
            return ()
        for theatre in self.packs.theatres.values():
            against = theatre.opponents(actor)
            if against:
                return against
        return ()

    def _opponent(self, actor: str | None) -> str | None:
        """The opponent named last in this article, else the first in the pack."""
        against = self._opponents(actor)
        return next((m for m in reversed(self._met) if m in against), against[0] if against else None)

    def _side(self, frame: Frame, group: Group, claimant: str | None, agent: str | None, hit: Hit) -> str | None:
        """Whose people the victims are (eval conventions): nationality, force, possessive, the town's side."""
        if len(group.sides) == 1:
            return group.sides[0]
        if group.sides:
            return None
        nearby = frame.chunks[max(0, hit.first - 1) : hit.last + 4]
        if any("bothsides" in c.tags for c in nearby):
            return None
        party = bool(self._opponents(claimant))
        if group.whose == "own":
            return claimant if party else self._subject(frame, hit)
        if group.whose == "enemy":
            return self._opponent(claimant)
        town = self._town(frame, hit)
        if group.role != "military" and town:
            return town
        if party:
            return self._opponent(claimant) if agent == claimant else claimant
        if agent and self._opponents(agent):
            return town or (self._opponent(agent) if group.role == "military" else None)
        return None

    def _subject(self, frame: Frame, hit: Hit) -> str | None:
        for chunk in reversed(frame.chunks[: hit.last]):
            if "SIDE" in chunk.tags and not chunk.group:
                return next((r.id for r in chunk.refs if r.kind == "actor"), None)
        return self._met[-1] if self._met else None

    def _town(self, frame: Frame, hit: Hit) -> str | None:
        """The side whose town, or whose country, is named beside the event."""
        for chunk in frame.chunks[hit.first :]:
            if "LOC" not in chunk.tags:
                continue
            for ref in chunk.refs:
                theatre = self.packs.theatres.get(ref.theatre or "")
                if theatre is None:
                    continue
                if ref.kind == "place" and theatre.places[ref.id].precision in _NEAR:
                    return theatre.people_of(ref.id, self.published)
                if ref.kind == "actor" and ref.id in theatre.parties and len(chunk.refs) == 1:
                    return ref.id
        return None

    def _places(self, frame: Frame, first: int, last: int) -> tuple[Place, ...]:
        """Places told in this sentence, those beside the event first; finer ones hide the regions they lie in."""
        found: dict[str, Place] = {}
        near = sorted(range(len(frame.chunks)), key=lambda i: max(first - i, i - last, 0))
        for i in near:
            for ref in frame.chunks[i].refs:
                theatre = self.packs.theatres.get(ref.theatre or "")
                if ref.kind == "place" and theatre is not None:
                    place = theatre.place(ref.id)
                    if place.precision not in ("region", "country"):
                        found[place.id] = place
        return tuple(found.values())[:4]

    def _acts(self, frame: Frame, hit: Hit, emit: EventEmit) -> tuple[Act, ...]:
        if emit.acts:
            return tuple(a for a in ACTS if a in emit.acts) or ("unspecified",)
        told = {t.split(".")[1] for c in frame.chunks[hit.first :] for t in c.tags if t.startswith("act.")}
        told |= {t.split(".")[1] for c in frame.chunks[: hit.first] for t in c.tags if t.startswith("act.")}
        return tuple(a for a in ACTS if a in told) or ("unspecified",)

    def _trace(
        self, frame: Frame, hit: Hit, victim: int | None, voice: Spoken | None, cues: Sequence[Hit]
    ) -> tuple[Step, ...]:
        """Every rule that took part, in the order of the passes."""
        chunks, where = frame.chunks, frame.sentence.field
        steps: list[Step] = []
        indices = list(range(hit.first, hit.last)) + ([victim] if victim is not None else [])
        mine = {frame.clauses[i] for i in indices}
        around = [i for i, c in enumerate(chunks) if c.moment is not None or ("LOC" in c.tags and frame.clauses[i] in mine)]
        if voice is not None:
            around += range(voice.first, min(voice.last, len(chunks)))
        for i in sorted({*indices, *around}):
            steps += [Step("phrase", r, "", where, chunks[i].start, chunks[i].end) for r in chunks[i].rules]
        if voice is not None and voice.last > voice.first:
            a, b = chunks[voice.first].start, chunks[min(voice.last, len(chunks)) - 1].end
            steps.append(Step("speaker", voice.rule, "", where, a, b))
        for stage, one in (("event", hit), *(("cue", c) for c in cues)):
            a, b = chunks[one.first].start, chunks[one.last - 1].end
            steps.append(Step(stage, one.rule.id, one.rule.says, where, a, b))
        return tuple(dict.fromkeys(steps))

    def _remember(self, frame: Frame, speakers: Sequence[Spoken]) -> None:
        if speakers:
            named = [s for s in speakers if s.holder]
            self._last = named[-1] if named else self._last
        for chunk in frame.chunks:
            ids = [r.id for r in chunk.refs if r.kind == "actor"] if "SIDE" in chunk.tags else []
            for actor in (*ids, *(chunk.group.sides if chunk.group else ())):
                if self._opponents(actor):
                    if actor in self._met:
                        self._met.remove(actor)
                    self._met.append(actor)


def _completed(group: Group, chunks: Sequence[Chunk], at: int, hit: Hit, *, toll: bool) -> Group:
    """A bare number takes role and side from the people named before it; a toll from the words that introduce it."""
    if toll and group.role == "unknown":
        inside = chunks[hit.first : hit.last]
        roles = {c.group.role for c in inside if c.group} | {
            t.split(".")[1] for c in inside for t in c.tags if t.startswith(("role.", "people."))
        }
        named = roles & {"military", "civilian"}
        sides = dict.fromkeys(s for c in inside if c.group for s in c.group.sides)
        sides |= dict.fromkeys(r.id for c in inside if "actor.adj" in c.tags for r in c.refs)
        own = any("whose.own" in c.tags for c in inside) or any(c.group and c.group.whose == "own" for c in inside)
        return replace(
            group,
            role=next(iter(named)) if len(named) == 1 else group.role,
            sides=group.sides or tuple(sides),
            whose=group.whose or ("own" if own else None),
        )
    if group.headless:
        before = [c.group for c in chunks[:at] if c.group is not None and not c.group.headless]
        if before:
            return replace(
                group,
                role=before[-1].role if group.role == "unknown" else group.role,
                sides=group.sides or before[-1].sides,
                whose=group.whose or before[-1].whose,
            )
    return group


def _emit(hit: Hit) -> EventEmit:
    assert isinstance(hit.rule.emit, EventEmit)  # noqa: S101  (the loader gives event rules this emit)
    return hit.rule.emit


def _military(chunks: Sequence[Chunk], voice: Spoken) -> bool:
    return any("defence" in c.word or "defense" in c.word or "army" in c.word for c in chunks[voice.first : voice.last])


def _confidence(voice: Spoken | None, places: tuple[Place, ...], said: _Said) -> float:
    """A plain ordering for people, no probability: who is heard, and whether a place is told."""
    value = 0.95 if voice is not None and voice.holder else 0.88
    return round(value - (0 if places else 0.03) - (0.05 if said.background else 0), 2)


def _past_paragraphs(frames: Sequence[Frame]) -> set[tuple[str, int]]:
    """Paragraphs that tell of the past only: an old time is named and no new one."""
    old: set[tuple[str, int]] = set()
    new: set[tuple[str, int]] = set()
    for frame in frames:
        here = (frame.sentence.field, frame.sentence.paragraph)
        for chunk in frame.chunks:
            if isinstance(chunk.moment, Moment):
                (old if chunk.moment.background else new).add(here)
    return old - new


def _chosen(frame: Frame) -> list[Hit]:
    """Events in order of telling; a people phrase belongs to one harm only, the rule that read most of the sentence."""
    taken: dict[int, Hit] = {}
    others: list[Hit] = []
    for hit in frame.events:
        emit = _emit(hit)
        if emit.claim != "casualty" or "victims" not in hit.groups:
            others.append(hit)
            continue
        for i in range(*hit.groups["victims"]):
            if frame.chunks[i].group is None:
                continue
            rival = taken.get(i)
            if rival is None or (hit.last - hit.first) > (rival.last - rival.first):
                taken[i] = hit
    out: list[Hit] = list(others)
    for i, hit in taken.items():
        out.append(Hit(hit.rule, hit.first, hit.last, {**hit.groups, "victims": (i, i + 1)}))
    return sorted(out, key=lambda h: (h.groups.get("victims", (h.first, 0))[0], h.first))


def _roles_of_totals(drafts: list[Draft]) -> list[Draft]:
    """Victims of no told role are of the role of the toll they lead up to, in the same sentence."""
    roles = {d.sentence: d.claim for d in drafts if d.total and isinstance(d.claim, CasualtyClaim)}
    out = []
    for draft in drafts:
        claim, total = draft.claim, roles.get(draft.sentence)
        if total and isinstance(claim, CasualtyClaim) and claim.victims == "unknown" and claim.side in (None, total.side):
            draft = replace(draft, claim=replace(claim, victims=total.victims, side=claim.side or total.side))
        out.append(draft)
    return out


def _folded(drafts: list[Draft]) -> list[Draft]:
    """One claim per distinct figure, one violation per accused side; the fuller telling is kept."""
    kept: list[Draft] = []
    for draft in drafts:
        for i, other in enumerate(kept):
            merged = _same(other.claim, draft.claim)
            if merged is not None:
                kept[i] = replace(other, claim=merged, trace=tuple(dict.fromkeys((*other.trace, *draft.trace))))
                break
        else:
            kept.append(draft)
    named = any(isinstance(d.claim, ViolationClaim) and d.claim.violator and d.claim.current for d in kept)
    return [
        d for d in kept if not (named and isinstance(d.claim, ViolationClaim) and not d.claim.violator and d.claim.current)
    ]


def _same(first: Claim, second: Claim) -> Claim | None:
    """The two as one claim, or None when they tell different things."""
    if first.current != second.current:
        return None
    if isinstance(first, CasualtyClaim) and isinstance(second, CasualtyClaim):
        same = (first.harm, first.low, first.high) == (second.harm, second.low, second.high)
        clash = any(
            a is not None and b is not None and a != b
            for a, b in ((first.side, second.side), (first.claimant, second.claimant))
        )
        roles = {first.victims, second.victims} - {"unknown"}
        if not same or clash or len(roles) > 1:
            return None
        return replace(
            first, side=first.side or second.side, claimant=first.claimant or second.claimant,
            victims=next(iter(roles), "unknown"), agent=first.agent or second.agent,
            scope="cumulative" if "cumulative" in (first.scope, second.scope) else "incident",
            when=first.when or second.when, places=first.places or second.places, denied=first.denied and second.denied,
        )  # fmt: skip
    if isinstance(first, ViolationClaim) and isinstance(second, ViolationClaim):
        if first.violator != second.violator:
            return None
        acts = {a for c in (first, second) for a in c.acts} - {"unspecified"}
        return replace(
            first, accuser=first.accuser or second.accuser, target=first.target or second.target,
            acts=tuple(a for a in ACTS if a in acts) or ("unspecified",),
            count=first.count if first.count is not None else second.count,
            when=first.when or second.when, places=first.places or second.places, denied=first.denied and second.denied,
        )  # fmt: skip
    if isinstance(first, HostilityClaim) and isinstance(second, HostilityClaim):
        same = (first.actor, first.target) == (second.actor, second.target) and first.claimant == second.claimant
        acts = {a for c in (first, second) for a in c.acts} - {"unspecified"}
        merged = replace(first, acts=tuple(a for a in ACTS if a in acts) or ("unspecified",))
        return replace(merged, when=first.when or second.when, places=first.places or second.places) if same else None
    if isinstance(first, CeasefireClaim) and isinstance(second, CeasefireClaim):
        if first.status != second.status:
            return None
        return replace(
            first, parties=first.parties or second.parties, mediator=first.mediator or second.mediator,
            claimant=first.claimant or second.claimant, when=first.when or second.when,
        )  # fmt: skip
    return None
