"""Series to watch from a folder of data: those known by their files, deaths by country, and any table of days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from contingent.core.errors import DataError
from contingent.core.watching import Cadence, Series, SeriesKind
from contingent.sources.contents import heads_of, opened_workbook, rows_of
from contingent.sources.series_deaths import death_series
from contingent.sources.series_points import Period, Points, Row, cadence_of, points, until
from contingent.sources.series_tables import Table, file_bytes, kind_of, own_series, read_csv, workbook_cells
from contingent.sources.shipped import countries, table

if TYPE_CHECKING:
    from xlrd.book import Book

#: below the data folder: a user's own series, and shares' closing prices (catalogue: prices)
OWN_FOLDERS: Mapping[str, SeriesKind | None] = {"": None, "series": None, "yfinance": "price"}
FRED = "fred"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRead:
    """What a folder holds of series: those that were read, what was not read and why, and what else to know."""

    series: tuple[Series, ...]
    unread: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """Series while they are being read; files that a known series lies in are `taken`."""

    folder: Path
    as_of: date
    series: dict[str, Series] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    taken: set[Path] = field(default_factory=set)
    tables: dict[Path, Table] = field(default_factory=dict)
    books: dict[Path, Book] = field(default_factory=dict)

    def add(self, one: Series, found: Points, name: str) -> None:
        if not one.dates:
            self.unread.append((one.label, f"{name} holds no value by {self.as_of.isoformat()}"))
        elif one.name in self.series:
            self.unread.append((one.label, f"{name} holds another series called {one.name}"))
        else:
            self.series[one.name] = one
        for note in found.notes(f"{name} ({one.name})"):
            if note not in self.notes:
                self.notes.append(note)

    def table(self, path: Path) -> Table:
        if path not in self.tables:
            self.tables[path] = read_csv(path)
        return self.tables[path]

    def book(self, path: Path) -> Book:
        if path not in self.books:
            self.books[path] = opened_workbook(file_bytes(path), path.name)
        return self.books[path]

    def place(self, file: str) -> Path | None:
        """Where a known file lies: below the folder, or, where the folder is its own, in it."""
        for path in (self.folder / file, self.folder / Path(file).name):
            own = path.parent == self.folder / Path(file).parent or self.folder.name == Path(file).parent.name
            if own and path.is_file():
                return path
        return None


def read_series(folder: Path, *, as_of: date, deaths: bool = True, say: Say = lambda _label: None) -> SeriesRead:
    """Every series that the folder holds, as known at the end of `as_of`, in the order of the table, then by name.

    Args:
        folder: one that `data pull` filled, one with tables of the names in `data/series.toml`, or with a user's own.
        as_of: the last day whose knowledge counts; values of later days are not looked at.
        deaths: whether UCDP's events are counted, which takes some seconds where they are there.
        say: is told what is read next.

    Raises:
        DataError: there is no such folder. A file that cannot be read is told in `unread`, and keeps no other from it.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder; wanted one that holds series, such as `data pull` fills.")
    found = _Found(folder=folder, as_of=as_of)
    for row in table("series")["series"]:
        _known(found, row)
    for row in table("series")["panel"]:
        _panel(found, row)
    _fred(found)
    _own(found)
    if deaths:
        say("Counting deaths by country")
        counted = death_series(folder, as_of=as_of)
        found.notes += counted.notes
        found.unread += counted.unread
        for one in counted.series:
            found.series.setdefault(one.name, one)
    return SeriesRead(series=tuple(found.series.values()), unread=tuple(found.unread), notes=tuple(found.notes))


def known_sets() -> tuple[str, ...]:
    """The folders of `data pull` that series are read from, in the order of the table, each once."""
    rows = (*table("series")["series"], *table("series")["panel"])
    folders = [entry["file"].partition("/")[0] for row in rows for entry in row["files"] if "/" in entry["file"]]
    return tuple(dict.fromkeys([*folders, FRED]))


def _known(found: _Found, row: Mapping[str, Any]) -> None:
    for path, entry in _files(found, row):
        try:
            cells = _cells(found, path, entry)
            read = points(cells, path.name, as_of=found.as_of, period=cast(Period, row.get("period", "day")))
        except DataError as error:
            found.unread.append((row["label"], str(error)))
        else:
            read = until(read, row.get("first"))
            found.add(_series(row, read), read, path.name)
        return


def _panel(found: _Found, row: Mapping[str, Any]) -> None:
    for path, entry in _files(found, row):
        try:
            members = list(
                _by_prefix(found.book(path), path.name, entry)
                if "prefix" in entry
                else _by_column(found.table(path), entry)
            )
        except DataError as error:
            found.unread.append((f"{row['name']}_…", str(error)))
            return
        for member, cells in members:
            titled = _titled(row, member)
            if titled is None:
                found.unread.append((f"{path.name}: {member[:40]}", "no place or currency of that name is known"))
                continue
            try:
                read = points(cells, f"{path.name}, {member}", as_of=found.as_of, period=row.get("period", "day"))
            except DataError as error:
                found.unread.append((titled["label"], str(error)))
                continue
            found.add(_series(titled, read), read, f"{path.name}, {member}")
        return


