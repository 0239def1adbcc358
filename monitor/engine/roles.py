"""Who is meant: the actors, rivals, sides and towns behind the words, as an article goes on.

`Cast` remembers whom the article has named so far; everything else here only looks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import overload

from monitor.engine.context import Spoken
from monitor.engine.frames import Frame, Hit
from monitor.engine.lexicon import NAME, Chunk, Group, kinds
from monitor.engine.load import Packs
from monitor.engine.theatres import Theatre
from monitor.model import Place

_NEAR = frozenset({"point", "village", "town", "city", "district"})
_ACROSS = frozenset({"shelling", "small-arms", "airstrike", "drone"})
"""Fire that reaches over a line: it hits the other side's people."""
"""Places fine enough that their people are one side's."""
_MOST_PLACES = 4
_NO_BULLETINS: frozenset[str | None] = frozenset({"media", "medics", "witnesses"})
"""Who is heard beside others, and publishes no report of the day."""


@dataclass(slots=True)
class Cast:
    """The actors of one article. One use only; `remember` each sentence after its claims were read."""

    packs: Packs
    theatres: Sequence[Theatre]
    published: date | None
    last: Spoken | None = None
    """Who was heard last, or whose ministry or official was spoken of."""
    bodies: dict[str, str] = field(default_factory=dict)
    """By the words of its name, whose body was named last: office -> azerbaijan."""
    persons: dict[str, str | None] = field(default_factory=dict)
    """By surname, whose word is that of a person heard by name."""
    group: Group | None = None
    """The people counted last."""
    here: tuple[Place, ...] = ()
    """The places told last."""
    doers: set[str] = field(default_factory=set)
    """Who is said to have fired so far."""
    body: str | None = None
    """Whose ministry or office was named last."""
    dateline: str | None = None
    """The side from whose town the article reports, as its first words tell."""
    _unread: bool = True
    """No sentence of the text has been read yet."""
    _placed: bool = False
    """The sentence that is being read names a place."""
    _pair: tuple[str, str] | None = None
    """The two sides that the article set against each other first."""
    _met: list[str] = field(default_factory=list)
    """Parties in the order in which the article last named them."""

    def arrive(self, frame: Frame) -> None:
        """Takes in where a sentence is, before its speakers are looked for."""
        places = self._named_places(frame, frame.named)
        if self._unread and frame.sentence.field == "text" and frame.chunks and "PLACE" in frame.chunks[0].tags:
            self.here = self._named_places(frame, [0], every=True)
            capital = [r.id for r in frame.chunks[0].refs if r.kind == "actor" and self.opponents(r.id)]
            self.dateline = capital[0] if capital else self._people_here()
        self._unread = self._unread and frame.sentence.field == "title"
        self._placed = bool(places)
        self.here = places or self.here

    def remember(self, frame: Frame, speakers: Sequence[Spoken]) -> None:
        """Takes in who was heard and named in a sentence."""
        heard = speakers[-1] if speakers else None
        self.last = heard or _subject_body(frame) or self.last
        for i in frame.told:
            chunk = frame.chunks[i]
            surname, known = (chunk.names[-1], None) if chunk.names else _introduced(frame.chunks, i)
            if surname and surname not in self.persons:
                owner = next((r.id for r in chunk.refs if r.kind != "place"), None) or self.meant(frame.chunks, i)
                self.persons[surname] = known or owner
            if "actor.body" in chunk.tags or "actor.force" in chunk.tags:
                owner = next((r.id for r in chunk.refs if r.kind == "actor"), None)
                if owner is not None:
                    self.bodies.update(dict.fromkeys(chunk.heads or chunk.word.split()[-1:], owner))
                    self.body = owner if "actor.body" in chunk.tags and self.opponents(owner) else self.body
            elif not chunk.tags.isdisjoint(("THEIRS", "HOLDER")) and (
                owner := next((r.id for r in chunk.refs if r.kind == "holder"), None)
            ):
                self.bodies.update(dict.fromkeys(chunk.heads, owner))  # the spokesman of the rescue service
            elif chunk.group is not None and len(chunk.group.sides) == 1:
                self.bodies.update(dict.fromkeys(chunk.heads, chunk.group.sides[0]))
            if chunk.group is not None and chunk.group.counted and (chunk.group.names or not chunk.group.headless):
                self.group = chunk.group
        for i in frame.told:
            chunk = frame.chunks[i]
            ids = [r.id for r in chunk.refs if r.kind == "actor"] if "SIDE" in chunk.tags else []
            for actor in (*ids, *(chunk.group.sides if chunk.group else ())):
                if self.opponents(actor):
                    if actor in self._met:
                        self._met.remove(actor)
                    self._met.append(actor)

    def actor(
        self,
        chunks: Sequence[Chunk],
        span: tuple[int, int] | None,
        *,
        holders: bool = False,
        speaker: str | None = None,
    ) -> str | None:
        """The actor named in these chunks; with `holders`, also media and other sources.

        "Its forces" are those of the side named before; "the adversary" is the opponent of the `speaker`, and "it" is
        the speaker itself.
        """
        if span is None:
            return None
        kinds = ("actor", "holder") if holders else ("actor",)
        for chunk in chunks[span[0] : span[1]]:
            if chunk.group is not None and chunk.group.sides:
                return chunk.group.sides[0]
            for ref in chunk.refs:
                if ref.kind in kinds:
                    return self.acting(ref.id)
            if "fn.pron" in chunk.tags and chunk.group is None:
                return speaker if self.party(speaker) else None
            if not chunk.tags.isdisjoint(("ENEMY", "whose.enemy")):
                return self.opponent(speaker or (self.last.holder if self.last else None))
            if "THEIRS" in chunk.tags and "OWN" not in chunk.tags:
                at = next(i for i in range(*span) if chunks[i] is chunk)
                meant = self.meant(chunks, at)
                if meant is None and "IRREGULAR" in chunk.tags:
                    meant = self.opponent(speaker or (self.last.holder if self.last else None) or self.government)
                if meant is not None:
                    return meant if "STATE" in chunk.tags else self._but_not(speaker, meant)
            elif chunk.group is not None and "OWN" not in chunk.tags:
                return self._fighters(chunk.group, chunk.word, speaker)
            if "THEIRS" in chunk.tags:
                earlier = [c for c in chunks[: span[0]] if "SIDE" in c.tags and "THEIRS" not in c.tags]
                named = [r.id for c in reversed(earlier) for r in c.refs if r.kind == "actor"]
                meant = named[0] if named else (self.last.holder if self.last else None)
                own = not chunk.tags.isdisjoint(("OWN", "STATE"))  # a state speaks of "the army", too
                return meant if own else self._but_not(speaker, meant)
        return None

    def _but_not(self, speaker: str | None, meant: str | None) -> str | None:
        """Who a speaker means by "the coalition" or "the army": somebody else, who speaks of itself says "its"."""
        return self.opponent(speaker) if meant == speaker and self.opponents(speaker) else meant

    def meant(self, chunks: Sequence[Chunk], at: int) -> str | None:
        """Whose word is that of a body or person whose side its sentence does not tell, if the article does.

        "Its prosecutors" are of the side named before them, Sharif is whoever he was introduced as, the governor of a
        place is of its people, "the ministry" is the one last named, or else the theatre's government's.
        """
        chunk = chunks[at]
        surname = chunk.names[-1] if chunk.names else chunk.word if chunk.tags >= NAME else None
        if surname in self.persons:
            return self.persons[surname]
        if "OWN" in chunk.tags:
            named = [r.id for c in chunks[:at] for r in c.refs if r.kind == "actor"]
            return named[-1] if named else self._met[-1] if self._met else None
        if "THEIRS" not in chunk.tags:
            return None
        dwellers = self._dwellers(chunks) if "LOCAL" in chunk.tags else None
        if dwellers is not None:
            return dwellers
        for word in reversed(chunk.heads):
            if word in self.bodies:
                return self.bodies[word]
        for ref in chunk.refs:
            theatre = self.packs.theatres.get(ref.theatre or "")
            if ref.kind == "place" and theatre is not None:
                return theatre.government or theatre.people_of(ref.id, self.published)
        town = self.dateline if self.opponents(self.dateline) else None
        if "STATE" not in chunk.tags:
            return None
        only = self._met[0] if len(self._met) == 1 else None
        if only in self.doers:
            only = self.opponent(only)  # "Pakistan shells villages": the officials are the others'
        heard = chunks[:at][::-1]
        beside = next((r.id for c in heard if "actor.body" in c.tags for r in c.refs if r.kind == "actor"), None)
        capital = next((r.id for c in chunks if "LOC" in c.tags for r in c.refs if self.opponents(r.id)), None)
        troops = {
            s for c in chunks if c.group and c.group.counted and c.group.role == "military" for s in c.group.sides
        }
        theirs = troops.pop() if len(troops) == 1 else None  # "Two Thai soldiers were hurt, the army said"
        forces = self.theatres[0].forces if self.theatres and self.government is None else {}
        alone = next((forces[word] for word in reversed(chunk.heads) if word in forces), None)
        return (
            alone or town or self.government or beside or capital or theirs or self.body or self._people_here() or only
        )

    def _dwellers(self, chunks: Sequence[Chunk]) -> str | None:
        """The side whose people live in the places told in a sentence, else last; of a government, where it has one."""
        places = [(r.theatre or "", r.id) for c in chunks for r in c.refs if r.kind == "place"]
        theatres = self.packs.theatres
        sides = {
            theatres[t].government or theatres[t].people_of(place, self.published)
            for t, place in places
            if t in theatres
        }
        return (sides.pop() if len(sides) == 1 else None) if sides else self.government or self._people_here()

    @property
    def government(self) -> str | None:
        """Whose soldiers and officials are meant where nobody says whose."""
        return next((t.government for t in self.theatres[:1]), None)

    def _fighters(self, group: Group, word: str, speaker: str | None) -> str | None:
        """Whose "the rebels" or "troops" are: as they were last called, else those of the speaker's opponent."""
        if group.role != "military":
            return None
        if word.split()[-1] in self.bodies:
            return self.bodies[word.split()[-1]]
        if group.regular and self.government:
            return self.government
        two = bool(self.theatres) and len(self.theatres[0].sides) == 2  # else they may be any third side's
        return self.opponent(speaker) if two or not set(self.opponents(speaker)).isdisjoint(self._met) else None

    def opponents(self, actor: str | None) -> tuple[str, ...]:
        """The parties on the other side of this one in the article's theatres; empty for a third party or nobody."""
        if actor is None:
            return ()
        for theatre in self.theatres:
            against = theatre.opponents(actor)
            if against:
                return against
        if self.theatres:
            return ()
        anywhere = [against for theatre in self.packs.theatres.values() if (against := theatre.opponents(actor))]
        return anywhere[0] if len(anywhere) == 1 else ()  # a power has other opponents in every war

    def allied(self, one: str | None, other: str | None) -> bool:
        """Whether these two are on one side of what the article is about."""
        return any(one in side and other in side for theatre in self.theatres for side in theatre.sides)

    def own_source(self, heard: Collection[str | None]) -> bool:
        """Whether all that is heard is one source whose bulletin this may be: a side, or nobody's actor (a monitor)."""
        if len(heard) != 1:
            return False
        source = next(iter(heard))
        third = source is not None and any(source in t.labels and not t.opponents(source) for t in self.theatres)
        return not third and source not in _NO_BULLETINS

    def party(self, actor: str | None) -> bool:
        """Whether this actor is one of the sides of what the article is mainly about."""
        return actor is not None and any(t.opponents(actor) for t in self.theatres[:1] or self.packs.theatres.values())

    def opponent(self, actor: str | None) -> str | None:
        """The opponent named last in this article, else the first in the pack."""
        against = self.opponents(actor)
        return next((m for m in reversed(self._met) if m in against), against[0] if against else None)

    def rivals(self, chunks: Sequence[Chunk], hit: Hit) -> tuple[str, str] | None:
        """Two sides that accuse each other: as named here, as set against each other before, or the last two met."""
        one, other = (self.acting(self.actor(chunks, hit.groups.get(name))) for name in ("one", "other"))
        if one and other:
            self._pair = one, other
        if self._pair is not None:
            return self._pair
        for last in reversed(self._met):
            against = self.opponents(last)
            for earlier in reversed(self._met):
                if earlier in against:
                    return self.acting(earlier), self.acting(last)
        sides = next((t.sides for t in self.theatres if len(t.sides) >= 2), ())
        return (sides[0][0], sides[1][0]) if sides else None

    def side(
        self,
        frame: Frame,
        group: Group,
        claimant: str | None,
        agent: str | None,
        hit: Hit,
        struck: str | None = None,
        word: str = "",
    ) -> str | None:
        """Whose people the victims are: by nationality, force, possessive or town, else by whose word it is.

        A ministry that gives a figure with no side named reports its own people, unless its forces did the harm
        (the force they serve in, or the side whose town it is). In a war within one country a town
        is nobody's side, "soldiers" are the government's, and rebels are whose the article last called them.
        `struck`: at whom fire was aimed; `word`: the words that tell of the victims.
        """
        if group.sides:
            return group.sides[0] if len(group.sides) == 1 else None
        nearby = frame.chunks[max(0, hit.first - 1) : hit.last + 4]
        if any("bothsides" in c.tags for c in nearby):
            return None
        party = bool(self.opponents(claimant))
        if group.whose == "own":
            return claimant if party else self._subject(frame, hit)
        if group.whose == "enemy":
            return self.opponent(claimant)
        if struck is not None and self.opponents(struck):
            return self._civilians(struck) if group.role == "civilian" else struck
        if group.irregular and self.bodies.get(word.split()[-1] if word else ""):
            return self.bodies[word.split()[-1]]
        if self.government is not None:
            return self._side_within(group, claimant, agent, word)
        town = self._town(frame, hit)
        if town is None and group.role == "civilian" and not party:
            here = self._people_here()
            town = here if here != agent else None  # the places told last may be where the fire came from
        if town is None and agent and (people := self._people_here(frame)) in self.opponents(agent):
            town = people  # "Israeli strikes have killed … people, the agency in Gaza said"
        if group.role != "military" and town:
            return town
        if party:
            other = self.opponent(claimant) if agent == claimant else None if group.irregular else claimant
            return other if group.role == "military" else self._civilians(other)
        if group.role == "military" and group.regular and agent is None and self.opponents(self.dateline):
            return self.dateline
        against = self.opponents(agent)
        if against:
            across = bool(_ACROSS & set(frame.acts))  # shot dead by the police of one's own country
            sure = group.role == "military" or (across and len(against) == 1 and len(self.theatres) == 1)
            return town or (self._civilians(self.opponent(agent)) if sure else None)
        return None

    def _side_within(self, group: Group, claimant: str | None, agent: str | None, word: str) -> str | None:
        """Whose fighters, in a war within one country; civilians are nobody's, or the country's where it has an id, and
        people of whom nothing is said may be either's fighters."""
        if group.role != "military":
            people = self._civilians(self.government)
            return people if people != self.government and group.role == "civilian" else None
        if group.regular and not group.irregular:
            return self.government
        last = word.split()[-1] if word else ""
        if last in self.bodies:
            return self.bodies[last]
        if self.opponents(claimant) and claimant != self.government and agent != claimant:
            return claimant
        against = {actor for actor in self._met if actor in self.opponents(self.government)}
        return against.pop() if group.irregular and len(against) == 1 else None

    @overload
    def acting(self, actor: str) -> str: ...
    @overload
    def acting(self, actor: None) -> None: ...
    def acting(self, actor: str | None) -> str | None:
        """Who acts where a country is named in a war within it: its government."""
        for theatre in self.theatres:
            if actor and theatre.government and theatre.government.startswith(f"{actor}-"):
                return theatre.government  # sudan-saf acts for sudan
        return actor

    def _civilians(self, actor: str | None) -> str | None:
        """The actor that stands for a party's civilians."""
        return next((t.civilians[actor] for t in self.theatres if actor in t.civilians), actor) if actor else None

    def _people_here(self, frame: Frame | None = None) -> str | None:
        """The side whose people live in all the places told in this sentence, else last."""
        sides = set()
        named = self._named_places(frame, frame.named, every=True, wide=True) if frame else ()
        for place in named or self.here:
            theatre = next((t for t in self.packs.theatres.values() if place.id in t.places), None)
            sides.add(theatre.people_of(place.id, self.published) if theatre else None)
        return sides.pop() if len(sides) == 1 else None

    def _subject(self, frame: Frame, hit: Hit) -> str | None:
        for chunk in reversed(frame.chunks[: hit.last]):
            if "SIDE" in chunk.tags and chunk.group is None:
                return next((r.id for r in chunk.refs if r.kind == "actor"), None)
        return self._met[-1] if self._met else None

    def _town(self, frame: Frame, hit: Hit) -> str | None:
        """The side whose town, or whose country, is named beside the event."""
        for i in range(hit.first, hit.last):
            theirs = "actor.adj" in frame.chunks[i].tags and any("local" in c.tags for c in frame.chunks[i + 1 : i + 3])
            if theirs and len(frame.chunks[i].refs) == 1:
                return frame.chunks[i].refs[0].id  # "a woman from an Azerbaijani border village was wounded"
        behind, before = frame.chunks[hit.first :], frame.chunks[: hit.first]
        for chunk in (*behind, *reversed(before)):
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

    def places(self, frame: Frame, first: int, last: int) -> tuple[Place, ...]:
        """Towns and districts told in the clause of chunks `first`..`last`, else in its sentence, else before it.

        A name that is also an actor ("Baku said") is a place only where a preposition makes it one. The sentence is
        the one that arrived last.
        """
        if not self._placed:
            return self.here
        clauses = set(frame.clauses[first:last])
        near = sorted(frame.named, key=lambda i: max(first - i, i - last, 0))
        mine = self._named_places(frame, [i for i in near if frame.clauses[i] in clauses])
        return mine or self._named_places(frame, near) or self.here

    def _named_places(
        self, frame: Frame, indices: Sequence[int], *, every: bool = False, wide: bool = False
    ) -> tuple[Place, ...]:
        """`every`: names that are also actors, too; `wide`: whole regions, too."""
        found: dict[str, Place] = {}
        if "care" in frame.tags:
            return ()  # the town of the hospital
        for i in indices:
            chunk = frame.chunks[i]
            if not every and "LOC" not in chunk.tags and "actor" in [ref.kind for ref in chunk.refs]:
                continue
            for ref in chunk.refs:
                theatre = self.packs.theatres.get(ref.theatre or "")
                if ref.kind == "place" and theatre is not None:
                    place = theatre.place(ref.id)
                    if wide or place.precision not in ("region", "country"):
                        found[place.id] = place
        return tuple(found.values())[:_MOST_PLACES]


