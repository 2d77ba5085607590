"""The list of decisions: number and title of each page."""

from __future__ import annotations

import re

from manual.blocks import ROOT


def decisions() -> str:
    """A row for each decision, the latest first."""
    rows = []
    for path in sorted((ROOT / "docs" / "decisions").glob("0*.md"), reverse=True):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        words = re.sub(r"^\d+[.:]?\s+", "", title)
        rows.append(f"| {int(path.name[:4])} | [{words}]({path.name}) |")
    return "\n".join(["| | what was decided |", "|---|---|", *rows])
