"""Days on which the world misbehaves: each trouble gets a clear word and a recorded state, and the rest goes on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from pydantic import SecretStr

from monitor.app import full_pass
from monitor.jobs.correlate import correlate
from monitor.jobs.poll import poll
from monitor.jobs.read import read
from monitor.jobs.vitals import look
from monitor.jobs.world import World
from monitor.model import Delivery, Feed
from monitor.settings import FeedSettings, ReadSettings, SlackSettings
from monitor.store import articles, deliveries, entries, feeds, tables
from tests.scenario.newsroom import LOCAL, Newsroom, known
from tests.scenario.stories import DENIAL, FOOTBALL, SHELLING, SNIPER, Story
from tests.servers.site import (
    ENTITY_BOMB,
    Dropped,
    News,
    Page,
    Silent,
    Site,
    bomb,
    flood,
    html_page,
    redirect,
    rss,
    status,
)
from tests.servers.slack import broken, drop_after_storing, rate_limited, refused


async def every_feed(world: World) -> dict[str, Feed]:
    return {feed.name: feed for feed in await world.database.run(feeds.every)}


async def waiting(world: World) -> list[Delivery]:
    """What is owed to anybody and not sent, looked at a day later."""
    later = world.clock() + timedelta(days=1)
    return await world.database.run(lambda c: deliveries.lease_due(c, later, lease=timedelta(0), limit=100))


# ---------------------------------------------------------------------------------------------------------------- feeds


async def test_bad_feeds_do_not_stop_the_good_one_and_each_has_its_state_in_words(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    bad: dict[str, Page | Dropped] = {
        "Gone": status(404),
        "Busy": status(503),
        "No Feed": html_page("Not a feed", ["This is a page."]),
        "Torn": Page(body=b"<rss><channel><item><title>Half", content_type="application/rss+xml"),
        "Entities": Page(body=ENTITY_BOMB, content_type="application/rss+xml"),
        "Zip Bomb": bomb(50, "gzip"),
        "Flood": flood("application/rss+xml"),
        "Hung Up": Dropped(),
    }
    for name, answer in bad.items():
        path = newsroom.paper(name)
        newsroom.site.pages[f"/{path}"] = answer
    async with newsroom.monitor() as world:
        report = await full_pass(world)
        found = await every_feed(world)
        vitals = await look(world)
        assert len(await known(world)) == 1
    assert found["Harbour Wire"].state == "ok"
    assert report.poll.failed >= len(bad) - 2  # a torn feed may still be read, and says so
    for name in ("Gone", "Busy", "No Feed", "Zip Bomb", "Flood", "Hung Up"):
        feed = found[name]
        assert (feed.failures, feed.etag) == (1, None)
        assert feed.state not in ("ok", "new")
        assert "next try in" in feed.note
        assert feed.next_due is not None
        assert feed.next_due > newsroom.clock()
    assert found["Gone"].state == "status"
    assert found["No Feed"].state == "parse"
    assert vitals.feeds_failing >= 6
    assert any(line.startswith("Gone: ") for line in vitals.worst)
    assert vitals.healthy
    assert len(newsroom.slack.messages()) == 1


async def test_a_feed_that_broke_off_is_asked_for_whole_until_it_comes_whole(newsroom: Newsroom) -> None:
    path = f"/{newsroom.paper('Harbour Wire', SHELLING, SNIPER)}"
    whole = newsroom.site.pages[path]
    assert isinstance(whole, Page)
    torn = whole.body[: whole.body.rindex(b"</item>")]
    newsroom.site.pages[path] = replace(whole, body=torn)
    async with newsroom.monitor() as world:
        await full_pass(world)
        assert "broke off" in (await every_feed(world))["Harbour Wire"].note
        newsroom.site.pages[path] = whole
        newsroom.clock.advance(minutes=10)
        await full_pass(world)
        newsroom.clock.advance(minutes=10)
        await full_pass(world)
    asked = [request.headers for request in newsroom.site.requests if request.path == path]
    assert ["if-none-match" in headers for headers in asked] == [False, False, True]
    assert len(newsroom.slack.messages()) == 2


async def test_a_feed_that_was_down_is_read_when_it_is_back(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire", SHELLING)
    served = newsroom.site.pages[f"/{path}"]
    newsroom.site.pages[f"/{path}"] = status(500)
    async with newsroom.monitor() as world:
        await full_pass(world)
        assert (await every_feed(world))["Harbour Wire"].failures == 1
        newsroom.site.pages[f"/{path}"] = served
        newsroom.clock.advance(minutes=10)
        await full_pass(world)
        feed = (await every_feed(world))["Harbour Wire"]
        assert (feed.failures, feed.state) == (0, "ok")
    assert len(newsroom.slack.messages()) == 1


async def test_a_feed_of_a_thousand_entries_is_stored_at_once_and_read_to_the_end(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire")
    text = "<p>" + "The covered market opened its doors again on Monday after repairs. " * 12 + "</p>"
    newsroom.site.pages[f"/{path}"] = rss(
        [News(f"Market {n}", newsroom.site.url(f"/m/{n}"), "Short.", content=text) for n in range(1000)]
    )
    async with newsroom.monitor() as world:
        report = await full_pass(world)
    assert report.poll.new == 1000
    assert report.read.irrelevant + report.read.read == 1000
    assert not any(seen.path.startswith("/m/") for seen in newsroom.site.requests)


async def test_an_entry_without_a_date_is_news_of_the_moment_we_saw_it(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire")
    newsroom.site.pages[f"/{path}"] = rss([News(SHELLING.title, newsroom.site.url("/undated"), "Short.")])
    newsroom.site.pages["/undated"] = html_page(SHELLING.title, SHELLING.paragraphs)
    async with newsroom.monitor() as world:
        await full_pass(world)
        article = await world.database.run(lambda c: articles.get(c, 1))
    assert article is not None
    assert (article.dated, article.published) == (False, newsroom.clock())


# ---------------------------------------------------------------------------------------------------------------- pages


async def test_when_the_page_is_gone_the_feeds_summary_is_read_and_the_article_says_so(newsroom: Newsroom) -> None:
    told = Story("gone", SHELLING.title, SHELLING.paragraphs, " ".join(SHELLING.paragraphs[:2]))
    path = newsroom.paper("Harbour Wire", told)
    newsroom.site.pages[newsroom.path(path, told)] = status(404)
    async with newsroom.monitor() as world:
        await full_pass(world)
        article = await world.database.run(lambda c: articles.get(c, 1))
        assert len(await known(world)) == 1
    assert article is not None
    assert article.text_source == "summary"
    assert "404" in article.note


async def test_a_feed_whose_pages_hang_keeps_no_other_waiting(newsroom: Newsroom) -> None:
    slow = newsroom.paper("Slow Times")
    newsroom.paper("Harbour Wire", SHELLING)
    with Site() as hanging:
        newsroom.site.pages[f"/{slow}"] = rss([News(f"Item {n}", hanging.url(f"/{n}"), "-") for n in range(100)])
        hanging.pages |= {f"/{n}": Silent() for n in range(100)}
        await _read_beside(newsroom, hanging)


async def _read_beside(newsroom: Newsroom, hanging: Site) -> None:
    async with newsroom.monitor(fetch=LOCAL.model_copy(update={"timeout": timedelta(seconds=30)})) as world:
        await poll(world)
        reading = asyncio.create_task(read(world))
        async with asyncio.timeout(25):  # less than one page that hangs has
            while not await known(world):
                await asyncio.sleep(0.02)
                await correlate(world)
        assert not reading.done()
        assert 0 < len(hanging.requests) <= 3
        reading.cancel()
        await asyncio.wait([reading])


async def test_a_page_that_fails_for_the_moment_is_asked_again_before_the_summary_must_do(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire", SHELLING)
    page = newsroom.path(path, SHELLING)
    good = newsroom.site.pages[page]
    assert isinstance(good, Page)
    newsroom.site.pages[page] = [status(503), good]
    async with newsroom.monitor() as world:
        report = await full_pass(world)
        assert report.read.postponed == 1
        assert await known(world) == []
        newsroom.clock.advance(minutes=1)
        report = await full_pass(world)
        assert report.read.read == 1
        article = await world.database.run(lambda c: articles.get(c, 1))
    assert article is not None
    assert article.text_source == "page"
    assert len(newsroom.slack.messages()) == 1


async def test_a_page_that_keeps_failing_is_asked_three_times(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire", SHELLING)
    page = newsroom.path(path, SHELLING)
    newsroom.site.pages[page] = status(503)
    async with newsroom.monitor() as world:
        for _ in range(6):
            await full_pass(world)
            newsroom.clock.advance(minutes=5)
    assert len(newsroom.site.asked(page)) == 3


async def test_a_page_that_never_ends_to_parse_costs_itself_only(newsroom: Newsroom) -> None:
    """A hundred thousand attributes take the extractor far longer than it has. The script that is none hides them from
    the look that refuses such pages unread: killing is the last resort."""
    path = newsroom.paper("Harbour Wire", SNIPER, SHELLING)
    thorns = b" ".join(b"a%d=1" % n for n in range(100_000))
    thorny = b"<html><body><!-- <script> --><article><p " + thorns + b">x</p></article></body>"
    newsroom.site.pages[newsroom.path(path, SNIPER)] = Page(body=thorny)
    async with newsroom.monitor(read=ReadSettings(time_limit=timedelta(seconds=1))) as world:
        report = await full_pass(world)
        article = (
            await world.database.run(lambda c: articles.get(c, 1)),
            await world.database.run(lambda c: articles.get(c, 2)),
        )
        assert any("Sotk" in incident.headline for incident in await known(world))
    assert report.read.read + report.read.irrelevant == 2
    assert [each.text_source for each in article if each is not None].count("page") == 1


async def test_a_wall_in_place_of_the_article_is_said_and_the_feeds_summary_read(newsroom: Newsroom) -> None:
    told = Story("walled", SHELLING.title, SHELLING.paragraphs, " ".join(SHELLING.paragraphs[:2]))
    path = newsroom.paper("Harbour Wire", told)
    check = "<p>Verifying you are human.</p><script>window._cf_chl_opt={}</script>"
    newsroom.site.pages[newsroom.path(path, told)] = Page(body=f"<title>Just a moment...</title>{check}".encode())
    async with newsroom.monitor() as world:
        await full_pass(world)
        article = await world.database.run(lambda c: articles.get(c, 1))
        (incident,) = await known(world)
    assert article is not None
    assert article.text_source == "summary"
    assert article.note == "only the feed's summary was read: a check for robots stands in place of the article"
    assert "Sotk" in incident.headline


async def test_an_article_that_was_led_to_the_home_page_or_refused_says_so(newsroom: Newsroom) -> None:
    summary = " ".join(SHELLING.paragraphs[:2])
    slugs = ("gone", "paid", "checked")
    gone, paid, checked = (Story(slug, SHELLING.title, SHELLING.paragraphs, summary) for slug in slugs)
    path = newsroom.paper("Harbour Wire", gone, paid, checked)
    newsroom.site.pages[newsroom.path(path, checked)] = replace(status(403), headers={"cf-mitigated": "challenge"})
    newsroom.site.pages[newsroom.path(path, gone)] = redirect("/")
    newsroom.site.pages["/"] = html_page("Harbour Wire", SNIPER.paragraphs)
    newsroom.site.pages[newsroom.path(path, paid)] = status(402)
    async with newsroom.monitor() as world:
        await full_pass(world)
        notes = await world.database.run(lambda c: sorted(c.scalars(sa.select(tables.articles.c.note))))
    assert "402 Payment Required: it asks for payment" in notes[0]
    assert "403 Forbidden: a check for robots stands in place of the article" in notes[1]
    assert "the site sent us to its home page" in notes[2]


async def test_a_page_that_names_its_own_address_is_shown_by_it(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire", SHELLING)
    short = "/go?story=1"
    own = newsroom.site.url(newsroom.path(path, SHELLING))
    newsroom.site.pages[f"/{path}"] = rss([News(SHELLING.title, newsroom.site.url(short))])
    head = f'<link rel="canonical" href="{own}">'
    newsroom.site.pages[short] = html_page(SHELLING.title, SHELLING.paragraphs, head=head)
    async with newsroom.monitor() as world:
        await full_pass(world)
        article = await world.database.run(lambda c: articles.get(c, 1))
    assert article is not None
    assert article.url == own


async def test_an_article_in_a_language_without_rules_is_unreadable_and_not_of_no_concern(newsroom: Newsroom) -> None:
    russian = Story("obstrel", "Обстрел у Сотка", ("Министерство обороны сообщило, что трое солдат убиты.",) * 5)
    newsroom.paper("Harbour Wire", russian, SHELLING)
    async with newsroom.monitor() as world:
        report = await full_pass(world)
        unread = sa.select(tables.entries.c.note).where(tables.entries.c.state == "unreadable")
        notes = await world.database.run(lambda c: list(c.scalars(unread)))
    assert (report.read.read, report.read.irrelevant, report.read.unreadable) == (1, 0, 1)
    assert notes == ["there are no rules for its language (ru)"]


async def test_pages_in_a_language_without_rules_are_not_asked_for(newsroom: Newsroom) -> None:
    turkish = News("Sotk yakınlarında üç asker öldürüldü", newsroom.site.url("/tr"), "Bakanlık açıkladı.")
    english = News(SHELLING.title, newsroom.site.url("/en"), "The ministry has told of it for the second time.")
    bare = News(SHELLING.title, newsroom.site.url("/bare"), "")
    told = html_page(SHELLING.title, SHELLING.paragraphs)
    newsroom.site.pages |= {"/feed": rss([turkish, english, bare]), "/en": told, "/bare": told}
    promised = (FeedSettings(name="Haber", url=newsroom.site.url("/feed"), lang="tr"),)
    async with newsroom.monitor(feeds=promised) as world:
        report = await full_pass(world)
    assert (report.read.read, report.read.unreadable) == (2, 1)
    assert [len(newsroom.site.asked(path)) for path in ("/tr", "/en", "/bare")] == [0, 1, 1]


async def test_an_entry_with_nothing_to_read_is_unreadable_and_says_why(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire", SHELLING)
    newsroom.site.pages[f"/{path}"] = rss([News("", newsroom.site.url("/nothing"), "")])
    newsroom.site.pages["/nothing"] = Page(body=b"%PDF-1.7 not for us", content_type="application/pdf")
    async with newsroom.monitor() as world:
        report = await full_pass(world)
        count = await world.database.run(
            lambda c: entries.counts(c, world.started - timedelta(days=1), world.started + timedelta(days=1))
        )
    assert (report.read.unreadable, count.unreadable) == (1, 1)


# ----------------------------------------------------------------------------------------------------------- recipients


async def test_slack_that_is_down_gets_the_alert_when_it_is_up(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    newsroom.slack.fail("chat.postMessage", broken(500))
    async with newsroom.monitor() as world:
        report = await full_pass(world)
        assert report.deliver.retried == 1
        assert newsroom.slack.messages() == []
        newsroom.clock.advance(seconds=30)
        report = await full_pass(world)
        assert report.deliver.sent == 1
    assert len(newsroom.slack.messages()) == 1


async def test_a_send_of_unknown_outcome_is_looked_up_and_not_repeated(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    newsroom.slack.fail("chat.postMessage", drop_after_storing())
    async with newsroom.monitor() as world:
        assert (await full_pass(world)).deliver.retried == 1
        newsroom.clock.advance(minutes=1)
        assert (await full_pass(world)).deliver.sent == 1
    assert len(newsroom.slack.messages()) == 1
    assert newsroom.slack.count("chat.postMessage") == 1


async def test_slack_that_asks_for_a_moment_gets_it(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING, SNIPER)
    newsroom.slack.fail("chat.postMessage", rate_limited(1))
    async with newsroom.monitor() as world:
        report = await full_pass(world)
    assert (report.deliver.sent, report.deliver.retried) == (2, 0)
    assert len(newsroom.slack.messages()) == 2


async def test_slack_that_asks_for_long_is_asked_again_no_sooner(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    newsroom.slack.fail("chat.postMessage", rate_limited(600))
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.clock.advance(minutes=9)
        await full_pass(world)
        assert newsroom.slack.count("chat.postMessage") == 1
        newsroom.clock.advance(minutes=2)
        await full_pass(world)
    assert len(newsroom.slack.messages()) == 1


async def test_an_archived_channel_fails_for_good_and_shows_in_health_and_digest(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    newsroom.slack.fail("chat.postMessage", refused("is_archived"))
    async with newsroom.monitor() as world:
        assert (await full_pass(world)).deliver.failed == 1
        vitals = await look(world)
        newsroom.clock.advance(hours=20)
        await full_pass(world)
    assert vitals.backlog["failed"] == 1
    (mail,) = newsroom.mail.mails
    assert "the channel is archived" in mail.text


async def test_a_token_that_is_mended_in_time_loses_no_alert(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    newsroom.slack.fail("chat.postMessage", *[refused("invalid_auth")] * 3)
    async with newsroom.monitor() as world:
        for _ in range(4):
            await full_pass(world)
            newsroom.clock.advance(minutes=2)
    assert len(newsroom.slack.messages()) == 1


async def test_without_a_token_slack_waits_in_the_outbox_and_the_mail_goes_out(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    mute = SlackSettings(base_url=newsroom.slack.url, channel="C0123")
    async with newsroom.monitor(slack=mute) as world:
        assert (await full_pass(world)).deliver.retried == 1
    async with newsroom.monitor(slack=mute.model_copy(update={"bot_token": SecretStr(newsroom.slack.token)})) as world:
        newsroom.clock.advance(hours=20)
        await full_pass(world)
    assert len(newsroom.slack.messages()) == 1
    assert len(newsroom.mail.mails) == 1


async def test_refused_mail_is_tried_again_under_the_same_name_while_slack_goes_on(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    newsroom.mail.refuse_data.append("451 4.3.0 try again later")
    newsroom.mail.hang_up = 1
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.clock.advance(hours=20)
        assert (await full_pass(world)).deliver.retried == 1
        assert len(newsroom.slack.messages()) == 1
        newsroom.clock.advance(minutes=1)
        await full_pass(world)
        newsroom.clock.advance(minutes=5)
        await full_pass(world)
        assert await waiting(world) == []
    names = [mail.message["Message-ID"] for mail in newsroom.mail.mails]
    assert len(names) == 2  # once kept and answered by hanging up, and once more
    assert len(set(names)) == 1


async def test_an_incident_is_told_in_order_even_when_the_first_word_was_held_up(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    other = newsroom.paper("Kura Courier", speaks_for="azerbaijan")
    newsroom.slack.fail("chat.postMessage", broken(500))
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.prints(other, DENIAL)
        newsroom.clock.advance(minutes=6)
        await full_pass(world)
    (message,) = newsroom.slack.messages()
    (change,) = newsroom.slack.thread(message["ts"])
    assert "denies" in change["text"]


async def test_football_beside_a_clash_changes_nothing_in_the_clash(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING, FOOTBALL)
    async with newsroom.monitor() as world:
        await full_pass(world)
        (incident,) = await known(world)
    assert [source.title for source in incident.sources] == [SHELLING.title]
