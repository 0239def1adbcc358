"""How hosts are asked: at their pace by everybody, and for no page that their robots.txt asks not to read."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import sqlalchemy as sa

from monitor.jobs.poll import poll
from monitor.jobs.read import read
from monitor.jobs.world import World
from monitor.model import Entry
from monitor.settings import FeedSettings, FetchSettings
from monitor.store import articles, entries, feeds
from monitor.store.tables import entries as entries_table
from tests.scenario.newsroom import LOCAL, Newsroom
from tests.scenario.stories import SHELLING, SNIPER, Story
from tests.servers.site import News, Page, Silent, html_page, redirect, rss, status

PACE = timedelta(seconds=1)
PACED = LOCAL.model_copy(update={"pace": PACE, "per_host": 2})
HEEDING = LOCAL.model_copy(update={"robots": True})


async def look(world: World) -> None:
    """What the daemon does at a tick of its clock."""
    await poll(world, bell=asyncio.Event())
    await read(world, bell=asyncio.Event())


async def listed(world: World) -> list[tuple[Entry, str, str]]:
    """The entries, each with its state and its article's note."""

    def work(c: sa.Connection) -> list[tuple[Entry, str, str]]:
        rows = c.execute(sa.select(entries_table.c.id, entries_table.c.state).order_by(entries_table.c.id)).all()
        found = []
        for row in rows:
            entry, article = entries.get(c, row.id), articles.of_entry(c, row.id)
            assert entry is not None
            found.append((entry, row.state, article.note if article else ""))
        return found

    return await world.database.run(work)


def robots(text: str) -> Page:
    return Page(body=text.encode(), content_type="text/plain")


def told(newsroom: Newsroom, story: Story, where: str) -> News:
    """The story as a feed lists it, with its page at `where`."""
    newsroom.site.pages[where] = html_page(story.title, story.paragraphs, published=story.published)
    return News(story.title, newsroom.site.url(where), " ".join(story.paragraphs), published=story.published)


async def test_a_page_that_robots_txt_asks_not_to_read_gives_its_summary(newsroom: Newsroom) -> None:
    newsroom.site.pages["/robots.txt"] = robots("User-agent: ceasefire-monitor\nDisallow: /closed/")
    path = newsroom.paper("Harbour Wire")
    newsroom.site.pages[f"/{path}"] = rss(
        [told(newsroom, SHELLING, "/closed/1"), told(newsroom, SNIPER, "/open/2")], title="Harbour Wire"
    )
    async with newsroom.monitor(fetch=HEEDING) as world:
        await look(world)
        found = {entry.url.rpartition("/")[2]: (state, note) for entry, state, note in await listed(world)}
        (feed,) = await world.database.run(feeds.every)
    assert found == {
        "1": ("read", "only the feed's summary was read: robots.txt asks not to read it"),
        "2": ("read", ""),
    }
    assert (feed.state, feed.failures) == ("ok", 0)
    assert [seen.path for seen in newsroom.site.requests] == [f"/{path}", "/robots.txt", "/open/2"]


async def test_a_page_that_leads_to_a_closed_one_is_not_followed(newsroom: Newsroom) -> None:
    other = newsroom.site.also_at("127.0.0.2")
    newsroom.site.pages["/robots.txt"] = lambda seen: robots(
        "User-agent: *\nDisallow: /" if seen.headers["host"].startswith("127.0.0.2") else ""
    )
    path = newsroom.paper("Harbour Wire")
    newsroom.site.pages[f"/{path}"] = rss([told(newsroom, SHELLING, "/1")])
    newsroom.site.pages["/1"] = redirect(f"{other}/elsewhere")
    async with newsroom.monitor(fetch=HEEDING) as world:
        await look(world)
        ((_, state, note),) = await listed(world)
    assert (state, note) == ("read", "only the feed's summary was read: robots.txt asks not to read it")
    assert newsroom.site.asked("/elsewhere") == []


async def test_robots_txt_is_asked_for_once_a_day_and_when_it_is_gone_the_copy_holds_for_another(
    newsroom: Newsroom,
) -> None:
    newsroom.site.pages["/robots.txt"] = [robots("User-agent: *\nDisallow: /closed"), status(503)]
    path = newsroom.paper("Harbour Wire")
    stories = iter([SHELLING, SNIPER] * 4)
    notes: list[str] = []
    async with newsroom.monitor(fetch=HEEDING) as world:
        for hours in (0, 1, 24, 1, 23, 24 * 29):
            newsroom.clock.advance(hours=hours)
            where = f"/open/{len(notes)}"
            newsroom.site.pages[f"/{path}"] = rss([told(newsroom, next(stories), where)])
            for minutes in (0, 1, 3, 10):  # an entry is tried again before its summary has to do
                newsroom.clock.advance(minutes=minutes)
                await look(world)
            notes.append((await listed(world))[-1][2].partition(": ")[2])
    assert notes == ["", "", "", "", f"127.0.0.1:{newsroom.site.port}: its robots.txt can't be had "
                     "(127.0.0.1 answered 503 Service Unavailable)", ""]  # fmt: skip


