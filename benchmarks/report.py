"""The figures of `benchmarks.poll` as a table to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table


def show(figures: Mapping[str, Any]) -> None:
    """Prints it, 100 columns wide."""
    size, a, b, alone = (figures[name] for name in ("size", "a", "b", "alone"))
    changed = alone["httpx_feed"] + alone["feedparser"]
    page = alone["httpx_page"] + alone["trafilatura"]
    share = a["busy_share"]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("CPU for each, main process + workers")
    for name in ("a second", "ours", "libraries alone", "ratio"):
        table.add_column(name, justify="right")
    table.add_row(f"{size['feeds']:,} feeds, the first time", *_first(a["first"]))
    mixed = (1 - share) * alone["httpx_304"] + share * changed
    table.add_row(f"again, {1 - share:.0%} unchanged", *_costs(a["flat_out"], mixed))
    table.add_row(f"{size['changed']:,} feeds, {b['entries']} new entries each", *_costs(b["feeds"], changed))
    table.add_row(f"their {b['pages']['items']:,} pages", *_costs(b["pages"], page))
    whole = {
        "cpu": b["feeds"]["cpu"] + b["entries"] * b["pages"]["cpu"],
        "main": b["feeds"]["main"] + b["entries"] * b["pages"]["main"],
        "workers": b["feeds"]["workers"] + b["entries"] * b["pages"]["workers"],
        "a_second": size["changed"] / (b["feeds"]["seconds"] + b["pages"]["seconds"]),
    }
    table.add_row("a feed and its pages together", *_costs(whole, changed + b["entries"] * page))
    console = Console(width=100, highlight=False)
    console.print(table)
    console.print(_paced(size, a))
    console.print(
        f"peak memory, resident: {a['peak_mb']} MB (main process {a['peak_main_mb']}, workers {a['peak_workers_mb']})"
    )
    words, without, main = b["judged_with_words"], b["judged_without"], b["pages"]["main"]
    console.print(
        f"a page without a trigger word takes {without:.2f} ms of a worker, one with {words:.2f} ms: 1 to "
        f"{words / without:.1f}; with {main:.1f} ms each to fetch and store 1 to "
        f"{(words + main) / (without + main):.1f}",
        soft_wrap=True,
    )
    console.print(
        "libraries alone: "
        + ", ".join(f"{name.replace('_', ' ')} {each:.2f} ms" for name, each in alone.items()),
        soft_wrap=True,
    )  # fmt: skip


def _paced(size: Mapping[str, Any], a: Mapping[str, Any]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(f"{a['rate'] * 300:,.0f} feeds in 5 min, {size['seconds']:g} s of it", no_wrap=True)
    for name in ("asked", "late: p50", "p95", "most", "main", "workers"):
        table.add_column(name, justify="right")
    for name, what in (("paced", "all answer"), ("paced_with_silent", f"{size['silent']} more never answer")):
        seen = a[name]
        table.add_row(
            what, f"{seen['asked']} of {seen['due']}", *(f"{seen[late]:.2f} s" for late in ("p50", "p95", "most")),
            f"{seen['main_core']:.1%}", f"{seen['workers_core']:.1%}",
        )  # fmt: skip
    table.caption = "late: from when a feed is due to when the site is asked. main, workers: of one core"
    return table


def _first(cost: Mapping[str, float]) -> tuple[str, str]:
    return _rate(cost), _split(cost)


def _costs(cost: Mapping[str, float], limit: float) -> tuple[str, str, str, str]:
    return _rate(cost), _split(cost), f"{limit:.2f} ms", f"{cost['cpu'] / limit:.2f}"


def _rate(cost: Mapping[str, float]) -> str:
    return f"{cost['a_second']:,.{0 if cost['a_second'] >= 10 else 1}f}"


def _split(cost: Mapping[str, float]) -> str:
    return f"{cost['main']:.2f} + {cost['workers']:.2f} ms"
