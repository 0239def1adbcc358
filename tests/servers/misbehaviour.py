"""What a case of misbehaviour is: what the site does, and what must come of it. The cases: `bad_feeds`, `bad_pages`.

`tests/scenario/test_misbehaviour.py` runs each through the real journeys, `poll` and `read`, over real HTTP;
`python -m benchmarks.misbehaviour` does the same and prints the table, with each case's time and peak memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from tests.scenario.stories import MORNING, SHELLING
from tests.servers.site import News, Page, Served, Site, html_page, rss

FEED, PAGE = "/feed", "/1"
SECRET = "hunter2"
"""A password that must never be seen again."""
TIMEOUT = timedelta(seconds=1)
"""What the settings of the cases give one request."""
TIME_LIMIT = timedelta(seconds=5)
"""What they give a worker for one feed or page."""
NOW = MORNING + timedelta(hours=1)
"""The moment at which each case begins."""
ENTRY_STATES = ("unread", "read", "irrelevant", "unreadable")

Serves = Callable[[Site], Served | Mapping[str, Served]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One misbehaviour. Where the site serves nothing else at FEED, it is a good feed of one entry; at PAGE, that
    entry's good page.
    """

    name: str
    """What the site does: "redirects in a circle"."""
    serves: Serves
    """What is at FEED or PAGE, or what is where."""
    at: str = FEED
    state: str
    """Of the feed ("ok", or the kind of failure); where the page misbehaves, of the entry."""
    words: tuple[str, ...] = ()
    """What the note says, among others."""
    entries: int = 0
    """How many are stored."""
    titles: tuple[str, ...] = ()
    """What they are called, where that is in doubt."""
    source: Literal["page", "feed", "summary", ""] = ""
    """Where the first entry's article was taken from; "" where that is of no interest."""
    rounds: int = 1
    """How often feed and pages are asked, if they are due."""
    between: timedelta = timedelta(hours=1)
    reads: bool = True
    """False where thousands of good entries would only be read one after the other."""
    asks: str = "http://{address}:{port}/feed"
    """The feed's address."""
    names: tuple[str, ...] = ()
    """What the name service says where `asks` has a name, one after the other; "site" is the site's own address."""
    tls: bool = False
    seconds: float = 10
    """Within which it must be over, on a slow machine too."""
    megabytes: float = 60
    """By which the monitor itself may grow."""
    worker_megabytes: float = 250
    """What a worker process may hold, itself and its rules included."""

    @property
    def fails(self) -> bool:
        """Whether the feed can't be read in the end."""
        return self.state not in ("ok", *ENTRY_STATES)


def feed(name: str, serves: Serves, state: str, *words: str, **changes: Any) -> Case:
    """A feed that misbehaves."""
    return Case(name=name, serves=serves, state=state, words=words, **changes)


def page(name: str, serves: Serves, *words: str, **changes: Any) -> Case:
    """A page that misbehaves: the entry is read all the same, from the feed's summary, and says so."""
    case = Case(
        name=f"its page {name}", serves=serves, at=PAGE, state="read", entries=1, source="summary",
        words=("only the feed's summary was read", *words), rounds=4, between=timedelta(minutes=15),
    )  # fmt: skip
    return replace(case, **changes)


def listing(site: Site, *numbers: int) -> Page:
    """A good feed with these entries, the first one's page at PAGE."""
    return rss([news(site.url(f"/{n}"), n) for n in numbers])


def news(url: str, number: int = 1, *, guid: str = "", title: str = "") -> News:
    """An entry whose page tells of a shelling, and whose summary does too."""
    summary = " ".join(SHELLING.paragraphs[:2])
    published = MORNING + timedelta(minutes=number)
    return News(title or f"Fire reported near Sotk, {number}", url, summary, guid=guid, published=published)


def good_page() -> Page:
    """The page of an entry."""
    return html_page("Fire reported near Sotk", SHELLING.paragraphs, published=MORNING)


GOOD = feed("behaves", lambda s: {}, "ok", "1 new", entries=1, source="page")
