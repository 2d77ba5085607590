"""A year of country-month forecasts held against what happened: scores by country and month, small enough to travel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int

from contingent.scoring.challenge import crps, ignorance, inside90, interval_score90

Values = Float[np.ndarray, " cell"]

#: the scores of counts, by the names of their metrics
COUNT_SCORES: Mapping[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "CRPS": crps, "IGN": ignorance, "MIS": interval_score90, "coverage90": inside90,
}  # fmt: skip
#: how many of a window's worst country forecasts travel with it
WORST = 10
#: how many countries `heaviest` names
HEAVIEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Months of countries: what happened in each, and how each forecaster did; arrays have a value a cell.

    `year` is of the window, `lead` in months after the last known month, `country` a VIEWS number; `lively` says that
    somebody died there in the twelve months before. `scores[forecaster][metric]` are of the counts; `below` and `upto`
    are the shares of our draws under what happened, and at most as high. `chances[forecaster]` are the probabilities of
    25 deaths or more, `onset_chances` the same for the cells `at_risk` (elsewhere they mean nothing).
    """

    year: Int[np.ndarray, " cell"]
    lead: Int[np.ndarray, " cell"]
    country: Int[np.ndarray, " cell"]
    deaths: Values
    lively: Bool[np.ndarray, " cell"]
    at_risk: Bool[np.ndarray, " cell"]
    below: Values
    upto: Values
    scores: Mapping[str, Mapping[str, Values]]
    chances: Mapping[str, Values]
    onset_chances: Mapping[str, Values]

    @property
    def forecasters(self) -> tuple[str, ...]:
        """Who forecast counts, in their order."""
        return tuple(self.scores)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The costliest month of a country in a window: what was said (median and 90 % interval) and what happened.

    `share` is the country's part of the window's whole CRPS.
    """

    month: int
    country: int
    low: float
    median: float
    high: float
    deaths: float
    crps: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A year forecast from the month `known_through`; `unscored` cells had no country when the forecast was made."""

    year: int
    known_through: int
    cells: Cells
    worst: tuple[Worst, ...]
    unscored: int = 0


def count_scores(draws: Float[np.ndarray, "cell draw"], deaths: Values) -> dict[str, Values]:
    """The four scores of the challenge for every cell; coverage is 1 where the interval held what happened."""
    return {metric: np.asarray(rule(draws, deaths), dtype=float) for metric, rule in COUNT_SCORES.items()}


def worst_of(cells: Cells, draws: Float[np.ndarray, "cell draw"], *, who: str, known_through: int) -> tuple[Worst, ...]:
    """The countries in which `who`, who gave these draws, has most of its CRPS in a window, the costliest first."""
    scores = cells.scores[who]["CRPS"]
    countries, place = np.unique(cells.country, return_inverse=True)
    sums = np.bincount(place, weights=scores)
    found = []
    for one in np.argsort(-sums, kind="stable")[:WORST]:
        if sums[one] <= 0.0:
            break
        own = np.flatnonzero(place == one)
        cell = own[int(scores[own].argmax())]
        low, median, high = (float(value) for value in np.quantile(draws[cell], (0.05, 0.5, 0.95)))
        found.append(
            Worst(month=known_through + int(cells.lead[cell]), country=int(countries[one]), low=low, median=median,
                  high=high, deaths=float(cells.deaths[cell]), crps=float(scores[cell]),
                  share=float(sums[one] / sums.sum()))
        )  # fmt: skip
    return tuple(found)


def joined(windows: Sequence[Window]) -> Cells:
    """The cells of the windows, in their order."""
    parts = [window.cells for window in windows]
    first = parts[0]
    arrays: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _TYPES}
    chances: dict[str, Any] = {
        name: {who: np.concatenate([getattr(part, name)[who] for part in parts]) for who in getattr(first, name)}
        for name in _CHANCES
    }
    scores = {who: {metric: np.concatenate([part.scores[who][metric] for part in parts]) for metric in found}
              for who, found in first.scores.items()}  # fmt: skip
    return Cells(scores=scores, **arrays, **chances)


def heaviest(cells: Cells) -> tuple[int, ...]:
    """The countries with most deaths in the cells, `HEAVIEST` of them, the heaviest first."""
    countries, place = np.unique(cells.country, return_inverse=True)
    deaths = np.bincount(place, weights=cells.deaths)
    return tuple(int(countries[one]) for one in np.argsort(-deaths, kind="stable")[:HEAVIEST])


def plain_window(window: Window) -> dict[str, Any]:
    """The window as JSON holds it."""
    cells = window.cells
    held: dict[str, Any] = {name: getattr(cells, name).tolist() for name in _TYPES}
    held["scores"] = {who: {metric: values.tolist() for metric, values in found.items()}
                      for who, found in cells.scores.items()}  # fmt: skip
    for name in _CHANCES:
        held[name] = {who: values.tolist() for who, values in getattr(cells, name).items()}
    worst = [{name: getattr(one, name) for name in Worst.__slots__} for one in window.worst]
    return {"year": window.year, "known_through": window.known_through, "unscored": window.unscored, "cells": held,
            "worst": worst}  # fmt: skip


def revived_window(kept: Mapping[str, Any]) -> Window:
    """The window that `plain_window` wrote."""
    held = kept["cells"]
    arrays: dict[str, Any] = {name: np.array(held[name], dtype=kind) for name, kind in _TYPES.items()}
    for name in _CHANCES:
        arrays[name] = {who: np.array(values, dtype=float) for who, values in held[name].items()}
    scores = {who: {metric: np.array(values, dtype=float) for metric, values in found.items()}
              for who, found in held["scores"].items()}  # fmt: skip
    return Window(
        year=kept["year"], known_through=kept["known_through"], unscored=kept["unscored"],
        cells=Cells(scores=scores, **arrays), worst=tuple(Worst(**one) for one in kept["worst"]),
    )  # fmt: skip


_TYPES: Mapping[str, type] = {
    "year": np.int64, "lead": np.int64, "country": np.int64, "deaths": float, "lively": bool, "at_risk": bool,
    "below": float, "upto": float,
}  # fmt: skip
_CHANCES = ("chances", "onset_chances")
