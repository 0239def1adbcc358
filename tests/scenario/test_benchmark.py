"""The benchmark of polling runs through, in small. What it measures is looked at by people and by no test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform != "linux", reason="its site needs the many loopback addresses of Linux")
@pytest.mark.timeout(300)
def test_the_benchmark_asks_every_feed_and_reads_every_page() -> None:
    command = [sys.executable, "-m", "benchmarks.poll", "--quick", "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout)
    paced, pages = figures["a"]["paced_with_silent"], figures["b"]["pages"]
    assert paced["asked"] == paced["due"] > 0
    assert pages["items"] == figures["size"]["changed"] * figures["b"]["entries"]
    assert all(each > 0 for each in figures["alone"].values())
