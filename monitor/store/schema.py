"""The schema's versions: which one a database has, and how it is brought to ours (Alembic's revisions)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from alembic import command
from monitor.errors import StoreError
from monitor.shipped import folder
from monitor.store.address import address, spoken, sqlite_file
from monitor.store.database import refusals_in_words
from monitor.store.engines import engine
from monitor.store.rows import alone


@dataclass(frozen=True, slots=True)
class SchemaCheck:
    """How a database stands to this program, with the remedy in `words`."""

    state: Literal["ok", "missing", "older", "newer", "unreachable"]
    current: str | None
    head: str
    words: str


def check(url: str) -> SchemaCheck:
    """Looks, and changes nothing (an SQLite file that is not there is not created). Raises no StoreError."""
    scripts = ScriptDirectory.from_config(_config())
    head = _head(scripts)
    try:
        where = address(url)
        reader = engine(where, writes=False)
        file = sqlite_file(where)
        if file is not None and not file.exists():
            return _verdict(scripts, None, where)
        try:
            with refusals_in_words(where), reader.begin() as c:
                return _verdict(scripts, _current(c), where)
        finally:
            reader.dispose()
    except StoreError as error:
        return SchemaCheck("unreachable", None, head, str(error))


def upgrade(url: str) -> list[str]:
    """Brings the database to this program's version, creating it if need be; the revisions applied, oldest first.

    All of it is one transaction, and several programs may try at once. Raises StoreError, and changes nothing, for
    a database of a newer version, and for one that can't be reached.
    """
    where = address(url)
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    applied: list[str] = []
    writer = engine(where, writes=True)
    if sqlite_file(where) is not None:
        # SQLite changes a column by building the table anew, and with its foreign keys on it can't drop one that
        # others point to (sqlite.org/lang_altertable.html, 7). The pragma does nothing once a transaction has begun.
        sa.event.listen(writer, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = OFF"))
    try:
        with refusals_in_words(where), writer.begin() as c:
            alone(c, "upgrade")
            found = _verdict(scripts, _current(c), where)
            if found.state == "newer":
                raise StoreError(found.words)
            if found.state != "ok":
                config.attributes["connection"] = c
                config.attributes["applied"] = applied
                command.upgrade(config, "head")
                _keep_references(c)
    finally:
        writer.dispose()
    return applied


def _keep_references(c: sa.Connection) -> None:
    """Makes sure that no row points to one that a migration lost. Raises StoreError."""
    if c.dialect.name == "sqlite" and (lost := c.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise StoreError(f"the upgrade would leave rows of {lost[0]} without their {lost[2]}; nothing was changed")


def _config() -> Config:
    config = Config()
    # "%" begins an interpolation in Alembic's settings.
    config.set_main_option("script_location", str(folder("alembic")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _head(scripts: ScriptDirectory) -> str:
    head = scripts.get_current_head()
    if head is None:
        raise StoreError("the installation holds no migrations; install again")
    return head


def _current(c: sa.Connection) -> str | None:
    return MigrationContext.configure(c).get_current_revision()


def _verdict(scripts: ScriptDirectory, current: str | None, where: sa.URL) -> SchemaCheck:
    head = _head(scripts)
    if current == head:
        return SchemaCheck("ok", current, head, f"{spoken(where)}: version {current}")
    if current is None:
        words = f"{spoken(where)}: the tables are missing; create them: ceasefire-monitor db upgrade"
        return SchemaCheck("missing", None, head, words)
    if current in {script.revision for script in scripts.walk_revisions()}:
        words = f"{spoken(where)}: version {current}, this program needs {head}; ceasefire-monitor db upgrade"
        return SchemaCheck("older", current, head, words)
    words = (
        f"{spoken(where)}: version {current} was made by a newer program, this one knows up to {head}; "
        "install the newer ceasefire-monitor, or name another database in database_url"
    )
    return SchemaCheck("newer", current, head, words)
