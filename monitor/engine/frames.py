"""A sentence as the passes leave it: chunks folded into phrases, clauses, and what matched where.

Passes run in order: numbers and lexicon, times, phrases (bodies, holders, forces, people, locatives), then speakers,
events over the finished chunks, cues over the words they are made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from monitor.engine.language import Language, Rule
from monitor.engine.lexicon import ANYWHERE, NAME, Alphabet, Chunk, Group, Ref, Scope, Tags, kinds, retag
from monitor.engine.patterns import Found, Pattern
from monitor.engine.ruleindex import Anchors, RuleIndex
from monitor.engine.schema import Emit, PhraseEmit, TimeEmit
from monitor.engine.text import Sentence
from monitor.engine.times import Moment, resolve


class Hit(NamedTuple):
    """A rule that matched chunks `first`..`last` (excluded), with its named ranges."""

    rule: Rule
    first: int
    last: int
    groups: Mapping[str, tuple[int, int]]


@dataclass(slots=True)
class Frame:
    """One sentence, read."""

    sentence: Sentence
    chunks: list[Chunk]
    clauses: list[int] = field(default_factory=list)
    tags: Tags = frozenset()
    """All tags of all chunks."""
    told: list[int] = field(default_factory=list)
    """The chunks that are more than words: phrases that rules made, and names."""
    named: list[int] = field(default_factory=list)
    """Those that name somebody or some place."""
    times: list[tuple[int, Moment]] = field(default_factory=list)
    """Those that tell a time, with the time."""
    acts: tuple[str, ...] = ()
    """The acts of war that its words name, as often as they do."""
    speakers: list[Hit] = field(default_factory=list)
    events: list[Hit] = field(default_factory=list)
    cues: list[Hit] = field(default_factory=list)
    armed: bool = False
    """Something here tells of armed conflict."""
    fighting: bool = False
    """Something here tells of the fighting itself."""

    @property
    def codes(self) -> str:
        return "".join(c.code for c in self.chunks)

    def fired(self) -> Iterator[str]:
        """Ids of all rules that took part, phrases included."""
        for chunk in self.chunks:
            yield from chunk.rules
        for hit in (*self.speakers, *self.events, *self.cues):
            yield hit.rule.id


class Row:
    """Chunks with the string the patterns see and the patterns that could fit, told once for all rules of a stage."""

    __slots__ = ("anchors", "chunks", "codes", "fit", "there")

    def __init__(self, chunks: list[Chunk], codes: str, there: int, anchors: Anchors) -> None:
        self.chunks = chunks
        self.codes = codes
        self.there = there
        self.anchors = anchors
        self.fit = anchors.fitting(there)

    def with_chunks(self, new: Sequence[tuple[int, int, Chunk]]) -> Row:
        """The row with these in the place of chunks `first`..`last` (excluded) each, told from left to right.

        What could fit before counts as if it still could: only what came anew is looked up.
        """
        if not new:
            return self
        chunks, codes = self.chunks[:], self.codes
        for first, last, chunk in reversed(new):
            chunks[first:last] = [chunk]
            codes = f"{codes[:first]}{chunk.code}{codes[last:]}"
        there = self.there | self.anchors.there([chunk.code for _, _, chunk in new])
        return Row(chunks, codes, there, self.anchors)


def row_of(chunks: list[Chunk], anchors: Anchors) -> Row:
    """These chunks as the patterns see them."""
    codes = [c.code for c in chunks]
    return Row(chunks, "".join(codes), anchors.there(set(codes)), anchors)


def build(sentence: Sentence, language: Language, published: date | None, scope: Scope = ANYWHERE) -> Frame:
    """Runs all passes over one sentence. `scope`: whose names count in this article."""
    words = _folded(_cut(sentence, language, scope), language.index["time"], language, published)
    row = _folded(words, language.index["phrase"], language, published)
    frame = _framed(sentence, row.chunks)
    tags = _tags(words.chunks)
    frame.armed = (
        not (language.armed.isdisjoint(tags) and language.armed.isdisjoint(frame.tags))
        or any(group.role == "military" for i in frame.told if (group := row.chunks[i].group))
    )  # fmt: skip
    frame.fighting = not language.fighting.isdisjoint(tags)
    frame.speakers = list(_hits(language.index["speaker"], row))
    frame.events = list(_hits(language.index["event"], row))
    for aside in _asides(frame):
        frame.events += _around(aside, language.index["event"], row)
    frame.cues = [_over(hit, words.chunks, row.chunks) for hit in _hits(language.index["cue"], words)]
    return frame


def _framed(sentence: Sentence, chunks: list[Chunk]) -> Frame:
    """A sentence in these chunks, with what is asked of them again and again told once."""
    frame = Frame(sentence, chunks, _clauses(chunks), _tags(chunks))
    for i, chunk in enumerate(chunks):
        if chunk.acts:
            frame.acts += chunk.acts
        if chunk.refs or chunk.rules:
            frame.told.append(i)
            if chunk.refs:
                frame.named.append(i)
            if isinstance(chunk.moment, Moment):
                frame.times.append((i, chunk.moment))
    return frame


def seen_by(rule: Rule, sentence: Sentence, language: Language, published: date | None, scope: Scope = ANYWHERE) -> Row:
    """The chunks of a sentence as they are when this rule's turn comes: what its patterns are tried on."""
    row = _cut(sentence, language, scope)
    if rule.stage == "time":
        return _folded(row, language.index["time"], language, published, rule)
    words = _folded(row, language.index["time"], language, published)
    if rule.stage == "cue":
        return words
    return _folded(words, language.index["phrase"], language, published, rule)


