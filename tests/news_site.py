"""A news site on this machine for tests: it answers as told, with validators where told, and notes what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from contingent.sources.addresses import AddressPolicy
from proof.servers.loopback import Loopback, Quiet, running, to_nowhere_else


@dataclass
class Page:
    """What the site answers: body, media type, status, and an ETag by which a second request is answered 304."""

    body: bytes
    media: str = "text/html; charset=utf-8"
    status: int = 200
    etag: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class NewsSite:
    """Pages by host and path; hosts are told apart by the Host header alone."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.slept: list[float] = []
        site = self

        class Handler(Quiet):
            def do_GET(self) -> None:
                host = (self.headers["Host"] or "").partition(":")[0]
                key = self.path if host == "news.example" else f"{host}{self.path}"
                site.asked.append(key)
                site.requests.append((key, {name.lower(): value for name, value in self.headers.items()}))
                page = site.pages.get(key, Page(b"nothing here", "text/plain", 404))
                known = page.etag is not None and self.headers["If-None-Match"] == page.etag
                self.send_response(304 if known else page.status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                if page.etag is not None:
                    self.send_header("ETag", page.etag)
                if known:
                    self.end_headers()
                    return
                self.send_header("Content-Type", page.media)
                self.send_header("Content-Length", str(len(page.body)))
                self.end_headers()
                self.wfile.write(page.body)

        self.server = Loopback(Handler)
        self.port: int = self.server.server_address[1]

    def url(self, path: str = "/", host: str = "news.example") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def policy(self) -> AddressPolicy:
        """Every name leads here, and here alone."""
        return to_nowhere_else(self.port)

    def sleep(self, seconds: float) -> None:
        """Notes how long would have been waited."""
        self.slept.append(seconds)


@contextmanager
def serving() -> Iterator[NewsSite]:
    """A site that answers within the block."""
    site = NewsSite()
    with running(site.server):
        yield site
