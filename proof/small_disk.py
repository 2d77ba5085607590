"""A disk that is soon full, and that can be given room again."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True, kw_only=True)
class SmallDisk:
    """A folder with so many bytes of room. `kind` says in words how that is done.

    Where a file system may not be mounted, no file may grow beyond the room: the limit that the system sets this
    process, which SQLite meets as a disk that reports an error.
    """

    path: Path
    kind: str
    room: int

    @property
    def mounted(self) -> bool:
        """Whether it is a file system of its own."""
        return self.kind.startswith("file system")

    def resize(self, room: int) -> None:
        """It has so much room now."""
        self.room = room
        if self.mounted:
            subprocess.run(["mount", "-o", f"remount,size={room}", str(self.path)], check=True, capture_output=True)
        else:
            _limit(room)

    def fill(self, leave: int) -> None:
        """All but so many bytes of its room are taken by another file; only of a mounted one."""
        filler = self.path / "filler"
        if self.mounted:
            filler.unlink(missing_ok=True)
            free = int(subprocess.check_output(["stat", "-f", "-c", "%a", str(self.path)])) * 4096
            filler.write_bytes(b"\0" * max(0, free - leave))


@contextmanager
def small_disk(path: Path, room: int) -> Iterator[SmallDisk]:
    """A small disk at `path`, gone afterwards with what is on it."""
    path.mkdir()
    mounted = _mount(path, room)
    disk = SmallDisk(path=path, kind="file system in memory" if mounted else "limit on the size of a file", room=room)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        if not mounted:
            _limit(room)
        yield disk
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        if mounted:
            subprocess.run(["umount", "-l", str(path)], check=True, capture_output=True)


def _mount(path: Path, room: int) -> bool:
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={room},mode=0755", "none", str(path)],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def _limit(room: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room if most == resource.RLIM_INFINITY else min(room, most), most))
