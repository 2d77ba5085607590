"""Laws of the filter: without rungs and outliers it is exact; rungs, outliers and missing values do what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from contingent.simulating.fitting import filters

A, PHI, B, SIGMA, NOISE, START_SD = 0.4, 0.7, 1.0, 2.0, 0.5, 3.0


def inputs(ladder=(SIGMA,), modes=((1.0, 0.0),), bias=(1.0,), turn=0.3) -> filters.Inputs:
    one = np.ones(1)
    return {
        "ladder": np.array(ladder)[:, None], "level": A * one, "fade": PHI * one, "deviation": B * one,
        "turn": turn * one, "start_log": math.log(SIGMA) * one, "start_spread": one, "start_level": 0.0 * one,
        "start_sd": START_SD * one, "bias": np.array(bias)[:, None], "noise": NOISE * np.ones((len(bias), 1)),
        "shift": np.zeros((len(bias), 1)), "mode_share": np.array([[share] for share, _ in modes]),
        "mode_variance": np.array([[variance] for _, variance in modes]),
    }  # fmt: skip


def run(values: np.ndarray, p: filters.Inputs, known: np.ndarray | None = None) -> filters.State:
    state = filters.start(p, np)
    for seen in zip(values, np.ones(values.shape) if known is None else known, strict=True):
        state = filters.step(state, seen, p, np)
    return state


def dense(count: int, bias: tuple[float, ...]) -> np.ndarray:
    """The covariance of all values, from the model as it is written down."""
    steps = np.arange(1, count + 1)
    level = START_SD**2 + (A * SIGMA) ** 2 * np.minimum.outer(steps, steps)
    fading = (B * SIGMA) ** 2 / (1 - PHI**2) * PHI ** np.abs(np.subtract.outer(steps, steps))
    return np.kron(level + fading, np.outer(bias, bias)) + NOISE**2 * np.eye(count * len(bias))


@pytest.mark.parametrize("bias", [(1.0,), (1.0, 0.8)])
def test_with_one_rung_and_no_outliers_the_likelihood_is_that_of_a_normal(bias: tuple[float, ...]) -> None:
    values = np.random.default_rng(1).standard_normal((15, len(bias))) * 3
    covariance = dense(15, bias)
    flat = values.ravel()
    exact = -0.5 * (flat @ np.linalg.solve(covariance, flat) + np.linalg.slogdet(2 * np.pi * covariance)[1])
    assert float(run(values, inputs(bias=bias))["total"][0]) == pytest.approx(float(exact), rel=1e-10)


def test_rungs_of_one_size_are_one_rung() -> None:
    values = np.random.default_rng(2).standard_normal((15, 1)) * 3
    one, three = run(values, inputs()), run(values, inputs(ladder=(SIGMA,) * 3))
    assert float(three["total"][0]) == pytest.approx(float(one["total"][0]), rel=1e-12)
    assert three["m"][:, 0] == pytest.approx(np.full(3, one["m"][0, 0]))


def test_what_is_not_known_teaches_nothing() -> None:
    values = np.random.default_rng(3).standard_normal((6, 2)) * 3
    known = np.ones((6, 2))
    known[:, 1] = 0.0
    other = values.copy()
    other[:, 1] = 1e6
    both = [run(v, inputs(bias=(1.0, 1.0)), known)["total"][0] for v in (values, other)]
    assert both[0] == both[1] == pytest.approx(run(values[:, :1], inputs())["total"][0], rel=1e-12)


def test_an_outlier_moves_the_rate_less_where_outliers_are_known_to_be() -> None:
    values = np.zeros((10, 1))
    values[-1] = 100.0
    blind, wise = run(values, inputs()), run(values, inputs(modes=((0.95, 0.0), (0.05, 1e4))))
    assert abs(wise["m"][0, 0] + wise["u"][0, 0]) < 0.2 * abs(blind["m"][0, 0] + blind["u"][0, 0])
    assert wise["total"][0] > blind["total"][0]


def test_a_quiet_end_is_found_on_a_low_rung_and_a_restless_one_on_a_high() -> None:
    ladder = tuple(SIGMA * 1.6**k for k in range(-4, 5))
    noise = np.random.default_rng(4).standard_normal((30, 1))
    size = np.array(ladder)
    quiet = np.concatenate([20 * noise[:15], 0.2 * noise[15:]])
    low, high = (float(size @ run(values, inputs(ladder))["share"][:, 0]) for values in (quiet, quiet[::-1]))
    assert low < SIGMA < high


def test_shares_stay_shares_and_covariances_positive() -> None:
    ladder = tuple(SIGMA * 1.6**k for k in range(-4, 5))
    values = np.random.default_rng(5).standard_t(2, (40, 2)) * 5
    state = run(values, inputs(ladder, ((0.95, 0.0), (0.05, 1e4)), (1.0, 0.9)))
    assert float(state["share"].sum()) == pytest.approx(1.0)
    assert np.all(state["mm"] > 0) and np.all(state["mm"] * state["uu"] - state["mu"] ** 2 > -1e-9)
