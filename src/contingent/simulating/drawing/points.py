"""Points of the unit cube, one coordinate a name: Sobol' points with a scramble of their own, or plain chance.

Each coordinate is made apart from all others, from its name, its place and the seed, and for any stretch of the
sequence: adding a name changes nobody else's numbers, and a chunk of points is what the whole would have held there.

Source: Sobol' (1967) for the recurrence, Matousek (1998), doi:10.1006/jcom.1998.0489, for the scramble by a random
lower triangular matrix and a shift (general knowledge, unread); scipy.stats.qmc.Sobol scrambles so too, but all
coordinates from one stream. Start values are our own: the best of 400 for projections on two coordinates. Burley
(2020), Practical hash-based Owen scrambling, for coordinates without a place: a sequence of one dimension whose points
are shuffled within every block of two to the k (read in part).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from jaxtyping import Float, UInt32, UInt64

from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key

#: bits of a coordinate, and of the number of a point
BITS = 32
#: half a cell of the grid of 2^-32 keeps coordinates off 0 and 1, where an inverse distribution is infinite
HALF_CELL = 2.0 ** -(BITS + 1)
#: points of one block: what differs within it is worked out once
BLOCK_BITS = 14
#: which trial of start values each place takes, from place 1 on: of 400, the one with the least mean of 4^t over its
#: pairs with all earlier places and over nets of 2^7 to 2^12, 2^14 and 2^16 points (t: the pair's defect as a digital
#: net); at place 63 that mean is 256, against 374 for the direction numbers of Joe and Kuo (2008) as scipy has them
TRIALS = (
    0, 0, 1, 8, 49, 82, 119, 53, 80, 7, 42, 58, 114, 165, 267, 166, 207, 125, 341, 60, 166, 111, 257, 271, 269, 207,
    141, 66, 235, 248, 310, 78, 333, 388, 351, 306, 180, 122, 102, 243, 6, 382, 125, 117, 115, 188, 235, 241, 255, 35,
    210, 26, 194, 236, 380, 379, 129, 16, 24, 99, 146, 224, 273, 155, 159, 163, 246, 376, 327, 200, 327, 138, 110,
    288, 163, 191, 358, 48, 316, 1, 299, 283, 248, 368, 72, 345, 158, 39, 194, 309, 342, 190, 292, 71, 248, 378,
)  # fmt: skip
#: the greatest degree of a polynomial among those places
DEGREE = 9

Words = UInt32[np.ndarray, " path"]


def sobol_words(name: str, place: int | None, draws: int, *, seed: int, first: int = 0) -> Words:
    """The coordinate `name` of points `first`, `first + 1`, … as 32-bit words: scrambled Sobol' points.

    Any 2^k points from a multiple of 2^k on have one word in each of 2^k equal cells. `place` is the dimension (0 is
    van der Corput's); two names must not share one. Without a place (None, or one beyond those tried) a coordinate is
    balanced in itself and independent of all others: a random linear one would be so on average, but hang together with
    one in some hundreds (we saw a correlation of .22 among 4,096 points).

    Raises:
        ValueRangeError: the stretch of points is empty or leaves the 2^32 that there are.
    """
    if draws <= 0 or first < 0 or first + draws > 2**BITS:
        raise ValueRangeError(
            f"points {first} to {first + draws - 1} are asked for; wanted at least 1 simulated path, none beyond 2^32"
        )
    if place is None or place > len(TRIALS):
        return _shuffled(name, draws, seed=seed, first=first)
    columns, shift = _scrambled(name, place, seed)
    bits = min(BLOCK_BITS, (first + draws - 1).bit_length())
    low = np.zeros(1, dtype=np.uint32)
    for k in range(bits):
        low = np.concatenate((low, low ^ columns[k]))
    found = np.empty(draws, dtype=np.uint32)
    done = 0
    while done < draws:
        block, inside = divmod(first + done, 1 << bits)
        take = min(draws - done, (1 << bits) - inside)
        high = shift
        for k in range(block.bit_length()):
            if block >> k & 1:
                high = high ^ columns[bits + k]
        found[done : done + take] = low[inside : inside + take] ^ high
        done += take
    return found


def random_words(name: str, draws: int, *, seed: int, first: int = 0) -> Words:
    """Independent words of points `first`, `first + 1`, … for one name; chunk and prefix stable like the others.

    >>> bool((random_words("x", 5, seed=1, first=3) == random_words("x", 8, seed=1)[3:]).all())
    True
    """
    if draws <= 0 or first < 0:
        raise ValueRangeError(f"points from {first} on, {draws} of them; wanted at least 1 simulated path")
    generator = np.random.Philox(key=stream_key("parameters", "random", name, seed))
    generator.advance(first // 4)  # one count of the counter gives four words of 64 bits
    raw = np.asarray(generator.random_raw(draws + first % 4))[first % 4 :]
    return (raw >> np.uint64(32)).astype(np.uint32)


def unit(words: Words) -> Float[np.ndarray, " path"]:
    """The words as numbers strictly between 0 and 1: the middles of 2^32 equal cells."""
    return np.asarray((words + 0.5) * 2.0**-BITS)


def _shuffled(name: str, draws: int, *, seed: int, first: int) -> Words:
    """Van der Corput's words of shuffled numbers: a hash of the bits above flips each bit of a point's number."""
    number = np.arange(first, first + draws, dtype=np.uint64)
    key = np.uint64(stream_key("parameters", "shuffle", name, seed) % 2**64)
    found = np.zeros(draws, dtype=np.uint64)
    for bit in range(BITS):
        above = number >> np.uint64(bit + 1)
        # above the greatest number nothing differs: one hash does for all
        if bit >= (first + draws - 1).bit_length():
            above = above[:1]
        flip = _hashed(key, above | np.uint64(bit + 1) << np.uint64(BITS))
        own = (number >> np.uint64(bit) ^ flip) & np.uint64(1)
        found |= own << np.uint64(BITS - 1 - bit)
    return found.astype(np.uint32)


def _hashed(key: np.uint64, values: UInt64[np.ndarray, " some"]) -> UInt64[np.ndarray, " some"]:
    """A hash of 64 bits (the finishing steps of SplitMix64, Steele, Lea and Flood 2014; general knowledge, unread)."""
    mixed = values * np.uint64(0x9E3779B97F4A7C15) + key
    mixed = (mixed ^ mixed >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ mixed >> np.uint64(31))


def _scrambled(name: str, place: int, seed: int) -> tuple[Words, np.uint32]:
    """The generator's columns after the scramble, first bit of a point's number first; and the shift."""
    raw = np.asarray(np.random.Philox(key=stream_key("parameters", "scramble", name, seed)).random_raw(BITS + 1))
    down = np.arange(BITS - 1, -1, -1, dtype=np.uint64)  # the place of each output bit, the greatest first
    above = (np.uint64(2**BITS - 1) << down) & np.uint64(2**BITS - 1)
    # each output bit is its own input bit, flipped by a random choice among the greater ones
    rows = (raw[:BITS] & above) | (np.uint64(1) << down)
    columns = np.array(_columns(place), dtype=np.uint64)
    parity = np.bitwise_count(rows[:, None] & columns[None, :]).astype(np.uint64) & np.uint64(1)
    return (parity << down[:, None]).sum(axis=0).astype(np.uint32), np.uint32(raw[BITS] >> np.uint64(32))


@lru_cache(maxsize=128)
def _columns(place: int) -> tuple[int, ...]:
    if place == 0:
        return tuple(1 << (BITS - 1 - k) for k in range(BITS))
    return _recurrence(*_polynomials(DEGREE)[place - 1], stream_key("direction", place, TRIALS[place - 1]))


def _recurrence(degree: int, middle: int, start: int) -> tuple[int, ...]:
    """Direction numbers of a primitive polynomial, its start values odd numbers read off the bits of `start`."""
    odd = []
    for k in range(degree):
        odd.append((start & ((1 << k) - 1)) << 1 | 1)
        start >>= k
    for k in range(degree, BITS):
        new = odd[k - degree] ^ odd[k - degree] << degree
        for i in range(1, degree):
            if middle >> (degree - 1 - i) & 1:
                new ^= odd[k - i] << i
        odd.append(new)
    return tuple(number << (BITS - 1 - k) for k, number in enumerate(odd))


@lru_cache(maxsize=1)
def _polynomials(greatest: int) -> tuple[tuple[int, int], ...]:
    """Degree and middle coefficients of the primitive polynomials over two elements, up to a degree, in order."""
    found = []
    for degree in range(1, greatest + 1):
        for middle in range(1 << (degree - 1)):
            polynomial, power, period = 1 << degree | middle << 1 | 1, 1, 0
            while period == 0 or (power != 1 and period < 1 << degree):
                power <<= 1
                power ^= polynomial * (power >> degree)
                period += 1
            if power == 1 and period == (1 << degree) - 1:
                found.append((degree, middle))
    return tuple(found)
