"""From words to the chances of a day of battle: three standard normals, and two uniform numbers from the bits left.

Words 0 and 1 are radius and angle of the two shocks to losses, words 2 and 3 of the shock to the advance. A radius
takes the high 23 bits of its word; the low nine bits of words 0 and 1 are the chance of the war's end, those of words
2 and 3 that of the passage: 18 bits each. The nine bits also turn their angle, by less than 2^-23 of a circle.

A mirrored path has each angle half a turn on, which changes the sign of the normals, and the low bits complemented.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

#: pairs of words that a path needs on a day
PAIRS = 2
#: bits of words 0 to 3 that are turned over in a mirrored path
MIRROR = (0x000001FF, 0x800001FF, 0x000001FF, 0x800001FF)
#: low bits of a word that its radius leaves over
SPARE_BITS, SPARE_MASK = 9, 0x1FF
TURN_OF_WORD = 2.0 * np.pi / 2.0**32


class Chance(NamedTuple):
    """The chances of one day: arrays over paths."""

    attacker: Any
    defender: Any
    advance: Any
    end: Any
    passage: Any


def chances(words: Any, numbers: Any = np) -> Chance:
    """The chances from `words` [4, path]; `numbers` is the array library that they belong to."""
    real = np.float64 if numbers is np else np.float32
    radius = [numbers.sqrt(-2.0 * numbers.log(((word >> 9).astype(real) + 0.5) * 2.0**-23)) for word in words[::2]]
    # as a signed number a word keeps what bits single precision has for the smallest angles
    angle = [word.astype(np.int32).astype(real) * real(TURN_OF_WORD) for word in words[1::2]]
    return Chance(
        attacker=radius[0] * numbers.cos(angle[0]),
        defender=radius[0] * numbers.sin(angle[0]),
        advance=radius[1] * numbers.cos(angle[1]),
        end=_spare(words[0], words[1], real),
        passage=_spare(words[2], words[3], real),
    )


def _spare(high: Any, low: Any, real: Any) -> Any:
    joined = ((high & SPARE_MASK) << SPARE_BITS) | (low & SPARE_MASK)
    return (joined.astype(real) + real(0.5)) * real(2.0 ** (-2 * SPARE_BITS))
