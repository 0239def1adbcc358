"""The JSON Schemas that editors read are those of the models that the loader reads with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.engine.jsonschema import main, schemas, written
from monitor.engine.schema import EMITS, RuleModel
from monitor.shipped import folder


@pytest.mark.parametrize("name", ["rule-file.schema.json", "theatre.schema.json", "countries.schema.json"])
def test_the_schemas_are_up_to_date(name: str) -> None:
    kept = (folder("rules") / "schema" / name).read_text(encoding="utf-8")
    assert kept == written(schemas()[name]), "run: python -m monitor.engine.jsonschema rules/schema"


def test_they_are_written_into_the_folder_that_is_named(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(schemas())


@pytest.mark.parametrize("arguments", [[], ["nowhere"], ["a", "b"]])
def test_without_a_folder_nothing_is_written(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage: python -m monitor.engine.jsonschema rules/schema" in capsys.readouterr().err


def _definition(schema: Any, name: str) -> Any:
    return schema["$defs"][name]


def test_a_rule_has_the_keys_that_people_write() -> None:
    rule = _definition(schemas()["rule-file.schema.json"], "RuleModel")
    assert set(rule["properties"]) == {field.alias or name for name, field in RuleModel.model_fields.items()}
    assert rule["additionalProperties"] is False
    assert rule["required"] == ["id", "says", "stage", "match", "emit"]


def test_what_a_rule_emits_depends_on_its_stage() -> None:
    schema = schemas()["rule-file.schema.json"]
    rule = _definition(schema, "RuleModel")
    stages = {part["if"]["properties"]["stage"]["const"] for part in rule["allOf"]}
    assert stages == set(EMITS)
    for part in rule["allOf"]:
        name = part["then"]["properties"]["emit"]["$ref"].rpartition("/")[2]
        assert _definition(schema, name)["additionalProperties"] is False


def test_no_reference_leads_nowhere() -> None:
    for schema in schemas().values():
        text = json.dumps(schema)
        for name in {part.partition('"')[0] for part in text.split("#/$defs/")[1:]}:
            assert name in schema["$defs"]
