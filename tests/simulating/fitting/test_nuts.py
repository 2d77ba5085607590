"""The slow check is of the same posterior: JAX computes the same likelihood (its sampler runs in the benchmarks)."""

from __future__ import annotations

import numpy as np
import pytest
from series_cases import made

from contingent.simulating.fitting.calibration import Calibration
from contingent.simulating.fitting.nuts import log_likelihood

jax = pytest.importorskip("jax")


def test_jax_and_numpy_compute_the_same_likelihood() -> None:
    calibration = Calibration(made(12, np.random.default_rng(1))[0])
    points = np.random.default_rng(2).standard_normal((len(calibration.priors), 5))
    reference = calibration.log_likelihood(points).sum(axis=0)
    found = jax.vmap(lambda point: log_likelihood(calibration, point, jax, jax.numpy))(points.T)
    assert np.asarray(found) == pytest.approx(reference, rel=2e-3)
