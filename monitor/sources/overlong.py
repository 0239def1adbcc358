"""Which part of an overlong feed is read. Feeds list what is new; one that lists its whole archive would cost as much
at each reading as a thousand others."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from monitor.sources import dates

T = TypeVar("T")

ENTRIES_AT_MOST = 2_000
"""A news sitemap may name 1,000 articles (Google's rule); other feeds list tens."""

_DATE = re.compile(
    r"<(?:[A-Za-z]+:)?(?:pubDate|published|publication_date|date|issued|updated|modified|lastmod)\b[^<>]*>"
    r"\s*(?:<!\[CDATA\[)?\s*([^<>\]]{6,80})"
)


def shortened(text: str, element: str) -> tuple[str, str]:
    """The document with at most ENTRIES_AT_MOST of its `element`s (a pattern of local names), and what was left out, in
    words. The entries at the newer end are kept: the first ones unless the last one is dated later."""
    if text.count("<") <= ENTRIES_AT_MOST:
        return text, ""
    starts = [found.start() for found in re.finditer(rf"<(?:[A-Za-z][\w.-]*:)?{element}[\s>]", text)]
    if len(starts) <= ENTRIES_AT_MOST:
        return text, ""
    closing = re.compile(rf"</(?:[A-Za-z][\w.-]*:)?{element}\s*>").search(text, starts[-1])
    end = closing.end() if closing else len(text)
    spans = list(zip(starts, [*starts[1:], end], strict=True))
    kept, left_out = part_of(spans, lambda span: _date_in(text[slice(*span)]))
    return text[: starts[0]] + text[kept[0][0] : kept[-1][1]] + text[end:], left_out


def part_of(entries: Sequence[T], date_of: Callable[[T], datetime | None]) -> tuple[Sequence[T], str]:
    """The same for entries that are a list already."""
    if len(entries) <= ENTRIES_AT_MOST:
        return entries, ""
    first, last = date_of(entries[0]), date_of(entries[-1])
    oldest_first = first is not None and last is not None and last > first
    kept = entries[-ENTRIES_AT_MOST:] if oldest_first else entries[:ENTRIES_AT_MOST]
    side = "last" if oldest_first else "first"
    return kept, f"it lists {len(entries):,} entries, of which the {side} {ENTRIES_AT_MOST:,} are read"


def _date_in(text: str) -> datetime | None:
    found = _DATE.search(text)
    return dates.read(found[1]) if found else None
