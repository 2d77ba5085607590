"""Models' draws put together: quantiles, the chance of a yes, the equal mixture, and how far the models agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.bargaining.model import BargainingModel, Draws, Settled, Table
from contingent.core.bargaining import Issue, ModelOutcome, Shift
from contingent.core.belief import Probability
from contingent.core.keys import stream_key
from contingent.scoring.reliability import wilson

LEVELS = (0.01, *(round(0.05 * k, 2) for k in range(1, 20)), 0.99)
POOLED = "pooled"
#: medians within this share of the scale agree; a judgement: half of what such models commonly miss outcomes by
AGREED = 0.1
RULE = (
    "Models agree where their medians lie within a tenth of the scale of each other and, for a decision, all on one "
    "side of an even chance."
)
#: rows × actors² settled at once: models hold several arrays of that size
CELLS = 4_000_000
CLOSE = 1e-9  # outcomes this near the threshold are on it: sums of floats miss it by less


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one model made of one issue, draw by draw."""

    model: str
    label: str
    settled: Settled


def results(models: Sequence[BargainingModel], tables: Sequence[Table], *, seed: int) -> dict[str, tuple[Result, ...]]:
    """Every model's result on every table: the id of the issue → one result a model, in their order.

    Rows are settled in stretches that fit into memory; the first has the seed itself, each further one its own.
    """
    rows = len(tables[0].position)
    most = max(1, CELLS // max(len(table.actors) for table in tables) ** 2)
    stretches = [slice(first, min(first + most, rows)) for first in range(0, rows, most)]
    found: dict[str, list[Result]] = {table.issue: [] for table in tables}
    for model in models:
        parts = [
            model.settle([table.rows(part) for table in tables], seed=seed if place == 0 else stream_key(place, seed))
            for place, part in enumerate(stretches)
        ]
        for settled in (_joined(one) for one in zip(*parts, strict=True)):
            found[settled.issue].append(Result(model=model.name, label=model.label, settled=settled))
    return {issue: tuple(made) for issue, made in found.items()}


def _joined(parts: Sequence[Settled]) -> Settled:
    """Stretches of rows as one."""
    first = parts[0]
    if len(parts) == 1:
        return first
    rounds = [part.rounds for part in parts if part.rounds is not None]
    done = [part.settled for part in parts if part.settled is not None]
    return Settled(
        issue=first.issue, outcome=np.concatenate([part.outcome for part in parts]),
        final=np.concatenate([part.final for part in parts]), rounds=np.concatenate(rounds) if rounds else None,
        settled=np.concatenate(done) if done else None,
    )  # fmt: skip


def nothing_of_their_own(models: Sequence[BargainingModel], made: Sequence[Result]) -> dict[str, str]:
    """The joint models that equal one of single issues in every draw: name → the one that each equals.

    So it is wherever there is nothing to trade: they say what that one says, and no mixture should hear it twice.
    """
    joint = {model.name for model in models if model.joint}
    alone = [result for result in made if result.model not in joint]
    found: dict[str, str] = {}
    for result in made:
        for other in alone if result.model in joint else ():
            if np.all(np.abs(result.settled.outcome - other.settled.outcome) <= CLOSE):
                found.setdefault(result.model, other.model)
    return found


def model_outcome(
    result: Result, issue: Issue, table: Table, *, by_deadline: Probability | None, same_as: str | None
) -> ModelOutcome:
    """One model's distribution in the scale's units, where it leaves each actor, and the chance of a yes."""
    settled = result.settled
    return ModelOutcome(
        model=result.model,
        label=result.label,
        mean=on_scale(float(np.mean(settled.outcome)), issue),
        levels=LEVELS,
        values=_quantiles(settled.outcome, issue),
        yes=None if issue.threshold is None else share(yes_draws(settled.outcome, issue)),
        also=tuple((name, share(reached(settled.outcome, least, issue))) for name, least in issue.also),
        shifts=_shifts(settled, issue, table),
        rounds=None if settled.rounds is None else float(np.median(settled.rounds)),
        unsettled=None if settled.settled is None else float(np.mean(~settled.settled.astype(bool))),
        by_deadline=by_deadline,
        same_as=same_as,
    )


def pooled_outcome(made: Sequence[Result], outcomes: Sequence[ModelOutcome], issue: Issue) -> ModelOutcome:
    """The mixture, with equal weights, of the models that speak for themselves.

    Its yes is the mean of theirs, from the lowest of them to the highest. `made` and `outcomes` are all models'.
    """
    every, outcomes = len(made), [outcome for outcome in outcomes if outcome.same_as is None]
    made = [result for result in made if result.model in {outcome.model for outcome in outcomes}]
    drawn = np.concatenate([result.settled.outcome for result in made])
    yes = None if issue.threshold is None else _mean([outcome.yes for outcome in outcomes if outcome.yes is not None])
    also = [
        (name, _mean([outcome.also[place][1] for outcome in outcomes])) for place, (name, _) in enumerate(issue.also)
    ]
    label = made[0].label if every == 1 else "All models, equally" if every == len(made) else "All models, each once"
    return ModelOutcome(
        model=POOLED, label=label, mean=on_scale(float(np.mean(drawn)), issue), levels=LEVELS,
        values=_quantiles(drawn, issue), yes=yes, also=tuple(also),
    )  # fmt: skip


def agreement(outcomes: Sequence[ModelOutcome], issue: Issue) -> tuple[float, bool]:
    """The distance between the models' highest and lowest median as a share of the scale; whether `RULE` holds."""
    medians = [median(outcome) for outcome in outcomes]
    spread = (max(medians) - min(medians)) / (issue.high - issue.low)
    chances = [outcome.yes.p for outcome in outcomes if outcome.yes is not None]
    one_side = not chances or max(chances) <= 0.5 or min(chances) >= 0.5
    return spread, spread <= AGREED + CLOSE and one_side


def median(outcome: ModelOutcome) -> float:
    """The middle of a model's distribution."""
    return outcome.values[outcome.levels.index(0.5)]


def on_scale(value: float, issue: Issue) -> float:
    """A number from 0 to 1 in the units of the issue's scale."""
    return issue.low + (issue.high - issue.low) * value


def yes_draws(outcome: Draws, issue: Issue) -> np.ndarray:
    """In which draws the outcome is at or above the issue's threshold."""
    if issue.threshold is None:
        raise ValueError(f"issue {issue.id} has no threshold")
    return reached(outcome, issue.threshold, issue)


def reached(outcome: Draws, least: float, issue: Issue) -> np.ndarray:
    """In which draws the outcome is at or above a value of the scale."""
    return np.asarray(outcome >= (least - issue.low) / (issue.high - issue.low) - CLOSE)


def share(happened: np.ndarray) -> Probability:
    """The share of draws in which something happened, with Wilson's 90 % interval of what more draws would give."""
    events, n = int(np.sum(happened)), len(happened)
    low, high = wilson(events, n)
    return Probability(p=events / n, low=min(low, events / n), high=max(high, events / n))


def _mean(chances: Sequence[Probability]) -> Probability:
    """The mean of models' probabilities, from the lowest of them to the highest."""
    low, high = min(one.p for one in chances), max(one.p for one in chances)
    middle = sum(one.p for one in chances) / len(chances)
    return Probability(p=min(max(middle, low), high), low=low, high=high)


def _quantiles(outcome: Draws, issue: Issue) -> tuple[float, ...]:
    values = np.maximum.accumulate(np.quantile(outcome, LEVELS))
    return tuple(on_scale(float(value), issue) for value in values)


def _shifts(settled: Settled, issue: Issue, table: Table) -> tuple[Shift, ...]:
    """In the order of the issue's own stances, whatever that of the table."""
    before = np.median(table.position, axis=0)
    after: Float[np.ndarray, "three actor"] = np.quantile(settled.final, (0.5, 0.05, 0.95), axis=0)
    place = {actor: at for at, actor in enumerate(table.actors)}
    return tuple(
        Shift(
            actor=stance.actor,
            before=on_scale(float(before[place[stance.actor]]), issue),
            after=on_scale(float(after[0, place[stance.actor]]), issue),
            after_low=on_scale(float(after[1, place[stance.actor]]), issue),
            after_high=on_scale(float(after[2, place[stance.actor]]), issue),
        )
        for stance in issue.stances
    )
