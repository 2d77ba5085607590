"""Readers of a folder of primary war data, each cut at `as_of`: what was not yet known then is not in the answer."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from contingent.core.errors import DataError
from contingent.forecasting.episodes import ends_known_through, published_through
from contingent.sources.tables import read_file, read_table

SQUARE_METRES_PER_KM2 = 1e6
_WAR_GOES_ON = "5.0"  # the code the Correlates of War lists have for it

LOSSES = "losses_general_staff"
LOSSES_FILE = "russia_losses_personnel.json"
CONFLICT_YEARS_FILE = "ucdp_acd.csv"
WAR_FILES = {"interstate": "cow_war_inter.csv", "intrastate": "cow_war_intra.csv"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One published daily series up to a day: `values[i]` in `unit` on `days[i]`, days rising, none twice.

    `notes` say what was found on the way (days missing or given twice). `checksum` is the SHA-256 of the whole file.
    """

    name: str
    file: str
    label: str
    unit: str
    days: tuple[date, ...]
    values: tuple[float, ...]
    source: str
    licence: str
    checksum: str
    notes: tuple[str, ...] = ()

    @property
    def data_through(self) -> date:
        """The last day of the series."""
        return self.days[-1]

    @property
    def provenance(self) -> dict[str, str]:
        """File, checksum, title and licence, as a fitted table keeps them."""
        return {"file": self.file, "sha256": self.checksum, "title": self.source, "licence": self.licence}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of a published table that were known by a day, each a mapping of column to text, in the file's order."""

    name: str
    file: str
    rows: tuple[Mapping[str, str], ...]
    data_through: date
    source: str
    licence: str
    checksum: str

    @property
    def provenance(self) -> dict[str, str]:
        """File, checksum, title and licence, as a fitted table keeps them."""
        return {"file": self.file, "sha256": self.checksum, "title": self.source, "licence": self.licence}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Area:
    file: str
    column: str
    per_km2: float
    label: str
    source: str
    licence: str


AREAS = {
    "area_economist": _Area(
        file="area_controlled_by_russia_daily.csv",
        column="area_assessed_as_russia_controlled",
        per_km2=SQUARE_METRES_PER_KM2,
        label="area assessed as Russian-controlled, The Economist's tracker",
        source="The Economist, tracker of the war in Ukraine",
        licence="CC BY 4.0",
    ),
    "area_deepstate": _Area(
        file="deepstate_area_daily.csv",
        column="occupied_km2",
        per_km2=1.0,
        label="area occupied, computed from DeepState's polygons",
        source="DeepState, polygons of the map; area computed in an equal-area projection",
        licence="repository GPL-3.0",
    ),
}


def read_series(folder: Path, name: str, *, as_of: date) -> Series:
    """The daily series of that name ("losses_general_staff", "area_economist", "area_deepstate") by `as_of`.

    Raises:
        DataError: an unknown name, or as `read_losses` and `read_area`.
    """
    return read_losses(folder, as_of=as_of) if name == LOSSES else read_area(folder, name, as_of=as_of)


def has_begun(folder: Path, name: str, *, as_of: date) -> bool:
    """Whether the series of that name has a row by `as_of`: one that had not begun then is no missing file.

    Raises:
        DataError: as `read_series`, but for a series that begins later.
    """
    _, pairs = _loss_pairs(folder) if name == LOSSES else _area_pairs(folder, name)
    return any(day <= as_of for day, _ in pairs)


def read_losses(folder: Path, *, as_of: date) -> Series:
    """The cumulative Russian losses of personnel that the Ukrainian General Staff had claimed by `as_of`, in persons.

    A belligerent's claim. Source: daily reports collected by PetroIvaniuk (MIT).

    Raises:
        DataError: no such file in `folder`, an entry that cannot be read, or nothing by `as_of`.
    """
    raw, pairs = _loss_pairs(folder)
    days, values, notes = _daily(pairs, as_of=as_of, file=LOSSES_FILE)
    return Series(
        name=LOSSES,
        file=LOSSES_FILE,
        label="Russian personnel losses claimed by the Ukrainian General Staff, cumulative",
        unit="person",
        days=days,
        values=values,
        source="General Staff of the Armed Forces of Ukraine, collected by PetroIvaniuk",
        licence="MIT",
        checksum=hashlib.sha256(raw).hexdigest(),
        notes=notes,
    )


def read_area(folder: Path, series: str, *, as_of: date) -> Series:
    """The area held by Russian forces in km², as `series` ("area_economist" or "area_deepstate") gave it by `as_of`.

    Raises:
        DataError: an unknown series, no such file or column, a row that cannot be read, or nothing by `as_of`.
    """
    raw, pairs = _area_pairs(folder, series)
    area = AREAS[series]
    days, values, notes = _daily(pairs, as_of=as_of, file=area.file)
    return Series(
        name=series,
        file=area.file,
        label=area.label,
        unit="km2",
        days=days,
        values=values,
        source=area.source,
        licence=area.licence,
        checksum=hashlib.sha256(raw).hexdigest(),
        notes=notes,
    )


