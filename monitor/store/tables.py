"""The tables. What a column means is said in monitor/model.py; here stand only the columns that no noun has."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field, TypeAdapter
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from monitor.model import Claim, Flags, Incident, Revision, Step, Toll
from monitor.store.columns import Moment, Noun, Words

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

_names: TypeAdapter[Any] = TypeAdapter(tuple[str, ...])
_numbers: TypeAdapter[Any] = TypeAdapter(tuple[int, ...])
_claim: TypeAdapter[Any] = TypeAdapter(Annotated[Claim, Field(discriminator="kind")])
_trace: TypeAdapter[Any] = TypeAdapter(tuple[Step, ...])
_flags: TypeAdapter[Any] = TypeAdapter(Flags)
_toll: TypeAdapter[Any] = TypeAdapter(Toll)
_incident: TypeAdapter[Any] = TypeAdapter(Incident)
_revision: TypeAdapter[Any] = TypeAdapter(Revision)


class _Feeds(TypedColumns):
    id = Column(sa.Integer, primary_key=True)
    url: Named[str] = Column(Words, unique=True)
    # The host that is asked (model.host_asked).
    host: Named[str] = Column(Words, server_default=sa.text("''"))
    name: Named[str] = Column(Words)
    lang: Named[str | None] = Column(Words)
    speaks_for: Named[str | None] = Column(Words)
    theatres: Named[tuple[str, ...]] = Column(Noun(_names), nullable=False)
    interval: Named[int]
    floor: Named[int]
    ceiling: Named[int]
    enabled: Named[bool]
    origin: Named[str] = Column(Words)
    etag: Named[str | None] = Column(Words)
    last_modified: Named[str | None] = Column(Words)
    doubted_until: Named[datetime | None] = Column(Moment)
    habit: Named[int | None]
    ttl: Named[int | None]
    moved_to: Named[str | None] = Column(Words)
    moved_since: Named[datetime | None] = Column(Moment)
    address: Named[str | None] = Column(Words)
    next_due: Named[datetime] = Column(Moment)
    fence: Named[int]
    last_tried: Named[datetime | None] = Column(Moment)
    last_read: Named[datetime | None] = Column(Moment)
    last_whole: Named[datetime | None] = Column(Moment)
    last_new: Named[datetime | None] = Column(Moment)
    failures: Named[int]
    weight: Named[float]
    failing_since: Named[datetime | None] = Column(Moment)
    gone_since: Named[datetime | None] = Column(Moment)
    retired: Named[datetime | None] = Column(Moment)
    state: Named[str] = Column(Words)
    note: Named[str] = Column(Words)


feeds = Table("feeds", metadata, _Feeds)
# With the columns that a lease looks at, so that it passes over those that must wait without reading their rows.
Index(None, feeds.c.enabled, feeds.c.next_due, feeds.c.id, feeds.c.host)
Index(None, feeds.c.host, feeds.c.enabled, feeds.c.next_due)


class _Hosts(TypedColumns):
    """When each host may be asked again, by whichever program, and what its robots.txt says (model.Robots)."""

    host: Named[str] = Column(Words, primary_key=True)
    next_free: Named[datetime] = Column(Moment, index=True)
    # When that was said: a clock that was set back must not shut a host for hours (see hosts.closed).
    said: Named[datetime] = Column(Moment)
    # Seconds between two requests that the host itself asks for (Crawl-delay); 0 where it asks for none.
    pace: Named[float] = Column(sa.Float)
    text: Named[str] = Column(Words)
    read: Named[datetime | None] = Column(Moment)
    tried: Named[datetime | None] = Column(Moment)
    failing_since: Named[datetime | None] = Column(Moment)
    why: Named[str] = Column(Words)


hosts = Table("hosts", metadata, _Hosts)


class _Entries(TypedColumns):
    id = Column(sa.Integer, primary_key=True)
    feed_id: Named[int] = Column(ForeignKey("feeds.id"))
    guid: Named[str] = Column(Words)
    url: Named[str] = Column(Words)
    title: Named[str] = Column(Words)
    summary: Named[str] = Column(Words)
    content: Named[str] = Column(Words)
    published: Named[datetime | None] = Column(Moment)
    updated: Named[datetime | None] = Column(Moment)
    first_seen: Named[datetime] = Column(Moment)
    content_hash: Named[str]
    revision: Named[int]
    fence: Named[int]
    attempts: Named[int]
    # unread, read, irrelevant, unreadable
    state: Named[str]
    # When an unread entry may be leased (again).
    due: Named[datetime] = Column(Moment)
    note: Named[str] = Column(Words)
    host: Named[str] = Column(Words, server_default=sa.text("''"))


entries = Table("entries", metadata, _Entries)
# With the columns that a lease looks at (see feeds).
Index(None, entries.c.state, entries.c.due, entries.c.id, entries.c.feed_id, entries.c.host)
Index(None, entries.c.state, entries.c.host, entries.c.due)
Index(None, entries.c.first_seen)


class _FeedHours(TypedColumns):
    """How many new entries a feed listed in an hour; hours with none have no row. A row with 0 says when counting
    began: with the feed's first reading, whose entries are of any age."""

    feed_id: Named[int] = Column(ForeignKey("feeds.id"), primary_key=True)
    # Its number, counted from the beginning of 1970 UTC.
    hour: Named[int] = Column(sa.Integer, primary_key=True, autoincrement=False)
    new: Named[int]


