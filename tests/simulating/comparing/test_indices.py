"""Laws of Sobol' indices: known answers, scipy's on the same function, and chance that inflates nothing."""

from __future__ import annotations

import numpy as np
import pytest
from front_cases import prior
from scipy import stats

from contingent.core.errors import ValueRangeError
from contingent.simulating.comparing.indices import Evaluate, Indices, sobol_indices
from contingent.simulating.drawing.parameters import Correlation, Parameter, ParameterDraws

ISHIGAMI_FIRST, ISHIGAMI_TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)


def parameters(*names: str, family: str = "normal", values: tuple[float, float] = (0.0, 1.0)) -> list[Parameter]:
    return [Parameter(prior=prior(name, family, *values), label=name, identified="") for name in names]


ANGLES = parameters("x1", "x2", "x3", family="uniform", values=(-np.pi, np.pi))


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]))


def noisy(sd: float, replicates: int, *, apart: bool = False) -> Evaluate:
    """Ishigami's function and chance, the same for one stream, partly in step with the first input."""

    def evaluate(draws: ParameterDraws, stream: int) -> np.ndarray:
        noise = np.random.default_rng(100 + stream).standard_normal((draws.draws, replicates))
        heard = sd * noise * (1 + 0.3 * np.cos(draws.values[0]))[:, None]
        found = ishigami(draws.values)[:, None] + heard
        return np.stack([found, np.zeros_like(found)] if apart else [found])

    return evaluate


def mean_of(made: list[Indices], part: str) -> np.ndarray:
    return np.mean([getattr(found, part)[0] for found in made], axis=0)


@pytest.mark.parametrize(("sd", "replicates"), [(0.0, 2), (4.0, 16), (4.0, 2)])
def test_ishigami_gives_its_indices_back_however_loud_chance_is(sd: float, replicates: int) -> None:
    made = [sobol_indices(noisy(sd, replicates), ANGLES, seed=seed, rows=1024) for seed in range(4)]
    # one estimate scatters by .04 at most: four of them leave .1 with probability below 1e-6
    assert mean_of(made, "first") == pytest.approx(ISHIGAMI_FIRST, abs=0.1)
    assert mean_of(made, "total") == pytest.approx(ISHIGAMI_TOTAL, abs=0.1)
    chance = sd**2 * (1 + 0.3**2 / 2)  # the mean of (1 + .3 cos x)² over a whole turn
    assert made[0].chance[0] == pytest.approx(chance / (chance + 13.845), abs=0.05)


def test_one_path_a_row_inflates_totals_and_replicates_cure_it() -> None:
    """What WHATIF.md warns of: chance that differs between the rows of a total is taken for the input's own."""
    idle = parameters("large", "idle")

    def total_of_idle(replicates: int) -> float:
        """Jansen's estimate from means over replicates with chance anew in every row, nothing subtracted."""
        generator = np.random.default_rng(replicates)
        x = generator.standard_normal(4096)
        rows = [x + 0.5 * generator.standard_normal((replicates, x.size)).mean(axis=0) for _ in range(2)]
        return float(0.5 * np.mean((rows[0] - rows[1]) ** 2) / np.var(rows[0]))

    def evaluate(draws: ParameterDraws, stream: int) -> np.ndarray:
        noise = np.random.default_rng(stream).standard_normal((draws.draws, 16))
        return np.asarray(draws.values[0][:, None] + 0.5 * noise)[None]

    assert total_of_idle(1) > 0.15 > 0.03 > total_of_idle(16)
    found = sobol_indices(evaluate, idle, seed=1, rows=512)
    assert found.total[0] == pytest.approx([1.0, 0.0], abs=0.1) and found.total[0, 1] < 0.005


def test_scipy_agrees_on_a_function_of_five_inputs() -> None:
    names = ("a", "b", "c", "d", "e")

    def model(u: np.ndarray) -> np.ndarray:
        return np.asarray(u[0] + 2 * u[1] * u[2] + np.exp(u[3]) * (u[4] > 0.5))

    theirs = stats.sobol_indices(func=model, n=1024, dists=[stats.uniform()] * 5, rng=3)
    ours = sobol_indices(
        lambda draws, _: np.repeat(model(draws.values)[None, :, None], 2, axis=2),
        parameters(*names, family="uniform", values=(0.0, 1.0)), seed=3, rows=1024,
    )  # fmt: skip
    assert ours.first[0] == pytest.approx(theirs.first_order, abs=0.08)
    assert ours.total[0] == pytest.approx(theirs.total_order, abs=0.08)


def test_of_two_correlated_inputs_the_first_counts_what_they_share_and_the_total_what_is_each_one_s_own() -> None:
    rho = 0.6
    together = Correlation(names=("b", "a"), matrix=((1.0, rho), (rho, 1.0)))

    def evaluate(draws: ParameterDraws, _: int) -> np.ndarray:
        x = draws.columns()
        return np.repeat((x["a"] + x["b"] + x["c"])[None, :, None], 2, axis=2)

    made = [
        sobol_indices(evaluate, parameters("a", "b", "c"), seed=seed, rows=1024, correlation=together)
        for seed in range(4)
    ]
    variance = 3 + 2 * rho
    first, own = (1 + rho) ** 2 / variance, (1 - rho**2) / variance
    assert mean_of(made, "first") == pytest.approx([first, first, 1 / variance], abs=0.08)
    assert mean_of(made, "total") == pytest.approx([own, own, 1 / variance], abs=0.06)
    rest = sobol_indices(evaluate, parameters("a", "b", "c"), seed=1, rows=1024, correlation=together, names=["c"])
    assert rest.names == ("c",) and rest.rest[0] == pytest.approx((2 + 2 * rho) / variance, abs=0.08)


def test_what_is_left_out_is_told_together() -> None:
    found = sobol_indices(noisy(1.0, 16), ANGLES, seed=2, rows=1024, names=["x2"])
    assert found.names == ("x2",) and found.total[0] == pytest.approx([0.4424], abs=0.1)
    assert found.rest[0] == pytest.approx(1 - 0.4424, abs=0.1)
    none = sobol_indices(noisy(1.0, 16), ANGLES, seed=2, rows=64, names=[])
    assert none.first.shape == (1, 0) and none.rest[0] > 0.7


def test_intervals_hold_the_estimate_and_an_output_that_never_moves_has_no_index() -> None:
    found = sobol_indices(noisy(1.0, 16, apart=True), ANGLES, seed=1, rows=256)
    assert np.all(found.total_interval[0, :, 0] <= found.total[0]) and np.all(
        found.total[0] <= found.total_interval[0, :, 1]
    )
    assert not found.first[1].any() and not found.total[1].any() and found.chance[1] == 0.0


def test_a_point_is_no_input_and_too_little_to_go_by_is_refused() -> None:
    known = [*ANGLES, Parameter(prior=prior("known", "point", 1.0), label="", identified="")]
    assert sobol_indices(noisy(0.0, 2), known, seed=1, rows=64).names == ("x1", "x2", "x3")
    with pytest.raises(ValueRangeError, match="rows"):
        sobol_indices(noisy(0.0, 2), ANGLES, seed=1, rows=4)
    with pytest.raises(ValueRangeError, match="replicate"):
        sobol_indices(noisy(0.0, 1), ANGLES, seed=1, rows=64)
