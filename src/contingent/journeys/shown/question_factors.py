"""What pushes a forecast up or down, as far as it is known: members, what they were counted in, and the claims."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from contingent.core.nouns import Forecast, ReferenceClass
from contingent.journeys.shown.question_origin import Origin
from contingent.report.leads import COMPARISON, WORDS_ONLY

Direction = Literal["raises", "lowers", "hardly", "unknown", "none"]
#: a member that moves the pooled forecast less than this, or lies nearer to it, is said to hardly move it
HARDLY = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Something the forecast rests on, or might.

    `kind` is "member" (a forecaster that was pooled), "counted" (cases of the past), "said" (a claim of an article).
    `direction` says where it moves the pooled forecast: "raises", "lowers", "hardly"; "unknown" where nobody here
    worked it out, "none" where the forecast does not rest on it. `without` is the pooled forecast without it (None:
    not known). Of a member there is its `p` and `weight`, of cases `events` of `cases` with the range of the rate
    and whether its sources were read, of a claim its words, who says so, and where it stands.
    """

    kind: Literal["member", "counted", "said"]
    direction: Direction
    name: str
    text: str = ""
    p: float | None = None
    weight: float | None = None
    without: float | None = None
    events: float | None = None
    cases: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    verified: bool | None = None
    source: str = ""
    data_through: date | None = None
    said_by: str = ""
    party: bool = False
    brief: str | None = None
    claim: int | None = None


def factors_of(lead: Forecast | None, others: Sequence[Forecast], origins: Sequence[Origin]) -> tuple[Factor, ...]:
    """What the leading forecast rests on: its members, the cases each counted, and the claims of the articles.

    `others` are the latest forecasts of the other forecasters, by which a member's cases and reasons are found.
    """
    members = _members(lead, others) if lead else []
    directions = {factor.name: factor.direction for factor in members}
    counted = _counted(lead, others, directions) if lead else []
    words = directions.get(WORDS_ONLY, "none" if lead and lead.members else "unknown")
    return (*members, *counted, *_said(origins, words))


def _members(lead: Forecast, others: Sequence[Forecast]) -> list[Factor]:
    if not lead.members or getattr(lead.belief, "kind", "") != "probability":
        return []
    pooled = float(lead.belief.p)  # type: ignore[union-attr]
    reasons = {forecast.forecaster: forecast.reasoning for forecast in others}
    found = []
    for name, p, weight in sorted(lead.members, key=lambda member: -member[2]):
        without = _without(lead.members, name, pooled)
        alone = len(lead.members) == 1  # beside nothing it neither raises nor lowers
        direction: Direction = "unknown" if alone else _moves(p, pooled, without)
        found.append(
            Factor(
                kind="member", direction=direction, name=name, text=reasons.get(name, ""), p=p, weight=weight,
                without=without,
            )
        )  # fmt: skip
    return found


def _moves(p: float, pooled: float, without: float | None) -> Direction:
    """Where a member moves the pool: by what the others come to without it, else by the side on which it lies."""
    by = p - pooled if without is None else pooled - without
    if abs(by) < HARDLY:
        return "hardly"
    return "raises" if by > 0 else "lowers"


def _without(members: Sequence[tuple[str, float, float]], name: str, pooled: float) -> float | None:
    """What the others would pool to, where the pool is the weighted mean of log-odds, as it shows itself to be."""
    if len(members) < 2 or not all(0.0 < p < 1.0 for _, p, _ in members) or not 0.0 < pooled < 1.0:
        return None
    total = sum(weight for _, _, weight in members)
    mean = sum(weight * _logit(p) for _, p, weight in members) / total if total > 0 else math.nan
    rest = sum(weight for other, _, weight in members if other != name)
    if not math.isclose(mean, _logit(pooled), abs_tol=1e-3) or rest <= 0:
        return None
    left = sum(weight * _logit(p) for other, p, weight in members if other != name) / rest
    return 1.0 / (1.0 + math.exp(-left))


def _logit(p: float) -> float:
    return math.log(p / (1.0 - p))


def _counted(lead: Forecast, others: Sequence[Forecast], directions: dict[str, Direction]) -> list[Factor]:
    """The cases of the past: each moves the forecast where the member that counted it does."""
    found = []
    for item in lead.reference_classes:
        name = item.name.removeprefix(COMPARISON).lstrip(": ")
        if item.name.startswith(COMPARISON):
            found.append(_case(item, name, "none", ""))
            continue
        owner = next((f.forecaster for f in others if item in f.reference_classes), None)
        found.append(_case(item, name, directions.get(owner or "", "unknown"), owner or ""))
    return found


def _case(item: ReferenceClass, name: str, direction: Direction, owner: str) -> Factor:
    return Factor(
        kind="counted",
        direction=direction,
        name=name,
        text=owner,
        events=item.events,
        cases=item.cases,
        rate_low=item.rate_low,
        rate_high=item.rate_high,
        verified=item.verified,
        source=item.source,
        data_through=item.data_through,
    )


def _said(origins: Sequence[Origin], words: Direction) -> list[Factor]:
    """The claims: only words that suggest a probability, and were pooled, are known to move the forecast."""
    return [
        Factor(
            kind="said",
            direction=words if claim.suggests else "unknown",
            name=claim.sure if not claim.denied else f"{claim.sure}, denied",
            text=claim.quote,
            rate_low=claim.suggests[0] if claim.suggests else None,
            rate_high=claim.suggests[1] if claim.suggests else None,
            source=origin.title,
            said_by=claim.said_by,
            party=claim.party,
            brief=origin.brief,
            claim=claim.number,
        )
        for origin in origins
        for claim in origin.claims
    ]
