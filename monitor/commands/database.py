"""db: the database's schema."""

from __future__ import annotations

from dataclasses import asdict

import click

from monitor.commands import paper
from monitor.commands.session import Session, pass_session


@click.group()
def db() -> None:
    """Create, migrate and check the database."""


@db.command()
@pass_session
def upgrade(session: Session) -> None:
    """Create the database, or bring it to this program's version.

    `run` does this by itself. A database of a newer version is refused and left as it is.
    """
    from monitor.store import schema

    applied = schema.upgrade(session.settings.database_url)
    for revision in applied:
        click.echo(f"applied {revision}")
    click.echo(schema.check(session.settings.database_url).words)


@db.command()
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@click.pass_context
@pass_session
def check(session: Session, ctx: click.Context, *, json_: bool) -> None:
    """Say which version the database has; exit status 1 when it can't be used."""
    from monitor.store import schema

    found = schema.check(session.settings.database_url)
    if json_:
        paper.as_json(asdict(found))
    else:
        click.echo(f"{found.state}: {found.words}")
    if found.state != "ok":
        ctx.exit(1)
