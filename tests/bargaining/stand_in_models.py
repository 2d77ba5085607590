"""Two small models to test the journey with, whatever becomes of the real ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contingent.bargaining.model import Settled, Table


class Mean:
    """The mean by capability and salience; it settles in as many rounds as there are actors."""

    name, label, joint = "mean", "A mean", False

    def settle(self, tables: Sequence[Table], *, seed: int) -> tuple[Settled, ...]:
        del seed
        return tuple(self._one(table) for table in tables)

    def _one(self, table: Table) -> Settled:
        weight = table.salience * table.capability
        outcome = np.sum(weight * table.position, axis=1) / np.sum(weight, axis=1)
        final = np.repeat(outcome[:, None], len(table.actors), axis=1)
        rounds = np.full(len(outcome), float(len(table.actors)))
        return Settled(
            issue=table.issue, outcome=outcome, final=final, rounds=rounds, settled=np.ones(len(outcome), bool)
        )


class Strongest:
    """The position of whoever weighs most, for everybody; nobody else moves."""

    name, label, joint = "strongest", "The strongest", False

    def settle(self, tables: Sequence[Table], *, seed: int) -> tuple[Settled, ...]:
        del seed
        found = []
        for table in tables:
            first = np.argmax(table.salience * table.capability, axis=1)
            outcome = np.take_along_axis(table.position, first[:, None], axis=1)[:, 0]
            found.append(Settled(issue=table.issue, outcome=outcome, final=table.position))
        return tuple(found)
