"""Who stands on which side of the outcome with whom, over all draws and models."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contingent.bargaining.combine import CLOSE, Result
from contingent.bargaining.model import Table
from contingent.core.bargaining import Coalition


def coalition(made: Sequence[Result], table: Table) -> Coalition:
    """For every two actors the share of draws, all models pooled, in which their own positions lie on one side.

    Sides are below the outcome, above it, and on it. Actors are ordered from the low end of the scale to the high one
    (by median position, then name), so that those who go together stand together.
    """
    together = np.zeros((len(table.actors), len(table.actors)))
    for result in made:
        distance = table.position - result.settled.outcome[:, None]
        for side in (distance < -CLOSE, distance > CLOSE, np.abs(distance) <= CLOSE):
            here = side.astype(np.float64)
            together += here.T @ here
    together /= len(made) * len(table.position)
    middle = np.median(table.position, axis=0)
    order = sorted(range(len(table.actors)), key=lambda at: (float(middle[at]), table.actors[at]))
    return Coalition(
        actors=tuple(table.actors[at] for at in order),
        together=tuple(tuple(float(together[i, j]) for j in order) for i in order),
    )
