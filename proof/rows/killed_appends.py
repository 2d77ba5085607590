"""R1: a process that appends is killed at a random moment, again and again; what it was told is kept is kept."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from contingent.core.errors import ContingentError
from contingent.core.times import now
from contingent.ledger.chain import walk
from contingent.ledger.exchange import read_jsonl
from contingent.ledger.store import Ledger
from proof.nursery import Child, Nursery
from proof.row import Figure, Row, Size, Tell, at_least, exactly, told
from proof.servers.postgresql import drop_schema, new_schema, server_address
from proof.writers import DAY

KILLS, KILLS_OF_A_CLIENT = (1000, 16), (200, 5)
#: kills of one ledger, which goes on from where the last left it
KILLS_OF_ONE = 20
#: one kill in so many comes while the ledger is made, and one while it is backed up or exported
MADE_EVERY, COPIED_EVERY = 8, 10
_INSIDE = ("begun", "locking", "written", "committing")
_PATIENCE = 30.0
#: statements that make a ledger, at least
_MADE_STEPS = 16
_ROWS_COPIED = 150


@dataclass(slots=True)
class Found:
    """What the kills found: where they fell, and every fault in words."""

    kills: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)

    @property
    def inside(self) -> float:
        """The share of the appending processes that died between the begin of an append and its acknowledgement."""
        return sum(self.stages[stage] for stage in _INSIDE) / max(1, self.stages.total())


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Kill, look, go on; on files, then on clients of a server."""
    server_address()
    rng = random.Random(size.seed)
    files, clients = Found(), Found()
    with Nursery("proof.writers") as nursery:
        _on_files(nursery, folder, rng, size.of(*KILLS), files, tell)
        _on_a_server(nursery, rng, size.of(*KILLS_OF_A_CLIENT), clients, tell)
    for found in (files, clients):
        for fault in (*found.lost, *found.twice, *found.broken, *found.stuck):
            tell(fault)
    return (*_figures("SQLite", files, size.of(*KILLS)), *_figures("PostgreSQL", clients, size.of(*KILLS_OF_A_CLIENT)))


def _figures(engine: str, found: Found, kills: int) -> Iterator[Figure]:
    yield exactly(f"{engine}: kills", found.kills.total(), kills)
    yield told(f"{engine}: of them while", _listed(found.kills))
    yield at_least(f"{engine}: share of kills of appends that fell inside one", round(found.inside, 3), 0.6)
    yield told(f"{engine}: the killed append was", _listed(found.stages))
    yield at_least(f"{engine}: rows acknowledged before a kill", found.acknowledged, kills)
    yield exactly(f"{engine}: acknowledged rows lost", len(found.lost), 0)
    yield exactly(f"{engine}: rows there twice, or never asked for", len(found.twice), 0)
    yield exactly(f"{engine}: chains not whole, numbers with a gap, copies half-written", len(found.broken), 0)
    yield exactly(f"{engine}: ledgers that took no row afterwards", len(found.stuck), 0)


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counted.items())) or "none"


def _on_files(nursery: Nursery, folder: Path, rng: random.Random, kills: int, found: Found, tell: Tell) -> None:
    copied = folder / "copied"
    copied.mkdir()
    with Ledger.open(copied / "ledger.sqlite") as ledger:
        for n in range(_ROWS_COPIED):
            ledger.append("forecast", f"c-{n}", {"n": n}, as_of=DAY, recorded_at=now())
    place = _Place(str(folder / "0.sqlite"), rng)
    for n in range(1, kills + 1):
        if n % COPIED_EVERY == 0:
            _killed_copy(nursery, copied, rng, found)
        elif n % MADE_EVERY == 0:
            _killed_making(nursery, str(folder / f"made-{n}.sqlite"), rng, found)
        else:
            place.killed(nursery, rng, found)
        if n % KILLS_OF_ONE == 0:
            place = _Place(str(folder / f"{n}.sqlite"), rng)
        if n % 100 == 0:
            tell(f"SQLite: {n} kills")


def _on_a_server(nursery: Nursery, rng: random.Random, kills: int, found: Found, tell: Tell) -> None:
    place = _Place(new_schema(), rng)
    for n in range(1, kills + 1):
        if n % MADE_EVERY == 0:
            fresh = new_schema()
            _killed_making(nursery, fresh, rng, found)
            drop_schema(fresh)
        else:
            place.killed(nursery, rng, found)
        if n % KILLS_OF_ONE == 0:
            drop_schema(place.where)
            place = _Place(new_schema(), rng)
            tell(f"PostgreSQL: {n} kills")
    drop_schema(place.where)


