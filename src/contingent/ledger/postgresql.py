"""A ledger in a PostgreSQL database: how a connection is set up, and what its faults mean."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from contingent.core.errors import LedgerError

_CONNECT_SECONDS = 10
_STATEMENT_SECONDS = 300
#: a writer that stands still, holding the lock that all others wait for, is cut off by the server after this long
_IDLE_WRITER_SECONDS = 60
#: any number, the same for every process: who makes or migrates the tables holds it
_MAKING = 5_404_319_552_844_595

#: SQLSTATE, or how it begins → what it means for a ledger
_FAULTS = {
    "25006": "can only be read there: the server is a copy, or set to read-only. Choose another --ledger.",
    "42501": "refuses this user: the role lacks the right. Ask who runs the server for it.",
    "53100": "cannot grow: the server's disk is full. Nothing half-written is kept; free some space and try again.",
    "53300": "has no connection left. Try again, or raise the server's max_connections.",
    "57014": f"took longer than {_STATEMENT_SECONDS} seconds over one step, or was told to stop. Try again.",
    "42P01": "lacks a table: somebody has changed it. Restore it from a backup or an export.",
    "42703": "lacks a column: somebody has changed it. Restore it from a backup or an export.",
    "XX001": "is damaged: the server cannot read its pages. Restore it from a backup or an export.",
    "XX002": "is damaged: the server cannot read an index. Ask who runs the server to run REINDEX.",
}
#: SQLSTATEs, or how they begin, of a server that is gone or not yet there
_GONE = ("08", "57P", "25P03")

#: words of a connection that broke, and of one that cannot be made for now, in lower case
_CUT = ("connection is closed", "server closed the connection", "connection is lost", "connection not open",
        "consuming input failed", "connection reset", "broken pipe", "terminating connection")  # fmt: skip
_DOWN = ("starting up", "shutting down", "recovery mode", "not accepting", "not yet accepting", "is the server running",
         "connection refused", "timeout expired")  # fmt: skip

#: words of a failed connection, in lower case → what they mean
_REFUSALS = (
    ("password authentication failed", "refuses the password, or knows no such user. Check the address or PGPASSWORD."),
    ("no password supplied", "wants a password. Put it into the address, or set PGPASSWORD."),
    ("no pg_hba.conf entry", "refuses this user, database or address. Ask who runs the server."),
    ("too many clients", "has no connection left. Try again, or raise the server's max_connections."),
    ("starting up", "is starting up. Try again in a moment."),
    ("not accepting", "is starting up. Try again in a moment."),
    ("not yet accepting", "is starting up. Try again in a moment."),
    ("recovery mode", "is starting up. Try again in a moment."),
    ("shutting down", "is shutting down. Try again when it is back."),
    ("timeout expired", "did not answer in time. Is the server running, and the address right?"),
    (
        "invalid connection option",
        "has an address with a part that is not known. Check what follows its question mark.",
    ),
    ("could not translate host name", "has a host that is not known. Check the address."),
    ("failed to resolve host", "has a host that is not known. Check the address."),
)


def postgresql_engine(url: URL, *, busy_seconds: float) -> Engine:
    """An engine on the database; nothing is asked of the server yet.

    Raises:
        LedgerError: psycopg is not installed, or not whole.
    """
    try:
        import_module("psycopg")
    except ImportError as error:
        raise LedgerError(
            f"a ledger on PostgreSQL needs psycopg, which cannot be loaded ({' '.join(str(error).split())[:100]}); "
            'install it with pip install "contingent[postgres]"'
        ) from None
    set_up = {"connect_timeout": _CONNECT_SECONDS, "application_name": "contingent", "keepalives_idle": 30}
    own = {name: value for name, value in set_up.items() if name not in url.query}
    engine = create_engine(
        url,
        connect_args=own,
        isolation_level="READ COMMITTED",  # whatever the server's own: who waited for the head must see the new one
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=max(busy_seconds, 1),
    )
    event.listen(engine, "connect", lambda raw, _record: _durable(raw, busy_seconds))
    return engine


def lock_making(connection: Connection) -> None:
    """Nobody else makes or migrates the tables of this database until the transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MAKING})


def meaning(raw: BaseException | None, busy_seconds: float) -> str:
    """What a fault of PostgreSQL means for a ledger, and what to do: the end of a sentence."""
    state = getattr(raw, "sqlstate", None) or ""
    if state == "55P03":
        return f"was locked by another process for more than {busy_seconds:g} seconds. Try again when it is done."
    for start, told in _FAULTS.items():
        if state.startswith(start):
            return told
    said = " ".join(str(raw).split())
    found = next((told for words, told in _REFUSALS if words in said.lower()), None)
    if found is not None:
        return found
    if "does not exist" in said and ("database " in said or "role " in said):
        what = "user" if "role " in said else "database"
        return f"names a {what} that the server does not have. Create it there, or check the address."
    if _cut(raw):
        return "lost its server in the middle. What was acknowledged is kept; try again when the server is back."
    if not state:
        why = said.rpartition("failed: ")[2].partition(" Is the server running")[0]
        return f"cannot be reached: {why.rstrip('.')}. Is the server running, and the address right?"
    return f"refused: {said.rstrip('.')}."


def lost(raw: BaseException | None) -> bool:
    """Whether a fault says that the server went away, or is on its way down or up: the next try may find it back."""
    return _cut(raw) or (not getattr(raw, "sqlstate", None) and any(words in str(raw).lower() for words in _DOWN))


def _cut(raw: BaseException | None) -> bool:
    state = getattr(raw, "sqlstate", None) or ""
    return state.startswith(_GONE) or (not state and any(words in str(raw).lower() for words in _CUT))


def _durable(raw: Any, busy_seconds: float) -> None:
    """Set a new connection up: on disk at each commit, and no wait without an end."""
    settings = {
        "synchronous_commit": "on",
        "statement_timeout": f"{_STATEMENT_SECONDS}s",
        "lock_timeout": f"{max(1, round(busy_seconds * 1000))}ms",
    }
    asked = ", ".join(["set_config(%s, %s, false)"] * len(settings))
    with raw.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", [word for setting in settings.items() for word in setting])
    raw.commit()


def begin_writing(connection: Connection) -> None:
    """The transaction ends by itself where its client stands still."""
    connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{_IDLE_WRITER_SECONDS}s'")
