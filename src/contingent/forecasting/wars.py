"""Which war a question is about, how old it was at `as_of`, and which class of wars it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.core.nouns import Question, Scenario
from contingent.core.sockets import Evidence
from contingent.core.times import parse_date
from contingent.forecasting.rates import DAYS_PER_MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class War:
    """A class of conflicts, and the age in months of the one asked about (None: not known); `how` says why."""

    key: str
    months: float | None
    how: str


def parties(question: Question, scenario: Scenario | None) -> tuple[str, ...]:
    """The sides of the war in question: the scenario's, else the question's own actor and recipient."""
    named = (scenario.attacker, scenario.defender) if scenario is not None else (question.actor, question.recipient)
    return tuple(name for name in named if name)


def find_war(question: Question, evidence: Evidence, ongoing: Sequence[Mapping[str, Any]], *, as_of: date) -> War:
    """The war asked about, among conflicts known to be going on; any war, of unknown age, where none fits.

    The age that the article itself gives (`war_days` among the scenario's given numbers) goes before a data set's.
    """
    sides = parties(question, evidence.scenario)
    rows = _match(sides, ongoing)
    key, months, how = "any_war", None, "the war's age is not known, so all ages count"
    if len(rows) > 1:
        level = "war" if rows[0]["war"] else "conflict"
        key, how = f"intrastate_{level}", f"{len(rows)} conflicts in {rows[0]['states'][0]} fit, so all ages count"
    elif rows:
        row = rows[0]
        level = "war" if row["war"] else "conflict"
        key = f"{'any' if row['type'] == 'extrasystemic' else row['type']}_{level}"
        began = parse_date(row["began"], name="start of a conflict")
        months = max(0.0, (as_of - began).days / DAYS_PER_MONTH)
        where = f"between {' and '.join(row['states'])}" if len(row["states"]) > 1 else f"in {row['states'][0]}"
        how = f"by UCDP's count the fighting {where} began on {began.isoformat()}, {months:.0f} months before"
    given = _given_days(evidence.scenario)
    if given is not None:
        months, how = given / DAYS_PER_MONTH, f"the article gives the war {given:,.0f} days"
    return War(key=key, months=months, how=how)


def _match(sides: tuple[str, ...], ongoing: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The one war between the sides, else the wars within one of them; none where both sides are such states."""
    between = [row for row in ongoing if len(row["states"]) > 1 and set(row["states"]) <= set(sides)]
    if between:
        return [min(between, key=lambda row: (not row["war"], str(row["began"])))]
    within = [row for row in ongoing if len(row["states"]) == 1 and row["states"][0] in sides]
    if len({row["states"][0] for row in within}) > 1:
        return []
    return [row for row in within if row["war"]] or within


def _given_days(scenario: Scenario | None) -> float | None:
    given = [value for name, value, _ in scenario.given if name == "war_days"] if scenario is not None else []
    return given[0] if given and given[0] >= 0 else None
