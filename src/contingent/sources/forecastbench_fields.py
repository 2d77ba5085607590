"""Fields of ForecastBench's files, each read with its own complaint; a missing value is None, never zero."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path
from typing import Any

from contingent.core.errors import DataError

_MISSING = ("", "N/A", "None", "nan", "NaN")


def load(path: Path) -> tuple[bytes, Any]:
    """The bytes of a file, and the JSON they are.

    Raises:
        DataError: it cannot be read, or is none.
    """
    try:
        raw = path.read_bytes()
        return raw, json.loads(raw)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path.name} is no JSON: {error}; fetch it again") from error


def llm_last(path: Path) -> tuple[str, bool]:
    """Sets by day; of two of a day the larger, the language models', comes last and wins."""
    return path.name[:10], path.name.endswith("-llm.json")


def entries_of(content: Any, field: str, name: str) -> list[dict[str, Any]]:
    """The list of objects that a file of ForecastBench has under `field`; DataError where it has none."""
    entries = content.get(field) if isinstance(content, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise DataError(f"{name} has no list of objects named {field}; wanted a file of ForecastBench")
    return entries


def due_day(content: Any, name: str) -> date:
    """The day on which forecasts of a set are due; DataError where the file does not say."""
    due = day_of(content.get("forecast_due_date"), f"{name}: forecast_due_date") if isinstance(content, dict) else None
    if due is None:
        raise DataError(f"{name} has no forecast_due_date; wanted a file of ForecastBench")
    return due


def day_of(value: Any, where: str) -> date | None:
    """The date in front of a date or time text; None where there is none, DataError where it is another thing."""
    if value is None or value in _MISSING:
        return None
    try:
        return date.fromisoformat(value[:10])
    except (KeyError, TypeError, ValueError):  # KeyError: a table, from Python 3.12 on
        raise DataError(f"{where} is {value!r}; wanted a date such as 2025-10-26") from None


def number_of(value: Any) -> float | None:
    """A frozen value as a number; None where it is none (N/A, a word): missing is never zero."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) and not isinstance(value, bool) else None


def text_of(value: Any) -> str:
    """A text; empty where there is none, or a word that stands for nothing."""
    return value if isinstance(value, str) and value not in _MISSING else ""
