"""The kept record of a full run: its figures, day, machine, command and cost."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from contingent.core.times import today
from proof.row import Figure

RECORDS = Path(__file__).parent / "records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one full run of a row found."""

    key: str
    figures: tuple[Figure, ...]
    day: str
    machine: str
    command: str
    cpu_seconds: float
    seconds: float
    seed: int

    @property
    def met(self) -> bool:
        """Whether every promised figure was reached."""
        return all(figure.met is not False for figure in self.figures)


def kept(key: str) -> Record | None:
    """The record of the last full run; None where none was kept."""
    path = RECORDS / f"{key}.json"
    if not path.exists():
        return None
    plain = json.loads(path.read_text(encoding="utf-8"))
    return Record(**{**plain, "figures": tuple(Figure(**figure) for figure in plain["figures"])})


def keep(record: Record) -> Path:
    """The record is on disk, in place of the one before."""
    path = RECORDS / f"{record.key}.json"
    path.write_text(json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def made(key: str, figures: Sequence[Figure], *, cpu_seconds: float, seconds: float, seed: int) -> Record:
    """A record of today on this machine."""
    return Record(
        key=key,
        figures=tuple(figures),
        day=today().isoformat(),
        machine=machine(),
        command=f"python -m proof {key} --record" + (f" --seed {seed}" if seed != 1 else ""),
        cpu_seconds=round(cpu_seconds, 1),
        seconds=round(seconds, 1),
        seed=seed,
    )


def machine() -> str:
    """The machine in words: processor, cores, memory, system, Python."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = names[0] if names else platform.processor() or platform.machine()
    return (
        f"{processor}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )
