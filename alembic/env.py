"""How Alembic reaches the database.

The program hands its own connection over, in a transaction (monitor/store/schema.py). A developer runs the `alembic`
command in the checkout, on the database of `-x url=...`, of CEASEFIRE_MONITOR__DATABASE_URL, or the default one:

    alembic -x url=sqlite:///scratch.db upgrade head
    alembic -x url=sqlite:///scratch.db revision --autogenerate -m "what changes"
"""

from __future__ import annotations

import os
from typing import Any, Literal

import sqlalchemy as sa

from alembic import context
from monitor.store.address import address
from monitor.store.columns import Moment, Noun, Words
from monitor.store.engines import engine
from monitor.store.tables import metadata

_PLAIN = ((Moment, "sa.DateTime(timezone=True)"), (Words, "sa.String()"), (Noun, "sa.JSON()"))


def _in_plain_types(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Migrations name plain types, so that an old one never depends on today's code."""
    return next((plain for ours, plain in _PLAIN if kind == "type" and isinstance(item, ours)), False)


def _note(*, step: Any, **_: Any) -> None:
    """Tells the program which revisions were applied."""
    applied = context.config.attributes.get("applied")
    if applied is not None:
        applied.append(step.up_revision_id)


def _migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=_in_plain_types,
        compare_type=True,
        on_version_apply=_note,  # type: ignore[arg-type]  # called by keywords
    )
    with context.begin_transaction():
        context.run_migrations()


def _url() -> str:
    asked = context.get_x_argument(as_dictionary=True).get("url")
    return asked or os.environ.get("CEASEFIRE_MONITOR__DATABASE_URL") or "sqlite:///ceasefire-monitor.db"


if context.is_offline_mode():
    raise SystemExit("migrations need a database; --sql is not supported")
given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    with engine(address(_url()), writes=True).begin() as opened:
        _migrate(opened)
