"""An application answered on a free port of this machine while a block runs, by the server that the service uses."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from contingent.sources.listening import listening
from contingent.web.serving import Wanted, server_of

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


def wait_until(true: Any, seconds: float) -> bool:
    """Whether it came true within the time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True
