"""What results hang on besides their inputs: the code and the shipped tables, as one fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

#: rooms that only show what others have computed
SHOWING = ("cli", "report")
COUNTED = (".py", ".toml", ".json")
#: libraries whose releases may change a last digit or a stream of random numbers
LIBRARIES = ("numpy", "scipy")


@cache
def of_this_package() -> str:
    """The fingerprint of the code and tables that results here hang on, and of the libraries that draw and round."""
    known = "".join(f"{name} {version(name)}\n" for name in LIBRARIES)
    return hashlib.sha256(f"{known}{of_folder(files('contingent'))}".encode()).hexdigest()


def of_folder(folder: Traversable) -> str:
    """The SHA-256 over names and bytes of code and tables in a package, rooms that only show left out."""
    found = hashlib.sha256()
    for place, raw in _files(folder, ""):
        found.update(f"{place} {len(raw)}\n".encode())
        found.update(raw)
    return found.hexdigest()


def _files(folder: Traversable, above: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        place = f"{above}{entry.name}"
        if entry.is_dir():
            if place not in SHOWING and entry.name != "__pycache__":
                yield from _files(entry, f"{place}/")
        elif entry.name.endswith(COUNTED):
            yield place, entry.read_bytes()
