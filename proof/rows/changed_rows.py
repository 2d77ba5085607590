"""R5: stored rows are changed behind the ledger's back, one change at a time; its verification finds every one."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from contingent.core.errors import LedgerError
from contingent.core.times import now
from contingent.ledger.chain import Entry, Head
from contingent.ledger.store import Ledger
from proof.row import Figure, Row, Size, Tell, exactly, told
from proof.servers.postgresql import drop_schema, new_schema, server_address
from proof.tampering import COLUMNS, Change, changed
from proof.writers import DAY

ON_FILES, ON_A_SERVER = (1000, 60), (500, 20)
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM entries ORDER BY seq"

#: makes a change on a fresh copy: the change (None: refused, or none), and where the copy is
Spoil = Callable[[random.Random], tuple[Change | None, str]]


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Changes on copies of a file, then on a server's table that is put right after each."""
    server_address()
    rng = random.Random(size.seed)
    path = folder / "ledger.sqlite"
    rows, head = _filled(str(path))
    schema = new_schema()
    try:
        _filled(schema)
        return (
            *_tried("SQLite", _on_a_file(path, rows), head, rng, size.of(*ON_FILES), tell),
            *_tried("PostgreSQL", _on_a_server(schema), None, rng, size.of(*ON_A_SERVER), tell),
        )
    finally:
        drop_schema(schema)


def _tried(
    engine: str, spoil: Spoil, head: Head | None, rng: random.Random, wanted: int, tell: Tell
) -> Iterator[Figure]:
    """So many changes that the database took, each held against what the verification says."""
    made = refused = unseen = crashed = unreadable = 0
    while made < wanted:
        change, where = spoil(rng)
        if change is None:
            refused += 1
            continue
        made += 1
        try:
            with Ledger.open(where, create=False) as ledger:
                noted = (head or _HEADS[where]) if change.needs_head else None
                if ledger.verify(noted).ok:
                    unseen += 1
                    tell(f"{engine}: not found: {change.words}")
        except LedgerError:
            unreadable += 1  # it says so, and that is found
        except Exception as error:
            crashed += 1
            tell(f"{engine}: {type(error).__name__} {error}: {change.words}")
    yield exactly(f"{engine}: changes made", made, wanted)
    yield exactly(f"{engine}: not found by verify", unseen, 0)
    yield exactly(f"{engine}: that made verify fail in another way", crashed, 0)
    yield told(f"{engine}: found as a ledger that cannot be read", unreadable)
    yield told(f"{engine}: more that the database itself refused, or that changed nothing", refused)


_HEADS: dict[str, Head] = {}


def _filled(where: str) -> tuple[list[tuple[Any, ...]], Head]:
    """A closed ledger with every kind of row; its rows and its head."""
    question = {"id": "q-1", "text": "Café?", "n": 1}
    bodies = [
        ("document", None, {"title": "Café à Paris", "text": "10 people, 1 claim. " * 20}),
        ("brief", "b-1", {"id": "b-1", "question": "q-1", "n": 1}),
        ("question", "q-1", question),
        ("question", "q-2", {**question, "id": "q-2"}),
        *(("forecast", f"f-café-{n}", {"p": n / 10, "question": f"q-{n % 2 + 1}", "n": 1}) for n in range(1, 5)),
        ("note", None, {"question": "q-1", "author": "Zoë", "text": "ﬁne, 1 of 2", "at": "2024-11-18"}),
        ("whatif", "w-1", {"id": "w-1", "draws": [1, 1.0, 0.1]}),
        ("document", None, {"attachment": "YWJj" * 50, "n": 1}),
        ("resolution", "r-1", {"question": "q-1", "outcome": True}),
    ]
    with Ledger.open(where) as ledger:
        for kind, key, body in bodies:
            ledger.append_many([Entry(kind=kind, key=key, body=body, as_of=DAY)], recorded_at=now())
        rows = [tuple(getattr(row, name) for name in COLUMNS) for row in ledger.read(as_of=DAY)]
        _HEADS[where] = ledger.head()
    return rows, _HEADS[where]


def _on_a_file(path: Path, rows: list[tuple[Any, ...]]) -> Spoil:
    with closing(sqlite3.connect(path)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")  # whoever may write the file may do so
        raw.commit()
        before = _dump(raw)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole, copy = path.read_bytes(), path.with_name("copy.sqlite")

    def spoil(rng: random.Random) -> tuple[Change | None, str]:
        for leftover in path.parent.glob("copy.sqlite*"):
            leftover.unlink()
        copy.write_bytes(whole)
        with closing(sqlite3.connect(copy)) as raw:
            try:
                change = changed(raw.execute, rows, rng, sqlite=True)
                raw.commit()
            except (sqlite3.Error, OverflowError, UnicodeError):
                return None, str(copy)
            return (None if _dump(raw) == before else change), str(copy)

    return spoil


def _dump(raw: sqlite3.Connection) -> list[Any]:
    """Every stored field of the chain with its type."""
    fields = ", ".join(f"typeof({name}), CAST({name} AS BLOB)" for name in COLUMNS)
    return [
        *raw.execute(f"SELECT {fields} FROM entries ORDER BY seq"),
        *raw.execute("SELECT id, typeof(seq), CAST(seq AS BLOB), typeof(hash), CAST(hash AS BLOB) FROM head"),
    ]


def _on_a_server(address: str) -> Spoil:
    with psycopg.connect(address) as server:
        rows = server.execute(_SELECT.encode()).fetchall()
        head = server.execute("SELECT id, seq, hash FROM head").fetchall()

    def spoil(rng: random.Random) -> tuple[Change | None, str]:
        with psycopg.connect(address) as server:
            server.execute("SET session_replication_role = replica")  # no trigger is asked
            server.execute("DELETE FROM entries")
            server.execute("DELETE FROM head")
            cursor = server.cursor()
            cursor.executemany(f"INSERT INTO entries ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * 9)})", rows)
            cursor.executemany("INSERT INTO head (id, seq, hash) VALUES (%s, %s, %s)", head)
            server.commit()
            server.execute("SET session_replication_role = replica")
            try:
                change = changed(
                    lambda statement, values=(): server.execute(statement.replace("?", "%s").encode(), values),
                    rows, rng, sqlite=False,
                )  # fmt: skip
                server.commit()
            except (psycopg.Error, UnicodeError):
                server.rollback()
                return None, address
            same = server.execute(_SELECT.encode()).fetchall() == rows
            return (
                None if same and server.execute("SELECT id, seq, hash FROM head").fetchall() == head else change
            ), address

    return spoil


ROW = Row(
    key="R5",
    title="Stored rows are changed behind its back",
    what=(
        "A random change of a stored chain, past every trigger, 1,000 times on a file and 500 times on a server: every "
        "column of a row, its type, its spelling, a bit; a body that says the same in other JSON; rows removed, "
        "swapped, inserted, renumbered; the tail cut off; the head changed; the whole chain rewritten from a row on. "
        "Verification finds every one; those that leave a chain that is whole in itself (cut or rewritten together "
        "with its head) against a head noted elsewhere."
    ),
    run=run,
)
