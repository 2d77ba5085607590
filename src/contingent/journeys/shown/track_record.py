"""The track record as a page shows it: of all or of a part, with what can be chosen, and its months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from contingent.core.errors import InputError
from contingent.journeys.recorded import Record, read_record
from contingent.journeys.remembered import Remembered
from contingent.journeys.shown.month import MonthLine, MonthRecord, month_of, month_record, months_of
from contingent.journeys.track_record.filter import WHOLE, Choices, Only, check_only, choices_of
from contingent.journeys.track_record.score import track_record
from contingent.ledger.store import Ledger
from contingent.report.track_record.record import TrackRecord

MOST_RECORDS, MOST_VIEWS = 3, 48


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecordView:
    """A track record, of what part it is, what else could be chosen, and the months in which questions were settled."""

    record: TrackRecord
    only: Only
    choices: Choices
    months: tuple[MonthLine, ...]


_records: Remembered[Record] = Remembered(MOST_RECORDS)
_views: Remembered[TrackRecordView] = Remembered(MOST_VIEWS)
_month: Remembered[MonthRecord] = Remembered(MOST_VIEWS)
_months: Remembered[tuple[MonthLine, ...]] = Remembered(MOST_RECORDS)


def kept_record(ledger: Ledger, *, as_of: date, today: date) -> tuple[str, Record]:
    """The record of a ledger as of a day, and the hash of the ledger's head, which it was remembered by.

    Raises:
        InputError: the day has not been yet.
        LedgerError: it cannot be read.
    """
    if as_of > today:
        raise InputError(
            f"as_of is {as_of.isoformat()}, which has not been; nothing can be known of that day yet. "
            f"Ask for {today.isoformat()} or a day before."
        )
    head = ledger.head().hash  # before the rows: a row that comes in between is read again, never missed
    return head, _records.of((head, as_of), lambda: read_record(ledger, as_of=as_of))


def shown_months(ledger: Ledger, *, as_of: date, today: date) -> tuple[MonthLine, ...]:
    """Every month in which a question was settled, the newest first; errors as `kept_record`."""
    head, record = kept_record(ledger, as_of=as_of, today=today)
    return _kept_months(head, record)


def shown_month(ledger: Ledger, month: str, *, as_of: date, today: date) -> MonthRecord:
    """What was settled in the month that a text names, as of a day.

    Raises:
        InputError: the day has not been yet, or the text names no month.
        MissingError: the month had not begun by that day.
        LedgerError: it cannot be read.
    """
    head, record = kept_record(ledger, as_of=as_of, today=today)
    name = month_of(month, as_of=as_of)
    months = _kept_months(head, record)
    return _month.of((head, as_of, name), lambda: month_record(record, name, months))


def shown_track_record(ledger: Ledger, *, as_of: date, today: date, only: Only = WHOLE) -> TrackRecordView:
    """The track record of the ledger as of a day; while no row is added, the same value without counting again.

    Errors as `soon_track_record`.
    """
    key, make = _view(ledger, as_of=as_of, today=today, only=only)
    return _views.of(key, make)


def soon_track_record(
    ledger: Ledger, *, as_of: date, today: date, only: Only = WHOLE, seconds: float
) -> TrackRecordView | None:
    """The same, if it is there within so many seconds; else None, and it is counted while others go on.

    Raises:
        InputError: the day has not been yet, or what is chosen is not in the ledger.
        LedgerError: it cannot be read.
    """
    key, make = _view(ledger, as_of=as_of, today=today, only=only)
    return _views.soon(key, make, seconds=seconds)


def _kept_months(head: str, record: Record) -> tuple[MonthLine, ...]:
    return _months.of((head, record.as_of), lambda: months_of(record))


def _view(
    ledger: Ledger, *, as_of: date, today: date, only: Only
) -> tuple[tuple[str, date, Only], Callable[[], TrackRecordView]]:
    """What a view hangs on, and how it is made."""
    head, record = kept_record(ledger, as_of=as_of, today=today)
    choices = choices_of(record)
    check_only(only, choices)
    months = _kept_months(head, record)

    def make() -> TrackRecordView:
        return TrackRecordView(record=track_record(record, only=only), only=only, choices=choices, months=months)

    return (head, as_of, only), make
