"""From values to moves: the returns of a price, the changes of what may fall to nought, and where gaps break them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Float

from contingent.core.errors import ValueRangeError
from contingent.core.watching import Series

#: a move over more days than this is not a move from one observation to the next: it is left out, and counted
LONGEST_GAP_DAYS = {"daily": 10, "weekly": 28, "monthly": 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Moves from one observation to the next, each dated by the later; `gaps` were left out for the days between."""

    dates: tuple[date, ...]
    values: Float[np.ndarray, " move"]
    unit: str
    word: str  # what a move is called in a sentence
    gaps: int


def returns(series: Series) -> Moves:
    """The log returns of a series in per cent, 100 log(v[t] / v[t-1]), each dated by the day it ended on.

    Raises: ValueRangeError where a value is not above nought; `changes` then takes plain differences.
    """
    values = np.asarray(series.values, dtype=float)
    if values.size and values.min() <= 0:
        seen = series.dates[int(values.argmin())]
        raise ValueRangeError(f"series {series.name!r} is {values.min():g} on {seen}; a return wants values above 0")
    return _moves(series, 100 * np.diff(np.log(values)), "%", "returns")


def changes(series: Series) -> Moves:
    """The plain differences of a series in its own unit, each dated by the day it ended on."""
    return _moves(series, np.diff(np.asarray(series.values, dtype=float)), series.unit, "changes")


def moves(series: Series) -> Moves:
    """Returns where every value is above nought, else changes (a price can fall below nought, as oil's did once)."""
    return returns(series) if min(series.values, default=1.0) > 0 else changes(series)


def _moves(series: Series, values: Float[np.ndarray, " move"], unit: str, word: str) -> Moves:
    days = np.diff(np.array([day.toordinal() for day in series.dates], dtype=int))
    kept = days <= LONGEST_GAP_DAYS[series.cadence]
    dates = tuple(day for day, keep in zip(series.dates[1:], kept, strict=True) if keep)
    return Moves(dates=dates, values=values[kept], unit=unit, word=word, gaps=int((~kept).sum()))
