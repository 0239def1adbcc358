"""feeds: what we promised to read, and whether it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from monitor.commands import feed_add, feed_lists, paper
from monitor.commands.known import known_feeds
from monitor.commands.session import Session, pass_session
from monitor.errors import MonitorError
from monitor.model import Feed, utc_now

if TYPE_CHECKING:
    from monitor.commands.feed_trial import Trial


@click.group()
def feeds() -> None:
    """List, add, remove, test and exchange feeds."""


feeds.add_command(feed_add.add)
feeds.add_command(feed_lists.import_)
feeds.add_command(feed_lists.export)


@feeds.command("list")
@click.option("--all", "all_", is_flag=True, help="Show the disabled ones too.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@pass_session
def list_(session: Session, *, all_: bool, json_: bool) -> None:
    """Show the feeds: how much they list a day, when they last did, and what is the matter with them.

    A quiet feed answers and lists nothing new, for longer than was usual in the last four weeks.
    """
    from monitor.commands import feed_list

    found = [feed for feed in _known(session) if feed.enabled or all_]
    known = feed_list.record(session)
    if json_:
        paper.as_json([feed_list.public(feed, known) for feed in found])
        return
    if not found:
        click.echo("No feeds. Add one: ceasefire-monitor feeds add https://news.example/rss")
        return
    shown = paper.console()
    shown.print(feed_list.table(found, known, utc_now(), shown.width))


@feeds.command()
@click.argument("feed")
@pass_session
def remove(session: Session, feed: str) -> None:
    """Stop reading a feed, named by its id, address or name. What it told stays."""
    from monitor.store import feeds as stored

    _promise_kept(session)
    with session.database() as database, database.write() as c:
        found = stored.find(c, feed)
        if found is None:
            raise MonitorError(f'no feed "{_shown(feed)}"; see ceasefire-monitor feeds list')
        stored.remove(c, found.id)
    click.echo(f"removed feed {found.id}: {found.name}")


@feeds.command()
@click.argument("names", nargs=-1, metavar="[URL|NAME|ID]…")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@click.pass_context
@pass_session
def test(session: Session, ctx: click.Context, names: tuple[str, ...], *, json_: bool) -> None:
    """Ask feeds now, and say what they answer; all of them when none is named. Stores nothing.

    Exit status 1 when one of them can't be read.
    """
    trials = _tried(session, _chosen(session, names))
    if json_:
        paper.as_json([asdict(trial) | {"url": _shown(trial.url)} for trial in trials])
    else:
        numbers = ("Entries", "Full text")
        grid = paper.table(
            "", "Feed", "Format", "Language", "Entries", "Full text", "Newest (UTC)", "What it says", right=numbers
        )
        for trial in trials:
            grid.add_row(
                paper.styled("ok" if trial.ok else "failed", "green" if trial.ok else "bold red"),
                paper.clean(trial.name),
                paper.clean(trial.format),
                trial.lang or "",
                str(trial.entries) if trial.ok else "",
                str(trial.full_texts) if trial.full_texts else "",
                paper.stamp(trial.newest) if trial.newest else "",
                paper.clean("; ".join(said for said in (trial.title, trial.note) if said)),
            )
        paper.console().print(grid)
        failed = sum(not trial.ok for trial in trials)
        click.echo(f"\n{len(trials) - failed} of {len(trials)} answer" + (f", {failed} failed" if failed else ""))
    if not all(trial.ok for trial in trials):
        ctx.exit(1)


def _known(session: Session) -> list[Feed]:
    """Stored and promised feeds; problems of feed lists go to stderr."""
    found, problems = known_feeds(session)
    for problem in problems:
        click.echo(f"note: {problem}", err=True)
    return found


def _promise_kept(session: Session) -> None:
    """Feeds promised but not stored yet are stored, so that they can be named in the database."""
    from monitor.building import promised_feeds
    from monitor.store import feeds as stored

    promised, _ = promised_feeds(session.settings)
    with session.database(create=True) as database, database.write() as c:
        stored.promise(c, promised, utc_now())


def _chosen(session: Session, names: Sequence[str]) -> list[Feed]:
    known = _known(session)
    if not names:
        return [feed for feed in known if feed.enabled]
    chosen = []
    for name in names:
        match = [
            feed for feed in known if name in (feed.url, str(feed.id or "")) or name.casefold() == feed.name.casefold()
        ]
        if match:
            chosen += match
        elif name.lower().startswith(("http://", "https://")):
            chosen.append(Feed(url=name, name=_host(name), origin="command"))
        else:
            raise MonitorError(f'no feed "{name}"; see ceasefire-monitor feeds list, or give its address')
    return chosen


def _tried(session: Session, chosen: Sequence[Feed]) -> list[Trial]:
    from rich.progress import Progress

    from monitor.commands import feed_trial

    settings = session.settings
    shown = paper.console(err=True)
    quiet = not shown.is_terminal or len(chosen) < 2

    async def answers() -> list[Trial]:
        with Progress(console=shown, transient=True, disable=quiet) as progress:
            asking = progress.add_task("Asking feeds", total=len(chosen))
            found = []
            async for trial in feed_trial.trials(chosen, settings):
                found.append(trial)
                progress.advance(asking)
            return found

    order = {feed.url: place for place, feed in enumerate(chosen)}
    return sorted(asyncio.run(answers()), key=lambda trial: order[trial.url])


def _shown(name: str) -> str:
    """What somebody typed, without a password if it is an address."""
    from monitor.sources.urls import without_credentials

    return without_credentials(name) if "://" in name else name


def _host(url: str) -> str:
    from monitor.sources.urls import host_of

    return host_of(url)
