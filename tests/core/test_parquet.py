"""Parquet: what is damaged or too much is refused in words, equal texts are held once, equal tables equal bytes."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contingent.core import parquet
from contingent.core.errors import DataError


def read(raw: bytes, *, most_cells: int = 1_000_000) -> pa.Table:
    with parquet.refusing(DataError):
        names = parquet.opened(pa.BufferReader(raw)).schema_arrow.names
        return parquet.whole(pa.BufferReader(raw), "a file", most_cells=most_cells, wanted=tuple(names))


def test_a_text_that_stands_in_every_row_is_held_once() -> None:
    rows = pa.array(np.zeros(10_000, np.int8))
    table = pa.table({"said": pa.DictionaryArray.from_arrays(rows, pa.array(["x" * 1_000_000]))})
    before = pa.total_allocated_bytes()
    found = read(parquet.packed(table))
    assert pa.total_allocated_bytes() - before < 20e6  # of ten gigabytes
    assert len({id(cell) for cell in parquet.cells(found["said"])}) == 1


def test_records_within_records_without_end_are_refused() -> None:
    count = 90_002
    length = bytes((count & 127 | 128, count >> 7 & 127 | 128, count >> 14))
    root, record, leaf = b"\x48\x01a\x15\x02\0", b"\x35\0\x18\x01a\x15\x02\0", b"\x15\x02\x25\0\x18\x01a\0"
    head = b"\x15\x02\x19\xfc" + length + root + record * (count - 2) + leaf + b"\x16\0\x19\x0c\0"
    with pytest.raises(DataError, match="nested"):
        read(b"PAR1" + head + len(head).to_bytes(4, "little") + b"PAR1")


def test_every_byte_changed_is_read_or_refused() -> None:
    table = pa.table({"n": [1, None, 3], "text": ["a", "b", None], "share": [0.5, None, 2.0]})
    raw = parquet.packed(table)
    refused = 0
    for place in range(len(raw)):
        try:
            for column in read(raw[:place] + bytes([raw[place] ^ 255]) + raw[place + 1 :]).columns:
                parquet.cells(column)
        except DataError:
            refused += 1
    assert refused > len(raw) / 4
    assert parquet.packed(table) == raw


def test_a_number_of_bytes_that_is_great_is_refused() -> None:
    raw = parquet.packed(pa.table({"blob": pa.array([b"x" * 2000] * 3, pa.binary(2000))}))
    with pytest.raises(DataError, match="great fixed length"):
        read(raw)


def test_times_come_to_the_microsecond_and_missing_numbers_are_told() -> None:
    table = pa.table(
        {
            "when": pa.array([1_500, None], pa.timestamp("ns")),
            "hour": pa.array([2_500, None], pa.time64("ns")),
            "long": pa.array([3_500, None], pa.duration("ns")),
            "n": pa.array([None, 7], pa.uint8()),
        }
    )
    found = read(parquet.packed(table))
    assert parquet.cells(found["when"]) == [datetime.fromisoformat("1970-01-01T00:00:00.000001"), None]
    assert parquet.cells(found["hour"]) == [time(microsecond=2), None]
    assert parquet.cells(found["long"]) == [timedelta(microseconds=3), None]
    numbers, missing = parquet.numbers(found["n"], "int64")
    assert (numbers.tolist(), missing.tolist()) == ([0, 7], [True, False])


def test_a_whole_number_too_great_is_refused() -> None:
    found = read(parquet.packed(pa.table({"n": pa.array([2**63], pa.uint64())})))
    with pytest.raises(DataError), parquet.refusing(DataError):
        parquet.numbers(found["n"], "int64")


def test_rows_of_many_groups_come_in_order_and_no_more_than_asked_for() -> None:
    held = pa.BufferOutputStream()
    pq.write_table(pa.table({"n": range(1000)}), held, row_group_size=7)
    with parquet.refusing(DataError):
        parts = list(parquet.batches(parquet.opened(pa.BufferReader(held.getvalue())), ["n"], 64))
    assert max(part.num_rows for part in parts) <= 64
    assert [cell for part in parts for cell in parquet.cells(part["n"])] == list(range(1000))
