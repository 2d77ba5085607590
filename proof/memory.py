"""How far a block of work raised this process's memory, by the kernel's own high-water mark."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from proof.measured import held, peak_anew


@dataclass
class Grown:
    """By how many bytes the resident memory was above its start, at most; set when the block ends."""

    bytes: int = 0


@contextmanager
def peak_above() -> Iterator[Grown]:
    """The highest resident memory within the block, above that at its start.

    Raises:
        Missing: the kernel keeps no such mark here.
    """
    gc.collect()
    peak_anew()
    start = held()
    grown = Grown()
    try:
        yield grown
    finally:
        grown.bytes = max(0, round((held("VmHWM") - start) * 2**20))
