"""A side falls silent: people are told once, and once when it is over; a pause of our own is nobody's silence."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from monitor.alerts.terminal import TerminalChannel
from monitor.jobs.deliver import deliver
from monitor.jobs.digest import preview
from monitor.jobs.poll import poll
from monitor.jobs.vitals import look
from monitor.jobs.watch import watch
from monitor.jobs.world import World
from monitor.model import Clock
from monitor.settings import AlertSettings, QuietHours
from monitor.settings.telling import SilenceSettings
from monitor.store import deliveries, notices
from monitor.store.tables import feed_hours, feeds
from monitor.store.volumes import gaps_of
from tests.scenario.newsroom import Newsroom
from tests.scenario.stories import FOOTBALL
from tests.servers.site import status
from tests.unit.engine import pack
from tests.unit.sources.made_news import by_chance, evenly, office_hours

TUESDAY = datetime(2026, 4, 21, 6, tzinfo=UTC)


class Sides:
    """Three papers of Northland and two of Southland, followed for four weeks, and a clock that goes on by the hour."""

    def __init__(self, newsroom: Newsroom, rules: Path) -> None:
        self.newsroom, self.clock, self._rules = newsroom, newsroom.clock, rules
        newsroom.clock.now = TUESDAY
        self.ours = tuple(newsroom.paper(name, speaks_for="northland") for name in ("Ash", "Birch", "Cedar"))
        self.theirs = tuple(newsroom.paper(name, speaks_for="southland") for name in ("Reed", "Sedge"))
        self._printed = 0

    def settings(self, **changes: Any) -> dict[str, Any]:
        """Everybody is read, on the one theatre of a small pack of rules."""
        feeds = tuple(feed.model_copy(update={"theatres": ("border",)}) for feed in self.newsroom.feeds())
        return {"feeds": feeds, "rules": self._rules, "theatres": ("border",), **changes}

    def prints(self, *papers: str) -> None:
        """Each of these has a story that alarms nobody."""
        for paper in papers:
            self._printed += 1
            slug = f"story-{self._printed}"
            self.newsroom.prints(paper, replace(FOOTBALL, slug=slug, title=slug, published=self.clock()))

    async def settled(self, world: World, news: list[tuple[int, int]] | None = None) -> None:
        """Everybody was read once, and four weeks of news (an entry every other hour) are on record."""
        self.prints(*self.ours, *self.theirs)
        await poll(world)
        told = news or evenly(12, self.clock())

        def followed(c: sa.Connection) -> None:
            ids = c.scalars(sa.select(feeds.c.id)).all()
            c.execute(sa.delete(feed_hours))
            rows = [{"feed_id": id, "hour": hour, "new": new} for id in ids for hour, new in told]
            c.execute(sa.insert(feed_hours), rows)

        await world.database.run(followed)

    async def hours(self, world: World, number: int, *papers: str) -> None:
        """So many hours in which only these papers print; the others are asked and have nothing new."""
        for _ in range(number):
            self.clock.advance(hours=1)
            self.prints(*papers)
            await look_round(world)


async def look_round(world: World) -> None:
    """The journeys that silence needs."""
    await poll(world)
    await watch(world)
    await deliver(world)


class Dead(BaseException):
    """The monitor was killed."""


class Mortal:
    """A clock at whose look of this number the monitor is killed."""

    def __init__(self, clock: Clock, look: int) -> None:
        self._clock, self._left = clock, look

    def __call__(self) -> datetime:
        self._left -= 1
        if self._left < 0:
            raise Dead
        return self._clock()


@pytest.fixture
def sides(newsroom: Newsroom, tmp_path: Path) -> Sides:
    return Sides(newsroom, pack.write(tmp_path / "rules"))


def told(newsroom: Newsroom) -> list[str]:
    """What stands in Slack, the oldest first."""
    return [message["text"] for message in newsroom.slack.messages()]


async def test_a_side_that_falls_silent_is_told_once_and_once_when_it_is_over(sides: Sides, newsroom: Newsroom) -> None:
    alerts = AlertSettings(terminal=True, group_wait=timedelta(0))
    page = io.StringIO()
    async with newsroom.monitor(**sides.settings(alerts=alerts)) as world:
        world = replace(world, channels={**world.channels, "terminal": TerminalChannel(page, labels=world.labels)})
        await sides.settled(world)
        await sides.hours(world, 2, *sides.ours, *sides.theirs)
        assert told(newsroom) == []

        await sides.hours(world, 12, *sides.theirs)
        (quiet,) = told(newsroom)
        assert quiet.startswith("🔕 QUIET Feeds speaking for Northland have gone quiet: Ash, Birch and Cedar answer")
        assert page.getvalue().count("have gone quiet") == 1
        vitals = await look(world)
        assert (vitals.sides_quiet, vitals.feeds_quiet, vitals.healthy) == (1, 0, True)
        assert vitals.notices[0].startswith("feeds speaking for Northland (")
        assert b'silence{what="sides quiet"} 1.0' in world.metrics.text()[0]
        digest = await preview(world, TUESDAY.date())
        assert [one.kind for one in digest.coverage.notices] == ["side-quiet"]

        await sides.hours(world, 2, "cedar", *sides.theirs)
        again, over = told(newsroom)
        assert again == quiet
        assert over.startswith(
            "🔔 OVER Feeds speaking for Northland are heard again: Cedar lists news again after 13 h"
        )
        assert "not yet: Ash and Birch" in over
        assert page.getvalue().count("are heard again") == 1
        assert (await look(world)).sides_quiet == 0


async def test_a_feed_that_falls_silent_alone_is_told_alone(sides: Sides, newsroom: Newsroom) -> None:
    async with newsroom.monitor(**sides.settings()) as world:
        await sides.settled(world)
        await sides.hours(world, 21, "ash", "birch", *sides.theirs)
        (quiet,) = told(newsroom)
        assert quiet.startswith("🔕 QUIET Cedar has gone quiet: It answers, but has listed nothing new for ")
        await sides.hours(world, 1, *sides.ours)
        assert told(newsroom)[1].startswith("🔔 OVER Cedar is heard again")


async def test_a_day_of_our_own_absence_is_nobodys_silence(sides: Sides, newsroom: Newsroom) -> None:
    async with newsroom.monitor(**sides.settings()) as world:
        await sides.settled(world)
    sides.clock.advance(days=1)
    async with newsroom.monitor(**sides.settings()) as world:
        await look_round(world)
        await sides.hours(world, 3)
        assert told(newsroom) == []
        assert len(await world.database.run(lambda c: gaps_of(c, range(10)))) == 5
        await sides.hours(world, 9)
    assert sorted(line.split(" have ")[0] for line in told(newsroom)) == [
        "🔕 QUIET Feeds speaking for Northland", "🔕 QUIET Feeds speaking for Southland"
    ]  # fmt: skip


async def test_a_weekend_is_no_silence_where_weekends_are_quiet(sides: Sides, newsroom: Newsroom) -> None:
    friday_evening = datetime(2026, 4, 24, 18, tzinfo=UTC)
    sides.clock.now = friday_evening
    async with newsroom.monitor(**sides.settings()) as world:
        await sides.settled(world, by_chance(office_hours(20), friday_evening))
        await sides.hours(world, 60)  # till Monday at six
        assert told(newsroom) == []
        await sides.hours(world, 8)
        assert len(told(newsroom)) == 2


async def test_a_side_none_of_whose_feeds_can_be_read_is_told_as_out_of_sight(sides: Sides, newsroom: Newsroom) -> None:
    async with newsroom.monitor(**sides.settings()) as world:
        await sides.settled(world)
        whole = dict(newsroom.site.pages)
        for paper in sides.ours:
            newsroom.site.pages[f"/{paper}"] = status(503)
        await sides.hours(world, 6, *sides.theirs)
        (unseen,) = told(newsroom)
        assert unseen.startswith("🔕 OUT OF SIGHT Feeds speaking for Northland cannot be read: None of Ash, Birch and")
        assert (await look(world)).sides_unseen == 1
        newsroom.site.pages.update(whole)
        await sides.hours(world, 8, *sides.theirs)
        assert told(newsroom)[1].startswith("🔔 OVER Feeds speaking for Northland can be read again")


async def test_an_outage_of_our_own_network_is_nobodys_doing(sides: Sides, newsroom: Newsroom) -> None:
    async with newsroom.monitor(**sides.settings()) as world:
        await sides.settled(world)
        whole = dict(newsroom.site.pages)
        for paper in (*sides.ours, *sides.theirs):
            newsroom.site.pages[f"/{paper}"] = status(503)
        await sides.hours(world, 5)
        newsroom.site.pages.update(whole)
        for _ in range(24):
            sides.clock.advance(minutes=5)
            await look_round(world)
        assert told(newsroom) == []
        assert await world.database.run(notices.still_open) == []


async def test_two_monitors_on_one_database_tell_it_once(sides: Sides, newsroom: Newsroom) -> None:
    async with newsroom.monitor(**sides.settings()) as one, newsroom.monitor(**sides.settings()) as other:
        await sides.settled(one)
        for _ in range(12):
            sides.clock.advance(hours=1)
            await asyncio.gather(poll(one), poll(other))
            await asyncio.gather(watch(one), watch(other))
            await asyncio.gather(deliver(one), deliver(other))
        assert len(told(newsroom)) == 2
        sides.prints(*sides.ours)
        sides.clock.advance(minutes=20)
        await asyncio.gather(poll(one), poll(other))
        await asyncio.gather(watch(one), watch(other))
        await asyncio.gather(deliver(one), deliver(other))
    assert [line.split(" ")[1] for line in told(newsroom)] == ["QUIET", "QUIET", "OVER"]


async def test_a_monitor_that_dies_at_any_step_tells_it_once(sides: Sides, newsroom: Newsroom) -> None:
    async with newsroom.monitor(**sides.settings()) as world:
        await sides.settled(world)
        for _ in range(9):
            sides.clock.advance(hours=1)
            sides.prints(*sides.theirs)
            await poll(world)
        for step in range(9):
            with contextlib.suppress(Dead):
                await watch(replace(world, clock=Mortal(sides.clock, step)))
            with contextlib.suppress(Dead):
                await deliver(replace(world, clock=Mortal(sides.clock, step)))
            sides.clock.advance(minutes=11)
        await look_round(world)
    (quiet,) = told(newsroom)
    assert quiet.startswith("🔕 QUIET Feeds speaking for Northland")


async def test_what_became_of_a_feed_is_told_once_and_when_it_is_back(sides: Sides, newsroom: Newsroom) -> None:
    """A move is told by the digest of its day, and one from http to https not at all."""
    async with newsroom.monitor(**sides.settings()) as world:
        await sides.settled(world)

        def turns(name: str, **row: object) -> Callable[[sa.Connection], object]:
            return lambda c: c.execute(sa.update(feeds).where(feeds.c.name == name).values(**row))

        async def later() -> None:
            sides.clock.advance(minutes=11)
            await watch(world)
            await deliver(world)

        gone = {"retired": sides.clock(), "failing_since": sides.clock(), "failures": 3, "note": "gone for good"}
        safer = newsroom.site.url("/birch").replace("http:", "https:")
        await world.database.run(turns("Cedar", **gone, address="https://user:secret@new.example/rss"))
        await world.database.run(turns("Birch", address=safer))
        await later()
        await later()
        days = [(await preview(world, TUESDAY.date() + timedelta(days=day))).coverage.notices for day in (0, 1)]
        await world.database.run(turns("Cedar", retired=None, failures=0))
        await later()
    assert told(newsroom) == ["🔕 RETIRED Cedar was retired: Gone for good", "🔔 OVER Cedar is back: It answers again"]
    assert [[one.kind for one in day] for day in days] == [["feed-retired", "feed-moved"], []]
    assert days[0][1].words == "it says it moved for good, and is asked at https://new.example/rss; change its address"


async def test_in_quiet_hours_it_waits_and_who_wants_none_is_told_none(sides: Sides, newsroom: Newsroom) -> None:
    night = QuietHours.model_validate({"from": "00:00", "until": "23:00"})
    alerts = AlertSettings(terminal=False, quiet_hours=night, silence=SilenceSettings(feeds=False))
    async with newsroom.monitor(**sides.settings(alerts=alerts)) as world:
        await sides.settled(world)
        await sides.hours(world, 16, "ash", "birch", "reed")
        assert told(newsroom) == []
        assert await world.database.run(lambda c: deliveries.held(c)) == []
        await sides.hours(world, 2)
        opened = await world.database.run(notices.still_open)
        assert {one.kind for one in opened} == {"feed-quiet"}
