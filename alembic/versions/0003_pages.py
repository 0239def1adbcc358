"""Listings: entries are known by the page, whatever its scheme and host, and by their place when a site moves.

Revision 0003, after 0002.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from alembic import op

# Today's code, which no migration else asks: the keys must be those that it will look for.
from monitor.model import ListedEntry
from monitor.sources.urls import canonical
from monitor.store.identity import guid_key, page_key, place_key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CONTENT = re.compile(r"#[0-9a-f]{16}\Z")

_listings = sa.table(
    "listings", *map(sa.column, ("feed_id", "entry_id", "guid_key", "url_key", "place_key", "content_hash"))
)
_entries = sa.table(
    "entries",
    *map(sa.column, ("id", "guid", "url", "title", "content", "state")),
    sa.column("published", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    with op.batch_alter_table("listings") as listings:
        listings.add_column(sa.Column("place_key", sa.String(), nullable=False, server_default=""))
    c = op.get_bind()
    for feed_id in list(c.scalars(sa.select(_listings.c.feed_id).distinct())):
        _rekey(c, feed_id)
    # The default was for the rows there are; from now on the program says what it stores.
    with op.batch_alter_table("listings") as listings:
        listings.alter_column("place_key", server_default=None)
        listings.create_index("ix_listings_feed_id_place_key", ["feed_id", "place_key"])
    # What has been read is the article's; the feed's own text is no longer kept beside it.
    done = (_entries.c.state != "unread", _entries.c.content != "")
    c.execute(sa.update(_entries).where(*done).values(content=""))


def _rekey(c: sa.Connection, feed_id: int) -> None:
    """The keys of one feed's listings. Of two that come to the same keys the older entry's stays, with what the feed
    told last; the newer entry stays as well, but is listed no more."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    dropped: list[dict[str, Any]] = []
    for row in _rows(c, feed_id):
        older = kept.setdefault((row["guid_key"], row["url_key"]), row)
        if older is not row:
            older["content_hash"] = row["content_hash"]
            dropped.append({"feed": feed_id, "entry": row["entry_id"]})
    one = (_listings.c.feed_id == sa.bindparam("feed"), _listings.c.entry_id == sa.bindparam("entry"))
    if dropped:
        c.execute(sa.delete(_listings).where(*one), dropped)
    names = ("guid_key", "url_key", "place_key", "content_hash")
    change = sa.update(_listings).where(*one).values({name: sa.bindparam(f"new_{name}") for name in names})
    changes = [
        {"feed": feed_id, "entry": row["entry_id"]} | {f"new_{name}": row[name] for name in names}
        for row in kept.values()
    ]
    for start in range(0, len(changes), 1000):
        c.execute(change, changes[start : start + 1000])


def _rows(c: sa.Connection, feed_id: int) -> Iterator[dict[str, Any]]:
    """The feed's listings with their new keys, the oldest entry first."""
    names = (_listings.c.entry_id, _listings.c.guid_key, _listings.c.url_key, _listings.c.content_hash)
    asked = (
        sa.select(*names, _entries.c.guid, _entries.c.url, _entries.c.title, _entries.c.published)
        .join_from(_listings, _entries, _entries.c.id == _listings.c.entry_id)
        .where(_listings.c.feed_id == feed_id)
        .order_by(_listings.c.entry_id)
    )
    for row in c.execute(asked).all():
        content = _CONTENT.search(row.url_key)
        url = _whole(_CONTENT.sub("", row.url_key), row.url)
        guid = _whole(row.guid_key, row.guid)
        page = canonical(url) or url
        published = row.published
        if published is not None and published.tzinfo is not None:
            published = published.astimezone(UTC)
        item = ListedEntry(
            guid=page if guid == url else guid,
            url=page,
            title=row.title,
            summary="",
            content="",
            published=published,
        )
        yield {
            "entry_id": row.entry_id, "guid_key": guid_key(item), "place_key": place_key(item),
            "url_key": page_key(item) + (content[0] if content else ""), "content_hash": row.content_hash,
        }  # fmt: skip


def _whole(key: str, text: str) -> str:
    """The text behind a key that was shortened to its digest, where the entry still has it; else the key."""
    return text if key == f"sha256:{sha256(text.encode('utf-8', 'replace')).hexdigest()}" else key
