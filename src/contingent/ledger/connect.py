"""From a place to an engine on a ledger whose tables are current; every fault of the database in one clear sentence."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from contingent.core.errors import LedgerError
from contingent.ledger import postgresql, sqlite
from contingent.ledger.place import Place
from contingent.ledger.schema import HEAD_REVISION, version


class _Turn:
    """One thread of this process writes to a file at a time, as SQLite has it: told to wait, it would sleep and ask."""

    def __init__(self, place: Place, busy_seconds: float) -> None:
        self._lock, self._shown, self._seconds = threading.Lock(), place.shown, busy_seconds

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._seconds):
            raise LedgerError(
                f"the ledger {self._shown} was locked by another thread for more than {self._seconds:g} seconds. "
                "Try again when it is done."
            )

    def __exit__(self, *_error: object) -> None:
        self._lock.release()


_TURNS: WeakKeyDictionary[Engine, _Turn] = WeakKeyDictionary()


def open_engine(place: Place, *, create: bool, busy_seconds: float) -> Engine:
    """An engine on the ledger at `place`, made there where it is missing and `create` is set; its tables are current.

    Raises:
        LedgerError: no ledger there, not one, a newer one, or it cannot be opened.
    """
    if place.url is not None:
        engine = postgresql.postgresql_engine(place.url, busy_seconds=busy_seconds)
    else:
        engine = sqlite.sqlite_engine(place.path or Path(), create=create, busy_seconds=busy_seconds)
        _TURNS[engine] = _Turn(place, busy_seconds)
    try:
        with clear_errors(place, busy_seconds):
            _bring_up_to_date(engine, place, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def holds_ledger(place: Place, *, busy_seconds: float) -> bool:
    """Whether there is anything to open at a place: a file that is not empty, a database with tables.

    Raises:
        LedgerError: it cannot be looked at.
    """
    if place.url is None:
        return sqlite.holds_something(place.path or Path())
    engine = postgresql.postgresql_engine(place.url, busy_seconds=busy_seconds)
    try:
        with clear_errors(place, busy_seconds), engine.connect() as connection:
            return bool(inspect(connection).get_table_names())
    finally:
        engine.dispose()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction, committed when the block ends without error.

    On SQLite it holds the one write lock from its first moment; on PostgreSQL, whoever appends locks the head row.
    What it wrote, and whatever it found written, is on the disk when the block has ended, and before others see it.

    Raises:
        LedgerError: another thread of this process has been writing to the file for too long.
    """
    with (
        _TURNS.get(engine, nullcontext()),
        engine.connect().execution_options(ledger_begin="BEGIN IMMEDIATE") as connection,
        connection.begin(),
    ):
        if connection.dialect.name == "postgresql":
            postgresql.begin_writing(connection)
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees the database as it was at its first moment, whatever others write meanwhile."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


@contextmanager
def clear_errors(place: Place, busy_seconds: float) -> Iterator[None]:
    """Turn a fault of the database into a LedgerError of one sentence that says what to do."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raw = error.orig if isinstance(error, DBAPIError) else error
        told = sqlite.meaning if place.url is None else postgresql.meaning
        raise LedgerError(f"the ledger {place.shown} {told(raw, busy_seconds)}") from error
    except PoolTimeout as error:
        raise LedgerError(
            f"the ledger {place.shown} is used by more threads of this process than it has connections. Try again."
        ) from error


def _bring_up_to_date(engine: Engine, place: Place, *, create: bool) -> None:
    with engine.connect() as connection:
        found = _revision(connection)
        if found == HEAD_REVISION:
            return
        if found is None and place.url is not None and not create and not inspect(connection).get_table_names():
            raise LedgerError(f"there is no ledger at {place.shown}. Make a brief first, or name another --ledger.")
    with writing(engine) as connection:
        if place.url is not None:
            postgresql.lock_making(connection)
        found = _revision(connection)  # again: another process may have been first
        if found == HEAD_REVISION:
            return
        if found is None and inspect(connection).get_table_names():
            raise LedgerError(f"{place.shown} is a database, but not a ledger. Choose another --ledger.")
        if found is not None and not found.isdigit():
            raise LedgerError(
                f"{place.shown} is another program's database (version {found!r}). Choose another --ledger."
            )
        if found is not None and int(found) > int(HEAD_REVISION):
            raise LedgerError(
                f"the ledger {place.shown} has version {found}, this program knows {HEAD_REVISION}. Update contingent."
            )
        # imported late: a quarter of a second that an up-to-date ledger need not pay
        from contingent.ledger.migrate import upgrade

        upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(version.name):
        return None
    return connection.execute(select(version.c.version_num)).scalar()
