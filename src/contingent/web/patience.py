"""How long a connection is waited for: a head that is not sent, a body that drips, an answer that nobody takes.

The server beneath waits without limit for the rest of a request, so that a few hundred half-sent ones would keep
everybody else out. Here each must come within a time, and where all places are taken the one that has kept us waiting
longest loses its own. What is answered here, before any page is asked, carries the same headers as every answer.

Source: the documented behaviour of uvicorn's settings (uvicorn.org, read: `timeout_keep_alive` closes idle
connections, and none bounds the time of a head) and its sources, read.
"""

from __future__ import annotations

import asyncio
import http
import time

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from contingent.web.security import HEADERS_OF_ALL

#: a request's head must be whole so long after its first byte, or after the connection was made
HEAD_SECONDS = 15.0
#: of an answer something must be taken within this time
TAKEN_SECONDS = 30.0
#: connections at a time
MOST_CONNECTIONS = 512


class Patient(H11Protocol):
    """One connection, with an end to how long it may keep the service waiting."""

    transport: asyncio.Transport
    _clock: asyncio.TimerHandle | None = None
    _since: float = 0.0
    _begun: bool = False

    @property
    def waits(self) -> bool:
        """Whether no request of this connection is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The head must come in time; where too many connections are open, the one waited for longest is cut."""
        super().connection_made(transport)
        self._start()
        if len(self.connections) > MOST_CONNECTIONS:
            waited = [one for one in self.connections if isinstance(one, Patient) and one is not self and one.waits]
            if waited:
                min(waited, key=lambda one: one._since).transport.abort()
            else:
                self._refuse(503, "too much is asked at a time; try again in a moment")

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing of it is waited for."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """What came is taken; a head of which only a part has come is waited for no longer than from its beginning."""
        if self.waits and self._clock is None:
            self._start()
        self._begun = True
        super().data_received(data)
        if not self.waits:
            self._stop()

    def on_response_complete(self) -> None:
        """The next head may begin as long as the connection is kept; this answer must be taken."""
        self._stop()
        self._begun = False
        self._since = time.monotonic()
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._watch()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is told so, with the headers of every answer."""
        self._refuse(400, "this is no request that HTTP knows")

    def _start(self) -> None:
        self._since = time.monotonic()
        self._clock = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _too_slow(self) -> None:
        self._clock = None
        if not self.waits or self.transport.is_closing():
            return
        if self._begun:
            self._refuse(408, f"the request was not sent within {HEAD_SECONDS:g} seconds")
        else:
            self.transport.close()

    def _refuse(self, status: int, words: str) -> None:
        """An answer that no page gives, where one can still be sent; the connection is closed."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            phrase = http.HTTPStatus(status).phrase
            body = f"{status} {phrase}: {words}.\n".encode()
            headers = [*HEADERS_OF_ALL, (b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"),
                       (b"content-length", str(len(body)).encode())]  # fmt: skip
            if status == 503:
                headers.append((b"retry-after", b"5"))
            for event in (
                h11.Response(status_code=status, headers=headers, reason=phrase.encode()),
                h11.Data(data=body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
        self._watch()

    def _watch(self) -> None:
        """As long as something of the answer waits to be taken, some of it is in time, or the connection is cut."""
        before = self.transport.get_write_buffer_size()

        def look() -> None:
            left = self.transport.get_write_buffer_size()
            if left and left >= before:
                self.transport.abort()
            elif left:
                self._watch()

        if before:
            self.loop.call_later(TAKEN_SECONDS, look)
