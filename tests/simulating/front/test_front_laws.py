"""Laws of whole paths: more arrivals never lower own force, both sides alike; new interventions do what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
import pytest
from front_cases import NO_REGIMES, arrival, baseline, point, prior, scenario
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contingent.core.belief import Prior
from contingent.core.interventions import (
    Aid,
    Arrival,
    Dials,
    Intervention,
    Mobilisation,
    Response,
    Side,
    Supply,
    Talks,
    Truce,
)
from contingent.simulating.drawing.parameters import draw_parameters
from contingent.simulating.engines.numpy_engine import Chance, NumpyEngine, PathResults
from contingent.simulating.engines.threefry import noise_key, path_numbers
from contingent.simulating.front import equations as eq
from contingent.simulating.front import step as front
from contingent.simulating.front.intervene import program

Acts = tuple[Intervention, ...]
SIDES = st.sampled_from(get_args(Side))
NO_RECRUITS = (point("recruits_attacker", 0.0), point("recruits_defender", 0.0))
CALM = (*NO_REGIMES, point("tempo_sd", 0.0), point("advance_sd", 1.0))


def run(
    *branches: Acts, priors: Sequence[Prior] = (), draws: int = 64, horizon: int = 180, step: int = 10
) -> PathResults:
    case = scenario(*branches, priors=tuple(priors), horizon=horizon, step=step)
    made, amounts = program(case)
    columns = draw_parameters(
        (*baseline(case).for_scenario(case).parameters, *amounts), draws, seed=2
    ).columns()  # fmt: skip
    return NumpyEngine().run(made, parameters=columns, seed=2)


def weakened(fewer: Acts, more: Acts, side: Side, *, priors: Sequence[Prior] = (), seed: int = 1) -> float:
    """The share of paths on which `more` ever have less effective force while the same cease-fires hold in both."""
    draws = 256
    case = scenario(fewer, more, priors=tuple(priors), horizon=360)
    made, amounts = program(case)
    p = draw_parameters((*baseline(case).for_scenario(case).parameters, *amounts), draws, seed=seed).columns()
    constants, state = front.constants(made, p), front.start(made, p)
    chance = Chance(key=noise_key(seed), paths=path_numbers(0, draws))
    alike, weaker = np.ones(draws, dtype=bool), np.zeros(draws, dtype=bool)
    for number in range(made.steps):
        front.step(state, number, made, p, constants, chance.of(number))
        one, other = state.effective[side]
        weaker |= alike & (other < one * (1 - 1e-12))
        alike &= (state.regime[0] == eq.CEASEFIRE) == (state.regime[1] == eq.CEASEFIRE)
    return float(weaker.mean())


def war(losses: float) -> tuple[Prior, ...]:
    return (prior("loss_rate_attacker", "lognormal", losses, 0.3),)


@settings(max_examples=15, deadline=None)
@given(
    SIDES, st.floats(0, 3e5), st.floats(0, 3e5), st.integers(1, 12), st.integers(1, 6), st.floats(1e3, 4e4),
    st.integers(0, 2**32),
)  # fmt: skip
@example("attacker", 0.0, 1.0, 1, 1, 4e4, 0)
@example("defender", 1e5, 2e5, 10, 1, 4e4, 0)
def test_more_arrivals_never_lower_own_effective_force_on_any_path_and_day(
    side: Side, size: float, more: float, tranches: int, further: int, losses: float, seed: int
) -> None:
    """With every cited prior, and whatever else both branches do."""
    both: Acts = (
        arrival(1.0, tranches=0, present=5e3, side=side),
        arrival(4e4, side="attacker"), Aid(side=side, fraction=prior("aid", "uniform", -0.2, 0.3), giver="Cland"),
        Supply(side="defender", fraction=prior("shells", "uniform", 0.0, 0.3)), Talks(factor=point("talks", 3.0)),
        Truce(observed=point("truce", 0.7), start_day=100), Mobilisation(side=side, persons_per_month=point("l", 2e3)),
    )  # fmt: skip
    fewer: Acts = (*both, arrival(size, tranches=tranches, side=side))
    larger: Acts = (*both, arrival(size + more, tranches=tranches + further, side=side))
    assert weakened(fewer, larger, side, priors=war(losses), seed=seed) == 0.0


@settings(max_examples=15, deadline=None)
@given(
    SIDES, st.floats(0, 3e5), st.floats(0, 3e5), st.floats(0, 1.5), st.floats(0, 1.5), st.floats(0.0, 0.5),
    st.floats(0, 5), st.floats(-1, 1), st.floats(0, 1), st.floats(1e3, 3e5),
)  # fmt: skip
@example("attacker", 1e5, 2e5, 0.0, 0.0, 0.5, 5.0, -1.0, 0.0, 3e5)
def test_where_no_recruits_stand_in_for_the_wounded_that_is_so_whatever_newcomers_are_worth(
    side: Side, size: float, more: float, first: float, final: float, friction: float, multiplier: float,
    own: float, enemy: float, losses: float,
) -> None:  # fmt: skip
    """Even troops of no worth at all: wherever own exponents are at most 1 and the enemy's at least 0."""
    priors = (
        *war(losses), *NO_RECRUITS, point("initial_quality", first), point("final_quality", final),
        point("friction", friction), point("casualty_multiplier", multiplier),
        *(point(f"own_exponent_{one}", own) for one in get_args(Side)),
        *(point(f"enemy_exponent_{one}", enemy) for one in get_args(Side)),
    )  # fmt: skip
    fewer, larger = arrival(size, side=side, tranches=2), arrival(size + more, side=side, tranches=2)
    assert weakened((fewer,), (larger,), side, priors=priors) == 0.0