def _subject_body(frame: Frame) -> Spoken | None:
    """The ministry or official a sentence begins with, though it is not said to say anything."""
    for i, chunk in enumerate(frame.chunks[:3]):
        if "actor.body" in chunk.tags or "actor.official" in chunk.tags:
            ref = next((r for r in chunk.refs if r.kind == "actor"), None)
            return Spoken(ref.id, "said", "", i, i + 1) if ref else None
    return None


def _introduced(chunks: Sequence[Chunk], at: int) -> tuple[str | None, str | None]:
    """The surname before an office that tells who somebody is ("Karo Omsin, a spokesman of the army"), and whose
    official he is where a pack knows him by part of his name."""
    comma = at - 1 - (at >= 1 and "article" in chunks[at - 1].tags)
    closed = at + 1 < len(chunks) and chunks[at + 1].word in (",", ".")
    if not closed or not chunks[at].heads or comma < 1 or "SPEAKER" not in chunks[at].tags or chunks[comma].word != ",":
        return None, None
    name = chunks[comma - 1]
    if not (name.tags >= NAME or (name.group is not None and name.group.names)):
        return None, None
    known = (r.id for c in chunks[max(0, comma - 3) : comma] if "actor.official" in c.tags for r in c.refs)
    return name.word.split()[-1], next(known, None)


