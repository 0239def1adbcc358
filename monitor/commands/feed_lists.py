"""feeds import and export: feed lists as OPML."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from monitor.commands.known import known_feeds
from monitor.commands.session import Session, pass_session
from monitor.errors import MonitorError
from monitor.model import utc_now


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True, allow_dash=True))
@pass_session
def import_(session: Session, file: Path) -> None:
    """Add the feeds of an OPML file (- for standard input).

    Folders and categories are theatres. A bad line is told and left out, and so is a folder's name that is no theatre.
    The feeds stay until they are removed by command.
    """
    from dataclasses import replace

    from monitor.alerts.words import several
    from monitor.sources import opml
    from monitor.store import feeds as stored

    settings = session.settings
    text = sys.stdin.read() if str(file) == "-" else file
    listed, problems = opml.read(text, settings.poll.pace, theatres=settings.theatre_ids())
    for problem in problems:
        click.echo(f"note: {problem}", err=True)
    if not listed:
        raise MonitorError(f"{file}: no feeds in it")
    now = utc_now()
    with session.database(create=True) as database, database.write() as c:
        known = {feed.url for feed in stored.every(c)}
        for feed in listed:
            stored.add(c, replace(feed, origin="command"), now)
    new = sum(feed.url not in known for feed in listed)
    click.echo(f"{several(new, 'feed')} added, {len(listed) - new} known before")


@click.command("export")
@click.argument("file", default="-", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@pass_session
def export(session: Session, file: Path) -> None:
    """Write the feeds as OPML, to a file or standard output."""
    from monitor.sources import opml

    found, problems = known_feeds(session)
    for problem in problems:
        click.echo(f"note: {problem}", err=True)
    text = opml.write([feed for feed in found if feed.enabled], session.settings.poll.pace)
    with click.open_file(str(file), "w", encoding="utf-8", atomic=str(file) != "-") as out:
        out.write(text)
    if str(file) != "-":
        click.echo(f"wrote {text.count('xmlUrl=')} feeds to {file}", err=True)
