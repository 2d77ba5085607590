"""Laws of the schedules: days fall into the right steps, equal priors share a draw, nothing begins after the end."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

import numpy as np
import pytest
from front_cases import arrival, point, prior, scenario
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ScenarioError
from contingent.core.interventions import Aid, Arrival, Dials, Mobilisation, Response, Supply, Talks, Truce
from contingent.simulating.front.intervene import program


@given(st.integers(0, 400), st.integers(0, 12), st.integers(1, 60), st.integers(1, 30))
def test_every_tranche_within_the_horizon_arrives_once(first: int, tranches: int, every: int, step: int) -> None:
    what = Arrival(contingent="E", side="attacker", size=prior("n", "point", 5.0), tranches=tranches, first_day=first,
                   every_days=every)  # fmt: skip
    made, _ = program(scenario((), (what,), horizon=300, step=step))
    within = sum((first + k * every) // step < made.steps for k in range(tranches))
    assert sum(flow.weights.sum() for flow in made.arrivals) == within
    assert all(flow.weights[0].sum() == 0 for flow in made.arrivals)


@given(st.integers(0, 200), st.integers(1, 400), st.integers(1, 30))
def test_a_supply_lasts_as_long_as_it_is_said_to(start: int, days: int, step: int) -> None:
    what = Supply(side="defender", fraction=prior("f", "point", 0.1), start_day=start, days=days)
    made, _ = program(scenario((what,), horizon=200, step=step))
    end = made.steps * step
    assert made.supplies[0].weights.sum() * step == pytest.approx(max(0, min(start + days, end) - start))


def test_aid_waits_for_its_lag_and_the_rest_begins_on_its_day() -> None:
    amount = prior("f", "point", 0.2)
    made, _ = program(
        scenario(
            (
                Aid(side="defender", fraction=amount, giver="Cland", start_day=10, lag_days=85),
                Mobilisation(side="attacker", persons_per_month=prior("m", "point", 9.0), start_day=40),
                Talks(factor=prior("t", "point", 2.0), start_day=20),
            ),
            horizon=120,
        )
    )
    assert list(made.aids[0].weights[0]) == [0] * 9 + [0.5, 1, 1]
    assert list(made.mobilisations[0].weights[0]) == [0] * 4 + [1] * 8
    assert list(made.talks[0].weights[0]) == [0] * 2 + [1] * 10


def test_equal_priors_share_a_draw_and_others_do_not() -> None:
    once, again, more = arrival(10.0), arrival(10.0, tranches=2), arrival(20.0)
    _, parameters = program(scenario((once,), (again,), (more,)))
    assert [p.prior.parameters for p in parameters] == [(10.0,), (20.0,)]
    assert len({p.name for p in parameters}) == 2


def test_persons_present_are_there_at_once_by_branch() -> None:
    made, _ = program(scenario((arrival(1.0, tranches=0, present=7.0),), ()))
    assert [list(c.present) for c in made.contingents] == [[7.0, 0.0]]
    assert made.arrivals == ()


@pytest.mark.parametrize(
    ("horizon", "step", "days"),
    [
        (360, 10, [90, 180, 360]),
        (60, 10, [60]),
        (100, 7, [91]),
        (200, 30, [90, 180]),
        (270, 10, [90, 180, 270]),
        (300, 100, [100, 200, 300]),
        (720, 10, [90, 180, 360, 720]),
        (10, 10, [10]),
    ],
)
def test_branches_are_compared_near_90_180_360_days_and_at_an_end_far_from_these(
    horizon: int, step: int, days: list[int]
) -> None:
    made, _ = program(scenario((), horizon=horizon, step=step))
    assert [number * step for number in made.compared] == days
    assert set(made.compared) <= set(made.recorded)
    assert made.recorded[0] == 0 and made.recorded[-1] == made.steps


def test_the_winter_wave_peaks_in_january_and_turns_in_july() -> None:
    made, _ = program(scenario((), horizon=360, step=1))
    assert 300 < int(np.argmax(made.season)) < 340  # mid-January after a first of March
    assert 120 < int(np.argmin(made.season)) < 155


def test_a_window_ends_on_its_day_and_an_answer_lasts() -> None:
    made, _ = program(
        scenario(
            (
                Talks(factor=point("t", 2.0), start_day=20, days=25),
                Truce(observed=point("o", 0.5), start_day=30, days=5),
                Response(side="defender", ratio=point("r", 0.5), lag_days=45),
            ),
            horizon=60,
        )
    )
    assert list(made.talks[0].weights[0]) == [0, 0, 1, 1, 0.5, 0]
    assert list(made.truces[0].weights[0]) == [0, 0, 0, 0.5, 0, 0]
    (answer,) = made.responses
    assert list(answer.weights[0]) == [1] * 6 and (answer.side, answer.lag_days) == ("defender", 45)


def test_bounds_and_dials_are_parameters_by_name() -> None:
    stops = Arrival(contingent="Elbonia", side="attacker", size=point("n", 5.0), stop_at_loss_share=point("stop", 0.3))
    levy = Mobilisation(side="attacker", persons_per_month=point("levy", 9.0), ceiling=point("most", 99.0))
    turned = Dials(contingent="Elbonia", values=(point("friction", 0.1), point("final_quality", 1.1)))
    made, parameters = program(scenario((stops,), (stops, levy, turned)))
    names = {parameter.name for parameter in parameters}
    assert made.arrivals[0].stop_share == "scenario:stop" and made.mobilisations[0].ceiling == "scenario:most"
    (contingent,) = made.contingents
    assert contingent.dial("friction") == ("friction", "scenario:Elbonia: friction")
    assert contingent.dial("arrival_lag") == ("arrival_lag", "arrival_lag")
    assert names == {"scenario:n", "scenario:stop", "scenario:levy", "scenario:most", "scenario:Elbonia: friction",
                     "scenario:Elbonia: final_quality"}  # fmt: skip


@pytest.mark.parametrize(
    ("acts", "said"),
    [
        ((Dials(contingent="Nobody", values=(point("friction", 0.1),)),), "Nobody.*Elbonia"),
        ((Dials(contingent="Elbonia", values=(point("friction", 0.9),)),), "friction.*0 to 0.5"),
        (
            tuple(Dials(contingent="Elbonia", values=(point("friction", value),)) for value in (0.1, 0.2)),
            "friction of Elbonia is given twice",
        ),
    ],
)
def test_a_dial_that_cannot_be_turned_is_refused(acts: tuple[Dials, ...], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        program(scenario((arrival(1.0),), acts))


def test_two_flows_of_one_branch_do_not_share_a_matrix_and_two_branches_do() -> None:
    shells = prior("shells", "uniform", 0.1, 0.2)
    early, late = Supply(side="attacker", fraction=shells, days=60), Supply(side="attacker", fraction=shells, days=90)
    made, parameters = program(scenario((early,), (early, late)))
    assert len(made.supplies) == 2 and len(parameters) == 1
    assert sum(flow.weights.sum() for flow in made.supplies) == 2 * 6 + 9


def test_a_program_may_travel_and_is_the_same_however_its_interventions_are_listed() -> None:
    acts = (
        arrival(3.0),
        arrival(4.0, tranches=2),
        arrival(4.0, present=2.0),
        Supply(side="attacker", fraction=point("s", 1.0)),
    )
    one, _ = program(scenario((), acts))
    other, _ = program(scenario((), acts[::-1]))
    assert pickle.dumps(one) == pickle.dumps(other)
    assert one.measures[-2:] == ("contingent_arrived:Elbonia", "contingent_casualties:Elbonia")


def test_an_intervention_of_an_unknown_kind_is_refused_by_name() -> None:
    @dataclass(frozen=True)
    class Comet:
        kind: str = "comet"

    with pytest.raises(ScenarioError, match=r"Comet.*arrival, supply, aid"):
        program(scenario((Comet(),)))  # type: ignore[arg-type]
