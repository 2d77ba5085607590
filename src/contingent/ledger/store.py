"""The ledger: what was believed, kept for good, read back as of a day, and checked link by link.

Nothing here changes or removes a row. `tests/ledger/test_kill.py` holds that nothing acknowledged is lost,
`tests/ledger/test_verify.py` that no change goes unseen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import DBAPIError

from contingent.core.errors import LedgerError
from contingent.ledger.chain import (
    GENESIS,
    KINDS,
    Entry,
    Head,
    Row,
    Verification,
    broken,
    canonical,
    keyed,
    link,
    row_of,
    walk,
)
from contingent.ledger.connect import clear_errors, ledger_path, open_engine, writing
from contingent.ledger.schema import entries, head

BUSY_SECONDS = 30.0
_FETCHED_AT_ONCE = 2000
_FIELDS = ("seq", "kind", "key", "as_of", "recorded_at", "body", "previous", "hash")


class Ledger:
    """An append-only store on one SQLite file; safe for several processes and threads at once."""

    def __init__(self, engine: Engine, path: Path, busy_seconds: float) -> None:
        """Use `Ledger.open`."""
        self._engine = engine
        self._busy_seconds = busy_seconds
        self.path = path

    @classmethod
    def open(cls, where: str | Path, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> Self:
        """The ledger at a path or `sqlite:///` address, its tables current; a new one if none was and `create` is set.

        `busy_seconds` is how long to wait while another process writes.

        Raises:
            LedgerError: it cannot be opened: not a ledger, a newer one, a read-only folder, locked too long.
        """
        path = ledger_path(where)
        return cls(open_engine(path, create=create, busy_seconds=busy_seconds), path, busy_seconds)

    def close(self) -> None:
        """Every connection is closed; the file is whole."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

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

        Raises:
            LedgerError: as `append`; nothing was written.
        """
        wanted = [(entry, *keyed(entry)) for entry in new]  # refuse what cannot be kept before taking the lock
        with self._clear(), writing(self._engine) as connection:
            before = end = _end(connection, self.path)
            rows = []
            for entry, key, body in wanted:
                row = _known(connection, entry, key, body)
                if row is None:
                    row = link(end, entry, recorded_at=recorded_at)
                    _insert(connection, row)
                    end = Head(seq=row.seq, hash=row.hash)
                rows.append(row)
            _move_head(connection, before, end)
        return tuple(rows)

    # ------------------------------------------------------------------- read

    def read(self, *, as_of: date, kind: str | None = None, key: str | None = None) -> tuple[Row, ...]:
        """What was known at `as_of`: the rows of that day and before, in the order they were written.

        The day is the one a row's content rests on, not the moment it was written (`Row.recorded_at`).

        Raises:
            LedgerError: an unknown kind, or the ledger cannot be read.
        """
        if kind is not None and kind not in KINDS:
            raise LedgerError(f"kind is {kind!r}; wanted one of {', '.join(KINDS)}")
        query = select(entries).where(entries.c.as_of <= as_of.isoformat()[:10]).order_by(entries.c.seq)
        if kind is not None:
            query = query.where(entries.c.kind == kind)
        if key is not None:
            query = query.where(entries.c.key == key)
        with self._clear(), self._engine.connect() as connection:
            return tuple(Row(**found) for found in connection.execute(query).mappings())

    def head(self) -> Head:
        """The number of rows and the hash of the last: note it elsewhere, and `verify` can hold the ledger to it."""
        with self._clear(), self._engine.connect() as connection:
            return _stored_head(connection) or Head(seq=0, hash=GENESIS)

    def verify(self, expected: Head | None = None) -> Verification:
        """The chain walked from its first link to its head.

        Finds any row changed, removed, inserted or put in another order, and rows cut off at the end as long as the
        stored head was not cut back with them. It cannot tell a ledger that was rewritten as a whole, every hash and
        the head recomputed, from a true one: for that give `expected`, a head noted elsewhere at an earlier time.

        Raises:
            LedgerError: the file itself cannot be read.
        """
        end, rows = Head(seq=0, hash=GENESIS), 0
        anchored = expected is None or expected == end
        fault: tuple[int, str] | None = None
        with self._clear(), self._engine.connect() as connection:
            for at_once in (_FETCHED_AT_ONCE, 1):  # one by one where a batch holds a row that cannot even be read
                start = end
                try:
                    for end, reason in walk(_stream(connection, after=start.seq, at_once=at_once), start=start):
                        if reason is not None:
                            fault = (end.seq + 1, reason)
                            break
                        rows += 1
                        anchored = anchored or end == expected
                    else:
                        fault = _wrong_end(end, _stored_head(connection), None if anchored else expected)
                    break
                except DBAPIError as error:
                    fault = (end.seq + 1, f"it cannot be read: {error.orig}")
        first, why = fault or (None, None)
        return Verification(rows=rows, first_broken=first, reason=why, head=end)

    # -------------------------------------------------------------- in and out

    def export_jsonl(self, stream: TextIO) -> int:
        """Every row is in `stream`, one JSON object a line, with its hashes; returns how many."""
        count = 0
        with self._clear(), self._engine.connect() as connection:
            for row in _stream(connection):
                values = (row.seq, row.kind, row.key, row.as_of, row.recorded_at, row.body, row.previous, row.hash)
                stream.write(json.dumps(dict(zip(_FIELDS, values, strict=True)), ensure_ascii=True) + "\n")
                count += 1
        return count

    def import_jsonl(self, lines: Iterable[str]) -> int:
        """Every exported row is here, link for link; returns how many were new. All of them, or none.

        The lines must start at the first row; rows that are here already are compared and skipped.

        Raises:
            LedgerError: a line is no exported row, breaks the chain, or differs from the row that is here.
        """
        added = 0
        with self._clear(), writing(self._engine) as connection:
            before = _end(connection, self.path)
            end = Head(seq=0, hash=GENESIS)
            for number, line in enumerate(lines, start=1):
                row = _row_of_line(line, number)
                reason = broken(end, row)
                if reason is None and row.seq <= before.seq:
                    reason = _differs(connection, row)
                elif reason is None:
                    _insert(connection, row)
                    added += 1
                if reason is not None:
                    raise LedgerError(f"line {number} cannot be imported: {reason}. Nothing was imported.")
                end = Head(seq=row.seq, hash=row.hash)
            if added:
                _move_head(connection, before, end)
        return added

    @contextmanager
    def _clear(self) -> Iterator[None]:
        with clear_errors(self.path, self._busy_seconds):
            yield


def _stream(connection: Connection, *, after: int = 0, at_once: int = _FETCHED_AT_ONCE) -> Iterator[Row]:
    """The rows in the order of their numbers, those after a row, or every one (whatever its number) after none."""
    query = select(entries).order_by(entries.c.seq).execution_options(yield_per=at_once)
    if after:
        query = query.where(entries.c.seq > after)
    for seq, kind, key, as_of, recorded_at, body, previous, own in connection.execute(query):
        yield row_of((seq, kind, key, as_of, recorded_at, body), previous=previous, own_hash=own)


def _stored_head(connection: Connection) -> Head | None:
    found = connection.execute(select(head.c.seq, head.c.hash)).first()
    return None if found is None else Head(seq=found.seq, hash=found.hash)


def _end(connection: Connection, path: Path) -> Head:
    """The head to continue from; LedgerError where the last row is not the one it names."""
    stored = _stored_head(connection)
    last = connection.execute(select(entries.c.seq, entries.c.hash).order_by(entries.c.seq.desc()).limit(1)).first()
    end = Head(seq=0, hash=GENESIS) if last is None else Head(seq=last.seq, hash=last.hash)
    if stored != end:
        raise LedgerError(
            f"the ledger {path} ends at row {end.seq}, but its head names another last row; "
            "its chain is broken and nothing is appended to it. Run `contingent ledger verify`."
        )
    return end


def _wrong_end(end: Head, stored: Head | None, missing: Head | None) -> tuple[int, str] | None:
    """The first row that the end of a walk shows to be wrong, and why; None where the end is as it should be."""
    if stored is None:
        return end.seq + 1, "the record of the head is missing"
    if stored.seq > end.seq:
        return end.seq + 1, f"rows {end.seq + 1} to {stored.seq} were removed at the end"
    if stored != end:
        return min(stored.seq + 1, end.seq), "the record of the head names another last row: it was added or changed"
    if missing is not None:
        return min(missing.seq, end.seq + 1), f"the head noted elsewhere, row {missing.seq}, is not in this chain"
    return None


def _known(connection: Connection, entry: Entry, key: str, body: str) -> Row | None:
    """The row that already makes this entry known at its day; LedgerError where the key holds another body."""
    query = select(entries).where(entries.c.kind == entry.kind, entries.c.key == key).order_by(entries.c.as_of)
    rows = [Row(**found) for found in connection.execute(query).mappings()]
    for row in rows:
        if row.body_json != body:
            raise LedgerError(
                f"the {entry.kind} {key!r} is in the ledger with another content (row {row.seq}); "
                "what was once believed is never edited. Give the new one a key of its own."
            )
    return next((row for row in rows if row.as_of <= entry.as_of.isoformat()[:10]), None)


def _insert(connection: Connection, row: Row) -> None:
    connection.execute(
        insert(entries).values(
            seq=row.seq,
            kind=row.kind,
            key=row.key,
            as_of=row.as_of,
            recorded_at=row.recorded_at,
            body_json=row.body_json,
            previous=row.previous,
            hash=row.hash,
        )
    )


def _move_head(connection: Connection, before: Head, end: Head) -> None:
    if end != before:
        connection.execute(update(head).values(seq=end.seq, hash=end.hash))


def _differs(connection: Connection, row: Row) -> str | None:
    own = connection.execute(select(entries.c.hash).where(entries.c.seq == row.seq)).scalar()
    return None if own == row.hash else f"row {row.seq} here is another one"


def _row_of_line(line: str, number: int) -> Row:
    try:
        values: dict[str, Any] = json.loads(line)
        seq, kind, key, as_of, recorded_at, body, previous, own = (values[name] for name in _FIELDS)
        fields = (int(seq), str(kind), str(key), str(as_of), str(recorded_at), canonical(body))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise LedgerError(f"line {number} is no exported row of a ledger ({error!r}). Nothing was imported.") from error
    if fields[1] not in KINDS:
        raise LedgerError(
            f"line {number} has the kind {kind!r}; wanted one of {', '.join(KINDS)}. Nothing was imported."
        )
    return row_of(fields, previous=str(previous), own_hash=str(own))
