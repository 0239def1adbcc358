"""What a robots.txt allows, and what holds while it can't be had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Robots
from monitor.sources import robots
from monitor.sources.robots import Rules, product_token

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
AGENT = "ceasefire-monitor/0.1 (+https://desk.example.org)"


def rules(text: str) -> Rules:
    return Rules(robots.had(text, NOON), AGENT, NOON)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/news/1", True),
        ("User-agent: *\nDisallow: /", "/news/1", False),
        ("User-agent: *\nDisallow:", "/news/1", True),
        ("User-agent: *\nDisallow: /private", "/news/1", True),
        ("User-agent: *\nDisallow: /news\nAllow: /news/1", "/news/1", True),  # the longer match counts
        ("User-agent: *\nDisallow: /*.html$", "/news/1.html", False),
        ("User-agent: *\nDisallow: /*.html$", "/news/1.html?x", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Ceasefire-Monitor\nAllow: /", "/news/1", True),
        ("User-agent: ceasefire-monitor\nDisallow: /\n\nUser-agent: *\nAllow: /", "/news/1", False),
        ("User-agent: otherbot\nDisallow: /", "/news/1", True),
        ("\ufeffUser-agent: *\r\nDisallow: /", "/news/1", False),
        ("<html><body>Not found</body></html>", "/news/1", True),
        ("User-agent: *\nDisallow: /новости", "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1", False),
    ],
)
def test_the_rules_are_read_as_the_standard_says(text: str, path: str, allowed: bool) -> None:
    body = robots.text_of(200, text.encode())
    assert body is not None
    assert rules(body).allows(f"https://wire.example{path}") is allowed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_file_means_no_rules(status: int) -> None:
    assert robots.text_of(status) == ""


@pytest.mark.parametrize("status", [304, 429, 500, 503])
def test_an_answer_that_is_none_leaves_us_in_the_dark(status: int) -> None:
    assert robots.text_of(status) is None


def test_of_an_endless_file_the_first_half_megabyte_counts() -> None:
    filler = b"# nothing\n" * (robots.MAX_BYTES // 10)
    text = robots.text_of(200, b"User-agent: *\nDisallow: /a\n" + filler + b"\nDisallow: /b\n")
    assert text is not None
    assert not rules(text).allows("https://wire.example/a")
    assert rules(text).allows("https://wire.example/b")


@pytest.mark.parametrize(
    ("said", "delay"),
    [("7", 7.0), ("0.5", 0.5), ("86400", 30.0), ("-1", 0.0), ("soon", 0.0), ("inf", 0.0), ("nan", 0.0)],
)
def test_a_crawl_delay_is_kept_within_reason(said: str, delay: float) -> None:
    assert rules(f"User-agent: *\nCrawl-delay: {said}").delay == delay


def test_we_are_called_by_the_first_word_of_our_signature() -> None:
    assert product_token(AGENT) == "ceasefire-monitor"
    assert product_token("0815") == "*"


def test_a_file_is_asked_for_once_a_day_and_after_a_failure_once_a_minute() -> None:
    assert robots.is_due(Robots(), NOON)
    known = robots.had("", NOON)
    assert not robots.is_due(known, NOON + 23 * HOUR)
    assert robots.is_due(known, NOON + DAY)
    assert robots.is_due(known, NOON - HOUR)  # the clock was set back: who knows how old it is
    failed = robots.missed(known, "it refused", NOON + DAY)
    assert not robots.is_due(failed, NOON + DAY + timedelta(seconds=59))
    assert robots.is_due(failed, NOON + DAY + timedelta(seconds=60))
    assert robots.is_due(failed, NOON)


def test_without_the_file_the_last_copy_holds_for_a_day_then_nothing_is_asked_for_and_after_a_month_all() -> None:
    page, other = "https://wire.example/private/1", "https://wire.example/news/1"
    known = robots.had("User-agent: *\nDisallow: /private", NOON)
    lost = robots.missed(robots.missed(known, "it was down", NOON + DAY), "it refused", NOON + DAY + HOUR)
    held = {
        days: (Rules(lost, AGENT, NOON + days * DAY).allows(page), Rules(lost, AGENT, NOON + days * DAY).allows(other))
        for days in (1, 1.9, 2, 30, 31)
    }
    assert held == {
        1: (False, True), 1.9: (False, True), 2: (False, False), 30: (False, False), 31: (True, True)
    }  # fmt: skip
    assert Rules(lost, AGENT, NOON + 3 * DAY).unknown == "it refused"
    assert robots.had("", NOON + 4 * DAY).failing_since is None


def test_a_file_that_was_never_had_allows_nothing_for_a_month() -> None:
    lost = robots.missed(Robots(), "it was down", NOON)
    assert not Rules(lost, AGENT, NOON).allows("https://wire.example/")
    assert Rules(lost, AGENT, NOON + 30 * DAY).allows("https://wire.example/")


@given(st.binary(max_size=2000), st.text(max_size=100))
def test_any_bytes_give_rules_and_any_address_an_answer(body: bytes, path: str) -> None:
    text = robots.text_of(200, body)
    assert text is not None
    found = rules(text)
    assert found.allows(f"https://wire.example/{path}") in (True, False)
    assert 0 <= found.delay <= robots.LONGEST_DELAY
