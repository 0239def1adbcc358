"""What is shown of one incident, in words: one sheet, which the terminal, Slack and mail each set in their own way.

Nothing here says who is right. A sheet says who says what, who denies it, and in which article it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from monitor.alerts import words
from monitor.alerts.policy import in_words
from monitor.alerts.words import Wording
from monitor.model import Accusation, Alert, Figure, Incident, IncidentState, Revision, Severity, Source

HEADLINE_LIMIT: Final = 300
QUOTE_LIMIT: Final = 420
TITLE_LIMIT: Final = 160


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, with the numbers of the sources that carry it."""

    text: str
    refs: tuple[int, ...] = ()


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

    def columns(self, most: int) -> tuple[Table, ...]:
        """The same table in pieces of at most `most` claimants, without rows that a piece leaves empty."""
        pieces = []
        for start in range(0, len(self.claimants), most):
            kept = tuple(replace(row, cells=row.cells[start : start + most]) for row in self.rows)
            pieces.append(Table(self.claimants[start : start + most], tuple(row for row in kept if any(row.cells))))
        return tuple(pieces)


@dataclass(frozen=True, slots=True)
class Quote:
    """The proof: words that stand in an article, in quotation marks."""

    text: str
    outlet: str
    url: str
    ref: int | None
    denial: bool
    """Whether the article says these words only to report that they are denied."""

    @property
    def whence(self) -> str:
        """What follows the outlet's name: " [3], in a denial"."""
        return (f" [{self.ref}]" if self.ref else "") + (", in a denial" if self.denial else "")


@dataclass(frozen=True, slots=True)
class Reference:
    """A source in the numbered list. `copy` marks wire text that is already counted under another outlet."""

    number: int
    outlet: str
    title: str
    url: str
    said: str
    copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything people are shown of one revision. `why` and `told` are empty outside an alert."""

    incident: int
    revision: int
    severity: Severity | None
    headline: str
    kind: str
    theatre: str
    place: str
    days: str
    clock: str
    """ "day 3 of the ceasefire of 5 April 2016", or empty where no ceasefire is known to be in force."""
    why: tuple[str, ...]
    told: str
    revised: str
    state: IncidentState
    state_words: str
    said: tuple[Line, ...]
    figures: Table
    running: Table
    """Running totals over longer periods: never added to the incident's own figures."""
    toll: str
    quotes: tuple[Quote, ...]
    sources: tuple[Reference, ...]
    counted: str
    """ "2 independent sources, 1 copy"."""
    timezone: str
    command: str
    muted: bool


def sheet(revision: Revision, wording: Wording, alert: Alert | None = None) -> Sheet:
    """Put one revision into words."""
    incident = revision.incident
    references = _references(incident.sources, wording)
    refs = {source.article_id: number for number, source in enumerate(_in_order(incident.sources), 1)}
    return Sheet(
        incident=incident.id,
        revision=incident.revision,
        severity=alert.severity if alert else None,
        headline=words.capital(_named(words.plain(incident.headline, HEADLINE_LIMIT), incident, wording)),
        kind=words.capital(words.STATUSES[incident.ceasefire_status])
        if incident.kind == "ceasefire" and incident.ceasefire_status
        else words.KINDS[incident.kind],
        theatre=wording.theatre(incident.theatre),
        place=words.listed([words.plain(place.name) for place in incident.places]),
        days=words.days(incident.first_day, incident.last_day),
        clock=_clock(incident, wording),
        why=_why(revision, alert, wording),
        told=wording.stamp(alert.created) if alert else "",
        revised=wording.stamp(incident.revised),
        state=incident.state,
        state_words=words.STATES[incident.state],
        said=_said(incident, refs, wording),
        figures=_table([f for f in incident.figures if f.scope == "incident"], incident.actors, refs, wording),
        running=_table([f for f in incident.figures if f.scope == "cumulative"], incident.actors, refs, wording),
        toll=toll(incident),
        quotes=_quotes(incident, revision.article_id, refs),
        sources=references,
        counted=_counted(references),
        timezone=wording.timezone,
        command=f"ceasefire-monitor incidents show {incident.id}",
        muted=incident.muted,
    )


