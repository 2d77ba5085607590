"""docs/reliability.md: every row of the test plan with its figures, when and where they were measured, and the gap."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from proof.plan import PLAN, row
from proof.record import Record, kept
from proof.row import Figure

#: by key: `found` (what the row found wrong, and how it was mended), `gap` (what is not reached, why, what was tried)
TOLD = Path(__file__).parent / "told.toml"
HEAD = Path(__file__).parent / "reliability_head.md"


def page() -> str:
    """The page in Markdown; the same records and words give the same bytes."""
    stories = tomllib.loads(TOLD.read_text(encoding="utf-8"))
    records = {key: record for key in PLAN if (record := kept(key))}
    return "\n".join([HEAD.read_text(encoding="utf-8").rstrip(), "", *_table(records), *_rows(records, stories)]) + "\n"


def _table(records: dict[str, Record]) -> Iterator[str]:
    yield "| row | what is tried | reached |"
    yield "|---|---|---|"
    for key in PLAN:
        record = records.get(key)
        state = "not run" if record is None else "yes" if record.met else "**no**"
        yield f"| [{key}](#{key.lower()}) | {row(key).title} | {state} |"


def _rows(records: dict[str, Record], stories: dict[str, dict[str, str]]) -> Iterator[str]:
    for key in PLAN:
        here = row(key)
        yield f"\n({key.lower()})=\n## {key}: {here.title}\n"
        yield here.what.strip()
        record = records.get(key)
        if record is None:
            yield "\nNo full run is on record."
        else:
            yield "\n| figure | measured | promised | reached |\n|---|---|---|---|"
            yield from map(_line, record.figures)
            cost = f"{record.seconds:,.0f} s ({record.cpu_seconds:,.0f} CPU-s)"
            yield f"\n`{record.command}`, {record.day}, {cost}; {record.machine}"
        story = stories.get(key, {})
        if "found" in story:
            yield f"\n**Found and mended.** {story['found'].strip()}"
        if "gap" in story:
            yield f"\n**Gap.** {story['gap'].strip()}"


def _line(figure: Figure) -> str:
    value = figure.value if isinstance(figure.value, str) else f"{figure.value:,.6g}"
    reached = {True: "yes", False: "**no**", None: ""}[figure.met]
    return f"| {figure.name} | {value} {figure.unit}".rstrip() + f" | {figure.mark} | {reached} |"
