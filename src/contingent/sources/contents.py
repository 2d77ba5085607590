"""What is in a file of data: whether it is what its set says it is, and the last day it has data for."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.core.errors import DataError
from contingent.sources.archives import UNPACKING, lines_of, not_too_large

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

    from contingent.sources.catalogue import DataSet, Item

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how an .xls workbook begins (a Microsoft compound file)
_HEADER_ROWS = 12
_MISSING = frozenset({"", ".", "na", "nan", "n/a", "null", "none", "-"})
_LONGEST_FIELD = 1 << 24
# what a damaged workbook makes its reader stumble over
_UNREADABLE = (ValueError, LookupError, AssertionError, TypeError, AttributeError, ArithmeticError, struct.error)


def last_day(file: Path, one: DataSet, item: Item) -> date | None:
    """The last day for which a file of the set holds data; None where the format does not say.

    Reading it to the end is the check that it is whole: every row has the cells of its head, a zip unpacks.

    Raises:
        DataError: the file is not what the set holds (a page of HTML, another table, a damaged zip), or holds no row.
    """
    name = item.file
    _no_page(file, name)
    if one.format == "zip":
        with _zipped_csv(file, name) as lines:
            return _last_of_csv(lines, name, one, item)
    if one.format == "csv":
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                return _last_of_csv(lines_of(lines, name), name, one, item)
        except UnicodeDecodeError as error:
            raise DataError(f"{name} is no CSV text: {error}") from error
    if one.format == "xls":
        days = [day for day, *cells in workbook_rows(file.read_bytes(), name, item.columns) if _has_value(cells)]
        return _latest(days, name)
    return _last_of_json(file.read_bytes(), name, one)


def as_day(text: str) -> date | None:
    """The day that a cell names: 2024-01-31, 2024-01-31 00:00:00.000, 01/31/2024, 31 January 2024, 2024-01, 20240131.

    >>> as_day("01/31/2024"), as_day("2024-02-29 00:00:00.000"), as_day("31 January 2024"), as_day("x")
    (datetime.date(2024, 1, 31), datetime.date(2024, 2, 29), datetime.date(2024, 1, 31), None)
    """
    words = text.strip()
    try:
        if match := re.match(r"(\d{4})-(\d{2})-(\d{2})(?:$|[ T])", words):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := re.fullmatch(r"(\d{4})-(\d{2})", words):
            return date(int(match[1]), int(match[2]), 1)
        if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", words):
            return date(int(match[3]), int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", words):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if (match := re.fullmatch(r"(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})", words)) and match[2].lower() in _MONTHS:
            return date(int(match[3]), _MONTHS[match[2].lower()], int(match[1]))
    except ValueError:
        return None
    return None


_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return text.strip().lower() in _MISSING


def workbook_rows(raw: bytes, name: str, columns: Sequence[str]) -> Iterator[tuple[date, *tuple[Any, ...]]]:
    """The rows of an .xls workbook below the head that has `columns`, as `rows_of` tells them.

    Raises:
        DataError: it is no such workbook, or no sheet has that head.
    """
    return rows_of(opened_workbook(raw, name), name, columns)


def opened_workbook(raw: bytes, name: str) -> Book:
    """The .xls workbook with its sheets, to be read more than once.

    Raises:
        DataError: it is no such workbook.
    """
    try:
        import xlrd  # imported late: only two publishers still use the format
    except ImportError as error:
        raise DataError(f"{name} is an Excel workbook; to read it: pip install xlrd") from error
    try:
        return xlrd.open_workbook(file_contents=raw, logfile=io.StringIO())  # its warnings are no output of ours
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *_UNREADABLE, *UNPACKING) as error:
        raise DataError(f"{name} is no Excel workbook that can be read: {error}") from error


def heads_of(book: Book) -> Iterator[tuple[Sheet, int, list[str]]]:
    """The rows in which a head may stand, of each sheet: the sheet, the row and its cells' names."""
    for sheet in book.sheets():
        for top in range(min(_HEADER_ROWS, sheet.nrows)):
            yield sheet, top, [str(cell.value).strip() for cell in sheet.row(top)]


def rows_of(book: Book, name: str, columns: Sequence[str]) -> Iterator[tuple[date, *tuple[Any, ...]]]:
    """The rows of a workbook below the head that has `columns`: the day of the first, the cells of the others.

    With one column the rest of its row comes with it. A row whose first cell is no day is not a row of data.

    Raises:
        DataError: no sheet has that head.
    """
    wanted = [column.lower() for column in columns]
    for sheet, top, names in heads_of(book):
        head = [one.lower() for one in names]
        if not set(wanted) <= set(head):
            continue
        places = [head.index(column) for column in wanted]
        if len(places) == 1:
            places += [place for place in range(len(head)) if place != places[0]]
        for row in range(top + 1, sheet.nrows):
            cells = sheet.row(row)
            day = _excel_day(cells[places[0]], book.datemode)
            if day is not None:
                yield (day, *(_excel_number(cells[place]) for place in places[1:]))
        return
    raise DataError(f"{name} has no sheet with the columns {', '.join(columns)}. Has the provider changed it?")


def _excel_day(cell: Any, datemode: int) -> date | None:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return as_day(cell.value)
    if cell.ctype not in (xlrd.XL_CELL_DATE, xlrd.XL_CELL_NUMBER):
        return None
    if cell.ctype == xlrd.XL_CELL_NUMBER and cell.value > 1e7:  # 20240131 as a number
        return as_day(str(int(cell.value)))
    # day 60 of the 1900 system never was; nothing here is that old
    try:
        return (date(1904, 1, 1) if datemode else date(1899, 12, 30)) + timedelta(days=int(cell.value))
    except (ValueError, OverflowError):
        return None


