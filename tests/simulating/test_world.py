"""Laws of the world: same inputs, same outcomes; nothing done, nothing changed; what dominates is said."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from front_cases import NO_REGIMES, arrival, baseline, point, prior, scenario

import contingent
from contingent.core.errors import ScenarioError
from contingent.core.interventions import Aid, Dials, Supply, Talks
from contingent.core.nouns import Outcomes, Scenario
from contingent.core.outcomes import Sampling
from contingent.core.plain import plain
from contingent.core.sockets import World
from contingent.simulating.baseline import Baseline
from contingent.simulating.comparing.branches import round_number
from contingent.simulating.comparing.refine import Budget
from contingent.simulating.front.intervene import CONTRAST_DAYS
from contingent.simulating.world import FrontWorld

CASE = scenario((), (arrival(5e4),), (Talks(factor=prior("talks", "lognormal", 3.0, 0.3)),), horizon=360)
SHIPPED = Path(contingent.__file__).parent / "data" / "baselines" / "russia_ukraine.toml"


def simulate(case: Scenario, draws: int = 512, seed: int = 1) -> Outcomes:
    return FrontWorld(baseline(case)).simulate(case, draws=draws, seed=seed)


@pytest.fixture(scope="module")
def found() -> Outcomes:
    return simulate(CASE)


def test_it_is_a_world() -> None:
    assert isinstance(FrontWorld(baseline()), World)


def test_same_inputs_same_outcomes_to_the_byte(found: Outcomes) -> None:
    assert json.dumps(plain(found)) == json.dumps(plain(simulate(CASE)))
    assert simulate(CASE, seed=2) != found


def test_a_branch_in_which_nothing_is_done_differs_by_exactly_zero() -> None:
    made = simulate(scenario((), (), (arrival(9.0, tranches=0),), (arrival(9.0, first_day=9999),)), draws=64)
    assert made.contrasts and made.sensitivity == ()
    for contrast in made.contrasts:
        assert (contrast.mean, contrast.mc_error, contrast.q05, contrast.q95, contrast.p_positive) == (0, 0, 0, 0, 0)
        assert contrast.sign_forced_by == ()


def test_every_branch_is_compared_at_every_horizon_in_every_measure(found: Outcomes) -> None:
    keys = {(c.branch, c.measure, c.day) for c in found.contrasts}
    measures = {"area_km2", "losses_attacker", "losses_defender", "contingent_casualties:Elbonia", "force_ratio"}
    assert keys == {(b, m, d) for b in ("b1", "b2") for m in measures for d in CONTRAST_DAYS}
    fans = {fan.measure for fan in found.branches[0].fans}
    assert fans == measures | {"force_attacker", "force_defender"}
    assert all("Aland" in f.label or "Beland" in f.label or "Elbonia" in f.label for f in found.branches[0].fans)


def test_fans_start_at_day_zero_and_never_cross(found: Outcomes) -> None:
    for branch in found.branches:
        for fan in branch.fans:
            assert fan.days[0] == 0 and set(CONTRAST_DAYS) <= set(fan.days)
            for low, high in zip(fan.values, fan.values[1:], strict=False):
                assert all(a <= b for a, b in zip(low, high, strict=True))


def test_events_have_the_same_thresholds_in_every_branch_and_rarer_ones_are_less_likely(found: Outcomes) -> None:
    events = [[(p.event, p.day) for p in branch.probabilities] for branch in found.branches]
    assert all(row == events[0] for row in events)
    for branch in found.branches:
        for day in CONTRAST_DAYS:
            over = [p.p for p in branch.probabilities if p.event.startswith("losses_over:") and p.day == day]
            assert over == sorted(over, reverse=True) and len(over) >= 3
        ceasefire = [p.p for p in branch.probabilities if p.event == "ceasefire"]
        assert ceasefire == sorted(ceasefire)


def test_what_no_path_did_is_not_known_without_error() -> None:
    made = simulate(scenario((), priors=NO_REGIMES))
    never = [p for p in made.branches[0].probabilities if p.event == "ceasefire"]
    assert all(p.p == 0 and p.mc_error > 0 for p in never)


def test_talks_make_a_cease_fire_likelier(found: Outcomes) -> None:
    chance = {
        branch.branch: next(p.p for p in branch.probabilities if p.event == "ceasefire" and p.day == 360)
        for branch in found.branches
    }
    assert chance["b2"] > chance["b0"] + 0.1


def test_the_sign_of_more_force_is_said_to_be_put_in_with_the_elasticity() -> None:
    moving = (*NO_REGIMES, prior("advance_mean", "normal", 60.0, 5.0), point("advance_sd", 1.0))
    made = simulate(scenario((), (arrival(5e4),), priors=moving))
    forced = {c.measure: c.sign_forced_by for c in made.contrasts if c.day == 180}
    assert "force_elasticity" in forced["area_km2"]
    assert "own_exponent_attacker" in forced["losses_attacker"]
    assert forced["contingent_casualties:Elbonia"] == ("casualty_multiplier",)


def test_a_dial_of_one_branch_is_turned_around_with_the_world_s_own_prior() -> None:
    keen = Dials(contingent="Elbonia", values=(prior("initial_quality", "uniform", 0.9, 1.1),))
    made = simulate(scenario((), (arrival(5e4), keen), horizon=60, priors=NO_REGIMES))
    ratio = next(c for c in made.contrasts if c.measure == "force_ratio")
    assert ratio.p_positive > 0.99 and {"initial_quality", "final_quality"} <= set(ratio.sign_forced_by)


def test_a_prior_that_leaves_both_signs_open_forces_none() -> None:
    fair = (*NO_REGIMES, prior("force_elasticity", "normal", 0.0, 1.0), prior("advance_mean", "normal", 60.0, 5.0))
    made = simulate(scenario((), (arrival(5e4),), priors=fair))
    area = next(c for c in made.contrasts if c.measure == "area_km2" and c.day == 180)
    assert area.sign_forced_by == () and 0.3 < area.p_positive < 0.7


def test_a_supply_forces_its_sign_through_fire_and_force() -> None:
    moving = (*NO_REGIMES, prior("advance_mean", "normal", 60.0, 5.0), point("advance_sd", 1.0))
    shells = Supply(side="attacker", fraction=prior("shells", "lognormal", 0.2, 0.5))
    made = simulate(scenario((), (shells,), priors=moving))
    area = next(c for c in made.contrasts if c.measure == "area_km2" and c.day == 180)
    assert {"force_elasticity", "munition_return"} <= set(area.sign_forced_by)


def test_a_worth_that_can_only_be_positive_forces_the_sign_of_its_effect() -> None:
    aid = Aid(side="attacker", fraction=prior("worth", "lognormal", 0.1, 0.5), giver="Cland", lag_days=0)
    made = simulate(scenario((), (aid,), priors=NO_REGIMES))
    ratio = next(c for c in made.contrasts if c.measure == "force_ratio" and c.day == 180)
    assert ratio.p_positive > 0.99 and "scenario:worth" in ratio.sign_forced_by


def test_losses_that_rise_on_the_way_and_at_the_front_alike_are_forced_by_both_together() -> None:
    shy = (
        *NO_REGIMES,
        prior("transit_loss", "uniform", 0.05, 0.1),
        prior("own_exponent_attacker", "normal", 0.2, 0.02),
    )
    deadly = (*NO_REGIMES, prior("transit_loss", "uniform", 0.8, 0.9), prior("own_exponent_attacker", "point", 0.0))
    forced = []
    for priors in (shy, deadly):
        made = simulate(scenario((), (arrival(5e4),), horizon=60, priors=priors))
        rise = next(c for c in made.contrasts if c.measure == "losses_attacker")
        assert rise.p_positive > 0.95
        forced.append(rise.sign_forced_by)
    assert set(forced[0]) <= {"own_exponent_attacker", "transit_loss"} and forced[0]
    assert forced[1] == ("transit_loss",)


def test_the_engine_and_the_draws_are_named(found: Outcomes) -> None:
    assert (found.scenario, found.draws, found.seed, found.engine) == ("s", 512, 1, "numpy")
    assert any("article" in note for note in found.notes)


@pytest.mark.parametrize("draws", [1, 2, 33, 100])
def test_any_number_of_draws_will_do(draws: int) -> None:
    made = simulate(scenario((), (arrival(1e4),), horizon=60), draws=draws)
    assert json.dumps(plain(made))


@pytest.mark.parametrize(("value", "wanted"), [(4713.0, 5000.0), (-0.4, 0.0), (0.0, 0.0), (1.4e6, 1e6), (-77.0, -80.0)])
def test_thresholds_are_round(value: float, wanted: float) -> None:
    assert round_number(value) == wanted


def test_reinforcements_on_the_fitted_front_hang_on_the_elasticity_of_advance_to_force() -> None:
    fitted = Baseline.from_table(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))
    case = replace(
        scenario((arrival(1.0, tranches=0, present=1e4),), (arrival(1e5, present=1e4),), horizon=360),
        attacker="Russia", defender="Ukraine", as_of=date(2024, 11, 18), given=(),
    )  # fmt: skip
    made = FrontWorld(fitted).simulate(case, draws=4096, seed=1)
    area = [row for row in made.sensitivity if row.measure == "area_km2"]
    assert area[0].label == "elasticity of advance to force" and "hardly" in area[0].identified
    contrast = next(c for c in made.contrasts if c.measure == "area_km2" and c.day == 360)
    assert "force_elasticity" in contrast.sign_forced_by
    assert contrast.effect_to_noise is not None and contrast.effect_to_noise < 0.2


def test_refined_or_asked_for_outright_the_same_number_of_paths_gives_the_same_answer() -> None:
    world = FrontWorld(baseline(CASE))
    refined = world.simulate(CASE, draws=100, seed=1, refine=Budget(paths=500))
    assert refined.refinement is not None and refined.refinement.rounds == (128, 256, 500)
    outright = world.simulate(CASE, draws=500, seed=1)
    assert replace(outright, refinement=None) == replace(refined, refinement=None)


@pytest.mark.parametrize("sampling", ["sobol", "antithetic", "random"])
def test_every_sampling_tells_the_same_within_its_error(sampling: Sampling) -> None:
    case = scenario((), (arrival(3e4),), horizon=90)
    world = FrontWorld(baseline(case))
    found = world.simulate(case, draws=512, seed=1, sampling=sampling)
    other = world.simulate(case, draws=4096, seed=2)
    assert found.refinement is not None and found.refinement.sampling == sampling
    for ours, theirs in zip(found.contrasts, other.contrasts, strict=True):
        # five standard errors: a false alarm in 2e-6 of contrasts that are normal; the few here are all but so
        assert abs(ours.mean - theirs.mean) <= 6 * (ours.mc_error + theirs.mc_error)


def test_a_threshold_is_crossed_in_time_or_never_and_all_paths_are_counted() -> None:
    case = scenario((), (arrival(3e4),), thresholds=(("losses_attacker", 20_000.0), ("area_km2", 1e9)))
    made = simulate(case)
    assert {(t.branch, t.measure) for t in made.times} == {
        (b, m) for b in ("b0", "b1") for m in ("losses_attacker", "area_km2")
    }
    for time in made.times:
        known = [day for day in time.days if day is not None]
        assert known == sorted(known) and (time.step, time.horizon_days) == (10, 180)
        if time.measure == "area_km2":
            assert time.never == 1.0 and known == [] and time.mc_error > 0
    losses = [time for time in made.times if time.measure == "losses_attacker"]
    over = {
        branch.branch: next(p.p for p in branch.probabilities if p.event == "losses_over:20000" and p.day == 180)
        for branch in made.branches
    }
    for time in losses:  # what only adds up has crossed by the end, or never will
        assert 1.0 - time.never == pytest.approx(over[time.branch])
    # nothing but the days that are looked at has changed
    plainer = simulate(replace(case, thresholds=()))
    assert plainer.contrasts == made.contrasts and plainer.branches[0].fans == made.branches[0].fans


def test_a_threshold_of_something_unknown_is_refused_with_the_nearest_name() -> None:
    case = scenario((), thresholds=(("area_km", 1.0),))
    with pytest.raises(ScenarioError, match="did you mean 'area_km2'"):
        simulate(case)


def test_a_branch_more_leaves_every_other_branch_what_it_was() -> None:
    worth = prior("worth", "lognormal", 0.1, 0.5)
    one = Supply(side="attacker", fraction=worth)
    more = Aid(side="defender", fraction=prior("aid", "uniform", 0.0, 0.2), giver="Cland")
    few = simulate(scenario((), (one,)), draws=64)
    many = simulate(scenario((), (one,), (more,), (arrival(5e4), more)), draws=64)
    told = {(c.measure, c.day): c for c in many.contrasts if c.branch == "b1"}
    assert all(told[c.measure, c.day] == c for c in few.contrasts)
    for ours, theirs in zip(few.branches, many.branches, strict=False):
        assert set(ours.fans) <= set(theirs.fans) and ours.probabilities == theirs.probabilities
