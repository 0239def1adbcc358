"""Promises of the sources wing, for whatever comes in."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Feed
from monitor.sameness import sameness
from monitor.sources import dates, discover, monthnames, opml, pagelinks
from monitor.sources.inflate import InflateError, inflater
from monitor.sources.language import language_of
from monitor.sources.plaintext import text_of
from monitor.sources.urls import canonical
from monitor.sources.variants import wrapped
from monitor.sources.writtendates import fold
from tests.fuzz import promises

# Bytes that get past the first check: pieces of feeds and pages, put together at random, with rubbish between them.
PIECES = [
    b"<?xml version='1.0' encoding='utf-8'?>", b"<?xml version='1.0' encoding='koi8-r'?>", b"<!DOCTYPE rss [",
    b"<!ENTITY a 'b'>", b"]>", b"<rss version='2.0'>", b"</rss>", b"<channel>", b"</channel>", b"<item>",
    b"</item>", b"<title>", b"</title>", b"<link>", b"</link>", b"<guid>", b"</guid>", b"<pubDate>", b"</pubDate>",
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&amp;", b"&a;", b"&#0;", b"&#xD800;",
    b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"</feed>", b"<entry>", b"</entry>",
    b"<link href='//x' rel='alternate'/>", b"<updated>", b"2020-11-02T06:30:00Z", b"Mon, 32 Nov 20200 25:61:61 XYZ",
    b"http://[", b"<content type='xhtml'>", b"<content type='text'>", b"</content>", b"<urlset xmlns:n='u'>",
    b"<url>", b"<loc>", b"<n:title>", b'{"items": [', b'{"id": 1, "url": ', b'"\\ud800"', b"]}", b"{}", b"null",
    b"<html>", b"<body>", b"<p>", b"</p>", b"<opml>", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\xff",
    "Обстрел".encode(), "Обстрел".encode("cp1251"), b" ", b"\n", b"<", b">",
    b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>", b"<media:content url='javascript:x'/>",
    b"<ttl>9</ttl>", b"<georss:point>1 2</georss:point>", b"<itunes:image href=''/>", b"<textinput>", b"<image>",
    b"<category/>",
]  # fmt: skip
HREFS = st.lists(
    st.sampled_from(
        [
            "/",
            "rss",
            "feed:",
            "javascript:",
            "http:",
            "https:",
            "//",
            "h.example",
            "[",
            "]",
            "@",
            ":",
            "?feed=",
            "&#27;",
            "&amp;",
            "#",
            "%",
            "%2",
            "..",
            ".xml",
        ]
    )
    | st.text(max_size=2),
    max_size=8,
).map("".join)
BODIES = st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=40).map(b"".join) | st.binary(max_size=300)
TYPES = st.sampled_from(
    [None, "", "text/xml", "text/html; charset=utf-16", "application/json", "text/xml; charset=nonsense"]
)
NOW = datetime(2020, 11, 2, tzinfo=UTC)


@given(BODIES, TYPES, st.sampled_from(["https://h.example/feed", "http://[", "", "nonsense"]))
@settings(max_examples=400, deadline=None)
def test_any_bytes_give_entries_or_a_parse_error(body: bytes, content_type: str | None, url: str) -> None:
    promises.entries_or_refusal(body, content_type, url)


@given(HREFS, HREFS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_page_gives_links_that_can_be_asked(href: str, base: str, declared: bool) -> None:
    kind = 'link rel="alternate" type="application/rss+xml"' if declared else "a"
    page = f'<html><base href="{base}"><{kind} href="{href}">RSS</a></html>'
    markup = page.encode("utf-8", "replace")
    seen = discover.look(markup, "text/html", "https://h.example/news/", NOW)
    if isinstance(seen, discover.Page):
        assert seen.why
        for link in seen.links:
            assert link.url.startswith(("http://", "https://"))
            assert "#" not in link.url
            assert pagelinks.absolute(link.url, "https://h.example/") == link.url


@given(BODIES, TYPES)
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_page_with_text_or_a_parse_error(body: bytes, content_type: str | None) -> None:
    promises.text_or_refusal(body, content_type)


@given(st.text(max_size=300) | BODIES.map(lambda body: body.decode("utf-8", "replace")))
@settings(max_examples=200, deadline=None)
def test_plain_text_holds_no_blanks_that_nobody_needs(markup: str) -> None:
    text = text_of(markup)
    text.encode("utf-8")
    for paragraph in text.split("\n\n") if text else []:
        assert paragraph
        assert paragraph == " ".join(paragraph.split())


@given(
    st.text(max_size=80) | st.from_regex(r"https?://[a-z.]{1,9}(:[0-9]{1,5})?(/[ -~]{0,30})?", fullmatch=True),
    st.text(max_size=30),
)
@settings(max_examples=400, deadline=None)
def test_a_canonical_address_is_ascii_and_its_own_canonical_form(url: str, base: str) -> None:
    for found in (canonical(url), canonical(url, base), canonical(url, "https://h.example/a/b?c")):
        assert found.isascii()
        assert canonical(found) == found
        assert not found or found.startswith(("http://", "https://"))


PARTS_OF_ADDRESSES = """
    https:// http:// // www. m. amp. cdn.ampproject.org google.com news.example l.facebook.com .bing-amp.com /c/s/ /amp
    /amp/ .amp .html /url?q= /l.php?u= ? & amp=1 m=1 print=1 utm_source=rss outputType=amp https%3A%2F%2F % %2e %C3%A9
    %41 / /. /.. a-1 é # #!x ; :80 :8080 @ =
