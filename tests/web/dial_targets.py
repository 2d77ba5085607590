"""What stands in for the process that answers dials; light, for it is imported in processes of its own."""

from __future__ import annotations

import os
import time
from multiprocessing.connection import Connection

from contingent.core.errors import ScenarioError


def slow(pipe: Connection) -> None:
    """Ready at once; answers nothing."""
    pipe.send(None)
    pipe.recv()
    time.sleep(60)


def refusing(pipe: Connection) -> None:
    """Answers every scenario with what is wrong with it, and its process in the words."""
    pipe.send(None)
    while True:
        scenario, _, _ = pipe.recv()
        pipe.send(ScenarioError(f"{scenario.id} does not fit ({os.getpid()})"))


def dying(pipe: Connection) -> None:
    """Dies of the first scenario it is asked for."""
    pipe.send(None)
    pipe.recv()
    os._exit(9)
