"""Tempered sequential Monte Carlo: from draws of a standard normal prior to draws of a posterior, and its evidence.

Source: Del Moral, Doucet and Jasra (2006), Sequential Monte Carlo samplers, doi:10.1111/j.1467-9868.2006.00553.x;
temperatures by effective sample size as in Jasra et al. (2011), doi:10.1111/j.1467-9469.2010.00723.x (general
knowledge of both, unverified: the prototype beside NUTS is what was measured).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.errors import ValueRangeError

#: what the mean acceptance of a random walk in several dimensions is steered to
ACCEPTANCE = 0.25
#: how fast the length of a step follows the acceptance seen
STEERING = 0.4
#: share of the particles that must stay effective from one temperature to the next
LEAST_ESS = 0.5
#: nuisance on the diagonal of the moves' covariance, so that it can always be factored
RIDGE = 1e-6

Points = Float[np.ndarray, "dimension particle"]
#: log likelihood of every particle, one row a factor that depends on its own block of dimensions alone
Factors = Float[np.ndarray, "factor particle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How much work a run does: particles, moves at each temperature, and moves at the last."""

    particles: int = 512
    moves: int = 5
    last_moves: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Equally weighted draws of a posterior, its log evidence, and how the run went.

    `ess` is the least effective number of particles before a resampling; `acceptance` the mean over the last moves.
    """

    points: Points
    log_evidence: float
    temperatures: tuple[float, ...]
    ess: float
    acceptance: float


def tempered(
    log_likelihood: Callable[[Points], Factors], blocks: Sequence[Sequence[int]], *, settings: Settings, seed: int
) -> Posterior:
    """Draws of the posterior under independent standard normal priors; same arguments, same draws.

    A likelihood that is a product of factors is given as one row a factor and the dimensions of each: a move is then
    accepted or not factor by factor, for the price of one evaluation.

    Args:
        log_likelihood: of points [dimension, particle]; one row for each of `blocks`; -inf where impossible.
        blocks: the dimensions of each factor; together they are 0, 1, … once each.
        settings: how much work to do.
        seed: of the run's random numbers.

    Raises:
        ValueRangeError: the blocks do not cover the dimensions once each, the likelihood of a prior draw is no number,
            or no prior draw is possible.
    """
    flat = sorted(index for block in blocks for index in block)
    if flat != list(range(len(flat))) or not flat:
        raise ValueRangeError(f"blocks are {[list(block) for block in blocks]}; wanted 0, 1, … once each")
    generator = np.random.default_rng(seed)
    count = settings.particles
    points = generator.standard_normal((len(flat), count))
    found = log_likelihood(points)
    if np.isnan(found).any() or np.isposinf(found).any():
        raise ValueRangeError("a log likelihood is no number, or infinite; wanted a number, or -inf where impossible")
    if not np.isfinite(found.sum(axis=0)).any():
        raise ValueRangeError("no draw of the prior can have made the data; wanted a likelihood above 0 somewhere")
    scales = np.array([2.38 / np.sqrt(len(block)) for block in blocks])
    temperatures, evidence, least, accepted = [0.0], 0.0, float(count), 0.0
    while temperatures[-1] < 1.0:
        total = found.sum(axis=0)
        following = _next_temperature(total, temperatures[-1])
        weights, gain = _weights(total, following - temperatures[-1])
        evidence += gain
        least = min(least, float(1.0 / np.sum(weights**2)))
        kept = _systematic(weights, generator)
        points, found = points[:, kept], found[:, kept]
        temperatures.append(following)
        rounds = settings.moves if following < 1.0 else settings.last_moves
        factors = [np.linalg.cholesky(_covariance(points[list(block)])) for block in blocks]
        shares = []
        for _ in range(rounds):
            points, found, share = _move(
                log_likelihood, blocks, points, found,
                steps=[scale * factor for scale, factor in zip(scales, factors, strict=True)],
                temperature=following, generator=generator,
            )  # fmt: skip
            scales = scales * np.exp(STEERING * (share - ACCEPTANCE))
            shares.append(float(share.mean()))
        accepted = float(np.mean(shares))
    return Posterior(
        points=points, log_evidence=evidence, temperatures=tuple(temperatures), ess=least, acceptance=accepted
    )


def _move(
    log_likelihood: Callable[[Points], Factors], blocks: Sequence[Sequence[int]], points: Points, found: Factors,
    *, steps: Sequence[np.ndarray], temperature: float, generator: np.random.Generator,
) -> tuple[Points, Factors, Float[np.ndarray, " factor"]]:  # fmt: skip
    """One random walk of every particle, accepted block by block; and the share accepted in each."""
    count = points.shape[1]
    proposed = points.copy()
    for block, step in zip(blocks, steps, strict=True):
        proposed[list(block)] += step @ generator.standard_normal((len(block), count))
    there = log_likelihood(proposed)
    points, found = points.copy(), found.copy()
    share = np.empty(len(blocks))
    for row, block in enumerate(blocks):
        rows = list(block)
        gain = temperature * (there[row] - found[row])
        gain += 0.5 * (np.sum(points[rows] ** 2, axis=0) - np.sum(proposed[rows] ** 2, axis=0))
        # where both are impossible the gain is not a number, and the particle stays
        taken = np.log(generator.random(count)) < gain
        points[np.ix_(rows, taken)] = proposed[np.ix_(rows, taken)]
        found[row, taken] = there[row, taken]
        share[row] = taken.mean()
    return points, found, share


def _covariance(points: Points) -> Float[np.ndarray, "dimension dimension"]:
    return np.atleast_2d(np.cov(points)) + RIDGE * np.eye(points.shape[0])


def _weights(total: Float[np.ndarray, " particle"], step: float) -> tuple[Float[np.ndarray, " particle"], float]:
    """Normalised weights of the likelihood to the power `step`, and the log of their mean."""
    scaled = step * total
    top = float(scaled.max())
    weights = np.exp(scaled - top)
    return weights / weights.sum(), top + float(np.log(weights.mean()))


def _next_temperature(total: Float[np.ndarray, " particle"], temperature: float) -> float:
    """The highest temperature up to 1 at which the least share of particles stays effective."""

    def effective(step: float) -> float:
        weights, _ = _weights(total, step)
        return float(1.0 / np.sum(weights**2))

    wanted = LEAST_ESS * total.size
    low, high = 0.0, 1.0 - temperature
    if effective(high) >= wanted:
        return 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(middle) >= wanted else (low, middle)
    return temperature + max(low, 1e-9)


def _systematic(weights: Float[np.ndarray, " particle"], generator: np.random.Generator) -> np.ndarray:
    """Which particles are kept, each as often as its weight says to within one: systematic resampling."""
    count = weights.size
    grid = (generator.random() + np.arange(count)) / count
    return np.minimum(np.searchsorted(np.cumsum(weights), grid), count - 1)
