"""Country-month forecasts in words: who forecasts, what each slice is, what to know before quoting a figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contingent.report.backtests.backtest import Figure
from contingent.report.views.figures import EVENT, ONSET, OURS_LESS, REFERENCE, WITHOUT, span_name, spans
from contingent.report.views.windows import Window

WHO = {
    "zero": "nobody dies",
    "last_poisson": "a Poisson distribution around the last known month: a benchmark of the challenge",
    "bootstrap": "any country's month of the last twenty years: a benchmark of the challenge",
    "conflictology12": "the country's own last twelve months, equally likely: no entry of the challenge beat its CRPS "
    "in the year that came",
    "decay": "the country's past months, the later the likelier",
    "gradient": "quantiles by boosted trees on the country's own history",
    "contingent": "ours: a pool of what did best on windows before 2018",
    "frequency12": "how many of the last twelve months had 25 deaths or more",
    "base_rate": "how often it was so in the past, in all countries alike",
}


def countries_of(windows: Sequence[Window]) -> int:
    """How many countries have a cell in some window: the clusters of every interval."""
    return int(np.unique(np.concatenate([window.cells.country for window in windows])).size)


def slice_words(rows: Sequence[Figure], windows: Sequence[Window]) -> list[tuple[str, str]]:
    """Each slice of the rows in words."""
    events = {
        ONSET: "Onset: is a month with 25 deaths or more to come after a year without one?",
        EVENT: "Is a month with 25 deaths or more to come?",
    }
    found = []
    for name in dict.fromkeys(row.slice for row in rows):
        bare = name.replace(f" {WITHOUT}", "").removesuffix(f", {OURS_LESS}")
        words = bare
        for span in map(span_name, spans(windows)):
            years = span.removeprefix("mean ").replace("-", " to ")
            words = words.replace(span, f"Windows {years}")
        for event, asked in events.items():
            words = words.replace(f"{event}, ", f"{asked} ") if bare.startswith(event) else words
        if bare.startswith("window="):
            words = f"Window {bare.removeprefix('window=')}"
        elif bare.startswith("lead="):
            words = f"{bare.removeprefix('lead=')} months ahead"
        elif bare.startswith("region="):
            words = bare.removeprefix("region=")
        ours = ": our score less that of each other; below 0 ours is better" if name.endswith(OURS_LESS) else ""
        found.append((name, f"{words}{f', {WITHOUT}' if WITHOUT in name else ''}{ours}"))
    return found


def notes(windows: Sequence[Window], heavy: Sequence[str]) -> list[str]:
    """What to know before quoting the figures; `heavy` names the countries that are left out in places."""
    first, last = windows[0].year, windows[-1].year
    cells = sum(window.cells.country.size for window in windows)
    unscored = sum(window.unscored for window in windows)
    told = [
        f"{len(windows)} windows, {first} to {last}: {cells:,} country-months of {countries_of(windows)} countries. "
        "Each window is forecast from the October before it, three to fourteen months ahead.",
        "The data are of a late vintage: UCDP revises its counts for years, so what could be known in an October was "
        "not quite what the panel now says of it. All forecasters saw the same panel.",
        "Our settings were chosen on windows up to 2017, but 2018 to 2021 had been looked at some fifteen times on the "
        "way, and which of several forecasters was kept was decided with them in view (decision 16). Windows from 2022 "
        "on are the clean test. Another --seed moves our CRPS by about .1.",
        "Intervals resample whole countries with all their months, so they know that a country's months hang together; "
        "that wars of neighbours, or all countries of a year, do so too they do not know. They are rather too narrow.",
        f"The three heaviest countries, left out where it says so, are those with most deaths in the windows "
        f"{span_name(spans(windows)[0]).removeprefix('mean ').replace('-', ' to ')}: {', '.join(heavy)}. That is known "
        "only afterwards: it shows what hangs on them, and is no forecast.",
        f"A score less {REFERENCE} compares cell by cell: below 0 the row is better than {REFERENCE}. A difference is "
        "our score less the row's: below 0 ours is better.",
        "Most country-months see no death, and an interval of 0 to 0 holds them: coverage above 90% is no width to "
        "spare where people die.",
        "CRPS is of the ensemble estimator; IGN is in bits over the eleven bins of the challenge, one draw added to "
        "each; MIS is of the 90% interval.",
    ]
    if unscored:
        told.append(f"{unscored:,} country-months are not scored: their country did not exist in the October before.")
    return told
