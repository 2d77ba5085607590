"""Parquet through pyarrow: a file is weighed before it is unpacked, and whatever is wrong with it is one error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from contingent.core.errors import ContingentError, DataError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow
    import pyarrow.parquet

#: what the writer says it makes, so that equal tables are equal bytes
PACKING = {"compression": "zstd", "compression_level": 3}
#: what the cells of a file may take in memory, texts that are equal once
_MOST_BYTES = 1_000_000_000
#: the longest list in a file's head: groups of rows, columns
_MOST_LISTED = 100_000
_ROWS_AT_ONCE = 10_000


def parquet_module(extra: str, wrong: Callable[[str], ContingentError]) -> Any:
    """The module pyarrow.parquet, imported now: it is heavy, and few commands need it.

    Raises:
        ContingentError: what `wrong` makes of the sentence that it is not installed, and the extra that brings it.
    """
    try:
        import pyarrow.parquet
    except ImportError as missing:
        raise wrong(
            f'Parquet files need pyarrow, which is not installed; install it with pip install "contingent[{extra}]"'
        ) from missing
    return pyarrow.parquet


@contextmanager
def refusing(wrong: Callable[[str], ContingentError]) -> Iterator[None]:
    """What pyarrow raises inside, of whatever kind, comes out as what `wrong` makes of its first words."""
    import pyarrow

    try:
        yield
    except (pyarrow.ArrowException, OSError, ValueError, LookupError, OverflowError, MemoryError) as error:
        raise wrong(" ".join(str(error).split())[:200] or type(error).__name__) from error


def opened(source: Any) -> pyarrow.parquet.ParquetFile:
    """A Parquet file ready to be read, texts as the few different ones and their numbers; nothing of it is unpacked.

    `source` is a buffer or a file of pyarrow. A text that stands in a million rows is thus held once. What the head
    says of single columns of a group of rows is not looked at: where that is damaged, pyarrow ends the process, while
    its reader refuses. To be called inside `refusing`.

    Raises:
        ValueError: two columns have one name, or hold values of a fixed and great length.
        Exception: what pyarrow raises of a file that is none.
    """
    import pyarrow.parquet as pq

    limits = {"thrift_container_size_limit": _MOST_LISTED, "arrow_extensions_enabled": False, "pre_buffer": False}
    first = pq.ParquetFile(source, **limits)
    names = first.schema_arrow.names
    if len(set(names)) < len(names):
        raise ValueError("two of its columns have one name")
    leaves = [first.metadata.schema.column(number) for number in range(first.metadata.num_columns)]
    if any((leaf.length or 0) > _MOST_BYTES // (100 * _ROWS_AT_ONCE) for leaf in leaves):
        raise ValueError("a column holds values of a great fixed length")
    texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
    return pq.ParquetFile(source, metadata=first.metadata, read_dictionary=texts, **limits)


def batches(file: pyarrow.parquet.ParquetFile, names: Sequence[str], rows: int) -> Iterator[pyarrow.Table]:
    """Those columns of a file, at most so many rows at a time; each offset and letter is checked.

    To be called inside `refusing`.

    Raises:
        ValueError: one of them holds lists or records, or there are fewer rows than the head says, or more.
        Exception: what pyarrow raises of what is damaged.
    """
    import pyarrow as pa

    nested = [name for name in names if pa.types.is_nested(file.schema_arrow.field(name).type)]
    if nested:
        raise ValueError(f"column {nested[0]} holds lists or records; wanted a value a cell")
    left = file.metadata.num_rows
    for batch in file.iter_batches(batch_size=rows, columns=list(names), use_threads=False):
        batch.validate(full=True)
        left -= batch.num_rows
        if left < 0:
            break
        yield pa.Table.from_batches([batch])
    if left:
        raise ValueError(f"its head says that it holds {file.metadata.num_rows:,} rows, and it does not")


def laid_out(
    source: Any, name: str, *, most_cells: int, wanted: tuple[str, ...] = ()
) -> tuple[pyarrow.parquet.ParquetFile, list[str]]:
    """A Parquet file ready to be read, and the `wanted` columns or the names of all; nothing of it is unpacked.

    To be called inside `refusing`.

    Raises:
        DataError: it has not all of them, or holds more than `most_cells` cells.
        Exception: whatever `opened` raises.
    """
    file = opened(source)
    columns, cells = file.schema_arrow.names, file.metadata.num_rows * file.metadata.num_columns
    if cells > most_cells:
        raise DataError(f"{name} holds {cells:,} cells; more than {most_cells:,} are refused")
    missing = [column for column in wanted if column not in columns]
    if missing:
        raise DataError(f"{name} has no column {', '.join(missing)}; found {', '.join(columns)}")
    return file, list(wanted) or columns


def whole(source: Any, name: str, *, most_cells: int, wanted: tuple[str, ...]) -> pyarrow.Table:
    """The `wanted` columns of a Parquet file. To be called inside `refusing`.

    Raises:
        DataError: what `laid_out` raises, or they unpack to more than a gigabyte.
        Exception: whatever `opened` and `batches` raise.
    """
    import pyarrow as pa

    file, columns = laid_out(source, name, most_cells=most_cells, wanted=wanted)
    found: list[pyarrow.Table] = []
    size = 0
    for table in batches(file, columns, _ROWS_AT_ONCE):
        size += table.nbytes
        if size > _MOST_BYTES:
            raise DataError(f"{name} unpacks to more than {_MOST_BYTES:,} bytes; that is refused")
        found.append(table)
    if found:
        return pa.concat_tables(found)
    return pa.schema([file.schema_arrow.field(column) for column in columns]).empty_table()


def packed(table: pyarrow.Table) -> bytes:
    """The table as a Parquet file; equal tables, equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **PACKING)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def numbers(column: pyarrow.ChunkedArray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """The cells of a column of numbers as `kind` ("int64" or "float64"), 0 where one is missing; and which are missing.

    To be called inside `refusing`: a whole number beyond 64 bits with a sign is refused.
    """
    import numpy as np
    import pyarrow as pa

    missing = np.from_dlpack(column.is_null().cast(pa.uint8()).combine_chunks()).astype(bool)
    cast = column.cast(pa.type_for_alias(kind), safe=kind == "int64").combine_chunks()
    # without its nulls, so that numpy may look at it; pyarrow's own way to numpy imports pandas where that is installed
    bare = pa.Array.from_buffers(cast.type, len(cast), [None, cast.buffers()[1]], offset=cast.offset)
    found = np.from_dlpack(bare)
    return (np.where(missing, 0, found) if missing.any() else found), missing


def cells(column: pyarrow.ChunkedArray) -> list[Any]:
    """The cells of a column as values of Python, None where one is missing; times to the microsecond."""
    import pyarrow as pa

    found: list[Any] = []
    for chunk in column.chunks:
        if pa.types.is_dictionary(chunk.type):
            numbered = chunk.indices.to_pylist()
            texts = {number: chunk.dictionary[number].as_py() for number in set(numbered) - {None}}
            found += map(texts.get, numbered)
        else:
            coarser = _coarser(chunk.type)
            found += (chunk if coarser is None else chunk.cast(coarser, safe=False)).to_pylist()
    return found


def kind_of(column: pyarrow.ChunkedArray) -> str:
    """What a column holds, in a word."""
    import pyarrow as pa

    return str(column.type.value_type if pa.types.is_dictionary(column.type) else column.type)


def _coarser(kind: Any) -> Any:
    """The kind of time in microseconds in place of one in nanoseconds, which Python has not; None for other kinds."""
    import pyarrow as pa

    if getattr(kind, "unit", None) != "ns":
        return None
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", kind.tz)
    return pa.time64("us") if pa.types.is_time64(kind) else pa.duration("us")
