"""Every format of feeds there was, as small feeds written for these tests, and feeds that are too long."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import ParseError
from monitor.sources.overlong import ENTRIES_AT_MOST
from monitor.sources.parse import ParsedFeed, parse_feed
from tests.servers.site import News, Page, atom, json_feed, news_sitemap, rss

ITEM = "<title>Shelling near the bridge</title><link>https://harbour-wire.example/1</link>"
ABOUT = "<title>Harbour Wire</title><link>https://harbour-wire.example/</link><description>News</description>"
TEXT = "<description>Two people were hurt.</description>"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
DTD = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
OWN_DTD = "<!DOCTYPE rss [<!ELEMENT rss (channel)>\n<!ATTLIST rss version CDATA #REQUIRED>]>"
RSS_091 = f'<rss version="0.91"><channel>{ABOUT}<item>{ITEM}{TEXT}</item></channel></rss>'
ATOM_03 = (
    '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Harbour Wire</title><entry>'
    '<title mode="escaped">Shelling near the bridge</title><id>tag:harbour-wire.example,2020:1</id>'
    '<link rel="alternate" type="text/html" href="https://harbour-wire.example/1"/>'
    "<issued>2020-11-02T06:30:00Z</issued><modified>2020-11-02T07:00:00Z</modified>"
    "<summary>Two people were hurt.</summary></entry></feed>"
)
ATOM_10 = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Wire</title><entry>'
    '<title>Shelling near the bridge</title><id>urn:1</id><link href="https://harbour-wire.example/1"/><published>2020-11-02T06:30:00Z</published>'
    "<summary>Two people were hurt.</summary></entry></feed>"
)


def json_of(version: str) -> str:
    item = {"id": 1, "url": "https://harbour-wire.example/1", "title": "Shelling near the bridge",
            "summary": "Two people were hurt.", "date_published": "2020-11-02T06:30:00Z"}  # fmt: skip
    about = {"version": f"https://jsonfeed.org/version/{version}", "title": "Harbour Wire"}
    return json.dumps(about | {"next_url": "https://harbour-wire.example/feed.json?page=2", "items": [item]})


def parsed(source: str | bytes) -> ParsedFeed:
    body = source.encode() if isinstance(source, str) else source
    return parse_feed(body, content_type=None, url="https://harbour-wire.example/feed")


@pytest.mark.parametrize(
    ("document", "form", "summary", "dated"),
    [
        (f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel>{ABOUT}</channel>'
         f"<item>{ITEM}</item></rdf:RDF>", "RSS 0.90 (RDF)", False, False),
        (DTD + RSS_091, "RSS 0.91", True, False),
        (OWN_DTD + RSS_091, "RSS 0.91", True, False),
        (f'<rss version="0.92"><channel>{ABOUT}<item>{ITEM}{TEXT}<source url="https://x.example/">X</source></item>'
         "</channel></rss>", "RSS 0.92", True, False),
        (f'<rss version="2.0"><channel>{ABOUT}<item>{ITEM}{TEXT}<guid>1</guid><pubDate>Mon, 02 Nov 2020 06:30:00 GMT'
         "</pubDate></item></channel></rss>", "RSS 2.0", True, True),
        (f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel '
         f'rdf:about="https://harbour-wire.example/">{ABOUT}<items><rdf:Seq><rdf:li '
         f'rdf:resource="https://harbour-wire.example/1"/></rdf:Seq></items></channel><item '
         f'rdf:about="https://harbour-wire.example/1">{ITEM}{TEXT}<dc:date>2020-11-02T06:30:00Z</dc:date></item></rdf:RDF>',
         "RSS 1.0 (RDF)", True, True),
        (ATOM_03, "Atom 0.3", True, True),
        (ATOM_10, "Atom 1.0", True, True),
        (json_of("1"), "JSON Feed 1", True, True),
        (json_of("1.1"), "JSON Feed 1.1", True, True),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)  # fmt: skip
def test_each_format_gives_its_entry_and_is_named(document: str, form: str, summary: bool, dated: bool) -> None:
    feed = parsed(document)
    assert (feed.title, feed.format, feed.truncated, feed.left_out) == ("Harbour Wire", form, False, "")
    (entry,) = feed.entries
    assert (entry.title, entry.url) == ("Shelling near the bridge", "https://harbour-wire.example/1")
    assert entry.summary == ("Two people were hurt." if summary else "")
    assert entry.published == (datetime(2020, 11, 2, 6, 30, tzinfo=UTC) if dated else None)
    assert feed.newest == entry.published


def test_a_news_sitemap_says_what_it_is() -> None:
    assert parsed(news_sitemap([News("Talks", "https://harbour-wire.example/2")]).body).format == "news sitemap"


def test_a_feed_behind_the_doctype_of_a_page_is_a_feed() -> None:
    assert parsed(f"<!DOCTYPE html><rss version='2.0'><channel>{ABOUT}<item>{ITEM}</item></channel></rss>").entries


def test_a_sitemap_that_lies_packed_on_its_server_is_unpacked_within_limits() -> None:
    document = news_sitemap([News("Talks", "https://harbour-wire.example/2")]).body
    assert parsed(gzip.compress(document)).entries[0].title == "Talks"
    for body, words in [
        (gzip.compress(document)[:-20], "a gzip file: the packed body stopped before its end"),
        (gzip.compress(bytes(11 * 1024 * 1024)), "a gzip file: it holds more than 10 MB"),
        (b"\x1f\x8bnonsense", "a gzip file: not a gzip body as it claims"),
    ]:
        with pytest.raises(ParseError) as caught:
            parsed(body)
        assert str(caught.value) == words


def test_a_bare_ampersand_in_a_sitemap_spoils_no_address() -> None:
    body = news_sitemap([News("Tea & talks", "https://harbour-wire.example/?a=1&b=2")]).body.replace(b"&amp;", b"&")
    (entry,) = parsed(body).entries
    assert (entry.title, entry.url) == ("Tea & talks", "https://harbour-wire.example/?a=1&b=2")


@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize("form", [rss, atom, json_feed, news_sitemap])
def test_of_an_overlong_feed_the_newer_end_is_read_and_the_rest_is_said(form, oldest_first: bool) -> None:  # type: ignore[no-untyped-def]
    start = datetime(2020, 11, 2, tzinfo=UTC)
    items = [
        News(f"News {number}", f"https://harbour-wire.example/{number}", published=start - timedelta(minutes=number))
        for number in range(ENTRIES_AT_MOST + 50)
    ]
    page: Page = form(items[::-1] if oldest_first else items)
    feed = parsed(page.body)
    assert len(feed.entries) == ENTRIES_AT_MOST
    assert feed.newest == start
    side = "last" if oldest_first else "first"
    assert feed.left_out == f"it lists 2,050 entries, of which the {side} 2,000 are read"
    assert (feed.title, feed.truncated) == ("Harbour Wire", False)
