"""Articles: the text of each entry as it was read, one article for each entry."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from monitor.errors import LeaseLost
from monitor.model import Article
from monitor.store.rows import columns, insert, noun, values
from monitor.store.tables import articles

_COLUMNS = columns(articles, Article)
_OF_ENTRY = sa.select(*_COLUMNS).where(articles.c.entry_id == sa.bindparam("entry"))  # asked for each page: built once


def put(c: sa.Connection, article: Article) -> Article:
    """Stores an entry's article; a new revision takes the place of the old one under its id. Due for correlation.

    Raises LeaseLost when the article of a newer revision is stored already.
    """
    row = values(article) | {"correlated": None}
    fresh = insert(c, articles).values(row)
    upsert = fresh.on_conflict_do_update(
        index_elements=["entry_id"],
        set_=row,
        where=articles.c.entry_revision <= article.entry_revision,
    ).returning(*_COLUMNS)
    stored = c.execute(upsert).one_or_none()
    if stored is None:
        raise LeaseLost(f"entry {article.entry_id}: a newer revision was read meanwhile; this one is dropped")
    return noun(Article, stored)


def get(c: sa.Connection, id: int) -> Article | None:
    """The article of this id."""
    row = c.execute(sa.select(*_COLUMNS).where(articles.c.id == id)).one_or_none()
    return None if row is None else noun(Article, row)


def of_entry(c: sa.Connection, entry_id: int) -> Article | None:
    """The article of an entry, in whatever revision it was read last."""
    row = c.execute(_OF_ENTRY, {"entry": entry_id}).one_or_none()
    return None if row is None else noun(Article, row)


def sketches_since(
    c: sa.Connection, since: datetime, *, except_entry: int | None = None
) -> list[tuple[int, str, tuple[int, ...]]]:
    """(article id, outlet, sketch) of the articles published since then, for finding copies; oldest first.

    A known copy is listed with its original's id, so that copies of copies lead to the original. `except_entry`
    leaves out an entry's own article and the copies of it, so that nothing is found to be a copy of itself.
    """
    original: sa.ColumnElement[int] = sa.func.coalesce(articles.c.copy_of, articles.c.id)
    asked = sa.select(original, articles.c.outlet, articles.c.sketch).where(articles.c.published >= since)
    if except_entry is not None:
        own = sa.select(articles.c.id).where(articles.c.entry_id == except_entry).scalar_subquery()
        asked = asked.where(articles.c.entry_id != except_entry, original != sa.func.coalesce(own, 0))
    found = c.execute(asked.order_by(articles.c.published, articles.c.id))
    return [(id, outlet, sketch) for id, outlet, sketch in found if sketch]


def set_copy(c: sa.Connection, id: int, copy_of: int | None) -> None:
    """Says that an article repeats the wire text of another, or of none."""
    c.execute(sa.update(articles).where(articles.c.id == id).values(copy_of=copy_of))


def next_uncorrelated(c: sa.Connection) -> Article | None:
    """The article published first of those whose claims wait to be joined to incidents; None when there is none.

    It is kept from other programs until the transaction ends: correlate it and `mark_correlated` in the same one.
    """
    waiting = (
        sa.select(*_COLUMNS)
        .where(articles.c.correlated.is_(None))
        .order_by(articles.c.published, articles.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = c.execute(waiting).one_or_none()
    return None if row is None else noun(Article, row)


def mark_correlated(c: sa.Connection, id: int, now: datetime, *, note: str | None = None) -> None:
    """Says that the article's claims were joined to incidents; or, with a note, why they were not."""
    noted = {} if note is None else {"note": note}
    c.execute(sa.update(articles).where(articles.c.id == id).values(correlated=now, **noted))


def since(c: sa.Connection, since: datetime, until: datetime) -> list[Article]:
    """The articles fetched from `since` until before `until`, in that order."""
    asked = sa.select(*_COLUMNS).where(articles.c.fetched >= since, articles.c.fetched < until)
    return [noun(Article, row) for row in c.execute(asked.order_by(articles.c.fetched, articles.c.id))]


def count(c: sa.Connection, since: datetime, until: datetime) -> int:
    """How many articles were fetched from `since` until before `until`."""
    span = (articles.c.fetched >= since, articles.c.fetched < until)
    return c.scalars(sa.select(sa.func.count()).select_from(articles).where(*span)).one()


def forget_texts(c: sa.Connection, before: datetime) -> int:
    """Empties the texts of the articles fetched before then; how many. The quotes in claims and incidents stay."""
    old = (articles.c.fetched < before, articles.c.text != "", articles.c.correlated.is_not(None))
    return c.execute(sa.update(articles).where(*old).values(text="", sketch=())).rowcount
