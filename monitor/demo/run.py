"""Plays the day: the site publishes, the monitor reads it at fast-forward, and what it found is compared and kept."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from rich.console import Console

from monitor import app, building
from monitor.alerts import render
from monitor.alerts.words import Wording
from monitor.demo import check, content, summary
from monitor.demo.content import Day
from monitor.demo.site import Site
from monitor.jobs.deliver import deliver
from monitor.jobs.digest import preview
from monitor.jobs.world import World
from monitor.journal import open_journal
from monitor.settings import Settings, load
from monitor.store import articles, deliveries, feeds, incidents

STEP = timedelta(minutes=5)
"""How far the clock goes between two looks at what is due."""
GROUPED_BY = timedelta(minutes=1)
"""How long after a pass its alerts have gathered their news (`alerts.group_wait` is 30 s)."""
_DIGEST_AT = time(6)
"""Not after the day's first hour, or a digest of the empty day before would come first."""
_KEPT = ("monitor.yaml", "demo.db", "demo.db-wal", "demo.db-shm", "monitor.log", "digest.html", "digest.txt")


class FastForward:
    """The clock that is handed to the site and to the monitor. It stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def run_demo(output: Path, folder: Path = content.FOLDER) -> int:
    """Plays the day in `folder`, prints the alerts, and leaves digest, database, log and settings in `output`.

    Needs no network. Returns 0 when everything in `expected.yaml` came true, else 1. Raises MonitorError for a day, or
    rules, that can't be used.
    """
    day = content.load(folder)
    _clear(output)
    clock = FastForward(day.starts)
    with Site(day, clock) as site, (output / "monitor.log").open("w", encoding="utf-8") as log:
        settings = _settings(site, output)
        open_journal("text", "info", log)
        return asyncio.run(_play(day, site, settings, clock, output))


def _clear(output: Path) -> None:
    """Takes away what an earlier demo left, and nothing else."""
    output.mkdir(parents=True, exist_ok=True)
    for name in _KEPT:
        (output / name).unlink(missing_ok=True)


def _settings(site: Site, output: Path) -> Settings:
    """Settings as a person would write them, kept so that the demo's database can be looked into afterwards."""
    listed = "\n".join(
        f'  - {{name: "{feed.name}", url: "{feed.url}", interval: 5m, lang: {feed.lang}'
        + (f", speaks_for: {feed.speaks_for}" if feed.speaks_for else "")
        + f", theatres: [{site.day.theatre}]}}"
        for feed in site.feeds()
    )
    file = output / "monitor.yaml"
    file.write_text(
        f"""# Written by `ceasefire-monitor demo`. The site it read is gone; its database can still be looked into.
database_url: "sqlite:///{(output / "demo.db").resolve()}"
theatres: [{site.day.theatre}]
feeds:
{listed}
fetch: {{allow_networks: [127.0.0.0/8], pace: 0s}}
email: {{timezone: {site.day.zone.key}, digest_at: "{_DIGEST_AT:%H:%M}"}}
web: {{listen: null}}
""",
        encoding="utf-8",
    )
    # No environment: the desk's own Slack token and settings have no business here.
    return load(file, {})


async def _play(day: Day, site: Site, settings: Settings, clock: FastForward, output: Path) -> int:
    console = Console(highlight=False, emoji=False)
    console.print(summary.opening(day, site.base))
    async with building.opened(settings, clock) as world:
        tally = await _fast_forward(day, world, clock, console)
        said = await preview(world, day.date)
        mail = render.digest_mail(said, Wording(world.labels, day.zone.key))
        (output / "digest.html").write_text(mail.html, encoding="utf-8")
        (output / "digest.txt").write_text(mail.text, encoding="utf-8")
        # The morning after, the digest is sent like on any other day; nobody is named for mail, so it is printed.
        clock.now = datetime.combine(day.date + timedelta(days=1), _DIGEST_AT, tzinfo=day.zone)
        await app.full_pass(world)
        outcome = await world.database.run(lambda c: _outcome(c, site))
    findings = check.compare(day.expected, outcome)
    console.print(summary.closing(tally, said, outcome, findings, output))
    return 0 if all(finding.met for finding in findings) else 1


async def _fast_forward(day: Day, world: World, clock: FastForward, console: Console) -> summary.Tally:
    """From morning to night; a line for each hour shows that it goes on."""
    tally = summary.Tally()
    while clock.now < day.ends:
        tally.add(await app.full_pass(world))
        begun = clock.now
        clock.now = begun + GROUPED_BY
        tally.sent += (await deliver(world)).sent
        clock.now = begun + STEP
        if clock.now.minute < STEP.seconds // 60:
            console.print(summary.hour(clock.now, tally))
            sys.stdout.flush()
    return tally


def _outcome(c: sa.Connection, site: Site) -> check.Outcome:
    """What stands in the database now."""
    known = incidents.recent(c, limit=1000)
    told = {one.id for one in known if deliveries.first_receipt(c, one.id, "terminal", "-")}
    by_slug = {urlsplit(feed.url).path.split("/")[1]: feed for feed in feeds.every(c)}
    urls = {
        (outlet.slug, item.slug): site.page_url(outlet.slug, item.slug)
        for outlet in site.day.outlets
        for item in outlet.items
    }
    written = articles.since(c, site.day.starts - timedelta(days=1), site.day.ends + timedelta(days=1))
    reprints = {article.url for article in written if article.copy_of is not None}
    return check.Outcome(incidents=known, told=told, feeds=by_slug, urls=urls, reprints=reprints)
