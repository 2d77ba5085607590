"""Whether the losses' model could have made the battles it was fitted to: posterior predictive checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.keys import stream_key
from contingent.simulating.past_battles.losses import SIDES, TERMS, LossData, LossPosterior

REPLICATES = 400
#: a residual so many standard deviations off is a tail
TAIL = 2.5

Left = Float[np.ndarray, "battle 2"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A statistic of the battles beside the central 90 % of it in replicated battles; `p` is the share below it."""

    name: str
    side: str
    observed: float
    low: float
    high: float
    p: float


def predictive_checks(data: LossData, posterior: LossPosterior, *, seed: int) -> tuple[Check, ...]:
    """Statistics of the residuals of a pooled regression, in the battles and in battles that the model makes.

    Replicates draw every war's coefficients anew, as for wars nobody saw: they test the whole hierarchy.
    """
    seen = _statistics(data, _residuals(data, data.log_losses))
    made = [_statistics(data, _residuals(data, made)) for made in replicate(data, posterior, seed=seed)]
    found = []
    for (name, side), observed in seen.items():
        others = np.array([one[name, side] for one in made])
        low, high = np.quantile(others, (0.05, 0.95))
        found.append(
            Check(name=name, side=side, observed=observed, low=float(low), high=float(high),
                  p=float((others < observed).mean()))
        )  # fmt: skip
    return tuple(found)


def replicate(data: LossData, posterior: LossPosterior, *, seed: int) -> list[Left]:
    """Log losses of the same battles as the model would make them, once for each of so many draws."""
    rng = np.random.default_rng(stream_key("replicated battles", seed))
    draws = len(posterior.mean)
    chosen = np.unique(np.linspace(0, draws - 1, min(REPLICATES, draws)).astype(np.int64))
    made = []
    for draw in chosen:
        root = np.linalg.cholesky(posterior.between_wars[draw])
        apart = rng.standard_normal((len(data.wars), root.shape[0])) @ root.T
        coefficients = (posterior.era[draw][data.era_of_war] + apart).reshape(-1, len(SIDES), len(TERMS))
        dof = posterior.dof[draw]
        shocks = rng.standard_normal((len(data), 2)) @ np.linalg.cholesky(posterior.noise[draw]).T
        shocks = shocks / np.sqrt(rng.standard_gamma(dof / 2, len(data)) * 2 / dof)[:, None]
        made.append(np.einsum("bst,bst->bs", data.terms, coefficients[data.war]) + shocks)
    return made


def _residuals(data: LossData, log_losses: Left) -> Left:
    left = np.empty_like(log_losses)
    for side in range(len(SIDES)):
        found, *_ = np.linalg.lstsq(data.terms[:, side], log_losses[:, side], rcond=None)
        left[:, side] = log_losses[:, side] - data.terms[:, side] @ found
    return left


def _between(data: LossData, left: Float[np.ndarray, " battle"]) -> float:
    counts = np.bincount(data.war)
    means = np.bincount(data.war, weights=left) / counts
    return float(np.sqrt((counts * means**2).sum() / counts.sum()))


_ONE_SIDE: Mapping[str, Callable[[LossData, Float[np.ndarray, " battle"]], float]] = {
    "spread": lambda data, left: float(left.std()),
    "spread of war means": _between,
    "share in the tails": lambda data, left: float((np.abs(left) > TAIL * left.std()).mean()),
    "largest": lambda data, left: float(np.abs(left).max() / left.std()),
    "skewness": lambda data, left: float((left**3).mean() / left.std() ** 3),
}


def _statistics(data: LossData, left: Left) -> dict[tuple[str, str], float]:
    found = {
        (name, side): measure(data, left[:, place])
        for name, measure in _ONE_SIDE.items()
        for place, side in enumerate(SIDES)
    }
    found["correlation of the sides", "both"] = float(np.corrcoef(left.T)[0, 1])
    return found
