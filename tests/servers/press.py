"""A press of many outlets: what each truly publishes in a day, and how badly half of them tell it.

An outlet's feed and pages are answered by the clock: what is published by then is listed, and nothing is ever taken
from the list. So whatever goes wrong on the way, an attentive reader has every story once by the end of the day.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Clock
from tests.servers.dialects import DIALECTS
from tests.servers.faults import FAULTS, TEXT, Telling
from tests.servers.site import Answer, News, Seen, Site, html_page

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


@dataclass(frozen=True, slots=True)
class Story:
    """Something that an outlet truly published. Its mark stands in its title, whatever becomes of the rest."""

    mark: str
    published: datetime
    words: str


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
        return Telling(
            number=self.number,
            path=self.path,
            dialect=self.dialect,
            seen=seen,
            asked=self.asked,
            hour=hour,
            news=news,
            chance=chance,
        )


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
