"""What a page and its feed say together: pages of no interest, walls, stubs, and the article's own address."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import shipped
from monitor.errors import ParseError
from monitor.jobs import judging
from monitor.jobs.judging import Asked, Judged, judge_page, judge_summary
from monitor.jobs.rulebook import Rulebook
from monitor.sources.article import article_in, markup_of
from monitor.sources.plaintext import rough_text
from tests.servers.site import html_page
from tests.unit.sources.wallpages import ARTICLES, WALLS, Example

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
URL = "https://wire.example/news/1"
HTML = "text/html; charset=utf-8"
FIRED = "Azerbaijani forces violated the ceasefire near Sotk on Monday, the Armenian Defense Ministry said."
KILLED = "Three Armenian soldiers were killed near Sotk on Monday, the ministry said."
MARKET = "The covered market opened its doors again on Monday after repairs, and growers came from three valleys."


@pytest.fixture(scope="module", autouse=True)
def _rules() -> None:
    judging.prepare(Rulebook.of(shipped.folder("rules")), ("nagorno-karabakh",))


def asked(title: str, summary: str = "", *, lang: str | None = "en", edited: bool = False, url: str = URL) -> Asked:
    return Asked(
        title=title, summary=summary, content="", published=NOW, lang=lang, first_seen=NOW, url=url, edited=edited
    )


def page(title: str, *paragraphs: str, lang: str = "en", head: str = "") -> bytes:
    return html_page(title, paragraphs, lang=lang, head=head).body


def claims(judged: Judged) -> int:
    return len(judged.reading.claims) if judged.reading else 0


# ------------------------------------------------------------------------------------------------- pages of no interest


def test_a_page_without_a_word_of_interest_is_not_read_further() -> None:
    judged = judge_page(asked("Market opens"), page("Market opens", MARKET), HTML, URL)
    assert (judged.reading, judged.text, judged.lang, judged.foreign) == (None, "", "en", False)
    assert (judged.published, judged.dated) == (NOW, True)


def test_an_edited_article_is_read_in_full_for_its_text_replaces_the_old() -> None:
    judged = judge_page(asked("Market opens", edited=True), page("Market opens", MARKET), HTML, URL)
    assert (judged.reading, judged.text) == (None, MARKET)


@pytest.mark.parametrize(
    "paragraph",
    [
        "A shel<b>ling</b> was heard.", "A shel&shy;ling was heard.", "A shel\u200bling was heard.",
        "A shel<wbr>ling was heard.", "A sh&#101;lling was heard.", "A SHELLING WAS HEARD.", "Gunned\ndown at noon.",
        "A shel<x-y>ling</x-y> was heard.", "A <i>shell</i>ing was heard.",
        "A shell<span class='external-link-icon'>Opens</span> fell.",
    ],
)  # fmt: skip
def test_no_markup_hides_a_word_of_interest(paragraph: str) -> None:
    body = page("Market opens", MARKET, "XX", MARKET).replace(b"XX", paragraph.encode())
    assert judge_page(asked("Market opens"), body, HTML, URL).reading is not None


def test_an_article_that_only_its_description_holds_is_found() -> None:
    told = FIRED.replace("violated", "violat\\u0065d").replace("ceasefire", "cease\\u0066ire")
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{told} {MARKET}"}}</script>'
    assert claims(judge_page(asked("News"), page("News", head=script), HTML, URL))


def test_other_scripts_and_styles_are_not_words() -> None:
    noise = "<script>var killed = 'shelling'</script><style>.strike{} .killed{}</style>"
    judged = judge_page(asked("Market opens"), page("Market opens", MARKET, head=noise), HTML, URL)
    assert judged.reading is None
    assert not judged.text


@pytest.mark.parametrize(
    "before",
    [
        "<!-- <script async src='/old.js'> -->",
        "<!-- <style> -->",
        """<figure data-embed='{"html": "<script src=x><\\/script>"}'></figure>""",
        """<a onclick="document.write('<script src=x>')">Photographs</a>""",
        "<![CDATA[ <script> ]]>",
    ],
)
@pytest.mark.parametrize("after", ["<script>1</script><style>b {}</style>", "<!-- </script></style> -->"])
def test_what_only_names_a_script_hides_no_word_of_interest(before: str, after: str) -> None:
    read = judge_page(asked("At the market"), page("At the market", MARKET, f"{before} {FIRED} {after}"), HTML, URL)
    assert claims(read) > 0


def test_a_sign_in_an_attribute_hides_no_description() -> None:
    told = f'<script data-of="a>b" type="application/ld+json">{{"articleBody": "{FIRED} {FIRED}"}}</script>'
    assert claims(judge_page(asked("At the market"), page("At the market", head=told), HTML, URL)) > 0


def test_a_page_in_a_language_without_rules_is_foreign_and_not_of_no_interest() -> None:
    told = ("Министерство обороны сообщило, что трое солдат убиты у села.",) * 5
    for lang in ("en", "ru"):
        assert judge_page(asked("Новости дня"), page("Новости", *told, lang=lang), HTML, URL).foreign
        assert judge_page(asked("News of the day"), page("Новости", *told, lang=lang), HTML, URL).foreign


def test_a_wall_is_not_of_no_interest_where_the_feeds_summary_is_of_some() -> None:
    with pytest.raises(ParseError, match="check for robots"):
        judge_page(asked("News", FIRED), page("Just a moment...", "Verifying you are human."), HTML, URL)
    quiet = judge_page(asked("Market opens", MARKET), page("Just a moment...", "Please wait here."), HTML, URL)
    assert quiet.reading is None


# ------------------------------------------------------------------------------------------------------ walls and stubs


def test_of_a_stub_and_a_longer_summary_the_summary_is_kept() -> None:
    stub = page("Fire near Sotk", "Fire was heard near Sotk on Monday.", "Subscribe to continue reading.")
    judged = judge_page(asked("Fire near Sotk", f"{FIRED} {KILLED}"), stub, HTML, URL)
    assert judged.source == "summary"
    assert KILLED in judged.text
    assert judged.note == "only the feed's summary was read: a paywall cuts the article off"
    assert claims(judged) == claims(judge_summary(asked("Fire near Sotk", f"{FIRED} {KILLED}")))


@pytest.mark.parametrize(
    ("summary", "content", "read"),
    [
        (f"{FIRED[:60]} …", f"<p>{FIRED}</p><p>{KILLED}</p>", f"{FIRED}\n\n{KILLED}"),
        (FIRED, "", FIRED),
        ("The village in spring.", f"<p>{FIRED}</p>", f"The village in spring.\n\n{FIRED}"),
        (FIRED, f"<p>{KILLED} {MARKET}</p>", f"{FIRED}\n\n{KILLED} {MARKET}"),
    ],
    ids=["a flash too short for a full text", "no content", "a caption came first", "a caption came last"],
)
def test_a_feeds_two_texts_stand_in_for_the_page(summary: str, content: str, read: str) -> None:
    told = judge_summary(replace(asked("Fire near Sotk", summary), content=content))
    assert told.text == read
    assert claims(told) > 0


def test_of_a_stub_and_a_poorer_summary_the_stub_is_kept() -> None:
    stub = page("Fire near Sotk", f"{FIRED} {KILLED}", "Already a subscriber? Welcome back.")
    judged = judge_page(asked("Fire near Sotk", "News from the border."), stub, HTML, URL)
    assert (judged.source, judged.url) == ("page", "")
    assert KILLED in judged.text
    assert judged.note.startswith("a paywall cuts the article off; ")


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to continue reading.",
        "Please enable JavaScript and cookies to continue.",
        "Accept all cookies. We and our partners store and/or access information.",
        "Forgot your password? You must be logged in.",
        "Sorry, the page you were looking for is one of our best.",
    ],
)
def test_a_short_true_article_keeps_its_claim_whatever_stands_below_it(line: str) -> None:
    told = "Three Armenian soldiers were killed near Sotk on Monday."
    for title in ("Three soldiers killed near Sotk", "Morning news", ""):
        judged = judge_page(asked(title, "News from the border."), page("Harbour Wire", told, line), HTML, URL)
        assert claims(judged), title
        assert told in judged.text


def test_a_headline_of_short_words_alone_makes_no_wall_of_an_article() -> None:
    told = f"{FIRED.removesuffix('.')}, and one who fled said: remember me."
    assert claims(judge_page(asked("UN: 2 die"), page("Oops", told), HTML, URL)) > 0


def test_what_only_looks_like_a_wall_and_tells_nothing_gives_way_to_the_summary() -> None:
    wall = page("Harbour Wire", "We and our partners store and/or access information.", "Two soldiers smiled once.")
    judged = judge_page(asked("Fire near Sotk", FIRED), wall, HTML, URL)
    assert judged.source == "summary"
    assert "consent page" in judged.note


def test_a_wall_in_another_language_gives_way_to_a_summary_that_has_rules() -> None:
    wall = page("Hafenblatt", "Besuchen Sie uns wie gewohnt mit Werbung und Tracking.", "Danke, bis bald.", lang="de")
    judged = judge_page(asked("Fire near Sotk", FIRED), wall, HTML, URL)
    assert (judged.source, judged.foreign) == ("summary", False)


def test_a_request_that_ended_at_the_home_page_found_no_article() -> None:
    with pytest.raises(ParseError, match="home page"):
        judge_page(asked("Fire near Sotk", FIRED), page("Home", FIRED), HTML, "https://wire.example/")


@pytest.mark.parametrize("example", WALLS, ids=lambda each: each.name)
def test_no_wall_hides_what_the_feeds_summary_tells(example: Example) -> None:
    told = asked(example.headline, f"{FIRED} {KILLED}", lang="en")
    try:
        judged = judge_page(told, example.page, HTML, URL)
    except ParseError:
        judged = judge_summary(told)
    assert claims(judged) >= claims(judge_summary(told)) > 0


# ----------------------------------------------------------------------------------------------- the article's address


@pytest.mark.parametrize(
    ("head", "answered", "own"),
    [
        ('<link rel="canonical" href="/2026/sotk">', URL, "https://wire.example/2026/sotk"),
        ('<link rel="canonical" href="https://www.wire.example/news/1?utm_source=x">', URL,
         "https://www.wire.example/news/1"),
        ('<link rel="canonical" href="http://wire.example/news/1">', URL, URL),
        ('<meta property="og:url" content="https://wire.example/news/sotk">', URL, "https://wire.example/news/sotk"),
        ('<link rel="canonical" href="/news/1">', "https://amp.wire.example/news/1/amp", ""),
        ('<link rel="canonical" href="https://www.wire.example/news/1">', "https://amp.wire.example/news/1/amp",
         "https://www.wire.example/news/1"),
        ('<link rel="canonical" href="https://wire.example/">', URL, ""),
        ('<link rel="canonical" href="https://wire.example/news">', URL, ""),
        ('<link rel="canonical" href="https://other.example/news/1">', URL, ""),
        ('<link rel="canonical" href="javascript:alert(1)">', URL, ""),
        ('<link rel="canonical" href="http://[bad">', URL, ""),
        ('<link rel="canonical" href="https://wire.example/"><meta property="og:url" content="/news/sotk">', URL,
         "https://wire.example/news/sotk"),
        ("", URL, ""),
    ],
)  # fmt: skip
def test_the_articles_own_address_is_the_one_its_page_states(head: str, answered: str, own: str) -> None:
    found = article_in(page("Fire", FIRED, head=head).decode(), content_type=HTML, url=answered)
    if own or "amp." not in answered:
        assert found.canonical == own


# ----------------------------------------------------------------------------------------------------------- a property

WORDS = st.lists(
    st.sampled_from([
        "kil", "led", "killed", "shel", "ling", "shelling", "cease", "fire", "gunned", "down", "&shy;", "\u00ad",
        "\u200b", "\u2066", "&nbsp;", "&#108;", "&#x6c;", "&amp;", "5 < 6", "ed. Two people", " the market; ", " ",
        "\n", "  ", "<wbr>",
        "<!-- x -->", "<!-->", "<?php ?>", "<![CDATA[x]]>", "<img alt='a b'>", "<script>if (a<b) {}</script>",
        "<style>b>i {}</style>", "<script src=x></script>", "<x-y></x-y>",
        "<!-- <script> -->", "<!-- <style> -->",
    ]),
    max_size=6,
).map("".join)  # fmt: skip
INLINE = st.sampled_from(["b", "i", "em", "span", "a href='/x'", "font", "x-y", "u", "sup", "code", "mark", "noscript"])
BLOCKS = st.sampled_from(
    ["p", "div", "h2", "li", "blockquote", "section", "td", "article", "figcaption", "main", "form"]
)


def _element(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name.split()[0]}>"


def _block(name: str, inside: str) -> str:
    return _element(name, f"Here {inside} there")


MARKUP = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.builds(_element, INLINE, inner),
        st.builds(_block, BLOCKS, inner),
        st.lists(inner, max_size=4).map("".join),
        st.lists(inner, max_size=3).map("<br>".join),
    ),
    max_leaves=8,
)


@given(MARKUP, st.sampled_from(["", MARKET, f"{MARKET} {MARKET}"]))
@settings(max_examples=400, deadline=None)
def test_what_the_rough_text_does_not_hold_the_article_does_not_hold_either(markup: str, around: str) -> None:
    body = f'<!DOCTYPE html>\n<html lang="en"><body><article><p>{around}</p><p>{markup}</p></article></body></html>'
    engine = judging._ready()
    text = markup_of(body.encode(), HTML)
    rough = rough_text(text)
    if rough is None or engine.relevant(rough, lang="en"):
        return
    try:
        found = article_in(text, content_type=HTML, url=URL)
    except ParseError:
        return
    assert not engine.relevant(found.text, lang="en"), found.text


@pytest.mark.parametrize("example", [*WALLS, *ARTICLES], ids=lambda each: each.name)
def test_every_word_of_an_article_is_in_its_rough_text(example: Example) -> None:
    text = markup_of(example.page, HTML)
    try:
        found = article_in(text, content_type=HTML, url=URL)
    except ParseError:
        return
    held = set(re.findall(r"\w+", rough_text(text) or found.text.lower()))
    assert set(re.findall(r"\w+", found.text.lower())) <= held


@pytest.mark.parametrize(
    "piece",
    ["<a", "<script>", "<style>x", "<title", "<textarea>", "<p ", "<!--", "&", "<script type=ld+json>\\u00", "</"],
)
def test_no_page_makes_the_rough_text_slow(piece: str) -> None:
    began = time.monotonic()
    rough_text(piece * 200_000)
    assert time.monotonic() - began < 20
