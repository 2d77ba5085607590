"""A price or index as what an event study needs: days, logarithms, and the windows that can honestly be measured."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float, Int

from contingent.core.errors import ValueRangeError
from contingent.core.watching import Series

#: the longest time between two observations in a window: more is a market that was closed, or data that are missing
LONGEST_GAP = {"daily": 10, "weekly": 21, "monthly": 45}


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Days (ordinals) on which values were known, and their natural logarithms (NaN where a value is not above 0).

    `unlogged` counts those values: WTI was below 0 on a day of 2020, and a return to or from it means nothing.
    """

    name: str
    cadence: Literal["daily", "weekly", "monthly"]
    days: Int[np.ndarray, " day"]
    logs: Float[np.ndarray, " day"]

    @property
    def unlogged(self) -> int:
        """How many values have no logarithm."""
        return int(np.isnan(self.logs).sum())

    @property
    def steps(self) -> Float[np.ndarray, " day"]:
        """The log return to each observation from the one before it; NaN for the first and over too long a gap."""
        found = np.full(self.logs.size, np.nan)
        found[1:] = np.where(np.diff(self.days) <= LONGEST_GAP[self.cadence], np.diff(self.logs), np.nan)
        return found

    def until(self, day: date) -> Track:
        """The same track as it was known at the end of `day`."""
        kept = int(np.searchsorted(self.days, day.toordinal(), side="right"))
        return replace(self, days=self.days[:kept], logs=self.logs[:kept])

    def bases(self, events: Sequence[date], *, side: Literal["before", "on"]) -> Int[np.ndarray, " event"]:
        """The last observation before each event's day, or by its end (`side` "on"); −1 where none is near enough."""
        days = np.array([event.toordinal() for event in events], dtype=np.int64)
        if not self.days.size:
            return np.full(days.size, -1, dtype=np.int64)
        found = np.searchsorted(self.days, days, side="left" if side == "before" else "right") - 1
        near = days - self.days[np.maximum(found, 0)] <= LONGEST_GAP[self.cadence]
        return np.where((found >= 0) & near, found, -1).astype(np.int64)

    def measurable(self, window: int) -> Bool[np.ndarray, " day"]:
        """From which observations a window of so many observations can be measured: it is there, without long gaps."""
        found = np.zeros(self.days.size, dtype=bool)
        if self.days.size <= window:
            return found
        long = np.concatenate([[0], np.cumsum(np.diff(self.days) > LONGEST_GAP[self.cadence])])
        found[:-window] = (long[window:] == long[:-window]) & np.isfinite(self.changes(window)[:-window])
        return found

    def changes(self, window: int) -> Float[np.ndarray, " day"]:
        """The log change from each observation to the one `window` later; NaN where there is none."""
        if window < 1:
            raise ValueRangeError(f"a window of {window} observations; wanted at least 1")
        found = np.full(self.logs.size, np.nan)
        found[:-window] = self.logs[window:] - self.logs[:-window]
        return found


def track_of(series: Series) -> Track:
    """The series as a track; a monthly value dated on the first of its month counts as known on its last day."""
    days = series.dates
    if series.cadence == "monthly" and all(day.day == 1 for day in days):
        days = tuple(day.replace(day=calendar.monthrange(day.year, day.month)[1]) for day in days)
    values = np.array(series.values, dtype=np.float64)
    logs = np.full(values.size, np.nan)
    np.log(values, out=logs, where=values > 0.0)
    return Track(
        name=series.name,
        cadence=series.cadence,
        days=np.array([day.toordinal() for day in days], dtype=np.int64),
        logs=logs,
    )


def rolling(
    values: Float[np.ndarray, " day"], *, length: int, least: float
) -> tuple[Float[np.ndarray, " day"], Float[np.ndarray, " day"], Float[np.ndarray, " day"]]:
    """Count, mean and standard deviation of the `length` values up to each one; NaN with fewer than that share there.

    Values that are NaN are left out, not taken for 0.
    """
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    count, total, squares = (_windowed(part, length) for part in (known.astype(np.float64), filled, filled**2))
    enough = (count >= max(least * length, 2.0)) & (np.arange(values.size) >= length - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
        spread = np.sqrt(np.maximum(squares - count * mean**2, 0.0) / (count - 1.0))
    return (
        np.where(enough, count, np.nan),
        np.where(enough, mean, np.nan),
        np.where(enough & (spread > 0.0), spread, np.nan),
    )


def _windowed(values: Float[np.ndarray, " day"], length: int) -> Float[np.ndarray, " day"]:
    """The sum of the `length` values up to each one, fewer at the start."""
    sums = np.concatenate([np.zeros(length), values.cumsum()])
    return np.asarray(sums[length:] - sums[:-length])
