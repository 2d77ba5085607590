"""Two ways to answer a decision, side by side: how often the like came about, and who wants it; where they differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from contingent.core.bargaining import Bargain, Issue, IssueOutcome, ModelOutcome
from contingent.core.belief import Probability
from contingent.core.nouns import Forecast, Question, Reading, ReferenceClass
from contingent.report.leads import (
    BARGAINING,
    WORDS_ONLY,
    bargained_alone,
    headline_forecast,
    lead_question,
    nearest_class,
)
from contingent.report.numbers import NBSP, estimate, percent, percent_range, rounded
from contingent.report.words import forecaster_words, prior_quantiles

#: chances closer than this, in percentage points and as odds, are told as the same
SAME_POINTS, SAME_ODDS = 0.02, 1.25
PRINTED = 0.005  # what rounding hides
STRUCTURAL, CEASEFIRE = "structural", "ceasefire"  # the forecaster whose hazard bargaining moves, and what of


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWays:
    """One question answered twice: `counted` from cases of the like (None: nothing was counted), `settled` from wishes.

    `pooled` is what we say; `weight` and `counted_weight` are the shares that the two have in it.
    """

    question: Question
    issue: Issue
    outcome: IssueOutcome
    threshold: float
    settled: Forecast
    counted: Forecast | None
    pooled: Forecast | None
    weight: float
    counted_weight: float

    @property
    def quoted(self) -> int:
        """The actors whose stance rests on words of the text."""
        return sum(stance.quote is not None for stance in self.issue.stances)

    @property
    def chances(self) -> tuple[tuple[ModelOutcome, Probability], ...]:
        """The models, each with its share of yes, the lowest first."""
        found = ((model, model.chance(self.question.id, self.issue)) for model in self.outcome.models)
        known = [(model, chance) for model, chance in found if chance is not None]
        return tuple(sorted(known, key=lambda pair: (pair[1].p, pair[0].model)))


def two_ways(
    questions: Sequence[Question], forecasts: Sequence[Forecast], bargain: Bargain | None
) -> tuple[TwoWays, ...]:
    """Every question that bargaining answers, in the order given; empty where nobody's wishes are known."""
    found = []
    for question in questions:
        answered = bargain.answering(question.id) if bargain else None
        own = [f for f in forecasts if f.question == question.id and isinstance(f.belief, Probability)]
        settled = next((f for f in own if f.forecaster == BARGAINING), None)
        if answered is None or settled is None:
            continue
        pooled = headline_forecast(question.id, own)
        weights = {name: weight for name, _, weight in pooled.members} if pooled else {}
        counting = [f for f in own if nearest_class(f) is not None and not f.members]
        counted = max(counting, key=lambda f: weights.get(f.forecaster, 0.0), default=None)
        issue, outcome, threshold = answered
        found.append(
            TwoWays(
                question=question, issue=issue, outcome=outcome, threshold=threshold, settled=settled, counted=counted,
                pooled=pooled if pooled and pooled.members else None, weight=weights.get(BARGAINING, 0.0),
                counted_weight=weights.get(counted.forecaster, 0.0) if counted else 0.0,
            )
        )  # fmt: skip
    return tuple(found)


def answer_in_two_ways(reading: Reading, forecasts: Sequence[Forecast], bargain: Bargain | None) -> str | None:
    """The leading question answered in two ways; None where nobody's wishes on it are known."""
    lead = lead_question(reading.document, reading.claims, reading.questions)
    found = two_ways([lead] if lead else [], forecasts, bargain)
    return two_ways_sentence(found[0]) if found else None


