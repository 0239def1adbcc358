"""The fetcher against a real site that misbehaves in every way we know."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.errors import FetchError, SettingsError
from monitor.sources.fetch import Fetcher
from tests.servers.site import Dropped, News, Page, Silent, Site, bomb, flood, redirect, rss, status

FEED = rss([News("Shelling near the bridge", "https://harbour-wire.example/1")])


async def failure(fetcher: Fetcher, url: str, **limits: float) -> FetchError:
    """The error that asking for `url` ends in, after the promises that hold for all of them."""
    with pytest.raises(FetchError) as caught:
        await fetcher.get(url, **limits)  # type: ignore[arg-type]
    message = str(caught.value)
    assert "\n" not in message
    assert "sesame" not in message
    return caught.value


async def test_a_feed_comes_with_its_type_and_validators(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed.xml"] = FEED
    got = await fetcher.get(site.url("/feed.xml"))
    assert (got.status, got.body, got.not_modified) == (200, FEED.body, False)
    assert got.content_type == "application/rss+xml; charset=utf-8"
    assert got.etag is not None
    assert got.final_url == site.url("/feed.xml")
    assert got.permanent_url is None


async def test_the_request_says_who_we_are_and_what_we_can_read(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed.xml"] = FEED
    await fetcher.get(site.url("/feed.xml"))
    (seen,) = site.requests
    assert seen.headers["user-agent"].startswith("CeasefireMonitor/")
    assert seen.headers["accept-encoding"] == "gzip, deflate, br"
    assert "application/rss+xml" in seen.headers["accept"]


async def test_an_unchanged_feed_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed.xml"] = FEED
    first = await fetcher.get(site.url("/feed.xml"))
    again = await fetcher.get(site.url("/feed.xml"), etag=first.etag)
    assert again.not_modified
    assert again.body == b""
    assert again.etag == first.etag


async def test_a_date_is_a_validator_too(site: Site, fetcher: Fetcher) -> None:
    stamp = "Mon, 02 Nov 2020 10:00:00 GMT"
    site.pages["/feed.xml"] = Page(body=b"<rss/>", last_modified=stamp)
    assert (await fetcher.get(site.url("/feed.xml"))).last_modified == stamp
    assert (await fetcher.get(site.url("/feed.xml"), last_modified=stamp)).not_modified


async def test_word_that_nothing_changed_is_no_answer_to_a_plain_question(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed.xml"] = Page(status=304)
    error = await failure(fetcher, site.url("/feed.xml"))
    assert (error.kind, error.status) == ("status", 304)


@pytest.mark.parametrize("packing", ["gzip", "deflate", "raw-deflate", "br"])
async def test_packed_bodies_come_out_whole(site: Site, fetcher: Fetcher, packing: str) -> None:
    body = b"<rss>" + b"various words, one after the other; " * 40_000 + b"</rss>"
    site.pages["/feed.xml"] = Page(body=body, packed=packing)
    assert (await fetcher.get(site.url("/feed.xml"))).body == body


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br"])
async def test_a_bomb_is_refused_at_the_size_limit(site: Site, fetcher: Fetcher, packing: str) -> None:
    site.pages["/bomb"] = bomb(64, packing)
    error = await failure(fetcher, site.url("/bomb"), max_bytes=1_000_000)
    assert (error.kind, str(error)) == ("too-large", "127.0.0.1: the body is larger than 1 MB")


@pytest.mark.parametrize(
    ("packing", "says", "words"),
    [
        ("", "gzip", "not a gzip body as it claims"),
        ("", "br", "not a brotli body as it claims"),
        ("gzip", "gzip, gzip", 'unknown content encoding "gzip, gzip"'),
        ("gzip", "zstd", 'unknown content encoding "zstd"'),
    ],
)
async def test_a_body_that_is_not_packed_as_it_says_is_refused(
    site: Site, fetcher: Fetcher, packing: str, says: str, words: str
) -> None:
    site.pages["/feed.xml"] = Page(body=b"<rss/>" * 100, packed=packing, says_packed=says)
    error = await failure(fetcher, site.url("/feed.xml"))
    assert error.kind == "decoding"
    assert words in str(error)


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br"])
async def test_a_packed_body_that_stops_too_soon_is_refused(site: Site, fetcher: Fetcher, packing: str) -> None:
    whole = b"".join(str(n * n).encode() for n in range(20_000))
    site.pages["/feed.xml"] = Page(body=whole, packed=packing, breaks_after=2000, says_length=2000)
    error = await failure(fetcher, site.url("/feed.xml"))
    assert (error.kind, str(error)) == ("decoding", "127.0.0.1: the packed body stopped before its end")


async def test_a_page_of_fifty_megabytes_is_refused_unread(site: Site, fetcher: Fetcher) -> None:
    site.pages["/big"] = Page(body=b"x", says_length=50 * 1024 * 1024)
    assert (await failure(fetcher, site.url("/big"))).kind == "too-large"


async def test_a_page_without_end_is_cut_at_the_size_limit(site: Site, fetcher: Fetcher) -> None:
    site.pages["/big"] = flood()
    assert (await failure(fetcher, site.url("/big"), max_bytes=300_000)).kind == "too-large"


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 500, 502, 503, 599])
async def test_an_error_answer_names_host_and_status(site: Site, fetcher: Fetcher, code: int) -> None:
    site.pages["/feed.xml"] = status(code)
    error = await failure(fetcher, site.url("/feed.xml"))
    assert (error.kind, error.status) == ("status", code)
    assert str(error).startswith(f"127.0.0.1 answered {code}")


async def test_the_server_says_when_to_come_back_in_seconds(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed.xml"] = status(429, retry_after="120")
    error = await failure(fetcher, site.url("/feed.xml"))
    assert (error.status, error.retry_after) == (429, 120.0)
    assert str(error) == "127.0.0.1 answered 429 Too Many Requests"


async def test_the_server_says_when_to_come_back_by_date(site: Site) -> None:
    site.pages["/feed.xml"] = status(503, retry_after="Mon, 02 Nov 2020 10:05:00 GMT")
    async with Fetcher("x", ["127.0.0.1"], 1, clock=lambda: datetime(2020, 11, 2, 10, 0, tzinfo=UTC)) as fetcher:
        assert (await failure(fetcher, site.url("/feed.xml"))).retry_after == 300.0


@pytest.mark.parametrize(
    "nonsense",
    ["soon", "", "-5", "Mon, 99 Foo", "²", "1 Jan 99999999999999999999 00:00:00", f"1 Jan 2027 00:00:00 +{10**20}"],
)
async def test_an_unreadable_wish_is_no_wish(site: Site, fetcher: Fetcher, nonsense: str) -> None:
    site.pages["/feed.xml"] = Page(status=429, headers={"Retry-After": nonsense.encode().decode("latin-1")})
    assert (await failure(fetcher, site.url("/feed.xml"))).retry_after is None


async def test_a_site_that_is_down_refuses_and_answers_when_it_is_up(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed.xml"] = FEED
    await fetcher.get(site.url("/feed.xml"))
    site.down()
    error = await failure(fetcher, site.url("/feed.xml"))
    assert (error.kind, str(error)) == ("refused", "127.0.0.1 refused the connection")
    site.up()
    assert (await fetcher.get(site.url("/feed.xml"))).status == 200


@pytest.mark.parametrize("answer", [Silent(), Page(body=b"<rss/>" * 1000, drips=0.01), Page(body=b"x", waits=60)])
async def test_a_slow_server_is_left_when_the_time_is_up(site: Site, fetcher: Fetcher, answer: Page | Silent) -> None:
    site.pages["/slow"] = answer
    error = await failure(fetcher, site.url("/slow"), total_seconds=0.3)
    assert (error.kind, str(error)) == ("timeout", "127.0.0.1: no full answer within 0.3 s")


async def test_a_slow_server_delays_no_other_request(site: Site, fetcher: Fetcher) -> None:
    site.pages["/slow"] = Silent()
    site.pages["/feed.xml"] = FEED
    slow = asyncio.create_task(failure(fetcher, site.url("/slow"), total_seconds=20))
    while not site.asked("/slow"):
        await asyncio.sleep(0.01)
    assert (await fetcher.get(site.url("/feed.xml"))).status == 200
    assert not slow.done()
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow


async def test_no_more_requests_are_under_way_than_allowed(site: Site) -> None:
    site.pages["/slow"] = Silent()
    async with Fetcher("x", ["127.0.0.1"], 2, per_host=99) as fetcher:
        await asyncio.gather(*(failure(fetcher, site.url("/slow"), total_seconds=1) for _ in range(2)))
        waiting = [asyncio.create_task(fetcher.get(site.url("/slow"), total_seconds=60)) for _ in range(4)]
        while len(site.requests) < 4:
            await asyncio.sleep(0.01)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    assert len(site.requests) == 4


async def test_slow_pages_leave_the_feeds_their_places(site: Site) -> None:
    site.pages["/slow"] = Silent()
    site.pages["/feed.xml"] = FEED
    async with Fetcher("x", ["127.0.0.1"], 2, per_host=99) as fetcher:
        slow = [asyncio.create_task(fetcher.get(site.url("/slow"), lane="pages", total_seconds=60)) for _ in range(4)]
        while len(site.requests) < 2:
            await asyncio.sleep(0.01)
        assert (await fetcher.get(site.url("/feed.xml"))).status == 200
        assert len(site.asked("/slow")) == 2
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


async def test_a_host_is_asked_two_things_at_once_and_keeps_no_other_waiting(site: Site) -> None:
    other = site.also_at("127.0.0.2")
    site.pages["/slow"] = Silent()
    site.pages["/feed.xml"] = FEED
    async with Fetcher("x", ["127.0.0.0/8"], 99, per_host=2) as fetcher:
        slow = [asyncio.create_task(fetcher.get(site.url("/slow"), total_seconds=60)) for _ in range(80)]
        while len(site.requests) < 2:
            await asyncio.sleep(0.01)
        assert (await fetcher.get(f"{other}/feed.xml")).status == 200
        assert len(site.asked("/slow")) == 2
        assert fetcher.under_way == {f"127.0.0.1:{site.port}": 80}
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        assert (await fetcher.get(site.url("/feed.xml"))).status == 200
        assert fetcher.under_way == {}


async def test_two_hosts_that_lead_to_each_other_do_not_block_each_other(site: Site) -> None:
    other = site.also_at("127.0.0.2")
    site.pages["/there"] = redirect(f"{other}/feed.xml")
    site.pages["/here"] = redirect(site.url("/feed.xml"))
    site.pages["/feed.xml"] = FEED
    async with Fetcher("x", ["127.0.0.0/8"], 99, per_host=1) as fetcher:
        urls = [site.url("/there"), f"{other}/here"] * 10
        got = await asyncio.gather(*(fetcher.get(url, total_seconds=20) for url in urls))
        assert {answer.status for answer in got} == {200}
        assert fetcher.under_way == {}


async def test_waiting_for_a_place_behind_a_redirect_is_not_the_servers_time(site: Site) -> None:
    other = site.also_at("127.0.0.2")
    site.pages["/there"] = redirect(f"{other}/feed.xml")
    site.pages["/feed.xml"] = replace(FEED, waits=0.8)
    async with Fetcher("x", ["127.0.0.0/8"], 99, per_host=1) as fetcher:
        # The gate of the first host lets them through one by one, long before the first of them has its answer.
        got = await asyncio.gather(*(fetcher.get(site.url("/there"), total_seconds=2) for _ in range(3)))
    assert {answer.status for answer in got} == {200}


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
async def test_a_validator_that_can_not_be_sent_back_is_left_out(site: Site, fetcher: Fetcher, header: str) -> None:
    site.pages["/feed.xml"] = Page(body=FEED.body, headers={header: '"caf\u00e9"'}, conditional=False)
    first = await fetcher.get(site.url("/feed.xml"))
    assert first.etag or first.last_modified
    again = await fetcher.get(site.url("/feed.xml"), etag=first.etag, last_modified=first.last_modified)
    assert again.body == FEED.body


async def test_another_host_is_not_asked_by_the_validators_of_the_first(site: Site, fetcher: Fetcher) -> None:
    site.pages["/old"] = redirect("/feed.xml")
    site.pages["/away"] = redirect(f"{site.also_at('127.0.0.2')}/feed.xml")
    site.pages["/feed.xml"] = FEED
    etag = (await fetcher.get(site.url("/feed.xml"))).etag
    assert (await fetcher.get(site.url("/old"), etag=etag)).not_modified
    assert (await fetcher.get(site.url("/away"), etag=etag)).body == FEED.body
    assert "if-none-match" not in site.requests[-1].headers


async def test_a_redirect_may_be_refused_before_it_is_followed(site: Site, fetcher: Fetcher) -> None:
    site.pages["/old"] = redirect("/private")
    asked: list[str] = []

    async def refuse(target: str) -> None:
        asked.append(target)
        raise FetchError("robots.txt asks not to read it", kind="robots")

    with pytest.raises(FetchError, match="asks not to"):
        await fetcher.get(site.url("/old"), on_redirect=refuse)
    assert asked == [site.url("/private")]
    assert site.asked("/private") == []


@pytest.mark.parametrize("kilobytes", [70, 90, 5000])
async def test_headers_without_measure_are_refused(site: Site, fetcher: Fetcher, kilobytes: int) -> None:
    many = {f"X-{n}": "x" * 1000 for n in range(kilobytes)}
    site.pages["/feed.xml"] = Page(body=b"<rss/>", headers=many)
    error = await failure(fetcher, site.url("/feed.xml"))
    assert (error.kind, str(error)) == ("too-large", "127.0.0.1: its headers are larger than 64 KB")


async def test_headers_of_sixty_kilobytes_are_taken(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed.xml"] = Page(body=b"<rss/>", headers={f"X-{n}": "x" * 1000 for n in range(60)})
    assert (await fetcher.get(site.url("/feed.xml"))).body == b"<rss/>"


@pytest.mark.parametrize("packing", ["", "gzip", "br"])
async def test_a_body_may_be_cut_where_it_is_too_long(site: Site, fetcher: Fetcher, packing: str) -> None:
    site.pages["/robots.txt"] = Page(body=b"# words\n" * 100_000, packed=packing)
    got = await fetcher.get(site.url("/robots.txt"), max_bytes=1000, cut=True)
    assert got.body == (b"# words\n" * 125)
    site.pages["/robots.txt"] = flood()
    assert len((await fetcher.get(site.url("/robots.txt"), max_bytes=1000, cut=True)).body) == 1000


@pytest.mark.parametrize("port", [1, 22, 25, 110, 445, 993, 6000, 6667, 10080])
async def test_a_port_where_no_web_server_is_is_not_asked(port: int) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["8.8.8.8"]

    async with Fetcher("x", resolve=resolve) as fetcher:
        error = await failure(fetcher, f"http://news.example:{port}/")
    assert error.kind == "forbidden-address"
    assert str(error).startswith(f"news.example: port {port} is none where web servers are")


@pytest.mark.parametrize(
    "answer",
    [
        Dropped(),
        Page(body=b"<rss/>" * 100, breaks_after=50),
        Page(body=b"<rss/>", says_length=6000),
        Page(body=b"<rss/>", headers={"Transfer-Encoding": "chunked"}, says_length=6),
    ],
)
async def test_a_connection_that_breaks_is_said_to(site: Site, fetcher: Fetcher, answer: Page | Dropped) -> None:
    site.pages["/feed.xml"] = answer
    error = await failure(fetcher, site.url("/feed.xml"))
    assert error.kind == "protocol"
    assert str(error).startswith("127.0.0.1: ")


async def test_a_redirect_is_followed_and_the_old_address_kept(site: Site, fetcher: Fetcher) -> None:
    site.pages["/old"] = redirect("/feed.xml")
    site.pages["/feed.xml"] = FEED
    got = await fetcher.get(site.url("/old"))
    assert (got.url, got.final_url, got.permanent_url) == (site.url("/old"), site.url("/feed.xml"), None)


@pytest.mark.parametrize("code", [301, 308])
async def test_a_feed_that_moved_for_good_says_where(site: Site, fetcher: Fetcher, code: int) -> None:
    site.pages["/oldest"] = redirect("/old", code=code)
    site.pages["/old"] = redirect(site.url("/feed.xml"), code=code)
    site.pages["/feed.xml"] = FEED
    assert (await fetcher.get(site.url("/oldest"))).permanent_url == site.url("/feed.xml")


async def test_what_lies_behind_a_passing_redirect_is_no_new_address(site: Site, fetcher: Fetcher) -> None:
    site.pages["/oldest"] = redirect("/old", permanent=True)
    site.pages["/old"] = redirect("/today", permanent=False)
    site.pages["/today"] = redirect("/feed.xml", permanent=True)
    site.pages["/feed.xml"] = FEED
    assert (await fetcher.get(site.url("/oldest"))).permanent_url == site.url("/old")


async def test_redirects_in_a_circle_are_left(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = redirect("/b")
    site.pages["/b"] = redirect("/a")
    error = await failure(fetcher, site.url("/a"))
    assert (error.kind, str(error)) == ("redirect", "127.0.0.1: more than 5 redirects in a row")
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    "target", ["file:///etc/hosts", "ftp://files.example/", "javascript:alert(1)", "http://[::1", ""]
)
async def test_a_redirect_to_no_web_address_is_refused(site: Site, fetcher: Fetcher, target: str) -> None:
    site.pages["/a"] = redirect(target)
    assert (await failure(fetcher, site.url("/a"))).kind == "redirect"


async def test_a_redirect_to_a_private_address_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = redirect("http://10.1.2.3/metadata")
    error = await failure(fetcher, site.url("/a"))
    assert error.kind == "forbidden-address"
    assert str(error) == "10.1.2.3 is not a public address; list it under fetch.allow_networks to read from it"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0"])
async def test_loopback_is_refused_in_every_spelling_unless_allowed(site: Site, host: str) -> None:
    async with Fetcher("x") as fetcher:
        error = await failure(fetcher, f"http://{host}:{site.port}/")
    assert error.kind in ("forbidden-address", "dns", "protocol")
    assert site.requests == []


async def test_a_name_that_leads_inside_is_refused(site: Site) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async with Fetcher("x", resolve=resolve) as fetcher:
        error = await failure(fetcher, f"http://news.example:{site.port}/")
    assert str(error).startswith("news.example is 127.0.0.1, which is not a public address")
    assert site.requests == []


async def test_the_address_that_was_judged_is_the_one_connected_to(site: Site) -> None:
    """A name server that answers differently the second time is never asked a second time."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    site.pages["/feed.xml"] = FEED
    async with Fetcher("x", ["127.0.0.1"], resolve=resolve) as fetcher:
        got = await fetcher.get(f"http://news.example:{site.port}/feed.xml")
    assert (got.status, asked) == (200, ["news.example"])
    assert site.requests[0].headers["host"] == f"news.example:{site.port}"