"""
ADDRESSES = st.lists(st.sampled_from(PARTS_OF_ADDRESSES.split()), max_size=12).map("".join)


@given(ADDRESSES | ADDRESSES.map(lambda rest: f"https://news.example{rest}"))
@settings(max_examples=1000, deadline=None)
def test_one_page_has_one_address_and_one_key(written: str) -> None:
    address, key = canonical(written), sameness(canonical(written))
    assert canonical(address) == address
    assert canonical(address, "https://h.example/") == address
    assert sameness(key) == key
    assert key.startswith("//") == bool(address)
    if address and "?" not in address and "#" not in address and not wrapped(f"{address}?utm_source=x"):
        assert canonical(f"{address}?utm_source=x") == address


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_moment_in_utc_or_none(text: str) -> None:
    found = dates.read(text, now=NOW)
    assert found is None or (found.utcoffset() == NOW.utcoffset() and found <= NOW)


@given(st.datetimes(min_value=datetime(1995, 1, 2), max_value=datetime(2020, 11, 1)))  # noqa: DTZ001 - made aware below
def test_a_moment_written_down_is_read_back(moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC)
    assert dates.read(moment.isoformat()) == moment
    assert dates.read(moment.strftime("%a, %d %b %Y %H:%M:%S GMT")) == moment.replace(microsecond=0)


MONTH_NAMES = [
    (name.replace("_", " "), month)
    for names in monthnames.NAMES.values()
    for month, forms in enumerate(names.split("|"), 1)
    for name in forms.split()
]
MONTHS_OF: dict[str, set[int]] = defaultdict(set)
for _name, _month in MONTH_NAMES:
    MONTHS_OF[fold(_name)].add(_month)
ENGLISH = set(monthnames.NAMES["en"].replace("|", " ").split())


@given(
    st.sampled_from(
        ["{day} {name} {year}", "{day}. {name} {year}, 10:05", "{name} {day}, {year}", "{year} {name} {day}"]
    ),
    st.integers(1, 28),
    st.integers(1995, 2019),
    st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙"]),
)
@settings(max_examples=15, deadline=None)
def test_every_name_of_a_month_is_read_back_unless_it_names_two(form: str, day: int, year: int, digits: str) -> None:
    in_digits = str.maketrans("0123456789", digits)
    for name, month in MONTH_NAMES:
        for written in (name, name.upper()):
            text = form.format(day=day, name=written, year=year).translate(in_digits)
            found = dates.read(text)
            if len(MONTHS_OF[fold(name)]) == 1:
                assert found is not None, text
                assert (found.year, found.month, found.day) == (year, month, day), text
            else:
                assert found is None, text


PARTS_OF_DATES = """
    22 11 1 05 2019 2026 69 2569 1448 10:05 9:15:30 3 - / . , : T Z + +0300 -07:00 MSK GMT AM pm م г. de Sun mar at
    ( ) 年 月 日 Asia/Tokyo
"""
DATE_PIECES = (
    st.sampled_from(PARTS_OF_DATES.split()) | st.just(" ") | st.sampled_from(MONTH_NAMES).map(lambda each: each[0])
)


@given(st.lists(DATE_PIECES, min_size=3, max_size=10).map("".join))
@settings(max_examples=2000, deadline=None)
def test_no_date_is_read_whose_digits_and_month_are_not_written(text: str) -> None:
    found = dates.read(text)
    if found is None or text.isdecimal():  # seconds since 1970
        return
    numbers = re.findall(r"\d+", text)
    folded = fold(text)
    local = {(found + timedelta(hours=hours)).date() for hours in (-14, 0, 14)}
    assert any(
        (str(day.year) in text or str(day.year + 543) in text or f"{day.year % 100:02d}" in numbers)
        and (str(day.day) in numbers or f"{day.day:02d}" in numbers or day.strftime("%m%d") in text)
        and (
            {str(day.month), f"{day.month:02d}"} & set(numbers)
            or any(day.month in months and name in folded for name, months in MONTHS_OF.items())
            or day.strftime("%m%d") in text
        )
        for day in local
    ), (text, found)


@given(st.text(max_size=200), st.none() | st.text(max_size=12))
@settings(max_examples=200, deadline=None)
def test_a_language_is_always_a_tag(text: str, declared: str | None) -> None:
    assert re.fullmatch("[a-z]{2,3}", language_of(text, declared))


@given(st.sampled_from(["gzip", "deflate", "br"]), st.lists(st.binary(max_size=60), max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_packed_bytes_unpack_or_are_refused(name: str, chunks: list[bytes]) -> None:
    with suppress(InflateError):
        unpacker = inflater(name)
        for chunk in chunks:
            for piece in unpacker.pieces(chunk):
                assert len(piece) <= 1024 * 1024
        unpacker.finish()


WORDS = (
    st.text(min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and text.isprintable())
)
IDS = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
FEEDS = st.builds(
    Feed,
    url=st.from_regex(r"https?://[a-z]{1,9}\.example(:[1-9][0-9]{1,3})?/[a-z0-9?&=%<>\"']{0,20}", fullmatch=True),
    name=WORDS,
    lang=st.none() | st.sampled_from(["en", "hy", "ckb"]),
    speaks_for=st.none() | IDS,
    theatres=st.lists(IDS, max_size=3, unique=True).map(tuple),
    interval=st.integers(1, 10**6),
    origin=st.just("opml"),
)


@given(st.lists(FEEDS, max_size=8, unique_by=lambda feed: feed.url))
@settings(max_examples=150, deadline=None)
def test_a_feed_list_written_and_read_back_is_the_same(feeds: list[Feed]) -> None:
    read, problems = opml.read(opml.write(feeds))
    assert problems == []
    assert sorted(read, key=lambda feed: feed.url) == sorted(feeds, key=lambda feed: feed.url)


@given(BODIES)
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_feed_list_or_problems(body: bytes) -> None:
    promises.feed_list(body)
