"""What misbehaving sites cost: `python -m benchmarks.misbehaviour` prints `docs/sources.md`'s table.

Each case of `tests/servers/bad_feeds.py` and `bad_pages.py` goes through the real journeys over real HTTP. Time is that
of all its rounds; memory is by how much the monitor grew at its peak, and all that its largest worker held. Ends with
status 1 when a case comes out otherwise than it must.
"""

from __future__ import annotations

import asyncio
import re
import sys


async def _print_table() -> int:
    # Here, because each worker process imports this file again, and has no use for all that.
    from monitor import shipped
    from monitor.engine.load import load_packs
    from tests.scenario.encounter import desk, wrong
    from tests.servers.bad_feeds import BAD_FEEDS
    from tests.servers.bad_pages import BAD_PAGES
    from tests.servers.misbehaviour import GOOD

    all_met, troubles = [], 0
    async with desk(load_packs(shipped.folder("rules"), theatres=("nagorno-karabakh",))) as monitor:
        print("| the site | state | note | s | monitor grew, MB | largest worker, MB |")
        print("|---|---|---|---:|---:|---:|")
        for case in (GOOD, *BAD_FEEDS, *BAD_PAGES):
            met = await monitor.meets(case)
            all_met.append(met)
            note = re.sub(r"127\.1\.\d+\.\d+", "the host", met.note).replace("|", "\\|")
            figures = f"{met.seconds:.1f} | {met.megabytes:.0f} | {met.worker_megabytes:.0f}"
            print(f"| {case.name} | {met.state} | {note} | {figures} |", flush=True)
            for trouble in wrong(case, met):
                troubles += 1
                print(f"{case.name}: {trouble}", file=sys.stderr)
    print(
        f"\nThe worst of {len(all_met)} cases: {max(met.seconds for met in all_met):.1f} s; the monitor grew by "
        f"{max(met.megabytes for met in all_met):.0f} MB; a worker held "
        f"{max(met.worker_megabytes for met in all_met):.0f} MB, itself and its rules included."
    )
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_print_table()))
