"""The ledger: what was believed, kept for good, read back as of a day, and checked link by link.

Nothing here changes or removes a row. Rows R1 to R5 of the proof and `tests/ledger/test_flush.py` hold that nothing
acknowledged is lost and no change goes unseen.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from contingent.core.errors import LedgerError
from contingent.ledger import exchange, postgresql, sqlite
from contingent.ledger.chain import GENESIS, KINDS, Entry, Head, Row, Verification, broken, keyed, link, usable
from contingent.ledger.connect import clear_errors, holds_ledger, open_engine, snapshot, writing
from contingent.ledger.place import Place, place_of
from contingent.ledger.rows import (
    batches,
    end_of,
    fetched,
    hashes,
    known_at,
    known_rows,
    question_of,
    stored_head,
    stream,
    write,
)
from contingent.ledger.walking import Told, checked, verified

BUSY_SECONDS = 30.0
#: how long a server that went away in the middle is waited for
BACK_SECONDS = 10.0
_TAKEN_AT_ONCE = 500
_EMPTY = Head(seq=0, hash=GENESIS)

Result = TypeVar("Result")


class Ledger:
    """An append-only store in a SQLite file or a PostgreSQL database; safe for many processes and threads at once."""

    def __init__(self, engine: Engine, place: Place, busy_seconds: float) -> None:
        """Use `Ledger.open`."""
        self._engine = engine
        self._busy_seconds = busy_seconds
        self._place = place
        self._beside: list[Callable[[], None]] = []
        self._turns: dict[str, threading.Lock] = {}
        self.where = place.shown  # as it may be shown: never with a password

    @classmethod
    def open(cls, where: str | os.PathLike[str], *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> Self:
        """The ledger at a path or address, its tables current; a new one if none was there and `create` is set.

        `busy_seconds` is how long to wait while another process writes.

        Raises:
            LedgerError: it cannot be opened: not a ledger, a newer one, a read-only folder, locked too long, a server
                that is down or refuses.
        """
        place = place_of(where)
        return cls(open_engine(place, create=create, busy_seconds=busy_seconds), place, busy_seconds)

    @property
    def path(self) -> Path | None:
        """The file that holds the ledger; None where a server does."""
        return self._place.path

    @staticmethod
    def exists(where: str | os.PathLike[str], *, busy_seconds: float = BUSY_SECONDS) -> bool:
        """Whether there is anything at a place that `open` would read; False for an empty one.

        Raises:
            LedgerError: the place cannot be looked at, as a server that is down.
        """
        return holds_ledger(place_of(where), busy_seconds=busy_seconds)

    def close(self) -> None:
        """Every connection is closed; a file is whole."""
        for also in self._beside:
            also()
        self._engine.dispose()

    def one_at_a_time(self, what: str) -> threading.Lock:
        """What the one thread of this process holds that does `what` with this ledger; whoever waited finds it done."""
        return self._turns.setdefault(what, threading.Lock())

    def before_closing(self, also: Callable[[], None]) -> None:
        """That is done, too, whenever the ledger is closed: what else holds its file lets go of it."""
        self._beside.append(also)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Ledger({self.where!r})"

    # ------------------------------------------------------------------ write

    def append(self, kind: str, key: str | None, body: object, *, as_of: date, recorded_at: datetime) -> Row:
        """The row that holds `body`: on disk when this returns, once, however often it is appended.

        `key` is the idempotency key (None: the key of the content; a document has no other). The same key and body
        return the row that already makes them known at `as_of`; where that row's own `as_of` lies later, a row with
        the earlier day is added. `recorded_at` is the present moment, `core.times.now()`.

        Raises:
            LedgerError: the key is taken by another body, the kind is unknown, or the ledger cannot be written.
        """
        (row,) = self.append_many([Entry(kind=kind, key=key, body=body, as_of=as_of)], recorded_at=recorded_at)
        return row

    def append_many(self, new: Iterable[Entry], *, recorded_at: datetime) -> tuple[Row, ...]:
        """One row an entry, in order, in one transaction: all of them are on disk when this returns, or none.

        A server that goes away in the middle is waited for, and the entries are appended again: what was on its disk
        already is found there, not written twice.

        Raises:
            LedgerError: as `append`; nothing was written.
        """
        wanted = [(entry, *keyed(entry)) for entry in new]  # refuse what cannot be kept before taking the lock

        def append() -> tuple[Row, ...]:
            with writing(self._engine) as connection:
                before = end = end_of(connection, self.where)
                known = known_rows(connection, ((entry.kind, key) for entry, key, _ in wanted))
                rows, fresh = [], []
                for entry, key, body in wanted:
                    held = known.setdefault((entry.kind, key), [])
                    row = known_at(held, body, entry.as_of.isoformat()[:10])
                    if row is None:
                        row = link(end, entry, recorded_at=recorded_at)
                        held.append(row)
                        fresh.append(row)
                        end = Head(seq=row.seq, hash=row.hash)
                    rows.append(row)
                write(connection, fresh, before)
            return tuple(rows)

        return self._tried(append)

    # ------------------------------------------------------------------- read

    def read(
        self,
        *,
        as_of: date,
        kind: str | None = None,
        key: str | None = None,
        subject: str | None = None,
        after: int = 0,
        most: int | None = None,
    ) -> tuple[Row, ...]:
        """What was known at `as_of`: the rows of that day and before, in the order they were written.

        The day is the one a row's content rests on, not the moment it was written (`Row.recorded_at`). `subject` is
        the id of a question: the question itself, and the forecasts, resolutions and notes about it. Only rows
        numbered above `after` are read, and of these the first `most`.

        Raises:
            LedgerError: an unknown kind, or the ledger cannot be read.
        """
        if kind is not None and kind not in KINDS:
            raise LedgerError(f"kind is {kind!r}; wanted one of {', '.join(KINDS)}")
        if any(word is not None and not usable(word) for word in (key, subject)):
            return ()  # no row can have it
        query = question_of(as_of=as_of, kind=kind, key=key, subject=subject, after=after, most=most)

        def read() -> tuple[Row, ...]:
            with self._engine.connect() as connection:
                return fetched(connection, query)

        return self._tried(read)

    def head(self) -> Head:
        """The number of rows and the hash of the last: note it elsewhere, and `verify` can hold the ledger to it."""

        def read() -> Head:
            with self._engine.connect() as connection:
                return stored_head(connection) or _EMPTY

        return self._tried(read)

    def verify(self, expected: Head | None = None, *, told: Told | None = None) -> Verification:
        """The chain walked from its first link to its head.

        Finds any row changed, removed, inserted or put in another order, and rows cut off at the end as long as the
        stored head was not cut back with them. It cannot tell a ledger that was rewritten as a whole, every hash and
        the head recomputed, from a true one: for that give `expected`, a head noted elsewhere at an earlier time.
        `told` is told now and then how many rows were walked, and how many there are.

        Raises:
            LedgerError: the database itself cannot be read.
        """
        return self._tried(lambda: verified(self._engine, expected, told))

    # -------------------------------------------------------------- in and out

    @contextmanager
    def every_row(self) -> Iterator[tuple[Head, Iterator[Row]]]:
        """The head and, in order, every row up to it, as they were at one moment; read as they are asked for.

        Raises:
            LedgerError: at the first row that breaks the chain, or where the ledger cannot be read.
        """
        with self._clear(), snapshot(self._engine) as connection:
            end = stored_head(connection) or _EMPTY
            with closing(self._checked(connection, end)) as rows:
                yield end, rows

    def _checked(self, connection: Connection, stored: Head) -> Generator[Row, None, None]:
        with self._clear():
            yield from checked(stream(connection), stored, self.where)

    def take_in(self, rows: Iterable[Row], *, unit: str = "row") -> int:
        """Every one of the rows of another ledger is here, link for link; returns how many were new. All, or none.

        The rows must start at the first; those that are here already are compared and skipped. `unit` is what the
        caller's rows are called in a message.

        Raises:
            LedgerError: a row breaks the chain, or differs from the one that is here; nothing was taken in.
        """
        added, end = 0, _EMPTY
        with self._clear(), writing(self._engine) as connection:
            before = written = end_of(connection, self.where)
            for some in batches(rows, _TAKEN_AT_ONCE):
                here = hashes(connection, some[0].seq, min(some[-1].seq, before.seq)) if end.seq < before.seq else {}
                fresh = []
                for row in some:
                    reason = broken(end, row)
                    if reason is None and row.seq <= before.seq and here.get(row.seq) != row.hash:
                        reason = f"row {row.seq} here is another one"
                    if reason is not None:
                        raise LedgerError(f"{unit} {end.seq + 1} cannot be imported: {reason}. Nothing was imported.")
                    if row.seq > before.seq:
                        fresh.append(row)
                    end = Head(seq=row.seq, hash=row.hash)
                written = write(connection, fresh, written)
                added += len(fresh)
        return added

    def export_jsonl(self, stream: TextIO) -> int:
        """Every row is in `stream`, one JSON object a line, with its hashes; returns how many."""
        with self.every_row() as (_, rows):
            return exchange.write_jsonl(rows, stream)

    def import_jsonl(self, lines: Iterable[str]) -> int:
        """Every exported row is here, link for link, as `take_in`; errors as there, and a line that is no such row."""
        return self.take_in(exchange.read_jsonl(lines), unit="line")

    def back_up(self, target: Path) -> Head:
        """The ledger as it is at this moment is in a SQLite file of its own, put in place whole; returns its head.

        A file is copied with all that is in it, the desk too; of a server the chain alone, link for link.

        Raises:
            LedgerError: the target cannot be written, is in use, or is this ledger; it has not changed.
        """
        path = self._place.path
        if path is not None:
            with self._clear():
                sqlite.copy_file(self._engine, path, target)
        else:
            with sqlite.staged(target) as fresh, self.every_row() as (_, rows), Ledger.open(fresh) as copy:
                copy.take_in(rows)
        with Ledger.open(target, create=False) as copy:
            return copy.head()

    # ------------------------------------------------------- for the desk, too

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction of the ledger's database that may write; any fault of it is a LedgerError."""
        with self._clear(), writing(self._engine) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One connection of the ledger's database to read with; any fault of it is a LedgerError."""
        with self._clear(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _clear(self) -> Iterator[None]:
        with clear_errors(self._place, self._busy_seconds):
            yield

    def _tried(self, do: Callable[[], Result]) -> Result:
        """What `do` returns; where the server goes away in the middle, it is done again until the server is back."""
        until: float | None = None
        with self._clear():
            while True:
                try:
                    return do()
                except DBAPIError as error:
                    moment = time.monotonic()
                    until = until or moment + BACK_SECONDS
                    if self._place.url is None or not postgresql.lost(error.orig) or moment > until:
                        raise
                time.sleep(0.05)
