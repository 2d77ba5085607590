"""Who wins a battle of a war not seen: rules of thumb, logits, and an average of logits weighed in the training."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from contingent.core.errors import ValueRangeError
from contingent.simulating.past_battles.inputs import CODED, HINDSIGHT, STRUCTURAL, Table
from contingent.simulating.past_battles.logit import Logit, fit_logit

Chances = Float[np.ndarray, " battle"]

#: the models that are averaged, from none to all of the structural blocks. The rungs were written down after a look at
#: these battles, the weights are learned anew without each war
LADDER: tuple[tuple[str, ...], ...] = (
    (),
    ("force",),
    ("force", "posture"),
    ("force", "air"),
    ("force", "posture", "air"),
    ("force", "posture", "air", "materiel"),
    ("force", "posture", "air", "ground", "size"),
    tuple(STRUCTURAL),
)
#: name → the blocks that join every rung of the ladder
AVERAGES: Mapping[str, tuple[str, ...]] = {"contingent": (), "contingent_surprise": tuple(CODED)}
#: name → log force ratio from which the rule says that the attacker wins
RULES: Mapping[str, float] = {"larger_side": 0.0, "three_to_one": math.log(3.0)}
#: name → the blocks of a single logit
LOGITS: Mapping[str, tuple[str, ...]] = {
    "logit_force": ("force",),
    "logit_structural": tuple(STRUCTURAL),
    "logit_surprise": (*STRUCTURAL, *CODED),
    "hindsight": ("force", "posture", "air", *CODED, *HINDSIGHT),
}
FORECASTERS: tuple[str, ...] = (
    "base_rate",
    *RULES,
    *(name for name in LOGITS if name != "hindsight"),
    *AVERAGES,
    "hindsight",
)
FOLDS = 5
WEIGHT_STEPS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """Logits and their weights: the probability is their weighted mean."""

    models: tuple[tuple[str, ...], ...]
    logits: tuple[Logit, ...]
    weights: Float[np.ndarray, " model"]

    def probabilities(self, table: Table) -> Chances:
        """P(the attacker wins) in battles of wars that the fit has not seen."""
        each = [fit.probabilities(table.only(blocks)) for fit, blocks in zip(self.logits, self.models, strict=True)]
        return np.asarray(self.weights @ np.array(each))


def win_chances(forecaster: str, seen: Table, unseen: Table) -> Chances:
    """P(the attacker wins) in the battles of `unseen`, by a forecaster that has `seen` other wars only.

    Raises:
        ValueRangeError: an unknown forecaster, or a war that is in both tables.
    """
    both = np.intersect1d(seen.war, unseen.war)
    if both.size:
        raise ValueRangeError(f"{seen.wars[int(both[0])]!r} is in what was seen and what is forecast; hold it out")
    if forecaster == "base_rate":
        return np.full(len(unseen.won), share(seen.won))
    if forecaster in RULES:
        return _by_rule(RULES[forecaster], seen, unseen)
    if forecaster in LOGITS:
        blocks = LOGITS[forecaster]
        return fit_logit(seen.only(blocks)).probabilities(unseen.only(blocks))
    if forecaster in AVERAGES:
        return fit_average(seen, joined=AVERAGES[forecaster]).probabilities(unseen)
    raise ValueRangeError(f"forecaster is {forecaster!r}; wanted one of {', '.join(FORECASTERS)}")


def share(won: Bool[np.ndarray, " battle"]) -> float:
    """The share of wins with one win and one defeat added: never 0 or 1.

    >>> share(np.array([True, True]))
    0.75
    """
    return float((won.sum() + 1) / (won.size + 2))


def rule_says(forecaster: str, table: Table) -> Bool[np.ndarray, " battle"]:
    """Whether the bare rule says that the attacker wins; a tie of forces is no larger side."""
    ratio = table.only(("force",)).columns[:, 0]
    return np.asarray(ratio > 0.0 if forecaster == "larger_side" else ratio >= RULES[forecaster] - 1e-12)


def fit_average(table: Table, *, joined: Sequence[str] = ()) -> Average:
    """The ladder's logits, each with the `joined` blocks, weighed by how they forecast wars left out of the training.

    The weights maximise the log score of the weighted mean over battles, each forecast without its war; only how far
    wars and blocks vary is taken from the whole training.
    Source (general knowledge, unverified): stacking of predictive distributions, Yao et al. (2018).
    """
    models = tuple((*blocks, *joined) for blocks in LADDER)
    tables = [table.only(blocks) for blocks in models]
    fits = [fit_logit(one) for one in tables]
    fold = war_folds(table.war)
    given = np.empty((len(models), len(table.won)))
    for place in range(int(fold.max()) + 1):
        out = fold == place
        for row, (one, whole) in enumerate(zip(tables, fits, strict=True)):
            given[row, out] = fit_logit(one.rows(~out), scales=whole).probabilities(one.rows(out))
    likelihood = np.where(table.won, given, 1.0 - given)
    return Average(models=models, logits=tuple(fits), weights=mixture_weights(likelihood))


def war_folds(war: Int[np.ndarray, " battle"]) -> Int[np.ndarray, " battle"]:
    """The fold of each battle, whole wars together: the next largest war goes to the emptiest of `FOLDS` folds.

    Raises:
        ValueRangeError: fewer than two wars.
    """
    wars, place, counts = np.unique(war, return_inverse=True, return_counts=True)
    if wars.size < 2:
        raise ValueRangeError(f"{wars.size} war to hold out of; wanted at least two")
    filled = np.zeros(min(FOLDS, wars.size), dtype=np.int64)
    of_war = np.zeros(wars.size, dtype=np.int64)
    for one in np.argsort(-counts, kind="stable"):
        of_war[one] = int(np.argmin(filled))
        filled[of_war[one]] += counts[one]
    return np.asarray(of_war[place])


def mixture_weights(likelihood: Float[np.ndarray, "model battle"]) -> Float[np.ndarray, " model"]:
    """Weights that sum to 1 and maximise the log of the weighted mean likelihood, by EM from equal weights."""
    weights = np.full(len(likelihood), 1.0 / len(likelihood))
    for _ in range(WEIGHT_STEPS):
        weights = weights * (likelihood / (weights @ likelihood)).mean(1)
    return np.asarray(weights / weights.sum())


def _by_rule(threshold: float, seen: Table, unseen: Table) -> Chances:
    """How often the attacker won in what was seen where the rule said so, and where it did not."""
    name = next(rule for rule, at in RULES.items() if at == threshold)
    said = rule_says(name, seen)
    return np.where(rule_says(name, unseen), share(seen.won[said]), share(seen.won[~said]))
