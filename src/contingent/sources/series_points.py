"""Days and values of one series from the rows of a table: what is missing, what cannot be read, what stands twice."""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Literal

from contingent.core.errors import DataError
from contingent.core.watching import Cadence
from contingent.sources.contents import as_day, is_missing

Period = Literal["day", "month"]
#: of a table with more rows than this share unread, nothing is believed
MOST_UNREAD_SHARE = 0.05
#: whatever is larger is a slip of a file, and overflows what is reckoned with it
LARGEST = 1e30
_TOLD = 3  # rows that a message names
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_COMMA = re.compile(r"[+-]?[\d.]*,\d+")
_SLASHES = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
#: the longest spacing of days, in the middle, that a cadence has
_SPACINGS: tuple[tuple[float, Cadence], ...] = ((4.0, "daily"), (10.0, "weekly"), (45.0, "monthly"))

DayOf = Callable[[str], date | None]
#: a row of a table: its line in the file, the cell of its day (None: it has not the cells of the head), its value's
Row = tuple[int, str | date | None, str | float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A series' days in rising order with their values, and what of its rows could not be used.

    `missing` counts days without a value, `repeated` rows that say again what another said, `unread` tells each row
    that could not be read, with its line.
    """

    dates: tuple[date, ...]
    values: tuple[float, ...]
    missing: int = 0
    repeated: int = 0
    unread: tuple[str, ...] = ()

    def notes(self, name: str) -> tuple[str, ...]:
        """What a reader is told of rows that were not used; nothing where all were."""
        told = []
        if self.unread:
            many = "1 row" if len(self.unread) == 1 else f"{len(self.unread):,} rows"
            told.append(f"{name}: {many} not read: {_few(self.unread)}")
        if self.repeated:
            many = "1 row says" if self.repeated == 1 else f"{self.repeated:,} rows say"
            told.append(f"{name}: {many} again what another says, counted once")
        return tuple(told)


def points(rows: Iterable[Row], name: str, *, as_of: date, period: Period = "day", day_of: DayOf = as_day) -> Points:
    """The series that the rows hold, as it was known at the end of `as_of`.

    A cell that says so ("", ".", "NA") is a missing value: that day is not there, never zero. A value of a month is
    dated at the month's last day, since it is known only then. Rows of days after `as_of` are not looked at.

    Args:
        rows: line, cell of the day and cell of the value of each row, in any order.
        name: what the table is called in messages.
        as_of: the last day whose knowledge counts.
        period: what a value is of: its day, or the month that its day lies in.
        day_of: reads the cell of a day; None where it is none. A month without a day ("2022-03") is a whole month.

    Raises:
        DataError: there is no row, or more than one row in twenty cannot be read; the first are named by their lines.
    """
    found: dict[date, float] = {}
    unread: list[str] = []
    missing = repeated = count = 0
    for line, day_cell, value_cell in rows:
        count += 1
        if day_cell is None:
            unread.append(f"line {line} has not as many cells as the head")
            continue
        day = _day(day_cell, period, day_of)
        if day is None:
            unread.append(f"line {line}: {_cell(day_cell)} is no day{_advice(day_cell)}")
            continue
        if day > as_of:
            continue
        if value_cell is None or (isinstance(value_cell, str) and is_missing(value_cell)):
            missing += 1
            continue
        value = number(value_cell)
        if value is None:
            unread.append(f"line {line}: {_cell(value_cell)} is no number{_point(value_cell)}")
        elif day not in found:
            found[day] = value
        elif found[day] == value:
            repeated += 1
        else:
            unread.append(f"line {line}: {day.isoformat()} stands again, with {value:.12g}; {found[day]:.12g} is used")
    if not count:
        raise DataError(f"{name} holds no row of data; wanted days and values")
    if len(unread) > MOST_UNREAD_SHARE * count:
        raise DataError(f"{name}: {len(unread):,} of {count:,} rows cannot be read: {_few(unread)}")
    dates = tuple(sorted(found))
    return Points(
        dates=dates, values=tuple(found[day] for day in dates), missing=missing, repeated=repeated,
        unread=tuple(unread),
    )  # fmt: skip


def number(cell: str | float) -> float | None:
    """The number that a cell holds; None where it holds none, or one that nothing measured is as large as.

    >>> number("1.5"), number(" -2e3 "), number("1,5"), number("inf"), number("1e99"), number("1_0")
    (1.5, -2000.0, None, None, None, None)
    """
    if isinstance(cell, str) and not re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?\s*", cell, re.ASCII):
        return None
    value = float(cell)
    return value if abs(value) <= LARGEST else None


def day_alone(text: str) -> date | None:
    """The day that a cell names beyond doubt; None for 03/04/2022, which is March to some and April to others.

    >>> day_alone("2022-03-04"), day_alone("4 March 2022"), day_alone("03/04/2022")
    (datetime.date(2022, 3, 4), datetime.date(2022, 3, 4), None)
    """
    return None if _SLASHES.match(text.strip()) else as_day(text)


def last_of_month(day: date) -> date:
    """The last day of the month of `day`.

    >>> last_of_month(date(2024, 2, 5))
    datetime.date(2024, 2, 29)
    """
    return day.replace(day=monthrange(day.year, day.month)[1])


def cadence_of(dates: Sequence[date], name: str) -> Cadence:
    """How often a series is observed, by the spacing of its days in the middle.

    Raises:
        DataError: fewer than two days, or further apart than months.
    """
    if len(dates) < 2:
        raise DataError(f"{name} has {'one day' if dates else 'no day'} with a value; wanted two or more")
    spacing = median((later - day).days for day, later in pairwise(dates))
    for most, cadence in _SPACINGS:
        if spacing <= most:
            return cadence
    raise DataError(f"{name} is observed every {spacing:g} days; wanted a daily, weekly or monthly series")


def until(found: Points, first: date | None) -> Points:
    """The points from the day `first` on; all of them where that is None."""
    if first is None:
        return found
    start = bisect_left(found.dates, first)
    return replace(found, dates=found.dates[start:], values=found.values[start:])


def _day(cell: str | date, period: Period, day_of: DayOf) -> date | None:
    if isinstance(cell, date):
        return last_of_month(cell) if period == "month" else cell
    day = day_of(cell)
    if day is not None and (period == "month" or _MONTH.fullmatch(cell.strip())):
        return last_of_month(day)
    return day


def _advice(cell: str | date) -> str:
    return " beyond doubt: write 2022-03-04" if isinstance(cell, str) and _SLASHES.match(cell.strip()) else ""


def _point(cell: str | float) -> str:
    return ": write a point before decimals" if isinstance(cell, str) and _COMMA.fullmatch(cell.strip()) else ""


def _cell(cell: object) -> str:
    text = " ".join(str(cell).split())
    return repr(text if len(text) <= 40 else f"{text[:38]}…")


def _few(told: Sequence[str]) -> str:
    more = f"; and {len(told) - _TOLD:,} more" if len(told) > _TOLD else ""
    return "; ".join(told[:_TOLD]) + more
