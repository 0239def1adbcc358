"""The same news in every format that feeds have ever been written in."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping, Sequence
from email.utils import format_datetime
from functools import partial

from tests.servers.site import News, Page, atom, json_feed, news_sitemap, rss

Dialect = Callable[[Sequence[News]], Page]

_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


def _rss_09(items: Sequence[News], version: str, doctype: str = "") -> Page:
    """RSS 0.91 to 0.94, which know no guid and put everything into the channel."""
    listed = "".join(
        f"<item><title>{html.escape(item.title)}</title><link>{html.escape(item.url)}</link>"
        f"<description>{html.escape(item.summary)}</description>"
        + (f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published and version > "0.92" else "")
        + "</item>"
        for item in items
    )
    document = (
        f'{_XML}{doctype}<rss version="{version}"><channel><title>Old Wire</title><link>http://old.example/</link>'
        f"<description>News</description><language>en</language>{listed}</channel></rss>"
    )
    return Page(body=document.encode(), content_type="text/xml")


def _rdf(items: Sequence[News], namespace: str) -> Page:
    """RSS 0.90 and 1.0: items stand beside the channel."""
    listed = "".join(
        f'<item rdf:about="{html.escape(item.url)}"><title>{html.escape(item.title)}</title>'
        f"<link>{html.escape(item.url)}</link><description>{html.escape(item.summary)}</description>"
        + (f"<dc:date>{item.published.isoformat()}</dc:date>" if item.published else "")
        + "</item>"
        for item in items
    )
    document = (
        f'{_XML}<rdf:RDF {_RDF} xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="{namespace}">'
        f"<channel><title>Graph Wire</title><link>http://graph.example/</link><description>News</description></channel>"
        f"{listed}</rdf:RDF>"
    )
    return Page(body=document.encode(), content_type="application/rdf+xml")


def _atom_03(items: Sequence[News]) -> Page:
    listed = "".join(
        f"<entry><id>{html.escape(item.guid or item.url)}</id><title>{html.escape(item.title)}</title>"
        f'<link rel="alternate" type="text/html" href="{html.escape(item.url)}"/>'
        + (f"<issued>{item.published.isoformat()}</issued>" if item.published else "")
        + f"<summary>{html.escape(item.summary)}</summary></entry>"
        for item in items
    )
    document = f'{_XML}<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Atom Wire</title>{listed}</feed>'
    return Page(body=document.encode(), content_type="application/atom+xml")


def _json_feed_1(items: Sequence[News]) -> Page:
    """JSON Feed 1.0, whose ids may be numbers and whose text is plain."""
    listed = [
        {"id": item.guid or item.url, "url": item.url, "title": item.title, "content_text": item.summary}
        | ({"date_published": item.published.isoformat()} if item.published else {})
        for item in items
    ]
    document = {"version": "https://jsonfeed.org/version/1", "title": "Curly Wire", "items": listed}
    return Page(body=json.dumps(document).encode(), content_type="application/json")


_NETSCAPE_091 = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://dtd.example/rss-0.91.dtd">'

DIALECTS: Mapping[str, Dialect] = {
    "RSS 0.90": partial(_rdf, namespace="http://my.netscape.com/rdf/simple/0.9/"),
    "RSS 0.91": partial(_rss_09, version="0.91", doctype=_NETSCAPE_091),
    "RSS 0.92": partial(_rss_09, version="0.92"),
    "RSS 0.94": partial(_rss_09, version="0.94"),
    "RSS 1.0": partial(_rdf, namespace="http://purl.org/rss/1.0/"),
    "RSS 2.0": rss,
    "Atom 0.3": _atom_03,
    "Atom 1.0": atom,
    "JSON Feed 1.0": _json_feed_1,
    "JSON Feed 1.1": json_feed,
    "news sitemap": news_sitemap,
}
