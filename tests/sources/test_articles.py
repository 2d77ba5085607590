"""An article comes from a file, standard input or the web; what cannot be used is one clear sentence."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contingent.core.errors import ArticleError, FetchError, InputError
from contingent.sources import fetch as fetching
from contingent.sources.articles import MOST_BYTES, read_article
from contingent.sources.fetch import Fetched

TEXT = b"Northland sends 10,000 soldiers."


@contextmanager
def refused(words: str, kind: type[InputError] = ArticleError) -> Iterator[None]:
    with pytest.raises(kind, match=words) as caught:
        yield
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


class Endless(io.RawIOBase):
    """A stream without end that says how much was taken from it."""

    taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self.taken += len(buffer)
        return len(buffer)


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("a.txt", None), ("a.md", "text/markdown"), ("a.html", "text/html"), ("A.HTM", "text/html"), ("a", None)],
)
def test_a_file_is_known_by_its_own_name_wherever_it_lies(name: str, content_type: str | None, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / name).write_bytes(TEXT)
    found = read_article(str(tmp_path / "deep" / name), io.BytesIO())
    assert (found.raw, found.origin, found.content_type) == (TEXT, name, content_type)
    assert found.sha256 == hashlib.sha256(TEXT).hexdigest()


@pytest.mark.parametrize("name", [b"a\x1b[31m\nb.md", b"\xff\xfe.md"])
def test_a_name_that_no_text_can_hold_is_shown_as_far_as_it_can_be(name: bytes, tmp_path: Path) -> None:
    where = os.fsdecode(os.fsencode(tmp_path) + b"/" + name)
    Path(where).write_bytes(TEXT)
    origin = read_article(where, io.BytesIO()).origin
    assert origin.isprintable() and origin.encode("utf-8").endswith(b".md")


def test_standard_input_is_named_so() -> None:
    assert read_article("-", io.BytesIO(TEXT))[:2] == (TEXT, "standard input")


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(TEXT,))
    writer.start()
    assert read_article(str(pipe), io.BytesIO()).raw == TEXT
    writer.join()


@pytest.mark.parametrize(
    ("where", "words"),
    [("none.txt", "no file"), (".", "is a folder"), ("", "folder|no file"), ("a\0b", "cannot be read")],
)
def test_a_path_that_holds_no_article(where: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with refused(words):
        read_article(where, io.BytesIO())


def test_a_path_through_a_file_and_one_too_long_for_any(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for where in (tmp_path / "file" / "a.txt", tmp_path / ("a" * 5000)):
        with refused("cannot be read"):
            read_article(str(where), io.BytesIO())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_the_right_to_read_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "a.txt").chmod(0)
    with refused("no right"):
        read_article(str(tmp_path / "a.txt"), io.BytesIO())


def test_more_than_the_cap_is_refused_and_little_more_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"x" * MOST_BYTES)
    assert len(read_article(str(path), io.BytesIO()).raw) == MOST_BYTES
    with path.open("ab") as file:
        file.truncate(50 * MOST_BYTES)
    with refused("larger than 10 MB"):
        read_article(str(path), io.BytesIO())
    endless = Endless()
    with refused("larger than 10 MB"):
        read_article("-", io.BufferedReader(endless))
    assert endless.taken < MOST_BYTES * 1.1


def test_an_address_is_fetched_and_named_by_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fetch(url: str, **_: object) -> Fetched:
        asked.append(url)
        return Fetched(TEXT, "text/html; charset=utf-8", "https://news.example/final")

    monkeypatch.setattr(fetching, "fetch", fetch)
    found = read_article("HTTPS://news.example/start", io.BytesIO())
    assert tuple(found) == (TEXT, "https://news.example/final", "text/html; charset=utf-8")
    assert asked == ["HTTPS://news.example/start"]


@pytest.mark.parametrize(
    "where", ["http://127.0.0.1/", "http://localhost/", "file:///etc/passwd", "ftp://news.example/"]
)
def test_an_address_that_must_not_be_fetched(where: str) -> None:
    with refused(".", FetchError):
        read_article(where, io.BytesIO())
