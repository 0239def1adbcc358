"""feeds add: a feed by its address, or those of a site by the site's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import click

from monitor.commands import paper
from monitor.commands.session import Session, pass_session
from monitor.errors import FetchError, MonitorError
from monitor.model import Feed, utc_now
from monitor.sources.urls import host_of, without_credentials

if TYPE_CHECKING:
    from monitor.commands.feed_trial import Trial
    from monitor.sources.discover import Tried

_NOT_ADDED = "not added (--untested adds it all the same)"


@click.command()
@click.argument("url")
@click.option("--pick", type=click.IntRange(min=1), metavar="N", help="Of several feeds of a site, add this one.")
@click.option("--all", "all_", is_flag=True, help="Of several feeds of a site, add each.")
@click.option("--name", help="Name to show. Else: the title the feed gives itself.")
@click.option("--lang", metavar="xx", help="Its language. Else: what the feed says.")
@click.option("--speaks-for", metavar="ACTOR", help="The side whose outlet it is, such as armenia.")
@click.option("--theatre", "theatres", multiple=True, metavar="ID", help="A theatre it writes about; may be repeated.")
@click.option("--untested", is_flag=True, help="Add this address without asking it first.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@pass_session
@click.pass_context
def add(
    ctx: click.Context,
    session: Session,
    url: str,
    *,
    pick: int | None,
    all_: bool,
    name: str | None,
    lang: str | None,
    speaks_for: str | None,
    theatres: tuple[str, ...],
    untested: bool,
    json_: bool,
) -> None:
    """Add a feed: RSS, Atom, RDF, JSON Feed or a news sitemap. The address of a site will do.

    What is there is asked first: a feed is added, a site's only feed too; of several you choose. An address that gives
    no feed is refused, with all that was tried. The daemon reads a new feed from its next round on. Exit status 1 when
    nothing was added.

    \b
    Examples:
      ceasefire-monitor feeds add https://news.example/rss
      ceasefire-monitor feeds add https://news.example --pick 2
      ceasefire-monitor feeds add https://mod.example/atom --speaks-for armenia --lang hy
    """
    from monitor.settings.values import web_address

    try:
        url = web_address(url)
    except ValueError as error:
        raise click.BadParameter(f"expected {error}", param_hint="URL") from None
    if untested and (all_ or pick):
        raise click.UsageError("--untested adds the address as it is; --pick and --all choose among feeds found there")
    _refuse_unknown(session, speaks_for, theatres)
    offers, tried, sure = _offers(session, url, untested=untested)
    chosen = _chosen(offers, pick=pick, all_=all_ or (sure and len(offers) == 1))
    if name and len(chosen) > 1:
        raise click.UsageError("--name is for one feed, and several would be added; choose it with --pick")
    promised = [
        Feed(
            url=offer.url,
            name=name or paper.clean(offer.name) or host_of(offer.url),
            lang=lang or offer.lang,
            speaks_for=speaks_for,
            theatres=theatres,
            **asdict(session.settings.poll.pace),
            origin="command",
        )
        for offer in chosen
    ]
    if not json_ and not untested:
        for offer in chosen:
            click.echo(paper.clean(f"{without_credentials(offer.url)}: {_facts(offer)}"))
    ids = _stored(session, promised, quiet=json_)
    if json_:
        _tell_json(offers, tried, ids)
    elif not offers:
        _tell_tried(tried, url)
        raise MonitorError(f"{without_credentials(url)}: no feed found; {_NOT_ADDED}")
    elif not chosen:
        _tell_choice(offers)
    if not chosen:
        ctx.exit(1)


def _offers(session: Session, url: str, *, untested: bool) -> tuple[list[Trial], Sequence[Tried], bool]:
    """What can be added, what else was tried, and whether the address itself answered. Raises MonitorError for a site
    that can't be reached."""
    import asyncio

    from monitor.commands import feed_trial

    if untested:
        return [feed_trial.Trial(name="", url=url, ok=True)], (), True
    shown = paper.console(err=True)
    try:
        with shown.status(f"Looking for feeds at {host_of(url)}") if shown.is_terminal else nullcontext():
            looked = asyncio.run(feed_trial.search(url, session.settings))
    except FetchError as error:
        raise MonitorError(f"{without_credentials(url)}: {error}; {_NOT_ADDED}") from None
    offers = [feed_trial.trial_of(each.title, each.url, each.feed) for each in looked.found]
    return offers, [replace(each, url=without_credentials(each.url)) for each in looked.tried], looked.answered


def _chosen(offers: list[Trial], *, pick: int | None, all_: bool) -> list[Trial]:
    if pick is not None and offers:
        if pick > len(offers):
            raise click.BadParameter(f"there are {len(offers)} feeds", param_hint="--pick")
        return [offers[pick - 1]]
    return offers if all_ else []


def _stored(session: Session, promised: Sequence[Feed], *, quiet: bool) -> dict[str, int]:
    """The ids of the feeds by their addresses, once they are stored and told."""
    from monitor.store import feeds as stored

    ids: dict[str, int] = {}
    if not promised:
        return ids
    with session.database(create=True) as database, database.write() as c:
        for feed in promised:
            before = stored.find(c, feed.url)
            ids[feed.url] = stored.add(c, feed, utc_now()).id
            done = "added" if before is None else "changed" if before.enabled else "took up again"
            if not quiet:
                click.echo(f"{done} feed {ids[feed.url]}: {feed.name}")
    return ids


def _facts(offer: Trial) -> str:
    """What is known of a feed that was read, on one line."""
    from monitor.alerts.words import several

    newest = f"newest {paper.stamp(offer.newest)} UTC" if offer.newest else "no dates"
    said = ", ".join(filter(None, (offer.format, offer.lang, several(offer.entries, "entry", "entries"), newest)))
    return f"{said}; {offer.note}" if offer.note else said


def _tell_choice(offers: Sequence[Trial]) -> None:
    grid = paper.table("", "Title", "Format", "Language", "Entries", "Newest (UTC)", "Address", right=("", "Entries"))
    for number, offer in enumerate(offers, 1):
        grid.add_row(
            str(number),
            paper.clean(offer.name),
            paper.clean(offer.format),
            offer.lang or "",
            str(offer.entries),
            paper.stamp(offer.newest) if offer.newest else "",
            paper.clean(without_credentials(offer.url)),
        )
    paper.console().print(grid)
    from monitor.alerts.words import several

    click.echo(f"\n{several(len(offers), 'feed')} found, none added: choose one with --pick N, or take --all")


def _tell_json(offers: Sequence[Trial], tried: Sequence[Tried], ids: Mapping[str, int]) -> None:
    feeds = [
        {"number": number, "added": ids.get(offer.url)} | asdict(offer) | {"url": without_credentials(offer.url)}
        for number, offer in enumerate(offers, 1)
    ]
    paper.as_json({"feeds": feeds, "tried": tried})


def _tell_tried(tried: Sequence[Tried], site: str) -> None:
    """One line for each reason, with the addresses it holds for."""
    places: dict[str, list[str]] = {}
    for each in tried:
        place = urlsplit(each.url)
        same_host = place.netloc == urlsplit(without_credentials(site)).netloc
        shown = urlunsplit(("", "", *place[2:])) if same_host and place.path not in ("", "/") else each.url
        places.setdefault(each.why, []).append(paper.clean(shown))
    for why, where in places.items():
        click.echo(f"  {paper.clean(why)}: {', '.join(where)}", err=True)


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
