"""From primary data to a parameter file with its provenance inside, as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from contingent.core.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedTable:
    """A fitted table: its values, the same as TOML, and the last day of data behind it."""

    values: Mapping[str, Any]
    toml: str
    data_through: str


def write_table(table: FittedTable, path: Path) -> None:
    """The table is at `path`, whole; InputError where it cannot be written."""
    from contingent.journeys.files import replace_files

    if path.is_dir():
        raise InputError(f"--out is the folder {path}; wanted a file. Name one, such as {path / 'fitted.toml'}.")
    replace_files({path: table.toml})
