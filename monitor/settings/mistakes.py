"""Says in words what is wrong with settings: where, what was expected, what was found; never a secret's value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, ValidationError

Where = Callable[[tuple[str | int, ...]], str]
"""Gives the place of a key path: `monitor.yaml:7`, or the name of an environment variable."""

_SECRETS = frozenset({"bot_token", "app_token", "username", "password", "database_url", "heartbeat_url"})
"""Keys whose values are never shown: secrets, and addresses that often carry one."""

_EXPECTED = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "path_type": "a file or folder name",
    "tuple_type": "a list",
    "model_type": "a group of keys",
    "model_attributes_type": "a group of keys",
    "string_too_short": "some text",
    "too_short": "at least one",
    "date_from_datetime_parsing": "a day such as 2026-11-30",
    "date_parsing": "a day such as 2026-11-30",
    "date_type": "a day such as 2026-11-30",
}


def parts_of(annotation: Any) -> Iterator[type[BaseModel]]:
    """The groups of keys inside a field's type: itself, in a list, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from parts_of(inner)


def keys_of(model: type[BaseModel]) -> dict[str, Any]:
    """The keys one may write in this group, with their types."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def key_paths(model: type[BaseModel], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key path under this group, list items left out (`alerts`, `mutes`, `reason`)."""
    for key, annotation in keys_of(model).items():
        yield (*before, key)
        for part in parts_of(annotation):
            yield from key_paths(part, (*before, key))


def nearest(word: str, known: Sequence[str], *, listed: bool = True) -> str:
    """`; did you mean "…"?`, or (when `listed`) all that is known."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known here: {', '.join(sorted(known))}" if listed and known else ""


def in_words(error: ValidationError, model: type[BaseModel], where: Where) -> list[str]:
    """One line for each mistake, in the order of the file."""
    found = []
    for one in error.errors(include_url=False):
        loc = tuple(part for part in one["loc"] if part != "function-after")
        found.append(f"{where(loc)}: {_sentence(one, loc, model)}")
    return list(dict.fromkeys(found))


def _sentence(one: Mapping[str, Any], loc: tuple[str | int, ...], model: type[BaseModel]) -> str:
    if one["type"] == "extra_forbidden":
        return _unknown(str(loc[-1]), loc[:-1], model)
    if one["type"] == "missing":
        inside = f"{_dotted(loc[:-1])}: " if loc[:-1] else ""
        return f'{inside}the key "{loc[-1]}" is missing'
    return f"{_dotted(loc)}: expected {_expected(one)}{_found(one, loc)}"


def _unknown(key: str, group: tuple[str | int, ...], model: type[BaseModel]) -> str:
    here = model
    for step in group:
        if isinstance(step, str):
            here = next(parts_of(keys_of(here)[step]))
    inside = f" in {_dotted(group)}" if group else ""
    known = list(keys_of(here))
    elsewhere = [path for path in key_paths(model) if path[-1] == key and path[:-1] != group]
    if elsewhere and not difflib.get_close_matches(key, known, n=1, cutoff=0.8):
        return f'unknown key "{key}"{inside}; did you mean "{".".join(elsewhere[0])}"?'
    return f'unknown key "{key}"{inside}{nearest(key, known)}'


def _expected(one: Mapping[str, Any]) -> str:
    kind, context = one["type"], one.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(context["expected"]))
        given = str(one["input"])
        near = difflib.get_close_matches(given, words, n=1)
        hint = f' (did you mean "{near[0]}"?)' if near else ""
        return f"one of {', '.join(words)}{hint}"
    if kind == "greater_than_equal":
        return f"at least {context['ge']}"
    if kind == "less_than_equal":
        return f"at most {context['le']}"
    return _EXPECTED.get(kind, str(one["msg"]))


def _found(one: Mapping[str, Any], loc: tuple[str | int, ...]) -> str:
    value = one["input"]
    if any(part in _SECRETS for part in loc) or isinstance(value, SecretStr):
        return " (the value is not shown)"
    if value is None:
        return ", found nothing"
    if isinstance(value, (dict, BaseModel)):
        return "" if one["type"] == "value_error" else ", found a group of keys"
    if isinstance(value, (list, tuple)):
        return ", found none" if not value else ", found a list"
    if isinstance(value, bool):
        return f", found {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f", found {value}"
    text = re.sub(r"//[^/@\s]*@", "//…@", str(value))
    return f', found "{text if len(text) <= 60 else text[:59] + "…"}"'


def _dotted(loc: Sequence[str | int]) -> str:
    """`feeds[0].url`"""
    words = ""
    for part in loc:
        words += f"[{part}]" if isinstance(part, int) else f".{part}" if words else part
    return words