async def test_only_the_public_addresses_of_a_name_are_tried(site: Site) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.1", "fe80::1", "127.0.0.1"]

    site.pages["/feed.xml"] = FEED
    async with Fetcher("x", ["127.0.0.1"], resolve=resolve) as fetcher:
        assert (await fetcher.get(f"http://news.example:{site.port}/feed.xml")).status == 200


async def test_an_address_that_refuses_is_followed_by_the_next(site: Site) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.99", "127.0.0.1"]

    site.pages["/feed.xml"] = FEED
    async with Fetcher("x", ["127.0.0.0/8"], resolve=resolve) as fetcher:
        assert (await fetcher.get(f"http://news.example:{site.port}/feed.xml")).status == 200


@pytest.mark.parametrize(
    ("code", "words"),
    [(socket.EAI_NONAME, "no such host"), (socket.EAI_AGAIN, "the name service can't be asked just now")],
)
async def test_a_name_that_nobody_knows_is_not_one_that_nobody_could_be_asked_for(code: int, words: str) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(code, "words of the system")

    async with Fetcher("x", resolve=resolve) as fetcher:
        error = await failure(fetcher, "https://no-such-host.example/feed")
    assert (error.kind, str(error)) == ("dns", f"no-such-host.example: {words}")


async def test_a_server_without_tls_is_no_secure_server(site: Site, fetcher: Fetcher) -> None:
    error = await failure(fetcher, f"https://127.0.0.1:{site.port}/")
    assert error.kind == "tls"
    assert str(error).startswith("127.0.0.1: no secure connection")


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "file:///etc/hosts", "x.example/feed", "", "http://", "http://:80/"]
)
async def test_what_is_no_web_address_is_not_asked(fetcher: Fetcher, url: str) -> None:
    assert (await failure(fetcher, url)).kind == "protocol"


