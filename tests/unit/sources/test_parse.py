"""Feeds of every format, dirty ones included."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from monitor.errors import ParseError
from monitor.sources.parse import ParsedFeed, parse_feed
from tests.servers.site import ENTITY_BOMB, News, Page, atom, html_page, json_feed, news_sitemap, rss

URL = "https://harbour-wire.example/feeds/all.xml"
MORNING = datetime(2020, 11, 2, 6, 30, tzinfo=UTC)
ITEMS = [
    News("Shelling near the bridge", "https://harbour-wire.example/1?utm_source=rss", "Two <b>hurt</b>.", guid="w-1",
         published=MORNING),
    News("Talks & tea", "https://harbour-wire.example/2", "Nothing agreed.", "<p>Full.</p><p>Text.</p>", guid="w-2",
         published=MORNING),
]  # fmt: skip


def parsed(source: Page | str | bytes, content_type: str | None = None, now: datetime | None = None) -> ParsedFeed:
    if isinstance(source, Page):
        return parse_feed(source.body, content_type=source.content_type, url=URL, now=now)
    body = source.encode() if isinstance(source, str) else source
    return parse_feed(body, content_type=content_type, url=URL, now=now)


def channel(items: str, about: str = "") -> str:
    return f'<rss version="2.0"><channel><title>Wire</title>{about}{items}</channel></rss>'


@pytest.mark.parametrize("form", [rss, atom, json_feed])
def test_every_format_gives_the_same_entries(form) -> None:  # type: ignore[no-untyped-def]
    feed = parsed(form(ITEMS))
    assert (feed.title, feed.lang) == ("Harbour Wire", "en")
    first, second = feed.entries
    assert (first.guid, first.url, first.title) == ("w-1", "https://harbour-wire.example/1", "Shelling near the bridge")
    assert (first.summary, first.content, first.published) == ("Two hurt.", "", MORNING)
    assert (second.title, second.content) == ("Talks & tea", "<p>Full.</p><p>Text.</p>")


def test_a_news_sitemap_gives_its_articles() -> None:
    feed = parsed(news_sitemap(ITEMS, language="hy"))
    assert (feed.title, feed.lang) == ("Harbour Wire", "hy")
    assert [(entry.guid, entry.title, entry.published) for entry in feed.entries] == [
        ("https://harbour-wire.example/1", "Shelling near the bridge", MORNING),
        ("https://harbour-wire.example/2", "Talks & tea", MORNING),
    ]


def test_a_picture_caption_is_no_headline() -> None:
    feed = parsed(
        '<urlset xmlns:n="urn:news" xmlns:i="urn:image"><url><loc>/a</loc><i:image><i:title>A picture</i:title>'
        "</i:image><n:news><n:title>The news</n:title></n:news></url></urlset>"
    )
    assert [entry.title for entry in feed.entries] == ["The news"]


def test_rdf_is_read() -> None:
    feed = parsed(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Wire</title></channel>'
        '<item rdf:about="https://h.example/1"><title>News</title><link>https://h.example/1</link>'
        "<dc:date>2020-11-02T10:30:00+04:00</dc:date></item></rdf:RDF>"
    )
    assert [(e.title, e.url, e.published) for e in feed.entries] == [("News", "https://h.example/1", MORNING)]


def test_titles_and_summaries_are_plain_text() -> None:
    (entry,) = parsed(
        channel(
            "<item><title>&lt;b&gt;Fire&lt;/b&gt; &amp;amp; smoke: 5 &amp;lt; 6 &lt;!channel&gt;</title><link>/1</link>"
            "<description>&lt;p&gt;One&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;Two&lt;/p&gt;</description></item>"
        )
    ).entries
    assert "<b>" not in entry.title
    assert entry.title.startswith("Fire & smoke: 5 < 6")
    assert entry.summary == "One\n\nTwo"


def test_relative_links_are_read_against_the_feed_and_passwords_are_not_copied() -> None:
    feed = parse_feed(
        channel("<item><title>a</title><link>/news/1#top</link></item>").encode(),
        content_type=None,
        url="https://ali:sesame@harbour-wire.example/feed.xml",
    )
    assert feed.entries[0].url == "https://harbour-wire.example/news/1"
    assert "sesame" not in repr(feed)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "mailto:a@b.example"]
)
def test_links_that_are_no_addresses_are_dropped_and_the_entry_kept(link: str) -> None:
    (entry,) = parsed(channel(f"<item><title>News</title><link>{link}</link></item>")).entries
    assert (entry.title, entry.url) == ("News", "")


def test_an_entry_without_guid_is_known_by_its_link_and_without_link_by_what_it_says() -> None:
    feed = parsed(
        channel(
            "<item><title>a</title><link>https://h.example/1?utm_medium=x</link></item>"
            "<item><title>b</title><description>c</description></item><item></item>"
        )
    )
    first, second = feed.entries
    assert first.guid == "https://h.example/1"
    assert second.guid.startswith("says:")
    assert parsed(channel("<item><title>b</title><description>c</description></item>")).entries[0].guid == second.guid


def test_one_guid_for_all_items_does_not_make_them_one() -> None:
    items = "".join(f"<item><guid>https://h.example/</guid><title>{n}</title><link>/{n}</link></item>" for n in "123")
    feed = parsed(channel(items))
    assert [entry.guid for entry in feed.entries] == [f"https://harbour-wire.example/{n}" for n in "123"]


def test_an_item_listed_twice_is_one_entry() -> None:
    item = "<item><guid>7</guid><title>a</title><link>/1</link></item>"
    assert len(parsed(channel(item + item)).entries) == 1


def test_a_very_long_guid_is_shortened_to_the_same_each_time() -> None:
    item = f"<item><guid>{'x' * 5000}</guid><title>a</title></item>"
    assert parsed(channel(item)).entries[0].guid == parsed(channel(item)).entries[0].guid
    assert len(parsed(channel(item)).entries[0].guid) < 100


@pytest.mark.parametrize(
    ("about", "seconds"),
    [
        ("<ttl>15</ttl>", 900),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999999999</ttl>", 30 * 24 * 3600),
        ("", None),
    ],
)
def test_the_feed_says_how_long_to_leave_it_alone(about: str, seconds: int | None) -> None:
    assert parsed(channel("<item><title>a</title></item>", about)).ttl_seconds == seconds


def test_the_syndication_module_says_it_too() -> None:
    extra = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    assert parsed(rss(ITEMS, extra=extra)).ttl_seconds == 6 * 3600


@pytest.mark.parametrize(
    ("written", "hour"), [("10:30:00 EET", 8), ("10:30:00 MSK", 7), ("10:30:00 IST", 5), ("10:30:00 +0400", 6),
                          ("10:30:00", 10), ("10:30:00 GMT", 10), ("10:30:00 EST", 15)]
)  # fmt: skip
def test_zones_are_understood_and_no_zone_is_utc(written: str, hour: int) -> None:
    (entry,) = parsed(channel(f"<item><title>a</title><pubDate>Mon, 02 Nov 2020 {written}</pubDate></item>")).entries
    assert entry.published == datetime(2020, 11, 2, hour, 0 if written.endswith("IST") else 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2020/11/02 10:30:00", "2020-11-02T10:30"), ("2020年11月2日", "2020-11-02T00:00"),
        ("02-11-2020 10:30", None), ("22-11-2020 10:30", "2020-11-22T10:30"), ("02.11.2020 10:30", "2020-11-02T10:30"),
        ("13/10/2020", "2020-10-13T00:00"), ("10/13/2020", "2020-10-13T00:00"), ("10/11/2020", None),
        ("Mon, 02 Nov 2020 10:30:00 +04", "2020-11-02T06:30"), ("Mon, 02 Nov 2020 10:30 PM", "2020-11-02T22:30"),
        ("Mon, 02 Nov 2020 12:05 AM +0400", "2020-11-01T20:05"), ("2020-11-02 10:30 Europe/Moscow", "2020-11-02T07:30"),
        ("2020-11-02 10:30 AMT", "2020-11-02T06:30"), ("2020-11-02 10:30 Nowhere/City", None),
    ],
)  # fmt: skip
def test_a_date_in_digits_is_read_rightly_or_not_at_all(written: str, said: str | None) -> None:
    (entry,) = parsed(channel(f"<item><title>a</title><pubDate>{written}</pubDate></item>")).entries
    assert (entry.published.isoformat()[:16] if entry.published else None) == said


def test_a_date_a_little_ahead_is_now_and_one_more_than_a_day_ahead_is_none() -> None:
    soon, far = "Tue, 03 Nov 2020 00:00:00 GMT", "Thu, 05 Nov 2020 00:00:00 GMT"
    items = "".join(f"<item><title>{date}</title><pubDate>{date}</pubDate></item>" for date in (soon, far))
    first, second = parsed(channel(items), now=MORNING).entries
    assert first.published == MORNING
    assert second.published is None


def test_one_broken_byte_does_not_turn_the_feed_into_another_alphabet() -> None:
    body = channel("<item><title>Обстрел у моста</title><description>Двое раненых</description></item>").encode()
    broken = body.replace("Двое".encode(), "Двое".encode() + b"\xff")
    (entry,) = parsed(broken).entries
    assert entry.title == "Обстрел у моста"
    assert entry.summary.startswith("Двое")


def test_a_feed_in_another_charset_than_the_header_says_is_read_by_its_bytes() -> None:
    body = channel("<item><title>Ստեփանակերտ</title></item>")
    assert parsed(body, "text/xml; charset=iso-8859-1").entries[0].title == "Ստեփանակերտ"


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-16", "iso-8859-5"])
def test_a_declared_charset_is_honoured(charset: str) -> None:
    document = f'<?xml version="1.0" encoding="{charset}"?>' + channel("<item><title>Перемирие нарушено</title></item>")
    assert parsed(document.encode(charset)).entries[0].title == "Перемирие нарушено"


def test_characters_that_xml_forbids_do_not_spoil_the_feed() -> None:
    assert parsed(channel("<item><title>a\x00b\x0bc</title></item>")).entries[0].title == "abc"


def test_names_of_html_in_xml_do_not_spoil_the_feed() -> None:
    (entry,) = parsed(channel("<item><title>Tea&nbsp;&amp; talks</title><link>/1</link></item>")).entries
    assert entry.title == "Tea & talks"


def test_a_warning_printed_before_the_feed_is_skipped() -> None:
    assert parsed("Warning: foo() in line 3 <br/>\n" + channel("<item><title>a</title></item>")).entries[0].title == "a"


def test_half_an_entry_is_left_out_and_said_to_be_missing() -> None:
    whole = rss(ITEMS).body
    feed = parsed(whole[: whole.index(b"Nothing agreed") + 5])
    assert [entry.guid for entry in feed.entries] == ["w-1"]
    assert feed.truncated
    assert not parsed(whole).truncated


def test_a_feed_that_breaks_off_between_entries_is_said_to() -> None:
    whole = rss(ITEMS).body
    feed = parsed(whole[: whole.index(b"</item>") + 7])
    assert ([entry.guid for entry in feed.entries], feed.truncated) == (["w-1"], True)


def test_half_an_address_in_a_sitemap_is_left_out() -> None:
    whole = news_sitemap(ITEMS).body
    feed = parsed(whole[: whole.rindex(b"example/2") + 3])
    assert [entry.url for entry in feed.entries] == ["https://harbour-wire.example/1"]
    assert feed.truncated


def test_a_feed_whose_items_are_never_closed_loses_none() -> None:
    feed = parsed(
        "<rss><channel><item><title>a</title><link>/1</link><item><title>b</title><link>/2</link></channel></rss>"
    )
    assert not feed.truncated
    assert "b" in feed.entries[-1].title


def test_a_feed_that_lists_nothing_is_a_feed() -> None:
    assert parsed(channel("")).entries == ()
    assert parsed(json_feed([])).entries == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (html_page("Welcome", ["Not a feed."]).body, "an HTML page, not a feed"),
        (b"<!-- hi --><HTML><body>", "an HTML page, not a feed"),
        (b"<!DOCTYPE html>\n<title>x</title>", "an HTML page, not a feed"),
        (b"", "the answer is empty"),
        (b" \n ", "the answer is empty"),
        (b"Service temporarily down", 'no feed in it: plain text that starts "Service temporarily down"'),
        (b"<a><b/></a>", "no feed in it: its root element is <a>"),
        (b'{"ok": true}', "no feed in it: JSON without a list of items"),
        (b'{"ok": ', "no feed in it: broken JSON"),
        (b"[" * 100_000, "no feed in it: broken JSON"),
        (
            b"<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>",
            "a sitemap index that names no news sitemap of its own site, not a feed",
        ),
        (b"<urlset><url><loc>https://h.example/</loc></url></urlset>", "a sitemap without news in it"),
        (b'<opml version="2.0"><body/></opml>', "an OPML list of feeds, not a feed"),
    ],
)
def test_what_is_no_feed_is_said_to_be_something_else(body: bytes, words: str) -> None:
    with pytest.raises(ParseError) as caught:
        parsed(body)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_entity_bomb_stays_small() -> None:
    feed = parsed(ENTITY_BOMB)
    assert sum(len(entry.title) + len(entry.summary) for entry in feed.entries) < 1000
    with pytest.raises(ParseError, match="declares entities"):
        parsed(ENTITY_BOMB.replace(b"rss", b"urlset"))


def test_a_file_named_in_an_entity_is_not_opened() -> None:
    body = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + channel("<item><title>a&x;b</title></item>")
    titles = [entry.title for entry in parsed(body).entries]
    assert len(titles) == 1
    assert len(titles[0]) <= len("a&x;b")


def test_a_body_that_looks_like_a_file_name_is_not_opened() -> None:
    for body in (b"/etc/hostname", b"https://h.example/feed.xml"):
        with pytest.raises(ParseError, match="plain text"):
            parsed(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss>" + b"<a>" * 100_000,
        b"<rss><channel>" + b"<item>" * 50_000,
        b"<!doctype [" * 100_000,
        b"<!--" * 200_000,
        b"<!-- -->" * 5000 + b"<x>",
        b"<?xml " * 100_000,
        b"<" * 300_000,
        b"<rss " + b"a='1' " * 50_000 + b">",
        channel("<item><title>" + "&lt;" * 100_000 + "</title></item>").encode(),
        channel("<item><description>" + "&lt;div&gt;" * 100_000 + "deep</description></item>").encode(),
        channel("<item><description>" + "&lt;!--" * 100_000 + "</description></item>").encode(),
        channel("<item><title>" + "&amp;" * 200_000 + "</title></item>").encode(),
    ],
    ids=range(12),
)
@pytest.mark.timeout(20)
def test_a_hostile_body_is_done_with_soon(body: bytes) -> None:
    with suppress(ParseError):
        parsed(body)
