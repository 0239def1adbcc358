"""A press of many outlets: what each truly publishes in a day, and how badly half of them tell it.

An outlet's feed and pages are answered by the clock: what is published by then is listed, and nothing is ever taken
from the list. So whatever goes wrong on the way, an attentive reader has every story once by the end of the day.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.model import Clock
from tests.servers.dialects import DIALECTS
from tests.servers.site import Answer, Dropped, News, Page, Seen, Site, html_page, redirect, status

WORDS = (
    "market hall opened again after repairs",
    "night buses run until two",
    "school choir travels to the coast",
    "harbour festival moves to June",
    "new bridge is a week early",
    "library lends instruments",
    "football club signs a keeper",
    "old tram is back on its line",
)
TEXT = "The council said on Monday that the works had been finished in time and that nobody would have to wait. " * 7
"""Long enough to be taken for an article's full text."""


@dataclass(frozen=True, slots=True)
class Story:
    """Something that an outlet truly published. Its mark stands in its title, whatever becomes of the rest."""

    mark: str
    published: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How an outlet lists its stories at one moment: what a fault gets to spoil."""

    outlet: Outlet
    seen: Seen
    asked: int
    """Which request this is, from 1."""
    hour: float
    """Of the day; over 24 on the next one."""
    news: Sequence[News]
    chance: random.Random

    def listed(self, news: Sequence[News] | None = None) -> Page:
        """The feed in the outlet's own format."""
        return DIALECTS[self.outlet.dialect](self.news if news is None else news)

    def every(self, n: int) -> bool:
        """Whether this is the n-th, 2n-th … request."""
        return self.asked % n == 0


Fault = Callable[[Telling], Answer]


@dataclass(slots=True, kw_only=True)
class Outlet:
    """One feed, its pages, and its fault."""

    number: int
    site: Site
    dialect: str
    fault: str
    """A key of FAULTS; "" for none."""
    stories: Sequence[Story]
    clock: Clock
    midnight: datetime
    asked: int = 0
    elsewhere: str = field(default="")

    @property
    def path(self) -> str:
        """Where its feed is."""
        return f"/f/{self.number:03}"

    def opens(self) -> None:
        """Puts feed and pages on the site."""
        self.site.pages[self.path] = self._answer
        self.site.pages[f"{self.path}/moved"] = lambda seen: self._told(seen).listed()
        for story in self.stories:
            self.site.pages[self.page_of(story)] = html_page(f"{story.mark} {story.words}", [TEXT])

    def page_of(self, story: Story) -> str:
        """The path of a story's page."""
        return f"/p/{story.mark}"

    def _answer(self, seen: Seen) -> Answer:
        self.asked += 1
        telling = self._told(seen)
        return FAULTS[self.fault](telling) if self.fault else telling.listed()

    def _told(self, seen: Seen) -> Telling:
        now = self.clock()
        news = [
            News(
                f"{story.mark} {story.words}", self.site.url(self.page_of(story)), f"Of {story.words}.",
                f"<p>{TEXT}</p>" if self.number % 3 == 0 else "", f"urn:story:{story.mark}", story.published,
            )
            for story in reversed(self.stories) if story.published <= now
        ]  # fmt: skip
        hour = (now - self.midnight) / timedelta(hours=1)
        chance = random.Random(f"{self.number} {self.asked}")
        return Telling(outlet=self, seen=seen, asked=self.asked, hour=hour, news=news, chance=chance)


