"""The alerts of a reader: what they want to be told of, where, and what became of the last messages; no secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from contingent.ledger.desk import Desk
    from contingent.ledger.desk_hooks import Delivery, Hook
    from contingent.ledger.store import Ledger

MOST_MESSAGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to an address: about which question, and what became of it."""

    id: str
    question: str
    state: str
    attempts: int
    made_at: str
    next_at: str
    delivered_at: str | None
    status: int | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One alert: `question` None means all of them, `text` the question's words. `state` is "active" or "paused"."""

    id: str
    address: str
    question: str | None
    text: str | None
    threshold: float
    state: str
    made_at: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsView:
    """The alerts of `reader`, the oldest first."""

    reader: str
    alerts: tuple[AlertLine, ...]


def shown_alerts(ledger: Ledger, desk: Desk, *, reader: str, today: date) -> AlertsView:
    """What the reader is told of, and how that went.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    return AlertsView(reader=reader, alerts=tuple(_line(ledger, desk, hook, today) for hook in desk.hooks.of(reader)))


def _line(ledger: Ledger, desk: Desk, hook: Hook, today: date) -> AlertLine:
    rows = ledger.read(as_of=today, kind="question", subject=hook.subject) if hook.subject else ()
    return AlertLine(
        id=hook.id,
        address=hook.address,
        question=hook.subject,
        text=str(rows[-1].body["text"]) if rows else None,
        threshold=hook.threshold,
        state=hook.state,
        made_at=hook.made_at,
        messages=_messages(desk.deliveries.of(hook.id, most=MOST_MESSAGES)),
    )


def _messages(found: Sequence[Delivery]) -> tuple[Message, ...]:
    return tuple(
        Message(
            id=one.id, question=one.subject, state=one.state, attempts=one.attempts, made_at=one.made_at,
            next_at=one.next_at, delivered_at=one.delivered_at, status=one.last_status, error=one.last_error,
        )
        for one in found
    )  # fmt: skip
