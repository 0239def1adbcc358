"""Which network addresses may be asked: public ones, and those that the settings allow by name."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpcore

from monitor.errors import FetchError, SettingsError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Turns (host, port) into literal addresses, best first; raises OSError when there are none."""

_TRIED_AT_MOST = 4
"""Addresses of one host that are tried before we give up."""

_ANSWER_HOLDS = 60.0
"""Seconds for which an answer of the name service is believed. Every use of it is judged anew."""
_SILENT_AFTER = 10.0
"""Seconds after which nobody else begins to wait for a name that the name service still owes an answer for."""
_NAMES_KEPT = 5000

_WEB_PORTS = frozenset({80, 443})
_FIRST_UNRESERVED_PORT = 1024
_BAD_PORTS = frozenset(
    # Where other services listen, to whom a request could be a command: the "bad ports" of fetch.spec.whatwg.org.
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
)

_PUBLIC_V6 = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NOT_PUBLIC = [
    # The IANA special-purpose registries (RFC 6890 and its successors), where `is_global` of some Python versions
    # says otherwise or says nothing.
    ipaddress.ip_network(cidr)
    for cidr in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "2001::/23", "3fff::/20")
]


def networks(allowed: Iterable[str]) -> tuple[Network, ...]:
    """The networks of `fetch.allow_networks`: CIDR or single addresses; raises SettingsError naming a bad one."""
    found: list[Network] = []
    for text in allowed:
        try:
            found.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError:
            raise SettingsError(
                f'fetch.allow_networks: "{text}" is no network; write an address or a range such as 10.1.0.0/16'
            ) from None
    return tuple(found)


def is_allowed(literal: str, allowed: Sequence[Network] = (), port: int = 443) -> bool:
    """Whether a literal address may be asked; an IPv6 one that leads to an IPv4 address is judged by that.

    What is not `allowed` by name is asked at web ports only: 80, 443, and those from 1024 that browsers use too.
    """
    try:
        address: Address = ipaddress.ip_address(literal.partition("%")[0])
    except ValueError:
        return False
    inside = _embedded(address)
    if any(address in network or (inside is not None and inside in network) for network in allowed):
        return True
    return is_web_port(port) and _is_public(inside if inside is not None else address)


def is_web_port(port: int) -> bool:
    """Whether web servers may be expected there."""
    return port in _WEB_PORTS or (port >= _FIRST_UNRESERVED_PORT and port not in _BAD_PORTS)


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv4-mapped, 6to4, Teredo or NAT64 address leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address not in _PUBLIC_V6:
        return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in network for network in _NOT_PUBLIC)


class SystemResolver:
    """The machine's own name service, asked in threads of its own so that a slow one blocks nobody's database.

    What it says of a name holds for a minute, that there is no such name too. A name is asked for once, however many
    wait for it: a name whose servers are silent holds one thread, and no other name.
    """

    def __init__(
        self,
        threads: int = 32,
        *,
        lookup: Callable[[str, int], list[str]] | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`lookup` asks the name service and blocks; `seconds` tells how time goes on. Tests own them."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="dns")
        self._lookup = lookup or _system_lookup
        self._seconds = seconds
        self._answers: dict[str, tuple[float, asyncio.Future[list[str]]]] = {}

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        now = self._seconds()
        asked, answer = self._answers.get(host, (now, None))
        if answer is None or (answer.done() and now - asked >= _ANSWER_HOLDS):
            asked = now
            answer = asyncio.get_running_loop().run_in_executor(self._threads, self._lookup, host, port)
            answer.add_done_callback(_seen)
            self._answers.pop(host, None)
            self._answers[host] = (asked, answer)
            while len(self._answers) > _NAMES_KEPT:
                del self._answers[next(iter(self._answers))]
        if not answer.done() and now - asked >= _SILENT_AFTER:
            raise TimeoutError(f"{host}: the name service is silent")
        return await asyncio.shield(answer)  # whoever loses patience must not take the answer from the others

    def close(self) -> None:
        """Takes no new questions; does not wait for those under way."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _system_lookup(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _seen(answer: asyncio.Future[list[str]]) -> None:
    """A failure that nobody waits for any more is no fault of ours."""
    if not answer.cancelled():
        answer.exception()


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore. Each name is resolved once and the very address that was judged is connected to.

    So a name whose answer changes between check and use gains nothing, and every redirect passes here too.
    Raises FetchError of kind dns or forbidden-address; connection errors are httpcore's own.
    """

    def __init__(self, allowed: Sequence[Network], resolve: Resolver) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A TCP connection to the first reachable address of `host` that may be asked."""
        try:
            async with asyncio.timeout(timeout):
                found = await self._resolve(host, port)
        except TimeoutError:
            raise FetchError(f"{host}: the name service gave no answer in time", kind="dns") from None
        except (OSError, UnicodeError) as error:
            unasked = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
            what = "the name service can't be asked just now" if unasked else "no such host"
            raise FetchError(f"{host}: {what}", kind="dns") from None
        usable = [address for address in found if is_allowed(address, self._allowed, port)]
        if not usable and not is_web_port(port):
            raise FetchError(
                f"{host}: port {port} is none where web servers are; to read from it, list its address under "
                "fetch.allow_networks",
                kind="forbidden-address",
            )
        if not usable:
            where = "" if not found or found[0] == host else f" is {found[0]}, which"
            raise FetchError(
                f"{host}{where} is not a public address; list it under fetch.allow_networks to read from it",
                kind="forbidden-address",
            )
        usable = usable[:_TRIED_AT_MOST]
        share = None if timeout is None else timeout / len(usable)
        for address in usable[:-1]:
            try:
                return await self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(usable[-1], port, share, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: no feed lives there."""
        raise FetchError("a unix socket is no feed address", kind="forbidden-address")

    async def sleep(self, seconds: float) -> None:
        """httpcore's pause between its own retries (we ask for none)."""
        await asyncio.sleep(seconds)
