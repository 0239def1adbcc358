"""feeds: what we promised to read, and whether it answers."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands import paper
from monitor.commands.known import known_feeds
from monitor.commands.session import Session, pass_session
from monitor.errors import MonitorError
from monitor.model import Feed, utc_now

if TYPE_CHECKING:
    from monitor.commands.feed_trial import Trial


@click.group()
def feeds() -> None:
    """List, add, remove, test and exchange feeds."""


@feeds.command("list")
@click.option("--all", "all_", is_flag=True, help="Show the disabled ones too.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@pass_session
def list_(session: Session, *, all_: bool, json_: bool) -> None:
    """Show the feeds, and how their last reading went."""
    found = [feed for feed in _known(session) if feed.enabled or all_]
    if json_:
        paper.as_json([_public(feed) for feed in found])
        return
    if not found:
        click.echo("No feeds. Add one: ceasefire-monitor feeds add https://news.example/rss")
        return
    now = utc_now()
    grid = paper.table("", "Feed", "State", "Read", "Next", "Address or note", right=("",))
    for feed in found:
        state = feed.state if feed.enabled else "disabled"
        style = {"ok": "green", "new": "", "disabled": "dim"}.get(state, "red")
        trouble = bool(feed.failures and feed.enabled)
        grid.add_row(
            str(feed.id or ""),
            paper.clean(feed.name),
            paper.styled(state, style),
            paper.ago(feed.last_read, now),
            paper.ago(feed.next_due, now) if feed.enabled and feed.next_due else "",
            paper.clean(feed.note if trouble else _shown(feed.url)),
        )
    paper.console().print(grid)


@feeds.command()
@click.argument("url")
@click.option("--name", help="Name to show. Else: the title the feed gives itself.")
@click.option("--lang", metavar="xx", help="Its language. Else: what the feed says.")
@click.option("--speaks-for", metavar="ACTOR", help="The side whose outlet it is, such as armenia.")
@click.option("--theatre", "theatres", multiple=True, metavar="ID", help="A theatre it writes about; may be repeated.")
@click.option("--untested", is_flag=True, help="Add it without asking it first.")
@pass_session
def add(
    session: Session,
    url: str,
    *,
    name: str | None,
    lang: str | None,
    speaks_for: str | None,
    theatres: tuple[str, ...],
    untested: bool,
) -> None:
    """Add a feed: RSS, Atom, RDF, JSON Feed or a news sitemap.

    It is asked first, and refused when it does not answer as a feed. The daemon reads it from its next round on.

    \b
    Examples:
      ceasefire-monitor feeds add https://news.example/rss
      ceasefire-monitor feeds add https://mod.example/atom --speaks-for armenia --lang hy
    """
    from monitor.settings.values import web_address
    from monitor.store import feeds as stored

    try:
        url = web_address(url)
    except ValueError as error:
        raise click.BadParameter(f"expected {error}", param_hint="URL") from None
    _refuse_unknown(session, speaks_for, theatres)
    settings = session.settings
    feed = Feed(
        url=url,
        name=name or _host(url),
        lang=lang,
        speaks_for=speaks_for,
        theatres=theatres,
        **asdict(settings.poll.pace),
        origin="command",
    )
    if not untested:
        (trial,) = _tried(session, [feed])
        if not trial.ok:
            raise MonitorError(f"{_shown(url)}: {trial.note}; not added (--untested adds it all the same)")
        from dataclasses import replace

        feed = replace(feed, name=name or paper.clean(trial.title) or feed.name, lang=lang or trial.lang)
        click.echo(f"{trial.entries} entries, newest {paper.stamp(trial.newest)} UTC")
    with session.database(create=True) as database, database.write() as c:
        before = stored.find(c, url)
        feed = stored.add(c, feed, utc_now())
    done = "added" if before is None else "changed" if before.enabled else "took up again"
    click.echo(f"{done} feed {feed.id}: {feed.name}")


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
            raise MonitorError(f'no feed "{feed}"; see ceasefire-monitor feeds list')
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
        paper.as_json(trials)
    else:
        grid = paper.table("", "Feed", "Entries", "Newest (UTC)", "Full text", "What it says", right=("Entries",))
        for trial in trials:
            grid.add_row(
                paper.styled("ok" if trial.ok else "failed", "green" if trial.ok else "bold red"),
                paper.clean(trial.name),
                str(trial.entries) if trial.ok else "",
                paper.stamp(trial.newest) if trial.newest else "",
                f"{trial.full_texts}" if trial.full_texts else "",
                paper.clean(trial.title if trial.ok else trial.note),
            )
        paper.console().print(grid)
        failed = sum(not trial.ok for trial in trials)
        click.echo(f"\n{len(trials) - failed} of {len(trials)} answer" + (f", {failed} failed" if failed else ""))
    if not all(trial.ok for trial in trials):
        ctx.exit(1)


@feeds.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True, allow_dash=True))
@pass_session
def import_(session: Session, file: Path) -> None:
    """Add the feeds of an OPML file (- for standard input).

    A bad line in it is told and left out. The feeds stay until they are removed by command.
    """
    from dataclasses import replace

    from monitor.alerts.words import several
    from monitor.sources import opml
    from monitor.store import feeds as stored

    read = opml.read(sys.stdin.read() if str(file) == "-" else file, session.settings.poll.pace)
    listed, problems = read
    for problem in problems:
        click.echo(f"note: {problem}", err=True)
    if not listed:
        raise MonitorError(f"{file}: no feeds in it")
    now = utc_now()
    with session.database(create=True) as database, database.write() as c:
        known = {feed.url for feed in stored.every(c)}
        for feed in listed:
            stored.add(c, replace(feed, origin="command"), now)
    new = sum(feed.url not in known for feed in listed)
    click.echo(f"{several(new, 'feed')} added, {len(listed) - new} known before")


@feeds.command()
@click.argument("file", default="-", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@pass_session
def export(session: Session, file: Path) -> None:
    """Write the feeds as OPML, to a file or standard output."""
    from monitor.sources import opml

    text = opml.write([feed for feed in _known(session) if feed.enabled], session.settings.poll.pace)
    with click.open_file(str(file), "w", encoding="utf-8", atomic=str(file) != "-") as out:
        out.write(text)
    if str(file) != "-":
        click.echo(f"wrote {text.count('xmlUrl=')} feeds to {file}", err=True)


def _refuse_unknown(session: Session, speaks_for: str | None, theatres: Sequence[str]) -> None:
    """Raises BadParameter for an actor or a theatre that no rule pack has: its articles would count for nobody."""
    if speaks_for is None and not theatres:
        return
    import difflib

    from monitor.engine.load import load_packs

    packs = load_packs(session.settings.rules_folder)
    asked = [(theatre, list(packs.theatres), "--theatre") for theatre in theatres]
    if speaks_for is not None:
        asked.append((speaks_for, list(packs.labels), "--speaks-for"))
    for id_, known, option in asked:
        if id_ not in known:
            near = difflib.get_close_matches(id_, known, n=1)
            hint = f'did you mean "{near[0]}"?' if near else "see ceasefire-monitor rules list, and rules show THEATRE"
            raise click.BadParameter(f'no rule pack knows "{id_}"; {hint}', param_hint=option)


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
            async for trial in feed_trial.trials(chosen, settings.fetch):
                found.append(trial)
                progress.advance(asking)
            return found

    order = {feed.url: place for place, feed in enumerate(chosen)}
    return sorted(asyncio.run(answers()), key=lambda trial: order[trial.url])


def _public(feed: Feed) -> dict[str, object]:
    """A feed for programs: no fences and validators, no password in its address."""
    names = ("id", "name", "url", "state", "note", "enabled", "origin", "lang", "speaks_for", "theatres", "interval",
             "floor", "ceiling", "last_tried", "last_read", "last_new", "next_due", "failures", "failing_since",
             "retired")  # fmt: skip
    return {name: getattr(feed, name) for name in names} | {"url": _shown(feed.url)}


def _shown(url: str) -> str:
    from monitor.sources.urls import without_credentials

    return without_credentials(url)


def _host(url: str) -> str:
    from monitor.sources.urls import host_of

    return host_of(url)