async def test_everybody_keeps_to_the_pace_of_a_host_and_reads_everything_once(newsroom: Newsroom) -> None:
    """Two monitors on one database, on a clock that goes on by a third of a second between their looks."""
    hosts = ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
    site = newsroom.site
    bases = [site.url(""), *(site.also_at(host) for host in hosts[1:])]
    asked: dict[str, list[float]] = defaultdict(list)
    began = newsroom.clock()

    def page(answer: Page, at: str) -> None:
        def serve(seen: object) -> Page:
            host = getattr(seen, "headers")["host"].partition(":")[0]  # noqa: B009
            asked[host].append((newsroom.clock() - began).total_seconds())
            return answer

        site.pages[at] = serve

    papers = []
    for n, base in enumerate(bases * 2):
        items = [News(f"Market {n}-{i}", f"{base}/{n}/{i}", "Short.") for i in range(2)]
        page(rss(items, title=f"Paper {n}"), f"/{n}.xml")
        for i in range(2):
            page(html_page(f"Market {n}-{i}", ["The covered market opened its doors again on Monday."]), f"/{n}/{i}")
        papers.append(FeedSettings(name=f"Paper {n}", url=f"{base}/{n}.xml"))
    paced = {"fetch": PACED, "feeds": tuple(papers)}
    async with newsroom.monitor(**paced) as one, newsroom.monitor(**paced) as other:
        for _ in range(24):
            await asyncio.gather(look(one), look(other))
            newsroom.clock.advance(seconds=1 / 3)
        states = [state for _, state, _ in await listed(one)]
    assert len(states) == 12
    assert "unread" not in states
    assert len({seen.path for seen in site.requests}) == len(site.requests) == 18
    for host in hosts:
        assert len(asked[host]) == 6
        assert all(later - earlier > 0.999 for earlier, later in pairwise(asked[host])), (host, asked[host])


async def test_a_pass_by_itself_waits_for_its_hosts(newsroom: Newsroom) -> None:
    """`once` reads all that is due, at the pace of the host; here time goes on whenever nothing can be done."""
    newsroom.paper("Harbour Wire", SHELLING, SNIPER)
    fast = FetchSettings(allow_networks=("127.0.0.0/8",), pace=timedelta(milliseconds=20), robots=False)
    async with newsroom.monitor(fetch=fast) as world:
        moving = asyncio.create_task(_time_goes_on(newsroom))
        await poll(world)
        assert (await read(world)).read == 2
        moving.cancel()


async def _time_goes_on(newsroom: Newsroom) -> None:
    while True:
        await asyncio.sleep(0.01)
        newsroom.clock.advance(seconds=0.01)


async def test_a_host_that_asks_for_rest_gets_it_from_all_feeds_and_pages(newsroom: Newsroom) -> None:
    site = newsroom.site
    busy, calm = newsroom.paper("Busy"), newsroom.paper("Calm")
    away = site.also_at("127.0.0.2")
    site.pages[f"/{busy}"] = [status(429, retry_after="300"), rss([])]
    site.pages[f"/{calm}"] = rss([told(newsroom, SHELLING, "/1")])
    site.pages["/away.xml"] = rss([News(SNIPER.title, site.url("/2"), " ".join(SNIPER.paragraphs))])
    site.pages["/2"] = html_page(SNIPER.title, SNIPER.paragraphs)
    one_by_one = LOCAL.model_copy(update={"concurrency": 1})
    promised = (*newsroom.feeds(), FeedSettings(name="Away", url=f"{away}/away.xml"))
    async with newsroom.monitor(fetch=one_by_one, feeds=promised) as world:
        await look(world)
        assert {seen.path for seen in site.requests} == {f"/{busy}", "/away.xml"}
        newsroom.clock.advance(seconds=299)
        await look(world)
        assert {seen.path for seen in site.requests} == {f"/{busy}", "/away.xml"}
        newsroom.clock.advance(seconds=1)
        await look(world)
        assert {seen.path for seen in site.requests} == {f"/{busy}", "/away.xml", f"/{calm}", "/1", "/2"}


