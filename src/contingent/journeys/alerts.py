"""Who is to be told what: a question that moved by a reader's own threshold since they last looked, or was settled."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from contingent.core.errors import InputError, MissingError, UnreadableError
from contingent.core.plain import plain
from contingent.journeys.shown.standing import standing_of
from contingent.ledger.unseen import seen, unseen
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy

if TYPE_CHECKING:
    from contingent.ledger.chain import Row
    from contingent.ledger.desk import Desk, Look
    from contingent.ledger.desk_hooks import Delivery, Hook
    from contingent.ledger.standings import Standing
    from contingent.ledger.store import Ledger

#: under this name the ledger keeps how far along the chain alerts have been raised
READS_ALONG = "alerts"
MOST_HOOKS = 50
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What is told of a question: its leading forecast before and now, or how it came out.

    `before` and `now` are probabilities where `unit` is None; `since` says what `before` was measured at: the reader's
    last look, the last alert, or the day the hook was made. `seq` is the last row of the ledger that it rests on.
    """

    type: Literal["question.moved", "question.settled"]
    question: str
    text: str
    page: str
    deadline: str
    forecaster: str | None
    before: float | None
    now: float | None
    unit: str | None
    outcome: str | None
    threshold: float
    since: str
    as_of: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a reader wants to be told of: one question or all (None), from which change on, and at which address.

    `threshold` is the least change of a probability, or the least share by which a number changes.
    """

    address: str
    threshold: float
    question: str | None = None

    def __post_init__(self) -> None:
        if not 0.0 < self.threshold <= 1.0:
            raise InputError(
                f"the threshold is {self.threshold!r}; wanted a change above 0 and at most 1, such as 0.05 "
                "for five points"
            )


def make_hook(
    ledger: Ledger, desk: Desk, wish: Wish, *, reader: str, today: date, policy: AddressPolicy = PUBLIC_INTERNET
) -> Hook:
    """A new hook of the reader, with a secret of its own; what was known until now raises no alert.

    Raises:
        InputError: the reader has `MOST_HOOKS` hooks already.
        FetchError: nothing may be posted to the address.
        MissingError: there is no such question.
    """
    from contingent.sources.deliver import check_address  # imported late: what speaks HTTP

    if len(desk.hooks.of(reader)) >= MOST_HOOKS:
        raise InputError(f"{reader} has {MOST_HOOKS} alerts already; remove one first.")
    if wish.question is not None and not ledger.read(as_of=today, kind="question", subject=wish.question):
        raise MissingError(f"no question {wish.question[:60]!r} is known; wanted the id of one in the ledger, or none.")
    check_address(wish.address, policy=policy)
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    return desk.hooks.add(reader, wish.address, secret, subject=wish.question, threshold=wish.threshold)


def raise_alerts(ledger: Ledger, desk: Desk, *, today: date) -> int:
    """What changed since this was last asked waits to be delivered to the hooks it concerns; returns how many messages.

    Asked twice, or killed in between, nobody is told the same twice.

    Raises:
        UnreadableError: rows about a question cannot be read; of all others is told, and of these not again.
        LedgerError: the ledger cannot be read or written.
    """
    found = unseen(ledger, READS_ALONG, today=today)
    hooks = desk.hooks.of(state="active")
    raised, unread = 0, []
    for name in found.questions if hooks else ():
        rows = ledger.read(as_of=today, subject=name)
        try:
            raised += sum(_raised(name, rows, hook, desk, today) for hook in hooks if hook.subject in (None, name))
        except UnreadableError as error:
            unread.append(error)
    seen(ledger, READS_ALONG, found)
    if unread:  # once everybody else was told
        raise unread[0]
    return raised


def _raised(name: str, rows: Sequence[Row], hook: Hook, desk: Desk, today: date) -> bool:
    """Whether a message about the question now waits to be delivered to the hook."""
    last = desk.deliveries.last(hook.id, name)
    alert = alert_of(name, rows, hook, last, desk.looks.last(hook.reader, name), today=today)
    return alert is not None and desk.deliveries.follow(last, hook.id, name, json.dumps(plain(alert), sort_keys=True))


def alert_of(
    name: str, rows: Sequence[Row], hook: Hook, last: Delivery | None, look: Look | None, *, today: date
) -> Alert | None:
    """What the hook is to be told of the question whose rows these are; None where nothing has moved far enough.

    `last` is the last message about it to the hook, `look` the reader's last look at it.
    """
    now = standing_of(name, rows, today=today)
    if now is None:
        return None
    known, since = _known_to(hook, rows, last, look)
    then = standing_of(name, known, today=today) if known else None
    settled = now.state != "open" and (then is None or (then.state, then.outcome) != (now.state, now.outcome))
    if not settled and not (then is not None and _moved(then, now) >= hook.threshold):
        return None
    return Alert(
        type="question.settled" if settled else "question.moved",
        question=name,
        text=now.text,
        page=f"/questions/{name}",
        deadline=now.deadline,
        forecaster=now.forecaster,
        before=then.middle if then is not None and then.unit == now.unit else None,
        now=now.middle,
        unit=now.unit,
        outcome=(now.outcome or now.state) if now.state != "open" else None,
        threshold=hook.threshold,
        since=since,
        as_of=today.isoformat(),
        seq=now.seq,
    )


def _known_to(
    hook: Hook, rows: Sequence[Row], last: Delivery | None, look: Look | None
) -> tuple[list[Row], str]:  # fmt: skip
    """The rows that the reader has seen or been told of, and since when: whatever came last.

    A row dated ahead was not known yet, though it was written already.
    """
    known = [row for row in rows if row.recorded_at <= hook.made_at and row.as_of <= hook.made_at[:10]]
    since = hook.made_at
    later = [(look.seq, look.looked_at[:10], look.looked_at)] if look else []
    if last is not None:
        told = json.loads(last.body_json)
        later.append((int(told["seq"]), told.get("as_of", last.made_at[:10]), last.made_at))
    for seq, day, at in later:
        seen = [row for row in rows if row.seq <= seq and row.as_of <= day]
        if len(seen) > len(known) or (len(seen) == len(known) and at > since):
            known, since = seen, at
    return known, since


def _moved(then: Standing, now: Standing) -> float:
    """How far the leading forecast moved: in probability, or as a share of the larger of two numbers; else 0."""
    if then.middle is None or now.middle is None or then.unit != now.unit:
        return 0.0
    change = abs(now.middle - then.middle)
    if now.unit is None:
        return round(change, 12)  # 0.30 to 0.40 is a move of 0.1
    larger = max(abs(now.middle), abs(then.middle))
    return change / larger if larger else 0.0
