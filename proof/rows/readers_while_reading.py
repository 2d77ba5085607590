"""L3: thirty-two readers look at pages while fifty articles are read."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from contingent.journeys.examples import example_articles
from contingent.journeys.jobs import run as run_job
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger
from proof import large_ledger
from proof.large_ledger import Made, Shape
from proof.load import Load, answered, asked, list_settled, load_of
from proof.row import Figure, Row, Size, Tell, at_most, exactly, told
from proof.serving import service_of

READERS = 32
#: a reader looks at what was opened for so long before opening the next
_THINKS_SECONDS = 1.0
_MOST_SECONDS = 1500.0
#: a service that was just started draws its first chart and starts its processes meanwhile; L1 tells of first requests
_WARM_SECONDS = 5
_PATHS = 1 << 12


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Every article becomes one brief, and nobody who reads meanwhile waits long."""
    where, articles = folder / "ledger.sqlite", size.of(50, 1)
    shape = Shape(
        questions=size.of(400, 20), forecasts=size.of(8000, 100), briefs=size.of(60, 5), days=size.of(200, 30),
        busiest=size.of(5, 1), most=size.of(300, 20), claims=size.of(50, 10),
    )  # fmt: skip
    made = large_ledger.fill(where, shape, seed=size.seed)
    with service_of(size, where, folder) as port, _with_reader(size, where):
        ready = list_settled(port)
        time.sleep(size.of(_WARM_SECONDS, 0))
        jobs = [_ask(port, number, size.of(_PATHS, 256)) for number in range(articles)]
        tell(f"{len(jobs)} articles wait, {size.of(READERS, 4)} readers read")
        over, readers = threading.Event(), []
        for number in range(size.of(READERS, 4)):
            readers.append(_Reader(port, made, number, over, size.of(1000, 50) / 1000 * _THINKS_SECONDS))
            readers[-1].start()
        begun = time.perf_counter()
        with Ledger.open(where) as ledger:
            desk = Desk(ledger)
            while desk.jobs.waiting() and time.perf_counter() - begun < _MOST_SECONDS:
                time.sleep(0.2)
            took = time.perf_counter() - begun
            over.set()
            for reader in readers:
                reader.join()
            ended = [desk.jobs.get(job) for job in jobs if job is not None]
            briefs = [row.key for row in ledger.read(as_of=date.max, kind="brief")]
    pages, twins = (_load([reader for reader in readers if reader.pages is kind], took) for kind in (True, False))
    results = [f"sha256:{job.result}" for job in ended if job.state == "done"]
    return (
        exactly("articles that were taken", sum(job is not None for job in jobs), articles),
        exactly("jobs that are done", len(results), articles),
        exactly("briefs of them in the ledger", len(set(results) & set(briefs)), articles),
        exactly("briefs that stand there twice", len(briefs) - len(set(briefs)), 0),
        exactly("jobs that were begun more than once", sum(job.attempts > 1 for job in ended), 0),
        told("articles read a minute", 60 * articles / took, timed=True),
        at_most("pages, slowest of a hundred", pages.p99, 500, "ms", timed=True),
        at_most("JSON, slowest of a hundred", twins.p99, 100, "ms", timed=True),
        told("until the list of a ledger that another program filled is there", ready, "s", timed=True),
        told("pages, the middle", pages.p50, "ms", timed=True),
        told("JSON, the middle", twins.p50, "ms", timed=True),
        told("answers meanwhile", pages.requests + twins.requests),
        exactly("answers that failed", pages.failed + twins.failed, 0),
    )


class _Reader(threading.Thread):
    """Opens one address after the other, of pages or of JSON, until it is over."""

    def __init__(self, port: int, made: Made, number: int, over: threading.Event, thinks: float) -> None:
        super().__init__(daemon=True)
        self.pages = number % 2 == 0
        self.took: list[float] = []
        self.failed = 0
        self._port, self._over, self._thinks, self._number = port, over, thinks, number
        end = "" if self.pages else ".json"
        own = [f"/questions/{name}{end}" for name in made.questions[number::READERS]]
        briefs = [f"/briefs/{name}{end}" for name in made.briefs[number::READERS][:2]]
        lists = ["/" if self.pages else "/inbox.json", f"/questions{end}"]
        self._paths = [path for one in own for path in (one, *lists)] + briefs

    def run(self) -> None:
        """It reads."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        accept = "text/html" if self.pages else "application/json"
        turn = self._number
        while True:
            begun = time.perf_counter()
            self.failed += answered(connection, self._paths[turn % len(self._paths)], accept) is None
            self.took.append(1e3 * (time.perf_counter() - begun))
            turn += 1
            if self._over.wait(self._thinks):
                break
        connection.close()


def _load(readers: list[_Reader], seconds: float) -> Load:
    return load_of([one for reader in readers for one in reader.took], sum(one.failed for one in readers), seconds)


def _ask(port: int, number: int, paths: int) -> str | None:
    """The id of a job that reads an article of its own; None where it was not taken."""
    article = example_articles()[number % 2]
    text = article.raw.decode().replace("100,000", f"{101 + number},000") + f"\n\nEdition {number}.\n"
    status, said = asked(port, "POST", "/read", {"text": text, "paths": paths})
    return str(said["job"]) if status == 202 else None


@contextmanager
def _with_reader(size: Size, where: Path) -> Iterator[None]:
    """Jobs are done meanwhile: by the service's own process, or, in the quick form, by a thread here."""
    if size.full:
        yield
        return
    over = threading.Event()

    def work() -> None:
        with Ledger.open(where) as own:
            desk = Desk(own)
            while not over.is_set():
                job = desk.jobs.claim("reader", lease_seconds=60)
                if job is not None:
                    run_job(job, desk, where)
                over.wait(0.05)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


ROW = Row(
    key="L3",
    title="Readers while articles are read",
    what=(
        "32 readers open a page or its JSON every second while 50 articles, asked for at once, become briefs; the "
        "service has been up for five seconds"
    ),
    run=run,
)
