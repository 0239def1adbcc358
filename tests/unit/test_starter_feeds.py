"""The starter lists of feeds fit the theatres they name."""

from __future__ import annotations

from collections import Counter

from monitor import shipped
from monitor.building import promised_feeds
from monitor.engine.load import load_packs
from monitor.settings import Settings
from monitor.sources import opml, urls

RULES = shipped.folder("rules")
LISTS = {path.name: opml.read(path) for path in sorted((RULES / "feeds").glob("*.opml"))}
FEEDS = [feed for feeds, _ in LISTS.values() for feed in feeds]
THEATRES = load_packs(RULES).theatres


def test_the_lists_have_no_faults_and_every_feed_a_name_and_a_language() -> None:
    assert [problem for _, problems in LISTS.values() for problem in problems] == []
    assert [feed.url for feed in FEEDS if feed.name == urls.host_of(feed.url) or feed.lang is None] == []


def test_no_address_stands_twice() -> None:
    written = sum(path.read_text(encoding="utf-8").count("xmlUrl=") for path in (RULES / "feeds").glob("*.opml"))
    assert written == len(FEEDS)
    assert [url for url, times in Counter(urls.canonical(feed.url) for feed in FEEDS).items() if times > 1] == []


def test_who_watches_one_theatre_reads_its_feeds_and_those_of_no_theatre() -> None:
    narrowed, _ = promised_feeds(Settings(theatres=("nagorno-karabakh",)))
    assert {theatre for feed in narrowed for theatre in feed.theatres} >= {"nagorno-karabakh"}
    assert all("nagorno-karabakh" in feed.theatres for feed in narrowed if feed.theatres)
    assert any(not feed.theatres for feed in narrowed)
    assert len(narrowed) < len(promised_feeds(Settings())[0]) / 4


def test_a_list_that_a_person_names_is_read_whole() -> None:
    named = Settings(theatres=("nagorno-karabakh",), opml=(RULES / "feeds" / "africa-west.opml",))
    assert promised_feeds(named)[0] == LISTS["africa-west.opml"][0]


def test_every_theatre_has_feeds() -> None:
    assert set(THEATRES) - {theatre for feed in FEEDS for theatre in feed.theatres} == set()


def test_every_theatre_named_is_known() -> None:
    assert {theatre for feed in FEEDS for theatre in feed.theatres} <= set(THEATRES)


def test_a_side_is_known_in_every_theatre_of_its_outlet() -> None:
    unknown = [
        (feed.origin, feed.name, theatre)
        for feed in FEEDS
        for theatre in feed.theatres
        if feed.speaks_for and feed.speaks_for not in THEATRES[theatre].labels
    ]
    assert unknown == []


def test_feeds_of_one_name_are_one_outlet_with_one_side() -> None:
    sides = {(feed.name, feed.speaks_for) for feed in FEEDS}
    assert [name for name, times in Counter(name for name, _ in sides).items() if times > 1] == []
