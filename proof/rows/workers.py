"""D1: one seed, and one, two and eight workers: every journey that may be spread answers with the same bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from contingent.core.plain import plain
from contingent.core.sockets import Pool
from contingent.journeys.batch import read_batch
from contingent.journeys.gathering.gathered import Refused
from contingent.pools import DaskPool, ProcessPool, SerialPool
from contingent.sources.articles import Article
from proof.pooled import CHEAP, JOURNEYS, ROOT, Elsewhere, Journey, paths_of, prepared, what_if
from proof.row import Figure, Row, Size, Tell, exactly, told

_WORKERS = (1, 2, 8)
_THREADS = (1, 2, 8)


@dataclass
class Found:
    """What was compared: runs held against the first, those that differ, by kind."""

    same: dict[str, int] = field(default_factory=dict)
    other: dict[str, list[str]] = field(default_factory=dict)

    def held(self, kind: str, name: str, run: bytes, first: bytes, tell: Tell) -> None:
        """One run is counted under its kind as the same as the first, or as another."""
        self.other.setdefault(kind, [])
        self.same.setdefault(kind, 0)
        if run == first and run:
            self.same[kind] += 1
        else:
            self.other[kind].append(name)
            tell(f"{kind}: {name} gives {_short(run)}, not {_short(first)}")


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Every journey by every pool, taken up again after a stop, in other pieces; batches; threads."""
    data, found = prepared(folder), Found()
    names = tuple(JOURNEYS) if size.full else CHEAP
    first = {name: JOURNEYS[name](SerialPool(), None, data) for name in names}
    tell(f"in one loop: {', '.join(f'{name} {_short(answer)}' for name, answer in first.items())}")
    with _pools(full=size.full) as pools:
        for kind, pool in pools:
            for name in names:
                found.held(kind.split(",")[0], f"{name}, {kind}", JOURNEYS[name](pool, None, data), first[name], tell)
            tell(f"{kind}: {sum(found.same.values())} the same")
    for name in names:
        again = _taken_up(JOURNEYS[name], folder / "kept", data)
        found.held("stopped half-way and taken up by another pool", name, again, first[name], tell)
    _in_pieces(found, data, first, tell)
    _batches(size, found, tell)
    if size.full:
        _threads(found, folder, tell)
    return figures(found, names)


@contextmanager
def _pools(*, full: bool) -> Iterator[Iterator[tuple[str, Pool]]]:
    """The kinds of pool, each with its numbers of workers; clusters are made one after the other."""

    def every() -> Iterator[tuple[str, Pool]]:
        yield "elsewhere, last first", Elsewhere()
        if not full:
            return
        for workers in _WORKERS:
            yield f"processes, {workers}", ProcessPool(workers)
        from distributed import LocalCluster

        for workers in _WORKERS:
            with LocalCluster(  # type: ignore[no-untyped-call]  # distributed leaves it untyped
                n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50
            ) as made:
                yield f"cluster, {workers}", DaskPool(made.scheduler_address)

    yield every()


def _taken_up(journey: Journey, kept: Path, data: Path) -> bytes:
    """The answer of a run that was stopped after its first piece, taken up by another pool."""
    shutil.rmtree(kept, ignore_errors=True)
    with suppress(KeyboardInterrupt):
        journey(Elsewhere(most=1), kept, data)
        return b""  # it was to be stopped
    if not list(kept.glob("*.json")):
        return b""  # and to have kept its first piece
    return journey(SerialPool(), kept, data)


def _in_pieces(found: Found, data: Path, first: dict[str, bytes], tell: Tell) -> None:
    """What is cut in pieces is cut otherwise."""
    others: dict[str, list[tuple[str, Journey]]] = {
        "paths of a what-if": [(f"{parts} parts", partial(paths_of, parts=parts)) for parts in (1, 2, 64)],
        "what-if": [(f"{spans} spans", partial(what_if, spans=spans)) for spans in (1, 2, 16)],
    }
    for name, cuts in others.items():
        for words, journey in cuts if name in first else ():
            found.held("cut in other pieces", f"{name}, {words}", journey(SerialPool(), None, data), first[name], tell)


def _batches(size: Size, found: Found, tell: Tell) -> None:
    """Articles read by one process, two and eight."""
    files = sorted((ROOT / "tests" / "articles").glob("*.txt"))[: 99 if size.full else 2]
    articles = [Article(raw=file.read_bytes(), origin=file.name, content_type="text/plain") for file in files]
    articles.insert(1, Article(raw=b"", origin="empty.txt", content_type="text/plain"))

    def read(workers: int) -> bytes:
        made = list(read_batch(articles, as_of=None, workers=workers))
        assert any(isinstance(one, Refused) for one in made)
        return repr([plain(one) for one in made]).encode()

    alone = read(1)
    for workers in _WORKERS if size.full else (2,):
        found.held("batch reading", f"{workers} workers", read(workers), alone, tell)


def _threads(found: Found, folder: Path, tell: Tell) -> None:
    """The command as a user runs it, with other numbers of threads and other seeds of Python's own hashes."""
    answers = []
    for threads in _THREADS:
        out = folder / f"threads-{threads}"
        command = [sys.executable, "-m", "contingent", "brief", "examples/reinforcements.md", "--no-keep", "--out"]
        environment = {
            **os.environ, "NUMBA_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads),
            "OPENBLAS_NUM_THREADS": str(threads), "PYTHONHASHSEED": str(threads),
        }  # fmt: skip
        subprocess.run([*command, str(out)], cwd=ROOT, env=environment, check=True, capture_output=True)
        text = (out / "brief.json").read_text(encoding="utf-8")
        answers.append(_without_run(text))
    for threads, answer in zip(_THREADS, answers, strict=True):
        found.held("threads of one process", f"brief, {threads}", answer, answers[0], tell)


def _without_run(text: str) -> bytes:
    import json

    whole = json.loads(text)
    whole.pop("run")
    return json.dumps(whole, sort_keys=True).encode()


def _short(answer: bytes) -> str:
    return f"{hashlib.sha256(answer).hexdigest()[:12]} of {len(answer):,} bytes"


def figures(found: Found, names: tuple[str, ...]) -> tuple[Figure, ...]:
    """The figures of the row."""
    runs = {kind: found.same[kind] + len(found.other[kind]) for kind in found.same}
    return (
        told("journeys", ", ".join(names)),
        told("runs held against one loop", sum(runs.values())),
        *(exactly(f"the same bytes: {kind}", found.same[kind], runs[kind]) for kind in found.same),
    )


ROW = Row(
    key="D1",
    title="One seed, any number of workers",
    what=(
        "Every journey that may be spread over workers, with one seed: by a loop, by 1, 2 and 8 processes, by clusters "
        "of 1, 2 and 8, in other pieces, stopped half-way and taken up; batches of articles; threads."
    ),
    run=run,
)
