"""A rules folder as it was at one moment, so that what was checked is what runs, whatever is edited meanwhile."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import RuleError


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The YAML files of a rules folder, kept in memory: a worker process started later loads the very same rules.

    A copy on disk would not do: what lies in a temporary folder for weeks gets cleared away.
    """

    folder: Path
    """Where they were read, for messages."""
    files: Mapping[str, bytes]
    """Contents, by path inside the folder."""

    @classmethod
    def of(cls, folder: Path) -> Rulebook:
        """Reads the folder. One that is not there gives no files, which whoever loads them will complain about.

        Raises RuleError for a file that can't be read.
        """
        try:
            return cls(folder, {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.yaml"))})
        except OSError as error:
            raise RuleError([f"{error.filename}: can't be read: {error.strerror}"]) from None

    @contextmanager
    def laid_out(self) -> Iterator[Path]:
        """A folder with these files, for the time of the `with`. A RuleError that leaves it names the first folder."""
        if not self.files:
            yield self.folder
            return
        with tempfile.TemporaryDirectory(prefix="ceasefire-rules-") as name:
            for path, contents in self.files.items():
                target = Path(name, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(contents)
            try:
                yield Path(name)
            except RuleError as error:
                raise RuleError([problem.replace(name, str(self.folder)) for problem in error.problems]) from None
