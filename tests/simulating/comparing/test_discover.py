"""Laws of discovery: a planted box is found with its limits, noise holds none, and what is told was not seen before."""

from __future__ import annotations

import numpy as np
import pytest
from front_cases import prior

from contingent.simulating.comparing.contrast import Subject
from contingent.simulating.comparing.discover import LEAST_DRAWS, discover
from contingent.simulating.drawing.parameters import Parameter, ParameterDraws, draw_parameters

SUBJECT = Subject(branch="b1", reference="b0", measure="area_km2", label="M", unit="km²", day=360)
DRAWS = 2**13


def drawn(width: int = 12, draws: int = DRAWS, seed: int = 1) -> ParameterDraws:
    named = [
        Parameter(prior=prior(f"p{i:02}", "normal", 0.0, 1.0), label=f"input {i}", identified="") for i in range(width)
    ]
    fixed = Parameter(prior=prior("fixed", "point", 2.0), label="fixed", identified="")
    return draw_parameters([fixed, *named], draws, seed=seed)


def planted(made: ParameterDraws, *, within: float, without: float) -> np.ndarray:
    """Large with probability `within` where p03 lies in its upper 40 % and p07 in its lower 65 %, else `without`."""
    u = dict(zip((p.name for p in made.parameters), made.uniforms, strict=True))
    inside = (u["p03"] > 0.6) & (u["p07"] < 0.65)
    chance = np.random.default_rng(5).random(made.draws)
    # over a quarter of the draws are large, so that the upper quartile, to one digit, is the 100 that they exceed
    return np.where(chance < np.where(inside, within, without), 100.0, 80.0) + 1e-3 * chance


def test_a_planted_box_is_found_with_its_limits_and_no_others() -> None:
    made = drawn()
    found = discover(made, planted(made, within=0.9, without=0.05), SUBJECT)
    assert found.reason is None and found.base_rate == pytest.approx(0.27, abs=0.02)
    box = found.boxes[0]
    limits = {limit.prior: limit for limit in box.limits}
    assert set(limits) == {"p03", "p07"}
    assert limits["p03"].mass_below_low == pytest.approx(0.6, abs=0.05) and limits["p03"].high is None
    assert limits["p07"].mass_below_high == pytest.approx(0.65, abs=0.05) and limits["p07"].low is None
    assert limits["p03"].low == pytest.approx(0.253, abs=0.15)  # the normal's 60 % quantile
    assert box.density == pytest.approx(0.9, abs=0.06) and box.coverage == pytest.approx(0.234 / 0.271, abs=0.08)
    low, high = box.density_interval
    assert low <= box.density <= high and box.mass == pytest.approx(0.26, abs=0.04)


def test_what_is_told_of_a_box_is_what_fresh_draws_show() -> None:
    made, fresh = drawn(), drawn(seed=2)
    box = discover(made, planted(made, within=0.7, without=0.1), SUBJECT).boxes[0]
    inside = np.ones(fresh.draws, dtype=bool)
    for row, parameter in enumerate(fresh.parameters):
        for limit in box.limits:
            if limit.prior == parameter.name:
                inside &= fresh.uniforms[row] >= limit.mass_below_low
                inside &= fresh.uniforms[row] < limit.mass_below_high
    density = float((planted(fresh, within=0.7, without=0.1)[inside] > 90).mean())
    # the box is judged by some 400 draws: its share has a standard error of .023
    assert density == pytest.approx(box.density, abs=0.1)


def test_noise_holds_no_box() -> None:
    made = drawn()
    generator = np.random.default_rng(3)
    # a box of noise passes with probability 1e-3: one of thirty does with probability .03, two with 4e-4
    boxes = sum(len(discover(made, 100 * generator.standard_normal(DRAWS), SUBJECT).boxes) for _ in range(30))
    assert boxes <= 1


def test_where_there_is_nothing_to_tell_apart_it_says_so() -> None:
    made = drawn()
    same = discover(made, np.zeros(DRAWS), SUBJECT)
    assert same.boxes == () and same.base_rate == 0.0 and same.reason is not None and "nothing" in same.reason
    few = discover(made.first(64), np.arange(64.0), SUBJECT)
    assert few.boxes == () and few.reason is not None and str(LEAST_DRAWS) in few.reason
    noise = discover(made, np.random.default_rng(8).standard_normal(DRAWS), SUBJECT)
    assert noise.boxes == () and noise.reason is not None and "holds up" in noise.reason


def test_the_same_draws_give_the_same_boxes_and_priors_nobody_varies_are_never_limited() -> None:
    made = drawn()
    outcome = planted(made, within=0.8, without=0.1)
    one, other = discover(made, outcome, SUBJECT), discover(made, outcome, SUBJECT)
    assert one == other
    assert all(limit.prior != "fixed" for box in one.boxes for limit in box.limits)


def test_two_separate_regions_are_both_found() -> None:
    made = drawn()
    u = dict(zip((p.name for p in made.parameters), made.uniforms, strict=True))
    chance = np.random.default_rng(6).random(DRAWS)
    inside = (u["p01"] > 0.84) | (u["p09"] < 0.16)
    found = discover(made, np.where(chance < np.where(inside, 0.95, 0.02), 100.0, 80.0) + 1e-3 * chance, SUBJECT)
    assert {limit.prior for box in found.boxes for limit in box.limits} == {"p01", "p09"}
    assert len(found.boxes) == 2