def _cut(sentence: Sentence, language: Language, scope: Scope) -> Row:
    """A sentence in numbers, phrases of the lexicon, and other words."""
    return row_of(language.lexicon.chunks(sentence, language.numbers.find(sentence.tokens), scope), language.anchors)


def _folded(row: Row, index: RuleIndex, language: Language, published: date | None, until: Rule | None = None) -> Row:
    """The row when these rules have folded it, one after the other; those before `until` only."""
    alphabet = language.lexicon.alphabet
    last = len(index.rules)
    if until is not None:
        last = next((n for n, rule in enumerate(index.rules) if rule is until), last)
    people = index.people
    coming = index.among(row.fit)
    while True:
        at, patterns = next(coming, (len(index.rules), []))
        if people is not None and people <= min(at, last):
            row = _counted(row, alphabet)
            coming, people = index.among(row.fit, people - 1), None
            continue
        if at >= last:
            return row
        folded = _fold_in(index.rules[at], patterns, row, alphabet, published)
        if folded is not row:
            row, coming = folded, index.among(folded.fit, at)


def _hits(index: RuleIndex, row: Row) -> Iterator[Hit]:
    for at, patterns in index.among(row.fit):
        rule = index.rules[at]
        forbidden: list[Found] | None = None
        for pattern in patterns:
            for found in pattern.find(row.codes):
                if forbidden is None:
                    forbidden = _forbidden(rule, row)
                if not _meets(found, forbidden):
                    yield Hit(rule, found.first, found.last, found.groups)


def _asides(frame: Frame) -> Iterator[tuple[int, int]]:
    """Who is heard in the middle of a sentence, with the commas ("The shells, it said on Monday, killed…")."""
    chunks = frame.chunks
    for hit in frame.speakers:
        behind = range(hit.last, min(hit.last + _SAID_HOW, len(chunks)))
        last = next((i for i in behind if not _COMMAS.isdisjoint(chunks[i].tags)), len(chunks))
        if hit.first >= 2 and last < len(chunks) and "=," in chunks[hit.first - 1].tags and "=," in chunks[last].tags:
            yield hit.first - 1, last + 1


_COMMAS = frozenset({"=,", "stop"})
_SAID_HOW = 6
"""Chunks behind a verb of saying that may tell where, when and to whom."""


