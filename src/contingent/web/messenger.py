"""The thread that tells readers what moved: it watches the ledger's head, whoever writes there, and delivers."""

from __future__ import annotations

import sys
import threading
import traceback

from contingent.core.errors import ContingentError
from contingent.core.times import today
from contingent.journeys.alerts import raise_alerts
from contingent.journeys.deliveries import deliver_due
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger

EVERY_SECONDS = 3.0


class Messenger:
    """Raises alerts and delivers them while it runs; a fault is told on standard error, and it goes on."""

    def __init__(self, ledger: Ledger, desk: Desk) -> None:
        self._ledger = ledger
        self._desk = desk
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="messenger", daemon=True)

    def start(self) -> None:
        """It runs."""
        self._thread.start()

    def stop(self) -> None:
        """It runs no more; a message in the middle of being sent is tried again by whoever runs next."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=EVERY_SECONDS)

    def _run(self) -> None:
        while not self._stopped.wait(EVERY_SECONDS):
            try:
                raise_alerts(self._ledger, self._desk, today=today())
                deliver_due(self._desk)
            except ContingentError as error:
                if self._stopped.is_set():  # the ledger was closed beneath the last round
                    return
                sys.stderr.write(f"contingent: alerts wait: {error}\n")
            except Exception:
                sys.stderr.write(f"contingent: alerts wait:\n{traceback.format_exc()}")
