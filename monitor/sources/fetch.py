"""Asks the outside world for feeds and pages: politely, within limits, and never at a private address."""

from __future__ import annotations

import asyncio
import http
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Literal, Self

import httpcore
import httpx

from monitor.errors import FetchError
from monitor.model import Clock, host_asked, utc_now
from monitor.sources.addresses import GuardedBackend, Resolver, SystemResolver, networks
from monitor.sources.gates import Gates, Place
from monitor.sources.inflate import InflateError, inflater
from monitor.sources.urls import host_of, without_userinfo

MAX_BYTES = 10 * 1024 * 1024
"""Unpacked size of the largest body we take, unless the caller says otherwise."""
TOTAL_SECONDS = 30.0
"""Time for one `get`, redirects included, unless the caller says otherwise."""
MAX_REDIRECTS = 5
MAX_HEADER_BYTES = 64 * 1024
"""Names and values of all headers of one answer."""

Lane = Literal["feeds", "pages", "robots"]
"""Requests of one lane never wait for those of another: slow pages must not keep feeds waiting."""

_CONNECT_SECONDS = 10.0
_TOO_LONG = "Receive buffer too long"
"""What httpcore's HTTP parser (h11) says of headers over 100 KB, before we see any of them."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer that can be used: the body whole and unpacked, or word that nothing changed (`not_modified`)."""

    url: str
    """What was asked."""
    final_url: str
    """Where the answer came from after redirects, without user name and password."""
    status: int
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes
    content_type: str | None
    """The whole Content-Type header, charset included, or None."""
    etag: str | None
    last_modified: str | None
    not_modified: bool = False
    permanent_url: str | None = None
    """The address to ask from now on, when the server says that the feed has moved for good. It keeps the password
    that `url` had, as long as the feed stayed on its server."""


