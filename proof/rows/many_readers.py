"""L1: thirty-two readers at once, of pages and of their JSON, against the real server as it is shipped."""

from __future__ import annotations

import http.client
import json
import threading
import time
from pathlib import Path

from proof import large_ledger
from proof.large_ledger import Made, Shape
from proof.load import Load, answered, asked, by_threads, by_wrk, list_settled, load_of
from proof.row import Figure, Row, Size, Tell, at_least, at_most, exactly, told
from proof.serving import service_of

SECONDS = 60
JSON, HTML = "application/json", "text/html"
_NOTES = 20


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Loads of reads alone, then whether a write is seen at once, then a load of reads between writes."""
    where = folder / "ledger.sqlite"
    shape = Shape(
        questions=size.of(400, 12), forecasts=size.of(8000, 120), briefs=size.of(60, 3), days=size.of(200, 160),
        busiest=size.of(5, 1), most=size.of(300, 20), claims=size.of(50, 10),
    )  # fmt: skip
    made = large_ledger.fill(where, shape, seed=size.seed)
    with service_of(size, where, folder) as port:
        list_settled(port)
        loads: dict[str, Load] = {}
        cold: dict[str, Load] = {}
        for name, accept, paths in (("JSON", JSON, _json_paths(made)), ("pages", HTML, _page_paths(made))):
            tell(f"{len(paths)} addresses of {name}, each for the first time")
            cold[name] = by_threads(port, paths, accept=accept, requests=len(paths), threads=1)
            tell(f"{name} under load")
            loads[name] = (
                by_wrk(port, paths, accept=accept, seconds=SECONDS, folder=folder, seed=size.seed)
                if size.full
                else by_threads(port, paths, accept=accept, requests=3 * len(paths))
            )
        unseen = sum(not _seen(port, name, n) for n, name in enumerate(made.questions[: size.of(_NOTES, 5)]))
        between = _between_writes(port, made, size.of(20, 1))
    return (
        at_least("JSON answers a second", loads["JSON"].rate, 1000, timed=True),
        at_most("JSON, slowest of a hundred", loads["JSON"].p99, 100, "ms", timed=True),
        exactly("JSON answers that failed", loads["JSON"].failed, 0),
        at_least("pages a second", loads["pages"].rate, 150, timed=True),
        at_most("pages, slowest of a hundred", loads["pages"].p99, 500, "ms", timed=True),
        exactly("pages that failed", loads["pages"].failed, 0),
        told("JSON, asked for the first time: middle", cold["JSON"].p50, "ms", timed=True),
        told("JSON, asked for the first time: slowest", cold["JSON"].worst, "ms", timed=True),
        told("pages, asked for the first time: middle", cold["pages"].p50, "ms", timed=True),
        told("pages, asked for the first time: slowest", cold["pages"].worst, "ms", timed=True),
        exactly("failed when asked for the first time", cold["JSON"].failed + cold["pages"].failed, 0),
        exactly("writes that the next read did not see", unseen, 0),
        told("JSON answers a second while a note is written every second", between.rate, timed=True),
        told("the slowest of a hundred of these", between.p99, "ms", timed=True),
        exactly("of these failed", between.failed, 0),
    )


def _json_paths(made: Made) -> list[str]:
    """Every question, the list in several orders, every brief: as JSON."""
    lists = [
        f"/questions.json?state={tab}&sort={sort}"
        for tab in ("open", "due", "settled", "all")
        for sort in ("deadline", "probability", "change", "latest")
    ]
    return [
        *(f"/questions/{name}.json" for name in made.questions),
        *lists,
        *(f"/briefs/{name}.json" for name in made.briefs),
    ]


def _page_paths(made: Made) -> list[str]:
    """The same as pages, and the inbox and the track record, whole and in part, as often as a tenth of all."""
    often = ["/", "/track-record", "/questions", "/track-record?topic=talks", "/?q=article"]
    found = [
        *(f"/questions/{name}" for name in made.questions),
        *(f"/questions?state={tab}" for tab in ("open", "due", "settled", "all")),
        *(f"/briefs/{name}" for name in made.briefs),
    ]
    return found + often * max(1, len(found) // (10 * len(often)))


def _seen(port: int, question: str, number: int) -> bool:
    """Whether the read after a note shows it, of a question that was read twice before and so was kept."""
    text = f"A note with the number {number} of this run"
    for _ in range(2):
        asked(port, "GET", f"/questions/{question}.json")
    status, _answer = asked(port, "POST", f"/questions/{question}/notes", {"text": text})
    return status == 201 and text in json.dumps(asked(port, "GET", f"/questions/{question}.json")[1])


def _between_writes(port: int, made: Made, seconds: int) -> Load:
    """What one reader of JSON gets while a note is written every second."""
    over = threading.Event()
    failed: list[bool] = []

    def write() -> None:
        while not over.wait(1.0):
            status, _ = asked(
                port, "POST", f"/questions/{made.questions[0]}/notes", {"text": f"Between, {len(failed)}"}
            )
            failed.append(status != 201)

    writer = threading.Thread(target=write)
    writer.start()
    took: list[float] = []
    begun, bad = time.perf_counter(), 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    paths = _json_paths(made)
    while time.perf_counter() - begun < seconds:
        start = time.perf_counter()
        bad += answered(connection, paths[len(took) % len(paths)], JSON) is None
        took.append(1e3 * (time.perf_counter() - start))
    connection.close()
    over.set()
    writer.join()
    return load_of(took, bad + sum(failed), time.perf_counter() - begun)


ROW = Row(
    key="L1",
    title="Thirty-two readers at once",
    what="wrk, 32 connections, 60 s each for JSON and for pages, every address of a ledger of 400 questions",
    run=run,
)
