"""Probabilities read off the what-if: the share of simulated futures of the reference branch in which it happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from contingent.core.belief import Probability
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Outcomes, Question, Scenario
from contingent.core.outcomes import BranchOutcome, Fan
from contingent.core.sockets import Evidence
from contingent.forecasting.rates import AT_LEAST

_Z90 = 1.6448536269514722
_AREA_UNITS = frozenset({"km2", "km²", "square_kilometre", "square kilometre"})


class Structural:
    """A Forecaster of cease-fires, ground and losses from `Evidence.outcomes`, never of a decision taken as given."""

    name = "structural"

    def forecast(self, question: Question, *, as_of: date, evidence: Evidence) -> Forecast | None:
        """The probability in the reference branch, or None where the simulation does not speak of the question.

        None too where the simulation began on another day or ends before the deadline: nothing is extrapolated.
        """
        scenario, outcomes = evidence.scenario, evidence.outcomes
        if scenario is None or outcomes is None or scenario.as_of != as_of or question.comparator not in AT_LEAST:
            return None
        branch = next((b for b in outcomes.branches if b.branch == scenario.reference), None)
        day = (question.deadline - scenario.as_of).days
        if branch is None or day <= 0:
            return None
        found = _read(question, scenario, branch, day, outcomes.draws)
        return None if found is None else self._forecast(question, scenario, outcomes, found, as_of)

    def _forecast(
        self, question: Question, scenario: Scenario, outcomes: Outcomes, found: tuple[Probability, str], as_of: date
    ) -> Forecast:
        belief, what = found
        label = next((b.label for b in scenario.branches if b.id == scenario.reference), scenario.reference)
        return Forecast(
            id=content_id("f", question.id, self.name, as_of, belief),
            question=question.id,
            forecaster=self.name,
            as_of=as_of,
            belief=belief,
            reasoning=(
                f"In the branch “{label}” {what} in about {belief.p:.1%} of {outcomes.draws:,} simulated futures. The "
                "interval is Monte Carlo error or the gap between quantiles; what the model assumes is not in it."
            ),
        )


def _read(
    question: Question, scenario: Scenario, branch: BranchOutcome, day: int, draws: int
) -> tuple[Probability, str] | None:
    if question.topic == "ceasefire":
        found = _ceasefire(branch, day, draws)
        return None if found is None else (found, "a cease-fire comes by the deadline")
    side = {scenario.attacker: "attacker", scenario.defender: "defender"}.get(question.actor or "")
    # the simulation counts from its first day: a sum over other days, or from an unknown level, is not its to tell
    if question.threshold is None or side is None or question.opens != scenario.as_of:
        return None
    if question.topic == "territory" and question.unit in _AREA_UNITS and side == "attacker":
        found = _exceeds(branch.fans, "area_km2", question.threshold, day)
        return None if found is None else (found, "the net gain of ground at the deadline exceeds the threshold")
    if question.topic == "casualties" and question.already is not None:
        found = _exceeds(branch.fans, f"losses_{side}", question.threshold - question.already, day)
        return None if found is None else (found, "losses since the opening day exceed what is asked")
    return None


def _ceasefire(branch: BranchOutcome, day: int, draws: int) -> Probability | None:
    """The share of draws with a cease-fire by `day`, straight lines between the days given; None beyond the last.

    Half a draw is added so that a share of none is not called impossible, and its error is at least one draw's.
    """
    known, ceiling = [(0, 0.0, 0.0)], 0.0
    for at, p, error in sorted((e.day, e.p, e.mc_error) for e in branch.probabilities if e.event == "ceasefire"):
        ceiling = max(ceiling, p)  # by-date probabilities never fall
        known.append((at, ceiling, error))
    if known[-1][0] < day:
        return None
    after = next(i for i, (at, _, _) in enumerate(known) if at >= day)
    (d0, p0, e0), (d1, p1, e1) = known[max(after - 1, 0)], known[after]
    part = (day - d0) / (d1 - d0) if d1 > d0 else 1.0
    p, error = ((p0 + part * (p1 - p0)) * draws + 0.5) / (draws + 1), max(e0, e1, 1.0 / draws)
    return Probability(p=p, low=max(0.0, p - _Z90 * error), high=min(1.0, p + _Z90 * error))


def _exceeds(fans: Sequence[Fan], measure: str, threshold: float, day: int) -> Probability | None:
    """P(the measure is above `threshold` on `day`), straight lines between the fan's days; None outside of them."""
    fan = next((f for f in fans if f.measure == measure), None)
    if fan is None or not fan.days or not fan.days[0] <= day <= fan.days[-1]:
        return None
    after = next(i for i, at in enumerate(fan.days) if at >= day)
    before = after if fan.days[after] == day else after - 1
    part = (day - fan.days[before]) / (fan.days[after] - fan.days[before]) if after > before else 0.0
    one, two = _above(fan, before, threshold), _above(fan, after, threshold)
    return Probability(
        p=one.p + part * (two.p - one.p),
        low=one.low + part * (two.low - one.low),
        high=one.high + part * (two.high - one.high),
    )


def _above(fan: Fan, at: int, threshold: float) -> Probability:
    """P(above `threshold`) from quantiles: between two the level is a straight line in the value.

    Beyond the outermost ones only the tail is known, so half of it is named and all of it is the interval.
    """
    values, levels = [row[at] for row in fan.values], fan.levels
    if threshold < values[0]:
        return Probability(p=1.0 - levels[0] / 2, low=1.0 - levels[0], high=1.0)
    if threshold >= values[-1]:
        tail = 1.0 - levels[-1]
        return Probability(p=tail / 2, low=0.0, high=tail)
    i = next(i for i in range(len(values) - 1) if values[i] <= threshold < values[i + 1])
    part = (threshold - values[i]) / (values[i + 1] - values[i])
    p = 1.0 - (levels[i] + part * (levels[i + 1] - levels[i]))
    return Probability(p=p, low=1.0 - levels[i + 1], high=1.0 - levels[i])
