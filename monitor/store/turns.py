"""Whose turn it is: work is chosen from a line so that whoever has much of it keeps nobody else waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from monitor.store.rows import unheld

W = TypeVar("W")
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Share:
    """What one owner (a host, a feed) may have of what is chosen at once."""

    of: Callable[[Any], Any]
    """The owner of a piece of work; None or "" for nobody, who has no limit."""
    limit: Callable[[Any], int]
    """How much of an owner's may be chosen."""


def looked_at(limit: int) -> int:
    """How much of the line is looked at to choose `limit` from it. What stands behind comes with the next look."""
    return 200 + 8 * limit


def fair(line: Iterable[W], limit: int, shares: Collection[Share]) -> list[W]:
    """At most `limit` from the line, in its order, and of nobody more than a share."""
    chosen: list[W] = []
    counts: Counter[tuple[Share, Any]] = Counter()
    for one in line:
        if len(chosen) >= limit:
            break
        owners = [(share, owner) for share in shares if (owner := share.of(one))]
        if all(counts[share, owner] < share.limit(owner) for share, owner in owners):
            counts.update(owners)
            chosen.append(one)
    return chosen


def choose(
    c: sa.Connection,
    table: sa.Table[Any],
    line: Sequence[W],
    limit: int,
    shares: Collection[Share],
    *still: sa.ColumnElement[bool],
) -> list[W]:
    """As `fair` chooses from these rows of the table, but nothing that another program is just taking.

    What is chosen is held until the transaction ends; `still` is what must hold of it.
    """
    for _ in range(_TRIES):
        chosen = fair(line, limit, shares)
        free = unheld(c, table, [one.id for one in chosen], *still)  # type: ignore[attr-defined]
        if len(free) == len(chosen):
            return chosen
        taken = {one.id for one in chosen} - free  # type: ignore[attr-defined]
        line = [one for one in line if one.id not in taken]  # type: ignore[attr-defined]
    return [one for one in fair(line, limit, shares) if one.id in free]  # type: ignore[attr-defined]
