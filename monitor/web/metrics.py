"""Numbers for Prometheus, in a registry of their own: several monitors can live in one process, as they do in tests."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

_SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Metrics:
    """What the journeys count. Names begin with `ceasefire_monitor_`; times are in seconds."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.polls = self._counter("polls", "Feeds asked, by outcome", "outcome")
        self.entries = self._counter("entries", "Entries listed by feeds, by novelty", "novelty")
        self.readings = self._counter("readings", "Entries read, by what came of it", "state")
        self.claims = self._counter("claims", "Claims found, by kind", "kind")
        self.revisions = self._counter("incident_revisions", "Incidents opened or revised", "change")
        self.alerts = self._counter("alerts", "Alerts decided, by severity", "severity")
        self.deliveries = self._counter("deliveries", "Attempts to deliver, by outcome", "channel", "outcome")
        self.failures = self._counter("journey_failures", "Journeys that broke off and were tried again", "journey")
        self.reading = Histogram(
            "ceasefire_monitor_reading_seconds", "Finding and judging one article, its page included", buckets=_SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self.healthy = self._gauge("healthy", "1 when /health says 200")
        self.last_poll = self._gauge("last_poll_timestamp_seconds", "When a feed was last asked (Unix time)")
        self.feeds = self._gauge("feeds", "Feeds promised, by state", "state")
        self.silence = self._gauge("silence", "Feeds and sides that are quiet or unseen", "what")
        self.backlog = self._gauge("deliveries_waiting", "Deliveries in the outbox, by state", "state")
        self.oldest = self._gauge("oldest_undelivered_seconds", "Age of the oldest delivery still to be sent")

    def text(self) -> tuple[bytes, str]:
        """The numbers as Prometheus reads them, and their content type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"ceasefire_monitor_{name}", says, labels, registry=self.registry)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"ceasefire_monitor_{name}", says, labels, registry=self.registry)
