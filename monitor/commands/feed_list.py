"""`feeds list`: each feed with how much it lists, its state and what is the matter with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.commands import paper
from monitor.model import Feed, Notice
from monitor.sources.urls import without_credentials

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from monitor.commands.session import Session

STYLES = {"ok": "green", "new": "", "disabled": "dim", "moved": "yellow", "quiet": "yellow"}
"""Every other state is red."""
NARROW = 100
"""Below so many columns the table leaves out when a feed is asked next: its note or address needs the room."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the database knows of feeds beside the feeds themselves."""

    daily: dict[int, float] = field(default_factory=dict)
    """New entries a day, by feed."""
    notices: tuple[Notice, ...] = ()
    """Those that are open."""

    def quiet(self, feed: Feed) -> Notice | None:
        """The notice of this feed's silence: its own, or its side's."""
        from monitor.sources import silence

        own = (one for one in self.notices if one.kind == "feed-quiet" and one.feed_id == (feed.id or None))
        side = (one for one in self.notices if one.kind == "side-quiet" and silence.part_of(feed, one))
        return next(own, None) or next(side, None)


def record(session: Session) -> Record:
    """Asks the database; one that isn't there yet knows nothing. Raises StoreError for one that can't be used."""
    from monitor.model import utc_now
    from monitor.sources import rhythm
    from monitor.store import notices, schema, volumes

    if schema.check(session.settings.database_url).state == "missing":
        return Record()
    now = utc_now()
    with session.database() as database, database.read() as c:
        daily = volumes.daily(c, rhythm.hour_of(now), rhythm.hour_of(now - rhythm.WINDOW))
        return Record(daily, tuple(notices.still_open(c)))


def state_of(feed: Feed, known: Record) -> str:
    """disabled, retired, the kind of its last failure, quiet, moved, ok or new."""
    if not feed.enabled:
        return "disabled"
    if feed.failures:
        return feed.state
    if known.quiet(feed):
        return "quiet"
    return "moved" if feed.address else feed.state


def table(found: Sequence[Feed], known: Record, now: datetime, width: int) -> Table:
    """The feeds for a person at a terminal of so many columns."""
    names = ["", "Feed", "State", "A day", "Last new", "Read", "Next", "Address or note"]
    shown = [name for name in names if name not in (("Read", "Next") if width < NARROW else ())]
    grid = paper.table(*shown, right=("", "A day"), narrow=("Feed",))
    for feed in found:
        state = state_of(feed, known)
        cells: dict[str, str | Text] = {
            "": str(feed.id or ""),
            "Feed": paper.clean(feed.name),
            "State": paper.styled(state, STYLES.get(state, "red")),
            "A day": per_day(known.daily.get(feed.id)),
            "Last new": paper.ago(feed.last_new, now),
            "Read": paper.ago(feed.last_read, now),
            "Next": _next(feed, now),
            "Address or note": paper.clean(_note(feed, state, known)),
        }
        grid.add_row(*(cells[name] for name in shown))
    return grid


def public(feed: Feed, known: Record) -> dict[str, object]:
    """A feed for programs: no fences and validators, no password in its address."""
    names = ("id", "name", "url", "note", "enabled", "origin", "lang", "speaks_for", "theatres", "interval",
             "floor", "ceiling", "last_tried", "last_read", "last_new", "next_due", "failures", "failing_since",
             "retired")  # fmt: skip
    quiet = known.quiet(feed)
    return {name: getattr(feed, name) for name in names} | {
        "url": without_credentials(feed.url),
        "state": state_of(feed, known),
        "new_per_day": round(known.daily[feed.id], 2) if feed.id in known.daily else None,
        "quiet_since": quiet.since if quiet else None,
        "address": without_credentials(feed.address) if feed.address else None,
    }


def per_day(rate: float | None) -> str:
    """ "14", "0.3"; empty where too little is on record."""
    if rate is None:
        return ""
    return f"{rate:.0f}" if rate >= 10 or rate == 0 else f"{rate:.1f}"


def _next(feed: Feed, now: datetime) -> str:
    if not feed.enabled or feed.next_due is None:
        return ""
    return paper.ago(feed.next_due, now) if feed.next_due > now else "now"


def _note(feed: Feed, state: str, known: Record) -> str:
    quiet = known.quiet(feed)
    if state == "quiet" and quiet:
        side = f"quiet with its side: {quiet.side or 'no side'} on {', '.join(quiet.theatres)}"
        return quiet.words if quiet.kind == "feed-quiet" else side
    return feed.note if feed.enabled and (feed.failures or state == "moved") else without_credentials(feed.url)
