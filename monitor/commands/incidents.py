"""incidents: what was reported, with every version of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from monitor.commands import paper
from monitor.commands.session import Session, pass_session
from monitor.errors import MonitorError
from monitor.model import utc_now

if TYPE_CHECKING:
    from monitor.alerts.words import Wording


@click.group()
def incidents() -> None:
    """List incidents and show one in full."""


@incidents.command("list")
@click.option("--theatre", metavar="ID", help="Only this theatre.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    metavar="DATE",
    help="Only those opened or revised since then (UTC).",
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most so many.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@pass_session
def list_(session: Session, *, theatre: str | None, since: datetime | None, limit: int, json_: bool) -> None:
    """Show incidents, the latest revised first.

    \b
    Examples:
      ceasefire-monitor incidents list --theatre nagorno-karabakh --since 2026-11-01
      ceasefire-monitor incidents list --json | jq '.[].headline'
    """
    from monitor.store import incidents as stored

    with session.database() as database, database.read() as c:
        moment = since.replace(tzinfo=UTC) if since else None
        found = stored.recent(c, theatre=theatre, since=moment, limit=limit)
    if json_:
        paper.as_json(found)
        return
    if not found:
        click.echo("No incidents." if theatre or since else "No incidents yet. Do the feeds answer? feeds test")
        return
    from monitor.alerts import sheet, words

    now = utc_now()
    grid = paper.table(
        "", "What is reported", "Toll", "State", "Sources", "Revised", right=("", "Sources"), narrow=("Toll",)
    )
    for incident in found:
        headline = paper.styled(words.plain(incident.headline), "")
        if incident.ceasefire_day:
            headline.append(f" (ceasefire day {words.number(incident.ceasefire_day)})", "dim")
        independent = sum(source.independent for source in incident.sources)
        style = {"corroborated": "green", "contested": "yellow", "retracted": "dim strike"}.get(incident.state, "")
        grid.add_row(
            str(incident.id),
            headline,
            sheet.toll(incident),
            paper.styled(incident.state, style),
            str(independent),
            paper.ago(incident.revised, now),
        )
    paper.console().print(grid)


@incidents.command()
@click.argument("id", type=int)
@click.option("--revision", type=click.IntRange(1), metavar="N", help="As of this revision. Else: the newest.")
@click.option("--json", "json_", is_flag=True, help="Print JSON, with all revisions.")
@pass_session
def show(session: Session, id: int, *, revision: int | None, json_: bool) -> None:
    """Show one incident: who says what, rival figures side by side, sources, and how it came to be so."""
    from monitor.store import incidents as stored

    with session.database() as database, database.read() as c:
        revisions = stored.revisions(c, id)
    if not revisions:
        raise MonitorError(f"no incident {id}; see ceasefire-monitor incidents list")
    if revision is not None and revision > len(revisions):
        raise MonitorError(f"incident {id} has {len(revisions)} revisions; there is no number {revision}")
    if json_:
        paper.as_json({"incident": revisions[(revision or 0) - 1].incident, "revisions": [
            {"revision": each.incident.revision, "at": each.at, "article_id": each.article_id, "changes": each.changes}
            for each in revisions
        ]})  # fmt: skip
        return
    from rich.table import Table
    from rich.text import Text

    from monitor.alerts import on_terminal, sheet, words

    console = paper.console()
    console.print(on_terminal.alert_page(sheet.sheet(revisions[(revision or 0) - 1], _wording(session))))
    console.print(Text("How it came to be so (UTC)", "bold"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right")
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for each in revisions:
        changes = "; ".join(words.plain(change.words) for change in each.changes)
        grid.add_row(
            paper.styled(str(each.incident.revision), "dim"), paper.styled(paper.stamp(each.at), "dim"), changes
        )
    console.print(grid)


def _wording(session: Session) -> Wording:
    """Names of actors and ceasefires as the rule packs give them; the bare ids where the packs can't be read."""
    from monitor.alerts.words import Wording
    from monitor.building import labels
    from monitor.engine.load import load_packs
    from monitor.errors import RuleError

    try:
        packs = load_packs(session.settings.rules_folder, theatres=session.settings.theatres)
    except RuleError:
        return Wording()
    return Wording(labels=labels(packs), timezone=session.settings.email.timezone)
