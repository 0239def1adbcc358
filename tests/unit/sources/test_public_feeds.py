"""The test feeds that feedparser publishes in its source archive, where somebody has them.

pip download --no-deps --no-binary :all: feedparser && tar xf feedparser-*.tar.gz
FEEDPARSER_TESTS=feedparser-6.0.14/tests pytest tests/unit/sources/test_public_feeds.py
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import feedparser
import pytest

from monitor.errors import ParseError
from monitor.sources.parse import parse_feed

FOLDER = os.environ.get("FEEDPARSER_TESTS", "")
# EBCDIC, which no feed is written in; a channel definition (CDF) without an item; documents without any element.
UNREAD = (
    "encoding/x80_",
    "wellformed/cdf/",
    "http/http_status_302-no-location.xml",
    "illformed/rss_empty_document.xml",
)


@pytest.mark.skipif(not FOLDER, reason="FEEDPARSER_TESTS names no folder")
def test_the_public_test_feeds_are_read_and_lose_no_title_address_or_date() -> None:
    files = sorted(Path(FOLDER).rglob("*.xml"))
    assert len(files) > 1000
    for file in files:
        name = str(file.relative_to(FOLDER))
        body = file.read_bytes()
        try:
            ours = parse_feed(body, content_type=None, url="http://127.0.0.1/feed")
        except ParseError as error:
            if not name.startswith(UNREAD):
                pytest.fail(f"{name}: {error}")
            continue
        theirs = feedparser.parse(io.BytesIO(body), response_headers={"content-type": "application/xml"})
        if len(ours.entries) != len(theirs.entries):  # ours leaves out entries that say nothing
            continue
        for mine, raw in zip(ours.entries, theirs.entries, strict=True):
            assert mine.title or not raw.get("title", "").strip() or "<" in raw["title"], name
            assert mine.url or not raw.get("link", "").startswith("http"), name
            assert mine.content or not any(each.value for each in raw.get("content", [])), name
            assert mine.published or not (raw.get("published_parsed") or raw.get("updated_parsed")), name
