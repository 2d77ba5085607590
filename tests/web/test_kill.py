"""Kill the service at any moment, on each kind of database: nothing acknowledged is lost, jobs go on."""

from __future__ import annotations

import io
import os
import random
import secrets
import signal
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contingent.core.belief import Probability
from contingent.journeys.brief import make_brief
from contingent.journeys.keep import keep_brief, keep_forecasts
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger
from contingent.sources.articles import read_article
from proof.servers.service import Server, all_gone

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="who is whose child is read from /proc")

ROUNDS = int(os.environ.get("CONTINGENT_KILLS", "8"))
#: a power cut, the server alone, the process that reads articles alone
MODES = ("all", "all", "all", "server", "reader")
#: what has been seen when the kill comes, a little later: the server's address, a job at work, a job done
MOMENTS = ("up", "running", "done")
A_LITTLE, PATIENCE = 0.4, 20.0
ENDED_SECONDS = 90.0
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "reinforcements.md"
LAST_DAY = date(2099, 12, 31)
NOT_AN_ARTICLE = "The cat sat on the mat number {n}. It was content. Nothing else happened that day."


class Acknowledged:
    """What the service said that it had taken: jobs by id (whether the article is good), notes, forecasts, results."""

    def __init__(self) -> None:
        self.jobs: dict[str, bool] = {}
        self.notes: list[str] = []
        self.forecasts: list[str] = []
        self.briefs: set[str] = set()
        self.running: set[str] = set()
        self.sent = 0


@pytest.fixture(scope="module")
def article() -> str:
    return EXAMPLE.read_text(encoding="utf-8")


def client(server: Server, article: str, question: str, known: Acknowledged, chance: random.Random) -> None:
    """Asks for one thing after the other until the server no longer answers; notes all that it acknowledged."""
    for _ in range(3):
        n = known.sent
        known.sent += 1
        good = chance.random() < 0.75
        text = article.replace("100,000", f"{101 + n},000") if good else NOT_AN_ARTICLE.format(n=n)
        status, answer = server.post("/read", {"text": text, "paths": 256})
        if status == 202:
            known.jobs[answer["job"]] = good
        status, _ = server.post(f"/questions/{question}/notes", {"text": f"note {n}"})
        if status == 201:
            known.notes.append(f"note {n}")
        belief = {"middle": 0.2, "low": 0.1, "high": 0.3, "reasoning": f"reason {n}"}
        status, _ = server.post(f"/questions/{question}/forecasts", belief)
        if status == 201:
            known.forecasts.append(f"reason {n}")
        if status is None:
            return
        time.sleep(chance.uniform(0, 0.3))
    while (listed := server.get("/jobs.json")) is not None:
        known.briefs |= {job["brief"] for job in listed["jobs"] if job["brief"]}
        known.running |= {job["id"] for job in listed["jobs"] if job["state"] == "running"}
        time.sleep(0.03)


def wait_for(moment: str, known: Acknowledged) -> None:
    """Until the moment has come: something is seen that had not been when the wait began."""
    until, briefs, running = time.monotonic() + PATIENCE, len(known.briefs), len(known.running)
    while time.monotonic() < until:
        if moment == "up" or len(known.running if moment == "running" else known.briefs) > (
            running if moment == "running" else briefs
        ):
            return
        time.sleep(0.01)


def one_kill(server: Server, mode: str) -> list[int]:
    """The server is killed; returns the processes that must not outlive it."""
    if mode == "reader" and (reader := server.reader()) is not None:
        os.kill(reader, signal.SIGKILL)
        time.sleep(0.1)  # another is being started
    workers = server.workers()
    if mode == "server":
        server.kill_server()
    else:
        server.kill_all()
    return workers


def holds(where: str, known: Acknowledged) -> None:
    """All that was acknowledged is in the ledger, once, and its chain is whole."""
    with Ledger.open(where, create=False) as ledger:
        found = ledger.verify()
        assert found.ok, found
        rows: dict[str, list[Any]] = {
            kind: list(ledger.read(as_of=date.max, kind=kind)) for kind in ("brief", "note", "forecast", "document")
        }
    notes = Counter(row.body["text"] for row in rows["note"])
    reasons = Counter(row.body["reasoning"] for row in rows["forecast"])
    assert {text: notes[text] for text in known.notes} == dict.fromkeys(known.notes, 1)
    assert {text: reasons[text] for text in known.forecasts} == dict.fromkeys(known.forecasts, 1)
    assert known.briefs <= {row.key.removeprefix("sha256:") for row in rows["brief"]}
    for kind in ("brief", "document"):
        texts = Counter(row.body["document"]["text"] if kind == "brief" else row.body["text"] for row in rows[kind])
        assert set(texts.values()) <= {1}, f"a {kind} is there twice"


def all_ended(where: str, known: Acknowledged) -> dict[str, str]:
    """Each acknowledged job's state once nothing waits any more."""
    until = time.monotonic() + ENDED_SECONDS
    with Ledger.open(where, create=False) as ledger:
        desk = Desk(ledger)
        while desk.jobs.waiting() and time.monotonic() < until:
            time.sleep(0.05)
        jobs = {name: desk.jobs.get(name) for name in known.jobs}
        briefs = {row.key.removeprefix("sha256:") for row in ledger.read(as_of=date.max, kind="brief")}
    for name, job in jobs.items():
        if known.jobs[name]:
            assert job.state == "done", (job.state, job.error, job.attempts)
            assert job.result in briefs
        else:
            assert job.state == "failed", job
            assert job.error is not None and "names no armed conflict" in job.error, job.error
    return {name: job.state for name, job in jobs.items()}


def test_kills_lose_nothing_that_was_acknowledged(where: str, article: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("CONTINGENT_KILL_SEED") or secrets.randbelow(1 << 32))
    sys.stdout.write(f"CONTINGENT_KILL_SEED={seed}\n")
    chance, known = random.Random(seed), Acknowledged()
    first = make_brief(read_article(str(EXAMPLE), io.BytesIO()), as_of=None, draws=256)
    keep_brief(first, where)
    asked = {one.question for one in first.forecasts if isinstance(one.belief, Probability)}
    opened = replace(next(one for one in first.questions if one.id in asked), id="still-open", deadline=LAST_DAY)
    keep_forecasts([opened], [], where, as_of=date(2024, 11, 18))
    log = tmp_path / "server.log"
    for number in range(ROUNDS):
        with Server(where, log) as server:
            asking = threading.Thread(target=client, args=(server, article, opened.id, known, chance))
            asking.start()
            wait_for(MOMENTS[number % len(MOMENTS)], known)
            time.sleep(chance.uniform(0, A_LITTLE))
            workers = one_kill(server, MODES[number % len(MODES)])
            asking.join()
        assert all_gone(workers), "a worker outlived its server"
        holds(where, known)
    with Server(where, log) as server:
        states = all_ended(where, known)
        assert server.stop() == 0
    holds(where, known)
    told = Counter(states.values())
    assert told["done"] >= ROUNDS // 2 and told["failed"] >= 1, told
    assert len(known.notes) >= ROUNDS // 2 and len(known.forecasts) >= ROUNDS // 2
    assert len(known.briefs) >= ROUNDS // 5 and len(known.running) >= ROUNDS // 5, "the kills came too early"
    told_last = log.read_text().rpartition("Contingent is at")[2]  # a process that was being killed may cry out
    assert "Traceback" not in told_last, told_last
