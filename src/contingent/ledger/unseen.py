"""What somebody who reads along has not seen yet: appended since, or dated ahead then and known by now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, or_, select, text, update

from contingent.ledger.chain import ABOUT
from contingent.ledger.schema import entries, reached
from contingent.ledger.store import Ledger

_ROWS_AT_ONCE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """The questions with something new, as far as row `upto` of the chain and the day `on`.

    `further`: the reader had not come exactly there yet, but to row `after`.
    """

    questions: tuple[str, ...]
    upto: int
    on: date
    further: bool = True
    after: int = 0


def unseen(ledger: Ledger, reader: str, *, today: date) -> Unseen:
    """The questions about which `reader` does not know everything that is known on `today`; some of them at a time.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    with ledger.reading() as connection:
        marks = {row.name: row.seq for row in connection.execute(select(reached))}
        done, day = int(marks.get(reader, 0)), date.fromordinal(int(marks.get(_day_of(reader)) or 1))
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
        further=bool(found) or today != day,
        after=done,
    )


def all_unseen(ledger: Ledger, reader: str, *, today: date) -> Unseen:
    """The same of every row at once, each question named once; found along an index, without reading what rows hold.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    end = ledger.head().seq  # before the rows: what comes in between is looked at again
    first = unseen(ledger, reader, today=today)
    kinds = or_(*(entries.c.kind == kind for kind in ABOUT))
    with ledger.reading() as connection:
        query = select(entries.c.subject).where(kinds, entries.c.seq > first.after).distinct()
        found = [name for name in connection.execute(query).scalars() if name is not None]
    return replace(first, questions=tuple(dict.fromkeys([*first.questions, *found])), upto=max(end, first.upto))


def seen(ledger: Ledger, reader: str, now: Unseen) -> None:
    """What `now` holds is no news to `reader` any more.

    Raises:
        LedgerError: the ledger cannot be written.
    """
    if now.further:
        with ledger.writing() as connection:
            move_on(connection, reader, now)


def move_on(connection: Connection, reader: str, now: Unseen) -> None:
    """Whoever reads along under that name has come to `now`; where another came to a later row, the mark stays.

    Nobody else moves the mark until the transaction ends. Its day may go back: what becomes known is then looked at
    twice, and never passed over.
    """
    make = text("INSERT INTO reached (name, seq) VALUES (:name, 0) ON CONFLICT DO NOTHING")
    connection.execute(make, [{"name": reader}, {"name": _day_of(reader)}])
    own = reached.c.name == reader
    if connection.execute(select(reached.c.seq).where(own).with_for_update()).scalar_one() <= now.upto:
        connection.execute(update(reached).where(own).values(seq=now.upto))
        connection.execute(update(reached).where(reached.c.name == _day_of(reader)).values(seq=now.on.toordinal()))


def _day_of(reader: str) -> str:
    return f"{reader}: day"
