"""Sitemap indexes: which children are followed, and how they become one feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.errors import MonitorError
from monitor.sources import index
from monitor.sources.fetch import Fetched, Fetcher
from monitor.sources.listing import ParsedFeed
from monitor.sources.newsmap import children
from monitor.sources.parse import parse_feed
from tests.servers.site import News, Page, Site, news_sitemap, rss, status

INDEX = "https://harbour-wire.example/sitemap.xml"
OLD, NEW = datetime(2020, 10, 1, tzinfo=UTC), datetime(2020, 11, 2, tzinfo=UTC)


def xml(*children: tuple[str, str]) -> Page:
    listed = "".join(
        f"<sitemap><loc>{loc}</loc>{date and f'<lastmod>{date}</lastmod>'}</sitemap>" for loc, date in children
    )
    return Page(body=f"<sitemapindex>{listed}</sitemapindex>".encode(), content_type="application/xml")


async def read(fetcher: Fetcher, url: str) -> tuple[Fetched, ParsedFeed]:
    async def parse(answer: Fetched) -> ParsedFeed:
        return parse_feed(answer.body, content_type=answer.content_type, url=answer.final_url)

    answer = await fetcher.get(url)
    return await index.whole(answer, await parse(answer), ask=fetcher.get, parse=parse)


@pytest.mark.parametrize(
    ("listed", "chosen"),
    [
        ([("/pages.xml", NEW), ("/news-1.xml", OLD), ("/news-2.xml", NEW)], ["/news-2.xml", "/news-1.xml"]),
        ([("/news/2020-09.xml", None), ("/news/2020-11.xml", None), ("/news/2020-10.xml", None)],
         ["/news/2020-11.xml", "/news/2020-10.xml", "/news/2020-09.xml"]),
        ([(f"/{n}.xml", datetime(2020, n, 1, tzinfo=UTC)) for n in range(1, 9)], ["/8.xml", "/7.xml", "/6.xml"]),
        ([("/sitemap-news.xml", None), ("/sitemap-news.xml", None), ("/pages.xml", None)], ["/sitemap-news.xml"]),
        ([("/posts.xml", None), ("/pages.xml", None)], []),
        ([("https://elsewhere.example/news.xml", NEW), ("javascript:news()", NEW), (INDEX, NEW)], []),
        ([("https://news.harbour-wire.example/latest.xml?page=1&a=2", None)],
         ["https://news.harbour-wire.example/latest.xml?page=1&a=2"]),
    ],
)  # fmt: skip
def test_the_newest_children_that_look_like_news_of_the_same_site_are_chosen(
    listed: list[tuple[str, datetime | None]], chosen: list[str]
) -> None:
    found = children(listed, INDEX)
    assert [each.removeprefix("https://harbour-wire.example") for each in found] == chosen


async def test_the_children_of_an_index_are_one_feed_and_none_keeps_the_index_from_being_read(
    site: Site, fetcher: Fetcher
) -> None:
    site.pages["/sitemap.xml"] = xml(("/news-1.xml", "2020-11-01"), ("/news-2.xml", "2020-11-02"), ("/pages.xml", ""))
    both = News("Talks", "https://harbour-wire.example/2")
    site.pages["/news-1.xml"] = news_sitemap([News("Shelling", "https://harbour-wire.example/1"), both], language="hy")
    site.pages["/news-2.xml"] = news_sitemap([both])
    answer, listed = await read(fetcher, site.url("/sitemap.xml"))
    assert [entry.title for entry in listed.entries] == ["Talks", "Shelling"]
    assert (listed.title, listed.lang, listed.format, listed.left_out) == ("Harbour Wire", "en", "sitemap index", "")
    # Its children change while the index does not: with a validator their news would stay unseen.
    assert (answer.etag, answer.last_modified) == (None, None)
    assert [seen.path for seen in site.requests] == ["/sitemap.xml", "/news-2.xml", "/news-1.xml"]


async def test_a_child_that_fails_is_named_and_the_others_are_read(site: Site, fetcher: Fetcher) -> None:
    site.pages["/sitemap.xml"] = xml(("/news-1.xml", ""), ("/news-2.xml", ""), ("/news-3.xml", ""))
    site.pages["/news-1.xml"] = status(500)
    site.pages["/news-2.xml"] = xml(("/news-4.xml", ""))
    site.pages["/news-3.xml"] = news_sitemap([News("Talks", "https://harbour-wire.example/2")])
    _, listed = await read(fetcher, site.url("/sitemap.xml"))
    assert [entry.title for entry in listed.entries] == ["Talks"]
    assert listed.left_out == "2 of its 3 news sitemaps not read: 127.0.0.1 answered 500 Internal Server Error"
    assert not site.asked("/news-4.xml")


async def test_an_index_none_of_whose_children_can_be_read_fails_as_the_first_of_them(
    site: Site, fetcher: Fetcher
) -> None:
    site.pages["/sitemap.xml"] = xml(("/news-1.xml", ""), ("/news-2.xml", ""))
    with pytest.raises(MonitorError, match="404"):
        await read(fetcher, site.url("/sitemap.xml"))


async def test_what_is_no_index_stays_as_it_is(site: Site, fetcher: Fetcher) -> None:
    site.pages["/rss"] = rss([News("Talks", "https://harbour-wire.example/2")])
    answer, listed = await read(fetcher, site.url("/rss"))
    assert answer.etag
    assert len(listed.entries) == 1
