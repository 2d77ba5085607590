"""Laws of one step: persons are conserved, sides are symmetric where they should be, nobody moves in a cease-fire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from front_cases import NO_REGIMES, arrival, baseline, point, prior, scenario
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.interventions import Aid, Mobilisation, Response, Supply, Truce
from contingent.core.nouns import Scenario
from contingent.simulating.drawing.parameters import draw_parameters
from contingent.simulating.engines.numpy_engine import Chance
from contingent.simulating.engines.threefry import noise_key, path_numbers
from contingent.simulating.front import equations as eq
from contingent.simulating.front import step as front
from contingent.simulating.front.intervene import Program, program
from contingent.simulating.front.state import SIDES, Natives, Newcomers, Noise, State

DRAWS = 64


def drawn(case: Scenario) -> tuple[Program, dict[str, np.ndarray]]:
    made, amounts = program(case)
    parameters = (*baseline(case).for_scenario(case).parameters, *amounts)
    return made, draw_parameters(parameters, DRAWS, seed=3).columns()


def states(made: Program, p: dict[str, np.ndarray], turn=lambda chances: chances) -> Iterator[State]:
    c, state = front.constants(made, p), front.start(made, p)
    chance = Chance(key=noise_key(7), paths=path_numbers(0, DRAWS))
    yield state
    for number in range(made.steps):
        front.step(state, number, made, p, c, turn(chance.of(number)))
        yield state


def states_kept(made: Program, p: dict[str, np.ndarray]) -> Iterator[State]:
    for state in states(made, p):
        yield replace(state, stock=dict(state.stock), effective=dict(state.effective))


def last(made: Program, p: dict[str, np.ndarray]) -> State:
    *_, state = states(made, p)
    return state


def persons(body: Natives | Newcomers) -> np.ndarray:
    return body.present + body.waiting + body.wounded


def dead(body: Natives | Newcomers, p: dict[str, np.ndarray]) -> np.ndarray:
    return (1.0 - p["return_share"]) * body.casualties


def effective(state: State, side: str, made: Program, p: dict[str, np.ndarray]) -> np.ndarray:
    return front.effective_force(state, side, made, [front.dials_of(c, p, made.step_months) for c in made.contingents])


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10), st.floats(0, 2e5), st.floats(0, 5e4))
def test_whoever_arrived_is_fighting_waiting_wounded_dead_or_lost(tranches: int, size: float, present: float) -> None:
    made, p = drawn(scenario((arrival(size, tranches=tranches, present=present),)))
    arrived = present + size * sum(flow.weights.sum() for flow in made.arrivals)
    for state in states(made, p):
        body = state.contingents[0]
        assert np.allclose(persons(body) + dead(body, p) + body.lost, body.arrived, rtol=1e-9, atol=1e-6)
        assert min(a.min() for a in (body.present, body.waiting, body.wounded, body.green, body.lost)) >= 0
        assert np.all(body.green <= body.present)
    assert np.allclose(body.arrived, arrived)


@settings(max_examples=10, deadline=None)
@given(st.floats(0, 5e4), st.floats(0, 2e4), st.floats(0, 9e4), st.floats(0, 3))
def test_a_side_s_own_are_fighting_on_their_way_wounded_or_dead(
    recruits: float, levy: float, losses: float, hazard: float
) -> None:
    priors = (
        *(point(f"recruits_{side}", recruits) for side in SIDES), point("loss_rate_attacker", losses),
        point("ceasefire_hazard", hazard), point("ceasefire_break_hazard", 1.0),
    )  # fmt: skip
    acts = tuple(Mobilisation(side=side, persons_per_month=point("levy", levy)) for side in SIDES)
    made, p = drawn(scenario((), acts, priors=priors))
    for state in states(made, p):
        for side in SIDES:
            body = state.native[side]
            assert np.allclose(persons(body) + dead(body, p), body.entered, rtol=1e-9)
            assert min(a.min() for a in (body.present, body.waiting, body.wounded)) >= 0


def test_nobody_enters_where_nobody_is_recruited() -> None:
    none = (point("recruits_attacker", 0.0), point("recruits_defender", 0.0))
    made, p = drawn(scenario((), priors=none))
    before, after = front.start(made, p), last(made, p)
    for side in SIDES:
        assert np.array_equal(before.native[side].entered, after.native[side].entered)
        assert np.allclose(before.native[side].entered, persons(before.native[side]))


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


def test_the_front_stands_still_in_a_cease_fire_and_one_that_never_breaks_holds() -> None:
    made, p = drawn(scenario((), priors=(point("ceasefire_hazard", 0.3), point("ceasefire_break_hazard", 0.0))))
    held, area = None, None
    for state in states(made, p):
        now = state.regime == eq.CEASEFIRE
        assert np.array_equal(state.begun == 1.0, now)
        if held is not None:
            assert np.all(now[held])
            # it begins in the middle of a step, so area moves only where no cease-fire was
            assert np.array_equal(state.area[held], area[held])
            assert np.all(state.area[~held] != area[~held])
        held, area = now.copy(), state.area.copy()
    assert held is not None and 0.5 < held.mean() < 1.0


def test_a_cease_fire_breaks_into_a_grind_as_often_as_its_hazard_says() -> None:
    one = (*NO_REGIMES[:2], point("ceasefire_hazard", 50.0), point("ceasefire_break_hazard", 0.3))
    made, p = drawn(scenario((), priors=one, horizon=60, step=30))
    first, second = (state.regime[0] for state in list(states_kept(made, p))[1:])
    assert np.all(first == eq.CEASEFIRE) and set(np.unique(second)) == {eq.GRIND, eq.CEASEFIRE}
    # 64 paths with chance 1 - e^-.3 = .26 each: outside 4 and 33 with probability 6e-5
    assert 4 < (second == eq.GRIND).sum() < 33


def test_what_a_cease_fire_saves_is_fired_when_it_breaks() -> None:
    rest = (*NO_REGIMES[:2], point("tempo_sd", 0.0), point("ceasefire_hazard", 50.0), point("unmet_need", 0.5))
    made, p = drawn(scenario((), priors=(*rest, point("ceasefire_break_hazard", 0.3)), horizon=120, step=30))
    found = [(state.regime, state.stock["attacker"]) for state in states_kept(made, p)]
    for (before, stock), (after, next_stock) in pairwise(found[1:]):
        rested = before == eq.CEASEFIRE
        assert np.all(next_stock[rested] > stock[rested])
        fought = (before == eq.GRIND) & (after == eq.CEASEFIRE)
        assert np.allclose(next_stock[fought], np.maximum(stock[fought] - 0.5, 0.0))


def test_those_already_there_belong_to_the_war_whose_rates_were_measured() -> None:
    still = (
        *NO_REGIMES, *(point(f"recruits_{side}", 0.0) for side in SIDES),
        point("loss_rate_attacker", 0.0), point("initial_quality", 0.7),
        point("final_quality", 0.7),
    )  # fmt: skip
    without, p = drawn(scenario((), priors=still))
    within, q = drawn(scenario((arrival(1.0, tranches=0, present=1e5),), (), priors=still))
    theirs, ours = last(without, p), last(within, q)
    assert np.allclose(ours.area[0], theirs.area[0])
    assert np.all(ours.change[0] == 0) and np.all(ours.change[1] < 0)  # the branch without them is the weaker one
    deadly = (point("recruits_attacker", 0.0), point("tempo_sd", 0.0), *NO_REGIMES)
    one, p = drawn(scenario((), priors=deadly, horizon=10))
    two, q = drawn(scenario((arrival(1.0, tranches=0, present=1e5),), priors=deadly, horizon=10))
    assert np.allclose(
        front.side_losses(last(one, p), "attacker", one), front.side_losses(last(two, q), "attacker", two)
    )


@given(st.floats(1e-3, 1.0), st.integers(1, 60))
def test_steps_of_any_length_add_up_to_the_same_month_of_shocks(persistence: float, steps: int) -> None:
    share = eq.shock_share(np.array([persistence]), 1 / steps)
    kept = sum(persistence ** (2 * j / steps) for j in range(steps))
    assert np.allclose(share**2 * kept, 1.0, rtol=1e-6)


def test_the_spread_of_losses_over_a_month_does_not_hang_on_the_step() -> None:
    calm = (point("tempo_sd", 0.0), point("loss_noise", 0.1), *NO_REGIMES)
    calm += tuple(point(f"{who}_exponent_{side}", 0.0) for who in ("own", "enemy") for side in SIDES)
    calm += (point("loss_rate_attacker", 1000.0), point("claim_bias", 1.0))
    spreads = []
    for step in (1, 10):
        made, p = drawn(scenario((), priors=calm, step=step, horizon=120))
        spreads.append(float(front.side_losses(last(made, p), "attacker", made)[0].std()) / 4000)
    # a spread of .1 in each of twelve spans of ten days; 64 paths know it to a tenth, so ± half is over five errors
    assert np.allclose(spreads, 0.1 / np.sqrt(12), rtol=0.5)


def test_munitions_matter_only_where_somebody_supplies_them_or_a_pause_saves_them() -> None:
    calm = (point("tempo_sd", 0.5), point("ceasefire_hazard", 0.0))
    found = []
    for value in (0.0, 1.0):
        made, p = drawn(scenario((), priors=(point("munition_return", value), *calm)))
        found.append(last(made, p))
    one, other = found
    assert np.array_equal(one.area, other.area)
    assert np.array_equal(front.side_losses(one, "defender", made), front.side_losses(other, "defender", made))


def test_the_mobilised_come_on_top_of_the_recruits() -> None:
    calm = (*NO_REGIMES, point("loss_rate_attacker", 0.0), point("arrival_lag", 0.01), point("ceiling_attacker", 1.0))
    levy = Mobilisation(side="attacker", persons_per_month=prior("levy", "point", 3000.0), start_day=30)
    made, p = drawn(scenario((), (levy,), horizon=180, priors=calm))
    native = last(made, p).native["attacker"]
    assert np.allclose(native.present[1] - native.present[0], 5 * 3000.0)


def test_a_side_that_is_gone_breaks_no_number() -> None:
    rout = (
        prior("loss_rate_attacker", "point", 5e7), point("recruits_attacker", 0.0), point("recruits_defender", 0.0),
        point("loss_exchange", 1e-3), *(point(f"{name}_force_effect", 90.0) for name in ("stall", "breakthrough")),
        point("ceasefire_force_effect", -90.0), point("force_elasticity", 50.0), point("return_share", 0.0),
    )  # fmt: skip
    made, p = drawn(scenario((arrival(1e5, side="defender"),), priors=rout))
    for state in states(made, p):
        assert np.all(np.isfinite(state.area)) and np.all(np.isfinite(state.change))
        assert np.all(front.total_force(state, "attacker", made) >= 0)
    assert np.all(front.total_force(state, "attacker", made) < 1)


def test_swapping_the_sides_swaps_losses_and_turns_the_area_around() -> None:
    force = {"force_attacker": 2e5, "force_defender": 1e5}
    common = {
        "claim_bias": 1.0, "recruits_attacker": 6e3, "recruits_defender": 5e3, "own_exponent_attacker": 0.9,
        "own_exponent_defender": 0.6, "enemy_exponent_attacker": 0.2, "enemy_exponent_defender": 0.5,
        "ceiling_attacker": 1.0, "ceiling_defender": 1.1,
    }  # fmt: skip
    one = {**force, **common, "advance_recent": 90.0, "advance_mean": 50.0}
    other = {swapped(name): value for name, value in one.items()}
    one |= {"loss_rate_attacker": 8e3, "loss_exchange": 2.0, "ceasefire_force_effect": 0.5}
    other |= {"loss_rate_attacker": 4e3, "loss_exchange": 0.5, "advance_recent": -90.0, "advance_mean": -50.0}
    other |= {"ceasefire_force_effect": -0.5}
    regimes = {"stall_hazard": 0.3, "breakthrough_hazard": 0.3, "stall_force_effect": 2.0,
               "breakthrough_force_effect": 2.0}  # fmt: skip
    one, other = one | regimes, other | regimes
    found = []
    for values, side, enemy in ((one, "attacker", "defender"), (other, "defender", "attacker")):
        acts = (
            arrival(5e4, side=side),
            Aid(side=enemy, fraction=prior("aid", "point", 0.2), giver="Cland", lag_days=60),
            Supply(side=side, fraction=prior("shells", "point", 0.2)),
            Mobilisation(side=enemy, persons_per_month=point("levy", 2e3), ceiling=point("most", 5e3)),
            Response(side=enemy, ratio=point("ratio", 0.5), lag_days=90),
            Truce(observed=point("observed", 0.6), start_day=60, days=25),
        )
        made, p = drawn(scenario(acts, priors=tuple(point(name, value) for name, value in values.items())))
        turn = (lambda chances: chances) if side == "attacker" else mirrored_noise
        *_, state = states(made, p, turn)
        found.append((state.area, {s: front.side_losses(state, s, made) for s in SIDES}))
    (area, losses), (turned, swapped_losses) = found
    assert np.allclose(area, -turned)
    assert np.allclose(losses["attacker"], swapped_losses["defender"])
    assert np.allclose(losses["defender"], swapped_losses["attacker"])


def swapped(name: str) -> str:
    if name.endswith("attacker"):
        return name.removesuffix("attacker") + "defender"
    return name.removesuffix("defender") + "attacker" if name.endswith("defender") else name


def mirrored_noise(chances: Noise) -> Noise:
    return Noise(
        tempo=chances.tempo, advance=-chances.advance, attacker=chances.defender, defender=chances.attacker,
        ceasefire=chances.ceasefire, regime=chances.regime, breakthrough=chances.breakthrough,
        breaking=chances.breaking,
    )  # fmt: skip


def test_quality_of_one_without_friction_counts_newcomers_as_natives() -> None:
    equal = (point("initial_quality", 1.0), point("final_quality", 1.0), point("friction", 0.0))
    made, p = drawn(scenario((arrival(1.0, tranches=0, present=4e4),), priors=equal))
    state = front.start(made, p)
    assert np.allclose(effective(state, "attacker", made, p), front.total_force(state, "attacker", made))


def test_friction_is_full_above_its_share_and_nil_for_nobody() -> None:
    rough = (point("initial_quality", 1.0), point("final_quality", 1.0), point("friction", 0.25))
    made, p = drawn(scenario((arrival(1.0, tranches=0, present=1e6),), (), priors=rough))
    force = effective(front.start(made, p), "attacker", made, p)
    assert np.allclose(force[0] - force[1], 0.75e6)


def test_today_s_supply_is_neither_want_nor_plenty() -> None:
    calm = (point("tempo_sd", 0.0), point("enemy_exponent_defender", 0.3), *NO_REGIMES)
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
    state = front.start(made, p)
    assert np.all(state.regime == (eq.STALL if stalled else eq.GRIND))
    # what it does now is the stall's doing: underneath it has the mean rate, which a stall's gear then slows
    assert np.array_equal(state.rate, p["advance_mean" if stalled else "advance_recent"])
