"""Reads settings: a file below the environment, secrets from the environment or from files of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

from monitor import shipped, yamlfile
from monitor.errors import FileError, SettingsError
from monitor.settings import mistakes
from monitor.settings.keys import Settings
from monitor.settings.mistakes import Where
from monitor.yamlfile import Key, Lines

PREFIX = "CEASEFIRE_MONITOR__"
FILE_VARIABLE = "CEASEFIRE_MONITOR_SETTINGS"
DEFAULT_FILE = Path("monitor.yaml")

_SECRETS = {
    ("slack", "bot_token"): "SLACK_BOT_TOKEN",
    ("slack", "app_token"): "SLACK_APP_TOKEN",
    ("email", "username"): "SMTP_USERNAME",
    ("email", "password"): "SMTP_PASSWORD",
}


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of this run: the file at `path`, else the one that CEASEFIRE_MONITOR_SETTINGS names, else
    ./monitor.yaml where there is one, else defaults; over it the variables CEASEFIRE_MONITOR__GROUP__KEY.

    Relative `opml`, `rules` and `*_file` names are looked for beside the settings file (or in the working folder
    when there is none); an OPML file that is not there, among those that came with the program.
    Raises SettingsError with every mistake found, one to a line.
    """
    file = _file(path, environ)
    data, lines = _written(file) if file else ({}, None)
    problems = _secrets_written(data, lines)
    variables, wrong = _variables(environ)
    problems += wrong

    def where(loc: tuple[Key, ...]) -> str:
        for keys, name in variables.names.items():
            if loc[: len(keys)] == keys:
                return name
        return lines.where(*loc) if lines else "settings"

    try:
        # The class's own door for sources made elsewhere; mypy sees only the fields of a pydantic model.
        sources = (_Values(Settings, variables.values), _Values(Settings, data))
        settings = Settings(_build_sources=(sources, {}))  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsError(_listed(problems + mistakes.in_words(error, Settings, where))) from None
    folder = file.parent if file else Path()
    settings = _with_paths(settings, folder)
    settings, wrong = _with_secrets(settings, folder, environ, where)
    problems += wrong + _twice(settings, where) + _absent(settings, where)
    if problems:
        raise SettingsError(_listed(problems))
    settings._file = file
    return settings


def _listed(problems: list[str]) -> str:
    """One to a line: those of variables, then those of the file from top to bottom."""

    def line(problem: str) -> int:
        found = re.match(r".*?:(\d+): ", problem)
        return int(found[1]) if found else 0

    return "\n".join(sorted(problems, key=line))


def _file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    if path is not None:
        return path
    if named := environ.get(FILE_VARIABLE):
        return Path(named)
    return DEFAULT_FILE if DEFAULT_FILE.exists() else None


def _written(file: Path) -> tuple[dict[str, Any], Lines]:
    try:
        data, lines = yamlfile.read(file)
    except FileError as error:
        raise SettingsError(str(error)) from None
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise SettingsError(f"{lines.where()}: expected keys and values such as `theatres: [nagorno-karabakh]`")
    # A group with nothing under it (all its keys commented out) means its defaults.
    groups = {key for key, kind in mistakes.keys_of(Settings).items() if any(mistakes.parts_of(kind))}
    return {key: value for key, value in data.items() if value is not None or key not in groups}, lines


class _Values(PydanticBaseSettingsSource):
    """A source whose values are at hand already."""

    def __init__(self, settings_class: type[Settings], values: dict[str, Any]) -> None:
        super().__init__(settings_class)
        self.values = values

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return self.values.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return self.values


class _Variables:
    """What the environment sets: a tree of values, and which variable set which key path."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.names: dict[tuple[Key, ...], str] = {}

    def put(self, keys: tuple[str, ...], value: Any, name: str) -> None:
        group = self.values
        for key in keys[:-1]:
            group = group.setdefault(key, {})
        group[keys[-1]] = value
        self.names[keys] = name


def _variables(environ: Mapping[str, str]) -> tuple[_Variables, list[str]]:
    found, problems = _Variables(), []
    known = {PREFIX + "__".join(path).upper(): kind for path, kind in _settable(Settings)}
    # A whole group (`…__EMAIL={host: a}`) sorts before its keys (`…__EMAIL__HOST`), which then go on top.
    for name in sorted(name for name in environ if name.startswith(PREFIX)):
        if name.upper() not in known:
            problems.append(f"{name}: no such setting{mistakes.nearest(name, list(known), listed=False)}")
        elif environ[name] != "":
            try:
                keys = tuple(name[len(PREFIX) :].lower().split("__"))
                found.put(keys, _value(environ[name], known[name.upper()]), name)
            except FileError:
                problems.append(f"{name}: expected a list or a group in YAML, such as [a, b] or {{key: value}}")
    return found, problems


def _settable(group: type[BaseModel], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every key path that one variable can set (a list only as a whole), with its type."""
    for key, kind in mistakes.keys_of(group).items():
        yield (*before, key), kind
        if not _is_list(kind):
            for part in mistakes.parts_of(kind):
                yield from _settable(part, (*before, key))


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple or any(_is_list(inner) for inner in get_args(kind))


