"""What the tests of the ledger share: a fixed moment, a filled ledger, and hands that reach past its triggers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from contingent.ledger.chain import Entry
from contingent.ledger.store import Ledger

MOMENT = datetime(2024, 11, 18, 12, 30, tzinfo=UTC)
DAY = date(2024, 11, 18)


def entry(key: str | None, body: object = None, *, kind: str = "forecast", as_of: date = DAY) -> Entry:
    return Entry(kind=kind, key=key, body={"p": 0.2} if body is None else body, as_of=as_of)


def filled(path: Path, rows: int = 6) -> Path:
    """A closed ledger of `rows` forecasts, each of another content."""
    with Ledger.open(path) as ledger:
        ledger.append_many(
            [entry(f"f-{n}", {"p": n / 10, "why": "é" * n}) for n in range(1, rows + 1)], recorded_at=MOMENT
        )
    return path


def tamper(path: Path, *statements: tuple[str, tuple[Any, ...]]) -> int:
    """Run statements on the file itself with every trigger gone; returns how many rows they touched."""
    with closing(sqlite3.connect(path)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        touched = sum(raw.execute(statement, values).rowcount for statement, values in statements)
        raw.commit()
    return touched
