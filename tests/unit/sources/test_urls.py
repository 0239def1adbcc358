"""One address for one article; no passwords for anybody to see."""

from __future__ import annotations

import pytest

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
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://ali:sesame@news.example/x", "https://news.example/x"),
        ("https://news.example/#!/story/1", "https://news.example/#!/story/1"),
    ],
)  # fmt: skip
def test_ways_to_write_an_address_come_to_one(written: str, expected: str) -> None:
    assert canonical(written) == expected
    assert canonical(expected) == expected


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
