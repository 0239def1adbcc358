"""Finds the files that travel with the program: rules, migrations, examples.

In a wheel they lie inside the package (`monitor/rules`), in a checkout beside it (`rules`); see `force-include` in
pyproject.toml.
"""

from __future__ import annotations

from pathlib import Path

from monitor.errors import FileError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `rules`, `alembic` or `deploy`. Raises FileError when the installation lacks it."""
    places = (_PACKAGE / name, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileError(f'the installation is incomplete: no folder "{name}" at {places[0]} or {places[1]}; install again')
