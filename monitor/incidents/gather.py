"""From an article's claims to its tellings: one for each happening it tells of.

One article may tell of two days, two places, a clash and a truce. Casualties with a place of their own make a happening
there; accusations belong to every happening they cover; what names no place belongs to the happening beside it.
Only current news counts: history, plans, threats, calls and superseded figures open and change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from monitor.incidents.days import Days, agree, days_of, together
from monitor.incidents.ledger import BYSTANDERS
from monitor.incidents.nearness import Nearness, located, nearness
from monitor.incidents.told import actors, told_of_ceasefire, told_of_happening
from monitor.model import Article, CasualtyClaim, CeasefireClaim, Claim, HostilityClaim, Place, Telling, ViolationClaim

ELSEWHERE = "elsewhere"
"""The theatre of claims for which no theatre pack speaks."""

Hostile = ViolationClaim | HostilityClaim


@dataclass(slots=True)
class Happening:
    """Claims of one article about one happening, while they are being gathered."""

    theatre: str
    claims: list[CasualtyClaim | Hostile] = field(default_factory=list)
    spans: list[Days] = field(default_factory=list)

    @property
    def days(self) -> Days:
        """The days its claims have in common (none are asked for before the first claim)."""
        return together(self.spans)

    @property
    def places(self) -> list[Place]:
        """Every place its claims name."""
        return [place for claim in self.claims for place in claim.places]


def gather(article: Article, claims: Iterable[Claim]) -> tuple[tuple[str, Telling], ...]:
    """The article's tellings, each with its theatre. The same article and claims give the same tellings always."""
    news = sorted((claim for claim in claims if is_news(claim)), key=_position)
    theatres = {claim.theatre for claim in news if claim.theatre}
    default = theatres.pop() if len(theatres) == 1 else ELSEWHERE
    hostile = [claim for claim in news if not isinstance(claim, CeasefireClaim)]
    truce = [claim for claim in news if isinstance(claim, CeasefireClaim)]
    found = [
        (happening.theatre, told_of_happening(article, happening.claims, happening.days))
        for happening in _Gathering(article, default).of(hostile)
    ]
    for theatre in sorted({claim.theatre or default for claim in truce}):
        told = told_of_ceasefire(article, [claim for claim in truce if (claim.theatre or default) == theatre])
        found.append((theatre, told))
    return tuple(found)


def is_news(claim: Claim) -> bool:
    """Whether a claim is of what happened now: current, actual or attempted, not undone by a later figure.

    "No violations were recorded" is no news of a happening; a denial is, as there is an accusation behind it. Calls for
    a ceasefire change nothing in its life: they stand in nearly every report of a war and would drown the changes.
    """
    if not claim.current or claim.axes.modality not in ("actual", "attempted"):
        return False
    if isinstance(claim, CeasefireClaim):
        return claim.status != "called-for" and claim.axes.polarity == "affirmed" and not claim.denied
    return claim.axes.polarity != "negated" and claim.axes.measure != "superseded"


def _position(claim: Claim) -> tuple[bool, bool, int, int]:
    return claim.when is None, claim.field != "title", claim.start, claim.end


