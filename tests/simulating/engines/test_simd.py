"""Laws of the single-precision primitives: exact words, and functions within the errors their module states."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from llvmlite import ir
from numba import njit, types

from contingent.simulating.engines import simd
from contingent.simulating.engines.threefry import noise_key, path_numbers, words
from contingent.simulating.engines.threefry import unit as unit_of_words

_u, _f = types.uint32, types.float32
_QUARTER = ir.Constant(ir.IntType(32), 2**30)
threefry2x32 = simd.primitive(simd.BUILDS["threefry2x32"], types.UniTuple(_u, 2), _u, _u, _u, _u)
unit = simd.primitive(simd.BUILDS["unit"], _f, _u)
log32, exp32, sqrt32, sine, cosine = (
    simd.primitive(simd.BUILDS[name], _f, _f) for name in ("log", "exp", "sqrt", "sin", "cos")
)
minimum32, maximum32 = (simd.primitive(simd.BUILDS[name], _f, _f, _f) for name in ("minimum", "maximum"))
where32 = simd.primitive(simd.BUILDS["where"], _f, types.boolean, _f, _f)
cos_turn = simd.primitive(simd.cos_of_turn, _f, _u)
sin_turn = simd.primitive(lambda b, word: simd.cos_of_turn(b, b.sub(word, _QUARTER)), _f, _u)


def _of_numbers(x, logs, exps, clipped):  # type: ignore[no-untyped-def]
    for i in range(x.size):
        logs[i] = log32(x[i])
        exps[i] = exp32(x[i])
        clipped[i] = where32(x[i] > 0.0, minimum32(maximum32(x[i], 1.0), 2.0), sqrt32(-x[i]))


def _of_words(word, units, cosines, sines):  # type: ignore[no-untyped-def]
    for i in range(word.size):
        units[i] = unit(word[i])
        sines[i], cosines[i] = sin_turn(word[i]), cos_turn(word[i])


def _of_turns(x, cosines, sines):  # type: ignore[no-untyped-def]
    for i in range(x.size):
        sines[i], cosines[i] = sine(x[i]), cosine(x[i])


def _of_counters(low, high, first, step, pairs, into):  # type: ignore[no-untyped-def]
    for pair in range(pairs):
        for i in range(into.shape[1]):
            into[2 * pair, i], into[2 * pair + 1, i] = threefry2x32(low, high, first + i, step * pairs + pair)


@pytest.fixture(scope="module")
def compiled() -> SimpleNamespace:
    made = {f.__name__[1:]: njit(error_model="numpy")(f) for f in (_of_numbers, _of_words, _of_turns, _of_counters)}
    return SimpleNamespace(**made)


def numbers(compiled: SimpleNamespace, x: np.ndarray) -> tuple[np.ndarray, ...]:
    single = x.astype(np.float32)
    results = tuple(np.empty_like(single) for _ in range(3))
    compiled.of_numbers(single, *results)
    return (single.astype(np.float64), *results)


def test_words_are_those_of_the_reference(compiled: SimpleNamespace) -> None:
    key, found = noise_key(9), np.empty((10, 257), dtype=np.uint32)
    compiled.of_counters(np.uint32(key[0]), np.uint32(key[1]), np.uint32(41), np.uint32(6), np.uint32(5), found)
    assert np.array_equal(found, words(key, path_numbers(41, 257), 6, 5))


def test_the_exponential_is_within_its_error(compiled: SimpleNamespace) -> None:
    x, _, found, _ = numbers(compiled, np.concatenate([np.linspace(-87, 87, 200_001), np.linspace(-1, 1, 100_001)]))
    assert np.abs(found / np.exp(x) - 1).max() < 1.2e-7
    beyond = numbers(compiled, np.array([-1e9, -100.0, 100.0, 1e9, np.inf, -np.inf]))[2]
    assert np.isfinite(beyond).all() and (beyond >= 0).all()


def test_the_logarithm_is_within_its_error(compiled: SimpleNamespace) -> None:
    spread = np.exp(np.linspace(-87, 88, 200_001))
    x, found, _, _ = numbers(compiled, np.concatenate([spread, np.linspace(0.5, 2, 100_000)]))
    assert np.abs(found - np.log(x)).max() < 6e-6  # of 88: half a unit of the last place of the largest
    other = x != 1.0
    assert np.abs(found[other] / np.log(x[other]) - 1).max() < 9e-8
    assert numbers(compiled, np.array([1.0]))[1] == 0.0
    assert np.allclose(numbers(compiled, np.array([0.0, -1.0]))[1], np.log(2.0**-126))


def test_angles_and_units_are_within_their_errors(compiled: SimpleNamespace) -> None:
    word = np.append(words(noise_key(2), path_numbers(0, 100_000), 0, 1)[0], np.array([0, 2**30, 2**31, 3 * 2**30]))
    word = word.astype(np.uint32)
    units, cosines, sines = (np.empty(word.size, dtype=np.float32) for _ in range(3))
    compiled.of_words(word, units, cosines, sines)
    angle = 2 * np.pi * word / 2**32
    assert np.array_equal(units.astype(np.float64), unit_of_words(word))
    assert np.abs(cosines - np.cos(angle)).max() < 1.7e-7
    assert np.abs(sines - np.sin(angle)).max() < 1.7e-7
    assert cosines[-4:].tolist() == [1, 0, -1, 0] and sines[-4:].tolist() == [0, 1, 0, -1]


def test_turns_given_as_units_are_within_their_error(compiled: SimpleNamespace) -> None:
    x = unit_of_words(words(noise_key(3), path_numbers(0, 200_000), 0, 1)[0]).astype(np.float32)
    cosines, sines = np.empty_like(x), np.empty_like(x)
    compiled.of_turns(x, cosines, sines)
    angle = 2 * np.pi * x.astype(np.float64)
    assert np.abs(cosines - np.cos(angle)).max() < 1.7e-7
    assert np.abs(sines - np.sin(angle)).max() < 1.7e-7


def test_half_a_turn_flips_the_sign_and_nothing_else(compiled: SimpleNamespace) -> None:
    word = words(noise_key(4), path_numbers(0, 4096), 0, 1)[0]
    one, other = (tuple(np.empty(word.size, dtype=np.float32) for _ in range(3)) for _ in range(2))
    compiled.of_words(word, *one)
    compiled.of_words(word ^ np.uint32(0x80000000), *other)
    assert np.array_equal(one[1], -other[1]) and np.array_equal(one[2], -other[2])


def test_choices_take_the_side_they_name(compiled: SimpleNamespace) -> None:
    _, _, _, clipped = numbers(compiled, np.array([-4.0, 0.0, 0.5, 1.5, 3.0]))
    assert clipped.tolist() == [2, 0, 1, 1.5, 2]
