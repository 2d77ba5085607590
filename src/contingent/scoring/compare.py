"""Two forecasters on the same cases: whose mean score is lower, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.errors import ValueRangeError
from contingent.scoring.clusters import cluster_interval, crossed_interval
from contingent.scoring.probabilities import skill


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Our mean score less theirs over `n` common cases in `clusters`: below 0 ours is better, if less is better.

    `interval` (None: too few clusters) holds 0 where chance is not excluded. `better` and `worse` count cases, the rest
    are ties. `skill` is the share of their mean score that ours saves (None: theirs is 0).
    """

    difference: float
    interval: tuple[float, float] | None
    n: int
    clusters: int
    better: int
    worse: int
    skill: float | None


def compare(
    ours: Float[np.ndarray, " case"],
    theirs: Float[np.ndarray, " case"],
    cluster: Sequence[Hashable],
    *,
    seed: int,
    crossed: Sequence[Hashable] | None = None,
    coverage: float = 0.9,
    least_clusters: int = 2,
) -> Comparison:
    """The paired comparison of two lists of scores of the same cases, whole clusters resampled.

    Few clusters resampled differ too little from one another: below `least_clusters` there is no interval.

    With `crossed`, a second cluster for each case (such as the month beside the country), both are reweighted.

    Raises:
        ValueRangeError: no case, lengths that differ, or a score that is not finite.
    """
    if not ours.size or ours.shape != theirs.shape or len(cluster) != ours.size:
        raise ValueRangeError(
            f"{ours.size} scores of ours, {theirs.size} of theirs, {len(cluster)} clusters; wanted as many of each"
        )
    if not (np.isfinite(ours) & np.isfinite(theirs)).all():
        raise ValueRangeError("a score is not finite; a difference of it has no mean. Leave such cases out and say so.")
    gap = ours - theirs
    one = _numbered(cluster)
    if crossed is None:
        interval = cluster_interval(gap, one, seed=seed, coverage=coverage)
    else:
        if len(crossed) != ours.size:
            raise ValueRangeError(f"{ours.size} scores and {len(crossed)} crossed clusters; wanted as many of each")
        interval = crossed_interval(gap, one, _numbered(crossed), seed=seed, coverage=coverage)
    clusters = int(np.unique(one).size)
    reference = float(theirs.mean())
    return Comparison(
        difference=float(gap.mean()),
        interval=interval if clusters >= least_clusters else None,
        n=int(gap.size),
        clusters=clusters,
        better=int((gap < 0).sum()),
        worse=int((gap > 0).sum()),
        skill=skill(float(ours.mean()), reference) if reference > 0 else None,
    )


def compare_named(
    ours: Mapping[str, float], theirs: Mapping[str, float], cluster: Mapping[str, Hashable], *, seed: int
) -> Comparison | None:
    """The comparison over the cases that both have, taken in the order of their names; None where there is none.

    Raises:
        ValueRangeError: a common case has no cluster, or a score that is not finite.
    """
    common = sorted(ours.keys() & theirs.keys())
    if not common:
        return None
    missing = [name for name in common if name not in cluster]
    if missing:
        raise ValueRangeError(f"no cluster for {len(missing)} cases, such as {missing[0]!r}; wanted one for each")
    return compare(
        np.array([ours[name] for name in common], dtype=np.float64),
        np.array([theirs[name] for name in common], dtype=np.float64),
        [cluster[name] for name in common],
        seed=seed,
    )


def _numbered(cluster: Sequence[Hashable]) -> np.ndarray:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in cluster], dtype=np.int64)
