"""Hosts: when each may be asked again, and what its robots.txt says; which host a feed and an entry ask.

Revision 0005, after 0004.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("next_free", moment, nullable=False),
        sa.Column("said", moment, nullable=False),
        sa.Column("pace", sa.Float(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("read", moment, nullable=True),
        sa.Column("tried", moment, nullable=True),
        sa.Column("failing_since", moment, nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_index(op.f("ix_hosts_next_free"), "hosts", ["next_free"])
    for table in ("feeds", "entries"):
        op.add_column(table, sa.Column("host", sa.String(), nullable=False, server_default=sa.text("''")))
    _fill("feeds", sa.true())
    _fill("entries", sa.and_(sa.column("state") == "unread", sa.func.length(sa.column("content")) < 400))
    op.drop_index("ix_feeds_enabled_next_due", "feeds")
    op.create_index(op.f("ix_feeds_host_enabled_next_due"), "feeds", ["host", "enabled", "next_due"])
    op.create_index(op.f("ix_feeds_enabled_next_due_id_host"), "feeds", ["enabled", "next_due", "id", "host"])
    op.drop_index("ix_entries_state_due", "entries")
    looked_at = ["state", "due", "id", "feed_id", "host"]
    op.create_index(op.f("ix_entries_state_due_id_feed_id_host"), "entries", looked_at)
    op.create_index(op.f("ix_entries_state_host_due"), "entries", ["state", "host", "due"])


def _fill(name: str, those: sa.ColumnElement[bool]) -> None:
    """Writes the hosts of the rows that have one to ask."""
    c = op.get_bind()
    table = sa.table(name, sa.column("id"), sa.column("url"), sa.column("host"), sa.column("content"))
    last = 0
    while rows := c.execute(
        sa.select(table.c.id, table.c.url).where(table.c.id > last, those).order_by(table.c.id).limit(1000)
    ).all():
        last = rows[-1].id
        change = sa.update(table).where(table.c.id == sa.bindparam("row")).values(host=sa.bindparam("asked"))
        c.execute(change, [{"row": row.id, "asked": _host(row.url)} for row in rows])


def _host(url: str) -> str:
    """As `monitor.model.host_asked` says in this version."""
    try:
        parts = urlsplit(url.strip())
        name, port = (parts.hostname or "").rstrip("."), parts.port
        name = name if name.isascii() else name.encode("idna").decode("ascii")
    except ValueError:
        return ""
    if len(name) > 253:
        return ""
    name = f"[{name}]" if ":" in name else name
    return f"{name}:{port}" if name and port not in (None, {"http": 80, "https": 443}.get(parts.scheme)) else name
