"""Cheap child processes: one warmed process of a single thread forks a child for each order, before any file is open.

A child costs a few milliseconds instead of the imports of a program, so that a thousand of them can be killed.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_ROOT = Path(__file__).resolve().parents[1]
_WORD = 1 << 16


class Child:
    """A process that runs one function, and the pipe on which it says lines."""

    def __init__(self, nursery: Nursery, pid: int, pipe: int) -> None:
        self.pid = pid
        self._nursery, self._pipe, self._rest = nursery, pipe, b""
        self._open = True

    def lines(self, seconds: float) -> list[str]:
        """The whole lines said within so many seconds, as soon as there are any; none at its end or in time."""
        if not self._open or not select.select([self._pipe], [], [], max(0.0, seconds))[0]:
            return []
        return self._taken(os.read(self._pipe, _WORD))

    def _taken(self, said: bytes) -> list[str]:
        self._open = bool(said)
        *whole, self._rest = (self._rest + said).split(b"\n")
        return [line.decode() for line in whole]

    @property
    def talking(self) -> bool:
        """Whether its end of the pipe may still be open."""
        return self._open

    def fileno(self) -> int:
        """Its pipe, to wait on."""
        return self._pipe

    def kill(self) -> None:
        """It gets no instant more."""
        os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> tuple[int, list[str]]:
        """Waits for its end: how it ended (as `os.waitstatus_to_exitcode`) and the lines not yet read."""
        lines: list[str] = []
        while self._open:
            lines += self._taken(os.read(self._pipe, _WORD))
        os.close(self._pipe)
        return self._nursery._asked({"wait": self.pid})["status"], lines


class Nursery:
    """The warmed process. `module` is imported there before it forks; children run its functions `f(say, **given)`."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __enter__(self) -> Self:
        own, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "proof.nursery", self._module, str(theirs.fileno())]
            quiet = {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], cwd=_ROOT, env={**os.environ, **quiet}
            )
        self._socket = own
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()
        self._process.wait(timeout=30)

    def start(self, function: str, **given: Any) -> Child:
        """A child runs the function; `given` is plain JSON."""
        read, write = os.pipe()
        try:
            answer = self._asked({"run": function, "given": given}, write)
        finally:
            os.close(write)
        return Child(self, answer["pid"], read)

    def _asked(self, order: dict[str, Any], *handles: int) -> dict[str, Any]:
        socket.send_fds(self._socket, [json.dumps(order).encode()], list(handles))
        said = self._socket.recv(_WORD)
        if not said:
            raise RuntimeError(f"the process that forks children for {self._module} has died; see its words above")
        answer: dict[str, Any] = json.loads(said)
        return answer


def _serve(module: str, handle: int) -> None:
    work = importlib.import_module(module)
    with socket.socket(fileno=handle) as orders:
        while True:
            said, handles, _, _ = socket.recv_fds(orders, _WORD, 1)
            if not said:
                return
            order = json.loads(said)
            if "wait" in order:
                answer = {"status": os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])}
            else:
                answer = {"pid": _forked(work, order, handles[0], orders)}
            orders.send(json.dumps(answer).encode())


def _forked(work: Any, order: dict[str, Any], pipe: int, orders: socket.socket) -> int:
    pid = os.fork()
    if pid:
        os.close(pipe)
        return pid
    status = 1
    try:
        orders.close()
        getattr(work, order["run"])(lambda line: os.write(pipe, f"{line}\n".encode()), **order["given"])
        status = 0
    except BaseException:
        with contextlib.suppress(OSError):
            os.write(pipe, b"fault " + traceback.format_exc(limit=-1).replace("\n", " | ").encode() + b"\n")
    finally:
        os._exit(status)


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
