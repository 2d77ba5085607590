"""Many children that append at once: what each was told, and what is there afterwards."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from contingent.ledger.store import Ledger
from proof.nursery import Child

_LOOK_SECONDS = 0.02


@dataclass(slots=True)
class Heard:
    """What one writer said: each row it was told is kept (number, hash, key) with its moment, and its faults."""

    kept: list[tuple[int, str, str]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    opened: float | None = None
    faults: list[str] = field(default_factory=list)

    def take(self, lines: Sequence[str]) -> None:
        """These lines are heard."""
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "kept":
                seq, digest, key, moment = rest.split()
                self.kept.append((int(seq), digest, key))
                self.moments.append(float(moment))
            elif word == "fault":
                self.faults.append(rest)
            elif word == "open":
                self.opened = time.monotonic()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A ledger beside what its writers were told: rows lost, rows there twice or untold, and whether it is whole."""

    rows: int
    lost: int
    untold: int
    whole: bool


def listen(children: Sequence[Child], heard: Sequence[Heard], *, until: Callable[[], bool] | None = None) -> None:
    """What the children say is heard as they say it, until all have ended, or `until` says so."""
    while any(child.talking for child in children) and not (until and until()):
        pipes = [child for child in children if child.talking]
        ready = select.select(pipes, [], [], _LOOK_SECONDS)[0]
        for child, ear in zip(children, heard, strict=True):
            if child in ready:
                ear.take(child.lines(0))


def end(children: Sequence[Child], heard: Sequence[Heard]) -> None:
    """All have ended; one that did not end well has a fault."""
    listen(children, heard)
    for child, ear in zip(children, heard, strict=True):
        status, lines = child.ended()
        ear.take(lines)
        if status and not ear.faults:
            ear.faults.append(f"it ended with {status}")


def looked_at(where: str, heard: Sequence[Heard]) -> Kept:
    """The ledger held against what its writers were told."""
    with Ledger.open(where) as ledger:
        whole = ledger.verify().ok
        rows = ledger.read(as_of=date.max)
    there = [(row.seq, row.hash, row.key) for row in rows]
    said = [one for ear in heard for one in ear.kept]
    known = set(said) & set(there)
    twice = len(said) - len(set(said)) + len(rows) - len({row.key for row in rows})
    return Kept(
        rows=len(rows),
        lost=len(set(said) - set(there)),
        untold=len(rows) - len(known) + twice,
        whole=whole and [row.seq for row in rows] == list(range(1, len(rows) + 1)),
    )
