"""A server of language models that misbehaves by script: each request gets the next of the listed behaviours."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

from loopback import Quiet, running

HANG_SECONDS = 1.0


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


@contextmanager
def faulty_server(*steps: Any) -> Iterator[Script]:
    """Serve on this machine while the block runs.

    A step is a dict (sent as JSON), an int (a status), a tuple of status, headers and perhaps a body, bytes (sent as
    the body), a function of what is asked that gives one of these, or one of the words "hang", "drip", "cut", "huge",
    "close", "stall" (half a body, then nothing).
    """
    script = Script(steps)

    class Handler(Quiet):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = json.loads(body)
            step = script.next(asked, dict(self.headers.items()))
            step = step(asked) if callable(step) else step
            with suppress(BrokenPipeError, ConnectionResetError):  # the client gave up, as it should
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
            elif step == "hang":
                script.over.wait(HANG_SECONDS)
            elif step == "close":
                self.connection.shutdown(socket.SHUT_RDWR)
            elif step == "cut":
                self.head(200, 1000)
                self.wfile.write(b'{"choices"')
            elif step == "stall":
                self.head(200, 1000)
                self.wfile.write(b'{"choices"')
                self.wfile.flush()
                script.over.wait(HANG_SECONDS)
            elif step == "drip":
                self.head(200, 1000)
                while not script.over.wait(0.02):
                    self.wfile.write(b" ")
            elif step == "huge":
                self.head(200, 5_000_000)
                self.wfile.write(b" " * 5_000_000)
            else:
                raise AssertionError(step)

        def send(self, status: int, body: bytes, more: dict[str, str] | None = None) -> None:
            self.head(status, len(body), more)
            self.wfile.write(body)

        def head(self, status: int, length: int, more: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(length), **(more or {})}.items():
                self.send_header(name, value)
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    with running(server, script.over):
        yield script
