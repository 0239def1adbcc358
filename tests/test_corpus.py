"""The five founding articles, where they are at hand (`shared/` beside the checkout): read, scored and held.

They were published elsewhere and are never copied into the project; without them these tests are skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from monitor.engine.contract import as_json
from tests.unit.engine.desk import read

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD = SHARED / "corpus" / "gold.jsonl"
SCORE = SHARED / "eval" / "score.py"

pytestmark = pytest.mark.skipif(
    not (GOLD.is_file() and SCORE.is_file()),
    reason="the founding articles are not at hand: they stand in shared/ beside the checkout, outside the project",
)


@pytest.fixture(scope="module")
def said() -> list[dict[str, Any]]:
    """What the engine, with the register of ceasefires, says of each article."""
    out = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        text = (GOLD.parent / item["file"]).read_text(encoding="utf-8")
        out.append(as_json(item["id"], read(text, item["published"], register=True)))
    return out


@pytest.fixture(scope="module")
def figures(said: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The figures of the scoring program."""
    predicted = tmp_path_factory.mktemp("corpus") / "said.jsonl"
    predicted.write_text("".join(json.dumps(answer) + "\n" for answer in said), encoding="utf-8")
    command = [sys.executable, str(SCORE), str(GOLD), str(predicted), "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)


@pytest.mark.parametrize(
    ("name", "measure", "at_least"),
    [("violation", "f1", 1.0), ("casualties", "f1", 1.0), ("figure", "f1", 0.95), ("breach", "f1", 1.0)],
)
def test_the_founding_articles_are_read_as_labelled(figures: Any, name: str, measure: str, at_least: float) -> None:
    assert figures[name]["n"] > 0
    assert figures[name][measure] >= at_least


def test_no_history_of_the_founding_articles_comes_back_as_news(figures: Any) -> None:
    assert figures["leak"]["share"] == 0


def test_every_claim_of_the_founding_articles_quotes_them(said: list[dict[str, Any]]) -> None:
    for answer, line in zip(said, GOLD.read_text(encoding="utf-8").splitlines(), strict=True):
        text = (GOLD.parent / json.loads(line)["file"]).read_text(encoding="utf-8")
        assert answer["claims"]
        for claim in answer["claims"]:
            assert text[claim["start"] : claim["end"]] == claim["evidence"]
