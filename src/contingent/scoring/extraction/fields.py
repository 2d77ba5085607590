"""Fields of an annotation file, each of the kind wanted, or one error that names file and field."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast, get_args

from contingent.core.documents import SegmentKind
from contingent.core.errors import InputError

_SHOWN = 60  # characters of a wrong value told in an error
_LISTED = 15


@dataclass(frozen=True, slots=True)
class Fields:
    """A row of an annotation file with the file's name and the row's place in it, for errors."""

    file: str
    place: str
    row: dict[str, Any]

    def wrong(self, field: str, wanted: str) -> InputError:
        """The error that says what stands in a field, and what was wanted."""
        where = ".".join(filter(None, (self.place, field)))
        seen = repr(self.row[field])[:_SHOWN] if field in self.row else "nothing"
        return InputError(f"annotation {self.file!r}, {where}: found {seen}; wanted {wanted}.")

    def rows(self, field: str, *, needed: bool = True) -> Iterator[Fields]:
        """The rows of a list of objects; where it is not `needed`, none if it is missing."""
        if field not in self.row and not needed:
            return
        value = self.row.get(field)
        if not isinstance(value, list):
            raise self.wrong(field, "a list of objects")
        for place, row in enumerate(value):
            if not isinstance(row, dict):
                raise self.wrong(field, f"an object at place {place}")
            named = str(row.get("id", place))
            yield Fields(self.file, f"{self.place + '.' if self.place else ''}{field}[{named}]", row)

    def inner(self, field: str) -> Fields:
        """The object in a field."""
        value = self.row.get(field)
        if not isinstance(value, dict):
            raise self.wrong(field, "an object")
        return Fields(self.file, ".".join(filter(None, (self.place, field))), value)

    def text(self, field: str, *, among: Iterable[str] | None = None) -> str:
        """Words that are not empty; where `among` is given, one of those."""
        value = self.row.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(field, "a text that is not empty")
        if among is not None and value not in (known := sorted(among)):
            more = ", …" if len(known) > _LISTED else ""
            raise self.wrong(field, f"one of {', '.join(known[:_LISTED])}{more}")
        return value

    def segment(self, field: str = "segment") -> SegmentKind:
        """The kind of a segment."""
        return cast("SegmentKind", self.text(field, among=get_args(SegmentKind)))

    def text_or_none(self, field: str, *, among: Iterable[str] | None = None) -> str | None:
        """As `text`; None for null, an empty text, or no such field."""
        return None if self.row.get(field) in (None, "") else self.text(field, among=among)

    def number_or_none(self, field: str) -> float | None:
        """A finite number, or None."""
        value = self.row.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.wrong(field, "a finite number or null")
        return float(value)

    def amount(self) -> tuple[float | None, float | None, float | None]:
        """What `value`, `low` and `high` say; at least one of them is a number."""
        value, low, high = (self.number_or_none(field) for field in ("value", "low", "high"))
        if value is None and low is None and high is None:
            raise self.wrong("value", "a number, or at least one of low and high")
        return value, low, high

    def count(self, field: str, *, default: int) -> int:
        """A whole number from 1."""
        value = self.row.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.wrong(field, "a whole number from 1")
        return value

    def truth_or_none(self, field: str) -> bool | None:
        """true, false, or None."""
        value = self.row.get(field)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(field, "true, false or null")
        return value

    def day_or_none(self, field: str) -> date | None:
        """A day written YYYY-MM-DD (a time after it is left out), or None."""
        value = self.row.get(field)
        if value is None:
            return None
        try:
            return date.fromisoformat(value[:10])
        except (KeyError, TypeError, ValueError):  # KeyError: a table, from Python 3.12 on
            raise self.wrong(field, "a day such as 2024-11-18, or null") from None

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts; empty for null or no such field."""
        value = self.row.get(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(field, "a list of texts, or null")
        return tuple(value)

    def range_or_none(self, field: str) -> tuple[float, float] | None:
        """Two probabilities, the lower first, or None."""
        value = self.row.get(field)
        if value is None:
            return None
        numbers = value if isinstance(value, list) else []
        fit = len(numbers) == 2 and all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers)
        if not fit or not 0.0 <= numbers[0] <= numbers[1] <= 1.0:
            raise self.wrong(field, "two probabilities [low, high] from 0 to 1, or null")
        return float(numbers[0]), float(numbers[1])
