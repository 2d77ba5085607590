"""Paths drawn as if nothing had changed have the memory, the clustering and the tails of the reference."""

from __future__ import annotations

import numpy as np
import pytest
from made_values import generator, normal
from scipy.signal import lfilter
from scipy.stats import kurtosis

from contingent.watching.expected import BOOTSTRAPS, LONGEST, MOST_MEMORY, forms, learn, quantiles


def remembering(number: int, weight: float, days: int = 1000) -> np.ndarray:
    shocks = generator("ar", number).standard_normal(days + 200)
    return np.asarray(lfilter([np.sqrt(1 - weight**2)], [1.0, -weight], shocks)[200:])


def test_days_that_do_not_remember_are_drawn_so() -> None:
    found = learn(normal(1))
    assert found.weights.size == 0 and found.clusters[found.chances.argmax()].tolist() == [0.0, 0.0]
    paths = found.draw(30, draws=3000, rng=generator("draw"))
    assert paths.shape == (3000, 30)
    assert paths.mean() == pytest.approx(normal(1).mean(), abs=0.2)
    assert paths.std() == pytest.approx(normal(1).std(), rel=0.03)


@pytest.mark.parametrize("weight", [0.5, 0.9])
def test_the_mean_of_a_remembering_period_scatters_as_its_long_run_variance_says(weight: float) -> None:
    days = 200
    found = learn(remembering(1, weight, days=8000))
    assert found.memory.sum() == pytest.approx(weight, abs=0.03)
    scatter = found.draw(days, draws=2000, rng=generator("draw")).mean(axis=1).std()
    # days are many beside the memory: the start no longer matters
    assert scatter == pytest.approx(np.sqrt((1 + weight) / (1 - weight) / days), rel=0.12)


def test_paths_start_where_the_series_stood() -> None:
    high = np.append(remembering(2, 0.9), [4.0] * 3)
    drawn = learn(high).draw(40, draws=1000, rng=generator("draw")).mean(axis=0)
    assert drawn[0] > 2.5 > 1.0 > drawn[-1]


def test_clustering_is_found_and_goes_on_from_the_last_days() -> None:
    shocks, variance, days = generator("garch").standard_normal(1500), 1.0, []
    for shock in shocks:
        days.append(shock * np.sqrt(variance))
        variance = 0.03 + 0.12 * days[-1] ** 2 + 0.85 * variance
    quiet, wild = (learn(np.append(days, np.array(tail))) for tail in ([0.05, -0.05] * 15, [3.0, -3.0] * 15))
    assert quiet.chances[0] < 0.01
    assert wild.unrest(20)[0] > 5 * quiet.unrest(20)[0]
    assert wild.unrest(300)[-1] == pytest.approx(wild.variance, rel=0.35)


def test_tails_go_on_beyond_the_worst_day_and_a_heavy_tail_farther() -> None:
    for ordered in (np.sort(normal(3)), np.sort(generator("t").standard_t(3, 800))):
        found = quantiles(ordered, np.array([1e-6, 0.25, 0.5, 0.75, 1 - 1e-6]))
        assert found[0] < ordered[0] and found[-1] > ordered[-1]
        np.testing.assert_allclose(found[1:4], np.quantile(ordered, [0.25, 0.5, 0.75]), atol=0.05)
    drawn = learn(generator("t").standard_t(3, 1000)).draw(30, draws=2000, rng=generator("d"))
    assert kurtosis(drawn.ravel()) > 2


def test_whitened_paths_are_the_surprises_that_made_them() -> None:
    found = learn(remembering(3, 0.7))
    whitened = found.whitened(found.draw(30, draws=2000, rng=generator("draw")))
    assert whitened.mean() == pytest.approx(0, abs=0.05) and whitened.std() == pytest.approx(1, abs=0.05)
    lagged = np.corrcoef(whitened[:, 1:].ravel(), whitened[:, :-1].ravel())[0, 1]
    assert abs(lagged) < 0.05


def test_a_short_reference_is_less_sure_of_its_mean() -> None:
    long, short = learn(remembering(4, 0.6, days=1500)), learn(remembering(4, 0.6, days=80))
    assert short.mean_error > 2 * long.mean_error and short.scale_error > 2 * long.scale_error


@pytest.mark.parametrize("path", [np.arange(200.0), np.cumsum(normal(5, 300, level=0.0)), np.repeat([0.0, 1.0], 100)])
def test_wandering_trending_and_stepping_references_give_finite_paths(path: np.ndarray) -> None:
    found = learn(path)
    assert found.memory.sum() <= MOST_MEMORY + 0.02 and found.recent.size == LONGEST
    assert np.isfinite(found.draw(30, draws=200, rng=generator("d"))).all()


def test_forms_of_surprises_scatter_about_the_sample_as_its_size_says() -> None:
    def scatter(days: int) -> float:
        found = forms(np.sort(generator("forms").standard_t(5, days)), generator("again"))
        assert len(found) == BOOTSTRAPS
        for form in found:
            assert (np.diff(form) >= 0).all() and abs(form.mean()) < 1e-9 and form.std() == pytest.approx(1)
        return float(np.std([np.quantile(form, 0.9) for form in found]))

    assert scatter(100) > 2 * scatter(1600) > 0


def test_forms_of_a_sample_that_is_hardly_one_are_the_sample() -> None:
    lone = np.array([0.0, 0.0, 0.0, 0.0, 5.0])
    assert all(np.isfinite(form).all() for form in forms(lone, generator("lone")))
