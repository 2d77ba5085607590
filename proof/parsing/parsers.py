"""The registry: name → what is called, what it covers, and whole documents that it reads."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from proof.parsing import samples

Form = Literal["json", "lines", "csv", "toml", "xml", "text", "bytes"]
AS_OF = date(2026, 11, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parser:
    """A reader: `call` takes the bytes of a document, `covers` the modules whose raw decoding it goes through.

    `samples` are documents that it reads; `again`, where there is a writer, gives the document that the value read
    makes, and reading that must give the value. `documented` are errors beside ours that its callers know.
    """

    call: Callable[[bytes], Any]
    covers: tuple[str, ...]
    samples: Callable[[], tuple[bytes, ...]]
    form: Form
    again: Callable[[Any], bytes] | None = None
    documented: tuple[type[Exception], ...] = ()


@cache
def parsers() -> Mapping[str, Parser]:
    """Every reader by its name."""
    from proof.parsing import of_files, of_words

    return {**of_words.parsers(), **of_files.parsers()}


def text(raw: bytes) -> str:
    """The text of a reader that takes text: bytes that are none as the letters they would be shown as."""
    return raw.decode("utf-8", "surrogateescape") if b"\xff" in raw else raw.decode("utf-8", "replace")


@cache
def folder() -> Path:
    """A folder of this process for readers that take the name of a file, in memory where the machine has that."""
    memory = Path("/dev/shm")
    held = tempfile.TemporaryDirectory(prefix="proof-parsing-", dir=memory if memory.is_dir() else None)
    _HELD.append(held)
    return Path(held.name)


_HELD: list[tempfile.TemporaryDirectory[str]] = []


def filed(name: str, raw: bytes) -> Path:
    """A file of that name with those bytes, in a folder that holds nothing else."""
    place = folder() / name
    place.parent.mkdir(exist_ok=True, parents=True)
    place.write_bytes(raw)
    return place


def stream(raw: bytes) -> io.TextIOWrapper:
    """The lines of a text file, as the import opens it."""
    return io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8", errors="replace")


__all__ = ["AS_OF", "Form", "Parser", "filed", "folder", "parsers", "samples", "stream", "text"]
