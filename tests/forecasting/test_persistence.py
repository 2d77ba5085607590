"""Laws of persistence: it carries on exactly, its spread is that of its own known errors, it never looks ahead."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.forecasting.persistence import Persistence, last_90_days
from contingent.simulating.fitting.series import KnownSeries

START = date(2022, 1, 1)
ORIGIN = START + timedelta(days=700)


def series(values: np.ndarray) -> KnownSeries:
    days = tuple(START + timedelta(days=place) for place in range(len(values)))
    return KnownSeries(label="x", source="y", licence="z", days=days, values=tuple(values.tolist()))


def test_a_straight_line_goes_on_without_error() -> None:
    line = series(7.0 * np.arange(701))
    for days in (30, 90, 180):
        bare = Persistence(days=days, spread=False, rising=True).draws(line, ORIGIN, horizon_days=182)
        assert bare is not None and bare.tolist() == pytest.approx([7.0 * 182])
        spread = Persistence(days=days, spread=True, rising=False).draws(line, ORIGIN, horizon_days=365)
        assert spread is not None and np.ptp(spread) == pytest.approx(0.0, abs=1e-6)
    zero = Persistence(days=0, spread=False, rising=False).draws(line, ORIGIN, horizon_days=182)
    assert zero is not None and zero.tolist() == [0.0]


def test_the_spread_is_the_root_mean_square_of_known_errors() -> None:
    # the daily change alternates between two values every 28 days: every error of 28 days on 30 is known by hand
    rng = np.random.default_rng(1)
    walk = series(np.cumsum(rng.normal(5.0, 3.0, 701)))
    law = Persistence(days=30, spread=True, rising=False)
    errors = []
    for back in range(30, 366, 28):
        q = ORIGIN - timedelta(days=back)
        happened = walk.at(q + timedelta(days=30)) - walk.at(q)
        errors.append(happened - (walk.at(q) - walk.at(q - timedelta(days=30))))
    wanted = math.sqrt(sum(error**2 for error in errors) / len(errors))
    found = law.draws(walk, ORIGIN, horizon_days=30)
    assert found is not None
    assert found.std() == pytest.approx(wanted, rel=0.01)
    assert np.median(found) == pytest.approx(walk.at(ORIGIN) - walk.at(ORIGIN - timedelta(days=30)))


def test_errors_of_a_shorter_horizon_are_scaled_up_where_few_are_known() -> None:
    walk = series(np.cumsum(np.random.default_rng(2).normal(5.0, 3.0, 701)))
    law = Persistence(days=90, spread=True, rising=False)
    half, whole = (law.draws(walk, ORIGIN, horizon_days=days) for days in (182, 364))
    assert half is not None and whole is not None
    # at 364 days the last year has one known error: those of 182 days are taken, and grow as the horizon to the 1.5
    assert whole.std() == pytest.approx(half.std() * 2**1.5)


@given(st.integers(1, 400), st.booleans())
def test_nothing_after_the_origin_is_read(later: int, spread: bool) -> None:
    rising = np.cumsum(np.random.default_rng(3).uniform(1.0, 9.0, 1100))
    changed = rising.copy()
    changed[701:] += later
    law = Persistence(days=90, spread=spread, rising=True)
    found = [law.draws(series(values), ORIGIN, horizon_days=182) for values in (rising, changed, rising[:701])]
    assert all(one is not None and (one == found[0]).all() for one in found)


def test_what_a_series_cannot_say_is_left_unsaid() -> None:
    line = series(7.0 * np.arange(701))
    early = START + timedelta(days=60)
    assert Persistence(days=90, spread=False, rising=True).draws(line, early, horizon_days=182) is None
    assert Persistence(days=30, spread=True, rising=True).draws(line, early, horizon_days=182) is None
    assert last_90_days(line, early, horizon_days=182, rising=True) is None
    flat = series(np.zeros(701))
    assert Persistence(days=30, spread=False, rising=True).draws(flat, ORIGIN, horizon_days=182) is None


def test_the_last_three_months_go_on() -> None:
    line = series(7.0 * np.arange(701))
    for rising in (True, False):
        found = last_90_days(line, ORIGIN, horizon_days=360, rising=rising)
        assert found is not None and np.median(found) == pytest.approx(7.0 * 360)


def test_names_are_those_of_the_field() -> None:
    names = [Persistence(days=d, spread=s, rising=False).name for d in (30, 0) for s in (False, True)]
    assert names == ["persistence_30d", "persistence_30d_spread", "zero_change", "zero_change_spread"]
    with pytest.raises(ValueRangeError):
        Persistence(days=0, spread=True, rising=True)
