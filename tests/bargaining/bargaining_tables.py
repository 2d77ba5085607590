"""Tables of actors to settle: one published example, and any small table that a law must hold for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from contingent.bargaining.model import BargainingModel, Settled, Table

# The date (in years) from which emission standards should bind medium-sized cars, ten members of the European
# Community. Bueno de Mesquita (1994) page 78, as table 1 of Scholz, Calbert and Smith (2011) gives it; read in two
# public transcriptions of that table that agree (ExampleActors.csv of jmckib/bdm-scholz-expected-utility-model, and
# dmasad/BDM_DecisionModel_Replication).
FIRST, LAST = 4.0, 10.0
EMISSIONS = {  # capability, position in years, salience
    "Netherlands": (0.08, 4.0, 0.8),
    "Belgium": (0.08, 7.0, 0.4),
    "Luxembourg": (0.03, 4.0, 0.2),
    "Germany": (0.16, 4.0, 0.8),
    "France": (0.16, 10.0, 0.6),
    "Italy": (0.16, 10.0, 0.6),
    "United Kingdom": (0.16, 10.0, 0.9),
    "Ireland": (0.05, 7.0, 0.1),
    "Denmark": (0.05, 4.0, 1.0),
    "Greece": (0.08, 7.0, 0.7),
}


def table(position: object, salience: object, capability: object, issue: str = "issue") -> Table:
    """A table of one draw a row, actors named a0, a1, …; one-dimensional rows are one draw."""
    rows = [np.atleast_2d(np.asarray(values, dtype=float)) for values in (position, salience, capability)]
    names = tuple(f"a{at}" for at in range(rows[0].shape[1]))
    return Table(issue=issue, actors=names, position=rows[0], salience=rows[1], capability=rows[2])


def emissions() -> Table:
    """The published example, its years as shares of the scale from 4 to 10."""
    capability, years, salience = (np.array(column) for column in zip(*EMISSIONS.values(), strict=True))
    made = table((years - FIRST) / (LAST - FIRST), salience, capability, issue="emissions")
    return replace(made, actors=tuple(EMISSIONS))


def years(share: np.ndarray) -> np.ndarray:
    """Shares of that scale, in years."""
    return FIRST + (LAST - FIRST) * share


class Rows(NamedTuple):
    """The three arrays of a table; strategies give these, since the types of a `Table` are sampled when it is made."""

    position: np.ndarray
    salience: np.ndarray
    capability: np.ndarray

    def change(self, to: Callable[[np.ndarray], np.ndarray]) -> Rows:
        """The three changed alike, actor by actor."""
        return Rows(*(to(values).copy() for values in self))

    def settle(self, model: BargainingModel) -> Settled:
        """What a model makes of them."""
        return model.settle([table(*self)], seed=0)[0]


@st.composite
def rows(draw: st.DrawFn, *, least: int = 1) -> Rows:
    """Two draws of up to seven actors: round numbers, so that ties are common, or any; somebody has power."""
    n = draw(st.integers(least, 7))
    shares = st.one_of(st.sampled_from((0.0, 0.2, 0.25, 0.5, 0.75, 1.0)), st.floats(0.0, 1.0, width=32))
    some = st.one_of(st.sampled_from((0.25, 0.5, 1.0)), st.floats(1 / 64, 1.0, width=16))
    made = []
    for first in (shares, shares, st.one_of(shares, some.map(lambda value: 40.0 * value))):
        made.append([draw(st.lists(first, min_size=n, max_size=n)) for _ in range(2)])
    who = draw(st.integers(0, n - 1))
    for row in (0, 1):
        made[1][row][who], made[2][row][who] = draw(some), draw(some)
    return Rows(*(np.array(values, dtype=float) for values in made))
