"""A whole monitor between fake servers: what papers print, what Slack and the mail server get, and a clock in hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from typing import Any

from pydantic import SecretStr

from monitor.app import PassReport, full_pass
from monitor.building import opened
from monitor.engine.load import Packs
from monitor.jobs.workers import Workers
from monitor.jobs.world import World
from monitor.model import Incident, Revision
from monitor.settings import (
    AlertSettings,
    EmailSettings,
    FeedSettings,
    FetchSettings,
    PollSettings,
    Settings,
    SlackSettings,
    WebSettings,
)
from monitor.store import incidents
from tests.scenario.stories import MORNING, Story
from tests.servers.site import News, Page, Site, html_page, rss
from tests.servers.slack import FakeSlack
from tests.servers.smtp import MailServer

DESK = "desk@example.org"


LOCAL = FetchSettings(
    allow_networks=("127.0.0.0/8",), timeout=timedelta(seconds=5), pace=timedelta(0), per_host=64, robots=False
)
"""All papers are on one host, the clock stands, and how a host is asked is not the subject."""


class Hand:
    """A clock that the test moves."""

    def __init__(self, now: datetime = MORNING + timedelta(hours=1)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """Goes on by that much: minutes=5."""
        self.now += timedelta(**span)


class Newspapers:
    """What papers print on the site: a feed for each, a page for each story."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._papers: dict[str, FeedSettings] = {}
        self._listed: dict[str, list[Story]] = {}

    def feeds(self) -> tuple[FeedSettings, ...]:
        """The papers, as settings promise them."""
        return tuple(self._papers.values())

    def paper(self, name: str, *stories: Story, speaks_for: str | None = None, slug: str = "") -> str:
        """A paper with these stories, and its path on the site."""
        slug = slug or name.lower().replace(" ", "-")
        self._papers[slug] = FeedSettings(name=name, url=self.site.url(f"/{slug}"), speaks_for=speaks_for)
        self._listed[slug] = []
        for story in stories:
            self.prints(slug, story)
        self.site.pages[f"/{slug}"] = self._feed(slug)
        return slug

    def prints(self, slug: str, story: Story) -> None:
        """The paper prints a story; one of the same slug is replaced by its new version."""
        self._listed[slug] = [story, *(one for one in self._listed[slug] if one.slug != story.slug)]
        self.site.pages[self.path(slug, story)] = html_page(story.title, story.paragraphs, published=story.published)
        self.site.pages[f"/{slug}"] = self._feed(slug)

    def path(self, slug: str, story: Story) -> str:
        """Where the story's page is."""
        return f"/{slug}/{story.slug}"

    def _feed(self, slug: str) -> Page:
        stories: Sequence[Story] = self._listed[slug]
        return rss(
            [
                News(one.title, self.site.url(self.path(slug, one)), one.summary, published=one.published)
                for one in stories
            ],
            title=slug,
        )


class Newsroom(Newspapers):
    """The papers, the recipients, and the settings that join them to a monitor."""

    def __init__(
        self,
        database_url: str,
        site: Site,
        slack: FakeSlack,
        mail: MailServer,
        clock: Hand,
        packs: Packs,
        workers: Workers,
    ) -> None:
        super().__init__(site)
        self.database_url = database_url
        self.slack, self.mail, self.clock = slack, mail, clock
        self._packs, self._workers = packs, workers

    def settings(self, **changes: Any) -> Settings:
        """Everything on, nobody waits for a second report, no terminal."""
        keys: dict[str, Any] = {
            "database_url": self.database_url,
            "theatres": ("nagorno-karabakh",),
            "feeds": self.feeds(),
            "fetch": LOCAL,
            "poll": PollSettings(tick=timedelta(seconds=1)),
            "alerts": AlertSettings(terminal=False, group_wait=timedelta(0)),
            "slack": SlackSettings(
                base_url=self.slack.url, channel="C0123", bot_token=SecretStr(self.slack.token)
            ),
            "email": EmailSettings(
                host=self.mail.host, port=self.mail.port, sender="monitor@example.org", to=(DESK,),
                digest_at=time(7), timezone="Asia/Yerevan",
            ),
            "web": WebSettings(listen=None),
        }  # fmt: skip
        return Settings(**(keys | changes))

    @asynccontextmanager
    async def monitor(self, **changes: Any) -> AsyncIterator[World]:
        """The monitor, started; leaving stops it. Rules of a test's own are checked, those that all share are not."""
        packs = None if "rules" in changes else self._packs
        async with opened(self.settings(**changes), self.clock, packs=packs, workers=self._workers) as world:
            yield world

    async def once(self, **changes: Any) -> PassReport:
        """Starts the monitor, makes one full pass, stops it."""
        async with self.monitor(**changes) as world:
            return await full_pass(world)


async def known(world: World) -> list[Incident]:
    """All incidents, oldest first."""
    return sorted(await world.database.run(lambda c: incidents.recent(c, limit=1000)), key=lambda one: one.id)


async def history(world: World, incident: int) -> list[Revision]:
    """An incident's revisions, the first one first."""
    return await world.database.run(lambda c: incidents.revisions(c, incident))
