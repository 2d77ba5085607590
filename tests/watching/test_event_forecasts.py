"""Forecasts after events: from what was over before, scored as scoring scores, better only where events foretell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from made_markets import FIRST, generator, price, series, trading_days

from contingent.core.errors import ValueRangeError
from contingent.scoring.rules import brier, crps_draws
from contingent.watching.exposure.forecast import (
    EVENTS,
    FORECASTERS,
    LEAST_PAST_EVENTS,
    LEVELS,
    SCALED,
    UNCONDITIONAL,
    WALK,
    Priors,
    _half_normal,
    scored_forecasts,
)
from contingent.watching.exposure.track import Track, track_of

DAYS = trading_days(5000)
PRIORS = Priors(direction=20.0, size=20.0)
EVENT_DAYS = [FIRST + timedelta(days=200 + 45 * place) for place in range(100)]


def drifting(seed: int, *, after: float, larger: float = 1.0) -> Track:
    """A walk that moves by `after` on the first trading day after each event, `larger` times as far."""
    steps = 0.01 * generator("drifting", seed).standard_normal(len(DAYS))
    for event in EVENT_DAYS:
        place = next((place for place, day in enumerate(DAYS) if day > event), None)
        if place is not None:
            steps[place] = larger * steps[place] + after
    return track_of(series("drifting", DAYS, 50.0 * np.exp(np.cumsum(steps))))


def test_the_future_of_an_event_changes_only_what_came_and_never_what_was_said() -> None:
    track = drifting(1, after=0.0)
    whole = scored_forecasts(track, EVENT_DAYS, window=5, priors=PRIORS, first=FIRST)
    assert whole is not None
    middle = len(whole.days) // 2
    base = int(np.searchsorted(track.days, whole.days[middle].toordinal()))
    logs = track.logs.copy()
    logs[base + 1 :] -= 0.7 * np.arange(1, logs.size - base)
    other = scored_forecasts(replace(track, logs=logs), EVENT_DAYS, window=5, priors=PRIORS, first=FIRST)
    assert other is not None
    for who in FORECASTERS:
        np.testing.assert_array_equal(whole.said[who][: middle + 1], other.said[who][: middle + 1])
        np.testing.assert_array_equal(whole.crps[who][:middle], other.crps[who][:middle])
    assert not other.rose[middle:].any()


def test_what_events_foretell_is_found_in_the_direction() -> None:
    found = scored_forecasts(drifting(2, after=0.02), EVENT_DAYS, window=1, priors=PRIORS, first=FIRST)
    assert found is not None
    assert found.brier[EVENTS].mean() < 0.8 * found.brier[UNCONDITIONAL].mean()
    assert found.brier[EVENTS].mean() < found.brier[WALK].mean()


def test_what_events_foretell_is_found_in_the_size() -> None:
    found = scored_forecasts(drifting(3, after=0.0, larger=4.0), EVENT_DAYS, window=1, priors=PRIORS, first=FIRST)
    assert found is not None
    assert found.crps[EVENTS].mean() < 0.95 * found.crps[SCALED].mean()


def test_where_events_foretell_nothing_they_gain_next_to_nothing() -> None:
    gains = []
    for seed in range(10, 20):
        found = scored_forecasts(drifting(seed, after=0.0), EVENT_DAYS, window=1, priors=PRIORS, first=FIRST)
        assert found is not None
        gains.append(1.0 - found.crps[EVENTS].mean() / found.crps[SCALED].mean())
    assert abs(float(np.mean(gains))) < 0.02


def test_scores_are_those_of_the_rules() -> None:
    found = scored_forecasts(drifting(4, after=0.0), EVENT_DAYS, window=5, priors=PRIORS, first=FIRST)
    assert found is not None
    for place in (0, len(found.days) - 1):
        for who in FORECASTERS:
            said, rose = float(found.said[who][place]), bool(found.rose[place])
            assert found.brier[who][place] == pytest.approx(brier(said, rose))
        walk = (_half_normal() * found.recent[place]).tolist()
        assert found.crps[WALK][place] == pytest.approx(
            crps_draws(walk, float(found.size[place]), estimator="ensemble")
        )


def test_a_heavy_prior_is_the_past_of_all_days() -> None:
    heavy = Priors(direction=1e9, size=1e9)
    found = scored_forecasts(drifting(5, after=0.01), EVENT_DAYS, window=1, priors=heavy, first=FIRST)
    assert found is not None
    np.testing.assert_allclose(found.said[EVENTS], found.said[UNCONDITIONAL], atol=1e-6)
    np.testing.assert_allclose(found.crps[EVENTS], found.crps[SCALED], rtol=1e-5)


def test_the_price_s_level_does_not_matter_and_a_louder_price_scores_as_many_times_worse() -> None:
    track = drifting(6, after=0.0)
    plain = scored_forecasts(track, EVENT_DAYS, window=5, priors=PRIORS, first=FIRST)
    dear = scored_forecasts(replace(track, logs=track.logs + 3.0), EVENT_DAYS, window=5, priors=PRIORS, first=FIRST)
    loud = scored_forecasts(replace(track, logs=3.0 * track.logs), EVENT_DAYS, window=5, priors=PRIORS, first=FIRST)
    assert plain is not None and dear is not None and loud is not None
    for who in FORECASTERS:
        np.testing.assert_allclose(dear.crps[who], plain.crps[who], rtol=1e-6)
        np.testing.assert_allclose(loud.crps[who], 3.0 * plain.crps[who], rtol=1e-6)
        np.testing.assert_allclose(loud.said[who], plain.said[who], atol=1e-12)


def test_events_are_forecast_only_with_enough_behind_them_and_in_the_days_asked_for() -> None:
    first = date(1992, 1, 1)
    found = scored_forecasts(track_of(price(7, DAYS)), EVENT_DAYS, window=5, priors=PRIORS, first=first)
    assert found is not None
    assert first <= found.days[0]
    early = scored_forecasts(track_of(price(7, DAYS)), EVENT_DAYS, window=5, priors=PRIORS, first=FIRST)
    assert early is not None
    assert early.days[0] > EVENT_DAYS[LEAST_PAST_EVENTS - 1]
    few = EVENT_DAYS[:LEAST_PAST_EVENTS]
    assert scored_forecasts(track_of(price(7, DAYS)), few, window=5, priors=PRIORS, first=FIRST) is None
    with pytest.raises(ValueRangeError, match="weights above 0"):
        scored_forecasts(track_of(price(7, DAYS)), few, window=5, priors=Priors(direction=0.0, size=1.0), first=FIRST)


def test_the_levels_are_even_and_symmetric() -> None:
    np.testing.assert_allclose(LEVELS + LEVELS[::-1], 1.0)
    assert float(np.interp(0.5, LEVELS, LEVELS)) == pytest.approx(0.5)
