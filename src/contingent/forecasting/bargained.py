"""Probabilities read off models of bargaining: the share of draws in which the issue settles at a yes."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

from contingent.core.bargaining import Bargain, Issue, IssueOutcome
from contingent.core.belief import Prior, Probability
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question
from contingent.core.sockets import Evidence
from contingent.core.times import guard
from contingent.forecasting.rates import DAYS_PER_MONTH, share

#: weight in a pool of log-odds where a count of very many cases has 1: a judgement, for nobody has scored these here
WEIGHT = 0.25
#: what of it is earned where every stance rests on judgement: a judgement itself
JUDGED = 0.5
#: the cases of which a count would weigh as much, where one of ten weighs half: the interval is at least as wide
CASES = 10.0 * WEIGHT / (1.0 - WEIGHT)
#: no nearer to certainty in a pool: what the models leave out is never less likely than one in twenty, a judgement
BOUND = 0.05
#: the hazard of a cease-fire is at most multiplied or divided by this, whatever the models say
MOST = 2.0


class Bargained:
    """A Forecaster of decisions from `Evidence.bargain`: who wants what, how much, with what weight behind it."""

    name = "bargaining"
    bound = BOUND

    def forecast(self, question: Question, *, as_of: date, evidence: Evidence) -> Forecast | None:
        """The mean of the models' probabilities of yes; None where no issue answers the question.

        Raises:
            LeakError: the negotiation was known only after `as_of`.
        """
        bargain = evidence.bargain
        found = bargain.answering(question.id) if bargain else None
        if bargain is None or found is None:
            return None
        if bargain.negotiation.as_of is not None:
            guard(bargain.negotiation.as_of, as_of, what="the negotiation")
        issue, outcome, _ = found
        belief = belief_of(bargain, question.id)
        if belief is None:
            return None
        return Forecast(
            id=content_id("f", question.id, self.name, as_of, belief),
            question=question.id,
            forecaster=self.name,
            as_of=as_of,
            belief=belief,
            reasoning=_reasoning(question.id, issue, outcome),
        )

    def trust(self, question: Question, *, evidence: Evidence) -> float:
        """The part of its weight that this forecaster earns: all where every stance rests on words of the text."""
        found = evidence.bargain.answering(question.id) if evidence.bargain else None
        return 0.0 if found is None else trust_of(found[0])


def belief_of(bargain: Bargain, question: str) -> Probability | None:
    """The mean of the models' shares of yes; None where no issue answers the question of that id.

    Of k draws in n, (k + ½) / (n + 1): what happened in no draw is not called impossible. The interval (90 %)
    reaches at least from the lowest model to the highest, and is no narrower than if the mean had been counted in
    `CASES` cases: that is what models weigh that nobody has scored. The error of the draws is far below either.
    """
    found = bargain.answering(question)
    if found is None:
        return None
    issue, outcome, _ = found
    chances = [model.chance(question, issue) for model in outcome.counted]
    shares = [(one.p * bargain.draws + 0.5) / (bargain.draws + 1) for one in chances if one is not None]
    if not shares:
        return None
    p = sum(shares) / len(shares)
    few = share(p * CASES, CASES)
    return Probability(p=p, low=min(*shares, p, few.low), high=max(*shares, p, few.high))


def trust_of(issue: Issue) -> float:
    """From `JUDGED` to 1: grows with the share of stances that quote the text."""
    quoted = sum(stance.quote is not None for stance in issue.stances) / len(issue.stances)
    return JUDGED + (1.0 - JUDGED) * quoted


def moved_hazard(hazard: Prior, belief: Probability, issue: Issue, *, days: int) -> tuple[Prior, float, float] | None:
    """The monthly hazard of a cease-fire, moved towards what bargaining says of one within `days`.

    Log-odds of a cease-fire by then are averaged, the hazard's own with weight 1, those of `belief` with the small
    weight that bargaining has in a pool. Returns the prior, the factor on its median (`MOST` at most, either way) and
    that weight as a share; None where the prior is no lognormal, or there is no time left.
    """
    if hazard.family != "lognormal" or days <= 0:
        return None
    median, spread = hazard.parameters
    months, earned = days / DAYS_PER_MONTH, WEIGHT * trust_of(issue)
    part = earned / (1.0 + earned)
    own = -math.expm1(-median * months)
    odds = (1.0 - part) * _logit(own) + part * _logit(min(max(belief.p, BOUND), 1.0 - BOUND))
    moved = -math.log1p(-1.0 / (1.0 + math.exp(-odds))) / months
    factor = min(max(moved / median, 1.0 / MOST), MOST)
    source = (
        f"{hazard.source}; times {factor:.3f}, for models of bargaining over “{issue.title}” put a cease-fire within "
        f"{days} days at {belief.p:.1%}, and have {part:.0%} of the weight in log-odds (a judgement)"
    )
    return replace(hazard, parameters=(median * factor, spread), source=source), factor, part


def _logit(p: float) -> float:
    return math.log(p) - math.log1p(-p)


def _reasoning(question: str, issue: Issue, outcome: IssueOutcome) -> str:
    chances = {model.label: model.chance(question, issue) for model in outcome.models}
    known = {label: chance.p for label, chance in chances.items() if chance is not None}
    told = ", ".join(f"{_lower(label)} {p:.0%}" for label, p in sorted(known.items(), key=lambda item: item[1]))
    quoted = sum(stance.quote is not None for stance in issue.stances)
    words = (
        f"Models of bargaining over “{issue.title}”: {told}. On where it settles they "
        f"{'agree' if outcome.agree else 'do not agree'}: their medians lie {outcome.spread:.0%} of the scale apart. "
        f"Of {len(issue.stances)} actors {quoted} stand where words of the text put them, "
        f"{len(issue.stances) - quoted} where judgement does."
    )
    if {0.0, 1.0} & set(known.values()):
        words += (
            " What happened in every draw, or in none, is not taken for certain: half a draw counts for either side."
        )
    return (
        f"{words} Nobody has scored these models here: they weigh little, and a pool takes them to be no surer than "
        f"{1.0 - BOUND:.0%}."
    )


def _lower(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
