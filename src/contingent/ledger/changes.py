"""Whether anything was written to a ledger since, told in microseconds, so that what was made of it may be kept."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from typing import Any

from contingent.ledger.store import Ledger

_HEAD = "SELECT seq, hash FROM head"
_LOOKS = "SELECT subject, seq, looked_at FROM looks WHERE reader = ? AND subject >= ? AND subject < ?"
_LAST = "\U0010ffff"


class Changes:
    """Looks at a ledger in a file on a connection of its own; of one on a server nothing is known."""

    def __init__(self, ledger: Ledger) -> None:
        self._path = ledger.path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._version, self._count = 0, 0
        self._found: dict[tuple[str, ...], Any] = {}
        ledger.before_closing(self.close)

    def seen(self) -> int | None:
        """A number that is another one whenever anything was written, by whatever process, since it was last asked.

        None where it cannot be told: then nothing may be kept.

        Source: SQLite's documentation of PRAGMA data_version (general knowledge, unverified): it differs on one
        connection as soon as any other has committed.
        """
        with self._lock:
            return self._seen()

    def head(self) -> Any:
        """What is another value whenever the ledger's chain has grown; None where it cannot be told."""
        return self._value(_HEAD, ())

    def looks(self, reader: str, subject: str) -> Any:
        """What is another value whenever a look of the reader at the subject was noted, under whatever name that
        begins with the subject's; None where it cannot be told."""
        return self._value(_LOOKS, (reader, subject, f"{subject}{_LAST}"))

    def close(self) -> None:
        """The connection is closed; the next question opens another."""
        with self._lock:
            self._forget()

    def _value(self, query: str, values: tuple[str, ...]) -> Any:
        with self._lock:
            if self._seen() is None or self._connection is None:
                return None
            if (query, *values) not in self._found:
                try:
                    self._found[query, *values] = tuple(self._connection.execute(query, values))
                except sqlite3.Error:
                    self._forget()
                    return None
            return self._found[query, *values]

    def _seen(self) -> int | None:
        if self._path is None:
            return None
        try:
            if self._connection is None:
                address = f"{self._path.absolute().as_uri()}?mode=ro"
                self._connection = sqlite3.connect(
                    address, uri=True, timeout=0, isolation_level=None, check_same_thread=False
                )
            found = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            self._forget()
            return None
        if found != self._version:
            self._version, self._found = found, {}
            self._count += 1
        return self._count

    def _forget(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection, self._version, self._found = None, 0, {}  # data_version begins at 1
