"""The demo: what its site shows at which hour, and that its comparison can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from monitor.demo import check, content
from monitor.demo.site import Site
from monitor.model import Accusation, Figure, Incident, Place, Source
from monitor.sources.parse import parse_feed

DAY = content.load()
NOON = DAY.starts.replace(hour=12, minute=0)


class Hand:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def _get(site: Site, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.get(site.base + path, headers=headers or {}, trust_env=False)


def test_every_feed_lists_what_was_published_by_then_and_nothing_later() -> None:
    clock = Hand(NOON)
    with Site(DAY, clock) as site:
        for outlet in DAY.outlets:
            if outlet.broken:
                continue
            answer = _get(site, f"/{outlet.slug}/feed")
            feed = parse_feed(answer.content, content_type=answer.headers["content-type"], url=str(answer.url))
            published = [item.published.astimezone(UTC) for item in outlet.items if item.published <= NOON]
            assert sorted(entry.published for entry in feed.entries if entry.published) == sorted(published)


def test_an_edited_article_keeps_its_address_and_changes_its_words() -> None:
    clock = Hand(NOON.replace(hour=11, minute=49))
    with Site(DAY, clock) as site:
        before = _get(site, "/meridian-wire/soldiers-killed-near-sotk.html").text
        clock.now += timedelta(minutes=1)
        after = _get(site, "/meridian-wire/soldiers-killed-near-sotk.html").text
    assert "Three Armenian soldiers" in before
    assert "Four Armenian soldiers" in after


def test_a_page_is_not_there_before_its_hour_nor_when_it_is_lost() -> None:
    with Site(DAY, Hand(NOON)) as site:
        assert _get(site, "/meridian-wire/truce-shaken.html").status_code == 404
        assert _get(site, "/meridian-wire/both-sides-trade-blame.html").status_code == 200
    with Site(DAY, Hand(DAY.ends)) as site:
        assert _get(site, "/daily-terrace/market-reopens.html").status_code == 404


def test_a_feed_answers_not_modified_until_something_is_published() -> None:
    clock = Hand(NOON)
    with Site(DAY, clock) as site:
        tag = _get(site, "/kura-herald/feed").headers["etag"]
        assert _get(site, "/kura-herald/feed", {"if-none-match": tag}).status_code == 304
        clock.now = NOON.replace(hour=14)
        assert _get(site, "/kura-herald/feed", {"if-none-match": tag}).status_code == 200


def test_an_outlet_is_down_for_part_of_the_morning() -> None:
    clock = Hand(NOON.replace(hour=10, minute=29))
    with Site(DAY, clock) as site:
        assert _get(site, "/caucasus-clipboard/feed").status_code == 503
        clock.now += timedelta(minutes=1)
        assert _get(site, "/caucasus-clipboard/feed").status_code == 200


def test_everything_that_is_expected_speaks_of_items_that_exist() -> None:
    known = {(outlet.slug, item.slug) for outlet in DAY.outlets for item in outlet.items}
    for each in [*DAY.expected["must-ignore"], *DAY.expected["must-not-count-twice"]]:
        assert (each["outlet"], each["item"]) in known
    assert set(DAY.expected["must-notice"]) <= {outlet.slug for outlet in DAY.outlets}


# ------------------------------------------------------------------------------------------------------- the comparison

URL = "http://127.0.0.1/wire/story.html"
SOTK = Place("sotk", "Sotk", 40.2, 45.87, "village")
NO_OUTCOME = check.Outcome(incidents=(), told=(), feeds={}, urls={("wire", "story"): URL})


def _incident() -> Incident:
    told: dict[str, Any] = {"article_id": 1, "outlet": "Wire", "said": NOON, "evidence": "…", "url": URL}
    return Incident(
        id=7,
        theatre="nagorno-karabakh",
        kind="violation",
        first_day=DAY.date,
        last_day=DAY.date,
        places=(SOTK,),
        headline="Armenia accuses Azerbaijan at Sotk",
        accusations=(
            Accusation(
                violator="azerbaijan", accuser="armenia", acts=("shelling",), count=None, inferred=False,
                ceasefire=None, denied=False, **told,
            ),
        ),
        figures=(
            Figure(harm="killed", side="armenia", victims="military", claimant="armenia", low=4, high=4, **told),
        ),
        sources=(Source(article_id=1, outlet="Wire", title="…", url=URL, said=NOON),),
        opened=NOON,
        revised=NOON,
    )  # fmt: skip


def _only(expected: Mapping[str, object], outcome: check.Outcome) -> check.Finding:
    empty: dict[str, object] = {"must-find": [], "must-ignore": [], "must-not-count-twice": [], "must-notice": []}
    [finding] = check.compare({**empty, **expected}, outcome)
    return finding


WANTED: dict[str, object] = {
    "says": "the clash",
    "kind": "violation",
    "place": ["sotk"],
    "accused": {"azerbaijan": "armenia"},
    "figure": {"harm": "killed", "side": "armenia", "number": 4},
    "told": True,
}


def test_what_was_found_is_met() -> None:
    outcome = replace(NO_OUTCOME, incidents=(_incident(),), told={7})
    assert _only({"must-find": [WANTED]}, outcome).met


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "ceasefire"}, "it is a violation"),
        ({"place": ["yeraskh"]}, "it is at sotk"),
        ({"accused": {"armenia": "azerbaijan"}}, "azerbaijan does not accuse armenia"),
        ({"figure": {"harm": "killed", "side": "armenia", "number": 3}}, "no figure"),
        ({"act": "drone"}, "nobody speaks of a drone"),
        ({"contested": True}, "it is reported"),
        ({"toll": {"killed": 5}}, "its toll is empty"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, object], words: str) -> None:
    outcome = replace(NO_OUTCOME, incidents=(_incident(),), told={7})
    finding = _only({"must-find": [WANTED | change]}, outcome)
    assert not finding.met
    assert words in finding.instead


def test_an_incident_that_nobody_was_told_of_is_not_enough() -> None:
    finding = _only({"must-find": [WANTED]}, replace(NO_OUTCOME, incidents=(_incident(),)))
    assert (finding.met, "nobody was told" in finding.instead) == (False, True)


def test_no_incident_at_all_is_said_so() -> None:
    assert _only({"must-find": [WANTED]}, NO_OUTCOME).instead == "no incident at all"


def test_an_item_to_be_ignored_must_be_no_incidents_source() -> None:
    ignore = {"must-ignore": [{"outlet": "wire", "item": "story", "because": "football"}]}
    assert _only(ignore, NO_OUTCOME).met
    assert not _only(ignore, replace(NO_OUTCOME, incidents=(_incident(),))).met


def test_a_reprint_must_be_known_as_a_copy_and_be_a_source_that_is_not_independent() -> None:
    reprint = {"must-not-count-twice": [{"outlet": "wire", "item": "story"}]}
    whole = _incident()
    copied = replace(whole, sources=tuple(replace(source, independent=False) for source in whole.sources))
    assert not _only(reprint, replace(NO_OUTCOME, incidents=(copied,))).met
    assert not _only(reprint, replace(NO_OUTCOME, reprints={URL})).met
    assert not _only(reprint, replace(NO_OUTCOME, reprints={URL}, incidents=(whole,))).met
    assert _only(reprint, replace(NO_OUTCOME, reprints={URL}, incidents=(copied,))).met
