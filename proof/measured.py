"""What one call costs: processor seconds, and memory at its peak above what its process held when it was ready.

The kernel keeps the largest resident set of a process, and starts anew when 5 is written to /proc/self/clear_refs
(proc(5)); so the peak of each call is told apart in a process that makes many.
"""

from __future__ import annotations

import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from types import FrameType

from contingent.core.errors import ContingentError
from proof.row import Missing

_RESET = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


class _TooLongError(BaseException):
    """The call was cut off; no `except Exception` of the code under proof can hide it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a call came to: `outcome` is "done", "refused: …" for an error of ours, else "crash: …" or "cut off"."""

    outcome: str
    seconds: float
    megabytes: float

    @property
    def crashed(self) -> bool:
        """Whether it ended in anything but a result or a refusal in words of ours."""
        return self.outcome.startswith("crash")

    @property
    def refused(self) -> bool:
        """Whether it was refused in words of ours."""
        return self.outcome.startswith("refused")


def held(name: str = "VmRSS") -> float:
    """Megabytes that this process holds (`VmRSS`) or held at its peak since the last reset (`VmHWM`).

    Raises:
        Missing: the system does not tell.
    """
    try:
        line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith(f"{name}:"))
    except (OSError, StopIteration) as error:
        raise Missing("memory of one call is measured by /proc, which this system has not") from error
    return int(line.split()[1]) / 1024


def peak_anew() -> None:
    """The peak of this process (`VmHWM`) begins anew at what it holds now.

    Raises:
        Missing: the system does not let it.
    """
    try:
        _RESET.write_text("5", encoding="ascii")
    except OSError as error:
        raise Missing("the peak of one call is measured by /proc/self/clear_refs, which cannot be written") from error


def cost(call: Callable[[], object], *, ready: float, cut_off: float | None = None) -> Cost:
    """What `call` costs in this process, which held `ready` megabytes; it is cut off after `cut_off` CPU-seconds.

    Only a main thread may set the alarm that cuts off.
    """
    peak_anew()
    before = signal.signal(signal.SIGPROF, _cut) if cut_off else None
    begun = time.process_time()
    try:
        if cut_off:
            signal.setitimer(signal.ITIMER_PROF, cut_off)
        outcome = f"done: {call()}"
    except ContingentError as error:
        outcome = f"refused: {type(error).__name__}: {str(error)[:200]}" if str(error).strip() else "crash: no words"
    except _TooLongError:
        outcome = "cut off"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        outcome = f"crash: {type(error).__name__}: {str(error)[:200]}"
    finally:
        if cut_off:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
    return Cost(outcome=outcome, seconds=time.process_time() - begun, megabytes=max(0.0, held("VmHWM") - ready))


def cost_apart(
    make: Callable[[], Callable[[], object]], *, start: BaseContext, cut_off: float, patience: float = 120.0
) -> Cost:
    """What a call costs in a process of its own, which ends with it; `make` gives the call and is not counted.

    The process comes from `start`, never from this one: a child forked from a process in which a library keeps
    threads, such as pyarrow, may wait for ever for locks that nobody holds. It may hold 8 GiB of addresses, and has
    `patience` seconds; what kills it, or never ends, is told as a crash.
    """
    reading, writing = start.Pipe(duplex=False)
    child = start.Process(target=_told_cost, args=(make, cut_off, writing))  # type: ignore[attr-defined]
    child.start()
    writing.close()
    try:
        if not reading.poll(patience):
            return Cost(outcome=f"crash: no end within {patience:.0f} s", seconds=patience, megabytes=0.0)
        found: Cost = reading.recv()
        return found
    except EOFError:
        child.join(10)
        return Cost(outcome=f"crash: the process died ({child.exitcode})", seconds=0.0, megabytes=0.0)
    finally:
        child.kill()
        child.join()
        reading.close()


def _told_cost(make: Callable[[], Callable[[], object]], cut_off: float, writing: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    call = make()
    writing.send(cost(call, ready=held(), cut_off=cut_off))


def _cut(_number: int, _frame: FrameType | None) -> None:
    raise _TooLongError
