"""The list of questions: those that are wanted, a page at a time, each with where it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, get_args

from contingent.core.belief import Draws, Probability, Quantiles
from contingent.core.errors import LedgerError
from contingent.core.nouns import Topic
from contingent.journeys.remembered import Remembered
from contingent.journeys.settle import outcome_words
from contingent.journeys.shown.question_standing import leading
from contingent.ledger import standings
from contingent.ledger.chain import Row
from contingent.ledger.standings import Order, Standing, Tab, Wanted
from contingent.ledger.store import Ledger
from contingent.ledger.unseen import Unseen
from contingent.report.markup import clean
from contingent.report.numbers import belief_summary

PAGE = 50
#: batches of rows that one look at the list brings the standings forward by, at most
MOST_BATCHES = 4
#: rows behind beyond which each question is counted once, and no page waits for it longer than this
MOST_AT_ONCE, QUESTIONS_AT_ONCE, PATIENCE_SECONDS = 10_000, 500, 0.2
#: rows of the spreadsheet of a list, at most
MOST_ROWS = 50_000
_forward: Remembered[int] = Remembered(1)
TOPICS: tuple[str, ...] = get_args(Topic)
_BELIEFS = {"probability": Probability, "quantiles": Quantiles, "draws": Draws}


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
class QuestionsView:
    """A page of the list. `counts` are of the tabs, `total` of the tab shown; `page` counts from 1.

    `behind` counts rows of the ledger that the list does not know yet: more are taken in whenever it is looked at.
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


def shown_questions(ledger: Ledger, wanted: Wanted, *, order: Order = "deadline", page: int = 1) -> QuestionsView:
    """The questions that are wanted, as known today, page by page; found by an index, however long the ledger is.

    Raises:
        LedgerError: the ledger, or a row of it, cannot be read.
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

    On a ledger that cannot be written they stay as they are, and the rows they do not know are counted.

    Raises:
        LedgerError: a row of the ledger cannot be read.
    """
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


def standing_of(name: str, rows: Sequence[Row], *, today: date) -> Standing | None:
    """Where the question of that id stands by its rows, in the order written; None where none asks it yet.

    Raises:
        LedgerError: a row is no such noun.
    """
    known = [row for row in rows if row.as_of <= today.isoformat()]
    bodies = {kind: [(row, _body(row)) for row in known if row.kind == kind] for kind in ("question", "resolution")}
    if not bodies["question"]:
        return None
    _, asked = bodies["question"][-1]
    try:
        bare = _bare(name, asked, known)
        said = _said([row for row in known if row.kind == "forecast"])
    except (KeyError, TypeError, ValueError) as error:
        raise LedgerError(f"the rows about question {name} cannot be read: {error!r}") from error
    told = bodies["resolution"][-1][1] if bodies["resolution"] else None
    if told is None:
        return replace(bare, **said)
    void = told.get("outcome") is None
    return replace(
        bare, **said, state="void" if void else "settled", outcome=outcome_words(told["outcome"])[:40],
        resolved_on=told["resolved_on"],
    )  # fmt: skip


def _standing(ledger: Ledger, name: str, today: date) -> Standing | None:
    return standing_of(name, ledger.read(as_of=today, subject=name), today=today)


def _bare(name: str, asked: dict[str, Any], known: Sequence[Row]) -> Standing:
    """The question alone, open, without forecasts; no character in it that a database refuses."""
    parts = (asked["text"], asked["source"], asked.get("actor"), asked.get("recipient"), name)
    place = asked.get("place")
    return Standing(
        question=name,
        seq=max(row.seq for row in known),
        text=clean(asked["text"]),
        words=clean(" ".join(part for part in parts if part)).lower(),
        topic=clean(asked["topic"])[:40],
        place=clean(place)[:3] if place else None,
        opens=date.fromisoformat(asked["opens"]).isoformat(),
        deadline=date.fromisoformat(asked["deadline"]).isoformat(),
        source=clean(asked["source"]),
        state="open",
        outcome=None,
        resolved_on=None,
        forecaster=None,
        middle=None,
        low=None,
        high=None,
        unit=None,
        said_on=None,
        moved=None,
        forecasters="",
        changed_at=max(row.recorded_at for row in known),
    )


def _said(rows: Iterable[Row]) -> dict[str, Any]:
    """The leading forecast by the rule of a question's page, and how it moved; nothing where there is none."""
    histories: dict[str, list[dict[str, Any]]] = {}
    seen: set[str] = set()
    for row in rows:
        body = _body(row)
        if body["id"] in seen:  # kept again for an earlier day: one forecast
            continue
        seen.add(body["id"])
        histories.setdefault(body["forecaster"], []).append(body)
    if not histories:
        return {}
    for history in histories.values():
        history.sort(key=lambda body: str(body["as_of"]))  # equal days stay in the order written
    lead = leading(list(histories), {name for name, told in histories.items() if told[-1].get("members")})
    named = {"forecasters": clean(f"|{'|'.join(sorted(histories))}|")}
    if lead is None:
        return named
    last = histories[lead][-1]
    (middle, low, high), unit = _summary(last)
    earlier, before = _summary(histories[lead][-2]) if len(histories[lead]) > 1 else ((middle, low, high), "")
    return {
        **named, "forecaster": clean(lead), "middle": middle, "low": low, "high": high, "unit": unit and clean(unit),
        "said_on": last["as_of"], "moved": middle - earlier[0] if before == unit else None,
    }  # fmt: skip


def _summary(body: dict[str, Any]) -> tuple[tuple[float, float, float], str | None]:
    belief = dict(body["belief"])
    made = _BELIEFS[belief["kind"]](**{k: tuple(v) if isinstance(v, list) else v for k, v in belief.items()})
    return belief_summary(made), None if isinstance(made, Probability) else made.unit


def _body(row: Row) -> dict[str, Any]:
    try:
        body = json.loads(row.body_json)
    except ValueError as error:
        raise LedgerError(f"row {row.seq} of the ledger is no JSON: {error}") from error
    if not isinstance(body, dict):
        raise LedgerError(f"row {row.seq} of the ledger is no {row.kind} that can be read")
    return body


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
