"""What a block of work did outside of itself: connections, names looked up, processes, files, by Python's own audit."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_NETWORK = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind",
                      "urllib.Request", "ftplib.connect", "smtplib.connect"})  # fmt: skip
_PROCESSES = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
                        "os.forkpty", "pty.spawn", "os.kill"})  # fmt: skip
_FILES = frozenset({"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
                    "os.chmod", "os.chown", "shutil.move", "shutil.copyfile", "sqlite3.connect"})  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


@dataclass
class Effects:
    """What was seen, in words: a connection or a name looked up, a process, a file beyond the allowed folder."""

    network: list[str] = field(default_factory=list)
    processes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


@dataclass
class _Watch:
    """Whom a block watches: a hook cannot be taken out again, so it looks here whether it is to look at all."""

    seen: Effects | None = None
    folder: str = ""
    ports: frozenset[int] = frozenset()
    hooked: bool = False


_watch = _Watch()


@contextmanager
def watched(folder: Path, *, ports: frozenset[int] = frozenset()) -> Iterator[Effects]:
    """Every effect of the block, in whichever thread; writing below `folder` and this machine's `ports` are allowed."""
    if not _watch.hooked:
        sys.addaudithook(_hook)
        _watch.hooked = True
    seen = Effects()
    _watch.folder, _watch.ports, _watch.seen = str(folder.resolve()) + os.sep, ports, seen
    try:
        yield seen
    finally:
        _watch.seen = None


def _hook(event: str, told: tuple[Any, ...]) -> None:
    seen = _watch.seen
    if seen is None:
        return
    if event == "open":
        _opened(seen, told)
    elif event in _NETWORK:
        if not _is_allowed(event, told):
            seen.network.append(f"{event} {told[1:] if event == 'socket.connect' else told}"[:200])
    elif event in _PROCESSES:
        seen.processes.append(f"{event} {told}"[:200])
    elif event in _FILES and not all(_is_inside(path) for path in told if isinstance(path, (str, os.PathLike))):
        seen.files.append(f"{event} {told}"[:200])


def _opened(seen: Effects, told: tuple[Any, ...]) -> None:
    path, mode, flags = told
    writes = bool(flags & _WRITES) if isinstance(flags, int) else bool(set(mode or "") & set("wax+"))
    if writes and not isinstance(path, int) and not _is_inside(path):
        seen.files.append(f"open {path!r} {mode}")


def _is_allowed(event: str, told: tuple[Any, ...]) -> bool:
    place = told[1] if event == "socket.connect" else told[:2]
    return isinstance(place, tuple) and place[0] == "127.0.0.1" and place[1] in _watch.ports


def _is_inside(path: Any) -> bool:
    text = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else ""
    text = text.removeprefix("file:").partition("?")[0]
    return (str(Path(text).absolute()) + os.sep).startswith(_watch.folder)
