"""doctor: is everything set up, and what can be done where it is not."""

from __future__ import annotations

import click

from monitor.commands import paper
from monitor.commands.session import Session, pass_session

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
    for finding in findings(session):
        seen.append(finding)
        if not json_:
            line = paper.styled(f"{finding.verdict:<8}", _STYLES[finding.verdict])
            line.append(f"{finding.name:<11}", "bold").append(paper.clean(finding.words))
            console.print(line, soft_wrap=True)
            if finding.remedy:
                console.print(paper.styled(f"{'':19}→ {finding.remedy}", "cyan"), soft_wrap=True)
    failed = sum(finding.verdict == "failed" for finding in seen)
    warnings = sum(finding.verdict == "warning" for finding in seen)
    if json_:
        paper.as_json({"ok": not failed, "checks": seen})
    else:
        tail = f"{failed} failed, {warnings} to look at" if failed or warnings else "all is well"
        click.echo(f"\n{tail}")
    if failed:
        ctx.exit(1)
