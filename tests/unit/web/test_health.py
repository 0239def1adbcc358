"""What /health says: facts, and what makes the monitor unwell."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monitor.web.health import Vitals, WebServer, application, listen
from monitor.web.metrics import Metrics

NOON = datetime(2026, 4, 20, 12, tzinfo=UTC)
WELL = Vitals(
    at=NOON,
    started=NOON - timedelta(hours=5),
    database="ok",
    feeds=3,
    last_poll=NOON - timedelta(minutes=1),
    last_read=NOON - timedelta(minutes=2),
    backlog={"due": 1, "failed": 0},
    workers="running",
)


def test_one_failing_feed_among_many_makes_nobody_ill() -> None:
    assert replace(WELL, feeds_failing=1, worst=("Gone: 404",)).healthy


@pytest.mark.parametrize(
    ("vitals", "trouble"),
    [
        (replace(WELL, database="locked"), "database: locked"),
        (replace(WELL, last_read=NOON - timedelta(minutes=42)), "no feed could be read for 42 min"),
        (replace(WELL, last_read=None), "no feed could be read for 300 min"),
        (replace(WELL, oldest_undelivered=NOON - timedelta(minutes=20)), "a delivery has been waiting for 20 min"),
        (replace(WELL, workers="stopped"), "the workers were stopped"),
    ],
)
def test_each_trouble_is_told_in_words(vitals: Vitals, trouble: str) -> None:
    assert vitals.troubles == (trouble,)
    assert not vitals.healthy


def test_after_a_start_feeds_have_their_time() -> None:
    """The night's downtime does not count as blindness."""
    assert replace(WELL, started=NOON - timedelta(minutes=5), last_read=NOON - timedelta(hours=9)).healthy
    assert replace(WELL, started=NOON, last_read=None).healthy


def test_without_feeds_nothing_can_be_missed() -> None:
    assert replace(WELL, feeds=0, last_read=None).healthy


@asynccontextmanager
async def served(vitals: Vitals) -> AsyncIterator[tuple[str, Metrics]]:
    async def look() -> Vitals:
        return vitals

    metrics = Metrics()
    server = WebServer(application(look, metrics), listen("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve())
    try:
        yield server.url, metrics
    finally:
        server.stop()
        await serving


async def test_health_is_200_with_the_facts_as_json() -> None:
    async with served(WELL) as (url, _), httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{url}/health")
    assert answer.status_code == 200
    said = json.loads(answer.text)
    assert said["healthy"] is True
    assert said["last_read"] == "2026-04-20T11:58:00+00:00"
    assert said["backlog"] == {"due": 1, "failed": 0}


async def test_health_is_503_when_the_monitor_is_unwell_and_says_why() -> None:
    async with served(replace(WELL, database="gone")) as (url, _), httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{url}/health")
    assert answer.status_code == 503
    assert answer.json()["troubles"] == ["database: gone"]


async def test_metrics_are_prometheus_text() -> None:
    async with served(WELL) as (url, metrics), httpx.AsyncClient(trust_env=False) as client:
        metrics.polls.labels("read").inc(3)
        answer = await client.get(f"{url}/metrics")
    assert 'ceasefire_monitor_polls_total{outcome="read"} 3.0' in answer.text


def test_a_port_that_is_taken_is_an_error_of_the_system() -> None:
    taken = listen("127.0.0.1", 0)
    taken.listen()
    try:
        with pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", taken.getsockname()[1]).listen()
    finally:
        taken.close()
