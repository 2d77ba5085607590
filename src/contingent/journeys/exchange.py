"""A whole ledger, out and in: exported, taken in elsewhere link for link, backed up while it is used, verified."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from contingent.core.errors import InputError
from contingent.journeys.streams import standard_input
from contingent.ledger import exchange
from contingent.ledger.chain import Head, Row, Verification
from contingent.ledger.store import Ledger

Format = Literal["jsonl", "parquet"]
#: how far it is: rows done, and rows there are, as far as that is known
Count = Callable[[int, int | None], None]
STANDARD = "-"
_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What went in or out: rows moved, rows that the ledger holds now, its head, and the format.

    `new` counts the rows that an import brought.
    """

    ledger: str
    file: str
    format: str
    rows: int
    head: Head
    new: int | None = None


def format_of(file: str, chosen: str | None = None) -> Format:
    """The format that was chosen, else the one that a file's name ends in; JSON Lines for standard input and output.

    Raises:
        InputError: neither says which.

    >>> format_of("a.parquet"), format_of("-")
    ('parquet', 'jsonl')
    """
    said = chosen or ("jsonl" if file == STANDARD else Path(file).suffix.lower().lstrip("."))
    if said in ("jsonl", "ndjson"):
        return "jsonl"
    if said != "parquet":
        raise InputError(f"{file}: the format is {said or 'not told'!r}; wanted .jsonl or .parquet, or --format.")
    if file == STANDARD:
        raise InputError("Parquet is no text to pipe; wanted a file, or --format jsonl.")
    return "parquet"


def export_ledger(where: str | Path, file: str, *, chosen: str | None = None, count: Count | None = None) -> Exchanged:
    """Every row of the ledger, as it is at this moment, is in `file` ("-": on standard output), whole or not at all.

    Raises:
        InputError: the format is unknown, or the file cannot be written; it has not changed.
        LedgerError: the ledger cannot be read, or its chain is broken; the file has not changed.
    """
    told = format_of(file, chosen)
    with Ledger.open(where, create=False) as ledger, ledger.every_row() as (head, rows):
        counted = _counted(rows, count, head.seq)
        if file == STANDARD:
            written = _write_standard(counted)
        elif told == "parquet":
            with _whole(Path(file)) as staged:
                written = exchange.write_parquet(counted, staged)
        else:
            with _whole(Path(file)) as staged, staged.open("w", encoding="ascii", newline="\n") as stream:
                written = exchange.write_jsonl(counted, stream)
        return Exchanged(ledger=ledger.where, file=file, format=told, rows=written, head=head)


def import_ledger(where: str | Path, file: str, *, chosen: str | None = None, count: Count | None = None) -> Exchanged:
    """Every row of an exported ledger is in the one at `where`, link for link; a new one is made where none is.

    Rows that are there already are compared and skipped, so that an import can be done again.

    Raises:
        InputError: the format is unknown, or the file cannot be read.
        LedgerError: a row is none, breaks the chain or differs from the one there; nothing was imported.
    """
    told = format_of(file, chosen)
    with Ledger.open(where) as ledger:
        if told == "parquet":
            if not Path(file).is_file():
                raise InputError(f"there is no file {file}; wanted a Parquet file that `ledger export` made.")
            rows = exchange.read_parquet(Path(file))
            moved, new = _take_in(ledger, rows, count, "row")
        else:
            with _opened(file) as stream, io.TextIOWrapper(stream, encoding="utf-8", errors="replace") as lines:
                moved, new = _take_in(ledger, exchange.read_jsonl(lines), count, "line")
        return Exchanged(ledger=ledger.where, file=file, format=told, rows=moved, head=ledger.head(), new=new)


def back_up_ledger(where: str | Path, file: Path) -> Exchanged:
    """A copy of the ledger as it is at this moment is the SQLite ledger `file`, put in place whole; others may write.

    Raises:
        LedgerError: the ledger cannot be read, or the file not written; it has not changed.
    """
    with Ledger.open(where, create=False) as ledger:
        head = ledger.back_up(file)
        return Exchanged(ledger=ledger.where, file=str(file), format="sqlite", rows=head.seq, head=head)


def verify_ledger(where: str | Path, *, expected: Head | None = None, count: Count | None = None) -> Verification:
    """The ledger's chain, walked from its first link to its head, and held to a head noted earlier, if one is given.

    Raises:
        LedgerError: there is no ledger at `where`, or it cannot be read.
    """
    with Ledger.open(where, create=False) as ledger:
        return ledger.verify(expected, told=count)


def head_of(text: str) -> Head:
    """The head that a text "ROWS:HASH" notes, as `ledger verify` prints it.

    Raises:
        InputError: it is no such text.
    """
    rows, _, own = text.partition(":")
    if not (rows.isascii() and rows.isdigit() and len(own) == 64 and set(own) <= set("0123456789abcdef")):
        raise InputError(f"--head is {text[:100]!r}; wanted ROWS:HASH as `contingent ledger verify` prints it.")
    return Head(seq=int(rows), hash=own)


def _take_in(ledger: Ledger, rows: Iterable[Row], count: Count | None, unit: str) -> tuple[int, int]:
    seen = 0

    def told(done: int, _total: int | None) -> None:
        nonlocal seen
        seen = done
        if count is not None:
            count(done, None)

    new = ledger.take_in(_counted(rows, told, None), unit=unit)
    return seen, new


def _counted(rows: Iterable[Row], count: Count | None, total: int | None) -> Iterator[Row]:
    done = 0
    for done, row in enumerate(rows, start=1):
        if count is not None and done % _TOLD_EVERY == 0:
            count(done, total)
        yield row
    if count is not None:
        count(done, total)


def _write_standard(rows: Iterable[Row]) -> int:
    if not isinstance(sys.stdout, io.TextIOWrapper):
        return exchange.write_jsonl(rows, sys.stdout)
    sys.stdout.flush()
    written = exchange.write_jsonl(rows, sys.stdout)  # ASCII alone, whatever the terminal speaks
    sys.stdout.flush()
    return written


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STANDARD:
        yield standard_input()
        return
    try:
        with Path(file).open("rb") as stream:
            yield stream
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise InputError(f"{file} cannot be read: {said}; wanted a file that `ledger export` made.") from error


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside the target, in its place when the block has ended without error."""
    staged: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(None, "a folder is in its place")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        staged = Path(name)
        yield staged
        with staged.open("r+b") as file:  # Windows flushes only what may be written
            os.fsync(file.fileno())
        staged.chmod(0o644)
        staged.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}; wanted a file to write to.") from error
    finally:
        if staged is not None:
            staged.unlink(missing_ok=True)
