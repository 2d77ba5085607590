"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from contingent.core.errors import InputError


def replace_files(texts: Mapping[Path, str]) -> None:
    """Every path holds its text; on any failure none has changed that was not replaced in the last, atomic step.

    All texts are first written beside their targets, then moved in place, so a full disk or a missing right leaves
    what was there before.

    Raises:
        InputError: a folder cannot be made or written; says which.
    """
    ready: list[tuple[str, Path]] = []
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            ready.append((name, path))
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
        for name, path in ready:
            Path(name).replace(path)
    except OSError as error:
        for name, _ in ready:
            Path(name).unlink(missing_ok=True)
        where = error.filename or next(iter(texts))
        raise InputError(
            f"cannot write {where}: {error.strerror or error}; wanted a folder that can be written. "
            "Choose another --out."
        ) from error
