"""The chain walked along its rows: found whole, or the first row that does not hold and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from contingent.core.errors import LedgerError
from contingent.ledger.chain import GENESIS, Head, Row, Verification, broken, walk, wrong_end
from contingent.ledger.connect import snapshot
from contingent.ledger.rows import FETCHED_AT_ONCE, stored_head, stream

#: is told how many rows were walked, and how many there are
Told = Callable[[int, int], None]
_TOLD_EVERY = 1000


def verified(engine: Engine, expected: Head | None, told: Told | None = None) -> Verification:
    """What a walk along the chain finds, as the database was at one moment; DBAPIError where it cannot be read."""
    end, rows = Head(seq=0, hash=GENESIS), 0
    anchored = expected is None or expected == end
    fault: tuple[int, str] | None = None
    with snapshot(engine) as connection:
        stored = stored_head(connection)
        for at_once in (FETCHED_AT_ONCE, 1):  # one by one where a batch holds a row that cannot even be read
            start = end
            try:
                for end, reason in walk(stream(connection, after=start.seq, at_once=at_once), start=start):
                    if reason is not None:
                        fault = (end.seq + 1, reason)
                        break
                    rows += 1
                    if told is not None and rows % _TOLD_EVERY == 0:
                        told(rows, stored.seq if stored else rows)
                    anchored = anchored or end == expected
                else:
                    fault = wrong_end(end, stored, None if anchored else expected)
                break
            except DBAPIError as error:
                if engine.dialect.name != "sqlite":
                    raise  # a server keeps no text that cannot be read: it is the connection that broke
                fault = (end.seq + 1, f"it cannot be read: {error.orig}")
    first, why = fault or (None, None)
    return Verification(rows=rows, first_broken=first, reason=why, head=end)


def checked(rows: Iterable[Row], stored: Head, shown: str) -> Iterator[Row]:
    """The rows, each once it is seen to continue the chain, up to the stored head.

    Raises:
        LedgerError: at the first row that does not; it is not given.
    """
    end = Head(seq=0, hash=GENESIS)
    for row in rows:
        reason = broken(end, row)
        if reason is not None:
            raise LedgerError(f"the ledger {shown} is broken at row {end.seq + 1}: {reason}.")
        end = Head(seq=row.seq, hash=row.hash)
        yield row
    fault = wrong_end(end, stored, None)
    if fault is not None:
        raise LedgerError(f"the ledger {shown} is broken at row {fault[0]}: {fault[1]}.")
