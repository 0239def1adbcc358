"""What `doctor` looks at: each check gives a verdict, what was seen, and a remedy. Nothing is changed by looking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from monitor.errors import DeliveryError, FileError, SettingsError, StoreError

if TYPE_CHECKING:
    from monitor.commands.session import Session

Verdict = Literal["ok", "warning", "failed"]
_SHOWN = 5
"""Problems of one kind that are told one by one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `remedy` is empty when there is nothing to do."""

    name: str
    verdict: Verdict
    words: str
    remedy: str = ""


def findings(session: Session) -> Iterator[Finding]:
    """Every check in turn, each as soon as it is done. Without settings nothing else can be looked at."""
    yield from _settings(session)
    try:
        session.settings  # noqa: B018  (read for the first time by the check above)
    except SettingsError:
        return
    for check in (_database, _rules, _feeds, _slack, _smtp, _outbox):
        yield from check(session)


def _settings(session: Session) -> Iterator[Finding]:
    from monitor.settings.keys import SIGNATURE

    try:
        settings = session.settings
    except SettingsError as error:
        for line in str(error).splitlines():
            yield Finding("settings", "failed", line, "correct it; deploy/monitor.example.yaml shows every key")
        return
    yield Finding("settings", "ok", str(settings.file) if settings.file else "defaults: no monitor.yaml here")
    if settings.fetch.user_agent == SIGNATURE:
        yield Finding(
            "contact", "warning", f'the sites that are read see "{settings.fetch.user_agent}", and nobody to write to',
            "set fetch.contact to a web or mail address of yours",
        )  # fmt: skip


def _database(session: Session) -> Iterator[Finding]:
    from monitor.store import schema
    from monitor.store.database import Database

    found = schema.check(session.settings.database_url)
    if found.state == "unreachable":
        yield Finding("database", "failed", found.words, "see database_url in the settings")
        return
    if found.state == "missing":
        yield Finding("database", "ok", found.words.partition(";")[0])
        yield Finding("migrations", "warning", "no tables yet", "run makes them, or: ceasefire-monitor db upgrade")
        return
    try:
        database = Database.open(session.settings.database_url)
        yield Finding("database", "ok", f"{database.name} answers")
        database.close()
    except StoreError as error:
        yield Finding("database", "failed", str(error), "see database_url in the settings")
        return
    words, _, remedy = found.words.partition("; ")
    verdict: dict[str, Verdict] = {"ok": "ok", "older": "warning"}
    yield Finding("migrations", verdict.get(found.state, "failed"), words, remedy)


def _rules(session: Session) -> Iterator[Finding]:
    from monitor.engine.check import check

    settings = session.settings
    report = check(settings.rules_folder, theatres=settings.theatres, strictly=False)
    problems = report.problems
    for problem in problems[:_SHOWN]:
        yield Finding("rules", "failed", problem, "ceasefire-monitor rules check")
    if len(problems) > _SHOWN:
        yield Finding("rules", "failed", f"and {len(problems) - _SHOWN} more problems", "ceasefire-monitor rules check")
    if not problems:
        theatres = ", ".join(settings.theatres) or "all theatres"
        yield Finding("rules", "ok", f"{report.rules} rules, {report.examples} examples hold; {theatres}")


def _feeds(session: Session) -> Iterator[Finding]:
    from monitor.building import promised_feeds
    from monitor.commands.known import known_feeds

    try:
        promised, problems = promised_feeds(session.settings)
        try:
            known = [feed for feed in known_feeds(session)[0] if feed.enabled]
        except StoreError:
            known = promised  # the database has its own verdict
    except FileError as error:
        yield Finding("feeds", "failed", str(error), "see opml in the settings")
        return
    for problem in problems[:_SHOWN]:
        yield Finding("feeds", "warning", problem, "correct the line in the feed list")
    if not known:
        yield Finding("feeds", "failed", "none is promised", "ceasefire-monitor feeds add https://news.example/rss")
        return
    failing = [feed for feed in known if feed.failures]
    read = [feed for feed in known if feed.last_read]
    if not read and not failing:
        yield Finding(
            "feeds", "ok", f"{len(known)} promised, none read yet", "ceasefire-monitor feeds test asks them all"
        )
        return
    verdict: Verdict = "ok" if not failing else "failed" if len(failing) == len(known) else "warning"
    words = f"{len(known)} promised, {len(read)} read so far, {len(failing)} failing"
    yield Finding("feeds", verdict, words, "ceasefire-monitor feeds test" if failing else "")
    for feed in sorted(failing, key=lambda feed: -feed.failures)[:_SHOWN]:
        yield Finding(
            "feeds", verdict, f"{feed.name}: {feed.note or feed.state}", f"ceasefire-monitor feeds test {feed.id}"
        )


def _slack(session: Session) -> Iterator[Finding]:
    slack = session.settings.slack
    if not slack.wanted and slack.bot_token is None:
        yield Finding("slack", "ok", "off: no channel is named")
    elif not slack.wanted:
        yield Finding("slack", "warning", "off: a token, but no channel", "set slack.channel to a channel id (C…)")
    elif slack.bot_token is None:
        yield Finding(
            "slack", "failed", "a channel, but no bot token", "set SLACK_BOT_TOKEN (xoxb-…) or slack.bot_token_file"
        )
    else:
        yield from _channel(session, "slack", "slack")


def _smtp(session: Session) -> Iterator[Finding]:
    email = session.settings.email
    if not email.ready:
        yield Finding("smtp", "ok", "off: email.to names nobody")
    elif (email.username is None) != (email.password is None):
        yield Finding(
            "smtp", "failed", "one of user name and password is missing", "set SMTP_USERNAME and SMTP_PASSWORD"
        )
    else:
        yield from _channel(session, "smtp", "email")


def _outbox(session: Session) -> Iterator[Finding]:
    """What was to be told and was not. Says nothing before there is a database; that has its own verdict."""
    from monitor.model import utc_now
    from monitor.store import deliveries

    try:
        with session.database() as database, database.read() as c:
            now = utc_now()
            failed = deliveries.failed_since(c, now - timedelta(days=1))
            oldest, backlog = deliveries.oldest_waiting(c, now), deliveries.backlog(c)
    except StoreError:
        return
    words = f"{backlog['due'] + backlog['sending']} to be sent, {backlog['held']} held, {len(failed)} failed in a day"
    if failed:
        last = failed[-1]
        yield Finding("outbox", "failed", f"{words}; last: {last.channel} {last.destination}: {last.reason}",
                      f"mend {last.channel}; the digest lists what was not told")  # fmt: skip
    elif oldest is not None and now - oldest > timedelta(minutes=15):
        late = f"{words}; the oldest since {oldest:%Y-%m-%d %H:%M} UTC"
        yield Finding("outbox", "warning", late, "run the daemon, or: ceasefire-monitor once")
    else:
        yield Finding("outbox", "ok", words)


def _channel(session: Session, name: str, channel: str) -> Iterator[Finding]:
    from monitor.destinations import channels

    try:
        words = channels(session.settings)[channel].check()
    except DeliveryError as error:
        words, _, remedy = str(error).partition("; ")
        yield Finding(name, "failed", words, remedy or f"see {channel} in the settings")
    else:
        yield Finding(name, "ok", words.partition(": ")[2] or words)
