"""Probabilities that cannot contradict each other: what entails a thing is never likelier than the thing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from contingent.core.belief import Probability
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question
from contingent.forecasting.rates import AT_LEAST

#: topics whose questions ask whether something has happened by a day, once and for all
_BY_DATE = frozenset({"troops_sent", "further_tranche", "ceasefire", "war_end", "casualties"})
_CLOSE = 1e-9


def entails(one: Question, other: Question) -> bool:
    """Whether a yes to `one` is a yes to `other`: the same matter, no smaller, by no later day."""
    same = all(
        getattr(one, f) == getattr(other, f) for f in ("topic", "actor", "recipient", "unit", "opens", "already")
    )
    counted = {one.comparator, other.comparator} <= AT_LEAST and (one.threshold is None) == (other.threshold is None)
    return (
        one.id != other.id
        and one.topic in _BY_DATE
        and same
        and counted
        and (one.threshold or 0.0) >= (other.threshold or 0.0)
        and one.deadline <= other.deadline
    )


def coherent(questions: Sequence[Question], forecasts: Sequence[Forecast]) -> tuple[Forecast, ...]:
    """The forecasts of one forecaster, made so that none is likelier than what it entails; others stay as they are.

    Two that contradict each other meet at the mean of their log-odds, and say so; their order does not matter.
    """
    by_id = {question.id: question for question in questions}
    belief = {f.question: f.belief for f in forecasts if isinstance(f.belief, Probability)}
    pairs = [(a, b) for a in sorted(belief) for b in sorted(belief) if entails(by_id[a], by_id[b])]
    p = {question: found.p for question, found in belief.items()}
    # every step brings log-odds together, so it ends; the bound only guards against an endless loop of roundings
    for _ in range(100 * (len(pairs) + 1)):
        wrong = [(a, b) for a, b in pairs if p[a] > p[b] + _CLOSE]
        if not wrong:
            break
        a, b = max(wrong, key=lambda pair: (p[pair[0]] - p[pair[1]], pair))
        p[a] = p[b] = _between(p[a], p[b])
    return tuple(_moved(f, belief[f.question], p[f.question]) if f.question in belief else f for f in forecasts)


def _between(one: float, other: float) -> float:
    if {one, other} & {0.0, 1.0}:
        return (one + other) / 2
    mean = sum(math.log(p) - math.log1p(-p) for p in (one, other)) / 2
    return 1.0 / (1.0 + math.exp(-mean))


def _moved(forecast: Forecast, was: Probability, p: float) -> Forecast:
    if abs(p - was.p) <= _CLOSE:
        return forecast
    belief = Probability(p=p, low=min(was.low, p), high=max(was.high, p))
    return replace(
        forecast,
        id=content_id("f", forecast.id, belief),
        belief=belief,
        reasoning=f"{forecast.reasoning} Moved from {was.p:.3f}: a question that entails this one, or that this one "
        "entails, had come out the other way round.",
    )
