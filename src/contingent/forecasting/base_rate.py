"""Base rates from cited facts: how contingents of about that size grew, how long others waited for the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.core.belief import Probability
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question, ReferenceClass
from contingent.core.sockets import Evidence
from contingent.core.times import parse_date
from contingent.forecasting.hazards import Spell, life_table
from contingent.forecasting.rates import AT_LEAST, DAYS_PER_MONTH, UNVERIFIED_WEIGHT, by_date, pooled, share
from contingent.forecasting.wars import find_war

_PERSONS = ("soldier", "troop", "person", "fighter")
#: how fast a contingent of another size stops being a fair comparison: half a weight at a factor of about 7
_SCALE_LOG10_SD = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Contingent:
    """Foreign troops in an ally's war: months since the first came, and persons in the theatre then."""

    name: str
    strength: tuple[tuple[float, float], ...]
    verified: bool
    known_by: date

    def anchor(self, already: float) -> tuple[float, float]:
        """The month and size from which growth is counted: where it first reached `already`, else where it began."""
        first_size = self.strength[0][1]
        reached = self.month_of(already) if first_size < already else None
        return (reached, already) if reached is not None else (self.strength[0][0], first_size)

    def month_of(self, size: float) -> float | None:
        """The month in which it first reached `size`, growing at a constant rate between reports; None if never."""
        earlier: tuple[float, float] | None = None
        for month, persons in self.strength:
            if persons >= size:
                if earlier is None or persons == earlier[1]:
                    return month
                part = math.log(size / earlier[1]) / math.log(persons / earlier[1])
                return earlier[0] + max(0.0, part) * (month - earlier[0])
            if earlier is None or persons > earlier[1]:
                earlier = (month, persons)
        return None


def contingents(table: Mapping[str, Any], *, as_of: date) -> tuple[Contingent, ...]:
    """The contingents of the table that were known about at `as_of`."""
    rows = [
        Contingent(
            name=f"{row['sender']} in {row['host']}",
            strength=tuple((float(month), float(persons)) for month, persons in row["strength"]),
            verified=row["verified"],
            known_by=parse_date(row["known_by"], name="known_by"),
        )
        for row in table.get("contingents", ())
    ]
    return tuple(row for row in rows if row.known_by <= as_of)


def growth(
    rows: Sequence[Contingent], *, already: float, threshold: float, months: float
) -> tuple[Probability, ReferenceClass] | None:
    """P(a contingent of `already` persons reaches `threshold` within `months`), and the class it was counted in.

    Each row asks the same of itself: by what factor did it grow within `months` of having been about that large?
    A row weighs less the further its own size is from `already`, and less again if nobody read its source.
    """
    if already <= 0 or threshold <= 0 or months <= 0 or not rows:
        return None
    factor, events, weighted_events, weight, read_weight = threshold / already, 0, 0.0, 0.0, 0.0
    for row in rows:
        start, size = row.anchor(already)
        distance = math.log10(size / already) / _SCALE_LOG10_SD
        w = (1.0 if row.verified else UNVERIFIED_WEIGHT) * math.exp(-0.5 * distance * distance)
        reached = row.month_of(factor * size) if factor > 1.0 else start
        grew = reached is not None and reached - start <= months
        weight += w
        read_weight += w * row.verified
        weighted_events += w * grew
        events += grew
    belief = share(min(weighted_events, weight), weight)
    verified = sum(row.verified for row in rows)
    return belief, ReferenceClass(
        name=f"foreign contingents in an ally's war: {factor:.3g}-fold growth from that scale in {months:.0f} months",
        events=float(events),
        cases=float(len(rows)),
        effective_n=weight,
        rate_low=belief.low,
        rate_high=belief.high,
        source=f"table of cited facts: {verified} of {len(rows)} rows from sources read",
        verified=2 * read_weight >= weight,
        data_through=max(row.known_by for row in rows),
    )


