"""A service over a ledger that holds every kind of row, for the rows of the test plan that ask all of its operations.

Its brief is read from an example article by the shipped code; its track record, its country-month forecasts and its
series are made, of no real thing.
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from contingent.core.times import today
from contingent.journeys import jobs
from contingent.journeys.brief import make_brief
from contingent.journeys.keep import keep_brief
from contingent.journeys.tokens import make_token, revoke_token
from contingent.ledger.store import Ledger
from contingent.sources.articles import read_article
from contingent.web.service import LOCAL_READER, Service
from proof import made_maps
from proof.made_ledgers import chance, forecast, nouns_of_many, put, question, resolution

ARTICLE = Path(__file__).resolve().parents[1] / "examples" / "reinforcements.md"
READER, GONE = "proof", "gone"
#: an address that needs no name service and is never asked: nobody delivers in these rows
HOOK = "https://93.184.215.14/hook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The service, the names of what its ledger holds, and its tokens: one that opens it, one that was revoked."""

    service: Service
    brief: str
    open_question: str
    due_question: str
    settled_question: str
    month: str
    waiting_job: str
    failed_job: str
    done_job: str
    alert: str
    own_alert: str
    token: str
    revoked: str

    @property
    def names(self) -> dict[str, list[str]]:
        """What a parameter of that name may hold, so that something is there."""
        return {
            "brief": [self.brief],
            "question": [self.open_question, self.due_question, self.settled_question],
            "month": [self.month],
            "job": [self.waiting_job, self.failed_job, self.done_job],
            "alert": [self.alert, self.own_alert],
            "action": ["pause", "resume", "test", "remove"],
            "again": [self.failed_job],
            "state": ["all", "due", "settled"],
            "as_of": [today().isoformat(), "2024-02-29"],
            "place": ["UKR", "SDN,UKR"],
            "topic": ["talks"],
            "forecaster": ["ensemble"],
            "start": ["example:escalation", f"brief:{self.brief}"],
            "measure": ["deaths", "risk"],
            "region": ["Africa"],
            "period": ["30"],
            "chart": ["forecasts", "reliability", "outcomes", "map"],
            "name": ["site.css", "contingent.css"],
        }

    def clear(self) -> None:
        """No job and no message waits but the ledger's first: caps on what may wait are another matter."""
        desk = self.service.desk
        while desk.jobs.waiting() > _FEW and (job := desk.jobs.claim("proof")) is not None:
            desk.jobs.fail(job.id, "proof", "set aside by the proof")
        for delivery in desk.deliveries.due():
            desk.deliveries.arrived(delivery.id, status=200)


_FEW, _DRAWS = 20, 1 << 8


@contextmanager
def whole_service(folder: Path, *, small: bool) -> Iterator[Whole]:
    """The service while the block runs, in a folder of its own; data it looks for outside are those of that folder.

    `small`: few questions and one month of forecasts by country.
    """
    before = os.environ.get("XDG_DATA_HOME")
    os.environ["XDG_DATA_HOME"] = str(folder)
    try:
        put_series(folder)
        where = folder / "whole.sqlite"
        where.write_bytes(_made(small, today()))
        with Ledger.open(where) as ledger:
            yield _named(Service(ledger=ledger))
    finally:
        if before is None:
            del os.environ["XDG_DATA_HOME"]
        else:
            os.environ["XDG_DATA_HOME"] = before


def put_series(home: Path) -> None:
    """The data folder under `home` (XDG_DATA_HOME) holds two made series of days: one that leaps, one that does not."""
    folder = home / "contingent" / "data" / "series"
    folder.mkdir(parents=True)
    days = [today() - timedelta(days=400 - number) for number in range(400)]
    for name, leap in (("calls for help", 40.0), ("convoys", 0.0)):
        draw = random.Random(name)
        rows = (f"{day},{100 + draw.gauss(0, 5) + leap * (place > 380):.2f}\n" for place, day in enumerate(days))
        (folder / f"{name}.csv").write_text("date,index\n" + "".join(rows), encoding="utf-8")


@cache  # a second's work, and four rows begin with it
def _made(small: bool, day: date) -> bytes:
    """The ledger as a file, made as of that day."""
    with TemporaryDirectory() as folder:
        where = Path(folder) / "made.sqlite"
        if small:
            made_maps.keep_run(where, day=made_maps.SECOND, months=[date(2026, 12, 1)], seed=2)
        else:
            made_maps.made(where)
        put(where, *nouns_of_many(7 if small else 60))
        put(where, question("still-open", deadline=day + timedelta(days=90)))
        put(where, question("now-due", deadline=day - timedelta(days=9)))
        put(where, forecast("still-open", "ensemble", chance(0.3)), forecast("now-due", "ensemble", chance(0.6)))
        put(where, question("came-out"), forecast("came-out", "ensemble", chance(0.2)), resolution("came-out", True))
        keep_brief(make_brief(read_article(str(ARTICLE), io.BytesIO()), as_of=None, draws=_DRAWS), where)
        beside = where.with_name(f"{where.name}-wal")
        assert not beside.exists() or not beside.stat().st_size, "the file alone holds every row"
        return where.read_bytes()


def _named(service: Service) -> Whole:
    desk, day = service.desk, today()
    rows = list(service.ledger.read(as_of=day, kind="brief"))
    months = sorted(row.body["resolved_on"][:7] for row in service.ledger.read(as_of=day, kind="resolution"))
    article = ARTICLE.read_text(encoding="utf-8")
    names = [jobs.ask(desk, jobs.Request(article=jobs.pasted(article)), LOCAL_READER) for _ in range(3)]
    for number, name in enumerate(names[:2]):
        job = desk.jobs.claim("proof")
        assert job is not None, name
        if number:
            desk.jobs.finish(job.id, "proof", rows[-1].key.partition(":")[2])
        else:
            desk.jobs.fail(job.id, "proof", "The address answered 404; wanted 200 and a document.")
    states = {job.state: job.id for job in desk.jobs.recent()}
    alert = desk.hooks.add(LOCAL_READER, HOOK, "whsec_AAAA", subject="still-open", threshold=0.05)
    own = desk.hooks.add(READER, HOOK, "whsec_AAAA", threshold=0.05)
    for hook in (alert, own):
        desk.deliveries.add(hook.id, "test", '{"type": "test", "question": null, "seq": 0}')
    desk.looks.look(LOCAL_READER, "still-open", 1)
    token, revoked = make_token(desk.tokens, READER), make_token(desk.tokens, GONE)
    revoke_token(desk.tokens, GONE)
    return Whole(
        service=service, brief=rows[-1].key.partition(":")[2], open_question="still-open", due_question="now-due",
        settled_question="came-out", month=months[0], waiting_job=states["queued"], failed_job=states["failed"],
        done_job=states["done"], alert=alert.id, own_alert=own.id, token=token, revoked=revoked,
    )  # fmt: skip
