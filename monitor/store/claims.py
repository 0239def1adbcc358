"""Claims: what the engine read in each article, with the proof and the trace of rules."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from monitor.model import Claim, Reading
from monitor.store.tables import articles, claims, readings


def replace(c: sa.Connection, article_id: int, reading: Reading) -> None:
    """Stores a reading of an article in the place of the one before."""
    c.execute(sa.delete(claims).where(claims.c.article_id == article_id))
    c.execute(sa.delete(readings).where(readings.c.article_id == article_id))
    whole = {
        "article_id": article_id,
        "lang": reading.lang,
        "published": reading.published,
        "theatres": reading.theatres,
        "flags": reading.flags,
        "toll": reading.toll,
    }
    c.execute(sa.insert(readings).values(whole))
    rows = [
        {
            "article_id": article_id,
            "number": number,
            "kind": claim.kind,
            "theatre": claim.theatre,
            "current": claim.current,
            "claim": claim,
            "trace": reading.traces[number] if number < len(reading.traces) else (),
        }
        for number, claim in enumerate(reading.claims)
    ]
    if rows:
        c.execute(sa.insert(claims), rows)


def of_article(c: sa.Connection, article_id: int) -> tuple[Claim, ...]:
    """The article's claims in the order they were read; none when it was not read."""
    mine = sa.select(claims.c.claim).where(claims.c.article_id == article_id).order_by(claims.c.number)
    return tuple(c.scalars(mine))


def reading(c: sa.Connection, article_id: int) -> Reading | None:
    """The whole reading of an article, traces included; None when it was not read."""
    whole = c.execute(sa.select(*readings.c).where(readings.c.article_id == article_id)).one_or_none()
    if whole is None:
        return None
    mine = sa.select(claims.c.claim, claims.c.trace).where(claims.c.article_id == article_id)
    rows = c.execute(mine.order_by(claims.c.number)).all()
    return Reading(
        lang=whole.lang,
        published=whole.published,
        theatres=whole.theatres,
        flags=whole.flags,
        claims=tuple(row.claim for row in rows),
        toll=whole.toll,
        traces=tuple(row.trace for row in rows),
    )


def count(c: sa.Connection, since: datetime, until: datetime) -> int:
    """How many claims stand in the articles fetched from `since` until before `until`."""
    span = (articles.c.fetched >= since, articles.c.fetched < until)
    joined = claims.join(articles, articles.c.id == claims.c.article_id)
    return c.scalars(sa.select(sa.func.count()).select_from(joined).where(*span)).one()
