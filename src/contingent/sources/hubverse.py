"""Model output in the form of the Hubverse: task columns, then output_type, output_type_id, value; read and written."""

from __future__ import annotations

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from contingent.core import parquet
from contingent.core.errors import DataError, ValueRangeError
from contingent.sources.views import MOST_CELLS, parquet_module, refused

if TYPE_CHECKING:
    import pyarrow.parquet

OutputType = Literal["mean", "median", "quantile", "cdf", "pmf", "sample"]
OUTPUT_TYPES: tuple[OutputType, ...] = get_args(OutputType)
OUTPUT = ("output_type", "output_type_id", "value")
MISSING = frozenset({"", "NA", "None", "null"})  # how files say that a mean or median has no id
_ROWS_AT_ONCE = 5_000
WHOLE = "horizon"  # the one task column that holds whole numbers
SUM_TOLERANCE = 1e-3  # probabilities rounded in a file still make one
LEAST = -1e-9  # a distribution function computed in floats may seem to fall by so much


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One number about one task: `level` is the probability level, the value or category, or the sample's number."""

    task: Mapping[str, str]
    kind: OutputType
    level: str | None
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOutput:
    """What one model says of many tasks: `columns` name the task; every output gives each of them."""

    columns: tuple[str, ...]
    outputs: tuple[Output, ...]

    def __post_init__(self) -> None:
        _check(self.columns, self.outputs)


def output_name(origin: date, model: str) -> str:
    """The stem of a file of model output, `ROUND-TEAM-MODEL`; ValueRangeError where `model` is not TEAM-MODEL."""
    team, dash, own = model.partition("-")
    if not dash or not all(part.replace("_", "").isalnum() for part in (team, own)):
        raise ValueRangeError(f"the model is called {model!r}; wanted TEAM-MODEL of letters, digits and underscores")
    return f"{origin.isoformat()}-{model}"


def output_csv(output: ModelOutput) -> bytes:
    """The model output as CSV; a missing output_type_id is NA."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow((*output.columns, *OUTPUT))
    for row in output.outputs:
        level = "NA" if row.level is None else row.level
        writer.writerow((*(row.task[name] for name in output.columns), row.kind, level, _written(row.value)))
    return buffer.getvalue().encode("utf-8")


def output_parquet(output: ModelOutput) -> bytes:
    """The model output as Parquet: horizon whole numbers, other tasks and ids strings, a missing id null.

    Raises:
        InputError: pyarrow is not installed.
    """
    parquet_module()
    import pyarrow as pa

    columns: dict[str, list[object]] = {
        name: [int(row.task[name]) if name == WHOLE else row.task[name] for row in output.outputs]
        for name in output.columns
    }
    columns["output_type"] = [row.kind for row in output.outputs]
    columns["output_type_id"] = [row.level for row in output.outputs]
    columns["value"] = [row.value for row in output.outputs]
    kinds = {name: pa.int32() if name == WHOLE else pa.large_string() for name in (*output.columns, *OUTPUT[:2])}
    return parquet.packed(pa.table(columns, schema=pa.schema({**kinds, "value": pa.float64()})))


def read_output(raw: bytes, name: str) -> ModelOutput:
    """The model output in a file; its form is told by `name` (`.csv` or `.parquet`).

    Raises:
        DataError: the name ends otherwise, the file is no such table, lacks a column, or holds what no forecast can:
            an unknown output type, a level that is none, probabilities outside 0 to 1, quantiles or a distribution
            function that fall, categories that do not make one, a row twice.
        InputError: it is Parquet and pyarrow is not installed.

    Source: docs.hubverse.io, user guide, "Model output", its table of output types.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in (".csv", ".parquet"):
        raise DataError(f"{name} is no file of model output; wanted a name that ends in .csv or .parquet")
    head: list[str]
    rows: Iterable[list[str]]
    head, rows = _csv_rows(raw, name) if suffix == ".csv" else _parquet_rows(raw, name)
    missing = [column for column in OUTPUT if column not in head]
    if missing:
        raise DataError(f"{name} has no column {', '.join(missing)}; found {', '.join(head)}")
    columns = tuple(column for column in head if column not in OUTPUT)
    outputs = []
    for number, row in enumerate(rows, start=2):
        cells = dict(zip(head, row, strict=True))
        try:
            value = float(cells["value"])
        except ValueError:
            raise DataError(f"{name}, line {number}: value is {cells['value']!r}; wanted a number") from None
        if cells["output_type"] not in OUTPUT_TYPES:
            raise DataError(
                f"{name}, line {number}: output_type is {cells['output_type'][:80]!r}; wanted one of "
                f"{', '.join(OUTPUT_TYPES)}"
            )
        level = cells["output_type_id"]
        outputs.append(
            Output(
                task={column: cells[column] for column in columns},
                kind=cells["output_type"],
                level=None if level in MISSING else level,
                value=value,
            )
        )
    if not outputs:
        raise DataError(f"{name} holds no row; wanted forecasts")
    try:
        return ModelOutput(columns=columns, outputs=tuple(outputs))
    except ValueRangeError as error:
        raise DataError(f"{name}: {error}") from error


