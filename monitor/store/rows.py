"""Between rows and the frozen dataclasses of monitor/model.py, whose fields and columns carry the same names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

N = TypeVar("N", bound="DataclassInstance")
T = TypeVar("T")


def columns(table: sa.Table[Any], noun: type[DataclassInstance]) -> list[sa.Column[Any]]:
    """The columns of `table` that make a `noun`, in the order of its fields."""
    return [table.c[field.name] for field in fields(noun)]


def noun(kind: type[N], row: sa.Row[*tuple[Any, ...]]) -> N:
    """The noun of a row that was selected by `columns`."""
    return kind(**row._mapping)


def values(value: DataclassInstance, *, without: Iterable[str] = ("id",)) -> dict[str, Any]:
    """The noun's fields as column values. Shallow: nested nouns are left to their columns' types."""
    left_out = set(without)
    return {field.name: getattr(value, field.name) for field in fields(value) if field.name not in left_out}


def insert(c: sa.Connection, table: sa.Table[Any]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT with ON CONFLICT, which both our databases know and the standard does not."""
    return postgresql.insert(table) if c.dialect.name == "postgresql" else sqlite.insert(table)


def alone(c: sa.Connection, work: str) -> None:
    """Waits until no other transaction does this `work`, and keeps others out until this one ends.

    On SQLite a writer is alone anyway.
    """
    if c.dialect.name == "postgresql":
        c.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"ceasefire-monitor {work}", 0))))


def unheld(c: sa.Connection, table: sa.Table[Any], ids: Iterable[int], *still: sa.ColumnElement[bool]) -> set[int]:
    """Those of these rows that no other program holds and that are `still` so; from now on nobody else gets them.

    On SQLite a writer is alone anyway, and what it read still holds.
    """
    wanted = set(ids)
    if c.dialect.name != "postgresql" or not wanted:
        return wanted
    held = sa.select(table.c.id).where(table.c.id.in_(wanted), *still).with_for_update(skip_locked=True)
    return set(c.scalars(held))


def batches(items: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """The items in slices: databases limit the number of parameters in one statement."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
