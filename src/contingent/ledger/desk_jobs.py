"""Jobs: asked for once, claimed by one worker at a time on a lease, ended once; they survive whoever worked on them.

A worker holds a job as long as it renews its lease. Where it dies, the lease runs out (or is released) and another
takes the job up from the start: work may run more than once, so it must be such that its effect is there once.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from contingent.core.errors import MissingError
from contingent.core.times import now
from contingent.ledger.door import Door, stamp
from contingent.ledger.schema import jobs

LEASE_SECONDS = 10.0
#: how often a job is taken up before it is given up: it may be what ends its workers
MOST_ATTEMPTS = 3
GIVEN_UP = (
    f"It was begun {MOST_ATTEMPTS} times and never ended: its worker died, or the ledger could not be written. "
    "It may need more memory than there is; try a shorter article, or ask who runs the service."
)
#: interruptions that are not held against a job: the service itself was stopped or killed
MOST_INTERRUPTIONS = 20
QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
#: characters of a request whose article is kept where it could not be read: some 300,000 of text
_SHORT = 500_000
_SHOWN = (
    "id", "kind", "state", "stage", "done", "total", "asked_at", "asked_by", "started_at", "ended_at", "owner",
    "lease_until", "attempts", "result", "error",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands: queued, running, done (`result`) or failed (`error`, one sentence for who asked).

    `stage` says in words what is being done; `done` of `total` stages are behind it.
    """

    id: str
    kind: str
    state: str
    stage: str | None
    done: int
    total: int
    asked_at: str
    asked_by: str
    started_at: str | None
    ended_at: str | None
    owner: str | None
    lease_until: str | None
    attempts: int
    result: str | None
    error: str | None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (DONE, FAILED)


