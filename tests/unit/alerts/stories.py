"""Incidents, alerts and digests for the tests of the alerts wing. All outlets and sentences are made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from monitor.alerts.channel import Message
from monitor.model import (
    Accusation,
    Alert,
    Attack,
    Ceasefire,
    CeasefireClock,
    Change,
    ChangeKind,
    Count,
    Coverage,
    Delivery,
    Digest,
    Feed,
    Figure,
    Incident,
    Place,
    Revision,
    Severity,
    Source,
    Telling,
    Toll,
)

NIGHT = datetime(2026, 3, 14, 23, 12, tzinfo=UTC)
"""03:12 on 15 March in Yerevan (UTC+4)."""
LABELS = {
    "nk-2026-03-03": "ceasefire of 3 March 2026",
    "nagorno-karabakh": "Nagorno-Karabakh",
}
TALISH = Place(id="talish", name="Talish", lat=40.43, lon=46.69, precision="village")
MADAGIZ = Place(id="madagiz", name="Madagiz", lat=40.35, lon=46.78, precision="village")
HARBOUR, HILL, COAST = "Harbour Wire", "Hill Gazette", "Coast Radio"

SOURCES = (
    Source(
        article_id=11,
        outlet=HARBOUR,
        title="Ministry reports shelling of northern villages overnight",
        url="https://harbour.example/2026/03/15/shelling?id=4&lang=en",
        said=NIGHT - timedelta(minutes=40),
    ),
    Source(
        article_id=12,
        outlet=COAST,
        title="Ministry reports shelling of northern villages overnight",
        url="https://coast.example/world/88123",
        said=NIGHT - timedelta(minutes=31),
        independent=False,
        copy=True,
    ),
    Source(
        article_id=13,
        outlet=HILL,
        title="Baku rejects claim of overnight fire, says two soldiers hurt by return fire",
        url="https://hill.example/n/5512",
        said=NIGHT - timedelta(minutes=6),
    ),
)

SHELLING = Accusation(
    violator="azerbaijan",
    accuser="armenia",
    acts=("shelling", "small-arms"),
    count=12,
    inferred=False,
    ceasefire="nk-2026-03-03",
    denied=False,
    article_id=11,
    outlet=HARBOUR,
    said=SOURCES[0].said,
    evidence="Azerbaijani units shelled positions near Talish with mortars and broke the truce twelve times, "
    "the ministry in Yerevan said",
    url=SOURCES[0].url,
)
DENIAL = Accusation(
    violator="azerbaijan",
    accuser="armenia",
    acts=("unspecified",),
    count=None,
    inferred=False,
    ceasefire="nk-2026-03-03",
    denied=True,
    article_id=13,
    outlet=HILL,
    said=SOURCES[2].said,
    evidence="“Our units did not open fire,” the ministry in Baku said",
    url=SOURCES[2].url,
)
COUNTER = Accusation(
    violator="armenia",
    accuser="azerbaijan",
    acts=("small-arms",),
    count=None,
    inferred=False,
    ceasefire="nk-2026-03-03",
    denied=False,
    article_id=13,
    outlet=HILL,
    said=SOURCES[2].said,
    evidence="it blamed Armenian gunners for breaching the ceasefire first",
    url=SOURCES[2].url,
)
KILLED_SAID_BY_ARMENIA = Figure(
    harm="killed",
    side="armenia",
    victims="military",
    claimant="armenia",
    low=5,
    high=None,
    article_id=11,
    outlet=HARBOUR,
    said=SOURCES[0].said,
    evidence="at least five servicemen were killed",
    url=SOURCES[0].url,
)
KILLED_BEFORE = Figure(
    harm="killed",
    side="armenia",
    victims="military",
    claimant="armenia",
    low=3,
    high=3,
    article_id=12,
    outlet=COAST,
    said=SOURCES[0].said - timedelta(hours=2),
    evidence="three servicemen were killed",
    url=SOURCES[1].url,
)
KILLED_SAID_BY_AZERBAIJAN = Figure(
    harm="killed",
    side="armenia",
    victims="military",
    claimant="azerbaijan",
    low=24,
    high=99,
    article_id=13,
    outlet=HILL,
    said=SOURCES[2].said,
    evidence="dozens of Armenian soldiers were destroyed",
    url=SOURCES[2].url,
)
WOUNDED = Figure(
    harm="wounded",
    side="azerbaijan",
    victims="military",
    claimant="azerbaijan",
    low=2,
    high=2,
    article_id=13,
    outlet=HILL,
    said=SOURCES[2].said,
    evidence="two of its soldiers were hurt",
    url=SOURCES[2].url,
)
CIVILIAN = Figure(
    harm="wounded",
    side="armenia",
    victims="civilian",
    claimant="medics",
    low=3,
    high=5,
    article_id=11,
    outlet=HARBOUR,
    said=SOURCES[0].said,
    evidence="medics treated three to five villagers",
    url=SOURCES[0].url,
)
SINCE_TRUCE = Figure(
    harm="killed",
    side="armenia",
    victims="military",
    claimant="armenia",
    low=41,
    high=None,
    article_id=11,
    outlet=HARBOUR,
    said=SOURCES[0].said,
    evidence="over 40 servicemen have been killed since the truce",
    url=SOURCES[0].url,
    scope="cumulative",
    admitted=True,
)


def incident(**changes: object) -> Incident:
    """A contested shelling with rival figures; `changes` replace its fields."""
    fields: dict[str, object] = {
        "id": 17,
        "theatre": "nagorno-karabakh",
        "kind": "violation",
        "first_day": date(2026, 3, 14),
        "last_day": date(2026, 3, 15),
        "places": (TALISH, MADAGIZ),
        "acts": ("shelling", "small-arms"),
        "actors": ("armenia", "azerbaijan"),
        "state": "contested",
        "ceasefire": "nk-2026-03-03",
        "ceasefire_day": 12,
        "headline": "Armenia accuses Azerbaijan of shelling near Talish; Azerbaijan denies it",
        "accusations": (SHELLING, COUNTER, DENIAL),
        "figures": (KILLED_SAID_BY_ARMENIA, KILLED_BEFORE, KILLED_SAID_BY_AZERBAIJAN, WOUNDED, CIVILIAN, SINCE_TRUCE),
        "sources": SOURCES,
        "toll": Toll(killed=Count(5, 5, 99), wounded=Count(5, 5, 7)),
        "revision": 1,
        "opened": NIGHT - timedelta(hours=2),
        "revised": NIGHT,
    }
    return Incident(**{**fields, **changes})  # type: ignore[arg-type]


def change(kind: ChangeKind = "new-incident", words: str = "new incident", delta: int | None = None) -> Change:
    return Change(kind=kind, words=words, delta=delta)


def revision(*changes: Change, article_id: int = 11, **fields: object) -> Revision:
    """A revision of `incident(**fields)`, new unless `changes` say otherwise."""
    told = incident(**fields)
    return Revision(incident=told, changes=changes or (change(),), article_id=article_id, at=told.revised)


def bare(*changes: Change, **fields: object) -> Revision:
    """A revision of an accusation with no casualties, one source, no figures: the plainest notable incident."""
    plainest: dict[str, object] = {
        "state": "reported",
        "accusations": (SHELLING_ONCE,),
        "figures": (),
        "sources": SOURCES[:1],
        "toll": Toll(),
        "headline": "Armenia accuses Azerbaijan of shelling near Talish",
    }
    told = incident(**{**plainest, **fields})
    return Revision(incident=told, changes=changes or (change(),), article_id=11, at=told.revised)


SHELLING_ONCE = Accusation(
    violator="azerbaijan",
    accuser="armenia",
    acts=("shelling",),
    count=None,
    inferred=False,
    ceasefire="nk-2026-03-03",
    denied=False,
    article_id=11,
    outlet=HARBOUR,
    said=SOURCES[0].said,
    evidence="Azerbaijani units shelled positions near Talish, the ministry in Yerevan said",
    url=SOURCES[0].url,
)


def alert(severity: Severity = "serious", reason: str = "new incident", number: int = 5, revision: int = 1) -> Alert:
    return Alert(id=number, incident_id=17, revision=revision, severity=severity, reason=reason, created=NIGHT)


def delivery(**changes: object) -> Delivery:
    fields: dict[str, object] = {
        "id": 1,
        "alert_id": 5,
        "incident_id": 17,
        "channel": "slack",
        "destination": "C0123",
        "key": "5f1c0000-0000-4000-8000-000000000001",
        "state": "sending",
        "due": NIGHT,
        "attempts": 1,
        "created": NIGHT,
    }
    return Delivery(**{**fields, **changes})  # type: ignore[arg-type]


def message(told: Revision | None = None, *, previous: str = "", **changes: object) -> Message:
    """An alert message about `told`; `changes` go to the delivery."""
    told = told or revision()
    return Message(
        delivery=delivery(**changes),
        alert=alert(reason="; ".join(c.words for c in told.changes), revision=told.incident.revision),
        revision=told,
        previous=previous,
    )


TRUCE = Ceasefire(
    id="nk-2026-03-03",
    theatre="nagorno-karabakh",
    name="Ceasefire of 3 March 2026",
    parties=("armenia", "azerbaijan"),
    start=date(2026, 3, 3),
    source="https://harbour.example/agreement",
)
OLD_TRUCE = Ceasefire(
    id="nk-1994-05-12",
    theatre="nagorno-karabakh",
    name="Northern line understanding",
    parties=("armenia", "nagorno-karabakh", "azerbaijan"),
    start=date(2025, 1, 9),
)
DOWN = Feed(
    id=3,
    url="https://valley.example/rss",
    name="Valley Herald",
    state="timeout",
    note="no answer within 30 s; tried 14 times since 06:10, tried again at 07:20",
    failures=14,
)
STALE = Feed(id=4, url="https://old.example/feed", name="Old Square", state="parse", note="HTML came instead of a feed")


def digest(**changes: object) -> Digest:
    """The digest of 15 March 2026 in Yerevan, with two incidents in one theatre; `changes` replace its fields."""
    fields: dict[str, object] = {
        "day": date(2026, 3, 15),
        "timezone": "Asia/Yerevan",
        "start": datetime(2026, 3, 14, 20, 0, tzinfo=UTC),
        "end": datetime(2026, 3, 15, 20, 0, tzinfo=UTC),
        "revisions": (
            revision(
                change("toll-raised", "toll raised from 3 to 5 by armenia", 2),
                change("denied", "denied by azerbaijan"),
                revision=3,
            ),
            bare(id=14, opened=NIGHT - timedelta(days=2), headline="Armenia accuses Azerbaijan of firing on a tractor"),
        ),
        "clocks": (
            CeasefireClock(ceasefire=TRUCE, day=13, violations_reported=2, last_reported=date(2026, 3, 15)),
            CeasefireClock(ceasefire=OLD_TRUCE, day=431, violations_reported=0, last_reported=date(2026, 3, 1)),
        ),
        "held": (delivery(state="held", reason="held in quiet hours until 07:00 Asia/Yerevan"),),
        "failed": (
            delivery(
                channel="email",
                destination="desk@example.org",
                state="failed",
                reason="email: mail.example:25: the connection was refused; is the server running?",
            ),
        ),
        "coverage": Coverage(feeds=12, read=10, failed=(DOWN, STALE), entries=412, articles=96, claims=31),
    }
    return Digest(**{**fields, **changes})  # type: ignore[arg-type]


def telling(*attacks: Attack, article_id: int = 11, outlet: str = HARBOUR, **fields: object) -> Telling:
    """What one article tells of the incident: `attacks` beside whatever `fields` hold."""
    told: dict[str, object] = {
        "article_id": article_id,
        "outlet": outlet,
        "title": "",
        "url": f"https://news.example/{article_id}",
        "published": NIGHT,
        "kind": "clash",
        "first_day": date(2026, 3, 14),
        "last_day": date(2026, 3, 14),
        "day_stated": True,
        "attacks": attacks,
    }
    return Telling(**{**told, **fields})  # type: ignore[arg-type]
