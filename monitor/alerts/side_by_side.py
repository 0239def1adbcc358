"""Figures side by side: a column for each claimant, a row for each harm and side, and no word on who is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from monitor.alerts import words
from monitor.alerts.said import Line, numbers
from monitor.alerts.words import Wording
from monitor.model import Figure, Harm


@dataclass(frozen=True, slots=True)
class Row:
    """The figures for one harm to one side; `cells[i]` is what claimant i of the table says (empty: nothing)."""

    harm: str
    side: str
    cells: tuple[tuple[Line, ...], ...]
    rival: bool = False
    """Whether two claimants now give different figures."""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures side by side: a column for each claimant, a row for each harm and side."""

    claimants: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def weighed(self) -> bool:
        """Whether a toll drawn from it is no mere copy of one cell."""
        cells = [line for row in self.rows for cell in row.cells for line in cell if not line.earlier]
        return len(cells) > len({row.harm for row in self.rows})

    def columns(self, most: int) -> tuple[Table, ...]:
        """The same table in pieces of at most `most` claimants, without rows that a piece leaves empty."""
        pieces = []
        for start in range(0, len(self.claimants), most):
            kept = tuple(replace(row, cells=row.cells[start : start + most]) for row in self.rows)
            pieces.append(Table(self.claimants[start : start + most], tuple(row for row in kept if any(row.cells))))
        return tuple(pieces)


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where in the table a figure stands: its row and its column."""

    harm: Harm
    side: str | None
    voice: tuple[str | None, str]
    """Whose word it is: the claimant's, or the outlet's own when it names none."""


def table(figures: Iterable[Figure], actors: Sequence[str], refs: Mapping[int, int], wording: Wording) -> Table:
    """The table of these figures, all of one scope. Sides come first, in the order of `actors`, then everyone else in
    the order in which they spoke. `refs` gives the number of each article in the list of sources."""
    # Of two numbers in one report the greater is its word, the smaller what it says was known before.
    by_time = sorted(figures, key=lambda figure: (figure.said, figure.article_id, figure.low or figure.high or 0))
    seated = [(_seat(figure, by_time), figure) for figure in by_time]
    rank = {actor: place for place, actor in enumerate(actors)}
    columns = sorted(
        dict.fromkeys(seat.voice for seat, _ in seated), key=lambda voice: rank.get(voice[0] or "", len(rank))
    )
    kinds = sorted(
        dict.fromkeys((seat.harm, seat.side) for seat, _ in seated),
        key=lambda kind: (list(words.HARMS).index(kind[0]), rank.get(kind[1] or "", len(rank))),
    )
    rows = []
    for harm, side in kinds:
        said = [[figure for seat, figure in seated if seat == _Seat(harm, side, voice)] for voice in columns]
        name = wording.name(side) if side else "side not stated"
        cells = tuple(_cell(figures, side, refs, wording) for figures in said)
        standing = [_stands(figures) for figures in said]
        rows.append(Row(words.HARMS[harm], name, cells, any(_differ(a, b) for a, b in combinations(standing, 2))))
    return Table(tuple(_column(voice, wording) for voice in columns), tuple(rows))


def _seat(figure: Figure, figures: Sequence[Figure]) -> _Seat:
    """A part of another figure sits with the whole; a claimant's early word on nobody's side in particular sits with
    what the same claimant later said of one side."""
    own = _Seat(figure.harm, figure.side, _voice(figure))
    same = [other for other in figures if other.harm == figure.harm and other.measure != "of-which"]
    if figure.measure == "of-which":
        wholes = [
            other
            for other in same
            if (other.article_id == figure.article_id or _voice(other) == own.voice)
            and (other.side in (None, figure.side) or figure.side is None)
        ]
        # The same article's before another's, the same side's before one not stated, the newest.
        whole = max(
            wholes,
            key=lambda o: (o.article_id == figure.article_id, _voice(o) == own.voice, o.side == figure.side, o.said),
            default=None,
        )
        return _seat(whole, figures) if whole else own
    later = {other.side for other in same if _voice(other) == own.voice and other.said > figure.said} - {None}
    if figure.side is None and figure.claimant is not None and len(later) == 1:
        return replace(own, side=later.pop())
    return own


def _stands(figures: Sequence[Figure]) -> list[Figure]:
    """The figures that one claimant's newest report gives, without parts of others."""
    whole = [figure for figure in figures if figure.measure != "of-which"]
    return [figure for figure in whole if figure.said == max(other.said for other in whole)]


