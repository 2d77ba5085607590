"""What instruments did after past events, fitted from a folder of series as of a day: the table that is shipped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from contingent.core.errors import DataError
from contingent.core.watching import Series
from contingent.journeys.touched import exposure_map
from contingent.sources.series import read_series
from contingent.watching.exposure.effects import Exposures, exposures
from contingent.watching.exposure.shipping import exposures_table

#: the draws behind p-values and intervals
SEED = 1


def market_series(folder: Path, *, as_of: date) -> tuple[dict[str, Series], tuple[str, ...]]:
    """The series of the folder that the map speaks of, as known by `as_of`, and what to know of the reading.

    Raises:
        DataError: an index of news or every instrument is missing, or a file cannot be read.
    """
    ties = exposure_map()
    read = read_series(folder, as_of=as_of, deaths=False)
    wanted = {kind.series for kind in ties.measured} | {one.name for one in ties.instruments}
    found = {one.name: one for one in read.series if one.name in wanted}
    if not any(one.name in found for one in ties.instruments):
        names = ", ".join(one.name for one in ties.instruments)
        unread = "".join(f" Not read: {label}: {why}." for label, why in read.unread)
        raise DataError(
            f"{folder} holds no series of an instrument by {as_of}; wanted one of {names}. Pull some: contingent data "
            f"pull eia vix gold fx.{unread}"
        )
    missing = sorted({kind.series or "" for kind in ties.measured} - found.keys())
    if missing:
        raise DataError(
            f"{folder} lacks the daily index of geopolitical risk ({', '.join(missing)}) by {as_of}; events are its "
            "jumps. Pull it: contingent data pull gpr."
        )
    notes = (*read.notes, *(f"{label}: {why}" for label, why in read.unread))
    return found, notes


def studied(folder: Path, *, as_of: date, seed: int = SEED) -> tuple[Exposures, Mapping[str, Series], tuple[str, ...]]:
    """Every instrument after every kind of event, the series behind it, and what to know of the reading."""
    series, notes = market_series(folder, as_of=as_of)
    return exposures(series, exposure_map(), as_of=as_of, seed=seed), series, notes


def fit_exposures(folder: Path, *, as_of: date, command: str) -> dict[str, Any]:
    """The table of effects that could be computed from the series in `folder` at `as_of`."""
    found, series, _ = studied(folder, as_of=as_of)
    return exposures_table(found, exposure_map(), series, as_of=as_of, command=command, seed=SEED)
