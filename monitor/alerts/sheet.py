"""What is shown of one incident, in words: one sheet, which the terminal, Slack and mail each set in their own way.

Nothing here says who is right. A sheet says who says what, who denies it, and in which article it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.alerts import words
from monitor.alerts.policy import in_words
from monitor.alerts.quotes import Quote, quotes
from monitor.alerts.said import Line, said
from monitor.alerts.side_by_side import Table, table
from monitor.alerts.words import Wording
from monitor.model import Alert, Incident, IncidentState, Revision, Severity, Source

HEADLINE_LIMIT: Final = 300
TITLE_LIMIT: Final = 160
NEW_FOR_DAYS: Final = 7
"""A ceasefire of the register that is older is not the one that an article says was agreed or came into force."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A source in the numbered list. `reprint` marks the text of another outlet that is in the list too."""

    number: int
    outlet: str
    title: str
    url: str
    said: str
    reprint: bool
    counts: bool
    """Whether it is independent of those before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything people are shown of one revision. `why` and `told` are empty outside an alert."""

    incident: int
    revision: int
    severity: Severity | None
    headline: str
    kind: str
    theatre: str
    dateline: tuple[str, ...]
    """Place and days, as far as the headline does not name them."""
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
    weighed: bool
    """Whether the toll says more than the figures: several claimants gave some, or they had to be added up."""
    quotes: tuple[Quote, ...]
    sources: tuple[Reference, ...]
    counted: str
    """ "4 independent sources, 3 reprints, 14 articles"."""
    timezone: str
    command: str
    muted: bool


def sheet(revision: Revision, wording: Wording, alert: Alert | None = None) -> Sheet:
    """Put one revision into words."""
    incident = revision.incident
    references = _references(incident.sources, wording)
    refs = {source.article_id: number for number, source in enumerate(_in_order(incident.sources), 1)}
    headline = words.capital(_named(words.plain(incident.headline, HEADLINE_LIMIT), incident, wording))
    own = [figure for figure in incident.figures if figure.scope == "incident"]
    figures = table(own, incident.actors, refs, wording)
    running = [figure for figure in incident.figures if figure.scope == "cumulative"]
    return Sheet(
        incident=incident.id,
        revision=incident.revision,
        severity=alert.severity if alert else None,
        headline=headline,
        kind=words.capital(words.STATUSES[incident.ceasefire_status])
        if incident.kind == "ceasefire" and incident.ceasefire_status
        else words.KINDS[incident.kind],
        theatre=wording.theatre(incident.theatre),
        dateline=_dateline(incident, headline),
        clock=_clock(incident, wording),
        why=_why(revision, alert, wording),
        told=wording.stamp(alert.created) if alert else "",
        revised=wording.stamp(incident.revised),
        state=incident.state,
        state_words=words.STATES[incident.state],
        said=said(incident, refs, wording),
        figures=figures,
        running=table(running, incident.actors, refs, wording),
        toll=toll(incident),
        weighed=figures.weighed,
        quotes=quotes(incident, revision.article_id, refs),
        sources=references,
        counted=_counted(references),
        timezone=wording.timezone,
        command=f"ceasefire-monitor incidents show {incident.id}",
        muted=incident.muted,
    )


def _dateline(incident: Incident, headline: str) -> tuple[str, ...]:
    """The places and days that the headline leaves out; "place not stated" where nobody says where they fought."""
    names = [words.plain(place.name) for place in incident.places]
    named = [name for name in names if name in headline]
    # A headline that names Tovuz needs no Tovuz district beside it.
    left = [name for name in names if name not in named and not any(name.startswith(f"{other} ") for other in named)]
    where = words.listed(names) if left else "" if names else "place not stated"
    if incident.kind == "ceasefire":
        where = ""  # the places that articles name beside a ceasefire are where the fighting was
    when = words.days(incident.first_day, incident.last_day)
    short = words.days(incident.first_day, incident.last_day, short=True)
    return tuple(part for part in (where, "" if short in headline else when) if part)


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
    if incident.ceasefire_status in ("agreed", "announced", "in-force") and incident.ceasefire_day > NEW_FOR_DAYS:
        return f"an earlier one, {article}{subject}, is on day {words.number(incident.ceasefire_day)}"
    return f"day {words.number(incident.ceasefire_day)} of {article}{subject}"


def _why(revision: Revision, alert: Alert | None, wording: Wording) -> tuple[str, ...]:
    """The alert's reason, then the changes it does not already name."""
    if alert is None:
        return ()
    incident = revision.incident
    reason, others = _reason(alert.reason, incident, wording), changes(revision, wording)
    if incident.kind == "ceasefire" and incident.revision == 1:
        # "First report; ceasefire agreed": the headline says the second.
        shown = incident.headline.casefold()
        first, *rest = reason.split("; ")
        reason = "; ".join((first, *(part for part in rest if part not in shown)))
        others = tuple(other for other in others if other not in shown)
    return (reason, *(other for other in others if other not in reason))


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


# ------------------------------------------------------------------------------------------------------------- sources


def _in_order(sources: Iterable[Source]) -> list[Source]:
    return sorted(sources, key=lambda source: (source.said, source.article_id))


def _references(sources: Iterable[Source], wording: Wording) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            number,
            words.plain(source.outlet),
            words.plain(source.title, TITLE_LIMIT),
            words.link(source.url),
            wording.short(source.said),
            source.copy,
            source.independent,
        )
        for number, source in enumerate(_in_order(sources), 1)
    )


def _counted(references: Sequence[Reference]) -> str:
    """ "2 independent sources, 1 reprint", and how many articles those are where more stand in the list."""
    alone = sum(1 for reference in references if reference.counts)
    reprints = sum(1 for reference in references if reference.reprint)
    parts = [words.several(alone, "independent source")]
    if reprints:
        parts.append(words.several(reprints, "reprint"))
    if len(references) > alone + reprints:
        parts.append(words.several(len(references), "article"))
    return ", ".join(parts)
