"""L4: a million forecasts and ten million claims in one SQLite ledger: its pages, its verification, its appends."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contingent.core.times import now, today
from contingent.journeys.shown.questions import bring_forward
from contingent.ledger.store import Ledger
from contingent.web.app import application
from contingent.web.service import Service
from proof import large_ledger
from proof.large_ledger import Made, Shape
from proof.load import Load, by_threads
from proof.row import Figure, Missing, Row, Size, Tell, at_most, exactly, told
from proof.serving import answered

_GB = 1e9
#: the file, its copy, and what a transaction needs beside them
_FREE_BYTES = 45 * _GB
_MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024)
"""


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """The ledger is made, verified, read as pages, appended to, copied; then one row is changed and must be found."""
    if size.full and shutil.disk_usage(folder).free < _FREE_BYTES:
        raise Missing(f"{_FREE_BYTES / _GB:.0f} GB of free disk at {folder}: set TMPDIR")
    where = folder / "ledger.sqlite"
    shape = Shape(
        questions=size.of(50_000, 60), forecasts=size.of(1_000_000, 900), briefs=size.of(200_000, 20),
        days=size.of(730, 160), busiest=size.of(10, 2), most=size.of(5000, 200), claims=50,
    )  # fmt: skip
    begun = time.perf_counter()
    made = large_ledger.fill(where, shape, seed=size.seed)
    built = time.perf_counter() - begun
    tell(f"{made.head.seq:,} rows of {where.stat().st_size / _GB:.1f} GB in {built:.0f} s; now verified")
    seconds, code, cpu, peak = _verified(where, size)
    figures = [
        exactly("forecasts", made.rows["forecast"], shape.forecasts),
        exactly("claims", made.claims, shape.briefs * shape.claims),
        told("questions", made.rows["question"]),
        told("rows", made.head.seq),
        told("size of the file", round(where.stat().st_size / _GB, 2), "GB"),
        told("making it", built, "s", timed=True),
        exactly("exit status of `ledger verify`", code, 0),
        at_most("`ledger verify`", seconds, 60, "s", timed=True),
        told("its work", cpu, "CPU-s", timed=True),
        told("its memory at the peak", peak, "MB"),
    ]
    begun = time.perf_counter()
    with Ledger.open(where) as ledger:
        figures.append(told("opening it", 1e3 * (time.perf_counter() - begun), "ms", timed=True))
        tell("where each question stands, counted once")
        spent = time.process_time()
        left = bring_forward(ledger, today=today())
        figures += [
            told("counting where each question stands, once", time.process_time() - spent, "CPU-s", timed=True),
            exactly("rows that the list of questions does not know then", left, 0),
        ]
        tell("pages")
        figures += _pages(ledger, made, size)
        figures.append(told("appends a second, one by one", _appended(ledger, made, size.of(200, 20)), timed=True))
        begun = time.perf_counter()
        copied = ledger.back_up(folder / "copy.sqlite").seq
        figures += [
            told("a back-up", time.perf_counter() - begun, "s", timed=True),
            exactly("rows missing in the back-up", ledger.head().seq - copied, 0),
        ]
    (folder / "copy.sqlite").unlink()
    _change(where)
    figures.append(exactly("exit status of `ledger verify` once a row was changed", _verified(where, size)[1], 1))
    return tuple(figures)


def _verified(where: Path, size: Size) -> tuple[float, int, float, float]:
    """The seconds, exit status, CPU seconds and megabytes of `contingent ledger verify`; its walk alone when quick."""
    if not size.full:
        with Ledger.open(where) as ledger:
            return 0.0, int(not ledger.verify().ok), 0.0, 0.0
    command = [sys.executable, "-c", _MEASURE, sys.executable, "-m", "contingent", "ledger", "verify"]
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, "--ledger", str(where)], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    code, cpu, peak = done.stdout.split()
    return time.perf_counter() - begun, int(code), float(cpu), float(peak)


def _pages(ledger: Ledger, made: Made, size: Size) -> list[Figure]:
    """Every kind of page, asked for first when nothing of it is known, then again."""
    app = application(Service(ledger=ledger))
    ordinary = made.questions[len(made.questions) // 2 :][: size.of(30, 4)]
    kinds = {
        "the page of a busiest question": [f"/questions/{name}" for name in made.busiest],
        "the page of another question": [f"/questions/{name}" for name in ordinary],
        "the JSON of a busiest question": [f"/questions/{name}.json" for name in made.busiest],
        "the list of questions": [f"/questions?state={tab}&page={n}" for tab in ("open", "all") for n in (1, 2)],
        "the feed of questions": ["/feeds/questions.atom"],
        "a brief": [f"/briefs/{name}" for name in made.briefs[-4:]],
    }
    if not size.full:
        kinds = {name: paths[:1] for name, paths in kinds.items()}
    figures: list[Figure] = []
    with answered(app) as (_, port):
        drawn = made.questions[len(made.questions) // 2 - 1]  # imports, what draws: a service does that by itself
        by_threads(port, [f"/questions/{drawn}"], accept="text/html", requests=1)
        gc.freeze()
        for name, paths in kinds.items():
            loads: list[Load] = []
            for _ in range(3):
                loads.append(by_threads(port, paths, accept="text/html", requests=len(paths), threads=1))
            cold, warm = loads[0], loads[-1]
            figures.append(
                at_most(f"{name}, first asked for: the slowest", cold.worst, 300, "ms", timed=True)
                if "page of" in name
                else told(f"{name}, first asked for: the slowest", cold.worst, "ms", timed=True)
            )
            figures += [
                told(f"{name}, first asked for: the middle", cold.p50, "ms", timed=True),
                told(f"{name}, asked for again: the slowest", warm.worst, "ms", timed=True),
                exactly(f"{name}: failed", sum(load.failed for load in loads), 0),
            ]
        gc.unfreeze()
    return figures


def _appended(ledger: Ledger, made: Made, many: int) -> float:
    """Notes appended a second, each on disk before the next."""
    begun, moment = time.perf_counter(), now()
    for number in range(many):
        body = {"question": made.questions[number % len(made.questions)], "author": "p", "text": f"note {number}"}
        ledger.append("note", None, body, as_of=today(), recorded_at=moment)
    return many / (time.perf_counter() - begun)


def _change(where: Path) -> None:
    """One character of one of the first rows is another."""
    with closing(sqlite3.connect(where)) as raw:
        raw.execute("DROP TRIGGER entries_no_update")
        later = (datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=1)).isoformat(timespec="microseconds")
        raw.execute("UPDATE entries SET recorded_at = ? WHERE seq = 10", (later,))
        raw.commit()


ROW = Row(
    key="L4",
    title="A million forecasts, ten million claims",
    what="50,000 questions, ten of them with 5,000 forecasts each; 200,000 briefs of 50 claims, in SQLite",
    run=run,
)