class Jobs:
    """The jobs of a ledger."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def ask(
        self, kind: str, request: Mapping[str, Any], *, asked_by: str, stages: int = 1, at: datetime | None = None
    ) -> Job:
        """A new job that waits for a worker: on disk when this returns. `request` is plain JSON, given up at its end.

        Raises:
            LedgerError: it cannot be kept.
        """
        name = secrets.token_hex(16)
        values = {
            "id": name, "kind": kind, "request_json": json.dumps(request), "state": QUEUED, "done": 0, "total": stages,
            "asked_at": stamp(at or now()), "asked_by": asked_by[:100], "attempts": 0,
        }  # fmt: skip
        with self._door.writing() as connection:
            connection.execute(insert(jobs).values(values))
        return self.get(name)

    def get(self, name: str) -> Job:
        """The job of that id.

        Raises:
            MissingError: there is none.
        """
        with self._door.reading() as connection:
            found = connection.execute(_select().where(jobs.c.id == name)).mappings().first()
        if found is None:
            raise MissingError(f"there is no job {name[:40]!r}; it may be of another ledger.")
        return Job(**found)

    def request(self, name: str) -> dict[str, Any]:
        """What was asked for; of a job that has ended, without the article itself.

        Raises:
            MissingError: there is no such job.
        """
        with self._door.reading() as connection:
            found = connection.execute(select(jobs.c.request_json).where(jobs.c.id == name)).scalar()
        if found is None:
            raise MissingError(f"there is no job {name[:40]!r}; it may be of another ledger.")
        request: dict[str, Any] = json.loads(found)
        return request

    def recent(self, *, most: int = 50, ended: bool | None = None) -> tuple[Job, ...]:
        """The jobs last asked for, newest first; only those that have ended or not, where `ended` says so."""
        query = _select().order_by(jobs.c.asked_at.desc(), jobs.c.id).limit(most)
        if ended is not None:
            query = query.where(jobs.c.state.in_((DONE, FAILED) if ended else (QUEUED, RUNNING)))
        with self._door.reading() as connection:
            return tuple(Job(**found) for found in connection.execute(query).mappings())

    def waiting(self) -> int:
        """How many jobs have not ended."""
        with self._door.reading() as connection:
            query = select(func.count()).select_from(jobs).where(jobs.c.state.in_((QUEUED, RUNNING)))
            return int(connection.execute(query).scalar() or 0)

    # ---------------------------------------------------------- who works on them

    def claim(self, owner: str, *, lease_seconds: float = LEASE_SECONDS, at: datetime | None = None) -> Job | None:
        """The oldest job that nobody holds is `owner`'s for `lease_seconds`; None where there is none.

        A job that was taken up `MOST_ATTEMPTS` times before is failed instead.
        """
        moment = at or now()
        with self._door.reading() as connection:
            found = [tuple(row) for row in connection.execute(_free(moment))]
        for name, attempts in found:
            if self._take(name, attempts, owner, moment, lease_seconds):
                return self.get(name)
        return None

    def _take(self, name: str, attempts: int, owner: str, moment: datetime, lease_seconds: float) -> bool:
        """Whether the job is the owner's now: it still was as it was seen, and not given up."""
        seen = (jobs.c.id == name) & (jobs.c.attempts == attempts) & _is_free(moment)
        values: dict[str, Any]
        if attempts >= MOST_ATTEMPTS:
            values = {"state": FAILED, "error": GIVEN_UP, "ended_at": stamp(moment), "lease_until": None}
        else:
            until = stamp(moment + timedelta(seconds=lease_seconds))
            values = {
                "state": RUNNING, "owner": owner, "lease_until": until, "attempts": attempts + 1, "done": 0,
                "started_at": stamp(moment),
            }  # fmt: skip
        with self._door.writing() as connection:
            took = connection.execute(update(jobs).where(seen).values(values)).rowcount == 1
            if took and attempts >= MOST_ATTEMPTS:
                _forget_article(connection, name)
        return took and attempts < MOST_ATTEMPTS

    def heartbeat(
        self, name: str, owner: str, *, lease_seconds: float = LEASE_SECONDS, at: datetime | None = None
    ) -> bool:
        """Whether the owner still holds the job; its lease then lasts `lease_seconds` from now."""
        until = (at or now()) + timedelta(seconds=lease_seconds)
        return self._own(name, owner, {"lease_until": stamp(until)})

    def stage(self, name: str, owner: str, stage: str, *, done: int, total: int) -> bool:
        """Whether the owner still holds the job; what it is doing can then be seen."""
        return self._own(name, owner, {"stage": stage[:200], "done": done, "total": total})

    def finish(self, name: str, owner: str, result: str, *, at: datetime | None = None) -> bool:
        """Whether the owner still held the job; it is then done."""
        return self._own(name, owner, {"state": DONE, "result": result, "ended_at": stamp(at or now())})

    def fail(self, name: str, owner: str, error: str, *, at: datetime | None = None) -> bool:
        """Whether the owner still held the job; it then has failed, for the reason given in one sentence."""
        return self._own(name, owner, {"state": FAILED, "error": error, "ended_at": stamp(at or now())})

    def _own(self, name: str, owner: str, values: Mapping[str, Any]) -> bool:
        own = (jobs.c.id == name) & (jobs.c.owner == owner) & (jobs.c.state == RUNNING)
        ends = values.get("state") is not None
        with self._door.writing() as connection:
            held = connection.execute(update(jobs).where(own).values(values)).rowcount == 1
            if held and ends:
                connection.execute(update(jobs).where(jobs.c.id == name).values(lease_until=None, done=jobs.c.total))
                _forget_article(connection, name, keep_short=values["state"] == FAILED)
        return held

    def amend(self, name: str, owner: str, request: Mapping[str, Any]) -> bool:
        """Whether the owner still holds the job; what is asked for then is `request`, also of who takes it up next."""
        return self._own(name, owner, {"request_json": json.dumps(request)})

    def owners(self) -> tuple[str, ...]:
        """Who holds a job that has not ended."""
        with self._door.reading() as connection:
            query = select(jobs.c.owner).where(jobs.c.state == RUNNING).distinct().order_by(jobs.c.owner)
            return tuple(str(owner) for owner in connection.execute(query).scalars())

    def release(self, owner: str, *, blame: bool) -> int:
        """The jobs that an owner known to be dead held wait for another; returns how many.

        Without `blame` (the service was stopped or killed) the attempt does not count, up to `MOST_INTERRUPTIONS`.
        """
        own = (jobs.c.owner == owner) & (jobs.c.state == RUNNING)
        with self._door.writing() as connection:
            held = connection.execute(select(jobs.c.id, jobs.c.attempts, jobs.c.request_json).where(own)).all()
            for name, attempts, request_json in held:
                values: dict[str, Any] = {"state": QUEUED, "lease_until": None, "owner": None}
                request = json.loads(request_json)
                interruptions = request.get("interruptions", 0)
                if not blame and interruptions < MOST_INTERRUPTIONS:
                    request["interruptions"] = interruptions + 1
                    values |= {"attempts": max(attempts - 1, 0), "request_json": json.dumps(request)}
                connection.execute(update(jobs).where(jobs.c.id == name, own).values(values))
        return len(held)


def _select() -> Any:
    return select(*(jobs.c[name] for name in _SHOWN))  # not the request: it may hold ten megabytes


def _is_free(moment: datetime) -> ColumnElement[bool]:
    return or_(jobs.c.state == QUEUED, (jobs.c.state == RUNNING) & (jobs.c.lease_until < stamp(moment)))


def _free(moment: datetime) -> Any:
    return select(jobs.c.id, jobs.c.attempts).where(_is_free(moment)).order_by(jobs.c.asked_at, jobs.c.id).limit(8)


def _forget_article(connection: Connection, name: str, *, keep_short: bool = False) -> None:
    """The request of an ended job keeps what it was about; the article, if it could be read, is in the ledger.

    With `keep_short` a text that a person may have typed stays, so that it can be mended and asked for again.
    """
    held = connection.execute(select(jobs.c.request_json).where(jobs.c.id == name)).scalar() or "{}"
    if keep_short and len(held) <= _SHORT:
        return
    request = {key: value for key, value in json.loads(held).items() if key != "content"}
    connection.execute(update(jobs).where(jobs.c.id == name).values(request_json=json.dumps(request)))
