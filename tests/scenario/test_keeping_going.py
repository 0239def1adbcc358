"""The daemon's own life: journeys wake each other; it stops in good order, goes on where it stopped, keeps house."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from threading import Event as ThreadEvent

import pytest

from monitor.alerts.channel import Message
from monitor.app import full_pass, serve
from monitor.errors import MonitorError, RuleError, StoreError
from monitor.jobs.deliver import deliver
from monitor.jobs.vitals import look
from monitor.jobs.world import World
from monitor.settings import AlertSettings, EmailRoute, EmailSettings, PollSettings, QuietHours, RetentionSettings
from monitor.store import articles, deliveries, feeds
from tests.scenario.newsroom import DESK, Newsroom, history, known
from tests.scenario.stories import DENIAL, REPRINT, SHELLING, SHELLING_EDITED, SNIPER
from tests.servers.site import Page, html_page, status

TICK = timedelta(milliseconds=20)


@asynccontextmanager
async def going(world: World, tick: timedelta = TICK) -> AsyncIterator[None]:
    """The daemon's journeys, until the block is left."""
    serving = asyncio.create_task(serve(world, tick=tick))
    try:
        yield
    finally:
        world.stopping.set()
        await serving


async def comes(about: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not about():
            await asyncio.sleep(0.01)


# -------------------------------------------------------------------------------------------------------------- running


async def test_news_goes_from_feed_to_slack_on_one_tick(newsroom: Newsroom) -> None:
    """Each journey wakes the next: with ticks an hour apart, the first one is enough."""
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world, going(world, timedelta(hours=1)):
        await comes(lambda: len(newsroom.slack.messages()) == 1)


async def test_it_goes_on_where_it_stopped(newsroom: Newsroom) -> None:
    paper = newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world, going(world):
        await comes(lambda: len(newsroom.slack.messages()) == 1)
    newsroom.prints(paper, SHELLING_EDITED)
    newsroom.clock.advance(minutes=10)
    async with newsroom.monitor() as world:
        async with going(world):
            await comes(lambda: len(newsroom.slack.thread(newsroom.slack.messages()[0]["ts"])) == 1)
        (incident,) = await known(world)
    assert incident.revision == 2
    assert len(newsroom.slack.messages()) == 1


async def test_two_monitors_on_one_database_share_the_work_and_tell_once(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING, SNIPER)
    newsroom.paper("Lakeside Post", REPRINT)
    newsroom.paper("Kura Courier", DENIAL, speaks_for="azerbaijan")
    async with newsroom.monitor() as one, newsroom.monitor() as other, going(one), going(other):
        await comes(lambda: len(newsroom.slack.messages()) == 2)
        # The reprint is enough for an alert. What is still being read would outlive its lease when the clock jumps.
        await comes(lambda: sum(world.metrics.readings.labels("read")._value.get() for world in (one, other)) == 4)
        for _ in range(3):
            newsroom.clock.advance(minutes=7)
            await asyncio.sleep(0.1)
    async with newsroom.monitor() as world:
        await full_pass(world)
        told = sum(incident.revision for incident in await known(world))
    assert len(newsroom.slack.messages()) == 2
    assert newsroom.slack.count("chat.postMessage") <= told
    pages = [seen.path for seen in newsroom.site.requests if seen.path.count("/") == 2]
    assert len(pages) == len(set(pages)) == 4


async def test_a_journey_that_breaks_off_is_made_again_and_its_trouble_told_once(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that refuses one thing for a while stops nothing for good."""
    caplog.set_level(logging.INFO, "monitor")
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world:
        await world.database.run(lambda c: c.exec_driver_sql("ALTER TABLE feeds RENAME TO hidden_feeds"))
        async with going(world):
            broken = world.metrics.failures.labels("poll")
            await comes(lambda: broken._value.get() > 4)
            await world.database.run(lambda c: c.exec_driver_sql("ALTER TABLE hidden_feeds RENAME TO feeds"))
            await comes(lambda: len(newsroom.slack.messages()) == 1)
    said = [(record.getMessage(), getattr(record, "fields", {}).get("journey")) for record in caplog.records]
    assert said.count(("journey broke off", "poll")) == 1
    assert ("trouble passed", "poll") in said


async def test_asked_to_stop_it_takes_nothing_new(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world:
        world.stopping.set()
        await full_pass(world)
        assert newsroom.site.requests == []
        assert await known(world) == []
    await newsroom.once()
    assert len(newsroom.slack.messages()) == 1


async def test_a_fetch_that_hangs_is_left_behind_when_it_stops(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire")
    newsroom.site.pages[f"/{path}"] = Page(waits=3600)
    async with newsroom.monitor() as world, going(world):
        await comes(lambda: len(newsroom.site.requests) == 1)
    async with newsroom.monitor() as world:
        (feed,) = await world.database.run(feeds.every)
        assert feed.next_due is not None
        assert feed.next_due <= newsroom.clock() + world.settings.poll.lease


# ------------------------------------------------------------------------------------------------------------- starting


async def test_bad_rules_stop_the_start_with_their_lines_before_anything_is_asked(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    rules = tmp_path / "rules"
    (rules / "en").mkdir(parents=True)
    (rules / "theatres").mkdir()
    (rules / "en" / "harm.yaml").write_text("language: en\nrulez: []\n")
    with pytest.raises(RuleError, match=r"harm\.yaml:2: .*rulez"):
        await newsroom.once(rules=rules, theatres=())
    assert newsroom.site.requests == []


async def test_a_database_of_a_newer_version_is_left_alone(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world:
        await world.database.run(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer"):
        await newsroom.once()
    assert newsroom.site.requests == []


async def test_a_feed_that_is_no_longer_promised_is_asked_no_more(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    await newsroom.once()
    newsroom.clock.advance(hours=1)
    asked = len(newsroom.site.requests)
    await newsroom.once(feeds=())
    assert len(newsroom.site.requests) == asked
    assert isinstance(newsroom.site.pages["/harbour-wire"], Page)


# ----------------------------------------------------------------------------------------------------- who is told when


async def test_in_quiet_hours_news_is_held_and_released_in_the_morning(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SNIPER)
    quiet = AlertSettings(
        terminal=False, group_wait=timedelta(0),
        quiet_hours=QuietHours(**{"from": time(8)}, until=time(11), timezone="UTC"),
    )  # fmt: skip
    async with newsroom.monitor(alerts=quiet) as world:
        await full_pass(world)
        (held,) = await world.database.run(deliveries.held)
        assert "quiet hours" in held.reason
        newsroom.clock.advance(hours=1, minutes=59)
        await full_pass(world)
        assert newsroom.slack.messages() == []
        newsroom.clock.advance(minutes=2)
        await full_pass(world)
    assert len(newsroom.slack.messages()) == 1


async def test_a_group_wait_lets_the_first_message_wait(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor(alerts=AlertSettings(terminal=False, group_wait=timedelta(seconds=30))) as world:
        await full_pass(world)
        assert newsroom.slack.messages() == []
        newsroom.clock.advance(seconds=31)
        await full_pass(world)
    assert len(newsroom.slack.messages()) == 1


class Stuck:
    """A destination that answers only when it is let go."""

    name = "email"

    def __init__(self) -> None:
        self.reached, self.let_go = ThreadEvent(), ThreadEvent()

    def send(self, message: Message) -> str:
        self.reached.set()
        self.let_go.wait(30)
        return "late"

    def check(self) -> str:
        return "stuck"


async def test_a_slow_destination_holds_up_no_other(newsroom: Newsroom) -> None:
    paper = newsroom.paper("Harbour Wire", SHELLING)
    stuck = Stuck()
    mail = EmailSettings(to=(DESK,), routes=(EmailRoute(to=(DESK,), min_severity="info"),))
    async with (
        newsroom.monitor(email=mail) as world,
        going(replace(world, channels={**world.channels, "email": stuck})),
    ):
        await comes(stuck.reached.is_set)
        newsroom.prints(paper, SNIPER)
        newsroom.clock.advance(minutes=10)
        await comes(lambda: len(newsroom.slack.messages()) == 2)
        assert not stuck.let_go.is_set()
        stuck.let_go.set()


async def test_a_delivery_is_given_up_after_many_attempts_over_many_hours_only(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    email = EmailSettings(to=(DESK,), host="127.0.0.1", port=1, routes=(EmailRoute(to=(DESK,), min_severity="info"),))
    async with newsroom.monitor(email=email) as world:
        await full_pass(world)
        for _ in range(20):
            newsroom.clock.advance(minutes=15)
            await deliver(world)
        backlog = await world.database.run(deliveries.backlog)
        assert backlog["failed"] == 0  # five hours, whatever the number of attempts
        assert not (await look(world)).healthy
        for _ in range(3):
            newsroom.clock.advance(hours=1)
            await deliver(world)
        backlog = await world.database.run(deliveries.backlog)
        (failed,) = await world.database.run(lambda c: deliveries.failed_since(c, world.started))
    assert backlog["failed"] == 1
    assert failed.reason.startswith("given up after")
    assert len(newsroom.slack.messages()) == 1


# --------------------------------------------------------------------------------------------------------- housekeeping


async def test_the_heart_beats_each_healthy_minute_and_not_when_we_are_blind(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire", SHELLING)
    newsroom.site.pages["/alive"] = Page(body=b"ok", content_type="text/plain")

    def beats() -> int:
        return len(newsroom.site.asked("/alive"))

    async with newsroom.monitor(heartbeat_url=newsroom.site.url("/alive")) as world:
        for _ in range(3):
            await full_pass(world)
            newsroom.clock.advance(seconds=20)
        assert beats() == 1
        newsroom.clock.advance(seconds=20)
        await full_pass(world)
        assert beats() == 2
        newsroom.site.pages[f"/{path}"] = status(500)
        for _ in range(5):
            newsroom.clock.advance(minutes=20)
            await full_pass(world)
        assert beats() < 2 + 5
        assert not (await look(world)).healthy


async def test_a_clock_that_is_set_back_keeps_nothing_waiting_for_the_time_before(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire", SHELLING)
    page = html_page(SHELLING.title, SHELLING.paragraphs, published=SHELLING.published)
    newsroom.site.pages[newsroom.path(path, SHELLING)] = [status(503), page]
    async with newsroom.monitor() as world:
        newsroom.clock.advance(days=300)
        assert (await full_pass(world)).read.postponed == 1
        newsroom.clock.advance(days=-300)
        await full_pass(world)
        again = await full_pass(world)
        assert (again.poll.asked, again.read.read) == (1, 1)
        assert (await full_pass(world)).poll.asked == 0


async def test_old_texts_are_let_go_and_what_was_quoted_from_them_stays(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    keep = RetentionSettings(texts_days=30)
    async with newsroom.monitor(retention=keep) as world:
        await full_pass(world)
        newsroom.clock.advance(days=29)
        assert (await full_pass(world)).housekeeping.forgotten == 0
        newsroom.clock.advance(days=2)
        assert (await full_pass(world)).housekeeping.forgotten == 1
        article = await world.database.run(lambda c: articles.get(c, 1))
        (incident,) = await known(world)
    assert article is not None
    assert article.text == ""
    assert incident.accusations[0].evidence


async def test_the_order_in_which_feeds_are_read_changes_no_toll(newsroom: Newsroom) -> None:
    newsroom.paper("Kura Courier", DENIAL, speaks_for="azerbaijan")
    newsroom.paper("Lakeside Post", REPRINT)
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor(poll=PollSettings(batch=1)) as world:
        await full_pass(world)
        (incident,) = await known(world)
        revisions = await history(world, incident.id)
    assert incident.state == "contested"
    assert incident.toll.killed is not None
    assert incident.toll.killed.best == 3
    assert len(revisions) == incident.revision


async def test_settings_that_cannot_be_used_are_one_kind_of_error(newsroom: Newsroom) -> None:
    with pytest.raises(MonitorError):
        await newsroom.once(opml=(Path("/nowhere/feeds.opml"),))
