"""Laws of one step: persons are conserved, sides are symmetric where they should be, a cease-fire absorbs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from front_cases import NO_REGIMES, arrival, baseline, point, prior, scenario
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.interventions import Aid, Mobilisation, Supply
from contingent.core.nouns import Scenario
from contingent.simulating import front
from contingent.simulating.engines.numpy_engine import noise
from contingent.simulating.intervene import Program, program
from contingent.simulating.parameters import draw_parameters

DRAWS = 64


def drawn(case: Scenario) -> tuple[Program, dict[str, np.ndarray]]:
    made, amounts = program(case)
    parameters = (*baseline(case).for_scenario(case).parameters, *amounts)
    return made, draw_parameters(parameters, DRAWS, seed=3).columns()


def states(made: Program, p: dict[str, np.ndarray], turn=lambda chances: chances) -> Iterator[front.State]:
    c, state = front.constants(made, p), front.start(made, p)
    yield state
    for number in range(made.steps):
        front.step(state, number, made, p, c, turn(noise(7, 0, number, slice(0, DRAWS))))
        yield state


def last(made: Program, p: dict[str, np.ndarray]) -> front.State:
    *_, state = states(made, p)
    return state


def persons(body: front.Body) -> np.ndarray:
    return body.present + body.waiting + body.wounded


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10), st.floats(0, 2e5), st.floats(0, 5e4))
def test_whoever_arrived_is_fighting_waiting_wounded_dead_or_lost(tranches: int, size: float, present: float) -> None:
    made, p = drawn(scenario((arrival(size, tranches=tranches, present=present),)))
    arrived = present + size * sum(flow.weights.sum() for flow in made.arrivals)
    body = last(made, p).contingents[0]
    assert np.allclose(persons(body) + body.dead + body.lost, arrived, rtol=1e-9, atol=1e-6)
    assert min(a.min() for a in (body.present, body.waiting, body.wounded, body.dead, body.lost)) >= 0
    assert np.all(body.casualties >= body.dead - 1e-9)


def test_natives_are_conserved_where_nobody_is_recruited() -> None:
    none = (point("recruits_attacker", 0.0), point("recruits_defender", 0.0))
    made, p = drawn(scenario((), priors=none))
    start = front.start(made, p)
    end = last(made, p)
    for side in front.SIDES:
        before, after = start.native[side], end.native[side]
        assert np.allclose(before.present + before.wounded, after.present + after.wounded + after.dead, rtol=1e-9)


def test_mobilised_persons_all_come_in_the_end() -> None:
    still = (*NO_REGIMES, point("recruits_attacker", 0.0), point("loss_rate_attacker", 0.0), point("arrival_lag", 0.01))
    levy = Mobilisation(side="attacker", persons_per_month=prior("levy", "point", 3000.0), start_day=30)
    made, p = drawn(scenario((), (levy,), horizon=180, priors=still))
    native = last(made, p).native["attacker"]
    assert np.allclose(native.present[1] - native.present[0], 5 * 3000.0)


@settings(max_examples=10, deadline=None)
@given(st.floats(1e3, 2e5), st.floats(1.5, 10.0))
def test_more_arrivals_never_leave_fewer_persons_of_the_contingent(size: float, times: float) -> None:
    made, p = drawn(scenario((arrival(size),), (arrival(size * times),)))
    fewer, more = persons(last(made, p).contingents[0])
    assert np.all(more >= fewer)


def test_a_loss_fraction_of_one_leaves_no_troops() -> None:
    made, p = drawn(scenario((arrival(1e5),), (), priors=(point("transit_loss", 1.0),)))
    state = last(made, p)
    body = state.contingents[0]
    assert np.all(persons(body) == 0) and np.all(body.lost[0] == 1e5)
    assert np.array_equal(state.area[0], state.area[1])


def test_losses_never_exceed_the_troops_there_are() -> None:
    slaughter = (prior("loss_rate_attacker", "point", 5e6), point("recruits_attacker", 0.0))
    made, p = drawn(scenario((arrival(1e4),), priors=slaughter))
    for state in states(made, p):
        for body in (*state.native.values(), *state.contingents):
            assert body.present.min() >= 0


def test_a_cease_fire_holds_and_the_front_stands_still_in_it() -> None:
    made, p = drawn(scenario((), priors=(point("ceasefire_hazard", 0.3),)))
    held, area = None, None
    for state in states(made, p):
        now = state.regime == front.CEASEFIRE
        if held is not None:
            assert np.all(now[held])
            # the step in which it begins already stands still, so area moves only where no cease-fire was or is
            assert np.array_equal(state.area[now], area[now])
        held, area = now.copy(), state.area.copy()
    assert held is not None and 0.5 < held.mean() < 1.0


def test_swapping_the_sides_swaps_losses_and_turns_the_area_around() -> None:
    force = {"force_attacker": 2e5, "force_defender": 1e5}
    common = {
        "claim_bias": 1.0, "recruits_attacker": 6e3, "recruits_defender": 5e3, "own_exponent_attacker": 0.9,
        "own_exponent_defender": 0.6, "enemy_exponent_attacker": 0.2, "enemy_exponent_defender": 0.5,
        "ceiling_attacker": 1.0, "ceiling_defender": 1.1,
    }  # fmt: skip
    one = {**force, **common, "advance_recent": 90.0, "advance_mean": 50.0}
    other = {swapped(name): value for name, value in one.items()}
    one |= {"loss_rate_attacker": 8e3, "loss_exchange": 2.0}
    other |= {"loss_rate_attacker": 4e3, "loss_exchange": 0.5, "advance_recent": -90.0, "advance_mean": -50.0}
    found = []
    for values, side, enemy in ((one, "attacker", "defender"), (other, "defender", "attacker")):
        acts = (
            arrival(5e4, side=side),
            Aid(side=enemy, fraction=prior("aid", "point", 0.2), giver="Cland", lag_days=60),
            Supply(side=side, fraction=prior("shells", "point", 0.2)),
        )
        fixed = (*NO_REGIMES, *(point(name, value) for name, value in values.items()))
        made, p = drawn(scenario(acts, priors=fixed))
        turn = (lambda chances: chances) if side == "attacker" else mirrored_noise
        *_, state = states(made, p, turn)
        found.append((state.area, {s: front.side_losses(state, s, made) for s in front.SIDES}))
    (area, losses), (turned, swapped_losses) = found
    assert np.allclose(area, -turned)
    assert np.allclose(losses["attacker"], swapped_losses["defender"])
    assert np.allclose(losses["defender"], swapped_losses["attacker"])


def swapped(name: str) -> str:
    if name.endswith("attacker"):
        return name.removesuffix("attacker") + "defender"
    return name.removesuffix("defender") + "attacker" if name.endswith("defender") else name


def mirrored_noise(chances: front.Noise) -> front.Noise:
    return front.Noise(
        tempo=chances.tempo, advance=-chances.advance, attacker=chances.defender, defender=chances.attacker,
        ceasefire=chances.ceasefire, regime=chances.regime, breakthrough=chances.breakthrough,
    )  # fmt: skip


def test_quality_of_one_without_friction_counts_newcomers_as_natives() -> None:
    equal = (point("initial_quality", 1.0), point("final_quality", 1.0), point("friction", 0.0))
    made, p = drawn(scenario((arrival(1.0, tranches=0, present=4e4),), priors=equal))
    state = front.start(made, p)
    assert np.allclose(front.effective_force(state, "attacker", made, p), front.total_force(state, "attacker", made))


def test_friction_is_full_above_its_share_and_nil_for_nobody() -> None:
    rough = (point("initial_quality", 1.0), point("final_quality", 1.0), point("friction", 0.25))
    made, p = drawn(scenario((arrival(1.0, tranches=0, present=1e6),), (), priors=rough))
    force = front.effective_force(front.start(made, p), "attacker", made, p)
    assert np.allclose(force[0] - force[1], 0.75e6)


def test_today_s_supply_is_neither_want_nor_plenty() -> None:
    calm = (point("tempo_sd", 0.0), *NO_REGIMES)
    made, p = drawn(scenario((), (Supply(side="attacker", fraction=prior("s", "point", 9.0), days=60),), priors=calm))
    *_, state = states(made, p)
    assert np.allclose(state.stock["attacker"][0], 0.0)
    losses = front.side_losses(state, "defender", made)
    assert np.all(losses[1] > losses[0])


@pytest.mark.parametrize("stalled", [True, False])
def test_a_front_that_stood_still_at_the_origin_starts_stalled(stalled: bool) -> None:
    case = scenario(())
    made, _ = program(case, stalled=stalled)
    _, p = drawn(case)
    assert np.all(front.start(made, p).regime == (front.STALL if stalled else front.GRIND))
