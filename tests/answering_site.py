"""A server on this machine that answers as it is told, and remembers what it was asked and sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from contingent.sources.addresses import AddressPolicy
from proof.servers.loopback import Loopback, Quiet, running, to_nowhere_else

Answer = tuple[int, dict[str, str], bytes] | Callable[[BaseHTTPRequestHandler, threading.Event], None]


class Site:
    """A server on this machine that answers as told, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.posted: list[tuple[bytes, dict[str, str]]] = []
        self.closing = threading.Event()
        site = self

        class Handler(Quiet):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"]))
                site.posted.append((sent, {name.lower(): value for name, value in self.headers.items()}))
                self.do_GET()

            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers["Host"]))
                answer = site.answers[self.path]
                if callable(answer):
                    answer(self, site.closing)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        self.server = Loopback(Handler)
        self.port: int = self.server.server_address[1]

    def url(self, path: str = "/", host: str = "news.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def policy(self, resolve: Callable[[str, int], Sequence[str]] | None = None) -> AddressPolicy:
        return to_nowhere_else(self.port) if resolve is None else to_nowhere_else(self.port, resolve)


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    with running(site.server, site.closing):
        yield site
