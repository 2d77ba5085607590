"""Which network addresses an article may be fetched from: the public internet, and nothing that leads back inside."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

#: public by `ipaddress.is_global` in some Python version, and yet a way inside; what each network is
_INWARD_V4 = tuple(
    (ipaddress.IPv4Network(network), what)
    for network, what in (
        ("192.0.0.0/24", "a special-purpose address"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("100.64.0.0/10", "a carrier's inner address"),
        ("168.63.129.16/32", "a cloud provider's metadata address"),
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")  # all that is handed out as global unicast so far
_INWARD_V6 = tuple(
    (ipaddress.IPv6Network(network), what)
    for network, what in (
        ("::ffff:0:0/96", "an IPv4 address in disguise"),
        ("64:ff9b::/96", "an IPv4 address in disguise (NAT64)"),
        ("64:ff9b:1::/48", "an IPv4 address in disguise (NAT64)"),
        ("2002::/16", "an IPv4 address in disguise (6to4)"),
        ("2001::/32", "an IPv4 address in disguise (Teredo)"),
        ("2001::/23", "a special-purpose address"),
        ("2001:db8::/32", "a documentation address"),
        ("3fff::/20", "a documentation address"),
    )
)


def refusal(address: IPAddress) -> str | None:
    """Why nothing may be fetched from `address`, or None where it is a plain public unicast address.

    >>> refusal(ipaddress.ip_address("169.254.169.254"))
    'a link-local address'
    >>> refusal(ipaddress.ip_address("1.1.1.1")) is None
    True
    """
    inward = _INWARD_V4 if isinstance(address, ipaddress.IPv4Address) else _INWARD_V6
    for network, what in inward:
        if address in network:
            return what
    if address.is_multicast:
        return "a multicast address"
    if address.is_loopback or address.is_unspecified:
        return "this machine's own address"
    if address.is_link_local:
        return "a link-local address"
    if not address.is_global or address.is_reserved:
        return "a private or reserved address"
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_V6:
        return "not a public unicast address"
    return None


def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses that the system's resolver gives for `host`, as text; OSError where it knows none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Whom the HTTP window may talk to: how a host is resolved, which addresses are refused, which ports are open.

    The default is the public internet on ports 80 and 443. No command, file or environment variable changes it; a
    caller in Python (a test with a server of its own) passes another.
    """

    resolve: Callable[[str, int], Sequence[str]] = look_up
    refusal: Callable[[IPAddress], str | None] = refusal
    ports: frozenset[int] = frozenset({80, 443})


PUBLIC_INTERNET = AddressPolicy()
