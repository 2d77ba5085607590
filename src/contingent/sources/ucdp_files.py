"""The files of UCDP GED and its monthly candidates: what a name says, from when it was known, and the events within."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TextIO

from contingent.core.errors import DataError
from contingent.core.times import add_months
from contingent.forecasting.counts.panel import first_of_month, month_id
from contingent.sources.archives import UNPACKING, lines_of, not_too_large

Kind = Literal["final", "monthly", "bulk"]
STATE_BASED = 1
WANTED = ("id", "type_of_violence", "country_id", "date_start", "date_end", "best")
#: the columns of a file without a head (candidate 24.0.1 was published so); 49 in all
HEADLESS = {"id": 0, "type_of_violence": 5, "country_id": 34, "date_start": 38, "date_end": 39, "best": 44}
HEADLESS_WIDTH = 49
FIRST_WORLDWIDE = 21  # candidates of earlier years leave out regions
_FINAL = re.compile(r"ged(\d\d)(\d)(?:-csv\.zip|\.csv)|gedevent_v(\d\d)_(\d)\.(?:csv|zip)")
_MONTHLY = re.compile(r"gedevent_v(\d\d)_0_(\d{1,2})\.(?:csv|zip)")
_BULK = re.compile(r"gedevent_v(\d\d)_(\d\d)_(\d\d)_(\d\d)\.(?:csv|zip)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One file: the months it covers, its version in print, and the day by which anybody could have had it."""

    path: Path
    kind: Kind
    version: str
    first: int
    last: int
    known: date

    @property
    def rank(self) -> tuple[int, bool, str]:
        """Files in the order in which each replaces what came before: a bulk file after the months it gathers."""
        return self.last, self.kind != "monthly", self.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A state-based event: where (Gleditsch–Ward code), when, and the best estimate of deaths."""

    id: str
    gwcode: int
    start: date
    end: date
    best: float


def release_of(path: Path, known_by: Mapping[str, date]) -> Release | None:
    """What a file of that name is; None where the name is none of UCDP's.

    `known_by` gives the day a file was known, by name. Without it the day is judged with caution: a final by 30 June of
    its year, a month's candidates by the end of the month after, a bulk file by the end of the second month after.
    Source: UCDP's pages give no days; the last changes of the files of 2017–26 on its server, read in a public survey,
    lie from 12 May to 30 June for finals and about the 20th of the month after for candidates.
    """
    name = path.name.lower()
    if found := _FINAL.fullmatch(name):
        year, minor = (int(part) for part in found.groups() if part is not None)
        first, last = month_id(date(1989, 1, 1)), month_id(date(2000 + year - 1, 12, 1))
        known, kind, version = date(2000 + year, 6, 30), "final", f"{year}.{minor}"
    elif found := _MONTHLY.fullmatch(name):
        year, month = map(int, found.groups())
        if not 1 <= month <= 12:
            return None
        first = last = month_id(date(2000 + year, month, 1))
        known, kind, version = _end_of_month(last + 1), "monthly", f"{year}.0.{month}"
    elif found := _BULK.fullmatch(name):
        year, start, other, month = map(int, found.groups())
        if not (1 <= start <= month <= 12 and other == year):
            return None
        first, last = (month_id(date(2000 + year, m, 1)) for m in (start, month))
        known, kind, version = _end_of_month(last + 2), "bulk", f"{year}.{start:02d}.{other}.{month:02d}"
    else:
        return None
    known = known_by.get(path.name, known)
    return Release(path=path, kind=kind, version=version, first=first, last=last, known=known)  # type: ignore[arg-type]


def releases(folders: Sequence[Path], known_by: Mapping[str, date]) -> tuple[Release, ...]:
    """Every file of UCDP in or below the folders, once each version, in the order of `Release.rank`.

    Raises:
        DataError: a folder cannot be read.
    """
    found: dict[tuple[str, str], Release] = {}
    for folder in folders:
        try:
            paths = sorted(path for path in folder.rglob("*") if path.is_file())
        except OSError as error:
            raise DataError(f"{folder} cannot be read: {error.strerror or error}") from error
        for path in paths:
            release = release_of(path, known_by)
            if release is not None:
                found.setdefault((release.kind, release.version), release)
    return tuple(sorted(found.values(), key=lambda release: release.rank))


def events_of(release: Release, left_out: Counter[str]) -> Iterator[Event]:
    """The state-based events of a file, in its order; what is left out is counted in `left_out` by reason.

    Raises:
        DataError: the file cannot be read, is no such table, or one row in a hundred or more has no usable dates, code
            or count.
    """
    rows = broken = 0
    with _opened(release.path) as text:
        try:
            for cells, at in _rows(text, release.path.name):
                rows += 1
                if cells is None or cells[at["type_of_violence"]].strip() not in ("1", "2", "3"):
                    broken += 1
                    continue
                if int(cells[at["type_of_violence"]]) != STATE_BASED:
                    continue
                event = _event(cells, at)
                if event is None:
                    broken += 1
                    continue
                yield event
        except (csv.Error, *UNPACKING) as error:
            raise DataError(f"{release.path.name} is no CSV text: {error}. Pull it again.") from error
    if rows == 0:
        raise DataError(f"{release.path.name} holds no event; wanted a table of UCDP events. Pull it again.")
    if broken * 100 >= rows:
        raise DataError(
            f"{release.path.name} has {broken} of {rows} rows without usable dates, code or count; pull it again"
        )
    if broken:
        left_out[f"rows of {release.path.name} without usable dates, code or count"] += broken


def _rows(text: TextIO, name: str) -> Iterator[tuple[list[str] | None, Mapping[str, int]]]:
    """Each row with the place of each wanted column; None for a row with another number of cells than its head."""
    reader = csv.reader(lines_of(text, name))
    head = next(reader, None)
    if head is None:
        raise DataError(f"{name} is empty; pull it again")
    names = [cell.strip().lower() for cell in head]
    if all(column in names for column in WANTED):
        at: Mapping[str, int] = {column: names.index(column) for column in WANTED}
    elif len(head) == HEADLESS_WIDTH and head[0].strip().isdigit():
        at = HEADLESS
        yield head, at
    else:
        missing = ", ".join(column for column in WANTED if column not in names)
        raise DataError(f"{name} has no column {missing}; wanted a table of UCDP events")
    for row in reader:
        if row:
            yield (row if len(row) == len(head) else None), at


def _event(cells: Sequence[str], at: Mapping[str, int]) -> Event | None:
    try:
        start, end = (date.fromisoformat(cells[at[name]].strip()[:10]) for name in ("date_start", "date_end"))
        code, best = float(cells[at["country_id"]]), float(cells[at["best"]])
    except ValueError:
        return None
    if end < start or not code.is_integer() or not 0.0 <= best < float("inf"):
        return None
    return Event(id=cells[at["id"]].strip(), gwcode=int(code), start=start, end=end, best=best)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """The text of a CSV file, or of the one CSV file in an archive, read as it is asked for."""
    try:
        if path.suffix.lower() != ".zip":
            with path.open(encoding="utf-8-sig", newline="") as text:
                yield text
            return
        with zipfile.ZipFile(path) as archive:
            not_too_large(archive, path.name)
            inside = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            if len(inside) != 1:
                raise DataError(f"{path.name} holds {len(inside)} CSV files; wanted one. Pull it again.")
            with archive.open(inside[0]) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
    except UNPACKING as error:
        raise DataError(f"{path} cannot be read: {error}. Pull it again.") from error


def _end_of_month(number: int) -> date:
    return date.fromordinal(add_months(first_of_month(number), 1).toordinal() - 1)
