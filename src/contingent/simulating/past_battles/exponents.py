"""What the battles say of the exponents of a new war's attrition, as a table with its provenance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from jaxtyping import Float

from contingent.core.errors import DataError
from contingent.simulating.past_battles.battle import ERAS, Battle, era_words
from contingent.simulating.past_battles.checks import Check, predictive_checks
from contingent.simulating.past_battles.losses import (
    COEFFICIENTS,
    SIDES,
    LossPosterior,
    LossPriors,
    loss_data,
    sample_losses,
)

SWEEPS = 8000
BURN = 500
SEED = 1
#: the central 90 % of a normal is so many standard deviations wide
NORMAL_90 = 3.2897
#: what the front takes from here: name → place among the coefficients, in the order of its parameters
EXPONENTS = {
    f"{term}_exponent_{side}": COEFFICIENTS.index(f"{term}_{side}") for side in SIDES for term in ("own", "enemy")
}
WORDS = {"own": "its own force", "enemy": "the enemy's force"}
NOTES = (
    "Exponents are of losses over the whole battle at a given length; the length has an exponent of its own, because "
    "long battles hold quiet days and large forces: daily means alone would put that on the forces.",
    "A new war is drawn from an era of its own: the battles end in 1982. `last_era` is a war of 1946-1982.",
    "Strengths are rough and counted with hindsight; errors in them pull exponents towards zero.",
    "The war's spread is as wide as the priors of the deviations let it be where wars hold few battles.",
)


def battles_table(
    battles: Sequence[Battle], *, as_of: date, provenance: dict[str, str], command: str, sweeps: int = SWEEPS
) -> dict[str, Any]:
    """The posterior of the exponents for a war not in the data, of the last era, and of the mean war, with its checks.

    Raises:
        DataError: battles later than `as_of`.
        ValueRangeError: too few battles with the losses of both sides.
    """
    late = [battle.name for battle in battles if battle.year > as_of.year]
    if late:
        raise DataError(f"{len(late)} battles are later than {as_of}, {late[0]} first; wanted none")
    data = loss_data(battles)
    posterior = sample_losses(data, sweeps=sweeps, burn=BURN, seed=SEED)
    checks = predictive_checks(data, posterior, seed=SEED)
    chosen = list(EXPONENTS.values())
    new = posterior.new_war(seed=SEED)[:, chosen]
    last = posterior.new_war(seed=SEED, era=len(ERAS) - 1)[:, chosen]
    priors = LossPriors()
    return {
        "name": "battles",
        "fitted_as_of": as_of,
        "data_through": min(date(max(battle.year for battle in battles), 12, 31), as_of),
        "command": command,
        "notes": list(NOTES),
        "sources": [
            {**provenance, "battles": len(battles), "with_losses_of_both_sides": len(data), "wars": len(data.wars)}
        ],
        "sampler": {
            "sweeps": sweeps,
            "burn": BURN,
            "seed": SEED,
            "terms": ["level", "log own strength", "log enemy strength", "log days"],
            "mean_of_mean": list(priors.mean),
            "sd_of_mean": list(priors.sd),
            "scale_between_wars": list(priors.between_wars),
            "scale_between_eras": list(priors.between_eras),
        },
        "noise": _noise(posterior),
        "exponent": [_row(name, posterior, new[:, i], last[:, i]) for i, name in enumerate(EXPONENTS)],
        "correlation": {"names": list(EXPONENTS), "matrix": _rounded(copula(new))},
        "days": [
            {"name": f"days_{side}", **_summary(posterior.mean[:, COEFFICIENTS.index(f"days_{side}")])}
            for side in SIDES
        ],
        "check": [_check(check) for check in checks],
    }


def copula(draws: Float[np.ndarray, "draw name"]) -> Float[np.ndarray, "name name"]:
    """The correlation of normal scores: that of the Gaussian copula with the ranks of the draws."""
    from scipy.special import ndtri

    ranks = draws.argsort(axis=0).argsort(axis=0)
    return np.asarray(np.corrcoef(ndtri((ranks + 0.5) / len(draws)).T))


def _row(
    name: str, posterior: LossPosterior, new: Float[np.ndarray, " draw"], last: Float[np.ndarray, " draw"]
) -> dict[str, Any]:
    place = EXPONENTS[name]
    term, side = name.split("_exponent_")
    return {
        "name": name,
        "label": f"elasticity of the {side}'s losses to {WORDS[term]}",
        "family": "normal",
        "unit": "1",
        **_summary(new),
        "share_below_zero": _round((new < 0).mean()),
        "last_era": {"era": era_words(len(ERAS) - 1), **_summary(last)},
        "mean_war": _summary(posterior.mean[:, place]),
        "sd_between_wars": _round(np.median(np.sqrt(posterior.between_wars[:, place, place]))),
        "sd_between_eras": _round(np.median(posterior.between_eras[:, place])),
    }


def _summary(draws: Float[np.ndarray, " draw"]) -> dict[str, float]:
    """Mean, 5 and 95 % and the sd of the normal that is as wide: rare wars far off would swell a plain sd."""
    low, high = np.quantile(draws, (0.05, 0.95))
    return {
        "mean": _round(draws.mean()), "sd": _round((high - low) / NORMAL_90), "q05": _round(low), "q95": _round(high),
    }  # fmt: skip


def _noise(posterior: LossPosterior) -> dict[str, Any]:
    deviation = np.sqrt(np.einsum("dss->ds", posterior.noise))
    return {
        "scale_attacker": _round(deviation[:, 0].mean()),
        "scale_defender": _round(deviation[:, 1].mean()),
        "correlation": _round((posterior.noise[:, 0, 1] / deviation.prod(1)).mean()),
        "degrees_of_freedom": _round(np.median(posterior.dof)),
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "name": check.name, "side": check.side, "observed": _round(check.observed), "low": _round(check.low),
        "high": _round(check.high), "p": _round(check.p),
    }  # fmt: skip


def _round(value: float | np.floating[Any]) -> float:
    return round(float(value), 3)


def _rounded(matrix: Float[np.ndarray, "row column"]) -> list[list[float]]:
    return [[_round(value) for value in row] for row in matrix]
