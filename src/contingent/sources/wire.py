"""One request over one connection to a checked address: every wait within the deadline, every byte counted."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpcore
import httpx

from contingent import __version__
from contingent.core.errors import FetchError

if TYPE_CHECKING:
    import ssl

_WBITS = {"gzip": 31, "x-gzip": 31, "deflate": 15, "identity": None, "": None}  # how zlib names each encoding
_PIECE = 1 << 18
_SHOWN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetch may cost: bytes on the wire and unpacked, their ratio, seconds in all and of silence, redirects.

    The ratio counts only once `ratio_from` bytes are unpacked: a small repetitive page is no bomb.
    """

    body_bytes: int = 10_000_000
    unpacked_bytes: int = 50_000_000
    ratio: int = 100
    ratio_from: int = 1_000_000
    seconds: float = 20.0
    silence_seconds: float = 20.0
    redirects: int = 5


def shown(url: str) -> str:
    """The address as a message may show it: printable, not too long, without user information."""
    scheme, mark, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    text = scheme + mark + authority.rpartition("@")[2] + slash + path
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class Exchange:
    """A request sent and the head of its answer read; `read` gives the document. Close it, or use `with`."""

    def __init__(
        self,
        url: httpx.URL,
        addresses: Sequence[str],
        *,
        deadline: float,
        limits: Limits,
        asking: Mapping[str, str] = MappingProxyType({}),
        sending: bytes | None = None,
    ) -> None:
        """Connect to one of `addresses` and ask for `url`, or with `sending` post that to it.

        The headers in `asking` replace or join the usual ones.

        Raises:
            FetchError: no connection, no valid certificate for the host, no answer in time.
        """
        self._limits = limits
        self._deadline = deadline
        self._where = shown(str(url))
        host = url.raw_host.rstrip(b".")
        port = url.port or (443 if url.scheme == "https" else 80)
        origin = httpcore.Origin(url.raw_scheme, host, port)
        self._connection = httpcore.HTTPConnection(
            origin,
            ssl_context=_trust() if url.scheme == "https" else None,
            network_backend=_CheckedAddresses(addresses, deadline, limits.silence_seconds),
        )
        headers = {
            "User-Agent": f"contingent/{__version__}",
            "Accept": "text/html, text/plain, text/markdown, */*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
            **asking,
        }
        if sending is not None:
            headers["Content-Length"] = str(len(sending))
        request = httpcore.Request(
            "GET" if sending is None else "POST",
            httpcore.URL(scheme=url.raw_scheme, host=host, port=port, target=url.raw_path),
            headers=[
                (b"Host", url.netloc),
                *((name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()),
                (b"Connection", b"close"),
            ],
            content=sending,
        )
        try:
            with self._clear():
                self._response = self._connection.handle_request(request)
        except BaseException:
            self._connection.close()
            raise
        self.status: int = self._response.status

    def header(self, name: str) -> str | None:
        """The value of a header of the answer, None where it is absent."""
        wanted = name.encode("ascii")
        return next((value.decode("latin-1") for key, value in self._response.headers if key.lower() == wanted), None)

    def read(self) -> bytes:
        """The document, unpacked.

        Raises:
            FetchError: it is larger than the limits, unpacks to more, is packed in another way, or came too slowly.
        """
        encoding = (self.header("content-encoding") or "").strip().lower()
        if encoding not in _WBITS:
            raise FetchError(f"{self._where} is packed as {encoding[:40]!r}; wanted gzip, deflate or plain.")
        length = self.header("content-length") or "0"
        if length.isdigit() and int(length) > self._limits.body_bytes:
            raise self._too_large()
        with self._clear():
            packed = self._counted(self._response.iter_stream())
            wbits = _WBITS[encoding]
            if wbits is None:
                return b"".join(packed)
            try:
                return self._unpack(b"".join(packed), wbits)
            except zlib.error:
                raise FetchError(f"{self._where} says it is packed as {encoding}, but does not unpack.") from None

    def pieces(self) -> Iterator[bytes]:
        """The document as it comes over the wire, piece by piece, not unpacked; errors as `read`, but for packing."""
        with self._clear():
            yield from self._counted(self._response.iter_stream())

    def _counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        total = 0
        for piece in pieces:
            total += len(piece)
            if total > self._limits.body_bytes:
                raise self._too_large()
            yield piece

    def _unpack(self, packed: bytes, wbits: int) -> bytes:
        """What `packed` unpacks to, stopped at the first byte over the limits."""
        if wbits > 0 and wbits < 16 and packed and packed[0] & 0x0F != 8:
            wbits = -wbits  # some servers send deflate without its header
        most = min(self._limits.unpacked_bytes, max(self._limits.ratio_from, len(packed) * self._limits.ratio))
        out: list[bytes] = []
        total = 0
        while packed:
            unpacker = zlib.decompressobj(wbits)
            while not unpacker.eof:
                piece = unpacker.decompress(packed, _PIECE)
                packed = unpacker.unconsumed_tail
                total += len(piece)
                out.append(piece)
                if total > most:
                    raise FetchError(f"{self._where} unpacks to more than {most:,} bytes; it is refused.")
                if not piece and not packed and not unpacker.eof:
                    raise FetchError(f"{self._where} ends before its packed text does.")
            # a packed file may be followed by another one; anything else after it is padding
            packed = unpacker.unused_data if unpacker.unused_data[:2] == b"\x1f\x8b" else b""
        return b"".join(out)

    def _too_large(self) -> FetchError:
        return FetchError(f"{self._where} is larger than {self._limits.body_bytes:,} bytes; it is refused.")

    @contextmanager
    def _clear(self) -> Iterator[None]:
        """Turn a fault of the wire into a FetchError of one sentence."""
        try:
            yield
        except httpcore.TimeoutException as error:
            if time.monotonic() < self._deadline:
                raise FetchError(f"{self._where} said nothing for {self._limits.silence_seconds:g} seconds.") from error
            raise FetchError(f"{self._where} took longer than {self._limits.seconds:g} seconds.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            detail = " ".join(str(error).split()) or type(error).__name__
            raise FetchError(f"{self._where} could not be fetched ({detail}).") from error

    def close(self) -> None:
        """The connection is closed."""
        self._response.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left


class _CheckedAddresses(httpcore.NetworkBackend):
    """Connects to the given addresses only, whatever name is asked for, trying the next where one does not answer."""

    def __init__(self, addresses: Sequence[str], deadline: float, silence: float) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._silence = silence

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception | None = None
        for place, address in enumerate(self._addresses):
            share = min(self._silence, _left(self._deadline) / (len(self._addresses) - place))
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _TimedStream(stream, self._deadline, self._silence)
        raise failed or httpcore.ConnectError("no address")


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every read and write ends by one deadline: a server that drips a byte a second gains nothing.

    Nor does one that says nothing for `silence` seconds.
    """

    def __init__(self, inner: httpcore.NetworkStream, deadline: float, silence: float) -> None:
        self._inner = inner
        self._deadline = deadline
        self._silence = silence

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, min(self._silence, _left(self._deadline)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, min(self._silence, _left(self._deadline)))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, min(self._silence, _left(self._deadline)))
        return _TimedStream(secured, self._deadline, self._silence)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
