"""The HTTP window: what must not be fetched is refused before a connection, what is too large or too slow after it.

The servers are on this machine; only these tests reach them, through an address policy of their own.
"""

from __future__ import annotations

import gzip
import ssl
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler

import pytest
import trustme

from answering_site import Answer, Site, serving
from contingent.core.errors import FetchError
from contingent.sources import wire
from contingent.sources.addresses import PUBLIC_INTERNET
from contingent.sources.fetch import Limits, fetch, shown

LIMITS = Limits(body_bytes=50_000, unpacked_bytes=200_000, ratio_from=20_000, seconds=5.0)
zipped = partial(gzip.compress, mtime=0)  # the same bytes in every process
PAGE = b"<html><body><p>Northland sends 10,000 soldiers.</p></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        yield running


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(FetchError, match=words) as caught:
        yield
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    assert caught.value.exit_code == 2


def no_look_up(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} was looked up")


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/",
        "http://017700000001/", "http://127.1/", "http://127.0.1/", "http://0/", "http://127.0.0.1./",
        "http://0x7f.0x0.0x0.0x1/", "http://①②⑦.⓪.⓪.①/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::a00:1]/", "http://[2002:7f00:1::]/",
        "http://[2001:0:53aa:64c:0:0:80ff:fffe]/", "http://[fe80::1%25eth0]/", "http://[fd00:ec2::254]/",
        "http://169.254.169.254/latest/meta-data/", "http://169.254.170.2/v2/credentials", "http://100.100.100.200/",
        "http://168.63.129.16/", "http://192.0.0.192/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.9.9/",
        "http://100.64.0.1/", "http://224.0.0.1/", "http://0.0.0.0/", "http://255.255.255.255/", "http://198.18.0.1/",
        "http://[ff02::1]/", "http://evil.example@127.0.0.1/", "http://127.0.0.1@evil.example/", "http://[::1",
        "http://evil.example\\@10.0.0.1/", "http://user:secret@news.example/", "http://127.0.0.1%2f@news.example/",
        "http://exa%6dple.org/", "http://a b.example/", "http:///path", "http://", "https://", "news.example",
        "ftp://news.example/", "file:///etc/passwd", "gopher://news.example/", "javascript:alert(1)",
        "data:text/plain,x",
        "http://news.example:22/", "http://news.example:8080/", "http://news.example:99999/", "http://news.example\n/",
        "http://news.example/\x00", "http://" + "a" * 300 + ".example/", "http://news.example/" + "a" * 3000, "",
    ],
)  # fmt: skip
def test_what_must_not_be_fetched_is_refused_without_a_look_up(url: str) -> None:
    with refused("."):
        fetch(url, policy=replace(PUBLIC_INTERNET, resolve=no_look_up))


@pytest.mark.parametrize(
    "answer",
    [
        ["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:10.0.0.1"], ["64:ff9b::a00:1"],
        ["fe80::1%2"], ["93.184.215.14", "10.0.0.1"], ["2606:2800:21f:cb07::1", "::1"], ["no address"],
    ],
)  # fmt: skip
def test_a_name_with_any_inner_address_is_refused(answer: list[str]) -> None:
    with refused("only public addresses"):
        fetch("https://news.example/", policy=replace(PUBLIC_INTERNET, resolve=lambda _host, _port: answer))


def test_a_name_that_nobody_knows_is_refused() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError("Name or service not known")

    for resolve in (unknown, lambda _host, _port: []):
        with refused("'news.example' is not known"):
            fetch("https://news.example/", policy=replace(PUBLIC_INTERNET, resolve=resolve))


def test_a_look_up_that_never_ends_is_given_up(site: Site) -> None:
    def slow(_host: str, _port: int) -> Sequence[str]:
        site.closing.wait(20)
        return ["127.0.0.1"]

    with refused("not resolved within 0.1 seconds"):
        fetch(site.url(), policy=site.policy(slow), limits=replace(LIMITS, seconds=0.1))


