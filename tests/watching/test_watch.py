"""The digest: what hides, what changes nothing, what is refused, what cannot be read, what is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from made_values import AS_OF, daily, generator, normal

from contingent.core.errors import ValueRangeError
from contingent.core.watching import Digest, Series, Watched
from contingent.watching.watch import watch

WANDERING = 50 * np.exp(np.cumsum(0.02 * generator("wandering").standard_normal(900)))


def chances_of(watched: Watched) -> dict[str, float]:
    return {reading.statistic: reading.p for reading in watched.readings if reading.p is not None}


def only(digest: Digest) -> Watched:
    assert digest.unread == ()
    return digest.watched[0]


def later(series: Series, days: int) -> Series:
    more = tuple(series.dates[-1] + timedelta(days=day + 1) for day in range(days))
    return replace(series, dates=series.dates + more, values=series.values + (1e6,) * days)


@pytest.mark.parametrize("kind", ["index", "price", "count"])
def test_what_comes_later_changes_nothing(kind: str) -> None:
    values = {"index": normal(1), "price": WANDERING, "count": np.rint(normal(1))}[kind]
    series = daily(values, kind=kind)
    assert watch([later(series, 40)], as_of=AS_OF) == watch([series], as_of=AS_OF)


def test_the_order_of_series_changes_nothing_and_neither_does_another_ones_presence_change_a_p() -> None:
    several = [daily(normal(number), name=f"s{number}") for number in range(4)]
    forward = watch(several, as_of=AS_OF)
    assert watch(several[::-1], as_of=AS_OF) == forward
    alone = only(watch(several[2:3], as_of=AS_OF))
    assert chances_of(alone) == chances_of(forward.watched[2])


@pytest.mark.parametrize(("shift", "stretch"), [(1000.0, 1.0), (0.0, 0.001), (300.0, 64.0)])
def test_shifting_and_stretching_an_index_changes_no_chance(shift: float, stretch: float) -> None:
    plain = only(watch([daily(normal(2))], as_of=AS_OF))
    moved = only(watch([daily(normal(2) * stretch + shift)], as_of=AS_OF))
    assert chances_of(moved) == pytest.approx(chances_of(plain), rel=1e-6)
    assert [(c.day, c.what) for c in moved.changes] == [(c.day, c.what) for c in plain.changes]


def test_the_unit_of_a_price_changes_no_chance() -> None:
    plain = only(watch([daily(WANDERING, kind="price")], as_of=AS_OF))
    assert chances_of(only(watch([daily(WANDERING * 7.3, kind="price")], as_of=AS_OF))) == pytest.approx(
        chances_of(plain), rel=1e-6
    )


def test_every_listed_statistic_is_told_and_tests_alone_have_chances() -> None:
    found = only(watch([daily(WANDERING, kind="price")], as_of=AS_OF))
    told = {reading.statistic: reading for reading in found.readings}
    tests = {"mean", "median", "spread", "skewness", "kurtosis", "outside", "farthest", "change_level", "change_spread"}
    assert tests | {"mode", "variance", "difference"} <= set(told)
    assert set(chances_of(found)) == tests
    assert told["variance"].value == pytest.approx(told["spread"].value ** 2)
    for name in tests:
        reading = told[name]
        assert reading.low is not None and reading.high is not None and reading.low <= reading.high
        assert reading.q is not None and reading.p is not None and reading.q >= reading.p


def test_a_risen_level_is_told_with_its_day() -> None:
    values = normal(3)
    values[-15:] += 12
    digest = watch([daily(values, name="risk")] + [daily(normal(n), name=f"n{n}") for n in range(10, 14)], as_of=AS_OF)
    risk = next(one for one in digest.watched if one.series == "risk")
    assert risk.left and any("was expected of it (q " in sentence for sentence in risk.words)
    change = next(change for change in risk.changes if change.what == "level")
    assert change.earliest <= AS_OF - timedelta(days=14) <= change.latest
    assert change.after - change.before == pytest.approx(12, abs=4) and change.probability > 0.9
    assert any("the level changed" in sentence for sentence in risk.words)


def test_a_wilder_price_is_told_by_its_spread() -> None:
    moves = 0.02 * generator("wandering").standard_normal(900)
    moves[-25:] *= 3
    found = only(watch([daily(50 * np.exp(np.cumsum(moves)), kind="price", name="gas")], as_of=AS_OF))
    spread = next(reading for reading in found.readings if reading.statistic == "spread")
    assert spread.left and spread.high is not None and spread.value > spread.high
    assert any(words.startswith("Gas: the spread of daily returns was") for words in found.words)


def test_nothing_is_said_of_a_series_that_stayed() -> None:
    found = only(watch([daily(normal(6))], as_of=AS_OF))
    assert not found.left and found.words == ()


@pytest.mark.parametrize(
    ("series", "why"),
    [
        (daily([]), "no value by"),
        (daily(normal(1), end=AS_OF - timedelta(days=20)), "20 days old"),
        (daily(normal(1, 100)), "values before the period"),
        (daily(np.full(800, 3.0)), "the same"),
        (daily(normal(1, 400), every=6), "values in the 30 days"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason(series: Series, why: str) -> None:
    digest = watch([series, daily(normal(7), name="other")], as_of=AS_OF)
    assert [one.series for one in digest.watched] == ["other"]
    assert digest.unread[0][0] == "made" and why in digest.unread[0][1]


def test_a_period_that_stands_still_is_read_and_its_stillness_told() -> None:
    values = normal(8)
    values[-30:] = values[-31]
    found = only(watch([daily(values)], as_of=AS_OF))
    spread = next(reading for reading in found.readings if reading.statistic == "spread")
    assert spread.value == 0 and spread.left


@pytest.mark.parametrize(("cadence", "every", "days"), [("weekly", 7, 84), ("monthly", 30, 372)])
def test_weekly_and_monthly_values_are_watched_over_longer_and_say_so(cadence: str, every: int, days: int) -> None:
    found = only(watch([daily(normal(9, 200), cadence=cadence, every=every)], as_of=AS_OF))
    assert 11 <= found.observations <= 13 and any(f"over the {days} days" in note for note in found.notes)
    assert found.reference_last < found.first


def test_days_that_are_missing_are_absent_and_not_nought() -> None:
    series = daily(normal(10))
    kept = [place for place in range(800) if place % 3]
    sparse = replace(series, dates=tuple(series.dates[i] for i in kept), values=tuple(series.values[i] for i in kept))
    found = only(watch([sparse], as_of=AS_OF))
    assert found.observations == sum(place % 3 > 0 for place in range(770, 800))
    mean = next(reading for reading in found.readings if reading.statistic == "mean")
    assert mean.value == pytest.approx(np.mean([series.values[i] for i in kept if i >= 770]))


def test_no_number_is_no_value() -> None:
    with pytest.raises(ValueRangeError, match="not finite"):
        daily([1.0, float("nan")])


def test_what_is_asked_wrongly_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="two series named 'made'"):
        watch([daily(normal(1)), daily(normal(2))], as_of=AS_OF)
    with pytest.raises(ValueRangeError, match="period of 3 days"):
        watch([], as_of=AS_OF, period_days=3)
    with pytest.raises(ValueRangeError, match="false discovery rate of 2"):
        watch([], as_of=AS_OF, rate=2)


def test_nothing_to_watch_is_an_empty_digest() -> None:
    digest = watch([], as_of=date(2020, 1, 1))
    assert digest.watched == () and digest.unread == ()


def test_the_words_of_rates_say_what_was_measured_or_that_nothing_was() -> None:
    rates = {"false_alarms": {"words": "Measured: 8 %."}, "delay": {"words": "Half after 5 days."}}
    digest = watch([], as_of=AS_OF, rate=0.05, rates=rates)
    assert digest.rate_words.endswith("Measured: 8 %.") and "5%" in digest.rate_words
    assert digest.delay_words == "Half after 5 days."
    assert "not measured" in watch([], as_of=AS_OF).delay_words
