"""Whatever a site does: the feed ends in its state, with a clear word and the next try, within time and memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from monitor.engine.load import Packs
from tests.scenario.encounter import Desk, desk, wrong
from tests.servers.bad_feeds import BAD_FEEDS
from tests.servers.bad_pages import BAD_PAGES
from tests.servers.misbehaviour import GOOD, Case


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def monitor(packs: Packs) -> AsyncIterator[Desk]:
    """One monitor for all cases; each finds it as if it had just begun."""
    async with desk(packs) as built:
        yield built


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", [GOOD, *BAD_FEEDS, *BAD_PAGES], ids=lambda case: case.name)
async def test_a_site_that(case: Case, monitor: Desk) -> None:
    met = await monitor.meets(case)
    assert wrong(case, met) == [], f"{met.state}: {met.note}\n{met.said}"
