"""The day that the demo plays, read from the YAML files in `day/`: who publishes what, when, and how it is edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor import yamlfile
from monitor.errors import FileError

FOLDER = Path(__file__).parent / "day"


@dataclass(frozen=True, slots=True)
class Version:
    """An item as it reads from a moment on. `text` has blank lines between paragraphs."""

    since: datetime
    title: str
    summary: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing an outlet publishes; its versions in order of time, the first being its publication."""

    slug: str
    versions: tuple[Version, ...]
    page_missing: bool = False

    @property
    def published(self) -> datetime:
        """When it first appeared."""
        return self.versions[0].since

    def at(self, now: datetime) -> Version | None:
        """How it reads at that moment; None before its publication."""
        return next((version for version in reversed(self.versions) if version.since <= now), None)


@dataclass(frozen=True, slots=True)
class Outlet:
    """One publisher and its feed."""

    slug: str
    name: str
    feed: str
    """rss, atom or json."""
    lang: str
    speaks_for: str | None
    full_text: bool
    """Whether the feed carries the whole text."""
    broken: bool
    """Whether its site sends an error page in the place of the feed, all day long."""
    down: tuple[datetime, datetime] | None
    """When the server answers 503, the end not included."""
    items: tuple[Item, ...]

    def out_of_order(self, now: datetime) -> bool:
        """Whether the server is down at that moment."""
        return self.down is not None and self.down[0] <= now < self.down[1]

    def listed(self, now: datetime) -> tuple[tuple[Item, Version], ...]:
        """What the feed lists at that moment, newest first."""
        shown = [(item, version) for item in self.items if (version := item.at(now))]
        return tuple(sorted(shown, key=lambda pair: pair[0].published, reverse=True))


@dataclass(frozen=True, slots=True)
class Day:
    """A day of news from all outlets, with what an attentive reader would have found in it."""

    date: date
    zone: ZoneInfo
    theatre: str
    starts: datetime
    ends: datetime
    outlets: tuple[Outlet, ...]
    expected: dict[str, Any]
    """`expected.yaml` as it stands; see `check`."""


def load(folder: Path = FOLDER) -> Day:
    """Reads the day. Raises FileError with file:line where a file is not as it should be."""
    frame, lines = yamlfile.read(folder / "day.yaml")
    try:
        day, zone = date.fromisoformat(frame["day"]), ZoneInfo(frame["timezone"])
    except (KeyError, ValueError) as error:
        raise FileError(f"{lines.where()}: {error}; expected day: YYYY-MM-DD and timezone: Area/City") from None

    def moment(clock_time: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock_time), tzinfo=zone)

    expected, _ = yamlfile.read(folder / "expected.yaml")
    files = sorted(path for path in folder.glob("*.yaml") if path.stem not in {"day", "expected"})
    return Day(
        date=day,
        zone=zone,
        theatre=frame["theatre"],
        starts=moment(frame["starts"]),
        ends=moment(frame["ends"]),
        outlets=tuple(_outlet(path, moment) for path in files),
        expected=expected,
    )


def _outlet(path: Path, moment: Any) -> Outlet:
    data, lines = yamlfile.read(path)
    try:
        down = data.get("down")
        return Outlet(
            slug=path.stem,
            name=data["name"],
            feed=data["feed"],
            lang=data["lang"],
            speaks_for=data.get("speaks-for"),
            full_text=data["carries"] == "full",
            broken=data.get("broken", False),
            down=(moment(down["from"]), moment(down["until"])) if down else None,
            items=tuple(_item(item, moment) for item in data["items"]),
        )
    except (KeyError, ValueError) as error:
        raise FileError(f"{lines.where()}: {error!r}; compare with the other outlets' files") from None


def _item(data: dict[str, Any], moment: Any) -> Item:
    first = Version(moment(data["at"]), data["title"], data["summary"], data["text"].strip())
    versions = [first]
    if edited := data.get("edited"):
        versions.append(Version(moment(edited["at"]), edited["title"], first.summary, edited["text"].strip()))
    return Item(data["slug"], tuple(versions), page_missing=data.get("page") == "missing")
