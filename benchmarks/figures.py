"""The one form of a benchmark's figures, and the machine they were measured on."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure: of whom, in which slice, which metric, how much, and on how many it rests (None: no count)."""

    subject: str
    slice: str
    metric: str
    value: float | None
    n: int | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a benchmark found; `data_through` is None where no data of the world went in."""

    name: str
    rows: tuple[Row, ...]
    data_through: str | None = None

    def plain(self) -> dict[str, Any]:
        """The form in which every benchmark is printed."""
        return {"name": self.name, "data_through": self.data_through, "rows": [asdict(row) for row in self.rows]}

    def table(self) -> str:
        """The same for a person to read."""
        rows = [(row.subject, row.slice, row.metric, _told(row.value), _told(row.n)) for row in self.rows]
        cells = [("subject", "slice", "metric", "value", "n"), *rows]
        widths = [max(len(row[place]) for row in cells) for place in range(5)]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if place > 2 else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in cells
        )


def _told(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def machine() -> str:
    """The processor, as far as the system says."""
    info = Path("/proc/cpuinfo")
    found: dict[str, str] = {}
    if info.exists():
        pairs = (line.partition(":") for line in info.read_text().splitlines())
        found = {key.strip(): value.strip() for key, _, value in pairs}
    widest = next((name for name in ("avx512f", "avx2", "asimd") if name in found.get("flags", "")), "no vectors named")
    return f"{found.get('model name', platform.processor() or platform.machine())}, {widest}"
