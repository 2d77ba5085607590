"""One request to a model's server over one connection: every wait ends by the deadline, every byte is counted."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl

MOST_REPLY_BYTES = 2_000_000
_PIECE = 1 << 16
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_EITHER = 47  # zlib finds out by itself whether it is gzip or deflate


class TooLateError(Exception):
    """The deadline came before the answer's end; `began` where some of its body had come."""

    def __init__(self, *, began: bool) -> None:
        super().__init__("did not finish in time" if began else "did not answer in time")


class TooLongError(Exception):
    """The answer is longer than any reply."""


class BrokenWireError(Exception):
    """The connection failed, or what came over it is no HTTP; says which in a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Status, headers (names in small letters; the first of a name counts) and body of an answer, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def posted(where: str, sending: bytes, headers: Mapping[str, str], *, end: float) -> Answered:
    """The answer to a POST, whole before the monotonic time `end`; no redirect is followed, no proxy used.

    However a server dallies (in its head, between bytes, with interim answers), no wait goes beyond `end`; only a
    resolver of names has waits of its own.

    Raises:
        TooLateError: the answer was not whole in time.
        TooLongError: its body, as it came or unpacked, is above MOST_REPLY_BYTES; no more than that was held.
        BrokenWireError: no connection, no valid certificate, no HTTP, or a body packed in a way nobody asked for.
    """
    url = httpx.URL(where)
    port = url.port or (443 if url.scheme == "https" else 80)
    origin = httpcore.Origin(url.raw_scheme, url.raw_host, port)
    trust = httpx.create_ssl_context(trust_env=False) if url.scheme == "https" else None
    asked = {"Host": url.netloc.decode("ascii"), **headers, "Accept-Encoding": "identity", "Connection": "close",
             "Content-Type": "application/json", "Content-Length": str(len(sending))}  # fmt: skip
    request = httpcore.Request(
        "POST",
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=port, target=url.raw_path),
        headers=[(name.encode("ascii"), value.encode("ascii")) for name, value in asked.items()],
        content=sending,
    )
    began = False
    connection = httpcore.HTTPConnection(origin, ssl_context=trust, network_backend=_Timed(end))
    try:
        response = connection.handle_request(request)
        began = True
        known = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers[::-1]}
        pieces = _unpacked(response.iter_stream(), known.get("content-encoding", "").strip().lower())
        return Answered(status=response.status, headers=known, body=_counted(pieces))
    except httpcore.TimeoutException as error:
        raise TooLateError(began=began) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, UnicodeError) as error:  # a host may be no name at all
        raise BrokenWireError(type(error).__name__) from error
    except zlib.error as error:
        raise BrokenWireError("DecodingError") from error
    finally:
        connection.close()


def _counted(pieces: Iterable[bytes]) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > MOST_REPLY_BYTES:
            raise TooLongError
    return bytes(body)


def _unpacked(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The pieces as they were before they were packed, a little at a time: a bomb is cut off like any long reply."""
    if encoding in ("", "identity"):
        yield from pieces
        return
    if encoding not in _PACKED:
        raise BrokenWireError("packed in a way nobody asked for")
    unpacker = zlib.decompressobj(_EITHER)
    for piece in pieces:
        packed = piece
        while packed and not unpacker.eof:
            yield unpacker.decompress(packed, _PIECE)
            packed = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise BrokenWireError("DecodingError")


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left


class _Timed(httpcore.NetworkBackend):
    """Connections of which every single wait ends by one deadline."""

    def __init__(self, end: float) -> None:
        self._end = end

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = httpcore.SyncBackend().connect_tcp(host, port, _left(self._end), local_address, socket_options)
        return _TimedStream(stream, self._end)


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, end: float) -> None:
        self._inner = inner
        self._end = end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._end))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):  # a server that reads slowly is waited for no longer
            self._inner.write(buffer[start : start + _PIECE], _left(self._end))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, _left(self._end)), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
