"""The real daemon, with a clock that a test moves: `python -m tests.scenario.daemon SETTINGS CLOCK`.

The clock file holds three numbers: a Unix time that the daemon believes, the real one at which it did, and how many
times faster its time goes.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path


class FileClock:
    """A clock in a file, the same for every process that reads it; it never goes back."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def set(self, now: datetime, rate: float) -> None:
        """From now on it is `now`, and time goes `rate` times as fast."""
        beside = self._file.with_suffix(".new")
        beside.write_text(f"{now.timestamp()} {time.time()} {rate}")
        os.replace(beside, self._file)

    def __call__(self) -> datetime:
        believed, at, rate = map(float, self._file.read_text().split())
        return datetime.fromtimestamp(believed + (time.time() - at) * rate, UTC)


def main() -> int:
    """Runs until it is asked to stop, or killed."""
    # Here, because each worker process imports this file again, and has no use for all that.
    from monitor import app, settings

    clock = FileClock(Path(sys.argv[2]))
    environ = {name: os.environ[name] for name in ("SLACK_BOT_TOKEN",) if name in os.environ}
    return app.run(settings.load(Path(sys.argv[1]), environ), clock, tick=timedelta(milliseconds=50))


if __name__ == "__main__":
    sys.exit(main())
