"""Checks a rules folder: it loads, its rules show themselves on their examples, and nothing in it is idle or twice.

Each problem is one line: `file:line: rule: what was found; what was expected`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.engine.cascade import Engine
from monitor.engine.lints import lints
from monitor.engine.load import Packs, load_packs
from monitor.engine.trials import trials
from monitor.errors import RuleError


@dataclass(frozen=True, slots=True)
class Report:
    """What a check looked at and what it found."""

    files: int
    rules: int
    examples: int
    problems: tuple[str, ...]


def check(folder: Path, *, theatres: Sequence[str] = (), strictly: bool = True) -> Report:
    """Loads everything in the folder and runs every example; `strictly` also asks the lints.

    Never raises for what the files hold.
    """
    files = len(list(folder.glob("??/*.yaml"))) + len(list((folder / "theatres").glob("*.yaml")))
    try:
        packs = load_packs(folder, theatres=theatres)
    except RuleError as error:
        return Report(files, 0, 0, tuple(error.problems))
    tried = list(trials(Engine(packs)))
    failures = [failure for trial in tried for failure in trial.failures]
    problems = [str(failure) for failure in failures]
    if strictly:
        problems.extend(lints(packs, {failure.rule for failure in failures}))
    return Report(files, sum(t.rules for t in tried), sum(t.examples for t in tried), tuple(problems))


def load_checked(folder: Path, *, theatres: Sequence[str] = ()) -> Packs:
    """The packs of a folder, every example tried; what a start needs.

    Raises RuleError with every problem, but for what only `check` looks for: idle and doubled rules do no harm.
    """
    packs = load_packs(folder, theatres=theatres)
    problems = [str(failure) for trial in trials(Engine(packs)) for failure in trial.failures]
    if problems:
        raise RuleError(problems)
    return packs
