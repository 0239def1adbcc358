"""Every key that monitor.yaml may hold, its meaning, its default and its bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from monitor import __version__, shipped
from monitor.model import Feed, Pace
from monitor.settings.group import Group
from monitor.settings.telling import AlertSettings, EmailSettings, SlackSettings
from monitor.settings.values import (
    Contact,
    DatabaseUrl,
    Duration,
    Listening,
    Networks,
    Period,
    Texts,
    WebAddress,
    duration,
    one_or_more,
)


class FeedSettings(Group):
    """A source we promise to read."""

    url: WebAddress
    name: str = ""
    """Empty: the host of its URL."""
    interval: Period | None = None
    """How often it is asked as long as nothing else is known; None: `poll.interval`."""
    floor: Period | None = None
    """The shortest wait that its habit may lead to; None: `poll.floor`."""
    ceiling: Period | None = None
    """The longest wait that its habit or its own wish may lead to; None: `poll.ceiling`."""
    lang: str | None = None
    """Language as BCP 47 primary tag (`en`, `hy`)."""
    speaks_for: str | None = None
    """Actor id of the side whose outlet this is."""
    theatres: Texts = ()
    enabled: bool = True


SIGNATURE = f"ceasefire-monitor/{__version__}"


class FetchSettings(Group):
    """How pages and feeds are asked for."""

    concurrency: int = Field(default=64, ge=1, le=1000)
    """Feeds in flight at once, over all hosts; and as many pages."""
    per_host: int = Field(default=2, ge=1, le=1000)
    """Requests of one host in flight at once, feeds and pages together."""
    pace: Duration = duration("1s")
    """From one request of a host to its next, over all feeds, pages and programs on the database. 0: not paced."""
    robots: bool = True
    """Whether pages are asked for only where the host's robots.txt lets us. Feeds are asked for in any case."""
    contact: Contact | None = None
    """Where to reach whoever runs this: a web address or a mail address, for the people whose sites are read."""
    user_agent: str = Field(default=SIGNATURE, pattern=r"^[!-~][ -~]*$")
    """How we sign our requests: unless it is given, the program's name and version, and `contact`."""
    allow_networks: Networks = ()
    """Private or loopback networks that may be asked all the same; all others of that kind are refused."""
    timeout: Period = duration("30s")
    """Total time for one request, redirects and body included."""
    max_feed_bytes: int = Field(default=10_000_000, ge=1_000)
    """Largest feed, decompressed."""
    max_page_bytes: int = Field(default=5_000_000, ge=1_000)
    """Largest page, decompressed."""

    @model_validator(mode="before")
    @classmethod
    def _sign(cls, told: Any) -> Any:
        given = told.get("contact") if isinstance(told, dict) else None
        signed = isinstance(given, str) and given.isprintable() and given.isascii() and "user_agent" not in told
        return told | {"user_agent": f"{SIGNATURE} (+{given.strip()})"} if signed and given else told


class PollSettings(Group):
    """When feeds are asked."""

    interval: Period = duration("5m")
    """For feeds that name no interval. From there each goes its own way, by how often it has news."""
    floor: Period = duration("1m")
    """The shortest wait between two readings of a feed."""
    ceiling: Period = duration("1h")
    """The longest wait between two readings of a feed that answers, whatever it asks for."""
    tick: Period = duration("1s")
    """How often the daemon looks for work that is due."""
    lease: Period = duration("3m")
    """How long one process keeps a piece of work to itself; after that somebody else may take it."""
    batch: int = Field(default=200, ge=1, le=10_000)
    """Most feeds, entries or deliveries taken at once."""

    @property
    def pace(self) -> Pace:
        """For feeds that are promised without a word on it."""
        spans = (self.interval, self.floor, self.ceiling)
        interval, floor, ceiling = (int(span.total_seconds()) for span in spans)
        return Pace(interval=interval, floor=floor, ceiling=ceiling)


