"""One telling built from claims: accusations, figures, who is in it, where and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.incidents.days import Days, days_of
from monitor.incidents.ledger import BYSTANDERS
from monitor.incidents.nearness import WIDE
from monitor.model import (
    Accusation,
    Act,
    Article,
    Attack,
    CasualtyClaim,
    CeasefireClaim,
    CeasefireStatus,
    Claim,
    Figure,
    HostilityClaim,
    Place,
    Telling,
    ViolationClaim,
)

LIFE: tuple[CeasefireStatus, ...] = (
    "holding",
    "announced",
    "agreed",
    "in-force",
    "extended",
    "rejected",
    "suspended",
    "ended",
)
"""The statuses of a ceasefire in the order of its life: of several told at one time, the later one counts."""


def said(article: Article) -> datetime:
    """When the article's word was given: its publication, or for an edited one the time we read the edit."""
    return article.published if article.entry_revision <= 1 else max(article.published, article.fetched)


def told_of_happening(
    article: Article, claims: Sequence[CasualtyClaim | ViolationClaim | HostilityClaim], days: Days
) -> Telling:
    """The telling of hostile acts and their victims."""
    breaches = [claim for claim in claims if isinstance(claim, ViolationClaim)]
    fire = [claim for claim in claims if isinstance(claim, HostilityClaim)]
    harm = [claim for claim in claims if isinstance(claim, CasualtyClaim)]
    hostile: list[ViolationClaim | HostilityClaim] = [*breaches, *fire]
    held = next((breach for breach in breaches if breach.ceasefire is not None), None)
    return replace(
        _telling(article, claims, days),
        kind="violation" if breaches else "clash",
        acts=stated_acts(act for claim in hostile for act in claim.acts),
        actors=actors(
            name
            for names in (
                *((breach.violator, breach.accuser, breach.target) for breach in breaches),
                *((claim.actor, claim.target, claim.claimant) for claim in fire),
                *((claim.side, claim.agent, claim.claimant) for claim in harm),
            )
            for name in names
        ),
        attacks=tuple(dict.fromkeys(_attack(article, claim) for claim in fire)),
        deniers=actors(
            claim.violator if isinstance(claim, ViolationClaim) else claim.actor for claim in hostile if _denies(claim)
        ),
        ceasefire=held.ceasefire if held else None,
        ceasefire_day=held.ceasefire_day if held else None,
        accusations=_accusations(article, breaches),
        figures=tuple(dict.fromkeys(_figure(article, claim) for claim in harm)),
    )


def told_of_ceasefire(article: Article, claims: Sequence[CeasefireClaim]) -> Telling:
    """The telling of a ceasefire's life: where it stands after the newest change that the article reports."""

    def newest(claim: CeasefireClaim) -> tuple[object, ...]:
        days = days_of(claim.when, article.published)
        return claim.status != "holding", days.last, LIFE.index(claim.status)

    stands = max(claims, key=newest)
    return replace(
        _telling(article, claims, days_of(stands.when, article.published)),
        kind="ceasefire",
        actors=actors(party for claim in claims for party in claim.parties),
        ceasefire_status=stands.status,
        evidence=stands.evidence,
        mediator=stands.mediator or next((claim.mediator for claim in claims if claim.mediator), None),
    )


def _telling(article: Article, claims: Sequence[Claim], days: Days) -> Telling:
    places = tuple({place.id: place for claim in claims for place in claim.places}.values())
    return Telling(
        article_id=article.id,
        outlet=article.outlet,
        title=article.title,
        url=article.url,
        published=article.published,
        speaks_for=article.speaks_for,
        copy_of=article.copy_of,
        kind="clash",
        first_day=days.first,
        last_day=days.last,
        day_stated=days.stated,
        places=fine(places),
    )


def fine(places: Sequence[Place]) -> tuple[Place, ...]:
    """The places that say where; whole regions only where there is nothing finer."""
    return tuple(place for place in places if place.precision not in WIDE) or tuple(places)


def _denies(claim: ViolationClaim | HostilityClaim) -> bool:
    return claim.denied or claim.axes.polarity == "denied" or claim.axes.voice == "denied"


def _accusations(article: Article, breaches: Iterable[ViolationClaim]) -> tuple[Accusation, ...]:
    """One for each accuser and accused, and one for each denial; a claim may be both."""
    found: dict[tuple[str | None, str | None, bool], Accusation] = {}
    for breach in breaches:
        for denied in (False, True):
            if not (_denies(breach) if denied else not breach.denied):
                continue
            accuser = breach.accuser if denied else _accuser(article, breach)
            key = (breach.violator, accuser, denied)
            before = found.get(key)
            found[key] = Accusation(
                violator=breach.violator,
                accuser=accuser,
                acts=stated_acts((*(before.acts if before else ()), *breach.acts)),
                count=_more(before.count if before else None, breach.count),
                inferred=breach.inferred and (before is None or before.inferred),
                ceasefire=breach.ceasefire or (before.ceasefire if before else None),
                denied=denied,
                article_id=article.id,
                outlet=article.outlet,
                said=said(article),
                evidence=before.evidence if before and not before.inferred else breach.evidence,
                url=article.url,
                target=(before.target if before else None) or breach.target,
            )
    return tuple(found.values())


def _more(a: int | None, b: int | None) -> int | None:
    return max((count for count in (a, b) if count is not None), default=None)


def _accuser(article: Article, breach: ViolationClaim) -> str | None:
    """Who accuses. An outlet of one side speaks for it; who admits a breach is its own accuser."""
    if breach.accuser is not None or breach.inferred:
        return breach.accuser
    if breach.axes.voice == "admitted":
        return breach.violator
    return article.speaks_for if article.speaks_for != breach.violator else None


def _attack(article: Article, claim: HostilityClaim) -> Attack:
    return Attack(
        attacker=next(iter(actors((claim.actor,))), None),
        target=claim.target,
        acts=stated_acts(claim.acts),
        claimant=claim.claimant or (article.speaks_for if article.speaks_for != claim.actor else None),
        denied=claim.denied,
        evidence=claim.evidence,
    )


def _figure(article: Article, claim: CasualtyClaim) -> Figure:
    claimant = claim.claimant or article.speaks_for
    return Figure(
        harm=claim.harm,
        side=claim.side,
        victims=claim.victims,
        claimant=claimant,
        low=claim.low,
        high=claim.high,
        approx=claim.approx,
        article_id=article.id,
        outlet=article.outlet,
        said=said(article),
        evidence=claim.evidence,
        url=article.url,
        denied=claim.denied or claim.axes.polarity == "denied",
        admitted=claim.axes.voice == "admitted",
        scope=claim.scope,
        measure=claim.axes.measure,
        agent=claim.agent,
    )


def stated_acts(acts: Iterable[Act]) -> tuple[Act, ...]:
    """Each act once; "unspecified" only where nothing else was said."""
    every = tuple(dict.fromkeys(acts))
    return tuple(act for act in every if act != "unspecified") or every


def actors(names: Iterable[str | None]) -> tuple[str, ...]:
    """The parties among the names, each once: claimants that are no party, such as monitors, are none."""
    return tuple(dict.fromkeys(name for name in names if name and name not in BYSTANDERS))