class Fetcher:
    """One shared client for all feeds and pages. Use as `async with Fetcher(…) as fetcher`.

    `allow_networks` are addresses or ranges that may be asked although they are not public, and at any port;
    `concurrency` is the number of requests of one lane under way at once, `per_host` of one host over all lanes;
    `resolve` turns names into addresses (the machine's own by default).
    """

    def __init__(
        self,
        user_agent: str,
        allow_networks: Sequence[str] = (),
        concurrency: int = 64,
        *,
        per_host: int = 2,
        clock: Clock = utc_now,
        resolve: Resolver | None = None,
    ) -> None:
        self._clock = clock
        lanes: tuple[Lane, ...] = ("feeds", "pages", "robots")
        self._lanes = {lane: asyncio.Semaphore(concurrency) for lane in lanes}
        self._gates = Gates(per_host)
        own = SystemResolver()  # its threads start with the first question
        self._close_resolver = own.close
        guard = GuardedBackend(networks(allow_networks), resolve or own)
        transport = _GuardedTransport(guard, connections=max(100, len(lanes) * concurrency))
        self._client = httpx.AsyncClient(
            transport=transport,
            headers={"user-agent": user_agent, "accept": _ACCEPT, "accept-encoding": "gzip, deflate, br"},
            # No cookies: the next request must not depend on the last one.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            event_hooks={"response": [_take_location]},
            trust_env=False,
        )

    @property
    def under_way(self) -> Mapping[str, int]:
        """How many requests are under way, or wait to be, by host."""
        return self._gates.counts

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)
        self._close_resolver()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int = MAX_BYTES,
        cut: bool = False,
        total_seconds: float = TOTAL_SECONDS,
        lane: Lane = "feeds",
        on_redirect: Callable[[str], Awaitable[None]] | None = None,
    ) -> Fetched:
        """The body at `url`, or `not_modified` when the validators given still hold.

        Follows at most MAX_REDIRECTS redirects, each to a public http(s) address; `on_redirect` is asked before each
        and may refuse by raising FetchError. `max_bytes` bounds the unpacked body: a longer one is refused, or ends
        there (`cut`). `total_seconds` bounds the whole errand, from the moment its turn comes. Raises FetchError: one
        line that names the host and never a password.
        """
        errand = _Errand(etag, last_modified, max_bytes, cut, on_redirect)
        async with self._gates.place(host_asked(url)) as place, self._lanes[lane]:
            try:
                async with asyncio.timeout(total_seconds) as limit:
                    return await self._follow(url, errand, _Patience(place, limit, total_seconds))
            except TimeoutError:
                raise FetchError(f"{host_of(url)}: no full answer within {total_seconds:g} s", kind="timeout") from None

    async def _follow(self, url: str, errand: _Errand, patience: _Patience) -> Fetched:
        headers = errand.conditions()
        here = _readable_url(url)
        moved_for_good: str | None = None
        unbroken = True  # a permanent redirect behind a temporary one says nothing of the address we asked
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._ask(here, headers, errand)
            if isinstance(answer, _Answer):
                return Fetched(
                    url=url,
                    final_url=without_userinfo(str(here)),
                    status=answer.status,
                    headers=answer.headers,
                    body=answer.body,
                    content_type=answer.headers.get("content-type"),
                    etag=answer.headers.get("etag"),
                    last_modified=answer.headers.get("last-modified"),
                    not_modified=answer.status == http.HTTPStatus.NOT_MODIFIED,
                    permanent_url=moved_for_good,
                )
            unbroken = unbroken and answer.permanent
            if errand.on_redirect is not None:
                await errand.on_redirect(str(answer.target))
            if answer.target.host != here.host:
                headers = {}  # another host's validators are no business of this one, and may mean anything there
            here = answer.target
            await patience.move(host_asked(str(here)))
            if unbroken:
                moved_for_good = str(here)
        raise FetchError(f"{host_of(url)}: more than {MAX_REDIRECTS} redirects in a row", kind="redirect")

    async def _ask(self, url: httpx.URL, headers: Mapping[str, str], errand: _Errand) -> _Answer | _Redirect:
        host = url.host
        begun = False
        try:
            request = self._client.build_request("GET", url, headers=headers, timeout=_timeouts())
            response = await self._client.send(request, stream=True)
            begun = True
            try:
                _bounded_headers(host, response)
                if response.status_code in _REDIRECTS:
                    return _redirect(url, response)
                self._refuse_failure(url, response, conditional=bool(headers))
                unchanged = response.status_code == http.HTTPStatus.NOT_MODIFIED
                body = b"" if unchanged else await _body(response, errand.max_bytes, cut=errand.cut)
            finally:
                await response.aclose()
        except InflateError as error:
            raise FetchError(f"{host}: {error}", kind="decoding") from None
        except httpx.TimeoutException as error:
            what = "no connection in time" if isinstance(error, httpx.ConnectTimeout) else "the server went silent"
            raise FetchError(f"{host}: {what}", kind="timeout") from None
        except httpx.ConnectError as error:
            raise _connect_error(host, error) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            if not begun and _TOO_LONG in str(error):
                raise _headers_too_large(host) from None
            raise FetchError(f"{host}: {_broken(error)}", kind="protocol") from None
        return _Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)

    def _refuse_failure(self, url: httpx.URL, response: httpx.Response, *, conditional: bool) -> None:
        status = response.status_code
        if status == http.HTTPStatus.NOT_MODIFIED and conditional:
            return
        if 200 <= status < 300 and status != http.HTTPStatus.PARTIAL_CONTENT:
            return
        raise FetchError(
            f"{url.host} answered {status} {_phrase(status)}".rstrip(),
            kind="status",
            status=status,
            host=host_asked(str(url)),
            retry_after=_retry_after(response.headers.get("retry-after"), self._clock()),
            challenged="cf-mitigated" in response.headers,  # Cloudflare's word for its checks
        )


@dataclass(frozen=True, slots=True)
class _Errand:
    """What `get` was asked for, on its way over the redirects."""

    etag: str | None
    last_modified: str | None
    max_bytes: int
    cut: bool
    on_redirect: Callable[[str], Awaitable[None]] | None

    def conditions(self) -> dict[str, str]:
        """The headers that ask for nothing when nothing changed.

        A validator of other than ASCII letters is not sent back: nobody knows which bytes it was.
        """
        headers = {"if-none-match": self.etag, "if-modified-since": self.last_modified}
        return {name: value for name, value in headers.items() if value and value.isascii()}


@dataclass(frozen=True, slots=True)
class _Patience:
    """The time that servers have for an errand, and the place at the one that is asked."""

    place: Place
    limit: asyncio.Timeout
    seconds: float

    async def move(self, host: str) -> None:
        """To another host. The wait for a place there is ours: the servers' time stands still, up to `seconds`."""
        now = asyncio.get_running_loop().time
        left = (self.limit.when() or now()) - now()
        self.limit.reschedule(now() + left + self.seconds)
        await self.place.move(host)
        self.limit.reschedule(now() + left)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Redirect:
    target: httpx.URL
    permanent: bool


