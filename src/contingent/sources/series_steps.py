"""Rates of exchange that leap as where zeros are cut from a currency: what lies before the leap is of another one."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from itertools import pairwise

from contingent.core.watching import Series

#: a rate of exchange that is so many times the one before, or so small a part of it, is likely of another currency;
#: and so is one that is a tenth of it, or ten times it, to within so many tens
RENAMED, OF_TEN = 20.0, 0.05
RATE_OF_EXCHANGE = "/USD"


def of_one_currency(series: Series, *, first: date, as_of: date) -> tuple[Series, str | None]:
    """The days from the last leap on, and what a reader is told of it: None where there is no leap up to `as_of`.

    A leap on `first`, the first day watched, or later leaves no day before it to compare with: the series then has no
    day at all, and the words say why. What is no rate of exchange stays as it is.
    """
    leap = _last_leap(series.until(as_of)) if series.unit.endswith(RATE_OF_EXCHANGE) else None
    if leap is None:
        return series, None
    day, before, value = series.dates[leap], series.values[leap - 1], series.values[leap]
    looks = f"it went from {before:.4g} to {value:.4g} in one step by {day.isoformat()}, as where zeros are cut"
    if day >= first:
        return replace(series, dates=(), values=()), f"{looks}: whether its worth changed cannot be told"
    told = f"{series.label}: {looks} from a currency; the days before are left out"
    return replace(series, dates=series.dates[leap:], values=series.values[leap:]), told


def _last_leap(series: Series) -> int | None:
    leaps = [
        place
        for place, (before, value) in enumerate(pairwise(series.values), start=1)
        if before > 0 and value > 0 and _leapt(abs(math.log10(value / before)))
    ]
    return leaps[-1] if leaps else None


def _leapt(tens: float) -> bool:
    return tens >= math.log10(RENAMED) or abs(tens - 1) <= OF_TEN
