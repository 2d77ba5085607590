"""Laws of the engine: draws belong to seed, path and step alone, whatever the chunking, the branches or the horizon."""

from __future__ import annotations

import numpy as np
import pytest
from front_cases import arrival, baseline, prior, scenario

from contingent.core.interventions import Supply
from contingent.core.nouns import Scenario
from contingent.core.sockets import Engine
from contingent.simulating.engines.numpy_engine import BLOCK, NumpyEngine, PathResults, noise
from contingent.simulating.intervene import program
from contingent.simulating.parameters import draw_parameters

ONE = scenario((), (arrival(3e4, tranches=3),))


def run(case: Scenario = ONE, *, draws: int = 100, seed: int = 1, first: int = 0, skip: int = 0) -> PathResults:
    made, amounts = program(case)
    parameters = (*baseline(case).for_scenario(case).parameters, *amounts)
    columns = draw_parameters(parameters, draws + skip, seed=seed).columns()
    return NumpyEngine().run(
        made, parameters={name: column[skip:] for name, column in columns.items()}, seed=seed, first_path=first
    )


def test_it_is_an_engine() -> None:
    assert isinstance(NumpyEngine(), Engine)


def test_the_same_seed_gives_the_same_paths_and_another_does_not() -> None:
    assert np.array_equal(run().values, run().values)
    assert not np.array_equal(run().values, run(seed=2).values)


def test_fewer_paths_are_a_prefix_of_more() -> None:
    assert np.array_equal(run(draws=37).values, run(draws=100).values[..., :37])


@pytest.mark.parametrize("cut", [1, 40, BLOCK - 1, BLOCK, BLOCK + 7])
def test_any_chunking_gives_the_same_paths(cut: int) -> None:
    draws = BLOCK + 20
    whole = run(draws=draws).values
    head = run(draws=cut).values
    tail = run(draws=draws - cut, first=cut, skip=cut).values
    assert np.array_equal(whole, np.concatenate([head, tail], axis=-1))


def test_a_branch_does_not_hang_on_which_others_run_beside_it() -> None:
    alone = run(scenario((arrival(3e4),)))
    beside = run(scenario((arrival(3e4),), (arrival(3e4, tranches=2),), ()))
    assert np.array_equal(alone.of("b0", "area_km2"), beside.of("b0", "area_km2"))


def test_a_longer_horizon_goes_on_where_a_shorter_one_ended() -> None:
    short, long = run(scenario((), horizon=90)), run(scenario((), horizon=180))
    day = long.days.index(90)
    assert np.array_equal(short.of("b0", "area_km2")[-1], long.of("b0", "area_km2")[day])


def test_branches_that_do_the_same_are_the_same_to_the_last_bit() -> None:
    found = run(scenario((arrival(1.0, tranches=0),), (), (arrival(0.0),)))
    assert np.array_equal(found.values[0], found.values[1])
    assert np.array_equal(found.values[0], found.values[2])


def test_common_random_numbers_shrink_the_error_of_a_difference_at_least_fivefold() -> None:
    case = scenario((), (arrival(3e4),))
    one, other = run(case, draws=512, seed=1), run(case, draws=512, seed=2)
    for measure in ("area_km2", "losses_attacker", "losses_defender"):
        paired = one.of("b1", measure)[-1] - one.of("b0", measure)[-1]
        unpaired = one.of("b1", measure)[-1] - other.of("b0", measure)[-1]
        assert unpaired.std() > 5 * paired.std(), measure


def test_everything_recorded_is_finite_and_counts_never_fall() -> None:
    found = run(scenario((), (arrival(1e6), Supply(side="attacker", fraction=prior("s", "lognormal", 2.0, 1.0)))))
    assert np.isfinite(found.values).all()
    for measure in ("losses_attacker", "losses_defender", "contingent_casualties:Elbonia", "ceasefire"):
        assert np.all(np.diff(found.of("b1", measure), axis=0) >= 0)


def test_the_shocks_have_mean_zero_and_variance_one() -> None:
    # 400,000 draws each: a true N(0,1) mean leaves ±5/√n with probability 6e-7; the t shocks' variances are wider
    chances = [noise(11, block, number, slice(0, BLOCK)) for block in range(20) for number in range(20)]
    for name in ("tempo", "advance", "attacker", "defender"):
        drawn = np.concatenate([getattr(chance, name) for chance in chances])
        assert abs(drawn.mean()) < 5 / np.sqrt(drawn.size)
        assert drawn.var() == pytest.approx(1.0, abs=0.05)
    for name in ("ceasefire", "regime", "breakthrough"):
        assert np.concatenate([getattr(chance, name) for chance in chances]).mean() == pytest.approx(1.0, abs=0.01)
