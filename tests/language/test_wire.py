"""One deadline for every wait of a request, on a clock that only the server's answers move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, repeat
from types import SimpleNamespace
from typing import Any

import httpcore
import pytest

from contingent.language import wire
from contingent.language.wire import Answered, TooLateError, posted

DEADLINE = 10.0
Ask = Callable[..., Answered]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"


class Dallying(httpcore.NetworkStream):
    """Each piece comes after so many seconds; one that takes longer than is waited for does not come."""

    def __init__(self, pieces: Iterator[bytes], seconds: float) -> None:
        self.pieces, self.seconds = pieces, seconds
        self.now = 0.0
        self.waits: list[tuple[float, float | None]] = []

    def _wait(self, timeout: float | None, seconds: float) -> None:
        assert self.now <= DEADLINE, "it goes on beyond the deadline"
        self.waits.append((self.now, timeout))
        self.now += seconds if timeout is None else min(seconds, timeout)
        if timeout is not None and seconds >= timeout:
            raise httpcore.ReadTimeout

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._wait(timeout, self.seconds)
        return next(self.pieces, b"")

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._wait(timeout, 0.5)

    def close(self) -> None:
        pass


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    def asked(stream: Dallying, sending: bytes = b"{}") -> Answered:
        monkeypatch.setattr(wire, "time", SimpleNamespace(monotonic=lambda: stream.now))

        def connect(_: object, __: str, ___: int, timeout: float | None = None, *more: Any) -> Dallying:
            stream._wait(timeout, 1.0)
            return stream

        monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
        return posted("http://model.example/v1/chat/completions", sending, {}, end=DEADLINE)

    return asked


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n",) * 2,
        (HEAD, b" "),
    ],
    ids=["a head a letter at a time", "answers that announce an answer", "a body a byte at a time"],
)
@pytest.mark.parametrize("seconds", [0.9, 3.0, 20.0])
def test_no_wait_begins_anew_with_what_comes(pieces: tuple[bytes, bytes], seconds: float, ask: Ask) -> None:
    first, then = pieces
    stream = Dallying(chain([first], repeat(then)), seconds)
    with pytest.raises(TooLateError):
        ask(stream)
    assert stream.now <= DEADLINE + 1e-9
    assert all(timeout == pytest.approx(DEADLINE - began) for began, timeout in stream.waits)


def test_what_comes_in_time_is_whole(ask: Ask) -> None:
    stream = Dallying(chain([HEAD[:9], HEAD[9:]], [b"a" * 500] * 2), 1.5)
    assert ask(stream).body == b"a" * 1000 and stream.now <= DEADLINE


def test_a_long_prompt_is_sent_within_the_same_deadline(monkeypatch: pytest.MonkeyPatch, ask: Ask) -> None:
    monkeypatch.setattr(wire, "_PIECE", 10)
    stream = Dallying(iter([HEAD]), 0.0)
    with pytest.raises(TooLateError):
        ask(stream, b"a" * 1000)  # a hundred writes, each of half a second
    assert stream.now <= DEADLINE + 1e-9