feed_hours = Table("feed_hours", metadata, _FeedHours)


class _FeedGaps(TypedColumns):
    """From when until when a feed was out of sight: it failed, or we did not run."""

    feed_id: Named[int] = Column(ForeignKey("feeds.id"), primary_key=True)
    start: Named[datetime] = Column(Moment, primary_key=True)
    end: Named[datetime] = Column(Moment)


feed_gaps = Table("feed_gaps", metadata, _FeedGaps)


class _Listings(TypedColumns):
    """How each feed lists an entry: one row for each feed that does. Here lies the identity of entries."""

    feed_id: Named[int] = Column(ForeignKey("feeds.id"), primary_key=True)
    entry_id: Named[int] = Column(ForeignKey("entries.id"), primary_key=True)
    # The guid and URL as `sameness` has them, or their digests where they are too long for an index of PostgreSQL.
    guid_key: Named[str] = Column(Words)
    url_key: Named[str] = Column(Words)
    # A digest of path, title and day: what stays when the site moves to another host. "" where there is no path.
    place_key: Named[str] = Column(Words)
    # As this feed told it last: only a change here is an edit.
    content_hash: Named[str]


listings = Table("listings", metadata, _Listings, UniqueConstraint("feed_id", "guid_key", "url_key"))
Index(None, listings.c.url_key)
Index(None, listings.c.feed_id, listings.c.place_key)


class _Articles(TypedColumns):
    id = Column(sa.Integer, primary_key=True)
    entry_id: Named[int] = Column(ForeignKey("entries.id"), unique=True)
    feed_id: Named[int] = Column(ForeignKey("feeds.id"))
    entry_revision: Named[int]
    url: Named[str] = Column(Words)
    title: Named[str] = Column(Words)
    text: Named[str] = Column(Words)
    lang: Named[str] = Column(Words)
    published: Named[datetime] = Column(Moment)
    dated: Named[bool]
    fetched: Named[datetime] = Column(Moment)
    outlet: Named[str] = Column(Words)
    speaks_for: Named[str | None] = Column(Words)
    text_source: Named[str]
    note: Named[str] = Column(Words)
    content_hash: Named[str]
    sketch: Named[tuple[int, ...]] = Column(Noun(_numbers), nullable=False)
    copy_of: Named[int | None] = Column(ForeignKey("articles.id"))
    # When its claims were last joined to incidents; None while that is still to be done.
    correlated: Named[datetime | None] = Column(Moment)


articles = Table("articles", metadata, _Articles)
Index(None, articles.c.correlated, articles.c.published)
Index(None, articles.c.published)
Index(None, articles.c.fetched)
Index(None, articles.c.copy_of)


class _Readings(TypedColumns):
    """What the engine said of an article as a whole; its claims are rows of their own."""

    article_id: Named[int] = Column(ForeignKey("articles.id"), primary_key=True)
    lang: Named[str] = Column(Words)
    published: Named[date | None] = Column(sa.Date)
    theatres: Named[tuple[str, ...]] = Column(Noun(_names), nullable=False)
    flags: Named[Flags] = Column(Noun(_flags), nullable=False)
    toll: Named[Toll] = Column(Noun(_toll), nullable=False)


readings = Table("readings", metadata, _Readings)


class _Claims(TypedColumns):
    article_id: Named[int] = Column(ForeignKey("readings.article_id"), primary_key=True)
    # The claim's place in the reading, from 0.
    number: Named[int] = Column(sa.Integer, primary_key=True)
    kind: Named[str]
    theatre: Named[str | None] = Column(Words)
    current: Named[bool]
    claim: Named[Any] = Column(Noun(_claim), nullable=False)
    trace: Named[tuple[Step, ...]] = Column(Noun(_trace), nullable=False)


claims = Table("claims", metadata, _Claims)


class _Incidents(TypedColumns):
    id = Column(sa.Integer, primary_key=True)
    theatre: Named[str] = Column(Words)
    kind: Named[str]
    first_day: Named[date] = Column(sa.Date)
    last_day: Named[date] = Column(sa.Date)
    state: Named[str]
    ceasefire: Named[str | None] = Column(Words)
    revision: Named[int]
    revised: Named[datetime] = Column(Moment)
    # The whole incident as of its newest revision.
    incident: Named[Incident] = Column(Noun(_incident), nullable=False)


