"""Which addresses may be asked."""

from __future__ import annotations

import asyncio
import threading

import pytest

from monitor.sources.addresses import SystemResolver, is_allowed, networks


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses_may_be_asked(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "255.255.255.255",
        "100.64.0.1", "192.0.0.8", "192.0.0.170", "198.18.0.1", "192.0.2.1", "203.0.113.5", "224.0.0.1", "239.1.1.1",
        "240.0.0.1", "192.88.99.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
        "64:ff9b:1::808:808", "2002:7f00:1::", "2002:a00:1::1", "2001:0:808:808:0:0:80ff:fffe", "2001:db8::1",
        "3fff::1", "100::1", "5f00::1", "not an address", "",
    ],
)  # fmt: skip
def test_inner_reserved_and_shared_addresses_may_not(address: str) -> None:
    assert not is_allowed(address)


def test_an_allowed_network_may_be_asked_and_its_neighbour_not() -> None:
    allowed = networks(["10.1.0.0/16", "::1"])
    assert is_allowed("10.1.2.3", allowed)
    assert is_allowed("::ffff:10.1.2.3", allowed)
    assert is_allowed("::1", allowed)
    assert not is_allowed("10.2.0.1", allowed)
    assert not is_allowed("127.0.0.1", allowed)


def test_only_an_allowed_address_may_be_asked_at_any_port() -> None:
    ports = (80, 443, 8080, 8443, 22, 6000)
    assert [is_allowed("8.8.8.8", (), port) for port in ports] == [True, True, True, True, False, False]
    assert all(is_allowed("8.8.8.8", networks(["8.8.8.8"]), port) for port in ports)
    assert not is_allowed("10.0.0.1", (), 80)


class NameService:
    """Names that are known, names that are not, and names for which it never answers while it hangs."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.hanging = threading.Event()
        self.seconds = 0.0

    def lookup(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host.startswith("hanging"):
            self.hanging.wait(30)
        if host.startswith("unknown"):
            raise OSError("no such host")
        return ["8.8.8.8"]

    def resolver(self, threads: int = 32) -> SystemResolver:
        return SystemResolver(threads, lookup=self.lookup, seconds=lambda: self.seconds)


async def test_an_answer_of_the_name_service_holds_for_a_minute() -> None:
    service = NameService()
    resolve = service.resolver()
    for seconds in (0, 59, 60, 61):
        service.seconds = seconds
        assert await resolve("wire.example", 443) == ["8.8.8.8"]
        with pytest.raises(OSError, match="no such host"):
            await resolve("unknown.example", 443)
    assert service.asked == ["wire.example", "unknown.example"] * 2
    resolve.close()


async def test_names_that_hang_hold_a_thread_each_and_nobody_else() -> None:
    service = NameService()
    resolve = service.resolver(threads=4)
    waiting = [asyncio.ensure_future(resolve(f"hanging{n % 3}.example", 443)) for n in range(60)]
    assert await resolve("wire.example", 443) == ["8.8.8.8"]
    assert sorted(service.asked) == [*(f"hanging{n}.example" for n in range(3)), "wire.example"]
    service.seconds = 10  # whoever comes later does not begin to wait
    with pytest.raises(TimeoutError):
        await resolve("hanging0.example", 443)
    service.hanging.set()
    assert await asyncio.gather(*waiting) == [["8.8.8.8"]] * 60
    assert await resolve("hanging0.example", 443) == ["8.8.8.8"]
    resolve.close()


async def test_whoever_loses_patience_takes_the_answer_from_nobody() -> None:
    service = NameService()
    resolve = service.resolver()
    impatient = asyncio.ensure_future(resolve("hanging.example", 443))
    patient = asyncio.ensure_future(resolve("hanging.example", 443))
    await asyncio.sleep(0)
    impatient.cancel()
    service.hanging.set()
    assert await patient == ["8.8.8.8"]
    resolve.close()
