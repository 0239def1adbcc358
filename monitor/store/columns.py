"""The column types of the store: UTC times, text that any database takes, and nouns kept as JSON."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.types import TypeDecorator

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text as `Words` keeps it: what a database can't hold (NUL, half a surrogate pair) becomes U+FFFD.

    One character for one, so that offsets into the text stay true.
    """
    return _UNSTORABLE.sub("\ufffd", text)


class Moment(TypeDecorator[datetime]):
    """A point in time. Takes aware datetimes only (a naive one raises ValueError) and gives back UTC.

    SQLite has no time zones: there the UTC wall time is stored, which also sorts rightly as text.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a stored time must know its time zone; this one does not: {value!r}")
        try:
            moment = value.astimezone(UTC)
        except OverflowError:
            # A feed's nonsense on the first or last day of the calendar; hours no longer matter.
            moment = value.replace(tzinfo=UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from outside, made `storable`."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else storable(value)


class Noun(TypeDecorator[Any]):
    """A value of monitor.model kept as JSON: written and validated by the given pydantic adapter.

    Rows outlive the code: fields that the noun no longer has are passed over, and a field that it gains needs a
    default, or a migration that fills it in.
    """

    impl = sa.JSON
    cache_ok = True

    def __init__(self, adapter: TypeAdapter[Any]) -> None:
        super().__init__()
        self.adapter = adapter

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        return None if value is None else self.adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        return None if value is None else self.adapter.validate_python(value)
