"""Hooks and what is to be delivered to them: kept until it arrived or was given up, each attempt on record."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from contingent.core.errors import MissingError
from contingent.core.times import now
from contingent.ledger.door import Door, stamp
from contingent.ledger.schema import deliveries, hooks

#: how many messages are handed out at once
MOST_DUE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A reader's wish to be told at an address: of one subject, or of all (None), from a change of `threshold` on."""

    id: str
    reader: str
    address: str
    secret: str
    subject: str | None
    threshold: float
    state: str
    made_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message for a hook: waiting, delivered or given up, and what its last attempt came to."""

    id: str
    hook: str
    subject: str
    body_json: str
    state: str
    attempts: int
    next_at: str
    last_status: int | None
    last_error: str | None
    made_at: str
    delivered_at: str | None


class Hooks:
    """Who is told, where."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def add(
        self, reader: str, address: str, secret: str, *, subject: str | None = None, threshold: float = 0.0,
        state: str = "active",
    ) -> Hook:  # fmt: skip
        """A new hook of the reader."""
        hook = Hook(
            id=secrets.token_hex(16), reader=reader, address=address, secret=secret, subject=subject,
            threshold=threshold, state=state, made_at=stamp(now()),
        )  # fmt: skip
        with self._door.writing() as connection:
            connection.execute(insert(hooks).values(asdict(hook)))
        return hook

    def get(self, name: str) -> Hook:
        """The hook of that id.

        Raises:
            MissingError: there is none.
        """
        with self._door.reading() as connection:
            found = connection.execute(select(hooks).where(hooks.c.id == name)).mappings().first()
        if found is None:
            raise MissingError(f"there is no hook {name[:40]!r}; it may have been removed.")
        return Hook(**found)

    def of(self, reader: str | None = None, *, state: str | None = None) -> tuple[Hook, ...]:
        """The hooks of a reader (None: of all), of a state where one is given, oldest first."""
        query = select(hooks).order_by(hooks.c.made_at, hooks.c.id)
        if reader is not None:
            query = query.where(hooks.c.reader == reader)
        if state is not None:
            query = query.where(hooks.c.state == state)
        with self._door.reading() as connection:
            return tuple(Hook(**found) for found in connection.execute(query).mappings())

    def put_state(self, name: str, state: str) -> bool:
        """Whether there is such a hook; it is in that state now."""
        with self._door.writing() as connection:
            return connection.execute(update(hooks).where(hooks.c.id == name).values(state=state)).rowcount == 1

    def remove(self, name: str, reader: str) -> bool:
        """Whether the reader had such a hook; it is gone, with all that was to be delivered to it."""
        with self._door.writing() as connection:
            own = (hooks.c.id == name) & (hooks.c.reader == reader)
            gone = connection.execute(delete(hooks).where(own)).rowcount == 1
            if gone:
                connection.execute(delete(deliveries).where(deliveries.c.hook == name))
        return gone


class Deliveries:
    """What is to be told, and what became of it."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def add(self, hook: str, subject: str, body_json: str, *, at: datetime | None = None) -> Delivery:
        """A message that waits to be delivered, due now: on disk when this returns."""
        return self._add(secrets.token_hex(16), hook, subject, body_json, made=at or now())

    def follow(
        self, last: Delivery | None, hook: str, subject: str, body_json: str, *, at: datetime | None = None
    ) -> bool:
        """Whether the message waits now: the next after `last`, the last of its hook and subject (None: the first).

        Of two that would follow the same message only one is kept: whoever else raised it was faster.
        """
        named = hashlib.sha256("\n".join((hook, subject, last.id if last else "")).encode()).hexdigest()[:32]
        made = at or now()
        if last is not None:  # a clock that was put back makes no message older than the one before it
            made = max(made, datetime.fromisoformat(last.made_at) + timedelta(microseconds=1))
        try:
            self._add(named, hook, subject, body_json, made=made)
        except IntegrityError:
            return False
        return True

    def _add(self, name: str, hook: str, subject: str, body_json: str, *, made: datetime) -> Delivery:
        delivery = Delivery(
            id=name, hook=hook, subject=subject, body_json=body_json, state="waiting", attempts=0, next_at=stamp(made),
            last_status=None, last_error=None, made_at=stamp(made), delivered_at=None,
        )  # fmt: skip
        with self._door.writing() as connection:
            connection.execute(insert(deliveries).values(asdict(delivery)))
        return delivery

    def due(self, *, at: datetime | None = None) -> tuple[Delivery, ...]:
        """The messages whose time has come, the longest due first, no more than `MOST_DUE`."""
        query = select(deliveries).where(deliveries.c.state == "waiting", deliveries.c.next_at <= stamp(at or now()))
        with self._door.reading() as connection:
            found = connection.execute(query.order_by(deliveries.c.next_at, deliveries.c.id).limit(MOST_DUE)).mappings()
            return tuple(Delivery(**one) for one in found)

    def take(self, delivery: Delivery, *, until: datetime) -> bool:
        """Whether the caller is the one who tries it now; to all others it is not due before `until`."""
        table = deliveries
        seen = (table.c.id == delivery.id) & (table.c.state == "waiting") & (table.c.next_at == delivery.next_at)
        values = {"next_at": stamp(until), "attempts": delivery.attempts + 1}
        with self._door.writing() as connection:
            return connection.execute(update(table).where(seen).values(values)).rowcount == 1

    def arrived(self, name: str, *, status: int, at: datetime | None = None) -> None:
        """The message was taken by its address."""
        self._note(name, state="delivered", last_status=status, last_error=None, delivered_at=stamp(at or now()))

    def put_off(self, name: str, *, status: int | None, error: str, until: datetime) -> None:
        """The attempt failed for that reason; the next is not before `until`."""
        self._note(name, last_status=status, last_error=error, next_at=stamp(until))

    def give_up(self, name: str, *, status: int | None, error: str) -> None:
        """The last attempt failed for that reason, and there is none after it."""
        self._note(name, state="given up", last_status=status, last_error=error)

    def give_up_waiting(self, hook: str, *, status: int, error: str) -> None:
        """Nothing waits for the hook any more, for that reason."""
        own = (deliveries.c.hook == hook) & (deliveries.c.state == "waiting")
        with self._door.writing() as connection:
            values = {"state": "given up", "last_status": status, "last_error": error}
            connection.execute(update(deliveries).where(own).values(values))

    def of(self, hook: str, *, most: int = 20) -> tuple[Delivery, ...]:
        """The last messages for a hook, newest first."""
        query = select(deliveries).where(deliveries.c.hook == hook).order_by(deliveries.c.made_at.desc()).limit(most)
        with self._door.reading() as connection:
            return tuple(Delivery(**found) for found in connection.execute(query).mappings())

    def last(self, hook: str, subject: str) -> Delivery | None:
        """The last message for a hook about a subject, None where there was none."""
        table = deliveries
        query = select(table).where(table.c.hook == hook, table.c.subject == subject)
        with self._door.reading() as connection:
            found = connection.execute(query.order_by(table.c.made_at.desc(), table.c.id).limit(1)).mappings().first()
        return None if found is None else Delivery(**found)

    def _note(self, name: str, **values: object) -> None:
        with self._door.writing() as connection:
            connection.execute(update(deliveries).where(deliveries.c.id == name).values(values))
