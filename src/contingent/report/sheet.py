"""Rows as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from contingent.report.markup import clean

#: what a spreadsheet would take for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Lines(list[str]):
    """Text that the CSV writer is done with, line by line."""

    def write(self, line: str) -> int:
        self.append(line)
        return len(line)


def sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows below their columns' names as CSV text; a missing value is an empty cell.

    A text that a spreadsheet would run as a formula has an apostrophe before it.

    >>> print(sheet(["said", "value"], [["=1+1", None], ["so", 2.0]]), end="")
    said,value
    '=1+1,
    so,2
    """
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return "".join(lines)


def _cell(value: object) -> str | float | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, int):
        return value
    text = clean(" ".join(str(value).split()))
    return f"'{text}" if text.startswith(_FORMULA) else text
