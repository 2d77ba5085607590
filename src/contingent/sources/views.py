"""Reader of a VIEWS country-month panel: deaths as they stand in its file, nothing after `as_of`, no gap filled."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from contingent.core import parquet
from contingent.core.errors import DataError, InputError
from contingent.forecasting.counts.panel import Panel, first_of_month, month_id

if TYPE_CHECKING:
    import pyarrow

PATTERN = "cm_ged_sb_*.parquet"
#: rows times columns of a Parquet file: a few bytes of one can stand for any number; the largest panel has 16 million
MOST_CELLS = 50_000_000
SOURCE = "VIEWS country-month panel of UCDP GED, deaths in state-based conflict, best estimate"
LICENCE = "UCDP data CC BY 4.0"
SCORES_FILE = "challenge_cm_monthly_scores_2024_07_2025_06.csv"
_WHOLE = ("month_id", "country_id")
_WANTED = (*_WHOLE, "ged_sb", "name", "gwcode")
_SCORE_COLUMNS = ("Month ID", "Model", "CRPS", "ab-Log Score", "MIS")


def read_panel(folder: Path, *, as_of: date) -> Panel:
    """The panel of the newest `cm_ged_sb_*.parquet` in `folder` or its `views`, with the months over by `as_of` only.

    The newest is the one whose name ends in the highest number. What the file says of later months changes nothing.
    A null count is a country that did not exist in that month: it becomes NaN, never 0.

    Raises:
        DataError: there is no such file, it is no Parquet or lacks a column, or by `as_of` it holds no month, a row
            twice, a gap, or a count below 0 or with a fraction.
        InputError: pyarrow is not installed.
    """
    file = _newest(folder)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror or error}") from error
    known = _known(parquet_table(raw, file.name, _WANTED), file.name, as_of=as_of)
    months, countries = _rectangle(known, file.name)
    return Panel(
        months=months,
        countries=countries,
        deaths=known.deaths.reshape(months.size, countries.size),
        names=tuple(str(name) for name in known.names[-countries.size :]),
        gwcodes=tuple(None if code is None else int(code) for code in known.codes[-countries.size :]),
        source=f"{SOURCE}; {LICENCE}; {file.name}",
        checksum=hashlib.sha256(raw).hexdigest(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The published mean scores of one entry of the VIEWS 2023/24 challenge over `months` months."""

    model: str
    crps: float
    ign: float
    mis: float
    months: int


def read_challenge_scores(folder: Path) -> tuple[Published, ...]:
    """The entries of the challenge in the future it was about, least CRPS first; empty where the file is not there.

    Raises:
        DataError: the file is there and is no such table.
    """
    for place in (folder / SCORES_FILE, folder / "views" / SCORES_FILE):
        if place.is_file():
            return _published(place)
    return ()


def parquet_table(raw: bytes, name: str, wanted: tuple[str, ...]) -> pyarrow.Table:
    """The `wanted` columns of a Parquet file; texts as the different ones and their numbers.

    Raises:
        DataError: it is no Parquet, one of too many cells, or lacks one of them.
        InputError: pyarrow is not installed.
    """
    parquet_module()
    import pyarrow as pa

    with refused(name):
        return parquet.whole(pa.BufferReader(raw), name, most_cells=MOST_CELLS, wanted=wanted)


def parquet_module() -> Any:
    """The module pyarrow.parquet, imported now: it is heavy, and few commands need it.

    Raises:
        InputError: it is not installed.
    """
    return parquet.parquet_module("conflict", InputError)


def refused(name: str) -> AbstractContextManager[None]:
    """What pyarrow raises inside comes out as a DataError that names the file."""
    return parquet.refusing(
        lambda said: DataError(f"{name} is no Parquet file that can be read ({said}); make or download it again")
    )


def whole_column(table: pyarrow.Table, column: str, name: str) -> np.ndarray:
    """The cells of a column of whole numbers, none missing; DataError names it otherwise."""
    import pyarrow as pa

    found = table[column]
    if not pa.types.is_integer(found.type) or found.null_count:
        raise DataError(
            f"{name}: column {column} is {parquet.kind_of(found)} with {found.null_count} nulls; wanted whole "
            "numbers, no null"
        )
    with refused(name):
        return parquet.numbers(found, "int64")[0]


def is_number(column: pyarrow.ChunkedArray) -> bool:
    """Whether a column holds numbers, whole or not."""
    import pyarrow as pa

    kind = column.type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


class _Known(NamedTuple):
    """Rows by month and country: a cell of each a row; deaths NaN where the country did not exist."""

    months: np.ndarray
    countries: np.ndarray
    deaths: np.ndarray
    names: list[Any]
    codes: list[Any]


