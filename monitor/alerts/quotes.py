"""The proof: the words in the articles from which everything shown was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Final

from monitor.alerts import words
from monitor.model import Accusation, Figure, Incident

QUOTE_LIMIT: Final = 420


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that stand in an article, in quotation marks."""

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
class _Span:
    """The words behind one accusation, figure, attack or change of a ceasefire."""

    text: str
    article_id: int
    outlet: str
    url: str
    said: datetime
    denied: bool


def quotes(incident: Incident, article_id: int, refs: Mapping[int, int]) -> tuple[Quote, ...]:
    """Each quoted span once, a part of another span left out.

    The article that made this revision (`article_id`) speaks first, then the others in turn, newest first, so that the
    first few quotes hold every side's words; sources that another one counts for come last.
    """
    repeats = {source.article_id for source in incident.sources if not source.independent} - {article_id}
    spans = sorted(
        _spans(incident),
        key=lambda span: (span.article_id in repeats, span.article_id != article_id, -span.said.timestamp()),
    )
    kept: dict[str, Quote] = {}
    turns: dict[bool, dict[int, list[Quote]]] = {False: {}, True: {}}
    for span in spans:
        beside = [other for other in spans if other.article_id == span.article_id]
        inside = any(span.text != other.text and span.text in other.text for other in beside)
        if span.text and not inside and span.text not in kept:
            denial = all(other.denied for other in beside if other.text == span.text)
            kept[span.text] = Quote(
                words.quoted(span.text),
                words.plain(span.outlet),
                words.link(span.url),
                refs.get(span.article_id),
                denial,
            )
            turns[span.article_id in repeats].setdefault(span.article_id, []).append(kept[span.text])
    rounds = (taken for speakers in turns.values() for taken in zip_longest(*speakers.values()))
    return tuple(quote for taken in rounds for quote in taken if quote is not None)


def _spans(incident: Incident) -> Iterator[_Span]:
    items: list[Accusation | Figure] = [*incident.accusations, *incident.figures]
    for item in items:
        text = words.plain(item.evidence, QUOTE_LIMIT)
        yield _Span(text, item.article_id, item.outlet, item.url, item.said, item.denied)
    for telling in incident.tellings:
        told = [(telling.evidence, False), *((attack.evidence, attack.denied) for attack in telling.attacks)]
        for evidence, denied in told:
            text = words.plain(evidence, QUOTE_LIMIT)
            yield _Span(text, telling.article_id, telling.outlet, telling.url, telling.published, denied)
