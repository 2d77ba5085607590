"""The one way from the desk to its tables: a transaction to read in, one to write in, faults in clear sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from contingent.core.errors import LedgerError
from contingent.ledger.store import Ledger


class Door:
    """Opens transactions on the database of an open ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to read with.

        Raises:
            LedgerError: the database does not answer.
        """
        return self._ledger.reading()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed, and on disk, when the block ends without error.

        Raises:
            LedgerError: the database cannot be written; nothing was.
            IntegrityError: the row is there already; nothing was written.
        """
        try:
            with self._ledger.writing() as connection:
                yield connection
        except LedgerError as error:
            if isinstance(error.__cause__, IntegrityError):
                raise error.__cause__ from None
            raise


def stamp(moment: datetime) -> str:
    """A moment as the desk writes it: UTC, always to the microsecond, so that text sorts as time does.

    >>> stamp(datetime(2024, 11, 18, 12, tzinfo=UTC))
    '2024-11-18T12:00:00.000000+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
