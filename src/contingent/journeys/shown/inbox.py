"""The inbox: what was read, newest first, what is new to this reader, what is due, and what is still being read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from contingent.journeys.shown.cards import Card, cards_known

if TYPE_CHECKING:
    from contingent.ledger.desk import Desk
    from contingent.ledger.store import Ledger

ON_A_PAGE = 20
#: looks nearer to each other than this are one visit: what was new when it began stays marked until it ends
VISIT = timedelta(minutes=30)
SOON_DAYS = 14
MOST_DUE = 6  # told by name; the rest are counted
MOST_JOBS = 5
#: a job that failed is told for this long
TOLD_FOR = timedelta(days=2)
#: what the looks of a reader are kept under
LOOK, LOOK_BEFORE = "inbox", "inbox: the visit before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A brief in the inbox: its card, whether it came since the last visit, and how its questions stand."""

    card: Card
    new: bool
    open: int
    due: int
    settled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A question of some brief whose day has passed or comes soon; `days` until then, negative where it has passed."""

    question: str
    text: str
    deadline: date
    days: int
    brief: str
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """A job that is not done: waiting, at a stage, or failed for a reason."""

    id: str
    state: str
    stage: str | None
    done: int
    total: int
    asked_at: str
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """The morning page.

    `lines` are one page of the `found` briefs that hold all `words` (of `briefs` in all), newest first; `older` is
    where the next page begins (None: there is none). `new` counts the briefs since the visit before, at `last_look`
    (None: this is the first). `overdue` and `soon` count questions, of which `due` names the most urgent. `first` is
    whether there is nothing at all yet.
    """

    as_of: date
    words: str
    lines: tuple[Line, ...]
    found: int
    briefs: int
    before: int | None
    older: int | None
    new: int
    last_look: str | None
    overdue: int
    soon: int
    due: tuple[Due, ...]
    jobs: tuple[JobLine, ...]
    first: bool


def inbox(
    ledger: Ledger, desk: Desk, *, as_of: date, reader: str, now: datetime, words: str = "", before: int | None = None
) -> Inbox:
    """What is in the inbox of `reader` on `as_of`: briefs that hold all `words`, those older than the row `before`.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    cards = cards_known(ledger, desk, as_of=as_of)
    settled = frozenset(row.subject for row in ledger.read(as_of=as_of, kind="resolution") if row.subject)
    since = last_visit(desk, reader, now)
    found = [card for card in cards if holds(card, words)]
    rest = [card for card in found if before is None or card.seq < before]
    shown = rest[:ON_A_PAGE]
    overdue, soon = _due(cards, settled, as_of)
    return Inbox(
        as_of=as_of,
        words=words,
        lines=tuple(_line(card, settled, as_of, since.seq if since else None) for card in shown),
        found=len(found),
        briefs=len(cards),
        before=before,
        older=shown[-1].seq if len(rest) > len(shown) else None,
        new=sum(card.seq > since.seq for card in cards) if since else 0,
        last_look=since.looked_at if since else None,
        overdue=len(overdue),
        soon=len(soon),
        due=tuple((overdue + soon)[:MOST_DUE]),
        jobs=_jobs(desk, now),
        first=not cards,
    )


@dataclass(frozen=True, slots=True)
class Visit:
    """When a visit was, and how long the ledger was then."""

    seq: int
    looked_at: str


def last_visit(desk: Desk, reader: str, now: datetime) -> Visit | None:
    """The visit that what is new is measured from: the one before this; None where this is the first."""
    last = desk.looks.last(reader, LOOK)
    if last is not None and now - datetime.fromisoformat(last.looked_at) < VISIT:
        last = desk.looks.last(reader, LOOK_BEFORE)
    return Visit(last.seq, last.looked_at) if last else None


def looked(desk: Desk, *, reader: str, seq: int, now: datetime) -> None:
    """The reader has seen the inbox; a look within a visit prolongs it and marks nothing as old.

    `seq` is the ledger's length before the inbox was read: what was appended in between is new at the next visit.

    Raises:
        LedgerError: the look cannot be kept.
    """
    last = desk.looks.last(reader, LOOK)
    if last is not None:
        at = datetime.fromisoformat(last.looked_at)
        if now - at >= VISIT:
            desk.looks.look(reader, LOOK_BEFORE, last.seq, at=at)
        elif last.seq == seq and now - at < VISIT / 10:
            return  # nothing to tell the disk: a page that is opened again and again costs no write
    desk.looks.look(reader, LOOK, seq, at=now)


def holds(card: Card, words: str) -> bool:
    """Whether every word stands somewhere in what the inbox tells of a brief, in whatever case.

    >>> card = Card(shape=1, brief="", hash="", seq=1, as_of=date.min, recorded_at=datetime.min, headline="Aid to M23")
    >>> holds(card, "m23 AID"), holds(card, "aid x")
    (True, False)
    """
    difference = card.difference.words if card.difference else None
    told = (card.headline, card.title, card.author, card.origin, difference, *(one.text for one in card.odds))
    text = "\n".join(filter(None, told)).casefold()
    return all(word in text for word in words.casefold().split())


def _line(card: Card, settled: frozenset[str], as_of: date, since: int | None) -> Line:
    closed = sum(one.id in settled for one in card.odds)
    due = sum(one.id not in settled and one.deadline < as_of for one in card.odds)
    return Line(
        card=card,
        new=since is not None and card.seq > since,
        open=len(card.odds) - closed - due,
        due=due,
        settled=closed,
    )


def _due(cards: Sequence[Card], settled: frozenset[str], as_of: date) -> tuple[list[Due], list[Due]]:
    """Open questions whose day has passed, and those whose day comes soon; each once, the earliest day first."""
    found: dict[str, Due] = {}
    for card in cards:
        for one in card.odds:
            days = (one.deadline - as_of).days
            if one.id not in settled and days <= SOON_DAYS and one.id not in found:
                found[one.id] = Due(
                    question=one.id, text=one.text, deadline=one.deadline, days=days, brief=card.brief,
                    headline=card.headline,
                )  # fmt: skip
    ordered = sorted(found.values(), key=lambda due: (due.deadline, due.text))
    return [due for due in ordered if due.days < 0], [due for due in ordered if due.days >= 0]


def _jobs(desk: Desk, now: datetime) -> tuple[JobLine, ...]:
    """What is being read, and what failed lately, the newest first."""
    failed = (
        job
        for job in desk.jobs.recent(most=4 * MOST_JOBS, ended=True)
        if job.state == "failed" and now - datetime.fromisoformat(job.ended_at or job.asked_at) < TOLD_FOR
    )
    told = sorted((*desk.jobs.recent(most=MOST_JOBS, ended=False), *failed), key=lambda job: job.asked_at, reverse=True)
    return tuple(
        JobLine(
            id=job.id, state=job.state, stage=job.stage, done=job.done, total=job.total, asked_at=job.asked_at,
            error=job.error,
        )
        for job in told[:MOST_JOBS]
    )  # fmt: skip
