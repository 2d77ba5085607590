"""Counts that add: how many were right of those wanted and those given; shares and F1 are taken last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from contingent.core.errors import ValueRangeError
from contingent.scoring.clusters import totals_interval

#: share: right of those wanted; F1: harmonic mean of that and right of those given; count: how many were given wrongly
Form = Literal["share", "F1", "count"]
#: an interval of fewer articles says nothing
LEAST_ARTICLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many were `right`, of how many `wanted` (in the gold) and `given` (by the reader). Two of them add.

    >>> (Count(right=1, wanted=2, given=1) + Count(right=1, wanted=1, given=2)).f1
    0.6666666666666666
    """

    right: int = 0
    wanted: int = 0
    given: int = 0

    def __post_init__(self) -> None:
        if min(self.right, self.wanted, self.given) < 0:
            raise ValueRangeError(f"counts {self.right}, {self.wanted}, {self.given}; wanted none below 0")

    def __add__(self, other: Count) -> Count:
        """The count of both."""
        return Count(right=self.right + other.right, wanted=self.wanted + other.wanted, given=self.given + other.given)

    @property
    def share(self) -> float | None:
        """Right of those wanted; None where none was wanted (a share of nothing is not zero)."""
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """Twice the right over wanted and given; None where there were neither."""
        both = self.wanted + self.given
        return 2.0 * self.right / both if both else None


@dataclass(frozen=True, slots=True)
class Counts:
    """A count for each metric by its name. Two of them add, in any order and grouping."""

    of: Mapping[str, Count] = field(default_factory=dict)

    def __add__(self, other: Counts) -> Counts:
        """The counts of both sets of articles."""
        names = dict.fromkeys([*self.of, *other.of])
        return Counts({name: self.of.get(name, Count()) + other.of.get(name, Count()) for name in names})

    def value(self, metric: str, form: Form) -> float | None:
        """The metric: a share or F1 from 0 to 1, or a plain number; None where nothing was there to score."""
        count = self.of.get(metric, Count())
        if form == "count":
            return float(count.given - count.right) if metric in self.of else None
        return count.f1 if form == "F1" else count.share


def interval(parts: Iterable[Counts], metric: str, form: Form, *, seed: int) -> tuple[float, float] | None:
    """The 90 % interval of a share or F1 when whole articles are drawn again; None for fewer than five with cases.

    A share and an F1 are both a sum over a sum, so the articles' sums are resampled, never their means.
    """
    if form == "count":
        return None
    kept = [part.of[metric] for part in parts if metric in part.of]
    twice = form == "F1"
    totals = np.array([c.right * (1 + twice) for c in kept], dtype=np.float64)
    weights = np.array([c.wanted + c.given * twice for c in kept], dtype=np.float64)
    there = weights > 0
    if there.sum() < LEAST_ARTICLES:
        return None
    return totals_interval(totals[there], weights[there], seed=seed)
