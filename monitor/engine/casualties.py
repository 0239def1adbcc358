"""Casualty claims: one for each distinct stated figure of an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.engine.breaches import LESS_SURE
from monitor.engine.folding import Draft
from monitor.engine.frames import Hit
from monitor.engine.lexicon import Chunk, Group
from monitor.engine.roles import Cast, completed
from monitor.engine.telling import Telling, acts_of, emit_of, told_of, trace_of
from monitor.model import CasualtyClaim, ViolationClaim

_MARKS = frozenset(",;.")


def casualties(telling: Telling, cast: Cast) -> Iterator[Draft]:
    """A claim for each figure that the event gives; and the breach, where harm is done despite a ceasefire."""
    hit, emit, chunks = telling.hit, telling.emit, telling.chunks
    toll = emit.scope == "cumulative"
    harmer = _harmer(telling, cast)
    fired = harmer or _fired_itself(telling, cast)
    for i in range(*hit.groups.get("victims", (hit.first, hit.last))):
        told = chunks[i].group
        if told is None or not told.counted:
            told = _again(chunks, i, cast.group)
        if (
            told is None
            or _apposed(chunks, i)
            or _among_counted(chunks, i)
            or _nobody(chunks, i)
            or _of_others(chunks, i)
        ):
            continue
        group = completed(_described(told, chunks, i), chunks, i, hit, cast.group, toll=toll)
        first, last = min(i, hit.first), max(i + 1, hit.last)
        moment = telling.moment(first, last)
        lasting = emit.harm == "displaced" and any("have.now" in c.tags for c in chunks[hit.first : hit.last])
        running = moment.running if moment else telling.carried is not None or lasting  # "75,000 people have fled"
        measure = telling.axes.get("measure")
        scope = emit.scope or ("cumulative" if measure == "cumulative" or running else "incident")
        harm = emit.harm or telling.harm
        if group.others and telling.whole is not None and telling.whole.harm != harm:
            group = group._replace(more=False)  # "killed one and wounded four others"
        number = group.number
        part = "PARTS" in chunks[i].tags
        fields = told_of(telling, cast, first, last, moment, scope, group, part=part)
        if moment is None and running and telling.carried:
            fields["when"] = telling.carried.when
        struck = _struck(telling, cast, i)
        side = _loser(telling, cast)
        if side is None and emit.of_which and telling.whole and not group.sides:
            side = telling.whole.side
            if group.role == "unknown" and telling.whole.victims in ("civilian", "military"):
                group = group._replace(role=telling.whole.victims)  # the parts of what is all of a kind
        elif side is None:
            fled = harm == "displaced" and group.role == "unknown"
            whose = group._replace(role="civilian") if fled else group  # who flees is no fighter
            side = cast.side(telling.frame, whose, telling.holder, fired, hit, struck, chunks[i].word)
            bare = group.headless and not group.sides and group.whose is None and "whose" not in hit.groups
            beside = telling.whole is not None and telling.whole.claimant == telling.holder
            if bare and beside and telling.whole and not any("bothsides" in c.tags for c in chunks):
                side = telling.whole.side or side  # "… and three others were wounded"
                group = group._replace(role=telling.whole.victims if group.role == "unknown" else group.role)
        agent = None if harmer is not None and harmer == side else harmer  # nobody is said to kill its own
        claim = CasualtyClaim(
            **fields,
            harm=harm,
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
        yield Draft(claim, trace_of(telling, i), total=toll, names=group.names, pronoun=group.pronoun)
        only = cast.opponents(claim.side)  # who did it, where nobody else could
        violator = agent or (only[0] if len(only) == 1 else None)
        accused = violator is not None and violator not in (claim.claimant, claim.side)
        if telling.axes.get("topic") == "breach" and violator and accused and claim.current:
            accuser, target = claim.claimant, claim.side
            fields = told_of(telling, cast, hit.first, hit.last, moment, "incident")
            fields["confidence"] = round(fields["confidence"] - LESS_SURE, 2)  # nobody accuses in so many words
            breach = ViolationClaim(**fields, violator=violator, accuser=accuser, target=target, acts=acts_of(telling))
            yield Draft(breach, trace_of(telling, i))


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
    return bool(before.names) != bool(here.names) or not _listed(chunks, i)


def _among_counted(chunks: Sequence[Chunk], i: int) -> bool:
    """Whether this name is one of people just counted ("two villagers, Karo Omsin, 42, and Vahe Talin, 40")."""
    here = chunks[i].group
    if here is None or not here.names:
        return False
    names, commas = 1, 0
    for chunk in reversed(chunks[max(0, i - 24) : i]):
        if chunk.word == ",":
            commas += 1
        elif chunk.group is not None and chunk.group.names:
            names += 1
        elif chunk.group is not None and chunk.group.counted and not _bare(chunk):
            told = chunk.group.number
            return commas > 0 and told is not None and names <= told.best and told.best > 1
        elif not (_bare(chunk) or "fn.conj" in chunk.tags):
            return False
    return False


def _listed(chunks: Sequence[Chunk], i: int) -> bool:
    """Whether more people stand right behind these: a list ends with "and", a description with the next word."""
    behind = chunks[i + 1 : i + 3]
    if behind and behind[0].word == ",":
        behind = behind[1:]
    return bool(behind) and ("fn.conj" in behind[0].tags or "COUNTED" in behind[0].tags)


def _nobody(chunks: Sequence[Chunk], i: int) -> bool:
    """Whether it is said that there was none ("no soldier was killed", "not a soul")."""
    before = chunks[i - 2 : i] if i >= 2 and "article" in chunks[i - 1].tags else chunks[max(0, i - 1) : i]
    return any("none" in c.tags for c in before)


def unhurt(chunks: Sequence[Chunk]) -> bool:
    """Whether it is said that nobody came to harm ("no casualties", "did not cause any injuries")."""
    return any(
        "none" in c.tags and any(not b.tags.isdisjoint(_HARM) for b in chunks[i + 1 : i + 4])
        for i, c in enumerate(chunks)
    )


_HARM = frozenset({"casualties", "injuries", "deaths", "losses"})


def _of_others(chunks: Sequence[Chunk], i: int) -> bool:
    """Whether these only tell whose the people before them are ("two men of the village guard", "of one family")."""
    here, at = chunks[i].group, i - 1 - (i >= 1 and "article" in chunks[i - 1].tags)
    if at < 1 or here is None or chunks[at].word != "of" or (here.number is not None and here.number.best != 1):
        return False
    before = chunks[at - 1].group
    return before is not None and before.counted and not before.headless


def _described(told: Group, chunks: Sequence[Chunk], i: int) -> Group:
    """A person told by name, with the office and side that the words behind the name give ("…, a Houthi fighter,")."""
    behind = chunks[i + 2].group if i + 2 < len(chunks) else None
    if not told.names or behind is None or not _apposed(chunks, i + 2):
        return told
    role = behind.role if told.role == "unknown" else told.role
    return told._replace(role=role, sides=told.sides or behind.sides, regular=told.regular or behind.regular)


def _loser(telling: Telling, cast: Cast) -> str | None:
    """Who is said to have lost them; "it lost two men" means whoever speaks."""
    return cast.actor(telling.chunks, telling.hit.groups.get("whose"), speaker=telling.holder)


def _harmer(telling: Telling, cast: Cast) -> str | None:
    """Who is said to have done the harm: the subject of its verb, else whose fire the sentence tells of before it."""
    chunks, span = telling.chunks, telling.hit.groups.get("agent") or _by_whose_fire(telling)
    if span is None:
        return _firing(telling, cast)
    before = span[0] - 1 - (span[0] > 0 and "article" in chunks[span[0] - 1].tags)
    at = chunks[before] if before >= 0 else None
    aimed_at = at is not None and at.word != "by" and not at.tags.isdisjoint(_AT_WHOM)
    targets = [hit.groups.get("target", (0, 0)) for hit in _fire(telling)]
    struck = any(first < span[1] and span[0] < last for first, last in targets)
    if aimed_at or struck:  # "Israel struck Lebanon, killing five"
        return _firing(telling, cast)
    return cast.actor(chunks, span)


def _by_whose_fire(telling: Telling) -> tuple[int, int] | None:
    """Who is named right behind the harm, with the fire that did it ("was wounded by Armenian gunfire")."""
    at = telling.hit.last
    if at >= len(telling.chunks) or telling.chunks[at].word != "by":
        return None
    agents = (hit.groups.get("agent") for hit in _fire(telling))
    return next((span for span in agents if span and at < span[0] <= at + 2), None)


def _fired_itself(telling: Telling, cast: Cast) -> str | None:
    """The speaker, where the sentence tells of fire of its own before the harm: the dead are none of its people."""
    told = [hit for hit in _fire(telling) if hit.last <= telling.hit.first]
    actors = {cast.actor(telling.chunks, hit.groups.get("agent"), speaker=telling.holder) for hit in told}
    return telling.holder if telling.holder in actors else None


_AT_WHOM = frozenset({"fn.prep", "attack", "shell", "shoot"})


def _firing(telling: Telling, cast: Cast) -> str | None:
    """Whose fire did the harm that a verb without a subject of its own tells ("An Armenian strike on … killed two")."""
    victims = telling.hit.groups.get("victims", (telling.hit.first, 0))[0]
    passive = any("be" in c.tags for c in telling.chunks[telling.hit.first : victims])
    if victims <= telling.hit.first or passive or "repelled" in telling.frame.tags:
        return None
    for hit in reversed(_fire(telling)):
        agent = hit.groups.get("agent")
        between = telling.chunks[hit.last : telling.hit.first]
        if agent and agent[1] <= victims and not any("stop" in c.tags or "SPEAKER" in c.tags for c in between):
            return cast.actor(telling.chunks, agent, speaker=telling.holder)
    return None


def _fire(telling: Telling) -> list[Hit]:
    """The fire and attacks that the sentence tells of."""
    return [hit for hit in telling.frame.events if emit_of(hit).claim == "hostility"]


def _bare(chunk: Chunk) -> bool:
    """A number that counts nobody by a noun: after a name it is an age."""
    return chunk.number is not None and "NUMBER" in chunk.tags


def _struck(telling: Telling, cast: Cast, victims: int) -> str | None:
    """Whom the fire told earlier in the sentence was aimed at ("fired on Armenian posts, killing two soldiers")."""
    for hit in _fire(telling):
        if "target" in hit.groups and hit.last <= victims and not emit_of(hit).reciprocal:
            return cast.actor(telling.chunks, hit.groups["target"])
    return None


def _victims(telling: Telling, group: Group, side: str | None) -> str:
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
