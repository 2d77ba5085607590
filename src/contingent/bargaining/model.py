"""What a bargaining model takes and gives: arrays of draws by actor, on a scale from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

Draws = Float[np.ndarray, " draw"]
ByActor = Float[np.ndarray, "draw actor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One issue, drawn: each actor's position (0 the low end, 1 the high end), salience (0 to 1), capability (≥ 0).

    Rows are draws; those of one number belong together across issues. Actors without a stance are not at the table.
    """

    issue: str
    actors: tuple[str, ...]
    position: ByActor
    salience: ByActor
    capability: ByActor

    def rows(self, part: slice) -> Table:
        """The same table with some of its draws only."""
        return replace(
            self, position=self.position[part], salience=self.salience[part], capability=self.capability[part]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Where a model leaves one issue: the outcome and each actor's last position, both from 0 to 1, draw by draw.

    `rounds` until it settled and whether it did, where the model goes by rounds.
    """

    issue: str
    outcome: Draws
    final: ByActor
    rounds: Draws | None = None
    settled: np.ndarray | None = None


@runtime_checkable
class BargainingModel(Protocol):
    """A model that settles all issues of a negotiation at once; one that knows single issues takes them in turn.

    `joint` says which: True where what it makes of one issue hangs on the others too.
    """

    name: str
    label: str
    joint: bool

    def settle(self, tables: Sequence[Table], *, seed: int) -> tuple[Settled, ...]:
        """One `Settled` a table, in their order; the same tables and seed give the same numbers."""
        ...
