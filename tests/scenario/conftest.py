"""One newsroom for each test, on either database; the worker processes are shared."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from monitor import shipped
from monitor.engine.load import Packs, load_packs
from monitor.jobs import judging
from monitor.jobs.rulebook import Rulebook
from monitor.jobs.workers import Workers
from tests.scenario.newsroom import Hand, Newsroom
from tests.servers.site import Site
from tests.servers.slack import FakeSlack
from tests.servers.smtp import MailServer


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Worker processes with the rules loaded, for all scenarios."""
    shared = Workers(judging.prepare, Rulebook.of(shipped.folder("rules")), ("nagorno-karabakh",), size=1)
    yield shared
    asyncio.run(shared.stop())


@pytest.fixture(scope="session")
def packs() -> Packs:
    """The rules, loaded once for all scenarios; `rules check` tries their examples."""
    return load_packs(shipped.folder("rules"), theatres=("nagorno-karabakh",))


@pytest.fixture
def newsroom(database_url: str, packs: Packs, workers: Workers) -> Iterator[Newsroom]:
    """Papers, Slack, a mail server and a monitor to be started."""
    clock = Hand()
    with Site() as site, FakeSlack(clock=clock) as slack, MailServer() as mail:
        yield Newsroom(database_url, site, slack, mail, clock, packs, workers)
