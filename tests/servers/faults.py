"""The faults of a press: how outlets that publish honestly tell it badly. None of them takes a story back."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.servers.dialects import DIALECTS
from tests.servers.site import Answer, Dropped, News, Page, Seen, html_page, redirect, status

TEXT = "The council said on Monday that the works had been finished in time and that nobody would have to wait. " * 7
"""Long enough to be taken for an article's full text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How an outlet lists its stories at one moment: what a fault gets to spoil."""

    number: int
    """The outlet's."""
    path: str
    """Where its feed is."""
    dialect: str
    seen: Seen
    asked: int
    """Which request this is, from 1."""
    hour: float
    """Of the day; over 24 on the next one."""
    news: Sequence[News]
    chance: random.Random

    def listed(self, news: Sequence[News] | None = None) -> Page:
        """The feed in the outlet's own dialect."""
        return DIALECTS[self.dialect](self.news if news is None else news)

    def every(self, n: int) -> bool:
        """Whether this is the n-th, 2n-th … request."""
        return self.asked % n == 0


Fault = Callable[[Telling], Answer]


def _torn(telling: Telling) -> Answer:
    """Every other time the feed stops somewhere in the middle, under the ETag of the whole."""
    whole = telling.listed()
    etag = f'"{zlib.crc32(whole.body)}"'
    if telling.seen.headers.get("if-none-match") == etag:
        return Page(status=304, conditional=False)
    whole = replace(whole, conditional=False, headers={"ETag": etag})
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
    """In the morning the outlet moves to https and `www.`, at noon to another host; its guids are its addresses. The
    feed carries the text."""
    morning = "https://www.outlet.example" if telling.hour >= 6 else "http://outlet.example"
    house = "https://outlet-online.example" if telling.hour >= 12 else morning
    moved = []
    for each in telling.news:
        url = f"{house}/{telling.number}/{each.guid[-7:].lower()}"
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
    return redirect(f"{telling.path}/moved", permanent=True) if telling.hour >= 10 else telling.listed()


def _moves_now_and_then(telling: Telling) -> Answer:
    return redirect(f"{telling.path}/moved") if telling.every(2) else telling.listed()


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