class _Gathering:
    """The steps by which claims find their happening, those that say most about it first."""

    def __init__(self, article: Article, theatre: str) -> None:
        self.article = article
        self.theatre = theatre
        self.happenings: list[Happening] = []

    def of(self, claims: Sequence[CasualtyClaim | Hostile]) -> list[Happening]:
        harm = [claim for claim in claims if isinstance(claim, CasualtyClaim)]
        acts = [claim for claim in claims if not isinstance(claim, CasualtyClaim)]
        ours = [claim for claim in harm if claim.scope == "incident"]
        for claim in ours:
            if located(claim.places):
                self._place_harm(claim)
        for act in acts:
            if located(act.places):
                self._place_act(act)
        for act in acts:
            if not located(act.places):
                self._cover(act)
        for claim in ours:
            if not located(claim.places):
                self._attach(claim)
        for claim in harm:
            if claim.scope == "cumulative":
                self._run_on(claim)
        return self.happenings

    def _place_harm(self, claim: CasualtyClaim) -> None:
        near = [one for one in self._same_days(claim) if nearness(one.places, claim.places) >= Nearness.NEAR]
        fitting = [one for one in near if not _other_people(one, claim)]
        self._add(max(fitting, key=lambda one: nearness(one.places, claim.places), default=None), claim)

    def _place_act(self, act: Hostile) -> None:
        days = self._same_days(act)
        near = [one for one in days if nearness(one.places, act.places) >= Nearness.NEAR]
        if not near:
            report = [one for one in days if _one_report(one, act)]
            self._add(next(iter(report), None), act)
            return
        shares = _shared_out(act.places, near)
        for one, places in shares:
            self._add(one, replace(act, places=places))

    def _cover(self, act: Hostile) -> None:
        """Accusations without a place cover every happening of their day that they can be about."""
        homes = [one for one in self._same_days(act) if nearness(one.places, act.places) > Nearness.APART]
        if not homes:
            self._add(None, act)
            return
        if isinstance(act, HostilityClaim):
            self._add(min(homes, key=lambda one: self._gap(one, act)), act)
            return
        accused = [one for one in homes if _accuses(one, act.violator)]
        struck = [one for one in homes if not _only_victims(one, act.violator)]
        for one in accused or struck or homes:
            self._add(one, act)

    def _attach(self, claim: CasualtyClaim) -> None:
        """A figure without a place belongs to the only happening there is, or to the one told of in its paragraph, or
        to one that counts nobody yet. Where every happening has its own figures, it is of the whole front."""
        homes = [
            one
            for one in self._same_days(claim)
            if nearness(one.places, claim.places) > Nearness.APART and _involves(one, claim)
        ]
        if len(homes) > 1:
            beside = [one for one in homes if self._paragraph(claim) in {self._paragraph(c) for c in one.claims}]
            unplaced = [one for one in homes if not located(one.places)]
            homes = beside or unplaced or [one for one in homes if not _counts(one)]
        self._add(min(homes, key=lambda one: self._gap(one, claim), default=None), claim)

    def _run_on(self, claim: CasualtyClaim) -> None:
        """A running total goes with the happening that counts the same side's people, else with the first."""
        homes = [one for one in self.happenings if one.theatre == self._theatre(claim)]
        counted = [
            one
            for one in homes
            if any(isinstance(c, CasualtyClaim) and (c.side, c.harm) == (claim.side, claim.harm) for c in one.claims)
        ]
        home = next(iter(counted or homes), None)
        if home is None:
            self._add(None, claim, days_of(None, self.article.published))
        else:
            home.claims.append(claim)

    def _add(self, happening: Happening | None, claim: CasualtyClaim | Hostile, days: Days | None = None) -> None:
        if happening is None:
            happening = Happening(self._theatre(claim))
            self.happenings.append(happening)
        happening.claims.append(claim)
        happening.spans.append(days or days_of(claim.when, self.article.published))

    def _same_days(self, claim: Claim) -> list[Happening]:
        days = days_of(claim.when, self.article.published)
        return [
            one
            for one in self.happenings
            if one.theatre == self._theatre(claim) and agree(one.days, days, one_article=True)
        ]

    def _theatre(self, claim: Claim) -> str:
        return claim.theatre or self.theatre

    def _paragraph(self, claim: Claim) -> int:
        return -1 if claim.field == "title" else self.article.text.count("\n", 0, claim.start)

    def _gap(self, happening: Happening, claim: Claim) -> int:
        """Characters between the claim and the nearest claim of the happening; the title is next to everything."""
        return min(0 if "title" in (c.field, claim.field) else abs(c.start - claim.start) for c in happening.claims)


def _other_people(happening: Happening, claim: CasualtyClaim) -> bool:
    """Whether the happening already counts such people at another place of its own: then these are others."""
    return any(
        isinstance(told, CasualtyClaim)
        and (told.harm, told.side, told.victims, told.claimant)
        == (claim.harm, claim.side, claim.victims, claim.claimant)
        and located(told.places)
        and nearness(told.places, claim.places) < Nearness.SAME
        for told in happening.claims
    )


def _involves(happening: Happening, claim: CasualtyClaim) -> bool:
    """Whether anyone the figure names (whose people, by whom, who says so) has a part in a happening between two."""
    ours = actors((claim.side, claim.agent, claim.claimant))
    theirs = actors(
        actor
        for told in happening.claims
        for actor in (
            (told.side, told.agent, told.claimant)
            if isinstance(told, CasualtyClaim)
            else (told.violator, told.accuser, told.target)
            if isinstance(told, ViolationClaim)
            else (told.actor, told.target, told.claimant)
        )
    )
    return not ours or len(theirs) < 2 or bool(set(ours) & set(theirs))


def _counts(happening: Happening) -> bool:
    return any(isinstance(told, CasualtyClaim) for told in happening.claims)


def _one_report(happening: Happening, act: Hostile) -> bool:
    """Whether the act continues a list of places in one side's report of the same breaches, with nobody hurt there."""
    return isinstance(act, ViolationClaim) and all(
        isinstance(told, ViolationClaim)
        and act.violator is not None
        and (told.violator, told.accuser) == (act.violator, act.accuser)
        for told in happening.claims
    )


def _shared_out(places: Sequence[Place], homes: Sequence[Happening]) -> list[tuple[Happening, tuple[Place, ...]]]:
    """Each place given to the happening it is nearest to; those near none stay with the first."""
    shares: dict[int, list[Place]] = {at: [] for at in range(len(homes))}
    for place in places:
        best = max(range(len(homes)), key=lambda at: (nearness(homes[at].places, [place]), -at))
        shares[best].append(place)
    return [(homes[at], tuple(share)) for at, share in shares.items() if share]


def _accuses(happening: Happening, violator: str | None) -> bool:
    return any(isinstance(told, ViolationClaim) and told.violator == violator for told in happening.claims)


def _only_victims(happening: Happening, actor: str | None) -> bool:
    """Whether the happening counts victims, and all of them are that actor's own."""
    sides = {told.side for told in happening.claims if isinstance(told, CasualtyClaim)}
    return actor is not None and actor not in BYSTANDERS and sides == {actor}
