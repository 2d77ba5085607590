"""Rows of a ledger as JSON Lines and as Parquet, link for link, a few at a time however many there are."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING, Any, TextIO

from contingent.core.errors import LedgerError
from contingent.ledger.chain import KINDS, Row, canonical, row_of
from contingent.ledger.rows import batches

if TYPE_CHECKING:
    import polars

_FIELDS = ("seq", "kind", "key", "as_of", "recorded_at", "body", "previous", "hash")
_COLUMNS = ("seq", "kind", "key", "as_of", "recorded_at", "body_json", "previous", "hash")
_ROWS_AT_ONCE = 2000
#: what polars says of a file that it could not write, which it does not tell as an OSError
_WRITE_FAULTS = ("IO error", "transport error")
_TIGHT_BYTES = 1 << 20


def write_jsonl(rows: Iterable[Row], stream: TextIO) -> int:
    """Every row is in `stream`, one JSON object a line, with its hashes; returns how many."""
    count = 0
    for row in rows:
        values = (row.seq, row.kind, row.key, row.as_of, row.recorded_at, row.body, row.previous, row.hash)
        stream.write(json.dumps(dict(zip(_FIELDS, values, strict=True)), ensure_ascii=True) + "\n")
        count += 1
    return count


def read_jsonl(lines: Iterable[str]) -> Iterator[Row]:
    """The row of each line, as it is asked for.

    Raises:
        LedgerError: a line is no exported row; says which.
    """
    for number, line in enumerate(lines, start=1):
        try:
            values: dict[str, Any] = json.loads(line)
            row = _row([values[name] for name in _FIELDS], canonical(values["body"]))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            raise LedgerError(
                f"line {number} is no exported row of a ledger ({error!r}). Nothing was imported."
            ) from error
        yield _of_known_kind(row, f"line {number}")


def write_parquet(rows: Iterable[Row], path: Path) -> int:
    """Every row is in the Parquet file at `path`, with its hashes and its body as JSON text; returns how many.

    Raises:
        LedgerError: polars is not installed.
        OSError: the file cannot be written.
    """
    pl = _polars()
    schema = {name: pl.Int64 if name == "seq" else pl.String for name in _COLUMNS}
    count = 0

    def frames(
        with_columns: list[str] | None, _predicate: object, _n_rows: int | None, _batch_size: int | None
    ) -> Iterator[polars.DataFrame]:
        nonlocal count
        for some in batches(rows, _ROWS_AT_ONCE):
            count += len(some)
            frame = pl.DataFrame([[getattr(row, name) for row in some] for name in _COLUMNS], schema=schema)
            yield frame if with_columns is None else frame.select(with_columns)

    from polars.io.plugins import register_io_source

    try:
        register_io_source(frames, schema=schema).sink_parquet(path, maintain_order=True, row_group_size=_ROWS_AT_ONCE)
    except pl.exceptions.PolarsError as error:
        said = " ".join(str(error).split())
        if not any(words in said for words in _WRITE_FAULTS):
            raise
        full = "No space left" in said or disk_usage(path.parent).free < _TIGHT_BYTES
        raise OSError(*((errno.ENOSPC, os.strerror(errno.ENOSPC)) if full else (errno.EIO, said[:200]))) from error
    return count


def read_parquet(path: Path) -> Iterator[Row]:
    """The rows of a Parquet file that `write_parquet` made, as they are asked for.

    Raises:
        LedgerError: polars is not installed, the file is no Parquet file, or holds no rows of a ledger.
    """
    pl = _polars()
    number = 0
    try:
        found = pl.scan_parquet(path).select(_COLUMNS)
        for frame in found.collect_batches(chunk_size=_ROWS_AT_ONCE, lazy=True):
            for values in frame.iter_rows():
                number += 1
                yield _of_known_kind(_row(values, values[_COLUMNS.index("body_json")]), f"row {number}")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, TypeError, ValueError, OverflowError) as error:
        said = " ".join(str(error).split())[:200]
        raise LedgerError(f"{path} holds no exported rows of a ledger ({said}). Nothing was imported.") from error


def _row(values: Any, body: str) -> Row:
    seq, kind, key, as_of, recorded_at, _, previous, own = values
    fields = (int(seq), str(kind), str(key), str(as_of), str(recorded_at), body)
    return row_of(fields, previous=str(previous), own_hash=str(own))


def _of_known_kind(row: Row, place: str) -> Row:
    if row.kind not in KINDS:
        raise LedgerError(f"{place} has the kind {row.kind!r}; wanted one of {', '.join(KINDS)}. Nothing was imported.")
    return row


def _polars() -> Any:
    try:
        import polars
    except ImportError:
        raise LedgerError(
            'Parquet files need polars, which is not installed; install it with pip install "contingent[parquet]"'
        ) from None
    return polars