def waiting(
    table: Mapping[str, Any], topic: str, *, as_of: date, age: float | None, months: float
) -> tuple[Probability, ReferenceClass] | None:
    """P(it happens within `months` | it has not for `age` months), from the waits on this topic; None without any."""
    rows = [
        row
        for row in table.get("waits", ())
        if row["topic"] == topic and parse_date(row["known_by"], name="known_by") <= as_of
    ]
    bins = life_table(_wait(row) for row in rows)
    if sum(b.months for b in bins) <= 0:
        return None
    starts = [b.start for b in bins if age is not None and b.start <= age] or [0.0]
    start = next((s for s in reversed(starts) if pooled(bins, s)[0] > 0), 0.0)
    lasted = [row for row in rows if _wait(row).exit >= start]
    verified = sum(bool(row["verified"]) for row in lasted)
    weight = sum(_wait(row).weight for row in lasted)
    events, at_risk = pooled(bins, start)
    pace = share(events, at_risk)
    return by_date(bins, age=age, months=months), ReferenceClass(
        name=f"{rows[0]['population']}, from month {start:.0f} on: per month, rows weighted",
        events=events,
        cases=at_risk,
        effective_n=weight,
        rate_low=pace.low,
        rate_high=pace.high,
        source=f"table of cited facts: {len(lasted)} cases, {verified} from sources read",
        verified=2 * verified >= weight,
        data_through=max(parse_date(row["known_by"], name="known_by") for row in rows),
    )


def _wait(row: Mapping[str, Any]) -> Spell:
    began = parse_date(row["began"], name="began")
    happened = "happened" in row
    closed = parse_date(row["happened"] if happened else row["closed"], name="end of a wait")
    return Spell(
        entry=0.0,
        exit=(closed - began).days / DAYS_PER_MONTH,
        ended=happened,
        weight=1.0 if row["verified"] else UNVERIFIED_WEIGHT,
    )


class BaseRate:
    """A Forecaster that counts how often the like happened before, from the table "reference_facts"."""

    name = "base_rate"

    def forecast(self, question: Question, *, as_of: date, evidence: Evidence) -> Forecast | None:
        """The rate of the reference class of the question's topic, or None where the table holds no such class."""
        table = evidence.tables.get("reference_facts")
        months = (question.deadline - as_of).days / DAYS_PER_MONTH
        if table is None or months <= 0:
            return None
        found = (
            self._troops(question, table, as_of, months)
            if question.topic in ("troops_sent", "further_tranche")
            else self._wait(question, table, as_of, months, evidence)
        )
        if found is None:
            return None
        belief, reference, reasoning = found
        return Forecast(
            id=content_id("f", question.id, self.name, as_of, belief, reference),
            question=question.id,
            forecaster=self.name,
            as_of=as_of,
            belief=belief,
            reasoning=reasoning,
            reference_classes=(reference,),
        )

    def _troops(
        self, question: Question, table: Mapping[str, Any], as_of: date, months: float
    ) -> tuple[Probability, ReferenceClass, str] | None:
        persons = question.unit is None or question.unit.split("/")[0] in _PERSONS
        if not persons or question.comparator not in AT_LEAST or not question.threshold or not question.already:
            return None
        further = question.topic == "further_tranche"
        total = question.threshold + (question.already if further else 0.0)
        found = growth(contingents(table, as_of=as_of), already=question.already, threshold=total, months=months)
        if found is None:
            return None
        belief, reference = found
        text = (
            f"Of {reference.cases:.0f} foreign contingents in an ally's war, {reference.events:.0f} grew from the "
            f"scale of {question.already:,.0f} (or from their first size) by the factor asked, "
            f"{total / question.already:.1f}, within {months:.0f} months; weighted by likeness in size and by source "
            f"that is {belief.p:.2f} of an effective {reference.effective_n:.1f} cases. Contingents that grew are the "
            "ones remembered, so this errs upwards; their strength in the theatre stands in for the total sent."
        )
        return belief, reference, text

    def _wait(
        self, question: Question, table: Mapping[str, Any], as_of: date, months: float, evidence: Evidence
    ) -> tuple[Probability, ReferenceClass, str] | None:
        hazards = evidence.tables.get("hazards", {})
        usable = hazards and parse_date(hazards["fitted_as_of"], name="fitted_as_of") <= as_of
        war = find_war(question, evidence, hazards["ongoing"] if usable else (), as_of=as_of)
        if question.topic == "ceasefire" and not war.key.startswith("interstate"):
            return None  # the waits for a cease-fire are those of wars between states
        found = waiting(table, question.topic, as_of=as_of, age=war.months, months=months)
        if found is None:
            return None
        belief, reference = found
        text = (
            f"As to age, {war.how}. Counted in {reference.name.split(',')[0]}: {reference.source}; at the pace of such "
            f"ages it happens within {months:.1f} months with probability {belief.p:.2f}."
        )
        return belief, reference, text
