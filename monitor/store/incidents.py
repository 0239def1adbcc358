"""Incidents and their revisions: every state an incident was ever in is kept whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from monitor.errors import LeaseLost
from monitor.model import Incident, Revision
from monitor.store.rows import alone
from monitor.store.tables import incident_articles, incidents
from monitor.store.tables import revisions as stored


def correlation_lock(c: sa.Connection) -> None:
    """Lets one transaction at a time join claims to incidents; held until it ends."""
    alone(c, "correlate")


def open_since(c: sa.Connection, theatre: str | None, since: date) -> list[Incident]:
    """The incidents of a theatre (of all with None) whose last day is `since` or later, by first day.

    Retracted ones are among them: new claims may revive them.
    """
    asked = sa.select(incidents.c.incident).where(incidents.c.last_day >= since)
    if theatre is not None:
        asked = asked.where(incidents.c.theatre == theatre)
    return list(c.scalars(asked.order_by(incidents.c.first_day, incidents.c.id)))


def save(c: sa.Connection, revision: Revision) -> Revision:
    """Stores a revision: of a new incident when its id is 0, else of the stored one. Gives it back with the id.

    Raises LeaseLost, and changes nothing, unless it follows on the stored revision.
    """
    incident = revision.incident
    if incident.id == 0:
        id = c.scalars(sa.insert(incidents).values(_columns(incident)).returning(incidents.c.id)).one()
        incident = replace(incident, id=id)
        c.execute(sa.update(incidents).where(incidents.c.id == id).values(incident=incident))
    else:
        before = (incidents.c.id == incident.id, incidents.c.revision == incident.revision - 1)
        if c.execute(sa.update(incidents).where(*before).values(_columns(incident))).rowcount != 1:
            raise LeaseLost(
                f"incident {incident.id}: revision {incident.revision} does not follow on the stored one; "
                "it is dropped and the article is correlated again"
            )
        c.execute(sa.delete(incident_articles).where(incident_articles.c.incident_id == incident.id))
    saved = replace(revision, incident=incident)
    c.execute(
        sa.insert(stored).values(
            incident_id=incident.id,
            revision=incident.revision,
            article_id=revision.article_id,
            at=revision.at,
            snapshot=saved,
        )
    )
    rows = [{"article_id": id, "incident_id": incident.id} for id in sorted(_articles(incident))]
    if rows:
        c.execute(sa.insert(incident_articles), rows)
    return saved


def get(c: sa.Connection, id: int) -> Incident | None:
    """The incident as of its newest revision."""
    return c.scalar(sa.select(incidents.c.incident).where(incidents.c.id == id))


def revision(c: sa.Connection, id: int, number: int) -> Revision | None:
    """One revision of an incident, by number, from 1."""
    wanted = (stored.c.incident_id == id, stored.c.revision == number)
    return c.scalar(sa.select(stored.c.snapshot).where(*wanted))


def revisions(c: sa.Connection, id: int) -> list[Revision]:
    """All revisions of an incident, the first one first."""
    asked = sa.select(stored.c.snapshot).where(stored.c.incident_id == id)
    return list(c.scalars(asked.order_by(stored.c.revision)))


def recent(
    c: sa.Connection, *, theatre: str | None = None, since: datetime | None = None, limit: int = 50
) -> list[Incident]:
    """The incidents revised last, newest first, `since` then where given."""
    asked = sa.select(incidents.c.incident)
    if theatre is not None:
        asked = asked.where(incidents.c.theatre == theatre)
    if since is not None:
        asked = asked.where(incidents.c.revised >= since)
    return list(c.scalars(asked.order_by(incidents.c.revised.desc(), incidents.c.id.desc()).limit(limit)))


def revised_between(c: sa.Connection, start: datetime, end: datetime) -> list[Revision]:
    """Of each incident revised from `start` until before `end`, its newest revision of that span, oldest first."""
    span = (stored.c.at >= start, stored.c.at < end)
    newest = (
        sa.select(stored.c.incident_id, sa.func.max(stored.c.revision).label("number"))
        .where(*span)
        .group_by(stored.c.incident_id)
        .subquery("newest")
    )
    same = sa.and_(stored.c.incident_id == newest.c.incident_id, stored.c.revision == newest.c.number)
    asked = sa.select(stored.c.snapshot).join(newest, same).order_by(stored.c.at, stored.c.id)
    return list(c.scalars(asked))


def last_violations(c: sa.Connection, theatre: str) -> dict[str, date]:
    """By id of a ceasefire of the theatre: the last day with a violation of it on record, retracted ones aside."""
    told = (
        incidents.c.theatre == theatre,
        incidents.c.kind == "violation",
        incidents.c.ceasefire.is_not(None),
        incidents.c.state != "retracted",
    )
    day = sa.func.max(incidents.c.last_day).label("day")
    found = c.execute(sa.select(incidents.c.ceasefire, day).where(*told).group_by(incidents.c.ceasefire))
    return {row.ceasefire: row.day for row in found if row.ceasefire is not None}


def of_article(c: sa.Connection, article_id: int) -> list[Incident]:
    """The incidents whose newest revision rests on this article, among others or alone."""
    joined = sa.select(incidents.c.incident).join(incident_articles, incident_articles.c.incident_id == incidents.c.id)
    return list(c.scalars(joined.where(incident_articles.c.article_id == article_id).order_by(incidents.c.id)))


def _columns(incident: Incident) -> dict[str, object]:
    names = ("theatre", "kind", "first_day", "last_day", "state", "ceasefire", "revision", "revised")
    return {name: getattr(incident, name) for name in names} | {"incident": incident}


def _articles(incident: Incident) -> set[int]:
    told = {telling.article_id for telling in incident.tellings}
    return told | {source.article_id for source in incident.sources}
