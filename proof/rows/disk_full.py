"""R2: the disk fills up under the ledger; it says so, keeps what it acknowledged, and goes on when there is room."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from contingent.core.errors import ContingentError
from contingent.core.times import now
from contingent.journeys.exchange import back_up_ledger, export_ledger
from contingent.ledger.chain import Entry
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger
from proof.row import Figure, Missing, Row, Size, Tell, at_least, exactly, told
from proof.servers.postgresql import OwnServer
from proof.small_disk import SmallDisk, small_disk
from proof.writers import DAY

ROUNDS = (60, 4)
ROOM, MORE = 1_500_000, 12_000_000
#: the longest body in characters, so that the disk fills up at another step each time
_SIZES = (20, 300, 3_000, 30_000, 200_000)
#: copies that are not there yet, and copies that are
_NEW, _OLD = ("copy.sqlite", "copy.jsonl", "copy.parquet"), ("old.sqlite", "old.jsonl", "old.parquet")
_SERVER_ROOM = 120_000_000
_TRIES_ON_A_SERVER = 600
#: words of a server that is gone
_DOWN = ("lost its server", "cannot be reached", "starting up", "shutting down", "did not answer")


@dataclass(slots=True)
class Found:
    """What was refused and how, and every fault in words."""

    refused: int = 0
    acknowledged: int = 0
    last: str = ""
    unclear: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)

    def tried(self, what: str, do: Callable[[], Any], *, words: tuple[str, ...] = ("full",)) -> Any:
        """What `do` returned; None where it was refused, which must be in one clear sentence."""
        try:
            return do()
        except ContingentError as error:
            self.refused += 1
            self.last = str(error)
            if not any(word in str(error) for word in words) or "\n" in str(error):
                self.unclear.append(f"{what}: {error}")
        except Exception as error:
            self.unclear.append(f"{what}: {type(error).__name__}: {error}")
        return None


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Rounds on small disks, each with rows of another size; the command line; a server whose disk is full."""
    rng, found, figures = random.Random(size.seed), Found(), []
    kinds = set()
    for n in range(size.of(*ROUNDS)):
        with small_disk(folder / f"disk-{n}", ROOM) as disk:
            kinds.add(disk.kind)
            _round(disk, rng, _SIZES[n % len(_SIZES)], found)
        if n == 0:
            _through_the_command_line(folder, found)
    if size.full:
        figures = _on_a_server(rng, found, tell)
    for fault in (*found.unclear, *found.lost, *found.untold, *found.broken, *found.stuck, *found.halves):
        tell(fault)
    return (
        told("the disk", ", ".join(sorted(kinds))),
        exactly("disks filled", size.of(*ROUNDS), size.of(*ROUNDS)),
        at_least("rows and jobs acknowledged before", found.acknowledged, size.of(*ROUNDS)),
        at_least("writes refused because it was full", found.refused, 5 * size.of(*ROUNDS)),
        exactly("refusals without one clear sentence", len(found.unclear), 0),
        exactly("acknowledged rows or jobs lost", len(found.lost), 0),
        exactly("rows that were refused and are there", len(found.untold), 0),
        exactly("chains not whole", len(found.broken), 0),
        exactly("ledgers that did not go on when there was room", len(found.stuck), 0),
        exactly("copies left half-written", len(found.halves), 0),
        *figures,
    )


def _round(disk: SmallDisk, rng: random.Random, longest: int, found: Found) -> None:
    """A ledger filled until nothing more goes in, looked at, copied, given room, and looked at again."""
    where = disk.path / "ledger.sqlite"
    kept: dict[str, tuple[int, str]] = {}
    jobs: list[str] = []
    for name in _OLD:
        (disk.path / name).write_bytes(b"what was there")
    with Ledger.open(where) as ledger:
        desk = Desk(ledger)
        refusals = n = 0
        while refusals < 8:
            n += 1
            taken = _one(ledger, desk, rng, n, max(1, longest >> 4 * refusals), found, jobs)
            refusals += taken is None
            kept.update(taken or {})
        _held(ledger, desk, kept, jobs, found)
    new = disk.path / "new.sqlite"
    disk.fill(leave=0)
    if disk.mounted:
        found.tried("a new ledger", lambda: Ledger.open(new))
        _copied(disk, where, found)
        new.unlink(missing_ok=True)
    with Ledger.open(where) as ledger:  # opened anew while it is full
        _held(ledger, Desk(ledger), kept, jobs, found)
        disk.resize(MORE)
        try:
            row = ledger.append("forecast", "room", {"x": "y" * 1000}, as_of=DAY, recorded_at=now())
            kept[row.key] = (row.seq, row.hash)
            jobs.append(Desk(ledger).jobs.ask("read", {}, asked_by="proof").id)
            if disk.mounted:
                back_up_ledger(where, disk.path / "old.sqlite")
        except ContingentError as error:
            found.stuck.append(f"{disk.path.name}: {error}")
        _held(ledger, Desk(ledger), kept, jobs, found)