def toll(incident: Incident) -> str:
    """The ledger's own estimate in one line: "3 killed (…), 2 wounded"; empty when nobody gave a figure."""
    named = (
        ("killed", incident.toll.killed),
        ("wounded", incident.toll.wounded),
        ("missing", incident.toll.missing),
        ("captured", incident.toll.captured),
        ("displaced", incident.toll.displaced),
    )
    return " · ".join(f"{words.count(counted)} {harm}" for harm, counted in named if counted is not None)


def _clock(incident: Incident, wording: Wording) -> str:
    if incident.ceasefire is None:
        return ""
    name = wording.ceasefire(incident.ceasefire)
    article = "" if name.casefold().startswith(("the ", incident.ceasefire.casefold())) else "the "
    subject = name if "cease" in name.casefold() or "truce" in name.casefold() else f"ceasefire {name}"
    if incident.ceasefire_day is None:
        return f"under {article}{subject}"
    return f"day {words.number(incident.ceasefire_day)} of {article}{subject}"


def _why(revision: Revision, alert: Alert | None, wording: Wording) -> tuple[str, ...]:
    """The alert's reason, then the changes it does not already name."""
    if alert is None:
        return ()
    reason = _reason(alert.reason, revision.incident, wording)
    return (reason, *(other for other in changes(revision, wording) if other not in reason))


def changes(revision: Revision, wording: Wording) -> tuple[str, ...]:
    """What changed, in words, each once."""
    told = (_reason(in_words(change), revision.incident, wording) for change in revision.changes)
    return tuple(dict.fromkeys(text for text in told if text))


def _reason(text: str, incident: Incident, wording: Wording) -> str:
    """A reason without the headline, which stands above it anyway: "first report: Fire at X" becomes "first report"."""
    headline = words.plain(incident.headline)
    short = words.plain(text).replace(f": {headline}", "") if headline else words.plain(text)
    return _named(short, incident, wording)


def _named(text: str, incident: Incident, wording: Wording) -> str:
    """`text` with the ids of those concerned replaced by their names: "denied by armenia" -> "denied by Armenia"."""
    sides = {figure.side for figure in incident.figures} | {a.violator for a in incident.accusations}
    voices = {figure.claimant for figure in incident.figures} | {a.accuser for a in incident.accusations}
    ids = {id_ for id_ in {*incident.actors, *sides, *voices, incident.theatre} if id_} - words.COMMON_NOUNS
    if not ids:
        return text
    longest_first = "|".join(re.escape(id_) for id_ in sorted(ids, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])(?:{longest_first})(?![\w-])", lambda found: wording.name(found[0]), text)


# ------------------------------------------------------------------------------------------------------- who says what


def _said(incident: Incident, refs: Mapping[int, int], wording: Wording) -> tuple[Line, ...]:
    grouped: dict[tuple[str, str | None, str | None, bool, bool], list[Accusation]] = {}
    blamed = list(dict.fromkeys(a.violator for a in sorted(incident.accusations, key=lambda a: a.said)))
    # Whoever is accused first comes first, with the denial straight after the accusation.
    for accusation in sorted(
        incident.accusations, key=lambda a: (blamed.index(a.violator), a.inferred, a.denied, a.said)
    ):
        voice = "" if accusation.accuser or accusation.inferred or accusation.denied else accusation.outlet
        key = (voice, accusation.accuser, accusation.violator, accusation.denied, accusation.inferred)
        grouped.setdefault(key, []).append(accusation)
    lines: dict[str, tuple[int, ...]] = {}
    for group in grouped.values():
        text = _sentence(group, wording)
        lines[text] = _numbers((*lines.get(text, ()), *(refs.get(a.article_id, 0) for a in group)))
    for text, article_id in _without_a_ceasefire(incident, wording):
        lines[text] = _numbers((*lines.get(text, ()), refs.get(article_id, 0)))
    return tuple(Line(text, numbers) for text, numbers in lines.items())


