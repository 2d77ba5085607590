"""What a cold process costs: a large what-if with compiled code kept from before, and the very first run of all.

Every run is a process of its own; CPU seconds are those of the process and its threads, as the system counts them. The
first run finds no compiled kernel: Numba's cache is pointed at an empty folder. Python's compiled modules are there
after an installation by pip; the harder case without them, as in a fresh checkout, is told too.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figures, Row
from benchmarks.fronts import EXAMPLE
from benchmarks.timing import process

LARGE, FIRST = 100_000, 2**14
COMMAND = [sys.executable, "-m", "contingent", "whatif", str(EXAMPLE), "--paths", str(FIRST), "--no-html", "--json"]


def run(rounds: int = 3) -> Figures:
    """CPU seconds, wall seconds and peak memory; minima of rounds."""
    rows = _warm("battle_world", LARGE, "W branches=2", rounds)
    rows += _warm("front_world", LARGE, "front: the example's branches, brief", rounds)
    for fresh in (False, True):
        for depth in ("brief", "full"):
            rows += _first(depth, fresh, rounds)
    return Figures(name="startup", rows=tuple(rows))


def _warm(task: str, paths: int, what: str, rounds: int) -> list[Row]:
    arguments = [sys.executable, "-m", "benchmarks.cold", task, str(paths)]
    process(arguments)  # what it compiles is kept
    found = [process(arguments) for _ in range(rounds)]
    place = f"cold process, warm cache, {what} paths={paths}"
    return [
        Row(subject="contingent", slice=place, metric="CPU-s", value=min(cpu for _, cpu, _ in found), n=rounds),
        Row(subject="contingent", slice=place, metric="wall s", value=min(wall for wall, _, _ in found), n=rounds),
        Row(subject="contingent", slice=place, metric="peak MB", value=max(f[2]["peak_mb"] for f in found), n=rounds),
    ]


def _first(depth: str, fresh: bool, rounds: int) -> list[Row]:
    """The example by the command line; `fresh` without Python's compiled modules."""
    process([*COMMAND[:3], "whatif", str(EXAMPLE), "--explain"])  # as pip would, modules are compiled
    found = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            empty = {"NUMBA_CACHE_DIR": f"{folder}/numba"}
            if fresh:
                empty["PYTHONPYCACHEPREFIX"] = f"{folder}/python"
            arguments = [*COMMAND, "--out", str(Path(folder) / "out"), "--depth", depth]
            found.append(process(arguments, environment=empty)[:2])
    place = f"first run, {'fresh checkout' if fresh else 'installed'}, whatif paths={FIRST} depth={depth}"
    return [
        Row(subject="contingent", slice=place, metric="CPU-s", value=min(cpu for _, cpu in found), n=rounds),
        Row(subject="contingent", slice=place, metric="wall s", value=min(wall for wall, _ in found), n=rounds),
    ]
