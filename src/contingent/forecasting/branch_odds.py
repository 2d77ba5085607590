"""How likely each branch of a what-if is: read off the forecasts of the questions that its deciding act answers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import numpy as np

from contingent.core.belief import Prior, Probability
from contingent.core.interventions import Aid, Arrival, Dials, Intervention, Response, Talks
from contingent.core.nouns import Branch, Forecast, Question, Scenario
from contingent.forecasting.ensemble import NO_EVIDENCE, pooled_probability
from contingent.simulating.drawing.parameters import inverse_cdf

#: a branch that brings this much more or less than a question asks is still the branch that it asks about
_NEAR = math.log(1.25)
_AND = re.compile(r",? and |, ")
#: what follows from an act, or describes it, and is no decision of its own
_NO_ACT = (Dials, Response)

Read = Callable[[Forecast], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchOdds:
    """The branches one decision leads to, each with its probability: likeliest value, ends of the range, and without.

    `bargaining` is the weight that models of bargaining have in it; `without` are the probabilities without them (None:
    they have no part, or all of it). `note` says what the numbers do not.
    """

    question: str
    branches: tuple[str, ...]
    p: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    bargaining: float
    without: tuple[float, ...] | None
    note: str


def branch_odds(
    scenario: Scenario, questions: Sequence[Question], forecasts: Sequence[Forecast]
) -> tuple[BranchOdds, ...]:
    """One group a decision, the reinforcements first; branches that no forecast speaks to are in none.

    A branch is in a group where one act alone sets it apart from the reference. Decisions are taken one by one: what
    two of them together would change was not simulated.
    """
    pooled = {f.question: f for f in forecasts if f.members and isinstance(f.belief, Probability)}
    known = [question for question in questions if question.id in pooled]
    reference = next(branch for branch in scenario.branches if branch.id == scenario.reference)
    acts = {b.id: _acts(b, reference) for b in scenario.branches if b.id != scenario.reference and b.voice == "author"}
    single = {branch: found[0] for branch, found in acts.items() if len(found) == 1}
    return (
        *_arrivals(scenario, {b: act for b, act in single.items() if isinstance(act, Arrival)}, known, pooled),
        *_others(scenario, single, known, pooled),
    )


def _acts(branch: Branch, reference: Branch) -> list[Intervention]:
    """What is done in a branch and not in the reference."""
    return [
        act
        for act in branch.interventions
        if act not in reference.interventions
        and not isinstance(act, _NO_ACT)
        and not (isinstance(act, Arrival) and act.tranches == 0)
    ]


def _arrivals(
    scenario: Scenario, acts: Mapping[str, Arrival], questions: Sequence[Question], pooled: Mapping[str, Forecast]
) -> Iterable[BranchOdds]:
    """Reinforcements by who sends them: a smaller number is sent where the next larger one is not."""
    for sender in dict.fromkeys(act.contingent for act in acts.values()):
        asked: dict[str, list[str]] = {}
        own = [q for q in questions if q.topic == "troops_sent" and _same(q.actor, sender) and q.threshold]
        for branch, act in acts.items():
            if act.contingent == sender and (question := _nearest(own, _total(act))):
                asked.setdefault(question.id, []).append(branch)
        by_id = {question.id: question for question in own}
        rising = sorted(asked, key=lambda question: by_id[question].threshold or 0.0)
        if not rising:
            continue
        found = [pooled[question] for question in rising]

        def share(read: Read, found: Sequence[Forecast] = found, asked: Mapping[str, list[str]] = asked) -> list[float]:
            levels = [*(read(f) for f in found), 0.0]
            steps = [max(0.0, here - beyond) for here, beyond in pairwise(levels)]
            own = [asked[f.question] for f in found]
            return [step / len(ids) for step, ids in zip(steps, own, strict=True) for _ in ids]

        branches = [branch for question in rising for branch in asked[question]]
        several = max(map(len, asked.values()))
        parts = [
            f"Nothing here tells the {several} ways to send them apart: each has an equal part." if several > 1 else "",
            _smaller(questions, sender, pooled, share(_p)),
            "Each branch has them come as soon as it says; if later, the difference is less.",
        ]
        note = " ".join(part for part in parts if part)
        yield _odds(by_id[rising[-1]].text, branches, share, found, note)


def _smaller(
    questions: Sequence[Question], sender: str, pooled: Mapping[str, Forecast], weights: Sequence[float]
) -> str:
    """That fewer may come, where a forecast says so: no branch has them."""
    fewer = [q for q in questions if q.topic == "further_tranche" and _same(q.actor, sender)]
    more = max((_p(pooled[q.id]) for q in fewer), default=0.0)
    if more <= sum(weights):
        return ""
    return (
        f"That some more come, but fewer than any branch has, is likelier ({more:.0%} for a further group at all): no "
        "branch has them, and they count as no difference."
    )


def _others(
    scenario: Scenario, acts: Mapping[str, Intervention], questions: Sequence[Question], pooled: Mapping[str, Forecast]
) -> Iterable[BranchOdds]:
    """Aid, as likely as the least likely of its givers; and talks."""
    sides = {"attacker": scenario.attacker, "defender": scenario.defender}
    end = scenario.as_of + timedelta(days=scenario.horizon_days)
    for branch, act in acts.items():
        if isinstance(act, Aid):
            givers = [name.strip() for name in _AND.split(act.giver) if name.strip()]
            own = [
                [q for q in questions
                 if q.topic == "military_aid" and _same(q.actor, giver) and _same(q.recipient, sides[act.side])]
                for giver in givers
            ]  # fmt: skip
        elif isinstance(act, Talks):
            givers, own = [], [[q for q in questions if q.topic == "talks"]]
        else:
            continue
        if not own or not all(own):
            continue
        chosen = [min(each, key=lambda q: abs((q.deadline - end).days)) for each in own]
        found = [pooled[question.id] for question in chosen]
        least = min(found, key=_p)
        text = next(q.text for q in chosen if q.id == least.question)
        note = f"{' and '.join(givers)} must all give it: taken as likely as the least likely, the most it can be."

        def share(read: Read, least: Forecast = least) -> list[float]:
            return [read(least)]

        yield _odds(text, [branch], share, [least], note if len(givers) > 1 else "")


def _odds(
    text: str, branches: Sequence[str], share: Callable[[Read], list[float]], found: Sequence[Forecast], note: str
) -> BranchOdds:
    weight = sum(_part(f) for f in found) / len(found)
    apart = all(_without(f) is not None for f in found) and weight > 0
    return BranchOdds(
        question=text,
        branches=tuple(branches),
        p=tuple(share(_p)),
        low=tuple(share(lambda f: _belief(f).low)),
        high=tuple(share(lambda f: _belief(f).high)),
        bargaining=weight,
        without=tuple(share(lambda f: _without(f) or 0.0)) if apart else None,
        note=note,
    )


def _belief(forecast: Forecast) -> Probability:
    assert isinstance(forecast.belief, Probability)  # what `branch_odds` takes
    return forecast.belief


def _p(forecast: Forecast) -> float:
    return _belief(forecast).p


def _part(forecast: Forecast) -> float:
    return sum(weight for name, _, weight in forecast.members if name == "bargaining")


def _without(forecast: Forecast) -> float | None:
    """What the other members pool to; None where none of them rests on evidence: words alone make no forecast."""
    rest = [(name, p, weight) for name, p, weight in forecast.members if name != "bargaining" and weight > 0]
    if all(name in NO_EVIDENCE for name, _, _ in rest):
        return None
    return pooled_probability([p for _, p, _ in rest], [weight for _, _, weight in rest])


def _nearest(questions: Sequence[Question], total: float) -> Question | None:
    """The question whose number is nearest to a total, where it is near at all."""
    found = min(questions, key=lambda q: abs(math.log((q.threshold or 1.0) / total)), default=None)
    return found if found and abs(math.log((found.threshold or 1.0) / total)) <= _NEAR else None


def _total(act: Arrival) -> float:
    """All who are there once every tranche has come: a question's number is a total."""
    return act.present + act.tranches * _middle(act.size)


def _middle(prior: Prior) -> float:
    return float(inverse_cdf(prior, np.array([0.5]))[0])


def _same(one: str | None, other: str) -> bool:
    return one is not None and one.casefold() == other.casefold()
