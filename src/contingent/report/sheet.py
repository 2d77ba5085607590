"""Rows as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence

from contingent.report.markup import clean

#: what begins a formula; full-width and small forms of it do where a spreadsheet is set to Chinese or Japanese
_FORMULA = frozenset("=+-@\N{MINUS SIGN}")
#: marks that cannot be seen, which may be dropped before a cell is looked at
_UNSEEN = frozenset(("Cc", "Cf", "Mn", "Zs", "Zl", "Zp"))
#: where semicolons part cells, what stands behind one begins a cell
_PARTS = re.compile(r"(?<=;)")


class _Lines(list[str]):
    """Text that the CSV writer is done with, line by line."""

    def write(self, line: str) -> int:
        self.append(line)
        return len(line)


def sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows below their columns' names as CSV text; a missing value is an empty cell.

    A text that a spreadsheet would run as a formula has an apostrophe before it, and one before a part of it that would
    be a formula where semicolons part cells.

    >>> print(sheet(["said", "value"], [["=1+1", None], ["so", 2.0]]), end="")
    said,value
    '=1+1,
    so,2
    """
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([_cell(column) for column in columns])
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
    return "".join(f"'{part}" if _runs(part) else part for part in _PARTS.split(text))


def _runs(text: str) -> bool:
    """Whether the text begins a formula, whatever a spreadsheet drops before it looks: blanks, quotes, unseen marks."""
    for letter in text:
        if unicodedata.normalize("NFKC", letter) in _FORMULA:
            return True
        if letter not in "\"'" and unicodedata.category(letter) not in _UNSEEN:
            return False
    return False
