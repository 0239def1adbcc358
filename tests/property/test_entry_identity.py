"""However odd the listings: nothing is lost, nothing is stored twice, and what does not change is never an edit."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Feed, ListedEntry
from monitor.store import entries, feeds, schema
from monitor.store.database import Database
from monitor.store.tables import entries as table

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_example = itertools.count()

# Few guids, URLs and wordings, so that they meet in every way; a URL may be missing or stand as the guid.
_url = st.sampled_from(["", "https://a.example/1", "https://a.example/2", "https://a.example/3"])
_guid = st.one_of(st.sampled_from(["", "1", "2", "3"]), _url)
_item = st.builds(
    ListedEntry,
    guid=_guid,
    url=_url,
    title=st.sampled_from(["one", "two", "three"]),
    summary=st.just(""),
    content=st.just(""),
    published=st.none(),
)
_listing = st.lists(_item, max_size=6)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('identity') / 'monitor.db'}"
    schema.upgrade(url)
    with Database.open(url) as opened:
        yield opened


class _RollbackError(Exception):
    """Ends an example without a trace."""


def two_feeds(c: sa.Connection) -> tuple[int, int]:
    added = [
        feeds.add(c, Feed(url=f"https://{n}.example", name=str(n)), NOON) for n in (next(_example), next(_example))
    ]
    return added[0].id, added[1].id


def identities(listing: list[ListedEntry]) -> set[tuple[str, ...]]:
    """What a listing names: the pairs of guid and URL, told apart by title where one of the two is missing."""
    named: set[tuple[str, ...]] = set()
    for item in listing:
        strong = item.guid and item.url and item.guid != item.url
        named.add((item.guid or item.url, item.url, "" if strong else item.title))
    return named


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.booleans(), _listing), max_size=6))
def test_what_is_listed_again_without_a_change_is_known(
    database: Database, listings: list[tuple[bool, list[ListedEntry]]]
) -> None:
    with pytest.raises(_RollbackError), database.write() as c:
        _check_stability(c, listings)


def _check_stability(c: sa.Connection, listings: list[tuple[bool, list[ListedEntry]]]) -> None:
    pair = two_feeds(c)
    for which, listing in listings:
        first = entries.store(c, pair[which], listing, NOON)
        assert first.new + first.edited + first.known == len(listing)
        again = entries.store(c, pair[which], listing, NOON + timedelta(minutes=1))
        assert (again.new, again.edited) == (0, 0)
    raise _RollbackError


@settings(max_examples=150, deadline=None)
@given(_listing)
def test_a_first_listing_stores_each_thing_it_names_once(database: Database, listing: list[ListedEntry]) -> None:
    with pytest.raises(_RollbackError), database.write() as c:
        _check_completeness(c, listing)


def _check_completeness(c: sa.Connection, listing: list[ListedEntry]) -> None:
    home, _ = two_feeds(c)
    stored = entries.store(c, home, listing, NOON)
    count = c.scalar(sa.select(sa.func.count()).select_from(table).where(table.c.feed_id == home))
    assert stored.new == count == len(identities(listing))
    raise _RollbackError


@settings(max_examples=150, deadline=None)
@given(_listing, _listing)
def test_two_feeds_that_tell_the_same_things_in_their_own_words_come_to_rest(
    database: Database, ours: list[ListedEntry], theirs: list[ListedEntry]
) -> None:
    with pytest.raises(_RollbackError), database.write() as c:
        _check_rest(c, ours, theirs)


def _check_rest(c: sa.Connection, ours: list[ListedEntry], theirs: list[ListedEntry]) -> None:
    home, other = two_feeds(c)
    entries.store(c, home, ours, NOON)
    entries.store(c, other, theirs, NOON)
    for feed_id, listing in ((home, ours), (other, theirs)):
        again = entries.store(c, feed_id, listing, NOON)
        assert (again.new, again.edited) == (0, 0)
    raise _RollbackError
