"""What a decision changes when nobody knows how it falls: the branches' differences, mixed as likely as each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.errors import ValueRangeError
from contingent.simulating.comparing.contrast import Subject, rounded
from contingent.simulating.comparing.gather import Gathering

#: probabilities of branches may exceed 1 by this much in all, from rounding
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """The distribution of branch minus reference where the branch itself is uncertain; `none` is its mass at 0."""

    mean: float
    q05: float
    q50: float
    q95: float
    none: float


@dataclass(frozen=True, slots=True)
class Mixer:
    """The paired differences of a run, ready to be mixed: what of its paths outlives it.

    `subjects` are the contrasts of the last day; those of the reference itself are no difference at all.
    """

    gathering: Gathering
    subjects: tuple[Subject, ...]

    def mixed(self, weights: Mapping[str, float], *, measure: str) -> Mixture:
        """The differences in `measure` at the last day, each branch as likely as `weights` says.

        What `weights` leaves of 1 is the reference's. Every path has the same share of every branch, so the mixture is
        exact: no further random number decides which branch a path takes. Its mean rests on all paths, its quantiles
        on the kept ones.

        Raises:
            ValueRangeError: a weight is negative, they exceed 1, or a branch has no difference in this measure.
        """
        found = self._checked(weights, measure)
        parts = [
            (self.gathering.difference(branch, measure, found[branch].day), weight)
            for branch, weight in weights.items() if weight > 0
        ]  # fmt: skip
        rest = max(0.0, 1.0 - sum(weights.values()))
        low, middle, high = weighted_quantiles([*parts, (np.zeros(1), rest)], (0.05, 0.5, 0.95))
        none = rest + sum(weight * float(np.mean(values == 0.0)) for values, weight in parts)
        return Mixture(
            mean=self.mean(weights, measure=measure),
            q05=rounded(low),
            q50=rounded(middle),
            q95=rounded(high),
            none=min(none, 1.0),
        )

    def mean(self, weights: Mapping[str, float], *, measure: str) -> float:
        """The mean of that mixture, over all paths; errors as `mixed`."""
        found = self._checked(weights, measure)
        return rounded(
            sum(w * self.gathering.mean(branch, measure, found[branch].day) for branch, w in weights.items())
        )

    def _checked(self, weights: Mapping[str, float], measure: str) -> dict[str, Subject]:
        """The subjects of a measure by branch, if the weights fit them."""
        if any(weight < 0 for weight in weights.values()) or sum(weights.values()) > 1.0 + _CLOSE:
            raise ValueRangeError(f"branches weigh {dict(weights)}; wanted weights of at least 0, 1 at most in all")
        found = {one.branch: one for one in self.subjects if one.measure == measure}
        unknown = sorted(set(weights) - set(found))
        if unknown:
            raise ValueRangeError(f"no difference in {measure!r} is known of {', '.join(unknown)}; wanted a branch's")
        return found


def weighted_quantiles(
    parts: Sequence[tuple[Float[np.ndarray, " _"], float]], levels: Sequence[float]
) -> Float[np.ndarray, " level"]:
    """The least values at which the mixture of some samples, each of a weight in all, reaches each level.

    >>> weighted_quantiles([(np.array([10.0, 20.0]), 0.2), (np.zeros(1), 0.8)], (0.5, 0.85, 0.95)).tolist()
    [0.0, 10.0, 20.0]
    """
    values = np.concatenate([sample for sample, _ in parts])
    masses = np.concatenate([np.full(sample.size, weight / sample.size) for sample, weight in parts])
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(masses[order])
    # the last value has the whole mass, whatever rounding left of it
    places = np.searchsorted(reached, np.asarray(levels) * reached[-1] - _CLOSE)
    return np.asarray(values[order][np.minimum(places, values.size - 1)])
