"""Builds everything once from the settings: database, rules, feeds, channels, workers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from monitor import destinations
from monitor.alerts.channel import Channel
from monitor.engine.check import load_checked
from monitor.engine.load import Packs
from monitor.incidents.register import Register
from monitor.jobs import judging, parsing
from monitor.jobs.hosts import Hosts
from monitor.jobs.rulebook import Rulebook
from monitor.jobs.workers import Workers
from monitor.jobs.world import World
from monitor.journal import journal
from monitor.model import Clock, Feed, utc_now
from monitor.settings import Settings
from monitor.sources import opml
from monitor.sources.addresses import Resolver
from monitor.sources.fetch import Fetcher
from monitor.store import feeds, schema
from monitor.store.database import Database
from monitor.web.metrics import Metrics


@asynccontextmanager
async def opened(
    settings: Settings,
    clock: Clock = utc_now,
    *,
    packs: Packs | None = None,
    workers: Workers | None = None,
    channels: Mapping[str, Channel] | None = None,
    resolve: Resolver | None = None,
) -> AsyncIterator[World]:
    """Everything the journeys need: the database migrated, the rules checked, the feeds promised.

    `packs`, `workers` and `channels` are used instead of those the settings ask for: packs handed in are not checked
    again, workers do all the work of worker processes and stay the caller's to stop. `resolve` is asked for the
    addresses of names instead of the machine. Raises MonitorError for what can't be used.
    """
    log = journal()
    if applied := schema.upgrade(settings.database_url):
        log.info("database upgraded", revision=applied[-1])
    rules = Rulebook.of(settings.rules_folder)
    if packs is None:
        with rules.laid_out() as folder:
            packs = load_checked(folder, theatres=settings.theatres)
    promised, problems = promised_feeds(settings)
    for problem in (*problems, *destinations.warnings(settings)):
        log.warning("settings doubted", why=problem)
    named = labels(packs)
    parsers, readers = (workers, workers) if workers else workers_of(settings, rules)
    fetch = settings.fetch
    with Database.open(settings.database_url) as database:
        await database.run(lambda c: feeds.promise(c, promised, clock()))
        try:
            async with Fetcher(
                fetch.user_agent,
                fetch.allow_networks,
                fetch.concurrency,
                per_host=fetch.per_host,
                clock=clock,
                resolve=resolve,
            ) as fetcher:
                yield World(
                    settings=settings,
                    database=database,
                    fetcher=fetcher,
                    hosts=Hosts(database, fetcher, fetch, clock),
                    parsers=parsers,
                    workers=readers,
                    languages=frozenset(packs.languages),
                    ceasefires=packs.ceasefires,
                    register=Register(packs.ceasefires),
                    labels=named,
                    policy=destinations.policy_of(settings),
                    channels=destinations.channels(settings, named, clock) if channels is None else channels,
                    clock=clock,
                    started=clock(),
                    journal=log,
                    metrics=Metrics(),
                )
        finally:
            if not workers:
                await parsers.stop()
                await readers.stop()


def promised_feeds(settings: Settings) -> tuple[list[Feed], list[str]]:
    """The feeds of the settings and of their lists, and the lists' problems. Raises FileError for a missing list.

    Of the starter lists, which cover the world, only feeds of the theatres asked for and those of no theatre count.
    """
    promised, problems = list(settings.listed_feeds()), []
    asked_for = set(settings.theatres) if settings.opml is None else set()
    for file in settings.opml_files():
        listed, wrong = opml.read(file, settings.poll.pace, theatres=settings.theatre_ids())
        promised += [f for f in listed if not (asked_for and f.theatres) or asked_for.intersection(f.theatres)]
        problems += wrong
    return promised, problems


def labels(packs: Packs) -> dict[str, str]:
    """Names people know, by id; a theatre's by "theatre:" and its id, as one of its actors may have the same id."""
    theatres = {f"theatre:{theatre.id}": theatre.name for theatre in packs.theatres.values()}
    return theatres | dict(packs.labels) | {ceasefire.id: ceasefire.name for ceasefire in packs.ceasefires}


def workers_of(settings: Settings, rules: Rulebook) -> tuple[Workers, Workers]:
    """The worker processes for feeds and those for articles, not yet started."""
    read, memory = settings.read, settings.read.memory_mb * 1024 * 1024
    return (
        Workers(parsing.ready, size=1, memory=memory),
        Workers(judging.prepare, rules, settings.theatres, size=read.processes, memory=memory),
    )
