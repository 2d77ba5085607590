"""Reader of a VIEWS country-month panel: deaths as they stand in its file, nothing after `as_of`, no gap filled."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from contingent.core.errors import DataError, InputError
from contingent.forecasting.counts.panel import Panel, first_of_month, month_id

if TYPE_CHECKING:
    import polars

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
        InputError: polars is not installed.
    """
    file = _newest(folder)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror or error}") from error
    table = _known(parquet_table(raw, file.name, _WANTED), file.name, as_of=as_of)
    months, countries = _rectangle(table, file.name)
    shape = (months.size, countries.size)
    deaths = table["ged_sb"].to_numpy().astype(np.float64).reshape(shape)
    named = table["name"].to_numpy().reshape(shape)[-1]
    coded = table["gwcode"].to_list()[-countries.size :]
    return Panel(
        months=months,
        countries=countries,
        deaths=deaths,
        names=tuple(str(name) for name in named),
        gwcodes=tuple(None if code is None else int(code) for code in coded),
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


def parquet_table(raw: bytes, name: str, wanted: tuple[str, ...]) -> polars.DataFrame:
    """The `wanted` columns of a Parquet file.

    Raises:
        DataError: it is no Parquet, or lacks one of them.
        InputError: polars is not installed.
    """
    table = whole_parquet(raw, name)
    missing = [column for column in wanted if column not in table.columns]
    if missing:
        raise DataError(f"{name} has no column {', '.join(missing)}; found {', '.join(table.columns)}")
    return table.select(wanted)


def whole_parquet(raw: bytes, name: str) -> polars.DataFrame:
    """The table in a Parquet file, whatever its columns.

    Raises:
        DataError: it is no Parquet, or one of too many cells.
        InputError: polars is not installed.
    """
    pl = polars_module()
    try:
        laid_out = pl.scan_parquet(io.BytesIO(raw))
        cells = laid_out.select(pl.len()).collect().item() * len(laid_out.collect_schema())
        if cells > MOST_CELLS:
            raise DataError(f"{name} holds {cells:,} cells; more than {MOST_CELLS:,} are refused")
        table: polars.DataFrame = pl.read_parquet(io.BytesIO(raw))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise DataError(f"{name} is no Parquet file that can be read ({reason}); make or download it again") from error
    return table


def polars_module() -> Any:
    """The polars module, imported now: it is heavy, and few commands need it.

    Raises:
        InputError: it is not installed.
    """
    try:
        import polars
    except ModuleNotFoundError as missing:
        raise InputError(
            'Parquet files need polars, which is not installed; install it with pip install "contingent[conflict]"'
        ) from missing
    return polars


def whole_column(table: polars.DataFrame, column: str, name: str) -> None:
    """The column holds whole numbers, none missing; DataError names it otherwise."""
    series = table[column]
    if not series.dtype.is_integer() or series.null_count():
        raise DataError(
            f"{name}: column {column} is {series.dtype} with {series.null_count()} nulls; wanted whole numbers, no null"
        )


def _newest(folder: Path) -> Path:
    found = [path for place in (folder, folder / "views") if place.is_dir() for path in place.glob(PATTERN)]
    if not found:
        raise DataError(
            f"there is no {PATTERN} in {folder} or {folder / 'views'}; wanted a VIEWS country-month panel. "
            "Name another --data."
        )
    return max(found, key=lambda path: (int((re.findall(r"\d+", path.stem) or ["0"])[-1]), path.name, str(path)))


def _known(table: polars.DataFrame, name: str, *, as_of: date) -> polars.DataFrame:
    """The rows of months over by `as_of`, sorted by month and country, each once, each a count or null."""
    pl = polars_module()
    for column in _WHOLE:
        whole_column(table, column, name)
    last = month_id(as_of + timedelta(days=1)) - 1
    known = table.filter(pl.col("month_id") <= last).sort("month_id", "country_id")
    if known.is_empty():
        held = "nothing" if table.is_empty() else f"months from {_month(table['month_id'].to_numpy().min())} on"
        raise DataError(f"{name} holds {held}, no month that was over by {as_of}. Use a later --as-of.")
    if not (known["ged_sb"].dtype.is_numeric() and known["gwcode"].dtype.is_integer()):
        raise DataError(
            f"{name}: ged_sb is {known['ged_sb'].dtype} and gwcode {known['gwcode'].dtype}; wanted counts and whole "
            "numbers"
        )
    counts = known.filter(pl.col("ged_sb").is_not_null())
    wrong = counts.filter(~(pl.col("ged_sb").cast(pl.Float64) % 1 == 0) | (pl.col("ged_sb") < 0))
    if wrong.height:
        month, country, count = wrong.row(0)[:3]
        raise DataError(
            f"{name}: ged_sb is {count} for country {country} in {_month(month)}, and {wrong.height} rows are like it; "
            "wanted whole numbers of 0 or more, null where the country did not exist"
        )
    if known.select(_WHOLE).is_duplicated().any():
        month, country = known.select(_WHOLE).filter(known.select(_WHOLE).is_duplicated()).row(0)
        raise DataError(f"{name} has more than one row for country {country} in {_month(month)}; wanted one")
    return known


def _rectangle(table: polars.DataFrame, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The months and countries, where every country has a row in every month and no month is left out."""
    months = np.unique(table["month_id"].to_numpy()).astype(np.int64)
    countries = np.unique(table["country_id"].to_numpy()).astype(np.int64)
    if months[-1] - months[0] + 1 != months.size:
        missing = int(months[:-1][np.diff(months) > 1][0]) + 1
        raise DataError(f"{name} has no row for {_month(missing)}; wanted every month: a gap is never read as 0")
    if table.height != months.size * countries.size:
        seen = table.group_by("country_id").len().filter(_fewer(months.size)).sort("country_id")
        country, rows = seen.row(0)
        raise DataError(
            f"{name} has {rows} rows for country {country} and {months.size} months; wanted a row a month, its count "
            "null where the country did not exist: a gap is never read as 0"
        )
    return months, countries


def _fewer(rows: int) -> Any:
    return polars_module().col("len") < rows


def _month(number: int) -> str:
    return f"{first_of_month(int(number)):%Y-%m}"


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