def _around(aside: tuple[int, int], index: RuleIndex, row: Row) -> Iterator[Hit]:
    """The events whose words stand on both sides of an aside."""
    first, last = aside
    kept = [*range(first), *range(last, len(row.chunks))]
    for hit in _hits(index, row_of([row.chunks[i] for i in kept], row.anchors)):
        if hit.first < first < hit.last:
            groups = {
                name: (kept[start], kept[end - 1] + 1) for name, (start, end) in hit.groups.items() if start < end
            }
            yield hit._replace(first=kept[hit.first], last=kept[hit.last - 1] + 1, groups=groups)


def _over(hit: Hit, words: Sequence[Chunk], chunks: Sequence[Chunk]) -> Hit:
    """A cue, which is read from the single words, over the phrases they became part of."""
    first = next(i for i, c in enumerate(chunks) if c.last > words[hit.first].first)
    last = next(i for i, c in enumerate(chunks) if c.last >= words[hit.last - 1].last) + 1
    return Hit(hit.rule, first, last, {})


def _forbidden(rule: Rule, row: Row) -> list[Found]:
    """Where the rule must not fire. Asked once a sentence, for it looks through the whole of it."""
    return [found for pattern in rule.unless for found in pattern.find(row.codes)] if rule.unless else []


def _meets(found: Found, others: Sequence[Found]) -> bool:
    return bool(others) and any(other.first < found.last and found.first < other.last for other in others)


def _fold_in(rule: Rule, patterns: Sequence[Pattern], row: Row, alphabet: Alphabet, published: date | None) -> Row:
    taken: list[Found] = []
    forbidden: list[Found] | None = None
    for pattern in patterns:
        for found in pattern.find(row.codes):
            if forbidden is None:
                forbidden = _forbidden(rule, row)
            if not _meets(found, taken) and not _meets(found, forbidden):
                taken.append(found)
    phrases = []
    borrows = isinstance(rule.emit, PhraseEmit) and rule.emit.borrow
    for first, last, _ in sorted(taken, key=lambda found: found.first):
        borrowed = _borrowed(row.chunks, last) if borrows else None
        phrases.append((first, last, _phrase(rule, row.chunks[first:last], alphabet, published, borrowed)))
    return row.with_chunks(phrases)


def _borrowed(chunks: Sequence[Chunk], last: int) -> Group | None:
    return next((c.group for c in chunks[last : last + 3] if c.group is not None), None)


def _phrase(
    rule: Rule, inside: list[Chunk], alphabet: Alphabet, published: date | None, borrowed: Group | None
) -> Chunk:
    emit = rule.emit
    named: list[Ref] = []
    acts: list[str] = []
    rules: list[str] = []
    heads: list[str] = []
    number = None
    for chunk in inside:
        named += chunk.refs
        acts += chunk.acts
        rules += chunk.rules
        number = number or chunk.number
        if _heads(chunk, emit):
            heads.append(chunk.word.split()[-1])
    refs = tuple(named)
    told = _tags(inside)
    tags: Tags
    group = None
    moment = None
    if isinstance(emit, TimeEmit):
        truce = ("TRUCE",) if "ceasefire" in told else ()
        tags, moment = frozenset({"TIME", *truce}), resolve(emit, inside, published)
    else:
        assert isinstance(emit, PhraseEmit)  # noqa: S101  (the loader gives phrase rules this emit)
        match emit.phrase:
            case "people":
                group = _people(emit, inside, told, borrowed)
                counted = ("COUNTED",) if group.counted else ()
                sided = ("SIDE",) if group.sides else ()
                heard = ("SPEAKER",) if not counted and any(r.kind == "holder" for r in refs) else ()
                tags = frozenset({"PEOPLE", *counted, *sided, *heard, *_kind(emit, group, told)})
            case "holder":
                tags = frozenset({"HOLDER", "SPEAKER"})
                holders = tuple(r for r in refs if r.kind == "holder")
                actors = tuple(r for r in refs if r.kind == "actor")
                if actors and any({"body", "HOLDER"} <= c.tags for c in inside):
                    holders = actors  # the health ministry of a side is that side's, hospitals are nobody's
                refs = (Ref("holder", emit.holder),) if emit.holder else (holders or refs)[:1]
            case "locative":
                tags = frozenset({"LOC"})
            case "body" | "force" if emit.enemy:
                tags = frozenset({"SIDE", "ENEMY"})
            case "person":
                tags = frozenset({"PERSON", "SPEAKER"})
            case "body" | "force" if emit.theirs and not any(r.kind == "actor" for r in refs):
                own = ("OWN",) if "whose.own" in told else ()
                state = ("STATE",) if "state" in told else ("IRREGULAR",) if "irregular" in told else ()
                local = ("LOCAL",) if "local" in told else ()
                tags = frozenset({"SIDE", "SPEAKER", "THEIRS", *own, *state, *local})
            case _:
                actors = tuple(r for r in refs if r.kind == "actor")
                refs = actors or refs
                tags = frozenset({"ACTOR", "SIDE", "SPEAKER", "actor", f"actor.{emit.phrase}"})
    return Chunk(
        tags, alphabet.code(tags), inside[0].first, inside[-1].last, inside[0].start, inside[-1].end,
        " ".join([c.word for c in inside]), refs,
        number=number,
        group=group,
        moment=moment,
        rules=tuple(dict.fromkeys([*rules, rule.id])),
        acts=tuple(dict.fromkeys(acts)),
        names=_names(emit, inside),
        heads=tuple(heads),
    )  # fmt: skip


