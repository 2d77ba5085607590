"""What one call costs: processor seconds, and memory at its peak above what its process held when it was ready.

The kernel keeps the largest resident set of a process, and starts anew when 5 is written to /proc/self/clear_refs
(proc(5)); so the peak of each call is told apart in a process that makes many.
"""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
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


def cost(call: Callable[[], object], *, ready: float, cut_off: float | None = None) -> Cost:
    """What `call` costs in this process, which held `ready` megabytes; it is cut off after `cut_off` CPU-seconds.

    Only a main thread may set the alarm that cuts off.
    """
    try:
        _RESET.write_text("5", encoding="ascii")
    except OSError as error:
        raise Missing("the peak of one call is measured by /proc/self/clear_refs, which cannot be written") from error
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
    call: Callable[[], object], *, cut_off: float, prepare: Callable[[], None] | None = None, most_memory: int = 8 << 30
) -> Cost:
    """What `call` costs in a child of this process, which ends with it, whatever it does; `prepare` is not counted.

    The child may hold `most_memory` bytes of addresses; what kills it is told as a crash.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if prepare is not None:
                prepare()
            found = cost(call, ready=held(), cut_off=cut_off)
            os.write(writing, f"{found.seconds}\n{found.megabytes}\n{found.outcome[:2000]}".encode("utf-8", "replace"))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        said = told.read().decode("utf-8")
    _, status, used = os.wait4(child, 0)
    if not said:
        return Cost(outcome=f"crash: the process died ({status})", seconds=used.ru_utime + used.ru_stime, megabytes=0.0)
    seconds, megabytes, outcome = said.split("\n", 2)
    return Cost(outcome=outcome, seconds=float(seconds), megabytes=float(megabytes))


def _cut(_number: int, _frame: FrameType | None) -> None:
    raise _TooLongError
