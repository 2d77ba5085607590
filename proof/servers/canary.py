"""Every connection and every look-up that this process tries, counted while a block runs, and let go only where told.

It stands below the code under test, in the socket module itself: a fetch that is refused in words but was tried all
the same is seen here.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Watched:
    """What was tried: connections to where none may go, connections let go, and names that were looked up."""

    forbidden: list[str] = field(default_factory=list)
    let_go: int = 0
    looked_up: list[str] = field(default_factory=list)


@contextmanager
def watched(*allowed: tuple[str, int]) -> Iterator[Watched]:
    """What this process tries to reach while the block runs; only `allowed` hosts and ports are reached."""
    seen = Watched()
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def judged(address: Any) -> bool:
        place = tuple(address[:2]) if isinstance(address, tuple) else (str(address), 0)
        if place in allowed:
            seen.let_go += 1
            return True
        seen.forbidden.append(f"{place[0]} port {place[1]}")
        return False

    def connecting(self: socket.socket, address: Any) -> None:
        if not judged(address):
            raise ConnectionRefusedError("a place that must not be reached")
        connect(self, address)

    def connecting_ex(self: socket.socket, address: Any) -> int:
        return connect_ex(self, address) if judged(address) else 111

    def looking_up(host: Any, *rest: Any, **more: Any) -> Any:
        try:
            found = look_up(host, *rest, **{**more, "flags": socket.AI_NUMERICHOST})
        except OSError:  # a name
            seen.looked_up.append(str(host))
            raise
        return found

    socket.socket.connect = connecting  # type: ignore[assignment, method-assign]
    socket.socket.connect_ex = connecting_ex  # type: ignore[assignment, method-assign]
    socket.getaddrinfo = looking_up
    try:
        yield seen
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]
        socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
        socket.getaddrinfo = look_up
