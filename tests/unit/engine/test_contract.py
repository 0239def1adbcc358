"""The scan contract: every field, its name and its JSON type. Tools depend on it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from monitor.engine.contract import as_json
from monitor.model import (
    Axes,
    CasualtyClaim,
    CeasefireClaim,
    Flags,
    HostilityClaim,
    Place,
    Reading,
    ViolationClaim,
    When,
)
from tests.unit.engine.desk import KARABAKH, read

TOLD = {
    "evidence", "field", "start", "end", "rules", "confidence", "axes", "when", "places", "theatre", "current",
    "denied",
}  # fmt: skip
FIELDS = {
    "casualty": TOLD
    | {"kind", "harm", "low", "high", "best", "approx", "side", "victims", "agent", "scope", "claimant"},
    "violation": TOLD
    | {"kind", "violator", "accuser", "target", "acts", "count", "inferred", "ceasefire", "ceasefire_day"},
    "hostility": TOLD | {"kind", "actor", "target", "acts", "claimant"},
    "ceasefire": TOLD | {"kind", "status", "parties", "mediator", "claimant"},
}
NEWS = """Armenian forces violated the ceasefire 12 times on Thursday near Horadiz, Azerbaijan said.

At least three of its soldiers were killed. Azerbaijani drones attacked Armenian positions.

Armenia and Azerbaijan agreed to a truce mediated by Russia."""


def _said() -> dict[str, Any]:
    said = as_json("a-1", read(NEWS, "2021-05-20"))
    assert json.loads(json.dumps(said)) == said
    return said


def _claim(kind: str) -> dict[str, Any]:
    return next(c for c in _said()["claims"] if c["kind"] == kind)


def test_the_answer_holds_these_fields() -> None:
    said = _said()
    assert list(said) == ["id", "lang", "published", "theatres", "flags", "claims", "toll"]
    assert (said["id"], said["lang"], said["published"]) == ("a-1", "en", "2021-05-20")
    assert said["theatres"] == [KARABAKH]
    assert set(said["flags"]) == {"violation", "apparent_violation", "casualties", "hostilities", "ceasefire"}
    assert set(said["toll"]) == {"killed", "wounded", "missing", "captured", "displaced"}
    assert said["toll"]["killed"] == {"low": 3, "best": 3, "high": None}
    assert said["toll"]["wounded"] is None


@pytest.mark.parametrize("kind", FIELDS)
def test_each_kind_of_claim_holds_its_fields(kind: str) -> None:
    assert set(_claim(kind)) == FIELDS[kind]


@pytest.mark.parametrize("kind", FIELDS)
def test_what_every_claim_carries_has_its_type(kind: str) -> None:
    claim = _claim(kind)
    assert claim["field"] == "text"
    assert NEWS[claim["start"] : claim["end"]] == claim["evidence"]
    assert claim["rules"]
    assert all(isinstance(rule, str) for rule in claim["rules"])
    assert 0 < claim["confidence"] <= 1
    assert set(claim["axes"]) == {"polarity", "modality", "time", "measure", "voice"}
    assert (claim["current"], claim["denied"]) == (True, False)


def test_the_kind_comes_first() -> None:
    assert all(next(iter(claim)) == "kind" for claim in _said()["claims"])


def test_a_violation_reads_like_this() -> None:
    claim = _claim("violation")
    assert (claim["violator"], claim["accuser"], claim["count"], claim["inferred"]) == (
        "armenia",
        "azerbaijan",
        12,
        False,
    )
    assert claim["acts"] == ["unspecified"]
    assert claim["when"] == {"start": "2021-05-20", "end": "2021-05-20", "precision": "day"}
    assert claim["places"] == [{"id": "horadiz", "name": "Horadiz", "lat": 39.45, "lon": 47.335, "precision": "town"}]


def test_a_casualty_figure_reads_like_this() -> None:
    claim = _claim("casualty")
    assert (claim["harm"], claim["low"], claim["high"], claim["best"], claim["approx"]) == ("killed", 3, None, 3, False)
    assert (claim["victims"], claim["scope"]) == ("military", "incident")


def test_a_hostile_act_and_a_ceasefire_read_like_this() -> None:
    hostility, ceasefire = _claim("hostility"), _claim("ceasefire")
    assert (hostility["actor"], hostility["acts"]) == ("azerbaijan", ["drone"])
    assert (ceasefire["status"], ceasefire["parties"], ceasefire["mediator"]) == (
        "agreed", ["armenia", "azerbaijan"], "russia",
    )  # fmt: skip


def test_an_article_without_a_date_or_a_claim_says_so() -> None:
    said = as_json("x", read("Two ministers met."))
    assert (said["published"], said["theatres"], said["claims"]) == (None, [], [])
    assert not any(said["flags"].values())
    assert not any(said["toll"].values())


def test_every_kind_of_claim_and_value_becomes_plain_json() -> None:
    told: dict[str, Any] = {"evidence": "x", "start": 0, "end": 1}
    when = When(date(2021, 1, 2), date(2021, 1, 3), "week")
    place = Place("a", "A", 1.5, 2.5, "village")
    reading = Reading(
        "en",
        date(2021, 1, 2),
        ("a",),
        Flags(violation=True),
        (
            ViolationClaim(**told, acts=("drone",), when=when, places=(place,), axes=Axes(voice="accused")),
            CasualtyClaim(**told, harm="killed", low=None, high=5),
            HostilityClaim(**told),
            CeasefireClaim(**told, status="agreed", parties=("a", "b")),
        ),
    )
    said = json.loads(json.dumps(as_json("1", reading)))
    assert said["claims"][0]["when"] == {"start": "2021-01-02", "end": "2021-01-03", "precision": "week"}
    assert said["claims"][0]["places"][0]["precision"] == "village"
    assert [claim["kind"] for claim in said["claims"]] == ["violation", "casualty", "hostility", "ceasefire"]
