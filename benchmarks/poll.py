"""How fast feeds and their pages are read, and what it costs: `python -m benchmarks.poll [--quick] [--json]`.

The whole monitor, with a real SQLite file and real HTTP, against a local site in another process:

(a) 10,000 feeds, 90 % of them unchanged: all at once, and at the pace of a round each five minutes, of which --seconds
    are watched (300 are a whole round): how late each is asked, once in fair weather, once with some that never answer
(b) 1,000 feeds with 30 new entries and pages each, one page in ten with trigger words

Beside it what httpx, feedparser and trafilatura need by themselves for the same bodies, in the same run: times differ
from machine to machine and from hour to hour, ratios hardly do.
"""

from __future__ import annotations

import argparse
import asyncio
import json


def main() -> None:
    """Prints the figures."""
    # Here, because each worker process imports this file again, and needs none of it.
    from dataclasses import replace

    from benchmarks import report
    from benchmarks.rounds import FULL, QUICK, measured
    from benchmarks.site import site

    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--quick", action="store_true", help="seconds in place of minutes; rough figures")
    arguments.add_argument("--seconds", type=float, default=None, help=f"of the paced round to watch ({FULL.seconds})")
    arguments.add_argument("--changed", type=int, default=None, help=f"feeds in (b) ({FULL.changed:,})")
    arguments.add_argument("--json", action="store_true", help="print JSON")
    chosen = arguments.parse_args()
    size = QUICK if chosen.quick else FULL
    size = replace(size, seconds=chosen.seconds or size.seconds, changed=chosen.changed or size.changed)
    with site(hosts=min(1000, size.feeds)) as at:
        figures = asyncio.run(measured(size, at))
    if chosen.json:
        print(json.dumps(figures, indent=1))
    else:
        report.show(figures)


if __name__ == "__main__":
    main()
