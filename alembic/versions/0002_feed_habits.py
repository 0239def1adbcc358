"""Feeds: how often each is asked by its habit, which validators are believed, where it moved, whether it is gone.

Revision 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    said = (("floor", "60"), ("ceiling", "3600"))
    with op.batch_alter_table("feeds") as feeds:
        for name, default in said:
            feeds.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=default))
        feeds.add_column(sa.Column("weight", sa.Double(), nullable=False, server_default="0"))
        for name in ("habit", "ttl"):
            feeds.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in ("moved_to", "address"):
            feeds.add_column(sa.Column(name, sa.String(), nullable=True))
        for name in ("doubted_until", "moved_since", "last_whole", "failing_since", "gone_since", "retired"):
            feeds.add_column(sa.Column(name, moment, nullable=True))
    # The defaults were for the rows there are; from now on the program says what it stores.
    with op.batch_alter_table("feeds") as feeds:
        for name, _ in (*said, ("weight", "")):
            feeds.alter_column(name, server_default=None)
