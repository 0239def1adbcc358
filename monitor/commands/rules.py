"""rules: the rule packs, their checks, and one rule in full. What tries them is in `rule_trials`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.commands import paper, rule_trials
from monitor.commands.session import Session, pass_session
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.engine.language import Rule
    from monitor.engine.load import Packs
    from monitor.model import Ceasefire


@click.group()
def rules() -> None:
    """List, show, check, try and explain the rules that read the news."""


rules.add_command(rule_trials.test)
rules.add_command(rule_trials.explain)


@rules.command("list")
@click.option("--stage", metavar="NAME", help="Only this stage: phrase, time, speaker, event or cue.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@pass_session
def list_(session: Session, *, stage: str | None, json_: bool) -> None:
    """Show the rules of every language, and the theatres with their ceasefires."""
    packs = _packs(session)
    found = [rule for rule in _all(packs) if stage in (None, rule.stage)]
    if stage and not found:
        raise MonitorError(
            f'no rules in stage "{stage}"; stages are {", ".join(sorted({r.stage for r in _all(packs)}))}'
        )
    if json_:
        paper.as_json({
            "rules": [{"id": rule.id, "says": rule.says, "stage": rule.stage, "file": rule.file, "line": rule.line,
                       **_examples(rule)} for rule in found],
            "theatres": [{"id": theatre.id, "name": theatre.name, "parties": theatre.parties,
                          "places": len(theatre.places), "ceasefires": theatre.ceasefires}
                         for theatre in packs.theatres.values()],
        })  # fmt: skip
        return
    console = paper.console()
    grid = paper.table("Rule", "Stage", "Examples", "What it says", right=("Examples",))
    for rule in found:
        grid.add_row(rule.id, rule.stage, str(sum(_examples(rule).values())), paper.clean(rule.says))
    console.print(grid)
    if stage is None:
        console.print()
        grid = paper.table("Theatre", "Name", "Actors", "Places", "Ceasefires", right=("Actors", "Places"))
        for theatre in packs.theatres.values():
            names = ", ".join(ceasefire.id for ceasefire in theatre.ceasefires)
            grid.add_row(theatre.id, theatre.name, str(len(theatre.labels)), str(len(theatre.places)), names)
        console.print(grid)


@rules.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@click.pass_context
@pass_session
def check(session: Session, ctx: click.Context, *, folder: Path | None, json_: bool) -> None:
    """Check a folder of rules: keys, patterns, references, and every rule's own examples.

    Each problem is one line: file:line, what, remedy. Without FOLDER, the rules in use.

    Exit status 1 when there is a problem.
    """
    from monitor.engine.check import check as checked

    place = folder or session.settings.rules_folder
    report = checked(place)
    if json_:
        paper.as_json({"folder": str(place)} | asdict(report))
    else:
        for problem in report.problems:
            click.echo(problem)
        looked_at = f"{report.files} files, {report.rules} rules, {report.examples} examples"
        count = len(report.problems)
        verdict = f"{count} problem{'s' * (count > 1)}" if count else "all is well"
        click.echo(f"{place}: {looked_at}: {verdict}", err=count > 0)
    if report.problems:
        ctx.exit(1)


@rules.command()
@click.argument("id")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@pass_session
def show(session: Session, id: str, *, json_: bool) -> None:
    """Show one rule, theatre or ceasefire by its id."""
    packs = _packs(session)
    rule = next((rule for rule in _all(packs) if rule.id == id), None)
    theatre = packs.theatres.get(id)
    ceasefire = next((each for each in packs.ceasefires if each.id == id), None)
    if rule is not None:
        _show_rule(rule, json_=json_)
    elif ceasefire is not None:
        _show_facts(ceasefire, json_=json_)
    elif theatre is not None:
        facts = {"id": theatre.id, "name": theatre.name, "sides": theatre.sides, "actors": dict(theatre.labels),
                 "places": sorted(theatre.places), "ceasefires": [each.id for each in theatre.ceasefires]}  # fmt: skip
        _show_facts(facts, json_=json_)
    else:
        from monitor.engine.packfile import nearest

        known = [rule.id for rule in _all(packs)] + list(packs.theatres) + [each.id for each in packs.ceasefires]
        raise MonitorError(f'no rule "{id}"{nearest(id, known) or "; see ceasefire-monitor rules list"}')


def _packs(session: Session) -> Packs:
    from monitor.engine.load import load_packs

    return load_packs(session.settings.rules_folder, theatres=session.settings.theatres)


def _all(packs: Packs) -> Iterator[Rule]:
    for language in packs.languages.values():
        yield from language.every()


def _examples(rule: Rule) -> dict[str, int]:
    source = rule.source
    return {"examples": len(source.examples), "near_misses": len(source.near_misses),
            "known_misses": len(source.known_misses)}  # fmt: skip


def _show_rule(rule: Rule, *, json_: bool) -> None:
    source = rule.source
    if json_:
        paper.as_json(source.model_dump(mode="json", by_alias=True) | {"file": rule.file, "line": rule.line})
        return
    console = paper.console()
    console.print(paper.styled(rule.id, "bold"))
    console.print(f"{rule.says}\n{rule.file}:{rule.line} · stage {rule.stage}\n", style="dim")
    parts: list[tuple[str, list[str]]] = [
        ("matches", source.match),
        ("but not", source.unless),
        ("makes", [f"{key}: {value}" for key, value in source.emit.items()]),
        ("must fire on", [_told(each.text, each.expect) for each in source.examples]),
        ("must not fire on", [f"{each.text}\n  because {each.because}" for each in source.near_misses]),
        ("still misses", [f"{each.text}\n  because {each.because}" for each in source.known_misses]),
    ]
    for name, lines in parts:
        if lines:
            console.print(paper.styled(name, "bold cyan"))
            for line in lines:
                console.print("  " + line.replace("\n", "\n  "))


def _told(text: str, expect: dict[str, Any]) -> str:
    fields = ", ".join(f"{key}: {value}" for key, value in expect.items())
    return f"{text}\n  → {fields}" if fields else text


def _show_facts(facts: Ceasefire | dict[str, Any], *, json_: bool) -> None:
    if json_:
        paper.as_json(facts)
        return
    grid = paper.table("", "")
    grid.show_header = False
    for key, value in (facts if isinstance(facts, dict) else asdict(facts)).items():
        grid.add_row(paper.styled(key, "dim"), _line(value))
    paper.console().print(grid)


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} ({word})" for key, word in value.items())
    if isinstance(value, (list, tuple)):
        return (
            " | ".join(", ".join(each) for each in value) if value and isinstance(value[0], tuple) else ", ".join(value)
        )
    return "" if value is None else str(value)
