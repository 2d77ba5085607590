"""A posterior's draws as a file keeps them: marginals of known families, a Gaussian copula, and how sure each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy import special

from contingent.core.belief import Prior
from contingent.simulating.comparing.contrast import rounded
from contingent.simulating.drawing.parameters import inverse_cdf
from contingent.simulating.front.priors import CITED
from contingent.simulating.front.state import Paths

#: a marginal that keeps more than this share of its prior's standard deviation has learnt next to nothing
UNLEARNT = 0.9
#: correlations are drawn this much towards nought, which keeps a rounded matrix positive definite
SHRINK = 0.98
#: standard deviations between the 5 % and the 95 % quantile of a normal
NINETY = 2 * 1.6448536269514722
DIGITS = 4
#: nodes of the table from the persistence of monthly means to that of thirds of a month, and where it ends
THIRDS, MOST_PERSISTENT = 2001, 0.999
#: no spread is written as nought
LEAST_SPREAD = 1e-3

Row = dict[str, Any]


def fitted_row(
    name: str,
    family: str,
    parameters: Sequence[float],
    unit: str,
    words: tuple[str, str, str],
) -> Row:
    """One `[[parameter]]` of a table; `words` are its label, its source, and how well it is identified."""
    label, source, identified = words
    return {
        "name": name,
        "family": family,
        "parameters": [rounded(value, DIGITS) for value in parameters],
        "unit": unit,
        "label": label,
        "source": source,
        "verified": True,
        "identified": identified,
    }


def marginal(draws: Paths, family: str) -> tuple[float, float]:
    """The two parameters of the family that fit the draws: by moments where the family is at home.

    A lognormal by the moments of the log, a beta by its own; a normal by the median and the 5 % and 95 % quantiles,
    since a mean rate that wanders on has tails that no variance should be read off.

    >>> marginal(np.exp(np.array([-1.0, 0.0, 1.0])), "lognormal")[0]
    1.0
    """
    if family == "lognormal":
        logs = np.log(draws)
        return float(np.exp(logs.mean())), max(float(logs.std()), LEAST_SPREAD)
    if family == "normal":
        low, middle, high = (float(value) for value in np.quantile(draws, (0.05, 0.5, 0.95)))
        return middle, max((high - low) / NINETY, LEAST_SPREAD)
    mean, variance = float(draws.mean()), float(draws.var())
    size = mean * (1.0 - mean) / max(variance, LEAST_SPREAD**2) - 1.0
    return mean * size, (1.0 - mean) * size


def learnt(draws: Float[np.ndarray, " particle"], because: str) -> str:
    """In words, what the series have taught of a parameter whose prior is a standard normal in `draws`."""
    share = float(draws.std())
    if share > UNLEARNT:
        return "hardly: the prior comes back as the posterior"
    return f"{because}: its spread is {100 * share:.0f} % of the prior's"


def copula(columns: Mapping[str, Paths]) -> dict[str, Any]:
    """Names and matrix of the Gaussian copula of the draws: the correlations of their normal scores.

    The matrix is symmetric, with ones on its diagonal, and positive definite after rounding.
    """
    names = list(columns)
    ranks = np.stack([np.argsort(np.argsort(columns[name], kind="stable"), kind="stable") for name in names])
    scores = special.ndtri((ranks + 0.5) / ranks.shape[1])
    matrix = SHRINK * np.atleast_2d(np.corrcoef(scores))
    np.fill_diagonal(matrix, 1.0)
    return {"names": names, "matrix": [[round(float(value), 3) for value in row] for row in 0.5 * (matrix + matrix.T)]}


def without_regimes(
    columns: Mapping[str, Paths], generator: np.random.Generator
) -> dict[str, Float[np.ndarray, " particle"]]:
    """Mean and shocks of the advance while it grinds, such that stalls and breakthroughs on top give what was seen.

    The filter's rate is the one measured, stalled months and all. With gears g of a grind, a stall and a breakthrough,
    weighed by how long the world's own priors let each last, mean and variance of g·v are those of the measured rate
    where the mean of v is the measured mean over E g, and its variance the measured one over E g². (What the gears add
    to the variance by way of a mean away from nought is left: it is small beside the rest, and a moment of the prior.)
    """
    count = columns["advance_mean"].size
    cited = {parameter.name: parameter.prior for parameter in CITED}
    names = ("stall_hazard", "stall_months", "stall_gear",
             "breakthrough_hazard", "breakthrough_months", "breakthrough_gear")  # fmt: skip
    drawn = {name: inverse_cdf(cited[name], special.ndtr(generator.standard_normal(count))) for name in names}
    stalled = drawn["stall_hazard"] * drawn["stall_months"]
    broken = drawn["breakthrough_hazard"] * drawn["breakthrough_months"]
    grinding = 1.0 / (1.0 + stalled + broken)
    first, second = (
        float(np.mean(grinding * (1 + stalled * drawn["stall_gear"] ** k + broken * drawn["breakthrough_gear"] ** k)))
        for k in (1, 2)
    )
    return {
        **columns,
        "advance_mean": columns["advance_mean"] / first,
        "advance_sd": columns["advance_sd"] / second**0.5,
    }


def within_months(
    columns: Mapping[str, Paths], generator: np.random.Generator
) -> dict[str, Float[np.ndarray, " particle"]]:
    """Persistence, shocks and recent rate of the advance as the world steps it, from those of a month's mean.

    The filter sees means over months; the world moves a rate that changes within them. A rate with persistence ψ over
    a third of a month and variance V has monthly means of variance V (3 + 4ψ + 2ψ²)/9 and of lag-one correlation
    ψ (1 + ψ + ψ²)²/(3 + 4ψ + 2ψ²): a mean is smoother than what it is the mean of. The rate at a month's end differs
    from the month's mean by two shocks of a third of a month, one of them counted twice.

    >>> one = {name: np.ones(1) for name in ("advance_persistence", "advance_sd", "advance_recent")}
    >>> found = within_months({**one, "advance_persistence": np.array([0.856])}, np.random.default_rng(1))
    >>> round(float(found["advance_persistence"][0]), 2), round(float(found["advance_sd"][0]), 2)
    (0.8, 1.2)
    """
    psi = np.linspace(0.0, 1.0, THIRDS)
    spread = 3.0 + 4.0 * psi + 2.0 * psi**2
    # of a rate that never fades the ratio is taken just below
    outer = np.minimum(columns["advance_persistence"], MOST_PERSISTENT)
    third = np.interp(outer, psi * (1.0 + psi + psi**2) ** 2 / spread, psi)
    inner = third**3
    ratio = 9.0 / (3.0 + 4.0 * third + 2.0 * third**2) * (1.0 - inner**2) / (1.0 - outer**2)
    shock = columns["advance_sd"] * np.sqrt(ratio)
    end = np.sqrt((5.0 / 9.0) * shock**2 * (1.0 - third**2) / (1.0 - inner**2))
    return {
        **columns,
        "advance_persistence": inner,
        "advance_sd": shock,
        "advance_recent": columns["advance_recent"] + end * generator.standard_normal(shock.size),
    }


def prior_row(prior: Prior, draws: Paths, words: tuple[str, str, str]) -> Row:
    """The row of a fitted parameter in the family of its prior."""
    return fitted_row(prior.name, prior.family, marginal(draws, prior.family), prior.unit, words)
