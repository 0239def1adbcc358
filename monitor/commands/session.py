"""What a command has at hand: the settings and the database, opened when first asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.errors import StoreError

if TYPE_CHECKING:
    from monitor.settings import Settings
    from monitor.store.database import Database


class Session:
    """One call of the program. `settings_file` is what `--settings` named."""

    def __init__(self, settings_file: Path | None = None) -> None:
        self.settings_file = settings_file

    @cached_property
    def settings(self) -> Settings:
        """Raises SettingsError."""
        from monitor.settings import load

        return load(self.settings_file, os.environ)

    @contextmanager
    def database(self, *, create: bool = False) -> Iterator[Database]:
        """The database, if its schema is ours. With `create`, a missing one is made first.

        Raises StoreError with the remedy for one that is missing, older, newer or out of reach.
        """
        from monitor.store import schema
        from monitor.store.database import Database

        url = self.settings.database_url
        if create and schema.check(url).state == "missing":
            schema.upgrade(url)
        self.usable()
        database = Database.open(url)
        try:
            yield database
        finally:
            database.close()

    def usable(self) -> None:
        """Raises StoreError with the remedy unless there is a database with our schema."""
        from monitor.store import schema

        found = schema.check(self.settings.database_url)
        if found.state != "ok":
            raise StoreError(found.words)


pass_session = click.make_pass_decorator(Session)
