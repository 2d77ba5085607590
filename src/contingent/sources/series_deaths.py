"""Deaths in state-based conflict as monthly series, one a country, from whatever files of UCDP are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contingent.core.errors import DataError
from contingent.core.watching import Series
from contingent.sources.manifest import MANIFEST, published_on
from contingent.sources.series_points import last_of_month
from contingent.sources.shipped import countries
from contingent.sources.ucdp_files import releases

LABEL = "Deaths in state-based conflict in {name}"
UNIT = "death"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """The series of deaths, what was not read and why, and what to know of them."""

    series: tuple[Series, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def death_series(folder: Path, *, as_of: date) -> Deaths:
    """Monthly deaths of every state that had any since 1990, as UCDP's files in the folder told by `as_of`.

    A month is dated at its last day. Nothing where the folder holds no file of UCDP; where its files cannot be read,
    or none was known by that day, that is told.
    """
    try:
        known_by: dict[str, date] = {}
        for manifest in sorted(folder.rglob(MANIFEST)):
            if manifest.parent.name.startswith("ucdp"):
                known_by |= published_on(manifest.parent)
        if not any(release.kind == "final" for release in releases((folder,), known_by)):
            return Deaths()
        from contingent.forecasting.counts.panel import first_of_month
        from contingent.sources.ucdp import LICENCE, read_ucdp  # imported late: numpy

        read = read_ucdp(folder, as_of=as_of, known_by=known_by)
    except DataError as error:
        return Deaths(unread=(("Deaths in state-based conflict", str(error)),))
    panel = read.panel
    days = [last_of_month(first_of_month(int(month))) for month in panel.months]
    made: list[Series] = []
    quiet = 0
    by_views = {state.views: state for state in countries().states}
    for place, views in enumerate(panel.countries):
        state, column = by_views[int(views)], panel.deaths[:, place]
        there = [(day, float(value)) for day, value in zip(days, column, strict=True) if value == value]
        if not any(value for _, value in there):
            quiet += 1
            continue
        made.append(
            Series(
                name=f"deaths_{state.iso3}", label=LABEL.format(name=state.name), kind="count", cadence="monthly",
                unit=UNIT, dates=tuple(day for day, _ in there), values=tuple(value for _, value in there),
                source=panel.source, place=state.iso3, licence=LICENCE,
            )
        )  # fmt: skip
    notes = list(read.notes)
    if quiet:
        notes.append(f"Deaths of {quiet:,} states without a death since 1990 are not watched.")
    if read.provisional:
        notes.append(f"The last {len(read.provisional)} months of deaths are candidate events, still to be vetted.")
    return Deaths(series=tuple(sorted(made, key=lambda one: one.name)), notes=tuple(notes))
