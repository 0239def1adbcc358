"""Where the database is: the URL forms we accept, and how to speak of one without its password."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from monitor.errors import StoreError

_POSTGRESQL = ("postgresql+psycopg", "postgresql", "postgres")
_SQLITE = ("sqlite", "sqlite+pysqlite")
_FORMS = "expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"


def address(url: str) -> sa.URL:
    """The URL with the driver we use. Raises StoreError for anything but an SQLite file or PostgreSQL."""
    try:
        parsed = make_url(url.strip())
    except (sa.exc.ArgumentError, ValueError):
        # The text stays out of the message: what looks wrong may be a password.
        raise StoreError(f"database_url cannot be understood; {_FORMS}") from None
    if parsed.drivername in _POSTGRESQL:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in _SQLITE:
        raise StoreError(f'database_url: "{parsed.drivername}" is not supported; {_FORMS}')
    if not parsed.database or parsed.database == ":memory:" or parsed.database.startswith("file:"):
        raise StoreError("database_url: an SQLite database needs a file, as in sqlite:///ceasefire-monitor.db")
    return parsed.set(drivername="sqlite")


def spoken(url: sa.URL) -> str:
    """The address for messages and logs: no password, and no query, where passwords hide too."""
    return url.set(query={}).render_as_string(hide_password=True)


def sqlite_file(url: sa.URL) -> Path | None:
    """The file of an SQLite database; None for PostgreSQL."""
    return Path(url.database) if url.drivername == "sqlite" and url.database else None


def without_secrets(text: str, url: sa.URL) -> str:
    """A driver's message as one line, with the URL's password masked should it appear there."""
    line = " ".join(text.split())
    hidden = [url.password, *(value for value in (url.query.get("password"),) if isinstance(value, str))]
    for secret in hidden:
        if secret:
            line = line.replace(str(secret), "***")
    return line
