"""From primary data to a parameter file with its provenance inside, as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import tomli_w

from contingent.core.errors import InputError
from contingent.core.sockets import Pool
from contingent.forecasting.episodes import war_years_from_cow
from contingent.forecasting.hazards import fit_hazards
from contingent.journeys.chunks import Work, run_chunks
from contingent.journeys.files import replace_files
from contingent.journeys.progress import Say, silent
from contingent.simulating.fitting.check import RankCheck, Replicate, judged
from contingent.simulating.fitting.fit import REQUIRED_SERIES, War, fit_baseline, window
from contingent.simulating.past_battles.exponents import SWEEPS, battles_table
from contingent.sources import shipped
from contingent.sources.battles import read_battles
from contingent.sources.war import Series, has_begun, read_conflict_years, read_series, read_wars

HAZARDS = "hazards"
BATTLES = "battles"
EXPOSURES = "exposures"
#: ranks of fewer simulated wars say nothing
LEAST_REPLICATES = 20
WAR_LISTS: tuple[Literal["interstate", "intrastate"], ...] = ("interstate", "intrastate")


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedTable:
    """A fitted table, and the command that makes it again."""

    values: Mapping[str, Any]
    command: str

    @property
    def toml(self) -> str:
        """The table as the file that is shipped."""
        return f"# Written by `{self.command}`; do not edit by hand.\n{tomli_w.dumps(self.values)}"


def fit_table(what: str, folder: Path, *, as_of: date) -> FittedTable:
    """The hazards, exponents of battles, effects on prices, or baseline of a war: what `folder` gave at `as_of`.

    Raises:
        InputError: neither of these, nor a war whose inputs are shipped.
        DataError: a file is missing or cannot be read, or is too short.
        LeakError: all that is told of a cited input of the war is dated after `as_of`.
    """
    name = what.replace("-", "_")
    if name == HAZARDS:
        return fit_hazard_table(folder, as_of=as_of)
    if name == BATTLES:
        return fit_battles_table(folder, as_of=as_of)
    if name == EXPOSURES:
        return fit_exposures_table(folder, as_of=as_of)
    if name not in shipped.wars():
        known = ", ".join([*(war.replace("_", "-") for war in shipped.wars()), BATTLES, HAZARDS, EXPOSURES])
        raise InputError(f"there is nothing to fit called {what!r}; wanted one of {known}")
    war = War.from_table(shipped.table(f"{shipped.WARS}/{name}"))
    series = _series(war, folder, as_of=as_of)
    command = f"contingent fit {name.replace('_', '-')} --data DIR --as-of {as_of.isoformat()}"
    return FittedTable(values=fit_baseline(series, war=war, as_of=as_of, command=command), command=command)


def fit_hazard_table(folder: Path, *, as_of: date) -> FittedTable:
    """The hazards of wars' ends by age that could be computed from the lists in `folder` at `as_of`."""
    conflicts = read_conflict_years(folder, as_of=as_of)
    lists = {kind: read_wars(folder, kind, as_of=as_of) for kind in WAR_LISTS}
    values = fit_hazards(
        conflicts.rows,
        as_of=as_of,
        names=shipped.countries().names(as_of),
        sources=[conflicts.provenance, *(rows.provenance for rows in lists.values())],
        war_years=[war for kind, rows in lists.items() for war in war_years_from_cow(rows.rows, kind=kind)],
    )
    return FittedTable(values=values, command=values["command"])


def fit_battles_table(folder: Path, *, as_of: date, sweeps: int = SWEEPS) -> FittedTable:
    """The posterior of the attrition exponents that could be computed from CDB90 in `folder` at `as_of`."""
    command = f"contingent fit {BATTLES} --data DIR --as-of {as_of.isoformat()}"
    found = read_battles(folder, as_of=as_of)
    values = battles_table(found.rows, as_of=as_of, provenance=found.provenance, command=command, sweeps=sweeps)
    return FittedTable(values=values, command=command)


def fit_exposures_table(folder: Path, *, as_of: date) -> FittedTable:
    """What instruments did after past events, as far as the series in `folder` told at `as_of`."""
    from contingent.journeys.exposures import fit_exposures  # late: scipy.stats is not needed for the other fits

    command = f"contingent fit {EXPOSURES} --data DIR --as-of {as_of.isoformat()}"
    return FittedTable(values=fit_exposures(folder, as_of=as_of, command=command), command=command)


def check_war(  # what is checked, and where
    what: str, folder: Path, *, as_of: date, replicates: int, pool: Pool, kept: Path | None = None, say: Say = silent
) -> RankCheck:
    """Whether the calibration of a war finds what it should: simulated wars of the same length, fitted, ranked.

    Each of `replicates` simulated wars is a chunk for `pool`; `kept` is a folder for finished ones.

    Raises:
        InputError: no war whose inputs are shipped, or too few replicates.
        DataError, LeakError: as `fit_table`.
    """
    if replicates < LEAST_REPLICATES:
        raise InputError(f"--check is {replicates}; wanted at least {LEAST_REPLICATES} simulated wars")
    name = what.replace("-", "_")
    if name not in shipped.wars():
        known = ", ".join(war.replace("_", "-") for war in shipped.wars())
        raise InputError(f"there is no calibration to check called {what!r}; wanted one of {known}")
    war = War.from_table(shipped.table(f"{shipped.WARS}/{name}"))
    one = Replicate(found=window(_series(war, folder, as_of=as_of), war=war, as_of=as_of))
    work = Work(name="check", key=one.key, function=one, plain=list, revive=_ranks)
    ranks = run_chunks(work, range(replicates), pool=pool, kept=kept, say=say)
    return judged(one.names, ranks, draws=one.settings.particles)


def _ranks(plain: list[int]) -> tuple[int, ...]:
    return tuple(plain)


def _series(war: War, folder: Path, *, as_of: date) -> dict[str, Series]:
    """The series of a war that had begun by `as_of`, by role."""
    return {
        role: read_series(folder, series, as_of=as_of)
        for role, series in war.series.items()
        if role in REQUIRED_SERIES or has_begun(folder, series, as_of=as_of)
    }


def write_table(table: FittedTable, path: Path) -> None:
    """The table is at `path`, whole; InputError where it cannot be written."""
    if path.is_dir():
        raise InputError(f"--out is the folder {path}; wanted a file. Name one, such as {path / 'fitted.toml'}.")
    replace_files({path: table.toml})
