"""Where nothing may ever be fetched: inner addresses in every spelling that some program or resolver unpacks."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

#: addresses of IPv4 that lead inside, to nobody, to everybody, or to a cloud's keys
V4 = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255",
    "192.168.0.1", "192.168.255.255", "169.254.0.1", "169.254.169.254", "169.254.170.2", "100.64.0.1",
    "100.100.100.200", "100.127.255.255", "192.0.0.1", "192.0.0.170", "192.0.0.192", "192.0.2.1", "198.51.100.1",
    "203.0.113.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "168.63.129.16", "224.0.0.1", "239.255.255.255",
    "240.0.0.1", "255.255.255.255",
)  # fmt: skip
V6 = (
    "::", "::1", "::2", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00:ec2::254", "fd20:ce::254", "ff02::1",
    "ff0e::1", "100::1", "2001::1", "2001:10::1", "2001:20::1", "2001:2::1", "2001:db8::1", "3fff::1", "5f00::1",
    "::ffff:0:7f00:1", "4000::1", "8000::1",
)  # fmt: skip
#: spelled out in full, a name is as good as an address
NAMES = (
    "localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost", "foo.localhost",
    "metadata.google.internal", "metadata.google.internal.", "metadata", "instance-data", "kubernetes.default.svc",
    "127.0.0.1.nip.example", "7f000001.rebind.example", "host.docker.internal", "printer.local", "router.home.arpa",
)  # fmt: skip
#: no address of the web at all, or one that two programs read in two ways
TRICKS = (
    "http://evil.example@127.0.0.1/", "http://127.0.0.1@evil.example/", "http://evil.example:80@127.0.0.1/",
    "http://evil.example\\@127.0.0.1/", "http://127.0.0.1\\@evil.example/", "http:\\\\127.0.0.1\\", "http:/127.0.0.1/",
    "http:127.0.0.1/", "http:///127.0.0.1/", "http://127.0.0.1%2f@news.example/", "http://127.0.0.1%00.news.example/",
    "http://127.0.0.1\x00.news.example/", "http://127.0.0.1\t/", "http://127.0.\t0.1/", "http://127.0.0.1 /",
    "http://127.0.0.1\r\nHost: news.example/", "http://news.example\r\n@127.0.0.1/", "http://127.0.0.1%0d%0a/",
    "http://127.0.0.1%09/", "http://%31%32%37.0.0.1/", "http://exa%6dple.org/", "http://127.0.0.1%2e/",
    "http://[::1", "http://::1/", "http://[::1%25eth0]/", "http://[fe80::1%25lo]/", "http://[::1%lo]/", "http://[v1.a]/",
    "http://[127.0.0.1]/", "http://[::ffff:127.0.0.1%25lo]/", "http://127.0.0.1:80:80/", "http://127.0.0.1:/x",
    "http://127.0.0.1#@news.example/", "http://127.0.0.1?@news.example/", "http://127.0.0.1;@news.example/",
    "http://127.0.0.1&@news.example/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/",
    "http://127．0．0．1/", "http://127｡0｡0｡1/", "http://１２７.0.0.1/", "http://١٢٧.٠.٠.١/", "http://ⓛocalhost:22/",
    "http://0x7f.0.0.1/", "http://127.0.0.1.0x0/", "http://256.0.0.1/", "http://127.0.0.1.1/", "http://.127.0.0.1/",
    "http://127..0.0.1/", "http://-127.0.0.1/", "http://+127.0.0.1/", "http://0x/", "http://00/",
    "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "file:/etc/passwd", "gopher://127.0.0.1:6379/_INFO",
    "ftp://127.0.0.1/", "dict://127.0.0.1:11211/stats", "ldap://127.0.0.1/", "tftp://127.0.0.1/", "jar:http://127.0.0.1!/",
    "data:text/html,x", "javascript:alert(1)", "view-source:http://127.0.0.1/", "blob:http://127.0.0.1/x",
    "ws://127.0.0.1/", "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun%2Fdocker.sock/", "netdoc:///etc/passwd",
    "//127.0.0.1/", "127.0.0.1", "http://", "https://", "http:", "://", "http://?", "http://#", "http://./", "http://../",
    "http://news.example:22/", "http://news.example:6379/", "http://news.example:0/", "http://news.example:65536/",
    "http://news.example:80abc/", "http://news.example:-80/", "http://user:secret@news.example/",
    "https://news.example:8080/", "http://" + "a" * 300 + ".example/", "http://" + "a." * 200 + "example/",
)  # fmt: skip


def literals() -> tuple[str, ...]:
    """Addresses of the web that name an inner address as a number, or are none: all refused without a look-up."""
    found = dict.fromkeys(f"http://{host}/" for text in V4 for host in _spelled(ipaddress.IPv4Address(text)))
    found |= dict.fromkeys(f"http://{host}/" for text in V4 for host in _wrapped(ipaddress.IPv4Address(text)))
    found |= dict.fromkeys(f"http://[{text}]/" for text in V6)
    found |= dict.fromkeys(f"https://[{ipaddress.IPv6Address(text).exploded}]:443/" for text in V6)
    return tuple(dict.fromkeys((*found, *TRICKS)))


def answers() -> Iterator[tuple[str, ...]]:
    """What a name service may say of a name that leads inside: alone, and hidden among public addresses."""
    for text in (*V4, *V6, *(host.strip("[]") for one in V4[:12] for host in _wrapped(ipaddress.IPv4Address(one)))):
        yield (text,)
        yield ("93.184.215.14", text)
        yield ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", "93.184.215.14", text)
    yield ("fe80::1%2",)
    yield ("::1%lo",)
    yield ("no address",)
    yield ("127.0.0.1 ",)
    yield ("0x7f.1",)
    yield ("",)


def _spelled(address: ipaddress.IPv4Address) -> Iterator[str]:
    """The address as some programs and resolvers take it: decimal, octal, hexadecimal, short, mixed, dotted."""
    a, b, c, d = address.packed
    number = int(address)
    yield str(address)
    yield f"{address}."
    yield str(number)
    yield hex(number)
    yield hex(number).upper()
    yield f"0{number:o}"
    yield f"0x00000000{number:08x}"
    yield f"{a:#x}.{b:#x}.{c:#x}.{d:#x}"
    yield f"0{a:o}.0{b:o}.0{c:o}.0{d:o}"
    yield f"0000{a:o}.{b}.{c}.{d}"
    yield f"{a:03}.{b:03}.{c:03}.{d:03}"
    yield f"{a}.{number & 0xFFFFFF}"
    yield f"{a}.{b}.{number & 0xFFFF}"
    yield f"{a:#x}.{b}.{number & 0xFFFF:#x}"
    yield f"{a}.{b}.{c}.{d}:443"
    if number:
        yield str(number + 2**32)


def _wrapped(address: ipaddress.IPv4Address) -> Iterator[str]:
    """The address inside one of IPv6: mapped, compatible, translated, tunnelled."""
    number = int(address)
    yield f"[::ffff:{address}]"
    yield f"[::{address}]"
    for high, low in (
        (0xFFFF << 32, number), (0xFFFF << 48, number), (0x0064FF9B << 96, number), (0x0064FF9B0001 << 80, number),
        (0x2002 << 112 | number << 80, 1), (0x20010000 << 96, ~number & 0xFFFFFFFF),
        (0x20010000 << 96 | number << 64, 0),        (0x5EFE << 32 | 0xFE80 << 112, number),
    ):  # fmt: skip
        yield f"[{ipaddress.IPv6Address(high | low)}]"