class ReadSettings(Group):
    """How articles are read."""

    processes: int = Field(default=1, ge=1, le=64)
    """Worker processes for parsing, extraction and rules."""
    time_limit: Period = duration("10s")
    """For one article or feed; a process that needs longer is killed, and the article's summary has to do."""
    memory_mb: int = Field(default=256, ge=64, le=65_536)
    """Megabytes that one article or feed may take in a worker process, beyond the rules (Linux only)."""


class WebSettings(Group):
    """Health and metrics over HTTP."""

    listen: Listening | None = "127.0.0.1:8080"
    """None: no web server."""

    @property
    def host(self) -> str:
        return (self.listen or "").rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int((self.listen or "0").rpartition(":")[2])


class RetentionSettings(Group):
    """How long things are kept."""

    texts_days: int | None = Field(default=365, ge=1)
    """Days after which an article's text is dropped; its claims and their quotes stay. None: never."""


class LogSettings(Group):
    """What the daemon writes on stderr."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(BaseSettings):
    """All settings. Built by `monitor.settings.load`; a direct `Settings(...)` reads neither file nor environment."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, validate_default=False)

    database_url: DatabaseUrl = "sqlite:///ceasefire-monitor.db"
    """A relative SQLite file lies in the working folder."""
    theatres: Texts = ()
    """Theatres (rule packs) to watch; empty: all."""
    rules: Path | None = None
    """Folder of rules to use in place of those that came with the program."""
    feeds: tuple[FeedSettings, ...] = ()
    opml: Annotated[tuple[Path, ...] | None, BeforeValidator(one_or_more)] = None
    """Feed lists. None: the starter lists, unless `feeds` names some."""
    fetch: FetchSettings = FetchSettings()
    poll: PollSettings = PollSettings()
    read: ReadSettings = ReadSettings()
    alerts: AlertSettings = AlertSettings()
    slack: SlackSettings = SlackSettings()
    email: EmailSettings = EmailSettings()
    web: WebSettings = WebSettings()
    retention: RetentionSettings = RetentionSettings()
    heartbeat_url: WebAddress | None = None
    """Asked after each healthy minute; an outside watcher notices our silence."""
    logs: LogSettings = LogSettings()

    _file: Path | None = PrivateAttr(default=None)

    @property
    def file(self) -> Path | None:
        """The file these settings came from, or None for defaults and environment alone."""
        return self._file

    @property
    def rules_folder(self) -> Path:
        """Where rule packs are read from."""
        return self.rules or shipped.folder("rules")

    def theatre_ids(self) -> tuple[str, ...]:
        """Every theatre there are rules for, watched or not."""
        return tuple(sorted(file.stem for file in (self.rules_folder / "theatres").glob("*.yaml")))

    def opml_files(self) -> tuple[Path, ...]:
        """The feed lists to read: those named, or the starter lists when neither `opml` nor `feeds` is set."""
        if self.opml is not None:
            return self.opml
        if "feeds" in self.model_fields_set:
            return ()
        return tuple(sorted((self.rules_folder / "feeds").glob("*.opml")))

    def listed_feeds(self) -> tuple[Feed, ...]:
        """The feeds written in the settings themselves (not those of OPML files), as nouns."""
        return tuple(
            Feed(
                url=feed.url,
                name=feed.name or feed.url.split("://", 1)[1].split("/", 1)[0].rpartition("@")[2],
                lang=feed.lang,
                speaks_for=feed.speaks_for,
                theatres=feed.theatres,
                interval=int((feed.interval or self.poll.interval).total_seconds()),
                floor=int((feed.floor or self.poll.floor).total_seconds()),
                ceiling=int((feed.ceiling or self.poll.ceiling).total_seconds()),
                enabled=feed.enabled,
                origin="settings",
            )
            for feed in self.feeds
        )

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed in: `loading` adds the file and the environment it was given."""
        return (init_settings,)
