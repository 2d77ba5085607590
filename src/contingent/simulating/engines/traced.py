"""The equations as LLVM instructions: each runs once on placeholders, and what it does to them is what is compiled.

Why: Numba would infer the types of every equation and of its calls, which takes longer than to compile them, and knows
nothing of our vectors. An equation is straight arithmetic without a branch, so that one run of it sees all it does.

How: `Traced` is a placeholder for a value that will be known later: an LLVM value and the builder that appends
instructions. Called with these, `x * y + z` appends a product and a sum and returns a placeholder of the result; `exp`
and `where` are rebound (see `rebinding`) to functions that append those of `simd`. Numbers become constants of single
precision, so that nothing is widened behind our back. What has been appended is offered to Numba as a function on
`lanes`. A product and a sum may be fused and a division by a constant be a product; nothing else is reordered, so that
a result does not depend on its neighbours.
"""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from contingent.simulating.engines import simd
from contingent.simulating.engines.lanes import LANES, REALS, spread, wide
from contingent.simulating.engines.rebinding import functions_of, rebound

#: what LLVM may do to an operation: fuse it, divide by a product, take -0 for 0
_FLAGS = ("contract", "arcp", "nsz")
#: a division may be an estimate and a Newton step, 1e-7 off: no slower than the products around it
_DIVISION_FLAGS = ("fast",)
_KIND = ir.VectorType(ir.FloatType(), LANES)


class Traced:
    """A value in a function that is being built; its operators append the instructions that they name."""

    __slots__ = ("builder", "value")

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder, self.value = builder, value

    def __add__(self, other: object) -> Traced:
        return self._with("fadd", self.value, _value(other))

    def __radd__(self, other: object) -> Traced:
        return self._with("fadd", _value(other), self.value)

    def __sub__(self, other: object) -> Traced:
        return self._with("fsub", self.value, _value(other))

    def __rsub__(self, other: object) -> Traced:
        return self._with("fsub", _value(other), self.value)

    def __mul__(self, other: object) -> Traced:
        return self._with("fmul", self.value, _value(other))

    def __rmul__(self, other: object) -> Traced:
        return self._with("fmul", _value(other), self.value)

    def __truediv__(self, other: object) -> Traced:
        return self._divided(self.value, _value(other))

    def __rtruediv__(self, other: object) -> Traced:
        return self._divided(_value(other), self.value)

    def _divided(self, over: Any, under: Any) -> Traced:
        return Traced(self.builder, self.builder.fdiv(over, under, flags=_DIVISION_FLAGS))

    def __neg__(self) -> Traced:
        return Traced(self.builder, self.builder.fneg(self.value))

    def __lt__(self, other: object) -> Traced:
        return self._compared("<", other)

    def __gt__(self, other: object) -> Traced:
        return self._compared(">", other)

    def __eq__(self, other: object) -> Traced:  # type: ignore[override]
        return self._compared("==", other)

    __hash__ = None  # type: ignore[assignment]

    def _with(self, operation: str, *values: Any) -> Traced:
        return Traced(self.builder, getattr(self.builder, operation)(*values, flags=_FLAGS))

    def _compared(self, how: str, other: object) -> Traced:
        return Traced(self.builder, self.builder.fcmp_ordered(how, self.value, _value(other)))


def traced(module: ModuleType, names: frozenset[str]) -> ModuleType:
    """A module with the functions of `module` that are in `names` as something that Numba calls on lanes.

    Each takes lanes, or single numbers that stand for all lanes, and returns lanes or a tuple of them.
    """
    space = rebound(module, _OPERATIONS)
    made = ModuleType(f"{module.__name__}_on_lanes")
    for name, function in functions_of(module).items():
        if name in names:
            setattr(made, name, _primitive(space[name], function))
    return made


def _primitive(remade: FunctionType, function: FunctionType) -> Any:
    """One function on lanes; what it returns is seen by calling it once with numbers."""
    with np.errstate(all="ignore"):
        results = function(*([np.float64(0.5)] * function.__code__.co_argcount))
    many: Any = types.UniTuple
    result = many(REALS, len(results)) if isinstance(results, tuple) else REALS

    def generated(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        lanes = [
            value if kind == REALS else spread(builder, value)
            for value, kind in zip(values, signature.args, strict=True)
        ]
        found = remade(*(Traced(builder, value) for value in lanes))
        if isinstance(found, tuple):
            return context.make_tuple(builder, signature.return_type, [_value(item) for item in found])
        return _value(found)

    def typed(context: Any, *found: Any) -> Any:
        return result(*(REALS if kind == REALS else types.float32 for kind in found)), generated

    simd.give_signature(typed, function.__code__.co_argcount)
    typed.__name__ = function.__name__
    return intrinsic(typed)


def _value(item: object) -> Any:
    if isinstance(item, Traced):
        return item.value
    return ir.Constant(_KIND, ir.Constant(ir.FloatType(), float(item)))  # type: ignore[arg-type]


def _applied(name: str) -> Any:
    """The operation `name` of the single-precision primitives on placeholders and plain numbers."""
    build = wide(simd.BUILDS[name])

    def applied(*items: Any) -> Traced:
        builder = next(item.builder for item in items if isinstance(item, Traced))
        return Traced(builder, build(builder, *(_value(item) for item in items)))

    return applied


# angles are told in turns: TURN is 1 here, so that an equation's cos(TURN * v) has the cosine of v turns
_OPERATIONS: dict[str, Any] = {
    "TURN": 1.0,
    **{name: _applied(name) for name in ("exp", "log", "sqrt", "sin", "cos", "where", "minimum", "maximum")},
}
