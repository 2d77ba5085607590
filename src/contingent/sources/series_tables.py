"""Tables of dates and values: rows of a CSV file or of a workbook, column by column, and a user's own CSV file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from contingent.core.errors import DataError, InputError
from contingent.core.watching import Series, SeriesKind
from contingent.sources.contents import as_day, rows_of
from contingent.sources.series_points import Points, Row, cadence_of, day_alone, number, points

if TYPE_CHECKING:
    from xlrd.book import Book

KINDS: tuple[str, ...] = get_args(SeriesKind)
#: a file of dates and values that is larger is none
MOST_BYTES = 64_000_000
#: what columns are called, in small letters
DAY_NAMES = ("date", "day", "month", "time", "period", "observation_date", "timestamp")
VALUE_NAMES = ("value", "close", "price")
#: what the name of a value's column says of how the series moves
_KIND_OF_NAME: dict[str, SeriesKind] = {
    "price": "price", "close": "price", "index": "index", "rate": "rate", "count": "count", "events": "count",
    "deaths": "count", "fatalities": "count", "probability": "probability",
}  # fmt: skip
_ASKED = re.compile(rf"(?P<file>.+?)(?::(?P<kind>{'|'.join(KINDS)}))?(?:@(?P<place>[A-Z]{{3}}))?", re.DOTALL)
OWN = "your own file"
#: what may stand for a unit: a column's name that reads as a word or two
_UNIT = re.compile(r"[^\W\d][\w /%$€£.-]{0,23}")
_LOOKED_AT = 5  # rows that say whether a column without a known name holds days


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The head of a CSV file and its rows with their lines; every row has as many cells as the head."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    ragged: tuple[int, ...] = ()

    def place(self, column: str) -> int:
        """Where the column stands, whatever the size of its letters.

        Raises:
            DataError: there is none of that name; says which there are.
        """
        names = [name.lower() for name in self.head]
        if column.lower() not in names:
            raise DataError(f"{self.name} has no column {column}; found {', '.join(self.head)[:120]}")
        return names.index(column.lower())

    def cells(self, day: int, value: int) -> Iterator[Row]:
        """The rows as lines, cells of the day and cells of the value; a row of another width has neither."""
        for line, cells in self.rows:
            yield line, cells[day], cells[value]
        for line in self.ragged:
            yield line, None, None


def read_csv(path: Path) -> Table:
    """The CSV file, its cells parted by commas, semicolons or tabs, whichever its first line has most of.

    Raises:
        DataError: it cannot be read, is too large, is no text of UTF-8, or has no head.
    """
    raw = file_bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is no text in UTF-8: byte {error.start}. Save it as CSV in UTF-8.") from error
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    rows: list[tuple[int, tuple[str, ...]]] = []
    ragged: list[int] = []
    head: tuple[str, ...] = ()
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not head:
                head = tuple(cell.strip() for cell in cells)
            elif len(cells) == len(head):
                rows.append((reader.line_num, tuple(cells)))
            else:
                ragged.append(reader.line_num)
    except csv.Error as error:
        raise DataError(f"{path.name}, line {reader.line_num}, is no CSV text: {error}") from error
    if len(head) < 2:
        raise DataError(f"{path.name} has {len(head)} columns; wanted one of days and one of values")
    return Table(name=path.name, head=head, rows=tuple(rows), ragged=tuple(ragged))


def workbook_cells(book: Book, name: str, day: str, value: str | None) -> Iterator[Row]:
    """The rows of an .xls workbook with the cells of two of its columns; without `value` the first other column.

    Lines are counted from the head on: a workbook has no lines of text.

    Raises:
        DataError: it has no such columns.
    """
    columns = [day] if value is None else [day, value]
    for line, (found, *cells) in enumerate(rows_of(book, name, columns), start=2):
        given = cells[0] if value is not None else next((cell for cell in cells if cell is not None), None)
        yield line, found, given


def own_series(
    path: Path, *, as_of: date, kind: SeriesKind | None = None, place: str | None = None
) -> tuple[Series, Points]:
    """A series from any CSV file of dates and values, and what of its rows could not be used.

    The day is in the column called date (day, month, time, period, observation_date, timestamp), the value in the one
    called value (close, price); else in the first two columns, headed or not. Days are written 2022-03-04,
    20220304, 4 March 2022, or 2022-03 for a whole month, which then counts from its last day. How the series moves is
    `kind`, else what the value's column is called (price, close, index, rate, count, events, deaths, fatalities,
    probability); else whole numbers, some of them zero, are counts, what is always above zero is a price, all else an
    index.

    Raises:
        DataError: it is no such file, holds no day by `as_of`, or too many rows cannot be read (lines are named).
    """
    table = _headed(read_csv(path))
    day, value = _columns(table)
    found = points(table.cells(day, value), table.name, as_of=as_of, day_of=day_alone)
    if not found.dates:
        raise DataError(f"{table.name} holds no value by {as_of.isoformat()}")
    column = table.head[value]
    moves = kind or _KIND_OF_NAME.get(column.lower()) or kind_of(found.values)
    if moves == "probability" and not all(0.0 <= one <= 1.0 for one in found.values):
        raise DataError(f"{table.name} is watched as a probability, but holds values outside 0 to 1")
    title = re.sub(r"[_\s]+", " ", path.stem).strip() or path.stem
    return (
        Series(
            name=path.stem, label=title, kind=moves, cadence=cadence_of(found.dates, table.name),
            unit=_unit(column),
            dates=found.dates, values=found.values, source=f"{OWN} {path.name}", place=place,
        ),
        found,
    )  # fmt: skip


def asked_file(text: str) -> tuple[Path, SeriesKind | None, str | None]:
    """The file, how it moves and its place, that FILE, FILE:KIND, FILE@PLACE or FILE:KIND@PLACE name.

    >>> path, *rest = asked_file("prices/grain.csv:price@UKR")
    >>> path.name, rest
    ('grain.csv', ['price', 'UKR'])
    """
    match = _ASKED.fullmatch(text)
    whole = Path(text)
    if match is None or _is_file(whole):
        path, kind, place = whole, None, None
    else:
        path, kind, place = Path(match["file"]), cast("SeriesKind | None", match["kind"]), match["place"]
    return path, kind, place


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no system has a file of that name: too long, or a null in it
        return False


def kind_of(values: Sequence[float]) -> SeriesKind:
    """How values move that nothing else tells of, by rule: counts, a price, or an index.

    >>> kind_of([0.0, 3.0]), kind_of([1.5, 2.0]), kind_of([-1.0, 2.0])
    ('count', 'price', 'index')
    """
    if all(value >= 0 and value.is_integer() for value in values) and 0.0 in values:
        return "count"
    return "price" if all(value > 0 for value in values) else "index"


def _unit(column: str) -> str:
    """The unit that a column's name stands for; none where it says only that it is a value, or reads as no unit."""
    known = column.lower() in (*VALUE_NAMES, *_KIND_OF_NAME)
    return "" if known or _UNIT.fullmatch(column) is None else column


