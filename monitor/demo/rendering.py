"""What the demo's outlets send over the wire: RSS, Atom, JSON Feed, and pages with all that surrounds an article."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from html import escape

from monitor.demo.content import Item, Outlet, Version

Listed = tuple[tuple[Item, Version], ...]

_OUT_OF_ORDER = """<!DOCTYPE html>
<html><head><title>Sorry</title></head>
<body><h1>Our database is taking a rest</h1><p>Please come back later.</p></body></html>
"""
"""What a site with trouble sends in the place of its feed, with status 200."""

_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


def feed(outlet: Outlet, listed: Listed, base: str) -> tuple[str, bytes]:
    """Content type and body of the outlet's feed. `base` is the site's address without a slash at its end."""
    if outlet.broken:
        return "text/html; charset=utf-8", _OUT_OF_ORDER.encode()
    writer = {"rss": _rss, "atom": _atom, "json": _json}[outlet.feed]
    return f"{_TYPES[outlet.feed]}; charset=utf-8", writer(outlet, listed, base).encode()


def page_url(outlet: Outlet, item: Item, base: str) -> str:
    """Where the item's page stands, with the tracking tail that real feeds add."""
    return f"{base}/{outlet.slug}/{item.slug}.html?utm_source=feed&utm_medium=rss"


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{escape(' '.join(part.split()))}</p>" for part in text.split("\n\n") if part.strip())


def _rss(outlet: Outlet, listed: Listed, base: str) -> str:
    items = "\n".join(
        f"""  <item>
    <title>{escape(version.title)}</title>
    <link>{escape(page_url(outlet, item, base))}</link>
    <guid isPermaLink="false">{outlet.slug}:{item.slug}</guid>
    <pubDate>{format_datetime(item.published)}</pubDate>
    <description>{escape(version.summary)}</description>"""
        + (
            f"\n    <content:encoded><![CDATA[{_paragraphs(version.text)}]]></content:encoded>"
            if outlet.full_text
            else ""
        )
        + "\n  </item>"
        for item, version in listed
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
  <title>{escape(outlet.name)}</title>
  <link>{base}/{outlet.slug}/</link>
  <description>News from {escape(outlet.name)}</description>
  <language>{outlet.lang}</language>
  <ttl>5</ttl>
{items}
</channel>
</rss>
"""


def _atom(outlet: Outlet, listed: Listed, base: str) -> str:
    entries = "\n".join(
        f"""  <entry>
    <title>{escape(version.title)}</title>
    <id>tag:{outlet.slug}.example,2026:{item.slug}</id>
    <link rel="alternate" type="text/html" href="{escape(page_url(outlet, item, base))}"/>
    <published>{item.published.isoformat()}</published>
    <updated>{version.since.isoformat()}</updated>
    <summary>{escape(version.summary)}</summary>
  </entry>"""
        for item, version in listed
    )
    newest = listed[0][1].since.isoformat() if listed else "2026-01-01T00:00:00+00:00"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.lang}">
  <title>{escape(outlet.name)}</title>
  <id>tag:{outlet.slug}.example,2026:feed</id>
  <updated>{newest}</updated>
{entries}
</feed>
"""


def _json(outlet: Outlet, listed: Listed, base: str) -> str:
    items = [
        {
            "id": f"{outlet.slug}:{item.slug}",
            "url": page_url(outlet, item, base),
            "title": version.title,
            "summary": version.summary,
            "date_published": item.published.isoformat(),
        }
        | ({"date_modified": version.since.isoformat()} if version.since != item.published else {})
        | ({"content_html": _paragraphs(version.text)} if outlet.full_text else {})
        for item, version in listed
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "language": outlet.lang}
    return json.dumps(head | {"items": items}, ensure_ascii=False, indent=1)


def page(outlet: Outlet, item: Item, version: Version) -> bytes:
    """The article's page: menu, cookie notice, teasers of old wars and a footer around the text, as in the wild."""
    edited = "" if version.since == item.published else f'<p class="stamp">Updated {_clock(version.since)}</p>'
    return f"""<!DOCTYPE html>
<html lang="{outlet.lang}">
<head>
  <meta charset="utf-8">
  <title>{escape(version.title)} | {escape(outlet.name)}</title>
  <meta property="og:title" content="{escape(version.title)}">
  <meta property="article:published_time" content="{item.published.isoformat()}">
  <script>window.tracker = {{"articles": 3, "killed": 99}};</script>
</head>
<body>
  <div class="cookie-notice" role="dialog"><p>We use cookies. <button>Accept</button> <button>Refuse</button></p></div>
  <header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li>
    <li><a href="/weather">Weather</a></li></ul></nav></header>
  <main>
    <article>
      <h1>{escape(version.title)}</h1>
      <p class="stamp">{_clock(item.published)}</p>{edited}
      <div class="article-body">
{_paragraphs(version.text)}
      </div>
    </article>
    <aside class="related"><h3>Most read</h3><ul>
      <li><a href="/1">From the archive: 2,300 killed in three days of shelling</a></li>
      <li><a href="/2">Ten soups for a cold evening</a></li>
      <li><a href="/3">Who shot the mayor's parrot? A quiz</a></li></ul></aside>
  </main>
  <footer><p>© 2026 {escape(outlet.name)}. All people and events are invented.</p>
    <p><a href="/terms">Terms</a> · <a href="/contact">Contact</a> · <a href="/newsletter">Newsletter</a></p></footer>
</body>
</html>
""".encode()


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}, {moment.day} {moment:%B %Y}"