async def test_a_password_is_used_but_never_shown(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed.xml"] = FEED
    site.pages["/broken"] = status(401)
    open_sesame = site.url("/feed.xml").replace("http://", "http://ali:sesame@")
    got = await fetcher.get(open_sesame)
    assert site.requests[0].headers["authorization"].startswith("Basic ")
    assert got.final_url == site.url("/feed.xml")
    await failure(fetcher, open_sesame.replace("feed.xml", "broken"))
    site.down()
    await failure(fetcher, open_sesame)


async def test_a_password_goes_to_its_own_server_only(site: Site, fetcher: Fetcher) -> None:
    site.pages["/here"] = redirect("/feed.xml")
    site.pages["/away"] = redirect(f"http://127.0.0.2:{site.port}/feed.xml")
    site.pages["/feed.xml"] = FEED
    await fetcher.get(site.url("/here").replace("http://", "http://ali:sesame@"))
    assert "authorization" in site.requests[-1].headers
    with pytest.raises(FetchError):  # nobody listens there; what matters is that nothing is taken along
        await fetcher.get(site.url("/away").replace("http://", "http://ali:sesame@"))
    with Site() as other:
        other.pages["/feed.xml"] = FEED
        site.pages["/away"] = redirect(other.url("/feed.xml"))
        await fetcher.get(site.url("/away").replace("http://", "http://ali:sesame@"))
        assert "authorization" not in other.requests[-1].headers


async def test_cookies_are_not_kept(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed.xml"] = Page(body=b"<rss/>", headers={"Set-Cookie": "seen=1; Path=/"})
    await fetcher.get(site.url("/feed.xml"))
    await fetcher.get(site.url("/feed.xml"))
    assert "cookie" not in site.requests[1].headers


async def test_the_fetcher_works_on_after_every_failure(site: Site, fetcher: Fetcher) -> None:
    site.pages["/bomb"] = bomb(8, "gzip")
    site.pages["/drop"] = Dropped()
    site.pages["/slow"] = Silent()
    site.pages["/feed.xml"] = FEED
    for _ in range(3):
        for path in ("/bomb", "/drop", "/slow", "/none"):
            await failure(fetcher, site.url(path), total_seconds=0.2, max_bytes=50_000)
        assert (await fetcher.get(site.url("/feed.xml"))).status == 200


def test_a_network_that_is_none_is_refused_with_its_text() -> None:
    with pytest.raises(SettingsError, match=r'"10\.0\.0\.0/99" is no network'):
        Fetcher("x", ["10.0.0.0/99"])


async def test_a_name_that_no_host_can_have_is_no_readable_address(site: Site, fetcher: Fetcher) -> None:
    site.pages["/old"] = redirect("http://xn--a.example/")
    error = await failure(fetcher, "http://xn--a.example/")
    assert (error.kind, str(error)) == ("protocol", "xn--a.example is no readable address")
    error = await failure(fetcher, site.url("/old"))
    assert (error.kind, str(error)) == ("redirect", "127.0.0.1: redirected to what is no readable address")
