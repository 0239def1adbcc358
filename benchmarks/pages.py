"""What one page costs a worker: `python -m benchmarks.pages [--rounds N]`.

A page of about 31 KB, once without a word of interest and once about fire across a border, judged as the workers judge
them, beside the extraction alone. Prints CPU milliseconds, and how many times as much the page of interest costs.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.engine import articles
from monitor import shipped
from monitor.jobs import judging
from monitor.jobs.judging import Asked
from monitor.jobs.rulebook import Rulebook
from monitor.sources.article import extract

_HTML = "text/html; charset=utf-8"
_URL = "https://wire.example/news/1"
_QUIET = (
    "Growers in the valley expect a late apple harvest after a cool spring and hope for a dry September.",
    "The orchestra opened its season with a symphony that had not been heard in the hall for thirty years.",
    "Commuters will find two platforms closed at the central station until the new lifts are in service.",
)
_FIRE = (
    "Armenia accused Azerbaijan on Tuesday of violating the ceasefire by firing mortars at posts near Sotk.",
    "Two soldiers were killed and three wounded in the shelling, the Defence Ministry in Yerevan said.",
    "The governor spoke with the mayors of three villages and promised that the school would open on Monday.",
)


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU milliseconds a page."""

    quiet: float
    of_interest: float
    extraction: float

    @property
    def ratio(self) -> float:
        """How many times as much a page of interest costs as one without a word of it."""
        return self.of_interest / self.quiet


def page(sentences: tuple[str, ...]) -> bytes:
    """A news page with a menu, scripts, 500 words of article, and a list of other news."""
    menu = "".join(f'<li><a class="item" href="/section/{n}">Section {n}</a></li>' for n in range(60))
    others = "".join(f'<div class="card"><a href="/{n}"><span>Other news {n}</span></a></div>' for n in range(150))
    text = "".join(f"<p>{each}</p>" for each in next(articles(sentences, words=500)).split("\n\n"))
    script = f"<script>{'window.settings = window.settings || {}; ' * 360}</script>"
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>News</title>{script}</head><body><nav><ul>{menu}</ul></nav>'
        f"<article><h1>News</h1>{text}</article><aside>{others}</aside></body></html>"
    ).encode()


def costs(rounds: int = 20) -> Costs:
    """What pages cost in this process, which loads all rules for it."""
    judging.prepare(Rulebook.of(shipped.folder("rules")), ())
    now = datetime.now(UTC)
    asked = Asked(title="News", summary="Of the day.", content="", published=now, lang="en", first_seen=now, url=_URL)
    quiet, fire = page(_QUIET), page(_FIRE)
    return Costs(
        quiet=_cpu(lambda: judging.judge_page(asked, quiet, _HTML, _URL), rounds * 10),
        of_interest=_cpu(lambda: judging.judge_page(asked, fire, _HTML, _URL), rounds),
        extraction=_cpu(lambda: extract(fire, content_type=_HTML, url=_URL), rounds),
    )


def _cpu(work: Callable[[], object], rounds: int) -> float:
    work()
    began = time.process_time()
    for _ in itertools.repeat(None, rounds):
        work()
    return (time.process_time() - began) * 1000 / rounds


def main() -> None:
    """Prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=20, help="pages of interest to read")
    found = costs(arguments.parse_args().rounds)
    print(f"page of {len(page(_FIRE)) / 1000:.0f} KB   CPU ms a page, in a worker")
    print(f"without a word of interest {found.quiet:8.2f}")
    print(f"with one, read in full     {found.of_interest:8.2f}   {found.ratio:.1f} times as much")
    print(f"its extraction alone       {found.extraction:8.2f}")


if __name__ == "__main__":
    main()
