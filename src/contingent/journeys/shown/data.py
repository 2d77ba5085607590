"""What forecasts and baselines rest on: every shipped table and every set of the catalogue, the worst first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from contingent.core.errors import DataError
from contingent.core.times import parse_date
from contingent.journeys.data import Kept, Shelf, shelves
from contingent.journeys.recorded import Record
from contingent.journeys.shown.data_uses import BASELINE, OUTLINES, SETS, TABLES, WAR, Table
from contingent.journeys.shown.track_record import kept_record
from contingent.ledger.store import Ledger
from contingent.report.numbers import day_words
from contingent.sources import shipped
from contingent.sources.catalogue import DataSet, catalogue
from contingent.sources.manifest import read_manifest

#: the worst first; "undated": there is no day from which it would be old
Status = Literal["old", "missing", "undated", "fresh"]
ORDER: Mapping[Status, int] = {"old": 0, "missing": 1, "undated": 2, "fresh": 3}
_SHIPPED_RULE: Mapping[str, str] = {
    "fitted": f"old when fitted more than {shipped.FRESH_DAYS} days ago",
    "list": "a list that grows by hand: no day makes it old",
    "closed": "a closed history: no day makes it old",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file of a source: its bytes and checksum, when it was pulled, and how far its data go."""

    file: str
    bytes: int
    sha256: str
    pulled: str
    through: str | None
    age_days: int | None
    old: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of data: what it is, how far it goes, how old that is, whence and under which licence, and for whom.

    `shipped` came with the package, else it is pulled. `through` is the day of the last observation, `age_days` its
    age; `fitted` is the day whose knowledge a fitted table rests on. `rule` says when it is old; `old_since` is the
    first such day. `checksum` is of a shipped table's file; those of pulled files are with them.
    """

    name: str
    title: str
    shipped: bool
    status: Status
    rule: str
    old_since: date | None
    through: date | None
    age_days: int | None
    fitted: date | None
    licence: str
    origin: str
    addresses: tuple[str, ...]
    checksum: str | None
    files: tuple[DataFile, ...]
    users: tuple[str, ...]
    warnings: tuple[str, ...]
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What forecasts of the ledger say that they counted in: a source, by whom, in how many forecasts, how far it goes.

    `unverified` counts the forecasts that call rows of it unread.
    """

    source: str
    forecasters: tuple[str, ...]
    forecasts: int
    through: date | None
    unverified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataView:
    """Every source, the worst first, and what the forecasts of the ledger say they rest on, the most cited first."""

    as_of: date
    sources: tuple[Source, ...]
    cited: tuple[Cited, ...]


def shown_data(ledger: Ledger, folder: Path, *, as_of: date, sets: Mapping[str, DataSet] | None = None) -> DataView:
    """The sources on a day: shipped ones, and what of the catalogue (or `sets`) lies in `folder`; nothing is fetched.

    Raises:
        DataError: a shipped table is damaged.
        LedgerError: the ledger cannot be read.
    """
    known = catalogue() if sets is None else sets
    found = [*_tables(as_of)]
    found += [_pulled(shelf, known[shelf.name], folder, as_of) for shelf in shelves(folder, today=as_of, sets=known)]
    _, record = kept_record(ledger, as_of=as_of, today=as_of)
    return DataView(as_of=as_of, sources=tuple(sorted(found, key=_badness)), cited=_cited(record))


def _badness(one: Source) -> tuple[int, date, bool, str]:
    """Old before missing, the longest old first; of equals what ships with the package first, since it is in use."""
    return ORDER[one.status], one.old_since or date.max, not one.shipped, one.name


def _tables(today: date) -> list[Source]:
    named: dict[str, Table] = dict(TABLES)
    for name in shipped.baselines():
        named[f"{shipped.BASELINES}/{name}"] = BASELINE
    for name in shipped.wars():
        named[f"{shipped.WARS}/{name}"] = WAR
    return [*(_table(name, table, today) for name, table in named.items()), _outlines(today)]


def _table(name: str, table: Table, today: date) -> Source:
    values, fitted = shipped.table(name), shipped.fitted_as_of(name)
    if isinstance(values.get("sources"), dict):  # a list of names whose rows each name one
        origin, licence, through = "; ".join(map(str, values["sources"].values())), table.licence, None
    else:
        used = shipped.data_used(name, today)
        origin, licence = used.source, used.licence
        through = parse_date(used.data_through, name=f"data_through of {name}") if used.data_through else None
    old_since = None
    if table.ageing == "fitted" and fitted is not None:
        old_since = fitted + timedelta(days=shipped.FRESH_DAYS + 1)
    old = old_since is not None and old_since <= today
    warnings: tuple[str, ...] = ()
    if old and fitted is not None:
        known = f"{name} rests on what was known on {day_words(fitted)}, {(today - fitted).days} days ago"
        warnings = (f"{known}: nothing that happened since is in it.",)
    sets = catalogue()
    return Source(
        name=name,
        title=table.title.format(theatre=values.get("theatre", "")),
        shipped=True,
        status="old" if old else "fresh" if table.ageing == "fitted" else "undated",
        rule=_SHIPPED_RULE[table.ageing],
        old_since=old_since if old else None,
        through=through,
        age_days=None if through is None else (today - through).days,
        fitted=fitted,
        licence=licence,
        origin=origin,
        addresses=tuple(address for one in table.made_from if one in sets for address in sets[one].addresses),
        checksum=shipped.checksum(name),
        files=(),
        users=table.users,
        warnings=warnings,
    )


