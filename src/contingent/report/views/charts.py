"""The charts of country-month forecasts: scores side by side, by lead, how true chances are, where outcomes fell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contingent.report.backtests.backtest import Chart, Figure, Panel
from contingent.report.backtests.charts import Score, lead_chart, pit_chart, reliability_chart, score_chart
from contingent.report.numbers import estimate
from contingent.report.views.figures import (
    COMPARED,
    REFERENCE,
    THRESHOLD,
    Chosen,
    Countries,
    span_name,
    spans,
)
from contingent.report.views.windows import Cells, Values, Window, joined
from contingent.scoring.pit import span_counts
from contingent.scoring.reliability import wilson
from contingent.scoring.windows import OWN

#: whose curves are drawn by lead: more would hide one another
CURVES = (REFERENCE, OWN)
PARTS = 10
#: lower edges of the bins of a chance that is small for most: the first holds nearly all, the rest stand apart
EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9)


def charts(windows: Sequence[Window], rows: Sequence[Figure], *, seed: int) -> list[Chart]:
    """Scores with their intervals, scores by lead, reliability of the chances, and PIT histograms."""
    first, last = spans(windows)[0]
    cells = joined([window for window in windows if first <= window.year <= last])
    span = span_name((first, last))
    drawn = [
        Chart(
            title="Scores, ours and others'",
            note=f"The {span.replace('-', ' to ')}: less is better. A line is the 90 % interval by countries resampled "
            "whole; a score far off is cut at the edge.",
            panels=tuple(_score_panel(metric, span, rows) for metric in COMPARED),
        ),
        Chart(
            title="Scores by how far ahead",
            note="Months after the last month that was known. Forecasts are made from Octobers, so that 3 is always a "
            "January and 14 a December: a peak may be a month of war and no matter of distance.",
            panels=tuple(_lead_panel(metric, rows) for metric in ("CRPS", "IGN")),
        ),
    ]
    every = np.ones(cells.deaths.size, dtype=bool)
    asked = ((f"{THRESHOLD} deaths or more", cells.chances, every), ("onset", cells.onset_chances, cells.at_risk))
    reliable = [_reliability_panel(name, chances[OWN], cells, chosen, seed=seed)
                for name, chances, chosen in asked if OWN in chances and chosen.any()]  # fmt: skip
    if reliable:
        drawn.append(
            Chart(
                title="What was said, and what came true",
                note="Country-months by the probability that we gave to 25 deaths or more; a line is the 90 % interval "
                "by countries resampled whole, or Wilson's where that is wider.",
                panels=tuple(reliable),
            )
        )
    lively = (("all countries", every), ("where somebody died in the year before", cells.lively))
    drawn.append(
        Chart(
            title="Where in our forecasts the deaths fell",
            note="The PIT histogram: country-months by tenth of their forecast, those on a count that many draws share "
            "spread over it. If forecasts are right all are equal.",
            panels=tuple(_pit_panel(name, cells, chosen) for name, chosen in lively if chosen.any()),
        )
    )
    return drawn


def _score_panel(metric: str, span: str, rows: Sequence[Figure]) -> Panel:
    chosen = [row for row in rows if row.slice == span and row.metric == metric]
    scores = [Score(name=row.forecaster, value=row.value, interval=row.interval, own=row.forecaster == OWN)
              for row in chosen]  # fmt: skip
    told = ", ".join(f"{row.forecaster} {estimate(row.value, 3)}" for row in chosen)
    return Panel(name=metric, spec=score_chart(scores), description=f"{metric}: {told}.")


def _lead_panel(metric: str, rows: Sequence[Figure]) -> Panel:
    curves: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        lead = row.slice.removeprefix("lead=")
        if row.metric == metric and row.forecaster in CURVES and lead != row.slice and lead.isdigit():
            curves.setdefault(row.forecaster, []).append((float(lead), row.value))
    told = "; ".join(
        f"{who} {estimate(points[0][1], 3)} at {points[0][0]:.0f} months, {estimate(points[-1][1], 3)} at "
        f"{points[-1][0]:.0f}"
        for who, points in curves.items()
    )
    spec = lead_chart(curves, own=OWN, x_label="months ahead")
    return Panel(name=metric, spec=spec, description=f"{metric} by lead: {told}.")


def reliability_bins(
    said: Values, came: Chosen, country: np.ndarray, *, seed: int
) -> list[tuple[float, float, float, float, int]]:
    """Of each bin of probabilities: mean said, share that came true, its interval (the wider of two), cases."""
    countries = Countries(seed)
    place = np.digitize(said, EDGES)
    found = []
    for one in np.unique(place):
        chosen = place == one
        events, n = int(came[chosen].sum()), int(chosen.sum())
        low, high = wilson(events, n)
        resampled = countries.interval(came[chosen].astype(float), country[chosen]) or (low, high)
        found.append((float(said[chosen].mean()), events / n, min(low, resampled[0]), max(high, resampled[1]), n))
    return found


def _reliability_panel(name: str, said: Values, cells: Cells, chosen: Chosen, *, seed: int) -> Panel:
    came = cells.deaths[chosen] >= THRESHOLD
    bins = reliability_bins(said[chosen], came, cells.country[chosen], seed=seed)
    told = "; ".join(f"said {mean:.1%}, came {share:.1%} of {n:,}" for mean, share, _, _, n in bins)
    return Panel(name=name, spec=reliability_chart(bins), description=f"{told}.")


def _pit_panel(name: str, cells: Cells, chosen: Chosen) -> Panel:
    pairs = list(zip(cells.below[chosen].tolist(), cells.upto[chosen].tolist(), strict=True))
    counts = [round(count) for count in span_counts(pairs, bins=PARTS)]
    told = ", ".join(f"{count:,}" for count in counts)
    return Panel(name=name, spec=pit_chart(counts), description=f"By tenth of the forecast, lowest first: {told}.")