def two_ways_sentence(two: TwoWays) -> str:
    """Both answers, where they differ and why, and what part each has in ours: two sentences."""
    settled, wanted = percent(_p(two.settled).p), _wanted(two)
    if two.counted is None:
        alone = two.pooled is not None and bargained_alone(two.pooled)
        rests = "Ours rests on them alone" if alone else f"Ours gives them {percent(two.weight)} of the weight"
        return (
            f"Nothing like it was counted here: models of bargaining say {settled} ({_models(two)}), from who wants it "
            f"({wanted}). {rests}, and nobody has scored them."
        )
    one, other = _p(two.counted).p, _p(two.settled).p
    apart = "agree" if same(one, other) else f"differ by {_factor(one, other)}"
    said = (
        f"Two ways to answer {apart}: past cases say {percent(one)}, from how often the like came about whoever wanted "
        f"it; models of bargaining {settled} ({_models(two)}), from who wants it here ({wanted})."
    )
    if two.pooled is None:
        return said
    without = without_bargaining(two.pooled)
    moved = f"; without them it would be {percent(without)}" if without is not None else ""
    return (
        f"{said} Nobody has scored the models: our {percent(_p(two.pooled).p)} gives them {percent(two.weight)} of the "
        f"weight{_taken(two)} and the cases {percent(two.counted_weight)}{moved}{_twice(two)}."
    )


def two_ways_whole(two: TwoWays) -> tuple[str, ...]:
    """The same at length, where there is room: the numbers; where and why they differ; what the pool makes of them."""
    return tuple(filter(None, (both(two), f"{differ(two)} {why(two)}".strip(), pool(two))))


def both(two: TwoWays) -> str:
    """The two numbers, side by side."""
    said = f"the models of bargaining say {percent(_p(two.settled).p)} ({_models(two)})"
    if two.counted is None:
        return f"Nothing like it was counted here; {said}."
    belief = _p(two.counted)
    name = "the reference class" if two.counted.forecaster == "base_rate" else f"the {_name(two.counted)}"
    return (
        f"Two ways to answer: {name} says {percent(belief.p)} (90{NBSP}% range "
        f"{percent_range(belief.low, belief.high)}); {said}."
    )


def differ(two: TwoWays) -> str:
    """Where the two differ: by what factor, and whether one lies in the other's range. "" where one is missing."""
    if two.counted is None:
        return ""
    one, other = _p(two.counted), _p(two.settled)
    if same(one.p, other.p):
        return "They say the same."
    inside = one.low - PRINTED <= other.p <= one.high + PRINTED
    way = "higher" if other.p > one.p else "lower"
    within = f"{'within' if inside else 'outside'} the 90{NBSP}% range of the cases"
    return f"They differ by {_factor(one.p, other.p)}; bargaining is {way}, {within}."


def why(two: TwoWays) -> str:
    """Why they differ: what each knows that the other does not."""
    found = nearest_class(two.counted) if two.counted else None
    wish = f"Bargaining goes by who wants it here ({_wanted(two)}), not by how often such wishes come true"
    if found is None:
        return f"{wish}."
    return f"{wish}; counting by how often the like came about ({_cases(found)}), whoever wanted it."


def pool(two: TwoWays) -> str:
    """What the pool makes of the two, with the share of each; "" where there is none."""
    if two.pooled is None:
        return ""
    p, others = _p(two.pooled).p, 1.0 - two.weight - two.counted_weight
    if bargained_alone(two.pooled):
        return f"Ours, {percent(p)}, rests on bargaining alone{_taken(two)}: nobody has scored these models."
    told = _taken(two)
    parts = [f"bargaining {percent(two.weight)} of the weight{told}"]
    if two.counted is not None:
        name = "the cases" if two.counted.forecaster == "base_rate" else f"the {_name(two.counted)}"
        parts.append(f"{name} {percent(two.counted_weight)}")
    if others > 0.005:
        parts.append(f"all else {percent(others)}")
    without = without_bargaining(two.pooled)
    moved = f" (without bargaining {percent(without)}{_twice(two)})" if without is not None else ""
    first, last = ", ".join(parts[:-1]), parts[-1]
    return f"The pool gives {f'{first} and {last}' if first else last}: {percent(p)}{moved}."


