"""A war's calibration checked against itself: wars made from its own prior, and the ranks of what made them.

A war is drawn from the prior of the window, month for month and gap for gap as the window is, and fitted. Where the fit
is right, the share of its draws below the truth is uniform over such wars, for every parameter. What is checked is the
sampler and the filters' approximation; not whether the model is the war's, nor that a window's own middle and scale,
which its priors are set by and which are held here, are read off the same series; nor the families that a file keeps.

Source: Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based calibration,
arXiv:1804.06788 (general knowledge, unverified).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key
from contingent.simulating.comparing.contrast import rounded
from contingent.simulating.fitting.calibration import FACTORS, Calibration, Spans, State, about_a_rung
from contingent.simulating.fitting.filters import Inputs
from contingent.simulating.fitting.smc import Settings, tempered

#: a quarter of the particles and fewer last moves than a fit: many wars say more than many draws of each
CHECK_SETTINGS = Settings(particles=256, moves=5, last_moves=10)
#: chance that a right calibration is called wrong, over all parameters together
FALSE_ALARM = 0.01
#: fewer wars than this say nothing
LEAST_REPLICATES = 8
#: standard errors that a mean share stands from one half, and a spread's distance from a uniform's, to be put in words
SHIFTED, MISSHAPEN = 3.0, 0.02
UNIFORM_SD = 12**-0.5
#: what is ranked beside the parameters themselves: the state at the end, and what is told of the months to come
LATENTS = ("loss_rate_attacker", "tempo_sd", "advance_recent", "advance_mean", "advance_sd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicate:
    """One war of the check, by its number: the same ranks for the same number, whatever else is run, and wherever."""

    found: Spans
    settings: Settings = CHECK_SETTINGS
    seed: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """What is ranked, in the order of the ranks."""
        return (*(prior.name for prior in Calibration(self.found).priors), *LATENTS)

    @property
    def key(self) -> tuple[Any, ...]:
        """All that the ranks depend on beside the number, as plain values."""
        found = self.found
        arrays = (found.claims_known, found.rates_known)
        numbers = (found.level, found.centre, found.scale, found.outlier_sd)
        work = self.settings.particles, self.settings.moves, self.settings.last_moves
        return (*(array.tolist() for array in arrays), list(found.areas), list(numbers), list(work), self.seed)

    def __call__(self, number: int) -> tuple[int, ...]:
        """How many posterior draws of each of `names` lie below what made war `number`: 0 to as many as there are."""
        generator = np.random.default_rng(stream_key("check", self.seed, number))
        made, truth = made_war(self.found, generator)
        calibration = Calibration(made)
        posterior = tempered(
            calibration.log_likelihood, calibration.blocks, settings=self.settings,
            seed=stream_key("check", "sampler", self.seed, number),
        )  # fmt: skip
        drawn = calibration.parameters(posterior.points) | calibration.latents(posterior.points, generator)
        return tuple(int(np.sum(drawn[name] < truth[name])) for name in self.names)


def made_war(found: Spans, generator: np.random.Generator) -> tuple[Spans, dict[str, float]]:
    """A war drawn from the prior of the window `found`, known where that one is; and by name, what made it."""
    prior = Calibration(found)
    p = prior.parameters(generator.standard_normal((len(prior.priors), 1)))
    seen, states = [], []
    for factor in FACTORS:
        _, known = found.seen(factor)
        values, state = _walked(prior.inputs(factor, p, np), len(known), generator)
        seen.append(values * known)
        states.append(state)
    made = replace(found, log_claims=seen[0][:, 0], rates=seen[1])
    truth = p | prior.coming(p, states, generator)
    return made, {name: float(column[0]) for name, column in truth.items()}


def _walked(inputs: Inputs, count: int, generator: np.random.Generator) -> tuple[np.ndarray, State]:
    """Values of `count` spans of one path of what the filter is told, and the state at their end."""
    q = {name: np.asarray(value)[..., 0] for name, value in inputs.items()}
    rungs = inputs["ladder"][:, 0]
    weight = np.exp(-0.5 * ((np.log(rungs) - q["start_log"]) / q["start_spread"]) ** 2)
    rung = int(generator.choice(rungs.size, p=weight / weight.sum()))
    m = q["start_level"] + q["start_sd"] * generator.standard_normal()
    u = q["deviation"] * rungs[rung] / np.sqrt(1.0 - q["fade"] ** 2) * generator.standard_normal()
    values = np.empty((count, q["bias"].size))
    for row in range(count):
        if generator.random() < q["turn"]:
            rung = int(np.clip(rung + generator.choice((-1, 1)), 0, rungs.size - 1))
        m += q["level"] * rungs[rung] * generator.standard_normal()
        u = q["fade"] * u + q["deviation"] * rungs[rung] * generator.standard_normal()
        mode = int(generator.choice(q["mode_share"].size, p=q["mode_share"]))
        noise = np.sqrt(q["noise"] ** 2 + q["mode_variance"][mode])
        values[row] = q["bias"] * (m + u) - q["shift"] + noise * generator.standard_normal(q["bias"].size)
    size = rungs[rung] / rungs[rungs.size // 2] * about_a_rung(generator, 1)
    return values, (np.array([m]), np.array([u]), size)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTest:
    """One parameter's ranks against a uniform: the p-value of Kolmogorov and Smirnov's test, and what it says in words.

    `mean` is the mean share of draws below the truth (.5 where the fit is right).
    """

    name: str
    p: float
    mean: float
    uniform: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RankCheck:
    """The tests of all parameters: `uniform` where none departs at `false_alarm` over all of them together.

    `detectable` is the least distance of the shares' distribution function from a uniform's that would be called one.
    """

    replicates: int
    false_alarm: float
    least_p: float
    detectable: float
    tests: tuple[RankTest, ...]
    uniform: bool
    words: str


def judged(
    names: Sequence[str], ranks: Sequence[Sequence[int]], *, draws: int, false_alarm: float = FALSE_ALARM
) -> RankCheck:
    """What the ranks of all replicates, in the order of their numbers, say of the calibration.

    A rank of 0 … `draws` is spread evenly over its own cell, so that the test is exact. Each parameter is tested at
    `false_alarm` over the number of parameters (Bonferroni): whatever hangs together, a right calibration is called
    wrong at most that often.

    Raises:
        ValueRangeError: fewer than 8 replicates, a replicate without a rank for each name, or a rank out of range.
    """
    from scipy.stats import kstest, kstwo

    if len(ranks) < LEAST_REPLICATES:
        raise ValueRangeError(f"{len(ranks)} replicates; wanted at least {LEAST_REPLICATES} to test ranks of")
    if any(len(row) != len(names) for row in ranks) or not all(0 <= rank <= draws for row in ranks for rank in row):
        raise ValueRangeError(f"ranks do not fit; wanted {len(names)} a replicate, each from 0 to {draws}")
    jitter = np.random.default_rng(stream_key("check", "cells")).random((len(ranks), len(names)))
    shares = (np.array(ranks) + jitter) / (draws + 1)
    level = false_alarm / len(names)
    tests = []
    for name, column in zip(names, shares.T, strict=True):
        p = float(kstest(column, "uniform").pvalue)
        words = "uniform" if p > level else _departure(column)
        tests.append(RankTest(name=name, p=rounded(p, 3), mean=rounded(column.mean(), 3), uniform=p > level,
                              words=words))  # fmt: skip
    wrong = [f"{test.name} ({test.words})" for test in tests if not test.uniform]
    detectable = rounded(float(kstwo.isf(level, len(ranks))), 2)
    return RankCheck(
        replicates=len(ranks), false_alarm=false_alarm, least_p=min(test.p for test in tests), detectable=detectable,
        tests=tuple(tests), uniform=not wrong, words=_verdict(wrong, len(ranks), len(names), false_alarm, detectable),
    )  # fmt: skip


def _verdict(wrong: Sequence[str], wars: int, parameters: int, false_alarm: float, detectable: float) -> str:
    found = f"not uniform: {'; '.join(wrong)}" if wrong else f"uniform in all {parameters} parameters"
    return (
        f"Over {wars} wars drawn from the prior and fitted, the ranks of what made them are {found}. A right "
        f"calibration would be called wrong once in {round(1 / false_alarm):,} such checks; a distribution of ranks "
        f"that is nowhere more than {detectable:g} off would mostly pass."
    )


def _departure(shares: np.ndarray) -> str:
    """How shares of draws below the truth are not uniform, in words."""
    mean, spread = float(shares.mean()), float(shares.std())
    # a shift takes off the spread, which then says nothing of how sure the fit is
    if abs(mean - 0.5) > SHIFTED * spread / shares.size**0.5:
        return "the fit is too low" if mean > 0.5 else "the fit is too high"
    if abs(spread - UNIFORM_SD) > MISSHAPEN:
        return "the fit is too sure" if spread > UNIFORM_SD else "the fit is not sure enough"
    return "neither shifted nor too wide or narrow, but of another shape"
