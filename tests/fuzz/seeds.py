"""Self-written documents from which fuzzing starts: a good one of each kind, and some of each trouble."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from monitor.model import Feed
from monitor.sources import opml
from tests.servers.bad_pages import CHALLENGE, CONSENT, PAYWALL, RUSSIAN, SCRIPT_ONLY
from tests.servers.dialects import DIALECTS
from tests.servers.hostile import ENTITIES_OUTSIDE
from tests.servers.site import ENTITY_BOMB, News, html_page

_NEWS = [
    News(
        "Fire & smoke near Sotk", "http://wire.example/1?utm_source=rss", "Three “killed”.",
        "<p>A <b>bold</b> claim.</p>", "g1", datetime(2026, 4, 20, 8, tzinfo=UTC),
    ),
    News("Обстрел у Сотка", "https://wire.example/2#top", "Трое убиты.", "", "g2"),
]  # fmt: skip
_SITEMAP_INDEX = (
    b'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>'
    b"<loc>https://wire.example/news.xml</loc><lastmod>2026-04-20</lastmod></sitemap></sitemapindex>"
)
_LIST = opml.write(
    [
        Feed(url="http://wire.example/rss", name="Wire & Sons", lang="en", theatres=("nagorno-karabakh",)),
        Feed(url="https://desk:pw@courier.example/atom", name="Courier", speaks_for="azerbaijan", interval=60),
    ]
)

SEEDS: Mapping[str, list[bytes]] = {
    "feed": [
        *(b"\x02" + dialect(_NEWS).body for dialect in DIALECTS.values()),
        b"\x02" + ENTITY_BOMB, b"\x02" + ENTITIES_OUTSIDE, b"\x02" + _SITEMAP_INDEX,
    ],
    "page": [
        b"\x01" + html_page("Fire near Sotk", ["Three soldiers were killed.", "Shops stayed shut."]).body,
        *(b"\x01" + each.body for each in (CHALLENGE, CONSENT, PAYWALL, RUSSIAN, SCRIPT_ONLY)),
    ],
    "feed-list": [_LIST.removeprefix("<").encode(), b"opml><body><outline text='A'><outline xmlUrl='x'/></outline>"],
    "date": [
        b"Mon, 20 Apr 2026 08:00:00 GMT", b"2026-04-20T08:00:00+04:00", b"20 Apr 26 8:00 PM MSK", b"2026/04/20 10:00",
        "20 апреля 2026, 10:00".encode(), b"20 Nisan 2026", "٢٠ أبريل ٢٠٢٦".encode(), b"1776672000",
    ],
    "address": [
        b"http://desk:pw@wire.example:8080/a/../b;jsessionid=1?utm_source=rss&id=7#!/x", b"//wire.example/%7Ea?x=%zz",
        "https://жұрт.example/путь?а=б".encode(), b"javascript:alert(1)", b"http://[::ffff:127.0.0.1]/", b"HTTP://A.B:80",
        b"h ?",
    ],
}  # fmt: skip
