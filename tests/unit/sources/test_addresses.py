"""Which addresses may be asked."""

from __future__ import annotations

import pytest

from monitor.sources.addresses import is_allowed, networks


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
