"""The SQL on the chain: rows read in order or found by key, rows written, and the head moved forward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, insert, select, update

from contingent.core.errors import LedgerError
from contingent.ledger.chain import ABOUT, GENESIS, KINDS, Head, Row
from contingent.ledger.schema import entries, head

Item = TypeVar("Item")

FETCHED_AT_ONCE = 2000
_KEYS_AT_ONCE = 500
_WRITTEN_AT_ONCE = 500

_COLUMNS = (
    entries.c.seq,
    entries.c.kind,
    entries.c.key,
    entries.c.as_of,
    entries.c.recorded_at,
    entries.c.body_json,
    entries.c.previous,
    entries.c.hash,
    entries.c.subject,
)
#: kind and key → the rows that hold it, the earliest day first
Known = dict[tuple[str, str], list[Row]]


def question_of(
    *, as_of: date, kind: str | None, key: str | None, subject: str | None, after: int = 0, most: int | None = None
) -> Select[Any]:
    """What asks for the rows known at `as_of`, in the order they were written: the first `most` after the row `after`.

    `most` None: all of them.
    """
    query = select(*_COLUMNS).where(entries.c.as_of <= as_of.isoformat()[:10]).order_by(entries.c.seq)
    if kind is not None:
        query = query.where(entries.c.kind == kind)
    elif key is not None or subject is not None:
        query = query.where(entries.c.kind.in_(KINDS if subject is None else tuple(ABOUT)))  # each index begins with it
    if key is not None:
        query = query.where(entries.c.key == key)
    if subject is not None:
        query = query.where(entries.c.subject == subject)
    if after:
        query = query.where(entries.c.seq > after)
    return query if most is None else query.limit(most)


def fetched(connection: Connection, query: Select[Any]) -> tuple[Row, ...]:
    """The rows that a question finds."""
    return tuple(map(_row, connection.execute(query)))


def stream(connection: Connection, *, after: int = 0, at_once: int = FETCHED_AT_ONCE) -> Iterator[Row]:
    """The rows in the order of their numbers, those after a row, or every one (whatever its number) after none."""
    query = select(*_COLUMNS).order_by(entries.c.seq).execution_options(yield_per=at_once)
    if after:
        query = query.where(entries.c.seq > after)
    with connection.execute(query) as found:  # whoever stops half-way leaves no cursor open
        yield from map(_row, found)


def stored_head(connection: Connection, *, lock: bool = False) -> Head | None:
    """The head as it is recorded; None where there is not one record of it that can be one.

    With `lock`, nobody else appends until the transaction ends.
    """
    query = select(head.c.seq, head.c.hash)
    found = connection.execute(query.with_for_update() if lock else query).fetchmany(2)
    if len(found) != 1 or not (isinstance(found[0].seq, int) and isinstance(found[0].hash, str)):
        return None
    return Head(seq=found[0].seq, hash=found[0].hash)


def end_of(connection: Connection, shown: str) -> Head:
    """The head to continue from, held until the transaction ends; LedgerError where the last row is not the one."""
    stored = stored_head(connection, lock=True)
    last = connection.execute(select(entries.c.seq, entries.c.hash).order_by(entries.c.seq.desc()).limit(1)).first()
    end = Head(seq=0, hash=GENESIS) if last is None else Head(seq=last.seq, hash=last.hash)
    if stored != end:
        raise LedgerError(
            f"the ledger {shown} ends at row {end.seq}, but its head names another last row; "
            "its chain is broken and nothing is appended to it. Run `contingent ledger verify`."
        )
    return end


def known_rows(connection: Connection, wanted: Iterable[tuple[str, str]]) -> Known:
    """The rows that hold these kinds and keys already."""
    keys: dict[str, list[str]] = {}
    for kind, key in dict.fromkeys(wanted):
        keys.setdefault(kind, []).append(key)
    found: Known = {}
    for kind, all_keys in keys.items():
        for some in batches(all_keys, _KEYS_AT_ONCE):
            # sorted here: told to sort, SQLite walks every row of the kind along the index of days
            query = select(*_COLUMNS).where(entries.c.kind == kind, entries.c.key.in_(some))
            for row in sorted(fetched(connection, query), key=lambda row: row.as_of):
                found.setdefault((kind, row.key), []).append(row)
    return found


def known_at(rows: Sequence[Row], body: str, day: str) -> Row | None:
    """The row that already makes a body known at a day; LedgerError where its key holds another body."""
    for row in rows:
        if row.body_json != body:
            raise LedgerError(
                f"the {row.kind} {row.key!r} is in the ledger with another content (row {row.seq}); "
                "what was once believed is never edited. Give the new one a key of its own."
            )
    return next((row for row in rows if row.as_of <= day), None)


def write(connection: Connection, rows: Sequence[Row], before: Head) -> Head:
    """The rows stand at the end of the chain, which was `before`, and the head names the last of them."""
    for some in batches(rows, _WRITTEN_AT_ONCE):
        connection.execute(insert(entries), [_values(row) for row in some])
    if not rows:
        return before
    end = Head(seq=rows[-1].seq, hash=rows[-1].hash)
    connection.execute(update(head).values(seq=end.seq, hash=end.hash))
    return end


def hashes(connection: Connection, first: int, last: int) -> dict[int, str]:
    """Row → its hash, of the rows from `first` to `last`."""
    query = select(entries.c.seq, entries.c.hash).where(entries.c.seq.between(first, last))
    return {found.seq: found.hash for found in connection.execute(query)}


def _row(found: Any) -> Row:
    """By place, which takes half the time that names take."""
    seq, kind, key, as_of, recorded_at, body_json, previous, own, subject = found
    return Row(
        seq=seq, kind=kind, key=key, as_of=as_of, recorded_at=recorded_at, body_json=body_json, previous=previous,
        hash=own, subject=subject,
    )  # fmt: skip


def _values(row: Row) -> dict[str, object]:
    return {column.name: getattr(row, column.name) for column in _COLUMNS}


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in their order, at most `size` at a time."""
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some
