"""Losses as a function of forces, with coefficients that vary by war within era: data, priors and exact draws.

For battle i of war w in era e, and both sides at once (θ holds level, own, enemy and days for each side):

    log losses_i = X_i θ_w + ε_i        ε_i ~ t_ν(0, Σ), correlated between the sides
    θ_w = φ_e + δ ∘ η_w                 η_w ~ N(0, Q): wars differ within an era
    φ_e = μ + ω ∘ η_e                   η_e ~ N(0, diag q): eras differ
    μ, δ, ω normal; Q and Σ inverse Wishart, q inverse gamma; ν on a grid

The products δη and ωη are over-parametrised on purpose: where a deviation is near zero, a sampler of plain variances
sticks there (effective draws of the deviations: 10 in 3,000 by plain variances on CDB90, hundreds so).
Sources (general knowledge, unverified): Gelman and Hill's scaled inverse Wishart; parameter expansion of Liu and Wu;
Student's t as a normal with a gamma precision.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key
from contingent.simulating.past_battles.battle import ERAS, Battle, wars_of

SIDES = ("attacker", "defender")
TERMS = ("level", "own", "enemy", "days")
COEFFICIENTS = tuple(f"{term}_{side}" for side in SIDES for term in TERMS)
#: strengths are relative to this many persons, near the median, so that level and slopes hang together less
STRENGTH_UNIT = 30_000.0
DEGREES = np.array([2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 25.0, 50.0])
LEAST_BATTLES = 20
#: degrees of freedom of the inverse Wishart priors beyond their size: with scale 2 their mean is the identity
SHAPE_DOF = 3.0

Draws = Float[np.ndarray, "draw coefficient"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LossData:
    """Battles with losses of both sides: log losses, and for each side the terms 1, log own, log enemy, log days."""

    log_losses: Float[np.ndarray, "battle 2"]
    terms: Float[np.ndarray, "battle 2 4"]
    war: Int[np.ndarray, " battle"]
    era_of_war: Int[np.ndarray, " war"]
    wars: tuple[str, ...]

    @property
    def era(self) -> Int[np.ndarray, " battle"]:
        """The era of each battle's war."""
        return np.asarray(self.era_of_war[self.war])

    def __len__(self) -> int:
        """The number of battles."""
        return int(self.war.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class LossPriors:
    """What is believed before any battle: for each of `TERMS` mean and sd of μ, and the sd of δ and of ω.

    Exponents of .5 ± .5 leave room for every law proposed; the level is the log of about 800 losses a day of 30,000.
    """

    mean: tuple[float, ...] = (6.7, 0.5, 0.5, 0.7)
    sd: tuple[float, ...] = (2.0, 0.5, 0.5, 0.5)
    between_wars: tuple[float, ...] = (0.7, 0.2, 0.2, 0.2)
    between_eras: tuple[float, ...] = (0.5, 0.15, 0.15, 0.15)
    noise: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LossPosterior:
    """Draws of everything that the losses' model leaves open; coefficients in the order of `COEFFICIENTS`."""

    mean: Draws
    era: Float[np.ndarray, "draw era coefficient"]
    between_eras: Draws
    between_wars: Float[np.ndarray, "draw coefficient coefficient"]
    noise: Float[np.ndarray, "draw 2 2"]
    dof: Float[np.ndarray, " draw"]
    battles: int
    wars: int

    def new_war(self, *, seed: int, era: int | None = None) -> Draws:
        """Coefficients of a war that is not in the data, one draw each: of a known era, or of an era of its own."""
        rng = np.random.default_rng(stream_key("new war", seed))
        draws, size = self.mean.shape
        centre = self.mean + self.between_eras * rng.standard_normal((draws, size)) if era is None else self.era[:, era]
        root = np.linalg.cholesky(self.between_wars)
        return np.asarray(centre + np.einsum("dij,dj->di", root, rng.standard_normal((draws, size))))


def loss_data(battles: Sequence[Battle], *, least: int = LEAST_BATTLES) -> LossData:
    """The battles whose both losses are known and above 0, ready for the sampler; wars in the order of their names.

    Raises:
        ValueRangeError: fewer than `least` such battles.
    """
    known = [b for b in battles if b.attacker.casualties and b.defender.casualties]
    if len(known) < least:
        raise ValueRangeError(f"{len(known)} battles with the losses of both sides; wanted at least {least}")
    eras = wars_of(known)
    place = {war: i for i, war in enumerate(eras)}
    return LossData(
        log_losses=np.array(
            [[math.log(b.attacker.casualties or 1), math.log(b.defender.casualties or 1)] for b in known]
        ),
        terms=loss_terms(known),
        war=np.array([place[b.war] for b in known]),
        era_of_war=np.array(list(eras.values())),
        wars=tuple(eras),
    )


def loss_terms(battles: Sequence[Battle]) -> Float[np.ndarray, "battle 2 4"]:
    """For each battle and side: 1, log own strength, log enemy strength (of 30,000), log days of fighting."""
    strengths = np.log([[b.attacker.strength, b.defender.strength] for b in battles]) - math.log(STRENGTH_UNIT)
    days = np.log([b.fighting_days for b in battles])
    sides = [np.column_stack([np.ones(len(battles)), strengths[:, i], strengths[:, 1 - i], days]) for i in (0, 1)]
    return np.stack(sides, axis=1)


def sample_losses(
    data: LossData, *, sweeps: int, burn: int, seed: int, priors: LossPriors | None = None
) -> LossPosterior:
    """`sweeps` draws of the posterior after `burn` are thrown away; equal arguments give equal draws.

    Every sweep draws μ, φ and θ jointly, each level with the levels below it integrated out, so that only deviations
    mix from sweep to sweep.

    Raises:
        ValueRangeError: no sweep, or a negative burn-in.
    """
    if sweeps < 1 or burn < 0:
        raise ValueRangeError(f"sweeps is {sweeps} and burn {burn}; wanted at least 1 and 0")
    chain = _Chain(data, priors or LossPriors(), np.random.default_rng(stream_key("losses", seed)))
    kept = []
    for sweep in range(burn + sweeps):
        chain.sweep()
        if sweep >= burn:
            kept.append((chain.mean, chain.era, chain.between_eras, chain.between_wars, chain.noise, chain.dof))
    mean, era, eras, wars, noise, dof = (np.array(column) for column in zip(*kept, strict=True))
    return LossPosterior(
        mean=mean, era=era, between_eras=eras, between_wars=wars, noise=noise, dof=dof,
        battles=len(data), wars=len(data.wars),
    )  # fmt: skip


class _Chain:
    """The state of the Gibbs sampler and one sweep over it."""

    def __init__(self, data: LossData, priors: LossPriors, rng: np.random.Generator) -> None:
        self.data, self.priors, self.rng = data, priors, rng
        size = len(COEFFICIENTS)
        self.prior_mean, self.prior_precision = np.tile(priors.mean, 2), np.tile(priors.sd, 2) ** -2.0
        scales = np.concatenate([np.tile(priors.between_wars, 2), np.tile(priors.between_eras, 2)])
        self.scale_precision = scales**-2.0
        both = data.terms.reshape(len(data), size)
        # battle by battle what a war's normal equations sum: squares of the terms, and terms times log losses
        squares = (both[:, :, None] * both[:, None, :]).reshape(len(data), -1)
        crossed = (both[:, :, None] * data.log_losses[:, None, :]).reshape(len(data), -1)
        self.by_war = np.argsort(data.war, kind="stable")
        self.starts = np.flatnonzero(np.diff(data.war[self.by_war], prepend=-1))
        self.summed = np.concatenate([squares, crossed], axis=1)[self.by_war]
        self.era_member = (np.arange(len(ERAS))[:, None] == data.era_of_war).astype(np.float64)
        self.war_scale, self.era_scale = scales[:size], scales[size:]
        self.war_shape, self.era_shape = np.eye(size), np.ones(size)
        self.noise, self.dof = np.eye(2), 5.0
        self.precision = np.ones(len(data))
        self.mean, self.era = self.prior_mean, np.tile(self.prior_mean, (len(ERAS), 1))
        self.war = np.tile(self.prior_mean, (len(data.wars), 1))

    @property
    def between_wars(self) -> Float[np.ndarray, "coefficient coefficient"]:
        return np.asarray(self.war_scale[:, None] * self.war_shape * self.war_scale)

    @property
    def between_eras(self) -> Float[np.ndarray, " coefficient"]:
        return np.asarray(np.abs(self.era_scale) * np.sqrt(self.era_shape))

    def sweep(self) -> None:
        """Every unknown is drawn once, given the others."""
        self._coefficients()
        self._scales()
        self._residuals()

    def _coefficients(self) -> None:
        data, size = self.data, len(COEFFICIENTS)
        weight = np.kron(np.linalg.inv(self.noise), np.ones((len(TERMS), len(TERMS))))
        sums = np.add.reduceat(self.summed * self.precision[self.by_war, None], self.starts, axis=0)
        inside = sums[:, : size * size].reshape(-1, size, size) * weight
        pull = (sums[:, size * size :].reshape(-1, size, len(SIDES)) * weight[:, :: len(TERMS)]).sum(2)
        wars_precision = np.linalg.inv(self.between_wars)
        # with θ_w integrated out, a war tells K = A − A(A + Ω⁻¹)⁻¹A of φ, and h = b − A(A + Ω⁻¹)⁻¹b
        posterior = np.linalg.inv(inside + wars_precision)
        gain = inside @ posterior
        told, pulled = inside - gain @ inside, pull - np.einsum("wij,wj->wi", gain, pull)
        era_told = (self.era_member @ told.reshape(len(told), -1)).reshape(-1, size, size)
        era_pulled = self.era_member @ pulled
        eras_precision = self.between_eras**-2.0
        era_posterior = np.linalg.inv(era_told + np.diag(eras_precision))
        era_gain = era_told @ era_posterior
        top = np.diag(self.prior_precision) + (era_told - era_gain @ era_told).sum(0)
        lift = self.prior_precision * self.prior_mean
        lift = lift + (era_pulled - np.einsum("eij,ej->ei", era_gain, era_pulled)).sum(0)
        self.mean = self._normal(np.linalg.inv(top)[None], lift[None])[0]
        self.era = self._normal(era_posterior, era_pulled + eras_precision * self.mean)
        self.war = self._normal(posterior, pull + self.era[data.era_of_war] @ wars_precision)

    def _scales(self) -> None:
        """δ and ω as the coefficients of a regression on what the standardised deviations say, then Q and q."""
        data, size = self.data, len(COEFFICIENTS)
        from_era = (self.war - self.era[data.era_of_war]) / self.war_scale
        from_mean = (self.era - self.mean) / self.era_scale
        apart = np.concatenate([from_era[data.war], from_mean[data.era]], axis=1)
        apart = apart.reshape(len(data), 2, 2, len(TERMS)) * data.terms[:, None]
        left = data.log_losses - (data.terms * self.mean.reshape(2, -1)).sum(2)
        root = np.linalg.cholesky(np.linalg.inv(self.noise)).T
        strength = np.sqrt(self.precision)[:, None]
        # a side's own terms alone move its losses; whitened, both sides' rows see them
        white = root[:, None, :, None] * (apart * strength[:, :, None, None])[:, None]
        white = white.reshape(-1, 2 * size)
        answer = (left @ root.T * strength).reshape(-1)
        covariance = np.linalg.inv(white.T @ white + np.diag(self.scale_precision))
        drawn = self._normal(covariance[None], (white.T @ answer)[None])[0]
        self.war_scale, self.era_scale = drawn[:size], drawn[size:]
        self.era = self.mean + self.era_scale * from_mean
        self.war = self.era[data.era_of_war] + self.war_scale * from_era
        self.war_shape = self._covariance(from_era, dof=size + SHAPE_DOF, scale=SHAPE_DOF - 1.0)
        rate = (SHAPE_DOF - 1.0 + np.square(from_mean).sum(0)) / 2
        self.era_shape = rate / self.rng.standard_gamma((SHAPE_DOF + 1 + len(ERAS)) / 2, size)

    def _residuals(self) -> None:
        data = self.data
        left = data.log_losses - (data.terms * self.war.reshape(-1, 2, len(TERMS))[data.war]).sum(2)
        distance = ((left @ np.linalg.inv(self.noise)) * left).sum(1)
        # ν with the precisions integrated out, then the precisions given ν
        nu = DEGREES
        fit = -(nu / 2 + 1) * np.log1p(distance[:, None] / nu).sum(0)
        self.dof = float(nu[np.argmax(fit + self.rng.gumbel(size=nu.size))])
        self.precision = self.rng.standard_gamma(self.dof / 2 + 1, len(data)) / ((self.dof + distance) / 2)
        weighted = left * np.sqrt(self.precision)[:, None]
        self.noise = self._covariance(weighted, dof=2.0 + SHAPE_DOF, scale=(SHAPE_DOF - 1.0) * self.priors.noise**2)

    def _covariance(
        self, rows: Float[np.ndarray, "row column"], *, dof: float, scale: float
    ) -> Float[np.ndarray, "column column"]:
        """The covariance of the rows under an inverse Wishart prior with `dof` and `scale` on its diagonal."""
        count, size = rows.shape
        inner = np.linalg.inv(scale * np.eye(size) + rows.T @ rows)
        # one Wishart draw by Bartlett's decomposition, inverted
        lower = np.tril(self.rng.standard_normal((size, size)), -1)
        lower[np.diag_indices(size)] = np.sqrt(2 * self.rng.standard_gamma((dof + count - np.arange(size)) / 2))
        root = np.linalg.cholesky((inner + inner.T) / 2) @ lower
        return np.asarray(np.linalg.inv(root @ root.T))

    def _normal(
        self, covariance: Float[np.ndarray, "k n n"], pull: Float[np.ndarray, "k n"]
    ) -> Float[np.ndarray, "k n"]:
        """Draws of N(C p, C), one a row."""
        root = np.linalg.cholesky((covariance + np.swapaxes(covariance, -1, -2)) / 2)
        centre = np.einsum("kij,kj->ki", covariance, pull)
        return np.asarray(centre + np.einsum("kij,kj->ki", root, self.rng.standard_normal(pull.shape)))
