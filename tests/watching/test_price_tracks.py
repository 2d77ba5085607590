"""Tracks: a return over days that are missing is the whole change, and one that cannot be measured is not there."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_markets import price, series, trading_days

from contingent.core.errors import ValueRangeError
from contingent.watching.exposure.track import rolling, track_of

DAYS = trading_days(60)


def test_a_window_over_days_that_are_missing_is_the_whole_change_and_no_day_of_it_nought() -> None:
    values = np.linspace(10.0, 20.0, len(DAYS))
    kept = [place for place in range(len(DAYS)) if place not in (10, 11)]
    whole = track_of(series("whole", DAYS, values))
    holed = track_of(series("holed", [DAYS[place] for place in kept], values[kept]))
    assert holed.changes(1)[9] == pytest.approx(whole.changes(3)[9])
    assert holed.measurable(1)[9]


def test_a_closed_market_makes_no_window() -> None:
    kept = [*range(10), *range(25, len(DAYS))]
    track = track_of(series("closed", [DAYS[place] for place in kept], np.linspace(10.0, 20.0, len(kept))))
    assert not track.measurable(1)[9]
    assert track.measurable(1)[8]
    assert not track.measurable(5)[5:10].any()
    assert np.isnan(track.steps[10])


def test_a_price_that_is_not_above_nought_has_no_return_to_or_from_it_and_is_counted() -> None:
    values = np.full(len(DAYS), 20.0)
    values[30] = -37.0
    track = track_of(series("wti", DAYS, values))
    assert track.unlogged == 1
    assert list(np.flatnonzero(~track.measurable(1)[:-1])) == [29, 30]
    assert track.changes(2)[29] == 0.0


def test_the_base_of_an_event_is_the_last_day_known_before_it_or_by_its_end() -> None:
    track = track_of(price(1, DAYS))
    saturday = next(day for day in (date(1985, 2, 1) + timedelta(days=n) for n in range(7)) if day.weekday() == 5)
    friday = DAYS.index(saturday - timedelta(days=1))
    assert track.bases([saturday], side="before").tolist() == track.bases([saturday], side="on").tolist() == [friday]
    monday = saturday + timedelta(days=2)
    assert track.bases([monday], side="before").tolist() == [friday]
    assert track.bases([monday], side="on").tolist() == [friday + 1]
    assert track.bases([DAYS[0], DAYS[-1] + timedelta(days=40)], side="before").tolist() == [-1, -1]


def test_a_month_s_mean_is_known_when_the_month_is_over() -> None:
    months = [date(2020, month, 1) for month in range(1, 13)]
    track = track_of(series("gold", months, np.arange(1.0, 13.0), "monthly"))
    assert date.fromordinal(int(track.days[1])) == date(2020, 2, 29)
    assert track.until(date(2020, 3, 30)).days.size == 2


@given(st.integers(min_value=5, max_value=40), st.integers(min_value=0, max_value=30))
@settings(max_examples=25, deadline=None)
def test_rolling_moments_are_those_of_numpy_with_values_left_out(length: int, missing: int) -> None:
    values = np.sin(np.arange(80.0)) * 0.02
    values[missing : missing + 3] = np.nan
    count, mean, spread = rolling(values, length=length, least=0.2)
    for place in (length, 79):
        own = values[place - length + 1 : place + 1]
        own = own[np.isfinite(own)]
        assert count[place] == own.size
        assert mean[place] == pytest.approx(own.mean())
        assert spread[place] == pytest.approx(own.std(ddof=1))


def test_a_window_below_one_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="window of 0"):
        track_of(price(1, DAYS)).changes(0)