def test_even_where_cease_fires_differ_more_arrivals_hardly_ever_lower_own_force() -> None:
    draws = 2048
    found = run((), (arrival(1e5),), draws=draws, horizon=360)
    lower = (found.of("b1", "force_attacker") < found.of("b0", "force_attacker") - 1.0).any(axis=0)
    assert lower.mean() < 0.01


def test_a_tranche_does_not_leave_once_casualties_exceed_the_share_it_stops_at() -> None:
    stop = Arrival(contingent="Elbonia", side="attacker", size=point("size", 1e4), tranches=6, first_day=0,
                   stop_at_loss_share=point("stop", 0.2))  # fmt: skip
    deadly = (point("transit_loss", 0.25), *CALM)
    found = run((stop,), (arrival(1e4, tranches=6, first_day=0),), priors=deadly)
    assert np.all(found.of("b0", "contingent_arrived:Elbonia")[-1] == 1e4)
    assert np.all(found.of("b1", "contingent_arrived:Elbonia")[-1] == 6e4)
    never = Arrival(contingent="Elbonia", side="attacker", size=point("size", 1e4), tranches=6, first_day=0,
                    stop_at_loss_share=point("stop", 1.0))  # fmt: skip
    free = run((never,), (arrival(1e4, tranches=6, first_day=0),), priors=CALM)
    assert np.array_equal(free.values[0], free.values[1])


@given(st.floats(0, 3e4), st.floats(0, 1e5))
@settings(max_examples=10, deadline=None)
def test_a_mobilisation_ends_at_its_ceiling(monthly: float, most: float) -> None:
    still = (*CALM, *NO_RECRUITS, point("loss_rate_attacker", 0.0), point("arrival_lag", 0.01))
    levy = Mobilisation(
        side="attacker", persons_per_month=point("levy", monthly), start_day=30, ceiling=point("most", most)
    )
    found = run((), (levy,), priors=still)
    gained = found.of("b1", "force_attacker")[-1] - found.of("b0", "force_attacker")[-1]
    assert np.allclose(gained, min(5 * monthly, most), atol=1e-3)


def test_a_truce_suspends_losses_and_movement_and_the_fighting_goes_on_after_it() -> None:
    whole = Truce(observed=point("observed", 1.0), start_day=30, days=60)
    found = run((), (whole,), priors=CALM)
    area, losses = found.of("b1", "area_km2"), found.of("b1", "losses_attacker")
    first, last = found.days.index(30), found.days.index(90)
    assert np.all(area[first] == area[last]) and np.all(losses[first] == losses[last])
    assert np.all(losses[-1] > losses[last]) and np.all(area[-1] != area[last])
    assert np.all(found.of("b1", "force_attacker")[last] >= found.of("b0", "force_attacker")[last])
    part = run((), (Truce(observed=point("observed", 0.5), start_day=30, days=60),), priors=CALM)
    assert np.all(part.of("b1", "losses_attacker")[last] > losses[last])


def test_half_of_an_answer_has_come_after_its_lag() -> None:
    still = (*CALM, *NO_RECRUITS, point("loss_rate_attacker", 0.0), point("force_attacker", 2e5))
    came = arrival(2e4, first_day=0)
    answer = Response(side="defender", ratio=point("ratio", 2.0), lag_days=90)
    at_once = Response(side="defender", ratio=point("ratio", 2.0), lag_days=0)
    found = run((came,), (came, answer), (came, at_once), priors=still)
    weaker = found.of("b0", "force_ratio") / found.of("b1", "force_ratio") - 1.0
    assert np.allclose(weaker[found.days.index(90)], 0.5 * 2.0 * 0.1)
    assert np.allclose(weaker[found.days.index(180)], 0.75 * 2.0 * 0.1)
    whole = found.of("b0", "force_ratio") / found.of("b2", "force_ratio") - 1.0
    assert np.allclose(whole[1:], 0.2)


def test_persons_mobilised_are_answered_like_any_reinforcement() -> None:
    levy = Mobilisation(side="attacker", persons_per_month=point("levy", 5e3))
    found = run((levy,), (levy, Response(side="defender", ratio=point("ratio", 1.0))), priors=CALM)
    assert np.all(found.of("b1", "force_ratio")[-1] < found.of("b0", "force_ratio")[-1])


