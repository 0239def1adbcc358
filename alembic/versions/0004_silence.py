"""Silence: what feeds usually list, when they were out of sight, notices, and deliveries that carry one.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CARRIES_ONE = (
    "CASE WHEN alert_id IS NULL THEN 0 ELSE 1 END + CASE WHEN digest_key IS NULL THEN 0 ELSE 1 END + "
    "CASE WHEN notice_id IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    op.create_table(
        "feed_hours",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_feed_hours_feed_id")),
        sa.PrimaryKeyConstraint("feed_id", "hour", name=op.f("pk_feed_hours")),
    )
    op.create_table(
        "feed_gaps",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_feed_gaps_feed_id")),
        sa.PrimaryKeyConstraint("feed_id", "start", name=op.f("pk_feed_gaps")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("theatres", sa.JSON(), nullable=False),
        sa.Column("side", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_of", sa.Integer(), nullable=True),
        sa.Column("owed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_notices_feed_id")),
        sa.ForeignKeyConstraint(["over_of"], ["notices.id"], name=op.f("fk_notices_over_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("over_of", name=op.f("uq_notices_over_of")),
    )
    op.create_index(op.f("ix_notices_owed"), "notices", ["owed"], unique=False)
    op.create_index(op.f("ix_notices_ended"), "notices", ["ended"], unique=False)
    still = sa.text("ended IS NULL")
    op.create_index(
        "uq_notices_open", "notices", ["kind", "subject"], unique=True, sqlite_where=still, postgresql_where=still
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:  # SQLite builds the table anew
        batch_op.drop_constraint(batch_op.f("ck_deliveries_alert_or_digest"), type_="check")
        batch_op.add_column(sa.Column("notice_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_deliveries_notice_id"), "notices", ["notice_id"], ["id"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_deliveries_notice_id_channel_destination"), ["notice_id", "channel", "destination"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_deliveries_carries_one"), _CARRIES_ONE)


def downgrade() -> None:
    raise NotImplementedError("a database never goes back: restore the backup taken before the upgrade")
