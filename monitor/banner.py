"""What a person sees when the daemon starts, and after a single pass: few lines, in words, on stderr."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor import __version__
from monitor.alerts.words import several
from monitor.jobs.world import World
from monitor.journal import journal
from monitor.settings import Settings
from monitor.sources.timing import words
from monitor.store import deliveries, entries, feeds

if TYPE_CHECKING:
    from monitor.app import PassReport


NAMED = 3
"""So many conflicts are named; more of them are counted (`rules list` names all)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """How things stand in the database when we start."""

    database: str
    now: datetime
    feeds: int
    failing: int
    next_feed: datetime | None
    unread: int
    waiting: int
    theatres: tuple[str, ...]
    in_force: int
    """Ceasefires of the register that hold today."""
    ceasefires: int


async def facts(world: World) -> Facts:
    """Asks the database."""

    def ask(c: sa.Connection) -> Facts:
        standing = feeds.standing(c)
        now, backlog = world.clock(), deliveries.backlog(c)
        today, names = now.date(), world.labels
        return Facts(
            database=world.database.name,
            now=now,
            feeds=standing.promised,
            failing=standing.failing,
            next_feed=feeds.next_due(c),
            unread=entries.unread(c),
            waiting=backlog["due"] + backlog["sending"],
            theatres=tuple(sorted({names.get(f"theatre:{one.theatre}", one.theatre) for one in world.ceasefires})),
            in_force=sum(one.start <= today and (one.end is None or today <= one.end) for one in world.ceasefires),
            ceasefires=len(world.ceasefires),
        )

    return await world.database.run(ask)


def show_start(settings: Settings, at: Facts, url: str | None) -> None:
    """The banner; in a log that programs read, one line of it."""
    if settings.logs.format == "json":
        told: dict[str, Any] = dict(lines(settings, at, url))
        journal().info("monitor started", **told)
        return
    console = Console(stderr=True, highlight=False)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in lines(settings, at, url):
        grid.add_row(f"  {name}", Text(value))
    console.print(Text.assemble(("Ceasefire Monitor ", "bold"), __version__))
    console.print(grid)


def lines(settings: Settings, at: Facts, url: str | None) -> list[tuple[str, str]]:
    """The banner's lines, as (what, words)."""
    failing = f", {at.failing} failing" if at.failing else ""
    few = len(at.theatres) <= NAMED
    watched = (", ".join(at.theatres) or "nothing") if few else several(len(at.theatres), "conflict")
    found = [
        ("watches", f"{watched} ({at.in_force} of {at.ceasefires} ceasefires in force)"),
        ("reads", f"{several(at.feeds, 'feed')}{failing}; {_next(at)}"),
        ("keeps", at.database),
        ("tells", _tells(settings)),
        ("digest", _digest(settings)),
        ("health", f"{url}/health" if url else "not served"),
    ]
    if at.unread or at.waiting:
        unread, waiting = several(at.unread, "entry", "entries"), several(at.waiting, "message")
        found.append(("goes on", f"{unread} to read, {waiting} to send"))
    if not at.feeds:
        found.append(("to do", "add a feed: ceasefire-monitor feeds add https://news.example/rss"))
    return found


def _next(at: Facts) -> str:
    if at.next_feed is None:
        return "none is due"
    return "the first now" if at.next_feed <= at.now else f"the next in {words(at.next_feed - at.now)}"


def _tells(settings: Settings) -> str:
    slack, email = settings.slack, settings.email
    told = ["this terminal"] if settings.alerts.terminal else []
    rooms = [*([slack.channel] if slack.channel else []), *(route.channel for route in slack.routes)]
    if rooms:
        told.append(f"Slack {', '.join(rooms)}{'' if slack.ready else ' (no token: its messages wait)'}")
    told += [f"mail to {', '.join(route.to)}" for route in email.routes]
    return "; ".join(told) or "nobody: see alerts, slack and email in the settings"


def _digest(settings: Settings) -> str:
    email = settings.email
    where = f"mail to {', '.join(email.to)}" if email.to else "this terminal (email.to names nobody)"
    return f"daily at {email.digest_at:%H:%M} {email.timezone}, {where}"


def show_pass(report: PassReport) -> None:
    """What came of one pass, in words."""
    console = Console(stderr=True, highlight=False)
    for line in pass_in_words(report):
        console.print(line, markup=False, soft_wrap=True)


def pass_in_words(report: PassReport) -> list[str]:
    """One line for each journey."""
    poll, read, joined, sent = report.poll, report.read, report.correlate, report.deliver
    found = [
        f"feeds: {poll.asked} asked, {poll.failed} failed; {poll.new} new entries, {poll.edited} edited",
        f"articles: {read.read} read, {read.irrelevant} of no concern, {read.unreadable} unreadable, "
        f"{read.postponed} to be tried again; {read.claims} claims",
        f"incidents: {joined.opened} opened, {joined.revised} revised; {joined.alerts} alerts",
        f"messages: {sent.sent} sent, {sent.retried} to be tried again, {sent.failed} failed",
    ]
    if report.watch.opened or report.watch.over:
        found.append(f"notices: {report.watch.opened} opened, {report.watch.over} over")
    if not poll.asked:
        found.append("no feed was due: `ceasefire-monitor feeds list` shows when each is")
    return found