def test_talks_end_when_they_are_said_to() -> None:
    hazard = (point("ceasefire_hazard", 0.05), point("ceasefire_break_hazard", 0.0))
    short = Talks(factor=point("talks", 1e3), start_day=0, days=20)
    never = Talks(factor=point("talks", 0.0), start_day=0)
    found = run((), (short,), (never,), priors=hazard, draws=256)
    begun = [found.of(branch, "ceasefire")[-1].mean() for branch in found.branches]
    assert begun[1] > 0.99 and begun[2] == 0.0 and 0.1 < begun[0] < 0.5


@pytest.mark.parametrize("dial", ["initial_quality", "casualty_multiplier", "arrival_lag", "transit_loss"])
def test_a_dial_turns_in_its_branch_alone(dial: str) -> None:
    turned = Dials(contingent="Elbonia", values=(point(dial, 0.9),))
    same = Dials(contingent="Elbonia", values=(point(dial, 0.4),))
    found = run((arrival(5e4),), (arrival(5e4), turned), (arrival(5e4), same), priors=(point(dial, 0.4),))
    assert np.array_equal(found.values[0], found.values[2])
    assert not np.array_equal(found.of("b0", "losses_attacker"), found.of("b1", "losses_attacker"))


def test_either_side_may_be_reinforced_and_either_may_gain() -> None:
    losing = (prior("advance_recent", "normal", -80.0, 5.0), prior("advance_mean", "normal", -80.0, 5.0), *CALM)
    found = run((), (arrival(8e4, side="defender"),), (arrival(8e4, side="attacker"),), priors=losing)
    area = {branch: found.of(branch, "area_km2")[-1] for branch in found.branches}
    assert np.all(area["b0"] < 0)
    # who gains gains faster when reinforced, and who loses ground loses it more slowly
    assert np.all(area["b1"] < area["b0"]) and np.all(area["b2"] > area["b0"])


#: a war without chance, so that what steps of another length change is seen at once
CERTAIN = (
    *NO_REGIMES, *(point(name, 0.0) for name in ("tempo_sd", "advance_sd", "loss_noise")),
    point("advance_recent", 60.0), point("advance_mean", 60.0),
)  # fmt: skip
LEVY = Mobilisation(side="attacker", persons_per_month=point("levy", 8e3), ceiling=point("most", 3e4))


@pytest.mark.parametrize(("step", "near"), [(5, 0.015), (10, 0.03), (30, 0.1)])
@pytest.mark.parametrize("acts", [(arrival(5e4),), (arrival(1e4, tranches=5),), (LEVY,)], ids=["once", "five", "levy"])
def test_steps_of_any_length_tell_the_same_story(acts: Acts, step: int, near: float) -> None:
    """What comes changes forces, losses and ground alike, soon after and in the end, in steps of a day and of a month.

    (Of the persons who are mobilised in a step none fights in it, which a month after the first of them shows.)
    """
    days = (120, 360)
    fine, coarse = (run((), acts, priors=CERTAIN, horizon=360, step=length) for length in (1, step))
    for measure in ("area_km2", "losses_attacker", "losses_defender", "force_attacker"):
        told = [np.array([found.of(b, measure)[found.days.index(day)].mean() for b in ("b0", "b1") for day in days])
                for found in (fine, coarse)]  # fmt: skip
        assert np.allclose(told[1], told[0], rtol=near / 2), measure
        gained = [values[2:] - values[:2] for values in told]
        assert np.allclose(gained[1], gained[0], rtol=near if acts != (LEVY,) else 2 * near), measure


def test_fighting_goes_on_until_a_cease_fire_whatever_the_step() -> None:
    """A hazard h leaves (1 - e^-ht)/ht of the losses of t months, and the violations of the rest."""
    even = (
        *CERTAIN[1:], point("ceasefire_hazard", 0.3), point("ceasefire_break_hazard", 0.0), *NO_REGIMES[:2],
        point("ceasefire_force_effect", 0.0), point("stall_hazard", 0.0), point("loss_rate_attacker", 1e3),
        *(point(f"{who}_exponent_{side}", 0.0) for who in ("own", "enemy") for side in get_args(Side)),
        point("claim_bias", 1.0),
    )  # fmt: skip
    fought = (1 - np.exp(-0.9)) / 0.9
    for step in (5, 30):
        found = run((), priors=even, horizon=90, step=step, draws=2048)
        # the share of one path has a spread of .35, so the mean of 2048 an error of .008
        assert found.of("b0", "losses_attacker")[-1].mean() / 3e3 == pytest.approx(
            fought + 0.02 * (1 - fought), abs=0.03
        )


def test_tranches_without_end_come_until_the_horizon() -> None:
    found, _ = program(scenario((arrival(1e3, tranches=10**15),), horizon=180))
    assert found.arrivals[0].weights.sum() == 5
