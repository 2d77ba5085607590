"""The processes beside the server, from the server's side: started with it, replaced when they die, stopped with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from contingent.core.errors import BusyError, ContingentError, LedgerError
from contingent.core.keys import digest
from contingent.core.nouns import Outcomes, Scenario
from contingent.ledger.desk import Desk
from contingent.web.processes import answer_dials, is_dead, read_articles

#: scenarios that may wait for an answer at a time, how long each may, and how many answers are remembered
MOST_WAITING = 8
DEADLINE_SECONDS = 20.0
REMEMBERED = 256
_LOOK_SECONDS = 0.5
_PAUSE_SECONDS = (0.0, 1.0, 5.0, 15.0)  # before a process that keeps dying is started again
_SOUND_SECONDS = 60.0  # one that lived so long is no such process
_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy the locks of the server's threads as they stand


class Reader:
    """Keeps one process that reads articles; whoever else holds a job and is dead loses it."""

    def __init__(self, where: str | Path, desk: Desk) -> None:
        self._where, self._desk = where, desk
        self._stop = threading.Event()
        self._process: SpawnProcess | None = None
        self._thread = threading.Thread(target=self._keep, name="reader", daemon=True)

    def start(self) -> None:
        """Jobs are worked on from now on; those of a server that was killed are taken up again."""
        self._thread.start()

    def stop(self) -> None:
        """The process is gone; what it had in hand waits for the next start."""
        self._stop.set()
        _end(self._process)
        if self._thread.is_alive():
            self._thread.join()
        _end(self._process)  # one that was being started meanwhile
        self._release(blame=False)

    def _keep(self) -> None:
        deaths, born = 0, 0.0
        self._release(blame=False)  # whoever died before this server was started
        while not self._stop.is_set():
            if self._process is None or not self._process.is_alive():
                if self._process is not None:
                    deaths = 1 if time.monotonic() - born > _SOUND_SECONDS else deaths + 1
                    self._process.join()
                    self._release(blame=True)
                if self._stop.wait(_PAUSE_SECONDS[min(deaths, len(_PAUSE_SECONDS)) - 1] if deaths else 0.0):
                    return
                self._process = _SPAWN.Process(target=read_articles, args=(self._where,), daemon=True)
                self._process.start()
                born = time.monotonic()
            self._process.join(_LOOK_SECONDS)
            if self._process.is_alive():
                self._release(blame=False)  # of another server on this ledger, which died meanwhile

    def _release(self, *, blame: bool) -> None:
        try:
            for owner in self._desk.jobs.owners():
                if is_dead(owner):
                    self._desk.jobs.release(owner, blame=blame)
        except LedgerError:
            return  # the database is away: the leases run out, and the next look may find it back


class Simulation:
    """Answers scenarios from one warm process of its own; each answer is remembered by the scenario's content."""

    def __init__(
        self,
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
        most_waiting: int = MOST_WAITING,
        target: Callable[[Connection], None] = answer_dials,
    ) -> None:
        self._deadline_seconds, self._most_waiting, self._target = deadline_seconds, most_waiting, target
        self._turn, self._lock = threading.Lock(), threading.Lock()
        self._waiting = 0
        self._answers: OrderedDict[str, Outcomes] = OrderedDict()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._ready = self._stopped = False
        self._timer: threading.Timer | None = None

    def start(self, *, after_seconds: float = 0.0) -> None:
        """The process begins to warm up in the background, that much later; whoever asks before waits for it."""
        self._timer = threading.Timer(after_seconds, self._warm)
        self._timer.daemon = True
        self._timer.start()

    def _warm(self) -> None:
        with self._turn, contextlib.suppress(BusyError):
            if self._process is None:
                self._begin()

    def stop(self) -> None:
        """The process is gone, and none is started any more."""
        self._stopped = True
        if self._timer is not None:
            self._timer.cancel()
        _end(self._process)

    def simulate(self, scenario: Scenario, *, draws: int, seed: int) -> Outcomes:
        """The outcomes of the scenario: remembered, or simulated in the warm process.

        Raises:
            ScenarioError: the scenario cannot be simulated.
            BusyError: too many wait already, or the answer took longer than the deadline.
        """
        key = digest(scenario, draws, seed)
        if (known := self._known(key)) is not None:
            return known
        until = time.monotonic() + self._deadline_seconds
        with self._lock:
            if self._waiting >= self._most_waiting:
                raise BusyError(f"{self._waiting} scenarios wait to be simulated already; try again in a moment.")
            self._waiting += 1
        try:
            if not self._turn.acquire(timeout=self._deadline_seconds):
                raise BusyError("the scenarios before this one took too long; try again in a moment.")
            try:
                found = self._known(key) or self._asked((scenario, draws, seed), until)  # another may have asked for it
            finally:
                self._turn.release()
        finally:
            with self._lock:
                self._waiting -= 1
        with self._lock:
            self._answers[key] = found
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return found

    def _known(self, key: str) -> Outcomes | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def _asked(self, request: tuple[Scenario, int, int], until: float) -> Outcomes:
        if self._process is None or not self._process.is_alive():
            self._begin()
        pipe = self._pipe
        assert pipe is not None
        try:
            if not self._ready:
                self._received(pipe, until)
                self._ready = True
            pipe.send(request)
            found = self._received(pipe, until)
        except (EOFError, OSError):
            self._begin()
            raise ContingentError(
                "the process that simulates died, killed or out of memory; it is started again. Try fewer paths."
            ) from None
        if isinstance(found, ContingentError):
            raise found
        outcomes: Outcomes = found
        return outcomes

    def _received(self, pipe: Connection, until: float) -> Any:
        if not pipe.poll(max(until - time.monotonic(), 0.0)):
            self._begin()  # nothing stops a simulation but the end of its process
            raise BusyError(
                f"simulating took longer than {self._deadline_seconds:g} seconds, so it was stopped. Try fewer paths."
            )
        return pipe.recv()

    def _begin(self) -> None:
        """A new process, and a pipe to it; the old ones are gone. Whoever calls has the turn."""
        _end(self._process)
        if self._pipe is not None:
            self._pipe.close()
        if self._stopped:
            raise BusyError("the service is being stopped; try again when it is back.")
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=self._target, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._ready = False


def _end(process: SpawnProcess | None) -> None:
    if process is not None and process.pid is not None:
        process.kill()
        process.join()
