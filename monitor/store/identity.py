"""Which stored entry is the listed one? Pure: compares one feed's listing with what is on record.

Feeds change guids, move pages, move to another host, list one page under many guids, and give many items one guid. So
neither guid nor URL is believed by itself: each counts only while it points to one thing, here and on record.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.model import ListedEntry
from monitor.sameness import sameness
from monitor.store.columns import storable

_LONGEST_KEY = 400
"""Characters; PostgreSQL takes about 2,700 bytes in an index, for both keys and whatever the alphabet."""

_PAGE = re.compile(r"(?:https?:)?//([^/?#]*)(.*)", re.DOTALL)
"""Host and what stands behind it, of an address or its key."""


@dataclass(frozen=True, slots=True)
class Listing:
    """How a feed listed an entry when it did last."""

    feed_id: int
    entry_id: int
    guid_key: str
    url_key: str
    place_key: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """A listed item with what it is known by. `page` is its URL's key, also where `url_key` tells of more."""

    item: ListedEntry
    guid_key: str
    url_key: str
    page: str
    place_key: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Match:
    """What a listed item turned out to be. `entry_id` is 0 for a new entry.

    `first` says that this feed did not list the entry before, `moved` that it did under other keys.
    """

    listed: Keyed
    entry_id: int
    kind: Literal["new", "same", "edited"]
    first: bool = False
    moved: bool = False


def keyed(listed: Iterable[ListedEntry]) -> list[Keyed]:
    """The items with their keys, in the order listed; each identity once.

    Under one guid of its own and one URL, the first item counts. Where the feed gives no guid, or no URL, two items
    with different contents are two items, and the content becomes part of the URL key.
    """
    contents: dict[tuple[str, str], dict[str, ListedEntry]] = defaultdict(dict)
    for item in listed:
        contents[guid_key(item), page_key(item)].setdefault(_content_hash(item), item)
    items: list[Keyed] = []
    for (guid, page), told in contents.items():
        weak = guid == page or not page
        for number, (digest, item) in enumerate(told.items()):
            if len(told) == 1 or not weak:
                if number == 0:
                    items.append(Keyed(item, guid, page, page, place_key(item), digest))
            else:
                items.append(Keyed(item, guid, f"{page}#{digest[:16]}", page, place_key(item), digest))
    return items


def match(feed_id: int, items: Sequence[Keyed], record: Sequence[Listing]) -> list[Match]:
    """Each item's entry, in their order.

    `record` holds every listing of this feed by any of the guids and places, and of any feed by any of the pages. In
    this order: the entry this feed listed under the same guid and URL; the entry with that URL; this feed's entry at
    that place; this feed's entry with that guid; a new one. Each way is gone for all items before the next one, so
    their order means nothing. Only the feed that listed an entry first says when it was edited (`entries.store`).
    """
    book = _Book(feed_id, record)
    found = {
        number: book.own[item.guid_key, item.url_key].entry_id
        for number, item in enumerate(items)
        if (item.guid_key, item.url_key) in book.own
    }
    exact = set(found)
    taken = set(found.values())
    for way in (_by_url, _by_place, _by_guid):
        for number, entry_id in way(items, book):
            if number not in found and entry_id not in taken:
                found[number] = entry_id
                taken.add(entry_id)
    return [_match(item, found.get(number, 0), number in exact, book) for number, item in enumerate(items)]


def _match(item: Keyed, entry_id: int, exact: bool, book: _Book) -> Match:
    if not entry_id:
        return Match(item, 0, "new", first=True)
    mine = book.mine.get(entry_id)
    if mine is None:
        return Match(item, entry_id, "same", first=True)
    kind: Literal["same", "edited"] = "same" if mine.content_hash == item.content_hash else "edited"
    return Match(item, entry_id, kind, moved=not exact)


class _Book:
    """The record, looked up four ways."""

    def __init__(self, feed_id: int, record: Sequence[Listing]) -> None:
        self.own: dict[tuple[str, str], Listing] = {}
        self.mine: dict[int, Listing] = {}
        self.by_url: dict[str, set[int]] = defaultdict(set)
        self.by_guid: dict[str, set[int]] = defaultdict(set)
        self.by_place: dict[str, set[int]] = defaultdict(set)
        for listing in record:
            self.by_url[listing.url_key].add(listing.entry_id)
            if listing.feed_id == feed_id:
                self.own[listing.guid_key, listing.url_key] = listing
                self.mine[listing.entry_id] = listing
                self.by_guid[listing.guid_key].add(listing.entry_id)
                self.by_place[listing.place_key].add(listing.entry_id)


def _by_url(items: Sequence[Keyed], book: _Book) -> Iterator[tuple[int, int]]:
    return _only(items, lambda item: item.url_key, book.by_url)


def _by_place(items: Sequence[Keyed], book: _Book) -> Iterator[tuple[int, int]]:
    """Without a date, two hosts of one feed may tell two things at one place: then the old host must be gone."""
    hosts = {_host(item.url_key) for item in items} | {""}
    for number, entry_id in _only(items, lambda item: item.place_key, book.by_place):
        if items[number].item.published or _host(book.mine[entry_id].url_key) not in hosts:
            yield number, entry_id


def _by_guid(items: Sequence[Keyed], book: _Book) -> Iterator[tuple[int, int]]:
    return _only(items, lambda item: item.guid_key, book.by_guid)


def _only(
    items: Sequence[Keyed], key_of: Callable[[Keyed], str], record: dict[str, set[int]]
) -> Iterator[tuple[int, int]]:
    """The items and entries of which one each has this key. Nothing has the key "" in common."""
    number_of = Counter(map(key_of, items))
    for number, item in enumerate(items):
        key = key_of(item)
        entry_ids = record.get(key, ())
        if key and number_of[key] == 1 and len(entry_ids) == 1:
            yield number, next(iter(entry_ids))


def guid_key(item: ListedEntry) -> str:
    return _short(sameness(item.guid or item.url))


def page_key(item: ListedEntry) -> str:
    return _short(sameness(item.url))


def place_key(item: ListedEntry) -> str:
    """What stays when a site moves to another host: path, headline, and the day; "" for what has no place of its own.

    Without the headline, a page that tells something else each day would be one thing. Without the day, so would
    pages that several hosts of one feed have at the same place under the same headline.
    """
    page = _PAGE.match(sameness(item.url))
    place = page[2] if page else ""
    title = " ".join(re.findall(r"\w+", item.title.casefold()))
    if not place or not title:
        return ""
    day = item.published.date().isoformat() if item.published else ""
    return _digest("\x1f".join((place, title, day)))[:32]


def _host(key: str) -> str:
    """The host in a page's key; "" where there is none."""
    page = _PAGE.match(key)
    return page[1] if page else ""


def _content_hash(item: ListedEntry) -> str:
    """What the feed tells of the item, as a digest: when it changes, the item was edited."""
    return _digest("\x1f".join((item.title, item.summary, item.content)))


def _short(text: str) -> str:
    # As the database will give it back: else the stored key would never be found again.
    text = storable(text)
    return text if len(text) <= _LONGEST_KEY else f"sha256:{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
