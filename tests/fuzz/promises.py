"""What is promised of any bytes that come in from outside: a usable answer or a clear refusal, and nothing else.

Each function takes bytes, hands them to the program, and fails when a promise does not hold. `tests/property` feeds
them with mutations of real documents, `python -m tests.fuzz` with whatever reaches code that nothing reached before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from monitor.errors import ParseError
from monitor.sources import dates, discover, opml
from monitor.sources.article import extract
from monitor.sources.parse import parse_feed
from monitor.sources.urls import canonical, host_of, without_credentials, without_userinfo

NOW = datetime(2026, 4, 20, tzinfo=UTC)
_TYPES = (None, "", "text/xml", "text/html; charset=utf-16", "application/json", "text/xml; charset=nonsense")


def feed(data: bytes) -> None:
    """`entries_or_refusal`, the first byte saying what the server says of the rest."""
    entries_or_refusal(data[1:], _kind(data))


def page(data: bytes) -> None:
    """`text_or_refusal`, the first byte saying what the server says of the rest; and links that can be asked."""
    text_or_refusal(data[1:], _kind(data))
    seen = discover.look(data[1:], _kind(data), "https://wire.example/", NOW)
    assert all(canonical(link.url) for link in getattr(seen, "links", ()))


def entries_or_refusal(body: bytes, content_type: str | None, url: str = "https://wire.example/feed") -> None:
    """Entries, each known by something, in plain text, with canonical links; or ParseError in one line."""
    try:
        parsed = parse_feed(body, content_type=content_type, url=url, now=NOW)
    except ParseError as error:
        _in_one_line(error)
        return
    known = set()
    for entry in parsed.entries:
        assert 0 < len(entry.guid) <= 400
        assert entry.url == canonical(entry.url)
        assert "\n" not in entry.title
        for moment in (entry.published, entry.updated):
            assert moment is None or moment.utcoffset() == NOW.utcoffset()
        for text in (entry.guid, entry.url, entry.title, entry.summary, entry.content):
            text.encode("utf-8")
            assert "\x00" not in text
        known.add((entry.guid, entry.url))
    assert len(known) == len(parsed.entries)


def text_or_refusal(body: bytes, content_type: str | None) -> None:
    """A page with text, in paragraphs; or ParseError in one line."""
    try:
        found = extract(body, content_type=content_type, url="https://wire.example/1", now=NOW)
    except ParseError as error:
        _in_one_line(error)
        return
    assert found.text.strip()
    assert not re.search(r"\n\s*\n\s*\n", found.text)
    found.text.encode("utf-8")
    found.title.encode("utf-8")


def feed_list(data: bytes) -> None:
    """Feeds with address and name, and each problem in one line; or ParseError."""
    with suppress(ParseError):
        feeds, problems = opml.read("<" + data.decode("utf-8", "replace"))
        assert all(each.url and each.name for each in feeds)
        assert all("\n" not in problem for problem in problems)
        again, none = opml.read(opml.write(feeds))
        assert not none
        assert {each.url for each in again} == {each.url for each in feeds}


def date(data: bytes) -> None:
    """A moment in UTC, from the web's own time; or None."""
    found = dates.read(data.decode("utf-8", "replace"), now=NOW)
    assert found is None or (found.utcoffset() == NOW.utcoffset() and 1995 <= found.year <= 2026)


def address(data: bytes) -> None:
    """An ASCII http(s) address that is its own canonical form; or "". Nothing of what shows it tells a password."""
    text = data.decode("utf-8", "replace")
    for found in (canonical(text), canonical(text, "https://wire.example/a/b?c"), canonical("/1", text)):
        assert found.isascii()
        assert canonical(found) == found
        assert not found or found.startswith(("http://", "https://"))
    for shown in (without_credentials(text), without_userinfo(text), host_of(text)):
        assert isinstance(shown, str)


PROMISES: Mapping[str, Callable[[bytes], None]] = {
    "feed": feed, "page": page, "feed-list": feed_list, "date": date, "address": address,
}  # fmt: skip


def _kind(data: bytes) -> str | None:
    return _TYPES[data[0] % len(_TYPES)] if data else None


def _in_one_line(error: ParseError) -> None:
    assert str(error)
    assert "\n" not in str(error)
