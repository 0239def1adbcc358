"""Marks: when a recurring job last did its work, so that a restart neither repeats nor skips it."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from monitor.store.rows import insert
from monitor.store.tables import marks


def get(c: sa.Connection, name: str) -> datetime | None:
    """When the mark was set; None when it never was."""
    return c.scalar(sa.select(marks.c.at).where(marks.c.name == name))


def set(c: sa.Connection, name: str, at: datetime) -> None:
    """Sets the mark."""
    c.execute(insert(c, marks).values(name=name, at=at).on_conflict_do_update(index_elements=["name"], set_={"at": at}))


def due(c: sa.Connection, name: str, every: timedelta, now: datetime) -> bool:
    """Whether it is time again; if so, the mark is set to now."""
    last = get(c, name)
    if last is not None and last <= now < last + every:
        return False
    set(c, name, now)
    return True
