"""A currency whose zeros were cut has not changed its worth: the days before are of another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from contingent.core.watching import Series
from contingent.journeys.watch import Asked, watched
from contingent.sources.series import SeriesRead
from contingent.sources.series_steps import of_one_currency

AS_OF = date(2015, 6, 30)
FIRST = AS_OF - timedelta(days=29)
DAYS = 900


def rate_of_exchange(*, step: int | None = None, by: float = 1e-6, unit: str = "VEF/USD", name: str = "fx") -> Series:
    values = 2e6 * np.exp(np.cumsum(0.005 * np.random.default_rng(7).standard_normal(DAYS)))
    if step is not None:
        values[step:] *= by
    return Series(
        name=name, label="Bolívar", kind="price", cadence="daily", unit=unit, source="made",
        dates=tuple(AS_OF - timedelta(days=DAYS - 1 - day) for day in range(DAYS)), values=tuple(values.tolist()),
    )  # fmt: skip


@pytest.mark.parametrize("by", [1e-6, 1e-3, 0.1, 1e5])
def test_a_leap_in_the_period_leaves_nothing_to_read_and_says_why(by: float) -> None:
    cut, told = of_one_currency(rate_of_exchange(step=DAYS - 10, by=by), first=FIRST, as_of=AS_OF)
    assert cut.dates == () and told is not None and "2015-06-21, as where zeros are cut" in told


def test_a_leap_before_the_period_leaves_the_days_after_it() -> None:
    series = rate_of_exchange(step=300)
    cut, told = of_one_currency(series, first=FIRST, as_of=AS_OF)
    assert cut.dates == series.dates[300:] and cut.values == series.values[300:]
    assert told is not None and "the days before are left out" in told


def test_what_does_not_leap_is_no_rate_of_exchange_or_leaps_later_stays_as_it_is() -> None:
    halved = rate_of_exchange(step=DAYS - 10, by=0.5)
    oil = rate_of_exchange(step=DAYS - 10, unit="USD/barrel")
    later = rate_of_exchange(step=DAYS - 1)
    assert of_one_currency(halved, first=FIRST, as_of=AS_OF) == (halved, None)
    assert of_one_currency(oil, first=FIRST, as_of=AS_OF) == (oil, None)
    assert of_one_currency(later, first=FIRST, as_of=AS_OF - timedelta(days=1)) == (later, None)


def test_no_digest_tells_of_a_cut_of_zeros_as_of_a_price_that_left_its_range() -> None:
    inside, early = rate_of_exchange(step=DAYS - 10), rate_of_exchange(step=300, name="early")
    digest = watched(SeriesRead(series=(inside, replace(early, label="Early"))), Asked(as_of=AS_OF), on=AS_OF).digest
    assert [one.series for one in digest.watched] == ["early"] and not digest.watched[0].left
    assert digest.watched[0].reference_first > early.dates[300]
    assert [(name, "zeros are cut" in why) for name, why in digest.unread] == [("Bolívar", True)]
    assert any(words.startswith("Early: it went from") for words in digest.warnings)