def _newest(folder: Path) -> Path:
    found = [path for place in (folder, folder / "views") if place.is_dir() for path in place.glob(PATTERN)]
    if not found:
        raise DataError(
            f"there is no {PATTERN} in {folder} or {folder / 'views'}; wanted a VIEWS country-month panel. "
            "Name another --data."
        )
    return max(found, key=lambda path: (int((re.findall(r"\d+", path.stem) or ["0"])[-1]), path.name, str(path)))


def _known(table: pyarrow.Table, name: str, *, as_of: date) -> _Known:
    """The rows of months over by `as_of`, sorted by month and country, each once, each a count or null."""
    import pyarrow as pa

    months, countries = (whole_column(table, column, name) for column in _WHOLE)
    rows = np.flatnonzero(months <= month_id(as_of + timedelta(days=1)) - 1)
    if not rows.size:
        held = f"months from {_month(months.min())} on" if months.size else "nothing"
        raise DataError(f"{name} holds {held}, no month that was over by {as_of}. Use a later --as-of.")
    if not (is_number(table["ged_sb"]) and pa.types.is_integer(table["gwcode"].type)):
        raise DataError(
            f"{name}: ged_sb is {parquet.kind_of(table['ged_sb'])} and gwcode {parquet.kind_of(table['gwcode'])}; "
            "wanted counts and whole numbers"
        )
    rows = rows[np.lexsort((countries[rows], months[rows]))]
    months, countries = months[rows], countries[rows]
    if months[0] < 1:
        raise DataError(f"{name}: month_id is {months[0]}; wanted 1, January 1980, or later")
    with refused(name):
        counts, missing = (cells[rows] for cells in parquet.numbers(table["ged_sb"], "float64"))
        with np.errstate(invalid="ignore"):
            wrong = np.flatnonzero(~missing & (~(counts % 1 == 0) | (counts < 0)))
        if wrong.size:
            first = wrong[0]
            raise DataError(
                f"{name}: ged_sb is {table['ged_sb'][int(rows[first])].as_py()} for country {countries[first]} in "
                f"{_month(months[first])}, and {wrong.size} rows are like it; wanted whole numbers of 0 or more, null "
                "where the country did not exist"
            )
    twice = np.flatnonzero((np.diff(months) == 0) & (np.diff(countries) == 0))
    if twice.size:
        country, month = countries[twice[0]], _month(months[twice[0]])
        raise DataError(f"{name} has more than one row for country {country} in {month}; wanted one")
    with refused(name):
        names, codes = (parquet.cells(table[column]) for column in _WANTED[3:])
    return _Known(
        months=months,
        countries=countries,
        deaths=np.where(missing, np.nan, counts),
        names=[names[row] for row in rows.tolist()],
        codes=[codes[row] for row in rows.tolist()],
    )


def _rectangle(known: _Known, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The months and countries, where every country has a row in every month and no month is left out."""
    months = np.unique(known.months)
    countries, rows = np.unique(known.countries, return_counts=True)
    left_out = np.flatnonzero(months - months[0] != np.arange(months.size))
    if left_out.size:
        raise DataError(
            f"{name} has no row for {_month(months[left_out[0] - 1] + 1)}; wanted every month: a gap is never read as 0"
        )
    fewer = np.flatnonzero(rows < months.size)
    if fewer.size:
        raise DataError(
            f"{name} has {rows[fewer[0]]} rows for country {countries[fewer[0]]} and {months.size} months; wanted a "
            "row a month, its count null where the country did not exist: a gap is never read as 0"
        )
    return months, countries


def _month(number: int) -> str:
    try:
        return f"{first_of_month(int(number)):%Y-%m}"
    except (ValueError, OverflowError):
        return f"month {number}"  # of no year that there is


def _published(place: Path) -> tuple[Published, ...]:
    cells: dict[str, list[tuple[float, float, float]]] = {}
    try:
        with place.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, strict=True):
                cells.setdefault(row["Model"], []).append(_scores(row))
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{place.name} is no table of challenge scores ({error}); wanted columns {', '.join(_SCORE_COLUMNS)}"
        ) from error
    found = [
        Published(model=model, months=len(rows), **dict(zip(("crps", "ign", "mis"), np.mean(rows, axis=0).tolist(),
                                                            strict=True)))
        for model, rows in cells.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.crps))


def _scores(row: Mapping[str, str]) -> tuple[float, float, float]:
    return float(row["CRPS"]), float(row["ab-Log Score"]), float(row["MIS"])
