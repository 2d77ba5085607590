"""The real service in a process of its own, from its start until the tests are over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI

#: due when the tests are run: their forecasts were written down before anybody could know
DUE = tuple(f"Harbour treaty {number}" for number in range(1, 4))
START_SECONDS = 180.0
_QUIET = {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Where the service is, without a slash at the end, and the ledger it is on."""

    address: str
    ledger: Path

    def json(self, path: str) -> Any:
        """What a program is told at a path."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as answer:
            return json.load(answer)


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Served]:
    """`contingent serve` on `folder/ledger.sqlite` while the block runs."""
    log, ledger = folder / "serve.log", folder / "ledger.sqlite"
    command = [sys.executable, "-m", "contingent", "serve", "--port", "0", "--ledger", str(ledger), *options]
    with log.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, env={**os.environ, **_QUIET})
    try:
        yield Served(address=_address(process, log), ledger=ledger)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def in_this_process(ledger: Path) -> Iterator[tuple[Served, FastAPI]]:
    """The application on that ledger, without workers, listening on this machine alone while the block runs."""
    import uvicorn

    from contingent.ledger.store import Ledger
    from contingent.sources.listening import listening
    from contingent.web.app import application
    from contingent.web.service import Service

    with Ledger.open(ledger) as opened:
        app = application(Service(ledger=opened))
        socket = listening("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, log_level="critical", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        try:
            yield Served(address=f"http://127.0.0.1:{socket.getsockname()[1]}", ledger=ledger), app
        finally:
            server.should_exit = True
            thread.join(20)
            socket.close()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        said = log.read_text(encoding="utf-8", errors="replace")
        if "Contingent is at " in said:
            return said.partition("Contingent is at ")[2].split()[0].rstrip("/")
        assert process.poll() is None, said
        time.sleep(0.05)
    raise AssertionError(f"the service did not start: {log.read_text(encoding='utf-8', errors='replace')}")
