"""Persistence: what was goes on. The change of the last days carried forward, bare or with the spread of its errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from jaxtyping import Float

from contingent.core.errors import ValueRangeError
from contingent.simulating.fitting.series import KnownSeries

#: past forecasts that give the spread began so many days apart, within so many days before the origin
ERROR_STEP_DAYS = 28
ERROR_REACH_DAYS = 365
LEAST_ERRORS = 6
LEAST_HORIZON_DAYS = 14
#: quantiles that stand for a spread
LEVELS = 499


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """The change of the last `days` goes on at its pace; 0 days: nothing changes.

    With `spread`, the forecast is a normal law around that, as wide as forecasts made so have erred: the root mean
    square of errors whose outcomes were known at the origin, from origins 28 days apart in its last 365. `rising`
    tells of a series that only rises (claimed losses): its errors are then ratios, its law lognormal.
    """

    days: int
    spread: bool
    rising: bool

    def __post_init__(self) -> None:
        if self.days < 0 or (self.days == 0 and self.spread and self.rising):
            raise ValueRangeError(
                f"persistence of {self.days} days, spread {self.spread}, rising {self.rising}; wanted no days below 0, "
                "and no ratio to a change of nothing"
            )

    @property
    def name(self) -> str:
        """The name of the field: persistence_90d, persistence_90d_spread, zero_change, zero_change_spread."""
        stem = f"persistence_{self.days}d" if self.days else "zero_change"
        return f"{stem}_spread" if self.spread else stem

    def draws(self, series: KnownSeries, origin: date, *, horizon_days: int) -> Float[np.ndarray, " draw"] | None:
        """The forecast of the change over `horizon_days` after `origin`: one draw if bare; None where none can be made.

        Nothing after `origin` is read. None: the series does not reach back, or shows too few past errors.
        """
        if not _reaches(series, origin, self.days) or (self.rising and self.days and self._pace(series, origin) <= 0):
            return None
        middle = self._pace(series, origin) * horizon_days
        if not self.spread:
            return np.array([middle])
        sd = self._spread(series, origin, horizon_days)
        if sd is None:
            return None
        from scipy.special import ndtri

        normal = ndtri((np.arange(LEVELS) + 0.5) / LEVELS)
        return np.asarray(middle * np.exp(sd * normal) if self.rising else middle + sd * normal)

    def _pace(self, series: KnownSeries, day: date) -> float:
        """The change a day over the last days before `day`."""
        return _change(series, day - timedelta(days=self.days), day) / self.days if self.days else 0.0

    def _spread(self, series: KnownSeries, origin: date, horizon_days: int) -> float | None:
        """How far forecasts over the horizon err; over a shorter one, scaled up, where too few outcomes are known.

        A wandering rate errs over H days as H^1.5 in the change, as H^.5 in the logarithm of its mean; what a change of
        nothing misses grows as the change does.
        """
        power = 0.5 if self.rising else 1.5 if self.days else 1.0
        span = horizon_days
        while span >= LEAST_HORIZON_DAYS:
            errors = self._errors(series, origin, span)
            if len(errors) >= LEAST_ERRORS:
                return math.sqrt(sum(error**2 for error in errors) / len(errors)) * math.pow(horizon_days / span, power)
            span //= 2
        return None

    def _errors(self, series: KnownSeries, origin: date, horizon_days: int) -> list[float]:
        found = []
        start = origin - timedelta(days=horizon_days)
        while (origin - start).days <= ERROR_REACH_DAYS and _reaches(series, start, self.days):
            happened = _change(series, start, start + timedelta(days=horizon_days))
            expected = self._pace(series, start) * horizon_days
            if not self.rising:
                found.append(happened - expected)
            elif happened > 0 and expected > 0:
                found.append(math.log(happened / expected))
            start -= timedelta(days=ERROR_STEP_DAYS)
        return found


def last_90_days(
    series: KnownSeries, origin: date, *, horizon_days: int, rising: bool
) -> Float[np.ndarray, " draw"] | None:
    """The mean of the last three months goes on, as uncertain as three months leave it, and no shock comes after.

    A lognormal law where the series only rises, else a normal one. None where three (rising) months are not there.
    """
    months = np.array(series.changes(origin, days=30, most=3))
    if months.size < 3 or (rising and (months <= 0).any()):
        return None
    from scipy.special import ndtri

    normal = ndtri((np.arange(LEVELS) + 0.5) / LEVELS)
    middle, scale = float(months.mean()), horizon_days / 30
    if rising:
        return np.asarray(scale * middle * np.exp(float(np.log(months).std(ddof=1)) / math.sqrt(3) * normal))
    return np.asarray(scale * (middle + float(months.std(ddof=1)) / math.sqrt(3) * normal))


def _reaches(series: KnownSeries, day: date, days: int) -> bool:
    return day - timedelta(days=days) >= series.days[0]


def _change(series: KnownSeries, start: date, end: date) -> float:
    return series.at(end) - series.at(start)