def _fred(found: _Found) -> None:
    """The series of FRED, one file each; what the table does not know is told as its values suggest."""
    folder = found.folder if found.folder.name == FRED else found.folder / FRED
    for path in _csv_files(folder):
        found.taken.add(path)
        known: Mapping[str, Any] = table("series")["fred"].get(path.stem, {})
        try:
            read = found.table(path)
            days = next((name for name in ("observation_date", "DATE") if name in read.head), read.head[0])
            cells = list(read.cells(read.place(days), read.place(path.stem)))
            values = points(cells, path.name, as_of=found.as_of)
            cadence = cadence_of(values.dates, path.name)
            if cadence == "monthly":  # dated at the month's first day, though it is of the whole month
                values = points(cells, path.name, as_of=found.as_of, period="month")
        except DataError as error:
            found.unread.append((known.get("label", path.stem), str(error)))
            continue
        row = {
            "name": f"fred_{path.stem}", "label": path.stem, "kind": kind_of(values.values), "unit": "",
            "cadence": cadence, "source": f"FRED, series {path.stem}", "licence": "the provider's, see FRED", **known,
        }  # fmt: skip
        found.add(_series(row, values), values, path.name)


def _own(found: _Found) -> None:
    """Tables of dates and values that lie in the folder, in its `series` or its `yfinance`."""
    for below, kind in OWN_FOLDERS.items():
        for path in _csv_files(found.folder / below):
            if path in found.taken or _is_known(path, found.folder):
                continue
            try:
                one, read = own_series(path, as_of=found.as_of, kind=kind)
            except DataError as error:
                found.unread.append((path.name, str(error)))
                continue
            found.add(one, read, path.name)


def _files(found: _Found, row: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The places of a known series that are there, with how to read them; of a CSV file only if it has the columns."""
    for entry in row["files"]:
        path = found.place(entry["file"])
        if path is None:
            continue
        found.taken.add(path)
        wanted = [entry[key] for key in ("by", "value") if key in entry]
        if "by" in entry and path.suffix == ".csv":
            try:
                head = [name.lower() for name in found.table(path).head]
            except DataError:
                head = [name.lower() for name in wanted]  # whoever reads it says what is wrong
            if any(name.lower() not in head for name in wanted) and entry is not row["files"][-1]:
                continue
        yield path, entry


def _cells(found: _Found, path: Path, entry: Mapping[str, Any]) -> Iterator[Row]:
    if path.suffix == ".xls":
        return workbook_cells(found.book(path), path.name, entry["date"], entry.get("value"))
    read = found.table(path)
    return read.cells(read.place(entry["date"]), read.place(entry["value"]))


def _by_column(read: Table, entry: Mapping[str, Any]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of a table by what stands in one of its columns."""
    day, by, value = (read.place(entry[key]) for key in ("date", "by", "value"))
    members: dict[str, list[Row]] = {}
    for line, cells in read.rows:
        members.setdefault(cells[by].strip(), []).append((line, cells[day], cells[value]))
    if read.ragged:
        raise DataError(
            f"{read.name}: {len(read.ragged):,} lines have another number of cells than the head, first line "
            f"{read.ragged[0]}"
        )
    yield from members.items()


def _by_prefix(book: Book, name: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, list[Row]]]:
    """The columns of a workbook whose names begin so, by the rest of their names."""
    day, prefix = entry["date"], entry["prefix"]
    heads = (names for _, _, names in heads_of(book) if day in names)
    columns = [one for one in next(heads, ()) if one.startswith(prefix)]
    if not columns:
        raise DataError(f"{name} has no sheet with a column {day} and some that begin with {prefix}.")
    rows: list[tuple[int, tuple[Any, ...]]] = list(enumerate(rows_of(book, name, [day, *columns]), start=2))
    for place, column in enumerate(columns, start=1):
        yield column[len(prefix) :], [(line, row[0], row[place]) for line, row in rows]


def _titled(row: Mapping[str, Any], member: str) -> dict[str, Any] | None:
    """What is known of one series of a file that holds many; None where nothing is."""
    titles: Mapping[str, Any] = row.get("titles", {})
    if titles:
        known = titles.get(member)
        if known is None:
            return None
        place = known.get("place") or _alpha_3(member)
        code, title, unit = known["currency"], known["title"], row["unit"].format(currency=known["currency"])
    else:
        state = countries().by_iso3(member)
        place, code, title, unit = member, member, member if state is None else state.name, row["unit"]
        if not (len(member) == 3 and member.isalpha() and member.isupper()):
            return None
    told = {key: row[key] for key in ("kind", "cadence", "source", "licence")}
    return {**told, "name": f"{row['name']}_{code}", "label": row["label"].format(title=title), "unit": unit,
            "place": place}  # fmt: skip


@cache
def _alpha_3(name: str) -> str | None:
    return next((state.iso3 for state in countries().states if state.name == name), None)


def _series(row: Mapping[str, Any], read: Points) -> Series:
    return Series(
        name=row["name"], label=row["label"], kind=row["kind"], cadence=cast(Cadence, row["cadence"]),
        unit=row["unit"], dates=read.dates, values=read.values, source=row["source"], place=row.get("place"),
        licence=row["licence"],
    )  # fmt: skip


def _csv_files(folder: Path) -> Sequence[Path]:
    """The CSV files that lie in the folder itself, by name; none where there is no such folder."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise DataError(f"{folder} cannot be read: {error.strerror or error}") from error


def _is_known(path: Path, folder: Path) -> bool:
    """Whether a table of events or another set's file lies where series of one's own may."""
    name = path.name.lower()
    return path.parent == folder and (name.startswith(("ged", "gedevent_")) or folder.name == FRED)
