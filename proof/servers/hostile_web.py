"""A web server on this machine that does what no web server should: every script by the path that is asked for."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache

PAGE = b"<html><body><p>Northland sends 10,000 soldiers to the front.</p></body></html>"
#: of this machine, and in no list of forbidden places: a row lets it count as public, and 127.0.0.1 stays inside
HOST = "127.0.0.3"
_MIB = 1 << 20
_LONGEST_WAIT = 120.0


@dataclass(slots=True)
class Hostile:
    """The server: where it listens, what it was asked, and where its `/to/N` leads."""

    port: int
    leads: Sequence[str] = ()
    asked: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, host: str = "news.example") -> str:
        """The address of a script."""
        return f"http://{host}:{self.port}{path}"


Script = Callable[[socket.socket, Hostile], None]


def _sends(*pieces: bytes) -> Script:
    def script(peer: socket.socket, _server: Hostile) -> None:
        for piece in pieces:
            peer.sendall(piece)

    return script


def _answer(body: bytes, *headers: str, status: str = "200 OK", length: bool = True) -> Script:
    lines = [f"HTTP/1.1 {status}", *headers, *([f"Content-Length: {len(body)}"] if length else [])]
    return _sends("\r\n".join([*lines, "", ""]).encode("utf-8") + body)


def _leads(to: str, status: int = 302) -> Script:
    return _answer(b"", f"Location: {to}", status=f"{status} Found")


def _drips(before: bytes, drop: bytes) -> Script:
    """A byte a second, for as long as anybody listens."""

    def script(peer: socket.socket, server: Hostile) -> None:
        peer.sendall(before)
        while not server.closing.wait(1.0):
            peer.sendall(drop)

    return script


def _floods(before: bytes, piece: bytes, most: int = 2_000_000_000) -> Script:
    """The same again, as fast as it is taken."""

    def script(peer: socket.socket, server: Hostile) -> None:
        peer.sendall(before)
        sent = 0
        while sent < most and not server.closing.is_set():
            peer.sendall(piece)
            sent += len(piece)

    return script


def _bomb(wbits: int, mebibytes: int, layers: int = 1) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    packed = b"".join(packer.compress(bytes(_MIB)) for _ in range(mebibytes)) + packer.flush()
    for _ in range(layers - 1):
        packed = gzip.compress(packed, mtime=0)
    return packed


_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"


@cache  # packing the bombs costs a second
def refused_at_once() -> Mapping[str, Script]:
    """Scripts that must each end in one clear refusal, and need no waiting."""
    packed = _bomb(31, 300)
    return {
        "/loop": _leads("/loop"), "/loop/a": _leads("/loop/b", 301), "/loop/b": _leads("/loop/a", 308),
        "/long/0": _leads("/long/1"), **{f"/long/{n}": _leads(f"/long/{n + 1}") for n in range(1, 12)},
        "/nowhere": _answer(b"", status="302 Found"), "/empty": _leads(""), "/file": _leads("file:///etc/passwd"),
        "/gopher": _leads("gopher://127.0.0.1:6379/_FLUSHALL"), "/ftp": _leads("ftp://news.example/"),
        "/data": _leads("data:text/html,<p>12 soldiers"), "/script": _leads("javascript:alert(1)"),
        "/user": _leads("http://user:secret@news.example/"), "/port": _leads("http://news.example:22/"),
        "/split": _leads("/x%0d%0aSet-Cookie: a=b\r\n\r\nHTTP/1.1 200 OK"), "/two": _answer(
            b"", "Location: http://127.0.0.2/", "Location: http://10.0.0.1/", status="302 Found"),
        "/300": _answer(b"", status="300 Multiple Choices"), "/305": _leads("http://127.0.0.2/", 305),
        "/401": _answer(b"", 'WWW-Authenticate: Basic realm="x"', status="401 Unauthorized"),
        "/407": _answer(b"", 'Proxy-Authenticate: Basic realm="x"', status="407 Proxy"),
        "/101": _answer(b"", "Upgrade: websocket", "Connection: Upgrade", status="101 Switching"),
        "/large": _answer(bytes(10_000_001)), "/large/unsaid": _answer(bytes(10_000_001), length=False),
        "/large/said": _sends(_OK + b"Content-Length: 999999999999999999999\r\n\r\nx"),
        "/flood": _floods(_OK + b"\r\n", bytes(_MIB)),
        "/flood/chunks": _floods(_CHUNKED, b"10\r\nabcdefghijklmnop\r\n" * 5_000),
        "/short": _sends(_OK + b"Content-Length: 500\r\n\r\nx"),
        "/negative": _sends(_OK + b"Content-Length: -5\r\n\r\nx"),
        "/lengths": _sends(_OK + b"Content-Length: 1\r\nContent-Length: 9\r\n\r\nx"),
        "/length/word": _sends(_OK + b"Content-Length: 0x9\r\n\r\nx"),
        "/gzip": _answer(packed, "Content-Encoding: gzip"), "/gzip/gzip": _answer(
            gzip.compress(packed), "Content-Encoding: gzip, gzip"),
        "/gzip/br": _answer(packed, "Content-Encoding: br"), "/gzip/many": _answer(
            packed, "Content-Encoding: " + ", ".join(["gzip"] * 500)),
        "/deflate": _answer(_bomb(-15, 300), "Content-Encoding: deflate"),
        "/gzip/cut": _answer(packed[: len(packed) // 2], "Content-Encoding: gzip"),
        "/gzip/not": _answer(PAGE, "Content-Encoding: gzip"), "/gzip/flood": _floods(
            _OK + b"Content-Encoding: gzip\r\n\r\n", packed[:_MIB]),
        "/heads": _floods(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 100 + b"\r\n"),
        "/head": _floods(b"HTTP/1.1 200 OK\r\nX-A: ", bytes([97]) * 65_536),
        "/reason": _floods(b"HTTP/1.1 200 ", b"a" * 65_536), "/0.9": _sends(PAGE),
        "/0.9/flood": _floods(b"", PAGE * 1000),
        "/binary": _sends(bytes(range(256)) * 40), "/nothing": _sends(),
        "/status": _sends(b"HTTP/1.1 999999 OK\r\n\r\n"),
        "/nul": _sends(b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n"),
        "/fold": _sends(b"HTTP/1.1 200 OK\r\n X: a\r\n\r\n"),
        "/nocolon": _sends(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
        "/chunk/huge": _sends(_CHUNKED + b"fffffffffffffffffff\r\nx"),
        "/chunk/negative": _sends(_CHUNKED + b"-1\r\nx\r\n"),
        "/chunk/word": _sends(_CHUNKED + b"zz\r\nx\r\n"), "/chunk/cut": _sends(_CHUNKED + b"5\r\nab"),
        "/chunk/overrun": _sends(_CHUNKED + b"2\r\nabcdef\r\n0\r\n\r\n"),
        "/chunk/notes": _floods(_CHUNKED + b"1;", b"a" * 65_536), "/trailers": _floods(
            _CHUNKED + b"1\r\na\r\n0\r\n", b"X-T: " + b"a" * 60 + b"\r\n"),
        "/transfer": _sends(_OK + b"Transfer-Encoding: gzip, identity\r\n\r\nx"),
        "/404": _answer(PAGE, status="404 Not Found"), "/500": _answer(PAGE, status="500 Error"),
        "/204": _answer(b"", status="204 No Content", length=False),
    }  # fmt: skip


def refused_by_the_clock() -> dict[str, Script]:
    """Scripts that would take for ever: each must end at the deadline."""
    return {
        "/silence": _drips(b"", b""), "/drip/head": _drips(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        "/drip/heads": _drips(b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"),
        "/drip/body": _drips(_OK + b"\r\n", b"a"),
        "/drip/chunks": _drips(_CHUNKED, b"1\r\na\r\n"),
        "/drip/hints": _drips(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        "/flood/hints": _floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, most=1 << 62),
        "/drip/packed": _drips(_OK + b"Content-Encoding: gzip\r\n\r\n", b"\x1f"),
        "/loop/slow": _drips(b"HTTP/1.1 302 Found\r\nLocation: /loop/slow\r\n", b"X: a\r\n"),
    }  # fmt: skip


def harmless() -> dict[str, Script]:
    """Scripts that give a page, and would have a browser go on from it: nothing may."""
    return {
        "/page": _answer(PAGE, "Content-Type: text/html"),
        "/refresh": _answer(PAGE, "Content-Type: text/html", "Refresh: 0; url=http://127.0.0.2/",
                            "Link: </next>; rel=next"),
        "/meta": _answer(
            b'<html><head><meta http-equiv="refresh" content="0;url=http://127.0.0.2/"><base href="http://10.0.0.1/">'
            b'<script src="http://127.0.0.2/x.js"></script><link rel=stylesheet href="http://127.0.0.2/">'
            b'</head><body><p>12 soldiers were killed.</p><img src="http://169.254.169.254/"></body></html>',
            "Content-Type: text/html"),
        "/cookie": _answer(b"", "Set-Cookie: session=1; Path=/", "Location: /page", status="302 Found"),
        "/chain/0": _leads("/chain/1"), **{f"/chain/{n}": _leads(f"/chain/{n + 1}") for n in range(1, 5)},
        "/chain/5": _answer(PAGE, "Content-Type: text/html"), "/just": _answer(bytes([97]) * 10_000_000),
        "/gzip/page": _answer(gzip.compress(PAGE), "Content-Encoding: gzip", "Content-Type: text/html"),
    }  # fmt: skip


def _of_host(head: bytes) -> str:
    """The script that a robots.txt is answered by: its path in hexadecimal is the first part of the host."""
    host = next((line[5:].strip() for line in head.split(b"\r\n") if line.lower().startswith(b"host:")), b"")
    with suppress(ValueError):
        return bytes.fromhex(host.partition(b".")[0].decode("latin-1")).decode("latin-1")
    return ""


@contextmanager
def hostile_web(*, leads: Sequence[str] = ()) -> Iterator[Hostile]:
    """The server answers on `HOST` while the block runs; `/to/N` leads to the N-th of `leads`."""
    scripts = {**refused_at_once(), **refused_by_the_clock(), **harmless()}
    with socket.create_server((HOST, 0), backlog=256) as listener:
        server = Hostile(port=listener.getsockname()[1], leads=leads)

        def answer(peer: socket.socket) -> None:
            peer.settimeout(_LONGEST_WAIT)
            with peer, suppress(OSError):
                head = b""
                while b"\r\n\r\n" not in head and (piece := peer.recv(65_536)):
                    head += piece
                path = head.split(b" ", 2)[1].decode("latin-1") if head.count(b" ") > 1 else ""
                server.asked.append(path)
                server.heads.append(head)
                path = _of_host(head) if path == "/robots.txt" else path
                if path.startswith("/to/"):
                    _leads(leads[int(path[4:])])(peer, server)
                elif path in scripts:
                    scripts[path](peer, server)
                else:  # robots.txt and the like
                    _answer(b"", status="404 Not Found")(peer, server)

        def listen() -> None:
            while not server.closing.is_set():
                with suppress(OSError):
                    peer, _ = listener.accept()
                    threading.Thread(target=answer, args=(peer,), daemon=True).start()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            with suppress(OSError), socket.create_connection((HOST, server.port), timeout=1):
                pass
            thread.join(5)
