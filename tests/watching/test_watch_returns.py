"""Moves: what they add up to, where they are refused, and which are left out."""

from __future__ import annotations

from datetime import date
from math import log

import numpy as np
import pytest
from made_values import daily

from contingent.core.errors import ValueRangeError
from contingent.core.watching import Series
from contingent.watching.returns import changes, moves, returns


def test_returns_add_up_to_the_log_of_the_whole_rise_and_are_dated_by_the_day_they_end_on() -> None:
    series = daily([10.0, 11.0, 9.0, 12.0], kind="price")
    found = returns(series)
    assert found.dates == series.dates[1:] and found.unit == "%"
    assert found.values.sum() == pytest.approx(100 * log(1.2))


def test_a_price_below_nought_has_no_return_and_is_watched_by_its_changes() -> None:
    series = daily([10.0, -37.0, 12.0], kind="price")
    with pytest.raises(ValueRangeError, match="is -37 on"):
        returns(series)
    assert moves(series).values.tolist() == [-47.0, 49.0] == changes(series).values.tolist()
    assert moves(series).unit == "points"


def test_a_move_across_a_long_gap_is_left_out_and_counted() -> None:
    dates = (date(2015, 1, 1), date(2015, 1, 2), date(2015, 3, 1), date(2015, 3, 2))
    series = Series(
        name="a",
        label="A",
        kind="price",
        cadence="daily",
        unit="x",
        dates=dates,
        values=(1.0, 2.0, 9.0, 9.0),
        source="",
    )
    found = returns(series)
    assert found.gaps == 1 and found.dates == (dates[1], dates[3])
    np.testing.assert_allclose(found.values, [100 * log(2), 0.0])


def test_nothing_moves_where_there_is_one_value() -> None:
    assert moves(daily([3.0])).values.size == 0 and moves(daily([])).values.size == 0