def _one(
    ledger: Ledger, desk: Desk, rng: random.Random, n: int, longest: int, found: Found, jobs: list[str]
) -> dict[str, tuple[int, str]] | None:
    """One append, many in one transaction, or one job: what was acknowledged; None where it was refused."""
    text = "é" * rng.randint(max(1, longest // 2), longest)
    how = rng.random()
    words = ("full", "reports an error")  # the second is what a limit on a file's size looks like
    if how < 0.15:
        job = found.tried("a job", lambda: desk.jobs.ask("read", {"text": text}, asked_by="proof"), words=words)
        jobs += [job.id] if job else []
        found.acknowledged += job is not None
        return {} if job else None
    count = 1 if how < 0.6 else rng.randint(2, 40)
    entries = [Entry(kind="forecast", key=f"{n}-{i}", body={"n": i, "text": text}, as_of=DAY) for i in range(count)]
    rows = found.tried("an append", lambda: ledger.append_many(entries, recorded_at=now()), words=words)
    found.acknowledged += len(rows or ())
    return None if rows is None else {row.key: (row.seq, row.hash) for row in rows}


def _held(ledger: Ledger, desk: Desk, kept: dict[str, tuple[int, str]], jobs: list[str], found: Found) -> None:
    """What was acknowledged is there and nothing else, in one chain."""
    try:
        whole, rows = ledger.verify(), ledger.read(as_of=date.max)
        there = {row.key: (row.seq, row.hash) for row in rows}
        asked = {job.id for job in desk.jobs.recent(most=1_000_000)}
    except ContingentError as error:
        found.stuck.append(f"{ledger.where} cannot be read: {error}")
        return
    if not whole.ok or len(there) != len(rows):
        found.broken.append(f"{ledger.where}: {whole}")
    found.lost += [f"{ledger.where}: {key}" for key, place in kept.items() if there.get(key) != place]
    found.lost += [f"{ledger.where}: job {name}" for name in jobs if name not in asked]
    found.untold += [f"{ledger.where}: {key}" for key in there.keys() - kept.keys()]


def _copied(disk: SmallDisk, where: Path, found: Found) -> None:
    """Nothing half-written stands under the name of a copy that did not fit, and a copy that was there is as it was."""
    for name in (*_NEW, *_OLD):
        target = disk.path / name
        old = target.read_bytes() if target.exists() else None
        for leave in (0, 8192, 100_000):
            disk.fill(leave=leave)
            before = {path.name for path in disk.path.iterdir()}
            done = found.tried(name, partial(_copy, where, target), words=("full", "No space left"))
            if done is not None:
                found.halves.append(f"{target}: said to be whole on a full disk")
            if (target.read_bytes() if target.exists() else None) != old:
                found.halves.append(f"{target}: not what it was")
            if more := {path.name for path in disk.path.iterdir()} - before:
                found.halves.append(f"{target}: left behind {more}")
    (disk.path / "filler").unlink()


def _copy(where: Path, target: Path) -> Any:
    if target.suffix == ".sqlite":
        return back_up_ledger(where, target)
    return export_ledger(where, str(target))


def _through_the_command_line(folder: Path, found: Found) -> None:
    """Exit 1 or 2 and one sentence, no traceback, where there is no room."""
    whole = folder / "whole.sqlite"
    with Ledger.open(whole) as ledger:
        ledger.append_many(
            [Entry(kind="forecast", key=f"k{n}", body={"x": "y" * 9000}, as_of=DAY) for n in range(40)],
            recorded_at=now(),
        )
    with small_disk(folder / "disk-cli", 200_000) as disk:
        if not disk.mounted:
            return
        for orders, wanted in (
            (["ledger", "backup", str(disk.path / "c.sqlite"), "--ledger", str(whole)], 1),
            (["ledger", "export", str(disk.path / "c.jsonl"), "--ledger", str(whole)], 2),
        ):
            done = subprocess.run(
                [sys.executable, "-m", "contingent", *orders], capture_output=True, text=True, check=False
            )
            said = done.stderr.strip()
            found.refused += 1
            clear = "full" in said or "No space left" in said
            if done.returncode != wanted or "Traceback" in said or not clear:
                found.unclear.append(f"contingent {' '.join(orders[:2])}: exit {done.returncode}: {said}")
            if left := [path.name for path in disk.path.iterdir()]:
                found.halves.append(f"contingent {' '.join(orders[:2])} left behind {left}")


def _on_a_server(rng: random.Random, found: Found, tell: Tell) -> list[Figure]:
    """A server whose data lie on a small disk: refused or down while it is full, whole when there is room again."""
    full = Found()
    with tempfile.TemporaryDirectory(prefix="contingent-full-") as parent:
        Path(parent).chmod(0o755)
        with small_disk(Path(parent) / "disk", _SERVER_ROOM) as disk:
            if not disk.mounted:
                return [told("PostgreSQL on a full disk", "not tried: no file system may be mounted here")]
            server = OwnServer(disk.path / "home")
            try:
                kept, down = _filled_server(disk, server.start(), rng, full)
                (disk.path / "filler").unlink()
                with Ledger.open(server.start()) as ledger:
                    row = ledger.append("forecast", "room", {}, as_of=DAY, recorded_at=now())
                    kept[row.key] = (row.seq, row.hash)
                    _held(ledger, Desk(ledger), kept, [], full)
            except Missing as missing:
                return [told("PostgreSQL on a full disk", f"not tried: {missing}")]
            except ContingentError as error:
                full.stuck.append(f"PostgreSQL: {error}")
            finally:
                server.drop()
    if down:  # a server that fell in the middle of one append may have kept it
        full.untold[:1] = []
    for name in ("unclear", "lost", "untold", "broken", "stuck"):
        getattr(found, name).extend(getattr(full, name))
    tell(f"PostgreSQL: {len(kept)} rows, {full.refused} refusals, the server went {'down' if down else 'on'}")
    return [
        at_least("PostgreSQL: rows acknowledged before its disk was full", full.acknowledged, 1),
        at_least("PostgreSQL: writes refused", full.refused, 1),
        told("PostgreSQL: the server", "fell, and came back when there was room" if down else "went on"),
    ]


def _filled_server(
    disk: SmallDisk, where: str, rng: random.Random, full: Found
) -> tuple[dict[str, tuple[int, str]], bool]:
    """Appends until the server is gone, or very often: what was acknowledged, and whether it is gone."""
    kept: dict[str, tuple[int, str]] = {}
    with Ledger.open(where) as ledger:
        disk.fill(leave=600_000)
        for n in range(_TRIES_ON_A_SERVER):
            body = {"n": n, "text": rng.randbytes(30_000).hex()}
            rows = full.tried("an append to a server", partial(_put, ledger, body), words=("full", *_DOWN))
            kept.update({row.key: (row.seq, row.hash) for row in rows or ()})
            full.acknowledged += len(rows or ())
            if rows is None and any(word in full.last for word in _DOWN):
                return kept, True
    return kept, False


def _put(ledger: Ledger, body: dict[str, Any]) -> Any:
    entry = Entry(kind="forecast", key=f"s-{body['n']}", body=body, as_of=DAY)
    return ledger.append_many([entry], recorded_at=now())


ROW = Row(
    key="R2",
    title="The disk is full",
    what=(
        "Ledgers are filled on a real file system of 1.5 MB until nothing more goes in: single rows, many in one "
        "transaction, jobs; then opened anew, made new, backed up and exported there, through the command line too; "
        "then given room. Each refusal is one clear sentence, what was acknowledged is there and nothing else, no "
        "copy is left half-written, and the ledger goes on. Once on a PostgreSQL server whose data lie on such a disk."
    ),
    run=run,
)
