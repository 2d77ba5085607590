"""How far a block of work raised this process's memory, by the kernel's own high-water mark."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from proof.row import Missing

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_RESET_PEAK = "5"


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
    try:
        _CLEAR.write_text(_RESET_PEAK, encoding="ascii")
        start = _marked("VmRSS")
    except OSError as error:
        raise Missing("a kernel whose mark of the highest memory can be set anew (Linux, /proc/self)") from error
    grown = Grown()
    try:
        yield grown
    finally:
        grown.bytes = max(0, _marked("VmHWM") - start)


def _marked(name: str) -> int:
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
