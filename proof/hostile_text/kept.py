"""A ledger and its desk in which every text is hostile: a brief, its questions, jobs, alerts and tokens a payload."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.core.errors import ContingentError
from contingent.core.nouns import Forecast, Question, Resolution, Scenario
from contingent.core.plain import plain
from contingent.core.times import now, today
from contingent.journeys.jobs import PATHS, READ
from contingent.journeys.tokens import digest
from contingent.journeys.workbench.link import link_of
from contingent.ledger.chain import Entry, content_key, usable
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger
from contingent.report.markup import clean
from proof.hostile_text.payloads import Payload, Sinks
from proof.hostile_text.planting import planted

#: the day that the forecasts were written down: before anybody could know
WRITTEN = datetime(2024, 11, 18, 12, tzinfo=UTC)
#: of the scenario in an address: a link holds only so much
_LEFT = frozenset({("Prior", "source"), ("Branch", "voice"), ("Supply", "what"), ("Scenario", "open")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Where a payload is shown: its brief, questions, jobs, what-if and token."""

    payload: Payload
    brief: str
    questions: tuple[str, ...]
    jobs: tuple[str, ...]
    link: str
    token: str


def fill(where: Path, brief: Brief, chosen: Sequence[Payload], sinks: Sinks) -> tuple[Ways, ...]:
    """The ledger at `where` holds every kind of row for each payload, each text field of it hostile."""
    with Ledger.open(where) as ledger:
        desk, first = Desk(ledger), None
        found = []
        for payload in chosen:
            token = f"token-{payload.place}"
            first = first or sinks.text(payload, "token's name")[:100]
            desk.tokens.add(sinks.text(payload, "token's name")[:100], digest(token))
            found.append(_ways(ledger, desk, brief, payload, sinks, reader=first, token=token))
    for one in found:
        _jobs_state(where, one, sinks)
    return tuple(found)


def _ways(ledger: Ledger, desk: Desk, brief: Brief, payload: Payload, sinks: Sinks, *, reader: str, token: str) -> Ways:
    def plant(path: str) -> str:
        return sinks.text(payload, path)

    whole = _of_own(plain(replace(planted(brief, plant), run=None)), brief, payload)
    questions = [one["id"] for one in whole["questions"]]
    day = date.fromisoformat(brief.provenance.as_of)
    told = {kind: whole[f"{kind}s"] for kind in ("question", "forecast")}
    document = {key: whole["document"][key] for key in ("text", "origin", "title")}
    ledger.append_many(
        [
            Entry(kind="document", key=None, body=document, as_of=day),
            *(Entry(kind=kind, key=None, body=body, as_of=day) for kind, every in told.items() for body in every),
            Entry(kind="brief", key=None, body=whole, as_of=day),
        ],
        recorded_at=WRITTEN,
    )
    named = _by_id(ledger, payload, sinks, day)
    ledger.append_many(list(_said(questions, plant)), recorded_at=now())
    _alerts(desk, reader, questions[0], plant)
    return Ways(
        payload=payload,
        brief=content_key(whole).removeprefix("sha256:"),
        questions=(questions[0], questions[1], *named),
        jobs=_jobs(desk, plant),
        link=_link(brief.scenario, plant),
        token=token,
    )


def _of_own(whole: Any, brief: Brief, payload: Payload) -> Any:
    """The brief with questions of its own, so that each payload's have pages of their own."""
    text = json.dumps(whole)
    for question in brief.questions:
        text = text.replace(f'"{question.id}"', f'"{question.id}-{payload.place}"')
    return json.loads(text)


