"""Jobs as a reader sees them: how far one is, what came of it, and what was asked, so that it can be asked again."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from contingent.core.errors import MissingError
from contingent.core.times import parse_date
from contingent.journeys.shown.brief import Keyed, brief_row, held_brief
from contingent.journeys.shown.cards import LAST_DAY, web_address

if TYPE_CHECKING:
    from contingent.ledger.desk import Desk
    from contingent.ledger.desk_jobs import Job
    from contingent.ledger.store import Ledger

MOST_JOBS = 100
#: a text longer than this is not put back into the form: the reader has it elsewhere
MOST_CHARACTERS = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job: `done` of `total` stages are behind it, `stage` names the one it is at.

    `brief` is the name of the brief that came of it, told by `headline`; `read_before` is when that brief was first
    kept, where that was before this job was asked for (None: it is new). `error` says why it failed.
    """

    id: str
    state: str
    stage: str | None
    done: int
    total: int
    origin: str
    asked_at: str
    asked_by: str
    ended_at: str | None
    brief: str | None = None
    headline: str | None = None
    read_before: str | None = None
    error: str | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobList:
    """The jobs last asked for, newest first."""

    jobs: tuple[JobView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for, as the form holds it; a file that was chosen comes back as its text."""

    text: str = ""
    address: str = ""
    as_of: date | None = None


def job_view(ledger: Ledger, desk: Desk, name: str) -> JobView:
    """The job of that id, and what came of it.

    Raises:
        MissingError: there is none.
        LedgerError: it cannot be read.
    """
    job = desk.jobs.get(name)
    origin = str(desk.jobs.request(name).get("origin", ""))
    if job.result is None:
        return _view(job, origin)
    try:
        row = brief_row(ledger, job.result, as_of=LAST_DAY)
    except MissingError:  # the ledger was exchanged for another one beneath the desk
        return _view(job, origin)
    before = datetime.fromisoformat(row.recorded_at) < datetime.fromisoformat(job.asked_at)
    headline = held_brief(Keyed(row.hash, row)).answer.question
    return _view(job, origin, headline=headline, read_before=row.recorded_at if before else None)


def job_list(desk: Desk) -> JobList:
    """The jobs last asked for; errors as `job_view`."""
    return JobList(jobs=tuple(_view(job, "") for job in desk.jobs.recent(most=MOST_JOBS)))


def asked_again(desk: Desk, name: str, *, reader: str) -> Asked:
    """What the reader's job of that id was asked for, to be mended and asked again; without what is no longer held.

    Raises:
        MissingError: there is no such job, or it is another reader's.
    """
    if desk.jobs.get(name).asked_by != reader:
        raise MissingError(f"{reader} asked for no job {name[:40]!r}; only who asked may take it up again.")
    held = desk.jobs.request(name)
    as_of = held.get("as_of")
    day = parse_date(as_of, name="as_of") if as_of else None
    address = held.get("address") or web_address(str(held.get("origin", "")))
    if address:
        return Asked(address=str(address), as_of=day)
    text = base64.b64decode(str(held.get("content", ""))).decode("utf-8", "replace")
    return Asked(text=text if len(text) <= MOST_CHARACTERS else "", as_of=day)


def _view(job: Job, origin: str, *, headline: str | None = None, read_before: str | None = None) -> JobView:
    return JobView(
        id=job.id, state=job.state, stage=job.stage, done=job.done, total=job.total, origin=origin,
        asked_at=job.asked_at, asked_by=job.asked_by, ended_at=job.ended_at, brief=job.result, headline=headline,
        read_before=read_before, error=job.error,
    )  # fmt: skip
