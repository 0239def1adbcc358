"""What would take the parsers minutes or gigabytes is refused in words; what passes takes seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from monitor.errors import ParseError
from monitor.sources import bounds
from monitor.sources.article import extract
from monitor.sources.parse import parse_feed

CHANNEL = b'<rss version="2.0"><channel>'
ITEM = b"<item><title>Shells near the bridge</title><guid>1</guid></item>"
BOUNDED = 60.0
"""Seconds that tell a parser that ends from one that hangs; each of these takes a few on a busy machine."""

PAGES: dict[str, tuple[Callable[[], bytes], str]] = {
    "paragraphs": (lambda: b"<html><body><article>" + b"<p>one two three</p>" * 200_000, "40,000 tags"),
    "links": (lambda: b"<html><body>" + b"<a href=x>y</a>" * 330_000, "40,000 tags"),
    "declarations": (lambda: b"<html><head>" + b"<meta name=date content=1>" * 180_000, "40,000 tags"),
    "comments": (lambda: b"<html><body>" + b"<!--" * 1_000_000, "40,000 tags"),
    "depth": (lambda: b"<div>" * 900_000 + b"text", "40,000 tags"),
    "one paragraph": (lambda: b"<html><body><p>" + b"<span>one</span> " * 19_000, "10,000 tags"),
    "attributes": (lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x</p>", "1,000 attributes"),
    "bare attributes": (lambda: b"<p " + b" ".join(b"a%d" % n for n in range(100_000)) + b">x</p>", "1,000 attributes"),
    "quoted attributes": (
        lambda: b"<p " + b" ".join(b"a%d='>'" % n for n in range(100_000)) + b">x</p>",
        "1,000 attributes",
    ),
    "unclosed tag": (lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)), "1,000 attributes"),
    "description": (
        lambda: b'<html><script type="application/ld+json">{"datePublished":' + b'"' * 4_000_000 + b"</script>",
        "JSON-LD",
    ),
    "open description": (
        lambda: b'<script type="application/ld+json">{"articleBody": "' + b"word " * 900_000,
        "JSON-LD",
    ),
}
FEEDS: dict[str, tuple[Callable[[], bytes], str]] = {
    "entries": (lambda: CHANNEL + (b"<item>" + b"<a/>" * 200 + b"</item>") * 1_500, "200,000 tags"),
    "broken": (lambda: CHANNEL + b"<title>a & b<b></title>" * 300_000, "200,000 tags"),
    "depth": (lambda: CHANNEL + b"<a>" * 1_000_000, "200,000 tags"),
    "brackets": (lambda: CHANNEL + b"<" * 9_000_000, "200,000 tags"),
    "attributes": (
        lambda: CHANNEL + b"<item " + b" ".join(b'a%d="1"' % n for n in range(300_000)) + b"/></channel></rss>",
        "1,000 attributes",
    ),
    "namespaces": (
        lambda: b"<rss " + b" ".join(b'xmlns:n%d="u"' % n for n in range(100_000)) + b"/>",
        "1,000 attributes",
    ),
    "json depth": (lambda: b'{"items":' + b"[" * 4_000_000, "objects and lists"),
    "json entries": (lambda: b'{"items":[' + b'{"id":1,"title":"x"},' * 300_000 + b"{}]}", "objects and lists"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_refused_before_it_is_parsed(name: str) -> None:
    body, words = PAGES[name]
    with pytest.raises(ParseError, match=f"too large to read: .*{words}"):
        extract(body(), content_type="text/html", url="https://wire.example/1")


@pytest.mark.parametrize("name", FEEDS)
def test_a_hostile_feed_is_refused_before_it_is_parsed(name: str) -> None:
    body, words = FEEDS[name]
    with pytest.raises(ParseError, match=f"too large to read: .*{words}"):
        parse_feed(body(), content_type="text/xml", url="https://wire.example/feed")


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><article>" + b"<p>one two three four five six seven</p>" * 19_900,
        b"<html><body><article>" + (b"<p>" + b"<span>one two</span> " * 4_900) * 4,
        b"<html><head>" + b"<meta name=date content=1>" * 9_900,
        b"<html><body><p>" + b"word " * 900_000,
        b"<html><body><p>" + b"&#x41;" * 700_000,
        b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(990)) + b">text</p>",
        b'<html><script type="application/ld+json">{"datePublished":' + b'"' * 490_000 + b"</script><p>One.</p>",
    ],
    ids=["paragraphs", "spans", "declarations", "words", "entities", "attributes", "description"],
)
def test_the_worst_page_that_passes_is_read_in_time(body: bytes) -> None:
    bounds.page(body.decode())
    began = time.monotonic()
    with suppress(ParseError):
        extract(body, content_type="text/html", url="https://wire.example/1")
    assert time.monotonic() - began < BOUNDED


@pytest.mark.parametrize(
    "body",
    [
        CHANNEL + ITEM * 9_900 + b"</channel></rss>",
        CHANNEL + b"<item><title>a & b<b></title>" * 9_900,
        CHANNEL + b"<" * 190_000,
        CHANNEL + b"<item><title>" + b"&" * 9_000_000,
        CHANNEL + b"<item><title>x</title><description><![CDATA[" + b"<div>" * 900_000 + b"]]></description></item>",
        CHANNEL + b"<item><title>x</title><description><![CDATA[" + b"<!--" * 900_000,
        b'{"items":[' + b'{"id":1,"title":"x"},' * 90_000 + b"{}]}",
    ],
    ids=["entries", "broken", "brackets", "ampersands", "cdata", "open cdata", "json"],
)
def test_the_worst_feed_that_passes_is_read_in_time(body: bytes) -> None:
    bounds.feed(body.decode())
    began = time.monotonic()
    with suppress(ParseError):
        parse_feed(body, content_type="text/xml", url="https://wire.example/feed")
    assert time.monotonic() - began < BOUNDED


@pytest.mark.parametrize(
    "markup",
    [
        "<p " + '="' * 500_000,
        "<p =" * 9_000,
        "<p ='\"" * 9_000,
        "<p " + "= " * 500_000,
        "<script " * 9_000,
        "<script type=application/ld+json>" * 9_000,
        "<![CDATA[" * 150_000,
        "<" + "a" * 2_000_000,
        "<a:" * 9_000 + "item",
    ],
    ids=range(9),
)
def test_no_text_makes_the_looking_slow(markup: str) -> None:
    began = time.monotonic()
    for look in (bounds.page, bounds.feed):
        with suppress(ParseError):
            look(markup)
    assert time.monotonic() - began < BOUNDED / 6


def test_long_values_and_scripts_are_no_tags_and_no_attributes() -> None:
    bounds.page(f'<img src="data:image/png;base64,{"A" * 900_000}">')
    bounds.page(f'<div data-story="{"ten words of text that stand in one value = x " * 2_000}">')
    bounds.page(f"<script>{'if (a<b) {}' * 50_000}</script>")
    bounds.page("<p>" + "words and = words " * 50_000 + "</p>")
    bounds.feed(f"<rss><item><description><![CDATA[{'<p>one</p>' * 200_000}]]></description></item></rss>")
