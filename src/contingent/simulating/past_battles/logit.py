"""A logit in which wars differ and blocks of inputs are shrunk together, fitted by Laplace and EM.

    logit P(attacker wins) = α + Σ_b x_b · β_b + u_war     α ~ N(0, 1.5²)   β_b ~ N(0, s_b²)   u_war ~ N(0, τ²)

s_b and τ maximise the marginal likelihood, so a block that says nothing is shrunk away without any battle being set
aside. Source (general knowledge, unverified): MacKay's evidence scheme; Laplace's approximation for the logit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from scipy import special

from contingent.core.errors import ValueRangeError
from contingent.simulating.past_battles.inputs import Table

LEVEL_SD = 1.5
#: every scale is learned as if one more coefficient of this size had been seen: none is ever exactly zero
PSEUDO_SIZE = 0.15
STEPS = 60
CLOSE = 1e-2
NEWTON_STEPS = 50
#: nodes and weights of the integral over a normal
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(21)

Coefficients = Float[np.ndarray, " coefficient"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Logit:
    """A fitted logit: posterior mean and covariance of level and slopes, and how much wars and blocks vary."""

    centre: Float[np.ndarray, " column"]
    width: Float[np.ndarray, " column"]
    mean: Float[np.ndarray, " coefficient"]
    covariance: Float[np.ndarray, "coefficient coefficient"]
    block_sd: Float[np.ndarray, " block"]
    war_sd: float

    def probabilities(self, table: Table) -> Float[np.ndarray, " battle"]:
        """P(the attacker wins) in battles of wars that the fit has not seen, with what it does not know integrated."""
        rows = np.column_stack([np.ones(len(table.won)), (table.columns - self.centre) / self.width])
        spread = np.sqrt(np.einsum("ij,jk,ik->i", rows, self.covariance, rows) + self.war_sd**2)
        at_nodes = special.expit((rows @ self.mean)[:, None] + spread[:, None] * NODES)
        return np.asarray(at_nodes @ (WEIGHTS / WEIGHTS.sum()))


def fit_logit(table: Table, *, scales: Logit | None = None) -> Logit:
    """The logit of the battles of a table, its scales learned too, or taken from another fit of the same blocks.

    Raises:
        ValueRangeError: no battle.
    """
    if not len(table.won):
        raise ValueRangeError("there is no battle to fit a logit to; wanted at least one")
    centre, width = table.columns.mean(0), table.columns.std(0)
    width = np.where(width > 0.0, width, 1.0)
    wars, place = np.unique(table.war, return_inverse=True)
    rows = _Rows(
        terms=np.column_stack([np.ones(len(table.won)), (table.columns - centre) / width]),
        member=(place[:, None] == np.arange(len(wars))).astype(np.float64),
        won=table.won,
    )
    blocks = len(table.blocks)
    counts = np.append(np.bincount(table.block, minlength=blocks), len(wars))
    squares = np.full(blocks + 1, 0.1) if scales is None else np.append(scales.block_sd, scales.war_sd) ** 2
    at = np.zeros(rows.size)
    for _ in range(STEPS):
        precision = np.concatenate(
            [[LEVEL_SD**-2], 1.0 / squares[table.block], np.full(len(wars), 1.0 / squares[blocks])]
        )
        at, curvature = _mode(rows, precision, at)
        if scales is not None:
            break
        covariance, war_variance = curvature.inverse()
        slopes = np.bincount(table.block, (at[: rows.slopes] ** 2 + np.diag(covariance))[1:], blocks)
        expected = np.append(slopes, (at[rows.slopes :] ** 2 + war_variance).sum())
        renewed = (expected + PSEUDO_SIZE**2) / (counts + 1)
        moved = float(np.abs(np.log(renewed / squares)).max())
        squares = renewed
        if moved < CLOSE:
            break
    return Logit(
        centre=centre, width=width, mean=at[: rows.slopes], covariance=curvature.inverse()[0],
        block_sd=np.sqrt(squares[:blocks]), war_sd=float(np.sqrt(squares[blocks])),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Battles as the level and slopes see them, the war of each as a row of zeros and a one, and who won."""

    terms: Float[np.ndarray, "battle slope"]
    member: Float[np.ndarray, "battle war"]
    won: Bool[np.ndarray, " battle"]

    @property
    def slopes(self) -> int:
        return int(self.terms.shape[1])

    @property
    def size(self) -> int:
        return int(self.terms.shape[1] + self.member.shape[1])

    def raised(self, at: Coefficients) -> Float[np.ndarray, " battle"]:
        """The log odds at some coefficients: level and slopes, then wars."""
        return np.asarray(self.terms @ at[: self.slopes] + self.member @ at[self.slopes :])

    def gathered(self, values: Float[np.ndarray, " battle"]) -> Coefficients:
        """The sum of the values over battles, each coefficient's weighed by what it multiplies."""
        return np.concatenate([values @ self.terms, values @ self.member])


class _Curvature:
    """The curvature of the log posterior; wars touch one another through level and slopes alone.

    Its wars' block is diagonal, so that solving it is a matter of the slopes: S = A − B D⁻¹ Bᵀ.
    """

    def __init__(self, rows: _Rows, chance: Float[np.ndarray, " battle"], precision: Coefficients) -> None:
        weighted = rows.terms * (chance * (1 - chance))[:, None]
        self.slopes = rows.slopes
        self.wars = (chance * (1 - chance)) @ rows.member + precision[self.slopes :]
        self.crossed = weighted.T @ rows.member / self.wars
        both = weighted.T @ rows.terms + np.diag(precision[: self.slopes])
        self.left = both - (self.crossed * self.wars) @ self.crossed.T

    def solve(self, gradient: Coefficients) -> Coefficients:
        """The step of Newton's method."""
        first = np.linalg.solve(self.left, gradient[: self.slopes] - self.crossed @ gradient[self.slopes :])
        return np.concatenate([first, gradient[self.slopes :] / self.wars - first @ self.crossed])

    def inverse(self) -> tuple[Float[np.ndarray, "slope slope"], Float[np.ndarray, " war"]]:
        """The covariance of level and slopes, and the variance of each war's level."""
        covariance = np.linalg.inv(self.left)
        return covariance, 1.0 / self.wars + np.einsum("iw,iw->w", self.crossed, covariance @ self.crossed)


def _mode(rows: _Rows, precision: Coefficients, start: Coefficients) -> tuple[Coefficients, _Curvature]:
    """Mode of the posterior by Newton's method with halving, and the curvature there."""
    at, raised = start, rows.raised(start)
    top = _height(rows, raised, precision, at)
    for _ in range(NEWTON_STEPS):
        chance = special.expit(raised)
        step = _Curvature(rows, chance, precision).solve(rows.gathered(rows.won - chance) - precision * at)
        rise, share, before = rows.raised(step), 1.0, top
        while (
            top := _height(rows, raised + share * rise, precision, at + share * step)
        ) < before - 1e-9 and share > 1e-4:
            share /= 2
        at, raised = at + share * step, raised + share * rise
        if abs(top - before) < 1e-8:
            break
    return at, _Curvature(rows, special.expit(raised), precision)


def _height(rows: _Rows, raised: Float[np.ndarray, " battle"], precision: Coefficients, at: Coefficients) -> float:
    """The log of the posterior at some coefficients and the log odds they make, but for a constant."""
    return float((rows.won * raised - np.logaddexp(0.0, raised)).sum() - 0.5 * (precision * at * at).sum())
