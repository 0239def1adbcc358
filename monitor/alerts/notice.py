"""What a notice shows, in words: whom it is about, what was found, since when. Plain text; destinations escape it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from monitor.alerts import words
from monitor.alerts.words import Wording
from monitor.model import Notice, NoticeKind

COMMAND: Final = "ceasefire-monitor feeds list"
TITLES: Final[Mapping[NoticeKind, tuple[str, str]]] = {
    "feed-quiet": ("{} has gone quiet", "{} is heard again"),
    "side-quiet": ("{} have gone quiet", "{} are heard again"),
    "side-unseen": ("{} cannot be read", "{} can be read again"),
    "feed-retired": ("{} was retired", "{} is back"),
    "feed-moved": ("{} has moved", "{} is back at its address"),
}
"""When it began, and when it is over."""
SIGNS: Final[Mapping[NoticeKind, str]] = {
    "feed-quiet": "QUIET",
    "side-quiet": "QUIET",
    "side-unseen": "OUT OF SIGHT",
    "feed-retired": "RETIRED",
    "feed-moved": "MOVED",
}


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """One notice in words."""

    sign: str
    """One word or two, for a badge."""
    over: bool
    title: str
    about: str
    """Theatre and side; empty where neither is known."""
    finding: str
    since: str
    told: str
    command: str = COMMAND


def notice_sheet(notice: Notice, wording: Wording) -> NoticeSheet:
    """Put one notice into words."""
    over = notice.over_of is not None
    return NoticeSheet(
        sign="OVER" if over else SIGNS[notice.kind],
        over=over,
        title=words.capital(TITLES[notice.kind][over].format(who(notice, wording))),
        about=about(notice, wording),
        finding=words.capital(words.plain(notice.words, 600)),
        since=wording.stamp(notice.since),
        told=wording.stamp(notice.opened),
    )


def who(notice: Notice, wording: Wording) -> str:
    """ "Harbour Wire"; "feeds speaking for Armenia"; "feeds speaking for no side"."""
    if notice.feed_id is not None:
        return words.plain(notice.name, 80)
    return f"feeds speaking for {wording.name(notice.side) if notice.side else 'no side'}"


def about(notice: Notice, wording: Wording) -> str:
    """Its theatres, and the side a feed speaks for; empty where nothing is known."""
    speaks = notice.feed_id is not None and notice.side
    side = [f"speaks for {wording.name(notice.side)}"] if speaks and notice.side else []
    return " · ".join([*(wording.theatre(theatre) for theatre in notice.theatres), *side])