def _outlines(today: date) -> Source:
    """The outlines of countries: shipped like a table, but no forecast rests on them."""
    from importlib.resources import files

    from contingent.sources.outlines import FILE, outlines

    origin = outlines()["provenance"]
    return Source(
        name=OUTLINES,
        title="Outlines of countries, for the map",
        shipped=True,
        status="undated",
        rule="drawn once: no day makes it old",
        old_since=None,
        through=None,
        age_days=None,
        fitted=None,
        licence=str(origin["licence"]),
        origin=str(origin["source"]),
        addresses=(),
        checksum=hashlib.sha256((files("contingent") / "data" / FILE).read_bytes()).hexdigest(),
        files=(),
        users=("map",),
        warnings=(),
    )


def _pulled(shelf: Shelf, one: DataSet, folder: Path, today: date) -> Source:
    kept = tuple(
        DataFile(file=file.file, bytes=file.bytes, sha256=file.sha256, pulled=file.retrieved_at[:10],
                 through=file.data_through, age_days=file.age_days, old=file.stale) for file in shelf.files
    )  # fmt: skip
    through = parse_date(shelf.data_through, name=f"data_through of {one.name}") if shelf.data_through else None
    old, since = _old(shelf, one, folder, today)
    status: Status = "old" if old else "fresh" if kept else "undated" if shelf.warnings else "missing"
    return Source(
        name=one.name,
        title=one.title,
        shipped=False,
        status=status,
        rule="a series is old when two more values, by its own spacing, and their publication are overdue"
        if one.by_spacing
        else f"old when its data end more than {one.stale_after_days} days ago ({one.cadence})",
        old_since=since,
        through=through if kept else None,
        age_days=(today - through).days if kept and through is not None else None,
        fitted=None,
        licence=one.licence,
        origin=one.read,
        addresses=one.addresses,
        checksum=None,
        files=kept,
        users=SETS.get(one.name, ()),
        warnings=shelf.warnings,
        how=one.how,
    )


def _old(shelf: Shelf, one: DataSet, folder: Path, today: date) -> tuple[bool, date | None]:
    """Whether a part of the set is older than it should be, and since when the part that is so longest.

    A file that is a series of its own is a part; of dated files the newest counts. A part that does not say how far
    its data go is old since no day that could be told.
    """
    if not shelf.files:
        return False, None
    try:
        records = read_manifest(folder / one.folder)
    except DataError:
        return False, None  # the shelf's warnings tell it
    alone = one.plan in ("series", "fixed")
    parts: dict[str, list[Kept]] = {}
    for file in shelf.files:
        parts.setdefault(file.file if alone else file.file.rpartition("/")[0], []).append(file)
    days: list[date | None] = []
    for within in parts.values():
        ends = [file.data_through for file in within if file.data_through]
        allowed = records[within[0].file].stale_after_days or one.stale_after_days
        since = parse_date(max(ends), name="data_through") + timedelta(days=allowed + 1) if ends else None
        if since is None or since <= today:
            days.append(since)
    return bool(days), min((day for day in days if day is not None), default=None)


def _cited(record: Record) -> tuple[Cited, ...]:
    """The sources of the reference classes of the ledger's forecasts, the most cited first."""
    by_source: dict[str, list[tuple[str, bool, date | None]]] = {}
    for said in record.forecasts:
        own: dict[str, tuple[bool, date | None]] = {}
        for one in said.forecast.reference_classes:
            unread, through = own.get(one.source, (False, None))
            days = [day for day in (through, one.data_through) if day is not None]
            own[one.source] = (unread or not one.verified, max(days, default=None))
        for source, (unread, through) in own.items():
            by_source.setdefault(source, []).append((said.forecast.forecaster, unread, through))
    found = [
        Cited(
            source=source,
            forecasters=tuple(sorted({who for who, _, _ in told})),
            forecasts=len(told),
            through=max((day for _, _, day in told if day is not None), default=None),
            unverified=sum(unread for _, unread, _ in told),
        )
        for source, told in by_source.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.forecasts, one.source)))
