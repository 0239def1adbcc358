"""A site's feeds, found by its address, over real HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.errors import FetchError
from monitor.sources import discover
from monitor.sources.discover import Discovery, Page
from monitor.sources.fetch import Fetched, Fetcher
from monitor.sources.listing import ParsedFeed
from monitor.sources.pagelinks import absolute
from tests.servers import site as served
from tests.servers.site import News, Silent, Site, atom, html_page, json_feed, news_sitemap, redirect, rss, status

WIRE = [
    News("Shelling near the bridge", "https://harbour-wire.example/1"),
    News("Talks", "https://harbour-wire.example/2"),
]
WORLD = [News("Summit ends", "https://harbour-wire.example/w1")]
RSS, ATOM = "application/rss+xml", "application/atom+xml"


def link(href: str, kind: str = RSS, title: str = "", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}" title="{title}">'


def home(head: str = "", body: str = "") -> served.Page:
    page = html_page("Harbour Wire", ["Welcome."], head=head)
    return replace(page, body=page.body.replace(b"</main>", body.encode() + b"</main>"))


async def searched(fetcher: Fetcher, address: str, seconds: float = 5) -> Discovery:
    async def ask(url: str) -> Fetched:
        return await fetcher.get(url, total_seconds=seconds)

    async def look(answer: Fetched) -> ParsedFeed | Page:
        return discover.look(answer.body, answer.content_type, answer.final_url, None)

    return await discover.feeds_of(address, ask=ask, look=look)


def places(site: Site, found: Discovery) -> list[str]:
    return [each.url.removeprefix(site.url("")) for each in found.found]


def reasons(site: Site, found: Discovery) -> dict[str, str]:
    return {each.url.removeprefix(site.url("")): each.why for each in found.tried}


def asked(site: Site) -> list[str]:
    return [seen.path for seen in site.requests]


async def test_a_feed_s_own_address_is_the_one_thing_asked(site: Site, fetcher: Fetcher) -> None:
    site.pages["/rss"] = rss(WIRE)
    found = await searched(fetcher, site.url("/rss"))
    assert (places(site, found), asked(site)) == (["/rss"], ["/rss"])


async def test_the_feeds_that_a_page_declares_are_found_in_its_order_and_nothing_else_is_asked(
    site: Site, fetcher: Fetcher
) -> None:
    site.pages["/en/"] = home(
        link("/wp-json/wp/v2/posts", "application/json") + link("feeds/all.xml", title="All") + link("world.atom", ATOM)
        + link("/feed.json", "application/feed+json") + link("/style.css", "text/css", rel="stylesheet")
    )  # fmt: skip
    site.pages["/en/feeds/all.xml"] = rss(WIRE, title="")
    site.pages["/en/world.atom"] = atom(WORLD, title="World")
    site.pages["/feed.json"] = json_feed([*WIRE, *WORLD], title="Everything")
    found = await searched(fetcher, site.url("/en/"))
    assert [(each.title, each.feed.format) for each in found.found] == [
        ("All", "RSS 2.0"), ("World", "Atom 1.0"), ("Everything", "JSON Feed 1.1"),
    ]  # fmt: skip
    assert asked(site) == ["/en/", "/en/feeds/all.xml", "/en/world.atom", "/feed.json"]


async def test_links_are_read_against_the_base_that_the_page_names(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = home(f'<base href="{site.url("/news/")}">' + link("rss.xml"))
    site.pages["/news/rss.xml"] = rss(WIRE)
    assert places(site, await searched(fetcher, site.url("/"))) == ["/news/rss.xml"]


async def test_the_same_listing_under_two_addresses_is_one_feed(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = home(link("/rss") + link("/atom", ATOM) + link("/old") + link("/rss#top"))
    site.pages |= {"/rss": rss(WIRE), "/atom": atom(WIRE), "/old": redirect("/rss", permanent=True)}
    found = await searched(fetcher, site.url("/"))
    assert places(site, found) == ["/rss"]
    assert "the same listing as" in reasons(site, found)["/atom"]
    assert "it leads to" in reasons(site, found)["/old"]


async def test_feeds_of_readers_comments_count_only_where_there_is_nothing_else(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = home(link("/comments/feed/", title="Harbour Wire » Comments Feed") + link("/feed/"))
    site.pages |= {"/comments/feed/": rss(WORLD), "/feed/": rss(WIRE)}
    assert places(site, await searched(fetcher, site.url("/"))) == ["/feed/"]
    assert "/comments/feed/" not in asked(site)
    del site.pages["/feed/"]
    assert places(site, await searched(fetcher, site.url("/"))) == ["/comments/feed/"]


async def test_links_that_look_like_feeds_are_tried_and_a_page_of_such_links_is_followed(
    site: Site, fetcher: Fetcher
) -> None:
    site.pages["/"] = home(
        body='<a href="/feedback">Feedback</a><a href="/services/rss">RSS</a><a href="javascript:rss()">RSS</a>'
        '<a href="https://reader.example/subscribe/feed/x">RSS</a><a href="/how-to-feed-a-cat">How to feed a cat</a>'
    )
    site.pages["/services/rss"] = home(body='<a href="/x/1.php"><img alt="RSS"></a><a href="/x/2.rss">World</a>')
    site.pages |= {"/x/1.php": rss(WIRE), "/x/2.rss": rss(WORLD)}
    assert places(site, await searched(fetcher, site.url("/"))) == ["/x/1.php", "/x/2.rss"]
    assert asked(site) == ["/", "/services/rss", "/x/1.php", "/x/2.rss"]


async def test_without_links_the_usual_places_are_tried_until_one_is_a_feed(site: Site, fetcher: Fetcher) -> None:
    site.pages["/en/"] = home()
    site.pages["/en/feed"] = home()  # a soft 404
    site.pages["/en/rss"] = redirect("/en/")
    site.pages["/en/feed.xml"] = rss([])  # a feed for every address
    site.pages["/rss.xml"] = rss(WIRE)
    found = await searched(fetcher, site.url("/en/"))
    assert places(site, found) == ["/rss.xml"]
    why = reasons(site, found)
    assert why["/en/feed"] == "an HTML page, not a feed"
    assert why["/en/rss"] == "it leads back to the home page"
    assert why["/en/feed.xml"] == "a feed that lists nothing"
    assert "/atom.xml" not in asked(site)


async def test_the_news_sitemap_that_robots_txt_names_is_found_through_its_index(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = home()
    site.pages["/robots.txt"] = served.Page(
        body=f"User-agent: *\nSitemap: {site.url('/pages.xml')}\nsitemap: /index-news.xml\n".encode(),
        content_type="text/plain",
    )
    site.pages["/index-news.xml"] = sitemap_index([site.url("/news/1.xml")])
    site.pages["/news/1.xml"] = news_sitemap(WIRE)
    found = await searched(fetcher, site.url("/"))
    assert places(site, found) == ["/index-news.xml"]
    assert [entry.title for entry in found.found[0].feed.entries] == ["Shelling near the bridge", "Talks"]
    assert "/pages.xml" not in asked(site)


async def test_usual_news_sitemaps_come_last(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = home()
    site.pages["/sitemap_news.xml"] = news_sitemap(WIRE)
    assert places(site, await searched(fetcher, site.url("/"))) == ["/sitemap_news.xml"]


async def test_where_there_is_no_feed_everything_tried_is_said_and_it_is_bounded(site: Site, fetcher: Fetcher) -> None:
    links = "".join(link(f"/{number}.rss") for number in range(200))
    site.pages["/"] = home(links)
    found = await searched(fetcher, site.url("/"))
    assert found.found == ()
    assert len(site.requests) == discover.REQUESTS_AT_MOST
    assert reasons(site, found)["/0.rss"] == "127.0.0.1 answered 404 Not Found"
    assert reasons(site, found)["/99.rss"] == "not asked: 30 addresses are enough"


async def test_a_site_that_shows_robots_the_door_may_still_have_a_feed(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/": status(403), "/feed": rss(WIRE)}
    found = await searched(fetcher, site.url("/"))
    assert (places(site, found), found.answered) == (["/feed"], False)


@pytest.mark.parametrize("answer", [status(429, retry_after="60"), status(503), status(500)])
async def test_a_site_in_trouble_is_not_asked_on(site: Site, fetcher: Fetcher, answer: served.Page) -> None:
    site.pages["/"] = answer
    with pytest.raises(FetchError):
        await searched(fetcher, site.url("/"))
    assert asked(site) == ["/"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([status(429)], "not asked: 127.0.0.1 asks us to wait"),
        ([Silent(), Silent()], "not asked: 127.0.0.1 was silent 2 times"),
    ],
)
async def test_a_host_that_asks_for_rest_or_goes_silent_is_left_alone(
    site: Site, fetcher: Fetcher, answers: Sequence[served.Answer], words: str
) -> None:
    site.pages["/"] = home("".join(link(f"/{number}.rss") for number in range(9)))
    site.pages |= {f"/{number}.rss": answer for number, answer in enumerate(answers)}
    found = await searched(fetcher, site.url("/"), seconds=0.3)
    assert len(site.requests) == 1 + len(answers)
    assert reasons(site, found)["/8.rss"] == words


async def test_links_into_private_networks_and_loops_are_refused_and_the_rest_is_found(
    site: Site, fetcher: Fetcher
) -> None:
    site.pages["/"] = home(
        link("http://169.254.169.254/feed")
        + link("http://10.0.0.1/rss")
        + link("/loop")
        + link("http://[")
        + link("/rss")
    )
    site.pages |= {"/loop": redirect("/loop"), "/rss": rss(WIRE)}
    found = await searched(fetcher, site.url("/"))
    assert places(site, found) == ["/rss"]
    assert len([each for each in found.tried if "not a public address" in each.why or "private" in each.why]) == 2, (
        found.tried
    )
    assert "redirects" in reasons(site, found)["/loop"]


async def test_a_password_goes_to_its_own_server_only(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = home(link("/rss") + link(site.url("/atom").replace("127.0.0.1", "127.0.0.2"), ATOM))
    site.pages["/rss"] = rss(WIRE)
    ours = site.url("/").replace("//", "//ali:sesame@")
    found = await searched(fetcher, ours)
    assert [each.url for each in found.found] == [ours + "rss"]
    assert all("authorization" in seen.headers for seen in site.asked("/rss"))
    assert "sesame" not in " ".join(each.url + each.why for each in found.tried if each.url != ours)
    site.pages = {"/": status(403), "/rss": rss(WIRE)}
    found = await searched(fetcher, ours)
    assert [each.url for each in found.found] == [ours + "rss"]
    assert "sesame" not in " ".join(each.url + each.why for each in found.tried if each.url != ours)


async def test_a_home_page_larger_than_we_take_does_not_end_the_search(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/": served.flood(), "/feed": rss(WIRE)}
    found = await searched(fetcher, site.url("/"))
    assert (places(site, found), found.answered) == (["/feed"], True)


def test_addresses_keep_their_parameters_and_other_schemes_are_none() -> None:
    page = "https://harbour-wire.example/news/"
    assert absolute("?feed=rss2#x", page) == "https://harbour-wire.example/news/?feed=rss2"
    assert absolute("feed://wire.example/a", page) == "https://wire.example/a"
    assert absolute("feed:http://wire.example/a", page) == "http://wire.example/a"
    assert absolute(" /a b\n\x1b", page) == "https://harbour-wire.example/a%20b"
    assert {absolute(href, page) for href in ("javascript:x()", "mailto:a@b.example", "", "http://[", "data:,")} == {""}


def sitemap_index(children: Sequence[str], lastmod: str = "") -> served.Page:
    listed = "".join(f"<sitemap><loc>{child}</loc>{lastmod}</sitemap>" for child in children)
    document = f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'
    return served.Page(body=document.encode(), content_type="application/xml")
