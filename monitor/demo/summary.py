"""The demo's own words on the terminal: what is about to be seen, how far it has come, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from monitor.alerts.words import several
from monitor.app import PassReport
from monitor.demo.check import Finding, Outcome
from monitor.demo.content import Day
from monitor.model import Digest


@dataclass(slots=True)
class Tally:
    """Counts of the whole day, added up pass by pass."""

    asked: int = 0
    entries: int = 0
    edited: int = 0
    read: int = 0
    irrelevant: int = 0
    unreadable: int = 0
    opened: int = 0
    revised: int = 0
    alerts: int = 0
    sent: int = 0

    def add(self, report: PassReport) -> None:
        """Adds what came of one pass."""
        self.asked += report.poll.asked
        self.entries += report.poll.new
        self.edited += report.poll.edited
        self.read += report.read.read
        self.irrelevant += report.read.irrelevant
        self.unreadable += report.read.unreadable
        self.opened += report.correlate.opened
        self.revised += report.correlate.revised
        self.alerts += report.correlate.alerts
        self.sent += report.deliver.sent


def opening(day: Day, site: str) -> RenderableType:
    """What is about to be seen."""
    items = sum(len(outlet.items) for outlet in day.outlets)
    return Group(
        Text.assemble(("Ceasefire Monitor: the demo", "bold")),
        Text(
            f"{day.date:%A}, {day.date.day} {day.date:%B %Y}, on the Armenian–Azerbaijani border. {len(day.outlets)} "
            f"outlets publish {items} items on {site}; people, outlets and events are invented. The monitor reads them "
            "over HTTP as the day goes by and tells what it finds. Times are local."
        ),
        Text(),
    )


def hour(now: datetime, tally: Tally) -> RenderableType:
    """How far the day has come."""
    return Rule(
        f"{now:%H:%M}  {several(tally.asked, 'look')} at feeds, {several(tally.entries, 'item')}, "
        f"{several(tally.opened, 'incident')}, {several(tally.sent, 'message')}",
        style="dim",
        characters="·",
        align="left",
    )


def closing(
    tally: Tally, digest: Digest, outcome: Outcome, findings: Sequence[Finding], output: Path
) -> RenderableType:
    """What came of the day."""
    covered = digest.coverage
    blind = ", ".join(feed.name for feed in covered.failed) or "none"
    numbers = Table.grid(padding=(0, 2, 0, 0))
    numbers.add_column(style="dim", no_wrap=True)
    numbers.add_column(overflow="fold")
    for name, value in (
        ("Feeds", f"{covered.feeds}, asked {tally.asked} times; unreadable at the day's end: {blind}"),
        ("Items", f"{tally.entries}, {tally.edited} edited and read again; {tally.irrelevant} put aside as not ours"),
        ("Articles", f"{covered.articles} kept, with {several(covered.claims, 'claim')}"),
        ("Incidents", f"{len(outcome.incidents)}, revised {tally.revised} times"),
        ("Alerts", f"{tally.alerts}, in {tally.sent} messages"),
    ):  # fmt: skip
        numbers.add_row(f"  {name}", value)
    return Group(
        Rule(Text("The day in short", "bold"), align="left", characters="━"),
        numbers,
        Text(),
        *_verdict(findings),
        Text(),
        Text("Left for you", style="bold"),
        *_left(output),
        Text(),
        Text("Try next", style="bold"),
        *_next(outcome, output),
    )


def _verdict(findings: Sequence[Finding]) -> list[Text]:
    """Each expectation on its line; what failed, last and with the reason."""
    lines = [Text("What an attentive reader would have found, or ignored", style="bold")]
    for finding in sorted(findings, key=lambda one: not one.met):
        mark = ("  ✓ ", "green") if finding.met else ("  ✗ ", "bold red")
        lines.append(Text.assemble(mark, finding.says, (f": {finding.instead}" if not finding.met else "", "red")))
    missed = sum(not finding.met for finding in findings)
    if missed:
        lines.append(Text(f"The demo FAILED: {missed} of {len(findings)} did not come true.", style="bold red"))
    else:
        lines.append(Text(f"All {len(findings)} came true.", style="bold green"))
    return lines


def _left(output: Path) -> list[Text]:
    return [
        Text(f"  {_shown(output / name)}  {what}", overflow="fold")
        for name, what in (
            ("digest.html", "the morning's mail, to be opened in a browser"),
            ("digest.txt", "the same as plain text"),
            ("monitor.yaml", "the settings it ran with, and demo.db, its database"),
            ("monitor.log", "what the daemon wrote while it worked"),
        )
    ]


def _next(outcome: Outcome, output: Path) -> list[Text]:
    settings = _shown(output / "monitor.yaml")
    gravest = max(outcome.incidents, key=lambda one: (len(one.sources), -one.id), default=None)
    commands = [f"ceasefire-monitor --settings {settings} incidents list"]
    if gravest is not None:
        commands.append(f"ceasefire-monitor --settings {settings} incidents show {gravest.id}")
    commands += ["ceasefire-monitor scan article.txt", "ceasefire-monitor run"]
    return [Text(f"  {command}", style="cyan", no_wrap=True) for command in commands]


def _shown(path: Path) -> Path:
    """The path as one would type it here."""
    here = Path.cwd()
    return path.resolve().relative_to(here) if path.resolve().is_relative_to(here) else path.resolve()
