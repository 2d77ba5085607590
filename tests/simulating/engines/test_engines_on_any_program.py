"""A law of all engines: whatever a scenario does, to wars of any size, in steps of any length, they tell the same."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from front_cases import baseline, point, prior, scenario
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.core.belief import Prior
from contingent.core.interventions import (
    Aid,
    Arrival,
    Intervention,
    Mobilisation,
    Response,
    Side,
    Supply,
    Talks,
    Truce,
)
from contingent.simulating.drawing.parameters import draw_parameters
from contingent.simulating.engines import engine
from contingent.simulating.front.intervene import program

PATHS = 24
#: single precision over up to 180 steps, as a share of a measure's range
TOLERANCE = 1e-4

SIDES, DAYS, LASTING = st.sampled_from(get_args(Side)), st.integers(0, 400), st.integers(1, 200)


def amounts(name: str, least: float, greatest: float) -> st.SearchStrategy[Prior]:
    """Numbers and ranges within [least, greatest], both ends too, on a grid: no army is a billionth of a person."""
    ends = st.integers(0, 1000).map(lambda part: least + (greatest - least) * part / 1000)
    ranges = st.tuples(ends, ends).filter(lambda pair: pair[0] < pair[1])
    return ends.map(lambda value: point(name, value)) | ranges.map(lambda pair: prior(name, "uniform", *pair))


ACTS: st.SearchStrategy[Intervention] = st.one_of(
    st.builds(
        Arrival, contingent=st.sampled_from(["Elbonia", "Freedonia"]), side=SIDES, size=amounts("size", 0.0, 3e5),
        tranches=st.integers(0, 8), first_day=DAYS, every_days=st.integers(1, 60),
        present=st.integers(0, 100_000).map(float), stop_at_loss_share=st.none() | amounts("stop", 0.0, 1.0),
    ),
    st.builds(Supply, side=SIDES, fraction=amounts("shells", -1.0, 3.0), start_day=DAYS, days=LASTING),
    st.builds(Aid, side=SIDES, fraction=amounts("aid", -1.0, 3.0), giver=st.just("C"), start_day=DAYS, lag_days=DAYS),
    st.builds(
        Mobilisation, side=SIDES, persons_per_month=amounts("levy", 0.0, 1e5), start_day=DAYS,
        ceiling=st.none() | amounts("most", 0.0, 1e6),
    ),
    st.builds(Talks, factor=amounts("talks", 0.0, 50.0), start_day=DAYS, days=st.none() | LASTING),
    st.builds(Truce, observed=amounts("observed", 0.0, 1.0), start_day=DAYS, days=LASTING),
    st.builds(Response, side=SIDES, ratio=amounts("ratio", 0.0, 5.0), lag_days=DAYS),
)  # fmt: skip
BRANCHES = st.lists(st.lists(ACTS, max_size=4).map(tuple), min_size=1, max_size=3)
WARS = st.tuples(*(amounts(name, least, most) for name, least, most in (
    ("force_attacker", 1.0, 1e7), ("force_defender", 1.0, 1e7), ("loss_rate_attacker", 0.0, 1e6),
    ("advance_recent", -500.0, 500.0),
)))  # fmt: skip


# the same programs every time: a path parts where a chance lies within rounding of a hazard, about once in a million
@pytest.mark.parametrize(("name", "examples"), [("numba", 60), ("jax", 3)])
def test_engines_tell_the_same_of_any_program(name: str, examples: int) -> None:
    numpy, other = engine("numpy"), engine(name)

    @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(BRANCHES, WARS, st.sampled_from([3, 7, 10, 30, 90]), st.integers(1, 400), st.integers(0, 2**40))
    def agree(
        branches: list[tuple[Intervention, ...]], war: tuple[Prior, ...], step: int, days: int, seed: int
    ) -> None:
        case = scenario(*branches, horizon=max(days, step), step=step, priors=war)
        known = baseline(case).for_scenario(case)
        made, asked = program(case, stalled=known.stalled)
        columns = draw_parameters((*known.parameters, *asked), PATHS, seed=seed).columns()
        one, two = (e.run(made, parameters=columns, seed=seed, first_path=0).values for e in (numpy, other))
        assert np.isfinite(one).all() and np.isfinite(two).all()
        ranges = np.maximum(np.abs(one).max(axis=(0, 2, 3), keepdims=True), 1.0)
        assert (np.abs(one - two) <= TOLERANCE * ranges).all()

    agree()
