"""Our own models of country-months, as the forecast of the coming months asks for them; drivers told in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from contingent.forecasting.counts.panel import Panel
from contingent.journeys.forecasts.country_months import Models
from contingent.report.country_months.outlook import Driver, deaths
from contingent.report.numbers import estimate
from contingent.scoring.windows import OWN

if TYPE_CHECKING:
    from contingent.forecasting.counts.drivers import Driver as Factor
    from contingent.forecasting.counts.drivers import Explanation

EXPLAINED_LEAD = 6  # the middle of the year that the table shows
TOLD = 3
LEAST = 0.05  # a factor that moves the middle forecast by less than 5 % is not told
#: a factor → the feature whose value (deaths) is told with it, and over what it is a mean
VALUES: Mapping[str, tuple[str, str]] = {
    "deaths of the last month": ("last", ""),
    "deaths of the last half year": ("mean6", " a month"),
    "deaths of the last two to ten years": ("mean60", " a month over five years"),
}


def own_models() -> Models:
    """Our best forecaster of counts, our forecaster of months with 25 deaths, and what moves the first.

    Raises:
        InputError: a library is missing.
    """
    from contingent.forecasting.counts.forecasters import forecasters
    from contingent.forecasting.counts.onset import event_probabilities

    own = next(forecaster for forecaster in forecasters() if forecaster.name == OWN)
    return Models(
        name=OWN,
        draws=lambda panel, leads, n, seed: own.draws(panel, leads, n=n, seed=seed),
        events=lambda panel, leads, seed: event_probabilities(panel, leads, seed=seed)[OWN],
        drivers=_drivers,
    )


def _drivers(panel: Panel, _leads: Sequence[int], countries: Sequence[int], seed: int) -> dict[int, tuple[Driver, ...]]:
    from contingent.forecasting.counts.drivers import drivers

    found = drivers(panel, (EXPLAINED_LEAD,), countries, seed=seed)
    return {item.country: driver_words(item) for item in found}


def driver_words(item: Explanation) -> tuple[Driver, ...]:
    """Where the forecast starts and where its middle lies, then the factors that moved it most, as multiples."""
    start = Driver(
        words=f"The model starts from the last year's mean, {deaths(math.expm1(item.level))} a month; its middle "
        f"{item.lead} months ahead is {deaths(max(0.0, math.expm1(item.forecast)))}",
        amount=item.forecast - item.level,
    )
    told = [factor for factor in item.drivers[:TOLD] if abs(factor.contribution) >= LEAST]
    return (start, *(Driver(words=_factor_words(factor), amount=factor.contribution) for factor in told))


def _factor_words(factor: Factor) -> str:
    name, span = VALUES.get(factor.factor, ("", ""))
    known = factor.values.get(name, math.nan)
    value = f" ({deaths(known)}{span})" if math.isfinite(known) else ""
    return f"{factor.factor.capitalize()}{value}: × {estimate(math.exp(factor.contribution))}"
