"""A made-up ledger of country-month forecasts: two of them a month apart, and the counts of an earlier month."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from contingent.core.belief import Probability, Quantiles
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question, Resolution
from contingent.core.plain import plain
from contingent.core.times import now
from contingent.forecasting.counts.panel import month_id
from contingent.forecasting.counts.questions import count_question, threshold_question
from contingent.journeys.forecasts.country_months import ASKED_FROM, KEPT_LEVELS
from contingent.journeys.keep import keep_forecasts
from contingent.ledger.chain import Entry
from contingent.ledger.store import Ledger
from contingent.scoring.windows import OWN
from contingent.sources.shipped import countries

FIRST, SECOND = date(2026, 10, 20), date(2026, 11, 20)
AT_WAR = {"SDN": 900.0, "UKR": 2500.0, "MMR": 600.0, "COD": 300.0, "SOM": 180.0, "BHR": 30.0, "SYR": 90.0}


def beliefs(seed: int) -> dict[str, tuple[float, tuple[float, ...] | None]]:
    """By alpha-3 code: a made-up risk, and quantiles of deaths for the countries at war."""
    random = np.random.default_rng(seed)
    found = {}
    for state in countries().states:
        level = AT_WAR.get(state.iso3, 0.0)
        risk = float(random.uniform(0.6, 0.99)) if level else float(random.beta(0.3, 4))
        values = (
            tuple(float(v) for v in np.sort(random.lognormal(np.log(level), 0.7, len(KEPT_LEVELS)))) if level else None
        )
        found[state.iso3] = (risk, values)
    return found


def keep_run(where: Path, *, day: date, months: list[date], seed: int, without: frozenset[str] = frozenset()) -> None:
    """A forecast of that day for those months is in the ledger, as `contingent forecast views` keeps one."""
    asked: list[Question] = []
    told: list[Forecast] = []
    for iso3, (risk, values) in beliefs(seed).items():
        if iso3 in without:
            continue
        name = _name(iso3)
        for month in months:
            if risk >= ASKED_FROM:
                _add(
                    asked,
                    told,
                    threshold_question(iso3, name, month_id(month)),
                    Probability(p=risk, low=risk, high=risk),
                    day,
                )
            if values is not None:
                belief = Quantiles(levels=KEPT_LEVELS, values=values, unit="death")
                _add(asked, told, count_question(iso3, name, month_id(month)), belief, day)
    keep_forecasts(asked, told, where, as_of=day)


def keep_counts(where: Path, *, month: date, known: date, deaths: dict[str, float]) -> None:
    """The counts of a month are settled in the ledger, known from that day."""
    with Ledger.open(where) as ledger:
        for iso3, value in deaths.items():
            question = count_question(iso3, _name(iso3), month_id(month))
            body = plain(Resolution(question=question.id, outcome=value, resolved_on=known, source="made here"))
            ledger.append_many([Entry(kind="resolution", key=None, body=body, as_of=known)], recorded_at=now())


def _name(iso3: str) -> str:
    known = countries().by_iso3(iso3)
    assert known is not None, iso3
    return known.name


def _add(
    asked: list[Question], told: list[Forecast], question: Question, belief: Probability | Quantiles, day: date
) -> None:
    asked.append(question)
    told.append(
        Forecast(
            id=content_id("forecast", question.id, OWN, day, belief), question=question.id, forecaster=OWN, as_of=day,
            belief=belief, reasoning="made here",
        )
    )  # fmt: skip


def made(where: Path) -> Path:
    """The whole ledger: October's forecast, November's without Chad, and Sudan's and Ukraine's count of October."""
    later = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
    keep_run(where, day=FIRST, months=[date(2026, 10, 1), *later[:3]], seed=1)
    keep_run(where, day=SECOND, months=later, seed=2, without=frozenset({"TCD"}))
    keep_counts(where, month=date(2026, 10, 1), known=SECOND, deaths={"SDN": 0.0, "UKR": 2100.0})
    return where
