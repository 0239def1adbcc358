"""What a journey is handed: everything that touches the outside, and the facts that never change while we run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.alerts.channel import Channel
from monitor.alerts.policy import Policy
from monitor.incidents.register import Register
from monitor.jobs.hosts import Hosts
from monitor.jobs.workers import Workers
from monitor.journal import Journal
from monitor.model import Ceasefire, Clock
from monitor.settings import Settings
from monitor.sources.fetch import Fetcher
from monitor.sources.rhythm import Rhythm
from monitor.store.database import Database
from monitor.web.metrics import Metrics

Rhythms = dict[tuple[int, ...], tuple[datetime, Rhythm | None]]
"""By the ids of feeds taken together: since when they have been silent, and what was usual before."""


@dataclass(frozen=True, slots=True)
class Bells:
    """Rung when there may be work: by the scheduler's ticks, and by the journey before, so that news never waits."""

    poll: asyncio.Event = field(default_factory=asyncio.Event)
    read: asyncio.Event = field(default_factory=asyncio.Event)
    correlate: asyncio.Event = field(default_factory=asyncio.Event)
    deliver: asyncio.Event = field(default_factory=asyncio.Event)
    watch: asyncio.Event = field(default_factory=asyncio.Event)
    digest: asyncio.Event = field(default_factory=asyncio.Event)
    housekeeping: asyncio.Event = field(default_factory=asyncio.Event)

    def each(self) -> tuple[asyncio.Event, ...]:
        """All of them."""
        return (self.poll, self.read, self.correlate, self.deliver, self.watch, self.digest, self.housekeeping)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Built once by `app`."""

    settings: Settings
    database: Database
    fetcher: Fetcher
    hosts: Hosts
    """How feeds and pages are asked for; `fetcher` itself only asks those who watch us."""
    parsers: Workers
    """Worker processes for feeds, which know no rules."""
    workers: Workers
    """Worker processes for articles; the engine lives in them."""
    languages: frozenset[str]
    """Those that have rules."""
    ceasefires: tuple[Ceasefire, ...]
    register: Register
    labels: Mapping[str, str]
    """Names people know, by id of an actor, theatre or ceasefire."""
    policy: Policy
    channels: Mapping[str, Channel]
    """By the name that deliveries carry: terminal, slack, email."""
    clock: Clock
    started: datetime
    """By the clock."""
    journal: Journal
    metrics: Metrics
    bells: Bells = field(default_factory=Bells)
    rhythms: Rhythms = field(default_factory=dict)
    """Worked out anew where one is missing."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when we are asked to leave: journeys finish what they have in hand and take nothing new."""
