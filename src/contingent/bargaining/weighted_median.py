"""The median voter: an issue settles where half the weight (salience × capability) lies on either side.

Actors vote for what lies nearer to them, and only the order of the positions counts, not how far out the outer ones
are; whoever holds the middle decides (Black 1948, as told by Scholz, Calbert and Smith 2011, section 3.2, whose vote
count over pairs of positions is won by this same point). It has no rounds, and no actor moves. Where exactly half the
weight lies at or below one position and half at or above the next, every point between the two is a median; the
midpoint is taken, the one choice that turning the scale round leaves alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contingent.bargaining.model import ByActor, Draws, Settled, Table
from contingent.bargaining.weighted_power import settled_at

#: shares of the weight nearer than this are the same: sums of floats in another order differ by less
SAME = 1e-12


def weighted_median(position: ByActor, power: ByActor) -> Draws:
    """The weighted median in each draw; the midpoint of the two middle positions where the weight splits in halves."""
    order = np.argsort(position, axis=1, kind="stable")
    places = np.take_along_axis(position, order, axis=1)
    share = np.cumsum(np.take_along_axis(power, order, axis=1), axis=1)
    half = share[:, -1:] / 2.0
    slack = SAME * share[:, -1:]
    lower = np.argmax(share >= half - slack, axis=1)
    upper = np.argmax(share > half + slack, axis=1)
    row = np.arange(len(position))
    return np.asarray(0.5 * (places[row, lower] + places[row, upper]))


class WeightedMedian:
    """Settles each issue at the median of its positions, weighted by salience × capability."""

    name = "median"
    label = "Weighted median (median voter)"
    joint = False

    def settle(self, tables: Sequence[Table], *, seed: int) -> tuple[Settled, ...]:
        """One outcome a table, in their order; nothing is drawn, so the seed changes nothing.

        Raises:
            ValueRangeError: what `weighted_power` says.
        """
        del seed
        return settled_at(weighted_median, tables)
