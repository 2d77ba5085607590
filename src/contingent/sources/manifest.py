"""What lies in a folder of pulled data: of each file where it came from, when, its checksum, and how far its data go.

`manifest.json` stands beside the files it tells of. Of a file that was replaced its record stays under `previous`
(checksum, days), so that a forecast can say which version it rested on; its bytes do not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from contingent.core.errors import DataError, ValueRangeError
from contingent.core.times import parse_date
from contingent.sources.download import Version, modified_on
from contingent.sources.whole_files import put_whole

MANIFEST = "manifest.json"
_FORMAT = 1
_KINDS: Mapping[str, Any] = {"str": str, "int": int, "str | None": str | None, "int | None": int | None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One file as it was pulled. Moments are UTC; `data_through` is the last day the file has data for.

    `stale_after_days` is after how many days a series is old by its own spacing, where the set's rule does not fit it.
    `checked_at` is the last time that its server said nothing is newer, or gave the same bytes again.
    """

    set: str
    file: str
    url: str
    final_url: str
    licence: str
    retrieved_at: str
    checked_at: str
    sha256: str
    bytes: int
    data_through: str | None
    etag: str | None = None
    last_modified: str | None = None
    stale_after_days: int | None = None
    previous: tuple[Mapping[str, Any], ...] = ()

    @property
    def version(self) -> Version:
        """What the server calls this version."""
        return Version(etag=self.etag, last_modified=self.last_modified)

    @property
    def through(self) -> date | None:
        """The last day of the data, as a date."""
        return None if self.data_through is None else parse_date(self.data_through, name=f"data_through of {self.file}")

    def after(self, older: Record | None) -> Record:
        """This record, with what it replaces remembered."""
        if older is None:
            return self
        was = {
            "sha256": older.sha256,
            "bytes": older.bytes,
            "retrieved_at": older.retrieved_at,
            "data_through": older.data_through,
            "last_modified": older.last_modified,
        }
        return replace(self, previous=(*older.previous, was))


def read_manifest(folder: Path) -> dict[str, Record]:
    """The records of a folder by file name; empty where the folder has no manifest.

    Raises:
        DataError: the manifest cannot be read.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path} cannot be read: {error}; remove it and pull again") from error
    try:
        if found["format"] != _FORMAT:
            raise DataError(f"{path} has format {found['format']!r}; this version reads {_FORMAT}")
        return {name: _record(name, values) for name, values in found["files"].items()}
    except (KeyError, TypeError, AttributeError, ValueRangeError) as error:
        raise DataError(f"{path} is no manifest of pulled data ({error!r}); remove it and pull again") from error


def _record(name: str, values: Mapping[str, Any]) -> Record:
    record = Record(file=name, **{**values, "previous": tuple(values["previous"])})
    for field in fields(record):
        kind = _KINDS.get(str(field.type))
        if kind is not None and not isinstance(getattr(record, field.name), kind):
            raise TypeError(f"{field.name} of {name} is {getattr(record, field.name)!r}")
    for day in (record.retrieved_at[:10], record.data_through):
        if day is not None:
            parse_date(day, name=f"a day of {name}")
    if name.startswith("/") or ".." in name.split("/"):
        raise TypeError(f"{name!r} lies outside the folder")
    return record


def write_manifest(folder: Path, records: Mapping[str, Record]) -> None:
    """The folder's manifest holds these records, replaced in one step; DataError where it cannot be written."""
    files = {}
    for name in sorted(records):
        values = asdict(records[name])
        del values["file"]
        files[name] = values
    text = json.dumps({"format": _FORMAT, "files": files}, indent=1, ensure_ascii=False) + "\n"
    path = folder / MANIFEST
    try:
        put_whole(path, text, mode=0o644)
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror or error}") from error


def published_on(folder: Path) -> dict[str, date]:
    """For each pulled file the day its server says it was last changed, else the day it was first pulled.

    A file was public by that day at the latest; a reader that asks what was known by `as_of` can use it.

    Raises:
        DataError: as `read_manifest`.
    """
    return {
        name: parse_date(modified_on(record.version) or record.retrieved_at[:10], name=f"day of {name}")
        for name, record in read_manifest(folder).items()
    }
