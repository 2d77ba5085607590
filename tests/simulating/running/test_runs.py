"""Laws of a runner: any stretch is a part of the whole, what is fixed changes nothing else, series are read off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from front_cases import arrival, baseline, point, scenario

from contingent.core.outcomes import Sampling
from contingent.simulating.drawing.parameters import Correlation, Parameter
from contingent.simulating.running.observe import Observer
from contingent.simulating.running.runs import Runner
from contingent.simulating.world import FrontWorld

CASE = scenario((), (arrival(3e4),), horizon=60)
SERIES = Observer(name="gazette", measure="area_km2", label="Net area of {attacker}, gazette", bias="gazette_bias")


def runner(sampling: Sampling = "sobol") -> Runner:
    return FrontWorld(baseline(CASE)).prepare(CASE, paths=64, seed=1, sampling=sampling).runner


@pytest.mark.parametrize("sampling", ["sobol", "antithetic", "random"])
def test_a_stretch_of_paths_is_what_the_whole_holds_there(sampling: Sampling) -> None:
    whole, _ = runner(sampling)(0, 48)
    part, drawn = runner(sampling)(20, 12)
    assert np.array_equal(part.values, whole.values[..., 20:32]) and drawn.draws == 12


def test_what_is_held_fixed_is_known_and_all_else_is_as_it_was() -> None:
    plain, fixed = runner(), runner().fixed({"force_elasticity": 0.0})
    one, other = plain.draw(0, 32), fixed.draw(0, 32)
    for name, column in one.columns().items():
        if name == "force_elasticity":
            assert np.all(other.columns()[name] == 0.0)
        else:
            assert np.array_equal(other.columns()[name], column)
    area, losses = (
        [r.run(r.draw(0, 32), 0).of("b0", measure)[-1] for r in (plain, fixed)]
        for measure in ("area_km2", "losses_attacker")
    )
    assert not np.array_equal(*area) and np.array_equal(*losses)


def test_what_hangs_together_with_a_parameter_held_fixed_is_drawn_as_before() -> None:
    names = ("advance_mean", "advance_recent", "tempo_sd")
    together = Correlation(names=names, matrix=((1.0, 0.8, -0.5), (0.8, 1.0, -0.3), (-0.5, -0.3, 1.0)))
    plain = replace(runner(), correlation=together)
    one, other = plain.draw(0, 32).columns(), plain.fixed({"advance_mean": 0.0}).draw(0, 32).columns()
    assert np.all(other["advance_mean"] == 0.0)
    assert all(np.array_equal(one[name], other[name]) for name in one if name != "advance_mean")


def test_fewer_days_told_are_the_same_days() -> None:
    whole, _ = runner()(0, 16)
    few, _ = runner().recording({6})(0, 16)
    assert few.days == (0, 60)
    assert np.array_equal(few.values[:, :, 1], whole.values[:, :, whole.days.index(60)])


def test_a_published_series_is_told_beside_what_happened_and_is_no_subject_of_a_contrast() -> None:
    bias = Parameter(prior=point("gazette_bias", 0.5), label="bias", identified="")
    known = baseline(CASE)
    war = replace(known, observers=(SERIES,), parameters=(*known.parameters, bias))
    made = FrontWorld(war).simulate(replace(CASE, thresholds=((SERIES.key, 1.0),)), draws=64, seed=1)
    fans = {fan.measure: fan for fan in made.branches[0].fans}
    assert fans[SERIES.key].label == "Net area of Aland, gazette" and fans[SERIES.key].unit == "km²"
    assert fans[SERIES.key].values[2] == pytest.approx([v / 2 for v in fans["area_km2"].values[2]], rel=1e-5)
    assert all(contrast.measure != SERIES.key for contrast in made.contrasts)
    assert {time.measure for time in made.times} == {SERIES.key}
