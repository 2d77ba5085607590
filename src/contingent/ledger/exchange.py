"""Rows of a ledger as JSON Lines and as Parquet, link for link, a few at a time however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from contingent.core import parquet
from contingent.core.errors import LedgerError
from contingent.ledger.chain import KINDS, Row, canonical, row_of
from contingent.ledger.rows import batches

_FIELDS = ("seq", "kind", "key", "as_of", "recorded_at", "body", "previous", "hash")
_COLUMNS = ("seq", "kind", "key", "as_of", "recorded_at", "body_json", "previous", "hash")
_ROWS_AT_ONCE = 2000
#: columns of few different texts
_REPEATED = ["kind", "as_of", "recorded_at"]


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
        LedgerError: pyarrow is not installed.
        OSError: the file cannot be written.
    """
    pq = _parquet_module()
    import pyarrow as pa

    schema = pa.schema([(name, pa.int64() if name == "seq" else pa.large_string()) for name in _COLUMNS])
    count = 0
    with path.open("wb") as file, pq.ParquetWriter(file, schema, use_dictionary=_REPEATED, **parquet.PACKING) as writer:
        for some in batches(rows, _ROWS_AT_ONCE):
            count += len(some)
            columns = [pa.array([getattr(row, one.name) for row in some], one.type) for one in schema]
            writer.write_batch(pa.record_batch(columns, schema=schema))
    return count


def read_parquet(path: Path) -> Iterator[Row]:
    """The rows of a Parquet file that `write_parquet` made, as they are asked for.

    Raises:
        LedgerError: pyarrow is not installed, the file is no Parquet file, or holds no rows of a ledger.
    """
    _parquet_module()
    import pyarrow as pa

    number = 0
    refusing = parquet.refusing(
        lambda said: LedgerError(f"{path} holds no exported rows of a ledger ({said}). Nothing was imported.")
    )
    with refusing, pa.OSFile(str(path)) as source:
        file = parquet.opened(source)
        _of_known_columns(file.schema_arrow)
        for table in parquet.batches(file, _COLUMNS, _ROWS_AT_ONCE):
            columns = [parquet.cells(table[name]) for name in _COLUMNS]
            for values in zip(*columns, strict=True):
                number += 1
                if None in values:
                    raise ValueError(f"row {number} has an empty cell")
                yield _of_known_kind(_row(values, values[_COLUMNS.index("body_json")]), f"row {number}")


def _of_known_columns(schema: Any) -> None:
    """Nothing, if these are the columns of an export: a number and texts; ValueError otherwise."""
    import pyarrow as pa

    for name in _COLUMNS:
        if name not in schema.names:
            raise ValueError(f"there is no column {name}; found {', '.join(schema.names)}")
        kind = schema.field(name).type
        if not (pa.types.is_integer(kind) if name == "seq" else pa.types.is_dictionary(kind)):
            raise ValueError(f"column {name} is {kind}; wanted {'whole numbers' if name == 'seq' else 'text'}")


def _row(values: Any, body: str) -> Row:
    seq, kind, key, as_of, recorded_at, _, previous, own = values
    fields = (int(seq), str(kind), str(key), str(as_of), str(recorded_at), body)
    return row_of(fields, previous=str(previous), own_hash=str(own))


def _of_known_kind(row: Row, place: str) -> Row:
    if row.kind not in KINDS:
        raise LedgerError(
            f"{place} has the kind {row.kind[:80]!r}; wanted one of {', '.join(KINDS)}. Nothing was imported."
        )
    return row


def _parquet_module() -> Any:
    return parquet.parquet_module("parquet", LedgerError)
