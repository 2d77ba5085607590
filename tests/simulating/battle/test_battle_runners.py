"""The three runners of a battle agree path by path, and a path depends on nothing but the seed and its number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from battle_cases import arrival, scenario
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import ScenarioError, ValueRangeError
from contingent.simulating.battle import equations
from contingent.simulating.battle.chance import MIRROR, PAIRS, chances
from contingent.simulating.battle.days import day
from contingent.simulating.battle.numpy_runner import came, start
from contingent.simulating.battle.priors import PRIORS
from contingent.simulating.battle.program import MEASURES, BattleProgram
from contingent.simulating.battle.world import BattleWorld, battle_engine
from contingent.simulating.drawing.parameters import draw_parameters
from contingent.simulating.engines.threefry import noise_key, path_numbers, words

PATHS = 1100  # more than one stretch of the compiled runner, and no whole number of its blocks
TRANCHES = arrival(10_000.0, tranches=3, first_day=5, side="defender")
AT_ONCE = arrival(30_000.0, first_day=5, present=1_000.0)
MADE, PARAMETERS = BattleWorld().prepare(scenario((TRANCHES,), (AT_ONCE,), (), horizon=100))
DRAWN = draw_parameters(PARAMETERS, PATHS, seed=7).columns()


def run(name: str, *, first: int = 0, count: int = PATHS, antithetic: bool = False, made: BattleProgram = MADE):
    columns = {key: column[first : first + count] for key, column in DRAWN.items()}
    return battle_engine(name).run(made, parameters=columns, seed=3, first_path=first, antithetic=antithetic).values


@pytest.mark.parametrize("antithetic", [False, True])
@pytest.mark.parametrize("name", ["numba", "jax"])
def test_every_runner_gives_the_readable_ones_paths_to_single_precision(name: str, antithetic: bool) -> None:
    readable, other = run("numpy", antithetic=antithetic), run(name, antithetic=antithetic)
    assert other.dtype == np.float32
    # 100 days of sums in single precision: an area of some hundred km² to .1, persons to one in 10,000
    assert np.abs(readable[:, 0] - other[:, 0]).max() < 0.2
    np.testing.assert_allclose(other[:, 1:], readable[:, 1:], rtol=1e-4, atol=0.5)
    # the end of the war is a comparison of exact numbers
    assert np.array_equal(readable[:, MEASURES.index("ended")], other[:, MEASURES.index("ended")])


@pytest.mark.parametrize("name", ["numpy", "numba", "jax"])
def test_a_chunk_of_paths_comes_out_as_the_whole_does(name: str) -> None:
    whole = run(name)
    for first, count in ((0, 1), (37, 700), (1099, 1)):
        np.testing.assert_array_equal(run(name, first=first, count=count), whole[..., first : first + count])


@given(first=st.integers(0, 2**32 - 64), seed=st.integers(0, 2**40), antithetic=st.booleans())
@settings(max_examples=20, deadline=None)
def test_numba_draws_the_words_that_the_readable_runner_draws_anywhere(first: int, seed: int, antithetic: bool) -> None:
    one = replace(MADE, days=2, recorded=(0, 1, 2), flows=())
    columns = {name: column[:40] for name, column in DRAWN.items()}
    kept = {"parameters": columns, "seed": seed, "first_path": first, "antithetic": antithetic}
    np.testing.assert_allclose(one.run_numba(**kept).values, one.run_numpy(**kept).values, rtol=1e-5, atol=1e-3)


def test_branches_that_are_alike_are_alike_to_the_bit() -> None:
    made, parameters = BattleWorld().prepare(scenario((TRANCHES,), (TRANCHES,), horizon=60))
    columns = draw_parameters(parameters, 64, seed=1).columns()
    for name in ("numpy", "numba", "jax"):
        values = battle_engine(name).run(made, parameters=columns, seed=2).values
        np.testing.assert_array_equal(values[0], values[1])


def test_nobody_is_made_or_lost_but_by_recruits_arrivals_and_losses() -> None:
    key, paths = noise_key(5), path_numbers(0, 50)
    p = {name: column[:50] for name, column in DRAWN.items()}
    battle, arrived = start(MADE, 50), np.zeros((3, 50))
    begun = battle.defender.troops
    for number in range(MADE.days):
        chance = chances(words(key, paths, number, PAIRS))
        set_out = came(MADE, number, p)
        arrived = arrived + set_out[1] * (1.0 - p["passage_loss"] * chance.passage)
        battle = day(battle, set_out, p, chance)
    there = battle.defender
    recruits = MADE.days * p["recruits_defender"]
    np.testing.assert_allclose(there.troops + there.waiting + there.losses, begun + arrived + recruits, rtol=1e-9)


def test_a_mirrored_day_has_the_opposite_shocks_and_the_complementary_chances() -> None:
    drawn = words(noise_key(1), path_numbers(0, 1000), 9, PAIRS)
    plain = chances(drawn)
    mirrored = chances(drawn ^ np.array(MIRROR, dtype=np.uint32)[:, None])
    for name in ("attacker", "defender", "advance"):
        # half a turn more, and a turn of at most 2^-23 by the low bits
        np.testing.assert_allclose(getattr(mirrored, name), -getattr(plain, name), atol=1e-5)
    np.testing.assert_allclose(mirrored.end, 1.0 - plain.end, rtol=0, atol=1e-15)
    np.testing.assert_allclose(mirrored.passage, 1.0 - plain.passage, rtol=0, atol=1e-15)


def test_chances_have_the_moments_of_their_distributions() -> None:
    # 4·10^5 draws: a mean beyond 5 standard errors comes by once in 1.7 million tests
    n = 400_000
    found = chances(words(noise_key(11), path_numbers(0, n), 3, PAIRS))
    normals = np.stack([found.attacker, found.defender, found.advance])
    uniforms = np.stack([found.end, found.passage])
    assert np.abs(normals.mean(axis=1)).max() < 5 / np.sqrt(n)
    assert np.abs((normals**2).mean(axis=1) - 1).max() < 5 * np.sqrt(2 / n)
    assert np.abs(uniforms.mean(axis=1) - 0.5).max() < 5 * np.sqrt(1 / 12 / n)
    together = np.corrcoef(np.concatenate([normals, uniforms])) - np.eye(5)
    assert np.abs(together).max() < 5 / np.sqrt(n)
    assert uniforms.min() > 0.0 and uniforms.max() < 1.0


def test_without_munitions_nobody_is_hit_and_nothing_moves_but_by_chance() -> None:
    assert equations.fire(1000.0, 0.0, 1.0) == 0.0
    assert equations.losses(1000.0, 0.0, 0.0013, 1.0) == 0.0
    assert equations.pace(0.0, 0.0, 60.0, 1.0) == 0.0


@given(ours=st.floats(0, 1e6), theirs=st.floats(0, 1e6))
def test_the_advance_is_opposite_when_the_sides_are_exchanged(ours: float, theirs: float) -> None:
    one, other = equations.pace(ours, theirs, 60.0, 1.0), equations.pace(theirs, ours, 60.0, 1.0)
    assert one == pytest.approx(-other, abs=1e-9)
    assert abs(one) <= 60.0  # saturation 1: never more than the gain


def test_what_does_not_fit_is_refused() -> None:
    columns = {name: column[:4] for name, column in DRAWN.items()}
    for name in ("numpy", "numba", "jax"):
        engine = battle_engine(name)
        with pytest.raises(ValueRangeError, match="4294967295"):
            engine.run(MADE, parameters=columns, seed=1, first_path=2**32 - 2)
        with pytest.raises(ScenarioError, match="no draws of loss_noise"):
            without = {key: column for key, column in columns.items() if key != "loss_noise"}
            engine.run(MADE, parameters=without, seed=1)
        with pytest.raises(ScenarioError, match="one number of them"):
            engine.run(MADE, parameters={**columns, "loss_noise": columns["loss_noise"][:2]}, seed=1)


def test_the_kernel_reads_the_parameters_in_the_order_in_which_they_stand() -> None:
    from contingent.simulating.battle import numba_kernel as kernel

    names = [parameter.name for parameter in PRIORS]
    assert names[kernel.HAZARD] == "end_hazard" and names[kernel.SATURATION] == "advance_saturation"
    assert MADE.names[kernel.AMOUNTS :] == tuple(p.name for p in PARAMETERS[len(PRIORS) :])


def test_the_compiled_surprise_is_the_equations() -> None:
    import numba

    from contingent.simulating.battle.primitives import surprise
    from contingent.simulating.engines.lanes import LANES, get, pointer, put

    @numba.njit(error_model="numpy")
    def compiled(noise, lean, chance, found):
        for first in range(0, found.size, LANES):
            ours = surprise(get(pointer(noise, first), 0), get(pointer(lean, first), 0), get(pointer(chance, first), 0))
            put(pointer(found, first), 0, ours)

    n = 512 * LANES
    rng = np.random.default_rng(1)
    noise = rng.uniform(0.0, 2.0, n).astype(np.float32)
    lean = (0.5 * noise * noise).astype(np.float32)
    chance, found = rng.uniform(-6.0, 6.0, n).astype(np.float32), np.empty(n, dtype=np.float32)
    compiled(noise, lean, chance, found)
    power = noise.astype(float) * chance - lean
    # the power, and its product with 1/log 2, are rounded to 24 bits before it is raised
    assert (np.abs(found / np.exp(power) - 1.0) < 3e-7 + np.abs(power) * 2.0**-23).all()
    noise[:], lean[:] = 0.0, 0.0
    compiled(noise, lean, chance, found)
    assert (found == 1.0).all()
    lean[:] = 1e6
    compiled(noise, lean, chance, found)
    np.testing.assert_allclose(found, np.exp(-80.0), rtol=1e-5)
