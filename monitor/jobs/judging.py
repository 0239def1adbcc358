"""What happens inside a worker process that reads articles: text in, a judged article out. It waits for nothing.

Each function takes and gives plain values that travel between processes. Hostile input may hang or crash it; that is
why it runs where it can be killed (see `workers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.engine.cascade import Engine
from monitor.engine.load import load_packs
from monitor.errors import ParseError
from monitor.incidents.copies import sketch
from monitor.incidents.register import Register
from monitor.jobs.rulebook import Rulebook
from monitor.model import Reading
from monitor.sources.article import extract
from monitor.sources.language import UNKNOWN, language_of
from monitor.sources.plaintext import text_of

FULL_TEXT_CHARACTERS = 600
"""A feed's content shorter than this is taken for a teaser."""
FULL_TEXT_TIMES_SUMMARY = 1.5
_CUT_OFF = ("…", "...", "[…]", "[...]", "…]", "...]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the feed says of the article that is to be judged."""

    title: str
    summary: str
    content: str
    published: datetime | None
    lang: str | None
    """As the feed declares it."""
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An article's text and what it claims. `reading` is None when the gate found nothing to read."""

    title: str
    text: str
    lang: str
    published: datetime
    dated: bool
    """False where neither feed nor page gave a date, and `published` is when we first saw the entry."""
    sketch: tuple[int, ...] = ()
    reading: Reading | None = None
    foreign: bool = False
    """Whether no rules know its language: then nothing was looked for, which is not the same as nothing found."""


_engine: Engine | None = None


def prepare(rules: Rulebook, theatres: Sequence[str]) -> None:
    """Loads the rules: once in each worker, before its first item."""
    global _engine
    with rules.laid_out() as folder:
        _engine = engine_of(folder, theatres)


def engine_of(rules: Path, theatres: Sequence[str]) -> Engine:
    """An engine that asks the register which ceasefire was in force. Raises RuleError for a bad pack."""
    packs = load_packs(rules, theatres=theatres)
    return Engine(packs, ceasefire_on=Register(packs.ceasefires).in_force)


def judge_content(asked: Asked) -> Judged | None:
    """The article as its feed carries it; None when that is no full text, only more or less of a teaser."""
    text = text_of(asked.content)
    enough = max(FULL_TEXT_CHARACTERS, FULL_TEXT_TIMES_SUMMARY * len(asked.summary))
    if len(text) < enough or text.rstrip().endswith(_CUT_OFF):
        return None
    return _judge(asked, text, language_of(text, asked.lang))


def judge_page(asked: Asked, body: bytes, content_type: str | None, url: str) -> Judged:
    """The article on a page. Raises ParseError for what is no page or holds no readable text."""
    page = extract(body, content_type=content_type, url=url, now=asked.first_seen)
    lang = language_of(page.text, asked.lang) if page.lang == UNKNOWN else page.lang
    return _judge(asked, page.text, lang, title=page.title, published=page.published)


def judge_summary(asked: Asked) -> Judged:
    """What the feed's own summary and headline say. Raises ParseError when there is neither."""
    text = text_of(asked.summary) or text_of(asked.content)
    if not text and not asked.title:
        raise ParseError("the feed gives neither a summary nor a headline")
    return _judge(asked, text, language_of(f"{asked.title}. {text}", asked.lang))


def _judge(asked: Asked, text: str, lang: str, *, title: str = "", published: datetime | None = None) -> Judged:
    if _engine is None:
        raise RuntimeError("this worker was not prepared")
    # The feed's headline and date are the editor's; a page's title often carries the site's name, its date the theme's.
    title = asked.title or title
    stated = asked.published or published
    when = stated or asked.first_seen
    # Nothing told which language: then the rules decide, which find nothing in a language they don't know.
    known = None if lang == UNKNOWN else lang
    foreign = known is not None and known not in _engine.packs.languages
    if foreign or not _engine.relevant(f"{title}\n{text}", lang=known):
        return Judged(title=title, text=text, lang=lang, published=when, dated=stated is not None, foreign=foreign)
    return Judged(
        title=title,
        text=text,
        lang=lang,
        published=when,
        dated=stated is not None,
        sketch=sketch(text or title),
        reading=_engine.read(text, title=title, published=when.date(), lang=known),
    )
