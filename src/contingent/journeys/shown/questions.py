"""The list of questions: those that are wanted, a page at a time, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import get_args

from contingent.core.errors import LedgerError, UnreadableError
from contingent.core.nouns import Topic
from contingent.journeys.remembered import Remembered
from contingent.journeys.shown.standing import standing_of
from contingent.ledger import standings
from contingent.ledger.standings import Order, Standing, Tab, Wanted
from contingent.ledger.store import Ledger
from contingent.ledger.unseen import Unseen
from contingent.report.markup import clean

PAGE = 50
#: batches of rows that one look at the list brings the standings forward by, at most
MOST_BATCHES = 4
#: rows behind beyond which each question is counted once, and no page waits for it longer than this
MOST_AT_ONCE, QUESTIONS_AT_ONCE, PATIENCE_SECONDS = 10_000, 500, 0.2
#: questions of which a row cannot be read that are told, at most
MOST_UNREADABLE, LONGEST_REASON = 100, 300
#: rows of the spreadsheet of a list, at most
MOST_ROWS = 50_000
_forward: Remembered[int] = Remembered(1)
TOPICS: tuple[str, ...] = get_args(Topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A question of the list. `state` is "open", "due", "settled" or "void"; `days_left` is negative after the
    deadline. `middle`, `low` and `high` are of the leading forecast (None: none), in `unit` or, where that is None,
    probabilities; `moved` is its change since the forecast before it.
    """

    question: str
    text: str
    topic: str
    place: str | None
    deadline: date
    days_left: int
    source: str
    state: str
    outcome: str | None
    forecaster: str | None
    middle: float | None
    low: float | None
    high: float | None
    unit: str | None
    said_on: date | None
    moved: float | None
    changed_on: date
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A question that no list can hold, because a row about it cannot be read, and why."""

    question: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsView:
    """A page of the list. `counts` are of the tabs, `total` of the tab shown; `page` counts from 1.

    `behind` counts rows of the ledger that the list does not know yet: more are taken in whenever it is looked at.
    `unreadable` are questions that are in no tab, whatever is asked for; the first `MOST_UNREADABLE` of them.
    """

    as_of: date
    tab: Tab
    order: Order
    counts: dict[str, int]
    total: int
    page: int
    pages: int
    questions: tuple[Listed, ...]
    places: tuple[str, ...]
    behind: int
    unreadable: tuple[Unreadable, ...]


def shown_questions(ledger: Ledger, wanted: Wanted, *, order: Order = "deadline", page: int = 1) -> QuestionsView:
    """The questions that are wanted, as known today, page by page; found by an index, however long the ledger is.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    left = _soon_forward(ledger, today=wanted.today)
    counts = standings.count(ledger, wanted)
    total = counts[wanted.tab]
    pages = max(1, -(-total // PAGE))
    at = min(max(page, 1), pages)
    found = standings.find(ledger, wanted, order=order, most=PAGE, start=(at - 1) * PAGE)
    return QuestionsView(
        as_of=wanted.today,
        tab=wanted.tab,
        order=order,
        counts={str(name): n for name, n in counts.items()},
        total=total,
        page=at,
        pages=pages,
        questions=tuple(_listed(one, wanted.today) for one in found),
        places=standings.places(ledger),
        behind=left,
        unreadable=tuple(
            Unreadable(question=one.question, reason=one.text)
            for one in standings.unreadable(ledger, most=MOST_UNREADABLE)
        ),
    )


def every_question(ledger: Ledger, wanted: Wanted, *, order: Order) -> Iterator[Listed]:
    """Every question that is wanted, in order, at most `MOST_ROWS`; read in batches as they are asked for."""
    for start in range(0, MOST_ROWS, 10 * PAGE):
        found = standings.find(ledger, wanted, order=order, most=10 * PAGE, start=start)
        yield from (_listed(one, wanted.today) for one in found)
        if len(found) < 10 * PAGE:
            return


def _soon_forward(ledger: Ledger, *, today: date) -> int:
    """The rows that the list does not know yet: none, unless they are very many; those are counted in meanwhile."""
    head = ledger.head()
    found = standings.behind(ledger, today=today)
    if found.rows <= MOST_AT_ONCE:
        return bring_forward(ledger, today=today)
    key = (ledger.where, head.hash, today)
    done = _forward.soon(key, lambda: bring_forward(ledger, today=today, batches=1), seconds=PATIENCE_SECONDS)
    return found.rows if done is None else done


def bring_forward(ledger: Ledger, *, today: date, batches: int = MOST_BATCHES) -> int:
    """The standings know what was appended since they were last read, `batches` at most; returns the rows left.

    On a ledger that cannot be written they stay as they are, and the rows they do not know are counted. A question of
    which a row cannot be read is noted as such.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    if not standings.behind(ledger, today=today).new.further:
        return 0
    with ledger.one_at_a_time("standings"):
        return _forward_by(ledger, today, batches)


def _forward_by(ledger: Ledger, today: date, batches: int) -> int:
    """As `bring_forward`, while no other thread does so."""
    left = 0
    for _ in range(batches):
        found = standings.behind(ledger, today=today)
        left = found.rows
        if left > MOST_AT_ONCE:  # each question once, not once a batch
            return _all_forward(ledger, standings.all_behind(ledger, today=today), today)
        fresh = [made for name in found.new.questions if (made := _standing(ledger, name, today)) is not None]
        try:
            standings.put(ledger, fresh, found.new)
        except LedgerError:
            return left + len(found.new.questions)
        if not left:
            break
    return left


def _all_forward(ledger: Ledger, new: Unseen, today: date) -> int:
    """Every question with something new is counted anew, some at a time; what is new begins after `new` at the end.

    Where it is cut short, the standings put down stay and are counted again. Returns the rows left.
    """
    for start in range(0, len(new.questions), QUESTIONS_AT_ONCE):
        some = new.questions[start : start + QUESTIONS_AT_ONCE]
        fresh = [made for name in some if (made := _standing(ledger, name, today)) is not None]
        try:
            standings.put(ledger, fresh, replace(new, questions=(), upto=new.after))
        except LedgerError:
            return new.upto - new.after
    try:
        standings.put(ledger, (), new)
    except LedgerError:
        return new.upto - new.after
    return 0


def _standing(ledger: Ledger, name: str, today: date) -> Standing | None:
    rows = ledger.read(as_of=today, subject=name)
    try:
        return standing_of(name, rows, today=today)
    except UnreadableError as error:  # it keeps no other question from being listed
        return Standing(
            question=name, seq=max(row.seq for row in rows), text=clean(str(error))[:LONGEST_REASON], words="",
            topic="", place=None, opens="", deadline="", source="", state=standings.UNREADABLE, outcome=None,
            resolved_on=None, forecaster=None, middle=None, low=None, high=None, unit=None, said_on=None, moved=None,
            forecasters="", changed_at=max(row.recorded_at for row in rows),
        )  # fmt: skip


def _listed(one: Standing, today: date) -> Listed:
    deadline = date.fromisoformat(one.deadline)
    return Listed(
        question=one.question,
        text=one.text,
        topic=one.topic,
        place=one.place,
        deadline=deadline,
        days_left=(deadline - today).days,
        source=one.source,
        state="due" if one.state == "open" and deadline < today else one.state,
        outcome=one.outcome,
        forecaster=one.forecaster,
        middle=one.middle,
        low=one.low,
        high=one.high,
        unit=one.unit,
        said_on=date.fromisoformat(one.said_on) if one.said_on else None,
        moved=one.moved,
        changed_on=date.fromisoformat(one.changed_at[:10]),
        changed_at=datetime.fromisoformat(one.changed_at),
    )
