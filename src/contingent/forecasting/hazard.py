"""Forecasts of an end by a date: how fast conflicts of the same class and age have ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question, ReferenceClass
from contingent.core.sockets import Evidence
from contingent.core.times import guard, parse_date
from contingent.forecasting.hazards import bins_from
from contingent.forecasting.rates import DAYS_PER_MONTH, HazardBin, by_date, pooled, share
from contingent.forecasting.wars import War, find_war

_TOPICS = frozenset({"ceasefire", "war_end"})


class Hazard:
    """A Forecaster of cease-fires and of wars' ends from the table "hazards": 1 − Π(1 − h) from the war's age on."""

    name = "hazard"

    def forecast(self, question: Question, *, as_of: date, evidence: Evidence) -> Forecast | None:
        """The chance of an end by the deadline, or None for other topics or without a table.

        Raises:
            LeakError: the table was fitted on data that became public after `as_of`.
        """
        table = evidence.tables.get("hazards")
        if table is None or question.topic not in _TOPICS or question.deadline <= as_of:
            return None
        guard(parse_date(table["fitted_as_of"], name="fitted_as_of"), as_of, what="the table of hazards")
        war = find_war(question, evidence, table["ongoing"], as_of=as_of)
        row = next(c for c in table["classes"] if c["key"] == war.key)
        bins = bins_from(row["from_month"], row["months_at_risk"], row["ends"])
        months = (question.deadline - as_of).days / DAYS_PER_MONTH
        belief = by_date(bins, age=war.months, months=months)
        classes = (_class(row, bins, war, table), *_by_year_of_war(table, war))
        return Forecast(
            id=content_id("f", question.id, self.name, as_of, belief, classes),
            question=question.id,
            forecaster=self.name,
            as_of=as_of,
            belief=belief,
            reasoning=_reasoning(question, war, classes[0], belief.p, months),
            reference_classes=classes,
        )


def _class(row: Mapping[str, Any], bins: tuple[HazardBin, ...], war: War, table: Mapping[str, Any]) -> ReferenceClass:
    """The pace of the class from the war's age on, widened to younger ages until it holds three ends."""
    starts = [b.start for b in bins if war.months is not None and b.start <= war.months] or [0.0]
    start = next((s for s in reversed(starts) if pooled(bins, s)[0] >= 3), 0.0)
    events, months = pooled(bins, start)
    pace = share(events, months)
    at_risk = dict(zip(row["from_month"], row["episodes_at_risk"], strict=True))
    seasoned = f" that had lasted at least {start:.0f} months" if start else ""
    return ReferenceClass(
        name=f"{row['name']}{seasoned}: ends per month of fighting",
        events=events,
        cases=months,
        effective_n=float(at_risk[int(start)]) if start else float(row["episodes"]),
        rate_low=pace.low,
        rate_high=pace.high,
        source=f"{table['sources'][0]['title']}; {table['command']}",
        verified=True,
        data_through=parse_date(table["data_through"], name="data_through"),
    )


def _by_year_of_war(table: Mapping[str, Any], war: War) -> tuple[ReferenceClass, ...]:
    """For comparison, not for the number: how often wars of the same kind ended in a calendar year of that age."""
    kind = "interstate" if war.key.startswith("interstate") else "intrastate"
    row = next((r for r in table["war_years"] if r["kind"] == kind), None)
    if row is None or war.months is None or war.key.startswith("any"):
        return ()
    year = int(war.months // 12) + 1
    start = max(s for s in row["from_year_of_war"] if s <= year)
    i = row["from_year_of_war"].index(start)
    events, cases = float(row["ends"][i]), float(row["war_years"][i])
    rate = share(events, cases)
    title = next((s["title"] for s in table["sources"] if kind[:5] in s["file"]), "Correlates of War, war lists")
    return (
        ReferenceClass(
            name=f"for comparison: {kind} wars since {row['first']}, ends per calendar year from year {start} on",
            events=events,
            cases=cases,
            effective_n=cases,
            rate_low=rate.low,
            rate_high=rate.high,
            source=title,
            verified=True,
            data_through=date(row["last"], 12, 31),
        ),
    )


def _reasoning(question: Question, war: War, reference: ReferenceClass, p: float, months: float) -> str:
    what = reference.name.split(":")[0]
    text = (
        f"As to age, {war.how}. Of {reference.effective_n:.0f} {what}, {reference.events:.0f} ended in "
        f"{reference.cases:,.0f} months at risk; at the pace of such ages an end within {months:.1f} months has "
        f"probability {p:.2f}. "
    )
    if question.topic == "ceasefire":
        return text + (
            "An end means a calendar year below 25 deaths, which stands in for a cease-fire: it counts victories too, "
            "and misses cease-fires that broke."
        )
    return text + "An end means that the fighting stayed below 25 deaths for a calendar year, signed or not."
