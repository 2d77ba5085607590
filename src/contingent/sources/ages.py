"""How old data may be: a set's own cadence says when they are too old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from contingent.sources.catalogue import DataSet
from contingent.sources.manifest import Record


def too_old(one: DataSet, through: date | None, *, today: date, patience: int | None = None) -> str | None:
    """A sentence where data of the set that end on `through` are older than they should be on `today`.

    `patience` are the days allowed, where a series has its own.
    """
    if through is None:
        return f"{one.name}: the files do not say how far their data go"
    age, allowed = (today - through).days, patience or one.stale_after_days
    if age <= allowed:
        return None
    return (
        f"{one.name}: the data end on {through.isoformat()}, {age} days ago; wanted at most {allowed} "
        f"({one.cadence}). Has the provider moved or renamed its files?"
    )


def old_data(one: DataSet, records: Sequence[Record], *, today: date) -> tuple[str, ...]:
    """A sentence for each part of the set whose data are older than they should be on `today`.

    A file that is a series of its own is a part, and so is each folder of dated files, of which the newest counts: one
    part that froze must not hide behind another.
    """
    parts: dict[str, list[Record]] = {}
    for record in records:
        alone = one.plan in ("series", "fixed")
        parts.setdefault(record.file if alone else record.file.rpartition("/")[0], []).append(record)
    words = []
    for part, within in parts.items():
        through = max((day for record in within if (day := record.through) is not None), default=None)
        old = too_old(one, through, today=today, patience=within[0].stale_after_days)
        if old is not None:
            words.append(f"{part}: {old}" if part else old)
    return tuple(words)