class _GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a pool whose connections are opened by the guard (httpx has no public hook for it)."""

    def __init__(self, guard: GuardedBackend, *, connections: int) -> None:
        # One TLS context for all: building one costs tens of milliseconds.
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=connections,
            max_keepalive_connections=10,
            keepalive_expiry=5.0,
            network_backend=guard,
        )


def _timeouts() -> httpx.Timeout:
    """Only connecting has a limit of its own; the rest is bounded by the total time."""
    return httpx.Timeout(None, connect=_CONNECT_SECONDS)


def _readable_url(text: str, base: httpx.URL | None = None) -> httpx.URL:
    """The URL to ask; raises FetchError for what is no http(s) address."""
    kind = "protocol" if base is None else "redirect"
    try:
        url = httpx.URL(text.strip()) if base is None else base.join(text.strip())
        host = url.host  # decoded only here: raises for a label such as xn--a
    except (httpx.InvalidURL, ValueError):
        where = host_of(text) if base is None else f"{base.host}: redirected to what"
        raise FetchError(f"{where} is no readable address", kind=kind) from None
    if url.scheme not in ("http", "https") or not host:
        where = "the address" if base is None else f"{base.host}: the redirect's target"
        raise FetchError(f"{where} is not http or https ({url.scheme or 'no scheme'})", kind=kind)
    return url


async def _take_location(response: httpx.Response) -> None:
    """Hides a redirect's target from httpx, which would read it even where it doesn't follow, and stumble over it."""
    response.extensions["location"] = response.headers.pop("location", "")


def _redirect(url: httpx.URL, response: httpx.Response) -> _Redirect:
    location = response.extensions.get("location", "")
    if not location:
        raise FetchError(f"{url.host} answered {response.status_code} without saying where to", kind="redirect")
    target = _readable_url(location, base=url).copy_with(fragment=None)
    same_origin = (target.scheme, target.host, target.port) == (url.scheme, url.host, url.port)
    # Our password for this server goes on to itself only, and nobody hands us another.
    target = target.copy_with(userinfo=url.userinfo if same_origin else b"")
    return _Redirect(target, permanent=response.status_code in _PERMANENT)


def _bounded_headers(host: str, response: httpx.Response) -> None:
    location = response.extensions.get("location", "")  # it was taken out of them
    if sum(len(name) + len(value) for name, value in response.headers.raw) + len(location) > MAX_HEADER_BYTES:
        raise _headers_too_large(host)


def _headers_too_large(host: str) -> FetchError:
    return FetchError(f"{host}: its headers are larger than {MAX_HEADER_BYTES // 1024} KB", kind="too-large")


async def _body(response: httpx.Response, max_bytes: int, *, cut: bool) -> bytes:
    """The unpacked body; never holds more than `max_bytes` and one piece. A longer one is refused, or `cut` there."""
    host = response.request.url.host
    too_large = FetchError(f"{host}: the body is larger than {_size(max_bytes)}", kind="too-large")
    stated = response.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > max_bytes and not cut:
        raise too_large
    unpack = inflater(response.headers.get("content-encoding", ""))
    body = bytearray()
    packed = 0
    async for chunk in response.aiter_raw():
        packed += len(chunk)
        if packed > max_bytes and not cut:
            raise too_large
        for piece in unpack.pieces(chunk):
            body += piece
            if len(body) > max_bytes:
                if cut:
                    return bytes(body[:max_bytes])
                raise too_large
    unpack.finish()
    return bytes(body)


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from a Retry-After header, which is a number of seconds or a date (RFC 9110, 10.2.3)."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


def _connect_error(host: str, error: httpx.ConnectError) -> FetchError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchError(f"{host}: its certificate is not trusted ({cause.verify_message})", kind="tls")
        if isinstance(cause, ssl.SSLError):
            return FetchError(f"{host}: no secure connection ({cause.reason or 'TLS failed'})", kind="tls")
        if isinstance(cause, ConnectionRefusedError):
            return FetchError(f"{host} refused the connection", kind="refused")
        cause = cause.__cause__ or cause.__context__
    return FetchError(f"{host} can't be reached", kind="refused")


def _broken(error: Exception) -> str:
    if isinstance(error, httpx.RemoteProtocolError):
        return "the answer broke off or is no HTTP"
    if isinstance(error, httpx.NetworkError):
        return "the connection broke"
    return "no usable HTTP exchange"


def _phrase(status: int) -> str:
    """The standard words of a status; the server's own are not repeated."""
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


def _size(count: int) -> str:
    return f"{count / 1e6:.3g} MB" if count >= 1_000_000 else f"{count} bytes"
