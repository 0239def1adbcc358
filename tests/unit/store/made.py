"""Nouns made for the store's tests, with a noon to count from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from monitor.model import (
    Alert,
    Article,
    CasualtyClaim,
    Change,
    Count,
    Delivery,
    Feed,
    Figure,
    Flags,
    Incident,
    ListedEntry,
    Place,
    Reading,
    Revision,
    Source,
    Step,
    Toll,
    ViolationClaim,
    When,
)
from monitor.store import alerts, articles, entries, feeds, incidents

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def feed(name: str = "Harbour Wire") -> Feed:
    return Feed(url=f"https://{name.lower().replace(' ', '-')}.example/rss", name=name)


def item(
    number: int, *, guid: str | None = None, url: str | None = None, summary: str = "As first told."
) -> ListedEntry:
    return ListedEntry(
        guid=f"guid-{number}" if guid is None else guid,
        url=f"https://wire.example/{number}" if url is None else url,
        title=f"Story {number}",
        summary=summary,
        content="",
        published=NOON - DAY,
    )


def article(entry_id: int, feed_id: int, *, text: str = "Two were hurt at Lower Ford.", revision: int = 1) -> Article:
    return Article(
        entry_id=entry_id,
        feed_id=feed_id,
        entry_revision=revision,
        url=f"https://wire.example/{entry_id}",
        title=f"Story {entry_id}",
        text=text,
        lang="en",
        published=NOON + entry_id * MINUTE,
        fetched=NOON + entry_id * MINUTE,
        outlet="Harbour Wire",
        content_hash="0" * 64,
        sketch=(entry_id, 2**63 + entry_id, 2**64 - 1),
    )


def stored_feed(c: sa.Connection, name: str = "Harbour Wire") -> Feed:
    return feeds.add(c, feed(name), NOON)


def stored_article(c: sa.Connection, number: int = 1) -> Article:
    """Article `number`, published so many minutes after noon; needs an empty database for its ids to agree."""
    home = stored_feed(c)
    entries.store(c, home.id, [item(number)], NOON)
    (entry,) = (
        entry for entry in entries.lease_unread(c, NOON, lease=LEASE, limit=100) if entry.guid == f"guid-{number}"
    )
    return articles.put(c, article(entry.id, home.id))


FORD = Place("lower-ford", "Lower Ford", 40.5, 45.25, "village")

CASUALTY = CasualtyClaim(
    evidence="Two were hurt",
    start=0,
    end=13,
    rules=("en.harm.passive",),
    harm="wounded",
    low=2,
    high=2,
    side="upland",
    when=When(date(2026, 2, 28), date(2026, 3, 1)),
    places=(FORD,),
    theatre="two-rivers",
)
VIOLATION = ViolationClaim(
    evidence="at Lower Ford",
    start=14,
    end=27,
    violator="lowland",
    accuser="upland",
    acts=("shelling", "drone"),
    current=False,
)
READING = Reading(
    lang="en",
    published=date(2026, 3, 1),
    theatres=("two-rivers",),
    flags=Flags(casualties=True),
    claims=(CASUALTY, VIOLATION),
    toll=Toll(wounded=Count(2, 2, None)),
    traces=((Step("events", "en.harm.passive", "somebody was hurt", "text", 0, 13),), ()),
)


def incident(
    article_id: int, *, id: int = 0, revision: int = 1, theatre: str = "two-rivers", hurt: int = 2
) -> Incident:
    figure = Figure(
        harm="wounded",
        side="upland",
        victims="unknown",
        claimant=None,
        low=hurt,
        high=hurt,
        article_id=article_id,
        outlet="Harbour Wire",
        said=NOON,
        evidence="Two were hurt",
    )
    source = Source(
        article_id=article_id, outlet="Harbour Wire", title="Story", url="https://wire.example/1", said=NOON
    )
    return Incident(
        id=id,
        theatre=theatre,
        kind="clash",
        first_day=date(2026, 2, 28),
        last_day=date(2026, 3, 1),
        places=(FORD,),
        acts=("shelling",),
        headline="Shelling at Lower Ford",
        figures=(figure,),
        sources=(source,),
        toll=Toll(wounded=Count(hurt, hurt, hurt)),
        revision=revision,
        opened=NOON,
        revised=NOON + (revision - 1) * MINUTE,
    )


def revision(of: Incident, article_id: int) -> Revision:
    change = Change(kind="new-incident", words="a new incident")
    return Revision(incident=of, changes=(change,), article_id=article_id, at=of.revised)


def stored_alert(c: sa.Connection, article_id: int, *, id: int = 0, number: int = 1) -> Alert:
    """An alert on a new incident, or on the next revision of incident `id`."""
    saved = incidents.save(c, revision(incident(article_id, id=id, revision=number), article_id))
    made = Alert(incident_id=saved.incident.id, revision=number, severity="notable", reason="new", created=NOON)
    return alerts.put(c, made)


def delivery(alert: Alert | None, *, to: str = "C1", digest: str | None = None, due: datetime = NOON) -> Delivery:
    return Delivery(
        alert_id=alert.id if alert else None,
        digest_key=digest,
        incident_id=alert.incident_id if alert else None,
        channel="slack",
        destination=to,
        key=f"{alert.id if alert else digest}-{to}",
        due=due,
        created=due,
    )
