"""A database that the first version filled is brought up to date with every row, reference and rule in place."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from alembic import command
from monitor.errors import StoreError
from monitor.store import schema
from monitor.store.address import address
from monitor.store.database import Database
from monitor.store.engines import engine
from monitor.store.tables import metadata
from tests.unit.store.test_schema import empty_url as empty_url

NOON = "2026-03-01 12:00:00"
ROWS = {
    "feeds": f"""(1, 'https://wire.example/rss', 'Harbour Wire', 'en', 'upland', '["two-rivers"]', 300, TRUE,
        'settings', 'tag', NULL, '{NOON}', 3, '{NOON}', '{NOON}', '{NOON}', 0, 'ok', 'read')""",
    "entries": f"(1, 1, 'g', 'u', 't', '', '', NULL, NULL, '{NOON}', 'h', 1, 0, 0, 'read', '{NOON}', '')",
    "articles": f"""(1, 1, 1, 1, 'u', 't', 'Two were hurt.', 'en', '{NOON}', TRUE, '{NOON}', 'Harbour Wire', NULL,
        'page', '', 'h', '[]', NULL, NULL)""",
    "incidents": f"(1, 'two-rivers', 'clash', '2026-03-01', '2026-03-01', 'reported', NULL, 1, '{NOON}', '{{}}')",
    "revisions": f"(1, 1, 1, 1, '{NOON}', '{{}}')",
    "alerts": f"(1, 1, 1, 'notable', 'new', '{NOON}')",
    "deliveries": f"""(1, 1, NULL, 1, 'slack', 'C1', 'k1', 'sent', 'new', '{NOON}', 1, 1, 'C1:7', '{NOON}', '{NOON}'),
        (2, NULL, '2026-03-01', NULL, 'email', 'desk', 'k2', 'due', '', '{NOON}', 0, 0, '', '{NOON}', NULL)""",
}


@pytest.fixture
def filled_url(empty_url: str) -> str:
    """The URL of a database as the first version left it."""
    writer = engine(address(empty_url), writes=True)
    with writer.begin() as c:
        config = schema._config()
        config.attributes["connection"] = c
        command.upgrade(config, "0001")
        for table, rows in ROWS.items():
            c.execute(sa.text(f"INSERT INTO {table} VALUES {rows}".replace(":", "\\:")))
    writer.dispose()
    return empty_url


def test_every_delivery_is_still_there_and_every_rule_holds(filled_url: str) -> None:
    assert schema.upgrade(filled_url)
    with Database.open(filled_url) as database:
        with database.read() as c:
            told = c.execute(sa.text("SELECT id, alert_id, digest_key, notice_id, receipt FROM deliveries ORDER BY id"))
            assert [tuple(row) for row in told] == [(1, 1, None, None, "C1:7"), (2, None, "2026-03-01", None, "")]
            context = MigrationContext.configure(c, opts={"compare_type": True, "compare_server_default": True})
            assert compare_metadata(context, metadata) == []
            rules = sa.inspect(c).get_check_constraints("deliveries")
            assert [rule["name"] for rule in rules] == ["ck_deliveries_carries_one"]
        for wrong in (
            "UPDATE deliveries SET alert_id = 99 WHERE id = 1",
            "UPDATE deliveries SET notice_id = 99, alert_id = NULL WHERE id = 1",
            "UPDATE deliveries SET digest_key = '2026-03-02' WHERE id = 1",
            "UPDATE deliveries SET alert_id = NULL WHERE id = 1",
            "UPDATE deliveries SET key = 'k1' WHERE id = 2",
            "INSERT INTO feed_hours VALUES (99, 1, 1)",
        ):
            with pytest.raises(StoreError), database.write() as c:
                c.execute(sa.text(wrong))


def test_rows_that_refer_to_nothing_stop_an_upgrade_and_leave_the_database_as_it_was(filled_url: str) -> None:
    """They could only come from outside: SQLite's own shell does not mind references."""
    if not filled_url.startswith("sqlite"):
        pytest.skip("PostgreSQL minds them always")
    with closing(sqlite3.connect(filled_url.removeprefix("sqlite:///"))) as shell:
        shell.execute("DELETE FROM alerts")
        shell.commit()
    with pytest.raises(StoreError, match="rows of deliveries without their alerts"):
        schema.upgrade(filled_url)
    assert schema.check(filled_url).current == "0001"
