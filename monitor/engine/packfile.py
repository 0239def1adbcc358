"""One file of a pack: read, held against its model, and every mistake told with its line and a remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from monitor.engine.schema import EMITS
from monitor.errors import FileError
from monitor.yamlfile import Lines, read

M = TypeVar("M", bound=BaseModel)
Keys = tuple[str | int, ...]


def read_as(path: Path, model: type[M], problems: list[str]) -> tuple[M, Lines] | None:
    """The file as this model; or None, and every mistake in it added to the problems."""
    try:
        data, lines = read(path)
    except FileError as error:
        problems.extend(str(error).splitlines())
        return None
    try:
        return model.model_validate({} if data is None else data), lines
    except ValidationError as error:
        found = (f"{lines.where(*keys)}: {_subject(data, keys)}{what}" for keys, what in mistakes(model, error))
        problems.extend(dict.fromkeys(found))
        return None


def mistakes(model: type[BaseModel], error: ValidationError) -> Iterable[tuple[Keys, str]]:
    """What was wrong with some data, in words, each with the keys that lead there."""
    for detail in error.errors():
        # of a value that may be of two kinds pydantic tells what is wrong with each of them, by the kind's name
        keys = tuple(k for k in detail["loc"] if isinstance(k, int) or not _KIND.fullmatch(k))
        if detail["type"] == "string_type" and keys != detail["loc"]:
            continue
        yield keys, _words(model, keys, detail["type"], detail.get("input"), detail.get("ctx", {}), detail["msg"])


_KIND = re.compile(r"str|list\[.*\]")


def _words(model: type[BaseModel], keys: Keys, kind: str, given: object, told: Mapping[str, Any], message: str) -> str:
    name = str(keys[-1]) if keys else "the file"
    match kind:
        case "extra_forbidden" | "unexpected_keyword_argument":
            there = list(_fields(_at(model, keys[:-1])))
            remedy = nearest(name, there) or _elsewhere(model, name) or f"; there are {', '.join(there)}"
            return f'unknown key "{name}"{remedy}'
        case "missing":
            return f'"{name}" is missing'
        case "literal_error":
            known = re.findall(r"'([^']*)'", told["expected"])
            return f'{name}: "{given}" is none of {", ".join(known)}{nearest(str(given), known)}'
        case "string_pattern_mismatch" if told["pattern"] == r"\S":
            return f"{name}: an empty text; write a word, or take it out"
        case "string_pattern_mismatch":
            return f'{name}: "{given}" {_PATTERNS.get(told["pattern"], "has another form than " + told["pattern"])}'
        case "too_short" if isinstance(given, list):
            return f"{name}: an empty list; write at least one"
        case "greater_than_equal" | "less_than_equal":
            return f"{name}: {given} is no degree; latitudes go from -90 to 90, longitudes from -180 to 180"
    for sort, expected in _EXPECTED.items():
        if kind.startswith(sort):
            return f"{name}: expected {expected}, found {_shown(given)}"
    return f"{name}: {message}"


def _shown(given: object) -> str:
    match given:
        case None:
            return "nothing"
        case dict():
            return "keys with values"
        case list():
            return "a list"
    return f'"{given}"'


_EXPECTED = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a day such as 2024-05-31",
    "string": "text (in quotation marks, if YAML takes it for something else)",
    "list": "a list such as [one, two]",
    "tuple": "two numbers such as [3, 9]",
    "too_short": "two numbers such as [3, 9]",
    "too_long": "two numbers such as [3, 9]",
    "dict": "keys with values, as in key: value",
    "model": "keys with values, as in key: value",
}
"""What should have stood there, by the beginning of pydantic's name for the mistake."""

_PATTERNS = {
    r"^[a-z]{2}(\.[a-z0-9-]+){2,}$": "is no rule's name; write language.subject.name in small letters: en.harm.killed",
    r"^[a-z]{2}$": "is no language; write its two letters, such as en",
    r"^[a-z0-9-]+$": 'is no id; write small letters, digits and "-"',
}


def _subject(data: Any, keys: Keys) -> str:
    """Which rule, actor, place… the mistake is in, by its id, and the keys inside it."""
    name = ""
    inside = list(keys[:-1])
    for n, key in enumerate(keys[:-1]):
        data = _inside(data, key)
        if isinstance(data, dict) and isinstance(data.get("id"), str) and isinstance(key, int):
            name, inside = f"{data['id']}: ", list(keys[n + 1 : -1])
    path = ".".join(str(key) for key in inside)
    return f"{name}{path}: " if path else name


def _inside(data: Any, key: str | int) -> Any:
    try:
        return data[key]
    except (TypeError, LookupError):
        return None


def _at(model: Any, keys: Keys) -> Any:
    """The model that these keys lead to, if any."""
    for key in keys:
        if isinstance(key, str):
            model = _model_in(_fields(model).get(key))
    return model


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and (issubclass(annotation, BaseModel) or is_dataclass(annotation)):
        return annotation
    return next((m for m in map(_model_in, get_args(annotation)) if m is not None), None)


def _fields(model: Any) -> dict[str, Any]:
    """The keys of a model, with what stands under them."""
    if is_dataclass(model):
        return {field.name: field.type for field in fields(model)}
    return {f.alias or name: f.annotation for name, f in model.model_fields.items()} if model else {}


def _elsewhere(model: type[BaseModel], name: str) -> str:
    """For a key of another stage's emit: which stage it belongs to."""
    stages = [stage for stage, other in EMITS.items() if other is not model and name in _fields(other)]
    return f"; it belongs to stage: {' or '.join(stages)}" if model in EMITS.values() and stages else ""


def nearest(name: str, known: Iterable[str], sign: str = "") -> str:
    """`; did you mean "x"?`, or nothing if no known name is near."""
    found = difflib.get_close_matches(name, sorted(known), 1)
    return f'; did you mean "{sign}{found[0]}"?' if found else ""


def unknown(what: str, name: str, known: Iterable[str], sign: str = "") -> str:
    """`unknown actor "armania"; did you mean "armenia"?`"""
    return f'unknown {what} "{sign}{name}"{nearest(name, known, sign)}'
