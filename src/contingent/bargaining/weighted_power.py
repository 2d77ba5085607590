"""What each actor can bring to bear on an issue: salience × capability, checked before any model uses it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Bool

from contingent.bargaining.model import ByActor, Draws, Settled, Table
from contingent.core.errors import ValueRangeError


def weighted_power(table: Table) -> ByActor:
    """Each actor's share of salience × capability, draw by draw; every row adds up to 1.

    Where nobody has any, no rule of weights says where an issue settles, and the plain mean would be made up: so it
    raises, before anything is computed.

    Raises:
        ValueRangeError: a number that is not finite or out of its range, or a draw in which all weights are zero.
    """
    for word, values, highest in (
        ("position", table.position, 1.0),
        ("salience", table.salience, 1.0),
        ("capability", table.capability, np.inf),
    ):
        wrong = ~(np.isfinite(values) & (values >= 0.0) & (values <= highest))
        if wrong.any():
            draw, actor = (int(at[0]) for at in np.nonzero(wrong))
            up_to = "or more and finite" if highest == np.inf else f"to {highest:g}"
            raise ValueRangeError(
                f"issue {table.issue!r}: {table.actors[actor]} has the {word} {values[draw, actor]} in draw {draw}; "
                f"wanted 0 {up_to} (a position is given as a share of the scale)"
            )
    nobody = int((~somebody(table)).sum())
    if nobody:
        raise ValueRangeError(
            f"issue {table.issue!r}: in {nobody} of {len(table.position)} draws nobody has both a salience and a "
            "capability above 0; wanted at least one actor with both; drop the issue or give an actor some"
        )
    # the largest of those who care is divided out first: capabilities of any unit, without overflow
    heard = np.where(table.salience > 0.0, table.capability, 0.0)
    power = table.salience * (heard / heard.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True))


def somebody(table: Table) -> Bool[np.ndarray, " draw"]:
    """In which draws somebody at the table both cares and can bring something to bear."""
    return np.asarray(((table.salience > 0.0) & (table.capability > 0.0)).any(axis=1))


def hull(position: ByActor, power: ByActor) -> tuple[Draws, Draws]:
    """The lowest and the highest position of those who have power, in each draw."""
    counted = power > 0.0
    return np.where(counted, position, np.inf).min(axis=1), np.where(counted, position, -np.inf).max(axis=1)


def settled_at(rule: Callable[[ByActor, ByActor], Draws], tables: Sequence[Table]) -> tuple[Settled, ...]:
    """Each table settled at once, by a rule of positions and powers; nobody moves.

    Raises:
        ValueRangeError: what `weighted_power` says.
    """
    return tuple(
        Settled(issue=table.issue, outcome=rule(table.position, weighted_power(table)), final=table.position)
        for table in tables
    )
