"""Feed lists in and out."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import FileError
from monitor.model import Feed
from monitor.sources import opml

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>Feeds</title></head>
  <body>
    <outline text="South Caucasus">
      <outline text="Harbour Wire" xmlUrl="https://harbour-wire.example/feed" language="en-GB" speaksFor="north"/>
      <outline text="no address"/>
      <outline type="rss" text="Bad" xmlUrl="javascript:alert(1)"/>
    </outline>
    <outline title="River Post" xmlUrl="https://river.example/rss?a=1&amp;b=2" category="/Gaza/,south-caucasus"
      interval="soon" language="??"/>
    <outline text="Gaza"><outline text="Harbour Wire" xmlUrl="https://harbour-wire.example/feed"/></outline>
  </body>
</opml>
"""


def test_good_feeds_are_kept_and_bad_ones_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(LIST, encoding="utf-8")
    feeds, problems = opml.read(path)
    wire, post = feeds
    assert (wire.url, wire.name, wire.lang) == ("https://harbour-wire.example/feed", "Harbour Wire", "en")
    assert (wire.speaks_for, wire.theatres, wire.origin) == ("north", ("south-caucasus", "gaza"), "feeds.opml")
    assert (post.url, post.name, post.lang) == ("https://river.example/rss?a=1&b=2", "River Post", None)
    assert (post.theatres, post.interval) == (("gaza", "south-caucasus"), 300)
    assert problems == [
        'feeds.opml:7: "no address" has no xmlUrl; left out',
        'feeds.opml:8: "javascript:alert(1)" is no http or https address; left out',
        'feeds.opml:11: "??" is no language tag; none is taken',
        'feeds.opml:11: interval "soon" is no number of seconds; 300 is taken',
    ]


def test_a_list_that_breaks_off_gives_what_came_before() -> None:
    feeds, problems = opml.read(LIST[: LIST.index("<outline title")])
    assert [feed.name for feed in feeds] == ["Harbour Wire"]
    assert any("opml:9: " in problem or "opml:10: " in problem for problem in problems)


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ('<outline text="A" xmlUrl="https://a.example/"/></outline>', 3),
        ('<outline text="A" xmlUrl="https://a.example/"/></body></opml>', None),
        ('<outline text="A" xmlUrl="https://a.example/">', None),
        ('<outline text="A" xmlUrl="https://a.example/"', None),
        ('<outline text="A" text="A" xmlUrl="https://a.example/"/>', 3),
        ('<outline text="<A>" xmlUrl="https://a.example/"/>', 3),
    ],
)
def test_a_malformed_entry_is_told_and_the_rest_is_read(broken: str, line: int | None) -> None:
    after = '<outline text="B" xmlUrl="https://b.example/"/>\n<outline text="C" xmlUrl="https://c.example/"/>'
    feeds, problems = opml.read(f"<opml>\n<body>\n{broken}\n{after}\n</body></opml>")
    assert [(feed.url, feed.theatres) for feed in feeds] == [(f"https://{x}.example/", ()) for x in "abc"]
    assert problems
    assert line is None or any(problem.startswith(f"opml:{line}: ") for problem in problems)


def test_an_entry_whose_address_is_lost_costs_itself_alone() -> None:
    for broken in ('<outline text="A xmlUrl="https://a.example/"/>', '<outline text=A xmlUrl="https://a.example/"/>'):
        feeds, problems = opml.read(
            f'<opml><body>\n{broken}\n<outline text="B" xmlUrl="https://b.example/"/></body></opml>'
        )
        assert [feed.name for feed in feeds] == ["B"]
        assert any(problem.startswith("opml:2: ") and problem.endswith("left out") for problem in problems)


def test_a_bare_ampersand_loses_nothing() -> None:
    feeds, problems = opml.read(
        '<opml><body><outline text="Tea & talks&nbsp;&#38; caf&eacute;" xmlUrl="https://a.example/?x=1&y=2&copy=3"/>'
        "</body></opml>"
    )
    assert [(feed.name, feed.url) for feed in feeds] == [("Tea & talks & café", "https://a.example/?x=1&y=2&copy=3")]
    assert problems == []


def test_a_folder_that_is_no_theatre_is_told_once_with_the_nearest_and_its_feeds_are_read_without_it() -> None:
    feeds, problems = opml.read(LIST, theatres=["gaza", "nagorno-karabakh", "south-sudan"])
    assert [feed.theatres for feed in feeds] == [("gaza",), ("gaza",)]
    assert [problem for problem in problems if "theatre" in problem] == [
        'opml:5: "South Caucasus" is no theatre; the nearest is "south-sudan"; its feeds are taken without it'
    ]


@pytest.mark.parametrize("text", ["<html><body/></html>", "<opml/>", "<", "<opml><body", "<a>" * 1000])
def test_what_is_no_feed_list_is_one_problem_or_more_and_no_feeds(text: str) -> None:
    feeds, problems = opml.read(text)
    assert feeds == []
    assert problems


def test_a_feed_list_with_entities_is_refused() -> None:
    entities = '<!DOCTYPE opml [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'
    feeds, problems = opml.read(entities + '<opml><body><outline xmlUrl="http://x.example/&c;"/></body></opml>')
    assert (feeds, len(problems)) == ([], 1)
    assert "declares entities" in problems[0]


def test_a_password_in_a_bad_address_is_not_repeated() -> None:
    _, problems = opml.read('<opml><body><outline text="x" xmlUrl="ftp://ali:sesame@x.example/"/></body></opml>')
    assert "sesame" not in problems[0]


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none\.opml: can't be read: No such file"):
        opml.read(tmp_path / "none.opml")


def test_feeds_are_written_in_folders_and_read_back() -> None:
    feeds = [
        Feed(url="https://a.example/?x=1&y=2", name='A "quoted" <name>', lang="hy", speaks_for="north",
             theatres=("nk", "gaza"), interval=90, origin="opml"),
        Feed(url="https://b.example/", name="B", origin="opml"),
    ]  # fmt: skip
    text = opml.write(feeds)
    assert '<outline text="nk">' in text
    assert opml.read(text) == (feeds, [])


def test_a_problem_is_told_in_one_line_whatever_the_document_holds() -> None:
    _, problems = opml.read("<opml><body><![CDATA[\n<outline text='A'/>\n")
    assert problems
    assert not any("\n" in problem for problem in problems)
