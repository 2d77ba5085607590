"""A connection that keeps the service waiting loses its place; what is answered before any page is guarded as well."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from contingent.web import patience, security
from contingent.web.app import application
from contingent.web.service import Service
from proof.callers import unguarded
from proof.raw_http import Answer, answer_in, exchanged
from proof.serving import answered

SECONDS = 0.3


@pytest.fixture
def place(
    empty_ledger: Path, service_on: Callable[[Path], Service], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, int]]:
    monkeypatch.setattr(patience, "HEAD_SECONDS", SECONDS)
    monkeypatch.setattr(security, "SILENT_SECONDS", SECONDS)
    monkeypatch.setattr(patience, "MOST_CONNECTIONS", 4)
    with answered(application(service_on(empty_ledger))) as where:
        yield where


@contextmanager
def connected(place: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(place, timeout=20) as peer:
        yield peer


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTT", 408),
        (b"POST /questions/q/notes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
         b'Content-Length: 90\r\n\r\n{"text"', 408),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 80_000, 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    ],
    ids=["half a head", "half a body", "no HTTP", "a head without end", "two lengths"],
)  # fmt: skip
def test_what_does_not_come_or_is_no_request_is_told_so(place: tuple[str, int], sent: bytes, status: int) -> None:
    answer = exchanged(place, sent)
    assert answer.status == status
    assert unguarded(answer.headers, "/") == []


def test_a_connection_that_says_nothing_is_closed(place: tuple[str, int]) -> None:
    with connected(place) as peer:
        assert peer.recv(10) == b""


def test_a_drip_gains_no_time(place: tuple[str, int]) -> None:
    with connected(place) as peer:
        begun = time.monotonic()
        peer.sendall(b"GET / HTTP/1.1\r\nX: ")
        peer.settimeout(SECONDS / 10)
        heard = b""
        while not heard and time.monotonic() - begun < 20:
            try:
                heard = peer.recv(4096)
            except TimeoutError:
                peer.sendall(b"a")
        assert answer_in(heard).status == 408


def test_whoever_kept_us_waiting_longest_makes_room(place: tuple[str, int]) -> None:
    with connected(place) as first, connected(place), connected(place), connected(place), connected(place) as last:
        last.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert answer_in(last.makefile("rb").read()).status == 200
        with suppress(ConnectionResetError):
            assert first.recv(10) == b""


def test_a_kept_connection_is_asked_again(place: tuple[str, int]) -> None:
    with connected(place) as peer:
        for _ in range(3):
            peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            heard = b""
            while b"ok\n" not in heard:
                heard += peer.recv(4096)
            found: Answer = answer_in(heard)
            assert found.status == 200
            time.sleep(SECONDS * 1.5)  # between two requests the connection is kept longer than a head is waited for