def _said(questions: Sequence[str], plant: Callable[[str], str]) -> Sequence[Entry]:
    """A note, a forecast of a reader, and outcomes with their evidence, one of them corrected."""
    day = today()
    note = {"question": questions[0], "author": plant("Note.author"), "text": plant("Note.text"),
            "at": now().isoformat()}  # fmt: skip
    own = Forecast(
        id=f"own-{questions[0]}", question=questions[0], forecaster="reader", as_of=day,
        belief=Probability(p=0.2, low=0.1, high=0.3), reasoning="x",
    )  # fmt: skip
    outcomes = [
        planted(Resolution(question=questions[1], outcome=outcome, resolved_on=day, source="x", evidence="x"), plant)
        for outcome in (True, False)
    ]
    return [
        Entry(kind="note", key=None, body=note, as_of=day),
        Entry(kind="forecast", key=None, body=plain(planted(own, plant)), as_of=day),
        *(Entry(kind="resolution", key=f"{questions[1]}-{place}", body=plain(one), as_of=day)
          for place, one in enumerate(outcomes)),
    ]  # fmt: skip


def _by_id(ledger: Ledger, payload: Payload, sinks: Sinks, day: date) -> tuple[str, ...]:
    """A question whose very id is hostile, where a ledger can hold one: another program may have written it."""
    name = sinks.text(payload, "Question.id")
    if not usable(name):
        name = "".join(letter for letter in clean(name) if letter.isprintable())[:200]
    asked = Question(
        id=name, text="A question with an id of its own", topic="other", opens=day, deadline=date(2026, 1, 1),
        source="x", fine_print=(), claims=(), quote=None,
    )  # fmt: skip
    said = Forecast(
        id=f"said-{payload.place}", question=name, forecaster="ensemble", as_of=day,
        belief=Probability(p=0.5, low=0.4, high=0.6), reasoning="x",
    )  # fmt: skip
    rows = [Entry(kind="question", key=None, body=plain(asked), as_of=day),
            Entry(kind="forecast", key=None, body=plain(said), as_of=day)]  # fmt: skip
    ledger.append_many(rows, recorded_at=WRITTEN)
    return (name,)


def _alerts(desk: Desk, reader: str, question: str, plant: Callable[[str], str]) -> None:
    """An alert at a hostile address, whose message failed for a hostile reason."""
    hook = desk.hooks.add(reader, f"https://example.org/{plant('Hook.address')}", "whsec_x", subject=question)
    told = desk.deliveries.add(hook.id, question, "{}")
    desk.deliveries.give_up(told.id, status=500, error=plant("Delivery.last_error"))


def _jobs(desk: Desk, plant: Callable[[str], str]) -> tuple[str, ...]:
    """Three jobs: one that waits, one that runs, one that failed."""
    found = []
    for state in ("queued", "running", "failed"):
        request = {"origin": plant(f"Job.origin, {state}"), "address": f"https://example.org/{plant('Job.address')}",
                   "as_of": None, "paths": PATHS, "seed": 1}  # fmt: skip
        found.append(desk.jobs.ask(READ, request, asked_by=plant("Job.asked_by"), stages=4).id)
    return tuple(found)


def _jobs_state(where: Path, ways: Ways, sinks: Sinks) -> None:
    """What a worker that misbehaves would have written of its jobs."""
    stage, error = (sinks.text(ways.payload, name) for name in ("Job.stage", "Job.error"))
    _, running, failed = ways.jobs
    with sqlite3.connect(where) as connection:
        values = (stage, "nobody", "2099-01-01T00:00:00.000000+00:00", running)
        connection.execute("UPDATE jobs SET state='running', stage=?, owner=?, lease_until=? WHERE id=?", values)
        ended = (error, "2024-11-18T12:00:00.000000+00:00", failed)
        connection.execute("UPDATE jobs SET state='failed', error=?, ended_at=? WHERE id=?", ended)
    connection.close()


def _link(scenario: Scenario | None, plant: Callable[[str], str]) -> str:
    """The scenario with hostile names as an address of the workbench holds it; "" where it is too long for one."""
    assert scenario is not None
    short = replace(scenario, branches=scenario.branches[:2], open=())
    try:
        return link_of(planted(short, lambda path: plant(f"link: {path}"), leave=_LEFT))
    except ContingentError:
        return ""
