"""Correlate: an article's claims -> incidents opened or revised -> who is told -> the outbox. One transaction each."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from monitor.alerts import policy
from monitor.alerts.policy import Decision
from monitor.errors import LeaseLost, MonitorError
from monitor.incidents.correlate import correlate as join
from monitor.incidents.gather import ELSEWHERE
from monitor.jobs.world import World
from monitor.model import Article, Claim, Incident, Revision
from monitor.store import alerts, articles, claims, deliveries, incidents

LOOKED_BACK = timedelta(days=12)
"""How long before the first day an article speaks of an incident may have ended and still be joined by it."""


@dataclass(frozen=True, slots=True)
class CorrelateReport:
    """What came of one pass."""

    articles: int = 0
    opened: int = 0
    revised: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class _Joined:
    """One article done: its revisions with what was decided about each, or why it was set aside."""

    article: Article
    told: tuple[tuple[Revision, Decision], ...] = ()
    stumble: Exception | None = None


async def correlate(world: World) -> CorrelateReport:
    """Joins the claims of every waiting article, the one published first first. Asking again changes nothing."""
    report = CorrelateReport()
    while not world.stopping.is_set():
        joined = await world.database.run(partial(_next, world))
        if joined is None:
            break
        report = _counted(world, report, joined)
    if report.opened or report.revised:
        world.journal.info("articles correlated", articles=report.articles, opened=report.opened,
                           revised=report.revised, alerts=report.alerts)  # fmt: skip
    return report


def _next(world: World, c: sa.Connection) -> _Joined | None:
    incidents.correlation_lock(c)
    article = articles.next_uncorrelated(c)
    if article is None:
        return None
    now = world.clock()
    try:
        with c.begin_nested():
            joined = _Joined(article, _join(world, c, article, now))
    except (MonitorError, sa.exc.SQLAlchemyError):
        raise  # the database's trouble, not the article's: all is rolled back and done again
    except Exception as error:  # noqa: BLE001
        # One article must not stop those behind it. It is set aside, and taken up again when it is edited.
        articles.mark_correlated(c, article.id, now, note=f"its claims were not joined: {type(error).__name__}")
        return _Joined(article, stumble=error)
    articles.mark_correlated(c, article.id, now)
    return joined


def _join(world: World, c: sa.Connection, article: Article, now: datetime) -> tuple[tuple[Revision, Decision], ...]:
    said = claims.of_article(c, article.id)
    candidates = _candidates(c, article, said)
    if not said and not candidates:
        return ()
    last = {id: day for theatre in _theatres(said) for id, day in incidents.last_violations(c, theatre).items()}
    revisions = join(
        article, said, candidates, world.register, now=now, last_violation=last,
        quiet_days=world.settings.alerts.quiet_days, names=world.labels,
    )  # fmt: skip
    told = []
    for revision in revisions:
        saved = incidents.save(c, revision)
        told.append((saved, _decide(world, c, saved, now)))
    return tuple(told)


def _candidates(c: sa.Connection, article: Article, said: tuple[Claim, ...]) -> list[Incident]:
    """The incidents that the claims may belong to, and those that rest on an earlier version of the article."""
    found = {incident.id: incident for incident in incidents.of_article(c, article.id)}
    for theatre in _theatres(said):
        days = [claim.when.start for claim in said if claim.when and claim.current]
        first = min([article.published.date(), *days])
        found |= {incident.id: incident for incident in incidents.open_since(c, theatre, first - LOOKED_BACK)}
    return list(found.values())


def _theatres(said: tuple[Claim, ...]) -> set[str]:
    return {claim.theatre or ELSEWHERE for claim in said}


def _decide(world: World, c: sa.Connection, revision: Revision, now: datetime) -> Decision:
    """Asks the policy, and puts what it decides into the outbox."""
    last_told = deliveries.last_told(c, revision.incident.id)
    decision = policy.decide(revision, world.policy, now=now, last_told=last_told)
    if decision.alert is None:
        return decision
    alert = alerts.put(c, decision.alert)
    for delivery in decision.deliveries:
        deliveries.owe(c, replace(delivery, alert_id=alert.id))
    for delivery in policy.woken(deliveries.held(c), decision.deliveries):
        with suppress(LeaseLost):  # its time had come by itself
            deliveries.release(c, delivery, delivery.due, delivery.reason)
    return decision


def _counted(world: World, report: CorrelateReport, joined: _Joined) -> CorrelateReport:
    """Tells the journal and the metrics, and counts."""
    if joined.stumble is not None:
        world.metrics.failures.labels("correlate").inc()
        world.journal.error("article set aside", article=joined.article.id, url=joined.article.url,
                            exc_info=joined.stumble)  # fmt: skip
    for revision, decision in joined.told:
        incident = revision.incident
        phrase = "incident opened" if incident.revision == 1 else "incident revised"
        world.metrics.revisions.labels("opened" if incident.revision == 1 else "revised").inc()
        if decision.alert is not None:
            world.metrics.alerts.labels(decision.alert.severity).inc()
        if decision.deliveries:
            world.bells.deliver.set()
        world.journal.info(
            phrase, incident=incident.id, revision=incident.revision, state=incident.state,
            headline=incident.headline, decided=decision.reason,
        )  # fmt: skip
    opened = sum(revision.incident.revision == 1 for revision, _ in joined.told)
    return CorrelateReport(
        articles=report.articles + 1,
        opened=report.opened + opened,
        revised=report.revised + len(joined.told) - opened,
        alerts=report.alerts + sum(decision.alert is not None for _, decision in joined.told),
    )
