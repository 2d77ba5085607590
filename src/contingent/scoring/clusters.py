"""How sure a mean score is when cases come in clusters, such as battles in wars: whole clusters are drawn again."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key

RESAMPLES = 4000


def cluster_interval(
    scores: Float[np.ndarray, " case"], cluster: Int[np.ndarray, " case"], *, seed: int, coverage: float = 0.9
) -> tuple[float, float] | None:
    """The percentile interval of the mean over cases when clusters are resampled whole; None for a single cluster.

    Cases of one cluster stay together, so what they share widens the interval. With few or very unequal clusters it
    is too narrow rather than too wide. Source (general knowledge, unverified): Cameron, Gelbach and Miller (2008).

    Raises:
        ValueRangeError: no case, as many cluster numbers as scores are not given, or a score that is not finite.

    >>> cluster_interval(np.array([1.0, 1.0, 1.0]), np.array([0, 0, 1]), seed=1)
    (1.0, 1.0)
    """
    if not scores.size or scores.shape != cluster.shape or not np.isfinite(scores).all() or not 0.0 < coverage < 1.0:
        raise ValueRangeError(
            f"{scores.size} scores in {cluster.size} places at coverage {coverage}; wanted finite scores, a cluster "
            "for each, and a coverage strictly between 0 and 1"
        )
    _, place = np.unique(cluster, return_inverse=True)
    totals, counts = np.bincount(place, weights=scores), np.bincount(place)
    if totals.size < 2:
        return None
    generator = np.random.default_rng(stream_key("cluster bootstrap", seed))
    drawn = generator.integers(0, totals.size, size=(RESAMPLES, totals.size))
    means = totals[drawn].sum(1) / counts[drawn].sum(1)
    tail = (1.0 - coverage) / 2.0
    low, high = np.quantile(means, (tail, 1.0 - tail))
    return float(low), float(high)
