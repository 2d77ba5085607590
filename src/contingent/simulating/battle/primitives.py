"""What the compiled battle needs beyond the equations: shocks from words and sums of values, in lanes."""

from __future__ import annotations

import math
from typing import Any

from llvmlite import ir

from contingent.simulating.battle.chance import SPARE_BITS, SPARE_MASK
from contingent.simulating.engines import simd
from contingent.simulating.engines.lanes import REALS, WORDS, wide

_FUSED = ("contract",)
#: 2^r on [-1/2, 1/2], exactly 1 at 0; fitted to the smallest largest relative error, 9.2e-8
_EXP2 = (1.0, 0.693146977598, 0.240222420834, 0.0555073374427, 0.00967151276853, 0.00132647272665)
#: a shock so improbable that its factor may as well be e^-80
_LEAST = -80.0
_PER_LOG_2 = 1.0 / math.log(2.0)
_NO_FRACTION = 1.5 * 2.0**23


def _number(value: float) -> Any:
    return ir.Constant(ir.FloatType(), value)


def _whole(value: int) -> Any:
    return ir.Constant(ir.IntType(32), value)


def _radius(b: Any, word: Any) -> Any:
    return simd.BUILDS["sqrt"](b, b.fmul(simd.BUILDS["log"](b, simd.BUILDS["unit"](b, word)), _number(-2.0)))


def _surprise(b: Any, noise: Any, lean: Any, chance: Any) -> Any:
    # e^(σε - σ²/2) is at most e^(ε²/2), and |ε| < 5.8: what is raised needs no bound above
    x = b.fsub(b.fmul(noise, chance, flags=_FUSED), lean, flags=_FUSED)
    x = b.select(b.fcmp_ordered(">", x, _number(_LEAST)), x, _number(_LEAST))
    # the sum has no place for a fraction: it is rounded to a whole number, which its lowest bits are
    shifted = b.fadd(b.fmul(x, _number(_PER_LOG_2), flags=_FUSED), _number(_NO_FRACTION), flags=_FUSED)
    whole = b.fsub(shifted, _number(_NO_FRACTION))
    rest = b.fsub(b.fmul(x, _number(_PER_LOG_2), flags=_FUSED), whole, flags=_FUSED)
    mantissa = simd.polynomial_at(b, rest, _EXP2)
    raised = b.shl(b.bitcast(shifted, ir.IntType(32)), _whole(23))
    return b.bitcast(b.add(b.bitcast(mantissa, ir.IntType(32)), raised), ir.FloatType())


def _spare(b: Any, high: Any, low: Any) -> Any:
    mask = _whole(SPARE_MASK)
    joined = b.or_(b.shl(b.and_(high, mask), _whole(SPARE_BITS)), b.and_(low, mask))
    step = 2.0 ** (-2 * SPARE_BITS)
    return b.fadd(b.fmul(b.sitofp(joined, ir.FloatType()), _number(step)), _number(0.5 * step), flags=_FUSED)


#: the radius of Box and Muller's shocks of a word
radius = simd.primitive(wide(_radius), REALS, WORDS)
#: cosine and sine of the angle that a word is
along = simd.primitive(wide(simd.cos_of_turn), REALS, WORDS)
across = simd.primitive(wide(lambda b, word: simd.cos_of_turn(b, b.sub(word, _whole(2**30)))), REALS, WORDS)
#: `surprise(noise, lean, chance)`: as the equation of that name; largest relative error found 7e-7, noise up to 1
surprise = simd.primitive(wide(_surprise), REALS, REALS, REALS, REALS)
#: `spare(high, low)`: the uniform number in the low bits of two words
spare = simd.primitive(wide(_spare), REALS, WORDS, WORDS)
plus = simd.primitive(wide(lambda b, x, y: b.fadd(x, y, flags=_FUSED)), REALS, REALS, REALS)
minus = simd.primitive(wide(lambda b, x, y: b.fsub(x, y, flags=_FUSED)), REALS, REALS, REALS)
times = simd.primitive(wide(lambda b, x, y: b.fmul(x, y, flags=_FUSED)), REALS, REALS, REALS)
