"""The keys that say who is told, of what, and when: alerts, slack, email."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from monitor.model import IncidentKind, Severity
from monitor.settings.group import Group
from monitor.settings.values import (
    Duration,
    MailAddress,
    MailAddresses,
    Texts,
    TimeOfDay,
    TimeZone,
    WebAddress,
    duration,
    one_or_more,
)

Kinds = Annotated[tuple[IncidentKind, ...], BeforeValidator(one_or_more)]


class SlackRoute(Group):
    """Which incidents go to which Slack channel. Empty lists mean all."""

    channel: str = Field(min_length=1)
    theatres: Texts = ()
    kinds: Kinds = ()
    min_severity: Severity = "info"


class SlackSettings(Group):
    """Slack: on when there is a bot token and a channel."""

    base_url: WebAddress = "https://slack.com/api/"
    channel: str | None = None
    """Channel id for everything that `alerts` lets through."""
    routes: Annotated[tuple[SlackRoute, ...], BeforeValidator(one_or_more)] = ()
    """More channels, each with its own choice."""
    bot_token: SecretStr | None = None
    bot_token_file: Path | None = None
    app_token: SecretStr | None = None
    app_token_file: Path | None = None

    @property
    def wanted(self) -> bool:
        """Somebody named a channel."""
        return bool(self.channel or self.routes)

    @property
    def ready(self) -> bool:
        """There is a channel and a token to post with."""
        return self.wanted and self.bot_token is not None


class EmailRoute(Group):
    """Which incidents are mailed at once, and to whom. Empty lists mean all."""

    to: MailAddresses = Field(min_length=1)
    theatres: Texts = ()
    kinds: Kinds = ()
    min_severity: Severity = "grave"


class EmailSettings(Group):
    """Mail: the daily digest, and alerts at once where `routes` say so. On when `to` or `routes` name somebody."""

    host: str = Field(default="localhost", min_length=1)
    port: int = Field(default=25, ge=1, le=65535)
    tls: Literal["none", "starttls", "tls"] = "none"
    """`starttls` upgrades a plain connection (port 587), `tls` begins encrypted (port 465); both verify the server."""
    sender: MailAddress = "ceasefire-monitor@localhost"
    to: MailAddresses = ()
    """Who gets the daily digest."""
    digest_at: TimeOfDay = time(7, 0)
    """Local time of the digest."""
    timezone: TimeZone = "UTC"
    """Whose days the digest counts in."""
    routes: Annotated[tuple[EmailRoute, ...], BeforeValidator(one_or_more)] = ()
    username: SecretStr | None = None
    username_file: Path | None = None
    password: SecretStr | None = None
    password_file: Path | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def ready(self) -> bool:
        return bool(self.to or self.routes)


class QuietHours(Group):
    """Local hours in which only grave alerts are sent; the others are held until the end."""

    start: TimeOfDay = Field(alias="from")
    until: TimeOfDay
    timezone: TimeZone = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Mute(Group):
    """Incidents that are recorded and held, not sent. All the keys given must fit."""

    theatre: str | None = None
    kind: IncidentKind | None = None
    place: str | None = None
    """Id or name of a place."""
    actor: str | None = None
    incident: int | None = None
    until: date | None = None
    """Last day of the mute, in UTC; None: until it is taken out of the settings."""
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not any((self.theatre, self.kind, self.place, self.actor, self.incident)):
            raise ValueError("at least one of theatre, kind, place, actor and incident")
        return self


class SilenceSettings(Group):
    """Whose silence is told. What is not told stands in `feeds list`, /health and the digest all the same."""

    feeds: bool = True
    """One feed that is quiet for longer than is usual for it."""
    sides: bool = True
    """All feeds of a side that are quiet so, or can't be read."""


class AlertSettings(Group):
    """What is worth telling, and when."""

    terminal: bool = True
    """Print alerts on the terminal that runs the daemon."""
    min_severity: Severity = "info"
    kinds: Kinds = ()
    """Kinds of incident; empty: all."""
    quiet_hours: QuietHours | None = None
    mutes: Annotated[tuple[Mute, ...], BeforeValidator(one_or_more)] = ()
    group_wait: Duration = duration("30s")
    """How long a new incident waits for its second report, so that one message tells both."""
    quiet_days: int = Field(default=3, ge=1)
    """Days without a report after which a ceasefire counts as quiet; the next report then says so."""
    silence: SilenceSettings = SilenceSettings()
