"""The noise that all engines share: words that are a function of seed, path, step and place, and of nothing else.

Threefry2x32 with 20 rounds turns a counter of two words and a key of two words into two words of noise. Counter 0 is
the path, counter 1 the step and the pair of words within it: any chunk of paths can be drawn alone, in any order, on
any device, and comes out the same. A million paths of a year of days use 2^38 of the 2^64 counters of a seed.

Source: Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3, doi:10.1145/2063384.2063405.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float64, UInt32

from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key

Key = tuple[int, int]

#: bits by which the second word is turned in rounds 0, 1, …, 7, then again from the start
ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
#: the third word of the key schedule is the exclusive or of this constant and the other two
PARITY = 0x1BD11BDA
ROUNDS = 20
#: half a turn: the sine and cosine of an angle that is this far on have the other sign
HALF_TURN = 0x80000000
#: path numbers are one word
PATHS = 2**32


def noise_key(seed: int) -> Key:
    """The key of a run's noise: the low 64 bits of the seed's stream, low word first.

    >>> all(0 <= word < 2**32 for word in noise_key(7)) and noise_key(7) != noise_key(8)
    True
    """
    stream = stream_key("noise", seed)
    return stream & 0xFFFFFFFF, (stream >> 32) & 0xFFFFFFFF


def path_numbers(first: int, draws: int) -> UInt32[np.ndarray, " path"]:
    """The numbers `first`, `first + 1`, … of `draws` paths.

    Raises:
        ValueRangeError: a number is below 0 or does not fit in 32 bits, where the noise would repeat.
    """
    if first < 0 or first + draws > PATHS:
        raise ValueRangeError(
            f"paths {first} to {first + draws - 1} were asked for; paths are numbered from 0 to {PATHS - 1}: "
            "use another seed for more"
        )
    return np.arange(first, first + draws, dtype=np.uint32)


def words(key: Key, paths: UInt32[np.ndarray, " path"], step: int, pairs: int) -> UInt32[np.ndarray, "word path"]:
    """The `2 * pairs` words of each path in one step; word 2i and word 2i + 1 come from counter (path, step·pairs + i).

    Raises:
        ValueRangeError: the step is so late that its counter does not fit in 32 bits.
    """
    if step < 0 or (step + 1) * pairs > 2**32:
        raise ValueRangeError(f"step {step} with {pairs} pairs of words was asked for; the counter ends at 2^32")
    count = np.arange(step * pairs, (step + 1) * pairs, dtype=np.uint32)
    first, second = threefry2x32(
        key, np.broadcast_to(paths, (pairs, paths.size)), np.broadcast_to(count[:, None], (pairs, paths.size))
    )
    return np.stack([first, second], axis=1).reshape(2 * pairs, paths.size)


def threefry2x32(
    key: Key, first: UInt32[np.ndarray, "*shape"], second: UInt32[np.ndarray, "*shape"]
) -> tuple[UInt32[np.ndarray, "*shape"], UInt32[np.ndarray, "*shape"]]:
    """The two words of each counter (`first`, `second`) under `key`."""
    schedule = (*(np.uint32(word) for word in key), np.uint32(key[0] ^ key[1] ^ PARITY))
    x, y = first + schedule[0], second + schedule[1]
    turned, low = np.empty_like(y), np.empty_like(y)
    for number in range(ROUNDS):
        turn = ROTATIONS[number % 8]
        x += y
        np.left_shift(y, np.uint32(turn), out=turned)
        np.right_shift(y, np.uint32(32 - turn), out=low)
        np.bitwise_or(turned, low, out=turned)
        np.bitwise_xor(turned, x, out=y)
        if number % 4 == 3:
            injection = number // 4 + 1
            x += schedule[injection % 3]
            y += schedule[(injection + 1) % 3]
            y += np.uint32(injection)
    return x, y


def unit(word: UInt32[np.ndarray, "*shape"]) -> Float64[np.ndarray, "*shape"]:
    """Words as numbers within (0, 1): the middles of 2^23 equal cells, exact in single precision too.

    >>> unit(np.array([0, 2**32 - 1], dtype=np.uint32)).tolist() == [2.0**-24, 1 - 2.0**-24]
    True
    """
    return np.asarray(((word >> np.uint32(9)) + 0.5) * 2.0**-23)


def mirrored(
    drawn: UInt32[np.ndarray, "word path"],
    odd: UInt32[np.ndarray, " path"],
    *,
    angles: tuple[int, ...],
    waits: tuple[int, ...],
) -> UInt32[np.ndarray, "word path"]:
    """The words with those of the odd paths opposed: angles half a turn on, waits complemented; `odd` is 0 or 1.

    A shock made with such an angle has the other sign; a wait that was short is long. Both keep their distributions.
    """
    opposed = drawn.copy()
    for place in angles:
        opposed[place] ^= odd * np.uint32(HALF_TURN)
    for place in waits:
        opposed[place] ^= odd * np.uint32(0xFFFFFFFF)
    return opposed
