"""Whole articles, written for this project, with the claims a careful reader finds in them (conventions of the labels).

Each line of `*.jsonl` is an article with `gold`: the flags and the claims. What the engine does not do yet stands in
`known_misses`, each difference with its cause. An item must differ from its labels in exactly those points: a new
difference fails, and so does a miss that is caught, until its entry is deleted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from monitor.engine.contract import as_json
from tests.unit.engine.desk import read

Claim = Mapping[str, Any]
ATTRIBUTES = {
    "casualty": ("side", "victims", "scope", "claimant", "approx", "denied"),
    "violation": ("accuser", "count", "denied"),
}


def _items() -> Iterator[Any]:
    for path in sorted(Path(__file__).parent.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            yield pytest.param(item, id=item["id"])


def _paired(
    gold: Sequence[Claim], said: Sequence[Claim], name: Callable[[Claim], str], names: Sequence[str]
) -> tuple[list[tuple[Claim, Claim]], list[Claim], list[Claim]]:
    """One-to-one pairs of claims that are the same, those that agree most first; what is left on either side."""
    options = sorted(
        (-sum(g.get(n) == s.get(n) for n in names), i, j)
        for i, g in enumerate(gold)
        for j, s in enumerate(said)
        if name(g) == name(s)
    )
    left, right, pairs = set(range(len(gold))), set(range(len(said))), []
    for _, i, j in options:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((gold[i], said[j]))
    return pairs, [gold[i] for i in sorted(left)], [said[j] for j in sorted(right)]


def _figure(claim: Claim) -> str:
    return f"{claim['harm']} {claim['low']}..{claim['high']}"


def _breach(claim: Claim) -> str:
    return f"breach by {claim['violator']}"


def _differences(item: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[str]:
    """Every point in which what was said differs from the labels, in words that name the claim."""
    gold = item["gold"]
    for flag in ("violation", "casualties"):
        if bool(gold[flag]) != said["flags"][flag]:
            yield f"flag {flag}: {said['flags'][flag]}"
    kinds: tuple[tuple[str, Callable[[Claim], str]], ...] = (("casualty", _figure), ("violation", _breach))
    for kind, name in kinds:
        wanted = [c for c in gold["claims"] if c["kind"] == kind and c["current"]]
        found = [c for c in said["claims"] if c["kind"] == kind and c["current"] and not c.get("inferred")]
        pairs, missed, spurious = _paired(wanted, found, name, ATTRIBUTES[kind])
        yield from (f"missed {name(c)}" for c in missed)
        yield from (f"spurious {name(c)}" for c in spurious)
        for g, s in pairs:
            for attribute in ATTRIBUTES[kind]:
                if attribute in g and g[attribute] != s[attribute]:
                    yield f"{name(g)}: {attribute} {s[attribute]}, not {g[attribute]}"
            if kind == "violation" and not set(g["acts"]) & set(s["acts"]):
                yield f"{name(g)}: acts {', '.join(s['acts'])}, not {', '.join(g['acts'])}"


ITEMS = list(_items())


@pytest.mark.parametrize("item", ITEMS)
def test_an_article_is_read_as_a_careful_reader_reads_it(item: Mapping[str, Any]) -> None:
    reading = read(item["text"], item["published"], title=item.get("title", ""), register=True)
    differences = set(_differences(item, as_json(item["id"], reading)))
    known = set(item.get("known_misses", {}))
    assert not differences - known, f"new differences: {sorted(differences - known)}"
    assert not known - differences, f"caught now, delete from known_misses: {sorted(known - differences)}"


@pytest.mark.parametrize("item", ITEMS)
def test_every_label_quotes_its_article(item: Mapping[str, Any]) -> None:
    for claim in item["gold"]["claims"]:
        assert claim["evidence"] in item["text"] or claim["evidence"] in item.get("title", "")


@pytest.mark.parametrize("item", ITEMS)
def test_every_claim_of_an_article_quotes_it(item: Mapping[str, Any]) -> None:
    reading = read(item["text"], item["published"], title=item.get("title", ""), register=True)
    for claim in reading.claims:
        source = item["text"] if claim.field == "text" else item["title"]
        assert claim.evidence == source[claim.start : claim.end]
        assert claim.rules
