"""From a panel and models to the forecast of every country: draws joined over months, events, change, drivers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Float

from contingent.core.belief import Belief, Probability, Quantiles
from contingent.core.countries import Country
from contingent.core.errors import ValueRangeError
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question
from contingent.forecasting.counts.joint import any_month, joined, loosened, month_correlations
from contingent.forecasting.counts.panel import Panel, first_of_month
from contingent.forecasting.counts.questions import THRESHOLD, UNIT, count_question, threshold_question
from contingent.journeys.progress import Say, silent
from contingent.report.country_months.outlook import CountryOutlook, Driver, MonthOutlook, Total
from contingent.scoring.windows import OWN
from contingent.sources.shipped import countries as all_countries

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
YEAR = 12
PAST_KEPT = 60
LEAST_MONTHS, MOST_MONTHS = YEAR, 36
ASKED_FROM = 0.01  # months of a country with less than this probability of 25 deaths are not kept as questions
COUNTED_FROM = 10.0  # countries with a lower median of 12 months' deaths are not asked for numbers
KEPT_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
DRIVEN = 12  # countries whose drivers are asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """What forecasts: draws by lead, country and draw; probabilities of 25 deaths by lead and country; drivers."""

    name: str
    draws: Callable[[Panel, Sequence[int], int, int], Float[np.ndarray, "lead country draw"]]
    events: Callable[[Panel, Sequence[int], int], Float[np.ndarray, "lead country"]]
    drivers: Callable[[Panel, Sequence[int], Sequence[int], int], Mapping[int, Sequence[Driver]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is forecast: months, draws of each, and the seed they hang on."""

    months: int = MOST_MONTHS
    draws: int = 1000
    seed: int = 1

    def __post_init__(self) -> None:
        if not LEAST_MONTHS <= self.months <= MOST_MONTHS:
            raise ValueRangeError(f"months is {self.months}; wanted {LEAST_MONTHS} to {MOST_MONTHS}")
        if not 20 <= self.draws <= 10_000:
            raise ValueRangeError(f"draws is {self.draws}; wanted 20 to 10,000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasted:
    """The forecast as arrays: `draws[k, c, i]` is path i of country c in month k; `p25` the probability of 25 deaths.

    `panel` holds the countries that exist in its last month, in the order of the arrays.
    """

    panel: Panel
    months: tuple[int, ...]
    draws: Float[np.ndarray, "lead country draw"]
    p25: Float[np.ndarray, "lead country"]
    any25: Float[np.ndarray, " country"]
    states: tuple[Country, ...]


def forecast_panel(panel: Panel, size: Size, models: Models, *, say: Say = silent) -> Forecasted:
    """Draws and probabilities for the months after the panel's last, lead 1 the next month.

    Draws of a country are joined over months by the correlations of past windows; those of two countries are not.

    Raises:
        DataError: the panel is too short to learn from.
        ValueRangeError: the panel has a country that the table of countries lacks.
    """
    leads = range(1, size.months + 1)
    say("Drawing deaths for each month")
    draws = models.draws(panel, leads, size.draws, size.seed)
    say("Judging the risk of 25 deaths")
    p25 = models.events(panel, leads, size.seed)
    say("Joining months to paths")
    there = ~np.isnan(panel.deaths[-1])
    kept = _existing(panel, there)
    correlations = month_correlations(panel, size.months)
    coming = p25[:, there]
    any25 = any_month(coming[:YEAR], loosened(correlations[:YEAR, :YEAR]), seed=size.seed)
    return Forecasted(
        panel=kept,
        months=tuple(panel.last + lead for lead in leads),
        draws=joined(draws[:, there], correlations, seed=size.seed),
        p25=coming,
        any25=any25,
        states=tuple(_state(int(views)) for views in kept.countries),
    )


def outlooks(
    found: Forecasted,
    *,
    drivers: Mapping[int, Sequence[Driver]],
    before: Mapping[str, tuple[date, Mapping[int, float]]],
) -> tuple[CountryOutlook, ...]:
    """Each country's outlook, the highest median of 12 months' deaths first.

    `before` gives, by alpha-3 code, the day of the last forecast kept and its probabilities by month.
    """
    made = [_outlook(found, place, drivers, before) for place in range(len(found.states))]
    return tuple(sorted(made, key=lambda item: (-item.next12.middle, -item.any25, item.iso3)))


def largest(found: Forecasted) -> list[int]:
    """The VIEWS ids of the countries whose drivers are told: the highest medians, and the largest changes."""
    expected = _medians(found)
    change = np.abs(expected - found.panel.deaths[-YEAR:].sum(axis=0))
    order = [*np.argsort(-expected, kind="stable")[:DRIVEN], *np.argsort(-change, kind="stable")[: DRIVEN // 2]]
    return [int(found.panel.countries[place]) for place in dict.fromkeys(map(int, order))]


def questions_of(found: Forecasted, *, as_of: date, data_through: date) -> list[tuple[Question, Forecast]]:
    """The questions worth keeping for the next 12 months, each with our forecast.

    Whether a country has 25 deaths in a month is asked where we give it 1 % or more; how many deaths, where the
    median of the 12 months is 10 or more. What is asked hangs on the forecast alone, never on what came of it.
    """
    made: list[tuple[Question, Forecast]] = []
    expected = _medians(found)
    said = f"Draws and risk of the counts forecaster on UCDP data through {data_through.isoformat()}"
    for place, state in enumerate(found.states):
        for lead, month in enumerate(found.months[:YEAR]):
            p = float(found.p25[lead, place])
            if p >= ASKED_FROM:
                question = threshold_question(state.iso3, state.name, month)
                made.append((question, _forecast(question, Probability(p=p, low=p, high=p), as_of, said)))
            if expected[place] >= COUNTED_FROM:
                asked = count_question(state.iso3, state.name, month)
                values = np.quantile(found.draws[lead, place], KEPT_LEVELS)
                belief = Quantiles(levels=KEPT_LEVELS, values=tuple(map(float, values)), unit=UNIT)
                made.append((asked, _forecast(asked, belief, as_of, said)))
    return made


def _medians(found: Forecasted) -> Float[np.ndarray, " country"]:
    """The median of the next 12 months' deaths: a mean can rest on one extreme draw."""
    return np.asarray(np.median(found.draws[:YEAR].sum(axis=0), axis=1))


def _forecast(question: Question, belief: Belief, as_of: date, said: str) -> Forecast:
    return Forecast(
        id=content_id("forecast", question.id, OWN, as_of, belief), question=question.id, forecaster=OWN, as_of=as_of,
        belief=belief, reasoning=said,
    )  # fmt: skip


def _outlook(
    found: Forecasted,
    place: int,
    drivers: Mapping[int, Sequence[Driver]],
    before: Mapping[str, tuple[date, Mapping[int, float]]],
) -> CountryOutlook:
    state, counted = found.states[place], found.panel.deaths[:, place]
    year = counted[-YEAR:]
    known = [(int(month), float(value)) for month, value in zip(found.panel.months, counted, strict=True)
             if not np.isnan(value)]  # fmt: skip
    quantiles = np.quantile(found.draws[:, place], LEVELS, axis=1).T
    months = tuple(
        MonthOutlook(
            month=first_of_month(month), mean=float(found.draws[lead, place].mean()),
            quantiles=tuple(map(float, quantiles[lead])), p25=float(found.p25[lead, place]),  # type: ignore[arg-type]
        )
        for lead, month in enumerate(found.months)
    )  # fmt: skip
    any25 = float(found.any25[place])
    return CountryOutlook(
        iso3=state.iso3, name=state.name, region=state.region,
        past=tuple((first_of_month(month), value) for month, value in known[-PAST_KEPT:]),
        months=months,
        next3=_total(found.draws[:3, place]),
        next12=_total(found.draws[:YEAR, place]),
        last12=float(np.nansum(year)),
        any25=any25,
        onset=any25 if not (year >= THRESHOLD).any() else None,
        share25=float(np.mean(year[~np.isnan(year)] >= THRESHOLD)),
        drivers=tuple(drivers.get(state.views, ())),
        before=_before(found, place, before.get(state.iso3)),
    )  # fmt: skip


def _before(
    found: Forecasted, place: int, known: tuple[date, Mapping[int, float]] | None
) -> tuple[date, float, float] | None:
    if known is None:
        return None
    day, then = known
    shared = [(lead, month) for lead, month in enumerate(found.months) if month in then]
    if not shared:
        return None
    return (
        day,
        float(np.mean([then[month] for _, month in shared])),
        float(np.mean([found.p25[lead, place] for lead, _ in shared])),
    )


def _total(paths: Float[np.ndarray, "lead draw"]) -> Total:
    sums = paths.sum(axis=0)
    low, middle, high = map(float, np.quantile(sums, (0.05, 0.5, 0.95)))
    return Total(months=paths.shape[0], mean=float(sums.mean()), low=low, middle=middle, high=high)


def _existing(panel: Panel, there: np.ndarray) -> Panel:
    kept = np.flatnonzero(there)
    return Panel(
        months=panel.months, countries=panel.countries[kept], deaths=panel.deaths[:, kept],
        names=tuple(panel.names[place] for place in kept), gwcodes=tuple(panel.gwcodes[place] for place in kept),
        source=panel.source, checksum=panel.checksum,
    )  # fmt: skip


def _state(views: int) -> Country:
    state = all_countries().by_views(views)
    if state is None:
        raise ValueRangeError(
            f"the panel has VIEWS country {views}, which the table of countries lacks; wanted one of its 191"
        )
    return state