async def test_a_page_whose_host_rests_for_hours_is_news_now_by_its_summary(newsroom: Newsroom) -> None:
    path = newsroom.paper("Harbour Wire")
    first, second = told(newsroom, SHELLING, "/1"), told(newsroom, SNIPER, "/2")
    newsroom.site.pages[f"/{path}"] = rss([first])
    newsroom.site.pages["/1"] = status(503, retry_after="7200")
    away = newsroom.site.also_at("127.0.0.2")
    newsroom.site.pages["/away.xml"] = rss([second])
    promised = (*newsroom.feeds(), FeedSettings(name="Away", url=f"{away}/away.xml", interval=timedelta(minutes=1)))
    async with newsroom.monitor(feeds=promised) as world:
        await look(world)
        newsroom.clock.advance(minutes=11)
        await look(world)
        found = [(state, note) for _, state, note in await listed(world)]
    host = f"127.0.0.1:{newsroom.site.port}"
    rests = f"only the feed's summary was read: {host} is asked for too much, or asks to be left alone"
    assert rests in {note for _, note in found}
    assert {state for state, _ in found} == {"read"}


async def test_a_host_whose_robots_txt_never_comes_takes_nobodys_place(newsroom: Newsroom) -> None:
    """Its pages are tried again and then read from the summary; nothing of it is asked for meanwhile but the file."""
    site = newsroom.site
    other = site.also_at("127.0.0.2")
    site.pages["/robots.txt"] = lambda seen: Silent() if seen.headers["host"].startswith("127.0.0.2") else robots("")
    slow, quick = newsroom.paper("Slow"), newsroom.paper("Quick")
    site.pages[f"/{slow}"] = rss([News(f"Market {n}", f"{other}/{n}", "The covered market opened.") for n in range(9)])
    site.pages[f"/{quick}"] = rss([told(newsroom, SHELLING, "/quick/1")])
    impatient = HEEDING.model_copy(update={"timeout": timedelta(seconds=1), "per_host": 2})
    async with newsroom.monitor(fetch=impatient) as world:
        await poll(world)
        reading = asyncio.create_task(read(world, bell=asyncio.Event()))
        while not site.asked("/quick/1"):
            await asyncio.sleep(0.01)
        held = world.hosts.room().under_way[f"127.0.0.2:{site.port}"]
        await reading
        for minutes in (1, 3, 10, 10):
            newsroom.clock.advance(minutes=minutes)
            await look(world)
        found = [note for _, state, note in await listed(world) if state == "unread"]
    assert held <= 3
    assert found == []
    assert {seen.path for seen in site.requests if seen.headers["host"].startswith("127.0.0.2")} == {"/robots.txt"}


async def test_pages_that_lead_to_a_host_whose_robots_txt_never_comes_wait_for_it_once(newsroom: Newsroom) -> None:
    site = newsroom.site
    other = site.also_at("127.0.0.2")
    site.pages["/robots.txt"] = lambda seen: Silent() if seen.headers["host"].startswith("127.0.0.2") else robots("")
    path = newsroom.paper("Harbour Wire")
    for n in range(6):
        site.pages[f"/{n}"] = redirect(f"{other}/{n}")
    site.pages[f"/{path}"] = rss([News(f"Market {n}", site.url(f"/{n}"), "The market opened.") for n in range(6)])
    impatient = HEEDING.model_copy(update={"timeout": timedelta(seconds=1)})
    async with newsroom.monitor(fetch=impatient) as world:
        await look(world)
        notes = set(await world.database.run(lambda c: c.scalars(sa.select(entries_table.c.note)).all()))
    asked = [seen for seen in site.asked("/robots.txt") if seen.headers["host"].startswith("127.0.0.2")]
    assert len(asked) == 1
    assert len(notes) == 1
    assert f"127.0.0.2:{site.port}: its robots.txt can't be had" in notes.pop()


async def test_a_crawl_delay_is_kept_to(newsroom: Newsroom) -> None:
    newsroom.site.pages["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 20")
    path = newsroom.paper("Harbour Wire")
    newsroom.site.pages[f"/{path}"] = rss([told(newsroom, SHELLING, "/1"), told(newsroom, SNIPER, "/2")])
    async with newsroom.monitor(fetch=HEEDING.model_copy(update={"pace": PACE})) as world:
        seen = []
        for _ in range(6):
            await look(world)
            seen.append(len(newsroom.site.requests))
            newsroom.clock.advance(seconds=10)
    assert seen == [1, 2, 2, 3, 3, 4]  # the feed, robots.txt, and then a page each twenty seconds
