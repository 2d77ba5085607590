"""The tables shipped with the package, read once: fitted parameters, hazards, cited facts, names; with provenance."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from contingent.core.brief import DataUsed
from contingent.core.countries import Countries, countries_of
from contingent.core.errors import DataError
from contingent.core.times import guard, parse_date

if TYPE_CHECKING:
    from contingent.reading.confidence import ReadingConfidence
    from contingent.reading.scenarios.build import Theatre
    from contingent.reading.voices.actors import Gazetteer

#: the tables that forecasters look for in `Evidence.tables`
FORECASTING_TABLES = ("hazards", "reference_facts")
BASELINES = "baselines"
WARS = "wars"
FRESH_DAYS = 366  # a baseline older than this is warned about
OWN_LICENCE = "Apache-2.0"  # what we computed or wrote ourselves

_NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)?")


@cache
def table(name: str) -> Mapping[str, Any]:
    """The shipped table `name` ("hazards", "baselines/russia_ukraine"), parsed once; treat it as read-only.

    Raises:
        DataError: there is no such table, or the installed file is damaged.
    """
    raw = _raw(name)
    try:
        return MappingProxyType(tomllib.loads(raw.decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"the shipped table {name!r} is damaged ({error}); install contingent again") from error


@cache
def checksum(name: str) -> str:
    """The SHA-256 of the shipped table's file, as 64 hex digits; DataError where there is none."""
    return hashlib.sha256(_raw(name)).hexdigest()


def fitted_as_of(name: str) -> date | None:
    """The day whose knowledge a fitted table rests on; None for a table that was not fitted.

    Raises:
        DataError: there is no such table.
        ValueRangeError: the table's day is no date.
    """
    day = table(name).get("fitted_as_of")
    return day if day is None or isinstance(day, date) else parse_date(str(day), name=f"fitted_as_of of {name}")


def known_table(name: str, as_of: date) -> Mapping[str, Any]:
    """The shipped table, if it could have been made at `as_of`.

    Raises:
        DataError: there is no such table.
        LeakError: it was fitted on what became known after `as_of`.
    """
    day = fitted_as_of(name)
    if day is not None:
        guard(day, as_of, what=f"the shipped table {name!r}")
    return table(name)


def baseline_table(name: str, as_of: date) -> Mapping[str, Any]:
    """The fitted parameters of the war `name` (such as "russia_ukraine"); errors as `known_table`."""
    return known_table(f"{BASELINES}/{name}", as_of)


def stale(baseline: str, as_of: date) -> tuple[str, ...]:
    """A warning where the parameters of a war were fitted so long before `as_of` that another war may be on."""
    fitted = fitted_as_of(f"{BASELINES}/{baseline}")
    if fitted is None or (as_of - fitted).days <= FRESH_DAYS:
        return ()
    return (
        f"The what-if starts from the war as it stood on {fitted.isoformat()}, long before {as_of.isoformat()}: "
        "nothing that happened between the two days is in it.",
    )


def forecasting_tables(as_of: date) -> dict[str, Mapping[str, Any]]:
    """The forecasters' tables that could have been made at `as_of`, by name; one fitted later is left out."""
    return {name: table(name) for name in FORECASTING_TABLES if _known(name, as_of)}


def theatres(as_of: date) -> tuple[Theatre, ...]:
    """The wars with fitted parameters that could have been made at `as_of`: of each war the newest such fit.

    Raises:
        DataError: a file of parameters lacks its theatre or sides.
    """
    from contingent.reading.scenarios.build import Theatre  # imported late: reading is not needed to look at a table

    found: dict[str, Theatre] = {}
    for name in baselines():
        day = fitted_as_of(f"{BASELINES}/{name}")
        if day is None or day > as_of:
            continue
        values = table(f"{BASELINES}/{name}")
        try:
            theatre = Theatre(
                name=values["theatre"],
                attacker=values["attacker"],
                defender=values["defender"],
                baseline=name,
                fitted_as_of=day,
            )
        except KeyError as missing:
            raise DataError(f"the shipped table {BASELINES}/{name} lacks {missing}; fit it anew") from None
        newer = found.get(theatre.name)
        if newer is None or newer.fitted_as_of < day:
            found[theatre.name] = theatre
    return tuple(found[name] for name in sorted(found))


@cache
def gazetteer() -> Gazetteer:
    """The names of states, leaders, alliances and armed groups, indexed once."""
    from contingent.reading.voices.actors import Gazetteer  # imported late, as above

    return Gazetteer.from_table(table("gazetteer"))


@cache
def reading_confidence() -> ReadingConfidence:
    """How often claims of each class were right where people had annotated them: a measure of the reader.

    Raises:
        DataError: the table is damaged.
    """
    from contingent.reading.confidence import ReadingConfidence  # imported late, as above

    return ReadingConfidence.from_table(table("reading"))


@cache
def countries() -> Countries:
    """The table of states, read once: their codes, what codes meant when, their regions."""
    return countries_of(table("countries"))


def baselines() -> tuple[str, ...]:
    """The names of the wars with fitted parameters, sorted."""
    return tuple(sorted(_stems(_folder() / BASELINES)))


def wars() -> tuple[str, ...]:
    """The names of the wars whose inputs of a fit are shipped, sorted."""
    return tuple(sorted(_stems(_folder() / WARS)))


def data_used(name: str, as_of: date) -> DataUsed:
    """Where a shipped table comes from: its sources and their licences, its last day known at `as_of`, its checksum.

    A table without `provenance` or `sources` of its own is a list of facts or names that we wrote; rows name theirs.
    """
    values = table(name)
    sources = values.get("sources", ())
    origin = values.get("provenance", {})
    rows = _rows_known_by(name)
    through = (
        max((day for day in rows if day <= as_of), default=None)
        if rows
        else origin.get("data_through", values.get("data_through"))
    )
    return DataUsed(
        name=name,
        source=origin.get("source") or "; ".join(str(s["title"]) for s in sources) or "facts, each with its source",
        data_through=None if through is None else str(through),
        licence=origin.get("licence") or "; ".join(dict.fromkeys(str(s["licence"]) for s in sources)) or OWN_LICENCE,
        checksum=f"sha256:{checksum(name)}",
    )


def _known(name: str, as_of: date) -> bool:
    day, rows = fitted_as_of(name), _rows_known_by(name)
    return (day is None or day <= as_of) and (not rows or min(rows) <= as_of)


@cache
def _rows_known_by(name: str) -> tuple[date, ...]:
    """The days by which the rows of a table of facts were known; none for a table whose rows are not dated so."""
    lists = (rows for rows in table(name).values() if isinstance(rows, list))
    return tuple(
        parse_date(str(row["known_by"]), name=f"known_by of {name}")
        for rows in lists
        for row in rows
        if isinstance(row, dict) and "known_by" in row
    )


def _folder() -> Traversable:
    return files("contingent") / "data"


def _stems(folder: Traversable) -> Iterator[str]:
    if folder.is_dir():
        yield from (entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def _raw(name: str) -> bytes:
    if not _NAME.fullmatch(name):
        raise DataError(f"a shipped table is called {name!r}; wanted a name such as 'hazards'")
    path = _folder()
    for part in f"{name}.toml".split("/"):
        path = path / part
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        known = ", ".join(sorted([*_stems(_folder()), *(f"{BASELINES}/{war}" for war in baselines())]))
        raise DataError(f"there is no shipped table {name!r}; wanted one of {known}") from None