def press(sites: Sequence[Site], clock: Clock, midnight: datetime, *, outlets: int, seed: int) -> list[Outlet]:
    """So many outlets on these hosts, all formats, every other one faulty; the same for the same seed."""
    chance = random.Random(seed)
    dialects, faults = list(DIALECTS), list(FAULTS)
    founded = []
    for number in range(outlets):
        minutes = [0, *sorted(chance.sample(range(1, 24 * 60 - 20), chance.randint(4, 8)))]
        stories = [
            Story(f"F{number:03}-{n:02}", midnight + timedelta(minutes=minute), chance.choice(WORDS))
            for n, minute in enumerate(minutes)
        ]
        outlet = Outlet(
            number=number, site=sites[number % len(sites)], dialect=dialects[number % len(dialects)],
            fault=faults[number // 2 % len(faults)] if number % 2 else "", stories=stories,
            clock=clock, midnight=midnight,
        )  # fmt: skip
        outlet.opens()
        founded.append(outlet)
    return founded


# ----------------------------------------------------------------------------------------------------- what goes wrong


def _torn(telling: Telling) -> Answer:
    """Every other time the feed stops somewhere in the middle, and its ETag says that this is all."""
    whole = telling.listed()
    if not telling.every(2):
        return whole
    cut = whole.body[: telling.chance.randrange(len(whole.body) // 3, len(whole.body))]
    return replace(whole, body=cut)


def _breaks_off(telling: Telling) -> Answer:
    whole = telling.listed()
    return replace(whole, breaks_after=len(whole.body) // 2) if telling.every(2) else whole


def _fails(telling: Telling) -> Answer:
    return status(500) if telling.every(2) else telling.listed()


def _hangs_up(telling: Telling) -> Answer:
    return Dropped() if telling.every(2) else telling.listed()


def _nothing_new_for_hours(telling: Telling) -> Answer:
    """From eight to two nothing is new to those who ask whether anything is."""
    asks = "if-none-match" in telling.seen.headers or "if-modified-since" in telling.seen.headers
    if asks and 8 <= telling.hour < 14:
        return Page(status=304, conditional=False)
    return telling.listed()


def _one_etag(telling: Telling) -> Answer:
    """One ETag for every version, and a 304 for who has it: new stories show only to who asks without."""
    if telling.seen.headers.get("if-none-match") == '"1"':
        return Page(status=304, conditional=False)
    return replace(telling.listed(), conditional=False, headers={"ETag": '"1"'})


def _other_guids(telling: Telling) -> Answer:
    """Guids that are made anew at each request."""
    return telling.listed([replace(each, guid=f"{telling.asked}:{each.guid}") for each in telling.news])


def _one_guid(telling: Telling) -> Answer:
    return telling.listed([replace(each, guid="urn:story") for each in telling.news])


def _moves_house(telling: Telling) -> Answer:
    """At noon the outlet moves to https and `www.`; its guids are its addresses. The feed carries the text."""
    house = "https://www.outlet.example" if telling.hour >= 12 else "http://outlet.example"
    moved = []
    for each in telling.news:
        url = f"{house}/{telling.outlet.number}/{each.guid[-7:].lower()}"
        moved.append(replace(each, url=url, guid=url, content=f"<p>{TEXT}</p>"))
    return telling.listed(moved)


def _tracks(telling: Telling) -> Answer:
    """Each request's links say whence the reader comes."""
    return telling.listed([replace(each, url=f"{each.url}?utm_source=r{telling.asked}") for each in telling.news])


def _shuffles(telling: Telling) -> Answer:
    return telling.listed(telling.chance.sample(telling.news, len(telling.news)))


def _edits(telling: Telling) -> Answer:
    """Headlines and summaries change in the afternoon, and again in the evening."""
    state = int(telling.hour >= 13) + int(telling.hour >= 19)
    changed = f" (version {state})" if state else ""
    return telling.listed(
        [replace(each, title=each.title + changed, summary=each.summary + changed) for each in telling.news]
    )


def _moves_feed(telling: Telling) -> Answer:
    """From ten the feed has another address, for good."""
    return redirect(f"{telling.outlet.path}/moved", permanent=True) if telling.hour >= 10 else telling.listed()


def _moves_now_and_then(telling: Telling) -> Answer:
    return redirect(f"{telling.outlet.path}/moved") if telling.every(2) else telling.listed()


def _slow(telling: Telling) -> Answer:
    return replace(telling.listed(), waits=0.3)


def _bad_dates(telling: Telling) -> Answer:
    """Every story is of 1970, or of the year 2099."""
    year = 2099 if telling.every(2) else 1970
    return telling.listed(
        [replace(each, published=each.published and each.published.replace(year=year)) for each in telling.news]
    )


def _badly_packed(telling: Telling) -> Answer:
    return replace(telling.listed(), says_packed="gzip") if telling.every(2) else telling.listed()


def _shows_a_page(telling: Telling) -> Answer:
    """Every third time the feed is a page that says sorry, with status 200."""
    return html_page("Back soon", ["We are working on it."]) if telling.every(3) else telling.listed()


def _empty(telling: Telling) -> Answer:
    return Page(content_type="application/rss+xml") if telling.every(3) else telling.listed()


def _too_busy(telling: Telling) -> Answer:
    """From nine to ten it wants to be asked later."""
    return status(429, retry_after="1200") if 9 <= telling.hour < 10 else telling.listed()


def _down(telling: Telling) -> Answer:
    return status(503) if 15 <= telling.hour < 17 else telling.listed()


FAULTS: dict[str, Fault] = {
    "is torn every other time": _torn,
    "breaks off every other time": _breaks_off,
    "fails every other time": _fails,
    "hangs up every other time": _hangs_up,
    "has nothing new for six hours, it says": _nothing_new_for_hours,
    "has one ETag for all versions": _one_etag,
    "makes its guids anew": _other_guids,
    "has one guid for all": _one_guid,
    "moves house": _moves_house,
    "tracks": _tracks,
    "shuffles": _shuffles,
    "edits": _edits,
    "moves its feed": _moves_feed,
    "moves its feed now and then": _moves_now_and_then,
    "is slow": _slow,
    "has bad dates": _bad_dates,
    "packs badly": _badly_packed,
    "shows a page": _shows_a_page,
    "is empty now and then": _empty,
    "is too busy": _too_busy,
    "is down for two hours": _down,
}
