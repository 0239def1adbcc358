"""JSON Schemas of rule files and theatre packs, so that an editor completes and checks what is written.

`python -m monitor.engine.jsonschema rules/schema` writes them anew; a test holds that they fit the models of `schema`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from monitor.engine.schema import EMITS, CountriesFile, RuleFile, TheatreFile

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT_OR_TEXTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def schemas() -> Mapping[str, dict[str, Any]]:
    """File name to schema."""
    return {
        "rule-file.schema.json": _rule_file(),
        "countries.schema.json": {"$schema": _DRAFT, **CountriesFile.model_json_schema()},
        "theatre.schema.json": {"$schema": _DRAFT, **TheatreFile.model_json_schema()},
    }


def _rule_file() -> dict[str, Any]:
    """The models say of `emit` only that it is a mapping: which one it is depends on the stage. The loader checks
    that by itself; here the schema says it too."""
    schema = RuleFile.model_json_schema()
    definitions: dict[str, Any] = schema["$defs"]
    rule = definitions["RuleModel"]
    for key in ("match", "not"):
        rule["properties"][key] = {"title": key, **_TEXT_OR_TEXTS}
    rule["allOf"] = []
    for stage, model in EMITS.items():
        emitted = model.model_json_schema(ref_template="#/$defs/{model}")
        definitions.update(emitted.pop("$defs", {}))
        definitions[model.__name__] = emitted
        rule["allOf"].append({
            "if": {"properties": {"stage": {"const": stage}}},
            "then": {"properties": {"emit": {"$ref": f"#/$defs/{model.__name__}"}}},
        })  # fmt: skip
    return {"$schema": _DRAFT, **schema}


def written(schema: Mapping[str, Any]) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Writes the schemas into the folder that is named."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m monitor.engine.jsonschema rules/schema", file=sys.stderr)
        return 2
    for name, schema in schemas().items():
        (Path(arguments[0]) / name).write_text(written(schema), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
