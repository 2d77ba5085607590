"""From a path to an engine on a ledger whose tables are current; every fault of the database in one clear sentence."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.exc import DBAPIError

from contingent.core.errors import LedgerError
from contingent.ledger.schema import HEAD_REVISION, version

_SQLITE_PREFIX = "sqlite:///"
_RETRY_SECONDS = 0.01

#: start of SQLite's error name → what it means for a ledger
_FAULTS = {
    "SQLITE_NOTADB": "is not a ledger: the file is no SQLite database. Choose another --ledger, or move the file away.",
    "SQLITE_CORRUPT": "is damaged: SQLite cannot read its pages. Restore it from a backup or an export.",
    "SQLITE_CANTOPEN": "cannot be opened: the folder is missing, cannot be written, or the path is no file.",
    "SQLITE_READONLY": "cannot be written: the file or its folder is read-only. Choose another --ledger.",
    "SQLITE_PERM": "cannot be opened: you have no right to it. Choose another --ledger.",
    "SQLITE_FULL": "cannot grow: the disk is full. Nothing half-written is kept; free some space and try again.",
    "SQLITE_IOERR": "cannot be read or written: the disk reports an error, or is full. What was acknowledged is kept.",
    "SQLITE_LOCKED": "is locked by another reader in this process. Try again.",
}


def ledger_path(where: str | Path) -> Path:
    """The file that a path or an `sqlite:///` address names.

    Raises:
        LedgerError: an address of another database.
    """
    text = str(where)
    if text.startswith(_SQLITE_PREFIX):
        text = text[len(_SQLITE_PREFIX) :]
    elif "://" in text:
        scheme = text.partition("://")[0]
        raise LedgerError(f"the ledger is at a {scheme}:// address; wanted a file path or {_SQLITE_PREFIX}PATH")
    if not text or "\0" in text:
        raise LedgerError(f"the ledger's path is {text!r}; wanted the path of a file")
    return Path(text)


def open_engine(path: Path, *, create: bool, busy_seconds: float) -> Engine:
    """An engine on the ledger at `path`, made there where it is missing and `create` is set; its tables are current.

    Raises:
        LedgerError: no ledger there, not one, a newer one, or it cannot be opened.
    """
    if not create and not _holds_something(path):
        raise LedgerError(f"there is no ledger at {path}. Make a brief first, or name another --ledger.")
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(
                f"the ledger's folder {path.parent} cannot be made: {error.strerror or error}. "
                "Choose another --ledger, or keep nothing with --no-keep."
            ) from error
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": busy_seconds}, hide_parameters=True
    )
    event.listen(engine, "connect", lambda raw, _record: _durable(raw, busy_seconds))
    event.listen(engine, "begin", _begin)
    try:
        with clear_errors(path, busy_seconds):
            _bring_up_to_date(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _holds_something(path: Path) -> bool:
    """Whether there is a file with anything in it: SQLite would take an empty one for a new ledger."""
    try:
        return path.stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise LedgerError(
            f"the ledger {path} cannot be opened: {error.strerror or error}. Choose another --ledger."
        ) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that holds the write lock from its first moment, committed when the block ends without error."""
    with engine.connect().execution_options(ledger_begin="BEGIN IMMEDIATE") as connection, connection.begin():
        yield connection


@contextmanager
def clear_errors(path: Path, busy_seconds: float) -> Iterator[None]:
    """Turn a fault of the database into a LedgerError of one sentence that says what to do."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raw = error.orig if isinstance(error, DBAPIError) else error
        raise LedgerError(f"the ledger {path} {_meaning(raw, busy_seconds)}") from error


def _meaning(raw: BaseException | None, busy_seconds: float) -> str:
    name = getattr(raw, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_BUSY"):
        return f"was locked by another process for more than {busy_seconds:g} seconds. Try again when it is done."
    for start, meaning in _FAULTS.items():
        if name.startswith(start):
            return meaning
    return f"refused: {raw}."


def _durable(raw: Any, busy_seconds: float) -> None:
    """Set a new connection up: explicit transactions, a log that survives a kill, a flush to disk at each commit."""
    raw.isolation_level = None  # else sqlite3 would decide by itself where a transaction begins
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA fullfsync=ON")  # where a plain flush stops at the drive's cache
    deadline = time.monotonic() + busy_seconds
    while raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            raw.execute("PRAGMA journal_mode=WAL").fetchone()
            return  # a file system that cannot hold a shared log keeps SQLite's older journal, as durable and slower
        except sqlite3.OperationalError as error:
            # the switch ignores the busy timeout, so two processes that make one ledger at once need a retry here
            if not str(error.sqlite_errorname).startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("ledger_begin", "BEGIN"))


def _bring_up_to_date(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        if _revision(connection) == HEAD_REVISION:
            return
    with writing(engine) as connection:
        found = _revision(connection)  # again: another process may have been first
        if found == HEAD_REVISION:
            return
        if found is None and inspect(connection).get_table_names():
            raise LedgerError(f"{path} is a database, but not a ledger. Choose another --ledger.")
        if found is not None and not found.isdigit():
            raise LedgerError(f"{path} is another program's database (version {found!r}). Choose another --ledger.")
        if found is not None and int(found) > int(HEAD_REVISION):
            raise LedgerError(
                f"the ledger {path} has version {found}, this program knows {HEAD_REVISION}. Update contingent."
            )
        # imported late: a quarter of a second that an up-to-date ledger need not pay
        from contingent.ledger.migrate import upgrade

        upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(version.name):
        return None
    return connection.execute(select(version.c.version_num)).scalar()
