"""Whatever runs each tick finds its rows by an index: a monitor that has read for years is as quick as a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from monitor.store import articles, claims, deliveries, entries, feeds, incidents, marks, notices, schema, volumes
from monitor.store.address import address
from monitor.store.engines import engine
from tests.unit.store.made import DAY, LEASE, NOON, delivery, item, stored_alert, stored_article


def tick(c: sa.Connection) -> None:
    """What the jobs ask in the course of a minute, on a database where each question finds something."""
    feeds.lease_due(c, NOON, lease=LEASE, limit=10)
    feeds.next_due(c)
    (polled,) = feeds.lease_due(c, NOON + DAY, lease=LEASE, limit=10)
    feeds.record(c, polled)
    entries.store(c, polled.id, [item(1, summary="Corrected."), item(2), item(3, url="https://wire.example/2")], NOON)
    leased = entries.lease_unread(c, NOON + DAY, lease=LEASE, limit=10)
    entries.record_read(c, leased[0], state="read")
    entries.next_due(c)
    entries.counts(c, NOON, NOON + DAY)
    articles.of_entry(c, leased[0].id)
    articles.sketches_since(c, NOON, except_entry=leased[0].id)
    articles.since(c, NOON, NOON + DAY)
    articles.count(c, NOON, NOON + DAY)
    found = articles.next_uncorrelated(c)
    assert found is not None
    claims.of_article(c, found.id)
    claims.count(c, NOON, NOON + DAY)
    incidents.of_article(c, found.id)
    incidents.open_since(c, "two-rivers", NOON.date())
    incidents.recent(c)
    incidents.last_violations(c, "two-rivers")
    entries.unread(c)
    incidents.revised_between(c, NOON, NOON + DAY)
    articles.mark_correlated(c, found.id, NOON)
    deliveries.destinations_due(c, NOON)
    deliveries.last_told(c, 1)
    deliveries.oldest_waiting(c, NOON)
    deliveries.lease_due(c, NOON, lease=LEASE, limit=10, destination=("email", "nobody"))
    (sending,) = deliveries.lease_due(c, NOON, lease=LEASE, limit=10)
    deliveries.first_receipt(c, 1, "slack", "C1")
    deliveries.sent(c, sending, "C1:1", NOON)
    deliveries.next_due(c)
    deliveries.held(c)
    deliveries.backlog(c)
    deliveries.failed_since(c, NOON)
    volumes.count(c, polled, 1, NOON, hour=1, in_sight=True)
    volumes.of_feeds(c, [1])
    volumes.gaps_of(c, [1])
    volumes.last_new(c, [1])
    notices.unowed(c)
    notices.still_open(c)
    notices.close(c, "feed-quiet", "feed/1", NOON)
    notices.get(c, 1)
    deliveries.receipt_of_notice(c, 1, "slack", "C1")
    marks.get(c, "digest")
    marks.set(c, "digest", NOON)


@pytest.fixture
def plan_of(tmp_path: Path) -> Callable[[Callable[[sa.Connection], None]], list[str]]:
    """Runs something on SQLite and tells how the rows of each statement were found: "SCAN feeds", "SEARCH feeds …"."""
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    schema.upgrade(url)
    writer = engine(address(url), writes=True)

    def plan(work: Callable[[sa.Connection], None]) -> list[str]:
        asked: list[tuple[str, Any]] = []
        with writer.begin() as c:
            deliveries.owe(c, delivery(stored_alert(c, stored_article(c).id)))

            def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
                asked.append((statement, parameters))

            sa.event.listen(c, "before_cursor_execute", note)
            work(c)
            sa.event.remove(c, "before_cursor_execute", note)
            steps = []
            for statement, parameters in asked:
                one = parameters[0] if isinstance(parameters, list) else parameters
                rows = c.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", one).all()
                steps += [f"{row.detail}: {statement}" for row in rows]
            return steps

    return plan


def test_no_question_of_a_tick_reads_a_whole_table(
    plan_of: Callable[[Callable[[sa.Connection], None]], list[str]],
) -> None:
    steps = plan_of(tick)
    assert any(step.startswith("SEARCH") for step in steps)
    # A walk along an index in the order asked for, with a LIMIT or a count, is not a walk through a table. A
    # materialised subquery ("newest") holds only what an index gave.
    scans = [step for step in steps if step.startswith("SCAN") and "USING" not in step.split(":")[0]]
    assert [step for step in scans if not step.startswith(("SCAN newest", "SCAN CONSTANT ROW"))] == []
