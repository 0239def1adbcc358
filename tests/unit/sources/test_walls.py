"""What stands in an article's place is said in words; an article is never taken for it."""

from __future__ import annotations

import pytest

from monitor.errors import ParseError
from monitor.sources import walls
from monitor.sources.article import Page, extract
from tests.unit.sources.wallpages import ARTICLES, BRIDGE, WALLS, Example

WORDS = {
    "bot": "robots",
    "consent": "consent page",
    "login": "login page",
    "script": "without its scripts",
    "gone": "soft 404",
    "paywall": "paywall",
}


def read(example: Example, headline: str | None = None) -> Page:
    said = example.headline if headline is None else headline
    return extract(example.page, content_type="text/html; charset=utf-8", url="https://wire.example/1", headline=said)


@pytest.mark.parametrize("example", [each for each in WALLS if not each.stub], ids=lambda each: each.name)
def test_what_stands_in_an_articles_place_is_said_in_words(example: Example) -> None:
    try:
        wall = read(example).wall
    except ParseError as error:
        said = str(error)
    else:
        assert wall is not None
        said = wall.words
    assert WORDS[example.kind] in said or "only sends its readers on" in said
    assert "\n" not in said


@pytest.mark.parametrize("example", [each for each in WALLS if each.stub], ids=lambda each: each.name)
def test_what_a_paywall_leaves_of_an_article_is_kept_and_noted(example: Example) -> None:
    page = read(example)
    assert page.wall is not None
    assert (page.wall.kind, page.wall.sure) == ("paywall", False)
    assert page.text


@pytest.mark.parametrize("example", ARTICLES, ids=lambda each: each.name)
def test_an_article_is_an_article(example: Example) -> None:
    page = read(example)
    assert page.wall is None
    assert page.text


@pytest.mark.parametrize("example", ARTICLES, ids=lambda each: each.name)
def test_without_a_headline_an_article_is_read_all_the_same(example: Example) -> None:
    assert read(example, headline="").text


@pytest.mark.parametrize(
    ("asked", "answered", "words"),
    [
        ("https://wire.example/news/1", "https://wire.example/", "home page"),
        ("https://wire.example/?p=1", "https://www.wire.example/", "home page"),
        ("https://wire.example/news/1", "https://wire.example/?utm_source=rss", "home page"),
        ("https://wire.example/en/news/1", "https://wire.example/en/", "home page"),
        ("https://wire.example/news/1", "https://wire.example/index.html", "home page"),
        ("https://wire.example/news/1", "https://wire.example/login?next=/news/1", "login"),
        ("https://wire.example/news/1", "https://consent.wire.example/v2?to=1", "consent"),
        ("https://wire.example/news/1", "https://guce.wire.example/v2/collectConsent?session=1", "consent"),
        ("https://wire.example/news/1", "https://wire.example/404", "404"),
        ("https://wire.example/news/1", "https://wire.example/subscribe", "paywall"),
        ("https://wire.example/news/1", "https://wire.example/showcaptcha?x=1", "robots"),
        ("https://wire.example/news/1", "https://wire.example/news/1/", ""),
        ("https://wire.example/news/1", "https://wire.example/2026/11/22/two-hurt", ""),
        ("https://wire.example/?p=1", "https://wire.example/?page=two-hurt", ""),
        ("https://wire.example/", "https://wire.example/en/", ""),
        ("https://wire.example/login/1", "https://wire.example/login/2", ""),
        ("https://short.example/x", "https://wire.example/news/1?ref=short", ""),
        ("", "https://wire.example/", ""),
        ("https://[bad", "https://wire.example/", ""),
    ],
)
def test_where_a_request_was_led_is_said_if_it_is_no_place_for_an_article(
    asked: str, answered: str, words: str
) -> None:
    said = walls.elsewhere(asked, answered)
    assert words in said
    assert bool(said) == bool(words)


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "login"), (402, "payment"), (403, "refuses"), (451, "legal"), (404, ""), (500, ""), (None, "")],
)
def test_a_status_is_put_into_words(status: int | None, words: str) -> None:
    said = walls.refusal(status, challenged=False)
    assert words in said
    assert bool(said) == bool(words)


def test_a_refusal_by_a_check_for_robots_is_said_to_be_one() -> None:
    assert "robots" in walls.refusal(403, challenged=True)


def test_a_long_hostile_page_is_judged_in_time() -> None:
    text = "subscribe to continue. " * 200_000
    assert walls.wall(f"<p>{text}", title="404 " * 10_000, text=text, headline=BRIDGE * 1000) is None
