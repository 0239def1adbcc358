"""doctor: is everything set up, and what can be done where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.commands import paper
from monitor.commands.session import Session, pass_session

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"ok": "green", "warning": "yellow", "failed": "bold red"}


@click.command()
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@click.pass_context
@pass_session
def doctor(session: Session, ctx: click.Context, *, json_: bool) -> None:
    """Check settings, database, rules, feeds, Slack and mail, and say what to do.

    Looks only: sends nothing, stores nothing. Exit status 1 when something failed.
    """
    from monitor.commands.checks import Finding, findings

    seen: list[Finding] = []
    console = paper.console()
    remedy = ""
    for finding in findings(session):
        seen.append(finding)
        if json_:
            continue
        if remedy != finding.remedy:  # the same remedy for several lines is told once, below the last
            _remedy(console, remedy)
            remedy = finding.remedy
        line = paper.styled(f"{finding.verdict:<8}", _STYLES[finding.verdict])
        line.append(f"{finding.name:<11}", "bold").append(paper.clean(finding.words))
        console.print(line, soft_wrap=True)
    if not json_:
        _remedy(console, remedy)
    failed = sum(finding.verdict == "failed" for finding in seen)
    warnings = sum(finding.verdict == "warning" for finding in seen)
    if json_:
        paper.as_json({"ok": not failed, "checks": seen})
    else:
        tail = f"{failed} failed, {warnings} to look at" if failed or warnings else "all is well"
        click.echo(f"\n{tail}")
    if failed:
        ctx.exit(1)


def _remedy(console: Console, remedy: str) -> None:
    if remedy:
        console.print(paper.styled(f"{'':19}→ {remedy}", "cyan"), soft_wrap=True)
