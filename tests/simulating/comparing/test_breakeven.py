"""Laws of break-even: a known crossing is found within its interval, and none is made up where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from front_cases import NO_REGIMES, arrival, baseline, prior, scenario
from hypothesis import given
from hypothesis import strategies as st

from contingent.simulating.comparing.breakeven import GRID, Input, Measured, Pair, break_evens, solved
from contingent.simulating.comparing.contrast import Subject
from contingent.simulating.world import FrontWorld

SUBJECT = Subject(branch="b1", reference="b2", measure="area_km2", label="M", unit="km²", day=360)
PAIR = Pair(subject=SUBJECT)
QUALITY = Input(name="q", label="quality", unit="1", parameters=("q",), searched=(0.0, 1.5))


def curve(value_of, error: float = 0.01) -> Measured:
    return lambda value: {PAIR: (float(value_of(value)), error)}


@given(st.floats(0.05, 1.45), st.floats(-3.0, 3.0).filter(lambda slope: abs(slope) > 0.3))
def test_a_straight_line_s_crossing_is_found(root: float, slope: float) -> None:
    (found,) = solved(curve(lambda value: slope * (value - root), 1e-4), QUALITY, [PAIR])
    assert found.value == pytest.approx(root, abs=1e-3) and found.reason is None
    assert found.interval is not None and found.interval[0] <= found.value <= found.interval[1]


def test_a_bent_curve_s_crossing_is_closed_in_on_and_every_run_is_told() -> None:
    (found,) = solved(curve(lambda value: np.exp(2 * value) - 4.0, 1e-3), QUALITY, [PAIR])
    assert found.value == pytest.approx(np.log(4.0) / 2, abs=0.01)
    inputs = [row[0] for row in found.curve]
    assert inputs == sorted(inputs) and len(inputs) > GRID and found.varied == ("b1", "b2")


@pytest.mark.parametrize(
    ("value_of", "words"),
    [
        (lambda value: 1.0 + value, "above the other at every value"),
        (lambda value: -1.0 - value, "below the other at every value"),
        (lambda value: 0.0, "no difference"),
        (lambda value: max(value - 0.7, 0.0), "above the other wherever"),
    ],
)
def test_where_there_is_none_it_says_why(value_of, words: str) -> None:
    (found,) = solved(curve(value_of), QUALITY, [PAIR])
    assert found.value is None and found.interval is None and found.reason is not None and words in found.reason
    assert len(found.curve) == GRID


def test_a_noisy_crossing_has_a_wide_interval() -> None:
    narrow, wide = (solved(curve(lambda value: value - 0.7, error), QUALITY, [PAIR])[0] for error in (0.01, 0.1))
    assert narrow.interval is not None and wide.interval is not None
    assert wide.interval[1] - wide.interval[0] > 5 * (narrow.interval[1] - narrow.interval[0])
    assert solved(curve(lambda value: value - 0.7, 0.01), QUALITY, []) == ()


def test_fewer_but_better_persons_equal_more_of_a_known_quality() -> None:
    """Two branches send 30,000 and 20,000 persons; quality stays what it is: 30,000 · .8 = 20,000 · 1.2."""
    plain = (
        *NO_REGIMES, prior("advance_mean", "normal", 60.0, 5.0), prior("friction", "point", 0.0),
        prior("initial_quality", "point", 0.8), prior("learning_months", "point", 1e9),
        prior("casualty_multiplier", "point", 0.0), prior("integration_cap", "point", 1e9),
    )  # fmt: skip
    case = scenario((), (arrival(2e4),), (arrival(3e4),), priors=plain, horizon=60)
    runner = FrontWorld(baseline(case)).prepare(case, paths=64, seed=1).runner
    subject = Subject(branch="b1", reference="b2", measure="force_ratio", label="F", unit="ratio", day=60)
    what = Input(
        name="initial_quality", label="quality", unit="1", parameters=("initial_quality",), searched=(0.0, 1.5)
    )
    both, alone = break_evens(runner, what, [Pair(subject=subject), Pair(subject=subject, alone=True)], paths=64)
    assert both.value is None and both.reason is not None and "below" in both.reason
    assert alone.value == pytest.approx(1.2, abs=0.02) and alone.varied == ("b1",)
