"""Which stored entry is the listed one? Pure: compares one feed's listing with what is on record.

Feeds change guids, move pages, list one page under many guids, and give many items one guid. So neither guid nor URL
is believed by itself: each counts only while it points to one thing, in this listing and on record.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.model import ListedEntry
from monitor.store.columns import storable

_LONGEST_KEY = 400
"""Characters; PostgreSQL takes about 2,700 bytes in an index, for both keys and whatever the alphabet."""


@dataclass(frozen=True, slots=True)
class Listing:
    """How a feed listed an entry when it did last."""

    feed_id: int
    entry_id: int
    guid_key: str
    url_key: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Match:
    """What a listed item turned out to be. `entry_id` is 0 for a new entry.

    `first` says that this feed did not list the entry before, `moved` that it did under other keys.
    """

    item: ListedEntry
    guid_key: str
    url_key: str
    content_hash: str
    entry_id: int
    kind: Literal["new", "same", "edited"]
    first: bool = False
    moved: bool = False


def content_hash(item: ListedEntry) -> str:
    """What the feed tells of the item, as a digest: when it changes, the item was edited."""
    return _digest("\x1f".join((item.title, item.summary, item.content)))


def keys(item: ListedEntry) -> tuple[str, str]:
    """The item's guid and URL, short enough for an index; either may stand in for the other in the guid."""
    return _short(item.guid or item.url), _short(item.url)


def match(feed_id: int, listed: Sequence[ListedEntry], record: Sequence[Listing]) -> list[Match]:
    """Each listed item's entry, in the order listed; an item listed twice over is left out.

    `record` holds every listing of this feed by any of the guids, and of any feed by any of the URLs. In this order:
    the entry this feed listed under the same guid and URL; the entry with that URL; this feed's entry with that guid;
    a new one. Only the feed that listed an entry first says when it was edited (see `entries.store`).
    """
    items = _keyed(listed)
    guids = _groups((guid, url) for _, guid, url, _ in items)
    urls = _groups((url, guid) for _, guid, url, _ in items)
    book = _Book(feed_id, record)
    matches: list[Match] = []
    exact = {(guid, url) for _, guid, url, _ in items if (guid, url) in book.own}
    taken = {book.own[pair].entry_id for pair in exact}
    for item, guid, url, digest in items:
        listing = book.own.get((guid, url))
        if listing is not None:
            kind: Literal["same", "edited"] = "same" if listing.content_hash == digest else "edited"
            matches.append(Match(item, guid, url, digest, listing.entry_id, kind))
            continue
        candidates = book.by_url[url] if url and len(urls[url]) == 1 else set()
        if len(candidates) != 1:
            candidates = book.by_guid[guid] if len(guids[guid]) == 1 else set()
        candidates = candidates - taken if len(candidates) == 1 else set()
        if not candidates:
            matches.append(Match(item, guid, url, digest, 0, "new", first=True))
            continue
        (entry_id,) = candidates
        taken.add(entry_id)
        mine = book.mine.get(entry_id)
        if mine is None:
            matches.append(Match(item, guid, url, digest, entry_id, "same", first=True))
        else:
            kind = "same" if mine.content_hash == digest else "edited"
            matches.append(Match(item, guid, url, digest, entry_id, kind, moved=True))
    return matches


class _Book:
    """The record, looked up three ways."""

    def __init__(self, feed_id: int, record: Sequence[Listing]) -> None:
        self.own: dict[tuple[str, str], Listing] = {}
        self.mine: dict[int, Listing] = {}
        self.by_url: dict[str, set[int]] = defaultdict(set)
        self.by_guid: dict[str, set[int]] = defaultdict(set)
        for listing in record:
            self.by_url[listing.url_key].add(listing.entry_id)
            if listing.feed_id == feed_id:
                self.own[listing.guid_key, listing.url_key] = listing
                self.mine[listing.entry_id] = listing
                self.by_guid[listing.guid_key].add(listing.entry_id)


def _keyed(listed: Sequence[ListedEntry]) -> list[tuple[ListedEntry, str, str, str]]:
    """The items with guid key, URL key and content hash; each identity once.

    Under one guid of its own and one URL, the first item counts. Where the feed gives no guid, or no URL, two items
    with different contents are two items, and the content becomes part of the URL key.
    """
    contents: dict[tuple[str, str], dict[str, ListedEntry]] = defaultdict(dict)
    for item in listed:
        contents[keys(item)].setdefault(content_hash(item), item)
    keyed: list[tuple[ListedEntry, str, str, str]] = []
    for (guid, url), items in contents.items():
        weak = guid == url or not url
        for number, (digest, item) in enumerate(items.items()):
            if len(items) == 1 or not weak:
                if number == 0:
                    keyed.append((item, guid, url, digest))
            else:
                keyed.append((item, guid, f"{url}#{digest[:16]}", digest))
    return keyed


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        groups[key].add(value)
    return groups


def _short(text: str) -> str:
    # As the database will give it back: else the stored key would never be found again.
    text = storable(text)
    return text if len(text) <= _LONGEST_KEY else f"sha256:{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