def _without_a_ceasefire(incident: Incident, wording: Wording) -> Iterator[tuple[str, int]]:
    """What is told beside the accusations, with its article: attacks, denials of them, who mediated."""
    denied = {accusation.violator for accusation in incident.accusations if accusation.denied}
    for telling in incident.tellings:
        for attacker in telling.attackers:
            acts = words.acts(telling.acts)
            yield (
                f"{wording.is_or_are(attacker)} said to have attacked{f': {acts}' if acts else ''}",
                telling.article_id,
            )
        if telling.mediator:
            yield f"Mediated by {wording.name(telling.mediator)}", telling.article_id
    for telling in incident.tellings:
        for side in telling.deniers:
            if side not in denied:
                yield f"{wording.does(side, 'deny')} it", telling.article_id


def _sentence(group: Sequence[Accusation], wording: Wording) -> str:
    newest = max(group, key=lambda accusation: accusation.said)
    violator, accuser = newest.violator, newest.accuser
    acts = words.acts([act for accusation in group for act in accusation.acts])
    counted = [a.count for a in sorted(group, key=lambda a: a.said) if a.count is not None]
    what = ", ".join(
        part for part in (acts, words.several(counted[-1], "violation") + " stated" if counted else "") if part
    )
    detail = f": {what}" if what else ""
    blamed = wording.name(violator) if violator else ""
    if newest.inferred:
        by = f"by {blamed}" if blamed else "(no side named)"
        return f"Apparent violation {by}{detail}. Inferred from the ceasefire in force; no source calls it a violation"
    if newest.denied:
        other = accuser if accuser != violator else None
        charge = f"the accusation made by {wording.name(other)}{detail}" if other else "having broken the ceasefire"
        return f"{wording.does(violator, 'deny')} {charge}" if violator else f"An accusation is denied{detail}"
    if accuser and accuser == violator:
        return f"{wording.does(accuser, 'report')} an attack of its own under the ceasefire{detail}"
    if accuser and violator:
        return f"{wording.does(accuser, 'accuse')} {blamed} of breaking the ceasefire{detail}"
    if accuser:
        return f"{wording.does(accuser, 'report')} that the ceasefire was broken, naming no side{detail}"
    outlet = words.plain(newest.outlet)
    if violator:
        return f"{outlet} reports that {blamed} broke the ceasefire, naming no accuser{detail}"
    return f"{outlet} reports that the ceasefire was broken, naming no side{detail}"


# ------------------------------------------------------------------------------------------------- figures side by side


def _table(figures: Sequence[Figure], actors: Sequence[str], refs: Mapping[int, int], wording: Wording) -> Table:
    """Sides come first, in the incident's order, then everyone else in the order in which they spoke."""
    by_time = sorted(figures, key=lambda figure: figure.said)
    rank = {actor: place for place, actor in enumerate(actors)}
    columns = sorted(
        dict.fromkeys(_voice(figure) for figure in by_time), key=lambda voice: rank.get(voice[0] or "", len(rank))
    )
    kinds = sorted(
        dict.fromkeys((figure.harm, figure.side) for figure in by_time),
        key=lambda kind: (list(words.HARMS).index(kind[0]), rank.get(kind[1] or "", len(rank))),
    )
    rows = []
    for harm, side in kinds:
        said = [[f for f in by_time if (f.harm, f.side, _voice(f)) == (harm, side, voice)] for voice in columns]
        name = wording.name(side) if side else "side not stated"
        cells = tuple(_cell(figures, refs) for figures in said)
        rows.append(Row(words.HARMS[harm], name, cells, len({_stands(figures) for figures in said if figures}) > 1))
    return Table(tuple(_column(voice, wording) for voice in columns), tuple(rows))


def _stands(figures: Sequence[Figure]) -> frozenset[tuple[int | None, int | None]]:
    """The ranges that one claimant's newest report gives."""
    newest = max(figure.said for figure in figures)
    return frozenset((figure.low, figure.high) for figure in figures if figure.said == newest)


