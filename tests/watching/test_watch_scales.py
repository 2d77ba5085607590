"""On which scale a series is watched, and that the scale is left as it was entered."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_values import AS_OF, daily, generator, normal

from contingent.watching.scales import scale

BEFORE, AFTER = AS_OF - timedelta(days=29), AS_OF - timedelta(days=700)


@given(st.lists(st.integers(0, 500), min_size=30, max_size=60))
def test_counts_come_back_from_their_scale_as_they_went(counts: list[int]) -> None:
    found = scale(daily(counts, kind="count"), before=BEFORE, after=AFTER)
    np.testing.assert_allclose(found.back(found.forward(found.told)), counts)
    assert (found.back(np.array([-3.0, 0.0])) == 0).all()


def test_a_skewed_index_is_drawn_in_logs_and_a_plain_one_is_not() -> None:
    skewed = scale(daily(np.exp(0.5 * normal(1, level=0.0, spread=1.0))), before=BEFORE, after=AFTER)
    assert skewed.forward(np.array([1.0]))[0] == 0.0 and skewed.back(np.array([0.0]))[0] == 1.0
    plain = scale(daily(normal(1)), before=BEFORE, after=AFTER)
    assert plain.forward(5.0) == 5.0


def test_an_index_that_falls_to_nought_in_the_period_is_not_drawn_in_logs() -> None:
    values = np.exp(0.5 * normal(1, level=0.0, spread=1.0))
    values[-3] = 0.0
    assert scale(daily(values), before=BEFORE, after=AFTER).forward(5.0) == 5.0


def test_a_price_wanders_and_only_the_stretch_that_is_used_decides_how() -> None:
    values = 50 * np.exp(np.cumsum(0.01 * generator("p").standard_normal(1000)))
    values[3] = -1.0
    found = scale(daily(values, kind="price"), before=BEFORE, after=AFTER)
    assert found.wanders and found.compounds and found.unit == "%" and min(found.dates) > AFTER
    values[-200] = -1.0
    below = scale(daily(values, kind="price"), before=BEFORE, after=AFTER)
    assert not below.compounds and below.unit == "points" and "at or below nought" in below.notes[0]


def test_a_probability_is_watched_by_its_changes() -> None:
    found = scale(daily([0.2, 0.3, 0.1], kind="probability"), before=BEFORE, after=AFTER)
    np.testing.assert_allclose(found.told, [0.1, -0.2])
    assert found.of == " of daily changes"
    assert found.told.sum() == pytest.approx(-0.1)