def _value(text: str, kind: Any) -> Any:
    """A variable's text as the setting's type wants it; pydantic turns text into numbers and truth values itself."""
    if text in ("null", "~") and type(None) in get_args(kind):
        return None
    if not _is_list(kind) and not any(mistakes.parts_of(kind)):
        return text
    if text.lstrip()[:1] in ("[", "{"):
        return yamlfile.parse(text, Path("environment"))[0]
    return [part.strip() for part in text.split(",") if part.strip()] if _is_list(kind) else text


def _secrets_written(data: dict[str, Any], lines: Lines | None) -> list[str]:
    """Secrets in the file itself are refused: such files are shown around, committed and backed up."""
    return [
        f"{lines.where(group, key)}: {group}.{key}: secrets are not kept in this file; "
        f"set {variable} or {group}.{key}_file"
        for (group, key), variable in _SECRETS.items()
        if lines and isinstance(data.get(group), dict) and data[group].get(key) is not None
    ]


def _with_paths(settings: Settings, folder: Path) -> Settings:
    changes: dict[str, Any] = {}
    if settings.rules is not None:
        changes["rules"] = folder / settings.rules.expanduser()
    if settings.opml is not None:
        changes["opml"] = tuple(_list_file(name, folder) for name in settings.opml)
    return settings.model_copy(update=changes)


def _list_file(name: Path, folder: Path) -> Path:
    """A feed list beside the settings, else the one that came with the program (`rules/feeds/…`)."""
    beside = folder / name.expanduser()
    if not beside.exists() and name.parts[:1] == ("rules",):
        own = shipped.folder("rules").joinpath(*name.parts[1:])
        return own if own.exists() else beside
    return beside


def _absent(settings: Settings, where: Where) -> list[str]:
    problems = [
        f'{where(("opml", number))}: opml[{number}]: no such file "{name}"'
        for number, name in enumerate(settings.opml or ())
        if not name.is_file()
    ]
    if settings.rules is not None and not settings.rules.is_dir():
        problems.append(f'{where(("rules",))}: rules: no such folder "{settings.rules}"')
    return problems


def _with_secrets(
    settings: Settings, folder: Path, environ: Mapping[str, str], where: Where
) -> tuple[Settings, list[str]]:
    """Secrets from their variables, else from the files named for them."""
    groups: dict[str, dict[str, SecretStr]] = {"slack": {}, "email": {}}
    problems = []
    for (group, key), variable in _SECRETS.items():
        part = getattr(settings, group)
        file: Path | None = getattr(part, f"{key}_file")
        if environ.get(variable):
            groups[group][key] = SecretStr(environ[variable].strip("\r\n"))
        elif getattr(part, key) is None and file is not None:
            try:
                text = (folder / file.expanduser()).read_text(encoding="utf-8").strip("\r\n")
                reason = "it is empty"
            except (OSError, UnicodeDecodeError) as error:
                text, reason = "", str(getattr(error, "strerror", None) or "it is not text").lower()
            if text:
                groups[group][key] = SecretStr(text)
            else:
                place = where((group, f"{key}_file"))
                problems.append(f'{place}: {group}.{key}_file: no secret in "{folder / file}": {reason}')
    changes = {group: getattr(settings, group).model_copy(update=found) for group, found in groups.items() if found}
    return settings.model_copy(update=changes), problems


def _twice(settings: Settings, where: Where) -> list[str]:
    """Feeds written twice: only one of them would be read, and nobody could tell with which interval."""
    first: dict[str, int] = {}
    problems = []
    for number, feed in enumerate(settings.feeds):
        if (earlier := first.setdefault(feed.url, number)) != number:
            problems.append(
                f"{where(('feeds', number, 'url'))}: feeds[{number}].url is the same as feeds[{earlier}].url; keep one"
            )
    return problems
