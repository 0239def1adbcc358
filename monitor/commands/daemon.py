"""run, once, demo: the commands that start the whole program."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.commands.session import Session, pass_session


@click.command()
@click.pass_context
@pass_session
def run(session: Session, ctx: click.Context) -> None:
    """Read, judge and alert until Ctrl-C or SIGTERM.

    Creates or migrates the database, promises the feeds, and goes on where the last run stopped. Work in hand is
    finished on leaving; nothing is lost by a crash.
    """
    from monitor import app

    ctx.exit(app.run(session.settings))


@click.command()
@pass_session
def once(session: Session) -> None:
    """One full pass over everything that is due, then exit.

    For cron, or to see what a settings file does.
    """
    from monitor import app

    app.once(session.settings)


@click.command()
@click.option(
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-output"),
    show_default=True,
    help="Where the digest, the database and the log are left.",
)
@click.pass_context
def demo(ctx: click.Context, output: Path) -> None:
    """A day of invented news at fast-forward, offline.

    A small site on this machine serves several outlets' reports of one clash; the real monitor reads them over HTTP,
    prints its alerts and leaves the day's digest. Takes under a minute. Exit status 1 when something was missed.
    """
    from monitor import demo as show

    ctx.exit(show.run_demo(output))