def _voice(figure: Figure) -> tuple[str | None, str]:
    """Whose word a figure is: the claimant's, or the outlet's own when it names none."""
    return (figure.claimant, "" if figure.claimant else figure.outlet)


def _column(voice: tuple[str | None, str], wording: Wording) -> str:
    claimant, outlet = voice
    return wording.does(claimant, "say") if claimant else f"{words.plain(outlet)} reports"


def _cell(figures: Sequence[Figure], refs: Mapping[int, int]) -> tuple[Line, ...]:
    """One claimant's word: the figures of its newest report, then what it said earlier where that differs."""
    if not figures:
        return ()
    lines: dict[str, tuple[int, ...]] = {}
    earlier: dict[str, tuple[int, ...]] = {}
    newest = {(f.victims, f.denied): f.said for f in figures}  # the figures come oldest first
    for figure in reversed(figures):
        text = _written(figure)
        here = lines if figure.said == newest[figure.victims, figure.denied] or text in lines else earlier
        here[text] = _numbers((*here.get(text, ()), refs.get(figure.article_id, 0)))
    return (
        *(Line(text, numbers) for text, numbers in lines.items()),
        *(Line(f"earlier: {text}", numbers) for text, numbers in earlier.items()),
    )


def _written(figure: Figure) -> str:
    how_many = words.figure(figure.low, figure.high, approx=figure.approx, evidence=figure.evidence)
    said = words.people(how_many, figure.victims)
    return said + (", denied" if figure.denied else "") + (", admitted" if figure.admitted else "")


# ------------------------------------------------------------------------------------------------------------- sources


def _in_order(sources: Iterable[Source]) -> list[Source]:
    return sorted(sources, key=lambda source: (source.said, source.article_id))


def _references(sources: Iterable[Source], wording: Wording) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            number,
            words.plain(source.outlet),
            words.plain(source.title, TITLE_LIMIT),
            link(source.url),
            wording.short(source.said),
            not source.independent,
        )
        for number, source in enumerate(_in_order(sources), 1)
    )


def link(url: str) -> str:
    """`url` if a person can safely follow it (http or https, one line), else empty."""
    trimmed = words.plain(url)
    fits = trimmed.lower().startswith(("http://", "https://")) and not set(trimmed) & set(' "<>\\^`{|}')
    return trimmed if fits and len(trimmed) <= 2000 else ""


def _counted(references: Sequence[Reference]) -> str:
    copies = sum(1 for reference in references if reference.copy)
    alone = words.several(len(references) - copies, "independent source")
    return f"{alone}, {words.several(copies, 'copy', 'copies')}" if copies else alone


def _quotes(incident: Incident, article_id: int, refs: Mapping[int, int]) -> tuple[Quote, ...]:
    """Each quoted span once, a part of another span left out. The article that made this revision speaks first, then
    the others in turn, newest first, so that the first few quotes hold every side's words; copies of a wire text come
    last."""
    copies = {source.article_id for source in incident.sources if not source.independent}
    told: list[Accusation | Figure] = [*incident.accusations, *incident.figures]
    told.sort(key=lambda item: (item.article_id in copies, item.article_id != article_id, -item.said.timestamp()))
    spans = [(words.plain(item.evidence, QUOTE_LIMIT), item) for item in told]
    kept: dict[str, Quote] = {}
    turns: dict[bool, dict[int, list[Quote]]] = {False: {}, True: {}}
    for text, item in spans:
        inside = any(text != other and text in other and item.article_id == its.article_id for other, its in spans)
        if text and not inside and text not in kept:
            denial = all(its.denied for other, its in spans if (other, its.article_id) == (text, item.article_id))
            kept[text] = Quote(
                words.quoted(text), words.plain(item.outlet), link(item.url), refs.get(item.article_id), denial
            )
            turns[item.article_id in copies].setdefault(item.article_id, []).append(kept[text])
    rounds = (taken for speakers in turns.values() for taken in zip_longest(*speakers.values()))
    return tuple(quote for taken in rounds for quote in taken if quote is not None)


def _numbers(refs: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({ref for ref in refs if ref > 0}))
