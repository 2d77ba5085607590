"""A dial says low, middle and high; turning one gives the prior that says so, and nothing else."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError
from contingent.journeys.workbench.dials import GROUPS, OTHERS, TURNED, between, domain_of, group_of, moved
from contingent.report.words import prior_quantiles
from contingent.simulating.front.priors import CITED, REQUIRED

SHAPES = st.one_of(
    st.tuples(st.just("normal"), st.floats(-5, 5), st.floats(0.1, 3)),
    st.tuples(st.just("lognormal"), st.floats(0.1, 1e5), st.floats(0.05, 1)),
    st.tuples(st.just("halfnormal"), st.floats(0.1, 3), st.floats(0.1, 2)),
    st.tuples(st.just("beta"), st.floats(0.8, 30), st.floats(0.8, 30)),
    st.tuples(st.just("uniform"), st.floats(0, 1), st.floats(1.1, 3)),
)


def prior(family: str, *parameters: float) -> Prior:
    return Prior(name="x", family=family, parameters=parameters, unit="1", source="a book")


@settings(max_examples=120, deadline=None)
@given(shape=SHAPES, share=st.floats(0.05, 0.95))
def test_a_prior_moved_has_the_new_middle_and_its_family(shape: tuple[str, float, float], share: float) -> None:
    begun = prior(*shape)
    low, _, high = prior_quantiles(begun)
    wanted = low + share * (high - low)
    assume(wanted > 1e-3 or begun.family == "normal")
    assume(begun.family != "beta" or 0.02 < wanted < 0.98)
    found = moved(begun, wanted, least=0.0 if begun.family == "uniform" else -math.inf)
    assert found.family == begun.family
    assert prior_quantiles(found)[1] == pytest.approx(wanted, rel=2e-3, abs=2e-3)
    assert (found.source, found.verified) == (TURNED, False)


@settings(max_examples=120, deadline=None)
@given(shape=SHAPES, low=st.floats(0.02, 0.6), wide=st.floats(0.05, 0.35))
def test_a_prior_between_two_ends_has_90_percent_between_them(
    shape: tuple[str, float, float], low: float, wide: float
) -> None:
    begun = prior(*shape)
    try:
        found = between(begun, low, low + wide, bounds=(0.0, 1.0))
    except ScenarioError:
        assert begun.family == "beta"  # not every pair is one of a beta's
        return
    ends = prior_quantiles(found)
    assert ends[0] == pytest.approx(low, rel=2e-3, abs=2e-3)
    assert ends[2] == pytest.approx(low + wide, rel=2e-3, abs=2e-3)
    assert found.family == {"halfnormal": "lognormal"}.get(begun.family, begun.family)


@settings(max_examples=60, deadline=None)
@given(shape=SHAPES)
def test_ends_put_where_they_are_leave_a_prior_as_it_is(shape: tuple[str, float, float]) -> None:
    begun = prior(*shape)
    assume(begun.family not in ("halfnormal", "beta"))
    low, _, high = prior_quantiles(begun)
    found = between(begun, low, high, bounds=(-math.inf, math.inf))
    assert found.parameters == pytest.approx(begun.parameters, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("least", "greatest", "family"), [(0.0, 1.0, "beta"), (0.0, math.inf, "lognormal"), (-1.0, math.inf, "normal")]
)
def test_a_certain_number_becomes_what_its_bounds_ask_for(least: float, greatest: float, family: str) -> None:
    assert between(prior("point", 0.3), 0.2, 0.4, bounds=(least, greatest)).family == family


def test_equal_ends_are_one_certain_number() -> None:
    found = between(prior("lognormal", 3.0, 0.4), 2.0, 2.0, bounds=(0.0, math.inf))
    assert (found.family, found.parameters) == ("point", (2.0,))


@pytest.mark.parametrize(
    ("family", "parameters", "middle"),
    [("lognormal", (3.0, 0.4), 0.0), ("beta", (2.0, 3.0), 1.0), ("halfnormal", (1.0, 0.7), -1.0)],
)
def test_a_middle_that_no_such_prior_has_is_refused(family: str, parameters: tuple[float, ...], middle: float) -> None:
    with pytest.raises(ScenarioError, match="wanted a number"):
        moved(prior(family, *parameters), middle)


@pytest.mark.parametrize(("low", "high"), [(3.0, 2.0), (0.0, 2.0), (-1.0, 2.0), (math.nan, 2.0)])
def test_ends_that_no_such_prior_has_are_refused(low: float, high: float) -> None:
    with pytest.raises(ScenarioError, match="low below the high"):
        between(prior("lognormal", 3.0, 0.4), low, high, bounds=(0.0, math.inf))


def test_every_input_that_the_world_knows_stands_in_one_group() -> None:
    named = [name for names in GROUPS.values() for name in names]
    assert len(set(named)) == len(named)
    assert set(named) == {*REQUIRED, *(parameter.name for parameter in CITED)}
    assert group_of("a_bias_of_some_series") == OTHERS


def test_a_dial_keeps_to_the_domain_of_its_input() -> None:
    assert domain_of("friction") == (0.0, 0.5)
    assert domain_of("stall_force_effect") == (-math.inf, math.inf)
