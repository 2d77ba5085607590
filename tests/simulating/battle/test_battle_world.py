"""The world of a battle: what it answers, what it refuses, and that more soldiers do what more soldiers do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from battle_cases import arrival, point, prior, scenario

from contingent.core.errors import ScenarioError
from contingent.core.interventions import Supply, Talks
from contingent.simulating.battle.priors import PRIORS
from contingent.simulating.battle.world import START, BattleWorld, battle_engine

MORE = arrival(100_000.0, first_day=10)


def test_reinforcements_cost_the_enemy_and_move_the_front() -> None:
    found = BattleWorld().simulate(scenario((), (MORE,), horizon=90), draws=128, seed=1)
    by_measure = {one.measure: one for one in found.contrasts if one.day == 90}
    assert by_measure["area_km2"].mean > 0 and by_measure["area_km2"].q05 >= 0
    assert by_measure["losses_defender"].mean > 0
    # the square law: an enemy that fires no less hits no more, and a side that is larger is hit as often
    assert abs(by_measure["losses_attacker"].mean) < by_measure["losses_defender"].mean
    assert "lethality_attacker" in by_measure["losses_defender"].sign_forced_by
    assert "advance_gain" in by_measure["area_km2"].sign_forced_by


def test_what_is_told_is_told_of_the_scenarios_own_sides() -> None:
    found = BattleWorld().simulate(scenario((), (MORE,), horizon=30), draws=32, seed=1)
    labels = {fan.label for fan in found.branches[0].fans}
    assert "Net area gained by Aland" in labels and "Troops of Beland at the front" in labels
    assert not any("{" in row.label for row in found.sensitivity)
    assert found.engine == "numpy" and found.notes
    assert {fan.days[-1] for fan in found.branches[0].fans} == {30}


def test_stated_forces_and_priors_take_the_place_of_the_worlds_own() -> None:
    case = scenario((), horizon=30, given=(("force_attacker", 50_000.0, "q-1"), ("force_attacker", 1.0, "q-2")),
                    priors=(point("end_hazard", 0.0),))  # fmt: skip
    made, parameters = BattleWorld().prepare(case)
    assert made.start[0].troops == 50_000.0 and made.start[1] == START[1]
    assert next(p for p in parameters if p.name == "end_hazard").prior.parameters == (0.0,)


def test_days_are_days_whatever_the_scenarios_step() -> None:
    one, ten = (BattleWorld().prepare(scenario((MORE,), horizon=90, step=step))[0] for step in (1, 10))
    assert one.recorded == ten.recorded == (0, 30, 60, 90)
    assert one.days == ten.days == 90


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (scenario((Supply(side="attacker", fraction=point("f", 0.1)),)), "'supply'.*knows arrivals"),
        (scenario((Talks(factor=point("f", 2.0)),)), "'talks'.*knows arrivals"),
        (scenario((replace(MORE, stop_at_loss_share=point("stop", 0.1)),)), "stop_at_loss_share"),
        (scenario((), thresholds=(("area_km2", 100.0),)), "thresholds"),
        (scenario((), priors=(point("force_elasticity", 1.0),)), "no parameter 'force_elasticity'"),
        (scenario((), priors=(prior("passage_loss", "uniform", 0.5, 1.5),)), "from 0 to 1"),
        (scenario((), priors=(prior("loss_noise", "normal", 0.1, 0.5),)), "at least 0"),
    ],
)
def test_what_this_world_does_not_know_is_refused_in_words(case, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        BattleWorld().simulate(case, draws=16, seed=1)


def test_a_world_wants_its_twelve_parameters() -> None:
    with pytest.raises(ScenarioError, match=r"missing.*end_hazard"):
        BattleWorld(parameters=[p for p in PRIORS if p.name != "end_hazard"])


def test_the_engine_goes_by_the_size_of_the_work_alone() -> None:
    assert battle_engine("auto", work=10_000).name == "numpy"
    assert battle_engine("auto", work=2 * 10**5 * 365).name == "numba"
