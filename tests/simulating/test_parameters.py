"""Laws of the parameter draws: each family has its moments, points come as prefixes, names are taken once."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from front_cases import prior
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from contingent.core.belief import PRIOR_FAMILIES, Prior
from contingent.core.errors import ScenarioError, ValueRangeError
from contingent.simulating.parameters import Parameter, draw_parameters, inverse_cdf, mass_below_zero, points

FAMILIES = {
    "point": (prior("x", "point", 3.0), 3.0, 0.0),
    "uniform": (prior("x", "uniform", -1.0, 5.0), 2.0, 6 / math.sqrt(12)),
    "normal": (prior("x", "normal", 1.0, 2.0), 1.0, 2.0),
    "lognormal": (prior("x", "lognormal", 2.0, 0.5), *stats.lognorm(0.5, scale=2.0).stats()),
    "beta": (prior("x", "beta", 1.5, 40.0), *stats.beta(1.5, 40.0).stats()),
    "halfnormal": (prior("x", "halfnormal", 1.0, 0.7), *stats.foldnorm(1 / 0.7, scale=0.7).stats()),
}


def test_every_family_of_the_core_has_an_inverse() -> None:
    assert set(FAMILIES) == set(PRIOR_FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_draws_have_the_moments_of_their_family(family: str) -> None:
    wanted, mean, spread = FAMILIES[family]
    sd = float(spread) if family in ("point", "uniform", "normal") else math.sqrt(float(spread))
    drawn = inverse_cdf(wanted, points(1, 2**12, seed=5)[:, 0])
    assert drawn.mean() == pytest.approx(float(mean), abs=0.003 * (sd + 1e-9))
    assert drawn.std() == pytest.approx(sd, rel=0.01, abs=1e-12)


@pytest.mark.parametrize(
    ("wanted", "reference"),
    [
        (FAMILIES["beta"][0], stats.beta(1.5, 40.0)),
        (prior("x", "beta", 49.0, 1.0), stats.beta(49.0, 1.0)),
        (FAMILIES["halfnormal"][0], stats.foldnorm(1 / 0.7, scale=0.7)),
    ],
)
def test_the_tabled_inverses_agree_with_scipy(wanted: Prior, reference) -> None:
    u = np.linspace(0.001, 0.999, 501)
    assert np.allclose(inverse_cdf(wanted, u), reference.ppf(u), rtol=2e-4, atol=1e-6)


@given(st.sampled_from(sorted(FAMILIES)), st.floats(1e-6, 1 - 1e-6), st.floats(1e-6, 1 - 1e-6))
def test_an_inverse_never_falls(family: str, a: float, b: float) -> None:
    low, high = inverse_cdf(FAMILIES[family][0], np.sort([a, b]))
    assert low <= high


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 10))
def test_fewer_points_are_a_prefix_of_more_at_any_number(some: int, others: int, seed: int) -> None:
    few, many = sorted((some, others))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.array_equal(points(3, few, seed=seed), points(3, many, seed=seed)[:few])


def test_points_lie_strictly_inside_and_differ_by_seed() -> None:
    cube = points(7, 1000, seed=1)
    assert cube.min() > 0 and cube.max() < 1
    assert not np.array_equal(cube, points(7, 1000, seed=2))


def test_sobol_points_integrate_better_than_chance_would() -> None:
    errors = [abs(np.prod(points(4, 1024, seed=s) * 2, axis=1).mean() - 1.0) for s in range(10)]
    plain = math.sqrt((4 / 3) ** 4 - 1) / math.sqrt(1024)
    assert np.mean(errors) < plain / 4


@pytest.mark.parametrize(
    ("wanted", "below"),
    [
        (prior("x", "uniform", -1.0, 3.0), 0.25),
        (prior("x", "normal", 0.0, 2.0), 0.5),
        (prior("x", "lognormal", 2.0, 1.0), 0.0),
        (prior("x", "point", -1.0), 1.0),
        (prior("x", "halfnormal", -3.0, 1.0), 0.0),
    ],
)
def test_mass_below_zero(wanted: Prior, below: float) -> None:
    assert mass_below_zero(wanted) == pytest.approx(below)


def test_a_name_given_twice_and_no_draws_are_refused() -> None:
    twice = [Parameter(prior=prior("x", "normal", 0.0, 1.0), label="x", identified="") for _ in range(2)]
    with pytest.raises(ScenarioError, match="given twice"):
        draw_parameters(twice, 8, seed=1)
    with pytest.raises(ValueRangeError, match="at least 1"):
        draw_parameters(twice[:1], 0, seed=1)


def test_mirroring_turns_the_named_signs_only() -> None:
    both = [Parameter(prior=prior(n, "normal", 1.0, 1.0), label=n, identified="") for n in ("x", "y")]
    drawn = draw_parameters(both, 8, seed=1)
    turned = drawn.mirrored(["x"]).columns()
    assert np.array_equal(turned["x"], -drawn.columns()["x"])
    assert np.array_equal(turned["y"], drawn.columns()["y"])
