"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from contingent.core.errors import InputError


@contextmanager
def staged_files(texts: Mapping[Path, str | bytes]) -> Iterator[None]:
    """Every text is on disk beside its target when the block begins, and in its place when the block has ended.

    Where anything fails or is interrupted before that last step, in here or in the block, every target is what it was
    before, and no file or folder that was made on the way is left.

    Raises:
        InputError: a folder cannot be made or written; says which.
    """
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for path, text in texts.items():
            with _clear(path):
                if path.is_dir():
                    raise IsADirectoryError(None, "a folder is in its place")
                made += [folder for folder in path.parents if not folder.exists()]
                path.parent.mkdir(parents=True, exist_ok=True)
                handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
                staged.append((Path(name), path))
                with os.fdopen(handle, "wb") as file:
                    file.write(text if isinstance(text, bytes) else text.encode("utf-8"))
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).chmod(0o644)
        yield
        for ready, path in staged:
            with _clear(path):
                ready.replace(path)
    except BaseException:
        for ready, _ in staged:
            ready.unlink(missing_ok=True)
        for folder in made:  # the deepest first
            with suppress(OSError):  # another process may use it by now
                folder.rmdir()
        raise


def replace_files(texts: Mapping[Path, str | bytes]) -> None:
    """Every path holds its text, or none has changed; errors as `staged_files`."""
    with staged_files(texts):
        pass


@contextmanager
def _clear(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror or error}; wanted a folder that can be written. "
            "Choose another place."
        ) from error
