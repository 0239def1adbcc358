"""digest: the day in one mail, now."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from monitor.commands import paper
from monitor.commands.session import Session, pass_session
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.jobs.world import World


@click.command()
@click.option("--preview", is_flag=True, help="Show it here and send nothing. This is what happens without --send.")
@click.option("--send", is_flag=True, help="Send it to whom the settings name, unless they have it already.")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day it tells of, in email.timezone. Else: the last day whose digest is due.",
)
@click.option("--html", is_flag=True, help="Preview the mail's HTML instead of text.")
@click.option("--json", "json_", is_flag=True, help="Preview as JSON.")
@pass_session
def digest(session: Session, *, preview: bool, send: bool, day: datetime | None, html: bool, json_: bool) -> None:
    """Show or send a day's digest.

    \b
    Examples:
      ceasefire-monitor digest --preview --date 2026-11-20
      ceasefire-monitor digest --preview --html > digest.html
      ceasefire-monitor digest --send
    """
    if send and (preview or html or json_):
        raise click.UsageError("--send shows nothing; leave --preview, --html and --json out, or --send.")
    if html and json_:
        raise click.UsageError("Choose one of --html and --json.")
    asyncio.run(
        _digest(session, day.date() if day else None, send=send, form="html" if html else "json" if json_ else "")
    )


async def _digest(session: Session, asked: date | None, *, send: bool, form: str) -> None:
    from monitor import building
    from monitor.jobs.digest import latest_day
    from monitor.journal import open_journal

    session.usable()
    open_journal(session.settings.logs.format, "warning")
    async with building.opened(session.settings) as world:
        email = session.settings.email
        today = world.clock().astimezone(email.zone).date()
        day = asked or latest_day(world.clock(), email)
        if day > today:
            raise MonitorError(f"{day} is yet to come in {email.timezone}; today is {today}")
        if send:
            await _send(world, day)
        else:
            await _preview(world, day, form)


async def _preview(world: World, day: date, form: str) -> None:
    from monitor.alerts import render
    from monitor.alerts.digest_sheet import digest_sheet
    from monitor.alerts.on_terminal import digest_page
    from monitor.alerts.words import Wording
    from monitor.jobs import digest as journey

    told = await journey.preview(world, day)
    wording = Wording(labels=world.labels, timezone=told.timezone)
    if form == "json":
        paper.as_json(told)
    elif form == "html":
        click.echo(render.digest_mail(told, wording).html)
    else:
        paper.console().print(digest_page(digest_sheet(told, wording)))


async def _send(world: World, day: date) -> None:
    """Puts the digest into the outbox, and sends what is due there."""
    from monitor.jobs import digest as journey
    from monitor.jobs.deliver import deliver

    owed = (await journey.send(world, day)).owed
    places = ", ".join(
        "this terminal" if channel == "terminal" else f"{channel} {place}"
        for channel, place in journey.recipients(world.settings)
    )
    if not owed:
        click.echo(f"the digest of {day} was sent to {places} before, or is on its way; nothing new is owed")
        return
    report = await deliver(world)
    if report.failed or report.retried:
        raise MonitorError(
            f"the digest of {day} could not be sent to {places} yet; it stays in the outbox: `run` tries again, "
            "`doctor` says what is wrong"
        )
    click.echo(f"sent the digest of {day} to {places}")
