"""A server of language models that misbehaves by script: each request gets the next of the listed behaviours."""

from __future__ import annotations

import json
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import ThreadingHTTPServer
from typing import Any

from proof.servers.loopback import Quiet, running

HANG_SECONDS = 1.0
#: a behaviour without end is given up after so long, lest a client without a deadline hang the whole run
HOPELESS_SECONDS = 12.0
MANY_BYTES = 100_000_000


@dataclass
class Script:
    """What is to happen, one entry a request (the last for all that follow), and what was asked."""

    steps: Sequence[Any]
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def next(self, body: dict[str, Any], headers: dict[str, str]) -> Any:
        """The step for this request, which is noted."""
        with self.lock:
            step = self.steps[min(len(self.asked), len(self.steps) - 1)]
            self.asked.append(body)
            self.headers.append(headers)
            return step


def reply(text: str, **usage: int) -> dict[str, Any]:
    """A well-formed answer of a chat server."""
    return {"choices": [{"message": {"role": "assistant", "content": text}}], **({"usage": usage} if usage else {})}


def judged(p: object, why: str = "because") -> dict[str, Any]:
    """A well-formed answer that holds a judgement."""
    return reply(json.dumps({"reasoning": why, "probability": p}), prompt_tokens=100, completion_tokens=20)


def finished(reason: str, text: str | None) -> dict[str, Any]:
    """A well-formed answer that says why it ended."""
    return {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": reason}]}


@cache
def bomb(unpacked: int = MANY_BYTES) -> bytes:
    """So many blanks as gzip, about a thousandth of their size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = b" " * 1_000_000
    return b"".join(packer.compress(piece) for _ in range(unpacked // len(piece))) + packer.flush()


class _Handler(Quiet):
    protocol_version = "HTTP/1.1"
    script: Script

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        asked = json.loads(body)
        step = self.script.next(asked, dict(self.headers.items()))
        step = step(asked) if callable(step) else step
        with suppress(OSError):  # the client gave up, as it should
            self.play(step)
        self.close_connection = True

    def play(self, step: Any) -> None:
        if isinstance(step, dict):
            self.send(200, json.dumps(step).encode())
        elif isinstance(step, bytes):
            self.send(200, step)
        elif isinstance(step, int):
            self.send(step, b'{"error": "no"}')
        elif isinstance(step, tuple):
            self.send(step[0], step[2] if len(step) > 2 else b"{}", step[1])
        else:
            _BY_NAME[step](self)

    def send(self, status: int, body: bytes, more: Mapping[str, str] | None = None) -> None:
        self.head(status, len(body), more)
        self.wfile.write(body)

    def head(self, status: int, length: int, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(length), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def hang(self) -> None:
        self.script.over.wait(HANG_SECONDS)

    def close(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """The connection is torn down, not closed: the client meets a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def cut(self) -> None:
        self.head(200, 1000)
        self.wfile.write(b'{"choices"')

    def stall(self) -> None:
        self.cut()
        self.wfile.flush()
        self.script.over.wait(HANG_SECONDS)

    def drip(self) -> None:
        self.head(200, 1000)
        self.repeat(b" ", 0.02)

    def slow(self) -> None:
        """One byte a second."""
        self.head(200, 1000)
        self.repeat(b" ", 1.0)

    def slow_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.repeat(b"a", 0.05)

    def endless_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self.repeat(b"X-More: " + b"a" * 8000 + b"\r\n", 0.0)

    def interim(self) -> None:
        """Answers that say only that the answer is to come, for ever."""
        self.repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0.005)

    def late(self) -> None:
        """A byte shortly before most deadlines, then nothing: a wait begun anew with each byte is too long."""
        self.head(200, 1000)
        self.script.over.wait(0.25)
        self.wfile.write(b" ")
        self.script.over.wait(HOPELESS_SECONDS)

    def no_http(self) -> None:
        self.wfile.write(b"220 mail.example ESMTP ready\r\n" * 20)

    def huge(self) -> None:
        self.head(200, 5_000_000)
        self.wfile.write(b" " * 5_000_000)

    def hundred_megabytes(self) -> None:
        self.head(200, MANY_BYTES)
        for _ in range(MANY_BYTES // 100_000):
            self.wfile.write(b" " * 100_000)

    def endless_pieces(self) -> None:
        """A body in pieces whose end never comes."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        self.repeat(b"10000\r\n" + b" " * 0x10000 + b"\r\n", 0.0)

    def gzip_bomb(self) -> None:
        self.send(200, bomb(), {"Content-Encoding": "gzip"})

    def repeat(self, piece: bytes, pause: float) -> None:
        for _ in range(int(HOPELESS_SECONDS / max(pause, 0.001))):
            if self.script.over.wait(pause) if pause else self.script.over.is_set():
                return
            self.wfile.write(piece)


_BY_NAME: Mapping[str, Callable[[_Handler], None]] = {
    name: getattr(_Handler, name)
    for name in ("hang", "close", "reset", "cut", "stall", "drip", "slow", "slow_head", "endless_head", "interim",
                 "late", "no_http", "huge", "hundred_megabytes", "endless_pieces", "gzip_bomb")
}  # fmt: skip


@contextmanager
def faulty_server(*steps: Any) -> Iterator[Script]:
    """Serve on this machine while the block runs.

    A step is a dict (sent as JSON), an int (a status), a tuple of status, headers and perhaps a body, bytes (sent as
    the body), a function of what is asked that gives one of these, or the name of a behaviour of `_BY_NAME`.
    """
    script = Script(steps)
    handler = type("_Scripted", (_Handler,), {"script": script})
    server = _Server(("127.0.0.1", 0), handler)
    script.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    with running(server, script.over):
        yield script


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # one that still sends to nobody is not waited for

    def handle_error(self, *_: Any) -> None:
        """Of a client that hangs up nothing is said."""