incidents = Table("incidents", metadata, _Incidents)
Index(None, incidents.c.last_day)
# Answers `incidents.last_violations` by itself.
Index("ix_incidents_violations", *(incidents.c[name] for name in ("theatre", "kind", "ceasefire", "last_day", "state")))
Index(None, incidents.c.revised)


class _Revisions(TypedColumns):
    id = Column(sa.Integer, primary_key=True)
    incident_id: Named[int] = Column(ForeignKey("incidents.id"))
    revision: Named[int]
    article_id: Named[int] = Column(ForeignKey("articles.id"))
    at: Named[datetime] = Column(Moment)
    # The whole revision: the incident as it was then, and what changed.
    snapshot: Named[Revision] = Column(Noun(_revision), nullable=False)


revisions = Table("revisions", metadata, _Revisions, UniqueConstraint("incident_id", "revision"))
Index(None, revisions.c.at)


class _IncidentArticles(TypedColumns):
    """Which articles an incident's newest revision rests on."""

    article_id: Named[int] = Column(ForeignKey("articles.id"), primary_key=True)
    incident_id: Named[int] = Column(ForeignKey("incidents.id"), primary_key=True)


incident_articles = Table("incident_articles", metadata, _IncidentArticles)
Index(None, incident_articles.c.incident_id)


class _Alerts(TypedColumns):
    id = Column(sa.Integer, primary_key=True)
    incident_id: Named[int]
    revision: Named[int]
    severity: Named[str]
    reason: Named[str] = Column(Words)
    created: Named[datetime] = Column(Moment)


alerts = Table(
    "alerts",
    metadata,
    _Alerts,
    UniqueConstraint("incident_id", "revision"),
    ForeignKeyConstraint(["incident_id", "revision"], ["revisions.incident_id", "revisions.revision"]),
)
Index(None, alerts.c.created)


class _Notices(TypedColumns):
    id = Column(sa.Integer, primary_key=True)
    kind: Named[str]
    # Whom it is about, in one word (see Notice.subject).
    subject: Named[str] = Column(Words)
    feed_id: Named[int | None] = Column(ForeignKey("feeds.id"))
    name: Named[str] = Column(Words)
    theatres: Named[tuple[str, ...]] = Column(Noun(_names), nullable=False)
    side: Named[str | None] = Column(Words)
    since: Named[datetime] = Column(Moment)
    words: Named[str] = Column(Words)
    opened: Named[datetime] = Column(Moment)
    ended: Named[datetime | None] = Column(Moment)
    over_of: Named[int | None] = Column(ForeignKey("notices.id"), unique=True)
    # Whether the outbox has what is owed for it.
    owed: Named[bool]


notices = Table("notices", metadata, _Notices)
Index(None, notices.c.owed)
Index(None, notices.c.ended)
_OPEN = notices.c.ended.is_(None)
Index("uq_notices_open", notices.c.kind, notices.c.subject, unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)


class _Deliveries(TypedColumns):
    id = Column(sa.Integer, primary_key=True)
    alert_id: Named[int | None] = Column(ForeignKey("alerts.id"))
    digest_key: Named[str | None] = Column(Words)
    notice_id: Named[int | None] = Column(ForeignKey("notices.id"))
    incident_id: Named[int | None] = Column(ForeignKey("incidents.id"))
    channel: Named[str]
    destination: Named[str] = Column(Words)
    key: Named[str] = Column(Words, unique=True)
    state: Named[str]
    reason: Named[str] = Column(Words)
    # When to try (again); while sending, when its lease ends.
    due: Named[datetime] = Column(Moment)
    attempts: Named[int]
    fence: Named[int]
    receipt: Named[str] = Column(Words)
    created: Named[datetime] = Column(Moment)
    sent: Named[datetime | None] = Column(Moment)


deliveries = Table(
    "deliveries",
    metadata,
    _Deliveries,
    UniqueConstraint("alert_id", "channel", "destination"),
    UniqueConstraint("digest_key", "channel", "destination"),
    UniqueConstraint("notice_id", "channel", "destination"),
    CheckConstraint(
        " + ".join(f"CASE WHEN {one} IS NULL THEN 0 ELSE 1 END" for one in ("alert_id", "digest_key", "notice_id"))
        + " = 1",
        name="carries_one",
    ),
)
Index(None, deliveries.c.state, deliveries.c.due)
Index(None, deliveries.c.incident_id, deliveries.c.channel, deliveries.c.destination)


class _Verdicts(TypedColumns):
    id = Column(sa.Integer, primary_key=True)
    alert_id: Named[int] = Column(ForeignKey("alerts.id"))
    word: Named[str]
    by: Named[str] = Column(Words)
    at: Named[datetime] = Column(Moment)
    note: Named[str] = Column(Words)


verdicts = Table("verdicts", metadata, _Verdicts, UniqueConstraint("alert_id", "by", "word"))


class _Marks(TypedColumns):
    """When a recurring job last did its work."""

    name: Named[str] = Column(Words, primary_key=True)
    at: Named[datetime] = Column(Moment)


marks = Table("marks", metadata, _Marks)
