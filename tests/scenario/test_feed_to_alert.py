"""Feed -> page -> claims -> incident -> Slack message and digest mail: the monitor's day, over real sockets."""

from __future__ import annotations

from monitor.app import full_pass
from monitor.model import Count
from tests.scenario.newsroom import DESK, Newsroom, history, known
from tests.scenario.stories import DENIAL, FOOTBALL, MARKET, REPRINT, SHELLING, SHELLING_EDITED, SNIPER


async def test_a_report_becomes_one_slack_message_with_its_proof(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world:
        report = await full_pass(world)
        (incident,) = await known(world)
    assert (report.poll.new, report.read.read, report.correlate.opened, report.deliver.sent) == (1, 1, 1, 1)
    assert incident.kind == "violation"
    assert [(each.violator, each.accuser) for each in incident.accusations] == [("azerbaijan", "armenia")]
    assert incident.toll.killed == Count(3, 3, 3)
    assert incident.ceasefire_day is not None
    (message,) = newsroom.slack.messages()
    assert "Armenia accuses Azerbaijan" in message["text"]
    whole = str(message["blocks"])
    assert "Three Armenian soldiers were killed" in whole
    assert newsroom.site.url("/harbour-wire/sotk-shelling") in whole
    assert "Harbour Wire" in whole


async def test_the_next_pass_tells_nobody_again(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world:
        await full_pass(world)
        for _ in range(3):
            newsroom.clock.advance(minutes=10)
            await full_pass(world)
        assert len(await known(world)) == 1
    assert len(newsroom.slack.messages()) == 1
    assert newsroom.slack.count("chat.postMessage") == 1


async def test_an_edit_raises_the_toll_and_edits_the_one_message(newsroom: Newsroom) -> None:
    paper = newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.clock.advance(minutes=10)
        newsroom.prints(paper, SHELLING_EDITED)
        report = await full_pass(world)
        (incident,) = await known(world)
        (raised,) = (await history(world, incident.id))[-1].changes
    assert report.poll.edited == 1
    assert incident.toll.killed == Count(5, 5, 5)
    assert (raised.kind, raised.delta) == ("toll-raised", 2)
    (message,) = newsroom.slack.messages()
    assert "5 soldiers killed" in message["text"]
    (change,) = newsroom.slack.thread(message["ts"])
    assert "from 3 to 5" in change["text"]


async def test_a_wire_copy_is_no_second_source(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    newsroom.paper("Lakeside Post", REPRINT)
    async with newsroom.monitor() as world:
        await full_pass(world)
        (incident,) = await known(world)
    assert {source.outlet: source.independent for source in incident.sources} == {
        "Harbour Wire": True,
        "Lakeside Post": False,
    }
    assert incident.state == "reported"
    assert newsroom.slack.count("chat.postMessage") == 1


async def test_a_denial_makes_it_contested_and_is_told(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    other = newsroom.paper("Kura Courier", speaks_for="azerbaijan")
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.clock.advance(minutes=10)
        newsroom.prints(other, DENIAL)
        await full_pass(world)
        (incident,) = await known(world)
    assert incident.state == "contested"
    (message,) = newsroom.slack.messages()
    assert "Azerbaijan denies it" in message["text"]
    assert len(newsroom.slack.thread(message["ts"])) == 1


async def test_football_and_a_market_make_nothing(newsroom: Newsroom) -> None:
    newsroom.paper("Daily Terrace", FOOTBALL, MARKET)
    async with newsroom.monitor() as world:
        report = await full_pass(world)
        assert await known(world) == []
    assert report.read.read + report.read.irrelevant == 2
    assert report.read.claims == 0
    assert newsroom.slack.calls == []


async def test_an_edit_that_takes_everything_back_is_told_too(newsroom: Newsroom) -> None:
    paper = newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.clock.advance(minutes=10)
        newsroom.prints(paper, SHELLING.edited("The covered market is open again.", title="Withdrawn", summary="-"))
        await full_pass(world)
        (incident,) = await known(world)
    assert incident.state == "retracted"
    assert len(newsroom.slack.messages()) == 1
    assert newsroom.slack.count("chat.update") == 1


async def test_the_digest_mail_tells_the_whole_day_the_morning_after(newsroom: Newsroom) -> None:
    paper = newsroom.paper("Harbour Wire", SHELLING)
    newsroom.paper("Lakeside Post", REPRINT)
    other = newsroom.paper("Kura Courier", speaks_for="azerbaijan")
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.clock.advance(minutes=20)
        newsroom.prints(paper, SHELLING_EDITED)
        newsroom.prints(other, DENIAL)
        await full_pass(world)
        newsroom.clock.advance(minutes=20)
        newsroom.prints(paper, SNIPER)
        await full_pass(world)
        assert newsroom.mail.mails == []
        newsroom.clock.advance(hours=20)
        await full_pass(world)
    (mail,) = newsroom.mail.mails
    assert mail.recipients == (DESK,)
    assert "20 April 2026" in mail.message["Subject"]
    for words in ("5 killed", "Azerbaijan denies", "Lakeside Post (reprint)", "Yeraskh", "Feeds read: 3 of 3"):
        assert words in mail.text
    assert "Five Armenian soldiers were killed" in mail.html
    assert len(newsroom.slack.messages()) == 2
