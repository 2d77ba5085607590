"""A ledger in one SQLite file: how a connection is set up, what its faults mean, and a copy of it while it is used."""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from contingent.core.errors import LedgerError

#: at most so long between two looks whether a lock is free
_RETRY_SECONDS = 0.005

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


def sqlite_engine(path: Path, *, create: bool, busy_seconds: float) -> Engine:
    """An engine on the file at `path`; its folder is made where it is missing and `create` is set.

    A file that cannot be written, or whose folder cannot, is opened to be read only, unless it is to be made.

    Raises:
        LedgerError: there is no ledger there and none is to be made, or its folder cannot be made.
    """
    real = _real(path)
    if not create and not holds_something(real):
        raise LedgerError(f"there is no ledger at {path}. Make a brief first, or name another --ledger.")
    if create:
        try:
            _make_folder(real.parent)
        except OSError as error:
            raise LedgerError(
                f"the ledger's folder {path.parent} cannot be made: {error.strerror or error}. "
                "Choose another --ledger, or keep nothing with --no-keep."
            ) from error
    elif real.is_file() and not (os.access(real, os.W_OK) and os.access(real.parent, os.W_OK)):
        return _read_only_engine(real, busy_seconds)
    engine = create_engine(
        URL.create("sqlite", database=str(real)), connect_args={"timeout": busy_seconds}, hide_parameters=True
    )
    event.listen(engine, "connect", lambda raw, _record: _durable(raw, busy_seconds))
    event.listen(engine, "begin", lambda connection: _begin(connection, busy_seconds))
    return engine


def holds_something(path: Path) -> bool:
    """Whether there is a file with anything in it: SQLite would take an empty one for a new ledger."""
    try:
        return path.stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise LedgerError(
            f"the ledger {path} cannot be opened: {error.strerror or error}. Choose another --ledger."
        ) from error


def meaning(raw: BaseException | None, busy_seconds: float) -> str:
    """What a fault of SQLite means for a ledger, and what to do: the end of a sentence."""
    name = getattr(raw, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_BUSY"):
        return f"was locked by another process for more than {busy_seconds:g} seconds. Try again when it is done."
    for start, told in _FAULTS.items():
        if name.startswith(start):
            return told
    return f"refused: {raw}."


def copy_file(engine: Engine, source: Path, target: Path) -> None:
    """The database, as it was at one moment, is in `target`, whole and on disk; others write meanwhile.

    Raises:
        LedgerError: the target cannot be written, or is a database that is in use; it has not changed.
    """
    if target.exists() and target.samefile(source):
        raise LedgerError(f"the back-up {target} is the ledger itself. Name another file.")
    with staged(target) as fresh, engine.connect() as connection, closing(sqlite3.connect(fresh)) as copy:
        raw: Any = connection.connection.driver_connection
        try:
            _copied(raw, copy)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname not in ("SQLITE_FULL", "SQLITE_IOERR_WRITE"):
                raise
            raise LedgerError(  # the ledger itself is only read
                f"the back-up {target} cannot be written: the disk is full. It is what it was; free some space, or "
                "name another file."
            ) from error


def _copied(source: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    source.backup(copy)  # in one step: begun anew at each write otherwise


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """An empty file beside the target, on disk and in the target's place when the block ends without error.

    A target that is a link stays one: what it leads to is replaced.

    Raises:
        LedgerError: it cannot be written, or the target is a database in use; the target is what it was.
    """
    real = _real(target)
    if holds_something(log := _log_of(real)):
        raise LedgerError(f"the back-up {target} is in use: there is a {log.name} beside it. Name another file.")
    fresh: Path | None = None
    try:
        _make_folder(real.parent)
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        os.close(handle)
        fresh = Path(name)
        yield fresh
        if holds_something(_log_of(fresh)):  # SQLite closes without a word where the log did not fit into the file
            raise LedgerError(
                f"the back-up {target} cannot be written: the disk is full, or reports an error. It is what it was; "
                "free some space, or name another file."
            )
        _flush(fresh)
        fresh.replace(real)
        _flush_folder(real.parent)
    except OSError as error:
        raise LedgerError(f"the back-up {target} cannot be written: {error.strerror or error}.") from error
    finally:
        for leftover in () if fresh is None else (fresh, *(Path(f"{fresh}{end}") for end in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)


def _real(path: Path) -> Path:
    """Where SQLite itself will look: its log lies beside the file that a link leads to, not beside the link."""
    return Path(os.path.realpath(path))


def _log_of(real: Path) -> Path:
    return real.with_name(f"{real.name}-wal")


def _make_folder(folder: Path) -> None:
    """The folder is there, and on disk under its name: SQLite flushes the ledger's own folder, not those above it."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        _flush_folder(made.parent)


def _flush_folder(folder: Path) -> None:
    if os.name != "nt":  # Windows opens no folder, and keeps names itself
        _flush(folder, os.O_RDONLY)


def _flush(path: Path, how: int = os.O_RDWR) -> None:
    handle = os.open(path, how)
    try:
        if sys.platform == "darwin":  # a plain flush stops at the drive's cache
            import fcntl

            with suppress(OSError):  # a file system without that flush
                fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
                return
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_only_engine(path: Path, busy_seconds: float) -> Engine:
    """SQLite reads a log through a file beside it that it must make; without a log it is told that nobody writes."""
    unused = not holds_something(_log_of(path))
    address = f"{path.as_uri()}?mode=ro{'&immutable=1' if unused else ''}"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(
            address, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
        ),
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _durable(raw: Any, busy_seconds: float) -> None:
    """Set a new connection up: explicit transactions, a log that survives a kill, a flush to disk at each commit.

    SQLite flushes before anybody sees the commit, and takes it back where the disk refuses: a flush of our own, later,
    could be told that all is well by a disk that has lost what was there (decision 37).
    """
    raw.isolation_level = None  # else sqlite3 would decide by itself where a transaction begins
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA fullfsync=ON")  # where a plain flush stops at the drive's cache
    deadline = time.monotonic() + busy_seconds
    while raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            if raw.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
                return  # a file system that cannot hold a shared log keeps SQLite's older journal, durable and slower
        except sqlite3.OperationalError as error:
            # the switch ignores the busy timeout, so two processes that make one ledger at once need a retry here
            if not _busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)


def _begin(connection: Connection, busy_seconds: float = 0.0) -> None:
    """A transaction has begun; the one that writes asks for its lock often and at random, so that nobody starves.

    SQLite itself would wait ever longer between two looks, and who came last would be served first.
    """
    how = connection.get_execution_options().get("ledger_begin", "BEGIN")
    if how == "BEGIN":
        connection.exec_driver_sql(how)
        return
    raw: Any = connection.connection.driver_connection
    deadline = time.monotonic() + busy_seconds
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                raw.execute(how)
                return
            except sqlite3.OperationalError as error:
                if not _busy(error) or time.monotonic() > deadline:
                    raise
            time.sleep(random.uniform(0, _RETRY_SECONDS))
    finally:
        raw.execute(f"PRAGMA busy_timeout={round(busy_seconds * 1000)}")


def _busy(error: sqlite3.OperationalError) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY")