def _csv_rows(raw: bytes, name: str) -> tuple[list[str], list[list[str]]]:
    try:
        rows = [row for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{name} is no CSV text: {error}") from error
    if not rows:
        raise DataError(f"{name} is empty; wanted a table of model output")
    head, *body = rows
    for number, row in enumerate(body, start=2):
        if len(row) != len(head):
            raise DataError(f"{name}, line {number}, has {len(row)} cells; its head has {len(head)}")
    return head, body


def _parquet_rows(raw: bytes, name: str) -> tuple[list[str], Iterable[list[str]]]:
    parquet_module()
    import pyarrow as pa

    with refused(name):
        file, head = parquet.laid_out(pa.BufferReader(raw), name, most_cells=MOST_CELLS)
    return head, _rows(file, head, name)


def _rows(file: pyarrow.parquet.ParquetFile, head: list[str], name: str) -> Iterator[list[str]]:
    """The rows as texts, a few thousand at a time, as they are asked for."""
    with refused(name):
        for table in parquet.batches(file, head, _ROWS_AT_ONCE):
            columns = [
                ["" if cell is None else _cell(cell) for cell in parquet.cells(column)] for column in table.columns
            ]
            yield from map(list, zip(*columns, strict=True))


def _cell(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, date) else _written(cell) if isinstance(cell, float) else str(cell)


def _written(value: float) -> str:
    """A number as short as it can be without losing a digit."""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


# --------------------------------------------------------------------- what a forecast must hold


def _check(columns: Sequence[str], outputs: Iterable[Output]) -> None:
    """Nothing, if the outputs are forecasts; ValueRangeError names the first that is none."""
    groups: dict[tuple[tuple[str, ...], OutputType], dict[str | None, float]] = defaultdict(dict)
    for row in outputs:
        if set(row.task) != set(columns):
            raise ValueRangeError(f"a row names its task by {sorted(row.task)}; wanted {sorted(columns)}")
        if not math.isfinite(row.value):
            raise ValueRangeError(f"{_told(row.task)}: {row.kind} is {row.value}; wanted a finite number")
        group = groups[tuple(row.task[name] for name in columns), row.kind]
        if row.level in group:
            raise ValueRangeError(f"{_told(row.task)}: {row.kind} {row.level or ''} stands twice; wanted once")
        group[row.level] = row.value
    for (task, kind), values in groups.items():
        problem = _problem(kind, values)
        if problem:
            raise ValueRangeError(f"{_told(dict(zip(columns, task, strict=True)))}: {problem}")


def _problem(kind: OutputType, values: Mapping[str | None, float]) -> str | None:
    if kind in ("mean", "median"):
        return None if set(values) == {None} else f"{kind} has an output_type_id; wanted none"
    levels = [level for level in values if level is not None]
    if len(levels) < len(values):
        return f"{kind} lacks its output_type_id"
    if kind == "sample":
        return None  # any label that is not there twice
    if kind != "quantile" and not all(0.0 <= value <= 1.0 for value in values.values()):
        return f"{kind} holds a probability outside 0 to 1"
    if kind == "pmf":
        total = sum(values.values())
        return None if abs(total - 1.0) <= SUM_TOLERANCE else f"the probabilities of pmf sum to {total:.4f}; wanted 1"
    return _falling(kind, levels, values)


def _falling(kind: OutputType, levels: Sequence[str], values: Mapping[str | None, float]) -> str | None:
    """What is wrong with quantiles by level, or a distribution function by value, in rising order of both."""
    try:
        points = sorted((float(level), values[level]) for level in levels)
    except ValueError:
        return None if kind == "cdf" else f"{kind} has levels {levels}; wanted numbers"  # a cdf may be over categories
    if kind == "quantile" and not all(0.0 <= level <= 1.0 for level, _ in points):
        return f"quantile has levels {levels}; wanted numbers from 0 to 1"
    steps = pairwise(points)
    return f"{kind} falls as its output_type_id rises" if any(b[1] - a[1] < LEAST for a, b in steps) else None


def _told(task: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in task.items())
