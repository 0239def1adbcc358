"""An article with its claims marked, for a person: the text with numbered spans, then the claims in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from monitor.alerts import words
from monitor.alerts.words import Wording
from monitor.building import labels
from monitor.commands import claim_words
from monitor.model import Claim, Reading

if TYPE_CHECKING:
    from monitor.engine.explain import Line
    from monitor.engine.load import Packs

_STYLES: Final[Mapping[str, str]] = {
    "violation": "bold red",
    "casualty": "bold yellow",
    "hostility": "bold magenta",
    "ceasefire": "bold green",
}
_BACKGROUND: Final = "dim italic"
_MARGIN: Final = 2
_TEXT_WIDTH: Final = 100
"""Longest line of running text: longer ones are hard to read."""
_TABLE: Final = 96
"""Columns that a table needs, and with a column for the rules:"""
_WIDE: Final = 124


def page(
    title: str,
    text: str,
    reading: Reading,
    packs: Packs,
    *,
    name: str,
    explained: Sequence[tuple[Claim, Sequence[Line]]] = (),
) -> RenderableType:
    """Everything `scan` shows of one article; with `explained`, how each claim was made."""
    wording = Wording(labels=labels(packs))
    parts: list[RenderableType] = [_head(name, reading, packs), Text()]
    if title:
        parts += [_Body(title, reading.claims, "title"), Text()]
    parts += [_Body(text.rstrip(), reading.claims, "text"), Text()]
    if reading.claims:
        parts.append(_Claims(reading, wording))
        parts.append(_Legend())
    else:
        parts.append(Text(_nothing(reading, packs), "dim"))
    parts += _notes(reading)
    for number, (claim, lines) in enumerate(explained, 1):
        parts += _trace(number, claim, lines)
    return Group(*parts)


def _head(name: str, reading: Reading, packs: Packs) -> Text:
    """What kind of news this is, in one or two lines."""
    flags = reading.flags
    chips = [
        (" VIOLATION ", "bold white on red", flags.violation),
        (" APPARENT VIOLATION ", "bold black on bright_red", flags.apparent_violation),
        (" CASUALTIES ", "bold black on yellow", flags.casualties),
        (" HOSTILITIES ", "bold white on magenta", flags.hostilities),
        (" CEASEFIRE ", "bold black on green", flags.ceasefire),
    ]
    line = Text()
    for word, style, raised in chips:
        if raised:
            line.append(word, style).append(" ")
    if not line:
        chip = " NO NEWS OF THIS KIND " if reading.lang in packs.languages else " NOT READ "
        line.append(chip, "bold black on white").append(" ")
    line.append("  ")
    line.append(words.plain(name), "bold")
    theatres = [packs.theatres[id_].name if id_ in packs.theatres else id_ for id_ in reading.theatres]
    facts = [reading.lang, reading.published.isoformat() if reading.published else "", *theatres]
    line.append("".join(f" · {fact}" for fact in facts if fact), "dim")
    if toll := _toll(reading):
        line.append("\nToll as told here: ", "dim").append(toll)
    return line


def _nothing(reading: Reading, packs: Packs) -> str:
    """Why there is no claim: that nothing was found is not the same as that nothing was looked for."""
    if reading.lang in packs.languages:
        return "No claim was found: nobody is said to have broken a ceasefire, attacked or come to harm."
    known = ", ".join(sorted(packs.languages))
    return f"Not read: there are no rules for “{reading.lang}” (there are for {known}); --lang says another language."


def _toll(reading: Reading) -> str:
    toll = reading.toll
    counted = (("killed", toll.killed), ("wounded", toll.wounded), ("missing", toll.missing),
               ("captured", toll.captured), ("displaced", toll.displaced))  # fmt: skip
    return " · ".join(f"{words.count(count)} {harm}" for harm, count in counted if count is not None)


# ------------------------------------------------------------------------------------------------------ the marked text


class _Body:
    """The title or text with its spans highlighted and numbered; brackets stand for colours where there are none."""

    def __init__(self, text: str, claims: Sequence[Claim], field: str) -> None:
        self.text = text
        self.field = field
        self.spans = [(claim, number) for number, claim in enumerate(claims, 1) if claim.field == field]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        marked = marked_text(self.text, self.spans, colours=console.color_system is not None)
        if self.field == "title":
            marked.stylize("bold", 0, len(marked))
        for line in marked.wrap(console, min(options.max_width - _MARGIN, _TEXT_WIDTH)):
            line.rstrip()
            yield Text(" " * _MARGIN if line else "") + line


def marked_text(text: str, spans: Sequence[tuple[Claim, int]], *, colours: bool) -> Text:
    """`text` with each claim's characters styled and followed by the claim's number, several numbers joined."""
    marked = Text()
    starts = sorted({claim.start for claim, _ in spans})
    ends: dict[int, list[int]] = {}
    for claim, number in spans:
        ends.setdefault(claim.end, []).append(number)
    cuts = sorted({0, len(text), *starts, *ends})
    for here, after in zip(cuts, [*cuts[1:], len(text)], strict=True):
        if numbers := ends.get(here):
            label = ",".join(str(number) for number in sorted(numbers))
            closed = "" if colours else "⟧" * len({claim.start for claim, _ in spans if claim.end == here})
            marked.append(f"{closed}[{label}]", "bold cyan")
        if not colours:
            marked.append("⟦" * len({claim.end for claim, _ in spans if claim.start == here}))
        marked.append(_shown(text[here:after]), _style(here, after, spans))
    return marked


def _style(start: int, end: int, spans: Sequence[tuple[Claim, int]]) -> str:
    """The style of the shortest claim that covers these characters: what is inside stands out from what is around."""
    covering = [claim for claim, _ in spans if claim.start <= start < end <= claim.end]
    if not covering:
        return ""
    claim = min(covering, key=lambda claim: claim.end - claim.start)
    style = _STYLES[claim.kind]
    return f"{style} underline" if claim.current and not claim.denied else style.replace("bold", _BACKGROUND)


def _shown(text: str) -> str:
    """Text without characters that steer a terminal; line ends stay."""
    return "".join(character if character.isprintable() or character in "\n" else " " for character in text)


# ------------------------------------------------------------------------------------------------------------ the table


class _Claims:
    """The claims in a table; in a narrow window as a list, where columns would be too thin to read."""

    def __init__(self, reading: Reading, wording: Wording) -> None:
        self.claims = reading.claims
        self.rules = [
            claim_words.deciding(claim, steps) for claim, steps in zip_longest(reading.claims, reading.traces)
        ]
        self.wording = wording

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self._table(rules=options.max_width >= _WIDE) if options.max_width >= _TABLE else self._list()

    def _table(self, *, rules: bool) -> Table:
        grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        grid.add_column("", justify="right", style="bold cyan", no_wrap=True)
        for name in ("What", "Who", "Figure", "Said by", "News?", *(["Rules"] if rules else [])):
            grid.add_column(name, overflow="fold", style="dim" if name == "Rules" else "")
        for number, (claim, made_by) in enumerate(zip(self.claims, self.rules, strict=True), 1):
            what = _coloured(claim_words.what(claim), claim)
            if detail := claim_words.detail(claim, self.wording):
                what.append(f"\n{detail}", "dim")
            if not rules and made_by:
                what.append(f"\n{made_by}", "dim")
            cells = (
                claim_words.who(claim, self.wording),
                claim_words.figure(claim),
                claim_words.voice(claim, self.wording),
                claim_words.status(claim),
            )
            grid.add_row(str(number), what, *map(Text, cells), *([Text(made_by)] if rules else []))
        return grid

    def _list(self) -> Table:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(justify="right", style="bold cyan", no_wrap=True)
        grid.add_column(overflow="fold")
        for number, (claim, made_by) in enumerate(zip(self.claims, self.rules, strict=True), 1):
            facts = [
                claim_words.figure(claim),
                claim_words.who(claim, self.wording),
                f"said by {claim_words.voice(claim, self.wording)}",
            ]
            news = claim_words.status(claim)
            line = _coloured(claim_words.what(claim), claim)
            line.append(
                "".join(f" · {fact}" for fact in [*facts, "" if news == "yes" else news] if fact).replace("\n", ", ")
            )
            for more in (claim_words.detail(claim, self.wording), made_by):
                if more:
                    line.append(f"\n{more}", "dim")
            grid.add_row(str(number), line)
        return grid


def _coloured(what: str, claim: Claim) -> Text:
    colour = _STYLES[claim.kind].removeprefix("bold ")
    return Text().append(what, colour if claim.current and not claim.denied else "dim")


class _Legend:
    """What the colours mean, where there are any."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if console.color_system is None:
            return
        legend = Text("\nmarked: ", "dim")
        for kind, style in _STYLES.items():
            legend.append(kind, f"{style} underline").append("  ")
        yield legend.append("history or denied", _BACKGROUND)


def _notes(reading: Reading) -> list[RenderableType]:
    if reading.published is None and reading.claims:
        note = "No day of publication is known: give --published YYYY-MM-DD, and days such as “Wednesday” get a date."
        return [Text(), Text(note, "dim")]
    return []


def _trace(number: int, claim: Claim, lines: Sequence[Line]) -> list[RenderableType]:
    parts: list[RenderableType] = [
        Text(),
        Text.assemble((f"[{number}] ", "bold cyan"), (f"“{words.plain(claim.evidence)}”", "italic")),
    ]
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim")
    grid.add_column()
    grid.add_column(overflow="fold", style="italic")
    grid.add_column(overflow="fold", style="dim")
    for line in lines:
        read = Text(f"“{words.plain(line.words)}”" if line.words else "")
        grid.add_row(f"    {line.stage}", line.rule, read, Text(line.says))
    parts.append(grid)
    axes = claim.axes
    verdict = " · ".join((axes.polarity, axes.modality, axes.time, axes.measure, axes.voice))
    parts.append(Text.assemble(("    axes  ", "dim"), f"{verdict} · confidence {claim.confidence:.2f}"))
    return parts
