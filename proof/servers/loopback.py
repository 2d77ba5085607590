"""What the servers of tests have in common: on this machine, silent, within a block, and reached by a policy."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from contingent.sources.addresses import AddressPolicy, IPAddress, refusal


class Quiet(BaseHTTPRequestHandler):
    """A handler that writes no log."""

    def log_message(self, *_: Any) -> None:
        pass


class Loopback(ThreadingHTTPServer):
    """A server on a free port of this machine; of a client that hangs up, as many tests want, it says nothing."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    def handle_error(self, *_: Any) -> None:
        pass


def to_nowhere_else(
    port: int, resolve: Callable[[str, int], Sequence[str]] = lambda _host, _port: ("127.0.0.1",)
) -> AddressPolicy:
    """Every name leads to this machine, unless `resolve` says otherwise; of what is not public only it is allowed."""

    def here(address: IPAddress) -> str | None:
        return None if address == ipaddress.ip_address("127.0.0.1") else refusal(address)

    return AddressPolicy(resolve=resolve, refusal=here, ports=frozenset({80, port}))


@contextmanager
def running(server: ThreadingHTTPServer, closing: threading.Event | None = None) -> Iterator[None]:
    """The server answers while the block runs; then `closing` is set, on which a handler may wait."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        if closing is not None:
            closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
