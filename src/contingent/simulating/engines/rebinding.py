"""The equations of a world for another kind of number: the same code with other meanings of its names.

A function of `simulating/front/equations.py` finds `exp`, `where` and the like among the globals of its module. Here it
is made anew with other globals: the bytecode is the one that the reference engine runs, the operations are those of
the engine. So an equation is written once and cannot differ between engines.
"""

from __future__ import annotations

import builtins
import hashlib
from collections.abc import Iterable, Mapping
from inspect import unwrap
from types import CodeType, FunctionType, ModuleType
from typing import Any


def functions_of(module: ModuleType) -> dict[str, FunctionType]:
    """The functions that `module` defines, by name, without what wraps them."""
    found = {name: unwrap(value) for name, value in vars(module).items() if callable(value)}
    return {
        name: value
        for name, value in found.items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    }


def rebound(module: ModuleType, names: Mapping[str, object]) -> dict[str, Any]:
    """The globals of `module` with `names` in place of its own, its functions made anew to see them and each other."""
    space: dict[str, Any] = {**vars(module), "__builtins__": builtins, **names}
    for name, function in functions_of(module).items():
        if name not in names:
            space[name] = remade(function, space)
    return space


def remade(function: FunctionType, space: dict[str, Any]) -> FunctionType:
    """`function` with the globals `space`."""
    made = FunctionType(function.__code__, space, function.__name__, function.__defaults__, function.__closure__)
    made.__module__, made.__qualname__ = function.__module__, function.__qualname__
    return made


def fingerprint(modules: Iterable[ModuleType]) -> str:
    """A digest of all code and numbers of `modules`, as 16 hex digits: another equation, another digest."""
    found = hashlib.sha256()
    for module in modules:
        loader: Any = module.__spec__.loader if module.__spec__ else None
        # what a module takes from others is among its values, what it says itself is in its code
        values = sorted((name, _told(value)) for name, value in vars(module).items() if not name.startswith("__"))
        found.update(repr((module.__name__, values, _told(loader.get_code(module.__name__)))).encode())
    return found.hexdigest()[:16]


def _told(value: Any) -> str:
    """What identifies a value from one run to the next: its code or its number, never its address."""
    if isinstance(value, CodeType):
        told = (value.co_name, value.co_code.hex(), value.co_names, value.co_varnames, value.co_freevars)
        return repr((told, _told(value.co_consts)))
    if isinstance(value, frozenset):
        return repr(sorted(map(_told, value)))
    if isinstance(value, tuple):
        return repr([_told(item) for item in value])
    return repr(value) if isinstance(value, (bool, int, float, str, bytes, type(None))) else type(value).__name__
