"""axe-core as npm has it: fetched when the tests run, checked, and never a part of the project."""

from __future__ import annotations

import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

WANTED = "axe-core@4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The source, or why there is none."""

    source: str | None = None
    fault: str = ""


def axe_source(folder: Path) -> Fetched:
    """The text of axe.min.js, packed by npm into `folder`; npm itself checks the package's sum."""
    command = ["npm", "pack", WANTED, "--silent", "--no-fund", "--no-audit", "--no-update-notifier"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", "") or ""
        return Fetched(fault=f"{error} {said}".strip()[:400])
    with tarfile.open(folder / done.stdout.split()[-1]) as packed:
        member = packed.extractfile("package/axe.min.js")
        assert member is not None, "the package holds no axe.min.js"
        return Fetched(source=member.read().decode())
