"""R3: a PostgreSQL server is ended at once, again and again, under its writers; they wait for it and go on."""

from __future__ import annotations

import time
from pathlib import Path

from proof import crowd
from proof.nursery import Child, Nursery
from proof.row import Figure, Row, Size, Tell, at_least, at_most, exactly, told
from proof.servers.postgresql import OwnServer, own_server

WRITERS = 8
RESTARTS = (20, 2)
BACK_SECONDS = 10.0
#: rows that each writer appends between two restarts, at least
_ROWS_BETWEEN = 2
_PATIENCE = 30.0
_NEVER = 1_000_000


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """A server of its own, its writers, and restarts as soon as each has appended again."""
    heard = [crowd.Heard() for _ in range(WRITERS)]
    with own_server() as server, Nursery("proof.writers") as nursery:
        flag = folder / "stop"
        children = [
            nursery.start("plain_append", where=server.address, name=f"w{n}", count=_NEVER, stop=str(flag))
            for n in range(WRITERS)
        ]
        ends = []
        for n in range(size.of(*RESTARTS)):
            _each_appends(children, heard)
            ends.append(_restarted(server, children, heard))
            tell(f"restart {n + 1}")
        _each_appends(children, heard)
        flag.touch()
        crowd.end(children, heard)
        kept = crowd.looked_at(server.address, heard)
    faults = [fault for ear in heard for fault in ear.faults]
    for fault in faults:
        tell(fault)
    back = [_back(ear.moments, begun, up) for begun, up in ends for ear in heard]
    return (
        exactly("restarts", len(ends), size.of(*RESTARTS)),
        at_least("rows acknowledged", sum(len(ear.kept) for ear in heard), len(ends) * WRITERS * _ROWS_BETWEEN),
        exactly("acknowledged rows lost", kept.lost, 0),
        exactly("rows there twice, or told to nobody", kept.untold, 0),
        exactly("gaps in the numbers, or breaks of the chain", int(not kept.whole), 0),
        exactly("writers that gave up", len(faults), 0),
        at_most("slowest writer back, from the moment the server was ended", max(b[0] for b in back), BACK_SECONDS,
                "s", timed=True),
        told("of that since the server answered again", max(b[1] for b in back), "s", timed=True),
        told("writers back, on the mean", round(sum(b[0] for b in back) / len(back), 2), "s", timed=True),
    )  # fmt: skip


def _each_appends(children: list[Child], heard: list[crowd.Heard]) -> None:
    """Every writer has appended some more, or has given up, or does not come back in time."""
    wanted = [len(ear.kept) + _ROWS_BETWEEN for ear in heard]
    until = time.monotonic() + _PATIENCE

    def done() -> bool:
        all_on = all(len(ear.kept) >= want or ear.faults for ear, want in zip(heard, wanted, strict=True))
        return all_on or time.monotonic() > until

    crowd.listen(children, heard, until=done)


def _restarted(server: OwnServer, children: list[Child], heard: list[crowd.Heard]) -> tuple[float, float]:
    """When the server was ended, and when it was up again."""
    begun = time.monotonic()
    server.restart()
    up = time.monotonic()
    crowd.listen(children, heard, until=lambda: True)
    return begun, up


def _back(moments: list[float], begun: float, up: float) -> tuple[float, float]:
    """Seconds until the writer's first acknowledged append after the server was up, since it was ended and since up."""
    first = next((moment for moment in moments if moment > up), float("inf"))
    return round(first - begun, 2), round(first - up, 2)


ROW = Row(
    key="R3",
    title="The database server is ended under its writers",
    what=(
        "A PostgreSQL server that flushes each commit is ended at once (pg_ctl -m immediate) and started again, 20 "
        "times, while eight processes append. Every acknowledged row is there once, the chain is whole, no writer "
        "gives up, and each appends again within 10 seconds of the end of the server."
    ),
    run=run,
)
