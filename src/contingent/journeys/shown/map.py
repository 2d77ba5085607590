"""The map of country-months: of every state, what the ledger last said of one coming month, and how that moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from contingent.core.countries import Country
from contingent.core.errors import InputError
from contingent.forecasting.counts.panel import month_id
from contingent.forecasting.counts.questions import TOPIC, count_question, threshold_question
from contingent.ledger.chain import Row
from contingent.ledger.store import Ledger
from contingent.scoring.windows import OWN
from contingent.sources.shipped import countries

Measure = Literal["risk", "median", "upper"]
MEASURES: tuple[Measure, ...] = ("risk", "median", "upper")
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
MOVED_RISK = 0.05  # a smaller change of a probability is no move worth telling
MOVED_RATIO = 1.5  # nor is a smaller ratio of medians of deaths
TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """The probability that a country-month has at least 25 deaths; `before` is the one forecast before, `before_on` its
    day."""

    question: str
    made_on: date
    p: float
    before: float | None = None
    before_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """The deaths of a country-month by their quantiles .05, .25, .5, .75, .95; `before` is the median before."""

    question: str
    made_on: date
    quantiles: tuple[float, float, float, float, float]
    before: float | None = None
    before_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The newest month of a country whose count of deaths is settled in the ledger."""

    month: date
    deaths: float
    known: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCountry:
    """What is shown of one country; a forecast or count that the ledger does not hold is None, never zero."""

    iso3: str
    name: str
    region: str
    risk: Risk | None
    deaths: Deaths | None
    counted: Counted | None

    def value(self, measure: Measure) -> float | None:
        """The number that the map colours; None where none was kept."""
        if measure == "risk":
            return None if self.risk is None else self.risk.p
        if self.deaths is None:
            return None
        return self.deaths.quantiles[2 if measure == "median" else 4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How a country's value differs from the forecast before of the same month."""

    iso3: str
    name: str
    then: float
    now: float
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryMap:
    """The map of one month as of a day: every state of the table, what of it is forecast, and what moved.

    `month` is None where the ledger holds no forecast of a country-month at all. `made_on` is the day of the forecast
    that is shown, `dropped` names the states that an earlier forecast of the month covers and this one does not.
    """

    as_of: date
    month: date | None
    months: tuple[date, ...]
    measure: Measure
    region: str | None
    regions: tuple[str, ...]
    forecaster: str
    made_on: date | None
    countries: tuple[MapCountry, ...]
    moves: tuple[Move, ...]
    dropped: tuple[str, ...]

    @property
    def told(self) -> tuple[MapCountry, ...]:
        """The countries with a forecast of some kind."""
        return tuple(item for item in self.countries if item.risk is not None or item.deaths is not None)

    @property
    def silent(self) -> tuple[MapCountry, ...]:
        """The countries of which the ledger holds no forecast of this month."""
        return tuple(item for item in self.countries if item.risk is None and item.deaths is None)


def country_map(
    ledger: Ledger, *, as_of: date, month: str | None = None, measure: str = "risk", region: str | None = None
) -> CountryMap:
    """What the ledger held at `as_of` of one month, country by country, in the order of their names.

    `month` is written 2026-12; without it the first month not over at `as_of` is shown, or the last one forecast. The
    newest forecast of the month is shown and no other: a state that it leaves out has none, whatever was said before.

    Raises:
        InputError: a month that is not forecast, a measure or region that there is not.
        LedgerError: the ledger cannot be read.
    """
    every = countries()
    regions = tuple(name for name, _, _ in every.regions)
    if region is not None and region not in regions:
        raise InputError(f"region is {region!r}; wanted one of {', '.join(regions)}")
    if measure not in MEASURES:
        raise InputError(f"measure is {measure!r}; wanted one of {', '.join(MEASURES)}")
    asked = _asked(ledger, as_of)
    months = tuple(sorted(asked))
    chosen = _month(month, months, as_of)
    shown = [state for state in every.states if region is None or state.region == region]
    beliefs = {} if chosen is None else _beliefs(ledger, asked[chosen], as_of)
    made_on = max((max(days) for days in beliefs.values()), default=None)
    counted = _counted(ledger, asked, as_of)
    told = tuple(
        sorted((_country(state, chosen, beliefs, made_on, counted) for state in shown), key=lambda item: item.name)
    )
    return CountryMap(
        as_of=as_of, month=chosen, months=months, measure=measure, region=region, regions=regions, forecaster=OWN,
        made_on=made_on, countries=told, moves=moves(told, measure), dropped=_dropped(shown, told, chosen, beliefs),
    )  # fmt: skip


def moves(told: Iterable[MapCountry], measure: Measure) -> tuple[Move, ...]:
    """The countries whose value moved most since the forecast before, the largest move first; small ones left out.

    A probability has moved by the difference, deaths by their ratio (one death added to both, lest none divide).
    The upper end of deaths is not compared: their median is.
    """
    found: list[tuple[float, Move]] = []
    for item in told:
        part = item.risk if measure == "risk" else item.deaths
        if part is None or part.before is None or part.before_on is None:
            continue
        now = part.p if isinstance(part, Risk) else part.quantiles[2]
        then = part.before
        ratio = (max(now, then) + 1) / (min(now, then) + 1)
        size = abs(now - then) if measure == "risk" else ratio
        if size >= (MOVED_RISK if measure == "risk" else MOVED_RATIO):
            found.append((size, Move(iso3=item.iso3, name=item.name, then=then, now=now, since=part.before_on)))
    return tuple(move for _, move in sorted(found, key=lambda pair: (-pair[0], pair[1].iso3))[:TOLD])


def _asked(ledger: Ledger, as_of: date) -> dict[date, set[str]]:
    """The ids of the questions about country-months that are in the ledger, by month."""
    found: dict[date, set[str]] = defaultdict(set)
    for row in ledger.read(as_of=as_of, kind="question"):
        if f'"{TOPIC}"' in row.body_json:  # far cheaper than to parse what is of other topics
            body = row.body
            if body["topic"] == TOPIC and body["place"] is not None:
                opens = date.fromisoformat(body["opens"])
                if body["id"] in _ids_of(body["place"], opens):
                    found[opens].add(body["id"])
    return found


@cache
def _ids_of(iso3: str, month: date) -> tuple[str, str]:
    """The ids of the two questions that are asked of a country-month: 25 deaths or not, and how many."""
    number = month_id(month)
    return threshold_question(iso3, "", number).id, count_question(iso3, "", number).id


def _month(wanted: str | None, months: tuple[date, ...], as_of: date) -> date | None:
    if wanted is not None:
        chosen = next((month for month in months if f"{month:%Y-%m}" == wanted), None)
        if chosen is None:
            told = f"{months[0]:%Y-%m} to {months[-1]:%Y-%m}" if months else "none"
            raise InputError(f"month is {wanted!r}; wanted one that was forecast by {as_of}, such as 2026-12: {told}")
        return chosen
    if not months:
        return None
    now = as_of.replace(day=1)
    return next((month for month in months if month >= now), months[-1])


def _beliefs(ledger: Ledger, questions: Iterable[str], as_of: date) -> dict[str, dict[date, dict[str, Any]]]:
    """Our beliefs by question and day; of several of one day the last written."""
    found: dict[str, dict[date, dict[str, Any]]] = defaultdict(dict)
    for question in sorted(questions):
        for row in ledger.read(as_of=as_of, kind="forecast", subject=question):
            body = row.body
            if body["forecaster"] == OWN:
                found[question][date.fromisoformat(body["as_of"])] = body["belief"]
    return found


def _counted(ledger: Ledger, asked: Mapping[date, set[str]], as_of: date) -> dict[str, tuple[date, Row]]:
    """By question id: its month and the newest resolution known of it."""
    month_of = {question: month for month, questions in asked.items() for question in questions}
    found: dict[str, tuple[date, Row]] = {}
    for row in ledger.read(as_of=as_of, kind="resolution"):
        if row.subject in month_of:
            found[row.subject] = (month_of[row.subject], row)
    return found


def _country(
    state: Country,
    month: date | None,
    beliefs: Mapping[str, Mapping[date, Mapping[str, Any]]],
    made_on: date | None,
    counted: Mapping[str, tuple[date, Row]],
) -> MapCountry:
    risk = deaths = None
    if month is not None and made_on is not None:
        threshold, count = _ids_of(state.iso3, month)
        risk = _risk(threshold, made_on, beliefs.get(threshold, {}))
        deaths = _deaths(count, made_on, beliefs.get(count, {}))
    return MapCountry(
        iso3=state.iso3, name=state.name, region=state.region, risk=risk, deaths=deaths,
        counted=_last(state.iso3, counted),
    )  # fmt: skip


def _risk(question: str, made_on: date, days: Mapping[date, Mapping[str, Any]]) -> Risk | None:
    now, earlier, then = _now_and_then(days, made_on, "probability")
    if now is None:
        return None
    before = None if then is None else float(then["p"])
    return Risk(question=question, made_on=made_on, p=float(now["p"]), before=before, before_on=earlier)


def _deaths(question: str, made_on: date, days: Mapping[date, Mapping[str, Any]]) -> Deaths | None:
    now, earlier, then = _now_and_then(days, made_on, "quantiles")
    if now is None:
        return None
    low, lower, middle, upper, high = _quantiles(now)
    return Deaths(
        question=question, made_on=made_on, quantiles=(low, lower, middle, upper, high),
        before=None if then is None else _quantiles(then)[2], before_on=earlier,
    )  # fmt: skip


def _now_and_then(
    days: Mapping[date, Mapping[str, Any]], made_on: date, kind: str
) -> tuple[Mapping[str, Any] | None, date | None, Mapping[str, Any] | None]:
    """The belief of that day, and the newest day before it that has one, with that belief."""
    kept = {day: belief for day, belief in days.items() if belief["kind"] == kind}
    earlier = max((day for day in kept if day < made_on), default=None)
    return kept.get(made_on), earlier, None if earlier is None else kept[earlier]


def _quantiles(belief: Mapping[str, Any]) -> tuple[float, ...]:
    """The five quantiles that are shown, between the kept ones on a straight line, beyond them the outermost."""
    levels, values = belief["levels"], belief["values"]
    found = []
    for level in LEVELS:
        above = next((place for place, held in enumerate(levels) if held >= level), len(levels) - 1)
        below = max(above - 1, 0)
        gap = levels[above] - levels[below]
        share = 1.0 if gap == 0 else min(max((level - levels[below]) / gap, 0.0), 1.0)
        found.append(float(values[below] + share * (values[above] - values[below])))
    return tuple(found)


def _last(iso3: str, counted: Mapping[str, tuple[date, Row]]) -> Counted | None:
    """The newest month of the country with a settled count."""
    newest: Counted | None = None
    for month in sorted({month for month, _ in counted.values()}, reverse=True):
        _, row = counted.get(_ids_of(iso3, month)[1], (None, None))
        outcome = None if row is None else row.body["outcome"]
        if row is not None and outcome is not None and not isinstance(outcome, bool):
            newest = Counted(month=month, deaths=float(outcome), known=date.fromisoformat(row.body["resolved_on"]))
            break
    return newest


def _dropped(
    shown: Iterable[Country],
    told: Iterable[MapCountry],
    month: date | None,
    beliefs: Mapping[str, Mapping[date, Mapping[str, Any]]],
) -> tuple[str, ...]:
    """The names of those that an earlier forecast of the month covers, and the one shown does not."""
    if month is None:
        return ()
    silent = {item.iso3 for item in told if item.risk is None and item.deaths is None}
    return tuple(
        state.name
        for state in shown
        if state.iso3 in silent and any(beliefs.get(i) for i in _ids_of(state.iso3, month))
    )