def _tags(chunks: Iterable[Chunk]) -> Tags:
    """All tags of these chunks."""
    return frozenset().union(*[c.tags for c in chunks])


_HEADS = frozenset({"body", "office", "same", "force.noun", "people", "title", "HOLDER"})


def _heads(chunk: Chunk, emit: Emit) -> bool:
    """Whether this word stands for the whole later on ("the spokesman"); a holder's own name is no office of it."""
    if _HEADS.isdisjoint(chunk.tags):
        return False
    return not (isinstance(emit, PhraseEmit) and emit.phrase == "holder" and "HOLDER" in chunk.tags)


def _names(emit: PhraseEmit | TimeEmit, inside: Sequence[Chunk]) -> tuple[str, ...]:
    if isinstance(emit, PhraseEmit) and emit.phrase in ("body", "person"):
        return tuple(c.word for c in inside if c.tags >= NAME)
    return ()


def _kind(emit: PhraseEmit, group: Group, told: Tags) -> tuple[str, ...]:
    """What else patterns may ask of a people phrase."""
    if emit.part:
        return ("PARTS",)
    if "slaying" in told:
        return ("DEATHS",)
    if "bodies" in told:
        return ("BODIES",)
    if "wounded" in told:
        return ("HURT",)
    match group.whose:
        case "own":
            return ("SIDE", "THEIRS", "OWN")
        case "enemy":
            return ("SIDE", "ENEMY")
    return ()


def _theirs(actor: Ref, told: Tags) -> bool:
    """Whether people are of the side whose name they bear: gunmen of some nation are not its state's."""
    return actor.theatre is not None or "irregular" not in told


def _whose(inside: Sequence[Chunk], told: Tags) -> str | None:
    """Whose own or whose enemy's people they are told to be, and not by name; kin are no side's."""
    if "kin" in told:
        return None
    if "ENEMY" in told:
        return "enemy"
    return next((whose for c in inside for whose in kinds(c.tags, "whose")), None)


