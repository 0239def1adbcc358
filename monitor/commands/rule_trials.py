"""rules test, rules explain: every rule on its own examples, and one rule on a text of yours."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands import paper
from monitor.commands.session import Session, pass_session
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.engine.language import Language, Rule
    from monitor.engine.load import Packs
    from monitor.engine.trials import Failure, Trial


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@click.pass_context
@pass_session
def test(session: Session, ctx: click.Context, *, folder: Path | None, json_: bool) -> None:
    """Try every rule on its own examples and near misses.

    Prints how each file did, and of each failure what was expected and what came. Without FOLDER, the rules in use.

    Exit status 1 when an example does not hold.
    """
    from monitor.engine.cascade import Engine
    from monitor.engine.load import load_packs
    from monitor.engine.trials import trials

    begun = time.perf_counter()
    place = folder or session.settings.rules_folder
    tried = list(trials(Engine(load_packs(place))))
    seconds = round(time.perf_counter() - begun, 2)
    failures = [failure for trial in tried for failure in trial.failures]
    if json_:
        paper.as_json({"folder": str(place), "seconds": seconds, "files": [asdict(trial) for trial in tried]})
    else:
        _show(tried, failures, place)
        count = f"{sum(t.rules for t in tried)} rules, {sum(t.examples for t in tried)} examples in {seconds} s"
        click.echo(f"{count}: {f'{len(failures)} failed' if failures else 'all hold'}", err=bool(failures))
    if failures:
        ctx.exit(1)


def _show(tried: Sequence[Trial], failures: Sequence[Failure], place: Path) -> None:
    console = paper.console()
    grid = paper.table("File", "Rules", "Examples", "", right=("Rules", "Examples"))
    for trial in tried:
        failed = len(trial.failures)
        verdict = paper.styled(f"{failed} failed", "bold red") if failed else paper.styled("all hold", "green")
        file = Path(trial.file)
        shown = str(file.relative_to(place)) if file.is_relative_to(place) else trial.file
        grid.add_row(shown, str(trial.rules), str(trial.examples), verdict)
    console.print(grid)
    console.print()
    for failure in failures:
        console.print(paper.styled(f"{failure.file}:{failure.line}: {failure.rule}", "bold"))
        for name, words in (("text", failure.text), ("expected", failure.expected), ("came", failure.came)):
            if words:
                console.print(f"  {name:<10}{paper.clean(words)}")
        console.print()


@click.command()
@click.argument("rule", metavar="RULE")
@click.argument("text", metavar="TEXT")
@click.option("--title", default="", help="A headline that stands above the text.")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day of publication (YYYY-MM-DD): what “Wednesday” and “last night” count from.",
)
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@pass_session
def explain(session: Session, *, rule: str, text: str, title: str, published: datetime | None, json_: bool) -> None:
    """Say why a rule fires in a text; or, if it does not, the first thing that stopped it.

    TEXT stands in quotation marks; - reads standard input. For each pattern of the rule that does not fit, the words
    it got to are shown, what it wanted next, and what stood there.

    \b
    Examples:
      ceasefire-monitor rules explain en.harm.killed "Two soldiers have died near Goris."
      ceasefire-monitor rules explain en.time.weekday - --published 2020-10-26 < report.txt
    """
    from monitor.commands.scan import open_engine
    from monitor.engine.explain import of_rule

    engine, packs = open_engine(session.settings)
    language, found = _rule(packs, rule)
    if text == "-":
        text = sys.stdin.read()
    day = published.date() if published else None
    why = of_rule(engine, rule, text, title=title, published=day, lang=language.code)
    if json_:
        paper.as_json({"rule": rule, "says": found.says, "file": found.file, "line": found.line, **asdict(why)})
        return
    console = paper.console()
    verdict = paper.styled("fires", "bold green") if why.fires else paper.styled("does not fire", "bold red")
    console.print(paper.styled(rule, "bold"), verdict)
    console.print(f"{found.says}\n{found.file}:{found.line}\n", style="dim")
    for reason in why.reasons:
        console.print(f"  {paper.clean(reason)}")


def _rule(packs: Packs, rule_id: str) -> tuple[Language, Rule]:
    from monitor.engine.packfile import nearest

    for language in packs.languages.values():
        if rule_id in language.by_id:
            return language, language.by_id[rule_id]
    known = [name for language in packs.languages.values() for name in language.by_id]
    raise MonitorError(f'no rule "{rule_id}"{nearest(rule_id, known) or "; see ceasefire-monitor rules list"}')
