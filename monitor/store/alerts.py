"""Alerts: the revisions of incidents that were worth telling."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from monitor.model import Alert
from monitor.store.rows import columns, insert, noun, values
from monitor.store.tables import alerts

_COLUMNS = columns(alerts, Alert)


def put(c: sa.Connection, alert: Alert) -> Alert:
    """Stores an alert unless its incident's revision has one already; the stored one either way."""
    c.execute(insert(c, alerts).values(values(alert)).on_conflict_do_nothing())
    same = (alerts.c.incident_id == alert.incident_id, alerts.c.revision == alert.revision)
    return noun(Alert, c.execute(sa.select(*_COLUMNS).where(*same)).one())


def get(c: sa.Connection, id: int) -> Alert | None:
    """The alert of this id."""
    row = c.execute(sa.select(*_COLUMNS).where(alerts.c.id == id)).one_or_none()
    return None if row is None else noun(Alert, row)


def between(c: sa.Connection, start: datetime, end: datetime) -> list[Alert]:
    """The alerts created from `start` until before `end`, in that order."""
    asked = sa.select(*_COLUMNS).where(alerts.c.created >= start, alerts.c.created < end)
    return [noun(Alert, row) for row in c.execute(asked.order_by(alerts.c.created, alerts.c.id))]
