"""What every World must do, whatever its model: one test for all who plug into the socket."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from front_cases import arrival, baseline, scenario

from contingent.core.nouns import Outcomes, Scenario
from contingent.core.sockets import World
from contingent.simulating.battle.world import BattleWorld
from contingent.simulating.world import FrontWorld

WORLDS: tuple[World, ...] = (FrontWorld(baseline()), BattleWorld())
CASE = scenario((), (arrival(20_000.0, first_day=10),), horizon=40)


@pytest.fixture(params=WORLDS, ids=lambda world: world.name)
def world(request: pytest.FixtureRequest) -> World:
    return request.param


def run(world: World, case: Scenario = CASE, *, draws: int = 64, seed: int = 4) -> Outcomes:
    return world.simulate(case, draws=draws, seed=seed)


def test_it_is_a_world_with_a_name(world: World) -> None:
    assert isinstance(world, World) and world.name


def test_it_says_what_it_ran(world: World) -> None:
    found = run(world)
    assert (found.scenario, found.draws, found.seed) == (CASE.id, 64, 4)
    assert [branch.branch for branch in found.branches] == ["b0", "b1"]
    assert found.engine in {"numpy", "numba", "jax"}


def test_the_same_arguments_give_the_same_outcomes(world: World) -> None:
    first, again = run(world), run(world)
    assert first == again
    assert run(world, seed=5) != first


def test_an_intervention_of_nothing_makes_no_difference_at_all(world: World) -> None:
    nothing = scenario((), (arrival(0.0),), horizon=40)
    found = run(world, nothing)
    assert found.contrasts
    assert all((c.mean, c.q05, c.q95, c.mc_error, c.p_positive) == (0.0, 0.0, 0.0, 0.0, 0.0) for c in found.contrasts)


def test_a_branch_does_not_depend_on_its_fellows_or_their_order(world: World) -> None:
    found = run(world)
    alone = run(world, replace(CASE, branches=CASE.branches[:1]))
    turned = run(world, replace(CASE, branches=CASE.branches[::-1]))
    # a branch may be told of in fewer measures where no other has a contingent
    assert alone.branches[0].fans and set(alone.branches[0].fans) <= set(found.branches[0].fans)
    assert turned.branches[0].fans == found.branches[1].fans
    assert alone.contrasts == ()


def test_the_order_of_interventions_on_a_day_does_not_matter(world: World) -> None:
    one, other = arrival(20_000.0, first_day=10), arrival(10_000.0, first_day=10, side="defender")
    # two contingents of one name are one on each side; sums of floats come in another order, and no more than that
    first = run(world, scenario((), (one, other), horizon=40)).branches[1].fans[0].values[2]
    turned = run(world, scenario((), (other, one), horizon=40)).branches[1].fans[0].values[2]
    assert turned == pytest.approx(first, rel=1e-5, abs=1e-6)


def test_fans_are_ordered_and_probabilities_are_probabilities(world: World) -> None:
    for branch in run(world).branches:
        for fan in branch.fans:
            assert fan.days[0] == 0 and fan.days[-1] == CASE.horizon_days
            for day in zip(*fan.values, strict=True):
                assert list(day) == sorted(day) and all(map(math.isfinite, day))
        assert branch.probabilities
        assert all(0.0 <= chance.p <= 1.0 and chance.mc_error > 0.0 for chance in branch.probabilities)


def test_every_contrast_is_with_the_reference_and_names_its_error(world: World) -> None:
    found = run(world)
    assert found.contrasts
    for contrast in found.contrasts:
        assert (contrast.branch, contrast.reference) == ("b1", "b0")
        assert contrast.q05 <= contrast.q50 <= contrast.q95
        assert contrast.mc_error >= 0.0 and 0.0 <= contrast.p_positive <= 1.0


def test_inputs_that_move_a_difference_are_told_with_their_share(world: World) -> None:
    found = run(world, draws=512)
    assert found.sensitivity
    assert all(0.0 < row.share <= 1.0 and row.source and row.identified for row in found.sensitivity)
