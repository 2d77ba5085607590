"""Several forecasters made one: weighted log-odds, every member shown with its weight."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from contingent.core.belief import Probability
from contingent.core.errors import ValueRangeError
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question, ReferenceClass
from contingent.core.sockets import Evidence, Forecaster
from contingent.forecasting.rates import UNVERIFIED_WEIGHT

#: judgement, not fitted: a count of very many cases weighs one; a language model, which nobody has scored here, half;
#: a simulation, whose hazards are priors, as much as a count of about three; models of bargaining, which nobody has
#: scored here either, the same, and less where their inputs are judged; the article's own words, which are no evidence,
#: a twentieth
DEFAULT_WEIGHTS: Mapping[str, float] = {
    "base_rate": 1.0, "hazard": 1.0, "judge": 0.5, "structural": 0.25, "bargaining": 0.25,
    "stated": 0.05,
}  # fmt: skip
_OTHER_WEIGHT = 0.25
_HALF_TRUST_CASES = 10.0  # effective cases at which a reference class earns half of its forecaster's weight
#: forecasters that repeat a claim: beside evidence they count a little, alone they make no forecast
NO_EVIDENCE = frozenset({"stated"})
#: forecasters whose word anybody may have planted and that nobody has scored: beside another member with evidence they
#: have one half of a pool at most, however little that one has counted
AT_MOST_HALF = frozenset({"judge"})

#: a member of a pool: its name, belief, weight and forecast
_Part = tuple[str, Probability, float, Forecast]


@runtime_checkable
class Earning(Protocol):
    """A forecaster whose weight hangs on what a forecast of its own rests on, and which nobody has scored.

    In a pool it is never surer than `bound`: a pool of log-odds would follow whoever is nearest to certainty.
    """

    name: str
    bound: float

    def trust(self, question: Question, *, evidence: Evidence) -> float:
        """From 0 to 1: the part of its weight that it earns on this question."""
        ...


class Ensemble:
    """A Forecaster of forecasters. `extremise` above 1 pushes the pool away from one half; 1 until it is fitted."""

    name = "ensemble"

    def __init__(
        self,
        members: Sequence[Forecaster],
        *,
        weights: Mapping[str, float] = DEFAULT_WEIGHTS,
        extremise: float = 1.0,
    ) -> None:
        self.members = tuple(members)
        self.weights = weights
        self.extremise = extremise

    def forecast(self, question: Question, *, as_of: date, evidence: Evidence) -> Forecast | None:
        """The pool of the members' forecasts, or None where all are silent.

        Raises:
            LeakError: a member was handed evidence from after `as_of`.
        """
        made = [member.forecast(question, as_of=as_of, evidence=evidence) for member in self.members]
        known = [forecast for forecast in made if forecast is not None]
        return self.pool(question, known, as_of=as_of, evidence=evidence)

    def pool(
        self, question: Question, forecasts: Sequence[Forecast], *, as_of: date, evidence: Evidence | None = None
    ) -> Forecast | None:
        """The pool of forecasts already made; their order does not matter. None where no probability rests on evidence.

        The article's own words count a little beside evidence, and make no forecast by themselves.

        The interval is pooled from members that count cases, where there are any: the Monte Carlo error of a simulation
        is no measure of what is unknown, and would narrow it. It is stretched to hold every member but the words.
        With `evidence`, a member that is `Earning` weighs what it earns on it, and is no surer than its bound. A judge
        beside any other member with evidence has one half of the pool at most.
        """
        earning = [member for member in self.members if isinstance(member, Earning)]
        earned = {one.name: one.trust(question, evidence=evidence) for one in earning} if evidence else {}
        bounds = {one.name: one.bound for one in earning}
        parts = sorted(
            (
                (
                    f.forecaster,
                    _bounded(f.belief, bounds.get(f.forecaster, 0.0)),
                    self._weight(f) * earned.get(f.forecaster, 1.0),
                    f,
                )
                for f in forecasts
                if isinstance(f.belief, Probability) and f.question == question.id
            ),
            key=lambda part: (part[0], part[3].id),
        )
        parts = _halved([part for part in parts if part[2] > 0])
        if all(name in NO_EVIDENCE for name, _, _, _ in parts):
            return None
        total = sum(weight for _, _, weight, _ in parts)
        counting = [part for part in parts if part[3].reference_classes] or parts
        p = self._pooled(parts, "p")
        low, high = self._pooled(counting, "low"), self._pooled(counting, "high")
        counted = [belief.p for name, belief, _, _ in parts if name not in NO_EVIDENCE]
        belief = Probability(p=p, low=min([low, p, *counted]), high=max([high, p, *counted]))
        classes = tuple(dict.fromkeys(c for _, _, _, f in parts for c in f.reference_classes))
        return Forecast(
            id=content_id("f", question.id, self.name, as_of, belief, [f.id for _, _, _, f in parts]),
            question=question.id,
            forecaster=self.name,
            as_of=as_of,
            belief=belief,
            reasoning=_reasoning([name for name, _, _, _ in parts]),
            reference_classes=classes,
            members=tuple((name, b.p, round(weight / total, 6)) for name, b, weight, _ in parts),
        )

    def _pooled(self, parts: Sequence[_Part], end: str) -> float:
        ps = [getattr(belief, end) for _, belief, _, _ in parts]
        return pooled_probability(ps, [weight for _, _, weight, _ in parts], extremise=self.extremise)

    def _weight(self, forecast: Forecast) -> float:
        base = self.weights.get(forecast.forecaster, _OTHER_WEIGHT)
        classes = [c for c in forecast.reference_classes if not c.name.startswith("for comparison")]
        return base * (max(map(_trust, classes)) if classes else 1.0)


def _halved(parts: list[_Part]) -> list[_Part]:
    """The parts as they weigh: those that may have one half at most weigh no more than all the others together."""
    theirs = sum(weight for name, _, weight, _ in parts if name in AT_MOST_HALF)
    others = sum(weight for name, _, weight, _ in parts if name not in AT_MOST_HALF)
    if theirs <= others or all(name in AT_MOST_HALF | NO_EVIDENCE for name, _, _, _ in parts):
        return parts
    return [
        (name, belief, weight * (others / theirs if name in AT_MOST_HALF else 1.0), forecast)
        for name, belief, weight, forecast in parts
    ]


def _bounded(belief: Probability, bound: float) -> Probability:
    """The belief no nearer to certainty than `bound`; its range is as wide as it was, or wider."""
    p = min(max(belief.p, bound), 1.0 - bound)
    return Probability(p=p, low=min(belief.low, p), high=max(belief.high, p)) if bound > 0 else belief


def _trust(reference: ReferenceClass) -> float:
    """From 0 to 1: grows with the effective cases, and is cut where most of them rest on sources nobody here read."""
    grown = reference.effective_n / (reference.effective_n + _HALF_TRUST_CASES)
    return grown * (1.0 if reference.verified else UNVERIFIED_WEIGHT)


def pooled_probability(ps: Sequence[float], weights: Sequence[float], *, extremise: float = 1.0) -> float:
    """The weighted mean of log-odds, times `extremise`, as a probability.

    A probability of 0 or 1 is a certainty and carries the pool; two that contradict each other have no pool.

    Raises:
        ValueRangeError: no weight above 0, or certainties that contradict each other.

    >>> round(pooled_probability([0.2, 0.8], [1.0, 1.0]), 6)
    0.5
    """
    total = sum(weights)
    certain = {p for p, w in zip(ps, weights, strict=True) if p in (0.0, 1.0) and w > 0}
    if total <= 0 or len(certain) == 2:
        raise ValueRangeError(
            f"probabilities {list(ps)} with weights {list(weights)}; wanted some weight, one certainty"
        )
    if certain:
        return certain.pop()
    log_odds = sum(w * (math.log(p) - math.log1p(-p)) for p, w in zip(ps, weights, strict=True)) / total * extremise
    return 1.0 / (1.0 + math.exp(-log_odds)) if log_odds >= 0 else math.exp(log_odds) / (1.0 + math.exp(log_odds))


def _reasoning(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"Rests on one member alone: “{names[0]}”."
    spoken = f"{', '.join(names[:-1])} and {names[-1]}"
    note = " The article's own words count a little and are no evidence." if NO_EVIDENCE & set(names) else ""
    return f"Log-odds of {spoken}, weighted by the cases behind each and by whether their sources were read.{note}"
