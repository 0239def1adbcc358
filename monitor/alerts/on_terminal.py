"""How an alert and a digest look on a terminal: ordinary text with few colours, readable at 80 columns and in a file.

Everything goes through `rich.text.Text`, which knows no markup, and comes from a sheet, which has no control
characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from monitor.alerts import words
from monitor.alerts.digest_sheet import DigestSheet, Item, Untold
from monitor.alerts.notice import NoticeSheet
from monitor.alerts.quotes import Quote
from monitor.alerts.said import Line
from monitor.alerts.sheet import Reference, Sheet
from monitor.alerts.side_by_side import Table
from monitor.model import IncidentState, Severity

LABEL_WIDTH: Final = 11
ROW_WIDTH: Final = 20
COLUMN_WIDTH: Final = 20
"""Room that one claimant's figures need, and that the names of the rows do."""
QUOTES: Final = 4
SEVERITY_STYLES: Final[dict[Severity, str]] = {
    "grave": "bold white on red",
    "serious": "bold black on yellow",
    "notable": "bold white on blue",
    "info": "bold black on white",
}
STATE_STYLES: Final[dict[IncidentState, str]] = {
    "reported": "",
    "corroborated": "green",
    "contested": "yellow",
    "retracted": "strike",
}
LINE_STYLES: Final[dict[Severity | None, str]] = {
    "grave": "red", "serious": "yellow", "notable": "blue", "info": "bright_black", None: "bright_black",
}  # fmt: skip


def alert_page(sheet: Sheet) -> RenderableType:
    """One alert, from the line that says how weighty it is to the command that shows all of it."""
    parts: list[RenderableType] = [
        Rule(_title(sheet), align="left", style=LINE_STYLES[sheet.severity], characters="━"),
        Text(sheet.headline, style="bold"),
        _where(sheet),
        Text(),
        _facts(sheet),
        *_figures(sheet),
        *_quotes(sheet.quotes[:QUOTES]),
        *_sources(sheet),
        Text(),
        Text.assemble(("More: ", "dim"), (sheet.command, "cyan")),
        Text(),
    ]
    return Group(*parts)


def _title(sheet: Sheet) -> Text:
    title = Text()
    if sheet.severity:
        title.append(f" {sheet.severity.upper()} ", style=SEVERITY_STYLES[sheet.severity])
        title.append(" ")
    title.append(f"Incident {sheet.incident}", style="bold")
    if sheet.revision > 1:
        title.append(f", revision {sheet.revision}")
    title.append(f" · {sheet.told or sheet.revised}", style="dim")
    return title


def _where(sheet: Sheet) -> Text:
    line = Text(" · ".join((*sheet.dateline, sheet.theatre)))
    if sheet.clock:
        line.append(" · ")
        line.append(sheet.clock, style="bold")
    return line


def _facts(sheet: Sheet) -> Grid:
    grid = _grid()
    if sheet.why:
        grid.add_row("Why now", _lines(sheet.why, first="bold"))
    state = Text(sheet.state, style=STATE_STYLES[sheet.state]).append(f": {sheet.state_words}", style="default")
    grid.add_row("State", state)
    if sheet.said:
        grid.add_row("Who says", Group(*(_line(line) for line in sheet.said)))
    if sheet.muted:
        grid.add_row("Muted", "an analyst muted this incident")
    return grid


def _grid() -> Grid:
    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=LABEL_WIDTH, style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _lines(texts: Iterable[str], first: str = "") -> Text:
    return Text("\n").join(
        Text(words.capital(text), style="" if number else first) for number, text in enumerate(texts)
    )


def _line(line: Line) -> Text:
    text = Text(line.text)
    if line.refs:
        text.append(f" [{', '.join(map(str, line.refs))}]", style="dim")
    return text


