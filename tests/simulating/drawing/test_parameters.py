"""Laws of the parameter draws: each family has its moments, points come as prefixes, names are taken once."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pytest
from front_cases import prior
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from contingent.core.belief import PRIOR_FAMILIES, Prior
from contingent.core.errors import ScenarioError, ValueRangeError
from contingent.core.outcomes import Sampling
from contingent.simulating.drawing.parameters import (
    Correlation,
    Parameter,
    ParameterDraws,
    draw_parameters,
    inverse_cdf,
    mass_below_zero,
)
from contingent.simulating.drawing.points import sobol_words, unit

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
    drawn = inverse_cdf(wanted, unit(sobol_words("x", 0, 2**12, seed=5)))
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


NAMES = ("a", "b", "scenario:worth", "scenario:size")


def parameters(*names: str) -> list[Parameter]:
    return [Parameter(prior=prior(name, "normal", 1.0, 1.0), label=name, identified="") for name in names]


def same(one: ParameterDraws, other: ParameterDraws, names: Iterable[str]) -> bool:
    return all(np.array_equal(one.columns()[name], other.columns()[name]) for name in names)


@pytest.mark.parametrize("sampling", ["sobol", "antithetic", "random"])
@given(first=st.integers(0, 5000), draws=st.integers(1, 300), seed=st.integers(0, 10))
def test_any_stretch_of_paths_is_what_the_whole_holds_there(
    sampling: Sampling, first: int, draws: int, seed: int
) -> None:
    two = parameters("a", "scenario:worth")
    together = Correlation(names=("scenario:worth", "a"), matrix=((1.0, 0.6), (0.6, 1.0)))
    whole = draw_parameters(two, first + draws, seed=seed, sampling=sampling, correlation=together)
    part = draw_parameters(two, draws, seed=seed, first=first, sampling=sampling, correlation=together)
    assert np.allclose(part.values, whole.values[:, first:], rtol=1e-12)


@pytest.mark.parametrize("sampling", ["sobol", "antithetic", "random"])
@given(st.permutations(NAMES), st.sets(st.sampled_from(["scenario:other", "scenario:early", "scenario: z"])))
def test_what_a_scenario_adds_leaves_all_other_draws_what_they_were(
    sampling: Sampling, order: list[str], added: set[str]
) -> None:
    few = draw_parameters(parameters(*NAMES), 40, seed=3, sampling=sampling)
    many = draw_parameters(parameters(*sorted(added), *order), 40, seed=3, sampling=sampling)
    assert same(few, many, NAMES)


def test_a_longer_name_for_the_same_amount_and_a_point_among_the_world_s_change_nothing() -> None:
    short = Parameter(prior=prior("scenario:worth", "normal", 1.0, 1.0), label="", identified="")
    long = Parameter(prior=prior("scenario:worth=normal(1, 1) 1", "normal", 1.0, 1.0), label="", identified="")
    known = Parameter(prior=prior("a", "point", 3.0), label="", identified="")
    one = draw_parameters([*parameters("a", "b"), short], 16, seed=1)
    other = draw_parameters([known, *parameters("b"), long], 16, seed=1)
    assert np.array_equal(one.values[1:], other.values[1:])


def test_mirrored_paths_have_mirrored_ranks() -> None:
    drawn = draw_parameters(parameters("a", "b"), 64, seed=1, sampling="antithetic")
    assert np.allclose(drawn.uniforms[:, ::2] + drawn.uniforms[:, 1::2], 1.0, rtol=1e-15)
    assert np.unique(drawn.uniforms[0]).size == 64


@given(st.floats(-0.95, 0.95))
def test_a_correlation_is_drawn_as_it_was_stated_and_leaves_the_margins(rho: float) -> None:
    pair = [
        Parameter(prior=prior("a", "lognormal", 2.0, 0.5), label="", identified=""),
        Parameter(prior=prior("b", "normal", 1.0, 2.0), label="", identified=""),
    ]
    drawn = draw_parameters(
        pair, 4096, seed=2, correlation=Correlation(names=("b", "a"), matrix=((1.0, rho), (rho, 1.0)))
    )
    a, b = np.log(drawn.values[0]), drawn.values[1]
    assert np.corrcoef(a, b)[0, 1] == pytest.approx(rho, abs=0.02)
    assert (a.mean(), a.std()) == pytest.approx((math.log(2.0), 0.5), abs=0.01)
    assert (b.mean(), b.std()) == pytest.approx((1.0, 2.0), abs=0.03)


def test_what_is_not_correlated_or_known_stays_out_of_it() -> None:
    together = Correlation(names=("a", "b", "gone"), matrix=((1.0, 0.5, 0.2), (0.5, 1.0, 0.2), (0.2, 0.2, 1.0)))
    plain = draw_parameters(parameters("a", "b", "c"), 64, seed=1)
    drawn = draw_parameters(parameters("a", "b", "c"), 64, seed=1, correlation=together)
    assert np.allclose(plain.values[[0, 2]], drawn.values[[0, 2]]) and not np.allclose(plain.values, drawn.values)
    fixed = [Parameter(prior=prior("b", "point", 2.0), label="", identified="")]
    alone = draw_parameters([*parameters("a"), *fixed], 64, seed=1, correlation=together)
    assert np.all(alone.columns()["b"] == 2.0) and np.allclose(plain.values[0], alone.values[0])


@pytest.mark.parametrize(
    ("names", "matrix"),
    [
        (("a", "a"), ((1.0, 0.0), (0.0, 1.0))),
        (("a", "b"), ((1.0, 0.0),)),
        (("a", "b"), ((1.0, 0.5), (0.4, 1.0))),
        (("a", "b"), ((2.0, 0.5), (0.5, 1.0))),
        (("a", "b"), ((1.0, 1.0), (1.0, 1.0))),
    ],
)
def test_a_matrix_that_is_no_correlation_is_refused(
    names: tuple[str, ...], matrix: tuple[tuple[float, ...], ...]
) -> None:
    with pytest.raises(ValueRangeError):
        Correlation(names=names, matrix=matrix)


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
