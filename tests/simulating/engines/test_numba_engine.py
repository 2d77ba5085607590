"""Laws of what is compiled and kept: another equation is another kernel, and no folder to keep it in is no failure."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numba import njit

from contingent.simulating.engines import bookkeeping
from contingent.simulating.engines.lanes import LANES, get, pointer, put
from contingent.simulating.engines.numba_engine import _cached
from contingent.simulating.engines.rebinding import fingerprint, functions_of
from contingent.simulating.engines.traced import traced
from contingent.simulating.front import equations

EQUATIONS = "SHARE = {share}\n\n\ndef left(x):\n    return x {sign} SHARE\n"
#: constants of a path are worked out by NumPy: these alone have a power in them, which is no single instruction
ONCE = {"kept", "shock_share", "left", "share_within", "loss_spread", "wear"}


def module(folder: Path, name: str, **told: object) -> ModuleType:
    path = folder / f"{name}.py"
    path.write_text(EQUATIONS.format(**told), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("made_up_equations", path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_another_equation_or_number_has_another_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    whole = fingerprint([module(tmp_path, "a", share=0.5, sign="*")])
    assert fingerprint([module(tmp_path, "b", share=0.5, sign="*")]) == whole
    assert fingerprint([module(tmp_path, "c", share=0.25, sign="*")]) != whole
    assert fingerprint([module(tmp_path, "d", share=0.5, sign="-")]) != whole
    imported = module(tmp_path, "e", share=0.5, sign="*")
    imported.SHARE = 0.25  # type: ignore[attr-defined]
    assert fingerprint([imported]) != whole


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same() -> None:
    space: dict[str, object] = {}
    exec(compile("def doubled(x):\n    return x + x\n", "<no such file>", "exec"), space)
    assert _cached(space["doubled"])(21) == 42


@pytest.mark.parametrize("source", [equations, bookkeeping], ids=["equations", "bookkeeping"])
def test_every_equation_on_lanes_is_the_equation(source: ModuleType) -> None:
    """All but the powers, which are worked out once a path: within 4 units of single precision or 1e-6 of the values.

    Values lie within (0, 1) and around a regime, where every equation is smooth enough that rounding stays small.
    """
    functions = {name: f for name, f in functions_of(source).items() if name not in ONCE and not name.startswith("_")}
    on_lanes = traced(source, frozenset(functions))
    arity = max(f.__code__.co_argcount for f in functions.values())
    given = np.random.default_rng(5).uniform(0.05, 0.95, (arity, LANES)).astype(np.float32)
    lines = ["def run(given, into):", "    g, o = pointer(given, 0), pointer(into, 0)"]
    expected: list[np.ndarray] = []
    for name, function in functions.items():
        count = function.__code__.co_argcount
        found = function(*given[:count].astype(float))
        results = found if isinstance(found, tuple) else (found,)
        lines.append(f"    {name}_r = on_lanes.{name}({', '.join(f'get(g, {place})' for place in range(count))})")
        for place in range(len(results)):
            part = f"{name}_r[{place}]" if isinstance(found, tuple) else f"{name}_r"
            lines.append(f"    put(o, {len(expected) + place}, {part})")
        expected += [np.broadcast_to(result, LANES) for result in results]
    space: dict[str, object] = {"on_lanes": on_lanes, "get": get, "put": put, "pointer": pointer}
    exec("\n".join(lines), space)
    into = np.zeros((len(expected), LANES), dtype=np.float32)
    njit(error_model="numpy")(space["run"])(given, into)
    assert np.allclose(into, np.array(expected), rtol=2e-6, atol=2e-6)
