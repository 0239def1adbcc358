"""Verdicts: what analysts say of alerts."""

from __future__ import annotations

import sqlalchemy as sa

from monitor.model import Verdict
from monitor.store.rows import columns, insert, noun, values
from monitor.store.tables import verdicts

_COLUMNS = columns(verdicts, Verdict)


def put(c: sa.Connection, verdict: Verdict) -> None:
    """Stores a verdict. The same word of the same person on the same alert counts once, with its newest note."""
    new = insert(c, verdicts).values(values(verdict))
    c.execute(
        new.on_conflict_do_update(
            index_elements=["alert_id", "by", "word"], set_={"at": verdict.at, "note": verdict.note}
        )
    )


def of_alert(c: sa.Connection, alert_id: int) -> list[Verdict]:
    """The verdicts on an alert, the oldest first."""
    asked = sa.select(*_COLUMNS).where(verdicts.c.alert_id == alert_id).order_by(verdicts.c.at, verdicts.c.id)
    return [noun(Verdict, row) for row in c.execute(asked)]
