"""One address for one article; no passwords for anybody to see."""

from __future__ import annotations

import pytest

from monitor.sameness import sameness
from monitor.sources.urls import canonical, host_of, without_credentials


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("HTTPS://News.Example.COM:443/a/../B", "https://news.example.com/B"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/x", "http://news.example:8080/x"),
        ("https://news.example./x#comments", "https://news.example/x"),
        ("https://news.example/x?utm_source=a&utm_medium=b&fbclid=c", "https://news.example/x"),
        ("https://news.example/x?id=5&utm_source=a&page=2", "https://news.example/x?id=5&page=2"),
        ("https://news.example/x?id=5&amp;at_medium=RSS", "https://news.example/x?id=5"),
        ("https://news.example/view.php?pk_id=7&pk_campaign=rss", "https://news.example/view.php?pk_id=7"),
        ("https://news.example/?12345", "https://news.example/?12345"),
        ("https://news.example/?p=", "https://news.example/?p="),
        ("https://news.example/x?ref=rss", "https://news.example/x"),
        ("https://news.example/x?ref=12", "https://news.example/x?ref=12"),
        ("https://news.example/x?source=7&cid=8&gallery=9", "https://news.example/x?source=7&cid=8&gallery=9"),
        ("https://news.example/x;jsessionid=A1B2?y=1", "https://news.example/x?y=1"),
        ("https://news.example/%7euser/%e2%82%ac", "https://news.example/~user/%E2%82%AC"),
        ("https://news.example/новости/1?q=мир", "https://news.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1?q=%D0%BC%D0%B8%D1%80"),
        ("https://новости.example/", "https://xn--b1amnebsh.example/"),
        ("  https://news.example/a b\n", "https://news.example/a%20b"),
        ("https://news.example/a ?", "https://news.example/a%20"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://ali:sesame@news.example/x", "https://news.example/x"),
        ("https://news.example/#!/story/1", "https://news.example/#!/story/1"),
    ],
)  # fmt: skip
def test_ways_to_write_an_address_come_to_one(written: str, expected: str) -> None:
    assert canonical(written) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://www-news-example.cdn.ampproject.org/c/s/www.news.example/1.amp?amp_js_v=0.1", "https://www.news.example/1"),
        ("https://cdn.ampproject.org/v/news.example/a-1/amp/", "http://news.example/a-1/"),
        ("https://www.google.com/amp/s/m.news.example/x", "https://m.news.example/x"),
        ("https://www.google.com/url?rct=j&url=https://news.example/1%3Fid%3D2%26utm_source%3Da&ct=ga", "https://news.example/1?id=2"),
        ("https://google.co.uk/url?q=https%3A%2F%2Fwww.google.com%2Famp%2Fs%2Fnews.example%2F1", "https://news.example/1"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2F1&h=AT0", "https://news.example/1"),
        ("https://news.example/2026/a-story/amp/", "https://news.example/2026/a-story/"),
        ("https://news.example/a-story.amp.html?outputType=amp", "https://news.example/a-story.html"),
        ("https://news.example/1?amp=1&print=1&id=2", "https://news.example/1?id=2"),
    ],
)  # fmt: skip
def test_amp_print_and_link_pages_come_to_the_article_itself(written: str, expected: str) -> None:
    assert canonical(written) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/products/amp", "https://news.example/amp", "https://news.example/?amp=5", "https://news.example/print",
        "https://m.news.example/1", "https://news.example/1?print=4", "https://www.google.com/url?q=javascript:alert(1)",
        "https://news.google.com/rss/articles/CBMi?oc=5", "https://cdn.ampproject.org/v0.js", "https://ampl.example/champ/1",
    ],
)  # fmt: skip
def test_what_might_be_another_page_is_asked_for_as_it_stands(address: str) -> None:
    assert canonical(address) == address


@pytest.mark.parametrize("part", ["www.google.com/amp/s/", "a.amp", "a-1/amp/", "/", "1", "&q=", ".m"])
def test_addresses_without_end_are_done_with_soon(part: str) -> None:
    for deep in (
        f"https://www.google.com/amp/s/{part * 50_000}",
        f"https://a-1.example/{part * 50_000}/amp",
        "//" + part * 900,
    ):
        assert sameness(canonical(canonical(deep))) == sameness(canonical(deep))


@pytest.mark.parametrize(
    "address",
    [
        "http://news.example/a/1?x=1&y=2", "https://www.news.example/a/1/?y=2&x=1", "https://m.news.example/a/1/amp?x=1&y=2",
        "https://amp.news.example/amp/a/1/print/?y=2&m=1&x=1&amp", "//news.example/a/1?x=1&y=2",
    ],
)  # fmt: skip
def test_addresses_of_one_page_have_one_key(address: str) -> None:
    assert sameness(address) == "//news.example/a/1?x=1&y=2"


def test_addresses_of_other_pages_have_other_keys() -> None:
    pages = [
        "https://news.example/", "https://news.example/amp", "https://news.example/A", "https://news.example/a", "https://news.example/a?p=1",
        "https://news.example/a?p=2", "https://news.example/a?m=2", "https://live.news.example/a", "https://news.example:8443/a",
        "https://news.example/#!/a",
        "https://mobile.example/a", "https://news.example/a#1", "tag:news.example,2026:1", "1", "",
    ]  # fmt: skip
    assert len({sameness(page) for page in pages}) == len(pages)


@pytest.mark.parametrize(
    "written", ["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "mailto:a@b.example", "ftp://x.example",
                "http://", "http:///x", "http://[::1", "http://a_b$/", "http://x.example:99999/", "", "   ", "#top"]
)  # fmt: skip
def test_what_is_no_web_address_becomes_nothing(written: str) -> None:
    assert canonical(written) == ""


def test_a_relative_address_is_read_against_its_base() -> None:
    assert canonical("../x?utm_source=a", "https://ali:sesame@news.example/a/b/c") == "https://news.example/a/x"
    assert canonical("//other.example/x", "https://news.example/") == "https://other.example/x"
    assert canonical("", "https://news.example/feed") == ""
    assert canonical("javascript:x", "https://news.example/feed") == ""


def test_an_address_in_a_log_keeps_its_secrets() -> None:
    shown = without_credentials("https://ali:sesame@news.example:8443/feed?key=k1&access_token=t1&page=2")
    assert shown == "https://news.example:8443/feed?key=…&access_token=…&page=2"
    assert host_of("https://ali:sesame@news.example/feed") == "news.example"
    assert host_of("nonsense") == "the address"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("http://[2001:DB8:0::1]/a", "http://[2001:db8::1]/a"),
        ("http://[fe80::1%25eth0]/a", ""),
        ("http://[fe80::1%\ufffd]/a", ""),
        ("http://[1:2]/a", ""),
    ],
)
def test_an_address_in_numbers_has_one_form_and_no_zone(written: str, address: str) -> None:
    assert canonical(written) == address