def _people(emit: PhraseEmit, inside: list[Chunk], told: Tags, borrowed: Group | None) -> Group:
    ages = [i for i, c in enumerate(inside[1:]) if "unit.year" in c.tags]
    number = next((c.number for i, c in enumerate(inside) if c.number is not None and i not in ages), None)
    head = next((c for c in reversed(inside) if "people" in c.tags), None)
    if emit.one:
        number = None  # of his age, or of the day
    elif number is not None and "at-least" in inside[-1].tags:
        number = number._replace(high=None)  # nine soldiers at least
    one = number is None and (
        emit.one or "one" in told or (head is not None and any(t.endswith(".single") for t in head.tags))
    )
    role = emit.role or "unknown"
    if not emit.role:
        roles = {role for c in inside for head in ("people", "role") for role in kinds(c.tags, head)}
        named = roles & {"military", "civilian"}
        role = "mixed" if len(named) == 2 else next(iter(named), "unknown")
    group = Group(
        number=number,
        one=one,
        role=role,
        sides=tuple(dict.fromkeys(r.id for c in inside for r in c.refs if r.kind == "actor" and _theirs(r, told))),
        whose=_whose(inside, told),
        more="more" in told,
        others="others" in told,
        regular="regular" in told,
        irregular="irregular" in told,
        headless=head is None and not emit.role,
        names=frozenset(c.word for c in inside if "NAME" in c.tags) if emit.one else frozenset(),
        pronoun=all(not _PRONOUNS.isdisjoint(c.tags) and "reflexive" not in c.tags for c in inside),
    )
    if borrowed is not None:
        group = group._replace(
            role=borrowed.role if group.role == "unknown" else group.role,
            sides=group.sides or borrowed.sides,
            headless=False,
        )
    return group


_PRONOUNS = frozenset({"fn.pron", "whose.own"})
"""He was killed; slitting his throat."""
_NO_COUNT_BEFORE = frozenset(
    {"WORD", "unit", "thing", "month", "weekday", "NAME", "act", "arms", "attack.noun", "injuries"}
)


def _counted(row: Row, alphabet: Alphabet) -> Row:
    """The row with its bare numbers marked that may count people."""
    bare = [i for i, c in enumerate(row.chunks) if c.number is not None and "NUMBER" in c.tags]
    return row.with_chunks([(i, i + 1, _count(row.chunks, i, alphabet)) for i in bare])


def _count(chunks: list[Chunk], i: int, alphabet: Alphabet) -> Chunk:
    """A bare number that may count people: nothing that it could count stands behind it."""
    chunk = chunks[i]
    if chunk.number is None or chunk.number.year:
        return chunk
    following = chunks[i + 1].tags if i + 1 < len(chunks) else frozenset()
    before = chunks[i - 1].tags if i else frozenset()
    if following & _NO_COUNT_BEFORE or "numbered" in before:
        return chunk
    if i >= 2 and chunks[i - 1].word == "of" and any(tag.endswith(".single") for tag in chunks[i - 2].tags):
        return chunk  # the age of "a girl of nine"
    if "=," in before and "=," in following and i >= 2 and "NAME" in chunks[i - 2].tags:
        return chunk  # an age
    return retag(chunk, alphabet, chunk.tags | {"COUNTED"}, Group(number=chunk.number, headless=True))


def _clauses(chunks: Sequence[Chunk]) -> list[int]:
    """The clause each chunk is in: parted at stops, at "but", and at a comma before "-ing", "who", "which"…

    A clause that describes somebody (", who fled in May, and killed …") ends where the sentence goes on.
    """
    numbers: list[int] = []
    now = 0
    described = False
    for i, chunk in enumerate(chunks):
        tags = chunk.tags
        if "stop" in tags or ("break" in tags and not _beside_saying(chunks, i)):
            now, described = now + 1, False
        elif "=," in tags and i + 1 < len(chunks):
            following = chunks[i + 1].tags
            if described and _goes_on(chunks[i + 1 : i + 3]):
                now, described = now + 1, False
            elif "opener" in following or any(t.endswith(".ing") for t in following):
                now, described = now + 1, "opener.relative" in following
        numbers.append(now)
    return numbers


def _beside_saying(chunks: Sequence[Chunk], i: int) -> bool:
    """Whether a word that parts clauses only stands behind a verb of saying ("the ministry said meanwhile")."""
    return i > 0 and any(t.startswith("say.") for t in chunks[i - 1].tags)


def _goes_on(behind: Sequence[Chunk]) -> bool:
    """Whether these words behind a comma are "and" with a verb of the past."""
    joined = len(behind) == 2 and "fn.conj" in behind[0].tags
    return joined and any(t.endswith(".past") for t in behind[1].tags)