def _differ(ours: Sequence[Figure], theirs: Sequence[Figure]) -> bool:
    """Whether two claimants give the same people different numbers: soldiers are no civilians, and three soldiers with
    four civilians are seven people."""

    def total(figures: Sequence[Figure]) -> tuple[int, int]:
        return sum(figure.low or 0 for figure in figures), sum(figure.high or 0 for figure in figures)

    return total(ours) != total(theirs) and any(
        (a.low, a.high) != (b.low, b.high) and {a.victims, b.victims} != {"military", "civilian"}
        for a in ours
        for b in theirs
    )


def _voice(figure: Figure) -> tuple[str | None, str]:
    return (figure.claimant, "" if figure.claimant else figure.outlet)


def _column(voice: tuple[str | None, str], wording: Wording) -> str:
    claimant, outlet = voice
    return wording.does(claimant, "say") if claimant else f"{words.plain(outlet)} reports"


def _cell(figures: Sequence[Figure], side: str | None, refs: Mapping[int, int], wording: Wording) -> tuple[Line, ...]:
    """One claimant's word: the figures of its newest report, the parts it names of them, then what it said earlier
    where that differs."""
    lines: dict[str, tuple[int, ...]] = {}
    parts: dict[str, tuple[int, ...]] = {}
    earlier: dict[str, tuple[int, ...]] = {}
    figures = [_closely(figure, figures) for figure in figures]
    newest = {(f.victims, f.denied, f.measure == "of-which"): f for f in figures}  # they come oldest first
    for figure in reversed(figures):
        last = newest[figure.victims, figure.denied, figure.measure == "of-which"]
        if figure.measure == "of-which":
            text, here = _part(figure, figures, side, wording), parts
            if figure.said != last.said and text not in parts:
                continue
        else:
            text = _written(figure)
            here = lines if figure == last or text in lines else earlier
        here[text] = numbers((*here.get(text, ()), refs.get(figure.article_id, 0)))
    whose = _whose(figures)
    return (
        *(
            Line(text if at or not whose else f"{text}, {whose}", found)
            for at, (text, found) in enumerate(lines.items())
        ),
        *(Line(text, found) for text, found in parts.items()),
        *(Line(f"earlier: {text}", found, earlier=True) for text, found in earlier.items() if text not in lines),
    )


def _closely(figure: Figure, figures: Sequence[Figure]) -> Figure:
    """The figure, said of the people of whom the claimant gives the same number elsewhere: "4 military" where this one
    is only "4"."""
    if figure.victims not in ("unknown", "mixed") or figure.measure == "of-which":
        return figure
    same = (figure.low, figure.high, figure.denied)
    kinds = {f.victims for f in figures if (f.low, f.high, f.denied) == same and f.measure != "of-which"}
    closer = kinds - {"unknown", "mixed"}
    return replace(figure, victims=closer.pop()) if len(closer) == 1 else figure


def _whose(figures: Sequence[Figure]) -> str:
    """ "admitted" where the newest word is called so, "own losses" where a side counts its own people, or empty."""
    newest = max((f for f in figures if f.measure != "of-which"), key=lambda f: f.said, default=None)
    if newest is None:
        return ""
    if newest.admitted:
        return "admitted"
    own = any(f.claimant is not None and f.claimant == f.side for f in figures)
    return "own losses" if own and newest.harm != "displaced" else ""


def _written(figure: Figure) -> str:
    return _people(figure) + (", denied" if figure.denied else "")


def _people(figure: Figure) -> str:
    how_many = words.figure(figure.low, figure.high, approx=figure.approx, evidence=figure.evidence)
    return words.people(how_many, figure.victims)


def _part(figure: Figure, figures: Sequence[Figure], side: str | None, wording: Wording) -> str:
    """ "of them at least 2 civilians"; in the article's own words where one phrase names several parts, as those say
    what kinds of people they are."""
    phrase = words.plain(figure.evidence)
    several = {f.low for f in figures if f.measure == "of-which" and words.plain(f.evidence) == phrase}
    if phrase and len(several) > 1:
        return words.quoted(phrase)
    whose = f" of {wording.name(figure.side)}" if figure.side and figure.side != side else ""
    denied = ", denied" if figure.denied else ""
    if all(other.measure == "of-which" for other in figures):
        return f"{_people(figure)}{whose} of a larger number{denied}"
    return f"of them {_people(figure)}{whose}{denied}"
