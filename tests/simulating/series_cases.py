"""Wars made from the joint observation model itself, and the ranks of what made them among what a fit draws."""

from __future__ import annotations

import math

import numpy as np

from contingent.simulating.calibration import Calibration, Spans
from contingent.simulating.smc import Settings, tempered

SCALE, CENTRE, OUTLIER_SD = 100.0, 40.0, 1000.0
LEVEL = math.log(30_000)


def empty(months: int, areas: tuple[str, ...] = ("one", "two")) -> Spans:
    """A window without a value yet: its priors are those of every war of this scale."""
    return Spans(
        log_claims=np.full(3 * months, LEVEL), claims_known=np.ones(3 * months), areas=areas,
        rates=np.zeros((months, len(areas))), rates_known=np.ones((months, len(areas))),
        centre=CENTRE, scale=SCALE, outlier_sd=OUTLIER_SD,
    )  # fmt: skip


def made(months: int, generator: np.random.Generator) -> tuple[Spans, dict[str, float]]:
    """A war drawn from its prior: its spans, and what made them, the rates at the end among it."""
    blank = empty(months)
    prior = Calibration(blank)
    p = prior.parameters(generator.standard_normal((len(prior.priors), 1)))
    truth = {name: float(column[0]) for name, column in p.items()}
    claims, level, _ = _walked(prior, "tempo", p, 3 * months, generator)
    rates, mean, off = _walked(prior, "advance", p, months, generator)
    known = np.ones((months, 2))
    known[: months // 2, 1] = 0.0
    spans = Spans(
        log_claims=claims[:, 0], claims_known=blank.claims_known, areas=blank.areas, rates=rates * known,
        rates_known=known, centre=CENTRE, scale=SCALE, outlier_sd=OUTLIER_SD,
    )  # fmt: skip
    return spans, {**truth, "loss_rate_attacker": math.exp(level), "advance_recent": mean + off}


def _walked(
    prior: Calibration, factor: str, p: dict[str, np.ndarray], count: int, generator: np.random.Generator
) -> tuple[np.ndarray, float, float]:
    inputs = prior.inputs(factor, p, np)
    q = {name: np.asarray(value)[..., 0] for name, value in inputs.items()}
    rungs = inputs["ladder"][:, 0]
    weight = np.exp(-0.5 * ((np.log(rungs) - q["start_log"]) / q["start_spread"]) ** 2)
    rung = int(generator.choice(rungs.size, p=weight / weight.sum()))
    m = q["start_level"] + q["start_sd"] * generator.standard_normal()
    if factor == "tempo":
        m = LEVEL  # the prior of the level follows the first value seen
    u = q["deviation"] * rungs[rung] / math.sqrt(1 - q["fade"] ** 2) * generator.standard_normal()
    values = np.empty((count, q["bias"].size))
    for row in range(count):
        if generator.random() < q["turn"]:
            rung = int(np.clip(rung + generator.choice((-1, 1)), 0, rungs.size - 1))
        m += q["level"] * rungs[rung] * generator.standard_normal()
        u = q["fade"] * u + q["deviation"] * rungs[rung] * generator.standard_normal()
        mode = int(generator.choice(q["mode_share"].size, p=q["mode_share"]))
        noise = np.sqrt(q["noise"] ** 2 + q["mode_variance"][mode])
        values[row] = q["bias"] * (m + u) - q["shift"] + noise * generator.standard_normal(q["bias"].size)
    return values, float(m), float(u)


def ranks(wars: int, *, months: int, settings: Settings, seed: int) -> dict[str, np.ndarray]:
    """By parameter, for each war, the share of posterior draws below the truth: uniform, if all is right.

    Source: Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based calibration.
    """
    generator = np.random.default_rng(seed)
    found: dict[str, list[float]] = {}
    for war in range(wars):
        spans, truth = made(months, generator)
        calibration = Calibration(spans)
        posterior = tempered(calibration.log_likelihood, calibration.blocks, settings=settings, seed=war)
        drawn = calibration.parameters(posterior.points)
        drawn |= calibration.latents(posterior.points, generator)
        for name, value in truth.items():
            found.setdefault(name, []).append(
                (np.sum(drawn[name] < value) + generator.random()) / (settings.particles + 1)
            )
    return {name: np.array(shares) for name, shares in found.items()}
