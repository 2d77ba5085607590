"""Where work is spread over workers: a loop here, a cluster there, the same answer in the same order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, TypeVar

import contingent
from contingent.core.errors import ContingentError, InputError, ValueRangeError
from contingent.core.sockets import Pool

In = TypeVar("In")
Out = TypeVar("Out")

#: items on their way to each worker: enough to keep it busy, few enough that stopping loses little
_AHEAD = 2
_CONNECT_SECONDS = 10


@dataclass(slots=True)
class SerialPool:
    """One item after the other, in this process."""

    name: str = "serial"

    def each(self, function: Callable[[In], Out], items: Iterable[In]) -> Iterator[tuple[int, Out]]:
        """The place and the result of each item, as it is done."""
        for place, item in enumerate(items):
            yield place, function(item)

    def map(self, function: Callable[[In], Out], items: Iterable[In]) -> Sequence[Out]:
        """One result an item, in the order of the items; the first error ends the work and is raised."""
        return in_order(self.each(function, items))


@dataclass(slots=True)
class ProcessPool:
    """Items spread over `workers` fresh processes; functions and items must be picklable (functions of a module).

    Processes are spawned, not forked: a fork copies the locks of other threads as they stand, and would hang on them.
    """

    workers: int = 0  # 0: one for each processor this process may use
    name: str = "processes"

    def __post_init__(self) -> None:
        if self.workers < 0:
            raise ValueRangeError(f"workers is {self.workers}; wanted a count of at least 1, or 0 for one a processor")

    def each(self, function: Callable[[In], Out], items: Iterable[In]) -> Iterator[tuple[int, Out]]:
        """The place and the result of each item, as it is done; few are on their way at a time.

        Raises:
            ContingentError: a worker died (killed, or out of memory); what was yielded before stands.
        """
        work = list(items)
        if not work:
            return
        workers = min(self.workers or processors(), len(work))
        waiting = iter(enumerate(work))
        executor = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
        try:
            on_their_way: dict[Future[Out], int] = {}
            while True:
                while len(on_their_way) < workers * _AHEAD and (following := next(waiting, None)) is not None:
                    place, item = following
                    on_their_way[executor.submit(function, item)] = place
                if not on_their_way:
                    return
                done, _ = wait(on_their_way, return_when=FIRST_COMPLETED)
                for future in done:
                    yield on_their_way.pop(future), future.result()
        except BrokenProcessPool as error:
            raise ContingentError(
                f"one of {workers} worker processes died, killed or out of memory; wanted {len(work)} results. "
                "Try fewer workers."
            ) from error
        finally:
            executor.shutdown(wait=True, cancel_futures=True)

    def map(self, function: Callable[[In], Out], items: Iterable[In]) -> Sequence[Out]:
        """One result an item, in the order of the items; the first error ends the work and is raised."""
        return in_order(self.each(function, items))


@dataclass(slots=True)
class DaskPool:
    """Items spread over the workers of a running dask.distributed scheduler, such as "tcp://head:8786".

    A worker that dies loses nothing but the item it held, which is tried again elsewhere. Stopping half-way cancels
    what is on its way. Every worker must run this version of contingent.
    """

    address: str
    name: str = "dask"

    def each(self, function: Callable[[In], Out], items: Iterable[In]) -> Iterator[tuple[int, Out]]:
        """The place and the result of each item, as it is done.

        Raises:
            InputError: no scheduler answers at the address, its workers run another version, or there is no
                `distributed` here.
            ContingentError: an item's worker died again and again.
        """
        work = list(items)
        if not work:
            return
        distributed = _distributed()
        with _client(distributed, self.address) as client:
            waiting = iter(enumerate(work))
            places: dict[str, int] = {}

            def following() -> list[Any]:
                found: list[Any] = []
                threads = max(sum(client.nthreads().values()), 1)
                while len(places) < threads * _AHEAD and (pair := next(waiting, None)) is not None:
                    future = client.submit(function, pair[1], pure=False)
                    places[future.key] = pair[0]
                    found.append(future)
                return found

            arriving = distributed.as_completed(following(), loop=client.loop)
            try:
                for future in arriving:
                    result = future.result()
                    yield places.pop(future.key), result
                    future.release()
                    arriving.update(following())
            except distributed.KilledWorker as error:
                raise ContingentError(
                    f"a piece of work was lost with its worker again and again at {self.address}; wanted {len(work)} "
                    "results. See the workers' logs: most often they run out of memory."
                ) from error
            finally:
                client.cancel(list(arriving.futures))

    def map(self, function: Callable[[In], Out], items: Iterable[In]) -> Sequence[Out]:
        """One result an item, in the order of the items; the first error ends the work and is raised."""
        return in_order(self.each(function, items))


def pool(*, cluster: str | None = None, workers: int = 1) -> Pool:
    """The pool that a command asks for: a cluster's, processes where there are to be several, else a loop."""
    if cluster is not None:
        return DaskPool(cluster)
    return SerialPool() if workers == 1 else ProcessPool(workers)


def in_order(pairs: Iterable[tuple[int, Out]]) -> tuple[Out, ...]:
    """The results by place, wherever and whenever each was done.

    >>> in_order([(1, "b"), (0, "a")])
    ('a', 'b')
    """
    return tuple(result for _, result in sorted(pairs, key=lambda pair: pair[0]))


def _distributed() -> Any:
    try:
        import distributed
    except ModuleNotFoundError as missing:
        raise InputError(
            'a cluster is asked for, but dask.distributed is not installed; install it with pip install "contingent'
            '[cluster]"'
        ) from missing
    return distributed


def _client(distributed: Any, address: str) -> Any:
    try:
        client = distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"no scheduler answers at --cluster {address} ({error}); wanted the address of a running dask scheduler, "
            "such as tcp://127.0.0.1:8786. Start one with `dask scheduler`, and workers with `dask worker ADDRESS`."
        ) from error
    try:
        found = client.run(_version)
        others = sorted({version for version in found.values() if version != contingent.__version__})
        if others:
            raise InputError(
                f"workers at {address} run contingent {', '.join(others)}; wanted {contingent.__version__} everywhere"
            )
    except BaseException:
        client.close()
        raise
    return client


def _version() -> str:
    return contingent.__version__


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
