"""What the tests of the ledger share: a fixed moment, a filled ledger, and hands that reach past its triggers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from contingent.ledger.chain import Entry
from contingent.ledger.store import Ledger

MOMENT = datetime(2024, 11, 18, 12, 30, tzinfo=UTC)
DAY = date(2024, 11, 18)
#: what either database says of an edit that its triggers refuse
REFUSALS = (sqlite3.IntegrityError, psycopg.IntegrityError)
COLUMNS = "seq, kind, key, as_of, recorded_at, body_json, previous, hash, subject"

Where = TypeVar("Where", str, Path)
Statement = tuple[str, tuple[Any, ...]]


def entry(key: str | None, body: object = None, *, kind: str = "forecast", as_of: date = DAY) -> Entry:
    return Entry(kind=kind, key=key, body={"p": 0.2} if body is None else body, as_of=as_of)


def entries_of(rows: int) -> list[Entry]:
    """Forecasts, each of another content, on one of two questions."""
    return [entry(f"f-{n}", {"p": n / 10, "question": f"q-{n % 2}", "why": "é" * n}) for n in range(1, rows + 1)]


def filled(where: Where, rows: int = 6) -> Where:
    """A closed ledger of `rows` forecasts, each of another content."""
    with Ledger.open(where) as ledger:
        ledger.append_many(entries_of(rows), recorded_at=MOMENT)
    return where


@contextmanager
def hands(where: str | Path, *, past_triggers: bool = True) -> Iterator[Callable[..., int]]:
    """Runs statements on the database itself, triggers off unless told otherwise; gives how many rows they touched."""
    if "://" not in str(where):
        with closing(sqlite3.connect(where)) as raw:
            if past_triggers:
                for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    raw.execute(f"DROP TRIGGER {name}")
            yield lambda statement, values=(): raw.execute(statement, values).rowcount
            raw.commit()
        return
    with psycopg.connect(str(where)) as server:
        if past_triggers:
            server.execute("SET session_replication_role = replica")

        def run(statement: str, values: tuple[Any, ...] = ()) -> int:
            told = statement.replace("?", "%s").replace("UPDATE OR IGNORE", "UPDATE")
            try:
                with server.transaction():
                    return server.execute(told.encode(), values).rowcount
            except (psycopg.errors.UniqueViolation, psycopg.DataError):
                if "OR IGNORE" in statement:
                    return 0
                raise

        yield run


def tamper(where: str | Path, *statements: Statement) -> int:
    """Run statements on the database itself past every trigger; returns how many rows they touched."""
    with hands(where) as run:
        return sum(run(statement, values) for statement, values in statements)