def _excel_number(cell: Any) -> float | None:
    import xlrd

    return float(cell.value) if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) else None


def _has_value(cells: Iterable[Any]) -> bool:
    return any(cell is not None for cell in cells)


def _no_page(file: Path, name: str) -> None:
    with file.open("rb") as read:
        start = read.read(2048)
    if not start.strip():
        raise DataError(f"{name} is empty; wanted data")
    words = start.decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    if words.startswith(("<!doctype html", "<html", "<?xml")) or "<html" in words[:500]:
        raise DataError(f"{name} came as a page of HTML, not as data: an error page, or the address has changed")


@contextmanager
def _zipped_csv(file: Path, name: str) -> Iterator[Iterable[str]]:
    try:
        with zipfile.ZipFile(file) as archive:
            not_too_large(archive, name)
            tables = [entry for entry in archive.namelist() if entry.lower().endswith(".csv")]
            if len(tables) != 1:
                raise DataError(f"{name} holds {len(tables)} CSV files; wanted one")
            with archive.open(tables[0]) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as lines:
                yield lines_of(lines, name)
            broken = archive.testzip() if len(archive.namelist()) > 1 else None
            if broken is not None:
                raise DataError(f"{name} is damaged: {broken} does not unpack")
    except UNPACKING as error:
        raise DataError(f"{name} is no whole zip file: {error}") from error


def _last_of_csv(lines: Iterable[str], name: str, one: DataSet, item: Item) -> date | None:
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader(lines, strict=True)
    try:
        head = [cell.strip() for cell in next(rows, [])]
        needed = (*item.columns, *filter(None, (one.date_column or one.year_column,)))
        # FRED called the column DATE until 2024
        aliases = {"observation_date": "DATE"}
        missing = [column for column in needed if column not in head and aliases.get(column) not in head]
        if missing:
            found = ", ".join(head)[:120]
            raise DataError(f"{name} has no column {', '.join(missing)}; found {found}. Has the provider changed it?")
        column = one.date_column or one.year_column or ""
        place = head.index(column) if column in head else head.index(aliases[column])
        latest, count = "", 0
        days: dict[str, date | None] = {}
        for number, row in enumerate(rows, start=2):
            if not row:
                continue
            if len(row) != len(head):
                raise DataError(f"{name}, line {number}, has {len(row)} cells; wanted {len(head)}: is the file whole?")
            count += 1
            text = row[place]
            if text == latest:
                continue
            if all(is_missing(cell) for where, cell in enumerate(row) if where != place):
                continue  # a day without any value is no data
            latest = text
            days.setdefault(text, None)
    except csv.Error as error:
        raise DataError(f"{name} is no CSV table: {error}") from error
    if not count:
        raise DataError(f"{name} holds no row of data")
    if one.year_column:
        try:
            return date(max(int(float(text)) for text in days), 12, 31)
        except (ValueError, OverflowError) as error:
            raise DataError(f"{name} has a {one.year_column} that is no year: {error}") from error
    return _latest([day for day in map(as_day, days) if day is not None], name)


def _last_of_json(raw: bytes, name: str, one: DataSet) -> date | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{name} is no JSON: {error}") from error
    try:
        return _last_of_rows(found, name, one)
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise DataError(f"{name} has rows of another form ({error}). Has the provider changed it?") from error


def _last_of_rows(found: Any, name: str, one: DataSet) -> date | None:
    if one.rows and not (isinstance(found, dict) and any(key in found for key in one.rows)):
        raise DataError(f"{name} has none of the keys {', '.join(one.rows)}. Has the provider changed it?")
    if one.name == "stations":
        return _latest([day for day, value in station_rows(found, name) if value is not None], name)
    if one.date_key and isinstance(found, list):
        return _latest([day for day in (as_day(str(_at(row, one.date_key))) for row in found) if day], name)
    if isinstance(found, dict) and "resolutions" in found:
        days = [as_day(str(row.get("resolution_date"))) for row in found["resolutions"] if row.get("resolved")]
        return max((day for day in days if day is not None), default=as_day(str(found.get(one.date_key or ""))))
    if one.date_key:
        return as_day(str(_at(found, one.date_key)))
    rows = _at(found, one.rows[0]) if one.rows else found
    if not isinstance(rows, list) or not rows:
        raise DataError(f"{name} holds no row of data")
    months = [(row.get("year"), row.get("month")) for row in rows if isinstance(row, dict)]
    return max((date(y, m, 1) for y, m in months if isinstance(y, int) and isinstance(m, int)), default=None)


def station_rows(found: Any, name: str) -> list[tuple[date, float | None]]:
    """Days and values of the one series in a DBnomics answer; a value that is not a number is missing.

    Raises:
        DataError: it holds no series, or lists of different lengths.
    """
    try:
        series = found["series"]["docs"][0]
        periods, values = series["period"], series["value"]
        if len(periods) != len(values):
            raise DataError(f"{name} has {len(periods)} periods and {len(values)} values; wanted as many")
    except (KeyError, IndexError, TypeError) as error:
        raise DataError(f"{name} holds no series with observations ({error!r})") from error
    rows = []
    for period, value in zip(periods, values, strict=True):
        day = as_day(str(period))
        if day is None:
            raise DataError(f"{name} has the period {period!r}; wanted days or months")
        try:
            rows.append((day, float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None))
        except OverflowError as error:
            raise DataError(f"{name} has a value of {day} that is too large for a number") from error
    return rows


def _at(found: Any, key: str) -> Any:
    return found.get(key) if isinstance(found, Mapping) else None


def _latest(days: Sequence[date], name: str) -> date:
    if not days:
        raise DataError(f"{name} holds no day with a value")
    return max(days)
