"""Notices: what people should know of our sight. Of a kind and subject one is open at most, whoever opens it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from monitor.model import Notice, NoticeKind
from monitor.store.rows import columns, insert, noun, values
from monitor.store.tables import notices

_COLUMNS = columns(notices, Notice)


def open(c: sa.Connection, notice: Notice) -> Notice | None:
    """Opens a notice; None when one of its kind and subject is open already.

    Nothing is sent here: the watch journey puts what is owed for it into the outbox (see `unowed`).
    """
    return _put(c, notice)


def close(c: sa.Connection, kind: NoticeKind, subject: str, now: datetime, words: str = "") -> Notice | None:
    """Ends the open notice of this kind and subject, and tells so with `words` if there are any.

    The notice that was ended; None when none was open.
    """
    mine = (notices.c.kind == kind, notices.c.subject == subject, notices.c.ended.is_(None))
    ended = c.execute(sa.update(notices).where(*mine).values(ended=now).returning(*_COLUMNS)).one_or_none()
    if ended is None:
        return None
    found = noun(Notice, ended)
    if words:
        _put(c, replace(found, words=words, opened=now, ended=now, over_of=found.id))
    return found


def get(c: sa.Connection, id: int) -> Notice | None:
    """The notice of this id."""
    row = c.execute(sa.select(*_COLUMNS).where(notices.c.id == id)).one_or_none()
    return None if row is None else noun(Notice, row)


def still_open(c: sa.Connection) -> list[Notice]:
    """Those that are open, the oldest first."""
    return _all(c, notices.c.ended.is_(None))


def between(c: sa.Connection, start: datetime, end: datetime) -> list[Notice]:
    """Those that were open at any time from `start` until before `end`, the oldest first; without those that ended
    and nobody was told so (a feed's silence became part of its side's, or nobody reads the feed any more)."""
    end_told = notices.alias("end_told")
    told = sa.and_(notices.c.ended >= start, sa.exists().where(end_told.c.over_of == notices.c.id))
    return _all(c, notices.c.opened < end, sa.or_(notices.c.ended.is_(None), told), notices.c.over_of.is_(None))


def unowed(c: sa.Connection) -> list[Notice]:
    """Those for which nothing has been put into the outbox yet, ends included, the oldest first."""
    return _all(c, notices.c.owed.is_(False))


def mark_owed(c: sa.Connection, ids: Collection[int]) -> None:
    """What is owed for these is in the outbox."""
    c.execute(sa.update(notices).where(notices.c.id.in_(ids)).values(owed=True))


def _put(c: sa.Connection, notice: Notice) -> Notice | None:
    row = values(notice) | {"subject": notice.subject, "owed": False}
    stored = c.execute(insert(c, notices).values(row).on_conflict_do_nothing().returning(*_COLUMNS)).one_or_none()
    return None if stored is None else noun(Notice, stored)


def _all(c: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[Notice]:
    asked = sa.select(*_COLUMNS).where(*conditions).order_by(notices.c.since, notices.c.id)
    return [noun(Notice, row) for row in c.execute(asked)]
