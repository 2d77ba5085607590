"""Geopolitical-risk shocks as events: days on which an index of news jumps beyond what its own past let one expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Float

from contingent.core.errors import DataError, ValueRangeError
from contingent.core.watching import Series

#: what is expected of a day: the mean of so many days before it, whole weeks because newspapers have weekdays
EXPECTED_FROM = 28
#: how far a day usually lies from that: over so many of the same weekday before it, two years of them
SAME_WEEKDAYS = 104
#: events begin at least so many days apart: windows of twenty trading days after two events then share no day
APART_DAYS = 30
#: thresholds that are tried, in standard deviations of a weekday's own surprises
THRESHOLDS = tuple(float(value) for value in np.arange(1.0, 12.01, 0.25))
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """An event: its first day, the last day of its cluster that jumped too, how many did, and how far the first did.

    `size` is in standard deviations of that weekday's surprises in the two years before.
    """

    day: date
    last: date
    jumps: int
    size: float


def surprises(index: Series) -> Float[np.ndarray, " day"]:
    """How far each day lies above what its past let one expect, in standard deviations; NaN before two years are known.

    x = ln(1 + value); the surprise is x less the mean of the `EXPECTED_FROM` values before it, less the mean of such
    differences on the `SAME_WEEKDAYS` same weekdays before it, over their standard deviation. A day's figure uses the
    day itself and earlier ones, nothing later. A series times a constant far above 1 gives nearly the same surprises.

    Raises:
        ValueRangeError: the index is not daily, or has a value below 0.
    """
    if index.cadence != "daily" or (index.values and min(index.values) < 0.0):
        raise ValueRangeError(f"{index.name} is {index.cadence}; wanted a daily index of news, no value below 0")
    x = np.log1p(np.array(index.values, dtype=np.float64))
    found = np.full(x.size, np.nan)
    if x.size <= EXPECTED_FROM:
        return found
    sums = np.concatenate([[0.0], x.cumsum()])
    apart = np.full(x.size, np.nan)
    apart[EXPECTED_FROM:] = x[EXPECTED_FROM:] - (sums[EXPECTED_FROM:-1] - sums[: -EXPECTED_FROM - 1]) / EXPECTED_FROM
    weekdays = np.array([day.weekday() for day in index.dates])
    for weekday in range(7):
        places = np.flatnonzero((weekdays == weekday) & np.isfinite(apart))
        if places.size <= SAME_WEEKDAYS:
            continue
        past = np.lib.stride_tricks.sliding_window_view(apart[places], SAME_WEEKDAYS)[:-1]
        scale = past.std(axis=1, ddof=1)
        own = apart[places[SAME_WEEKDAYS:]] - past.mean(axis=1)
        found[places[SAME_WEEKDAYS:]] = np.divide(own, scale, out=np.full(own.size, np.nan), where=scale > 0.0)
    return found


def shocks(index: Series, *, threshold: float) -> tuple[Shock, ...]:
    """The days whose surprise reaches `threshold`; those within `APART_DAYS` of an event's first day are that event.

    Whether a day begins an event is known on that day; `last` and `jumps` only when its cluster is over.
    """
    return _clustered(index.dates, surprises(index), threshold)


def _clustered(days: Sequence[date], sizes: Float[np.ndarray, " day"], threshold: float) -> tuple[Shock, ...]:
    found: list[Shock] = []
    for place in np.flatnonzero(np.nan_to_num(sizes, nan=-np.inf) >= threshold).tolist():
        day = days[place]
        if found and (day - found[-1].day).days < APART_DAYS:
            one = found[-1]
            found[-1] = Shock(day=one.day, last=day, jumps=one.jumps + 1, size=one.size)
        else:
            found.append(Shock(day=day, last=day, jumps=1, size=float(sizes[place])))
    return tuple(found)


def tuned_threshold(index: Series, *, until: date, per_year: float) -> float:
    """The lowest threshold that makes at most `per_year` events a year in the days to `until`; no price is looked at.

    Raises:
        DataError: fewer than two years of surprises by `until`, or no threshold is high enough.
    """
    known = index.until(until)
    sizes = surprises(known)
    spoken = int(np.isfinite(sizes).sum())
    if spoken < 2 * DAYS_PER_YEAR:
        raise DataError(
            f"{index.name} has {spoken} days with a surprise by {until}; wanted two years of them to tune its threshold"
        )
    years = spoken / DAYS_PER_YEAR
    for threshold in THRESHOLDS:
        if len(_clustered(known.dates, sizes, threshold)) / years <= per_year:
            return threshold
    raise DataError(f"{index.name} has more than {per_year} events a year at every threshold to {THRESHOLDS[-1]}")


def days_of(events: Sequence[Shock]) -> tuple[date, ...]:
    """The first days of the events, in order."""
    return tuple(event.day for event in events)
