"""Where a series was foreseen on each day of the period: the drawn paths as levels, from the last value before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from jaxtyping import Float

from contingent.core.watching import Series

#: of the drawn paths, so many lie in the range of a day
SHARE = 0.9
#: an exponent beyond which a level is no number any more
MOST_EXPONENT = 600.0


def foreseen(
    series: Series, dates: Sequence[date], drawn: Float[np.ndarray, "draw day"], *, wanders: bool, compounds: bool
) -> tuple[tuple[date, float, float], ...]:
    """For each of the days the range that 90 % of the drawn paths lie in on that day, in the series' own unit.

    Args:
        series: the series that is watched.
        dates: the watched days.
        drawn: paths of those days, as readings are told: values, or moves of the level where `wanders`.
        wanders: the paths are moves; the level goes on from the last value before the first day.
        compounds: moves are log returns in per cent, else differences.

    Empty where a level has no value before the period. A price's range is never below zero, nor a probability's
    outside 0 to 1: paths are cut there, since no such value can be seen.
    """
    levels = np.asarray(drawn, dtype=float)
    if wanders:
        before = [value for day, value in zip(series.dates, series.values, strict=True) if day < dates[0]]
        if not before:
            return ()
        path = np.cumsum(levels, axis=-1)
        start = before[-1]
        levels = start * np.exp(np.clip(path / 100, -MOST_EXPONENT, MOST_EXPONENT)) if compounds else start + path
    if series.kind == "probability":
        levels = np.clip(levels, 0.0, 1.0)
    if series.kind == "count":
        levels = np.maximum(levels, 0.0)
    low, high = np.quantile(levels, ((1 - SHARE) / 2, (1 + SHARE) / 2), axis=0)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        return ()
    return tuple((day, float(one), float(other)) for day, one, other in zip(dates, low, high, strict=True))
