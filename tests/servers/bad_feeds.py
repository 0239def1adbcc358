"""Feeds that misbehave, from the first connection to what they list and how that changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.servers import hostile
from tests.servers.hostile import in_rss, packed, zeros
from tests.servers.misbehaviour import FEED, NOW, SECRET, Case, feed, good_page, listing, news
from tests.servers.site import (
    ENTITY_BOMB,
    Answer,
    Dropped,
    Page,
    Seen,
    Served,
    Silent,
    Site,
    flood,
    redirect,
    rss,
    status,
)

NO_ANSWER = "no full answer within 1 s"
NO_HTTP = "the answer broke off or is no HTTP"
PRIVATE = "127.0.0.1 is not a public address"
HEADERS = "its headers are larger than 64 KB"
IN_CIRCLES = "more than 5 redirects in a row"

# ------------------------------------------------------------------------------------------------------- the connection


def _nobody_listens(site: Site) -> Mapping[str, Served]:
    site.down()
    return {}


def _closing(site: Site) -> Page:
    """A good feed whose connection is not kept: the next question needs a new one."""
    whole = listing(site, 1)
    return replace(whole, says_length=len(whole.body))


CONNECTION = (
    feed("takes the request and never answers", lambda s: Silent(), "timeout", NO_ANSWER),
    feed("drips its headers", lambda s: hostile.HEADERS_DRIPPING, "timeout", NO_ANSWER),
    feed("drips its body", lambda s: replace(listing(s, 1), drips=0.1), "timeout", NO_ANSWER),
    feed("answers after two seconds", lambda s: replace(listing(s, 1), waits=2), "timeout", NO_ANSWER),
    feed("sends interim answers without end", lambda s: hostile.CONTINUED_FOR_EVER, "timeout", NO_ANSWER),
    feed("hangs up without a word", lambda s: Dropped(), "protocol", NO_HTTP),
    feed("does not listen", _nobody_listens, "refused", "refused the connection"),
    feed("speaks another protocol", lambda s: hostile.NO_HTTP, "protocol", NO_HTTP),
    feed("shows a certificate that nobody vouches for", lambda s: {}, "tls", "its certificate is not trusted",
         tls=True, asks="https://{address}:{port}/feed"),
    feed("has a name that nobody knows", lambda s: {}, "dns", "harbour-wire.example: no such host",
         asks="http://harbour-wire.example:{port}/feed"),
    feed("has a name that leads to 127.0.0.1 from the second question on", _closing, "forbidden-address",
         "harbour-wire.example is 127.0.0.1, which is not a public address", entries=1, rounds=2,
         asks="http://harbour-wire.example:{port}/feed", names=("site", "127.0.0.1")),
    feed("is at a private address", lambda s: {}, "forbidden-address", PRIVATE, asks="http://127.0.0.1:{port}/feed"),
    feed("is at the address of a cloud's metadata, written as IPv6", lambda s: {}, "forbidden-address",
         "is not a public address", asks="http://[::ffff:169.254.169.254]/feed"),
)  # fmt: skip

# ----------------------------------------------------------------------------------------------------------- the answer


def _torn(site: Site) -> Served:
    """The first answer stops within the third entry, and has the ETag of the whole."""
    whole = replace(listing(site, 1, 2, 3), conditional=False, headers={"ETag": '"whole"'})
    answers = [replace(whole, body=whole.body[: whole.body.rindex(b"<description>")])]

    def answer(seen: Seen) -> Answer:
        if seen.headers.get("if-none-match") == '"whole"':
            return Page(status=304, conditional=False)
        return answers.pop() if answers else whole

    return answer


def _with_length(site: Site, by: int) -> Page:
    """A good feed of two whose length is stated wrongly, by so many bytes."""
    whole = listing(site, 1, 2)
    return replace(whole, says_length=len(whole.body) + by)


def _every_other_time(site: Site) -> Served:
    return [listing(site, 1), status(500), listing(site, 1, 2), status(500), listing(site, 1, 2, 3)]


_TOMORROW = format_datetime(NOW + timedelta(hours=20), usegmt=True)

ANSWER = (
    feed("breaks off in the middle", lambda s: replace(listing(s, 1, 2), breaks_after=400), "protocol", "broke off"),
    feed("states a length that is too long", lambda s: _with_length(s, 50), "protocol", "broke off"),
    feed("states a length that is too short", lambda s: _with_length(s, -100), "ok",
         "broke off, later entries may be missing", entries=1),
    feed("breaks its chunks", lambda s: hostile.CHUNKS_BROKEN, "protocol", NO_HTTP),
    feed("gives half a file the ETag of the whole", _torn, "ok", entries=3, rounds=2),
    feed("sends 80 KB of headers", lambda s: hostile.many_headers(80), "too-large", HEADERS),
    feed("sends 5 MB of headers", lambda s: hostile.many_headers(5000), "too-large", HEADERS),
    feed("has no end", lambda s: flood("application/rss+xml"), "too-large", "larger than 10 MB"),
    feed("answers 206 unasked", lambda s: replace(listing(s, 1), status=206), "status", "206"),
    feed("answers 304 unasked", lambda s: Page(status=304, conditional=False), "status", "304"),
    feed("answers 404", lambda s: status(404), "status", "404 Not Found"),
    feed("answers 410 for days", lambda s: status(410), "retired", "410 Gone", "asked once a week", rounds=5,
         between=timedelta(hours=12)),
    feed("answers 500 to every other request", _every_other_time, "ok", entries=3, rounds=5),
    feed("answers 429 and asks for an hour", lambda s: status(429, retry_after="3600"), "status", "asked for 1 h"),
    feed("answers 503 and names an hour of tomorrow", lambda s: status(503, retry_after=_TOMORROW), "status",
         "asked for 20 h"),
    feed("answers 429 and asks for thirty thousand years", lambda s: status(429, retry_after="999999999999"),
         "status", "asked for 24 h"),
    feed("answers 429 and asks for nonsense", lambda s: status(429, retry_after="soon; -1"), "status", "429"),
)  # fmt: skip

# ---------------------------------------------------------------------------------------------- packing and redirection


def _there_and_back(site: Site) -> Mapping[str, Served]:
    """First the feed moved to another address for good, then that one moved back."""
    return {
        FEED: [redirect("/there", permanent=True), listing(site, 1)],
        "/there": [listing(site, 1), redirect(FEED, permanent=True)],
    }


def _further(site: Site) -> Mapping[str, Served]:
    return {FEED: redirect("/r0"), **{f"/r{n}": redirect(f"/r{n + 1}") for n in range(20)}}


PACKING = (
    feed("sends 203 bytes of brotli that unpack to 256 MB", lambda s: packed(zeros(256, "br"), "br"), "too-large",
         "larger than 10 MB"),
    feed("sends a gzip that unpacks to 256 MB", lambda s: packed(zeros(256, "gzip"), "gzip"), "too-large",
         "larger than 10 MB"),
    feed("sends a deflate that unpacks to 256 MB", lambda s: packed(zeros(256, "deflate"), "deflate"), "too-large",
         "larger than 10 MB"),
    feed("packs a gzip that unpacks to 256 MB once more", lambda s: hostile.gzip_within_gzip(256), "parse"),
    feed("says that it is brotli within gzip", lambda s: packed(zeros(256, "br"), "br, gzip"), "decoding",
         'unknown content encoding "br, gzip"'),
    feed("says gzip and packs nothing", lambda s: replace(listing(s, 1), says_packed="gzip"), "decoding"),
    feed("sends half a gzip", lambda s: packed(zeros(1, "gzip")[:500], "gzip"), "decoding"),
    feed("redirects in a circle", lambda s: {FEED: redirect("/b"), "/b": redirect(FEED)}, "redirect", IN_CIRCLES),
    feed("redirects to itself", lambda s: redirect(FEED), "redirect", IN_CIRCLES),
    feed("redirects further and further", _further, "redirect", IN_CIRCLES),
    feed("redirects to a private address", lambda s: redirect(f"http://127.0.0.1:{s.port}/"), "forbidden-address",
         PRIVATE),
    feed("redirects to a file", lambda s: redirect("file:///etc/passwd"), "redirect", "not http or https (file)"),
    feed("redirects to a script", lambda s: redirect("javascript:alert(1)"), "redirect", "not http or https"),
    feed("redirects to nowhere", lambda s: Page(status=302, conditional=False), "redirect", "without saying where to"),
    feed("redirects to its home page", lambda s: {FEED: redirect("/"), "/": good_page()}, "parse",
         "an HTML page, not a feed"),
    feed("moves for good, and back again", _there_and_back, "ok", entries=1, rounds=4, between=timedelta(days=2)),
)  # fmt: skip

# ------------------------------------------------------------------------------------------------------ what is in them

CYRILLIC = "Обстрел у Сотка, погибли солдаты"
XML = "application/rss+xml"


def _russian(encoding: str, content_type: str, declared: str = "") -> Page:
    text = (
        f'<?xml version="1.0"{declared}?><rss version="2.0"><channel><title>Лента</title>'
        f"<item><title>{CYRILLIC}</title><guid>1</guid><description>Министерство обороны сообщило утром, что у села"
        " погибли трое солдат и ранены двое.</description></item></channel></rss>"
    )
    return Page(body=text.encode(encoding), content_type=content_type)


def _sitemaps_in_a_circle(site: Site) -> Mapping[str, Served]:
    return {FEED: hostile.sitemap_index(site.url("/news.xml")), "/news.xml": hostile.sitemap_index(site.url(FEED))}


CONTENTS = (
    feed("answers with somebody's page", lambda s: good_page(), "parse", "an HTML page, not a feed"),
    feed("answers with nothing", lambda s: Page(content_type=XML), "parse", "the answer is empty"),
    feed("answers with an error in JSON", lambda s: Page(body=b'{"error": "database is down"}'), "parse"),
    feed("answers with an error in words", lambda s: Page(body=b"No database connection"), "parse", "no feed in it"),
    feed("answers with a picture", lambda s: Page(body=b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40), "parse"),
    feed("says UTF-8 and writes in Windows-1251", lambda s: _russian("cp1251", "text/xml; charset=utf-8"), "ok",
         entries=1, titles=(CYRILLIC,)),
    feed("writes in Windows-1251 and says nothing", lambda s: _russian("cp1251", "text/xml"), "ok",
         entries=1, titles=(CYRILLIC,)),
    feed("says a charset that there is not", lambda s: _russian("utf-8", "text/xml; charset=x", ' encoding="y"'),
         "ok", entries=1, titles=(CYRILLIC,)),
    feed("has entities that unfold to ten gigabytes", lambda s: Page(body=ENTITY_BOMB, content_type=XML), "ok",
         entries=1),
    feed("has entities that name files of ours", lambda s: Page(body=hostile.ENTITIES_OUTSIDE, content_type=XML), "ok",
         entries=1, titles=("Open &x;&y; road",)),
    feed("is nested a million deep", lambda s: in_rss(b"<item><title>x</title>" + b"<a>" * 1_000_000), "parse",
         "too large to read"),
    feed("has 300,000 attributes on one element", lambda s: in_rss(b"<item " + hostile.attributes(300_000) + b"/>"),
         "parse", "too large to read"),
    feed("lists 20,000 items", lambda s: in_rss(hostile.many_items(20_000)), "ok",
         "it lists 20,000 entries, of which the first 2,000 are read", entries=2000, reads=False),
    feed("lists 150,000 items in JSON", lambda s: hostile.many_json_items(150_000), "parse", "too large to read"),
    feed("is 9 MB of broken XML", lambda s: in_rss(b"<item><title>a & b<b></title>" * 300_000), "ok",
         "of which the first 2,000 are read", entries=1),
    feed("is 9 MB of opening brackets", lambda s: in_rss(b"<" * 9_000_000), "parse", "too large to read"),
    feed("is JSON nested two million deep", lambda s: Page(body=b'{"items":' + b"[" * 2_000_000), "parse",
         "too large to read"),
    feed("is a sitemap index that names another, which names it", _sitemaps_in_a_circle, "parse",
         "a sitemap index within a sitemap index"),
    feed("is an index of 30,000 sitemaps that are not there",
         lambda s: hostile.sitemap_index(*(s.url(f"/news-{n}.xml") for n in range(30_000))), "status"),
    feed("is an index of sitemaps on our own hosts",
         lambda s: hostile.sitemap_index("http://127.0.0.1/news.xml", "file:///etc/news.xml"), "parse",
         "names no news sitemap of its own site"),
    feed("links to scripts", lambda s: rss([news("javascript:alert(1)", guid="a")]), "ok", entries=1,
         source="summary"),
    feed("refuses our password", lambda s: {f"{FEED}?token={SECRET}": status(401)}, "status", "401",
         asks=f"http://desk:{SECRET}@{{address}}:{{port}}/feed?token={SECRET}"),
    feed("redirects our password to another host",
         lambda s: {f"{FEED}?token={SECRET}": redirect(f"http://desk:{SECRET}@127.0.0.1:{s.port}/{SECRET}")},
         "forbidden-address", PRIVATE, asks=f"http://desk:{SECRET}@{{address}}:{{port}}/feed?token={SECRET}"),
)  # fmt: skip

# ----------------------------------------------------------------------------------------- from one reading to the next


def _not_modified_for_ever(site: Site) -> Served:
    """Whoever asks whether anything changed is told no, though there is a new entry since the first answer."""
    whole: list[Page] = [listing(site, 1), listing(site, 1, 2)]

    def answer(seen: Seen) -> Answer:
        if "if-none-match" in seen.headers:
            return Page(status=304, conditional=False)
        listed = whole.pop(0) if len(whole) > 1 else whole[0]
        return replace(listed, conditional=False, headers={"ETag": '"always"'})

    return answer


def _same_etag(site: Site) -> Served:
    """Every version has the same ETag, and whoever asks gets it whole."""
    versions = (listing(site, *range(1, n + 1)) for n in (1, 2, 3))
    return [replace(each, conditional=False, headers={"ETag": '"1"'}) for each in versions]


def _other_guids(site: Site) -> Served:
    """The same two articles, under other guids at each reading and in another order."""
    readings = []
    for turn in range(3):
        items = [news(site.url(f"/{n}"), n, guid=f"{turn}-{n}") for n in (1, 2)]
        readings.append(rss(items[:: -1 if turn % 2 else 1]))
    return readings


def _other_host(site: Site) -> Served:
    """The same articles, whose guids are their addresses, after a move to https, to `www.`, and to another host."""
    paths = ("/2026/04/fire-near-sotk", "/2026/04/market-opens")
    hosts = ("http://wire.example", "https://wire.example", "https://www.wire.example", "https://harbour.example")
    return [rss([news(f"{host}{path}", n, guid=f"{host}{path}") for n, path in enumerate(paths, 1)]) for host in hosts]


def _edited(site: Site) -> Served:
    first = news(site.url("/1"), guid="a")
    return [rss([first]), rss([replace(first, title="Five killed near Sotk", summary="Corrected.")])]


def _in_2099(site: Site) -> Served:
    return rss([replace(news(site.url("/1")), published=datetime(2099, 1, 1, tzinfo=UTC))])


IN_TIME = (
    feed("answers 304 for ever, whatever is new", _not_modified_for_ever, "ok", entries=2, rounds=6,
         between=timedelta(hours=5)),
    feed("gives every version the same ETag", _same_etag, "ok", entries=3, rounds=3),
    feed("changes guids and order at each reading", _other_guids, "ok", entries=2, rounds=3),
    feed("moves from host to host, its guids being addresses", _other_host, "ok", entries=2, rounds=4),
    feed("edits what it listed", _edited, "ok", entries=1, rounds=2, titles=("Five killed near Sotk",)),
    feed("has one guid for all", lambda s: rss([news(s.url(f"/{n}"), n, guid="0") for n in (1, 2, 3)]), "ok",
         entries=3),
    feed("dates its news in the year 2099", _in_2099, "ok", entries=1, source="page"),
)  # fmt: skip

BAD_FEEDS: tuple[Case, ...] = (*CONNECTION, *ANSWER, *PACKING, *CONTENTS, *IN_TIME)
