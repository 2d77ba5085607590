"""The compromise model: an issue settles at the mean of the positions, weighted by salience × capability.

Everybody at the table is heard in proportion to what he can bring to bear and cares to, nobody leaves without
something, and nothing is gained by threats or by trading one issue for another. In published comparisons on decisions
of the European Union it is hard to beat (general knowledge, unverified). It has no rounds, and no actor moves: the
positions it leaves are those it was given.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contingent.bargaining.model import ByActor, Draws, Settled, Table
from contingent.bargaining.weighted_power import hull, settled_at


def weighted_mean(position: ByActor, power: ByActor) -> Draws:
    """The mean of the positions in each draw, weighted by power, never outside the positions of those who have any."""
    mean = (power * position).sum(axis=1) / power.sum(axis=1)
    # the last bit of a sum must not leave the hull
    return np.asarray(np.clip(mean, *hull(position, power)))


class WeightedMean:
    """Settles each issue at the mean of its positions, weighted by salience × capability."""

    name = "mean"
    label = "Weighted mean (compromise)"
    joint = False

    def settle(self, tables: Sequence[Table], *, seed: int) -> tuple[Settled, ...]:
        """One outcome a table, in their order; nothing is drawn, so the seed changes nothing.

        Raises:
            ValueRangeError: what `weighted_power` says.
        """
        del seed
        return settled_at(weighted_mean, tables)
