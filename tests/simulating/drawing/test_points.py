"""Laws of the points: balance in every stretch that is due one, independence of names, no worse than scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special
from scipy.stats import qmc

from contingent.core.errors import ValueRangeError
from contingent.simulating.drawing.points import TRIALS, random_words, sobol_words, unit


def cube(width: int, draws: int, *, seed: int) -> np.ndarray:
    return np.stack([unit(sobol_words(f"x{j}", j, draws, seed=seed)) for j in range(width)], axis=1)


@given(
    st.sampled_from([None, 0, 1, 17, len(TRIALS), len(TRIALS) + 5]), st.integers(0, 10), st.integers(0, 60),
    st.integers(0, 5),
)  # fmt: skip
def test_every_stretch_of_two_to_the_k_has_one_point_in_each_cell(
    place: int | None, k: int, stretch: int, seed: int
) -> None:
    words = sobol_words("x", place, 2**k, seed=seed, first=stretch * 2**k)
    assert sorted((words.astype(np.uint64) >> np.uint64(32 - k)).tolist()) == list(range(2**k))


@given(st.integers(0, 2**32 - 40), st.integers(1, 40), st.integers(0, 39))
def test_a_stretch_is_a_part_of_every_stretch_around_it(first: int, draws: int, offset: int) -> None:
    whole = sobol_words("x", 3, draws, seed=1, first=first)
    part = min(offset, draws - 1)
    assert np.array_equal(sobol_words("x", 3, draws - part, seed=1, first=first + part), whole[part:])


def test_points_lie_strictly_inside_and_differ_by_seed_and_by_name() -> None:
    found = unit(sobol_words("x", 2, 1000, seed=1))
    assert 0 < found.min() < found.max() < 1
    assert unit(np.array([0, 2**32 - 1], dtype=np.uint32)).tolist() == [2.0**-33, 1 - 2.0**-33]
    for other in (sobol_words("x", 2, 1000, seed=2), sobol_words("y", 2, 1000, seed=1)):
        assert not np.array_equal(unit(other), found)


@pytest.mark.parametrize("width", [8, 45])
def test_means_are_no_worse_than_with_scipy_s_scramble(width: int) -> None:
    def errors(made: list[np.ndarray]) -> np.ndarray:
        scores = [special.ndtri(points) for points in made]
        pairs = [np.mean(sum(z[:, i] * z[:, (i + 1) % width] for i in range(width))) / np.sqrt(width) for z in scores]
        smooth = [np.mean(np.exp(z @ 0.5 ** np.arange(width))) - np.exp(0.5 * np.sum(0.25 ** np.arange(width)))
                  for z in scores]  # fmt: skip
        sums = [np.mean(z.sum(axis=1)) / np.sqrt(width) for z in scores]
        return np.sqrt(np.mean(np.square([pairs, smooth, sums]), axis=1))

    seeds = range(12)
    ours = errors([cube(width, 1024, seed=seed) for seed in seeds])
    theirs = errors([
        np.clip(qmc.Sobol(width, rng=np.random.default_rng(seed)).random_base2(10), 2.0**-31, None) for seed in seeds
    ])  # fmt: skip
    # twelve seeds a side: a ratio of two root mean squares of normals exceeds 4 with probability 2e-5
    assert np.all(ours < 4 * theirs)
    plain = np.array([1.0, np.sqrt(np.exp(np.sum(0.25 ** np.arange(width))) - 1), 1.0]) / 32
    assert ours[2] < plain[2] / 10 and ours[0] < plain[0]


@pytest.mark.parametrize("draws", [1024, 4096])
def test_no_two_coordinates_hang_together(draws: int) -> None:
    made = [sobol_words(f"x{j}", j, draws, seed=1) for j in range(48)]
    made += [sobol_words(f"scenario:{i}", None, draws, seed=1) for i in range(16)]
    scores = special.ndtri(np.stack([unit(words) for words in made]))
    found = np.abs(np.corrcoef(scores) - np.eye(64)).max()
    # chance alone would leave 1/√draws of standard deviation: 5.5 of them in one of 2,016 pairs with probability 8e-5
    assert found < 5.5 / np.sqrt(draws)


def test_plain_chance_is_uniform_and_of_its_name() -> None:
    found = unit(random_words("x", 4096, seed=1))
    assert np.bincount((found * 16).astype(int), minlength=16) == pytest.approx(256, abs=5 * 16)
    assert not np.array_equal(found, unit(random_words("y", 4096, seed=1)))


@pytest.mark.parametrize(("draws", "first"), [(0, 0), (1, -1), (2, 2**32 - 1)])
def test_points_that_do_not_exist_are_refused(draws: int, first: int) -> None:
    with pytest.raises(ValueRangeError):
        sobol_words("x", 1, draws, seed=1, first=first)
