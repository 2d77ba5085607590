"""R4: many processes append to one file at once, each row of its own; one chain comes of it."""

from __future__ import annotations

from pathlib import Path

from proof import crowd
from proof.nursery import Nursery
from proof.row import Figure, Row, Size, Tell, exactly, told
from proof.servers.postgresql import drop_schema, new_schema, server_address

WRITERS = (8, 4)
ROWS_EACH = (500, 25)


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """All start at once on a ledger that none of them found there; then the same on a server."""
    server_address()
    schema = new_schema()
    try:
        return (
            *_appended("SQLite", str(folder / "ledger.sqlite"), size, tell),
            *_appended("PostgreSQL", schema, size, tell),
        )
    finally:
        drop_schema(schema)


def _appended(engine: str, where: str, size: Size, tell: Tell) -> tuple[Figure, ...]:
    writers, each = size.of(*WRITERS), size.of(*ROWS_EACH)
    heard = [crowd.Heard() for _ in range(writers)]
    with Nursery("proof.writers") as nursery:
        children = [nursery.start("plain_append", where=where, name=f"w{n}", count=each) for n in range(writers)]
        crowd.end(children, heard)
    faults = [fault for ear in heard for fault in ear.faults]
    for fault in faults:
        tell(fault)
    kept = crowd.looked_at(where, heard)
    moments = sorted(moment for ear in heard for moment in ear.moments)
    waits = [later - earlier for ear in heard for earlier, later in zip(ear.moments, ear.moments[1:], strict=False)]
    return (
        exactly(f"{engine}: rows", kept.rows, writers * each),
        exactly(f"{engine}: rows acknowledged", sum(len(ear.kept) for ear in heard), writers * each),
        exactly(f"{engine}: acknowledged rows lost", kept.lost, 0),
        exactly(f"{engine}: rows there twice, or told to nobody", kept.untold, 0),
        exactly(f"{engine}: gaps in the numbers, or breaks of the chain", int(not kept.whole), 0),
        exactly(f"{engine}: writers that failed", len(faults), 0),
        told(f"{engine}: longest wait of one append", round(max(waits, default=0), 3), "s", timed=True),
        told(f"{engine}: appends a second", round(len(moments) / max(1e-9, moments[-1] - moments[0])), timed=True),
    )


ROW = Row(
    key="R4",
    title="Many processes append to one file",
    what=(
        "Eight processes make one ledger together and append 500 rows each, one at a time, as fast as they can, to one "
        "SQLite file: 4,000 rows in one chain without a gap, each told to its writer. The same on PostgreSQL."
    ),
    run=run,
)
