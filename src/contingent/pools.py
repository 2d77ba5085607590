"""Where work is spread over workers: a loop here, processes there, the same answer in the same order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeVar

from contingent.core.errors import ContingentError, ValueRangeError

In = TypeVar("In")
Out = TypeVar("Out")

_CHUNKS_PER_WORKER = 4  # few enough to keep the traffic small, enough to level uneven items


@dataclass(frozen=True, slots=True)
class SerialPool:
    """One item after the other, in this process."""

    name: str = "serial"

    def map(self, function: Callable[[In], Out], items: Iterable[In]) -> Sequence[Out]:
        """One result an item, in the order of the items; the first error ends the work and is raised."""
        return tuple(function(item) for item in items)


@dataclass(frozen=True, slots=True)
class ProcessPool:
    """Items spread over `workers` fresh processes; functions and items must be picklable (functions of a module).

    Processes are spawned, not forked: a fork copies the locks of other threads as they stand, and would hang on them.
    """

    workers: int = 0  # 0: one for each processor this process may use
    name: str = "processes"

    def __post_init__(self) -> None:
        if self.workers < 0:
            raise ValueRangeError(f"workers is {self.workers}; wanted a count of at least 1, or 0 for one a processor")

    def map(self, function: Callable[[In], Out], items: Iterable[In]) -> Sequence[Out]:
        """One result an item, in the order of the items; the first error ends the work and is raised.

        Raises:
            ContingentError: a worker died (killed, or out of memory); nothing is returned.
        """
        work = list(items)
        workers = min(self.workers or _processors(), len(work))
        if not work:
            return ()
        chunk = max(1, len(work) // (workers * _CHUNKS_PER_WORKER))
        try:
            with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
                return tuple(executor.map(function, work, chunksize=chunk))
        except BrokenProcessPool as error:
            raise ContingentError(
                f"one of {workers} worker processes died, killed or out of memory; wanted {len(work)} results. "
                "Try fewer workers."
            ) from error


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
