"""Event studies: even p-values where nothing happened, planted effects found, calm and wild times kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from made_markets import FIRST, generator, price, series, trading_days
from scipy.stats import kstest

from contingent.core.errors import ValueRangeError
from contingent.watching.exposure.event_study import (
    LEAST_EVENTS,
    Circle,
    abnormal_returns,
    event_study,
)
from contingent.watching.exposure.track import Track, track_of

DAYS = trading_days(4000)


def events(seed: int, n: int = 40) -> list[date]:
    """Days at least a month apart, in bursts: most gaps are a month or little more, a few are long."""
    gaps = 30 + generator("events", seed).exponential(50.0, size=n) ** 1.5 / 9.0
    places = 300 + np.cumsum(gaps).astype(int)
    return [FIRST + timedelta(days=int(place)) for place in places if place < 3900]


def test_p_values_are_even_where_nothing_happened_even_in_restless_markets() -> None:
    """200 null series; the Kolmogorov test fails once in 1000 such suites."""
    p = [
        study.p
        for seed in range(200)
        if (study := event_study(track_of(price(seed, DAYS, restless=True)), events(seed, 25), window=5, seed=1,
                                 rotations=199)) is not None
    ]  # fmt: skip
    assert len(p) == 200
    assert kstest(p, "uniform").pvalue > 0.001
    assert sum(value <= 0.1 for value in p) <= 35


def test_a_planted_effect_is_found_with_its_size_and_on_the_day_of_which_the_news_tells() -> None:
    days = events(1)
    study = event_study(track_of(price(2, DAYS, events=days, effect=0.02)), days, window=1, seed=1)
    assert study is not None and study.interval is not None
    assert study.p <= 0.001
    assert study.mean == pytest.approx(0.02, abs=0.005)
    assert study.interval[0] > 0.01
    assert study.up > study.usual_up
    late = event_study(track_of(price(2, DAYS, events=days, effect=0.02)), days, window=1, seed=1, lag=timedelta(-5))
    assert late is not None and late.p > 0.05


def test_an_effect_of_wild_times_alone_is_none() -> None:
    """Events that fall in wild stretches: raw returns are three times as wide, studentised ones are not."""
    wild = [day for place, day in enumerate(DAYS) if (place // 150) % 2 and 20 < place % 150 < 130]
    p = []
    for seed in range(60):
        days = sorted(wild[::27])[1:]
        study = event_study(track_of(price(900 + seed, DAYS, restless=True)), days, window=1, seed=1, rotations=199)
        assert study is not None
        p.append(study.p)
    assert sum(value <= 0.05 for value in p) <= 10


def test_a_rotation_moves_the_whole_calendar_and_sums_what_lies_there() -> None:
    places, values = np.array([5, 20, 90, 91, 300]), generator("circle").standard_normal(420)
    circle = Circle.of(3, 400, places, key=("made", 1, 1), most=50)
    assert circle.steps.size == 50
    by_hand = [values[3 + (places - 3 + step) % 397].sum() for step in circle.steps]
    np.testing.assert_allclose(circle.sums(values), by_hand, atol=1e-12)
    assert Circle.of(3, 400, places, key=("made", 1, 1), most=10_000).steps.tolist() == list(range(1, 397))


def test_price_level_and_currency_do_not_matter() -> None:
    days, track = events(3), track_of(price(3, DAYS))
    dear = replace(track, logs=track.logs + np.log(1000.0))
    one, other = (event_study(own, days, window=5, seed=1, rotations=99) for own in (track, dear))
    assert one is not None and other is not None
    np.testing.assert_allclose(one.abnormal, other.abnormal, atol=1e-11)
    assert (one.p, one.days) == (other.p, other.days)


def test_a_steady_drift_is_no_abnormal_return_and_a_turned_price_turns_the_answer() -> None:
    days, track = events(4), track_of(price(4, DAYS))
    drifting = replace(track, logs=track.logs + 0.01 * np.arange(track.logs.size))
    turned = replace(track, logs=-track.logs)
    plain, steady, other = (
        event_study(own, days, window=5, seed=1, rotations=199) for own in (track, drifting, turned)
    )
    assert plain is not None and steady is not None and other is not None
    np.testing.assert_allclose(plain.abnormal, steady.abnormal, atol=1e-9)
    np.testing.assert_allclose(plain.abnormal, -other.abnormal, atol=1e-12)
    assert plain.p == other.p


def test_what_happens_after_a_window_does_not_change_it() -> None:
    track = track_of(price(5, DAYS))
    raw, scaled = abnormal_returns(track, window=5)
    cut_raw, cut_scaled = abnormal_returns(track.until(DAYS[2000]), window=5)
    np.testing.assert_array_equal(cut_raw[:1990], raw[:1990])
    np.testing.assert_array_equal(cut_scaled[:1990], scaled[:1990])


def test_the_event_itself_is_not_in_what_is_normal() -> None:
    track = track_of(price(6, DAYS))
    logs = track.logs.copy()
    logs[1000:] += 0.5
    moved = abnormal_returns(replace(track, logs=logs), window=1)[0] - abnormal_returns(track, window=1)[0]
    assert moved[999] == pytest.approx(0.5)
    np.testing.assert_allclose(moved[1000:1010], 0.0, atol=1e-12)


def test_two_events_in_one_month_of_monthly_values_are_one_window() -> None:
    months = [date(1985 + place // 12, place % 12 + 1, 1) for place in range(300)]
    track = track_of(
        series("gold", months, np.exp(np.cumsum(0.02 * generator("gold").standard_normal(300))), "monthly")
    )
    days = [date(1990 + place, 5, 3) for place in range(15)]
    study = event_study(track, [*days, date(2004, 5, 28)], window=1, seed=1)
    assert study is not None
    assert (len(study.days), study.unmeasured) == (15, 1)


def test_placebo_days_lie_about_nought_and_shun_the_events() -> None:
    days = events(8)
    study = event_study(track_of(price(8, DAYS, events=days, effect=0.5)), days, window=1, seed=1)
    assert study is not None
    # an effect of half the price would stand out of any placebo that held one event
    assert np.abs(study.placebo).max() < 0.1
    # what is normal near an event holds other events: a hundredth of the effect
    assert abs(float(np.median(study.placebo))) < 0.01


def test_too_few_events_are_told_of_nobody_and_a_window_below_one_is_refused() -> None:
    track = track_of(price(9, DAYS))
    assert event_study(track, events(9)[: LEAST_EVENTS - 1], window=1, seed=1) is None
    with pytest.raises(ValueRangeError, match="window of 0"):
        event_study(track, events(9), window=0, seed=1)


def test_the_same_arguments_give_the_same_bytes() -> None:
    track: Track = track_of(price(10, DAYS))
    one, other = (event_study(track, events(10), window=5, seed=3, rotations=300) for _ in range(2))
    assert one is not None and other is not None
    assert (one.p, one.placebo.tobytes()) == (other.p, other.placebo.tobytes())
