"""Many paths in one value: a type of Numba that is a vector of LLVM, so that a kernel reads as if it had one path.

Why: a loop over paths that LLVM is to turn into vectors must be proved safe and cheap first, and one array too many
stops it silently. Here the vectors are explicit: a value stands for `LANES` paths, a row of a matrix of that width
holds one, and LLVM splits it into what the machine has. A lane never sees another.

How: `Reals` and `Words` tell Numba of the two types; `get` and `put` move a row between memory and a value, `filled`
puts a number in every lane, `draw` makes noise. What `simd` builds for one number, `wide` builds for a vector, by
handing it a builder that widens whatever it is given.

Every function here is for use inside functions compiled by Numba; places are not checked.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, register_model

from contingent.simulating.engines import simd

#: paths of one value: four or eight registers of a machine, so that their chains of multiply-adds overlap. Measured on
#: AVX-512 with 16, 32, 64: a path-step of the front takes 105, 73, 67 ns; 128 is no better
LANES = 64

_REALS = ir.VectorType(ir.FloatType(), LANES)
_WORDS = ir.VectorType(ir.IntType(32), LANES)
_CAST = ("bitcast", "sitofp", "uitofp", "fptosi")
_WIDER = {ir.FloatType(): _REALS, ir.IntType(32): _WORDS}


class Reals(types.Type):
    """A float32 of each of `LANES` paths."""

    def __init__(self) -> None:
        super().__init__(name=f"Reals({LANES})")


class Words(types.Type):
    """A uint32 of each of `LANES` paths."""

    def __init__(self) -> None:
        super().__init__(name=f"Words({LANES})")


REALS, WORDS = Reals(), Words()
_POINTER_TO: Any = types.CPointer
_POINTER = _POINTER_TO(types.float32)


def _model(kind: Any) -> type:
    class Model(models.PrimitiveModel):
        def __init__(self, manager: Any, numba_type: Any) -> None:
            super().__init__(manager, numba_type, kind)  # type: ignore[no-untyped-call]

    return Model


register_model(Reals)(_model(_REALS))
register_model(Words)(_model(_WORDS))


class Wide:
    """A builder of instructions that takes a number for a vector full of it, and a type for the vector of it."""

    def __init__(self, builder: Any) -> None:
        self.builder = builder
        self.module = builder.module

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.builder, name)
        if name in _CAST:
            return lambda value, kind: method(value, _WIDER.get(kind, kind))
        if name in ("call", "select"):
            return method if name == "call" else self._select

        def spread(*values: Any, **options: Any) -> Any:
            return method(*self._alike(values), **options)

        return spread

    def _select(self, condition: Any, x: Any, y: Any) -> Any:
        return self.builder.select(condition, *self._alike((x, y)))

    def fcmp_ordered(self, how: str, x: Any, y: Any) -> Any:
        """As the builder's."""
        return self.builder.fcmp_ordered(how, *self._alike((x, y)))

    def icmp_signed(self, how: str, x: Any, y: Any) -> Any:
        """As the builder's."""
        return self.builder.icmp_signed(how, *self._alike((x, y)))

    @staticmethod
    def _alike(values: tuple[Any, ...]) -> list[Any]:
        """The values, each a vector: a lone number is in every lane."""
        return [
            value if isinstance(value.type, ir.VectorType) else ir.Constant(_WIDER[value.type], value)
            for value in values
        ]


def wide(build: simd.Build) -> simd.Build:
    """`build` for vectors, where it was written for numbers."""

    def built(builder: Any, *values: Any) -> Any:
        return build(Wide(builder), *values)

    built.__name__ = build.__name__
    return built


def spread(builder: Any, value: Any) -> Any:
    """A vector with `value` in every lane."""
    kind = _WIDER[value.type]
    first = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    mask = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(first, ir.Constant(kind, ir.Undefined), mask)


def _row(builder: Any, rows: Any, place: Any) -> Any:
    """A pointer to the vector in row `place` of a matrix as wide as a vector."""
    first = builder.gep(rows, [builder.mul(place, ir.Constant(place.type, LANES))])
    return builder.bitcast(first, ir.PointerType(_REALS))


def _get(builder: Any, rows: Any, place: Any) -> Any:
    return builder.load(_row(builder, rows, place), align=4)


def _put(context: Any, rows: Any, place: Any, value: Any) -> Any:

    def generated(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        builder.store(values[2], _row(builder, *values[:2]), align=4)
        return context.get_dummy_value()

    return types.void(_POINTER, types.intp, REALS), generated


def _pointer(context: Any, numbers: Any, place: Any) -> Any:

    def generated(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, values[0])
        stride = builder.extract_value(array.strides, 0)
        start = builder.add(builder.ptrtoint(array.data, stride.type), builder.mul(values[1], stride))
        return builder.inttoptr(start, array.data.type)

    return _POINTER_TO(numbers.dtype)(numbers, types.intp), generated


def _filled(builder: Any, value: Any) -> Any:
    return spread(builder, value)


def _paths(builder: Any, first: Any) -> Any:
    steps = ir.Constant(_WORDS, [ir.Constant(ir.IntType(32), lane) for lane in range(LANES)])
    return builder.add(spread(builder, first), steps)


def _draw(builder: Any, low: Any, high: Any, first: Any, shift: Any, count: Any) -> Any:
    paths = builder.lshr(_paths(builder, first), spread(builder, shift))
    key = spread(builder, low), spread(builder, high)
    return wide(simd.BUILDS["threefry2x32"])(builder, *key, paths, spread(builder, count))


def _opposed(builder: Any, word: Any, first: Any, mask: Any) -> Any:
    odd = builder.and_(_paths(builder, first), ir.Constant(_WORDS, [ir.Constant(ir.IntType(32), 1)] * LANES))
    return builder.xor(word, builder.and_(builder.neg(odd), spread(builder, mask)))


_two: Any = types.UniTuple
#: `get(rows, place)`: row `place` of the float32 matrix at `rows`, `LANES` wide, one row after the other in memory
get = simd.primitive(_get, REALS, _POINTER, types.intp)
#: `put(rows, place, value)`: that row is `value`
put: Any = intrinsic(_put)
#: `pointer(numbers, place)`: where item `place` of the first dimension of an array begins, all in one row
pointer: Any = intrinsic(_pointer)
#: `filled(number)`: that number in every lane
filled = simd.primitive(_filled, REALS, types.float32)
#: `draw(low, high, first, shift, count)`: the two words of each path from number `first` on; a path's counter is its
#: number without the last `shift` bits
draw = simd.primitive(_draw, _two(WORDS, 2), *([types.uint32] * 5))
#: `opposed(word, first, mask)`: the bits in `mask` turned over in paths of odd number
opposed = simd.primitive(_opposed, WORDS, WORDS, types.uint32, types.uint32)
#: `unit(word)`: the middle of one of 2^23 cells of (0, 1)
unit = simd.primitive(wide(simd.BUILDS["unit"]), REALS, WORDS)
