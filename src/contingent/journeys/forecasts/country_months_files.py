"""The files of a country-month forecast: page, JSON, VIEWS draws and Hubverse model output, as texts and bytes."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from contingent.forecasting.counts.panel import first_of_month
from contingent.forecasting.counts.questions import THRESHOLD
from contingent.journeys.forecasts.country_months import Forecasted
from contingent.report.country_months.outlook import CountryMonths, country_months_json
from contingent.report.country_months.page import render_country_months_html
from contingent.sources.hubverse import ModelOutput, Output, output_name, output_parquet
from contingent.sources.views_draws import Predictions, predictions_parquet

HUB_MODEL = "contingent-counts"
HUB_COLUMNS = ("origin_date", "target", "horizon", "target_end_date", "location")
TARGET = "state-based deaths in month"
QUANTILES = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99)
CDF_AT = (0, THRESHOLD - 1, 99, 999)  # so 1 less the value is the probability of at least 1, 25, 100, 1000


def staged(report: CountryMonths, found: Forecasted, hub: ModelOutput) -> tuple[tuple[str, str], tuple[bytes, bytes]]:
    """Page and JSON as texts; VIEWS draws and model output as Parquet bytes.

    Raises:
        InputError: pyarrow is not installed.
    """
    order = np.argsort(found.panel.countries)
    predictions = Predictions(
        months=np.array(found.months),
        countries=found.panel.countries[order],
        draws=np.round(found.draws[:, order]),
    )
    texts = render_country_months_html(report), country_months_json(report)
    return texts, (predictions_parquet(predictions), output_parquet(hub))


def hub_output(found: Forecasted, *, as_of: date) -> tuple[str, ModelOutput]:
    """The name of the file and the model output: mean, quantiles, and the distribution function at 0, 24, 99 and 999.

    Locations are alpha-3 codes, horizons months after the last month of data. The distribution function at 24 is one
    less the probability of 25 deaths that the page gives; elsewhere it is of the draws.
    """
    outputs = []
    quantiles = np.quantile(found.draws, QUANTILES, axis=2)
    means = found.draws.mean(axis=2)
    below = _below(found)
    for lead, month in enumerate(found.months):
        end = first_of_month(month + 1) - timedelta(days=1)
        for place, state in enumerate(found.states):
            task = dict(zip(
                HUB_COLUMNS, (as_of.isoformat(), TARGET, str(lead + 1), end.isoformat(), state.iso3), strict=True
            ))  # fmt: skip
            outputs.append(Output(task=task, kind="mean", level=None, value=float(means[lead, place])))
            outputs += [
                Output(task=task, kind="quantile", level=str(level), value=float(quantiles[q, lead, place]))
                for q, level in enumerate(QUANTILES)
            ]
            outputs += [
                Output(task=task, kind="cdf", level=str(at), value=float(below[k, lead, place]))
                for k, at in enumerate(CDF_AT)
            ]
    name = f"{output_name(as_of, HUB_MODEL)}.parquet"
    return name, ModelOutput(columns=HUB_COLUMNS, outputs=tuple(outputs))


def _below(found: Forecasted) -> np.ndarray:
    """P(deaths ≤ each of `CDF_AT`): at 24 by the model of events, at the others by the draws but on its right side."""
    shares = np.stack([(np.round(found.draws) <= at).mean(axis=2) for at in CDF_AT])
    middle = 1.0 - found.p25
    return np.stack([np.minimum(shares[0], middle), middle, *(np.maximum(share, middle) for share in shares[2:])])
