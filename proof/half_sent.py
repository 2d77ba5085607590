"""Clients that keep a server waiting: nothing said, half a head, half a body, a byte a second, an answer not taken."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from proof.raw_http import exchanged, request

#: what each kind of client says first, and then again and again
KINDS: dict[str, tuple[bytes, bytes]] = {
    "nothing said": (b"", b""),
    "half a head": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", b""),
    "a head by the byte": (b"GET / HTTP/1.1\r\nX-Slow: ", b"a"),
    "a head by the line": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X: a\r\n"),
    "half a body": (
        b"POST /read HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{",
        b"",
    ),
    "half a form": (
        b"POST /questions/x/notes HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nContent-Type: "
        b"application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\ntext=",
        b"",
    ),
    "a body after its refusal": (
        b"POST /read HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{",
        b"a",
    ),
    "an answer not taken": (b"GET /static/contingent.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 400, b""),
}


@dataclass(slots=True)
class Held:
    """What became of the clients: how many, the longest that one was held (seconds), how many were never let go, and
    what others were answered meanwhile."""

    clients: int = 0
    longest: float = 0.0
    never: list[str] = field(default_factory=list)
    asked: int = 0
    unanswered: int = 0
    slowest: float = 0.0


def hold(place: tuple[str, int], *, each: int, seconds: float) -> Held:
    """`each` clients of every kind hold on for `seconds` at most, while another asks for a page again and again."""
    held = Held()
    done = threading.Event()

    def ask() -> None:
        while not done.wait(0.1):
            begun = time.monotonic()
            answer = exchanged(place, request("GET", "/healthz", {}), seconds=30.0)
            held.asked += 1
            held.unanswered += answer.status != 200
            held.slowest = max(held.slowest, time.monotonic() - begun)

    asker = threading.Thread(target=ask, daemon=True)
    with ExitStack() as stack:
        begun = time.monotonic()
        clients = []
        for name, (first, more) in KINDS.items():
            for _ in range(each):
                with suppress(OSError):
                    peer = stack.enter_context(socket.create_connection(place, timeout=30))
                    if name == "an answer not taken":
                        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                    peer.setblocking(False)
                    with suppress(OSError):
                        peer.send(first)
                    clients.append((name, peer, more))
        asker.start()
        held.clients = len(clients)
        for name, left in _let_go(clients, begun, seconds):
            held.longest = max(held.longest, left)
            if left >= seconds:
                held.never.append(name)
        done.set()
        asker.join(60)
    return held


def _let_go(
    clients: list[tuple[str, socket.socket, bytes]], begun: float, seconds: float
) -> Iterator[tuple[str, float]]:  # fmt: skip
    """Each client with the time at which the server closed its connection, or with `seconds` where it never did."""
    last = 0.0
    while clients and (passed := time.monotonic() - begun) < seconds:
        time.sleep(0.05)
        drips, last = (passed - last >= 1.0), (passed if passed - last >= 1.0 else last)
        for client in list(clients):
            name, peer, more = client
            if _closed(peer, more if drips else b"", takes=name != "an answer not taken"):
                clients.remove(client)
                yield name, time.monotonic() - begun
    for name, _, _ in clients:
        yield name, seconds


def _closed(peer: socket.socket, more: bytes, *, takes: bool) -> bool:
    """Whether the server has closed the connection; what it says is heard unless the client takes nothing."""
    try:
        if more:
            peer.send(more)
        if takes:
            return peer.recv(1 << 16) == b""
        # one that takes nothing learns of the end by what it sends
        peer.send(b"\r\n")
    except BlockingIOError:
        return False
    except OSError:
        return True
    return False
