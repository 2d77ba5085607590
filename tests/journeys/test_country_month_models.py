"""Our own models as the forecast of the coming months asks for them: draws, risks and drivers told in words."""

from __future__ import annotations

import math

import numpy as np

from contingent.forecasting.counts import drivers
from contingent.forecasting.counts.panel import Panel
from contingent.journeys.forecasts.country_months_models import driver_words, own_models


def explanation(*factors, forecast=40.0):
    told = tuple(drivers.Driver(factor=name, contribution=amount, values=values) for name, amount, values in factors)
    return drivers.Explanation(country=1, lead=6, level=math.log1p(100.0), base=0.0, drivers=told,
                               forecast=math.log1p(forecast))  # fmt: skip


def test_a_forecast_is_told_from_where_it_starts_to_where_it_ends_with_the_factors_between():
    words = [item.words for item in driver_words(explanation(
        ("deaths of the last month", math.log(0.5), {"last": 17.0, "last_to_mean12": 0.0}),
        ("the world", math.log(1.3), {"world_last": 1.0}),
    ))]  # fmt: skip
    assert words[0] == "The model starts from the last year's mean, 100 a month; its middle 6 months ahead is 40"
    assert words[1:] == ["Deaths of the last month (17): × 0.5", "The world: × 1.3"]


def test_small_factors_and_more_than_three_are_not_told():
    factors = [(f"factor {n}", 0.5 - n / 10, {}) for n in range(4)]
    assert len(driver_words(explanation(*factors))) == 1 + 3
    assert len(driver_words(explanation(("the world", 0.01, {})))) == 1


def test_a_middle_below_none_is_none():
    assert driver_words(explanation(forecast=-0.2))[0].words.endswith("ahead is 0")


def test_our_models_draw_judge_and_explain_a_small_panel():
    random = np.random.default_rng(1)
    at_war = np.arange(24) % 4 == 0
    deaths = random.poisson(np.where(at_war, 60.0, 0.05), size=(150, 24)).astype(float)
    panel = Panel(months=np.arange(300, 450), countries=np.arange(1, 25), deaths=deaths,
                  names=tuple(f"C{n}" for n in range(24)), gwcodes=tuple(range(2, 26)))  # fmt: skip
    models = own_models()
    assert models.name == "contingent"
    draws, risks = models.draws(panel, (1, 2), 40, 3), models.events(panel, (1, 2), 3)
    assert draws.shape == (2, 24, 40)
    assert risks.shape == (2, 24)
    assert risks[:, at_war].min() > 0.6 > 0.2 > risks[:, ~at_war].max()
    assert np.array_equal(draws, models.draws(panel, (1, 2), 40, 3))
    told = models.drivers(panel, (1, 2), (1, 2), 3)
    assert set(told) == {1, 2}
    assert told[1][0].words.startswith("The model starts from")
