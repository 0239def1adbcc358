"""Reads JSON Feed (https://www.jsonfeed.org/version/1.1/), which feedparser does not know."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from monitor.errors import ParseError
from monitor.model import ListedEntry
from monitor.sources import dates, overlong, plaintext, urls
from monitor.sources.listing import ParsedFeed, guid_of, primary_tag

_VERSION = re.compile(r"jsonfeed\.org/version/(\d[\d.]{0,4})$")


def read(text: str, url: str, now: datetime | None) -> ParsedFeed:
    """The JSON Feed in `text`; raises ParseError when it is other JSON or none.

    `next_url` is not followed: it leads to what is older, and a feed is asked often enough to see what is new.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ParseError("no feed in it: broken JSON") from None
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise ParseError("no feed in it: JSON without a list of items")
    listed, left_out = overlong.part_of([item for item in items if isinstance(item, dict)], _date)
    entries = (_entry(item, url, now) for item in listed)
    version = _VERSION.search(_text(document.get("version")))
    return ParsedFeed(
        title=plaintext.line_of(_text(document.get("title"))),
        lang=primary_tag(_text(document.get("language"))),
        ttl_seconds=None,
        entries=tuple(entry for entry in entries if entry),
        format=f"JSON Feed {version[1]}" if version else "JSON Feed",
        left_out=left_out,
    )


def _date(item: dict[str, Any]) -> datetime | None:
    return dates.read(_text(item.get("date_published")) or _text(item.get("date_modified")))


def _entry(item: dict[str, Any], base: str, now: datetime | None) -> ListedEntry | None:
    # `external_url` is the page that a link blog talks about; the item's own page comes first.
    url = urls.canonical(_text(item.get("url")), base) or urls.canonical(_text(item.get("external_url")), base)
    title = plaintext.line_of(_text(item.get("title")))
    content = _text(item.get("content_html")).strip() or plaintext.as_html(_text(item.get("content_text")))
    summary = plaintext.text_of(_text(item.get("summary")))
    if not (url or title or content or summary):
        return None
    updated = dates.read(_text(item.get("date_modified")), now=now)
    return ListedEntry(
        guid=guid_of(_text(item.get("id")), url, title, summary or content),
        url=url,
        title=title,
        summary=summary,
        content=content,
        published=dates.read(_text(item.get("date_published")), now=now) or updated,
        updated=updated,
    )


def _text(value: object) -> str:
    """A string as it is, a number as its digits (ids often are), "" for anything else."""
    if isinstance(value, str):
        return plaintext.without_controls(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return json.dumps(value)
    return ""
