"""Only plain public unicast addresses may be fetched from."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.sources.addresses import look_up, refusal

INWARD = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1",
    "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1",
    "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::7f00:1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:20::1",
    "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "2001:4860:4860::8888", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]


@pytest.mark.parametrize("text", INWARD)
def test_what_leads_inside_is_refused(text: str) -> None:
    assert refusal(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_the_public_internet_is_not(text: str) -> None:
    assert refusal(ipaddress.ip_address(text)) is None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_in_an_ipv6_one_is_refused_whatever_it_is(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for disguise in (number, 0xFFFF << 32 | number, 0x0064FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert refusal(ipaddress.IPv6Address(disguise))


@given(st.ip_addresses())
def test_nothing_is_let_through_that_is_not_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if not address.is_global or address.is_multicast:
        assert refusal(address)


def test_a_number_is_looked_up_without_a_name_service() -> None:
    assert look_up("127.0.0.1", 80) == ("127.0.0.1",)
