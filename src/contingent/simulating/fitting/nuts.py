"""The slow check of a calibration: the same posterior by the No-U-Turn sampler of NumPyro, gradients by JAX.

Needs the extra `[nuts]`. Source: Hoffman and Gelman (2014), The No-U-Turn Sampler, JMLR 15; Phan, Pradhan and Jankowiak
(2019), arXiv:1912.11554 (general knowledge of both, unverified).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import numpy as np
from jaxtyping import Float

from contingent.core.errors import InputError
from contingent.simulating.fitting import filters
from contingent.simulating.fitting.calibration import FACTORS, Calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Draws of one chain in the standard normal space of the calibration, and how many of them diverged."""

    points: Float[np.ndarray, "dimension draw"]
    diverged: int


def nuts(calibration: Calibration, *, warmup: int, draws: int, seed: int) -> Chain:
    """Draws of the posterior of `calibration`: those that the tempered sampler should agree with.

    Raises:
        InputError: NumPyro is not installed.
    """
    try:
        import jax
        import jax.numpy as jnp
        import numpyro
        from numpyro import distributions
        from numpyro.infer import MCMC, NUTS
    except ImportError:
        raise InputError('the slow check needs NumPyro: pip install "contingent[nuts]"') from None

    def model() -> None:
        point = numpyro.sample("point", distributions.Normal().expand([len(calibration.priors)]).to_event(1))
        numpyro.factor("series", log_likelihood(calibration, point, jax, jnp))

    # in single precision the energy is too rough: three draws in four were found to diverge
    with _double_precision(jax):
        run = MCMC(NUTS(model), num_warmup=warmup, num_samples=draws, progress_bar=False)
        run.run(jax.random.PRNGKey(seed), extra_fields=("diverging",))
        points = np.asarray(run.get_samples()["point"], dtype=float).T
        return Chain(points=points, diverged=int(np.sum(run.get_extra_fields()["diverging"])))


def _double_precision(jax: Any) -> AbstractContextManager[None]:
    """JAX computes in double precision inside; it is called by two names in the versions of JAX that there are."""
    if hasattr(jax, "enable_x64"):
        return cast("AbstractContextManager[None]", jax.enable_x64(True))
    return cast("AbstractContextManager[None]", import_module("jax.experimental").enable_x64())


def log_likelihood(calibration: Calibration, point: Any, jax: Any, jnp: Any) -> Any:
    """The log likelihood at one point, by the filters' own steps under a scan; it can be differentiated."""
    p = calibration.parameters(point[:, None], jnp)
    total = 0.0
    for factor in FACTORS:
        inputs = calibration.inputs(factor, p, jnp)

        def step(state: filters.State, seen: Any, inputs: filters.Inputs = inputs) -> tuple[filters.State, None]:
            return filters.step(state, seen, inputs, jnp), None

        seen = tuple(jnp.asarray(column) for column in calibration.found.seen(factor))
        last, _ = jax.lax.scan(step, filters.start(inputs, jnp), seen)
        total = total + last["total"][0]
    return total
