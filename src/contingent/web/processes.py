"""What runs in the processes beside the server: one reads articles, one answers dials. Neither outlives the server."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import platform
import secrets
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.core.errors import ContingentError, LedgerError

if TYPE_CHECKING:
    from contingent.ledger.desk import Desk

BEAT_SECONDS, LEASE_SECONDS = 3.0, 10.0
LOOK_SECONDS = 0.2  # between two looks for a job
NICENESS = 10
#: a job that takes longer is stopped
MOST_SECONDS = 600
_TOO_LONG = f"Reading it took longer than {MOST_SECONDS // 60} minutes, so it was stopped; nothing was kept."
_UNFORESEEN = "the scenario could not be simulated, for a reason that nobody foresaw"
_ENDED = 1


def new_owner() -> str:
    """A name for this process as the holder of jobs: whether it still lives can be told from it."""
    return f"{platform.node()[:24]}/{os.getpid()}/{secrets.token_hex(6)}"


def is_dead(owner: str) -> bool:
    """Whether the process of that name is known to be gone; of one on another machine nothing is known."""
    node, _, rest = owner.partition("/")
    pid = rest.partition("/")[0]
    return node == platform.node()[:24] and pid.isdigit() and not _lives(int(pid))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # another user's
    try:  # where nobody has waited for it, a dead process still has its number
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
            not in "ZX"
        )
    except (OSError, IndexError):
        return True


def read_articles(where: str | Path) -> None:
    """Take up one job after the other at the ledger `where`; ends only with the server, or by its own death."""
    _end_with_parent()
    if hasattr(os, "nice"):
        os.nice(NICENESS)  # pages first
    from contingent.journeys import brief as _warm  # noqa: F401  # numpy and numba, before the first job
    from contingent.journeys.jobs import run
    from contingent.ledger.desk import Desk
    from contingent.ledger.store import Ledger

    owner = new_owner()
    while True:
        try:
            with Ledger.open(where) as ledger:
                desk = Desk(ledger)
                while True:
                    job = desk.jobs.claim(owner, lease_seconds=LEASE_SECONDS)
                    if job is None:
                        time.sleep(LOOK_SECONDS)
                        continue
                    with _Held(desk, job.id, owner):
                        run(job, desk, where)
        except LedgerError as error:
            _told(f"the reader waits, for {error}")
            time.sleep(1)
            with contextlib.suppress(LedgerError), Ledger.open(where) as ledger:
                Desk(ledger).jobs.release(owner, blame=True)


class _Held:
    """Renews the lease of a job while the block runs, and ends the process where the job takes far too long."""

    def __init__(self, desk: Desk, job: str, owner: str) -> None:
        self._jobs, self._job, self._owner = desk.jobs, job, owner
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        until = time.monotonic() + MOST_SECONDS
        while not self._over.wait(BEAT_SECONDS):
            try:
                if time.monotonic() > until:
                    self._jobs.fail(self._job, self._owner, _TOO_LONG)
                    _told(f"job {self._job} took too long; its process ends")
                    os._exit(_ENDED)
                self._jobs.heartbeat(self._job, self._owner, lease_seconds=LEASE_SECONDS)
            except LedgerError as error:
                _told(f"the lease of job {self._job} could not be renewed: {error}")


def answer_dials(pipe: Connection) -> None:
    """Answer each scenario that comes through the pipe, (scenario, draws, seed), with its outcomes or its error."""
    _end_with_parent()
    from contingent.journeys.workbench.simulated import outcomes_of, warm_up

    warm_up()
    with contextlib.suppress(EOFError, OSError):  # the server is gone, or wants this process no more
        pipe.send(None)  # ready
        while True:
            scenario, draws, seed = pipe.recv()
            try:
                answer: object = outcomes_of(scenario, draws=draws, seed=seed)
            except ContingentError as error:
                answer = error
            except Exception as error:
                _told(f"a scenario could not be simulated: {error!r}")
                answer = ContingentError(f"{_UNFORESEEN} ({type(error).__name__}).")
            pipe.send(answer)


def _end_with_parent() -> None:
    """This process ends as soon as the one that started it does, and leaves Ctrl-C to that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(_ENDED)

    threading.Thread(target=wait, daemon=True).start()


def _told(words: str) -> None:
    sys.stderr.write(f"contingent: {words}\n")
    sys.stderr.flush()
