"""Who is told, by the settings: the channels that can send, and the policy that decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta

from monitor.alerts import policy
from monitor.alerts.channel import Channel
from monitor.alerts.mail import MailChannel
from monitor.alerts.policy import Policy, Route
from monitor.alerts.slack import SlackChannel
from monitor.alerts.terminal import TerminalChannel
from monitor.model import Clock, utc_now
from monitor.settings import Mute, QuietHours, Settings


def channels(settings: Settings, labels: Mapping[str, str] | None = None, clock: Clock = utc_now) -> dict[str, Channel]:
    """Every channel that can send, by name; the terminal always. `labels` are names people know, by id."""
    zone = settings.email.timezone
    ready: dict[str, Channel] = {"terminal": TerminalChannel(labels=labels, timezone=zone)}
    slack, email = settings.slack, settings.email
    if slack.wanted and slack.bot_token is not None:
        ready["slack"] = SlackChannel(
            slack.bot_token.get_secret_value(),
            base_url=slack.base_url,
            channels=[*([slack.channel] if slack.channel else []), *(route.channel for route in slack.routes)],
            labels=labels,
            timezone=zone,
        )
    if email.ready:
        ready["email"] = MailChannel(
            email.host,
            email.port,
            sender=email.sender,
            tls=email.tls,
            username=email.username.get_secret_value() if email.username else None,
            password=email.password.get_secret_value() if email.password else None,
            labels=labels,
            timezone=zone,
            clock=clock,
        )
    return ready


def policy_of(settings: Settings) -> Policy:
    """The house rules: who hears what, when nobody is disturbed, what is muted."""
    alerts = settings.alerts
    return Policy(
        routes=tuple(_routes(settings)),
        kinds=alerts.kinds,
        min_severity=alerts.min_severity,
        quiet_hours=_quiet(alerts.quiet_hours),
        mutes=tuple(_mute(mute) for mute in alerts.mutes),
        group_wait=alerts.group_wait,
        quiet_feeds=alerts.silence.feeds,
        quiet_sides=alerts.silence.sides,
    )


def warnings(settings: Settings) -> list[str]:
    """What is asked for but can't be done, each with its remedy."""
    found = []
    if settings.slack.wanted and settings.slack.bot_token is None:
        found.append("slack: no bot token; set SLACK_BOT_TOKEN or slack.bot_token_file. Its alerts wait in the outbox")
    if not settings.slack.wanted and settings.slack.bot_token is not None:
        found.append("slack: a bot token but no channel; set slack.channel. Nothing is sent there")
    return found


def _routes(settings: Settings) -> Iterator[Route]:
    if settings.alerts.terminal:
        yield Route(channel="terminal", destination="-")
    if settings.slack.channel:
        yield Route(channel="slack", destination=settings.slack.channel)
    for slack in settings.slack.routes:
        yield Route(
            channel="slack", destination=slack.channel, theatres=slack.theatres, kinds=slack.kinds,
            min_severity=slack.min_severity,
        )  # fmt: skip
    for email in settings.email.routes:
        yield Route(
            channel="email", destination=", ".join(email.to), theatres=email.theatres, kinds=email.kinds,
            min_severity=email.min_severity,
        )  # fmt: skip


def _quiet(hours: QuietHours | None) -> policy.QuietHours | None:
    if hours is None:
        return None
    return policy.QuietHours(start=hours.start, until=hours.until, timezone=hours.timezone)


def _mute(mute: Mute) -> policy.Mute:
    end = None
    if mute.until is not None:
        end = datetime.combine(mute.until + timedelta(days=1), time(0), UTC)
    return policy.Mute(
        because=mute.reason, theatre=mute.theatre, kind=mute.kind, place=mute.place, actor=mute.actor,
        incident=mute.incident, until=end,
    )  # fmt: skip
