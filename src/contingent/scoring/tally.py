"""Tallies: totals with a zero and a plus, so that scores computed apart can be added; means are taken last."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from contingent.core.errors import ValueRangeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Sums over `n` scores: of the weights, of weight times score, and of weight times score squared.

    >>> (Tally.of(1.0) + Tally.of(3.0)).mean
    2.0
    """

    n: int = 0
    weight: float = 0.0
    total: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, score: float, *, weight: float = 1.0) -> Tally:
        """The tally of one score.

        Raises:
            ValueRangeError: the weight is not above 0 and finite, or the score is not a number.
        """
        if not (0.0 < weight < math.inf) or math.isnan(score):
            raise ValueRangeError(f"score {score!r} with weight {weight!r}; wanted a number and a weight above 0")
        return cls(n=1, weight=weight, total=weight * score, squares=weight * score * score)

    def __add__(self, other: Tally) -> Tally:
        """The tally of both sets of scores."""
        return Tally(
            n=self.n + other.n,
            weight=self.weight + other.weight,
            total=self.total + other.total,
            squares=self.squares + other.squares,
        )

    @property
    def mean(self) -> float | None:
        """The weighted mean score, or None for the empty tally (a mean of nothing is not zero)."""
        return self.total / self.weight if self.n else None

    @property
    def spread(self) -> float | None:
        """The weighted standard deviation of the scores (population form), or None for the empty tally."""
        if not self.n:
            return None
        mean = self.total / self.weight
        return math.sqrt(max(self.squares / self.weight - mean * mean, 0.0))


def tally(scores: Iterable[float]) -> Tally:
    """The tally of many scores of equal weight; the zero tally for none.

    >>> tally([0.1, 0.3]).n
    2
    """
    return sum((Tally.of(score) for score in scores), Tally())
