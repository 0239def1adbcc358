"""What happens inside a worker process that reads articles: text in, a judged article out. It waits for nothing.

Each function takes and gives plain values that travel between processes. Hostile input may hang or crash it; that is
why it runs where it can be killed (see `workers`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from monitor.engine.cascade import Engine
from monitor.engine.load import load_packs
from monitor.errors import ParseError
from monitor.incidents.copies import sketch
from monitor.incidents.register import Register
from monitor.jobs.rulebook import Rulebook
from monitor.model import Reading
from monitor.sources import walls
from monitor.sources.article import Page, article_in, declared_language, markup_of
from monitor.sources.language import UNKNOWN, language_of
from monitor.sources.plaintext import rough_text, text_of

FULL_TEXT_CHARACTERS = 600
"""A feed's content shorter than this is taken for a teaser."""
FULL_TEXT_TIMES_SUMMARY = 1.5
_SAME_BEGINNING = 40
"""Characters by which a summary that is cut off is known in the text it was cut from."""
_OTHER_LETTERS = re.compile("[\u0370-\u1dff\u2c00-\ufaff\ufb07-\ufeff]")
"""Letters of other scripts than the Latin one."""
_LANGUAGE_MENU = 200
"""Such letters on a page in Latin script whose menu names its other languages."""
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
    url: str = ""
    edited: bool = False
    """Whether it was judged before, as it read then."""


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
    source: Literal["page", "feed", "summary"] = "page"
    url: str = ""
    """The article's own address, where its page gives one."""
    note: str = ""
    """What the text is and is not, where that is not plain."""


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
    return _judge(asked, text, language_of(text, asked.lang), source="feed")


def judge_page(asked: Asked, body: bytes, content_type: str | None, url: str) -> Judged:
    """The article on the page that `url` answered with. Raises ParseError, in words, where there is none on it.

    Pages in which no word of interest stands are not read further. Of a page that seems to be cut off, or no article,
    and the feed's summary, the one that tells more is taken.
    """
    if led_astray := walls.elsewhere(asked.url, url):
        raise ParseError(led_astray)
    markup = markup_of(body, content_type)
    if lang := _of_no_interest(asked, markup):
        when = asked.published or asked.first_seen
        return Judged(title=asked.title, text="", lang=lang, published=when, dated=asked.published is not None)
    page = article_in(markup, content_type=content_type, url=url, now=asked.first_seen, headline=asked.title)
    lang = language_of(page.text, asked.lang) if page.lang == UNKNOWN else page.lang
    judged = _judge(asked, page.text, lang, title=page.title, published=page.published)
    judged = replace(judged, url=page.canonical)
    return _more_telling(asked, page, judged)


def judge_summary(asked: Asked, *, published: datetime | None = None) -> Judged:
    """What the feed's own summary and headline say. Raises ParseError when there is neither."""
    text = _teaser(asked)
    if not text and not asked.title:
        raise ParseError("the feed gives neither a summary nor a headline")
    lang = language_of(f"{asked.title}. {text}", asked.lang)
    return _judge(asked, text, lang, published=published, source="summary")


def _teaser(asked: Asked) -> str:
    """What the feed tells: the longer of its two texts where the other says the beginning of the same, else both. What
    is too short for a full text may tell more than the summary, and a picture's caption often comes as one of them."""
    shorter, longer = sorted((text_of(asked.summary), text_of(asked.content)), key=len)
    if shorter[:_SAME_BEGINNING] in longer:
        return longer
    return f"{shorter}\n\n{longer}"


def _of_no_interest(asked: Asked, markup: str) -> str:
    """The language of a page in which no word could begin a claim, nor in the feed's headline and summary; else "".

    Answered only where reading the page in full would come to the same: it says its language, which has rules, and is
    written in Latin letters. What was judged before is read in full, as its text is to be replaced.
    """
    engine = _ready()
    lang = declared_language(markup)
    if lang not in engine.packs.languages or not asked.title or asked.edited:
        return ""
    teaser = f"{asked.title}. {_teaser(asked)}"
    if engine.relevant(teaser, lang=lang):
        return ""
    words = rough_text(markup)
    if words is None or engine.relevant(words, lang=lang):
        return ""
    if len(_OTHER_LETTERS.findall(words)) > _LANGUAGE_MENU:
        return ""
    return lang if language_of(teaser, asked.lang) in (lang, UNKNOWN) else ""


def _more_telling(asked: Asked, page: Page, judged: Judged) -> Judged:
    """The page, or the feed's summary where that tells more than what a wall leaves to see; noted either way."""
    wall = page.wall
    if wall is None:
        return judged
    try:
        summary = judge_summary(asked, published=page.published)
    except ParseError:
        return replace(judged, note=wall.words)
    # What seems no article at all must tell something to be taken for one; what a paywall leaves is the article's.
    told, summed_up = _worth(judged), _worth(summary)
    alike = told == summed_up and (wall.kind != "paywall" or len(summary.text) >= len(judged.text))
    if summed_up > told or alike:
        return replace(summary, note=f"only the feed's summary was read: {wall.words}")
    return replace(judged, note=f"{wall.words}; what it shows tells more than the feed's summary")


def _worth(judged: Judged) -> tuple[bool, int, bool]:
    claims = len(judged.reading.claims) if judged.reading else 0
    return (not judged.foreign, claims, judged.reading is not None)


def _ready() -> Engine:
    if _engine is None:
        raise RuntimeError("this worker was not prepared")
    return _engine


def _judge(
    asked: Asked,
    text: str,
    lang: str,
    *,
    title: str = "",
    published: datetime | None = None,
    source: Literal["page", "feed", "summary"] = "page",
) -> Judged:
    engine = _ready()
    # The feed's headline and date are the editor's; a page's title often carries the site's name, its date the theme's.
    title = asked.title or title
    stated = asked.published or published
    when = stated or asked.first_seen
    # Nothing told which language: then the rules decide, which find nothing in a language they don't know.
    known = None if lang == UNKNOWN else lang
    foreign = known is not None and known not in engine.packs.languages
    judged = Judged(
        title=title, text=text, lang=lang, published=when, dated=stated is not None, foreign=foreign, source=source
    )
    if foreign or not engine.relevant(f"{title}\n{text}", lang=known):
        return judged
    reading = engine.read(text, title=title, published=when.date(), lang=known)
    return replace(judged, sketch=sketch(text or title), reading=reading)
