"""Reliability: of the times a forecaster said about so much, how often did it happen? Bins that add."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

from contingent.core.belief import check_probability
from contingent.core.errors import ValueRangeError


def wilson(events: float, n: float, *, coverage: float = 0.9) -> tuple[float, float]:
    """Wilson's score interval for a rate of `events` in `n`; (0, 1) where nothing was seen.

    Raises:
        ValueRangeError: `events` is not within 0..n, or `coverage` not strictly between 0 and 1.

    >>> [round(x, 3) for x in wilson(0, 10, coverage=0.95)]
    [0.0, 0.278]
    """
    if not 0 <= events <= n or not 0.0 < coverage < 1.0:
        raise ValueRangeError(
            f"{events} events in {n} at coverage {coverage}; wanted 0 <= events <= n, 0 < coverage < 1"
        )
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + coverage / 2)
    rate = events / n
    centre = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return (0.0 if events == 0 else max(centre - half, 0.0)), (1.0 if events == n else min(centre + half, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Forecasts with `low <= p < high` (the last bin holds 1 too): how many, their sum, and how many came true."""

    low: float
    high: float
    n: int = 0
    forecast_sum: float = 0.0
    events: int = 0

    @property
    def said(self) -> float | None:
        """The mean forecast in the bin, or None if it is empty."""
        return self.forecast_sum / self.n if self.n else None

    @property
    def happened(self) -> float | None:
        """The share that came true, or None if the bin is empty."""
        return self.events / self.n if self.n else None

    def interval(self, *, coverage: float = 0.9) -> tuple[float, float]:
        """Wilson's interval of the share that came true."""
        return wilson(self.events, self.n, coverage=coverage)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bins of equal width over [0, 1]; two with the same bins add."""

    bins: tuple[Bin, ...]

    def __add__(self, other: Reliability) -> Reliability:
        """The reliability of both sets of forecasts.

        Raises:
            ValueRangeError: the bins differ.
        """
        if [(b.low, b.high) for b in self.bins] != [(b.low, b.high) for b in other.bins]:
            raise ValueRangeError(f"{len(self.bins)} and {len(other.bins)} bins; wanted the same edges in both")
        return Reliability(
            tuple(
                Bin(
                    low=a.low,
                    high=a.high,
                    n=a.n + b.n,
                    forecast_sum=a.forecast_sum + b.forecast_sum,
                    events=a.events + b.events,
                )
                for a, b in zip(self.bins, other.bins, strict=True)
            )
        )

    @property
    def n(self) -> int:
        """How many forecasts are in all bins."""
        return sum(b.n for b in self.bins)


def reliability(pairs: Iterable[tuple[float, bool]], *, bins: int = 10) -> Reliability:
    """The reliability of (probability, outcome) pairs in `bins` bins of equal width.

    Raises:
        ValueRangeError: no bin, or a probability outside [0, 1].
    """
    if bins < 1:
        raise ValueRangeError(f"bins is {bins}; wanted at least 1")
    edges = [i / bins for i in range(bins)]
    n, total, events = [0] * bins, [0.0] * bins, [0] * bins
    for p, outcome in pairs:
        # the edges are i / bins: p * bins may round across one
        index = min(bisect_right(edges, check_probability(p)) - 1, bins - 1)
        n[index] += 1
        total[index] += p
        events[index] += bool(outcome)
    return Reliability(
        tuple(
            Bin(low=i / bins, high=(i + 1) / bins, n=n[i], forecast_sum=total[i], events=events[i]) for i in range(bins)
        )
    )
