"""The desk beside the ledger: what changes from day to day and is no belief. One door to its tables for everybody."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from contingent.core.times import now
from contingent.ledger import schema
from contingent.ledger.desk_hooks import Deliveries, Hooks
from contingent.ledger.desk_jobs import Jobs
from contingent.ledger.door import Door, stamp
from contingent.ledger.store import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The last time a reader looked at a subject, and how long the ledger was then."""

    reader: str
    subject: str
    seq: int
    looked_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A bearer token by its name; only the SHA-256 of its secret is kept."""

    name: str
    sha256: str
    made_at: str
    revoked_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a list shows of a brief, made once: the hash and number of the brief's row, its day, the card as JSON."""

    hash: str
    seq: int
    as_of: str
    card_json: str


class Looks:
    """When each reader last looked at what."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def look(self, reader: str, subject: str, seq: int, *, at: datetime | None = None) -> Look | None:
        """This look is kept; returns the one before, None where it is the first. `seq` is the ledger's length now."""
        moment = stamp(at or now())
        table = schema.looks
        own = (table.c.reader == reader) & (table.c.subject == subject)
        try:
            with self._door.writing() as connection:
                found = connection.execute(select(table).where(own)).mappings().first()
                if found is None:
                    values = {"reader": reader, "subject": subject, "seq": seq, "looked_at": moment}
                    connection.execute(insert(table).values(values))
                else:
                    connection.execute(update(table).where(own).values(seq=seq, looked_at=moment))
        except IntegrityError:  # the same reader's other window was first, in the same instant
            return self.last(reader, subject)
        return None if found is None else Look(**found)

    def last(self, reader: str, subject: str) -> Look | None:
        """The reader's last look at the subject, if any; this is no look."""
        table = schema.looks
        with self._door.reading() as connection:
            query = select(table).where(table.c.reader == reader, table.c.subject == subject)
            found = connection.execute(query).mappings().first()
        return None if found is None else Look(**found)

    def of(self, reader: str) -> tuple[Look, ...]:
        """Every subject that the reader has looked at, by its name."""
        table = schema.looks
        with self._door.reading() as connection:
            query = select(table).where(table.c.reader == reader).order_by(table.c.subject)
            return tuple(Look(**found) for found in connection.execute(query).mappings())


class Tokens:
    """Who may come in from elsewhere."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def add(self, name: str, sha256: str, *, at: datetime | None = None) -> bool:
        """Whether the token is kept now; not where one of that name is or was."""
        values = {"name": name, "sha256": sha256, "made_at": stamp(at or now())}
        try:
            with self._door.writing() as connection:
                connection.execute(insert(schema.tokens).values(values))
        except IntegrityError:
            return False
        return True

    def revoke(self, name: str, *, at: datetime | None = None) -> bool:
        """The token lets nobody in any more; whether it did until now."""
        table = schema.tokens
        with self._door.writing() as connection:
            done = connection.execute(
                update(table).where(table.c.name == name, table.c.revoked_at.is_(None)).values(
                    revoked_at=stamp(at or now())
                )
            )  # fmt: skip
        return done.rowcount == 1

    def every(self) -> tuple[Token, ...]:
        """Every token that was ever made, oldest first."""
        with self._door.reading() as connection:
            query = select(schema.tokens).order_by(schema.tokens.c.made_at, schema.tokens.c.name)
            return tuple(Token(**found) for found in connection.execute(query).mappings())

    def any(self) -> bool:
        """Whether some token lets somebody in."""
        with self._door.reading() as connection:
            query = select(schema.tokens.c.name).where(schema.tokens.c.revoked_at.is_(None)).limit(1)
            return connection.execute(query).first() is not None


class Cards:
    """What lists show of briefs: derived from the ledger's rows, and made anew wherever one is missing."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def put(self, card: Card) -> None:
        """The card is kept; one that is there already stays, for a hash has one content."""
        try:
            with self._door.writing() as connection:
                query = select(schema.cards.c.hash).where(schema.cards.c.hash == card.hash)
                if connection.execute(query).first() is None:
                    connection.execute(insert(schema.cards).values(asdict(card)))
        except IntegrityError:  # another process made it in the same instant
            return

    def get(self, hash: str) -> Card | None:
        """The card of a brief's row, if it was made."""
        with self._door.reading() as connection:
            found = connection.execute(select(schema.cards).where(schema.cards.c.hash == hash)).mappings().first()
        return None if found is None else Card(**found)

    def newest(self, *, as_of: str, most: int, before: int | None = None) -> tuple[Card, ...]:
        """The cards known at the day `as_of`, the last appended first; `before` is the number of a row to go on from.

        `as_of` is an ISO date.
        """
        table = schema.cards
        query = select(table).where(table.c.as_of <= as_of).order_by(table.c.seq.desc()).limit(most)
        if before is not None:
            query = query.where(table.c.seq < before)
        with self._door.reading() as connection:
            return tuple(Card(**found) for found in connection.execute(query).mappings())

    def last_seq(self) -> int:
        """The number of the last row that has a card; 0 where none has."""
        with self._door.reading() as connection:
            query = select(schema.cards.c.seq).order_by(schema.cards.c.seq.desc()).limit(1)
            return int(connection.execute(query).scalar() or 0)


class Desk:
    """The tables of the desk, on the engine of an open ledger; safe for several processes and threads at once."""

    __slots__ = ("_door", "cards", "deliveries", "hooks", "jobs", "looks", "tokens")

    def __init__(self, ledger: Ledger) -> None:
        self._door = door = Door(ledger)
        self.jobs = Jobs(door)
        self.looks = Looks(door)
        self.hooks = Hooks(door)
        self.deliveries = Deliveries(door)
        self.tokens = Tokens(door)
        self.cards = Cards(door)

    def holds_brief(self) -> bool:
        """Whether the ledger holds any brief, of whatever day."""
        with self._door.reading() as connection:
            query = select(schema.entries.c.seq).where(schema.entries.c.kind == "brief").limit(1)
            return connection.execute(query).first() is not None
