"""What the tests of this wing share: a site on loopback and a fetcher that may ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from monitor.sources.fetch import Fetcher
from tests.servers.site import site

__all__ = ["fetcher", "site"]

AGENT = "CeasefireMonitor/test (+https://monitor.example)"


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(AGENT, ["127.0.0.0/8"], 8) as running:
        yield running
