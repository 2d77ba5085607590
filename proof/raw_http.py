"""HTTP by the byte: what a client of the standard library would refuse to send, and the answer taken apart."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer; status 0 where none came. `headers` are by name in lower case, several of a name joined by commas."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchanged(place: tuple[str, int], sent: bytes, *, seconds: float = 60.0) -> Answer:
    """What a server answers to these bytes, and nothing after them, before it closes the connection."""
    heard = b""
    with suppress(OSError), socket.create_connection(place, timeout=seconds) as peer:
        with suppress(OSError):  # refused before all was sent
            peer.sendall(sent)
        while piece := peer.recv(1 << 16):
            heard += piece
    return answer_in(heard)


def request(
    method: str, path: str, headers: Mapping[str, str], body: bytes = b"", *, host: str = "127.0.0.1"
) -> bytes:  # fmt: skip
    """A whole request, after which the connection is closed; no header but the given ones besides Host and length."""
    said = {"Host": host, **({"Content-Length": str(len(body))} if body else {}), **headers, "Connection": "close"}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def answer_in(heard: bytes) -> Answer:
    """The first answer in what was heard."""
    head, _, body = heard.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        key = name.strip().lower()
        headers[key] = f"{headers[key]}, {value.strip()}" if key in headers else value.strip()
    return Answer(status=int(words[1]) if len(words) > 1 and words[1].isdigit() else 0, headers=headers, body=body)
