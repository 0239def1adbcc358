"""What an entry is known by from one reading of its feed to the next, and what every format gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from monitor.model import ListedEntry

_LONGEST_GUID = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What a feed says of itself and the entries it lists, in its own order."""

    title: str
    lang: str | None
    """Primary language tag in lower case, as the feed declares it."""
    ttl_seconds: int | None
    """How long the feed asks to be left alone (RSS ttl, sy:updatePeriod); None when it says nothing."""
    entries: tuple[ListedEntry, ...]
    format: str = ""
    """As people know it: RSS 2.0, Atom 1.0, RSS 1.0 (RDF), JSON Feed 1.1, news sitemap, sitemap index."""
    children: tuple[str, ...] = ()
    """The news sitemaps that a sitemap index names and whose entries are its own (see `index`)."""
    left_out: str = ""
    """What was not read although it is there, in words."""
    truncated: bool = False
    """The body broke off before its end: half an entry was left out and later ones may be missing, so the validators
    that came with it must not be kept."""

    @property
    def articles(self) -> frozenset[str]:
        """What it lists, as another feed of the same site would list it: by addresses, not by guids."""
        return frozenset(entry.url or entry.guid for entry in self.entries)

    @property
    def newest(self) -> datetime | None:
        """When the newest of its entries was published."""
        return max((entry.published for entry in self.entries if entry.published), default=None)


def guid_of(own: str, url: str, title: str, text: str) -> str:
    """An entry's own identifier, else its URL, else a digest of what it says; at most 400 characters."""
    known = own.strip() or url
    if not known:
        return "says:" + sha256(f"{title}\n{text}".encode("utf-8", "replace")).hexdigest()
    if len(known) > _LONGEST_GUID:
        return "long:" + sha256(known.encode("utf-8", "replace")).hexdigest()
    return known


def told_apart(entries: Iterable[ListedEntry]) -> tuple[ListedEntry, ...]:
    """The entries without repetitions. Some feeds give all items one guid: those are known by their URLs instead."""
    listed = tuple(entries)
    urls_of_guid = Counter(guid for guid, _ in {(entry.guid, entry.url) for entry in listed})
    kept: dict[tuple[str, str], ListedEntry] = {}
    for entry in listed:
        if urls_of_guid[entry.guid] > 1 and entry.url:
            entry = replace(entry, guid=guid_of("", entry.url, "", ""))
        kept.setdefault((entry.guid, entry.url), entry)
    return tuple(kept.values())


def primary_tag(lang: str) -> str | None:
    """`en` of `en-US`; None for what is no language tag."""
    found = re.fullmatch(r"\s*([A-Za-z]{2,3})(?:[-_][\w-]*)?\s*", lang)
    return found[1].lower() if found else None
