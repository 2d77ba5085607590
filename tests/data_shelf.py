"""A server of data files on this machine, and a set of the catalogue that points at it, for the tests of pulling."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from contingent.sources.addresses import AddressPolicy
from contingent.sources.catalogue import DataSet
from contingent.sources.download import LARGE
from contingent.sources.pull import Pulled, Window
from proof.servers.loopback import Loopback, Quiet, running, to_nowhere_else

MOMENT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ROWS = "".join(f"2026-11-{day:02d},{day}.5\n" for day in range(1, 22))
TABLE = ("DATE,CLOSE\n" + ROWS).encode()


class Shelf:
    """A server of files with entity tags and ranges, and what it was asked."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, str | None]] = {}
        self.heads: dict[str, dict[str, str]] = {}
        self.status: dict[str, int] = {}
        self.cut_at: dict[str, list[int]] = {}
        self.silent_after: dict[str, int] = {}
        self.closing = threading.Event()
        self.asked: list[tuple[str, dict[str, str]]] = []
        shelf = self

        class Handler(Quiet):
            def do_GET(self) -> None:
                shelf.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
                shelf.answer(self)

        self.server = Loopback(Handler)
        self.port: int = self.server.server_address[1]

    def answer(self, ask: BaseHTTPRequestHandler) -> None:
        path = ask.path
        if path in self.status or path not in self.files:
            body, status = b"<html>no</html>", self.status.get(path, 404)
            ask.send_response(status)
            for name, value in self.heads.get(path, {}).items():
                ask.send_header(name, value)
            ask.send_header("Content-Length", str(len(body)))
            ask.end_headers()
            ask.wfile.write(body)
            return
        body, etag = self.files[path]
        if etag is not None and ask.headers["If-None-Match"] == etag:
            ask.send_response(304)
            ask.end_headers()
            return
        start = 0
        if ask.headers["Range"] and ask.headers["If-Range"] == etag:
            start = int(ask.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            if start >= len(body):
                ask.send_response(416)
                ask.end_headers()
                return
        ask.send_response(206 if start else 200)
        heads = {"Last-Modified": "Fri, 20 Nov 2026 08:00:00 GMT", "Content-Length": str(len(body) - start)}
        if start:
            heads["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        if etag is not None:
            heads["ETag"] = etag
        for name, value in (heads | self.heads.get(path, {})).items():
            ask.send_header(name, value)
        ask.end_headers()
        if path in self.silent_after:
            ask.wfile.write(body[: self.silent_after[path]])
            self.closing.wait(10)
            return
        cuts = self.cut_at.get(path) or [len(body)]
        ask.wfile.write(body[start : cuts.pop(0)])

    def url(self, path: str) -> str:
        return f"http://data.example:{self.port}{path}"

    def policy(self) -> AddressPolicy:
        def resolve(host: str, _port: int) -> tuple[str, ...]:
            return ("10.0.0.1",) if host == "inside.example" else ("127.0.0.1",)

        return to_nowhere_else(self.port, resolve)

    def window(self, moment: datetime = MOMENT) -> Window:
        return Window(moment=moment, policy=self.policy(), limits=replace(LARGE, seconds=5.0, silence_seconds=2.0))

    def ranges(self) -> list[str | None]:
        return [headers.get("range") for _, headers in self.asked]


@contextmanager
def serving() -> Iterator[Shelf]:
    """A shelf that answers while the block runs."""
    found = Shelf()
    with running(found.server, found.closing):
        yield found


def table_set(shelf: Shelf, *paths: str, **changes: Any) -> DataSet:
    values: dict[str, Any] = {
        "name": "fear",
        "title": "An index",
        "licence": "CC0",
        "cadence": "daily",
        "stale_after_days": 7,
        "folder": "fear",
        "plan": "fixed",
        "format": "csv",
        "read": "written here",
        "columns": ("DATE", "CLOSE"),
        "date_column": "DATE",
        "files": tuple({"file": path.strip("/"), "url": shelf.url(path)} for path in paths or ("/a.csv",)),
    }
    return DataSet(**{**values, **changes})


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def only_failure(made: Pulled) -> str:
    assert not made.ok
    (file,) = made.files
    assert file.outcome == "failed"
    assert "\n" not in file.words
    return file.words
