"""Shocks: found where planted, by the past alone, one a cluster, and as rare as was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_markets import FIRST, news

from contingent.core.errors import DataError, ValueRangeError
from contingent.watching.exposure.shocks import (
    APART_DAYS,
    EXPECTED_FROM,
    SAME_WEEKDAYS,
    days_of,
    shocks,
    surprises,
    tuned_threshold,
)

JUMPS = (1000, 1500, 2100, 3000)


def test_planted_jumps_are_the_events_weekdays_and_weekends_alike() -> None:
    index = news(1, jumps=JUMPS)
    found = shocks(index, threshold=6.0)
    assert [(day - FIRST).days for day in days_of(found)] == list(JUMPS)
    assert all(one.jumps == 1 and one.last == one.day for one in found)


@given(st.integers(min_value=900, max_value=4000))
@settings(max_examples=15, deadline=None)
def test_a_day_s_surprise_uses_nothing_after_that_day(known: int) -> None:
    index = news(2, jumps=JUMPS)
    cut = index.until(FIRST + timedelta(days=known))
    np.testing.assert_array_equal(surprises(cut), surprises(index)[: known + 1])


def test_nothing_is_said_before_two_years_of_the_same_weekday_are_known() -> None:
    said = np.isfinite(surprises(news(3)))
    assert not said[: EXPECTED_FROM + 7 * SAME_WEEKDAYS].any()
    assert said[EXPECTED_FROM + 7 * SAME_WEEKDAYS :].all()


def test_a_quiet_weekend_is_no_fall_and_a_usual_monday_no_jump() -> None:
    index = news(4, days=4000)
    found = surprises(index)
    weekday = np.array([day.weekday() for day in index.dates])
    means = [np.nanmean(found[weekday == day]) for day in range(7)]
    assert max(map(abs, means)) < 0.25


def test_days_within_a_month_of_an_event_s_first_are_that_event_and_the_next_day_is_another() -> None:
    inside, outside = 2000 + APART_DAYS - 1, 2000 + APART_DAYS
    (one,) = shocks(news(5, jumps=(2000, 2003, inside)), threshold=5.0)
    assert (one.day, one.last, one.jumps) == (FIRST + timedelta(days=2000), FIRST + timedelta(days=inside), 3)
    assert len(shocks(news(5, jumps=(2000, outside)), threshold=5.0)) == 2


@given(st.floats(min_value=50.0, max_value=1000.0))
@settings(max_examples=10, deadline=None)
def test_the_unit_of_the_index_hardly_matters(times: float) -> None:
    index = news(6, days=2500)
    other = replace(index, values=tuple(value * times for value in index.values))
    np.testing.assert_allclose(surprises(other), surprises(index), atol=0.1)


@pytest.mark.parametrize("per_year", [1.0, 4.0])
def test_the_threshold_makes_no_more_events_a_year_than_asked_and_the_next_lower_one_makes_more(
    per_year: float,
) -> None:
    index, until = news(7), date(1995, 12, 31)
    threshold = tuned_threshold(index, until=until, per_year=per_year)
    known = index.until(until)
    years = np.isfinite(surprises(known)).sum() / 365.25
    assert len(shocks(known, threshold=threshold)) / years <= per_year
    assert len(shocks(known, threshold=threshold - 0.25)) / years > per_year


def test_a_threshold_does_not_see_what_comes_after_its_windows() -> None:
    index, until = news(8, jumps=(4000, 4100, 4200)), date(1993, 12, 31)
    assert tuned_threshold(index, until=until, per_year=4.0) == tuned_threshold(
        index.until(until), until=until, per_year=4.0
    )


def test_too_short_an_index_and_one_that_is_no_daily_count_are_refused() -> None:
    with pytest.raises(DataError, match="two years"):
        tuned_threshold(news(9, days=900), until=date(2000, 12, 31), per_year=4.0)
    with pytest.raises(ValueRangeError, match="monthly"):
        surprises(replace(news(9, days=900), cadence="monthly"))
