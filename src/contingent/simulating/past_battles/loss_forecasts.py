"""Losses of a battle of a war not seen, from both forces and the days it lasted: draws and densities of their logs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy import special

from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key
from contingent.simulating.past_battles.battle import ERAS, Battle
from contingent.simulating.past_battles.losses import SIDES, TERMS, LossData, loss_data, sample_losses

#: draws of each forecast; CRPS of 400 draws is within a percent of that of many
SWEEPS = 400
BURN = 150

Cloud = Float[np.ndarray, "..."]
Cells = Float[np.ndarray, "battle 2"]
Inputs = Float[np.ndarray, "battle 2 column"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LossForecast:
    """Of each battle and side: draws of log losses, and the log of the density given to what happened."""

    draws: Float[np.ndarray, "draw battle 2"]
    log_density: Cells


def forecast_losses(forecaster: str, seen: Sequence[Battle], unseen: Sequence[Battle], *, seed: int) -> LossForecast:
    """What a forecaster that has `seen` other wars only says of the losses in `unseen`.

    Raises:
        ValueRangeError: an unknown forecaster, a war in both, or too few battles with the losses of both sides.
    """
    shared = {battle.war for battle in seen} & {battle.war for battle in unseen}
    if shared:
        raise ValueRangeError(f"{sorted(shared)[0]!r} is in what was seen and what is forecast; hold it out")
    if forecaster not in LOSS_FORECASTERS:
        raise ValueRangeError(f"forecaster is {forecaster!r}; wanted one of {', '.join(LOSS_FORECASTERS)}")
    known, asked = loss_data(seen), loss_data(unseen, least=1)
    if forecaster == "contingent":
        return _hierarchical(known, asked, seed)
    return _regression(_DESIGNS[forecaster], known, asked, seed)


def student_log_density(left: Cloud, scale: Cloud, dof: Cloud | float) -> Cloud:
    """The log density of Student's t with that scale at a distance `left` from its centre."""
    level = special.gammaln((dof + 1) / 2) - special.gammaln(dof / 2) - 0.5 * np.log(np.pi * dof)
    return np.asarray(level - np.log(scale) - (dof + 1) / 2 * np.log1p((left / scale) ** 2 / dof))


def _hierarchical(known: LossData, asked: LossData, seed: int) -> LossForecast:
    posterior = sample_losses(known, sweeps=SWEEPS, burn=BURN, seed=seed)
    era = int(asked.era_of_war[0])
    coefficients = posterior.new_war(seed=seed, era=era).reshape(-1, 2, len(TERMS))
    centre = np.einsum("dst,bst->dbs", coefficients, asked.terms)
    scale = np.sqrt(np.einsum("dss->ds", posterior.noise))[:, None, :]
    rng = np.random.default_rng(stream_key("losses forecast", seed))
    # the sides of a battle are scored apart, so that their common shocks need not be drawn together
    draws = centre + scale * rng.standard_t(posterior.dof[:, None, None], size=centre.shape)
    each = student_log_density(asked.log_losses - centre, scale, posterior.dof[:, None, None])
    return LossForecast(draws=draws, log_density=special.logsumexp(each, axis=0) - np.log(len(each)))


def _regression(
    design: Callable[[LossData], tuple[Inputs, Cells]], known: LossData, asked: LossData, seed: int
) -> LossForecast:
    """The predictive t of least squares with its usual flat prior, side by side."""
    rng = np.random.default_rng(stream_key("losses forecast", seed))
    (rows, given), (wanted, offset) = design(known), design(asked)
    draws = np.empty((SWEEPS, len(asked), len(SIDES)))
    density = np.empty((len(asked), len(SIDES)))
    for side in range(len(SIDES)):
        inputs, answer = rows[:, side], known.log_losses[:, side] - given[:, side]
        # an era that only the held-out war knows has a column of zeros: least norm leaves it at nothing
        inverse = np.linalg.pinv(inputs.T @ inputs)
        found = inverse @ inputs.T @ answer
        left = answer - inputs @ found
        dof = float(len(known) - np.linalg.matrix_rank(inputs))
        variance = float(left @ left) / dof
        new = wanted[:, side]
        scale = np.sqrt(variance * (1.0 + np.einsum("bi,ij,bj->b", new, inverse, new)))
        centre = new @ found + offset[:, side]
        draws[:, :, side] = centre + scale * rng.standard_t(dof, size=(SWEEPS, len(asked)))
        density[:, side] = student_log_density(asked.log_losses[:, side] - centre, scale, dof)
    return LossForecast(draws=draws, log_density=density)


def _constant_rate(data: LossData) -> tuple[Inputs, Cells]:
    """A constant share of the own force a day, whatever the enemy's."""
    return data.terms[:, :, :1], data.terms[:, :, TERMS.index("own")] + data.terms[:, :, TERMS.index("days")]


def _daily(data: LossData) -> tuple[Inputs, Cells]:
    """Daily losses on own and enemy force, every battle alike."""
    return data.terms[:, :, :3], data.terms[:, :, TERMS.index("days")]


def _days_free(data: LossData) -> tuple[Inputs, Cells]:
    """Losses on own and enemy force and days, every battle alike."""
    return data.terms, np.zeros_like(data.log_losses)


def _by_era(data: LossData) -> tuple[Inputs, Cells]:
    """The same with a level for each era."""
    eras = (data.era[:, None] == np.arange(1, len(ERAS))).astype(np.float64)
    return np.concatenate([data.terms, np.repeat(eras[:, None, :], 2, axis=1)], axis=2), np.zeros_like(data.log_losses)


_DESIGNS: Mapping[str, Callable[[LossData], tuple[Inputs, Cells]]] = {
    "constant_rate": _constant_rate,
    "pooled_daily": _daily,
    "pooled_days_free": _days_free,
    "pooled_by_era": _by_era,
}
LOSS_FORECASTERS: tuple[str, ...] = (*_DESIGNS, "contingent")