def read_conflict_years(folder: Path, *, as_of: date) -> Rows:
    """The rows of the UCDP/PRIO Armed Conflict Dataset that were public at `as_of`.

    Rows of unpublished years are left out, and an end that UCDP could not have coded yet is blanked: it calls an
    episode ended once a year has passed with fewer than 25 battle-related deaths (Kreutz, UCDP Conflict Termination
    Dataset Codebook v.2-2015).

    Raises:
        DataError: no such file or column, or a year that cannot be read.
    """
    raw = read_file(folder, CONFLICT_YEARS_FILE)
    last_year, last_end = published_through(as_of), ends_known_through(as_of)
    kept = []
    for row in read_table(raw, CONFLICT_YEARS_FILE, ("conflict_id", "year", "start_date2", "ep_end", "ep_end_date")):
        year = _year(row, CONFLICT_YEARS_FILE)
        if year > last_year:
            continue
        kept.append({**row, "ep_end": "", "ep_end_date": ""} if year > last_end.year else row)
    return _rows(
        "ucdp_acd",
        kept,
        raw,
        file=CONFLICT_YEARS_FILE,
        as_of=as_of,
        source="UCDP/PRIO Armed Conflict Dataset",
    )


def read_wars(folder: Path, kind: Literal["interstate", "intrastate"], *, as_of: date) -> Rows:
    """The war-years of a Correlates of War list that had passed at `as_of`.

    A war cut off by `as_of` is marked as going on, and its final deaths are blanked: nobody knew them then.

    Raises:
        DataError: no such file or column, or a year that cannot be read.
    """
    file = WAR_FILES[kind]
    outcomes, deaths = {
        "interstate": (("outcome1", "outcome2"), ("batdeath1", "batdeath2")),
        "intrastate": (("outcome",), ("sideadeaths", "sidebdeaths")),
    }[kind]
    raw = read_file(folder, file)
    rows = read_table(raw, file, ("warnum", "year", *outcomes, *deaths))
    cut = {row["warnum"] for row in rows if _year(row, file) >= as_of.year}
    unknown = {**dict.fromkeys(outcomes, _WAR_GOES_ON), **dict.fromkeys(deaths, "")}
    kept = [{**row, **unknown} if row["warnum"] in cut else row for row in rows if _year(row, file) < as_of.year]
    return _rows(f"cow_{kind}", kept, raw, file=file, as_of=as_of, source="Correlates of War, war lists")


def _loss_pairs(folder: Path) -> tuple[bytes, list[tuple[date, float]]]:
    """The file of the losses, and its days and values in the file's order."""
    raw = read_file(folder, LOSSES_FILE)
    try:
        return raw, [(date.fromisoformat(entry["date"]), float(entry["personnel"])) for entry in json.loads(raw)]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise DataError(
            f"{LOSSES_FILE} cannot be read ({error!r}); wanted a list of entries with date and personnel"
        ) from error


def _area_pairs(folder: Path, series: str) -> tuple[bytes, list[tuple[date, float]]]:
    """The file of an area, and its days and values in km² in the file's order."""
    area = AREAS.get(series)
    if area is None:
        raise DataError(f"series is {series!r}; wanted one of {', '.join((LOSSES, *sorted(AREAS)))}")
    raw = read_file(folder, area.file)
    pairs = []
    for number, row in enumerate(read_table(raw, area.file, ("date", area.column)), start=2):
        try:
            pairs.append((date.fromisoformat(row["date"]), float(row[area.column]) / area.per_km2))
        except ValueError as error:
            raise DataError(f"{area.file}, line {number}, cannot be read: {error}") from error
    return raw, pairs


def _year(row: Mapping[str, str], file: str) -> int:
    try:
        return int(float(row["year"]))
    except (ValueError, OverflowError) as error:
        raise DataError(f"{file} holds the year {row['year']!r}; wanted a number") from error


def _daily(
    pairs: Iterable[tuple[date, float]], *, as_of: date, file: str
) -> tuple[tuple[date, ...], tuple[float, ...], tuple[str, ...]]:
    """Days, values and notes of a daily series by `as_of`; of a day given twice the later entry counts."""
    known = [(day, value) for day, value in pairs if day <= as_of]
    if not known:
        raise DataError(f"{file} holds nothing by {as_of.isoformat()}; use a later as_of")
    if not all(math.isfinite(value) for _, value in known):
        raise DataError(f"{file} holds a value that is no finite number")
    by_day = dict(known)
    days = tuple(sorted(by_day))
    notes = []
    if len(known) > len(days):
        notes.append(f"{len(known) - len(days)} days given twice: the later entry counts")
    gaps = (days[-1] - days[0]).days + 1 - len(days)
    if gaps:
        notes.append(f"{gaps} days missing between the first and the last")
    return days, tuple(by_day[day] for day in days), tuple(notes)


def _rows(name: str, rows: list[dict[str, str]], raw: bytes, *, file: str, as_of: date, source: str) -> Rows:
    if not rows:
        raise DataError(f"{file} holds nothing by {as_of.isoformat()}; use a later as_of")
    return Rows(
        name=name,
        file=file,
        rows=tuple(rows),
        data_through=date(max(_year(row, file) for row in rows), 12, 31),
        source=source,
        licence="upstream terms: cite",
        checksum=hashlib.sha256(raw).hexdigest(),
    )