def test_user_information_is_not_shown_in_a_refusal() -> None:
    with pytest.raises(FetchError) as caught:
        fetch("https://me:secret@news.example/", policy=replace(PUBLIC_INTERNET, resolve=no_look_up))
    assert "secret" not in str(caught.value)
    assert shown("https://me:secret@news.example/a\nb") == "https://news.example/a?b"


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to(site: Site) -> None:
    answers = iter(["127.0.0.1", "10.0.0.1", "10.0.0.1"])
    site.answers["/"] = (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)
    found = fetch(site.url(), policy=site.policy(lambda _host, _port: [next(answers)]), limits=LIMITS)
    assert (found.body, found.content_type, found.final_url) == (PAGE, "text/html; charset=utf-8", site.url())
    assert site.asked == [("/", f"news.example:{site.port}")]
    assert next(answers) == "10.0.0.1"  # the second answer of a rebinding name server was never asked for


def test_a_second_address_is_tried_where_the_first_does_not_answer(site: Site) -> None:
    site.answers["/"] = (200, {}, PAGE)
    both = replace(site.policy(lambda _host, _port: ["127.0.0.2", "127.0.0.1"]), refusal=lambda _address: None)
    assert fetch(site.url("/#part"), policy=both, limits=LIMITS).final_url == site.url("/")


def test_settings_of_the_environment_lead_nowhere(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.answers["/"] = (200, {}, PAGE)
    assert fetch(site.url(), policy=site.policy(), limits=LIMITS).body == PAGE


# ---------------------------------------------------------------- redirects


def test_five_redirects_are_followed_and_a_sixth_is_not(site: Site) -> None:
    for hop in range(8):
        site.answers[f"/{hop}"] = (302, {"Location": f"/{hop + 1}"}, b"")
    site.answers["/8"] = (200, {}, PAGE)
    assert fetch(site.url("/3"), policy=site.policy(), limits=LIMITS).final_url == site.url("/8")
    with refused("more than 5 redirects"):
        fetch(site.url("/2"), policy=site.policy(), limits=LIMITS)
    assert site.asked[-1] == ("/7", f"news.example:{site.port}")


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://2130706433/", "//[::1]/", "http://0x7f.1/",
        "http://[::ffff:127.0.0.1]/", "file:///etc/passwd", "ftp://news.example/", "http://me:pw@news.example/",
        "http://news.example:22/", "http://inside.example/", "http://[", "",
    ],
)  # fmt: skip
def test_every_hop_is_checked_anew(site: Site, location: str) -> None:
    def resolve(host: str, _port: int) -> Sequence[str]:
        return ["10.0.0.1"] if host == "inside.example" else ["127.0.0.1"]

    site.answers["/"] = (307, {"Location": location}, b"")
    with refused("."):
        fetch(site.url(), policy=site.policy(resolve), limits=LIMITS)
    assert len(site.asked) == 1


@pytest.mark.parametrize("status", [204, 304, 404, 500])
def test_any_other_answer_is_named(site: Site, status: int) -> None:
    site.answers["/"] = (status, {}, b"")
    with refused(f"answered {status}"):
        fetch(site.url(), policy=site.policy(), limits=LIMITS)


# ------------------------------------------------------------ size and time


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", zipped(PAGE)), ("x-gzip", zipped(PAGE)), ("deflate", zlib.compress(PAGE)),
        ("deflate", raw_deflate(PAGE)), ("identity", PAGE), ("gzip", zipped(PAGE[:9]) + zipped(PAGE[9:])),
        ("gzip", zipped(PAGE) + b"\x00" * 9),
    ],
)  # fmt: skip
def test_a_packed_page_is_unpacked(site: Site, encoding: str, packed: bytes) -> None:
    site.answers["/"] = (200, {"Content-Encoding": encoding}, packed)
    assert fetch(site.url(), policy=site.policy(), limits=LIMITS).body == PAGE