def without_bargaining(pooled: Forecast) -> float | None:
    """What the other members of a pool come to by the same rule.

    None where none of them rests on evidence (words alone make no forecast), or one is certain.
    """
    others = [member for member in pooled.members if member[0] != BARGAINING and member[2] > 0]
    rest = [(p, weight) for _, p, weight in others]
    if all(name == WORDS_ONLY for name, _, _ in others) or not all(0.0 < p < 1.0 for p, _ in rest):
        return None
    odds = sum(weight * (math.log(p) - math.log1p(-p)) for p, weight in rest) / sum(weight for _, weight in rest)
    return 1.0 / (1.0 + math.exp(-odds))


def yes_weight(two: TwoWays) -> tuple[float, str | None]:
    """The share of salience times capability (medians) whose position is a yes, and the weightiest actor of them."""
    weights = {}
    for stance in two.issue.stances:
        position, salience, capability = (
            prior_quantiles(prior)[1] for prior in (stance.position, stance.salience, stance.capability)
        )
        weights[stance.actor] = max(0.0, salience) * max(0.0, capability), position >= two.threshold
    total = sum(weight for weight, _ in weights.values())
    wanting = {actor: weight for actor, (weight, yes) in weights.items() if yes}
    share = sum(wanting.values()) / total if total > 0 else 0.0
    return share, max(wanting, key=lambda actor: (wanting[actor], actor), default=None)


def same(one: float, other: float) -> bool:
    """Whether two chances are the same for what can be told."""
    return abs(one - other) <= SAME_POINTS and max(_ratio(one, other), _ratio(1 - one, 1 - other)) <= SAME_ODDS


def _wanted(two: TwoWays) -> str:
    share, most = yes_weight(two)
    if most is None:
        return "nobody at the table stands at a yes"
    return f"{most} foremost; those at a yes have {percent(share)} of the weight at the table"


def _taken(two: TwoWays) -> str:
    """As what a pool takes models that are surer than it lets them be."""
    taken = next((p for name, p, _ in two.pooled.members if name == BARGAINING), None) if two.pooled else None
    if taken is None or math.isclose(taken, _p(two.settled).p):
        return ""
    return f" (taken as {percent(taken)}, for unscored models are given no more certainty)"


def _twice(two: TwoWays) -> str:
    """That bargaining has a part in another member as well: the simulation's hazard of a cease-fire is moved by it."""
    others = {name for name, _, _ in two.pooled.members} if two.pooled else set()
    return ", but for its part in the simulation" if {STRUCTURAL} <= others and two.question.topic == CEASEFIRE else ""


def _factor(one: float, other: float) -> str:
    """How far two chances lie apart: as a factor while both are rare, or both likely; else in percentage points."""
    if max(one, other) <= 0.5:
        return f"a factor of {_times(one, other)}"
    if min(one, other) >= 0.5:
        return f"a factor of {_times(1.0 - one, 1.0 - other)} in the chance of no"
    return f"{estimate(100 * abs(one - other))} percentage points"


def _times(one: float, other: float) -> str:
    ratio = _ratio(one, other)
    return "over 100" if ratio > 100 else f"{rounded(ratio):g}"


def _ratio(one: float, other: float) -> float:
    low, high = sorted((one, other))
    return high / low if low > 0 else math.inf


def _models(two: TwoWays) -> str:
    shares = [chance.p for _, chance in two.chances]
    if len(shares) == 1:
        return "one model"
    return f"{len(shares)} of them, from {percent_range(min(shares), max(shares))}"


def _cases(found: ReferenceClass) -> str:
    return f"{estimate(found.events)} of {estimate(found.cases)} cases"


def _name(forecast: Forecast) -> str:
    return forecaster_words(forecast.forecaster)


def _p(forecast: Forecast) -> Probability:
    assert isinstance(forecast.belief, Probability)  # what `two_ways` takes
    return forecast.belief
