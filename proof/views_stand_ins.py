"""A made country-month panel as a file, and cheap forecasters that the backtest of it may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from contingent.core.parquet import packed
from contingent.forecasting.counts.panel import Panel, month_id
from contingent.journeys.backtests.views import Chances, Rules

FIRST = 409  # January 2014
COUNTRIES = (3, 7, 20, 133, 246)


def made_deaths(months: int, *, seed: int = 1) -> np.ndarray:
    """Deaths of five countries: quiet, rare, steady, heavy, and one that does not exist for the first two years."""
    generator = np.random.default_rng(seed)
    rates = np.array([0.0, 0.4, 20.0, 400.0, 60.0])
    deaths = generator.poisson(rates * generator.gamma(2.0, 0.5, size=(months, 5))).astype(float)
    deaths[:24, 4] = np.nan
    return deaths


def rows_of(deaths: np.ndarray, *, first: int = FIRST) -> pa.Table:
    """The panel as the table that VIEWS publishes."""
    months, countries = deaths.shape
    return pa.table(
        {
            "month_id": np.repeat(np.arange(first, first + months), countries).astype(np.int32),
            "country_id": np.tile(np.array(COUNTRIES[:countries]), months),
            "ged_sb": pa.array([None if np.isnan(one) else int(one) for one in deaths.reshape(-1)], pa.int64()),
            "name": [f"Land {one}" for one in COUNTRIES[:countries]] * months,
            "gwcode": np.tile(np.array([110, 52, 775, 700, 626][:countries]), months),
        }
    )


def parquet(table: pa.Table) -> bytes:
    """The table as a Parquet file."""
    return packed(table)


@dataclass(frozen=True)
class Resampled:
    """Draws of a country's last `months` months; none of a country that is not there."""

    name: str
    months: int

    def draws(self, panel: Panel, leads: Sequence[int], *, n: int, seed: int) -> np.ndarray:
        held = np.nan_to_num(panel.deaths[-self.months :])
        generator = np.random.default_rng([seed, self.months])
        chosen = generator.integers(0, len(held), size=(len(leads), panel.countries.size, n))
        drawn: np.ndarray = held[chosen, np.arange(panel.countries.size)[None, :, None]]
        return drawn


@dataclass(frozen=True)
class Repeated:
    """The last known month, Poisson around it."""

    name: str = "last_poisson"

    def draws(self, panel: Panel, leads: Sequence[int], *, n: int, seed: int) -> np.ndarray:
        rate = np.nan_to_num(panel.deaths[-1])
        generator = np.random.default_rng(seed)
        return generator.poisson(np.broadcast_to(rate[None, :, None], (len(leads), rate.size, n))).astype(float)


def counted_chances(panel: Panel, leads: Sequence[int], seed: int) -> Chances:
    """Chances of 25 deaths counted in each country's own last months, the same at every lead."""
    above = np.nan_to_num(panel.deaths) >= 25
    often = (above[-12:].sum(0) + 0.5) / 13
    ours = (above[-24:].sum(0) + 0.5) / 25
    flat = np.full(often.size, (above.sum() + 0.5) / (above.size + 1))
    said = {"contingent": ours, "frequency12": often, "base_rate": flat}
    spread = {who: np.tile(one, (len(leads), 1)) for who, one in said.items()}
    return Chances(event=spread, onset=spread, at_risk=~above[-12:].any(0))


def cheap_rules(*, draws: int = 50, seed: int = 1, first: int = 2018) -> Rules:
    """Rules of a backtest whose forecasters cost nothing."""
    named = (Repeated(), Resampled("conflictology12", 12), Resampled("decay", 3), Resampled("contingent", 24))
    return Rules(draws=draws, seed=seed, first=first, forecasters=named, chances=counted_chances)


def months_through(year: int) -> int:
    """How many months from the first of the made panel to December of a year."""
    from datetime import date

    return month_id(date(year, 12, 1)) - FIRST + 1