class _SideBySide:
    """A table of figures that puts as many claimants side by side as the width allows, the rest underneath."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        most = max(1, (options.max_width - ROW_WIDTH) // COLUMN_WIDTH)
        for piece in self.table.columns(most):
            yield self.grid(piece)

    @staticmethod
    def grid(piece: Table) -> Grid:
        grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
        grid.add_column("", max_width=ROW_WIDTH, overflow="fold")
        for claimant in piece.claimants:
            grid.add_column(Text(claimant), overflow="fold", min_width=10)
        for row in piece.rows:
            cells = (Text("\n").join(_line(line) for line in cell) if cell else Text("–", "dim") for cell in row.cells)
            grid.add_row(Text(f"{row.harm}, {row.side}"), *cells)
        return grid


def _figures(sheet: Sheet) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if sheet.figures.rows:
        parts += [Text(), _SideBySide(sheet.figures)]
    if sheet.toll and sheet.weighed:
        parts += [Text(), Text.assemble(("Toll as it stands: ", "dim"), sheet.toll)]
    if sheet.running.rows:
        parts += [Text(), Text("Running totals over a longer time, not added to the above", "dim")]
        parts += [_SideBySide(sheet.running)]
    return parts


def _quotes(quotes: Sequence[Quote]) -> list[RenderableType]:
    said = [_quote(quote, indent=2) for quote in quotes]
    return [Text(), *said] if said else []


def _quote(quote: Quote, indent: int) -> Padding:
    whence = f" – {quote.outlet}{quote.whence}"
    return Padding(Text.assemble((quote.text, "italic"), (whence, "dim")), (0, 0, 0, indent))


def _sources(sheet: Sheet) -> list[RenderableType]:
    if not sheet.sources:
        return []
    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for source in sheet.sources:
        grid.add_row(f"[{source.number}]", _source(source))
    heading = Text.assemble(("Sources: ", "dim"), sheet.counted, (f" (times {sheet.timezone})", "dim"))
    return [Text(), heading, grid]


def _source(source: Reference) -> Text:
    text = Text.assemble((source.outlet, "bold"), f", {source.said}")
    if source.reprint:
        text.append(" (reprint)", style="yellow")
    if source.title:
        text.append(f": {source.title}")
    if source.url:
        text.append("\n")
        text.append(source.url, style=f"cyan link {source.url}")
    return text


def notice_page(notice: NoticeSheet) -> RenderableType:
    """One notice: whom we no longer hear, or hear again."""
    style = "bold black on green" if notice.over else "bold black on cyan"
    title = Text.assemble((f" {notice.sign} ", style), " ", (notice.told, "dim"))
    grid = _grid()
    grid.add_row("Began" if notice.over else "Since", notice.since)
    return Group(
        Rule(title, align="left", style="green" if notice.over else "cyan", characters="━"),
        Text(notice.title, style="bold"),
        *([Text(notice.about)] if notice.about else []),
        Text(),
        Text(notice.finding),
        grid,
        Text.assemble(("More: ", "dim"), (notice.command, "cyan")),
        Text(),
    )


# --------------------------------------------------------------------------------------------------------------- digest


def digest_page(digest: DigestSheet) -> RenderableType:
    """The day's digest."""
    parts: list[RenderableType] = [
        Rule(
            Text.assemble(("Ceasefire digest", "bold"), f" · {digest.day}"),
            align="left",
            style="bright_black",
            characters="━",
        ),
        Text(digest.span, style="dim"),
        Text(),
        Text(digest.headline, style="bold"),
        Text(digest.sight, style="" if digest.clear else "yellow"),
    ]
    for chapter in digest.chapters:
        parts += [Text(), Rule(Text(chapter.theatre, "bold"), align="left", style="dim"), Text(chapter.summary, "dim")]
        parts += [part for item in chapter.items for part in _item(item)]
    parts += [*_clocks(digest), *_coverage(digest)]
    parts += _untold("Failed: these were not told", digest.failed) + _untold("Held back", digest.held)
    return Group(*parts, Text())


def _item(item: Item) -> list[RenderableType]:
    sheet = item.sheet
    head = Text.assemble((f"{'new' if item.new else 'news'} ", "dim"), (sheet.headline, "bold"))
    facts = [*sheet.dateline, sheet.clock, sheet.toll, sheet.state, sheet.counted, f"incident {sheet.incident}"]
    parts: list[RenderableType] = [Text(), head, Padding(Text(" · ".join(f for f in facts if f)), (0, 0, 0, 4))]
    lines = [line.text for line in sheet.said]
    lines += [words.capital(change) for change in item.changes]
    lines += [f"{what}: {'; '.join(f'{who} {said}' for who, said in sides)}" for what, sides in item.rivals]
    parts += [Padding(Text(f"– {line}"), (0, 0, 0, 4)) for line in lines]
    parts += [_quote(quote, indent=4) for quote in sheet.quotes[:1]]
    return parts


def _clocks(digest: DigestSheet) -> list[RenderableType]:
    if not digest.clocks:
        return []
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    for name in ("Ceasefire", "Day", "Reported today", "Last reported violation"):
        grid.add_column(name, overflow="fold")
    for clock in digest.clocks:
        grid.add_row(Text(clock.name), clock.day, Text(clock.today, "yellow" if clock.broken else ""), clock.last)
    return [Text(), grid]


def _coverage(digest: DigestSheet) -> list[RenderableType]:
    numbers = " · ".join(f"{name}: {value}" for name, value in digest.coverage)
    parts: list[RenderableType] = [Text(), Text.assemble(("Coverage  ", "bold"), numbers)]
    parts += [
        Padding(Text.assemble(("could not read ", "yellow"), (feed.name, "bold"), f": {feed.why}"), (0, 0, 0, 2))
        for feed in digest.blind
    ]
    if digest.blind_more:
        more = f"… and {digest.blind_more} more could not be read: ceasefire-monitor feeds list"
        parts.append(Padding(Text(more, "dim"), (0, 0, 0, 2)))
    for hush in digest.hushed:
        span = f" (since {hush.since}{f', over {hush.over}' if hush.over else ''})"
        line = Text.assemble((hush.title, "" if hush.over else "yellow"), f": {hush.finding}", (span, "dim"))
        parts.append(Padding(line, (0, 0, 0, 2)))
    if digest.hushed_more:
        parts.append(Padding(Text(f"… and {digest.hushed_more} more", "dim"), (0, 0, 0, 2)))
    return parts


def _untold(heading: str, untold: Sequence[Untold]) -> list[RenderableType]:
    if not untold:
        return []
    return [Text(), Text(heading, "bold"), *(_message(item) for item in untold)]


def _message(item: Untold) -> Padding:
    return Padding(Text(f"{item.about} to {item.to}: {item.why}"), (0, 0, 0, 2))
