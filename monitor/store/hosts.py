"""Hosts: when each may be asked again, over all feeds and pages and all programs that share the database.

A request takes its host's turn before it begins, in the transaction that leases the work; the next turn is a pace
later. So nothing is counted while it is under way, and a program that is killed costs its hosts one turn each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.model import Robots
from monitor.store.rows import columns, insert, noun, values
from monitor.store.tables import hosts

_ROBOTS = columns(hosts, Robots)
_SKEW = timedelta(minutes=1)
"""As far may the clocks of programs that share a database be apart."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a program may ask of hosts when it takes work. By default as much as there is, at once."""

    pace: timedelta = timedelta(0)
    """From one request of a host to the next; a host may ask for more (see `keep`)."""
    per_host: int = 1_000_000
    """Requests of one host under way at once in this program."""
    under_way: Mapping[str, int] = field(default_factory=dict)
    """Those there are, by host."""

    def open(self, host: sa.ColumnElement[str], now: datetime) -> list[sa.ColumnElement[bool]]:
        """The conditions under which something of this host may be taken now."""
        full = [name for name, number in self.under_way.items() if number >= self.per_host]
        return [host.not_in(closed(now)), *([host.not_in(full)] if full else [])]

    def left(self, host: str) -> int:
        """How many requests of this host may begin together."""
        return min(1 if self.pace else self.per_host, self.per_host - self.under_way.get(host, 0))


def closed(now: datetime) -> sa.Select[str]:
    """The hosts that must be left alone now; for a condition (`host NOT IN …`).

    What was said in the future, by a clock that has been set back since, counts for nothing.
    """
    return sa.select(hosts.c.host).where(*_shut(now))


def opening(c: sa.Connection, now: datetime, waiting: sa.ColumnElement[bool]) -> datetime | None:
    """When the first of the closed hosts may be asked again of which work is `waiting` (a condition on `hosts`)."""
    shut = sa.select(hosts.c.next_free).where(*_shut(now), waiting)
    return c.scalar(shut.order_by(hosts.c.next_free).limit(1))


def take(c: sa.Connection, wanted: Sequence[str], now: datetime, pace: timedelta) -> list[bool]:
    """For each of the hosts wanted: may it be asked now? Where it may, its turn is taken.

    A host that is wanted several times gets several turns only where nobody paces it. "" needs no turn.
    """
    different = sorted({host for host in wanted if host})
    # Where we pace nothing ourselves, only those count that ask for it, or must be left alone.
    ours = sa.true() if pace else (hosts.c.pace > 0) | (hosts.c.next_free > now)
    known = (
        sa.select(hosts.c.host, hosts.c.next_free, hosts.c.said, hosts.c.pace)
        .where(hosts.c.host.in_(different), ours)
        .order_by(hosts.c.host)
        .with_for_update(skip_locked=bool(pace))
    )
    found = list(c.execute(known)) if different else []
    left = dict.fromkeys(different, 0 if pace else len(wanted)) | {"": len(wanted)}
    turns: dict[timedelta, list[str]] = {}
    for row in found:
        shut = row.next_free > now and row.said <= now + _SKEW
        left[row.host] = 0 if shut else 1
        if not shut:
            turns.setdefault(max(pace, timedelta(seconds=row.pace)), []).append(row.host)
    for apart, some in turns.items():
        c.execute(sa.update(hosts).where(hosts.c.host.in_(some)).values(next_free=now + apart, said=now))
    seen = {row.host for row in found}
    if pace and (unseen := [host for host in different if host not in seen]):
        # Some may be held by another program just now: they are in the table, and get no turn from us.
        rows = [_row(host, now + pace, now) for host in unseen]
        new = insert(c, hosts).values(rows).on_conflict_do_nothing(index_elements=["host"]).returning(hosts.c.host)
        left.update(dict.fromkeys(c.scalars(new), 1))
    answers = []
    for host in wanted:
        answers.append(left[host] > 0)
        left[host] -= 1
    return answers


def push(c: sa.Connection, host: str, until: datetime, now: datetime) -> None:
    """Leaves the host alone until then, whoever wants to ask; what was said before and lasts longer stays."""
    new = insert(c, hosts).values(_row(host, until, now))
    earlier = (hosts.c.next_free < until) | (hosts.c.said > now + _SKEW)
    c.execute(new.on_conflict_do_update(index_elements=["host"], set_={"next_free": until, "said": now}, where=earlier))


def robots(c: sa.Connection, host: str) -> Robots:
    """What is known of the host's robots.txt; the default where it was never asked for."""
    row = c.execute(sa.select(*_ROBOTS).where(hosts.c.host == host)).one_or_none()
    return Robots() if row is None else noun(Robots, row)


def keep(c: sa.Connection, host: str, known: Robots, pace: float, now: datetime) -> None:
    """Keeps what is known of the host's robots.txt, and the pace in seconds it asks for; it counts from `now`."""
    found = values(known) | {"pace": pace}
    new = insert(c, hosts).values(_row(host, now, now) | found)
    c.execute(new.on_conflict_do_update(index_elements=["host"], set_=found))
    if pace:
        push(c, host, now + timedelta(seconds=pace), now)


def forget(c: sa.Connection, before: datetime) -> None:
    """Lets go of the hosts that nobody has asked for anything since: feeds link to ever new ones, and each may have a
    robots.txt of half a megabyte."""
    c.execute(sa.delete(hosts).where(hosts.c.said < before, hosts.c.next_free < before))


def _shut(now: datetime) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return hosts.c.next_free > now, hosts.c.said <= now + _SKEW


def _row(host: str, next_free: datetime, now: datetime) -> dict[str, Any]:
    return values(Robots()) | {"host": host, "next_free": next_free, "said": now, "pace": 0.0}
