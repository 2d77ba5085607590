"""An application answered on a free port of this machine while a block runs, by the server that the service uses."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contingent.ledger.store import Ledger
from contingent.sources.listening import listening
from contingent.web.app import application
from contingent.web.service import Service
from contingent.web.serving import Wanted, server_of
from proof.row import Size
from proof.servers.service import Server

_SECONDS = 20.0


@contextmanager
def answered(app: Any) -> Iterator[tuple[str, int]]:
    """The host and port at which `app` answers over real connections."""
    socket = listening("127.0.0.1", 0)
    ready = threading.Event()
    server = server_of(app, Wanted(ledger="unused"), lambda _address: ready.set())
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    try:
        assert ready.wait(_SECONDS), "the service did not answer"
        host, port = socket.getsockname()[:2]
        yield str(host), int(port)
    finally:
        server.should_exit = True
        thread.join(_SECONDS)
        socket.close()


@contextmanager
def service_of(size: Size, where: Path, folder: Path) -> Iterator[int]:
    """The port of the service: `contingent serve` as shipped; in the quick form its application in this process."""
    if size.full:
        with Server(str(where), folder / "log") as server:
            yield server.port
            server.stop()
        return
    with Ledger.open(where) as ledger, answered(application(Service(ledger=ledger))) as (_, port):
        yield port


def wait_until(true: Any, seconds: float) -> bool:
    """Whether it came true within the time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True
