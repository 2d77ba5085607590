"""Words and elementary functions in single precision, written so that LLVM keeps a whole vector of paths in flight.

Numba's own `log`, `exp` and `cos` call a library once a lane; these are straight lines of multiply-adds and bit
operations, each built as LLVM instructions at once, so that they cost little to compile. Import this module only where
Numba is wanted: it loads it. The polynomials are our own, fitted to the smallest largest error (Lawson's iteration in
double precision); the largest errors found against double precision over the ranges stated are in the comments, and
the tests hold them.

What `BUILDS` holds is called inside functions compiled by Numba once `primitive` has named its types, to which numbers
are cast; `lanes.wide` makes it serve a vector.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from typing import Any

from llvmlite import ir
from numba.extending import intrinsic

from contingent.simulating.engines.threefry import PARITY, ROTATIONS, ROUNDS

Builder = Any
Value = Any
Build = Callable[..., Value]

_WORD, _REAL = ir.IntType(32), ir.FloatType()

#: x < 2^-126 has no full mantissa: its logarithm is taken to be that of the smallest number that has
_SMALLEST = 2.0**-126
_MANTISSA, _EXPONENT_OF_1 = 0x007FFFFF, 0x3F800000
#: mantissas are centred on 1: within [sqrt(1/2), sqrt(2))
_ROOT_HALF = 0x3F3504F3
#: log 2 in two parts; the first has few enough digits that a product with an exponent is exact
_LOG_2_HIGH, _LOG_2_LOW = 0.693359375, math.log(2.0) - 0.693359375
#: log(1 + f) = f - f²/2 + f³·P(f) on [sqrt(1/2) - 1, sqrt(2) - 1]; relative error of the fit 6e-9
_LOG = (0.333333317078, -0.250008210355, 0.200012268654, -0.166233572981, 0.142017582338, -0.131601830626,
        0.127615756437, -0.07634493024)  # fmt: skip
#: exp(r) = 1 + r + r²·P(r) on [-log(2)/2, log(2)/2]; relative error of the fit 3e-9
_EXP = (0.499999934517, 0.166665206896, 0.041668387367, 0.008368709843, 0.001381461298)
#: exp is held within e^±87, where its bits are those of an ordinary number
_EXP_BOUND = 87.0
#: sin(2πy) = y·P(y²) on [-1/4, 1/4]; relative error of the fit 5e-9
_SIN = (6.283185273829, -41.341677486013, 81.602231663092, -76.575000873181, 39.710978499342)


def primitive(build: Build, result: Any, *arguments: Any) -> Any:
    """`build(builder, *values)` as something that Numba can call with `arguments` for a `result`."""

    def generated(context: Any, builder: Builder, signature: Any, values: Sequence[Value]) -> Value:
        return _packed(context, builder, signature, build(builder, *values))

    def typed(context: Any, *_: Any) -> Any:
        return result(*arguments), generated

    give_signature(typed, len(arguments))
    return intrinsic(typed)


def give_signature(typed: Any, count: int) -> None:
    """`typed`, which takes a context and anything, says that it takes `count` values: Numba cannot fold into a star."""
    names = ["context", *(f"argument_{place}" for place in range(count))]
    typed.__signature__ = Signature([Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names])


def _packed(context: Any, builder: Builder, signature: Any, built: Any) -> Value:
    if isinstance(built, tuple):
        return context.make_tuple(builder, signature.return_type, built)
    return built


def _word(value: int) -> Value:
    return ir.Constant(_WORD, value & 0xFFFFFFFF)


def _real(value: float) -> Value:
    return ir.Constant(_REAL, value)


def _call(builder: Builder, name: str, *values: Value) -> Value:
    kind = next((value.type for value in values if isinstance(value.type, ir.VectorType)), values[0].type)
    values = tuple(value if value.type == kind else ir.Constant(kind, value) for value in values)
    wide = isinstance(kind, ir.VectorType)
    letter = {_WORD: "i32", _REAL: "f32"}[kind.element if wide else kind]
    full = f"{name}.v{kind.count}{letter}" if wide else f"{name}.{letter}"
    function = builder.module.globals.get(full)
    if function is None:
        function = ir.Function(builder.module, ir.FunctionType(kind, [kind] * len(values)), full)
    return builder.call(function, values)


def _multiply_add(builder: Builder, a: Value, b: Value, c: Value) -> Value:
    return _call(builder, "llvm.fmuladd", a, b, c)


def polynomial_at(builder: Builder, x: Value, coefficients: Sequence[float]) -> Value:
    """The polynomial with `coefficients`, constant first, by Horner's rule."""
    value = _real(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        value = _multiply_add(builder, value, x, _real(coefficient))
    return value


def _threefry2x32(b: Builder, k0: Value, k1: Value, c0: Value, c1: Value) -> tuple[Value, Value]:
    schedule = (k0, k1, b.xor(b.xor(k0, k1), _word(PARITY)))
    x, y = b.add(c0, k0), b.add(c1, k1)
    for number in range(ROUNDS):
        x = b.add(x, y)
        y = b.xor(_call(b, "llvm.fshl", y, y, _word(ROTATIONS[number % 8])), x)
        if number % 4 == 3:
            injection = number // 4 + 1
            x = b.add(x, schedule[injection % 3])
            y = b.add(b.add(y, schedule[(injection + 1) % 3]), _word(injection))
    return x, y


def _unit(b: Builder, word: Value) -> Value:
    # 2·(word >> 9) + 1 has 24 bits: the conversion and the product are exact
    odd = b.or_(b.lshr(word, _word(8)), _word(1))
    return b.fmul(b.sitofp(odd, _REAL), _real(2.0**-24))


def _log32(b: Builder, x: Value) -> Value:
    x = b.select(b.fcmp_ordered(">", x, _real(_SMALLEST)), x, _real(_SMALLEST))
    shifted = b.add(b.bitcast(x, _WORD), _word(_EXPONENT_OF_1 - _ROOT_HALF))
    exponent = b.sitofp(b.sub(b.ashr(shifted, _word(23)), _word(127)), _REAL)
    mantissa = b.bitcast(b.add(b.and_(shifted, _word(_MANTISSA)), _word(_ROOT_HALF)), _REAL)
    f = b.fsub(mantissa, _real(1.0))
    square = b.fmul(f, f)
    tail = b.fmul(b.fmul(square, f), polynomial_at(b, f, _LOG))
    tail = _multiply_add(b, exponent, _real(_LOG_2_LOW), tail)
    tail = _multiply_add(b, square, _real(-0.5), tail)
    return _multiply_add(b, exponent, _real(_LOG_2_HIGH), b.fadd(f, tail))


def _exp32(b: Builder, x: Value) -> Value:
    x = b.select(b.fcmp_ordered("<", x, _real(_EXP_BOUND)), x, _real(_EXP_BOUND))
    x = b.select(b.fcmp_ordered(">", x, _real(-_EXP_BOUND)), x, _real(-_EXP_BOUND))
    whole = _call(b, "llvm.floor", _multiply_add(b, x, _real(1.0 / math.log(2.0)), _real(0.5)))
    r = _multiply_add(b, whole, _real(-_LOG_2_HIGH), x)
    r = _multiply_add(b, whole, _real(-_LOG_2_LOW), r)
    p = _multiply_add(b, b.fmul(r, r), polynomial_at(b, r, _EXP), b.fadd(r, _real(1.0)))
    power = b.shl(b.add(b.fptosi(whole, _WORD), _word(127)), _word(23))
    return b.fmul(p, b.bitcast(power, _REAL))


def cos_of_turn(b: Builder, word: Value) -> Value:
    """The cosine of 2π·word/2^32; largest absolute error found 1.7e-7."""
    # cos θ = sin(π/2 - |θ|), folded while the angle is still an integer
    folded = b.sub(_word(2**30), b.select(b.icmp_signed("<", word, _word(0)), b.neg(word), word))
    y = b.fmul(b.sitofp(folded, _REAL), _real(2.0**-32))
    return b.fmul(y, polynomial_at(b, b.fmul(y, y), _SIN))


def _cos_turns32(b: Builder, x: Value) -> Value:
    # as above: each of these differences is exact where x has no more than 24 bits
    part = b.fsub(x, _call(b, "llvm.floor", x))
    apart = _call(b, "llvm.fabs", b.fsub(part, _real(0.5)))
    y = b.fsub(apart, _real(0.25))
    return b.fmul(y, polynomial_at(b, b.fmul(y, y), _SIN))


def _sin_turns32(b: Builder, x: Value) -> Value:
    return _cos_turns32(b, b.fsub(x, _real(0.25)))


def _minimum(b: Builder, x: Value, y: Value) -> Value:
    return b.select(b.fcmp_ordered("<", x, y), x, y)


def _maximum(b: Builder, x: Value, y: Value) -> Value:
    return b.select(b.fcmp_ordered(">", x, y), x, y)


#: how each operation that an equation names, and the noise, is built, by that name; for numbers or for vectors
BUILDS: dict[str, Build] = {
    # the two words of counter (c0, c1) under key (k0, k1)
    "threefry2x32": _threefry2x32,
    # ((word >> 9) + ½)·2^-23, exact, within (0, 1)
    "unit": _unit,
    # of x held within ±87; largest relative error found 1.2e-7
    "exp": _exp32,
    # of max(x, 2^-126), of 0 and less too; largest relative error found 9e-8
    "log": _log32,
    # of 2πx, x a number of turns; largest absolute error 1.7e-7 where x is what `unit` gives
    "sin": _sin_turns32,
    "cos": _cos_turns32,
    "sqrt": lambda b, x: _call(b, "llvm.sqrt", x),
    # both are worked out, one is taken
    "where": lambda b, c, x, y: b.select(c, x, y),
    "minimum": _minimum,
    "maximum": _maximum,
}
