"""Engines that step a world through time: one socket, the same draws, other speeds."""

from __future__ import annotations

from importlib.util import find_spec

from contingent.core.errors import InputError
from contingent.core.sockets import Engine

ENGINES = ("auto", "numpy", "numba", "jax")
#: from this many branches x paths x steps on, `auto` takes the compiled engine. There the readable one takes 2 to 4 s
#: of processor time (250 to 500 ns each, fewer branches costing more), the other 3.5 s where it must first be compiled
#: and half a second where it need not: whatever is cached, neither keeps anybody waiting much longer than the other
LARGE_WORK = 2**23


def engine(name: str = "auto", *, work: int | None = None) -> Engine:
    """The engine of that name; `auto` is the readable one for little work and the compiled one for much.

    `work` is branches x paths x steps. The choice of `auto` goes by this alone (and by what is installed), never by
    what happens to be cached: the same command gives the same bytes. Unknown work counts as little.

    Raises:
        InputError: there is no engine of that name, or what it needs is not installed.
    """
    if name == "auto":
        name = "numba" if (work or 0) >= LARGE_WORK and find_spec("numba") else "numpy"
    if name == "numpy":
        from contingent.simulating.engines.numpy_engine import NumpyEngine

        return NumpyEngine()
    if name == "numba":
        _need("numba", "pip install numba", name)
        from contingent.simulating.engines.numba_engine import NumbaEngine

        return NumbaEngine()
    if name == "jax":
        _need("jax", 'pip install "contingent[gpu]"', name)
        from contingent.simulating.engines.jax_engine import JaxEngine

        return JaxEngine()
    raise InputError(f"engine {name!r} was asked for; there are {', '.join(ENGINES)}")


def _need(package: str, remedy: str, name: str) -> None:
    if find_spec(package) is None:
        raise InputError(f"engine {name!r} needs the package {package}, which is not installed: {remedy}")
