"""scan: what does this article claim?"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands import paper
from monitor.commands.session import Session, pass_session
from monitor.errors import MonitorError, ParseError

if TYPE_CHECKING:
    from monitor.engine.cascade import Engine
    from monitor.engine.load import Packs
    from monitor.model import Reading
    from monitor.settings import Settings

_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|br|table)[\s/>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something to scan, as it was found."""

    name: str
    text: str
    title: str = ""
    lang: str | None = None
    published: date | None = None


@click.command()
@click.argument("sources", nargs=-1, metavar="[FILE|URL|-]…")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day of publication (YYYY-MM-DD): what “Wednesday” and “last night” count from.",
)
@click.option("--lang", metavar="xx", help="Language of the text. Else: what the page says, or what it looks like.")
@click.option("--explain", is_flag=True, help="Show for each claim which rules made it, step by step.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object a source.")
@click.option("--jsonl", is_flag=True, help="Read one JSON object a line, print one a line. No network, no database.")
@pass_session
def scan(
    session: Session,
    sources: tuple[str, ...],
    *,
    published: datetime | None,
    lang: str | None,
    explain: bool,
    json_: bool,
    jsonl: bool,
) -> None:
    """Say what an article claims.

    Prints it with its claims marked, and who says what of whom.

    Reads text or HTML from files, web addresses, or standard input (-).

    With --jsonl each line is {"id", "text", "title"?, "published"?, "url"?, "lang"?}; the answers come in the same
    order. A bad line gives {"id", "error"} and a note on stderr, the rest is done, and the exit status is 1.

    \b
    Examples:
      ceasefire-monitor scan report.txt --published 2020-10-26
      ceasefire-monitor scan https://news.example/clash --explain
      pbpaste | ceasefire-monitor scan -
      ceasefire-monitor scan --jsonl articles.jsonl > claims.jsonl
    """
    if jsonl:
        _scan_lines(session, sources, others=bool(published or lang or explain))
        return
    if not sources:
        if sys.stdin.isatty():
            raise click.UsageError("Name a file or a web address, or - to read standard input.")
        sources = ("-",)
    from monitor.sources.language import UNKNOWN, language_of
    from monitor.sources.urls import without_credentials

    engine, packs = open_engine(session.settings)
    failures = []
    for number, source in enumerate(sources):
        try:
            found = _document(source, session.settings)
        except MonitorError as error:
            failures.append(f"{without_credentials(source) if _is_address(source) else source}: {error}")
            continue
        day = published.date() if published else found.published
        told = lang or language_of(f"{found.title}\n{found.text}", found.lang)
        reading = engine.read(found.text, title=found.title, published=day, lang=None if told == UNKNOWN else told)
        if json_:
            from monitor.engine.contract import as_json

            answer = as_json(found.name, reading)
            if explain:
                for claim, steps in zip(answer["claims"], reading.traces, strict=True):
                    claim["trace"] = list(steps)
            paper.as_json(answer, indent=None)
        else:
            _show(packs, found, reading, explain=explain)
            if number < len(sources) - 1:
                paper.console().print()
    if failures:
        raise MonitorError("\n".join(failures))


def _show(packs: Packs, document: Document, reading: Reading, *, explain: bool) -> None:
    from monitor.commands import marked
    from monitor.engine.explain import of_claims

    explained = of_claims(reading, document.text, document.title) if explain else ()
    page = marked.page(document.title, document.text, reading, packs, name=document.name, explained=explained)
    paper.console().print(page)


def open_engine(settings: Settings) -> tuple[Engine, Packs]:
    """The engine with the rule packs that the settings name, and their register of ceasefires. Raises RuleError."""
    from monitor.engine.cascade import Engine
    from monitor.engine.load import load_packs
    from monitor.incidents.register import Register

    packs = load_packs(settings.rules_folder, theatres=settings.theatres)
    return Engine(packs, ceasefire_on=Register(packs.ceasefires).in_force), packs


def _scan_lines(session: Session, sources: Sequence[str], *, others: bool) -> None:
    if others:
        raise click.UsageError("--jsonl takes published and lang from each line; leave the other options out.")
    if len(sources) > 1:
        raise click.UsageError("--jsonl reads one file, or - for standard input.")
    source = sources[0] if sources else "-"
    if source == "-" and sys.stdin.isatty():
        raise click.UsageError("Name a file of JSON lines, or send them to standard input.")
    from monitor.commands import scan_lines

    engine, _ = open_engine(session.settings)
    try:
        with click.open_file(source, "rb") as lines:
            bad = scan_lines.scan_lines(lines, sys.stdout.buffer, sys.stderr, engine)
    except FileNotFoundError:
        raise MonitorError(f"{source}: no such file") from None
    except IsADirectoryError:
        raise MonitorError(f"{source}: a folder, not a file") from None
    if bad:
        raise SystemExit(1)


def _document(source: str, settings: Settings) -> Document:
    """What stands at a path, at a web address, or in standard input (-). Raises MonitorError."""
    if _is_address(source):
        return asyncio.run(_fetched(source, settings))
    if source == "-":
        return _read(sys.stdin.buffer.read(), source)
    try:
        return _read(Path(source).read_bytes(), source)
    except OSError as error:
        raise MonitorError((error.strerror or "can't be read").lower()) from None


def _is_address(source: str) -> bool:
    return re.match(r"https?://", source, re.IGNORECASE) is not None


async def _fetched(url: str, settings: Settings) -> Document:
    from monitor.sources.article import extract
    from monitor.sources.fetch import Fetcher
    from monitor.sources.urls import without_credentials

    fetch = settings.fetch
    async with Fetcher(fetch.user_agent, fetch.allow_networks, fetch.concurrency) as fetcher:
        answer = await fetcher.get(url, max_bytes=fetch.max_page_bytes, total_seconds=fetch.timeout.total_seconds())
    page = extract(answer.body, content_type=answer.content_type, url=answer.final_url)
    day = page.published.date() if page.published else None
    return Document(name=without_credentials(url), text=page.text, title=page.title, lang=page.lang, published=day)


def _read(body: bytes, name: str) -> Document:
    """Bytes of a file: a page if they look like one, else plain text, kept as it is so that offsets fit the file."""
    from monitor.sources.article import extract
    from monitor.sources.charset import decode

    text = decode(body)
    if body.startswith(b"%PDF") or "\x00" in text:
        raise ParseError("neither text nor HTML")
    if _MARKUP.search(text[:4096]):
        page = extract(body, content_type="text/html", url="")
        day = page.published.date() if page.published else None
        return Document(name=name, text=page.text, title=page.title, lang=page.lang, published=day)
    if not text.strip():
        raise ParseError("no text in it")
    return Document(name=name, text=text)
