"""The real server in a process group of its own, a client that notes what was acknowledged, and kills."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

START_SECONDS = 60.0
GONE_SECONDS = 5.0
_QUIET = {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


class Server:
    """`contingent serve` on a ledger, from its start until it is killed or stopped."""

    def __init__(self, where: str, log: Path, *options: str) -> None:
        self._log = log
        command = [sys.executable, "-m", "contingent", "serve", "--port", "0", "--ledger", where]
        command += options or ("--no-examples",)
        with log.open("ab") as told:
            begin = told.tell()
            self.process = subprocess.Popen(
                command, stderr=told, stdout=told, start_new_session=True, env={**os.environ, **_QUIET}
            )
        self.port = self._port(begin)

    def _port(self, begin: int) -> int:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            told = self._log.read_bytes()[begin:].decode()
            if "127.0.0.1:" in told and "/ " in told:
                return int(told.partition("127.0.0.1:")[2].partition("/")[0])
            assert self.process.poll() is None, told
            time.sleep(0.01)
        raise AssertionError(f"the server did not start: {self._log.read_text()}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.kill_all()

    def workers(self) -> list[int]:
        """The processes that the server has started and that live."""
        return sorted(_children(self.process.pid))

    def reader(self) -> int | None:
        """The process that reads articles: of the two, the one that is niced; None while it is being replaced."""
        own = _niceness(self.process.pid)
        niced = [pid for pid in self.workers() if _niceness(pid) > own]
        return niced[0] if niced else None

    def kill_all(self) -> None:
        """As a power cut: the server and all that it started, in one instant."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_server(self) -> None:
        """The server alone."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Stopped as a service manager does; returns its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=30)

    def get(self, path: str) -> Any:
        """The JSON at a path; None where no whole answer came."""
        return self._asked("GET", path, None)[1]

    def post(self, path: str, body: dict[str, Any]) -> tuple[int | None, Any]:
        """The status and the answer; (None, None) where none came: then nothing was acknowledged."""
        return self._asked("POST", path, body)

    def _asked(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int | None, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = None if body is None else json.dumps(body).encode()
            connection.request(method, path, sent, {"Content-Type": "application/json", "Accept": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None, None
        finally:
            connection.close()


def all_gone(pids: list[int]) -> bool:
    """Whether none of these processes lives on after a few seconds."""
    until = time.monotonic() + GONE_SECONDS
    while any(_state(pid) not in (None, "Z") for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _stat(pid: int) -> list[str] | None:
    """What /proc tells of a process after its name: state, parent, … niceness; None where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None


def _state(pid: int) -> str | None:
    told = _stat(pid)
    return None if told is None else told[0]


def _niceness(pid: int) -> int:
    told = _stat(pid)
    return 0 if told is None else int(told[16])


def _children(parent: int) -> set[int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return {pid for pid in pids if (told := _stat(pid)) is not None and told[1] == str(parent) and told[0] != "Z"}
