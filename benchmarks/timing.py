"""CPU seconds of calls and of processes: minima of rounds in which the contestants take turns."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any


def cpu_seconds(contestants: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """The least CPU seconds of each over `rounds`; they take turns, so that a busy spell of the machine meets all."""
    least = dict.fromkeys(contestants, float("inf"))
    for _ in range(rounds):
        for name, call in contestants.items():
            begun = time.process_time()
            call()
            least[name] = min(least[name], time.process_time() - begun)
    return least


def own_peak_mb() -> float:
    """The greatest resident memory of this process so far, in megabytes of a million bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in kibibytes, macOS in bytes
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e6


def process(
    arguments: list[str], *, environment: Mapping[str, str] | None = None
) -> tuple[float, float, dict[str, Any]]:
    """A process of its own: its wall seconds, its CPU seconds, and the JSON in its last line (empty where none is)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(
        arguments, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    last = done.stdout.strip().splitlines()[-1:] or [""]
    return wall, cpu, json.loads(last[0]) if last[0].startswith("{") else {}
