"""Resolutions from a file, CSV or JSON: every row is checked before any is used, and every fault is told."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from contingent.core.errors import InputError, ValueRangeError
from contingent.core.nouns import Resolution
from contingent.core.times import parse_date

REQUIRED = ("question", "outcome", "resolved_on", "source")
FIELDS = (*REQUIRED, "evidence", "address", "note")
MOST_FAULTS = 20
MOST_BYTES = 50_000_000


def read_resolutions(path: Path) -> tuple[Resolution, ...]:
    """The resolutions in a file: CSV with a header, or JSON (a list of objects, or {"resolutions": [...]}).

    Fields: question, outcome (yes, no, void or a number), resolved_on (YYYY-MM-DD), source; evidence, address and note
    where there are any.

    Raises:
        InputError: the file cannot be read, holds none, or has rows that are none: says of each which and why.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"--file {path} cannot be read: {error.strerror or error}.") from error
    if len(raw) > MOST_BYTES:
        raise InputError(f"--file {path} holds {len(raw):,} bytes; wanted at most {MOST_BYTES:,}.")
    try:
        text = raw.decode("utf-8-sig")
        rows = _json_rows(text) if text.lstrip()[:1] in ("[", "{") else _csv_rows(text)
    except (ValueError, csv.Error, RecursionError) as error:
        raise InputError(f"--file {path} is neither CSV nor JSON in UTF-8: {error}.") from error
    if not rows:
        raise InputError(f"--file {path} holds no resolution; wanted one a row with {', '.join(REQUIRED)}.")
    found, faults = [], []
    for place, row in enumerate(rows, start=1):
        try:
            found.append(_resolution(row))
        except ValueRangeError as error:
            faults.append(f"row {place}: {error}")
    if faults:
        more = f"; and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise InputError(
            f"--file {path}: {len(faults)} of {len(rows)} rows cannot be used, nothing was written: "
            f"{'; '.join(faults[:MOST_FAULTS])}{more}."
        )
    return tuple(found)


def outcome_of(text: str) -> bool | float | None:
    """What yes, no, void or a number says.

    Raises:
        ValueRangeError: it is none of these.

    >>> outcome_of("Yes"), outcome_of("void"), outcome_of("1,250")
    (True, None, 1250.0)
    """
    word = text.strip().lower()
    known: dict[str, bool | None] = {"yes": True, "true": True, "no": False, "false": False, "void": None}
    if word in known:
        return known[word]
    try:
        value = float(word.replace(",", "").replace("_", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueRangeError(f"outcome is {text!r}; wanted yes, no, void or a finite number")
    return value


def _csv_rows(text: str) -> list[Mapping[str, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    names = reader.fieldnames or ()
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise ValueError(f"its first line lacks {', '.join(missing)}")
    return [{str(key): value for key, value in row.items()} for row in reader]


def _json_rows(text: str) -> Sequence[Mapping[str, Any]]:
    held = json.loads(text)
    rows = held.get("resolutions") if isinstance(held, dict) else held
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError('it is no list of objects, nor {"resolutions": [...]}')
    return rows


def _resolution(row: Mapping[str, Any]) -> Resolution:
    unknown = [str(name) for name in row if name not in FIELDS]
    if unknown:
        raise ValueRangeError(f"unknown fields {', '.join(unknown)}; wanted {', '.join(FIELDS)}")
    if row.get("outcome") in (None, ""):
        raise ValueRangeError("no outcome; wanted yes, no, void or a number. A missing outcome is never No.")
    text = {name: _text(row.get(name), name) for name in FIELDS if name != "outcome"}
    for name in ("question", "resolved_on", "source"):
        if not text[name]:
            raise ValueRangeError(f"no {name}; wanted one")
    return Resolution(
        question=text["question"],
        outcome=_outcome(row["outcome"]),
        resolved_on=_day(text["resolved_on"]),
        source=text["source"],
        evidence=text["evidence"],
        address=text["address"] or None,
        note=text["note"],
    )


def _outcome(value: Any) -> bool | float | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return outcome_of(repr(value))
    return outcome_of(_text(value, "outcome"))


def _text(value: Any, name: str) -> str:
    if value is not None and not isinstance(value, str):
        raise ValueRangeError(f"{name} is {value!r}; wanted text")
    if any("\ud800" <= letter <= "\udfff" for letter in value or ""):
        raise ValueRangeError(f"{name} is {value!r}, which holds bytes that are no text; wanted UTF-8")
    return (value or "").strip()


def _day(text: str) -> date:
    return parse_date(text, name="resolved_on")
