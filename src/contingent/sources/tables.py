"""Files in a folder of primary data, and the rows of those that are CSV tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from contingent.core.errors import DataError


def read_file(folder: Path, file: str) -> bytes:
    """The bytes of `file` in `folder` or in its `war`; DataError where it is in neither or cannot be read."""
    for place in (folder / file, folder / "war" / file):
        try:
            return place.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise DataError(f"{place} cannot be read: {error.strerror or error}") from error
    raise DataError(f"there is no {file} in {folder}; wanted the folder of primary war data. Name another --data.")


def read_table(raw: bytes, file: str, wanted: Iterable[str]) -> list[dict[str, str]]:
    """The rows of a CSV file that has the `wanted` columns and as many cells in every row as in its head.

    Raises:
        DataError: it is no such table.
    """
    try:
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in wanted if name not in (reader.fieldnames or ())]
        rows: list[dict[str, Any]] = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{file} is no CSV text: {error}") from error
    if missing:
        raise DataError(f"{file} has no column {', '.join(missing)}; found {', '.join(reader.fieldnames or ())}")
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise DataError(f"{file}, line {number}, has another number of cells than the head of the table")
    return rows
