"""How feeds are treated over days: asked by their habit, doubted when they lie, followed when they move, retired when
they are gone, and never kept waiting by another."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from monitor.jobs.poll import poll
from monitor.jobs.world import World
from monitor.model import Feed
from monitor.settings import FeedSettings
from monitor.store import entries, feeds
from tests.scenario.newsroom import LOCAL, Newsroom
from tests.scenario.stories import SHELLING, SNIPER
from tests.scenario.test_keeping_going import comes, going
from tests.servers.site import News, Page, Seen, Silent, Site, news_sitemap, redirect, rss, status

ONE, OTHER = News("Fire reported", "https://paper.example/1"), News("Quiet returns", "https://paper.example/2")


async def feed_of(world: World, name: str) -> Feed:
    """The feed as it stands."""
    found = await world.database.run(lambda c: feeds.find(c, name))
    assert found is not None
    return found


async def stored(world: World) -> int:
    """Entries on record."""
    return await world.database.run(entries.unread)


async def polled_for(
    newsroom: Newsroom, world: World, *, hours: float, step: float = 20, until: int | None = None
) -> None:
    """Time goes by in steps of so many minutes, with a look at what is due after each; until so many entries are
    there."""
    for _ in range(round(hours * 60 / step)):
        newsroom.clock.advance(minutes=step)
        await poll(world)
        if until is not None and await stored(world) >= until:
            return


async def test_a_feed_that_comes_due_is_asked_while_another_is_silent(newsroom: Newsroom) -> None:
    prompt = newsroom.paper("Harbour Wire", SHELLING)
    with Site() as dead:
        dead.pages["/feed"] = Silent()
        promised = (*newsroom.feeds(), FeedSettings(name="Dead", url=dead.url("/feed")))
        patient = LOCAL.model_copy(update={"timeout": timedelta(seconds=60)})
        async with newsroom.monitor(feeds=promised, fetch=patient) as world, going(world):
            await comes(lambda: len(dead.asked("/feed")) == 1 and len(newsroom.site.asked(f"/{prompt}")) == 1)
            while (await feed_of(world, "Harbour Wire")).last_read is None:  # asked, and its answer stored
                await asyncio.sleep(0.01)
            newsroom.prints(prompt, SNIPER)
            newsroom.clock.advance(minutes=10)
            await comes(lambda: len(newsroom.site.asked(f"/{prompt}")) == 2)
            assert (await feed_of(world, "Dead")).state == "new"  # nobody gave it up for that


async def test_a_feed_with_news_is_asked_more_often_than_one_without(newsroom: Newsroom) -> None:
    newsroom.site.pages["/quiet"] = rss([ONE])
    printed = [ONE]

    def lively(_: Seen) -> Page:
        printed.append(News(f"Report {len(printed)}", f"https://paper.example/{len(printed)}"))
        return rss(printed[-20:])

    newsroom.site.pages["/lively"] = lively
    promised = tuple(FeedSettings(name=name, url=newsroom.site.url(f"/{name}")) for name in ("quiet", "lively"))
    async with newsroom.monitor(feeds=promised) as world:
        for _ in range(120):
            newsroom.clock.advance(minutes=1)
            await poll(world)
        quiet, often = await feed_of(world, "quiet"), await feed_of(world, "lively")
    asked = {name: len(newsroom.site.asked(f"/{name}")) for name in ("quiet", "lively")}
    assert asked["lively"] > 50
    assert asked["quiet"] < 20
    assert (quiet.habit, often.habit) == (900, 60)
    assert "as it seldom has news" in quiet.note
    assert "as it often has news" in often.note


async def test_an_etag_that_lies_hides_news_for_hours_only_and_is_doubted_then(newsroom: Newsroom) -> None:
    def lying(seen: Seen) -> Page:
        if "if-none-match" in seen.headers:
            return Page(status=304, headers={"ETag": '"same"'}, conditional=False)
        page = rss([ONE] if not told else [OTHER, ONE])
        return Page(body=page.body, content_type=page.content_type, headers={"ETag": '"same"'}, conditional=False)

    told: list[bool] = []
    newsroom.site.pages["/feed"] = lying
    promised = (FeedSettings(name="Liar", url=newsroom.site.url("/feed")),)
    async with newsroom.monitor(feeds=promised) as world:
        await poll(world)
        told.append(True)
        await polled_for(newsroom, world, hours=7, until=2)
        assert await stored(world) == 2
        feed = await feed_of(world, "Liar")
        assert feed.doubted_until is not None
        assert feed.doubted_until - newsroom.clock() > timedelta(days=6)
        assert "it hid 1 new behind unchanged validators" in feed.note
        before = len(newsroom.site.asked("/feed"))
        await polled_for(newsroom, world, hours=2)
    since = newsroom.site.asked("/feed")[before:]
    assert since
    assert not any("if-none-match" in seen.headers for seen in since)


async def test_a_304_that_names_another_version_is_answered_by_a_whole_reading(newsroom: Newsroom) -> None:
    def confused(seen: Seen) -> Page:
        if "if-none-match" in seen.headers:
            return Page(status=304, headers={"ETag": '"two"'}, conditional=False)
        page = rss([OTHER, ONE] if asked else [ONE])
        asked.append(True)
        return Page(body=page.body, content_type=page.content_type, headers={"ETag": '"one"'}, conditional=False)

    asked: list[bool] = []
    newsroom.site.pages["/feed"] = confused
    async with newsroom.monitor(feeds=(FeedSettings(name="Confused", url=newsroom.site.url("/feed")),)) as world:
        await poll(world)
        newsroom.clock.advance(minutes=10)
        await poll(world)
        assert await stored(world) == 2


async def test_the_news_of_a_sitemap_index_is_found_though_the_index_stays_the_same(newsroom: Newsroom) -> None:
    at = newsroom.site.url
    names = "".join(
        f"<sitemap><loc>{at(path)}</loc></sitemap>" for path in ("/news-1.xml", "/pages.xml", "/news-2.xml")
    )
    newsroom.site.pages["/sitemap.xml"] = Page(body=f"<sitemapindex>{names}</sitemapindex>".encode())
    newsroom.site.pages["/news-1.xml"] = [news_sitemap([ONE]), news_sitemap([OTHER, ONE])]
    newsroom.site.pages["/news-2.xml"] = status(500)
    async with newsroom.monitor(feeds=(FeedSettings(name="Maps", url=at("/sitemap.xml")),)) as world:
        await poll(world)
        feed = await feed_of(world, "Maps")
        assert (await stored(world), feed.state) == (1, "ok")
        assert "1 of its 2 news sitemaps not read: 127.0.0.1 answered 500" in feed.note
        await polled_for(newsroom, world, hours=2, until=2)
        assert await stored(world) == 2
    assert not newsroom.site.asked("/pages.xml")


async def test_what_a_feed_asks_for_holds_over_a_304(newsroom: Newsroom) -> None:
    newsroom.site.pages["/feed"] = rss([ONE], extra="<ttl>45</ttl>")
    async with newsroom.monitor(feeds=(FeedSettings(name="Calm", url=newsroom.site.url("/feed")),)) as world:
        await polled_for(newsroom, world, hours=5)
        feed = await feed_of(world, "Calm")
    assert feed.ttl == 45 * 60
    assert "as the feed asks" in feed.note
    assert len(newsroom.site.asked("/feed")) <= 7
    assert any("if-none-match" in seen.headers for seen in newsroom.site.asked("/feed"))


async def test_a_move_is_believed_after_a_week_and_taken_back_when_the_new_address_fails(newsroom: Newsroom) -> None:
    site = newsroom.site
    site.pages |= {"/old": redirect("/new", permanent=True), "/new": rss([ONE])}
    async with newsroom.monitor(feeds=(FeedSettings(name="Mover", url=site.url("/old")),)) as world:
        await polled_for(newsroom, world, hours=24, step=60)
        assert "it says it moved for good" in (await feed_of(world, "Mover")).note
        assert (await feed_of(world, "Mover")).address is None
        await polled_for(newsroom, world, hours=6.5 * 24, step=120)
        assert (await feed_of(world, "Mover")).address == site.url("/new")
        before = len(site.asked("/old"))
        await polled_for(newsroom, world, hours=6)
        assert len(site.asked("/old")) == before
        site.pages |= {"/new": status(404), "/old": rss([OTHER, ONE])}
        await polled_for(newsroom, world, hours=12, step=60, until=2)
        assert await stored(world) == 2
        assert (await feed_of(world, "Mover")).address is None
        assert (await feed_of(world, "Mover")).url == site.url("/old")


async def test_a_feed_that_is_gone_is_retired_and_found_when_it_comes_back(newsroom: Newsroom) -> None:
    newsroom.site.pages["/feed"] = rss([ONE])
    async with newsroom.monitor(feeds=(FeedSettings(name="Closed", url=newsroom.site.url("/feed")),)) as world:
        await poll(world)
        newsroom.site.pages["/feed"] = status(410)
        await polled_for(newsroom, world, hours=40, step=60)
        feed = await feed_of(world, "Closed")
        assert feed.state == "retired"
        assert feed.note.endswith("asked once a week whether it is back; next in 7 days")
        before = len(newsroom.site.asked("/feed"))
        await polled_for(newsroom, world, hours=6 * 24, step=180)
        assert len(newsroom.site.asked("/feed")) == before
        newsroom.site.pages["/feed"] = rss([OTHER, ONE])
        await polled_for(newsroom, world, hours=3 * 24, step=60, until=2)
        feed = await feed_of(world, "Closed")
        assert (feed.state, feed.retired, feed.failures) == ("ok", None, 0)
        assert await stored(world) == 2
