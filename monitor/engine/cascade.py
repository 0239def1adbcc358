"""The engine: an article in, a Reading out. Gate, sentences, passes, context, claims, and the article's own toll."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.engine.breaches import CeasefireOn
from monitor.engine.casualties import unhurt
from monitor.engine.claims import read_claims
from monitor.engine.folding import Draft, Use
from monitor.engine.frames import Frame, build
from monitor.engine.lexicon import Ref, Scope
from monitor.engine.load import Packs
from monitor.engine.phrasescan import PhraseScan
from monitor.engine.text import bare, fold, sentences
from monitor.engine.theatres import Theatre
from monitor.engine.toll import article_toll
from monitor.model import CasualtyClaim, CeasefireClaim, Claim, Flags, HostilityClaim, Reading, Step, ViolationClaim


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was seen in an article: what `check` and `explain` look at."""

    frames: tuple[Frame, ...]
    drafts: tuple[Draft, ...]
    theatres: tuple[Theatre, ...]
    scope: Scope
    """Whose names counted."""

    def fired(self) -> set[str]:
        """Ids of every rule that matched anywhere."""
        return {rule for frame in self.frames for rule in frame.fired()}


class Engine:
    """Reads articles by the rules of its packs. Holds no state between articles; safe to share between threads.

    `ceasefire_on` is the register's question (which ceasefire is in force between these parties on a day); without
    it fire is never read as a breach.
    """

    def __init__(self, packs: Packs, *, ceasefire_on: CeasefireOn | None = None) -> None:
        self.packs = packs
        self._ceasefire_on = ceasefire_on
        self._gates = {code: PhraseScan(language.triggers) for code, language in packs.languages.items()}
        self._names = {code: PhraseScan(language.officials) for code, language in packs.languages.items()}
        self._cues = PhraseScan(cue for theatre in packs.theatres.values() for cue in theatre.cues)

    def relevant(self, text: str, *, lang: str | None = None) -> bool:
        """Whether the text holds any word that could begin a claim. Costs next to nothing; reads the whole text."""
        gate = self._gates.get(lang or "en")
        return gate is not None and any(gate(bare(fold(text))))

    def read(self, text: str, *, title: str = "", published: date | None = None, lang: str | None = None) -> Reading:
        """The claims of one article, with their traces. An unknown language gives an empty reading in that language."""
        language = self.packs.languages.get(lang or "en")
        if language is None:
            return Reading(lang or "en", published)
        if not self.relevant(f"{title}\n{text}", lang=language.code):
            return Reading(language.code, published)
        seen = self.analyse(text, title=title, published=published, lang=language.code)
        claims = []
        traces = []
        steps: dict[Use, Step] = {}
        for draft in seen.drafts:
            claim = draft.claim
            source = title if claim.field == "title" else text
            rules = tuple(dict.fromkeys([use.rule for use in draft.trace]))
            claims.append(replace(claim, evidence=source[claim.start : claim.end], rules=rules))
            for use in draft.trace:
                if use not in steps:
                    says = language.by_id[use.rule].says
                    steps[use] = Step(use.stage, use.rule, says, use.field, use.start, use.end)
            traces.append(tuple([steps[use] for use in draft.trace]))
        return Reading(
            lang=language.code,
            published=published,
            theatres=tuple(t.id for t in seen.theatres),
            flags=_flags(claims),
            claims=tuple(claims),
            toll=article_toll(
                [c for c in claims if isinstance(c, CasualtyClaim)],
                fresh=any(isinstance(c, (HostilityClaim, ViolationClaim)) and c.current for c in claims)
                or any(unhurt(frame.chunks) for frame in seen.frames),
            ),
            traces=tuple(traces),
        )

    def analyse(self, text: str, *, title: str = "", published: date | None = None, lang: str = "en") -> Analysis:
        """Everything the passes saw, whether or not it became a claim. Raises KeyError for an unknown language."""
        language = self.packs.languages[lang]
        if published is not None and published.year < _EARLIEST:
            published = None
        found = [
            *sentences(title, "title", language.abbreviations),
            *sentences(text, "text", language.abbreviations),
        ]
        folded = bare(fold(f"{title}\n{text}"))
        named = Counter(ref for sentence in found for ref in language.lexicon.names(sentence))
        theatres = _theatres(self.packs, named, frozenset(self._cues(folded)))
        scope = Scope(
            main=theatres[0].id if theatres else None,
            theatres=frozenset(t.id for t in theatres),
            surnames=frozenset(language.officials[name] for name in self._names[lang](folded)),
            day=published,
        )
        frames = [build(sentence, language, published, scope) for sentence in found]
        drafts = read_claims(self.packs, theatres, frames, published, self._ceasefire_on)
        return Analysis(tuple(frames), tuple(drafts), theatres, scope)


_EARLIEST = 1900
"""No news is older; feeds write 0001-01-01 where they know no date."""


def _theatres(packs: Packs, named: Mapping[Ref, int], cues: frozenset[str]) -> tuple[Theatre, ...]:
    """The theatres an article is of, most named first.

    It is of a theatre when it holds a cue of the pack, names two of its sides, one of its actors and a place, or two
    of its places; a single place is enough where no actor of any theatre is named.
    """
    counts: dict[str, int] = {}
    actors: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    for ref, times in named.items():
        if ref.theatre is not None and ref.kind != "ceasefire":  # many wars had an agreement of that name
            counts[ref.theatre] = counts.get(ref.theatre, 0) + times
            (actors if ref.kind == "actor" else places).setdefault(ref.theatre, set()).add(ref.id)
    found: list[Theatre] = []
    hinted: list[Theatre] = []
    for theatre in packs.theatres.values():
        cued = not cues.isdisjoint(theatre.cues)
        if not cued and theatre.id not in counts:
            continue
        parties = actors.get(theatre.id, set())
        sides = sum(not parties.isdisjoint(side) for side in theatre.sides)
        # a capital is an actor and a place at once: as a place it proves nothing more
        there = places.get(theatre.id, set()) - theatre.capitals
        if sides >= 2 or len(there) + bool(parties) >= 2 or cued:
            found.append(theatre)
        elif there and not any(actors.values()):
            hinted.append(theatre)
    return tuple(sorted(found or hinted[:1], key=lambda t: -counts.get(t.id, 0)))


def _flags(claims: Sequence[Claim]) -> Flags:
    """What kind of news the article is, by its current claims that somebody stands by."""
    news = [c for c in claims if c.current and not c.denied]
    return Flags(
        violation=any(isinstance(c, ViolationClaim) and not c.inferred for c in news),
        apparent_violation=any(isinstance(c, ViolationClaim) and c.inferred for c in news),
        casualties=any(isinstance(c, CasualtyClaim) for c in news),
        hostilities=any(isinstance(c, HostilityClaim) for c in news),
        ceasefire=any(isinstance(c, CeasefireClaim) for c in news),
    )
