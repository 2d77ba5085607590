"""Country-month forecasts of several windows as figures: every mean with an interval of countries resampled whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float

from contingent.core.keys import stream_key
from contingent.report.backtests.backtest import Figure
from contingent.report.views.windows import COUNT_SCORES, Cells, Values, Window, heaviest, joined
from contingent.scoring.clusters import RESAMPLES, middle
from contingent.scoring.probabilities import briers, log_scores
from contingent.scoring.windows import OWN

#: whom every forecaster is held against
REFERENCE = "conflictology12"
#: the windows of the challenge whose scores are published
PUBLISHED = (2018, 2021)
WITHOUT = "without the three heaviest"
OURS_LESS = "ours less theirs"
#: cells in which an interval of 0 to 0 is no safe guess
LIVELY = "where somebody died in the year before"
COMPARED = ("CRPS", "IGN", "MIS")
THRESHOLD = 25
EVENT, ONSET = f"{THRESHOLD} deaths or more", f"onset of {THRESHOLD} deaths or more"
CHANCE_SCORES = ("Brier", "log loss")
#: draws of countries for the interval of a score that must be sorted anew in each
FEWER_RESAMPLES = 400
COVERAGE = 0.9
FOLDED = ("window=", "lead=", "region=")

Chosen = Bool[np.ndarray, " cell"]


@dataclass(slots=True)
class Countries:
    """Countries drawn again with replacement, whole: every interval from the same draws for equally many countries.

    The draws are those of `contingent.scoring.clusters.cluster_interval`, kept as how often each country was drawn, so
    that hundreds of means cost a product of matrices each.
    """

    seed: int
    _drawn: dict[int, Float[np.ndarray, "resample country"]] = field(default_factory=dict)

    def drawn(self, size: int) -> Float[np.ndarray, "resample country"]:
        """How often each of `size` countries was drawn in each resample."""
        if size not in self._drawn:
            generator = np.random.default_rng(stream_key("cluster bootstrap", self.seed))
            chosen = generator.integers(0, size, size=(RESAMPLES, size))
            flat = (np.arange(RESAMPLES)[:, None] * size + chosen).reshape(-1)
            self._drawn[size] = np.bincount(flat, minlength=RESAMPLES * size).reshape(RESAMPLES, size).astype(float)
        return self._drawn[size]

    def interval(self, values: Values, country: np.ndarray) -> tuple[float, float] | None:
        """The 90 % interval of the mean; None for cells of a single country."""
        _, place = np.unique(country, return_inverse=True)
        totals, counts = np.bincount(place, weights=values), np.bincount(place).astype(float)
        if totals.size < 2:
            return None
        drawn = self.drawn(totals.size)
        return middle((drawn @ totals) / (drawn @ counts), coverage=COVERAGE)

    def precision_interval(self, chances: Values, came: Chosen, country: np.ndarray) -> tuple[float, float] | None:
        """The 90 % interval of the average precision; None where resamples without an event are too many to tell."""
        countries, place = np.unique(country, return_inverse=True)
        if countries.size < 2:
            return None
        weights = self.drawn(countries.size)[:FEWER_RESAMPLES]
        found = [average_precision(chances, came, weight=row[place]) for row in weights]
        known = [value for value in found if value is not None]
        return middle(np.array(known), coverage=COVERAGE) if len(known) > COVERAGE * len(found) else None


def average_precision(chances: Values, came: Chosen, *, weight: Values | None = None) -> float | None:
    """The mean, over events, of the share of events among the cases called at least as likely; None without an event.

    >>> average_precision(np.array([0.9, 0.5, 0.1]), np.array([True, False, True]))
    0.8333333333333333
    """
    weights = np.ones(chances.size) if weight is None else weight
    levels, place = np.unique(-chances, return_inverse=True)
    events = np.cumsum(np.bincount(place, weights=weights * came, minlength=levels.size))
    cases = np.cumsum(np.bincount(place, weights=weights, minlength=levels.size))
    if not events.size or events[-1] <= 0.0:
        return None
    gained = np.diff(events, prepend=0.0)
    return float((gained[cases > 0] * events[cases > 0] / cases[cases > 0]).sum() / events[-1])


def spans(windows: Sequence[Window]) -> tuple[tuple[int, int], ...]:
    """First and last year of what is told as a mean: the published windows where they are whole, then all of them."""
    years = [window.year for window in windows]
    whole = (min(years), max(years))
    if set(range(PUBLISHED[0], PUBLISHED[1] + 1)) <= set(years) and whole != PUBLISHED:
        return PUBLISHED, whole
    return (whole,)


def span_name(span: tuple[int, int]) -> str:
    """The slice of a mean over windows.

    >>> span_name((2018, 2021))
    'mean 2018-2021'
    """
    return f"mean {span[0]}-{span[1]}"


def headline_heaviest(windows: Sequence[Window]) -> tuple[int, ...]:
    """The three countries with most deaths in the windows of the first span: they are left out wherever three are."""
    first, last = spans(windows)[0]
    return heaviest(joined([window for window in windows if first <= window.year <= last]))


def figures(windows: Sequence[Window], *, seed: int, regions: Mapping[int, str] | None = None) -> list[Figure]:
    """Every figure: means over windows, each window, lead and region, and the chances of 25 deaths and their onset.

    `regions` gives the region of each country; a country in none is in no slice by region.
    """
    cells, countries = joined(windows), Countries(seed)
    light = ~np.isin(cells.country, headline_heaviest(windows))
    every = np.ones(cells.country.size, dtype=bool)
    rows: list[Figure] = []
    for first, last in spans(windows):
        span, name = (cells.year >= first) & (cells.year <= last), span_name((first, last))
        for words, kept in _with_and_without(light):
            rows += _count_rows(f"{name}{words}", cells, span & kept, countries)
        for words, kept in _with_and_without(light):
            rows += _count_rows(f"{name}{words}, {LIVELY}", cells, span & cells.lively & kept, countries)
        for words, kept in _with_and_without(light):
            rows += _ours_less(f"{name}{words}, {OURS_LESS}", cells, span & kept, countries)
        for event, chances, asked in ((EVENT, cells.chances, every), (ONSET, cells.onset_chances, cells.at_risk)):
            for words, kept in _with_and_without(light):
                rows += _chance_rows(f"{event}, {name}{words}", cells, chances, span & asked & kept, countries)
    for name, chosen in _parts(windows, cells, regions or {}):
        for words, kept in _with_and_without(light):
            if not words or not kept[chosen].all():  # in some regions there is nobody to leave out
                rows += _count_rows(f"{name}{words}", cells, chosen & kept, countries)
    return rows


def _parts(windows: Sequence[Window], cells: Cells, regions: Mapping[int, str]) -> Iterator[tuple[str, Chosen]]:
    """Each window by itself; of the first span, each lead and each region."""
    first, last = spans(windows)[0]
    span = (cells.year >= first) & (cells.year <= last)
    for window in windows:
        yield f"window={window.year}", cells.year == window.year
    for lead in np.unique(cells.lead):
        yield f"lead={lead}", span & (cells.lead == lead)
    region = np.array([regions.get(int(country), "") for country in cells.country])
    for name in sorted(set(region.tolist()) - {""}):
        yield f"region={name}", span & (region == name)


def folded(rows: Sequence[Figure]) -> tuple[str, ...]:
    """The slices that a page keeps closed: single windows, leads, regions, and differences that verdicts tell."""
    names = dict.fromkeys(row.slice for row in rows)
    return tuple(name for name in names if name.startswith(FOLDED) or name.endswith(OURS_LESS))


def _with_and_without(light: Chosen) -> Iterator[tuple[str, Chosen]]:
    yield "", np.ones(light.size, dtype=bool)
    yield f" {WITHOUT}", light


def _count_rows(name: str, cells: Cells, chosen: Chosen, countries: Countries) -> list[Figure]:
    """Scores of counts and, of those that compare, how much they are less than those of the reference."""
    rows = []
    for who in cells.forecasters:
        found = {metric: cells.scores[who][metric] for metric in COUNT_SCORES}
        if who != REFERENCE:
            for metric in COMPARED:
                found[f"{metric} less {REFERENCE}"] = cells.scores[who][metric] - cells.scores[REFERENCE][metric]
        rows += _figures(who, name, found, cells, chosen, countries)
    return rows


def _ours_less(name: str, cells: Cells, chosen: Chosen, countries: Countries) -> list[Figure]:
    rows = []
    for who in cells.forecasters:
        if who != OWN:
            apart = {f"{metric} difference": cells.scores[OWN][metric] - cells.scores[who][metric]
                     for metric in COMPARED}  # fmt: skip
            rows += _figures(who, name, apart, cells, chosen, countries)
    return rows


def _chance_rows(
    name: str, cells: Cells, chances: Mapping[str, Values], chosen: Chosen, countries: Countries
) -> list[Figure]:
    """Brier score, log loss and average precision, and how much ours are less than those of each row."""
    if not chosen.any():
        return []
    came, country = cells.deaths >= THRESHOLD, cells.country
    scores = {who: chance_scores(said, came) for who, said in chances.items()}
    rows = []
    for who, said in chances.items():
        found = dict(scores[who])
        if who != OWN and OWN in scores:
            with np.errstate(invalid="ignore"):  # both infinite: no difference, and no figure
                found |= {f"{metric} difference": scores[OWN][metric] - scores[who][metric] for metric in CHANCE_SCORES}
        rows += _figures(who, name, found, cells, chosen, countries)
        precision = average_precision(said[chosen], came[chosen])
        if precision is not None:
            around = countries.precision_interval(said[chosen], came[chosen], country[chosen])
            rows.append(
                Figure(forecaster=who, slice=name, metric="average precision", value=precision, n=int(chosen.sum()),
                       interval=around)
            )  # fmt: skip
    return rows


def chance_scores(said: Values, came: Chosen) -> dict[str, Values]:
    """Brier score and log loss of every cell; the loss may be infinite."""
    return {"Brier": briers(said, came), "log loss": log_scores(said, came)}


def _figures(
    who: str, name: str, found: Mapping[str, Values], cells: Cells, chosen: Chosen, countries: Countries
) -> list[Figure]:
    """A figure a metric; one that called impossible what came true has no mean to print, and is left out."""
    rows = []
    for metric, values in found.items():
        kept = values[chosen]
        if kept.size and np.isfinite(kept).all():
            around = countries.interval(kept, cells.country[chosen])
            rows.append(
                Figure(forecaster=who, slice=name, metric=metric, value=float(kept.mean()), n=int(kept.size),
                       interval=around)
            )  # fmt: skip
    return rows
