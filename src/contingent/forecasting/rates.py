"""Small-sample rates: Jeffreys posteriors of shares and of monthly hazards, and probabilities by a date."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import betaincinv

from contingent.core.belief import Probability
from contingent.core.errors import ValueRangeError

DAYS_PER_MONTH = 365.25 / 12
#: what a row counts whose source nobody here read, beside 1 for a row whose source was read
UNVERIFIED_WEIGHT = 0.3
_ENDS_TO_LEAN_ON = 3
#: comparators of questions that a larger number answers with yes
AT_LEAST = frozenset({">=", ">", ">~"})


def _beta(a: float, b: float, coverage: float) -> Probability:
    mean = a / (a + b)
    low, high = (float(betaincinv(a, b, tail)) for tail in ((1 - coverage) / 2, (1 + coverage) / 2))
    # the mean of a posterior this skewed may lie outside its central interval, which is then stretched to hold it
    return Probability(p=mean, low=min(low, mean), high=max(high, mean))


def share(events: float, n: float, *, coverage: float = 0.9) -> Probability:
    """The rate of `events` in an effective `n`, under Jeffreys' prior Beta(½, ½): posterior mean and central interval.

    Raises:
        ValueRangeError: `events` is not within 0..n.

    >>> round(share(0, 9).p, 3)
    0.05
    """
    if not 0.0 <= events <= n or not math.isfinite(n):
        raise ValueRangeError(f"{events} events in {n} cases; wanted 0 <= events <= n")
    return _beta(events + 0.5, n - events + 0.5, coverage)


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardBin:
    """What happened between two ages, in months: episode-months at risk, and ends; `to` None is open-ended."""

    start: float
    to: float | None
    months: float
    events: float

    def __post_init__(self) -> None:
        if self.start < 0 or (self.to is not None and self.to <= self.start) or not 0 <= self.events <= self.months:
            raise ValueRangeError(
                f"hazard bin from {self.start} to {self.to} months: {self.events} events in {self.months} months at "
                "risk; wanted 0 <= start < to and 0 <= events <= months"
            )


def pooled(bins: Sequence[HazardBin], age: float) -> tuple[float, float]:
    """Ends and months at risk of all bins that reach beyond `age` months, whole bins only."""
    beyond = [b for b in bins if b.to is None or b.to > age]
    return sum(b.events for b in beyond), sum(b.months for b in beyond)


def monthly_hazards(bins: Sequence[HazardBin], *, coverage: float = 0.9) -> tuple[Probability, ...]:
    """The monthly hazard of each bin, drawn towards the hazard of all ages from that bin on.

    The prior of a bin is worth one event at that later hazard (itself under Jeffreys' prior), so that a bin with few
    months leans on what came after it and a bin with many speaks for itself. Where fewer than three ends came after,
    the later hazard is taken from the oldest bin that has three, or from all ages.
    """
    hazards = []
    later = _pace(*pooled(bins, 0.0))
    for b in bins:
        events, months = pooled(bins, b.start)
        if events >= _ENDS_TO_LEAN_ON:
            later = _pace(events, months)
        hazards.append(_beta(1.0 + b.events, 1.0 / later - 1.0 + b.months - b.events, coverage))
    return tuple(hazards)


def _pace(events: float, months: float) -> float:
    return (events + 0.5) / (months + 1.0)


def by_date(bins: Sequence[HazardBin], *, age: float | None, months: float) -> Probability:
    """P(an end within `months` | it has lasted `age` months) = 1 − Π(1 − h), month by month.

    `age` None averages over all ages, each weighing its months at risk. The interval takes every bin's hazard at
    its 5 % or 95 % point together, which is wider than if they erred independently.

    Raises:
        ValueRangeError: a negative age or horizon, no bins, or bins without any month at risk.
    """
    at_risk = sum(b.months for b in bins)
    if months < 0 or (age is not None and age < 0) or at_risk <= 0:
        raise ValueRangeError(
            f"age {age}, horizon {months} months, {len(bins)} bins with {at_risk} months at risk; "
            "wanted an age and a horizon of at least 0 and some month at risk"
        )
    hazards = monthly_hazards(bins)
    ages = [(age, 1.0)] if age is not None else [(b.start, b.months / at_risk) for b in bins if b.months > 0]
    estimate = [0.0, 0.0, 0.0]
    for start, weight in ages:
        spans = [_overlap(b, start, start + months) for b in bins]
        for i, name in enumerate(("p", "low", "high")):
            survival = math.prod((1.0 - getattr(h, name)) ** t for h, t in zip(hazards, spans, strict=True) if t)
            estimate[i] += weight * (1.0 - survival)
    p, low, high = estimate
    return Probability(p=min(p, 1.0), low=min(low, p), high=min(max(high, p), 1.0))


def _overlap(b: HazardBin, start: float, end: float) -> float:
    top = math.inf if b.to is None else b.to
    return max(0.0, min(end, top) - max(start, b.start))
