"""The article in a page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.errors import ParseError
from monitor.sources.article import MAX_PAGE_BYTES, Page, extract, text_of
from tests.servers.site import html_page

URL = "https://harbour-wire.example/news/1?utm_source=rss"
HTML = "text/html; charset=utf-8"
MORNING = datetime(2020, 11, 2, 6, 30, tzinfo=UTC)
PARAGRAPHS = [
    "Two fishermen were hurt when shells fell near the old bridge on Monday, the town's mayor told reporters.",
    "The defence ministry across the river said that its forces had fired no shots, and called the report untrue.",
    "Observers who visited the bridge in the afternoon counted four craters & spoke with families who live nearby.",
]


def page(body: bytes | str, content_type: str | None = HTML, now: datetime | None = None) -> Page:
    return extract(body.encode() if isinstance(body, str) else body, content_type=content_type, url=URL, now=now)


def test_the_article_is_found_without_menu_and_footer() -> None:
    got = page(html_page("Shells near the bridge", PARAGRAPHS, published=MORNING).body)
    assert got.title == "Shells near the bridge"
    assert got.text == "\n\n".join(PARAGRAPHS)
    assert (got.lang, got.published) == ("en", MORNING)
    assert got.url == "https://harbour-wire.example/news/1"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="pubdate" content="2020-11-02T10:30:00+04:00">',
        '<meta itemprop="datePublished" content="2020-11-02 06:30">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2020-11-02T06:30:00Z"}</script>',
    ],
)
def test_the_date_is_read_where_pages_declare_it(head: str) -> None:
    assert page(html_page("Shells near the bridge", PARAGRAPHS, head=head).body).published == MORNING


_OWN = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2020-11-02T06:30:00Z"}</script>'


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="date" content="2010-01-01">' + _OWN,
        '<meta name="dcterms.created" content="2012-03-01"><meta property="article:published_time" '
        'content="2020-11-02T06:30:00Z">',
        '<script type="application/ld+json">{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", '
        '"datePublished": "2019-05-01T08:00:00Z"}]}</script>' + _OWN,
        _OWN.replace('"datePublished"', '"video": {"@type": "Video", "datePublished": "2018-02-02"}, "datePublished"'),
        _OWN.replace('{"@type"', '{"@graph": [{"@type": "WebSite", "datePublished": "2011-01-01"}, {"@type"').replace(
            "}<", "}]}<"
        ),
        _OWN.replace("}<", ",}<"),
    ],
    ids=["the template's", "the template's first", "of an article beside", "of a video", "in a graph", "no JSON"],
)  # fmt: skip
def test_the_date_of_something_else_on_the_page_is_not_the_articles(head: str) -> None:
    assert page(html_page("Shells near the bridge", PARAGRAPHS, head=head).body).published == MORNING


def test_a_page_without_date_has_none_and_one_from_the_future_neither() -> None:
    assert page(html_page("Shells near the bridge", PARAGRAPHS).body).published is None
    tomorrow = html_page("Shells near the bridge", PARAGRAPHS, published=datetime(2021, 1, 1, tzinfo=UTC)).body
    assert page(tomorrow, now=MORNING).published is None


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8", "utf-16"])
def test_a_page_in_its_own_charset_is_read(charset: str) -> None:
    words = [
        "Двое рыбаков ранены при обстреле у старого моста, сообщил журналистам мэр города в понедельник утром."
    ] * 3
    markup = html_page("Обстрел у моста", words, lang="ru").body.decode().replace("utf-8", charset)
    got = page(markup.encode(charset), "text/html")
    assert got.title == "Обстрел у моста"
    assert got.text.startswith("Двое рыбаков")
    assert got.lang == "ru"


def test_one_broken_byte_costs_one_letter() -> None:
    body = html_page("Մարտ", ["Երկու ձկնորս վիրավորվել է կամրջի մոտ, հայտնել է քաղաքապետը երկուշաբթի օրը։"] * 3).body
    got = page(body.replace("կամրջի".encode(), "կամր".encode() + b"\xd5" + "ջի".encode()), "text/html")
    assert "քաղաքապետը" in got.text
    assert got.lang == "hy"


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"", HTML, "the page is empty"),
        (b"<html><body><script>load()</script></body></html>", HTML, "no readable text in the page"),
        (b"<html><head><title>x</title></head><body></body></html>", HTML, "no readable text in the page"),
        (b"%PDF-1.7 ...", HTML, "a PDF document, not a page"),
        (b"xxxx", "image/png", '"image/png", not a page'),
        (b"\x00\x01\x02", HTML, ""),
        (b"x" * (MAX_PAGE_BYTES + 1), HTML, "the page is larger than 6 MB"),
    ],
)
def test_what_is_no_article_is_said_to_be_something_else(body: bytes, content_type: str, words: str) -> None:
    with pytest.raises(ParseError) as caught:
        page(body, content_type)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_plain_text_page_is_its_text() -> None:
    got = page("First line\nof one paragraph.\n\nSecond & last.", "text/plain; charset=utf-8")
    assert got.text == "First line of one paragraph.\n\nSecond & last."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br/><br/>Two", "One\n\nTwo"),
        ("<div>One <b>bold</b> <a href='x'>link</a>.</div><ul><li>a</li><li>b</li></ul>", "One bold link.\n\na\n\nb"),
        ("AT&amp;T &lt;!channel&gt; &nbsp; x", "AT&T <!channel> x"),
        ("<style>p{}</style><script>alert('<p>')</script><p>Seen</p><!-- not <p>seen</p> -->", "Seen"),
        ("plain text\nwith a line break\n\nand a paragraph", "plain text with a line break\n\nand a paragraph"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("so\u00adft hy\u200bphen", "soft hyphen"),
        ("<p>unclosed <b>tags", "unclosed tags"),
        ("", ""),
        ("<p></p>", ""),
        ("<p>\ud800x\x00y</p>", "xy"),
    ],
)
def test_html_of_a_feed_becomes_paragraphs(markup: str, text: str) -> None:
    assert text_of(markup) == text


def test_text_deep_in_nested_tags_is_not_lost() -> None:
    assert text_of("<div>" * 5000 + "<p>deep</p>") == "deep"
