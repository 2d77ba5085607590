"""Laws of a calibration: what is identified is found, what is not stays the prior, and gaps are no standstill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from series_cases import empty

from contingent.core.errors import DataError
from contingent.simulating.fitting.calibration import Calibration, spans
from contingent.simulating.fitting.series import KnownSeries
from contingent.simulating.fitting.smc import Settings, tempered

START = date(2030, 1, 1)
#: the day of every fit here, 731 days into the series
LAST = START + timedelta(days=730)


def series(values: np.ndarray) -> KnownSeries:
    days = tuple(START + timedelta(days=i) for i in range(len(values)))
    return KnownSeries(label="a series", source="s", licence="l", days=days, values=tuple(values.tolist()))


def test_the_ratio_of_two_biases_is_identified_and_their_size_is_not() -> None:
    blank = empty(12)
    rates = 200.0 + 10.0 * np.random.default_rng(1).standard_normal(12)
    known = np.ones((12, 2))
    window = replace(blank, rates=np.stack([rates, 0.8 * rates], axis=1), rates_known=known, centre=200.0)
    calibration = Calibration(window)
    found = tempered(
        calibration.log_likelihood, calibration.blocks, settings=Settings(particles=200, moves=4, last_moves=8), seed=1
    )
    p = calibration.parameters(found.points)
    ratio = np.log(p["bias_two"] / p["bias_one"])
    assert float(ratio.mean()) == pytest.approx(np.log(0.8), abs=0.06)
    assert float(ratio.std()) < 0.35 * 0.15 * 2**0.5
    assert float(np.log(p["bias_one"]).std()) > 0.6 * 0.15


def test_a_window_without_a_known_value_gives_the_prior_back() -> None:
    blank = empty(12)
    window = replace(blank, rates_known=np.zeros((12, 2)))
    calibration = Calibration(window)
    found = tempered(
        calibration.log_likelihood, calibration.blocks, settings=Settings(particles=300, moves=3, last_moves=5), seed=1
    )
    rows = list(calibration.blocks[1])
    assert found.points[rows].mean(axis=1) == pytest.approx(np.zeros(len(rows)), abs=0.25)
    assert found.points[rows].std(axis=1) == pytest.approx(np.ones(len(rows)), abs=0.2)


def test_the_rate_at_the_end_is_that_of_the_last_spans() -> None:
    days = np.arange(731)
    claims = np.cumsum(np.where(days < 600, 500.0, 1000.0))
    found = spans(series(claims), {"one": series(3000.0 + 4.0 * days)}, LAST)
    assert np.exp(found.log_claims[[0, -1]]) == pytest.approx([15_000.0, 30_000.0])
    assert found.rates[:, 0] == pytest.approx(np.full(24, 120.0))
    calibration = Calibration(found)
    drawn = calibration.latents(np.zeros((len(calibration.priors), 200)), np.random.default_rng(1))
    assert float(np.median(drawn["loss_rate_attacker"])) == pytest.approx(30_000.0, rel=0.05)
    assert float(np.median(drawn["advance_recent"])) == pytest.approx(120.0, rel=0.05)


def test_a_map_that_begins_late_is_known_from_then_on() -> None:
    days = np.arange(731)
    late = KnownSeries(
        label="late", source="s", licence="l", days=tuple(START + timedelta(days=int(i)) for i in days[640:]),
        values=tuple((2.0 * days[640:]).tolist()),
    )  # fmt: skip
    found = spans(series(500.0 * (days + 1)), {"one": series(4.0 * days), "two": late}, LAST)
    assert found.rates_known.sum(axis=0).tolist() == [24.0, 3.0]
    assert found.rates[-3:, 1] == pytest.approx(np.full(3, 60.0))


def test_days_without_a_row_are_no_days_without_losses_or_movement() -> None:
    days = np.arange(731)
    claims, area, check = series(500.0 * (days + 1)), series(4.0 * days), series(2.0 * days)
    whole = spans(claims, {"one": area, "two": check}, LAST)
    inside = [*range(300), *range(309, 731)]

    def without(known: KnownSeries, kept: list[int]) -> KnownSeries:
        return replace(known, days=tuple(known.days[i] for i in kept), values=tuple(known.values[i] for i in kept))

    for kept in (inside, [*range(723)]):  # nine days that nobody reported, inside and at the end
        gappy = spans(without(claims, kept), {"one": without(area, kept), "two": check}, LAST)
        assert gappy.log_claims[-60:] == pytest.approx(whole.log_claims[-60:], abs=1e-9)
        assert gappy.rates[-12:] == pytest.approx(whole.rates[-12:], abs=1e-9)
    late = spans(claims, {"one": area, "two": without(check, [*range(723)])}, LAST)
    assert late.rates[-12:] == pytest.approx(whole.rates[-12:], abs=1e-9)


@pytest.mark.parametrize(
    ("claims", "area", "complaint"),
    [
        (np.arange(200.0), np.arange(731.0), "spans of ten days"),
        (np.zeros(731), np.arange(731.0), "rises in 0"),
        (np.arange(731.0), np.arange(300.0), "9 months|10 months"),
    ],
)
def test_series_too_short_or_without_losses_are_refused(claims: np.ndarray, area: np.ndarray, complaint: str) -> None:

    def ending(values: np.ndarray) -> KnownSeries:
        days = tuple(LAST - timedelta(days=len(values) - 1 - i) for i in range(len(values)))
        return replace(series(values), days=days)

    with pytest.raises(DataError, match=complaint):
        spans(ending(claims), {"one": ending(area)}, LAST)
