"""What somebody who reads along has not seen yet: appended since, or dated ahead then and known by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from contingent.ledger.schema import entries, reached
from contingent.ledger.standings import move_on
from contingent.ledger.store import Ledger

_ROWS_AT_ONCE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """The questions with something new, as far as row `upto` of the chain and the day `on`."""

    questions: tuple[str, ...]
    upto: int
    on: date


def unseen(ledger: Ledger, reader: str, *, today: date) -> Unseen:
    """The questions about which `reader` does not know everything that is known on `today`; some of them at a time.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    with ledger.reading() as connection:
        marks = {row.name: row.seq for row in connection.execute(select(reached))}
        done, day = int(marks.get(reader, 0)), date.fromordinal(int(marks.get(_day_of(reader), 1)))
        appended = select(entries.c.seq, entries.c.subject).where(entries.c.seq > done).order_by(entries.c.seq)
        found = connection.execute(appended.limit(_ROWS_AT_ONCE)).all()
        kinds = or_(*(entries.c.kind == kind for kind in ("question", "forecast", "resolution")))
        ripened = select(entries.c.subject).where(
            kinds, entries.c.as_of > day.isoformat(), entries.c.as_of <= today.isoformat(), entries.c.seq <= done
        )
        ripe = connection.execute(ripened.distinct()).scalars().all() if done else []
    names = dict.fromkeys([*(row.subject for row in found), *ripe])
    return Unseen(
        questions=tuple(name for name in names if name is not None),
        upto=int(found[-1].seq) if found else done,
        on=today,
    )


def seen(ledger: Ledger, reader: str, now: Unseen) -> None:
    """What `now` holds is no news to `reader` any more.

    Raises:
        LedgerError: the ledger cannot be written.
    """
    with ledger.writing() as connection:
        move_on(connection, reader, now.upto)
        move_on(connection, _day_of(reader), now.on.toordinal())


def _day_of(reader: str) -> str:
    return f"{reader}: day"
