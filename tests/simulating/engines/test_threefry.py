"""Laws of the noise: the published words, and no dependence on anything but seed, path, step and place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.simulating.engines.threefry import (
    HALF_TURN,
    mirrored,
    noise_key,
    path_numbers,
    threefry2x32,
    unit,
    words,
)

# counter, key, words: "threefry2x32 20" in the kat_vectors of Random123, as quoted in KaroshiBee/randii
# tests/kat2x32.ml; jax tests/random_test.py checks its own generator against the same three rows
KNOWN_ANSWERS = (
    ((0x00000000, 0x00000000), (0x00000000, 0x00000000), (0x6B200159, 0x99BA4EFE)),
    ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
)


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_the_published_words_come_out(
    counter: tuple[int, int], key: tuple[int, int], expected: tuple[int, int]
) -> None:
    first, second = (np.array([word], dtype=np.uint32) for word in counter)
    assert tuple(int(word[0]) for word in threefry2x32(key, first, second)) == expected


def test_the_words_of_a_step_are_those_of_its_counters() -> None:
    key, paths = noise_key(11), path_numbers(5, 4)
    drawn = words(key, paths, 3, 5)
    assert drawn.shape == (10, 4) and drawn.dtype == np.uint32
    for pair in range(5):
        expected = threefry2x32(key, paths, np.full(4, 3 * 5 + pair, dtype=np.uint32))
        assert np.array_equal(drawn[2 * pair : 2 * pair + 2], np.stack(expected))


@given(st.integers(0, 2**40), st.integers(0, 2**32 - 64), st.integers(1, 63), st.integers(0, 400))
def test_any_chunk_of_paths_draws_the_same_words(seed: int, first: int, cut: int, step: int) -> None:
    key, paths = noise_key(seed), path_numbers(first, 64)
    parts = [words(key, paths[:cut], step, 5), words(key, paths[cut:], step, 5)]
    assert np.array_equal(words(key, paths, step, 5), np.concatenate(parts, axis=1))


def test_bits_are_fair_and_words_independent() -> None:
    """Each of 320 bits of 2^14 paths is set half the time; the false-alarm rate at 5.5 standard errors is 1.2e-5."""
    drawn = words(noise_key(3), path_numbers(0, 2**14), 0, 5)
    bits = (drawn[:, None, :] >> np.arange(32, dtype=np.uint32)[None, :, None]) & np.uint32(1)
    assert np.abs(bits.mean(axis=2) - 0.5).max() < 5.5 * 0.5 / 2**7
    apart = np.corrcoef(unit(drawn))[~np.eye(10, dtype=bool)]
    assert np.abs(apart).max() < 5.5 / 2**7


def test_units_are_exact_in_single_precision_and_never_0_or_1() -> None:
    ends = np.array([0, 1 << 9, 0x7FFFFFFF, 0xFFFFFFFF], dtype=np.uint32)
    values = unit(ends)
    assert np.array_equal(values.astype(np.float32).astype(np.float64), values)
    assert values[0] > 0.0 and values[-1] < 1.0


def test_paths_beyond_one_word_are_refused() -> None:
    assert path_numbers(2**32 - 2, 2).tolist() == [2**32 - 2, 2**32 - 1]
    with pytest.raises(ValueRangeError, match="4294967295"):
        path_numbers(2**32 - 2, 3)
    with pytest.raises(ValueRangeError):
        words(noise_key(0), path_numbers(0, 1), 2**31, 5)


def test_an_odd_path_is_the_opposite_of_its_pair() -> None:
    drawn = words(noise_key(1), np.repeat(path_numbers(0, 4), 2), 0, 5)
    odd = np.tile(np.array([0, 1], dtype=np.uint32), 4)
    opposed = mirrored(drawn, odd, angles=(1, 3, 5), waits=(6, 7, 8, 9))
    assert np.array_equal(opposed[:, ::2], drawn[:, ::2])
    assert np.array_equal(opposed[[0, 2, 4], 1::2], drawn[[0, 2, 4], 1::2])
    assert np.array_equal(opposed[[1, 3, 5], 1::2] - drawn[[1, 3, 5], 1::2], np.full((3, 4), HALF_TURN))
    assert np.allclose(unit(opposed[6:, 1::2]), 1.0 - unit(drawn[6:, 1::2]), rtol=0, atol=1e-15)
