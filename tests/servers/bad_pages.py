"""Pages that misbehave. Nothing is lost by them: what the feed itself says of the entry is read instead."""

from __future__ import annotations

from dataclasses import replace

from tests.servers import hostile
from tests.servers.hostile import in_html
from tests.servers.misbehaviour import PAGE, Case, good_page, page
from tests.servers.site import Dropped, Page, Silent, flood, html_page, redirect, status

NO_ANSWER = "no full answer within 1 s"

RUSSIAN = html_page("Обстрел у Сотка", ["Министерство обороны сообщило, что у Сотка убиты трое солдат."] * 4)
CONSENT = html_page(
    "Before you continue to Harbour Wire",
    [
        "We and our 312 partners store and/or access information on a device, such as cookies, and process personal "
        'data. If you choose to "Accept all", we will also show you adverts that fit you.',
    ],
)
PAYWALL = html_page(
    "Fire reported near Sotk",
    ["Fire was heard.", "This article is for subscribers only. Subscribe to continue reading."],
    head='<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",'
    ' "isAccessibleForFree": false, "headline": "Fire reported near Sotk"}</script>',
)
SCRIPT_ONLY = Page(
    body=b"<!DOCTYPE html><html><head><title>Harbour Wire</title><script src='/app.js'></script></head><body>"
    b"<div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>"
)
CHALLENGE = Page(
    body=b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>harbour-wire.example</h1>"
    b"<p>Checking if the site connection is secure. Enable JavaScript and cookies to continue.</p></body></html>",
    status=403,
    headers={"cf-mitigated": "challenge"},
    conditional=False,
)
NOT_FOUND_200 = html_page("Page not found", ["Sorry, the page you are looking for does not exist or has been moved."])
ROBOTS = Page(body=b"User-agent: *\nDisallow: /1\n", content_type="text/plain")

BAD_PAGES: tuple[Case, ...] = (
    page("never answers", lambda s: Silent(), NO_ANSWER),
    page("drips", lambda s: replace(good_page(), drips=0.1), NO_ANSWER),
    page("hangs up", lambda s: Dropped(), "broke off"),
    page("breaks off", lambda s: replace(good_page(), breaks_after=300), "broke off"),
    page("is gone", lambda s: status(404), "404 Not Found"),
    page("is forbidden by law", lambda s: status(451), "451"),
    page("is busy for ever", lambda s: status(503, retry_after="5"), "503"),
    page("redirects in a circle", lambda s: redirect(PAGE), "more than 5 redirects"),
    page("redirects to a private address", lambda s: redirect(f"http://127.0.0.1:{s.port}/1"), "not a public address"),
    page("is a brotli bomb", lambda s: hostile.packed(hostile.zeros(256, "br"), "br"), "larger than"),
    page("has no end", lambda s: flood(), "larger than"),
    page("is a PDF", lambda s: Page(body=b"%PDF-1.7 x", content_type="application/pdf"), "a PDF document"),
    page("is empty", lambda s: Page(), "the page is empty"),
    page("says UTF-8 and writes in Windows-1251",
         lambda s: replace(RUSSIAN, body=RUSSIAN.body.decode().encode("cp1251")),
         state="unreadable", words=("no rules for its language (ru)",), source=""),
    page("is nested 100,000 deep", lambda s: in_html(hostile.NESTED), "too large to read"),
    page("is a million open comments", lambda s: in_html(b"<!--" * 1_000_000)),
    page("has 100,000 attributes on one element",
         lambda s: in_html(b"<p " + hostile.attributes(100_000) + b">x</p>"), "too large to read"),
    page("is 190,000 paragraphs", lambda s: in_html(hostile.paragraphs(190_000)), "too large to read"),
    page("is 320,000 links", lambda s: in_html(b"<a href=x>y</a>" * 320_000), "too large to read"),
    page("has 180,000 meta elements",
         lambda s: in_html(b"<p>Open again.</p>", b"<meta name=date content=1>" * 180_000), "too large to read"),
    page("leaves 700,000 tags open", lambda s: in_html(b"<b>x" * 700_000), "too large to read"),
    page("is closed to robots", lambda s: {"/robots.txt": ROBOTS}, "robots.txt asks not to read it"),
    page("asks for consent", lambda s: CONSENT, "a consent page"),
    page("is a paywall's stub", lambda s: PAYWALL, "a paywall"),
    page("is a script alone", lambda s: SCRIPT_ONLY, "without its scripts"),
    page("wants to know who we are", lambda s: CHALLENGE, "403"),
    page("is not there, and says 200", lambda s: NOT_FOUND_200, "soft 404"),
)  # fmt: skip
