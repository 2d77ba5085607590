"""Laws of the equations: the same for numbers and arrays, in either precision, and of names that may be rebound."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from contingent.simulating.front import equations as eq

FUNCTIONS = {
    name: found
    for name, found in ((name, inspect.unwrap(value)) for name, value in vars(eq).items() if callable(value))
    if inspect.isfunction(found) and found.__module__ == eq.__name__
}
#: where an argument of a name lies; whatever is not named is within (.02, 1)
RANGES = {
    **dict.fromkeys(("present", "wounded", "waiting", "arrived", "exposed", "force", "start", "whole"), (1e2, 1e6)),
    **dict.fromkeys(("green", "casualties", "lost", "recovering", "weight"), (0.0, 1e2)),
    **dict.fromkeys(("losses", "cap", "most", "monthly", "ceiling"), (1e2, 1e5)),
    **dict.fromkeys(("tempo", "fire", "own", "changed", "attacker", "defender", "towards"), (-1.0, 1.0)),
    **dict.fromkeys(("attacker_fire", "defender_fire"), (-0.5, 0.5)),
    **dict.fromkeys(("rate", "mean"), (0.5, 300.0)),
    "chance": (-3.0, 3.0),
}
REGIMES = {"regime", "before", "after", "grind", "moving"}


def drawn(name: str, argument: str, size: int) -> np.ndarray:
    chance = np.random.default_rng([len(name), *map(ord, argument)])
    if argument in REGIMES and name != "called_up":
        return chance.integers(0, 4, size).astype(np.float32)
    low, high = RANGES.get(argument, (0.02, 1.0))
    return chance.uniform(low, high, size).astype(np.float32)


def parts(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_single_precision_is_enough_and_a_number_is_an_array_of_one(name: str) -> None:
    function: Callable[..., object] = getattr(eq, name)
    single = [drawn(name, argument, 200) for argument in inspect.signature(FUNCTIONS[name]).parameters]
    double = [column.astype(float) for column in single]
    for rough, exact in zip(parts(function(*single)), parts(function(*double)), strict=True):
        assert np.allclose(rough, exact, rtol=2e-5, atol=2e-5)
    alone = parts(function(*(float(column[7]) for column in double)))
    assert np.allclose([float(value) for value in alone], [part[7] for part in parts(function(*double))], rtol=1e-12)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_engine_may_rebind_every_name_and_nothing_else_is_used(name: str) -> None:
    code = FUNCTIONS[name].__code__
    kinds = {step.opname for step in dis.get_instructions(code)}
    assert not any(
        "ATTR" in kind or "METHOD" in kind or "JUMP" in kind or kind.startswith("BUILD_MAP") for kind in kinds
    )
    assert code.co_kwonlyargcount == 0 and not FUNCTIONS[name].__defaults__
    assert all(constant is None or isinstance(constant, str) for constant in code.co_consts)  # no literal number
    assert set(code.co_names) <= set(vars(eq))


@given(st.floats(1e-6, 30.0), st.floats(0.05, 30.0))
def test_the_share_that_has_passed_and_what_is_left_are_one(months: float, mean: float) -> None:
    passed = float(eq.share_within(months, mean))
    assert passed + float(eq.left(months, mean)) == pytest.approx(1.0, abs=1e-7)
    assert passed == pytest.approx(-np.expm1(-months / mean), rel=1e-5)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 0.54), st.floats(0, 1e6))
@example(1e5, 1e5 * 0.15 / 0.85, 1.0, 0.54, 0.0)
def test_more_of_a_contingent_always_adds_to_a_force(
    native: float, first: float, more: float, friction: float, other: float
) -> None:
    def force(weight: float) -> float:
        whole = native + weight + other
        both = eq.after_friction(weight, whole, friction) + eq.after_friction(other, whole, 0.5)
        return float(native + both)

    assert force(first + more) >= force(first) * (1 - 1e-12)


def test_beyond_its_domain_friction_could_make_more_worth_less() -> None:
    assert float(eq.after_friction(1.7e4, 1.17e5, 1.0)) < float(eq.after_friction(1e4, 1.1e5, 1.0))


@given(st.floats(0, 5e4), st.lists(st.floats(0, 1), max_size=30), st.floats(0, 2e5))
def test_all_who_are_called_up_are_the_rate_times_the_time_up_to_the_ceiling(
    monthly: float, months: list[float], ceiling: float
) -> None:
    ends = np.cumsum([0.0, *months])
    called = [float(eq.called_up(monthly, a, b, ceiling)) for a, b in pairwise(ends)]
    assert min(called, default=0.0) >= 0.0
    assert sum(called) == pytest.approx(min(monthly * ends[-1], ceiling), abs=1e-6)


def test_a_regime_leads_only_where_it_may() -> None:
    never, at_once = 0.0, 9.0
    grind, moving = eq.STALL, eq.GRIND
    for regime, wanted in (
        (eq.GRIND, grind),
        (eq.STALL, moving),
        (eq.BREAKTHROUGH, moving),
        (eq.CEASEFIRE, eq.CEASEFIRE),
    ):
        assert float(eq.next_regime(regime, grind, moving, 1.0, never, 1.0, never)) == wanted
    for regime in (eq.GRIND, eq.STALL, eq.BREAKTHROUGH):
        assert float(eq.next_regime(regime, grind, moving, 1.0, at_once, 1.0, at_once)) == eq.CEASEFIRE
    assert float(eq.next_regime(eq.CEASEFIRE, grind, moving, 1.0, at_once, 1.0, at_once)) == eq.GRIND


@pytest.mark.parametrize("step", [1 / 30, 1 / 3, 2 / 3])
def test_a_regime_that_ages_lasts_its_mean_on_average_in_steps_of_any_length(step: float) -> None:
    mean, months, lasts, survives = 2.5, float(eq.next_age(9.0, eq.GRIND, eq.STALL, step)), 0.0, 1.0
    while survives > 1e-9:  # from the middle of the step in which it begins to that in which it ends
        lasts += survives * step
        worn = (months + 0.5 * step) * float(eq.wear(mean, step))
        survives *= np.exp(-worn)
        months = float(eq.next_age(months, eq.STALL, eq.STALL, step))
    assert lasts == pytest.approx(mean, rel=0.02)


@given(st.floats(0.3, 4.0), st.floats(0.0, 3.0), st.floats(0.02, 1.0), st.floats(0.05, 3.0))
@example(1.0, 3.0, 1.0, 3.0)
def test_munitions_are_neither_made_nor_lost(pace: float, stock: float, active: float, months: float) -> None:
    enough, after = eq.fired(pace, 0.1, stock, active, 1.5, months)
    assert 0.0 < float(enough) <= 1.5
    wanted = stock + (pace + 0.1 - float(enough) * pace * active) * months
    assert float(after) == pytest.approx(wanted, abs=1e-9)


def test_the_chances_are_what_they_are_named_for_at_the_ends_too() -> None:
    least, most = 2.0**-24, 1 - 2.0**-24
    assert abs(float(eq.tempo_chance(least, least))) < 49 and abs(float(eq.advance_chance(least, least))) < 91
    assert float(eq.wait(least)) == pytest.approx(24 * np.log(2)) and float(eq.wait(most)) > 0
    grid = (np.arange(2048) + 0.5) / 2048
    u, v = (axis.ravel() for axis in np.meshgrid(grid, grid))
    for chance, freedom in ((eq.tempo_chance, 5), (eq.advance_chance, 4)):
        found = np.quantile(chance(u, v), [0.05, 0.25, 0.75, 0.9, 0.99])
        wanted = stats.t.ppf([0.05, 0.25, 0.75, 0.9, 0.99], freedom) * np.sqrt((freedom - 2) / freedom)
        assert np.allclose(found, wanted, rtol=0.01)
