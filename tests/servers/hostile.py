"""Bodies that no honest site would send: small ones that unpack to gigabytes, and markup that parsers choke on."""

from __future__ import annotations

import gzip
import json
import zlib

import brotli

from tests.servers.site import Page, Raw

MEGABYTE = 1024 * 1024


def zeros(megabytes: int, how: str) -> bytes:
    """So many megabytes of zeros, packed without ever being held whole; how: gzip, deflate, br."""
    if how == "br":
        brotlied = brotli.Compressor(quality=5, lgwin=24)
        pieces = [brotlied.process(bytes(MEGABYTE)) for _ in range(megabytes)]
        return bytes(b"".join(pieces) + brotlied.finish())
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16 if how == "gzip" else zlib.MAX_WBITS)
    pieces = [packer.compress(bytes(MEGABYTE)) for _ in range(megabytes)]
    return b"".join(pieces) + packer.flush()


def packed(body: bytes, how: str) -> Page:
    """A body that is packed already, and whose header says how."""
    return Page(body=body, says_packed=how, content_type="application/xml", conditional=False)


def gzip_within_gzip(megabytes: int) -> Page:
    """A bomb in a bomb: what the first gzip holds is gzip again."""
    return packed(gzip.compress(zeros(megabytes, "gzip")), "gzip")


def many_headers(kilobytes: int) -> Raw:
    """A good answer after so many kilobytes of headers."""
    line = b"X-Padding: " + b"x" * 1011 + b"\r\n"
    return Raw(b"HTTP/1.1 200 OK\r\n" + line * kilobytes + b"Content-Length: 2\r\n\r\nhi")


CONTINUED_FOR_EVER = Raw(b"", endless=b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 20)
"""Interim answers without end, and never the real one."""
HEADERS_DRIPPING = Raw(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 2000, drips=0.1)
CHUNKS_BROKEN = Raw(
    b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss \r\nnonsense\r\n"
)
NO_HTTP = Raw(b"220 mail.example ESMTP ready\r\n")

ENTITIES_OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">'
    b'<!ENTITY y SYSTEM "http://127.0.0.1/secret">]><rss version="2.0"><channel><title>Wire</title>'
    b"<item><title>Open &x;&y; road</title><guid>1</guid></item></channel></rss>"
)


def in_rss(items: bytes) -> Page:
    """These bytes where a feed's items stand."""
    return Page(
        body=b'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>' + items + b"</channel></rss>",
        content_type="application/rss+xml",
    )


def in_html(body: bytes, head: bytes = b"") -> Page:
    """These bytes where a page's article stands."""
    return Page(body=b"<!DOCTYPE html><html><head>" + head + b"</head><body><article>" + body + b"</article></body>")


def attributes(number: int) -> bytes:
    """So many attributes, all different."""
    return b" ".join(b'a%d="1"' % n for n in range(number))


def many_items(number: int) -> bytes:
    """So many RSS items, each with a guid of its own, each news."""
    return b"".join(b"<item><title>Item %d</title><guid>i%d</guid></item>" % (n, n) for n in range(number))


def many_json_items(number: int) -> Page:
    """The same as a JSON Feed."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Wire",
        "items": [{"id": f"i{n}", "title": f"Item {n}"} for n in range(number)],
    }
    return Page(body=json.dumps(document).encode(), content_type="application/feed+json")


def sitemap_index(*sitemaps: str) -> Page:
    """An index that names these sitemaps."""
    listed = "".join(f"<sitemap><loc>{each}</loc><lastmod>2026-04-20</lastmod></sitemap>" for each in sitemaps)
    return Page(
        body=f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'.encode(),
        content_type="application/xml",
    )


NESTED = b"<div>" * 100_000 + b"The covered market opened again." + b"</div>" * 100_000


def paragraphs(number: int) -> bytes:
    """So many paragraphs of no news at all."""
    return b"<p>one two three four</p>" * number
