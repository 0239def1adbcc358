"""Recognises pages that stand in an article's place: consent and login pages, bot checks, paywalls, soft 404s.

A full article is never taken for one, whatever its footer says: phrases count only in a thin text, and not where it
speaks of the headline that the feed gave. What proves that there is no article is `sure`; where it only seems so, the
page is read beside the feed's summary, and the one that tells more is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.sources import urls
from monitor.sources.wallwords import MARKS, PHRASES, STEPS, TITLES

THIN = 900
"""Characters below which a text may be a wall's own; one of Chinese, Japanese or Korean writing counts as three."""
BARELY = 200
"""Characters of a page that only sends on to another."""
SPOKEN_OF = 0.5
"""Share of the headline's words that a text about it holds."""

_WORDS = {
    "bot": "a check for robots stands in place of the article",
    "consent": "a consent page stands in place of the article",
    "login": "a login page stands in place of the article",
    "script": "the page shows no article without its scripts",
    "gone": "the page says that the article is not there, though it was answered as if it were (a soft 404)",
    "paywall": "a paywall cuts the article off",
}
_STATUS = {
    401: "it asks for a login",
    402: "it asks for payment",
    403: "it refuses programs or this network",
    451: "it withholds the page for legal reasons",
}
_HOME = re.compile(r"(?i)/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|default|main)(?:\.\w{2,5})?/?)?")
_PARTS = re.compile(r"\s+[|\-–—·•»«:/]+\s+|\s*\|\s*")
_NUMBER = re.compile(
    r"^(?:(?:http|error|erreur|fehler|errore|hata|ошибка|помилка|خطأ)\W*)*404\b\W*|\W*(?:\berror\W*)?\b404$"
)
_SENTENCE = re.compile(r"(?<=[.!?…。！？؟])\s+|\n+|(?<=[。！？])")
_NOT_FREE = re.compile(r'"isaccessibleforfree"\s*:\s*"?(?:https?://schema\.org/)?false', re.IGNORECASE)
_SENT_ON = re.compile(r"""<meta\b[^<>]*http-equiv\s*=\s*["']?refresh["']?[^<>]*?\burl\s*=""", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Wall:
    """What a page turned out to be, in words. `sure`: there is no article on it."""

    kind: str
    words: str
    sure: bool


def wall(markup: str, *, title: str, text: str, headline: str = "") -> Wall | None:
    """What stands in the article's place, or None for an article.

    `title` is what the page itself says in its head, `text` what was found on it ("" for nothing), `headline` what the
    feed calls the article.
    """
    headline = headline if any(_stems(_fold(headline))) else ""  # "UN: 2 die" has no word to be spoken of by
    thin = _length(text) < THIN
    called = _by_title(title, headline)
    if not thin and not (called == "gone" and headline):
        return None
    spoken_of = _speaks_of(headline, text)
    said = _by_phrases(text, headline) if thin else None
    if called and not spoken_of:
        agreed = said is not None and said.kind == called
        return Wall(called, _WORDS[called], sure=not text or agreed or (called == "gone" and bool(headline)))
    if not thin:
        return None
    lower = markup.lower()
    if not spoken_of and any(mark in lower for mark in MARKS):
        return Wall("bot", _WORDS["bot"], sure=not text)
    if said:
        return said
    if _NOT_FREE.search(lower):
        return Wall("paywall", f"{_WORDS['paywall']}: it says that it is not free to read", sure=not text)
    if not spoken_of and len(text) < BARELY and _SENT_ON.search(lower):
        return Wall("gone", "the page only sends its readers on to another", sure=not text)
    if not text and _SCRIPT.search(lower):
        return Wall("script", "no readable text in the page without its scripts", sure=True)
    return None


def elsewhere(asked: str, answered: str) -> str:
    """In words, where a request for an article ended, if that is no place for one; "" if it may be.

    Sites that have dropped an article send its readers to their home page (a soft 404), others to a login.
    """
    before, after = urlsplit(urls.canonical(asked)), urlsplit(urls.canonical(answered))
    if not before.netloc or (before.path == after.path and before.netloc == after.netloc):
        return ""
    if _HOME.fullmatch(after.path) and not after.query and not (_HOME.fullmatch(before.path) and not before.query):
        return "the site sent us to its home page: the article is not there (a soft 404)"
    steps, known = _steps(after.netloc, after.path), _steps(before.netloc, before.path)
    for kind, names in STEPS.items():
        if any(step in names.split() for step in steps - known):
            return f"{_WORDS[kind]} ({after.hostname or 'the site'} sent us there)"
    return ""


def refusal(status: int | None, *, challenged: bool) -> str:
    """What an error status says of the page, in words; "" for those that say it themselves.

    `challenged`: the answer was marked as a check for robots.
    """
    return _WORDS["bot"] if challenged else _STATUS.get(status or 0, "")


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u0307", "").replace("’", "'").replace("‘", "'")
    return " ".join(plain.replace("“", '"').replace("”", '"').split())


def _phrases(listed: str) -> tuple[str, ...]:
    return tuple(_fold(phrase) for phrase in listed.split("|"))


def _bare(part: str) -> str:
    return part.strip(" .!?…:()[]")


_TITLES = {kind: frozenset(_bare(title) for title in _phrases(listed)) for kind, listed in TITLES.items()}
_SAID = {kind: _phrases(listed) for kind, listed in PHRASES.items()}


def _by_title(title: str, headline: str) -> str:
    """The kind of page that calls itself so; "" where the headline says the same."""
    if _speaks_of(headline, title):
        return ""
    for bare in map(_bare, _PARTS.split(_fold(title))):
        unnumbered = _bare(_NUMBER.sub("", bare))
        if bare and unnumbered != bare and (not unnumbered or unnumbered in _TITLES["gone"]):
            return "gone"
        for kind, titles in _TITLES.items():
            if bare in titles:
                return kind
    return ""


def _by_phrases(text: str, headline: str) -> Wall | None:
    """A thin text's kind by what it says, if the rest does not speak of the headline; without one, by most of it."""
    sentences = [(sentence, _fold(sentence)) for sentence in _SENTENCE.split(text) if sentence and sentence.strip()]
    for kind, phrases in _SAID.items():
        own = [s for s, folded in sentences if not _speaks_of(headline, s) and any(each in folded for each in phrases)]
        rest = " ".join(s for s, _ in sentences if s not in own)
        most_of_it = bool(own) and (bool(headline) or 2 * sum(map(len, own)) >= len(text))
        if most_of_it and (kind == "paywall" or not _speaks_of(headline, rest)):
            return Wall(kind, _WORDS[kind], sure=not rest and bool(headline))
    return None


def _speaks_of(headline: str, text: str) -> bool:
    """Whether the text holds half of the headline's words, be they inflected."""
    wanted = set(_stems(_fold(headline)))
    if not wanted:
        return False
    held = _fold(text)
    return sum(stem in held for stem in wanted) >= SPOKEN_OF * len(wanted)


def _stems(folded: str) -> Iterator[str]:
    for word in re.findall(r"\w+", folded):
        if _WIDE.search(word):
            yield from (word[i : i + 2] for i in range(len(word) - 1))
        elif len(word) >= 4:
            yield word[:5]


def _length(text: str) -> int:
    return len(text) + 2 * len(_WIDE.findall(text[:THIN]))


def _steps(host: str, path: str) -> set[str]:
    return {host.lower().partition(".")[0], *path.lower().strip("/").split("/")}