class _Place:
    """A ledger, what its killed writers were told of it, and the number of the append that was in flight."""

    def __init__(self, where: str, rng: random.Random) -> None:
        self.where = where
        self._size = rng.choice((10, 500, 20_000))  # characters of a body, at most
        self._kept: dict[str, tuple[int, str]] = {}
        self._asked: set[str] = set()
        self._next = 0

    def killed(self, nursery: Nursery, rng: random.Random, found: Found) -> None:
        """A writer was killed in or after an append, the ledger looked at, and appended to."""
        at = (rng.randint(0, 6), rng.choice(("begin", "stage locking", "stage written", "stage committing", "kept")))
        child = nursery.start("append", where=self.where, name="w", first=self._next, count=10_000, size=self._size)
        lines = _killed_at(child, at, rng.uniform(0, 0.003))
        found.kills["appending"] += 1
        last = lines[-1] if lines else ""
        found.stages[_stage(last)] += 1
        for line in lines:
            if line.startswith("kept "):
                seq, digest, key = line.split()[1:4]
                self._kept[key] = (int(seq), digest)
                found.acknowledged += 1
            elif line.startswith("begin "):
                self._next = int(line.split()[1])  # the one in flight is asked for again by the next writer
                self._asked.add(f"w-{self._next}")
            elif line.startswith("fault"):
                found.stuck.append(f"{self.where}: {line}")
        self._looked_at(found)

    def _looked_at(self, found: Found) -> None:
        try:
            with Ledger.open(self.where) as ledger:
                seen = ledger.verify()
                rows = ledger.read(as_of=date.max)
                key = f"after-{len(rows)}"
                row = ledger.append("forecast", key, {"n": len(rows)}, as_of=DAY, recorded_at=now())
        except ContingentError as error:
            found.stuck.append(f"{self.where}: {error}")
            return
        if not seen.ok or [row.seq for row in rows] != list(range(1, len(rows) + 1)):
            found.broken.append(f"{self.where}: {seen}")
        there = {row.key: (row.seq, row.hash) for row in rows}
        found.lost += [f"{self.where}: {key}" for key, told in self._kept.items() if there.get(key) != told]
        if len(there) != len(rows) or not there.keys() <= self._asked | self._kept.keys():
            found.twice.append(f"{self.where}: {len(rows) - len(there)} twice, {there.keys() - self._asked}")
        self._kept[key] = (row.seq, row.hash)


def _killed_at(child: Child, at: tuple[int, str], delay: float) -> list[str]:
    """What a child said that was killed a little after it had said a word so many times."""
    times, word = at
    lines: list[str] = []
    while sum(line.startswith(word) for line in lines) <= times and child.talking:
        lines += child.lines(_PATIENCE)
    lines += _kill_after(child, delay)
    return lines


def _kill_after(child: Child, delay: float) -> list[str]:
    lines = child.lines(delay)
    child.kill()
    status, rest = child.ended()
    return [*lines, *rest, *([] if status == -9 else [f"fault: it ended by itself with {status}"])]


def _stage(last: str) -> str:
    if last.startswith("kept"):
        return "between two"
    return {"begin": "begun", "stage": last.removeprefix("stage ")}.get(last.partition(" ")[0], last or "not begun")


def _killed_making(nursery: Nursery, where: str, rng: random.Random, found: Found) -> None:
    """A ledger whose maker was killed is made by the next, and takes rows."""
    child = nursery.start("append", where=where, name="m", first=0, count=200, size=10)
    at = rng.choice(((0, "opening"), (rng.randint(0, _MADE_STEPS - 1), "stage making")))  # said once; said so often
    lines = _killed_at(child, at, rng.uniform(0, 0.004)) \
        if rng.random() < 0.7 else _kill_after(child, rng.uniform(0, 0.05))  # fmt: skip
    found.kills["making"] += 1
    told = [line.split()[3] for line in lines if line.startswith("kept ")]
    found.stuck += [f"{where}: {line}" for line in lines if line.startswith("fault")]
    try:
        with Ledger.open(where) as ledger:
            ledger.append("forecast", "m-next", {}, as_of=DAY, recorded_at=now())
            seen = ledger.verify()
            rows = ledger.read(as_of=date.max)
    except ContingentError as error:
        found.stuck.append(f"{where}: {error}")
        return
    if not seen.ok or len(rows) > len(told) + 2:  # one more may have been in flight
        found.broken.append(f"{where}: {len(told)} told, {seen}")
    found.lost += [f"{where}: {key}" for key in set(told) - {row.key for row in rows}]


def _killed_copy(nursery: Nursery, folder: Path, rng: random.Random, found: Found) -> None:
    """A back-up or an export that was killed has not changed what is under its name, or is whole."""
    out = folder / f"out-{found.kills['copying']}"
    out.mkdir()
    child = nursery.start("copy_out", where=str(folder / "ledger.sqlite"), folder=str(out))
    word = rng.choice(("begin back-up", "begin export"))
    lines = _killed_at(child, (rng.randint(0, 1), word), rng.uniform(0, 0.02))
    found.kills["copying"] += 1
    found.stuck += [f"{out}: {line}" for line in lines if line.startswith("fault")]
    copy, export = out / "back-up.sqlite", out / "export.jsonl"
    whole = {"back-up": False, "export": False}
    try:
        if copy.exists():
            with Ledger.open(copy, create=False) as ledger:
                whole["back-up"] = ledger.verify().rows == _ROWS_COPIED
        if export.exists():
            rows = list(read_jsonl(export.read_text(encoding="ascii").splitlines()))
            whole["export"] = len(rows) == _ROWS_COPIED and all(fault is None for _, fault in walk(rows))
    except ContingentError as error:
        found.broken.append(f"{out}: {error}")
    for name, path in (("back-up", copy), ("export", export)):
        acknowledged = any(line.startswith(f"kept {name}") for line in lines)
        if (acknowledged or path.exists()) and not whole[name]:
            found.broken.append(f"{path}: half-written, or gone: {lines}")


ROW = Row(
    key="R1",
    title="A process is killed while it appends",
    what=(
        "kill -9 of a process that appends to a ledger (1,000 times on SQLite, 200 times on PostgreSQL), at a random "
        "step of an append, while the ledger is made, or while it is backed up or exported. Every row that was "
        "acknowledged is there once, the chain is whole without a gap, and the next process goes on, asking again "
        "for the append that was in flight."
    ),
    run=run,
)
