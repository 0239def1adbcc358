"""`python -m tests.fuzz [--seconds N] [KIND …]`: random bytes, guided by what they reach, against the promises.

Needs atheris (`pip install 'ceasefire-monitor[fuzz]'`); without it this says so and is content. Bytes that break a
promise are kept in `.fuzz/`, and `python -m tests.fuzz KIND FILE` tries them again.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

KINDS = ("feed", "page", "feed-list", "date", "address")
KEPT = Path(".fuzz")
LONGEST = 20_000
SECONDS_EACH = 10
"""What one input may take, and still be called bounded."""
MEGABYTES = 800
"""What the process may hold, instrumented libraries included."""


def main() -> int:
    """Fuzzes each kind in a process of its own; 1 when a promise broke."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz")
    asked.add_argument("--seconds", type=int, default=60, help="for each kind")
    asked.add_argument(
        "--runs", type=int, help="so many inputs, much the same each time, in place of new ones for a time"
    )
    asked.add_argument("--here", choices=KINDS, help=argparse.SUPPRESS)
    asked.add_argument("what", nargs="*", help="feed, page, feed-list, date, address; or one of them and a file")
    arguments = asked.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed; nothing was fuzzed: pip install 'ceasefire-monitor[fuzz]'")
        return 0
    if arguments.here:
        _fuzz(arguments.here, arguments.seconds, arguments.runs)
    if len(arguments.what) == 2 and Path(arguments.what[1]).exists():
        from tests.fuzz.promises import PROMISES

        PROMISES[arguments.what[0]](Path(arguments.what[1]).read_bytes())
        return 0
    broken = 0
    for kind in arguments.what or KINDS:
        run = [sys.executable, "-m", "tests.fuzz", "--here", kind, "--seconds", str(arguments.seconds)]
        same = {}
        if arguments.runs:
            run += ["--runs", str(arguments.runs)]
            same = {"PYTHONHASHSEED": "0"}  # what is reached, and so what is tried next, must not depend on it
        ended = subprocess.run(run, capture_output=True, text=True, errors="replace", env=os.environ | same)
        said = ended.stderr + ended.stdout
        done = next((line for line in reversed(said.splitlines()) if line.startswith("Done ")), "it broke off")
        print(f"{kind}: {done}" if ended.returncode == 0 else f"{kind}: a promise broke\n{said[-4000:]}", flush=True)
        broken += ended.returncode != 0
    return 1 if broken else 0


def _fuzz(kind: str, seconds: int, runs: int | None) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["monitor", "feedparser", "htmldate", "trafilatura"]):
        from tests.fuzz.promises import PROMISES
        from tests.fuzz.seeds import SEEDS

    KEPT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, document in enumerate(SEEDS[kind]):
            (Path(corpus) / f"seed-{number}").write_bytes(document)
        span = [f"-runs={runs}", "-seed=1"] if runs else [f"-max_total_time={seconds}"]
        options = [
            *span, f"-max_len={LONGEST}", f"-timeout={SECONDS_EACH}", f"-rss_limit_mb={MEGABYTES}",
            f"-artifact_prefix={KEPT}/{kind}-", "-verbosity=1",
        ]  # fmt: skip
        atheris.Setup([sys.argv[0], *options, corpus], PROMISES[kind])
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
