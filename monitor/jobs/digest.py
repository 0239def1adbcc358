"""Digest: the local day is over and its hour has come -> one delivery for each recipient -> gathered when it is sent.

The digest of a day is owed from `email.digest_at` on the morning after, and is keyed by the day it tells of: clocks
that are put forward or back neither skip nor repeat it. It goes out when nothing happened too. After days of downtime
only the latest missed day is caught up: what happened meanwhile is read, and so recorded, on the day we are back, and
stands in that day's digest; digests of days on which we saw nothing would say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from monitor.alerts.policy import ChannelName, digest_delivery
from monitor.jobs.world import World
from monitor.model import Ceasefire, CeasefireClock, Coverage, Digest, Revision
from monitor.settings import EmailSettings, Settings
from monitor.store import articles, claims, deliveries, entries, feeds, incidents, marks, notices

OWED_UNTIL = "digest owed until"
"""The mark: end of the last day whose digest is in the outbox."""


@dataclass(frozen=True, slots=True)
class DigestReport:
    """What came of one look: the day whose digest was put into the outbox, if one was, and to how many."""

    day: date | None = None
    owed: int = 0


async def digest(world: World) -> DigestReport:
    """Owes the latest day's digest if its hour has come and nobody did so before. Asking again changes nothing."""
    report = await world.database.run(partial(_owe_latest, world))
    if report.owed:
        world.bells.deliver.set()
        world.journal.info("digest owed", day=report.day, recipients=report.owed)
    return report


async def send(world: World, day: date) -> DigestReport:
    """Owes the digest of `day` on request, whatever the hour. Nothing new is owed to those who were sent it already."""
    return await world.database.run(lambda c: _owe(world, c, day))


async def preview(world: World, day: date) -> Digest:
    """The digest of `day` as it would be sent now."""
    return await world.database.run(lambda c: gather(world, c, day))


def latest_day(now: datetime, email: EmailSettings) -> date:
    """The last local day whose digest is due at `now`.

    Where the clocks skip or repeat the digest's hour, the first reading counts (PEP 495, fold 0).
    """
    today = now.astimezone(email.zone).date()
    due = _moment(today, email.digest_at, email.zone)
    return today - timedelta(days=1 if now >= due else 2)


def recipients(settings: Settings) -> tuple[tuple[ChannelName, str], ...]:
    """Where digests go: by mail to `email.to`, and to the terminal when nobody is named there."""
    if settings.email.to:
        return (("email", ", ".join(settings.email.to)),)
    return (("terminal", "-"),)


def _owe_latest(world: World, c: sa.Connection) -> DigestReport:
    email = world.settings.email
    day = latest_day(world.clock(), email)
    _, end = _bounds(day, email.zone)
    owed_until = marks.get(c, OWED_UNTIL)
    if owed_until is not None and owed_until >= end:
        return DigestReport()
    marks.set(c, OWED_UNTIL, end)
    # At the very first start there is no yesterday to tell of.
    return DigestReport() if owed_until is None else _owe(world, c, day)


def _owe(world: World, c: sa.Connection, day: date) -> DigestReport:
    now = world.clock()
    made = [digest_delivery(day, channel, destination, now=now) for channel, destination in recipients(world.settings)]
    return DigestReport(day, sum(deliveries.owe(c, delivery) is not None for delivery in made))


def gather(world: World, c: sa.Connection, day: date) -> Digest:
    """Everything the digest of a local day tells."""
    zone = world.settings.email.zone
    start, end = _bounds(day, zone)
    revisions = incidents.revised_between(c, start, end)
    return Digest(
        day=day,
        timezone=zone.key,
        start=start,
        end=end,
        revisions=tuple(revisions),
        clocks=_clocks(world, c, day, revisions),
        held=tuple(deliveries.held(c)),
        failed=tuple(deliveries.failed_since(c, start)),
        coverage=_coverage(c, start, end),
    )


def _clocks(world: World, c: sa.Connection, day: date, revisions: list[Revision]) -> tuple[CeasefireClock, ...]:
    in_force = [one for one in world.ceasefires if one.start <= day and (one.end is None or day <= one.end)]
    last = {
        id: told
        for theatre in {one.theatre for one in in_force}
        for id, told in incidents.last_violations(c, theatre).items()
    }
    return tuple(
        CeasefireClock(
            ceasefire=one,
            day=world.register.day_of(one, day),
            violations_reported=sum(_breaks(one, revision) for revision in revisions),
            last_reported=last.get(one.id),
        )
        for one in in_force
    )


def _breaks(ceasefire: Ceasefire, revision: Revision) -> bool:
    """Whether the incident is an accusation against one of the ceasefire's parties."""
    incident = revision.incident
    accused = {accusation.violator for accusation in incident.accusations}
    return (
        incident.theatre == ceasefire.theatre
        and incident.state != "retracted"
        and incident.ceasefire in (None, ceasefire.id)
        and bool(accused & set(ceasefire.parties))
    )


def _coverage(c: sa.Connection, start: datetime, end: datetime) -> Coverage:
    """A feed counts as read when it gave an answer since the day began and is not failing now."""
    promised = [feed for feed in feeds.every(c) if feed.enabled]
    failed = tuple(feed for feed in promised if feed.failures or feed.last_read is None or feed.last_read < start)
    return Coverage(
        feeds=len(promised),
        read=len(promised) - len(failed),
        failed=failed,
        entries=entries.counts(c, start, end).listed,
        articles=articles.count(c, start, end),
        claims=claims.count(c, start, end),
        notices=tuple(
            one
            for one in notices.between(c, start, end)
            if one.opened >= start or one.kind not in ("feed-retired", "feed-moved")  # told on their first day
        ),
    )


def _bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local day in UTC, its end excluded: 23, 24 or 25 hours."""
    return _moment(day, time(0), zone), _moment(day + timedelta(days=1), time(0), zone)


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock.replace(tzinfo=zone, fold=0)).astimezone(UTC)