def _headed(table: Table) -> Table:
    """The table; where its first line is a day and a number it had no head, and that line is a row."""
    first, second, *rest = table.head
    if day_alone(first) is None or number(second) is None:
        return table
    head = ("date", "value", *(f"column {place}" for place in range(3, 3 + len(rest))))
    return replace(table, head=head, rows=((1, table.head), *table.rows))


def _columns(table: Table) -> tuple[int, int]:
    """Where days and values stand: by name, else the first two columns; DataError where the first holds no days."""
    names = [name.lower() for name in table.head]
    day = next((names.index(name) for name in DAY_NAMES if name in names), 0)
    first = [cells[day] for _, cells in table.rows[:_LOOKED_AT]]
    if names[day] not in DAY_NAMES and first and all(as_day(cell) is None for cell in first):
        raise DataError(
            f"{table.name} has no column of days; wanted one called {DAY_NAMES[0]}, or days in the first column"
        )
    told = next((names.index(name) for name in (*VALUE_NAMES, *_KIND_OF_NAME) if name in names), None)
    value = told if told is not None else next(place for place in range(len(names)) if place != day)
    return day, value


def file_bytes(path: Path) -> bytes:
    """What is in a file of data; DataError where it cannot be read or is too large, InputError where no file can be."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DataError(f"{path.name} has {path.stat().st_size:,} bytes; more than {MOST_BYTES:,} are refused")
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a name that no file can have
        raise InputError(f"{str(path)!r} names no file: {error}") from error