def completed(group: Group, chunks: Sequence[Chunk], at: int, hit: Hit, before: Group | None, *, toll: bool) -> Group:
    """A bare number takes role and side from the people named before it; a toll from the words that introduce it.

    `before`: the people counted last in an earlier sentence, for "a third was wounded".
    """
    if toll and group.role == "unknown":
        inside = chunks[hit.first : hit.last]
        roles = {c.group.role for c in inside if c.group} | {
            role for c in inside for head in ("role", "people") for role in kinds(c.tags, head)
        }
        named = roles & {"military", "civilian"}
        sides = dict.fromkeys(s for c in inside if c.group for s in c.group.sides)
        sides |= dict.fromkeys(r.id for c in inside if "actor.adj" in c.tags for r in c.refs)
        own = any("whose.own" in c.tags or (c.group is not None and c.group.whose == "own") for c in inside)
        return group._replace(
            role=next(iter(named)) if len(named) == 1 else group.role,
            sides=group.sides or tuple(sides),
            whose=group.whose or ("own" if own else None),
        )
    if group.headless and not group.names:
        named = {t.split(".")[1] for c in chunks[at + 1 : hit.last] for t in c.tags if t.startswith("role.")}
        if group.role == "unknown" and len(named) == 1:
            group = group._replace(role=named.pop())  # "71 military casualties"
        named_before = [
            c.group
            for i, c in enumerate(chunks[:at])
            if c.group is not None and not c.group.headless
            if "PARTS" not in c.tags and not (i and "partof" in chunks[i - 1].tags)
        ]
        counted = [g for g in named_before if g.counted]
        nearest = (counted or named_before)[-1:]
        model = nearest[0] if nearest else before if group.one else None
        if model is not None:
            return group._replace(
                role=model.role if group.role == "unknown" else group.role,
                sides=group.sides or model.sides,
                whose=group.whose or model.whose,
            )
    return group
