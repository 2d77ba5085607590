"""L2: sixteen clients append at once, each row on the disk before it is acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from contingent.ledger.store import Ledger
from proof import crowd
from proof.made_ledgers import put, question
from proof.nursery import Child, Nursery
from proof.row import Figure, Missing, Row, Size, Tell, at_least, exactly, told
from proof.servers.postgresql import own_server
from proof.servers.service import Server

CLIENTS = 16
ROWS_EACH = (400, 5)
NOTES_EACH = (150, 3)
RATE = 200
_QUESTIONS = 64
_FAR = date(2099, 12, 31)


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Processes straight on a file; clients of the real service on a file; at full size, processes on a server."""
    figures: list[Figure] = []
    with Nursery("proof.writers") as nursery:
        figures += _straight("16 processes on one SQLite file", nursery, str(folder / "l.sqlite"), size, tell)
        figures += _through_the_service(nursery, folder, size, tell)
        if size.full:
            try:
                with own_server() as server:
                    figures += _straight("16 processes on PostgreSQL", nursery, server.address, size, tell)
            except Missing as missing:
                tell(str(missing))
    return tuple(figures)


def _straight(what: str, nursery: Nursery, where: str, size: Size, tell: Tell) -> Iterator[Figure]:
    with Ledger.open(where):
        pass  # made before the clock starts
    each = size.of(*ROWS_EACH)
    heard = _all_done(
        [nursery.start("plain_append", where=where, name=f"w{n}", count=each) for n in range(CLIENTS)], tell
    )
    kept = crowd.looked_at(where, heard)
    yield from _figures(what, heard, CLIENTS * each, promised="://" not in where)
    yield exactly(f"{what}: acknowledged rows lost", kept.lost, 0)
    yield exactly(f"{what}: rows there twice, or told to nobody", kept.untold, 0)
    yield exactly(f"{what}: gaps in the numbers, or breaks of the chain", int(not kept.whole), 0)


def _through_the_service(nursery: Nursery, folder: Path, size: Size, tell: Tell) -> Iterator[Figure]:
    what = "16 clients of the service"
    where, each = folder / "service.sqlite", size.of(*NOTES_EACH)
    names = [f"question-{n}" for n in range(_QUESTIONS)]
    put(where, *(question(name, deadline=_FAR) for name in names))
    with Server(str(where), folder / "service.log") as server:
        heard = _all_done(
            [
                nursery.start("send_notes", port=server.port, name=f"c{n}", count=each, questions=names)
                for n in range(CLIENTS)
            ],
            tell,
        )
        server.kill_all()  # as a power cut would: what was acknowledged is there
    yield from _figures(what, heard, CLIENTS * each)
    with Ledger.open(where) as ledger:
        whole = ledger.verify().ok
        there = [(row.seq, str(row.body["text"]).split()[0]) for row in ledger.read(as_of=date.max, kind="note")]
    said = {(seq, key) for ear in heard for seq, _, key in ear.kept}
    yield exactly(f"{what}: acknowledged notes lost after the service was killed", len(said - set(there)), 0)
    yield exactly(f"{what}: notes there twice, or told to nobody", len(there) - len(said & set(there)), 0)
    yield exactly(f"{what}: breaks of the chain", int(not whole), 0)


def _all_done(children: list[Child], tell: Tell) -> list[crowd.Heard]:
    heard = [crowd.Heard() for _ in children]
    crowd.end(children, heard)
    for ear in heard:
        for fault in ear.faults:
            tell(fault)
    return heard


def _figures(what: str, heard: list[crowd.Heard], wanted: int, *, promised: bool = True) -> Iterator[Figure]:
    moments = sorted(moment for ear in heard for moment in ear.moments)
    begun = min((ear.opened for ear in heard if ear.opened is not None), default=0.0)
    waits = sorted(
        later - earlier for ear in heard for earlier, later in zip(ear.moments, ear.moments[1:], strict=False)
    )
    yield exactly(f"{what}: rows acknowledged", len(moments), wanted)
    rate = len(moments) / max(1e-9, moments[-1] - begun) if moments else 0.0
    name = f"{what}: acknowledged a second"
    yield at_least(name, round(rate), RATE, timed=True) if promised else told(name, round(rate), timed=True)
    yield told(f"{what}: half of the waits below", round(waits[len(waits) // 2], 3), "s", timed=True)
    yield told(f"{what}: longest wait", round(waits[-1], 3), "s", timed=True)


ROW = Row(
    key="L2",
    title="Sixteen clients append at once",
    what=(
        "Sixteen processes append rows of half a kilobyte to one SQLite file (and to a PostgreSQL server that flushes "
        "each commit), and sixteen clients send notes to the running service, each as soon as the one before is "
        "acknowledged. A row is on the disk before it is acknowledged; the service is killed at the end, and every "
        "acknowledged row is there."
    ),
    run=run,
)
