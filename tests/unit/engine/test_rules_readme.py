"""rules/README.md keeps its word: its files load and check, and every key is told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from pydantic import BaseModel

from monitor.engine import schema
from monitor.engine.check import check
from monitor.engine.numbers import NumberWords
from monitor.engine.vocabulary import TYPES
from monitor.model import Axes
from monitor.shipped import folder

README = (folder("rules") / "README.md").read_text(encoding="utf-8")


def _files() -> Iterator[tuple[str, str]]:
    """The YAML files that the README shows, by the path on their first line."""
    for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL):
        first = block.partition("\n")[0]
        yield first.removeprefix("# my-rules/"), block


def test_the_files_it_shows_load_and_their_examples_hold(tmp_path: Path) -> None:
    for name in ("en", "theatres"):
        shutil.copytree(folder("rules") / name, tmp_path / name)
    shown = dict(_files())
    assert set(shown) == {"en/desk.yaml", "theatres/kashmir.yaml"}
    for name, text in shown.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ours = [p for p in check(tmp_path).problems if any(name in p for name in shown)]
    assert ours == []


MODELS: list[type[BaseModel]] = [
    schema.RuleFile, schema.RuleModel, schema.Example, schema.NearMiss, *schema.EMITS.values(), schema.TheatreFile,
    schema.ActorModel, schema.SpeakerModel, schema.PlaceModel, schema.CeasefireModel,
]  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_told(model: type[BaseModel]) -> None:
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert {key for key in keys if f"`{key}`" not in README} == set()


@pytest.mark.parametrize("value", sorted(TYPES))
def test_every_type_is_told(value: str) -> None:
    assert f"`{value}`" in README


@pytest.mark.parametrize("axis", Axes.__dataclass_fields__)
def test_every_axis_is_told_with_its_values(axis: str) -> None:
    assert f"| `{axis}` |" in README
    values = get_args(get_type_hints(Axes)[axis])
    assert {value for value in values if f"`{value}`" not in README} == set()


def test_every_kind_of_number_word_is_told() -> None:
    assert {field.name for field in fields(NumberWords) if f"`{field.name}`" not in README} == set()
