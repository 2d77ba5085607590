"""What a list of questions needs, found by an index: the briefs that hold a question, and where each question stands.

Standings are derived from the ledger's rows. Whoever reads them first brings them up to what was appended since, by
`behind` and `put`; two that do so at once agree, for the standing that counts more rows stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, insert, or_, select

from contingent.ledger.chain import Row
from contingent.ledger.rows import fetched, question_of
from contingent.ledger.schema import entries, standings
from contingent.ledger.store import Ledger
from contingent.ledger.unseen import Unseen, all_unseen, move_on, unseen

#: briefs of one day and one question, at most: an article read again and again
MOST_BRIEFS = 20
_NAME = "standings"
#: the state of a question of which a row cannot be read: told, but in no list
UNREADABLE = "unreadable"

Tab = Literal["open", "due", "settled", "all"]
Order = Literal["deadline", "probability", "change", "latest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a question stands: its words, dates and outcome, and the leading forecast with how it last moved.

    `seq` is the last row about it that counted. `state` is "open", "settled" or "void"; "unreadable" of a question of
    which a row cannot be read: `text` then says why, and the rest is empty. `unit` None: `middle`, `low`
    and `high` are probabilities. Days are ISO dates. `forecasters` names all of them, each between two bars.
    """

    question: str
    seq: int
    text: str
    words: str
    topic: str
    place: str | None
    opens: str
    deadline: str
    source: str
    state: str
    outcome: str | None
    resolved_on: str | None
    forecaster: str | None
    middle: float | None
    low: float | None
    high: float | None
    unit: str | None
    said_on: str | None
    moved: float | None
    forecasters: str
    changed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which questions: all `words` in their text, source or parties, a topic, a country, a forecaster, deadlines."""

    today: date
    tab: Tab = "all"
    words: tuple[str, ...] = ()
    topic: str | None = None
    place: str | None = None
    forecaster: str | None = None
    deadline_from: date | None = None
    deadline_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The questions to be looked at again, and as far as what; `rows` more come after that."""

    new: Unseen
    rows: int


def briefs_holding(ledger: Ledger, question: str, *, on: date) -> tuple[Row, ...]:
    """The briefs dated `on` that ask a question of that id, oldest first; only the briefs of that day are looked at.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    query = question_of(as_of=on, kind="brief", key=None, subject=None).where(
        entries.c.as_of == on.isoformat()[:10], entries.c.body_json.contains(f'"id":"{question}"', autoescape=True)
    )
    with ledger.reading() as connection:
        return fetched(connection, query.limit(MOST_BRIEFS))


def behind(ledger: Ledger, *, today: date) -> Behind:
    """The questions about which something was appended since, or became known by `today`; a batch at a time.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    new = unseen(ledger, _NAME, today=today)
    with ledger.reading() as connection:
        last = int(connection.execute(select(func.max(entries.c.seq))).scalar() or 0)
    return Behind(new=new, rows=max(0, last - new.upto))


def all_behind(ledger: Ledger, *, today: date) -> Unseen:
    """The same of every row that was appended since, each question once: for a ledger that is far behind.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    return all_unseen(ledger, _NAME, today=today)


def put(ledger: Ledger, found: Iterable[Standing], known: Unseen) -> None:
    """The standings are kept, unless one that counts later rows is there; what is behind begins after `known`.

    Raises:
        LedgerError: the ledger cannot be written.
    """
    if not known.further:
        return  # a page that finds nothing new takes no lock
    with ledger.writing() as connection:
        move_on(connection, _NAME, known)  # first: whoever else puts standings down waits here
        for one in found:
            own = standings.c.question == one.question
            connection.execute(delete(standings).where(own, standings.c.seq <= one.seq))
            if connection.execute(select(standings.c.seq).where(own)).first() is None:
                connection.execute(insert(standings).values(**asdict(one)))


def find(ledger: Ledger, wanted: Wanted, *, order: Order, most: int, start: int = 0) -> tuple[Standing, ...]:
    """The readable standings that are wanted, `most` of them from the one numbered `start` on.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    query = select(standings).where(*_conditions(wanted)).order_by(*_ordered(order, wanted)).limit(most).offset(start)
    with ledger.reading() as connection:
        return tuple(Standing(**row) for row in connection.execute(query).mappings())


def count(ledger: Ledger, wanted: Wanted) -> dict[Tab, int]:
    """How many are wanted under each tab, the other wishes as they are.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    day = wanted.today.isoformat()
    group = case((standings.c.state != "open", "settled"), (standings.c.deadline < day, "due"), else_="open")
    query: Select[Any] = select(group, func.count()).where(*_conditions(wanted, tabbed=False)).group_by(group)
    with ledger.reading() as connection:
        found = {str(name): int(n) for name, n in connection.execute(query).all()}
    return {
        "open": found.get("open", 0), "due": found.get("due", 0), "settled": found.get("settled", 0),
        "all": sum(found.values()),
    }  # fmt: skip


def unreadable(ledger: Ledger, *, most: int) -> tuple[Standing, ...]:
    """The questions of which a row cannot be read, by their ids; the first `most` of them.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    query = select(standings).where(standings.c.state == UNREADABLE).order_by(standings.c.question).limit(most)
    with ledger.reading() as connection:
        return tuple(Standing(**row) for row in connection.execute(query).mappings())


def places(ledger: Ledger) -> tuple[str, ...]:
    """The countries that any question is about, as ISO 3166 alpha-3 codes.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    query = select(standings.c.place).where(standings.c.place.is_not(None)).distinct().order_by(standings.c.place)
    with ledger.reading() as connection:
        return tuple(connection.execute(query).scalars().all())


def _conditions(wanted: Wanted, *, tabbed: bool = True) -> list[ColumnElement[bool]]:
    table, day = standings.c, wanted.today.isoformat()
    found: list[ColumnElement[bool]] = [table.state != UNREADABLE]
    found += [table.words.contains(word.lower(), autoescape=True) for word in wanted.words]
    tabs: dict[Tab, ColumnElement[bool]] = {
        "open": and_(table.state == "open", table.deadline >= day),
        "due": and_(table.state == "open", table.deadline < day),
        "settled": or_(table.state == "settled", table.state == "void"),
    }
    if tabbed and wanted.tab in tabs:
        found.append(tabs[wanted.tab])
    if wanted.topic:
        found.append(table.topic == wanted.topic)
    if wanted.place:
        found.append(table.place == wanted.place)
    if wanted.forecaster:
        found.append(table.forecasters.contains(f"|{wanted.forecaster}|", autoescape=True))
    if wanted.deadline_from:
        found.append(table.deadline >= wanted.deadline_from.isoformat())
    if wanted.deadline_to:
        found.append(table.deadline <= wanted.deadline_to.isoformat())
    return found


def _ordered(order: Order, wanted: Wanted) -> list[ColumnElement[Any]]:
    table = standings.c
    match order:
        case "probability":  # numbers with a unit come after the probabilities
            first: list[ColumnElement[Any]] = [
                case((table.middle.is_(None), 2), (table.unit.is_not(None), 1), else_=0), table.middle.desc()
            ]  # fmt: skip
        case "change":
            first = [
                case((table.moved.is_(None), 2), (table.unit.is_not(None), 1), else_=0), func.abs(table.moved).desc()
            ]  # fmt: skip
        case "latest":
            first = [table.changed_at.desc()]
        case _:
            first = [table.deadline.desc() if wanted.tab in ("settled", "due") else table.deadline.asc()]
    return [*first, table.question]
