"""What no branch can do is refused when it is said, with the value seen and the values wanted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.belief import Prior
from contingent.core.errors import ValueRangeError
from contingent.core.interventions import Aid, Arrival, Dials, Mobilisation, Response, Supply, Talks, Truce, reach
from contingent.simulating.drawing.parameters import HALF_CELL, inverse_cdf


def prior(family: str, *parameters: float, name: str = "x") -> Prior:
    return Prior(name=name, family=family, parameters=parameters, unit="1", source="a test")


def point(value: float) -> Prior:
    return prior("point", value)


IMPOSSIBLE: dict[str, Callable[[], object]] = {
    "size": lambda: Arrival(contingent="A", side="attacker", size=point(-1)),
    "stop_at_loss_share": lambda: Arrival(
        contingent="A", side="attacker", size=point(1), stop_at_loss_share=prior("uniform", 0.5, 1.5)
    ),
    "every_days": lambda: Arrival(contingent="A", side="attacker", size=point(1), every_days=0),
    "dials": lambda: Dials(contingent="A", values=(prior("point", 1.0, name="speed"),)),
    "fraction": lambda: Supply(side="attacker", fraction=point(-1.5)),
    "days is 0": lambda: Supply(side="attacker", fraction=point(0.1), days=0),
    "start_day": lambda: Supply(side="attacker", fraction=point(0.1), start_day=-1),
    "lag_days": lambda: Aid(side="attacker", fraction=point(0.1), giver="B", lag_days=-1),
    "persons_per_month": lambda: Mobilisation(side="attacker", persons_per_month=prior("normal", 100.0, 50.0)),
    "ceiling": lambda: Mobilisation(side="attacker", persons_per_month=point(1), ceiling=point(-1)),
    "factor": lambda: Talks(factor=point(-1)),
    "days is -1": lambda: Talks(factor=point(2), days=-1),
    "observed": lambda: Truce(observed=prior("normal", 0.5, 0.2)),
    "days is -5": lambda: Truce(observed=point(0.5), days=-5),
    "ratio": lambda: Response(side="attacker", ratio=point(-0.1)),
}


@pytest.mark.parametrize("said", IMPOSSIBLE)
def test_an_impossible_intervention_is_refused_by_the_name_of_its_value(said: str) -> None:
    with pytest.raises(ValueRangeError, match=said):
        IMPOSSIBLE[said]()


def test_what_lies_on_the_bounds_is_possible() -> None:
    assert Aid(side="defender", fraction=prior("uniform", -1.0, 0.0), giver="B", lag_days=0)
    assert Truce(observed=prior("uniform", 0.0, 1.0), start_day=0, days=1)
    assert Response(side="defender", ratio=prior("lognormal", 0.5, 1.0), lag_days=0)


families = st.one_of(
    st.builds(lambda m, s: prior("normal", m, s), st.floats(-5, 5), st.floats(0.01, 3)),
    st.builds(lambda m, s: prior("lognormal", m, s), st.floats(0.1, 5), st.floats(0.01, 2)),
    st.builds(lambda m, s: prior("halfnormal", m, s), st.floats(-5, 5), st.floats(0.01, 3)),
    st.builds(lambda a, b: prior("beta", a, b), st.floats(0.5, 9), st.floats(0.5, 9)),
    st.builds(lambda a, w: prior("uniform", a, a + w), st.floats(-5, 5), st.floats(0.01, 3)),
)


@given(families)
def test_no_draw_lies_beyond_the_reach_of_its_prior(one: Prior) -> None:
    least, greatest = reach(one)
    ends = inverse_cdf(one, np.array([HALF_CELL, 1.0 - HALF_CELL]))
    assert least <= ends[0] and ends[1] <= greatest