@pytest.mark.parametrize(
    ("headers", "body", "words"),
    [
        ({}, b"x" * 50_001, "larger than 50,000 bytes"),
        ({"Content-Length": "999999999999"}, b"x", "larger than 50,000 bytes"),
        ({"Content-Length": "500"}, b"x", "could not be fetched"),
        ({"Content-Encoding": "gzip"}, zipped(b"\x00" * 10_000_000), "unpacks to more than 200,000 bytes"),
        ({"Content-Encoding": "gzip"}, zipped(b"\x00" * 150_000), "unpacks to more than 20,000 bytes"),
        ({"Content-Encoding": "gzip"}, zipped(b"\x00" * 9_000) * 5, "unpacks to more than 21,"),
        ({"Content-Encoding": "gzip"}, zipped(PAGE)[:-9], "ends before"),
        ({"Content-Encoding": "gzip"}, PAGE, "does not unpack"),
        ({"Content-Encoding": "br"}, PAGE, "packed as 'br'"),
        ({"Content-Encoding": "gzip, gzip"}, zipped(zipped(PAGE)), "packed as 'gzip, gzip'"),
    ],
)
def test_too_much_or_broken_is_refused(site: Site, headers: dict[str, str], body: bytes, words: str) -> None:
    site.answers["/"] = (200, headers, body)
    with refused(words):
        fetch(site.url(), policy=site.policy(), limits=LIMITS)


def endless_head(handler: BaseHTTPRequestHandler, closing: threading.Event) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not closing.wait(0.02):
        handler.wfile.write(b"a")


def endless_body(handler: BaseHTTPRequestHandler, closing: threading.Event) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not closing.wait(0.02):
        handler.wfile.write(b"a")


def silence(_handler: BaseHTTPRequestHandler, closing: threading.Event) -> None:
    closing.wait(20)


@pytest.mark.parametrize("answer", [endless_head, endless_body, silence])
def test_a_server_that_drips_gains_nothing(site: Site, answer: Answer) -> None:
    site.answers["/"] = answer
    with refused("took longer than 0.3 seconds"):
        fetch(site.url(), policy=site.policy(), limits=replace(LIMITS, seconds=0.3))


def test_a_head_without_end_and_an_answer_that_is_no_http(site: Site) -> None:
    def long_head(handler: BaseHTTPRequestHandler, closing: threading.Event) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 300_000)
        closing.wait(20)

    def babble(handler: BaseHTTPRequestHandler, _closing: threading.Event) -> None:
        handler.wfile.write(b"220 mail.example ESMTP\r\n")

    for answer in (long_head, babble):
        site.answers["/"] = answer
        with refused("could not be fetched"):
            fetch(site.url(), policy=site.policy(), limits=LIMITS)


def test_nobody_at_home(site: Site) -> None:
    with serving(Site()) as gone:
        closed = gone
    with refused("could not be fetched"):
        fetch(closed.url(), policy=closed.policy(), limits=LIMITS)


# ---------------------------------------------------------------------- TLS


def test_the_certificate_is_that_of_the_name_and_not_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    site = Site()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(context)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.answers["/"] = (200, {}, PAGE)
    with serving(site):
        with refused("certificate"):
            fetch(site.url(scheme="https"), policy=site.policy(), limits=LIMITS)
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        monkeypatch.setattr(wire, "_trust", lambda: trusting)
        assert fetch(site.url(scheme="https"), policy=site.policy(), limits=LIMITS).body == PAGE
        with refused("certificate"):
            fetch(site.url(scheme="https", host="other.example"), policy=site.policy(), limits=LIMITS)
    assert len(site.asked) == 1


def test_data_that_come_encrypted_are_not_followed_to_where_they_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    site = Site()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(context)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.answers["/"] = (302, {"Location": site.url("/more")}, b"")
    site.answers["/more"] = (200, {}, PAGE)
    site.answers["/safe"] = (302, {"Location": site.url("/more", scheme="https")}, b"")
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    monkeypatch.setattr(wire, "_trust", lambda: trusting)
    with serving(site):
        with refused("unencrypted"):
            fetch(site.url(scheme="https"), policy=site.policy(), limits=LIMITS, keep_tls=True)
        found = fetch(site.url("/safe", scheme="https"), policy=site.policy(), limits=LIMITS, keep_tls=True)
    assert found.body == PAGE


def test_the_caps_are_those_of_the_design() -> None:
    caps = Limits()
    assert (caps.body_bytes, caps.unpacked_bytes, caps.ratio, caps.seconds, caps.redirects) == (
        10_000_000, 50_000_000, 100, 20.0, 5,
    )  # fmt: skip
    assert PUBLIC_INTERNET.ports == {80, 443}
