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
        found = schema.check(url)
        if create and found.state == "missing":
            schema.upgrade(url)
        elif found.state != "ok":
            raise StoreError(found.words)
        database = Database.open(url)
        try:
            yield database
        finally:
            database.close()


pass_session = click.make_pass_decorator(Session)
