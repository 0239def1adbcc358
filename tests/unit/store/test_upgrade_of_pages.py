"""A database of the first version, with a feed that moved to https, is brought to keys by page; no entry is lost."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config

from alembic import command
from monitor.model import ListedEntry
from monitor.shipped import folder
from monitor.store import entries, schema
from monitor.store.address import address
from monitor.store.database import Database
from monitor.store.engines import engine
from monitor.store.entries import Stored
from monitor.store.identity import keyed
from monitor.store.tables import entries as entries_table
from monitor.store.tables import listings
from tests.servers.postgres import PostgresServer
from tests.unit.store.made import NOON

LONG = "https://wire.example/" + "long-" * 100
TOLD = "As first told."


def told(number: int, guid: str, url: str) -> ListedEntry:
    published = None if number == 4 else NOON - timedelta(hours=number)
    return ListedEntry(guid=guid, url=url, title=f"Story {number}", summary=TOLD, content="", published=published)


def hash_of(item: ListedEntry) -> str:
    return keyed([item])[0].content_hash


FIRST = told(1, "http://wire.example/1", "http://wire.example/1")
AGAIN = told(1, "https://wire.example/1", "https://wire.example/1")  # stored twice: the feed had moved
OTHERS = [
    told(2, "tag:2", "https://www.wire.example/2/?b=1&a=2"),
    told(3, "tag:3", "https://www.google.com/url?q=https://wire.example/3"),
    told(4, "only-a-guid", ""),
    told(5, LONG, LONG),
]
TWINS = [told(6, "", "https://wire.example/live"), told(7, "", "https://wire.example/live")]


@pytest.fixture(params=["sqlite", "postgresql"])
def first_version(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of version 0001 with one feed of seven things, one of them stored twice."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgresql")
        url = server.url_of(server.create(template="template1"))
    config = Config()
    config.set_main_option("script_location", str(folder("alembic")))
    config.set_main_option("path_separator", "os")
    with engine(address(url), writes=True).begin() as c:
        config.attributes["connection"] = c
        command.upgrade(config, "0001")
        fill(c)
    return url


def fill(c: sa.Connection) -> None:
    tables = sa.MetaData()
    tables.reflect(c)
    feed = {"id": 1, "url": "https://wire.example/rss", "name": "Harbour Wire", "theatres": [], "interval": 300}
    rest = {
        "enabled": True,
        "origin": "command",
        "next_due": NOON,
        "fence": 0,
        "failures": 0,
        "state": "ok",
        "note": "",
    }
    c.execute(sa.insert(tables.tables["feeds"]), feed | rest)
    for id, item in enumerate([FIRST, AGAIN, *OTHERS, *TWINS], 1):
        row: dict[str, Any] = {
            "id": id,
            "feed_id": 1,
            "guid": item.guid or item.url,
            "url": item.url,
            "title": item.title,
        }
        row |= {
            "summary": TOLD,
            "content": "<p>All of it.</p>",
            "published": item.published,
            "first_seen": NOON,
            "due": NOON,
        }
        row |= {"content_hash": hash_of(item), "revision": 1, "fence": 0, "attempts": 0, "note": ""}
        c.execute(sa.insert(tables.tables["entries"]), row | {"state": "unread" if id == 3 else "read"})
        long = f"sha256:{sha256(item.url.encode()).hexdigest()}"
        url = f"{item.url}#{hash_of(item)[:16]}" if item in TWINS else item.url
        keys = {"guid_key": item.guid or item.url, "url_key": url}
        keys = {name: long if key == LONG else key for name, key in keys.items()}
        c.execute(
            sa.insert(tables.tables["listings"]), {"feed_id": 1, "entry_id": id, "content_hash": hash_of(item)} | keys
        )


def test_an_old_database_knows_its_entries_by_their_pages(first_version: str) -> None:
    assert schema.upgrade(first_version)[-1] == schema.check(first_version).head
    now = [AGAIN, *OTHERS[:1], told(3, "tag:3", "https://wire.example/3"), *OTHERS[2:], *TWINS]
    with Database.open(first_version) as database:
        with database.write() as c:
            assert count(c, entries_table) == 8
            assert count(c, listings) == 7
            assert contents(c) == ["<p>All of it.</p>"]
            assert entries.store(c, 1, now, NOON) == Stored(0, 0, 7)
            assert {(row.entry_id, row.place_key) for row in c.execute(sa.select(listings))} == {
                (entry_id, item.place_key) for entry_id, item in zip((1, 3, 4, 5, 6, 7, 8), keyed(now), strict=True)
            }
        moved = [told(1, "https://new.example/1", "https://new.example/1"), told(5, "x", LONG.replace("wire", "new"))]
        with database.write() as c:
            assert entries.store(c, 1, moved, NOON) == Stored(0, 0, 2)


def count(c: sa.Connection, table: sa.Table[Any]) -> int:
    return c.scalars(sa.select(sa.func.count()).select_from(table)).one()


def contents(c: sa.Connection) -> list[str]:
    return list(c.scalars(sa.select(entries_table.c.content).where(entries_table.c.content != "")))
